//! The ten things that people open the window for, walked with the fewest presses; and how much is
//! in sight.

use std::cell::Cell;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::ports::free_port;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;
use thirtyfour::{Key, TypingData};

/// A window whose presses are counted.
struct Counted {
    window: Window,
    presses: Cell<u32>,
}

impl Counted {
    async fn press(&self, id: &str) {
        self.presses.set(self.presses.get() + 1);
        self.window.click(id).await;
    }

    /// Types where the caret is.
    async fn types(&self, text: impl Into<TypingData>) {
        let field = self.window.driver.active_element().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Checks the presses since the last time, from the overview again.
    async fn took(&self, what: &str, most: u32) {
        let presses = self.presses.replace(0);
        assert!(presses <= most, "{what}: {presses} presses");
        self.window.click("nav-overview").await;
        self.window.is_in("view-overview").await;
    }
}

#[tokio::test]
async fn each_task_takes_few_presses() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let at = Counted {
        window: Window::open(&computer).await,
        presses: Cell::new(0),
    };
    let window = &at.window;
    let enter = || Key::Enter + "";

    window.sees_focus_on("first-balance").await;
    at.types("20").await;
    at.types(enter()).await;
    window.sees("header-balance", "20.00").await;
    at.took("the balance at first", 0).await;

    at.press("open-settings").await;
    window.sees_focus_on("budget-input").await;
    at.types("30").await;
    at.types(enter()).await;
    window.sees("header-balance", "30.00").await;
    at.took("the balance later", 1).await;

    at.press("job-model").await;
    at.types("fal-ai/flux/dev").await;
    at.types(Key::Tab + "").await;
    window.sees_focus_on("job-quantity").await;
    at.types("4").await;
    at.types(enter()).await;
    window.sees_toast("Logged fal-ai/flux/dev").await;
    at.took("a job by its model", 1).await;

    window.sees("fact-month", "0.10").await;
    window.sees("runs-out", "A forecast needs three days").await;
    window.sees("columns-legend", "fal-ai/flux/dev").await;
    at.took("this month, until when, the dearest model", 0)
        .await;

    at.press("undo").await;
    window.sees_toast("Undone: fal-ai/flux/dev").await;
    at.took("undoing the newest", 1).await;

    computer.verb(&["log", "--images", "40"]).success();
    computer.verb(&["log", "--videos", "1"]).success();
    window.sees("jobs", "40 images").await;
    at.press("nav-jobs").await;
    window
        .wait_for(
            "jobs",
            "return document.querySelectorAll('#all-jobs-list b').length > 1",
        )
        .await;
    window.press("#all-jobs-list li:nth-child(2) button").await;
    at.presses.set(at.presses.get() + 1);
    at.press("detail-void").await;
    window.sees_toast("40 images").await;
    at.took("undoing an old one", 3).await;

    at.press("open-settings").await;
    at.press("to-alerts").await;
    at.press("alert-amount").await;
    at.types("2").await;
    at.types(enter()).await;
    window.sees_toast("Alerts saved").await;
    at.took("an alert", 3).await;

    let port = free_port().to_string();
    window
        .invoke("set_gateway_port", json!({ "port": port }))
        .await
        .unwrap();
    at.press("nav-guard").await;
    at.press("guard-switch").await;
    window
        .wait_for(
            "the gateway runs with it",
            "return document.getElementById('guard-chain').dataset.weakest === 'programs'",
        )
        .await;
    at.took("the guard, with its gateway", 2).await;

    at.press("nav-spending").await;
    at.press("month-before").await;
    wait::until("the month before is shown", async || {
        let shown = window.run("return document.getElementById('month-after').disabled");
        (shown.await == json!(false)).then_some(())
    })
    .await;
    at.press("export-month").await;
    window
        .sees("export-month-done", "There are no such jobs")
        .await;
    at.took("exporting the last month", 3).await;

    at.press("open-settings").await;
    at.press("live-key").await;
    at.types(ADMIN_KEY).await;
    at.types(enter()).await;
    window.sees_toast("Connected").await;
    at.took("connecting a key", 3).await;
}

