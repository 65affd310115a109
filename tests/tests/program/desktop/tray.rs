//! The tray over D-Bus, and a program that survives its desktop.

use std::fs;
use std::time::{Duration, Instant};

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;

/// Makes a computer with a balance of €10, its desktop and a panel.
async fn desktop_with_panel() -> (Computer, Desktop, Panel) {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    (computer, desktop, panel)
}

#[tokio::test]
async fn the_tray_shows_the_balance_and_follows_it() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.sees_label("Budget: €10.00").await;
    let lines = item.lines().await;
    assert_eq!(
        lines[..3],
        [
            "Budget: €10.00 · 100 % left",
            "Spent since: €0.00",
            "Spent today: €0.00"
        ]
    );
    assert_eq!(
        lines[3..],
        [
            "Open fal Budget",
            "Refresh",
            "Open fal.ai dashboard",
            "Hide amounts",
            "Settings…",
            "Quit"
        ]
    );
    let full = item.picture().await;
    assert!(fs::read(&full).unwrap().starts_with(b"\x89PNG"), "{full}");

    computer.verb(&["log", "--images", "320"]).success();
    item.sees_label("Budget: €2.00").await;
    wait::until("the menu follows", async || {
        (item.lines().await[0] == "Budget: €2.00 · 20 % left, low").then_some(())
    })
    .await;
    assert_ne!(
        item.picture().await,
        full,
        "the picture has changed with the level"
    );

    computer.verb(&["budget", "clear"]).success();
    item.sees_label("Spent: €8.00").await;
    assert_eq!(app.pages(), 0, "no page was needed for any of it");
}

#[tokio::test]
async fn at_rest_the_tray_is_not_touched() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.sees_label("Budget: €10.00").await;
    item.signals_within(Duration::from_secs(2)).await;
    // Long enough for a full refresh.
    let signals = item.signals_within(Duration::from_secs(12)).await;
    assert!(signals.is_empty(), "{signals:?}");
}

#[tokio::test]
async fn a_small_job_changes_the_text_and_leaves_the_picture() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    computer.verb(&["log", "--images", "10"]).success();
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.sees_label("Budget: €9.75").await;
    let picture = item.picture().await;
    computer.verb(&["log", "--images", "1"]).success();
    item.sees_label("Budget: €9.72").await;
    assert_eq!(item.picture().await, picture);
}

#[tokio::test]
async fn each_line_of_the_menu_does_what_it_says() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let mut app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.click("Refresh").await;
    item.click("Open fal.ai dashboard").await;
    wait::until("the dashboard opens", async || {
        (computer.opened() == ["https://fal.ai/dashboard/keys"]).then_some(())
    })
    .await;
    item.click("Open fal Budget").await;
    app.shows_a_window().await;
    item.click("Quit").await;
    assert_eq!(app.ends().await, Some(0));
}

#[tokio::test]
async fn settings_open_from_the_tray() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let opening = Window::open_on(&computer, desktop, &["--hidden"]);
    let clicking = async {
        let item = panel.item().await;
        item.click("Settings…").await;
    };
    let (window, ()) = tokio::join!(opening, clicking);
    window
        .wait_for(
            "settings are open",
            "return document.getElementById('settings').hidden === false",
        )
        .await;
    window.click("nav-overview").await;
    panel.item().await.click("Settings…").await;
    window
        .wait_for(
            "settings are open again",
            "return document.getElementById('settings').hidden === false",
        )
        .await;
}

#[tokio::test]
async fn a_closed_window_leaves_the_tray_and_no_page_and_comes_back() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let mut app = App::start(&computer, &desktop, &[]);
    let item = panel.item().await;
    app.shows_a_window().await;
    app.close_window().await;
    wait::until("the page's process ends", async || {
        (app.pages() == 0).then_some(())
    })
    .await;
    assert!(app.runs());
    computer.verb(&["budget", "set", "7"]).success();
    item.sees_label("Budget: €7.00").await;
    item.click("Open fal Budget").await;
    app.shows_a_window().await;
}

#[tokio::test]
async fn place_and_size_are_kept() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let mut app = App::start(&computer, &desktop, &[]);
    panel.item().await;
    app.shows_a_window().await;
    app.signal("TERM");
    assert_eq!(app.ends().await, Some(0));
    let kept = fs::read_to_string(computer.data().join(".window-state.json")).unwrap();
    let changed = kept
        .replace("\"width\": 520", "\"width\": 640")
        .replace("\"width\":520", "\"width\":640");
    assert_ne!(kept, changed, "{kept}");
    fs::write(computer.data().join(".window-state.json"), changed).unwrap();
    let window = Window::open_on(&computer, desktop, &[]).await;
    window
        .wait_for("the kept width is back", "return innerWidth === 640")
        .await;
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let mut first = App::start(&computer, &desktop, &["--hidden"]);
    panel.item().await;
    assert!(first.window().is_none());
    let mut second = App::start(&computer, &desktop, &[]);
    assert_eq!(second.ends().await, Some(0));
    first.shows_a_window().await;
    assert!(first.runs());
}

