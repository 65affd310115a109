//! The ten checks of the original design, by number.

use std::process::Command;
use std::time::Duration;

use fal_budget_tests::computer::{Computer, binary};
use fal_budget_tests::window::Window;
use serde_json::json;

/// Builds everything once more, as `make test` did, so that the compiler repeats its warnings.
fn build() -> std::process::Output {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    Command::new(env!("CARGO"))
        .args(["build", "--workspace", "--bins", "--tests", "--offline"])
        .current_dir(root)
        .output()
        .unwrap()
}

#[test]
fn check_01_it_compiles_without_warnings() {
    let output = build();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !errors.contains("warning"),
        "{errors}"
    );
}

#[test]
fn check_02_it_builds_a_program() {
    let version = Command::new(binary()).arg("--version").output().unwrap();
    let output = String::from_utf8_lossy(&version.stdout);
    assert!(output.starts_with("fal-budget "), "{output}");
}

#[tokio::test]
async fn check_03_the_page_loads() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    assert_eq!(
        window.attribute("header-balance", "id").await.as_deref(),
        Some("header-balance")
    );
    assert_eq!(
        window.run("return document.body.dataset.phase").await,
        "ready"
    );
}

#[tokio::test]
async fn check_04_every_command_answers() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    for (command, arguments) in [
        ("get_snapshot", json!({})),
        ("get_budget", json!({})),
        ("set_budget", json!({"budget": "10.00"})),
        (
            "estimate_cost",
            json!({"images": 2, "videos": 1, "videoDuration": 5}),
        ),
        ("log_job", json!({"images": 2, "videos": 1})),
        ("mark_as_full", json!({})),
        ("list_jobs", json!({})),
        ("list_entries", json!({})),
        ("undo", json!({})),
        ("save_settings", json!({"currency": "EUR"})),
        ("reset_settings", json!({})),
        ("hide_amounts", json!({"hidden": false})),
        ("welcome_was_seen", json!({})),
        ("starts_at_login", json!({})),
        ("data_folder", json!({})),
        ("open_data_folder", json!({})),
        ("open_dashboard", json!({})),
        ("open_billing", json!({})),
        ("get_diagnostics", json!({})),
        ("try_again", json!({})),
    ] {
        let answer = window.invoke(command, arguments).await;
        assert!(answer.is_ok(), "{command}: {answer:?}");
    }
    let estimate = window
        .invoke("estimate_cost", json!({"images": 2, "videos": 1}))
        .await
        .unwrap();
    assert_eq!(estimate["total"], 0.1);
    let budget = window.invoke("get_budget", json!({})).await.unwrap();
    assert_eq!(
        (&budget["remaining"], &budget["level"], &budget["source"]),
        (&json!(9.9), &json!("high"), &json!("manual"))
    );
}

#[tokio::test]
async fn check_05_the_page_is_refused_what_it_has_no_permission_for() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    for command in ["plugin:sql|select", "plugin:shell|open"] {
        let refusal = window.invoke(command, json!({})).await.unwrap_err();
        assert!(
            refusal
                .as_str()
                .is_some_and(|text| text.contains("not allowed") || text.contains("not found")),
            "{refusal}"
        );
    }
}

#[tokio::test]
async fn check_06_settings_show_budget_management() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    assert!(!window.is_shown("settings").await);
    window.click("open-settings").await;
    window.sees("settings", "Budget Management").await;
}

#[tokio::test]
async fn check_07_the_link_opens_the_right_address() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.click("open-dashboard").await;
    let opened = fal_budget_tests::wait::until("a page is opened", async || {
        computer.opened().first().cloned()
    })
    .await;
    assert_eq!(opened, "https://fal.ai/dashboard/keys");
}

#[tokio::test]
async fn check_08_a_budget_is_typed_and_saved() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.type_into("budget-input", "10.00").await;
    window.click("save-budget").await;
    window.sees_toast("Budget updated successfully").await;
    assert_eq!(computer.status()["manualBudget"], 10.0);
}

#[tokio::test]
async fn check_09_the_header_shows_it() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "7.50"]).success();
    let window = Window::open(&computer).await;
    window.sees("header-balance", "Budget: €7.50").await;
}

#[tokio::test]
async fn check_10_it_refreshes_within_ten_seconds() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    computer.verb(&["budget", "set", "3.21"]).success();
    window
        .sees_within(Duration::from_secs(10), "header-balance", "Budget: €3.21")
        .await;
}
