//! Who spent it: the keys and projects of calls, and their limits.

use fal_budget_tests::scene::{FLUX, PRICE, Scene};
use fal_budget_tests::wire::ask;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const REFUSED: StatusCode = StatusCode::PAYMENT_REQUIRED;

/// A call by the key with this id, with further headers.
async fn call(scene: &Scene, key: &str, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let mut request = scene
        .client
        .request(Method::POST, scene.gateway.at(path))
        .header("authorization", format!("Key {key}:api-key"))
        .json(&json!({"num_images": 1}));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

/// Returns the cost of each part of the spending, by name.
fn parts(scene: &Scene, by: &str) -> Vec<(String, f64)> {
    let table = scene
        .computer
        .verb(&["spending", "--by", by, "--format", "json"])
        .success();
    let table: Value = serde_json::from_str(&table).unwrap();
    let rows = table["rows"].as_array().unwrap();
    let part = |row: &Value| {
        let name = row["name"].as_str().unwrap().to_owned();
        (name, row["cost"].as_f64().unwrap())
    };
    rows.iter().map(part).collect()
}

#[tokio::test]
async fn each_call_is_kept_with_its_key_and_its_project_and_never_with_a_secret() {
    let scene = Scene::with("100", &[]).await;
    let run = format!("/run/{FLUX}");
    let tag = "x-fal-budget-tag";
    for (key, path, headers) in [
        ("k1", run.clone(), vec![]),
        ("k1", format!("/p/film{run}"), vec![]),
        ("k2", run.clone(), vec![(tag, "a film")]),
        ("k2", format!("/p/a%20film{run}"), vec![(tag, "a film")]),
        ("k2", format!("/p/film/queue/{FLUX}"), vec![]),
    ] {
        let answer = call(&scene, key, &path, &headers).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        if path.contains("queue") {
            let answer: Value = answer.json().await.unwrap();
            let begin = scene.gateway.at("/p/film/queue/fal-ai/flux/requests/");
            let address = answer["status_url"].as_str().unwrap();
            assert!(
                address.starts_with(&begin),
                "{address}: the project goes along"
            );
            let status = scene
                .client
                .get(address)
                .header("authorization", "Key k2:api-key");
            assert!(status.send().await.unwrap().status().is_success());
        }
    }
    scene.is_spent(5 * PRICE).await;
    let named = |all: &[(&str, f64)]| {
        let all = all.iter().map(|(name, cost)| ((*name).to_owned(), *cost));
        all.collect::<Vec<_>>()
    };
    assert_eq!(parts(&scene, "key"), named(&[("k2", 0.075), ("k1", 0.05)]));
    let tags = named(&[("a film", 0.05), ("film", 0.05), ("", 0.025)]);
    assert_eq!(parts(&scene, "tag"), tags);
    let listed = scene
        .computer
        .verb(&["jobs", "--key", "k1", "--json"])
        .success();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(
        (&listed["total"], &listed["jobs"][0]["key"]),
        (&json!(2), &json!("k1"))
    );
    scene
        .computer
        .verb(&["keys", "name", "k1", "Laptop"])
        .success();
    assert_eq!(parts(&scene, "key")[1].0, "Laptop");
    let file = scene.computer.path("jobs.csv").display().to_string();
    scene
        .computer
        .verb(&["export", &file, "--key", "Laptop"])
        .success();
    let table = std::fs::read_to_string(&file).unwrap();
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.lines().nth(1).unwrap().ends_with(",k1"), "{table}");
    for name in [tag, "x-fal-budget"] {
        let forwarded = scene.fal.requests();
        assert!(
            !forwarded.iter().any(|it| it.headers.contains_key(name)),
            "{name}"
        );
    }
    let kept = std::fs::read(scene.computer.database()).unwrap();
    assert!(
        !String::from_utf8_lossy(&kept).contains("api-key"),
        "the secret is nowhere"
    );
}

