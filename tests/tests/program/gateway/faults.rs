//! Faults of the gateway beyond a single call: fal that goes and comes, connections that are dead
//! already, a caller that does not read, a computer without a desktop.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask as count, client, spent, until};
use fal_budget_tests::stand_in::{API_KEY, Fault, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::wire::{self, Bytes, Then, Wire, ask, fine};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const RUN: &str = "/run/fal-ai/flux/dev";
/// Price of one megapixel, in nano-dollars.
const PRICE: i64 = 25_000_000;
/// Makes a computer with a database, whose programs take the stand-in for fal.
fn computer(fal: &StandIn) -> Computer {
    let mut computer = Computer::new();
    computer.follow(fal);
    computer.verb(&["budget", "set", "100"]).success();
    computer
}

fn against(variables: [(&'static str, String); 4]) -> Computer {
    let mut computer = Computer::new();
    variables
        .iter()
        .for_each(|(name, address)| computer.set(name, address));
    computer
}

/// Makes a call. Returns the status and the text of the answer.
async fn call(gateway: &GatewayProcess) -> (u16, String) {
    let request = client()
        .build()
        .unwrap()
        .post(gateway.at(RUN))
        .header("authorization", format!("Key {API_KEY}"));
    let answer = request
        .json(&json!({"num_images": 1}))
        .send()
        .await
        .unwrap();
    (
        answer.status().as_u16(),
        answer.text().await.unwrap_or_default(),
    )
}

#[tokio::test]
async fn fal_is_restarted_in_mid_run() {
    let fal = StandIn::start().await;
    let computer = computer(&fal);
    let gateway = Arc::new(GatewayProcess::start(&computer, &[]));
    let client = client().build().unwrap();
    let post = || {
        client
            .post(gateway.at(RUN))
            .header("authorization", format!("Key {API_KEY}"))
            .json(&json!({}))
    };
    for _ in 0..5 {
        assert_eq!(post().send().await.unwrap().status(), 200);
    }
    // Four calls are with fal when it goes.
    fal.fails_running(Fault::Slow(Duration::from_millis(500)));
    let under_way: Vec<_> = (0..4).map(|_| tokio::spawn(post().send())).collect();
    wait::until("fal has them", async || (fal.jobs() == 9).then_some(())).await;
    fal.closes().await;
    for _ in 0..3 {
        let answer = post().send().await.unwrap();
        assert_eq!(answer.status(), 502);
        assert!(answer.text().await.unwrap().contains("Nothing was sent"));
    }
    for call in under_way {
        let status = call.await.unwrap().unwrap().status();
        assert!(status == 200 || status == 502, "{status}");
    }
    fal.works();
    fal.opens().await;
    for _ in 0..5 {
        assert_eq!(post().send().await.unwrap().status(), 200);
    }
    assert_eq!(
        (fal.jobs(), fal.requests().len()),
        (14, 14),
        "each was sent once"
    );
    until(
        &computer,
        "SELECT count(*) FROM job WHERE voided_at IS NULL AND progress IS NULL",
        14,
    )
    .await;
    assert_eq!(spent(&computer).await, fal.bill());
}

/// fal closes a connection that was used before just when a call is on it. Nobody knows then that
/// fal has not begun, so the call is not sent again, and counts once.
#[tokio::test]
async fn a_call_on_a_dying_connection_is_sent_once_and_counted_once() {
    let fal = Bytes::start(|_, number| {
        if number % 2 == 0 {
            Then::Say(fine("{}").into())
        } else {
            Then::Close(Vec::new())
        }
    });
    let fal = fal.await;
    let computer = against(fal.variables());
    let gateway = GatewayProcess::start(&computer, &[]);
    for number in 1..=6 {
        let (status, answer) = call(&gateway).await;
        assert_eq!(status, if number % 2 == 1 { 200 } else { 502 }, "{answer}");
        assert_eq!(fal.seen().len(), number, "sent once");
    }
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        3,
    )
    .await;
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'estimated' AND progress IS NULL",
        3,
    )
    .await;
    assert_eq!(spent(&computer).await, 6 * PRICE);

    // This fal closes after each answer, when the next call may be on its way already.
    let fal = Bytes::start(|_, _| Then::Close(fine("{}").into())).await;
    let computer = against(fal.variables());
    let gateway = GatewayProcess::start(&computer, &[]);
    let mut good = 0;
    for number in 1..=20 {
        good += i64::from(call(&gateway).await.0 == 200);
        assert!(fal.seen().len() <= number, "none was sent twice");
    }
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        good,
    )
    .await;
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'estimated' AND progress IS NULL",
        20 - good,
    )
    .await;
}

