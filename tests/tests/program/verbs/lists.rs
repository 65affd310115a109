//! Lists in a terminal: jobs, spending by part, and undoing a change by its number.

use fal_budget_tests::computer::Computer;
use serde_json::{Value, json};

fn computer_in_use() -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    for line in [
        "--images 2 --tag cats --at 2026-01-05T10:00",
        "--videos 1 --tag dogs --at 2026-01-06T10:00",
        "--model fal-ai/flux/dev --quantity 4 --tag cats --at 2026-02-01T10:00",
        "--model me/model --quantity 1 --at 2026-01-31T23:30",
    ] {
        let words: Vec<&str> = std::iter::once("log").chain(line.split(' ')).collect();
        computer.verb(&words).success();
    }
    computer
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn jobs_are_listed_by_period_tag_and_model() {
    let computer = computer_in_use();
    for (line, expected) in [
        ("jobs --json", 4),
        ("jobs --json --tag cats", 2),
        ("jobs --json --tag cats --from 2026-01 --to 2026-01", 1),
        ("jobs --json --month 2026-01", 3),
        ("jobs --json --from 2026-01-06 --to 2026-01-06", 1),
        ("jobs --json --model fal-ai/flux/dev", 1),
        ("jobs --json --model image", 1),
        ("jobs --json --tag nobody", 0),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let found = json_of(&computer.verb(&words).success());
        let jobs = found["jobs"].as_array().unwrap();
        assert_eq!(
            (jobs.len(), &found["total"]),
            (expected, &json!(expected)),
            "{line}"
        );
    }
    let newest = json_of(&computer.verb(&["jobs", "--json", "--limit", "1"]).success());
    assert_eq!(
        newest["jobs"][0]["title"],
        json!("fal-ai/flux/dev, 4 megapixels")
    );
    assert_eq!(newest["total"], json!(4));
    let lines = computer.verb(&["jobs", "--tag", "cats"]).success();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    for wrong in [
        "--month 2026-13",
        "--from yesterday",
        "--limit 0",
        "--from 2026-02 --to 2026-01",
    ] {
        let words: Vec<&str> = std::iter::once("jobs").chain(wrong.split(' ')).collect();
        computer.verb(&words).refusal(2);
    }
}

#[test]
fn spending_of_a_month_is_said_by_model_and_by_tag() {
    let computer = computer_in_use();
    let by = |by: &str| {
        let line = [
            "spending", "--month", "2026-01", "--format", "json", "--by", by,
        ];
        json_of(&computer.verb(&line).success())
    };
    let tags = by("tag");
    assert_eq!(
        (&tags["from"], &tags["to"]),
        (&json!("2026-01-01"), &json!("2026-01-31"))
    );
    let names: Vec<&Value> = tags["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["name"])
        .collect();
    assert_eq!(names.len(), 3, "{tags}");
    let costs = tags["rows"].as_array().unwrap().iter();
    let costs: Vec<Option<f64>> = costs.map(|row| row["cost"].as_f64()).collect();
    assert!(costs.contains(&None), "unknown is not zero: {tags}");
    let sum: f64 = costs.into_iter().flatten().sum();
    assert!(
        (sum - tags["total"].as_f64().unwrap()).abs() < 1e-9,
        "{tags}"
    );
    assert_eq!(tags["unpriced"], json!(1), "unknown is not zero: {tags}");
    let models = by("model");
    assert_eq!(models["rows"][0]["jobs"], json!(1), "{models}");
    assert_eq!(models["total"], tags["total"]);
    let csv = computer
        .verb(&[
            "spending", "--month", "2026-01", "--by", "tag", "--format", "csv",
        ])
        .success();
    assert!(csv.starts_with("name,cost,jobs,share\n"), "{csv}");
    let none = computer.verb(&["spending", "--month", "2025-01"]).success();
    assert!(none.contains("January 2025: no jobs"), "{none}");
    let table = computer.verb(&["spending", "--month", "2026-01"]).success();
    assert!(table.starts_with("January 2026: "), "{table}");
    computer
        .verb(&["spending", "--days", "7", "--by", "tag"])
        .success();
    computer
        .verb(&["spending", "--days", "7", "--month", "2026-01"])
        .refusal(2);
    computer.verb(&["spending", "--days", "0"]).refusal(2);
}

#[test]
fn a_change_is_undone_by_its_number_and_else_the_newest() {
    let computer = computer_in_use();
    let found = json_of(
        &computer
            .verb(&["jobs", "--json", "--tag", "dogs"])
            .success(),
    );
    let change = found["jobs"][0]["change"].to_string();
    let said = computer.verb(&["undo", &change]).success();
    assert!(said.starts_with("Undone: "), "{said}");
    let found = json_of(
        &computer
            .verb(&["jobs", "--json", "--tag", "dogs"])
            .success(),
    );
    assert_eq!(found["jobs"][0]["voided"], json!(true));
    computer.verb(&["undo", &change]).refusal(1);
    computer.verb(&["undo"]).success();
    computer.verb(&["undo", "many"]).refusal(2);
}
