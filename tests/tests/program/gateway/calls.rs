//! Calls through the gateway, one by one: the trace of each in the ledger, and everything that can
//! go wrong on its way.

use std::time::Duration;

use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask, client, spent, until};
use fal_budget_tests::scene::{FLUX, PRICE, Scene};
use fal_budget_tests::stand_in::{API_KEY, Fault, StandIn};
use fal_budget_tests::wait;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

async fn scene() -> Scene {
    Scene::with("100", &[]).await
}

#[tokio::test]
async fn a_run_is_metered_by_what_fal_says_it_was() {
    let scene = scene().await;
    let answer = scene
        .post(&format!("/run/{FLUX}"), &json!({"num_images": 3}))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["x-fal-billable-units"], "3");
    let body: Value = answer.json().await.unwrap();
    assert!(body["images"].is_array());
    scene.is_spent(3 * PRICE).await;
    let job = scene
        .text("SELECT basis || ' ' || origin || ' ' || model || ' ' || request_id FROM job")
        .await;
    assert_eq!(
        job,
        format!(
            "metered gateway {FLUX} {}",
            body["request_id"].as_str().unwrap()
        )
    );
    assert_eq!(scene.computer.status()["remaining"], 99.925);
}

#[tokio::test]
async fn a_queued_job_counts_at_its_estimate_and_then_at_its_cost_once() {
    let scene = scene().await;
    scene.fal.stops_the_clock();
    // The stand-in charges two megapixels: 1.5 rounded up, for a size that the gateway reads as
    // well.
    let submitted = scene
        .submit(&json!({"image_size": {"width": 1536, "height": 1024}, "num_images": 2}))
        .await;
    for address in ["status_url", "response_url", "cancel_url"] {
        let address = submitted[address].as_str().unwrap();
        assert!(
            address.starts_with(&scene.gateway.at("/queue/fal-ai/flux/requests/")),
            "{address}"
        );
    }
    scene.is_spent(4 * PRICE).await;
    assert_eq!(
        scene.text("SELECT basis || ' ' || progress FROM job").await,
        "estimated queued"
    );
    let status = submitted["status_url"]
        .as_str()
        .unwrap()
        .trim_start_matches(&scene.gateway.at(""))
        .to_owned();
    assert_eq!(scene.get(&status).await.status(), StatusCode::ACCEPTED);
    scene.fal.later(Duration::from_secs(1));
    let state: Value = scene.get(&status).await.json().await.unwrap();
    assert_eq!(state["status"], "COMPLETED");
    assert_eq!(
        state["response_url"], submitted["response_url"],
        "the same addresses each time"
    );
    scene.until("SELECT progress IS NULL FROM job", 1).await;
    let result = status.trim_end_matches("/status");
    for _ in 0..3 {
        assert_eq!(scene.get(result).await.status(), StatusCode::OK);
        assert_eq!(
            scene.get(&format!("{result}/response")).await.status(),
            StatusCode::OK
        );
    }
    scene
        .until("SELECT count(*) FROM job WHERE basis = 'metered'", 1)
        .await;
    scene.is_spent(scene.fal.bill()).await;
    scene.has_jobs(1).await;
}

#[tokio::test]
async fn a_cancelled_job_is_released_and_one_that_ran_all_the_same_is_not() {
    let scene = scene().await;
    scene.fal.stops_the_clock();
    let submitted = scene.submit(&json!({"num_images": 4})).await;
    scene.is_spent(4 * PRICE).await;
    let cancel = submitted["cancel_url"]
        .as_str()
        .unwrap()
        .trim_start_matches(&scene.gateway.at(""))
        .to_owned();
    let answer = scene.request(Method::PUT, &cancel).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    scene.is_spent(0).await;
    assert_eq!(scene.text("SELECT progress FROM job").await, "cancelled");

    let second = scene.submit(&json!({"num_images": 2})).await;
    scene.fal.later(Duration::from_secs(1));
    let cancel = second["cancel_url"]
        .as_str()
        .unwrap()
        .trim_start_matches(&scene.gateway.at(""))
        .to_owned();
    let answer = scene.request(Method::PUT, &cancel).send().await.unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::BAD_REQUEST,
        "it is done already"
    );
    scene.get(cancel.trim_end_matches("/cancel")).await;
    scene.is_spent(2 * PRICE).await;
}

