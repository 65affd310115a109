//! The guard: the calls that it lets through, those that it refuses, and that no cost slips past
//! it.

use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask, spent, until};
use fal_budget_tests::runs::runs;
use fal_budget_tests::scene::{FLUX, PRICE, Scene};
use fal_budget_tests::stand_in::{API_KEY, Fault};
use fal_budget_tests::wire::{Bytes, ask as send};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const REFUSED: StatusCode = StatusCode::PAYMENT_REQUIRED;
const FLOOR: &[&[&str]] = &[&["guard", "set", "--floor", "1.00"], &["guard", "on"]];

#[tokio::test]
async fn nothing_is_submitted_below_the_floor_and_the_caller_is_told_why() {
    let scene = Scene::with("1.10", FLOOR).await;
    assert_eq!(
        scene.run(&json!({"num_images": 4})).await,
        StatusCode::OK,
        "it leaves the floor"
    );
    for path in ["run", "queue"] {
        let answer = scene
            .post(&format!("/{path}/{FLUX}"), &json!({"num_images": 2}))
            .await;
        assert_eq!(answer.status(), REFUSED);
        let detail: Value = answer.json().await.unwrap();
        let detail = detail["detail"].as_str().unwrap();
        for part in [
            "about €0.05",
            "€1.00 is to be left, the floor",
            "€1.00 is left",
            "`fal-budget guard allow`",
        ] {
            assert!(detail.contains(part), "{detail}");
        }
    }
    assert_eq!(scene.fal.jobs(), 1, "nothing else reached fal");
    scene.is_spent(4 * PRICE).await;
    let output = scene.computer.verb(&["guard"]).success();
    assert!(
        output.contains("The guard refused 2 calls. The last: fal-ai/flux/dev"),
        "{output}"
    );
}

#[tokio::test]
async fn a_day_a_month_a_call_and_unknown_prices_have_limits_of_their_own() {
    let scene = Scene::with(
        "100",
        &[
            &["guard", "set", "--floor", "none", "--job", "0.10"],
            &["guard", "on"],
        ],
    )
    .await;
    let refusal = async |body: Value| {
        let answer = scene.post(&format!("/run/{FLUX}"), &body).await;
        let status = answer.status();
        (status, answer.text().await.unwrap())
    };
    let (status, detail) = refusal(json!({"num_images": 5})).await;
    assert!(
        status == REFUSED && detail.contains("one call may cost €0.10 at most"),
        "{detail}"
    );
    assert_eq!(refusal(json!({"num_images": 4})).await.0, StatusCode::OK);
    for limit in ["--day", "--month"] {
        scene
            .computer
            .verb(&["guard", "set", "--day", "none", "--month", "none"])
            .success();
        scene
            .computer
            .verb(&["guard", "set", limit, "0.15"])
            .success();
        let (status, detail) = refusal(json!({"num_images": 3})).await;
        let name = limit.trim_start_matches("--");
        assert!(
            status == REFUSED
                && detail.contains(&format!("of the €0.15 for a {name} €0.10 is spent")),
            "{detail}"
        );
    }
    scene
        .computer
        .verb(&["guard", "set", "--month", "none", "--unpriced", "refuse"])
        .success();
    let unpriced = scene.post("/run/me/my-app", &json!({})).await;
    assert_eq!(unpriced.status(), REFUSED);
    assert!(
        unpriced
            .text()
            .await
            .unwrap()
            .contains("nobody knows how much it may cost at most")
    );
    scene
        .computer
        .verb(&["guard", "set", "--unpriced", "allow", "--job", "none"])
        .success();
    assert_eq!(
        scene.post("/run/me/my-app", &json!({})).await.status(),
        StatusCode::NOT_FOUND,
        "fal's own answer"
    );
    assert_eq!(scene.fal.jobs(), 1);
}

