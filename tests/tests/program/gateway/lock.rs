//! A locked account, as any answer may show it: the state that all readers see, and its end.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::GatewayProcess;
use fal_budget_tests::stand_in::API_KEY;
use fal_budget_tests::table;
use fal_budget_tests::wait;
use fal_budget_tests::wire::{Bytes, Then, ask, fine};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

const EXHAUSTED: &str = "User is locked. Reason: Exhausted balance.";

/// An answer of fal's, and the request that gets it.
struct Case {
    request: &'static str,
    status: u16,
    body: Value,
    is_packed: bool,
}

fn case(request: &'static str, status: u16, body: Value) -> Case {
    Case {
        request,
        status,
        body,
        is_packed: false,
    }
}

fn cases() -> Vec<Case> {
    let text = |text: &str| json!({ "detail": text });
    let run = "POST /run/fal-ai/flux/dev";
    let kinds = [
        EXHAUSTED,
        "User is locked. Reason: TOP_UP.",
        "User is locked. Reason: Admin lock.",
        "User is locked. Reason: payment method declined.",
        "User budget is exceeded.",
        "User is locked.",
        "Access denied: the key lacks this scope.",
        "Invalid API key.",
    ];
    let places = [
        "POST /queue/fal-ai/flux/dev",
        "GET /queue/fal-ai/flux/requests/r-1",
        "GET /queue/fal-ai/flux/requests/r-1/status",
        "PUT /queue/fal-ai/flux/requests/r-1/cancel",
        "POST /run/fal-ai/flux/dev/stream",
        "POST https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
    ];
    let shapes = [
        json!({"detail": [{"msg": EXHAUSTED, "type": "locked"}]}),
        json!({"error": {"type": "forbidden", "message": EXHAUSTED}}),
        json!({"detail": {"message": EXHAUSTED}}),
        json!({"message": EXHAUSTED}),
        json!({"error": EXHAUSTED}),
    ];
    let kinds = kinds.map(|kind| case(run, 403, text(kind)));
    let places = places.map(|place| case(place, 403, text(EXHAUSTED)));
    let shapes = shapes.map(|shape| case(run, 403, shape));
    let statuses = [401, 402, 422, 500].map(|status| case(run, status, text(EXHAUSTED)));
    let packed = Case {
        is_packed: true,
        ..case(run, 403, text(EXHAUSTED))
    };
    let all = kinds.into_iter().chain(places).chain(shapes);
    all.chain(statuses).chain([packed]).collect()
}

fn answer(case: &Case) -> Vec<u8> {
    let text = case.body.to_string();
    let (body, encoding) = if case.is_packed {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        (packed.finish().unwrap(), "content-encoding: gzip\r\n")
    } else {
        (text.into_bytes(), "")
    };
    let head = format!(
        "HTTP/1.1 {} X\r\ncontent-type: application/json\r\n{encoding}content-length: {}\r\n\r\n",
        case.status,
        body.len()
    );
    [head.into_bytes(), body].concat()
}

/// Makes a request to the gateway: to a path of its own, or to an address of fal's.
fn request(gateway: &GatewayProcess, line: &str) -> String {
    let (method, address) = line.split_once(' ').unwrap();
    let (path, target) = if address.starts_with('/') {
        (address, String::new())
    } else {
        let target = format!("x-fal-target-url: {address}\r\n");
        ("/api/fal/proxy", target)
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Key {API_KEY}\r\n{target}\
         content-length: 2\r\n\r\n{{}}",
        gateway.http
    )
}

/// Asks the local API whether the account is locked.
async fn api_says(gateway: &GatewayProcess) -> bool {
    let token = std::fs::read_to_string(&gateway.token_file).unwrap();
    let head = format!(
        "host: {}\r\nauthorization: Bearer {}",
        gateway.http,
        token.trim()
    );
    let answer = ask(
        &gateway.http,
        format!("GET /api/budget HTTP/1.1\r\n{head}\r\n\r\n"),
    )
    .await;
    let budget: Value = serde_json::from_str(&answer.body).unwrap();
    budget["locked"].as_bool().unwrap()
}