#[tokio::test]
async fn a_result_that_breaks_is_metered_once() {
    let fal = StandIn::start().await;
    let computer = computer(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    let http = client().build().unwrap();
    let key = format!("Key {API_KEY}");
    let submit = http
        .post(gateway.at("/queue/fal-ai/flux/dev"))
        .header("authorization", &key);
    let submitted: Value = submit
        .json(&json!({"num_images": 3}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let result = submitted["response_url"].as_str().unwrap();
    fal.later(Duration::from_secs(1));
    for fault in [Some(Fault::Cut), Some(Fault::Reset), Some(Fault::Cut), None] {
        let is_well = fault.is_none();
        fal.works();
        fault.into_iter().for_each(|fault| fal.fails_running(fault));
        let answer = http
            .get(result)
            .header("authorization", &key)
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer
                .text()
                .await
                .is_ok_and(|text| text.contains("images")),
            is_well
        );
    }
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered' AND progress IS NULL",
        1,
    )
    .await;
    until(&computer, "SELECT count(*) FROM job", 1).await;
    assert_eq!(spent(&computer).await, 3 * PRICE);
}

/// fal hangs up before it has the whole request: it cannot have begun, and nothing is counted.
#[tokio::test]
async fn an_upload_that_breaks_is_no_job() {
    const PART: usize = 200_000;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let variables = wire::variables(&listener.local_addr().unwrap().to_string());
    let began = Arc::new(AtomicUsize::new(0));
    let counter = began.clone();
    let fal = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::Relaxed);
            let mut part = vec![0; 1 << 16];
            let mut read = 0;
            while read < PART {
                read += stream.read(&mut part).await.unwrap();
            }
        }
    });
    let computer = against(variables);
    let gateway = GatewayProcess::start(&computer, &[]);
    let upload =
        "x-fal-target-url: https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3\r\n";
    let begin = |path: &str, target: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\n{target}transfer-encoding: chunked\r\n\r\n"
        );
        format!("{head}{PART:x}\r\n{}\r\n", " ".repeat(PART))
    };
    // A call is sent once its body is there: fal hears nothing of one that breaks off.
    for path in [RUN, "/queue/fal-ai/flux/dev"] {
        let mut wire = Wire::to(&gateway.http).await;
        wire.send(begin(path, "")).await;
    }
    // A file streams: fal breaks this one off.
    let answer = ask(&gateway.http, begin("/api/fal/proxy", upload)).await;
    assert_eq!(answer.status, 502);
    assert_eq!(began.load(Ordering::Relaxed), 1, "it was not sent again");
    assert!(gateway.end());
    assert_eq!(
        count(
            &computer,
            "SELECT count(*) FROM job WHERE voided_at IS NULL"
        )
        .await,
        0
    );
    fal.abort();
}

/// Sends 200 MB, as fast as they are taken.
async fn pour(mut stream: TcpStream, poured: Arc<AtomicUsize>) {
    let mut head = [0; 4096];
    let _ = stream.read(&mut head).await;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {POURED}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let part = vec![b'a'; 1 << 16];
    while poured.load(Ordering::Relaxed) < POURED && stream.write_all(&part).await.is_ok() {
        poured.fetch_add(part.len(), Ordering::Relaxed);
    }
}

const POURED: usize = 200 << 20;