#[tokio::test]
async fn a_project_that_cannot_be_a_tag_is_refused_and_nothing_is_sent() {
    let scene = Scene::with("100", &[]).await;
    let long = "x".repeat(41);
    for (path, headers) in [
        (format!("/p//run/{FLUX}"), vec![]),
        (format!("/p/%FF/run/{FLUX}"), vec![]),
        (format!("/p/{long}/run/{FLUX}"), vec![]),
        (format!("/p/a/run/{FLUX}"), vec![("x-fal-budget-tag", "b")]),
        (format!("/run/{FLUX}"), vec![("x-fal-budget-tag", "")]),
        (
            format!("/run/{FLUX}"),
            vec![("x-fal-budget-tag", long.as_str())],
        ),
    ] {
        let answer = call(&scene, "k1", &path, &headers).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        let detail: Value = answer.json().await.unwrap();
        assert!(
            detail["detail"].as_str().unwrap().contains("project"),
            "{detail}"
        );
    }
    assert_eq!(scene.fal.jobs(), 0);
}

/// A limit each for a key, a project and a model: a call must keep to all that it falls in.
#[tokio::test]
async fn the_first_limit_that_would_break_is_named_and_others_go_on() {
    let scene = Scene::with(
        "100",
        &[
            &["guard", "set", "--floor", "none"],
            &["guard", "set", "--key", "k1", "--day", "0.05"],
            &["guard", "set", "--project", "film", "--week", "0.025"],
            &["guard", "set", "--model", FLUX, "--month", "0.125"],
            &["guard", "on"],
        ],
    )
    .await;
    let run = format!("/run/{FLUX}");
    let film = format!("/p/film{run}");
    for (key, path, named) in [
        ("k1", &film, None),
        ("k1", &film, Some("for a week of the project “film”")),
        ("k2", &film, Some("for a week of the project “film”")),
        ("k1", &run, None),
        ("k1", &run, Some("for a day of the key “k1”")),
        ("k2", &run, None),
        ("k2", &run, None),
        ("k2", &run, None),
        ("k2", &run, Some("for a month of the model fal-ai/flux/dev")),
    ] {
        let answer = call(&scene, key, path, &[]).await;
        let status = answer.status();
        let text = answer.text().await.unwrap();
        match named {
            None => assert_eq!(status, StatusCode::OK, "{key} {path}: {text}"),
            Some(said) => {
                assert_eq!(status, REFUSED, "{key} {path}");
                assert!(text.contains(said), "{text}");
            }
        }
    }
    assert_eq!(scene.fal.jobs(), 5);
    let output = scene.computer.verb(&["guard"]).success();
    for line in [
        "key k1  day €0.05  (€0.05 spent)",
        "project film  week €0.025  (€0.03 spent)",
        "model fal-ai/flux/dev  month €0.125  (€0.13 spent)",
    ] {
        assert!(output.contains(line), "{output}");
    }
    scene
        .computer
        .verb(&["guard", "set", "--week", "7"])
        .success();
    let output = scene.computer.verb(&["guard"]).success();
    assert!(output.contains("  week 7"), "{output}");
    let set = ["guard", "set", "--key", "k1", "--day", "none"];
    scene.computer.verb(&set).success();
    scene
        .computer
        .verb(&["guard", "set", "--model", FLUX, "--month", "none"])
        .success();
    assert_eq!(call(&scene, "k1", &run, &[]).await.status(), StatusCode::OK);
}

/// One model and one key, whatever their letters, and one key of several: the limit is one.
#[tokio::test]
async fn a_limit_holds_however_model_and_key_are_spelled() {
    let id = "1f0e3dad-9990-4234-8f5a-6f4e2f9f0d11";
    let scene = Scene::with(
        "100",
        &[
            &["guard", "set", "--floor", "none"],
            &[
                "guard",
                "set",
                "--model",
                "Fal-AI/flux/dev",
                "--day",
                "0.05",
            ],
            &["guard", "set", "--key", id, "--day", "0.05"],
            &["guard", "on"],
        ],
    )
    .await;
    let other = "fal-ai/flux/schnell";
    for _ in 0..2 {
        let sent = call(&scene, id, &format!("/run/{FLUX}"), &[]).await;
        assert_eq!(sent.status(), StatusCode::OK);
    }
    for model in ["FAL-AI/flux/dev", "fal-ai/Flux/dev", "fal-ai/%46LUX/dev"] {
        for path in ["run", "queue"] {
            let sent = call(&scene, "k9", &format!("/{path}/{model}"), &[]).await;
            assert_eq!(sent.status(), REFUSED, "{path} {model}");
        }
    }
    let upper = id.to_ascii_uppercase();
    let (whole, pair) = (format!("{id}:s"), ("x-fal-key-secret", "s"));
    for (key, more) in [
        (Some(format!("Key {upper}:s")), vec![]),
        (Some(format!("Key {id}:s")), vec![("x-fal-key", "k9:s")]),
        (Some(String::new()), vec![("x-fal-key", whole.as_str())]),
        (None, vec![("x-fal-key", &whole), ("x-fal-key", "k9:s")]),
        (None, vec![("x-fal-key-id", "k9"), ("x-fal-key", &whole)]),
        (
            None,
            vec![("x-fal-key-id", id), pair, ("x-fal-key-id", "k9")],
        ),
    ] {
        let address = scene.gateway.at(&format!("/run/{other}"));
        let mut request = scene.client.post(address).json(&json!({}));
        for (name, value) in key
            .iter()
            .map(|key| ("authorization", key.as_str()))
            .chain(more)
        {
            request = request.header(name, value);
        }
        let sent = request.send().await.unwrap();
        assert_eq!(sent.status(), REFUSED, "{key:?}");
    }
    assert_eq!(scene.fal.jobs(), 2);
}

