//! The live balance in the real window, against the stand-in: the five abilities, the keychain, and
//! the places where the key must never be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::connected;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::keychain::Keychain;
use fal_budget_tests::stand_in::{ADMIN_KEY, API_KEY, Fault, StandIn};
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;

async fn computer_with(fal: &StandIn) -> Computer {
    let mut computer = Computer::new();
    computer.follow(fal);
    computer
}

/// Pastes a key in the settings and connects.
async fn connect(window: &Window, key: &str) {
    if !window.is_shown("settings").await {
        window.click("open-settings").await;
    }
    window.type_into("live-key", key).await;
    window.click("live-connect").await;
}

async fn connected(computer: &Computer) -> Window {
    let window = Window::open(computer).await;
    connect(&window, ADMIN_KEY).await;
    window.sees_toast("Connected to fal.ai").await;
    window
}

/// Closes the settings, so that the main window can be used and seen.
async fn close_settings(window: &Window) {
    window.click("nav-overview").await;
    window
        .wait_for(
            "the settings are closed",
            "return document.getElementById('settings').hidden",
        )
        .await;
}

#[tokio::test]
async fn the_demo_opens_connected() {
    let fal = StandIn::start().await;
    fal.has("7.50");
    let computer = computer_with(&fal).await;
    computer.verb(&["log", "--images", "4"]).success();
    connected::connect(&fal, &computer.data()).await;
    let window = Window::open(&computer).await;
    window.sees("header-balance", "Budget: €7.50").await;
    fal.gets("10");
    window.click("refresh").await;
    window.sees("header-balance", "Budget: €17.50").await;
    window.click("open-settings").await;
    window.sees("live-status", "live").await;
}

#[tokio::test]
async fn a_key_is_pasted_checked_and_followed() {
    let fal = StandIn::start().await;
    fal.has("7.50");
    let computer = computer_with(&fal).await;
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    assert!(
        window.is_shown("demo").await,
        "the stand-in is never taken for fal"
    );
    window.click("open-settings").await;
    window
        .sees("live-form", "Admin key can do all that you can")
        .await;
    window.sees("live-form", "keychain").await;
    window.picture("live-invite").await;

    connect(&window, ADMIN_KEY).await;
    window.sees_toast("Connected to fal.ai").await;
    window
        .sees("live-account", "Connected to my-team: €7.50")
        .await;
    window.sees("live-status", "live, just now").await;
    window.sees("header-balance", "Budget: €7.50").await;
    window.sees("header-provenance", "live, just now").await;
    window
        .sees("remaining-words", "100 % left · of €7.50")
        .await;
    assert_eq!(
        window
            .run("return document.getElementById('live-key').value")
            .await,
        "",
        "the key is gone from the page"
    );
    window.sees("budget-live", "Disconnect it below").await;
    for field in ["budget-input", "save-budget", "clear-budget"] {
        assert_eq!(
            window.attribute(field, "disabled").await.as_deref(),
            Some("true"),
            "{field}"
        );
    }
    window.picture("live-connected").await;
    let status = computer.status();
    assert_eq!(
        (&status["source"], &status["remaining"]),
        (&json!("live"), &json!(7.5))
    );
    let error = computer.verb(&["budget", "set", "5"]).refusal(2);
    assert!(error.contains("comes from fal.ai"), "{error}");
}

#[tokio::test]
async fn a_key_that_is_refused_stays_in_the_field_with_the_reason() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let window = Window::open(&computer).await;
    for (key, sentence) in [
        ("", "Paste the key"),
        ("two words", "This is not a key"),
        (API_KEY, "Make a key with the scope Admin"),
    ] {
        connect(&window, key).await;
        window.sees("live-error", sentence).await;
        assert_eq!(
            window
                .run("return document.getElementById('live-key').value")
                .await,
            key
        );
        window.sees_focus_on("live-key").await;
    }
    fal.fails(Fault::status(502));
    connect(&window, ADMIN_KEY).await;
    window.sees("live-error", "error 502").await;
    window.picture("live-refused").await;
    assert_eq!(computer.status()["source"], "none");
    fal.works();
    window.click("live-connect").await;
    window.sees("header-balance", "Budget: €10.00").await;
}