#[tokio::test]
async fn a_caller_that_reads_slowly_makes_fal_wait_and_no_memory_grow() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let variables = wire::variables(&listener.local_addr().unwrap().to_string());
    let poured = Arc::new(AtomicUsize::new(0));
    let counter = poured.clone();
    let fal = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pour(stream, counter.clone()));
        }
    });
    let computer = against(variables);
    let gateway = GatewayProcess::start(&computer, &[]);
    let memory = || {
        let text = fs::read_to_string(format!("/proc/{}/status", gateway.number())).unwrap();
        let line = text
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap()
            .to_owned();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
            << 10
    };
    let before = memory();
    let mut caller = TcpStream::connect(&gateway.http).await.unwrap();
    let request = format!("POST {RUN} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n");
    caller.write_all(request.as_bytes()).await.unwrap();
    let mut part = vec![0; 1 << 16];
    caller.read_exact(&mut part).await.unwrap();
    // The caller pauses until fal has stood still for a while.
    let still = wait::until("fal waits", async || {
        let before = poured.load(Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(300)).await;
        (poured.load(Ordering::Relaxed) == before).then_some(before)
    })
    .await;
    // The kernel's buffers take some megabytes, the gateway next to nothing.
    assert!(still < 40 << 20, "fal has sent {still} bytes");
    assert!(memory() < before + (8 << 20), "{} from {before}", memory());
    let mut read = part.len();
    while read < POURED {
        let count = caller.read(&mut part).await.unwrap();
        assert!(count > 0, "it broke after {read} bytes");
        read += count;
    }
    assert!(memory() < before + (8 << 20), "{} from {before}", memory());
    fal.abort();
}

/// A server has no screen, no session and hardly a variable.
#[tokio::test]
async fn without_a_desktop_it_does_the_same() {
    let fal = StandIn::start().await;
    let computer = computer(&fal);
    let mut command = computer.program(&["gateway", "--port", "0", "--tls-port", "0"]);
    let mut kept = computer.environment();
    kept.retain(|(name, _)| name.starts_with("FAL_") || name == "XDG_CONFIG_HOME");
    command.env_clear().envs(kept).current_dir("/");
    let gateway = GatewayProcess::of(command.stderr(computer.error_file()));
    let answer = ask(
        &gateway.http,
        format!(
            "POST {RUN} HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {API_KEY}\r\n\
             content-length: 2\r\n\r\n{{}}"
        ),
    );
    assert_eq!(answer.await.status, 200);
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        1,
    )
    .await;
    let mut tls = Wire::to(&gateway.https).await;
    tls.send("no handshake").await;
    tls.rest().await;
    assert!(gateway.end());
    assert_eq!(computer.error_output(), "");
}

/// Anybody can run an app that answers as fal does when it locks an account.
#[tokio::test]
async fn an_app_of_others_puts_no_words_of_its_own_into_fals_mouth() {
    let says = r#"{"detail": "User is locked. Reason: TOP_UP. Pay at https://evil.example"}"#;
    let refusal = format!(
        "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{says}",
        says.len()
    );
    let fal = Bytes::saying(&refusal).await;
    for (app, is_quoted) in [("evil/app", false), ("fal-ai/flux/dev", true)] {
        let computer = against(fal.variables());
        computer.verb(&["budget", "set", "100"]).success();
        let gateway = GatewayProcess::start(&computer, &[]);
        let request = format!(
            "POST /run/{app} HTTP/1.1\r\nhost: {}\r\nauthorization: Key {API_KEY}\r\n\
             content-length: 2\r\n\r\n{{}}",
            gateway.http
        );
        let answer = ask(&gateway.http, request).await;
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("evil.example"), "passed on as it came");
        wait::until("the lock is the account's state", async || {
            (computer.verb(&["status", "--exit-code"]).code == Some(12)).then_some(())
        })
        .await;
        let report = computer.verb(&["lock"]).success();
        let status = computer.status().to_string();
        assert!(report.contains("TOP_UP"), "{app}: {report}");
        assert_eq!(
            report.contains("evil.example"),
            is_quoted,
            "{app}: {report}"
        );
        assert!(!status.contains("evil.example"), "{app}: {status}");
    }
}

