//! The eight steps of the main job, in the real window, as a person takes them.

use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};
use thirtyfour::Key;

/// Opens a window and enters a balance.
async fn window_with_balance(computer: &Computer, balance: &str) -> Window {
    computer.verb(&["budget", "set", balance]).success();
    let window = Window::open(computer).await;
    window.sees("header-balance", "Budget:").await;
    window
}

#[tokio::test]
async fn step_1_a_fresh_start_shows_that_nothing_was_spent() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.sees("header-balance", "Spent: €0.00").await;
    window.sees("welcome", "type the balance").await;
    window
        .sees("jobs-empty", "Jobs that you log appear here")
        .await;
    assert!(
        !window.is_shown("main-alert").await,
        "no alert without a budget"
    );
    assert_eq!(window.driver.title().await.unwrap(), "fal Budget");
    window.picture("step-1-fresh").await;
}

#[tokio::test]
async fn step_2_the_links_open_in_the_browser() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.sees("budget-title", "Budget Management").await;
    // One after the other: two browsers that start at once may come in either order.
    let both = [
        "https://fal.ai/dashboard/keys",
        "https://fal.ai/dashboard/billing",
    ];
    for (nth, button) in ["open-dashboard", "open-billing"].into_iter().enumerate() {
        window.click(button).await;
        fal_budget_tests::wait::until(button, async || {
            (computer.opened() == both[..=nth]).then_some(())
        })
        .await;
    }
    window.picture("step-2-links").await;
}

#[tokio::test]
async fn step_2_without_a_browser_the_address_is_there_to_copy() {
    let computer = Computer::new();
    computer.install_browser("exit 3");
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.click("open-dashboard").await;
    window.sees_toast("No browser could be opened").await;
    window
        .sees("link-address", "https://fal.ai/dashboard/keys")
        .await;
    window.picture("step-2-no-browser").await;
}

#[tokio::test]
async fn step_3_a_typed_balance_is_saved_and_can_be_undone() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    assert_eq!(
        window.focused().await,
        "budget-input",
        "a person can type at once"
    );
    window.type_into("budget-input", "10,00").await;
    window.click("save-budget").await;
    window.sees_toast("Budget updated successfully").await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.sees("remaining", "€10.00").await;
    window.picture("step-3-saved").await;
    window.press("#toasts .link").await;
    window.sees_toast("Undone: balance €10.00").await;
    window.sees("header-balance", "Spent: €0.00").await;
    window.type_into("budget-input", "12.34").await;
    window.press_enter("budget-input").await;
    window.sees("header-balance", "Budget: €12.34").await;
}

#[tokio::test]
async fn step_3_a_refused_balance_is_explained_where_it_was_typed() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "5").await;
    window.click("open-settings").await;
    for (typed, sentence) in [
        ("", "Type an amount"),
        ("-5", "cannot be below zero"),
        ("NaN", "not an amount"),
        ("1e309", "without an exponent"),
        ("1,234", "Type 1234 or 1.23"),
        ("10.555", "“10.555” can be read in two ways"),
        ("10.5555", "at most 2 decimal places"),
        ("2000000000", "more than one billion"),
        ("£5", "bills in US dollars"),
    ] {
        window.type_into("budget-input", typed).await;
        window.click("save-budget").await;
        window.sees("budget-error", sentence).await;
        window.sees_toast(sentence).await;
        assert_eq!(
            window
                .run("return document.getElementById('budget-input').value")
                .await,
            typed,
            "what was typed stays"
        );
        window.sees_focus_on("budget-input").await;
        assert_eq!(
            window
                .attribute("budget-input", "aria-invalid")
                .await
                .as_deref(),
            Some("true")
        );
    }
    window.picture("step-3-refused").await;
    assert_eq!(computer.status()["remaining"], 5.0, "nothing was stored");
}

