//! The pictures of the README, taken from the real window with a full data folder.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;

/// A week of work: an earlier balance, a top-up, jobs from window and terminal.
fn computer_in_use(last: &str) -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10.00"]).success();
    for (images, videos) in [("8", "0"), ("0", "6"), ("24", "2"), ("1", "0"), ("12", "4")] {
        computer.verb(&["log", "--images", images, "--videos", videos]).success();
    }
    for (model, quantity, tag) in [
        ("fal-ai/flux/dev", "12", "posters"),
        ("fal-ai/veo3.1/fast", "8", "clips"),
        ("fal-ai/nano-banana-2", "3", "posters"),
    ] {
        computer.verb(&["log", "--model", model, "--quantity", quantity, "--tag", tag]).success();
    }
    computer.verb(&["budget", "set", "10.00"]).success();
    computer.verb(&["log", "--images", last]).success();
    computer.verb(&["log", "--videos", "4"]).success();
    computer.verb(&["log", "--images", "12"]).success();
    computer
}

async fn choose_the_sign(window: &Window) {
    window.press("#currency-note [data-keep]").await;
    window
        .wait_for("the question is answered", "return document.querySelector('#currency-note [data-keep]').hidden")
        .await;
    window.sees_toast("Amounts are shown in €").await;
    window.run("document.querySelector('.toast .close').click()").await;
}

#[tokio::test]
async fn light_narrow_and_wide() {
    let computer = computer_in_use("80");
    let window = Window::open(&computer).await;
    choose_the_sign(&window).await;
    window.type_into("job-images", "4").await;
    window.sees("job-estimate", "leaves").await;
    window.resize(1080, 700).await;
    window.picture("wide").await;
    window.resize(520, 1000).await;
    window.picture("light").await;
    window.resize(320, 900).await;
    window.picture("narrow").await;
    window.resize(520, 1000).await;
    window.click("open-settings").await;
    window.picture("settings").await;
    window.click("close-settings").await;
    window.resize(1080, 700).await;
    window.click("open-jobs").await;
    window.sees("all-jobs-count", "jobs").await;
    window.wait_for("the jobs are there", "return document.querySelector('#all-jobs-list b') !== null").await;
    window.picture("all-jobs-wide").await;
}

#[tokio::test]
async fn dark_and_low() {
    let mut computer = computer_in_use("320");
    computer.set("GTK_THEME", "Adwaita:dark");
    let window = Window::open(&computer).await;
    choose_the_sign(&window).await;
    assert_eq!(window.run("return matchMedia('(prefers-color-scheme: dark)').matches").await, true);
    window.resize(520, 1000).await;
    window.picture("low-dark").await;
    window.click("open-settings").await;
    window.picture("settings-dark").await;
}