#[tokio::test]
async fn header_and_tray_follow_fal_and_a_job_just_logged_is_pending() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    connect(&window, ADMIN_KEY).await;
    window.sees_toast("Connected").await;
    close_settings(&window).await;
    let item = panel.item().await;
    item.sees_label("Budget: €10.00").await;

    window.type_into("job-images", "4").await;
    window.click("log-job").await;
    window.sees("header-balance", "Budget: €9.90").await;
    window
        .sees("balance-held", "€0.10 held back for 1 job")
        .await;
    item.sees_label("Budget: €9.90").await;
    window.picture("live-held").await;
    fal.has("9.90");
    // Every five seconds at most: a press too early is answered with what is known.
    wait::until("fal's charge settles it", async || {
        window.click("refresh").await;
        (!window.is_shown("balance-held").await).then_some(())
    })
    .await;
    window.sees("header-balance", "Budget: €9.90").await;
}

#[tokio::test]
async fn a_stale_figure_looks_stale_and_says_why() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let window = connected(&computer).await;
    close_settings(&window).await;
    fal.fails(Fault::status(500));
    wait::until("a refresh fails", async || {
        window.click("refresh").await;
        window
            .text("header-provenance")
            .await
            .contains("fal.ai answers with error 500")
            .then_some(())
    })
    .await;
    assert_eq!(
        window.run("return document.body.dataset.stale").await,
        "true"
    );
    window.sees("header-balance", "Budget: €10.00").await;
    window.picture("live-stale").await;
    fal.works();
    wait::until("it is fresh again", async || {
        window.click("refresh").await;
        (window.run("return document.body.dataset.stale").await == "false").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_top_up_shows_a_notice_and_starts_the_bar_anew() {
    let fal = StandIn::start().await;
    fal.has("1.80");
    let computer = computer_with(&fal).await;
    computer.verb(&["budget", "set", "10"]).success();
    let window = connected(&computer).await;
    window.sees("remaining-words", "100 % left").await;
    close_settings(&window).await;
    fal.gets("20.00");
    wait::until("the top-up shows", async || {
        window.click("refresh").await;
        window
            .text("header-balance")
            .await
            .contains("€21.80")
            .then_some(())
    })
    .await;
    window.sees_toast("Topped up by at least €20.00").await;
    window.sees("balance-status", "100 % left").await;
    window.sees("balance-reference", "of €21.80").await;
}

#[tokio::test]
async fn a_locked_account_is_told_apart_from_an_empty_one() {
    let fal = StandIn::start().await;
    fal.has("0.12");
    let computer = computer_with(&fal).await;
    let window = connected(&computer).await;
    close_settings(&window).await;
    fal.locks("Exhausted balance. Top up your balance at fal.ai/dashboard/billing.");
    wait::until("the lock shows", async || {
        window.click("refresh").await;
        window.is_shown("lock").await.then_some(())
    })
    .await;
    window
        .sees("lock", "User is locked. Reason: Exhausted balance.")
        .await;
    window.sees("header-provenance", "locked by fal.ai").await;
    window.sees("header-balance", "Budget: €0.12").await;
    window.picture("live-locked").await;
    let report = window
        .run("return document.querySelector('#lock [data-copy-report]').offsetParent !== null")
        .await;
    assert_eq!(report, true);
    window.press("#lock [data-copy-report]").await;
    window.sees_toast("Copied for support").await;
    window.press("#lock [data-open]").await;
    wait::until("billing is opened", async || {
        (computer.opened() == ["https://fal.ai/dashboard/billing"]).then_some(())
    })
    .await;
    fal.unlocks();
    fal.has("0.00");
    window.press("#lock [data-over]").await;
    wait::until("the lock is over", async || {
        window.click("refresh").await;
        (!window.is_shown("lock").await).then_some(())
    })
    .await;
    window.sees("main-alert", "nothing is left").await;
}

#[tokio::test]
async fn a_revoked_key_is_asked_for_once_and_can_be_replaced() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let window = connected(&computer).await;
    close_settings(&window).await;
    fal.fails(Fault::status(401));
    wait::until("the key is refused", async || {
        window.click("refresh").await;
        window.is_shown("live-trouble").await.then_some(())
    })
    .await;
    window
        .sees("live-trouble", "does not accept this key")
        .await;
    window.picture("live-rejected").await;
    window.press("#live-trouble .link").await;
    window.sees_focus_on("live-key").await;
    fal.works();
    connect(&window, ADMIN_KEY).await;
    // The message of the first connection may still be there.
    window.sees("live-status", "live, just now").await;
    close_settings(&window).await;
    wait::until("the line is gone", async || {
        (!window.is_shown("live-trouble").await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn disconnecting_removes_the_key_and_keeps_the_figure() {
    let fal = StandIn::start().await;
    fal.has("7.50");
    let computer = computer_with(&fal).await;
    let window = connected(&computer).await;
    let file = computer.data().join("fal-key-demo");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    window.sees("live-where", "No keychain answered").await;
    window.click("live-disconnect").await;
    window.sees_toast("Disconnected").await;
    window.sees("header-balance", "Budget: €7.50").await;
    window
        .sees("header-provenance", "last read from fal.ai")
        .await;
    assert!(!file.exists());
    let requests = fal.requests().len();
    window.click("nav-overview").await;
    window.click("refresh").await;
    window.sees("header-balance", "Budget: €7.50").await;
    assert_eq!(fal.requests().len(), requests, "fal is not asked any more");
    assert_eq!(computer.status()["source"], "manual");
    window.click("open-settings").await;
    window.type_into("budget-input", "5").await;
    window.click("save-budget").await;
    window.sees("header-balance", "Budget: €5.00").await;
}

#[tokio::test]
async fn the_key_is_kept_in_the_keychain_and_found_at_the_next_start() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let desktop = Desktop::new(&computer);
    let keychain = Keychain::unlocked(&computer, &desktop).await;
    let window = Window::open_on(&computer, desktop.clone(), &[]).await;
    connect(&window, ADMIN_KEY).await;
    window.sees("live-where", "in this system's keychain").await;
    assert_eq!(keychain.kept().as_deref(), Some(ADMIN_KEY));
    assert!(!computer.data().join("fal-key-demo").exists());
    window.close().await;

    fal.has("8.00");
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.sees("header-balance", "Budget: €8.00").await;
    window.click("open-settings").await;
    window.click("live-disconnect").await;
    window.sees_toast("Disconnected").await;
    assert_eq!(keychain.kept(), None);
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_keeps_nobody_waiting_for_the_window() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let desktop = Desktop::new(&computer);
    let keychain = Keychain::unlocked(&computer, &desktop).await;
    let window = Window::open_on(&computer, desktop.clone(), &[]).await;
    connect(&window, ADMIN_KEY).await;
    window.sees("live-where", "keychain").await;
    window.close().await;

    fal.has("6.00");
    keychain.stops();
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.sees("header-balance", "Budget: €10.00").await;
    window
        .sees_within(
            Duration::from_secs(40),
            "live-trouble",
            "The keychain does not give the key",
        )
        .await;
    keychain.goes_on();
    window.sees("header-balance", "Budget: €6.00").await;
    wait::until("and the line is gone", async || {
        (!window.is_shown("live-trouble").await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_locked_keychain_takes_no_key_and_nothing_typed_is_lost() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let desktop = Desktop::new(&computer);
    let _keychain = Keychain::locked(&computer, &desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    connect(&window, ADMIN_KEY).await;
    window
        .sees_within(
            Duration::from_secs(40),
            "live-error",
            "The keychain did not",
        )
        .await;
    assert_eq!(
        window
            .run("return document.getElementById('live-key').value")
            .await,
        ADMIN_KEY
    );
    assert_eq!(computer.status()["source"], "none");
    assert!(
        !computer.data().join("fal-key-demo").exists(),
        "and not quietly into a file"
    );
}

#[tokio::test]
async fn no_trace_of_the_key_is_left_anywhere_else() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let desktop = Desktop::new(&computer);
    let _keychain = Keychain::unlocked(&computer, &desktop).await;
    let app = Window::open_on(&computer, desktop, &[]).await;
    connect(&app, API_KEY).await;
    app.sees("live-error", "scope Admin").await;
    connect(&app, ADMIN_KEY).await;
    app.sees_toast("Connected").await;
    fal.fails(Fault::Body(
        json!({"detail": format!("User is locked. Reason: bad key {ADMIN_KEY}")}),
    ));
    wait::until("fal repeats the key", async || {
        app.run("document.getElementById('refresh').click()").await;
        app.text("live-status")
            .await
            .contains("User is locked")
            .then_some(())
    })
    .await;
    let diagnostics = app
        .invoke("get_diagnostics", json!({}))
        .await
        .unwrap()
        .to_string();
    let page = app
        .run("return document.documentElement.outerHTML")
        .await
        .to_string();
    let processes = std::process::Command::new("ps")
        .args(["-eww", "-o", "args"])
        .output()
        .unwrap();
    let processes = String::from_utf8_lossy(&processes.stdout).into_owned();
    let status = computer.verb(&["status"]).success();
    for what in ["jobs", "entries", "prices"] {
        let file = computer.path(&format!("{what}.json"));
        computer
            .verb(&["export", "--what", what, &file.display().to_string()])
            .success();
    }
    computer
        .verb(&["backup", &computer.path("copy.db").display().to_string()])
        .success();
    app.close().await;
    for key in [ADMIN_KEY, API_KEY] {
        let secret = key.split(':').next_back().unwrap();
        for (place, text) in [
            ("diagnostics", &diagnostics),
            ("page", &page),
            ("processes", &processes),
            ("status", &status),
        ] {
            assert!(!text.contains(secret), "{place} has {secret}");
        }
        // Every file that the program, the web view and the desktop wrote for this person.
        assert_eq!(files_with(&computer.path(""), secret), Vec::<String>::new());
    }
}

/// Finds the files below a folder that contain a text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
    {
        if entry.is_dir() {
            found.extend(files_with(&entry, text));
        } else if fs::read(&entry)
            .unwrap_or_default()
            .windows(text.len())
            .any(|part| part == text.as_bytes())
        {
            found.push(entry.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn window_and_verbs_share_one_live_balance() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    let window = connected(&computer).await;
    computer.verb(&["log", "--images", "40"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
    let status = computer.verb(&["status"]).success();
    assert!(
        status.contains("Budget: €9.00") && status.contains("live, just now"),
        "{status}"
    );
    assert!(status.contains("€1.00 held back for 1 job"), "{status}");
}

#[tokio::test]
async fn hidden_in_the_tray_the_balance_is_followed_without_a_page() {
    let fal = StandIn::start().await;
    let computer = computer_with(&fal).await;
    connected(&computer).await.close().await;
    fal.has("3.21");
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let app = App::start(&computer, &desktop, &["--hidden"]);
    panel.item().await.sees_label("Budget: €3.21").await;
    assert_eq!(app.pages(), 0);
}

#[test]
fn an_address_elsewhere_ends_every_verb_and_the_window_with_2() {
    for variable in [
        "FAL_BUDGET_API_URL",
        "FAL_BUDGET_RUN_URL",
        "FAL_BUDGET_QUEUE_URL",
        "FAL_BUDGET_REST_URL",
    ] {
        let mut computer = Computer::new();
        computer.set(variable, "https://example.com/v1");
        for arguments in [
            &[][..],
            &["status"],
            &["budget", "set", "5"],
            &["log", "--images", "1"],
        ] {
            let error = computer.verb(arguments).refusal(2);
            assert!(error.contains(variable), "{arguments:?}: {error}");
        }
        assert!(!computer.data().exists(), "nothing was opened");
    }
}
