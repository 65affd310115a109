//! `status` for the bars of desktops and terminals.

use std::fs;

use fal_budget_tests::computer::Computer;
use serde_json::{Value, json};

fn waybar(computer: &Computer) -> Value {
    let output = computer.verb(&["status", "--format", "waybar"]).success();
    assert_eq!(output.lines().count(), 1, "Waybar reads one line: {output}");
    serde_json::from_str(&output).unwrap()
}

/// The fields of waybar-custom(5): text, alt, tooltip, class (a string or several) and percentage
/// (a number).
#[test]
fn waybar_gets_the_fields_that_its_manual_names() {
    let computer = Computer::new();
    let fresh = waybar(&computer);
    assert_eq!(
        (&fresh["text"], &fresh["alt"], &fresh["class"]),
        (&json!("Spent: €0.00"), &json!("none"), &json!(["none"]))
    );
    assert_eq!(fresh.get("percentage"), None, "unknown is not 0");
    computer.verb(&["budget", "set", "10"]).success();
    // Images logged in all, and the balance that is left: 200 images are €5.00.
    for (images, text, level, percentage) in [
        ("100", "Budget: €7.50", "high", 75),
        ("100", "Budget: €5.00", "medium", 50),
        ("101", "Budget: €2.47", "low", 24),
    ] {
        computer.verb(&["log", "--images", images]).success();
        let bar = waybar(&computer);
        assert_eq!(bar["text"], text);
        assert_eq!(
            (&bar["alt"], &bar["class"], &bar["percentage"]),
            (&json!(level), &json!([level]), &json!(percentage))
        );
        let tooltip = bar["tooltip"].as_str().unwrap();
        assert!(
            tooltip.contains('\r') && tooltip.contains("spent since"),
            "lines as the manual parts them: {tooltip}"
        );
        let known = ["alt", "class", "percentage", "text", "tooltip"];
        assert!(
            bar.as_object()
                .unwrap()
                .keys()
                .all(|name| known.contains(&name.as_str())),
            "{bar}"
        );
    }
}

#[test]
fn what_waybar_would_take_for_markup_is_escaped() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "0.05"]).success();
    computer
        .verb(&["log", "--model", "fal-ai/flux/dev", "--quantity", "1.9"])
        .success();
    let bar = waybar(&computer);
    assert_eq!(bar["text"], "Budget: &lt; €0.01");
    assert!(!bar["tooltip"].as_str().unwrap().contains('<'), "{bar}");
}

#[test]
fn other_bars_get_one_line() {
    let computer = Computer::new();
    let plain = |computer: &Computer| computer.verb(&["status", "--format", "plain"]).success();
    assert_eq!(plain(&computer), "Spent: €0.00");
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "330"]).success();
    assert_eq!(plain(&computer), "Budget: €1.75 · 17 % left, low");
    computer
        .verb(&["log", "--model", "me/my-app", "--quantity", "1"])
        .success();
    assert_eq!(
        plain(&computer),
        "Budget: €1.75 · 17 % left, low · + 1 job of unknown price",
        "what is not counted is named"
    );
}

#[test]
fn the_exit_code_is_the_level_on_request() {
    let computer = Computer::new();
    let code = |arguments: &[&str]| computer.verb(&[&["status"], arguments].concat()).code;
    assert_eq!(code(&["--exit-code"]), Some(0));
    computer.verb(&["budget", "set", "10"]).success();
    for (images, expected) in [("199", 0), ("1", 10), ("101", 11)] {
        computer.verb(&["log", "--images", images]).success();
        for form in [
            &[][..],
            &["--json"],
            &["--format", "plain"],
            &["--format", "waybar"],
        ] {
            assert_eq!(code(&[&["--exit-code"], form].concat()), Some(expected));
            assert_eq!(code(form), Some(0), "not asked for");
        }
    }
    let help = computer.verb(&["status", "--help"]).success();
    assert!(
        ["10 medium", "11 low", "12 locked", "13 not"]
            .iter()
            .all(|code| help.contains(code)),
        "{help}"
    );
    assert_eq!(code(&["--format", "conky"]), Some(2));
    assert_eq!(code(&["--format", "plain", "--json"]), Some(2));
}

/// Waybar hides a module that fails: a balance that cannot be read must not look like none.
#[test]
fn a_balance_that_cannot_be_read_is_said_in_every_bar() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    fs::write(computer.database(), "no database").unwrap();
    let bar = waybar(&computer);
    assert_eq!(
        (&bar["text"], &bar["class"]),
        (&json!("Balance unknown"), &json!(["unknown"]))
    );
    assert_eq!(bar.get("percentage"), None);
    assert!(
        bar["tooltip"].as_str().unwrap().contains("database"),
        "{bar}"
    );
    for arguments in [
        &["--format", "plain"][..],
        &["--format", "waybar", "--exit-code"],
    ] {
        let answer = computer.verb(&[&["status"], arguments].concat());
        assert!(
            answer.code == Some(1) && answer.text.contains("Balance unknown"),
            "{answer:?}"
        );
        assert!(answer.error_output.contains("fal-budget:"), "{answer:?}");
    }
}