#[tokio::test]
async fn of_two_hundred_at_once_exactly_those_pass_that_there_is_room_for() {
    let scene = Scene::with("1.25", FLOOR).await;
    let runs = runs(2);
    for run in 1..=runs {
        // Those of earlier runs that are queued are not charged yet, and hold their part.
        let running = "SELECT count(*) FROM job WHERE progress = 'running'";
        until(&scene.computer, running, 0).await;
        let held = "SELECT coalesce(sum(cost_nano), 0) FROM job WHERE progress = 'queued'";
        let held = ask(&scene.computer, held).await;
        // Up to the next cent, which is less than a call costs.
        let cents = (1_250_000_000 + held).div_euclid(10_000_000) + 1;
        let balance = format!("{}.{:02}", cents / 100, cents % 100);
        scene.computer.verb(&["budget", "set", &balance]).success();
        let mut calls = JoinSet::new();
        for nth in 0..200 {
            let path = if nth % 2 == 0 { "queue" } else { "run" };
            calls.spawn(
                scene
                    .request(reqwest::Method::POST, &format!("/{path}/{FLUX}"))
                    .json(&json!({}))
                    .send(),
            );
        }
        let answers = calls.join_all().await;
        let count = |status| {
            answers
                .iter()
                .filter(|answer| answer.as_ref().unwrap().status() == status)
                .count()
        };
        assert_eq!(
            (count(StatusCode::OK), count(REFUSED)),
            (10, 190),
            "run {run}"
        );
        assert_eq!(scene.fal.jobs(), 10 * run as usize);
    }
    scene.is_spent(i64::from(runs) * 10 * PRICE).await;
}

#[tokio::test]
async fn a_wrong_estimate_is_settled_and_the_next_call_refused() {
    let scene = Scene::with("1.30", FLOOR).await;
    // Ten images, in a form that is not read: judged as one.
    assert_eq!(
        scene.run(&json!({"num_images": 10.0})).await,
        StatusCode::OK
    );
    assert_eq!(
        scene.run(&json!({"num_images": 3})).await,
        REFUSED,
        "0.25 is gone, not 0.025"
    );
    assert_eq!(
        scene.run(&json!({"num_images": 2})).await,
        StatusCode::OK,
        "and 0.05 is left above the floor"
    );
    scene.is_spent(12 * PRICE).await;
}

#[tokio::test]
async fn what_is_cancelled_or_fails_at_fal_makes_room_again() {
    let scene = Scene::with("1.10", FLOOR).await;
    scene.fal.stops_the_clock();
    let submitted = scene.submit(&json!({"num_images": 4})).await;
    assert_eq!(
        scene.run(&json!({})).await,
        REFUSED,
        "a call in flight counts at its estimate"
    );
    let cancel = submitted["cancel_url"]
        .as_str()
        .unwrap()
        .trim_start_matches(&scene.gateway.at(""))
        .to_owned();
    scene
        .request(reqwest::Method::PUT, &cancel)
        .send()
        .await
        .unwrap();
    scene.fal.fails_running(Fault::status(500));
    assert_eq!(
        scene.run(&json!({"num_images": 4})).await,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    scene.fal.works();
    assert_eq!(scene.run(&json!({"num_images": 4})).await, StatusCode::OK);
    assert_eq!(scene.run(&json!({})).await, REFUSED);
}

#[tokio::test]
async fn one_call_is_allowed_and_all_are_while_it_pauses() {
    let scene = Scene::with("1.00", FLOOR).await;
    assert_eq!(scene.run(&json!({})).await, REFUSED);
    assert!(
        scene
            .computer
            .verb(&["guard", "allow"])
            .success()
            .contains("passes, until")
    );
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        calls.spawn(
            scene
                .request(reqwest::Method::POST, &format!("/run/{FLUX}"))
                .json(&json!({}))
                .send(),
        );
    }
    let answers = calls.join_all().await;
    let passed = answers
        .iter()
        .filter(|answer| answer.as_ref().unwrap().status() == StatusCode::OK)
        .count();
    assert_eq!(passed, 1, "one, and no more");
    assert!(
        scene
            .computer
            .verb(&["guard", "pause"])
            .success()
            .starts_with("Paused until")
    );
    assert_eq!(scene.run(&json!({})).await, StatusCode::OK);
    scene.computer.verb(&["guard", "resume"]).success();
    assert_eq!(scene.run(&json!({})).await, REFUSED);
    scene.computer.verb(&["guard", "off"]).success();
    fal_budget_tests::wait::until("the gateway has taken it up", async || {
        (scene.run(&json!({})).await == StatusCode::OK).then_some(())
    })
    .await;
}

