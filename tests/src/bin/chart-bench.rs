//! Measures the time that a chart of a year of a million jobs takes to the screen: from the choice
//! to the second frame that is painted after it, in the real window. Run by `make bench` on a
//! release build; writes its table into `docs/performance.md`.

use std::fmt::Write;

use fal_budget_app::clock;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::table::performance;
use fal_budget_tests::window::Window;
use serde_json::json;
use sqlx::Connection;

const JOBS: i64 = 1_000_000;
const READINGS: usize = 15;

/// Makes a choice, waits for its drawing and two frames more, and returns the milliseconds that it
/// took.
const CHOOSE: &str = "const [id, value, done] = arguments;
    const chart = document.getElementById('spending-chart');
    const choice = document.getElementById(id);
    const begin = performance.now();
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
    }).observe(chart, { childList: true });
    // A choice that changes nothing draws nothing.
    setTimeout(() => done(-1), 2000);
    choice.value = value;
    choice.dispatchEvent(new Event('change', { bubbles: true }));";

#[tokio::main]
async fn main() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "1000"]).success();
    fill(&computer).await;
    let window = Window::open(&computer).await;
    window.click("open-spending").await;
    window.sees("spending-total", " jobs").await;
    let mut table =
        String::from("| chart of 1,000,000 jobs over a year, to the screen | ms |\n|---|---|\n");
    for split in ["none", "model"] {
        choose(&window, "spending-split", split).await;
        for (days, grain) in [
            ("7", "day"),
            ("30", "week"),
            ("90", "day"),
            ("365", "month"),
            ("365", "week"),
        ] {
            choose(&window, "spending-days", days).await;
            let mut times = Vec::new();
            for _ in 0..READINGS {
                // Away from the choice and back.
                let (choice, other, this) = match (days, grain) {
                    ("7", _) => ("spending-days", "30", days),
                    ("30", _) => ("spending-grain", "day", grain),
                    ("365", "week") => ("spending-grain", "month", grain),
                    _ => ("spending-grain", "week", grain),
                };
                choose(&window, choice, other).await;
                times.push(choose(&window, choice, this).await);
            }
            times.sort_by(f64::total_cmp);
            writeln!(
                table,
                "| {days} days by {grain}, split: {split} | {:.0} |",
                times[READINGS / 2]
            )
            .unwrap();
        }
    }
    println!("{table}");
    let text = format!(
        "Written by `make bench` from a release build with software rendering on a virtual screen; \
         medians of {READINGS}, each including two painted frames. The goal is 100 ms.\n\n{table}"
    );
    performance::write("charts", &text).unwrap();
}

async fn choose(window: &Window, id: &str, value: &str) -> f64 {
    let taken = window
        .driver
        .execute_async(CHOOSE, vec![json!(id), json!(value)])
        .await
        .unwrap();
    taken.json().as_f64().unwrap()
}

async fn fill(computer: &Computer) {
    let address = format!("sqlite:{}", computer.database().display());
    let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
    sqlx::query("INSERT INTO change (id, account_id, at, kind) VALUES (1000, 1, 0, 'jobs')")
        .execute(&mut connection)
        .await
        .unwrap();
    let statement = format!(
        "INSERT INTO job (account_id, change_id, at, model, quantity_nano, unit, unit_price_nano, \
         cost_nano, basis, origin)
         WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < {JOBS})
         SELECT 1, 1000, {from} + n * {step}, 'fal-ai/model-' || (n * 7 % 10), 1000000000, \
           'images', 25000000, n % 1000 * 1000, 'estimated', 'window' FROM nth",
        from = (clock::now() - chrono::TimeDelta::days(365)).timestamp_millis(),
        step = 365 * 86_400_000_i64 / JOBS,
    );
    sqlx::query(&statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}
