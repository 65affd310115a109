//! The real window.
use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;

#[tokio::test]
async fn try_it() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.picture("empty").await;
    println!("{}", window.text("header-balance").await);
    window.click("open-settings").await;
    window.type_into("budget-input", "10,00").await;
    window.picture("settings").await;
    window.click("save-budget").await;
    window.sees_toast("Budget updated").await;
    window.picture("saved").await;
    window.click("close-settings").await;
    window.type_into("job-images", "20").await;
    window.sees("job-estimate", "leaves").await;
    window.picture("estimate").await;
    window.click("log-job").await;
    window.sees_toast("Logged").await;
    window.picture("logged").await;
}
