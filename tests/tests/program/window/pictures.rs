//! The pictures of the README, taken from the real window: main, settings, jobs and welcome, light
//! and dark, English and French, narrow and wide.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;

/// Theme, language and size of the pictures.
struct Look {
    locale: &'static str,
    is_dark: bool,
    /// End of the pictures' names.
    name: &'static str,
}

const LIGHT: Look = Look {
    locale: "C.UTF-8",
    is_dark: false,
    name: "light",
};
const DARK: Look = Look {
    locale: "C.UTF-8",
    is_dark: true,
    name: "dark",
};
const FRENCH: Look = Look {
    locale: "fr_FR.UTF-8",
    is_dark: false,
    name: "french",
};
const FRENCH_DARK: Look = Look {
    locale: "fr_FR.UTF-8",
    is_dark: true,
    name: "french-dark",
};

fn computer(look: &Look) -> Computer {
    let mut computer = Computer::new();
    computer.is_in(look.locale);
    if look.is_dark {
        computer.set("GTK_THEME", "Adwaita:dark");
    }
    computer
}

/// Makes a computer after a week of work: an earlier balance, a top-up, jobs from window and
/// terminal, and at last so many images at once.
fn computer_in_use(look: &Look, last: &str) -> Computer {
    let computer = computer(look);
    computer.verb(&["budget", "set", "10.00"]).success();
    for (images, videos) in [("8", "0"), ("0", "6"), ("24", "2"), ("1", "0"), ("12", "4")] {
        computer
            .verb(&["log", "--images", images, "--videos", videos])
            .success();
    }
    for (model, quantity, tag) in [
        ("fal-ai/flux/dev", "12", "posters"),
        ("fal-ai/veo3.1/fast", "8", "clips"),
        ("fal-ai/nano-banana-2", "3", "posters"),
    ] {
        computer
            .verb(&[
                "log",
                "--model",
                model,
                "--quantity",
                quantity,
                "--tag",
                tag,
            ])
            .success();
    }
    computer.verb(&["budget", "set", "10.00"]).success();
    computer.verb(&["log", "--images", last]).success();
    computer.verb(&["log", "--videos", "4"]).success();
    computer.verb(&["log", "--images", "12"]).success();
    computer
}

/// Opens the window and prepares a job to be logged.
async fn open(computer: &Computer) -> Window {
    let window = Window::open(computer).await;
    window.type_into("job-model", "fal-ai/flux/dev").await;
    window.type_into("job-quantity", "6").await;
    window
        .wait_for(
            "it is estimated",
            "return document.getElementById('job-estimate').dataset.tone === 'good' && \
             document.querySelector('#columns svg') !== null",
        )
        .await;
    window.run("document.activeElement.blur()").await;
    window
}

async fn picture(window: &Window, look: &Look, view: &str, width: u32, height: u32) {
    window.resize(width, height).await;
    window.picture(&format!("{view}-{}", look.name)).await;
}

async fn settings(window: &Window, look: &Look, width: u32, height: u32) {
    window.click("open-settings").await;
    picture(window, look, "settings", width, height).await;
    window.click("nav-overview").await;
}

async fn jobs(window: &Window, look: &Look, width: u32, height: u32) {
    window.click("nav-jobs").await;
    window
        .wait_for(
            "the jobs are there",
            "return document.querySelector('#all-jobs-list b') !== null",
        )
        .await;
    picture(window, look, "jobs", width, height).await;
}

async fn welcome(look: &Look, width: u32, height: u32) {
    let computer = computer(look);
    let window = Window::open(&computer).await;
    window
        .wait_for(
            "it welcomes",
            "return document.querySelector('#welcome')?.hidden === false",
        )
        .await;
    picture(&window, look, "welcome", width, height).await;
}

#[tokio::test]
async fn light() {
    let computer = computer_in_use(&LIGHT, "80");
    let window = open(&computer).await;
    picture(&window, &LIGHT, "main", 520, 1000).await;
    settings(&window, &LIGHT, 520, 1000).await;
    picture(&window, &LIGHT, "wide", 1080, 700).await;
    jobs(&window, &LIGHT, 1080, 700).await;
    window.close().await;
    welcome(&LIGHT, 1080, 700).await;
}

#[tokio::test]
async fn dark_and_low() {
    let computer = computer_in_use(&DARK, "320");
    let window = open(&computer).await;
    assert_eq!(
        window
            .run("return matchMedia('(prefers-color-scheme: dark)').matches")
            .await,
        true
    );
    picture(&window, &DARK, "main", 520, 1000).await;
    window.close().await;
    welcome(&DARK, 520, 760).await;
}

#[tokio::test]
async fn in_french() {
    let computer = computer_in_use(&FRENCH, "80");
    let window = open(&computer).await;
    picture(&window, &FRENCH, "main", 320, 1000).await;
    settings(&window, &FRENCH, 380, 1000).await;
    window.close().await;
    welcome(&FRENCH, 320, 760).await;
}

#[tokio::test]
async fn in_french_and_dark() {
    let computer = computer_in_use(&FRENCH_DARK, "80");
    let window = open(&computer).await;
    picture(&window, &FRENCH_DARK, "main", 520, 1000).await;
    settings(&window, &FRENCH_DARK, 520, 1000).await;
    jobs(&window, &FRENCH_DARK, 380, 900).await;
}
