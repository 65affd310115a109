//! Several accounts behind one gateway: each call is of one, and its guard alone decides.

use fal_budget_tests::gateway::ask;
use fal_budget_tests::scene::{FLUX, PRICE, Scene};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const REFUSED: StatusCode = StatusCode::PAYMENT_REQUIRED;
/// A second account, to which the key `kb` belongs.
const TWO: &[&[&str]] = &[
    &["account", "add", "B"],
    &["keys", "name", "kb", "Laptop", "--account", "B"],
];

async fn call(scene: &Scene, key: &str, images: i64) -> Response {
    let request = scene.client.post(scene.gateway.at(&format!("/run/{FLUX}")));
    let request = request.header("authorization", format!("Key {key}:api-key"));
    request
        .json(&json!({"num_images": images}))
        .send()
        .await
        .unwrap()
}

/// Returns the cost of the jobs of an account, in nano-dollars.
async fn spent_of(scene: &Scene, name: &str) -> i64 {
    let sql = format!(
        "SELECT coalesce(sum(cost_nano), 0) FROM job JOIN account ON account.id = account_id
         WHERE account.name = '{name}' AND voided_at IS NULL"
    );
    ask(&scene.computer, &sql).await
}

#[tokio::test]
async fn a_call_belongs_to_the_account_of_its_key_else_to_the_one_in_use() {
    let scene = Scene::with("100", TWO).await;
    for (key, images) in [("kb", 1), ("ka", 2), ("kb", 4)] {
        assert_eq!(call(&scene, key, images).await.status(), StatusCode::OK);
    }
    scene.is_spent(7 * PRICE).await;
    assert_eq!(spent_of(&scene, "B").await, 5 * PRICE);
    assert_eq!(spent_of(&scene, "fal.ai").await, 2 * PRICE);
    scene.computer.verb(&["account", "use", "B"]).success();
    assert_eq!(call(&scene, "ka", 8).await.status(), StatusCode::OK);
    scene.is_spent(15 * PRICE).await;
    assert_eq!(
        spent_of(&scene, "B").await,
        13 * PRICE,
        "nobody knows the key"
    );
    let all = scene
        .computer
        .verb(&["status", "--all-accounts", "--json"])
        .success();
    let all: Value = serde_json::from_str(&all).unwrap();
    let figures: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["account"].as_str().unwrap(),
                &it["spent"],
                &it["remaining"],
            )
        })
        .collect();
    let figures = format!("{figures:?}");
    assert!(
        figures.contains("fal.ai") && figures.contains("0.05"),
        "{figures}"
    );
    assert!(figures.contains("0.325"), "{figures}");
    for before in [true, false] {
        let verb = if before {
            ["--account", "fal.ai", "status", "--json"]
        } else {
            ["status", "--json", "--account", "fal.ai"]
        };
        let status: Value = serde_json::from_str(&scene.computer.verb(&verb).success()).unwrap();
        assert_eq!(status["remaining"], 99.95);
    }
    assert_eq!(
        scene.computer.status()["remaining"],
        Value::Null,
        "B has no balance"
    );
}

#[tokio::test]
async fn the_guard_of_one_account_decides_over_no_call_of_the_other() {
    let scene = Scene::with("100", TWO).await;
    for verb in [
        vec![
            "guard",
            "set",
            "--floor",
            "none",
            "--day",
            "0.05",
            "--account",
            "B",
        ],
        vec!["guard", "on", "--account", "B"],
    ] {
        scene.computer.verb(&verb).success();
    }
    for (key, status) in [
        ("kb", StatusCode::OK),
        ("ka", StatusCode::OK),
        ("kb", StatusCode::OK),
        ("ka", StatusCode::OK),
        ("kb", REFUSED),
        ("ka", StatusCode::OK),
    ] {
        assert_eq!(call(&scene, key, 1).await.status(), status, "{key}");
    }
    let of = |account: &str| {
        scene
            .computer
            .verb(&["guard", "--account", account])
            .success()
    };
    assert!(of("B").contains("The guard refused a call"), "{}", of("B"));
    assert!(
        of("fal.ai").starts_with("The guard is off"),
        "{}",
        of("fal.ai")
    );
}

