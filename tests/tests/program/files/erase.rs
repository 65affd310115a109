//! Erasing everything really does, and the next start is like the first.

use std::fs;
use std::path::{Path, PathBuf};

use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::gateway::GatewayProcess;
use fal_budget_tests::keychain::Keychain;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// Finds the files below a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |file: &PathBuf| {
        fs::read(file).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text))
    };
    files(folder).into_iter().filter(holds).collect()
}

/// Makes today's backup, a database put aside once, a key and the gateway's folder.
async fn in_use(computer: &Computer, window: &Window) {
    let copies = computer.data().join("backups");
    let is_copy = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "db");
    wait::until("the copy of today", async || {
        files(&copies).iter().any(is_copy).then_some(())
    })
    .await;
    window.click("open-settings").await;
    window
        .wait_for(
            "the copy is listed",
            "return document.getElementById('backup-day').value !== ''",
        )
        .await;
    window.click("restore-backup").await;
    window.click("restore-yes").await;
    window.sees_toast("is back").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    window
        .wait_for(
            "the switch is there",
            "return !document.getElementById('start-label').hidden",
        )
        .await;
    window.click("start-at-login").await;
    window.sees_toast("starts when you log in").await;
    window.press("#themes [value=dark]").await;
    window.click("to-balance").await;
    window.sees("live-where", "keychain").await;
}

#[tokio::test]
async fn everything_is_erased_after_a_typed_word_and_a_copy() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.verb(&["budget", "set", "10"]).success();
    computer
        .verb(&["log", "--images", "4", "--note", "quite private"])
        .success();
    fs::create_dir_all(computer.data().join("gateway")).unwrap();
    fs::write(
        computer.data().join("gateway/calls.journal"),
        "quite private",
    )
    .unwrap();
    fs::write(computer.data().join("mine.txt"), "not the program's").unwrap();
    let desktop = Desktop::new(&computer);
    let keychain = Keychain::unlocked(&computer, &desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    in_use(&computer, &window).await;
    assert_eq!(keychain.kept().as_deref(), Some(ADMIN_KEY));
    assert!(holding(&computer.data(), "quite private").len() > 2);

    window.click("open-erase").await;
    window
        .sees(
            "erase",
            "What you exported or copied to your downloads stays",
        )
        .await;
    window.picture("erase").await;
    window.click("erase-yes").await;
    window.sees("erase-error", "Type the word erase").await;
    window.type_into("erase-word", "everything").await;
    window.click("erase-yes").await;
    window.sees("erase-error", "Nothing was erased").await;
    window.sees_focus_on("erase-word").await;
    assert_eq!(computer.status()["spent"], 0.1);
    window.click("erase-copy").await;
    window.sees("erase", "Copied to").await;
    window.type_into("erase-word", "Erase").await;
    window.click("erase-yes").await;
    window.sees_toast("Everything is erased").await;

    window
        .sees("welcome", "How much does fal.ai say is left?")
        .await;
    window.sees("header-balance", "Spent: €0.00").await;
    window
        .wait_for(
            "the theme too",
            "return document.documentElement.dataset.theme === 'system'",
        )
        .await;
    window.picture("erased").await;
    assert_eq!(keychain.kept(), None);
    assert!(
        !computer
            .path("config/autostart/dev.falbudget.app.desktop")
            .exists()
    );
    assert_eq!(
        holding(&computer.data(), "quite private"),
        Vec::<PathBuf>::new()
    );
    assert!(!computer.data().join("gateway").exists());
    assert_eq!(
        holding(&computer.data().join("logs"), "starts"),
        Vec::<PathBuf>::new(),
        "the log begins anew"
    );
    assert_eq!(
        fs::read_to_string(computer.data().join("mine.txt")).unwrap(),
        "not the program's"
    );
    let kept = holding(&computer.path("home"), "quite private");
    assert_eq!(kept.len(), 1, "the copy in the downloads stays: {kept:?}");

    // The same window goes on, with a new ledger.
    computer.verb(&["budget", "set", "7"]).success();
    window.sees("header-balance", "Budget: €7.00").await;
    window.close().await;
    computer
        .verb(&["restore", &kept[0].display().to_string()])
        .success();
    assert_eq!(computer.status()["spent"], 0.1, "and can be put back");
}

#[tokio::test]
async fn nothing_is_erased_under_the_hands_of_another_program() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.verb(&["budget", "set", "10"]).success();
    let service = GatewayProcess::start(&computer, &[]);
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.click("open-erase").await;
    window.type_into("erase-word", "erase").await;
    window.click("erase-yes").await;
    window
        .sees("erase-error", "Another fal Budget works on these data")
        .await;
    assert_eq!(computer.status()["remaining"], 10.0);
    assert!(service.end());
    window.click("erase-yes").await;
    window.sees_toast("Everything is erased").await;
    assert_eq!(computer.status()["source"], "none");
}

#[tokio::test]
async fn a_locked_keychain_is_said_and_the_rest_is_gone() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let desktop = Desktop::new(&computer);
    let keychain = Keychain::unlocked(&computer, &desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    keychain.stops();
    window.click("open-erase").await;
    window.type_into("erase-word", "erase").await;
    window.click("erase-yes").await;
    let limit = std::time::Duration::from_secs(60);
    window
        .sees_within(limit, "erase-error", "a key may still be in the keychain")
        .await;
    assert_eq!(computer.status()["source"], "none");
    keychain.goes_on();
}