#[tokio::test]
async fn step_4_a_job_shows_its_cost_before_and_counts_at_once() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.type_into("job-images", "4").await;
    window.type_into("job-videos", "2").await;
    window.sees("job-estimate", "€0.20").await;
    window.sees("job-estimate", "leaves €9.80").await;
    window
        .sees(
            "job-estimate",
            "enough for 392 more images or 196 more videos",
        )
        .await;
    window.picture("step-4-estimate").await;
    assert_eq!(computer.status()["spent"], 0.0, "an estimate is not a job");
    window.click("log-job").await;
    window
        .sees_toast("Logged 4 images and 2 videos: €0.20")
        .await;
    window.sees("header-balance", "Budget: €9.80").await;
    window.sees("fact-spent", "€0.20").await;
    window.sees("jobs", "4 images").await;
    window.sees("jobs", "estimated").await;
    assert_eq!(
        window.focused().await,
        "job-images",
        "ready for the next job"
    );
    window.picture("step-4-logged").await;
}

#[tokio::test]
async fn step_4_an_earlier_job_does_not_touch_a_later_balance() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.click("job-earlier").await;
    window.sees_focus_on("job-at").await;
    window.type_into("job-images", "4").await;
    window.type_into("job-at", "2026-01-02 03:04").await;
    window.click("log-job").await;
    window.sees("jobs", "2 Jan").await;
    window.sees("fact-spent", "€0.10").await;
    window.sees("header-balance", "Budget: €10.00").await;
}

#[tokio::test]
async fn step_4_senseless_jobs_are_explained_and_keep_what_was_typed() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.click("log-job").await;
    window.sees("job-estimate", "nothing to count").await;
    for (typed, sentence) in [
        ("-1", "whole number"),
        ("two", "whole number"),
        ("1.5", "whole number"),
        ("1000000", "10,000"),
    ] {
        window.type_into("job-videos", typed).await;
        window.sees("job-estimate", sentence).await;
        window.click("log-job").await;
        window.sees_toast(sentence).await;
        assert_eq!(
            window
                .run("return document.getElementById('job-videos').value")
                .await,
            typed
        );
        window.sees_focus_on("job-videos").await;
    }
    window.type_into("job-videos", "1").await;
    window.click("job-earlier").await;
    window.type_into("job-at", "2999-01-01 00:00").await;
    window.click("log-job").await;
    window.sees("job-estimate", "still to come").await;
    window.sees_focus_on("job-at").await;
    window.picture("step-4-refused").await;
    assert_eq!(computer.status()["spent"], 0.0);
}

#[tokio::test]
async fn step_5_the_level_shows_in_colour_and_words_from_green_to_the_alert() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    // Each row: images logged, balance left, level, words. 200 images are €5.00.
    for (images, left, level, words) in [
        ("199", "€5.02", "high", "50 % left"),
        ("1", "€5.00", "medium", "50 % left"),
        ("100", "€2.50", "medium", "25 % left"),
        ("1", "€2.47", "low", "24 % left, low"),
    ] {
        window.type_into("job-images", images).await;
        window.click("log-job").await;
        window.sees("balance-figure", left).await;
        assert_eq!(
            window
                .attribute("remaining-bar", "data-level")
                .await
                .as_deref(),
            Some(level)
        );
        assert_eq!(
            window
                .attribute("balance-bar", "data-level")
                .await
                .as_deref(),
            Some(level)
        );
        window.sees("balance-status", words).await;
        assert_eq!(window.is_shown("main-alert").await, level == "low");
    }
    assert_eq!(
        window
            .run("return document.getElementById('announce').textContent")
            .await,
        "Budget: €2.47, 24 % left, low"
    );
    window.sees("main-alert", "Low budget: €2.48").await;
    window.picture("step-5-low-main").await;
    window.click("open-settings").await;
    window.sees("low-budget-alert", "Low budget").await;
    window.sees("total-spent", "€7.53").await;
    window.sees("remaining", "€2.48").await;
    window.picture("step-5-low-settings").await;
}

#[tokio::test]
async fn step_6_a_top_up_is_exactly_the_number_typed_and_a_lower_one_keeps_the_mark() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "300"]).success();
    let window = Window::open(&computer).await;
    window.sees("header-balance", "Budget: €2.50").await;
    window.click("open-settings").await;
    window.type_into("budget-input", "22.50").await;
    window.click("save-budget").await;
    window.sees("header-balance", "Budget: €22.50").await;
    window
        .sees("remaining-words", "100 % left · of €22.50")
        .await;
    window.sees("total-spent", "€7.50").await;
    window.type_into("budget-input", "4.50").await;
    window.click("save-budget").await;
    window
        .sees("remaining-words", "20 % left, low · of €22.50")
        .await;
    window.picture("step-6-lower").await;
    window.click("mark-as-full").await;
    window
        .sees("remaining-words", "100 % left · of €4.50")
        .await;
}