#[tokio::test]
async fn switched_on_while_the_gateway_runs_it_acts_within_seconds() {
    let scene = Scene::with("1.00", &[]).await;
    assert_eq!(
        scene.run(&json!({})).await,
        StatusCode::OK,
        "off until it is switched on"
    );
    scene.computer.verb(&["guard", "on"]).success();
    fal_budget_tests::wait::until("it refuses", async || {
        (scene.run(&json!({})).await == REFUSED).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_call_that_cannot_be_judged_is_not_sent() {
    let scene = Scene::with("10", FLOOR).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scene.computer.database());
    let mut other = sqlx::ConnectOptions::connect(&options).await.unwrap();
    assert_eq!(scene.run(&json!({})).await, StatusCode::OK);
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    // The cost of the first call cannot be written, so nobody knows what is left.
    let answer = scene.post(&format!("/run/{FLUX}"), &json!({})).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("nothing was sent to fal.ai")
    );
    assert_eq!(scene.fal.jobs(), 1);
    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    assert_eq!(scene.run(&json!({})).await, StatusCode::OK);
    scene.is_spent(2 * PRICE).await;
}

/// Killed at any moment: before a call is sent, while it is at fal, after its answer. Whatever
/// reached fal is in the ledger once.
#[tokio::test]
async fn killed_at_any_moment_nothing_is_lost_and_nothing_counts_twice() {
    let Scene {
        computer,
        fal,
        mut gateway,
        client,
    } = Scene::with("1000", FLOOR).await;
    let mut sent = 0;
    let rounds = u64::from(runs(6));
    for round in 0..rounds {
        fal.fails_running(Fault::Slow(Duration::from_millis(round % 3 * 20)));
        let mut calls = JoinSet::new();
        for nth in 0..8 {
            let path = if nth % 2 == 0 { "queue" } else { "run" };
            let request = client.post(gateway.at(&format!("/{path}/{FLUX}")));
            calls.spawn(
                request
                    .header("authorization", format!("Key {API_KEY}"))
                    .json(&json!({}))
                    .send(),
            );
            sent += 1;
        }
        tokio::time::sleep(Duration::from_millis(5 + 80 * round / rounds)).await;
        gateway.kill();
        calls.join_all().await;
        gateway = GatewayProcess::start(&computer, &[]);
        until(
            &computer,
            "SELECT count(*) FROM job WHERE progress = 'running'",
            0,
        )
        .await;
        let jobs = ask(&computer, "SELECT count(*) FROM job").await;
        let at_fal = i64::try_from(fal.jobs()).unwrap();
        assert!(
            (at_fal..=sent).contains(&jobs),
            "{at_fal} reached fal, {jobs} are in the ledger, {sent} were sent"
        );
        assert_eq!(
            spent(&computer).await,
            jobs * PRICE,
            "each at its cost or its estimate"
        );
    }
    let twice =
        "SELECT count(*) - count(DISTINCT request_id) FROM job WHERE request_id IS NOT NULL";
    assert_eq!(ask(&computer, twice).await, 0);
}

#[test]
fn a_script_asks_whether_an_amount_can_be_spent() {
    let computer = Computer::new();
    let asks = |amount: &str| computer.verb(&["can-spend", amount]);
    let no = asks("0.50");
    assert_eq!(
        (no.code, no.text.contains("balance is not known")),
        (Some(1), true),
        "{no:?}"
    );
    computer.verb(&["budget", "set", "1.20"]).success();
    assert_eq!(asks("0.50").success(), "Yes: €0.70 would be left.");
    assert_eq!(asks("1.20").success(), "Yes: €0.00 would be left.");
    assert_eq!(
        (asks("1.21").code, asks("1.21").text),
        (Some(1), "No: €1.20 is left.".to_owned())
    );
    computer
        .verb(&["guard", "set", "--floor", "1", "--day", "0.30"])
        .success();
    assert!(asks("0.50").code == Some(0), "the guard is off");
    computer.verb(&["guard", "on"]).success();
    assert!(asks("0.20").success().starts_with("Yes"));
    let no = asks("0.21");
    assert!(
        no.code == Some(1) && no.text.contains("€1.00 is to be left, the floor"),
        "{no:?}"
    );
    computer
        .verb(&["guard", "set", "--floor", "none"])
        .success();
    computer.verb(&["log", "--images", "2"]).success();
    let no = asks("0.26");
    assert!(
        no.code == Some(1) && no.text.contains("of the €0.30 for a day €0.05 is spent"),
        "{no:?}"
    );
    for wrong in ["", "x", "-1", "1,000", "1e3"] {
        asks(wrong).refusal(2);
    }
    for wrong in [
        &["guard", "set"][..],
        &["guard", "set", "--floor", "-1"],
        &["guard", "set", "--unpriced", "maybe"],
    ] {
        computer.verb(wrong).refusal(2);
    }
}

async fn is_refused(request: reqwest::RequestBuilder, form: &str) {
    // Who is still sending a large body when it is refused may find the connection closed.
    if let Ok(answer) = request.send().await {
        assert_eq!(answer.status(), REFUSED, "{form}");
    }
}

/// A limit for one call holds for what cannot be read as well: it may cost anything.
#[tokio::test]
async fn no_form_of_a_body_slips_by_a_limit_for_one_call() {
    let limits: &[&[&str]] = &[
        &["guard", "set", "--floor", "none", "--job", "0.50"],
        &["guard", "on"],
    ];
    let scene = Scene::with("100", limits).await;
    let dear = r#"{"num_images": 4, "resolution": "4K"}"#;
    let wide: Vec<u8> = dear.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let large = format!(
        r#"{{"num_images": 4, "resolution": "4K", "image_url": "{}"}}"#,
        "a".repeat(2 << 20)
    );
    let bodies: [(&str, Vec<u8>); 6] = [
        ("plain", dear.into()),
        ("with a mark before it", format!("\u{feff}{dear}").into()),
        ("UTF-16", wide),
        ("no JSON", dear.replace("4,", "NaN,").into()),
        ("packed", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
        ("large", large.into()),
    ];
    for (form, body) in bodies {
        for path in ["run", "queue"] {
            let request = scene.request(
                reqwest::Method::POST,
                &format!("/{path}/fal-ai/nano-banana-pro"),
            );
            is_refused(request.body(body.clone()), form).await;
            let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(body.clone())]);
            let request = scene.request(
                reqwest::Method::POST,
                &format!("/{path}/fal-ai/nano-banana-pro"),
            );
            let chunked = request.body(reqwest::Body::wrap_stream(parts));
            is_refused(chunked, form).await;
        }
    }
    assert_eq!(scene.fal.jobs(), 0);
}

