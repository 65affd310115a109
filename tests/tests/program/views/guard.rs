//! The guard in the real window and its tray: limits, a refusal that stays, and the two buttons
//! that go on.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{ask, client};
use fal_budget_tests::ports::free_port;
use fal_budget_tests::stand_in::{API_KEY, StandIn};
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use reqwest::StatusCode;
use serde_json::json;

async fn run(address: &str, images: u32) -> StatusCode {
    let request = client()
        .build()
        .unwrap()
        .post(format!("{address}/run/fal-ai/flux/dev"));
    let request = request
        .header("authorization", format!("Key {API_KEY}"))
        .json(&json!({"num_images": images}));
    request.send().await.unwrap().status()
}

/// Changes limits and takes each change back from its message, and no other.
async fn a_limit_is_undone(window: &Window) {
    let shows = async |field: &str, value: &str| {
        let what = format!("{field} is {value}");
        wait::within(wait::PATIENCE, &what, async || {
            let shown = window.value(&format!("guard-{field}")).await;
            if shown == value { Ok(()) } else { Err(shown) }
        })
        .await;
    };
    shows("day", "5.00").await;
    // Typed over what is there: an emptied field would be a change of its own.
    window
        .run("document.getElementById('guard-day').select()")
        .await;
    let field = window.find("guard-day").await;
    field.send_keys("7").await.unwrap();
    window.leave("guard-day").await;
    shows("day", "7.00").await;
    window.sees_toast("The limits are kept").await;
    window.press("#toasts .link").await;
    window.sees_toast("Undone").await;
    shows("day", "5.00").await;
    window.press("#guard-unpriced option[value=refuse]").await;
    window.sees_toast("The limits are kept").await;
    window.press("#toasts .link").await;
    window.sees_toast("Undone").await;
    shows("unpriced", "one").await;
    let snapshot = window.invoke("get_snapshot", json!({})).await.unwrap();
    let guard = &snapshot["guard"];
    assert_eq!(
        (&guard["unpriced"], &guard["day"]),
        (&json!("one"), &json!("5.00"))
    );
}

/// Presses *Test it*, which makes no call, and *Set up a program*, which leads to the lines.
async fn the_guard_is_tried(window: &Window, computer: &Computer) {
    let calls = "SELECT count(*) FROM job";
    let before = ask(computer, calls).await;
    window.click("test-guard").await;
    window.sees("guard-tested", "The gateway answers.").await;
    window.sees("guard-tested", "No: it would cost about").await;
    assert_eq!(ask(computer, calls).await, before, "no call was made");
    window.click("set-up-program").await;
    window.sees_focus_on("gateway-for").await;
}

#[tokio::test]
async fn limits_are_set_and_one_press_answers_a_refusal() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.verb(&["budget", "set", "1.05"]).success();
    let desktop = fal_budget_tests::desktop::Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    window.click("nav-guard").await;
    window.find("gateway-port").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    window
        .type_into("gateway-port", &free_port().to_string())
        .await;
    window.click("set-port").await;
    window.sees_toast("The port is kept").await;
    window.sees("guard-status", "The guard is off").await;
    let weakest = async |link: &str| {
        let says =
            format!("return document.getElementById('guard-chain').dataset.weakest === '{link}'");
        window.wait_for(link, &says).await;
    };
    weakest("gateway").await;
    assert_eq!(
        window.value("guard-floor").await,
        "1.00",
        "a floor is proposed"
    );
    window.type_into("guard-day", "x").await;
    window.leave("guard-day").await;
    window.sees("guard-error", "That is not an amount").await;
    assert_eq!(window.value("guard-day").await, "x", "what was typed stays");
    window.type_into("guard-day", "5").await;
    window.leave("guard-day").await;
    window.sees_toast("The limits are kept").await;
    a_limit_is_undone(&window).await;
    // The guard sees calls through the gateway alone, which starts with it.
    window.click("guard-switch").await;
    window.sees("gateway-status", "Running").await;
    let address = window.text("gateway-address").await;
    window
        .sees("guard-status", "On, but no program has called")
        .await;

    weakest("programs").await;

    assert_eq!(run(&address, 2).await, StatusCode::OK);
    weakest("none").await;
    window
        .sees(
            "guard-status",
            "On. Calls that would break a limit are refused.",
        )
        .await;
    the_guard_is_tried(&window, &computer).await;
    window.picture("guard-settings").await;
    window.click("nav-overview").await;
    assert_eq!(run(&address, 1).await, StatusCode::PAYMENT_REQUIRED);
    window
        .sees("guard-refusal", "The guard refused a call.")
        .await;
    window
        .sees("guard-refusal", "€1.00 is to be left, the floor")
        .await;
    window.picture("guard-refusal").await;
    let item = panel.item().await;
    wait::until("the tray says so", async || {
        item.lines()
            .await
            .iter()
            .any(|line| line.contains("the guard refused a call"))
            .then_some(())
    })
    .await;
    window.click("allow-next").await;
    window
        .wait_for(
            "the line is gone",
            "return document.getElementById('guard-refusal').hidden",
        )
        .await;
    assert_eq!(run(&address, 1).await, StatusCode::OK, "the next one");
    assert_eq!(
        run(&address, 1).await,
        StatusCode::PAYMENT_REQUIRED,
        "and no other"
    );
    window
        .sees("guard-refusal", "The guard refused a call.")
        .await;
    window.click("pause-guard").await;
    window.sees_toast("The guard pauses for an hour").await;
    assert_eq!(run(&address, 1).await, StatusCode::OK);
    window.click("nav-guard").await;
    window.sees("guard-status", "Paused until").await;
    window.click("guard-pause").await;
    window.sees("guard-status", "On.").await;
    assert_eq!(run(&address, 1).await, StatusCode::PAYMENT_REQUIRED);

    // The token of the local API, beside the window.
    let ask = async |token: String| {
        let request = client()
            .build()
            .unwrap()
            .get(format!("{address}/api/budget"))
            .bearer_auth(token);
        request.send().await.unwrap().status()
    };
    let token = || std::fs::read_to_string(computer.data().join("gateway/token")).unwrap();
    let first = token();
    assert_eq!(ask(first.clone()).await, StatusCode::OK);
    window.click("renew-token").await;
    window.sees_toast("A new token counts from now on").await;
    assert_eq!(
        (ask(first).await, ask(token()).await),
        (StatusCode::UNAUTHORIZED, StatusCode::OK)
    );
    window.click("copy-token").await;
    window.sees_toast("Token copied").await;
}
