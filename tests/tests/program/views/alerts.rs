//! Alerts as a person gets them: notifications over the real bus, lines in the window, settings.

use std::fs;

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::notifications::{Dunst, Notifications};
use fal_budget_tests::stand_in::{ADMIN_KEY, Fault, StandIn};
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;

/// A computer with a balance of €10, and a desktop with a tray and notifications.
async fn desk() -> (Computer, Desktop, Panel, Notifications) {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let desktop = Desktop::new(&computer);
    let (panel, notifications) = (
        Panel::start(&desktop).await,
        Notifications::start(&desktop).await,
    );
    (computer, desktop, panel, notifications)
}

async fn sees_in_tray(panel: &Panel, text: &str) {
    // The icon of a program that has ended is still among those of the panel.
    panel.item_with("Quit").await.sees_label(text).await;
}

/// Types into a row of the settings, which is saved when the field is left.
async fn choose(window: &Window, kind: &str, typed: &str) {
    let field = format!("alert-{kind}");
    window.type_into(&field, typed).await;
    window.leave(&field).await;
}

async fn save(window: &Window) {
    window.sees_toast("Alerts saved").await;
}

async fn open_settings(window: &Window) {
    window.click("open-settings").await;
    window.click("to-alerts").await;
}

#[tokio::test]
async fn a_crossing_is_notified_once_and_a_restart_repeats_nothing() {
    let (computer, desktop, panel, notifications) = desk().await;
    let mut app = App::start(&computer, &desktop, &["--hidden"]);
    sees_in_tray(&panel, "Budget: €10.00").await;
    computer.verb(&["log", "--images", "320"]).success();
    notifications
        .are(&["Under 25 %: €2.00 of €10.00 is left."])
        .await;
    let first = notifications.all().remove(0);
    assert!(first.body.contains("Top up before that"), "{first:?}");
    assert_eq!(
        (first.actions, first.urgency),
        (vec!["default".to_owned(), "Open".to_owned()], 1)
    );
    computer.verb(&["log", "--images", "4"]).success();
    sees_in_tray(&panel, "Budget: €1.90").await;
    app.signal("TERM");
    app.ends().await;

    let _app = App::start(&computer, &desktop, &["--hidden"]);
    sees_in_tray(&panel, "Budget: €1.90").await;
    computer.verb(&["budget", "set", "20"]).success();
    let so_far = [
        "Under 25 %: €2.00 of €10.00 is left.",
        "€20.00 of €20.00 is left again.",
    ];
    notifications.are(&so_far).await;
    computer.verb(&["log", "--images", "640"]).success();
    notifications
        .are(&[&so_far[..], &["Under 25 %: €4.00 of €20.00 is left."]].concat())
        .await;
}

#[tokio::test]
async fn a_balance_that_is_low_at_the_first_start_is_not_notified() {
    let (computer, desktop, panel, notifications) = desk().await;
    computer.verb(&["log", "--images", "360"]).success();
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    sees_in_tray(&panel, "Budget: €1.00").await;
    computer.verb(&["budget", "set", "20"]).success();
    sees_in_tray(&panel, "Budget: €20.00").await;
    computer.verb(&["log", "--images", "640"]).success();
    notifications
        .are(&["Under 25 %: €4.00 of €20.00 is left."])
        .await;
}

#[tokio::test]
async fn a_click_opens_the_window() {
    let (computer, desktop, panel, notifications) = desk().await;
    let app = App::start(&computer, &desktop, &["--hidden"]);
    sees_in_tray(&panel, "Budget: €10.00").await;
    computer.verb(&["log", "--images", "320"]).success();
    notifications
        .are(&["Under 25 %: €2.00 of €10.00 is left."])
        .await;
    assert!(app.window().is_none());
    notifications.click().await;
    app.shows_a_window().await;
}

