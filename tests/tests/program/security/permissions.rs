//! Everything that the page may not do, whatever it tries.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

#[tokio::test]
async fn the_page_is_refused_everything_but_the_programs_own_commands() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    for (command, arguments) in [
        ("plugin:sql|load", json!({"db": "sqlite:fal-budget.db"})),
        (
            "plugin:sql|select",
            json!({"db": "sqlite:fal-budget.db", "query": "SELECT 1", "values": []}),
        ),
        (
            "plugin:sql|execute",
            json!({"db": "sqlite:fal-budget.db", "query": "DELETE FROM job", "values": []}),
        ),
        ("plugin:shell|open", json!({"path": "https://example.com"})),
        (
            "plugin:shell|execute",
            json!({"program": "sh", "args": ["-c", "true"]}),
        ),
        (
            "plugin:event|emit",
            json!({"event": "snapshot", "payload": {}}),
        ),
        ("plugin:window|close", json!({})),
        (
            "plugin:webview|create_webview_window",
            json!({"options": {}}),
        ),
        ("plugin:path|resolve_directory", json!({"directory": 1})),
        ("no_such_command", json!({})),
    ] {
        let refusal = window.invoke(command, arguments).await;
        assert!(refusal.is_err(), "{command} answered {refusal:?}");
    }
    assert!(computer.opened().is_empty());
}

#[tokio::test]
async fn the_page_runs_no_foreign_script_and_reaches_no_other_host() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window
        .run(
            "const script = document.createElement('script');
             script.textContent = 'window.smuggled = true';
             document.body.append(script);",
        )
        .await;
    assert_eq!(
        window.run("return window.smuggled ?? null").await,
        Value::Null
    );
    // A listener of ours would see the request if the policy let it out.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    window
        .driver
        .execute_async(
            "const [url, done] = arguments; fetch(url).then(() => done('let out'), \
             () => done('kept in'))",
            vec![json!(format!("http://{address}/"))],
        )
        .await
        .unwrap();
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
}

#[tokio::test]
async fn commands_check_what_they_are_sent_whatever_the_page_does() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    for (command, arguments, code) in [
        ("set_budget", json!({}), "bad_request"),
        ("set_budget", json!({"amount": 5}), "bad_request"),
        ("set_budget", json!({"budget": -5}), "invalid_amount"),
        ("set_budget", json!({"budget": "NaN"}), "invalid_amount"),
        ("set_budget", json!({"budget": "1e309"}), "invalid_amount"),
        ("set_budget", json!({"budget": ""}), "invalid_amount"),
        ("set_budget", json!({"budget": [10]}), "invalid_amount"),
        (
            "set_budget",
            json!({"budget": {"amount": 10}}),
            "invalid_amount",
        ),
        ("set_budget", json!({"budget": true}), "invalid_amount"),
        ("set_budget", json!({"budget": 10.005}), "invalid_amount"),
        ("set_budget", json!({"budget": 1e20}), "invalid_amount"),
        ("log_job", json!({}), "invalid_count"),
        (
            "log_job",
            json!({"images": 0, "videos": 0}),
            "invalid_count",
        ),
        ("log_job", json!({"images": 1_000_000}), "invalid_count"),
        ("log_job", json!({"images": -1}), "invalid_count"),
        ("log_job", json!({"images": 1.5}), "invalid_count"),
        ("log_job", json!({"images": [1]}), "invalid_count"),
        (
            "log_job",
            json!({"images": 1, "at": "tomorrow"}),
            "invalid_time",
        ),
        ("log_job", json!({"images": 1, "at": 5}), "invalid_time"),
        (
            "estimate_cost",
            json!({"videos": 1, "videoDuration": 0}),
            "invalid_count",
        ),
        (
            "estimate_cost",
            json!({"videos": 1, "videoDuration": 3601}),
            "invalid_count",
        ),
        (
            "save_settings",
            json!({"currency": "GBP"}),
            "invalid_currency",
        ),
        ("save_settings", json!({"rate": -1}), "invalid_amount"),
        ("save_settings", json!({"theme": "pink"}), "invalid_choice"),
        ("save_settings", json!({"trayText": null}), "invalid_choice"),
        (
            "export_file",
            json!({"what": "jobs", "form": "\\..\\jobs.csv"}),
            "bad_request",
        ),
        (
            "export_file",
            json!({"what": "../jobs", "form": "csv"}),
            "bad_request",
        ),
        ("hide_amounts", json!({}), "bad_request"),
        ("start_at_login", json!({"on": "yes"}), "bad_request"),
        ("erase_everything", json!({}), "bad_request"),
        ("erase_everything", json!({"typed": "yes"}), "not_confirmed"),
        (
            "list_jobs",
            json!({"after": {"at": "x", "id": 1}}),
            "invalid_time",
        ),
        ("undo", json!({"change": 999}), "nothing_to_undo"),
        (
            "undo",
            json!({"change": "1; DROP TABLE job"}),
            "bad_request",
        ),
    ] {
        let refusal = window
            .invoke(command, arguments.clone())
            .await
            .expect_err(&format!("{command} {arguments}"));
        assert_eq!(refusal["code"], code, "{command} {arguments}: {refusal}");
        assert!(
            refusal["message"]
                .as_str()
                .is_some_and(|message| message.ends_with('.')),
            "{refusal}"
        );
    }
    let status = computer.status();
    assert_eq!(
        (&status["remaining"], &status["spent"]),
        (&json!(10.0), &json!(0.0)),
        "nothing was stored"
    );
}