/// fal's client opens a stream by `GET`, with a token in the query in place of a key.
#[tokio::test]
async fn a_stream_opened_with_a_token_counts_as_a_call() {
    let fal = Bytes::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let mut computer = Computer::new();
    for (name, address) in fal.variables() {
        computer.set(name, &address);
    }
    let limit = ["guard", "set", "--floor", "none", "--day", "0.06"];
    for verb in [&["budget", "set", "100"] as &[_], &limit, &["guard", "on"]] {
        computer.verb(verb).success();
    }
    let gateway = GatewayProcess::start(&computer, &[]);
    for expected in [200, 200, 402] {
        let request = format!(
            "GET /run/{FLUX}/stream?fal_jwt_token=T&num_images=1 HTTP/1.1\r\nhost: {}\r\n\r\n",
            gateway.http
        );
        let answer = send(&gateway.http, request).await;
        assert_eq!(answer.status, expected, "{}", answer.body);
    }
    assert_eq!(fal.seen().len(), 2, "the third was not sent");
    let jobs = "SELECT count(*) FROM job WHERE cost_nano = 25000000";
    until(&computer, jobs, 2).await;
}

/// A caller that hangs up ends nothing: fal goes on with the call, which may cost any amount.
#[tokio::test]
async fn a_call_of_unknown_cost_that_is_broken_off_holds_the_next_one_until_it_is_released() {
    let scene = Scene::with("1000", FLOOR).await;
    scene.fal.fails_running(Fault::Hang);
    let unpriced = |scene: &Scene| {
        let request = scene.request(reqwest::Method::POST, "/run/some/unpriced");
        request.json(&json!({})).send()
    };
    let waiting = tokio::spawn(unpriced(&scene));
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'running'", 1)
        .await;
    waiting.abort();
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'queued'", 1)
        .await;
    scene.fal.works();
    let next = unpriced(&scene).await.unwrap();
    assert_eq!(next.status(), REFUSED, "{}", next.text().await.unwrap());
    // Nor does a new start of the gateway end it.
    let Scene {
        computer,
        fal,
        gateway,
        client,
    } = scene;
    assert!(gateway.end());
    let gateway = GatewayProcess::start(&computer, &[]);
    let scene = Scene {
        computer,
        fal,
        gateway,
        client,
    };
    assert_eq!(unpriced(&scene).await.unwrap().status(), REFUSED);
    scene.computer.verb(&["guard", "release", "all"]).success();
    let next = unpriced(&scene).await.unwrap();
    assert_eq!(next.status(), StatusCode::NOT_FOUND, "it reached fal");
}