#[tokio::test]
async fn several_at_once_are_one_notification_and_lines_stay_until_their_cause_is_gone() {
    let (computer, desktop, panel, notifications) = desk().await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    open_settings(&window).await;
    choose(&window, "day", "7,50").await;
    choose(&window, "month", "50").await;
    save(&window).await;
    window
        .wait_for(
            "both are saved",
            "return document.getElementById('alert-month').value === '50.00' && \
             document.getElementById('alert-day').value === '7.50'",
        )
        .await;
    window.picture("alert-settings").await;
    window.click("nav-overview").await;
    assert!(!window.is_shown("main-alert").await);
    computer.verb(&["log", "--images", "320"]).success();
    let low = "Under 25 %: €2.00 of €10.00 is left.";
    notifications.are(&[low]).await;
    let day = "Today's spending has reached €7.50: it is €8.00.";
    assert_eq!(notifications.all()[0].body, day);
    window.sees("main-alert", "Low budget: €2.00 left").await;
    window.sees("alert-lines", day).await;
    let item = panel.item().await;
    wait::until("the tray has it too", async || {
        (item.lines().await[3] == day).then_some(())
    })
    .await;
    window.picture("alert-lines").await;

    computer.verb(&["budget", "set", "10"]).success();
    window.sees("header-balance", "Budget: €10.00").await;
    window
        .wait_for(
            "the low budget is over",
            "return document.getElementById('main-alert').hidden",
        )
        .await;
    assert!(
        window.text("alert-lines").await.contains(day),
        "the day is not over"
    );
    window.picture("alert-line").await;
    let jobs = window.invoke("list_jobs", json!({})).await.unwrap();
    window
        .invoke("void_job", json!({"id": jobs["jobs"][0]["id"]}))
        .await
        .unwrap();
    wait::until("all are gone", async || {
        (!window.is_shown("alert-lines").await).then_some(())
    })
    .await;
    wait::until("from the tray too", async || {
        (item.lines().await[3] == "Open fal Budget").then_some(())
    })
    .await;
    notifications
        .are(&[low, "€10.00 of €10.00 is left again."])
        .await;
}

#[tokio::test]
async fn off_is_one_switch_and_alerts_active_when_it_is_switched_on_are_not_notified() {
    let (computer, desktop, _panel, notifications) = desk().await;
    let window = Window::open_on(&computer, desktop.clone(), &[]).await;
    open_settings(&window).await;
    choose(&window, "share", "25 %, 10 %").await;
    save(&window).await;
    window.click("alerts-switch").await;
    window.sees_toast("Alerts are off").await;
    computer.verb(&["log", "--images", "320"]).success();
    window.sees("header-balance", "€2.00").await;
    window.close().await;

    let window = Window::open_on(&computer, desktop, &[]).await;
    open_settings(&window).await;
    assert!(
        !window.is_shown("alerts-form").await,
        "it is off after a restart"
    );
    window.click("alerts-switch").await;
    window.sees_toast("Alerts are on").await;
    assert_eq!(
        window.attribute("alert-share", "value").await.as_deref(),
        Some("25 %, 10 %")
    );
    computer.verb(&["log", "--images", "60"]).success();
    notifications
        .are(&["Under 10 %: €0.50 of €10.00 is left."])
        .await;
}

#[tokio::test]
async fn marks_are_typed_refused_with_a_sentence_and_kept() {
    let (mut computer, desktop, _panel, _notifications) = desk().await;
    computer.set("GTK_THEME", "Adwaita:dark");
    let window = Window::open_on(&computer, desktop.clone(), &[]).await;
    open_settings(&window).await;
    choose(&window, "amount", "1,234").await;
    assert_eq!(
        window
            .run("return document.getElementById('alert-amount-on').checked")
            .await,
        true,
        "typing is wanting"
    );
    window.sees("alerts-error", "can be read in two ways").await;
    assert_eq!(
        window
            .attribute("alert-amount", "aria-invalid")
            .await
            .as_deref(),
        Some("true")
    );
    window.resize(320, 900).await;
    window
        .run("document.getElementById('alerts-error').scrollIntoView({ block: 'end' })")
        .await;
    window.picture("alert-refused").await;
    choose(&window, "amount", "2,50; $5").await;
    choose(&window, "expiry", "31 Dec 2099").await;
    window
        .wait_for(
            "all that was typed is saved",
            "return document.getElementById('alert-expiry').value === '2099-12-31'",
        )
        .await;
    window.click("alert-locked-on").await;
    wait::until("the switch is saved", async || {
        let snapshot = window.invoke("get_snapshot", json!({})).await.unwrap();
        let kinds = snapshot["alerts"]["kinds"].as_array().unwrap().clone();
        kinds
            .iter()
            .any(|kind| kind["kind"] == "locked" && kind["on"] == false)
            .then_some(())
    })
    .await;
    window.close().await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    open_settings(&window).await;
    for (kind, kept) in [
        ("share", "25 %"),
        ("amount", "5.00; 2.50"),
        ("runs_out", "3"),
        ("expiry", "2099-12-31"),
    ] {
        let field = format!("return document.getElementById('alert-{kind}').value");
        window
            .wait_for("it is kept", &format!("{field} === '{kept}'"))
            .await;
    }
    assert_eq!(
        window
            .run("return document.getElementById('alert-locked-on').checked")
            .await,
        false
    );
}