#[tokio::test]
async fn step_7_a_clear_and_undoing_it_a_job_and_an_entry() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.click("open-settings").await;
    window.click("clear-budget").await;
    window.sees_toast("Budget cleared").await;
    window.sees("header-balance", "Spent: €0.00").await;
    window.sees("remaining", "no budget set").await;
    window.press("#toasts .link").await;
    window.sees("header-balance", "Budget: €10.00").await;

    window.click("close-settings").await;
    window.type_into("job-images", "40").await;
    window.click("log-job").await;
    window.sees("header-balance", "Budget: €9.00").await;
    window.press("#jobs li .link").await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.sees_toast("Undone: 40 images, €1.00").await;

    window.click("open-settings").await;
    window.press("#entries-fold summary").await;
    window.sees("entries", "cleared").await;
    window.sees("entries", "€10.00").await;
    window.picture("step-7-entries").await;
    window.press("#entries li:last-child .link").await;
    window.sees("header-balance", "Spent: €0.00").await;
    window.sees("entries", "undone").await;
}

#[tokio::test]
async fn step_8_the_sign_is_chosen_once_in_a_line() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window
        .sees("currency-note", "fal.ai bills in US dollars; shown 1 : 1")
        .await;
    window.picture("step-8-line").await;
    window.press("#currency-note [data-keep]").await;
    window
        .wait_for(
            "the question is answered",
            "return document.querySelector('#currency-note [data-keep]').hidden",
        )
        .await;
    window.sees("currency-note", "shown 1 : 1").await;
    window.press("#currency-note [data-dollars]").await;
    window.sees("header-balance", "Budget: $10.00").await;
    assert!(!window.is_shown("currency-note").await);
}

#[tokio::test]
async fn step_8_a_rate_converts_and_keeps_the_dollars_in_sight() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.press("#currency-note [data-rate]").await;
    window.sees_focus_on("rate-input").await;
    window.type_into("rate-input", "0").await;
    window.click("save-rate").await;
    window
        .sees("rate-error", "how many euros one dollar is")
        .await;
    window.type_into("rate-input", "0,93").await;
    window.click("save-rate").await;
    window
        .sees("header-balance", "Budget: €9.30 ($10.00)")
        .await;
    window.sees("budget-label", "in US dollars").await;
    // An amount that names its currency counts in it.
    window.type_into("budget-input", "18,60 €").await;
    window.click("save-budget").await;
    window
        .sees("header-balance", "Budget: €18.60 ($20.00)")
        .await;
    window.picture("step-8-rate").await;
    window.click("remove-rate").await;
    window.sees("header-balance", "Budget: €20.00").await;
}

#[tokio::test]
async fn assumed_prices_can_be_changed_and_old_jobs_keep_theirs() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    window.type_into("job-images", "2").await;
    window.click("log-job").await;
    window.sees("header-balance", "Budget: €9.95").await;
    window.click("open-settings").await;
    window.type_into("image-rate", "-1").await;
    window.click("save-rates").await;
    window.sees("rates-error", "below zero").await;
    window.type_into("image-rate", "0.03").await;
    window.click("save-rates").await;
    window.sees_toast("Prices saved").await;
    window.click("close-settings").await;
    window.sees("header-balance", "Budget: €9.95").await;
    window.type_into("job-images", "1").await;
    window.sees("job-estimate", "€0.03").await;
}

#[tokio::test]
async fn a_change_by_another_process_shows_within_seconds() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "10").await;
    computer.verb(&["log", "--videos", "10"]).success();
    window
        .sees_within(Duration::from_secs(3), "header-balance", "Budget: €9.50")
        .await;
    window.sees("jobs", "from the terminal").await;
}