#[tokio::test]
async fn sigterm_ends_it_with_a_checkpoint() {
    let (computer, desktop, panel) = desktop_with_panel().await;
    let mut app = App::start(&computer, &desktop, &[]);
    panel.item().await;
    app.shows_a_window().await;
    app.signal("TERM");
    assert_eq!(app.ends().await, Some(0));
    let log = computer.database().with_extension("db-wal");
    assert_eq!(
        fs::metadata(log).map_or(0, |log| log.len()),
        0,
        "the write-ahead log is folded"
    );
}

#[tokio::test]
async fn without_a_tray_host_closing_says_why_once_and_then_quits() {
    let computer = Computer::new();
    let desktop = Desktop::new(&computer);
    let display = desktop.display.clone();
    let window = Window::open_on(&computer, desktop, &[]).await;
    let on_screen = wait::until("the window is on the screen", async || window.on_screen()).await;
    fal_budget_tests::app::close(&display, on_screen);
    window.sees("closing", "AppIndicator").await;
    window.picture("closing-quits").await;
    window.click("closing-stay").await;
    fal_budget_tests::app::close(&display, on_screen);
    wait::until("the window is gone", async || {
        window.on_screen().is_none().then_some(())
    })
    .await;
    drop(window);

    // The next start knows that the notice was shown.
    let desktop = Desktop::new(&computer);
    let mut app = App::start(&computer, &desktop, &[]);
    app.shows_a_window().await;
    app.close_window().await;
    assert_eq!(app.ends().await, Some(0));
}

#[tokio::test]
async fn a_host_that_comes_late_or_again_is_noticed() {
    let computer = Computer::new();
    let desktop = Desktop::new(&computer);
    let mut app = App::start(&computer, &desktop, &["--hidden"]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let panel = Panel::start(&desktop).await;
    panel.item().await.sees_label("Spent: €0.00").await;
    assert!(app.window().is_none(), "it waited for the panel");

    drop(panel);
    let panel = Panel::start(&desktop).await;
    panel
        .item_with("Open fal Budget")
        .await
        .click("Open fal Budget")
        .await;
    app.shows_a_window().await;
    app.close_window().await;
    assert!(app.runs(), "the new panel keeps the program");
}

#[tokio::test]
async fn a_hidden_start_without_any_host_opens_the_window() {
    let computer = Computer::new();
    let desktop = Desktop::new(&computer);
    let start = Instant::now();
    let app = App::start(&computer, &desktop, &["--hidden"]);
    wait::within(
        Duration::from_secs(30),
        "the window opens by itself",
        async || app.window().ok_or("nothing"),
    )
    .await;
    assert!(
        start.elapsed() > Duration::from_secs(14),
        "it waited for a panel first"
    );
}

/// Waits for a line of the log with both texts.
async fn has_logged(computer: &Computer, what: &str, why: &str) {
    wait::within(
        wait::PATIENCE,
        &format!("the log says “{what}” and “{why}”"),
        async || {
            let log = fs::read_to_string(computer.data().join("logs/fal-budget_rCURRENT.log"))
                .unwrap_or_default();
            if log
                .lines()
                .any(|line| line.contains(what) && line.contains(why))
            {
                Ok(())
            } else {
                Err(log)
            }
        },
    )
    .await;
}

/// Starts the program while something that the tray needs is missing: a window, a line in the log,
/// no panic.
async fn has_a_window_and_no_tray(computer: &Computer, desktop: &Desktop, reason: &str) {
    for arguments in [&[][..], &["--hidden"]] {
        let mut app = App::start(computer, desktop, arguments);
        app.shows_a_window().await;
        has_logged(computer, "no tray", reason).await;
        app.signal("TERM");
        assert_eq!(app.ends().await, Some(0));
    }
    let errors = fs::read_to_string(computer.path("stderr")).unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
}

#[tokio::test]
async fn without_the_tray_library_there_is_a_window() {
    let mut computer = Computer::new();
    fs::create_dir(computer.path("lib")).unwrap();
    for library in ["libayatana-appindicator3.so.1", "libappindicator3.so.1"] {
        fs::write(computer.path("lib").join(library), "not a library").unwrap();
    }
    computer.set(
        "LD_LIBRARY_PATH",
        &computer.path("lib").display().to_string(),
    );
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    has_a_window_and_no_tray(
        &computer,
        &desktop,
        "libayatana-appindicator3 is not installed",
    )
    .await;
    assert!(panel.is_empty());
}

#[tokio::test]
async fn without_a_writable_runtime_folder_there_is_a_window() {
    let mut computer = Computer::new();
    fs::write(computer.path("file"), "no folder").unwrap();
    let desktop = Desktop::new(&computer);
    computer.set(
        "XDG_RUNTIME_DIR",
        &computer.path("file").display().to_string(),
    );
    has_a_window_and_no_tray(&computer, &desktop, "cannot be written").await;
}

#[tokio::test]
async fn without_a_session_bus_there_is_a_window() {
    let mut computer = Computer::new();
    let desktop = Desktop::new(&computer);
    computer.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let mut app = App::start(&computer, &desktop, &[]);
    app.shows_a_window().await;
    has_logged(&computer, "no tray", "the session bus does not answer").await;
    app.signal("TERM");
    assert_eq!(app.ends().await, Some(0));
}