/// Callers that build addresses themselves, ask too early, or for a request that is not there.
#[tokio::test]
async fn what_fal_refuses_of_a_request_leaves_its_job_as_it_is() {
    let scene = scene().await;
    scene.fal.stops_the_clock();
    let submitted = scene.submit(&json!({"num_images": 2})).await;
    let id = submitted["request_id"].as_str().unwrap();
    for (method, path, status) in [
        (Method::GET, format!("fal-ai/flux/requests/{id}"), 400),
        (Method::GET, format!("{FLUX}/requests/{id}/status"), 405),
        (Method::GET, format!("{FLUX}/requests/{id}"), 405),
        (Method::PUT, format!("{FLUX}/requests/{id}/cancel"), 405),
        (Method::PUT, "fal-ai/flux/requests/x/cancel".to_owned(), 404),
        (Method::GET, "fal-ai/flux/requests/x".to_owned(), 404),
        (Method::GET, "fal-ai/flux/requests/x/status".to_owned(), 404),
    ] {
        let answer = scene.request(method, &format!("/queue/{path}"));
        let found = answer.send().await.unwrap().status();
        assert_eq!(found.as_u16(), status, "{path}");
    }
    scene.is_spent(2 * PRICE).await;
    scene.has_jobs(1).await;
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'queued'", 1)
        .await;
    scene.fal.later(Duration::from_secs(1));
    scene
        .get(&format!("/queue/fal-ai/flux/requests/{id}"))
        .await;
    scene.is_spent(scene.fal.bill()).await;
    scene.has_jobs(1).await;
}

#[tokio::test]
async fn a_stream_stays_estimated_and_passes_as_it_comes() {
    let scene = scene().await;
    scene.fal.fails_running(Fault::Drip(Duration::from_secs(2)));
    let began = std::time::Instant::now();
    let mut answer = scene
        .post(&format!("/run/{FLUX}/stream"), &json!({"num_images": 2}))
        .await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.chunk().await.unwrap().unwrap().len(), 10);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "the first part does not wait for the last"
    );
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'running'", 1)
        .await;
    while answer.chunk().await.unwrap().is_some() {}
    scene
        .until(
            "SELECT count(*) FROM job WHERE progress IS NULL AND basis = 'estimated'",
            1,
        )
        .await;
    scene.is_spent(2 * PRICE).await;
}

#[tokio::test]
async fn a_job_charged_by_its_time_is_metered_by_the_status() {
    let scene = scene().await;
    let submitted: Value = scene
        .post("/queue/fal-ai/whisper", &json!({"audio_url": "x"}))
        .await
        .json()
        .await
        .unwrap();
    let status = submitted["status_url"]
        .as_str()
        .unwrap()
        .trim_start_matches(&scene.gateway.at(""))
        .to_owned();
    scene
        .until(
            "SELECT count(*) FROM job WHERE basis = 'unknown' AND cost_nano IS NULL",
            1,
        )
        .await;
    assert_eq!(scene.computer.status()["unpricedJobs"], 1);
    scene.fal.later(Duration::from_secs(1));
    let events = scene
        .get(&format!("{status}/stream"))
        .await
        .text()
        .await
        .unwrap();
    assert!(events.contains("COMPLETED"));
    scene.is_spent(scene.fal.bill()).await;
    assert_eq!(scene.computer.status()["unpricedJobs"], 0);
    scene.get(status.trim_end_matches("/status")).await;
    scene.is_spent(scene.fal.bill()).await;
    // Nobody knows how long the next one runs, whatever the last one took.
    scene
        .post("/queue/fal-ai/whisper", &json!({"audio_url": "y"}))
        .await;
    scene
        .until(
            "SELECT count(*) FROM job WHERE basis = 'unknown' AND cost_nano IS NULL",
            1,
        )
        .await;
}

