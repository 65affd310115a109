//! The gateway in the real window: switched on, lines copied, calls seen to arrive, pages and their
//! key.

use std::net::TcpListener;
use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, client};
use fal_budget_tests::ports::free_port;
use fal_budget_tests::stand_in::{API_KEY, REVOKED_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

/// Opens the settings and switches the gateway on, on a port of its own.
async fn switched_on(fal: &StandIn) -> (Computer, Window, String) {
    let mut computer = Computer::new();
    computer.follow(fal);
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    window.click("nav-guard").await;
    window.find("gateway-port").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    let port = free_port();
    window.type_into("gateway-port", "80").await;
    window.click("set-port").await;
    window.sees("port-error", "from 1024 to 65534").await;
    window.type_into("gateway-port", &port.to_string()).await;
    window.click("set-port").await;
    window.sees_toast("The port is kept").await;
    window.click("gateway-switch").await;
    let address = format!("http://127.0.0.1:{port}");
    window.sees("gateway-address", &address).await;
    window
        .sees("gateway-status", "Running. No calls yet.")
        .await;
    (computer, window, address)
}

async fn run(address: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let mut request = client()
        .build()
        .unwrap()
        .post(format!("{address}/run/fal-ai/flux/dev"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .json(&json!({"num_images": 2}))
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn it_is_switched_on_and_calls_are_seen_to_arrive() {
    let fal = StandIn::start().await;
    let (computer, window, address) = switched_on(&fal).await;
    window
        .sees("gateway-lines", &format!("{address}/api/fal/proxy"))
        .await;
    window.picture("gateway-on").await;
    window
        .run(
            "const list = document.getElementById('gateway-for'); list.value = 'Python'; \
             list.dispatchEvent(new Event('change'))",
        )
        .await;
    window.sees("gateway-lines", "export SSL_CERT_FILE=").await;
    window.sees("gateway-hint", "fal-client").await;
    window.click("gateway-copy").await;
    window.sees_toast("Lines copied").await;

    let key = format!("Key {API_KEY}");
    assert!(
        run(&address, &[("authorization", &key)])
            .await
            .status()
            .is_success()
    );
    window
        .sees(
            "gateway-status",
            "1 call since it was started; the last just now: fal-ai/flux/dev",
        )
        .await;
    window.sees("header-balance", "Budget: €9.95").await;
    window.click("nav-overview").await;
    window.sees("jobs", "metered · through the gateway").await;
    window.click("nav-guard").await;
    fal.stops_the_clock();
    let submit = client()
        .build()
        .unwrap()
        .post(format!("{address}/queue/fal-ai/flux/dev"));
    submit
        .header("authorization", &key)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    window
        .sees("gateway-open", "1 call has not ended yet")
        .await;
    window.click("nav-overview").await;
    window.sees("jobs", "in the queue").await;
    window.picture("gateway-calls").await;

    // One gateway for a database: the verb names the address of the other.
    let error = computer.verb(&["gateway"]).refusal(1);
    assert!(
        error.contains(address.trim_start_matches("http://")),
        "{error}"
    );
    window.click("nav-guard").await;
    window.click("gateway-switch").await;
    window.sees_toast("The gateway is stopped").await;
    window
        .wait_for(
            "it is off",
            "return document.getElementById('gateway-on').hidden",
        )
        .await;
    let gone = client().build().unwrap().get(&address).send().await;
    assert!(gone.is_err_and(|error| error.is_connect()));
}

#[tokio::test]
async fn the_gateway_starts_with_the_program_and_looks_up_open_calls() {
    let fal = StandIn::start().await;
    let (computer, window, address) = switched_on(&fal).await;
    window.type_into("run-key", API_KEY).await;
    window.click("set-run-key").await;
    window
        .sees("run-key-place", "Calls of these pages get the run key")
        .await;
    fal.stops_the_clock();
    let submit = client()
        .build()
        .unwrap()
        .post(format!("{address}/queue/fal-ai/flux/dev"));
    submit
        .header("authorization", format!("Key {API_KEY}"))
        .json(&json!({"num_images": 2}))
        .send()
        .await
        .unwrap();
    window
        .sees("gateway-open", "1 call has not ended yet")
        .await;
    window.close().await;
    fal.later(Duration::from_secs(1));
    let window = Window::open(&computer).await;
    window.sees("jobs", "metered").await;
    window.click("nav-guard").await;
    window.sees("gateway-address", &address).await;
    let kept = fal.bill();
    assert_eq!(fal_budget_tests::gateway::spent(&computer).await, kept);
}

#[tokio::test]
async fn a_page_is_allowed_and_gets_the_run_key_and_nobody_else_does() {
    let fal = StandIn::start().await;
    let (computer, window, address) = switched_on(&fal).await;
    let page = [("origin", "http://localhost:3000")];
    assert_eq!(run(&address, &page).await.status(), 403, "not allowed yet");
    window.type_into("gateway-origin", "*").await;
    window.click("allow-origin").await;
    window
        .sees("origin-error", "A * for all pages is not taken")
        .await;
    window
        .type_into("gateway-origin", "http://localhost:3000/page")
        .await;
    window.click("allow-origin").await;
    window
        .sees("gateway-origins", "http://localhost:3000")
        .await;
    assert_eq!(
        run(&address, &page).await.status(),
        401,
        "let in, without a key"
    );
    window.type_into("run-key", REVOKED_KEY).await;
    window.click("set-run-key").await;
    window
        .sees("run-key-error", "fal.ai does not take this key")
        .await;
    window.type_into("run-key", API_KEY).await;
    window.click("set-run-key").await;
    window.sees_toast("The key is kept").await;
    window.picture("gateway-pages").await;
    assert_eq!(run(&address, &page).await.status(), 200);
    assert_eq!(
        run(&address, &[]).await.status(),
        401,
        "a program brings its own key"
    );
    assert_eq!(
        run(&address, &[("origin", "http://localhost:3001")])
            .await
            .status(),
        403
    );
    // Neither key nor prompt is in any file of the program but the one for keys.
    for entry in walk(&computer.data()) {
        let text = String::from_utf8_lossy(&std::fs::read(&entry).unwrap_or_default()).into_owned();
        let is_key_file = entry
            .file_name()
            .is_some_and(|name| name == "fal-run-key-demo");
        assert!(
            is_key_file || !text.contains(API_KEY.split(':').next_back().unwrap()),
            "{}",
            entry.display()
        );
    }
    window.click("remove-run-key").await;
    window.sees_toast("The run key is removed").await;
    assert_eq!(run(&address, &page).await.status(), 401);
    window
        .run("document.querySelector('#gateway-origins button').click()")
        .await;
    window
        .wait_for(
            "the page is gone",
            "return document.getElementById('gateway-origins').children.length === 0",
        )
        .await;
    assert_eq!(run(&address, &page).await.status(), 403);
}

#[tokio::test]
async fn a_taken_port_is_said_and_another_gateway_is_seen() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let service = GatewayProcess::start(&computer, &[]);
    let window = Window::open(&computer).await;
    window.click("nav-guard").await;
    window
        .sees("gateway-status", "runs in a terminal or as a service")
        .await;
    window.sees("gateway-address", &service.http).await;
    let answer = run(
        &service.at(""),
        &[("authorization", &format!("Key {API_KEY}"))],
    )
    .await;
    let _: Value = answer.json().await.unwrap();
    window.sees("header-balance", "Spent: €0.05").await;
    assert!(service.end());
    window
        .wait_for(
            "it is gone",
            "return document.getElementById('gateway-on').hidden",
        )
        .await;

    let port = free_port();
    let taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let port = port.to_string();
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    window.type_into("gateway-port", &port).await;
    window.click("set-port").await;
    window.sees_toast("The port is kept").await;
    window.click("gateway-switch").await;
    window
        .sees(
            "gateway-error",
            &format!("Port {port} of this computer is taken"),
        )
        .await;
    drop(taken);
    wait::until("it starts when tried again", async || {
        window
            .run("document.getElementById('gateway-switch').click()")
            .await;
        window.is_shown("gateway-on").await.then_some(())
    })
    .await;
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
