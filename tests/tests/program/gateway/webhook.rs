//! fal's webhooks: the effect of those that fal has signed, and that nothing else has any.

use std::time::Duration;

use fal_budget_app::clock;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, client, spent};
use fal_budget_tests::scene::{PRICE, Scene};
use fal_budget_tests::stand_in::{ADMIN_KEY, Delay, Signer, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A message of fal's about a request.
struct WebhookDelivery {
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// Makes a message about this request, signed with this key of fal's, so many seconds from now.
fn delivery(signer: u8, request: &str, status: &str, seconds: i64) -> WebhookDelivery {
    let body = json!({
        "request_id": request, "gateway_request_id": request, "status": status, "payload": {}
    })
    .to_string();
    WebhookDelivery {
        headers: Signer::new(signer).headers(request, clock::now().timestamp() + seconds, &body),
        body,
    }
}

impl WebhookDelivery {
    /// Sends the message through a tunnel, under the tunnel's name.
    async fn arrives(&self, gateway: &str) -> (StatusCode, Value) {
        let mut request = client()
            .build()
            .unwrap()
            .post(format!("http://{gateway}/api/webhooks/fal"));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let answer = request
            .header("host", "me.tunnel.example")
            .body(self.body.clone())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        (
            status,
            serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
        )
    }
}

async fn scene() -> Scene {
    Scene::with_gateway("10", &[], &["--webhook-port", "0"]).await
}

/// Submits a request through the gateway. Returns its id.
async fn submitted(scene: &Scene) -> String {
    let answer = scene.submit(&json!({"num_images": 2})).await;
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'queued'", 1)
        .await;
    answer["request_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_request_that_is_done_is_finished_and_one_that_failed_waits_for_its_cost() {
    let scene = scene().await;
    let here = scene.gateway.webhook.as_deref().unwrap();
    let request = submitted(&scene).await;
    let (status, answer) = delivery(1, &request, "OK", 0).arrives(here).await;
    assert_eq!(
        (status, &answer["message"]),
        (StatusCode::OK, &json!("Noted."))
    );
    scene
        .until(
            "SELECT count(*) FROM job WHERE progress IS NULL AND basis = 'estimated'",
            1,
        )
        .await;
    let request = submitted(&scene).await;
    delivery(1, &request, "ERROR", 0).arrives(here).await;
    scene
        .until(
            "SELECT count(*) FROM job WHERE progress = 'failed' AND basis = 'estimated'",
            1,
        )
        .await;
    assert_eq!(
        spent(&scene.computer).await,
        4 * PRICE,
        "its cost is pending, not gone"
    );
    let jobs = scene.client.get(scene.gateway.at("/api/jobs"));
    let token = std::fs::read_to_string(&scene.gateway.token_file).unwrap();
    let jobs: Value = jobs
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(jobs["jobs"][0]["progress"], "failed, cost not known yet");
}

#[tokio::test]
async fn what_fal_has_not_signed_or_not_now_is_not_taken() {
    let scene = scene().await;
    let here = scene.gateway.webhook.as_deref().unwrap();
    let request = submitted(&scene).await;
    let mut changed = delivery(1, &request, "OK", 0);
    changed.body = changed.body.replace("OK", "KO");
    let mut renamed = delivery(1, &request, "OK", 0);
    renamed.headers[0].1 = "another-request".to_owned();
    let mut unsigned = delivery(1, &request, "OK", 0);
    unsigned.headers.clear();
    let old = delivery(1, &request, "OK", -310);
    let future = delivery(1, &request, "OK", 310);
    let foreign = delivery(9, &request, "OK", 0);
    for (why, delivery) in [
        ("a changed body", &changed),
        ("another request", &renamed),
        ("no signature", &unsigned),
        ("old", &old),
        ("from the future", &future),
        ("another's key", &foreign),
    ] {
        assert_eq!(
            delivery.arrives(here).await.0,
            StatusCode::UNAUTHORIZED,
            "{why}"
        );
    }
    assert_eq!(
        delivery(1, &request, "IN_QUEUE", 0).arrives(here).await.0,
        StatusCode::BAD_REQUEST
    );
    let webhooks = format!("http://{here}");
    let got = scene.client.get(format!("{webhooks}/api/webhooks/fal"));
    assert_eq!(
        got.send().await.unwrap().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
    // A page in the browser is none of fal's, under whatever name it found the gateway.
    let page = scene
        .client
        .post(format!("{webhooks}/api/webhooks/fal"))
        .header("origin", "http://evil.example");
    assert_eq!(page.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'queued'", 1)
        .await;
}

#[tokio::test]
async fn a_repeated_webhook_acts_once_and_an_unknown_request_not_at_all() {
    let scene = scene().await;
    let here = scene.gateway.webhook.as_deref().unwrap();
    let request = submitted(&scene).await;
    let first = delivery(1, &request, "OK", 0);
    assert_eq!(first.arrives(here).await.1["message"], "Noted.");
    let again = first.arrives(here).await;
    assert_eq!(
        (again.0, &again.1["message"]),
        (StatusCode::OK, &json!("This was told before."))
    );
    let unknown = delivery(1, "never-seen", "OK", 0).arrives(here).await;
    assert_eq!(unknown.0, StatusCode::OK, "fal need not try again");
    assert_eq!(
        unknown.1["message"],
        "This request did not come through this gateway."
    );
    scene.until("SELECT count(*) FROM job", 1).await;
}

#[tokio::test]
async fn keys_that_fal_changes_are_taken_up_and_keys_that_cannot_be_read_are_waited_for() {
    let scene = scene().await;
    let here = scene.gateway.webhook.as_deref().unwrap();
    let request = submitted(&scene).await;
    scene.fal.closes().await;
    let early = delivery(1, &request, "OK", 0);
    assert_eq!(
        early.arrives(here).await.0,
        StatusCode::SERVICE_UNAVAILABLE,
        "fal tells again later"
    );
    scene.fal.opens().await;
    scene.fal.signs_with(&[1, 2]);
    // A failure is remembered for a moment, so that nobody can make the gateway ask at any pace.
    wait::until("any key of the set", async || {
        let (status, _) = delivery(2, &request, "OK", 0).arrives(here).await;
        (status == StatusCode::OK).then_some(())
    })
    .await;
    scene.fal.signs_with(&[3]);
    assert_eq!(
        delivery(3, &request, "OK", 0).arrives(here).await.0,
        StatusCode::OK,
        "a new key"
    );
    assert_eq!(
        delivery(1, &request, "OK", 0).arrives(here).await.0,
        StatusCode::UNAUTHORIZED,
        "one that is gone"
    );
    // Not as often as somebody likes.
    let requests_to_fal = || {
        scene
            .fal
            .requests()
            .iter()
            .filter(|seen| seen.path.ends_with("jwks.json"))
            .count()
    };
    let before = requests_to_fal();
    for _ in 0..20 {
        assert_eq!(
            delivery(9, &request, "OK", 0).arrives(here).await.0,
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(requests_to_fal(), before, "no flood of questions to fal");
}

/// With an Admin key, the window asks at once for the charge of the request and for the balance.
#[tokio::test]
async fn the_window_asks_for_the_charge_and_the_balance_at_once() {
    let fal = StandIn::start().await;
    fal.bills(Delay::AtOnce);
    let mut computer = Computer::new();
    computer.follow(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    assert!(
        gateway.end(),
        "there is a database with a port that nobody has"
    );
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.click("nav-guard").await;
    window.find("gateway-port").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    window
        .type_into(
            "gateway-port",
            &fal_budget_tests::ports::free_port().to_string(),
        )
        .await;
    window.click("set-port").await;
    window.sees_toast("The port is kept").await;
    window.click("gateway-switch").await;
    window.sees("gateway-status", "Running").await;
    let here = window
        .text("gateway-address")
        .await
        .trim_start_matches("http://")
        .to_owned();
    // The window takes webhooks two ports further.
    let port: u16 = here.rsplit(':').next().unwrap().parse().unwrap();
    let webhooks = format!("127.0.0.1:{}", port + 2);
    fal.stops_the_clock();
    let submit = client()
        .build()
        .unwrap()
        .post(format!("http://{here}/queue/fal-ai/flux/dev"));
    let submit = submit
        .header("authorization", format!("Key {ADMIN_KEY}"))
        .json(&json!({"num_images": 2}));
    let answer: Value = submit.send().await.unwrap().json().await.unwrap();
    window.click("nav-overview").await;
    window.sees("jobs", "in the queue").await;
    fal.later(Duration::from_secs(1));
    let before = fal.requests().len();
    let request = answer["request_id"].as_str().unwrap();
    assert_eq!(
        delivery(1, request, "OK", 0).arrives(&webhooks).await.0,
        StatusCode::OK
    );
    window.sees("jobs", "billed").await;
    for path in ["/v1/models/billing-events", "/v1/account/billing"] {
        wait::until(path, async || {
            fal.requests()[before..]
                .iter()
                .any(|seen| seen.path == path)
                .then_some(())
        })
        .await;
    }
    window.sees("header-balance", "Budget: €9.95").await;
}

/// A tunnel opens what it is pointed at to everyone: here that is fal's signed messages alone.
#[tokio::test]
async fn the_port_of_webhooks_opens_nothing_else_and_the_other_ports_take_nothing_of_a_tunnel() {
    let scene = scene().await;
    let webhooks = scene.gateway.webhook.clone().unwrap();
    let token = std::fs::read_to_string(&scene.gateway.token_file).unwrap();
    for path in [
        "/api/budget",
        "/run/fal-ai/flux/dev",
        "/queue/fal-ai/flux/dev",
        "/",
    ] {
        let request = scene.client.post(format!("http://{webhooks}{path}"));
        let answer = request.bearer_auth(&token).body("{}").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for name in [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
        "cf-connecting-ip",
        "via",
    ] {
        for path in ["/api/budget", "/run/fal-ai/flux/dev", "/api/webhooks/fal"] {
            let request = scene.client.get(scene.gateway.at(path)).bearer_auth(&token);
            let answer = request.header(name, "203.0.113.1").send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name} {path}");
        }
    }
    assert_eq!(scene.fal.jobs(), 0);
    let without = Scene::with("10", &[]).await;
    assert_eq!(without.gateway.webhook, None);
    let answer = without
        .client
        .post(without.gateway.at("/api/webhooks/fal"))
        .send();
    assert_ne!(answer.await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// Strangers send slowly, and send much: neither keeps fal's own messages out.
#[tokio::test]
async fn slow_strangers_keep_no_message_of_fals_out() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let scene = scene().await;
    let webhooks = scene.gateway.webhook.clone().unwrap();
    let request = submitted(&scene).await;
    let foreign = delivery(9, "x", "OK", 0);
    let mut open = Vec::new();
    for number in 0..8 {
        open.push(sends_slowly(&webhooks, &foreign, number).await);
    }
    // As much as may be held at once, of messages that never end. On a busy computer the first are
    // given up before the last has come, so this is tried more than once.
    let headers: String = foreign
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let head = format!(
        "POST /api/webhooks/fal HTTP/1.1\r\nhost: x\r\ncontent-length: 8388608\r\n{headers}\r\n"
    );
    let mut has_no_room = false;
    for _ in 0..5 {
        let mut long = Vec::new();
        for _ in 0..5 {
            let mut stream = tokio::net::TcpStream::connect(&webhooks).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            // The gateway may hang up in the middle of the last one.
            let _ = stream.write_all(&vec![b' '; (8 << 20) - 1]).await;
            long.push(stream);
        }
        let mut answer = [0; 12];
        let _ = long.pop().unwrap().read_exact(&mut answer).await;
        open.extend(long);
        has_no_room = &answer == b"HTTP/1.1 503";
        if has_no_room {
            break;
        }
    }
    assert!(has_no_room, "for a fifth");
    let start = std::time::Instant::now();
    let (status, _) = delivery(1, &request, "OK", 0).arrives(&webhooks).await;
    assert_eq!(status, StatusCode::OK);
    assert!(start.elapsed() < Duration::from_secs(4), "at once");
}

/// More slow strangers than seats: each message of fal's finds one at once.
#[tokio::test]
async fn hundreds_of_slow_strangers_make_no_message_of_fals_wait() {
    let scene = scene().await;
    let webhooks = scene.gateway.webhook.clone().unwrap();
    let request = submitted(&scene).await;
    let foreign = delivery(9, "x", "OK", 0);
    let mut open = Vec::new();
    for number in 0..400 {
        open.push(sends_slowly(&webhooks, &foreign, number).await);
    }
    let start = std::time::Instant::now();
    let (status, _) = delivery(1, &request, "OK", 0).arrives(&webhooks).await;
    assert_eq!(status, StatusCode::OK);
    assert!(start.elapsed() < Duration::from_secs(2), "at once");
}

/// Begins a message and sends no more of it: of every other its head alone, and not whole.
async fn sends_slowly(to: &str, message: &WebhookDelivery, number: usize) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt;
    let mut stream = tokio::net::TcpStream::connect(to).await.unwrap();
    let headers: String = message
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let end = if number.is_multiple_of(2) { "\r\n" } else { "" };
    let head = format!(
        "POST /api/webhooks/fal HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n{headers}{end}"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}
