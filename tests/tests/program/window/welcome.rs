//! The first start: one thing to do, said once; and empty views that say what will be there.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;

#[tokio::test]
async fn the_welcome_is_put_away_for_good() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window
        .sees("welcome", "How much does fal.ai say is left?")
        .await;
    assert!(
        !window.is_shown("no-balance").await && window.is_shown("nav-jobs").await,
        "one invitation at a time, and the way to everything else"
    );
    window.resize(380, 700).await;
    window.picture("welcome-narrow").await;
    window.click("welcome-away").await;
    window.sees("no-balance", "No balance is known").await;
    window.sees_focus_on("job-model").await;
    assert!(!window.is_shown("welcome").await);
    window.close().await;
    let window = Window::open(&computer).await;
    window.sees("no-balance", "No balance is known").await;
    nobody_is_welcomed(&window).await;
}

#[tokio::test]
async fn each_way_to_begin_leads_to_its_field_and_the_welcome_goes_by_itself() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("welcome-key").await;
    window.sees_focus_on("live-key").await;
    window.click("nav-overview").await;
    window.type_into("first-balance", "ten").await;
    window.press_enter("first-balance").await;
    window.sees("first-error", "not an amount").await;
    window.type_into("first-balance", "10").await;
    window.press_enter("first-balance").await;
    window.sees("header-balance", "Budget: €10.00").await;
    assert!(!window.is_shown("welcome").await);
}

/// The sample fills every view, is marked in each of them, also after a restart, and goes as a
/// whole, with the question of the first start in its place.
#[tokio::test]
async fn sample_data_are_a_third_way_to_begin() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window
        .invoke("save_settings", json!({ "theme": "dark" }))
        .await
        .unwrap();
    window.picture("welcome-sample").await;
    window.click("welcome-sample").await;
    window.sees("sample", "All of this is made up").await;
    window.sees("demo", "sample").await;
    window.sees("header-balance", "Budget: €").await;
    window.sees("runs-out", "Lasts until").await;
    window.sees("columns-legend", "fal-ai/veo3.1/fast").await;
    assert!(!window.is_shown("welcome").await);
    window.picture("sample").await;
    window.click("nav-jobs").await;
    window.sees("demo", "sample").await;
    let again = window.invoke("begin_sample", json!({})).await;
    assert_eq!(
        again.unwrap_err()["code"],
        "bad_request",
        "never into a ledger in use"
    );
    window.close().await;

    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.sees("sample", "All of this is made up").await;
    let item = panel.item().await;
    wait::until("the tray says so", async || {
        let lines = item.lines().await;
        lines
            .iter()
            .any(|line| line.contains("all of this is made up"))
            .then_some(())
    })
    .await;
    computer.verb(&["log", "--images", "4"]).success();
    window.click("end-sample").await;
    window.sees("welcome", "How much does fal.ai say").await;
    window.sees_focus_on("first-balance").await;
    assert!(!window.is_shown("demo").await && !window.is_shown("sample").await);
    let status = computer.status();
    assert_eq!(
        (&status["spent"], &status["remaining"]),
        (&json!(0.0), &json!(null))
    );
    let theme = "return document.documentElement.dataset.theme";
    assert_eq!(window.run(theme).await, json!("dark"), "settings stay");
    let aside = std::fs::read_dir(computer.data()).unwrap().any(|file| {
        let name = file.unwrap().file_name().into_string().unwrap();
        name.starts_with("fal-budget-before-")
    });
    assert!(aside, "what was done in the sample is not lost");
    window.type_into("first-balance", "10").await;
    window.press_enter("first-balance").await;
    window.sees("header-balance", "Budget: €10.00").await;
    let ended = window.invoke("end_sample", json!({})).await;
    assert_eq!(ended.unwrap_err()["code"], "bad_request", "never one's own");
}

async fn nobody_is_welcomed(window: &Window) {
    let hidden = "return document.getElementById('welcome')?.hidden ?? true";
    assert_eq!(window.run(hidden).await, true);
}

#[tokio::test]
async fn nobody_who_has_begun_is_welcomed() {
    let computer = Computer::new();
    computer.verb(&["log", "--images", "1"]).success();
    let window = Window::open(&computer).await;
    window.sees("jobs", "1 image").await;
    nobody_is_welcomed(&window).await;
}

#[tokio::test]
async fn every_empty_view_says_what_will_be_there() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("welcome-away").await;
    window
        .sees("jobs-empty", "Jobs that you log appear here")
        .await;
    window.click("nav-jobs").await;
    window
        .sees("all-jobs-count", "Jobs that you log appear here")
        .await;
    window.type_into("find-text", "nothing").await;
    window.sees("all-jobs-count", "No job fits").await;
    window.click("nav-overview").await;
    window.click("nav-spending").await;
    window
        .sees("spending-here", "What jobs cost stands here in columns")
        .await;
    window.sees("accuracy-empty", "it is said here").await;
    window.picture("empty-spending").await;
    window.click("nav-overview").await;
    window.click("nav-models").await;
    window.type_into("price-find", "no such model").await;
    window.sees("prices-empty", "No model fits").await;
    window.click("nav-overview").await;
    window.click("nav-guard").await;
    window.find("gateway-origins-empty").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    window
        .sees(
            "gateway-origins-empty",
            "Pages that you allow are listed here",
        )
        .await;
    window.click("open-settings").await;
    window.click("entries-fold").await;
    window
        .sees("entries-empty", "Each balance that you save is kept here")
        .await;
    let days = "return [...document.getElementById('backup-day').options].map(({ text }) => text)";
    assert_eq!(window.run(days).await, json!(["none yet"]));
}