/// The answer is searched for the key that is lent, whole if it is short.
#[tokio::test]
async fn a_page_with_a_lent_key_gets_its_status_metered() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.set("FAL_KEY", API_KEY);
    computer.verb(&["budget", "set", "100"]).success();
    let page = "http://localhost:3000";
    let gateway = GatewayProcess::start(&computer, &["--allow-origin", page, "--lend-key"]);
    let client = client().build().unwrap();
    let at = |path: &str| gateway.at(&format!("/queue/fal-ai/whisper{path}"));
    let submit = client.post(at("")).header("origin", page);
    let submitted = submit
        .json(&json!({"audio_url": "x"}))
        .send()
        .await
        .unwrap();
    let submitted: Value = submitted.json().await.unwrap();
    let request = submitted["request_id"].as_str().unwrap();
    fal.later(Duration::from_secs(1));
    let status = client
        .get(at(&format!("/requests/{request}/status/stream")))
        .header("origin", page);
    let events = status.send().await.unwrap().text().await.unwrap();
    assert!(events.contains("COMPLETED"), "{events}");
    let metered = "SELECT count(*) FROM job WHERE basis = 'metered'";
    until(&computer, metered, 1).await;
    assert_eq!(spent(&computer).await, fal.bill());
}

#[tokio::test]
async fn the_official_clients_header_leads_to_fal_and_its_addresses_stay() {
    let scene = scene().await;
    let target = |url: &str| {
        scene
            .request(Method::POST, "/api/fal/proxy")
            .header("x-fal-target-url", url.to_owned())
            .json(&json!({"num_images": 1}))
    };
    let answer: Value = target(&format!("https://queue.fal.run/{FLUX}"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let status = answer["status_url"].as_str().unwrap();
    assert!(
        !status.contains(&scene.gateway.http),
        "as fal gave it: {status}"
    );
    scene.is_spent(PRICE).await;
    let answer = target("https://fal.run/fal-ai/recraft-v3")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    scene.is_spent(PRICE + 40_000_000).await;
    let upload = target("https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3")
        .send()
        .await
        .unwrap();
    assert!(upload.json::<Value>().await.unwrap()["upload_url"].is_string());
    scene.has_jobs(2).await;
}

#[tokio::test]
async fn answers_pass_byte_for_byte_with_their_headers() {
    let scene = scene().await;
    let direct = |path: &str| {
        let (_, address) = scene
            .fal
            .variables()
            .into_iter()
            .find(|(name, _)| *name == "FAL_BUDGET_QUEUE_URL")
            .unwrap();
        scene
            .client
            .get(format!("{address}/{path}"))
            .header("authorization", format!("Key {API_KEY}"))
    };
    let submitted = scene.submit(&json!({})).await;
    let path = format!(
        "fal-ai/flux/requests/{}",
        submitted["request_id"].as_str().unwrap()
    );
    scene.fal.later(Duration::from_secs(1));
    for path in [
        path.clone(),
        format!("{path}/response"),
        "fal-ai/flux/requests/none".to_owned(),
    ] {
        let ours = scene.get(&format!("/queue/{path}")).await;
        let theirs = direct(&path).send().await.unwrap();
        let head = |answer: &Response| {
            let mut headers = answer.headers().clone();
            headers.remove("date");
            // The gateway's own: no answer is shown as a page.
            headers.remove("x-content-type-options");
            headers.remove("content-security-policy");
            (answer.status(), headers)
        };
        assert_eq!(head(&ours), head(&theirs), "{path}");
        assert_eq!(
            ours.bytes().await.unwrap(),
            theirs.bytes().await.unwrap(),
            "{path}"
        );
    }
    let seen = scene.fal.requests();
    assert!(seen.iter().any(|seen| seen.path == format!("/queue/{FLUX}")
        && seen.headers["accept-encoding"] == "identity"));
}

#[tokio::test]
async fn a_call_that_fal_rejects_is_no_job() {
    let scene = scene().await;
    let refused = scene
        .client
        .post(scene.gateway.at(&format!("/run/{FLUX}")))
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(
        refused.status(),
        StatusCode::UNAUTHORIZED,
        "without a key: the gateway adds none"
    );
    for status in [400, 401, 403, 404, 429] {
        scene.fal.fails_running(Fault::status(status));
        for path in ["run", "queue"] {
            let answer = scene.post(&format!("/{path}/{FLUX}"), &json!({})).await;
            assert_eq!(answer.status().as_u16(), status, "{path}");
        }
    }
    scene.fal.works();
    scene.fal.locks("Exhausted balance.");
    let locked = scene.post(&format!("/run/{FLUX}"), &json!({})).await;
    assert_eq!(locked.status(), StatusCode::FORBIDDEN);
    let locked: Value = locked.json().await.unwrap();
    assert_eq!(
        locked["detail"], "User is locked. Reason: Exhausted balance.",
        "as fal says it"
    );
    wait::until("the lock is the account's state", async || {
        (scene.computer.verb(&["status", "--exit-code"]).code == Some(12)).then_some(())
    })
    .await;
    let report = scene.computer.verb(&["lock"]).success();
    assert!(report.contains("Exhausted balance"), "{report}");
    scene.fal.unlocks();
    scene.post(&format!("/run/{FLUX}"), &json!({})).await;
    wait::until("a call that passes opens it", async || {
        (scene.computer.verb(&["status", "--exit-code"]).code != Some(12)).then_some(())
    })
    .await;
    let report = scene.computer.verb(&["lock"]).success();
    assert!(report.contains("pass again"), "{report}");
    scene.has_jobs(1).await;
    scene.is_spent(PRICE).await;
}

#[tokio::test]
async fn a_server_error_is_free() {
    let scene = scene().await;
    for (status, path) in [(500, "run"), (502, "run"), (503, "queue"), (504, "queue")] {
        scene.fal.fails_running(Fault::status(status));
        let answer = scene
            .post(&format!("/{path}/{FLUX}"), &json!({"num_images": 4}))
            .await;
        assert_eq!(answer.status().as_u16(), status);
    }
    scene
        .until(
            "SELECT count(*) FROM job WHERE progress = 'failed' AND cost_nano = 0",
            4,
        )
        .await;
    // The same error on the way to a result says nothing of the job.
    scene.fal.works();
    let submitted = scene.submit(&json!({"num_images": 2})).await;
    let result = format!(
        "/queue/fal-ai/flux/requests/{}",
        submitted["request_id"].as_str().unwrap()
    );
    scene
        .fal
        .fails_running(Fault::Html(StatusCode::BAD_GATEWAY));
    assert_eq!(scene.get(&result).await.status(), StatusCode::BAD_GATEWAY);
    scene.fal.works();
    scene.is_spent(2 * PRICE).await;
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'queued'", 1)
        .await;
}

/// A proxy in front of fal gives up while the call goes on: it may be charged.
#[tokio::test]
async fn an_error_of_a_proxy_frees_no_call() {
    let scene = scene().await;
    for (status, path) in [(502, "run"), (524, "run"), (503, "queue"), (504, "queue")] {
        let status = StatusCode::from_u16(status).unwrap();
        scene.fal.fails_running(Fault::Html(status));
        let path = format!("/{path}/{FLUX}");
        let answer = scene.post(&path, &json!({"num_images": 2})).await;
        assert_eq!(answer.status(), status, "{path}");
    }
    scene.is_spent(8 * PRICE).await;
}

#[tokio::test]
async fn without_fal_nothing_is_charged_and_the_caller_is_told() {
    let scene = scene().await;
    scene.fal.closes().await;
    let answer = scene.post(&format!("/run/{FLUX}"), &json!({})).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    let body: Value = answer.json().await.unwrap();
    assert!(
        body["detail"]
            .as_str()
            .unwrap()
            .contains("could not reach fal.ai. Nothing was sent"),
        "{body}"
    );
    scene.fal.opens().await;
    assert_eq!(
        scene
            .post(&format!("/run/{FLUX}"), &json!({}))
            .await
            .status(),
        StatusCode::OK,
        "as before"
    );
    scene.is_spent(PRICE).await;
    scene.has_jobs(1).await;
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_what_the_call_may_have_cost() {
    let scene = scene().await;
    // In the middle of the answer: fal has said by then what the call costs.
    scene.fal.fails_running(Fault::Cut);
    let mut answer = scene
        .post(&format!("/run/{FLUX}"), &json!({"num_images": 2}))
        .await;
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken, "the caller sees that it broke");
    scene.is_spent(2 * PRICE).await;
    assert_eq!(scene.text("SELECT basis FROM job").await, "metered");
    // Before the answer: the job may have run.
    scene.fal.fails_running(Fault::Reset);
    let answer = scene
        .post(&format!("/run/{FLUX}"), &json!({"num_images": 3}))
        .await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    scene
        .until(
            "SELECT count(*) FROM job WHERE basis = 'estimated' AND progress IS NULL",
            1,
        )
        .await;
    scene.is_spent(5 * PRICE).await;
}

#[tokio::test]
async fn a_caller_that_hangs_up_leaves_an_estimate() {
    let scene = scene().await;
    scene.fal.fails_running(Fault::Hang);
    let request = scene
        .request(Method::POST, &format!("/run/{FLUX}"))
        .json(&json!({"num_images": 2}));
    let waiting = tokio::spawn(request.send());
    scene
        .until("SELECT count(*) FROM job WHERE progress = 'running'", 1)
        .await;
    scene.is_spent(2 * PRICE).await;
    waiting.abort();
    scene
        .until(
            "SELECT count(*) FROM job WHERE progress IS NULL AND basis = 'estimated'",
            1,
        )
        .await;
    scene.is_spent(2 * PRICE).await;
}

#[tokio::test]
async fn a_slow_fal_is_waited_for() {
    let scene = scene().await;
    scene.fal.fails_running(Fault::Slow(Duration::from_secs(2)));
    assert_eq!(
        scene
            .post(&format!("/run/{FLUX}"), &json!({}))
            .await
            .status(),
        StatusCode::OK
    );
    scene.is_spent(PRICE).await;
}

#[tokio::test]
async fn killed_in_mid_job_nothing_is_lost_and_open_jobs_are_looked_up() {
    let Scene {
        mut computer,
        fal,
        gateway,
        client,
    } = scene().await;
    fal.stops_the_clock();
    let post = |gateway: &GatewayProcess, path: &str| {
        client
            .post(gateway.at(path))
            .header("authorization", format!("Key {API_KEY}"))
            .json(&json!({"num_images": 2}))
    };
    post(&gateway, &format!("/queue/{FLUX}"))
        .send()
        .await
        .unwrap();
    post(&gateway, &format!("/run/{FLUX}"))
        .send()
        .await
        .unwrap();
    // Right after the answer: the record is in the journal, perhaps not in the ledger.
    gateway.kill();
    let gateway = GatewayProcess::start(&computer, &[]);
    until(&computer, "SELECT count(*) FROM job", 2).await;
    assert_eq!(spent(&computer).await, 4 * PRICE);
    assert_eq!(
        ask(
            &computer,
            "SELECT count(*) FROM job WHERE progress = 'queued'"
        )
        .await,
        1,
        "shown as open"
    );
    fal.fails_running(Fault::Hang);
    let waiting = tokio::spawn(post(&gateway, &format!("/run/{FLUX}")).send());
    until(
        &computer,
        "SELECT count(*) FROM job WHERE progress = 'running'",
        1,
    )
    .await;
    gateway.kill();
    assert!(waiting.await.unwrap().is_err());
    fal.works();
    fal.later(Duration::from_secs(1));
    computer.set("FAL_KEY", API_KEY);
    let gateway = GatewayProcess::start(&computer, &[]);
    assert_eq!(
        ask(
            &computer,
            "SELECT count(*) FROM job WHERE progress = 'running'"
        )
        .await,
        0,
        "its caller is gone"
    );
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        2,
    )
    .await;
    until(
        &computer,
        "SELECT count(*) FROM job WHERE progress IS NOT NULL",
        0,
    )
    .await;
    assert_eq!(spent(&computer).await, 6 * PRICE);
    assert!(gateway.end());
}

#[tokio::test]
async fn the_end_of_the_service_is_orderly() {
    let scene = scene().await;
    for _ in 0..20 {
        scene.post(&format!("/run/{FLUX}"), &json!({})).await;
    }
    assert!(scene.gateway.end());
    let folder = scene.computer.data().join("gateway");
    assert_eq!(
        std::fs::metadata(folder.join("calls.journal"))
            .unwrap()
            .len(),
        0
    );
    assert!(
        !folder.join("running.json").exists()
            && !scene.computer.data().join("fal-budget.db-wal").exists()
    );
    assert_eq!(spent(&scene.computer).await, 20 * PRICE);
}

#[tokio::test]
async fn a_busy_ledger_delays_no_call_and_is_written_later() {
    let scene = scene().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scene.computer.database());
    let mut other = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    for _ in 0..10 {
        let began = std::time::Instant::now();
        assert_eq!(
            scene
                .post(&format!("/run/{FLUX}"), &json!({}))
                .await
                .status(),
            StatusCode::OK
        );
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "SQLite waits for five"
        );
    }
    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    scene.is_spent(10 * PRICE).await;
}

