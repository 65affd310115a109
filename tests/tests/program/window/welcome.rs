//! The first start: one thing to do, said once; and empty views that say what will be there.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;
use serde_json::json;

#[tokio::test]
async fn the_welcome_is_put_away_for_good() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window
        .sees(
            "welcome",
            "type the balance that fal.ai’s billing page shows you, or connect a key",
        )
        .await;
    assert!(
        !window.is_shown("balance-invite").await,
        "one invitation at a time"
    );
    window.resize(380, 700).await;
    window.picture("welcome-narrow").await;
    window.click("welcome-away").await;
    window.sees("balance-invite", "No budget is set").await;
    window.sees_focus_on("enter-balance").await;
    assert!(!window.is_shown("welcome").await);
    window.close().await;
    let window = Window::open(&computer).await;
    window.sees("balance-invite", "No budget is set").await;
    assert!(!window.is_shown("welcome").await);
}

#[tokio::test]
async fn each_way_to_begin_leads_to_its_field_and_the_welcome_goes_by_itself() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.press("#welcome button:nth-of-type(2)").await;
    window.sees_focus_on("live-key").await;
    window.click("nav-overview").await;
    window.press("#welcome .primary").await;
    window.sees_focus_on("budget-input").await;
    window.type_into("budget-input", "10").await;
    window.press_enter("budget-input").await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.click("nav-overview").await;
    assert!(!window.is_shown("welcome").await);
}

#[tokio::test]
async fn nobody_who_has_begun_is_welcomed() {
    let computer = Computer::new();
    computer.verb(&["log", "--images", "1"]).success();
    let window = Window::open(&computer).await;
    window.sees("jobs", "1 image").await;
    assert!(!window.is_shown("welcome").await);
}

#[tokio::test]
async fn every_empty_view_says_what_will_be_there() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
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
    window.press("#nav-models").await;
    window.type_into("price-find", "no such model").await;
    window.sees("prices-empty", "No model fits").await;
    window.click("nav-overview").await;
    window.click("open-settings").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    window
        .sees("entries-empty", "Each balance that you save is kept here")
        .await;
    window
        .sees(
            "gateway-origins-empty",
            "Pages that you allow are listed here",
        )
        .await;
    let days = "return [...document.getElementById('backup-day').options].map(({ text }) => text)";
    assert_eq!(window.run(days).await, json!(["none yet"]));
}