#[tokio::test]
async fn no_section_of_the_settings_is_high_and_the_overview_is_above_the_fold() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "4"]).success();
    let window = Window::open(&computer).await;
    window.resize(520, 760).await;
    let elements = window
        .run("return document.querySelectorAll('*').length")
        .await;
    assert!(elements.as_u64() <= Some(450), "{elements} elements");
    window.sees("fact-end-before", "€0.00").await;
    let lowest = window
        .run("return document.querySelector('.facts').getBoundingClientRect().bottom")
        .await;
    assert!(lowest.as_f64() < Some(760.0), "{lowest}");
    window.click("open-settings").await;
    for section in ["balance", "general", "alerts", "prices", "files", "privacy"] {
        window.click(&format!("to-{section}")).await;
        let height = window
            .run(&format!(
                "return document.getElementById('set-{section}').offsetHeight"
            ))
            .await;
        let height = height.as_u64().unwrap();
        assert!((1..=900).contains(&height), "{section}: {height} px");
        window.picture(&format!("settings-{section}")).await;
    }
}

/// Long ids and tags, huge amounts and a debt are drawn whole.
#[tokio::test]
async fn extreme_values_are_cut_nowhere() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "100"]).success();
    let id = format!("{}/{}", "a".repeat(60), "model-".repeat(22));
    let tag = "t".repeat(40);
    computer
        .verb(&["log", "--model", &id, "--quantity", "1", "--tag", &tag])
        .success();
    computer
        .verb(&[
            "log",
            "--model",
            "fal-ai/flux/dev",
            "--quantity",
            "1000000",
            "--tag",
            &tag,
        ])
        .success();
    let window = Window::open(&computer).await;
    window.sees("header-balance", "−€24,900.00").await;
    let mut cut = Vec::new();
    for width in [320, 520, 1280] {
        window.resize(width, 760).await;
        for (button, view) in [
            ("nav-overview", "view-overview"),
            ("nav-spending", "view-spending"),
            ("nav-jobs", "view-jobs"),
            ("nav-models", "view-models"),
            ("nav-guard", "view-guard"),
            ("open-settings", "settings"),
        ] {
            window.click(button).await;
            window.is_in(view).await;
            cut.extend(window.cut(&format!("{view}, {width}")).await);
            window.picture(&format!("extreme-{view}-{width}")).await;
        }
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
}

/// A tag for each of ten thousand jobs: the overview stays small, every view opens, and a filter
/// offers no list of thousands.
#[tokio::test]
async fn ten_thousand_tags_are_no_burden() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "100"]).success();
    let rows = (0..10_000).map(|nth| format!("2026-11-01,me/model,0.001,project-{nth:04}\n"));
    let file = computer.path("jobs.csv");
    let table: String = ["timestamp,endpoint_id,cost_total,tag\n".to_owned()]
        .into_iter()
        .chain(rows)
        .collect();
    std::fs::write(&file, table).unwrap();
    computer
        .verb(&["import", &file.display().to_string(), "--yes"])
        .success();
    let window = Window::open(&computer).await;
    window.sees("columns-legend", "me/model").await;
    let count = async |script: &str| {
        let found = window.run(&format!("return {script}.length")).await;
        found.as_u64().unwrap()
    };
    let elements = count("document.querySelectorAll('*')").await;
    assert!(elements <= 450, "{elements} elements");
    let mut cut = Vec::new();
    for (button, view, id, text) in [
        (
            "nav-spending",
            "view-spending",
            "spending-parts",
            "project-",
        ),
        ("nav-jobs", "view-jobs", "all-jobs-count", "10,000 jobs"),
        ("nav-models", "view-models", "prices", "fal-ai/"),
        (
            "nav-guard",
            "view-guard",
            "guard-job-hint",
            "Dearest so far",
        ),
        ("open-settings", "settings", "total-spent", "€10.00"),
        ("nav-overview", "view-overview", "jobs", "project-"),
    ] {
        window.click(button).await;
        window.is_in(view).await;
        window.sees(id, text).await;
        cut.extend(window.cut(view).await);
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
    window.click("nav-jobs").await;
    let offered = count("document.getElementById('find-tag').options").await;
    assert_eq!(
        offered, 502,
        "all, five hundred, and how many more there are"
    );
    window.type_into("find-text", "project-9876").await;
    window.sees("all-jobs-count", "1 job found").await;
}