#[tokio::test]
async fn of_two_hundred_at_once_by_one_key_exactly_those_pass_that_its_limit_has_room_for() {
    let scene = Scene::with(
        "1000",
        &[
            &["guard", "set", "--floor", "none"],
            &["guard", "set", "--key", "k1", "--day", "0.25"],
            &["guard", "on"],
        ],
    )
    .await;
    let mut calls = JoinSet::new();
    for nth in 0..200 {
        let (client, address) = (
            scene.client.clone(),
            scene.gateway.at(&format!("/run/{FLUX}")),
        );
        calls.spawn(async move {
            let key = if nth % 2 == 0 { "k1" } else { "k2" };
            let request = client
                .post(address)
                .header("authorization", format!("Key {key}:api-key"));
            let answer = request
                .json(&json!({"num_images": 1}))
                .send()
                .await
                .unwrap();
            (key, answer.status())
        });
    }
    let answers = calls.join_all().await;
    let passed = |key| {
        answers
            .iter()
            .filter(|it| **it == (key, StatusCode::OK))
            .count()
    };
    assert_eq!((passed("k1"), passed("k2")), (10, 100));
}

#[tokio::test]
async fn two_keys_in_one_request_are_one_the_first() {
    let scene = Scene::with("100", &[]).await;
    let body = r#"{"num_images": 1}"#;
    let request = format!(
        "POST /run/{FLUX} HTTP/1.1\r\nhost: {}\r\nauthorization: Key k1:api-key\r\n\
         authorization: Key k2:api-key\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        scene.gateway.http,
        body.len()
    );
    assert_eq!(ask(&scene.gateway.http, request).await.status, 200);
    scene.is_spent(PRICE).await;
    assert_eq!(parts(&scene, "key"), [("k1".to_owned(), 0.025)]);
    let seen = scene.fal.requests();
    let keys = seen
        .last()
        .unwrap()
        .headers
        .get_all("authorization")
        .iter()
        .count();
    assert_eq!(keys, 1, "fal gets the one that was judged");
}

#[tokio::test]
async fn a_limit_that_cannot_be_read_is_refused_with_the_reason() {
    let scene = Scene::with("100", &[]).await;
    let name = "x".repeat(41);
    for verb in [
        vec!["guard", "set", "--key", "k1"],
        vec!["guard", "set", "--key", "a:secret", "--day", "1"],
        vec!["guard", "set", "--key", "", "--day", "1"],
        vec!["guard", "set", "--project", &name, "--day", "1"],
        vec!["guard", "set", "--project", "", "--day", "1"],
        vec!["guard", "set", "--model", "no model", "--day", "1"],
        vec!["guard", "set", "--key", "k1", "--floor", "1"],
        vec!["guard", "set", "--key", "k1", "--job", "1"],
        vec![
            "guard",
            "set",
            "--key",
            "k1",
            "--project",
            "p",
            "--day",
            "1",
        ],
        vec!["guard", "set", "--key", "k1", "--day", "-1"],
        vec!["guard", "set", "--key", "k1", "--day", ""],
        vec!["guard", "set", "--key", "k1", "--day", "much"],
    ] {
        let error = scene.computer.verb(&verb).refusal(2);
        assert!(
            !error.is_empty() && !error.contains("secret"),
            "{verb:?}: {error}"
        );
    }
    let output = scene.computer.verb(&["guard"]).success();
    assert!(
        !output.contains("key ") && !output.contains("project"),
        "{output}"
    );
}