/// Reads the word by which a status bar paints the balance.
fn bar_says(computer: &Computer) -> String {
    let bar = computer.verb(&["status", "--format", "waybar"]).success();
    let bar: Value = serde_json::from_str(&bar).unwrap();
    let class = &bar["class"];
    let words = class
        .as_array()
        .map_or_else(|| vec![class], |all| all.iter().collect());
    let words = words.into_iter().filter_map(Value::as_str);
    words.collect::<Vec<_>>().join(" ")
}

/// Sends a request, and returns the row of what is said then, and after a call that passes.
async fn row(case: &Case) -> Vec<String> {
    let locked = answer(case);
    let method = case.request.split(' ').next().unwrap_or_default();
    let is_said = AtomicBool::new(false);
    let fal = Bytes::start(move |text, _| {
        // Before a cancel the gateway asks for the status.
        let is_it = text.starts_with(method) && !is_said.swap(true, Ordering::Relaxed);
        Then::Say(if is_it {
            locked.clone()
        } else {
            fine("{}").into()
        })
    });
    let fal = fal.await;
    let mut computer = Computer::new();
    for (name, address) in fal.variables() {
        computer.set(name, &address);
    }
    computer.verb(&["budget", "set", "100"]).success();
    let gateway = GatewayProcess::start(&computer, &[]);
    let seen = ask(&gateway.http, request(&gateway, case.request)).await;
    assert_eq!(seen.status, case.status, "passed on as it came");
    // A note of the answer is in the ledger before that of the next one.
    let code = || computer.verb(&["status", "--exit-code"]).code;
    let is_lock = case.status != 422
        && case.status != 500
        && !case.body.to_string().contains("denied")
        && !case.body.to_string().contains("Invalid");
    if is_lock {
        wait::until("the lock is the account's state", async || {
            (code() == Some(12)).then_some(())
        })
        .await;
    }
    let at_first = code();
    let report = computer.verb(&["lock"]).success();
    let says = report.lines().next().unwrap_or_default().to_owned();
    let (bar, api) = (bar_says(&computer), api_says(&gateway).await);
    let is_said = computer.status()["locked"] == true;
    assert_eq!(
        [at_first == Some(12), is_said, api, bar.contains("locked")],
        [is_lock; 4],
        "{says}"
    );
    let passed = ask(
        &gateway.http,
        request(&gateway, "POST /run/fal-ai/flux/dev"),
    )
    .await;
    assert_eq!(passed.status, 200);
    wait::until("a call that passes opens it", async || {
        (code() != Some(12)).then_some(())
    })
    .await;
    let then = computer.verb(&["lock"]).success();
    let then = then.lines().next().unwrap_or_default().to_owned();
    let packed = if case.is_packed { ", packed" } else { "" };
    vec![
        format!("`{}`", case.request),
        format!("{} `{}`{packed}", case.status, case.body),
        at_first.map_or_else(|| "none".to_owned(), |code| code.to_string()),
        bar,
        api.to_string(),
        says,
        then,
    ]
}

#[tokio::test]
async fn whoever_hears_of_a_lock_everybody_says_so_until_a_call_passes() {
    let mut rows = Vec::new();
    for case in cases() {
        rows.push(row(&case).await);
    }
    let text = "What is said of a locked account, by the answer that shows it. Written by\n\
        `tests/program/gateway/lock.rs`: each answer is the first that a gateway without a key of\n\
        its own gets, and a run passes after it.";
    table::keep(
        "lock-states",
        text,
        &[
            "request",
            "answer",
            "`status --exit-code`",
            "status bar",
            "`locked` in `/api/budget`",
            "`lock`",
            "`lock` after a call that passed",
        ],
        &rows,
    );
}