/// WebKit gives up a press when its element is replaced before the button is let go.
#[tokio::test]
async fn a_press_is_not_lost_while_figures_change() {
    let computer = Computer::new();
    computer.verb(&["log", "--images", "2"]).success();
    let window = Window::open(&computer).await;
    window
        .run(
            "document.getElementById('open-settings').click(); \
             document.getElementById('entries-fold').open = true",
        )
        .await;
    window
        .run(
            "window.before = [...document.querySelectorAll('button')].map((it) => [it, \
             it.firstChild, it.textContent])",
        )
        .await;
    computer
        .verb(&["log", "--images", "1", "--at", "2026-01-05 10:00"])
        .success();
    window.sees("header-balance", "Spent: €0.08").await;
    let lost = "return before.filter(([it, was, text]) => it.isConnected && it.textContent === \
        text && it.firstChild !== was).map(([it]) => it.id)";
    assert_eq!(window.run(lost).await, json!([]));
}

#[tokio::test]
async fn everything_can_be_done_from_the_keyboard() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window
        .run("document.getElementById('open-settings').focus()")
        .await;
    window.press_enter("open-settings").await;
    window
        .wait_for(
            "settings are open",
            "return document.getElementById('settings').open",
        )
        .await;
    window
        .find("budget-input")
        .await
        .send_keys("8.00" + Key::Enter)
        .await
        .unwrap();
    window.sees("header-balance", "Budget: €8.00").await;
    window
        .find("budget-input")
        .await
        .send_keys(Key::Escape + "")
        .await
        .unwrap();
    window
        .wait_for(
            "settings are closed",
            "return !document.getElementById('settings').open",
        )
        .await;
    assert_eq!(
        window.focused().await,
        "open-settings",
        "the focus returns where it was"
    );
    window
        .find("job-videos")
        .await
        .send_keys("1" + Key::Enter)
        .await
        .unwrap();
    window.sees("header-balance", "Budget: €7.95").await;
}

#[tokio::test]
async fn older_jobs_are_there_on_request() {
    let computer = Computer::new();
    for count in 1..=12 {
        computer
            .verb(&["log", "--images", &count.to_string()])
            .success();
    }
    let window = Window::open(&computer).await;
    window.sees("jobs", "12 images").await;
    assert_eq!(
        window
            .run("return document.querySelectorAll('#jobs li').length")
            .await,
        8
    );
    window.click("more-jobs").await;
    window
        .wait_for(
            "all jobs are listed",
            "return document.querySelectorAll('#jobs li').length === 12",
        )
        .await;
    assert_eq!(
        window
            .run("return document.querySelector('#jobs li:last-child b').textContent")
            .await,
        "1 image"
    );
    assert!(!window.is_shown("more-jobs").await);
}

#[tokio::test]
async fn diagnostics_hold_no_home_folder_and_no_amounts() {
    let computer = Computer::new();
    let window = window_with_balance(&computer, "1234.56").await;
    let Ok(Value::String(text)) = window.invoke("get_diagnostics", json!({})).await else {
        panic!("no diagnostics")
    };
    assert!(
        text.contains("fal Budget 0.") && text.contains("fal-budget.db: "),
        "{text}"
    );
    assert!(text.contains("starts"), "the log is included: {text}");
    assert!(
        !text.contains("1234") && !text.contains(&computer.path("home").display().to_string()),
        "{text}"
    );
    window.click("open-settings").await;
    window.press("#settings [data-copy-diagnostics]").await;
    window.sees_toast("Diagnostics copied").await;
}

#[tokio::test]
async fn the_window_is_usable_at_every_width() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "1000000000"]).success();
    computer
        .verb(&["log", "--images", "10000", "--videos", "10000"])
        .success();
    let window = Window::open(&computer).await;
    for (width, height) in [(320, 700), (520, 760), (1080, 760), (1240, 900)] {
        window.resize(width, height).await;
        let overflow = window
            .run(
                "return document.documentElement.scrollWidth - \
                 document.documentElement.clientWidth",
            )
            .await;
        assert_eq!(overflow, 0, "nothing sticks out at {width} px");
        window.picture(&format!("width-{width}")).await;
        window.click("open-settings").await;
        let overflow = window
            .run(
                "const panel = document.getElementById('settings'); \
                 return panel.scrollWidth - panel.clientWidth",
            )
            .await;
        assert_eq!(
            overflow, 0,
            "nothing sticks out of the settings at {width} px"
        );
        window.picture(&format!("width-{width}-settings")).await;
        window.click("close-settings").await;
    }
}
