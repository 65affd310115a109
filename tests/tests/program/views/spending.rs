//! Spending in the window: the chart with its table, the forecast, reconciling, the gap to fal's
//! figure.

use std::fmt::Write;
use std::fs;

use chrono::TimeDelta;
use fal_budget_app::clock;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::window::Window;
use serde_json::json;

/// Makes a computer with forty days of work, weekends lighter, four models and two tags.
fn busy_computer() -> Computer {
    let computer = Computer::new();
    let mut table = "timestamp,endpoint_id,tag,cost_total,output_units,unit".to_owned();
    let models = [
        ("fal-ai/flux/dev", "megapixels"),
        ("fal-ai/veo3.1", "seconds"),
        ("fal-ai/recraft/v3/text-to-image", "images"),
        ("me/model", "images"),
    ];
    for day in 0_i64..40 {
        for nth in 0..if day % 7 < 2 { 2 } else { 6 } {
            let at = clock::now() - TimeDelta::days(day) - TimeDelta::minutes(nth * 7 + 1);
            let (model, unit) = models[usize::try_from((day * 3 + nth * nth) % 4).unwrap()];
            let cents = 4 + (day * 7 + nth * 13) % 23;
            let tag = if nth % 2 == 0 { "cats" } else { "" };
            write!(
                table,
                "\n{},{model},{tag},0.{cents:02},1,{unit}",
                at.format("%Y-%m-%dT%H:%M:%SZ")
            )
            .unwrap();
        }
    }
    let file = computer.path("jobs.csv");
    fs::write(&file, table).unwrap();
    computer
        .verb(&["import", &file.display().to_string(), "--yes"])
        .success();
    computer
}