/// Calls of five keys over two accounts, switched under load: each ledger has its own bill to the
/// nano-dollar.
#[tokio::test]
async fn under_load_and_switches_each_ledger_equals_its_own_bill() {
    let scene = Scene::with("1000", TWO).await;
    for key in ["kb2", "kb3"] {
        scene
            .computer
            .verb(&["keys", "name", key, key, "--account", "B"])
            .success();
    }
    for key in ["ka1", "ka2"] {
        scene
            .computer
            .verb(&["keys", "name", key, key, "--account", "fal.ai"])
            .success();
    }
    let mut calls = JoinSet::new();
    for nth in 0..100 {
        let key = ["kb", "kb2", "kb3", "ka1", "ka2"][nth % 5];
        let path = ["run", "queue"][nth % 2];
        let (client, address) = (
            scene.client.clone(),
            scene.gateway.at(&format!("/{path}/{FLUX}")),
        );
        calls.spawn(async move {
            let request = client
                .post(address)
                .header("authorization", format!("Key {key}:api-key"));
            let body = json!({"num_images": 1 + nth % 3});
            assert_eq!(
                request.json(&body).send().await.unwrap().status(),
                StatusCode::OK
            );
            (key.starts_with("kb"), 1 + nth as i64 % 3)
        });
        if nth % 10 == 0 {
            let name = ["B", "fal.ai"][nth / 10 % 2];
            scene.computer.verb(&["account", "use", name]).success();
        }
    }
    let made = calls.join_all().await;
    let of = |is_b| {
        made.iter()
            .filter(|it| it.0 == is_b)
            .map(|it| it.1)
            .sum::<i64>()
    };
    scene.is_spent((of(true) + of(false)) * PRICE).await;
    assert_eq!(spent_of(&scene, "B").await, of(true) * PRICE);
    assert_eq!(spent_of(&scene, "fal.ai").await, of(false) * PRICE);
}

#[tokio::test]
async fn a_lock_is_of_the_account_whose_key_was_refused() {
    let scene = Scene::with("100", TWO).await;
    scene.fal.locks("Exhausted balance.");
    assert_eq!(call(&scene, "kb", 1).await.status(), StatusCode::FORBIDDEN);
    let locked = "SELECT account_id FROM account_lock";
    scene.until(locked, 2).await;
    let code = |account: &str| {
        let verb = ["status", "--exit-code", "--account", account];
        scene.computer.verb(&verb).code
    };
    assert_eq!((code("B"), code("fal.ai")), (Some(12), Some(0)));
}

#[tokio::test]
async fn the_local_api_speaks_of_the_account_that_is_named_or_in_use() {
    let scene = Scene::with("100", TWO).await;
    scene
        .computer
        .verb(&["budget", "set", "7", "--account", "B"])
        .success();
    let token = std::fs::read_to_string(&scene.gateway.token_file).unwrap();
    let budget = async |query: &str| {
        let request = scene
            .client
            .get(scene.gateway.at(&format!("/api/budget{query}")));
        let answer = request.bearer_auth(&token).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        (
            status.as_u16(),
            body["remaining"].clone(),
            body["message"].to_string(),
        )
    };
    assert_eq!(budget("").await.1, 100.0);
    assert_eq!(budget("?account=B").await.1, 7.0);
    let (status, _, message) = budget("?account=C").await;
    assert!(
        status == 422 && message.contains("fal.ai, B"),
        "{status} {message}"
    );
    scene.computer.verb(&["account", "use", "B"]).success();
    assert_eq!(budget("").await.1, 7.0);
}

#[tokio::test]
async fn names_that_are_no_names_are_refused_with_the_list() {
    let scene = Scene::with("100", TWO).await;
    let long = "x".repeat(200);
    for verb in [
        vec!["account", "add", ""],
        vec!["account", "add", "   "],
        vec!["account", "add", &long],
        vec!["account", "add", "a/b"],
        vec!["account", "add", "B"],
        vec!["account", "rename", "B", "fal.ai"],
        vec!["account", "rename", "C", "D"],
        vec!["account", "use", "C"],
        vec!["account", "hide", "fal.ai"],
        vec!["status", "--account", "C"],
        vec!["log", "--images", "1", "--account", ""],
        vec!["status", "--all-accounts", "--account", "B"],
    ] {
        scene.computer.verb(&verb).refusal(2);
    }
    let error = scene
        .computer
        .verb(&["status", "--account", "C"])
        .refusal(2);
    assert!(error.contains("There are: fal.ai, B."), "{error}");
    scene
        .computer
        .verb(&["account", "add", "two\nlines"])
        .success();
    scene
        .computer
        .verb(&["account", "rename", "B", "Team é"])
        .success();
    scene
        .computer
        .verb(&["account", "hide", "Team é"])
        .success();
    for verb in [["account", "list", "--json"], ["account", "--json", "list"]] {
        let list = scene.computer.verb(&verb).success();
        let list: Value = serde_json::from_str(&list).unwrap();
        assert_eq!(
            list[0],
            json!({"name": "fal.ai", "inUse": true, "hidden": false})
        );
    }
    let list = scene.computer.verb(&["account", "list"]).success();
    assert_eq!(
        list.lines().collect::<Vec<_>>(),
        ["fal.ai  in use", "Team é  hidden", "two lines"]
    );
    assert_eq!(
        call(&scene, "kb", 1).await.status(),
        StatusCode::OK,
        "its key goes on"
    );
    scene.is_spent(PRICE).await;
    assert_eq!(spent_of(&scene, "Team é").await, PRICE);
}