#[tokio::test]
async fn a_choice_of_alerts_is_undone_from_its_message() {
    let (computer, desktop, _panel, _notifications) = desk().await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    open_settings(&window).await;
    let alerts = async || {
        let snapshot = window.invoke("get_snapshot", json!({})).await.unwrap();
        snapshot["alerts"].clone()
    };
    let before = alerts().await;
    choose(&window, "amount", "7.25").await;
    save(&window).await;
    assert_ne!(alerts().await, before);
    window.press("#toasts .link").await;
    window.sees_toast("Undone").await;
    assert_eq!(alerts().await, before);
    let is_as_before = "const kind = (it) => document.getElementById(`alert-amount${it}`);
        return !kind('-on').checked && kind('').value === ''";
    window.wait_for("the row shows it", is_as_before).await;

    window.click("alert-unusual-on").await;
    save(&window).await;
    assert_ne!(alerts().await, before);
    window.press("#toasts .link").await;
    window.sees_toast("Undone").await;
    assert_eq!(alerts().await, before);
    window.click("alerts-switch").await;
    window.sees_toast("Alerts are off").await;
    window.press("#toasts .link").await;
    window.sees_toast("Undone").await;
    assert_eq!(alerts().await, before);
}

#[tokio::test]
async fn a_stale_balance_is_not_notified_until_it_is_known() {
    let fal = StandIn::start().await;
    let (mut computer, desktop, _panel, notifications) = desk().await;
    computer.follow(&fal);
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    window.click("nav-overview").await;
    fal.fails(Fault::status(502));
    refresh_until(&window, "header-provenance", "error 502").await;
    computer.verb(&["log", "--images", "320"]).success();
    window.sees("main-alert", "Low budget: €2.00 left").await;
    fal.has("1.80");
    fal.works();
    // Held back are the jobs that fal has not charged: they are in its figure now.
    refresh_until(&window, "header-balance", "Budget: €1.80").await;
    notifications
        .are(&["Under 25 %: €1.80 of €10.00 is left."])
        .await;
}

#[tokio::test]
async fn a_lock_and_its_end_are_notified() {
    let fal = StandIn::start().await;
    let (mut computer, desktop, _panel, notifications) = desk().await;
    computer.follow(&fal);
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    window.click("nav-overview").await;
    fal.locks("Exhausted balance.");
    refresh_until(&window, "lock", "has locked this account").await;
    notifications
        .are(&["fal.ai has locked this account."])
        .await;
    assert_eq!(notifications.all()[0].urgency, 2);
    assert!(
        !window.is_shown("main-alert").await,
        "the lock has a line of its own"
    );
    fal.unlocks();
    // That it can be read again is no proof: the person says so.
    refresh_until(&window, "header-provenance", "locked by fal.ai").await;
    window.press("#lock [data-over]").await;
    notifications
        .are(&[
            "fal.ai has locked this account.",
            "fal.ai has opened the account again.",
        ])
        .await;
}

/// Not faster than every five seconds: a press too early is answered with what is known.
async fn refresh_until(window: &Window, place: &str, text: &str) {
    wait::until("fal's answer shows", async || {
        window
            .run("document.getElementById('refresh').click()")
            .await;
        window.text(place).await.contains(text).then_some(())
    })
    .await;
}

#[tokio::test]
async fn without_a_service_the_line_in_the_window_is_enough() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    computer.verb(&["log", "--images", "320"]).success();
    window.sees("main-alert", "Low budget: €2.00 left").await;
    open_settings(&window).await;
    window
        .sees(
            "alerts-trouble",
            "does not show notifications of fal Budget",
        )
        .await;
    let log = fs::read_to_string(computer.data().join("logs/fal-budget_rCURRENT.log")).unwrap();
    assert!(log.contains("no notification: "), "{log}");
}

#[tokio::test]
async fn a_real_service_shows_it_and_its_click_opens_the_window() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let desktop = Desktop::new(&computer);
    let (panel, dunst) = (
        Panel::start(&desktop).await,
        Dunst::start(&computer, &desktop).await,
    );
    let window = Window::open_on(&computer, desktop.clone(), &[]).await;
    open_settings(&window).await;
    choose(&window, "amount", "5").await;
    save(&window).await;
    window.close().await;

    let app = App::start(&computer, &desktop, &["--hidden"]);
    sees_in_tray(&panel, "Budget: €10.00").await;
    computer
        .verb(&[
            "log",
            "--model",
            "fal-ai/flux/schnell",
            "--quantity",
            "3333",
        ])
        .success();
    dunst.shows(1).await;
    dunst.picture("alert-notification").await;
    dunst.control(&["action"]);
    app.shows_a_window().await;
    dunst.shows(0).await;
    // Bodies are markup there, which `<` would end.
    let body = "Under €5.00: &lt; €0.01 of €10.00 is left.";
    assert_eq!(
        dunst.history(),
        [(
            "Under 25 %: < €0.01 of €10.00 is left.".to_owned(),
            body.to_owned()
        )]
    );
}