#[tokio::test]
async fn there_is_one_gateway_for_a_database() {
    let scene = scene().await;
    let error = scene.computer.verb(&["gateway", "--port", "0"]).refusal(1);
    assert!(
        error.contains(&format!("at {}", scene.gateway.http)),
        "{error}"
    );
    let taken = scene.gateway.http.rsplit(':').next().unwrap();
    let mut other = Computer::new();
    other.follow(&scene.fal);
    let error = other.verb(&["gateway", "--port", taken]).refusal(1);
    assert!(
        error.contains(&format!("Port {taken} of this computer is taken")),
        "{error}"
    );
    scene
        .computer
        .verb(&["gateway", "--port", "99999"])
        .refusal(2);
    scene
        .computer
        .verb(&["gateway", "--allow-origin", "*"])
        .refusal(2);
}

#[tokio::test]
async fn a_billing_event_settles_the_job_of_a_call() {
    let scene = scene().await;
    scene
        .post(&format!("/run/{FLUX}"), &json!({"num_images": 2}))
        .await;
    scene.is_spent(2 * PRICE).await;
    // A discount: fal bills less than units × price. A call that broke off before fal gave its id
    // is known by its model.
    scene.fal.fails_running(Fault::Reset);
    scene
        .post(&format!("/run/{FLUX}"), &json!({"num_images": 3}))
        .await;
    scene.has_jobs(2).await;
    let ledger = Ledger::new(
        database::open(&scene.computer.database()).await.unwrap(),
        AccountId::FIRST,
    );
    let now = clock::now();
    let event = |request: String, nano| BillingEvent {
        request,
        key: None,
        endpoint: FLUX.to_owned(),
        at: now,
        units: None,
        unit_price: None,
        cost: Money::from_nano(nano),
    };
    let named = scene
        .text("SELECT request_id FROM job WHERE request_id IS NOT NULL")
        .await;
    let events = [
        event(named, 40_000_000),
        event("broken-one".to_owned(), 70_000_000),
    ];
    let run = ledger.record().await.unwrap().next_run(now);
    let taken = ledger.apply_events(&run, &events, None, now).await.unwrap();
    assert_eq!(
        (taken.settled, taken.added),
        (2, 0),
        "no job besides the two"
    );
    scene.is_spent(110_000_000).await;
    scene
        .until("SELECT count(*) FROM job WHERE basis = 'billed'", 2)
        .await;
    // Its first estimate stays beside the charge.
    scene
        .until("SELECT sum(settled_from_nano) FROM job", 5 * PRICE)
        .await;
}
