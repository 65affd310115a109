//! The local API: every verb, and everything that a caller can get wrong.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::scene::Scene;
use fal_budget_tests::window::Window;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

struct Api {
    scene: Scene,
    token: String,
}

async fn api() -> Api {
    let scene = Scene::with("10", &[]).await;
    let token = std::fs::read_to_string(&scene.gateway.token_file).unwrap();
    Api { scene, token }
}

impl Api {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.scene
            .client
            .request(method, self.scene.gateway.at(path))
            .bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: &str) -> (StatusCode, Value) {
        answer(self.request(Method::POST, path).body(body.to_owned())).await
    }
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (
        status,
        serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn the_budget_is_read_set_and_cleared() {
    let api = api().await;
    let (status, budget) = api.get("/api/budget").await;
    assert_eq!(
        (status, &budget["message"]),
        (StatusCode::OK, &json!("Budget: €10.00"))
    );
    let of_the_verb = api.scene.computer.status();
    for (field, value) in of_the_verb.as_object().unwrap() {
        assert_eq!(&budget[field], value, "{field}, as `status --json` says it");
    }
    let (status, budget) = api.post("/api/budget", r#"{"budget": 7.5}"#).await;
    assert_eq!(
        (status, budget["remaining"].as_f64()),
        (StatusCode::OK, Some(7.5))
    );
    let (_, budget) = api.post("/api/budget", r#"{"budget": "8,25"}"#).await;
    assert_eq!(budget["message"], "Budget: €8.25");
    let (status, budget) = api.post("/api/budget", r#"{"budget": null}"#).await;
    assert_eq!(
        (status, &budget["hasManualBudget"]),
        (StatusCode::OK, &json!(false))
    );
    assert_eq!(budget["message"], "Spent: €0.00");
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_says_why() {
    let api = api().await;
    for (body, status, code) in [
        ("", 400, "bad_request"),
        ("{", 400, "bad_request"),
        ("{}", 400, "bad_request"),
        ("[]", 400, "bad_request"),
        ("null", 400, "bad_request"),
        (r#"{"budget": NaN}"#, 400, "bad_request"),
        (r#"{"budget": -1}"#, 422, "invalid_amount"),
        (r#"{"budget": 1.005}"#, 422, "invalid_amount"),
        (r#"{"budget": 1e12}"#, 422, "invalid_amount"),
        (r#"{"budget": true}"#, 422, "invalid_amount"),
        (r#"{"budget": []}"#, 422, "invalid_amount"),
        (r#"{"budget": ""}"#, 422, "invalid_amount"),
        (r#"{"budget": "1,000"}"#, 422, "invalid_amount"),
    ] {
        let (given, answer) = api.post("/api/budget", body).await;
        assert_eq!(
            (given.as_u16(), &answer["code"]),
            (status, &json!(code)),
            "{body}: {answer}"
        );
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
    }
    for (path, body) in [
        ("/api/jobs", "{}"),
        ("/api/jobs", r#"{"images": -1}"#),
        ("/api/jobs", r#"{"images": 1.5}"#),
        ("/api/jobs", r#"{"model": "fal-ai/flux/dev"}"#),
        ("/api/jobs", r#"{"model": "../x", "quantity": 1}"#),
        ("/api/jobs", r#"{"images": 1, "at": "tomorrow"}"#),
        ("/api/estimate", r#"{"images": 10001}"#),
        ("/api/estimate", r#"{"videos": 1, "videoDuration": 0}"#),
    ] {
        assert_eq!(
            api.post(path, body).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path} {body}"
        );
    }
    let huge = format!(r#"{{"budget": "{}"}}"#, "1".repeat(100_000));
    assert_eq!(
        api.post("/api/budget", &huge).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(api.get("/api/budget").await.1["remaining"], 10.0);
    assert_eq!(api.get("/api/jobs").await.1["jobs"], json!([]));
}

#[tokio::test]
async fn jobs_are_logged_listed_page_by_page_and_estimated() {
    let api = api().await;
    let (status, logged) = api.post("/api/jobs", r#"{"images": 2, "videos": 1}"#).await;
    assert_eq!(
        (status, logged["total"].as_f64()),
        (StatusCode::CREATED, Some(0.1))
    );
    assert_eq!(logged["message"], "Budget: €9.90");
    api.post(
        "/api/jobs",
        r#"{"model": "fal-ai/veo3.1", "quantity": 5, "tag": "clips"}"#,
    )
    .await;
    let (_, first) = api.get("/api/jobs?limit=2").await;
    let jobs = first["jobs"].as_array().unwrap();
    assert_eq!(
        (jobs.len(), jobs[0]["tag"].as_str(), first["more"].as_bool()),
        (2, Some("clips"), Some(true))
    );
    assert_eq!(jobs[0]["origin"], "api", "no person typed it");
    let next = format!(
        "/api/jobs?limit=2&at={}&id={}",
        jobs[1]["at"].as_str().unwrap(),
        jobs[1]["id"]
    );
    assert_eq!(api.get(&next).await.1["jobs"].as_array().unwrap().len(), 1);
    assert_eq!(
        api.get("/api/jobs?limit=x").await.0,
        StatusCode::BAD_REQUEST
    );
    let (status, estimate) = api
        .post("/api/estimate", r#"{"images": 4, "videoDuration": 5}"#)
        .await;
    assert_eq!(
        (status, estimate["total"].as_f64()),
        (StatusCode::OK, Some(0.1))
    );
    assert_eq!(estimate["message"], "€0.10");
    assert_eq!(
        api.get("/api/jobs").await.1["jobs"]
            .as_array()
            .unwrap()
            .len(),
        3,
        "an estimate logs nothing"
    );
}

#[tokio::test]
async fn the_window_says_which_jobs_came_through_the_local_api() {
    let api = api().await;
    let window = Window::open(&api.scene.computer).await;
    let (status, _) = api.post("/api/jobs", r#"{"images": 2}"#).await;
    assert_eq!(status, StatusCode::CREATED);
    window.sees("jobs", "through the local API").await;
}

#[tokio::test]
async fn nobody_is_answered_without_the_token() {
    let api = api().await;
    let client = &api.scene.client;
    let at = |path: &str| api.scene.gateway.at(path);
    let wrong = |token: &str| {
        client
            .get(at("/api/budget"))
            .header("authorization", token.to_owned())
    };
    for request in [
        client.get(at("/api/budget")),
        client.post(at("/api/budget")).body(r#"{"budget": null}"#),
        client.get(at("/api/jobs")),
        client.post(at("/api/estimate")).body("{}"),
        wrong("Bearer"),
        wrong("Bearer "),
        wrong(&format!("Bearer {}x", api.token)),
        wrong(&format!("Bearer {}", &api.token[1..])),
        wrong(&format!("Key {}", api.token)),
        wrong(&api.token),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(api.get("/api/budget").await.1["remaining"], 10.0);
}

#[tokio::test]
async fn a_token_is_renewed_and_the_old_one_is_taken_no_longer() {
    use std::os::unix::fs::PermissionsExt;
    let api = api().await;
    let file = &api.scene.gateway.token_file;
    assert_eq!(
        std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    // Another gateway of this computer makes a new token; this one goes by it at once.
    std::fs::remove_file(file).unwrap();
    assert_eq!(api.get("/api/budget").await.0, StatusCode::UNAUTHORIZED);
    let Api { scene, token } = api;
    let Scene {
        computer,
        gateway,
        client,
        ..
    } = scene;
    assert!(gateway.end());
    let gateway = fal_budget_tests::gateway::GatewayProcess::start(&computer, &[]);
    let second = std::fs::read_to_string(&gateway.token_file).unwrap();
    assert_ne!(token, second);
    assert!(gateway.end());
    let gateway = fal_budget_tests::gateway::GatewayProcess::start(&computer, &["--new-token"]);
    let third = std::fs::read_to_string(&gateway.token_file).unwrap();
    for (token, status) in [(token, 401), (second, 401), (third, 200)] {
        let answer = client
            .get(gateway.at("/api/budget"))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status);
    }
}

#[tokio::test]
async fn other_verbs_other_hosts_and_other_pages_are_refused() {
    let api = api().await;
    for (method, path, allowed) in [
        (Method::PUT, "/api/budget", "GET, POST"),
        (Method::DELETE, "/api/jobs", "GET, POST"),
        (Method::PATCH, "/api/budget", "GET, POST"),
        (Method::GET, "/api/estimate", "POST"),
    ] {
        let answer = api.request(method.clone(), path).send().await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::METHOD_NOT_ALLOWED,
            "{method} {path}"
        );
        assert_eq!(answer.headers()["allow"], allowed);
    }
    assert_eq!(
        api.request(Method::GET, "/api/other")
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::BAD_REQUEST
    );
    for (name, value) in [
        ("host", "evil.example"),
        ("host", "localhost.evil.example"),
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let answer = api
            .request(Method::GET, "/api/budget")
            .header(name, value)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
}

#[test]
fn the_token_is_nowhere_but_in_its_file() {
    let computer = Computer::new();
    let gateway = fal_budget_tests::gateway::GatewayProcess::start(&computer, &[]);
    let token = std::fs::read_to_string(&gateway.token_file).unwrap();
    let running = std::fs::read_to_string(computer.data().join("gateway/running.json")).unwrap();
    assert!(!running.contains(&token) && running.contains("token"));
    let database = std::fs::read(computer.database()).unwrap();
    assert!(!String::from_utf8_lossy(&database).contains(&token));
}