/// The status that is read before a cancel is that of a moment earlier.
#[tokio::test]
async fn a_job_that_begins_while_its_cancel_is_on_the_way_keeps_its_cost() {
    let ran = r#"COMPLETED", "metrics": {"inference_time": 3.2}, "x": ""#;
    for (then, cost) in [
        ("IN_PROGRESS", 4 * PRICE),
        (ran, 4 * PRICE),
        ("NOT_A_STATE", 4 * PRICE),
        ("IN_QUEUE", 0),
        ("COMPLETED", 0),
    ] {
        let states = ["IN_QUEUE", "IN_QUEUE", "CANCELLATION_REQUESTED", then];
        let fal = Bytes::start(move |_, number| {
            let state = states.get(number).unwrap_or(&"of another call");
            let body = format!(r#"{{"status": "{state}", "request_id": "r-1"}}"#);
            Then::Say(fine(&body).into())
        });
        let fal = fal.await;
        let computer = against(fal.variables());
        computer.verb(&["budget", "set", "100"]).success();
        let gateway = GatewayProcess::start(&computer, &[]);
        let request = |method: &str, path: &str, body: &str| {
            format!(
                "{method} /queue/fal-ai/flux{path} HTTP/1.1\r\nhost: {}\r\n\
                 authorization: Key {API_KEY}\r\ncontent-length: {}\r\n\r\n{body}",
                gateway.http,
                body.len()
            )
        };
        let submit = request("POST", "/dev", r#"{"num_images": 4}"#);
        assert_eq!(ask(&gateway.http, submit).await.status, 200);
        let cancel = request("PUT", "/requests/r-1/cancel", "");
        assert_eq!(ask(&gateway.http, cancel).await.status, 200);
        assert_eq!(fal.seen().len(), states.len());
        // In order: what follows is in the ledger after it.
        let other = request("POST", "/schnell", "{}");
        ask(&gateway.http, other).await;
        until(&computer, "SELECT count(*) FROM job", 2).await;
        let of_request = "SELECT cost_nano FROM job WHERE model = 'fal-ai/flux/dev'";
        assert_eq!(count(&computer, of_request).await, cost, "{then}");
        // One that may go on holds its part.
        let open = "SELECT count(*) FROM job WHERE progress = 'queued' AND model LIKE '%/dev'";
        assert_eq!(count(&computer, open).await, i64::from(cost > 0), "{then}");
    }
}

/// Anybody can ask for a result, under any app's address, and proxies answer for fal.
#[tokio::test]
async fn an_error_on_the_way_to_a_result_frees_no_job() {
    for (path, status, cost) in [
        ("fal-ai/flux", "520 Unknown", 4 * PRICE),
        ("fal-ai/flux", "500 Of a Proxy", 4 * PRICE),
        ("evil/app", "500 X\r\nx-fal-request-id: r-1", 4 * PRICE),
        ("fal-ai/flux", "500 X\r\nx-fal-request-id: r-1", 0),
    ] {
        let error = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}");
        let fal = Bytes::start(move |_, number| {
            let submitted = r#"{"status": "IN_QUEUE", "request_id": "r-1"}"#;
            let answer = if number == 0 {
                fine(submitted)
            } else {
                error.clone()
            };
            Then::Say(answer.into())
        });
        let fal = fal.await;
        let computer = against(fal.variables());
        computer.verb(&["budget", "set", "100"]).success();
        let gateway = GatewayProcess::start(&computer, &[]);
        let request = |line: &str, body: &str| {
            format!(
                "{line} HTTP/1.1\r\nhost: {}\r\nauthorization: Key {API_KEY}\r\n\
                 content-length: {}\r\n\r\n{body}",
                gateway.http,
                body.len()
            )
        };
        let submit = request("POST /queue/fal-ai/flux/dev", r#"{"num_images": 4}"#);
        assert_eq!(ask(&gateway.http, submit).await.status, 200);
        let result = request(&format!("GET /queue/{path}/requests/r-1"), "");
        ask(&gateway.http, result).await;
        // In order: what follows is in the ledger after it.
        let other = request("POST /run/fal-ai/flux/dev", "{}");
        ask(&gateway.http, other).await;
        until(&computer, "SELECT count(*) FROM job", 2).await;
        let of_request = "SELECT cost_nano FROM job WHERE request_id = 'r-1'";
        assert_eq!(count(&computer, of_request).await, cost, "{path} {status}");
    }
}