#[tokio::test]
async fn spending_is_seen_by_day_week_and_month_split_and_as_a_table() {
    let computer = busy_computer();
    computer.verb(&["budget", "set", "12.50"]).success();
    let window = Window::open(&computer).await;
    window.click("nav-spending").await;
    window.sees("spending-total", " jobs").await;
    window.sees("spending-compared", "usually under").await;
    window.sees("spending-compared", "By month’s end").await;
    let columns = |count: &str| {
        let drawn = "Number(document.querySelector('#spending-chart svg').dataset.columns)";
        format!("return {drawn} {count}")
    };
    window.sees("forecast-text", "Runs out ").await;
    let off = "const left = (it) => document.querySelector(it).getBoundingClientRect().left;
        return Math.abs(left('#month-before path') - left('#spending-compared dt'))";
    let off = window.run(off).await.as_f64().unwrap();
    assert!(
        off < 2.0,
        "the heading begins {off} px beside the text below"
    );
    let month = window.text("spending-title").await;
    window.click("month-before").await;
    window
        .wait_for(
            "the month before",
            &format!("return document.getElementById('spending-title').textContent !== '{month}'"),
        )
        .await;
    window.click("month-after").await;
    window.sees("spending-title", &month).await;
    let count = async |selector: &str| {
        window
            .run(&format!(
                "return document.querySelectorAll('{selector}').length"
            ))
            .await
            .as_u64()
            .unwrap()
    };
    window.press("#spending-days option[value='30']").await;
    window.wait_for("thirty days", &columns("=== 30")).await;
    assert_eq!(count("#spending-table tbody tr").await, 30);
    window.picture("spending").await;
    window.resize(1000, 760).await;
    window.picture("spending-wide").await;
    window.resize(520, 760).await;
    window.press("#spending-split option[value=model]").await;
    window.sees("spending-parts", "fal-ai/flux/dev").await;
    assert_eq!(count("#spending-parts tbody tr").await, 4);
    window.press("#spending-days option[value='90']").await;
    window.wait_for("weeks", &columns("<= 14")).await;
    window
        .run("document.getElementById('spending-numbers').open = true")
        .await;
    window.sees("spending-table", "Week of").await;
    window.picture("spending-weeks").await;
    window.press("#spending-days option[value='365']").await;
    window.wait_for("months", &columns("> 11")).await;

    // By keyboard: one column after the other, told as text.
    window.press("#spending-days option[value='7']").await;
    window.wait_for("days", &columns("=== 7")).await;
    let chart = window.find("spending-chart").await;
    chart.focus().await.unwrap();
    // Shortly after midnight today has no job yet; the day before has some at any hour.
    window.sees("spending-here", "€").await;
    chart.send_keys(thirtyfour::Key::Left + "").await.unwrap();
    window.sees("spending-here", " jobs (").await;
    columns_lead_to_their_jobs(&window).await;
    window.resize(320, 700).await;
    window.picture("spending-narrow").await;
    let wide = window
        .run("return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .await;
    assert_eq!(wide, json!(false), "nothing is cut off at 320 px");
}

/// Chooses the column before the last with Enter, and the middle one with a press. Each shows the
/// jobs of its day and no others.
async fn columns_lead_to_their_jobs(window: &Window) {
    let shows_jobs_of = async |nth: usize| {
        let row = format!(
            "const row = document.querySelector('#spending-table tbody').rows[{nth}];
            return [row.cells[0].textContent, `${{row.lastChild.textContent}} found`]"
        );
        let row = window.run(&row).await;
        window.is_in("view-jobs").await;
        window
            .sees("all-jobs-count", row[1].as_str().unwrap())
            .await;
        let chosen = window
            .run("return document.getElementById('find-days').selectedOptions[0].text")
            .await;
        assert_eq!(chosen, row[0]);
        window.run("history.back()").await;
        window.is_in("view-spending").await;
    };
    window.press_enter("spending-chart").await;
    shows_jobs_of(5).await;
    window.press("#spending-chart").await;
    shows_jobs_of(3).await;
}

/// Figures, table and forecast are printed, and nothing that can be pressed.
#[tokio::test]
async fn a_month_on_paper_is_its_figures_alone() {
    let computer = busy_computer();
    computer.verb(&["budget", "set", "12.50"]).success();
    let window = Window::open(&computer).await;
    // As wide as a sheet between its margins.
    window.resize(720, 900).await;
    window.click("nav-spending").await;
    window.sees("forecast-text", "Runs out ").await;
    window
        .invoke("save_settings", json!({ "theme": "dark" }))
        .await
        .unwrap();
    window.run(ON_PAPER).await;
    let ink = "return getComputedStyle(document.body).color === 'rgb(27, 27, 30)'";
    window.wait_for("dark letters on paper", ink).await;
    let shown = window
        .run(
            "return [...document.querySelectorAll('button, select, input')]
              .filter((it) => it.checkVisibility()).map((it) => it.id)",
        )
        .await;
    assert_eq!(shown, json!([]), "what can be pressed is not printed");
    for id in [
        "header-balance",
        "spending-title",
        "spending-compared",
        "spending-chart",
        "spending-parts",
        "spending-total",
        "forecast-text",
    ] {
        assert!(window.is_shown(id).await, "{id} is on paper");
    }
    assert_eq!(window.cut("paper").await, Vec::<String>::new());
    window.picture("spending-paper").await;
}

/// Applies to the screen what the styles say of paper.
const ON_PAPER: &str = "
    const rules = (list) => [...list].flatMap((it) => [it, ...rules(it.cssRules ?? [])]);
    for (const sheet of document.styleSheets)
        for (const rule of rules(sheet.cssRules))
            if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all'";

#[tokio::test]
async fn a_discrepancy_with_the_dashboard_is_shown_booked_and_undone() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "100"]).success();
    let window = Window::open(&computer).await;
    window.click("nav-spending").await;
    window
        .sees("forecast-text", "A forecast needs three days")
        .await;
    window.type_into("reconcile-input", "seven").await;
    window.press_enter("reconcile-input").await;
    window
        .sees("reconcile-error", "That is not an amount")
        .await;
    window.type_into("reconcile-input", "7.08").await;
    window.press_enter("reconcile-input").await;
    window
        .sees(
            "reconcile-text",
            "€7.50 was expected: €0.42 more was spent than counted, 17 %.",
        )
        .await;
    window.picture("reconcile").await;
    assert_eq!(
        computer.status()["spent"],
        json!(2.5),
        "looking stores nothing"
    );
    window.click("reconcile-book").await;
    window.sees_toast("Booked").await;
    window.sees("corrections", "€0.42").await;
    assert_eq!(
        (
            computer.status()["remaining"].clone(),
            computer.status()["spent"].clone()
        ),
        (json!(7.08), json!(2.92))
    );
    window
        .sees("spending-without", "corrections of €0.42")
        .await;
    window.type_into("reconcile-input", "20").await;
    window.press_enter("reconcile-input").await;
    window
        .sees("reconcile-text", "Was the account topped up?")
        .await;
    window.click("reconcile-top-up").await;
    window.sees_toast("Balance entered").await;
    assert_eq!(
        (
            computer.status()["remaining"].clone(),
            computer.status()["spent"].clone()
        ),
        (json!(20.0), json!(2.92))
    );
    for what in ["balance €20.00", "reconciling with €7.08"] {
        window.run("document.getElementById('undo').click()").await;
        window.sees_toast(&format!("Undone: {what}")).await;
    }
    assert_eq!(
        (
            computer.status()["remaining"].clone(),
            computer.status()["spent"].clone()
        ),
        (json!(7.5), json!(2.5))
    );
}

#[tokio::test]
async fn the_gap_to_fals_figure_is_explained() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    window.click("nav-overview").await;
    computer.verb(&["log", "--images", "4"]).success();
    computer
        .verb(&["log", "--model", "me/unpriced", "--quantity", "1"])
        .success();
    window.sees("header-balance", "Budget: €9.90").await;
    window.click("nav-spending").await;
    window.sees("gap-table", "By the jobs here").await;
    let text = window.text("gap-table").await;
    for (label, amount) in [
        ("By the jobs here", "€9.90"),
        ("Not yet charged", "€0.10"),
        ("Unknown", "not known"),
        ("Unexplained", "€0.00"),
        ("By fal.ai", "€10.00"),
    ] {
        assert!(
            text.contains(&format!("{label}{amount}")),
            "{label}: {text}"
        );
    }
    window.picture("gap").await;
    assert!(
        !window.is_shown("reconcile").await,
        "fal's own figure needs no reconciling"
    );
}
