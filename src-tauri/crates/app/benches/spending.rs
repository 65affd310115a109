//! Measures how long each chart of a million jobs over a year takes without a window. Prints the
//! table and writes it into `docs/performance.md`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::too_many_lines
)]

#[path = "../../../../tests/src/table/performance.rs"]
mod performance;

use std::fmt::Write;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Utc};
use fal_budget_app::requests::{self, AlertEvaluator, GetSpending};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use sqlx::ConnectOptions;
use tempfile::TempDir;

const JOBS: i64 = 1_000_000;
const READINGS: usize = 21;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
    let mut connection = database::options(&path).connect().await.unwrap();
    sqlx::query("INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 0, 'jobs')")
        .execute(&mut connection)
        .await
        .unwrap();
    let statement = format!(
        "INSERT INTO job (account_id, change_id, at, model, quantity_nano, unit, unit_price_nano, \
         cost_nano, basis, origin, tag)
         WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < {JOBS})
         SELECT 1, 1, {from} + n * {step}, 'fal-ai/model-' || (n * 7 % 10), 1000000000, \
           'images', 25000000, n % 1000 * 1000000, 'estimated', 'window',
           iif(n % 20 = 0, 'tag', NULL) FROM nth",
        from = (now - chrono::TimeDelta::days(365)).timestamp_millis(),
        step = 365 * 86_400_000_i64 / JOBS,
    );
    sqlx::query(&statement)
        .execute(&mut connection)
        .await
        .unwrap();
    let mut table = String::from(
        "| chart of 1,000,000 jobs over a year | columns | UTC, ms | UTC+5:30, ms | UTC−8, ms |\n\
         |---|---|---|---|---|\n",
    );
    for (days, grain) in [
        (7, "day"),
        (30, "day"),
        (30, "week"),
        (90, "week"),
        (90, "day"),
        (90, "month"),
        (365, "month"),
        (365, "week"),
    ] {
        for split in ["none", "model", "tag"] {
            let request = GetSpending {
                days: Some(days),
                grain: Some(grain.into()),
                split: Some(split.into()),
            };
            let mut columns = 0;
            let mut medians = Vec::new();
            for offset in [0, 19_800, -28_800] {
                let zone = FixedOffset::east_opt(offset).unwrap();
                let mut times = Vec::new();
                for _ in 0..READINGS {
                    let start = Instant::now();
                    columns = requests::get_spending(&ledger, &request, now, &zone)
                        .await
                        .unwrap()
                        .groups
                        .len();
                    times.push(start.elapsed());
                }
                medians.push(median(times));
            }
            writeln!(
                table,
                "| {days} days by {grain}, split: {split} | {columns} | {} |",
                medians.join(" | ")
            )
            .unwrap();
        }
    }
    let alerts = alerts(&ledger, now).await;
    println!("{table}\n{alerts}");
    let text = format!(
        "Written by `make bench`; medians of {READINGS}, including the forecast and everything \
         else shown beside a chart. The goal is 20 ms.\n\n{table}\n{alerts}\n"
    );
    performance::write("spending", &text).unwrap();
}

/// Measures an evaluation of the alerts, with a new forecast and with one made less than a minute
/// ago.
async fn alerts(ledger: &Ledger, now: DateTime<Utc>) -> String {
    ledger
        .set_budget(Money::from_nano(100_000_000_000_000), now)
        .await
        .unwrap();
    let mut medians = Vec::new();
    for is_made in [false, true] {
        let mut times = Vec::new();
        for _ in 0..READINGS {
            let mut evaluator = AlertEvaluator::default();
            if is_made {
                evaluator.evaluate(ledger, now, &Utc).await.unwrap();
            }
            let start = Instant::now();
            evaluator.evaluate(ledger, now, &Utc).await.unwrap();
            times.push(start.elapsed());
        }
        medians.push(median(times));
    }
    format!(
        "Evaluating the alerts takes {} ms including a forecast, {} ms with one made less than a \
         minute ago.",
        medians[0], medians[1]
    )
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    format!("{:.1}", times[times.len() / 2].as_secs_f64() * 1000.0)
}
