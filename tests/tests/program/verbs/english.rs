//! The verbs, and window and verbs on one database.

use std::fmt::Write;
use std::fs;

use chrono::{Days, TimeDelta};
use fal_budget_app::clock;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

#[test]
fn a_fresh_status_says_that_nothing_is_known() {
    let computer = Computer::new();
    assert!(
        computer
            .verb(&["status"])
            .success()
            .starts_with("Spent: €0.00")
    );
    let status = computer.status();
    for unknown in [
        "manualBudget",
        "remaining",
        "fraction",
        "enteredAt",
        "asOf",
        "rate",
    ] {
        assert_eq!(status[unknown], Value::Null, "{unknown}");
    }
    assert_eq!(status["spent"], 0.0);
    assert_eq!(
        (&status["level"], &status["source"], &status["currency"]),
        (&json!("none"), &json!("none"), &json!("EUR"))
    );
    assert_eq!(
        (&status["hasManualBudget"], &status["unpricedJobs"]),
        (&json!(false), &json!(0))
    );
}

#[test]
fn the_first_sign_is_that_of_the_locale_and_an_older_database_keeps_its_own() {
    let started = |locale: &[(&str, &str)]| {
        let mut computer = Computer::new();
        computer.set("LC_ALL", "");
        for (name, value) in locale {
            computer.set(name, value);
        }
        computer.verb(&["budget", "set", "10"]).success();
        computer
    };
    for (locale, sign) in [
        (vec![], '€'),
        (vec![("LANG", "en_US.UTF-8")], '$'),
        (vec![("LANG", "en_IE.UTF-8")], '€'),
        (
            vec![("LANG", "de_DE.UTF-8"), ("LC_MONETARY", "de_CH.UTF-8")],
            '$',
        ),
        (
            vec![("LANG", "en_US.UTF-8"), ("LC_MONETARY", "de_DE.UTF-8")],
            '€',
        ),
        (vec![("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], '€'),
        (
            vec![("LC_ALL", "en_GB.UTF-8"), ("LC_MONETARY", "fi_FI.UTF-8")],
            '$',
        ),
    ] {
        let computer = started(&locale);
        let said = computer.verb(&["status"]).success();
        assert!(
            said.starts_with(&format!("Budget: {sign}10.00")),
            "{locale:?}: {said}"
        );
        let notes_that_it_is_one_to_one = said.contains("1 : 1");
        assert_eq!(
            notes_that_it_is_one_to_one,
            sign == '€',
            "{locale:?}: {said}"
        );
    }
    let mut older = started(&[]);
    older.set("LANG", "en_US.UTF-8");
    assert_eq!(older.status()["currency"], "EUR");
}

#[test]
fn a_balance_is_set_spent_from_and_cleared() {
    let computer = Computer::new();
    assert_eq!(
        computer.verb(&["budget", "set", "10,00"]).success(),
        "Budget: €10.00"
    );
    let logged = computer
        .verb(&["log", "--images", "2", "--videos", "1"])
        .success();
    assert_eq!(
        logged,
        "Logged 2 images and 1 video: €0.10 (estimated)\nBudget: €9.90"
    );
    let status = computer.status();
    assert_eq!(
        (
            &status["remaining"],
            &status["spentSince"],
            &status["fraction"]
        ),
        (&json!(9.9), &json!(0.1), &json!(0.99))
    );
    assert!(
        status["enteredAt"]
            .as_str()
            .is_some_and(|at| at.ends_with('Z'))
    );
    assert_eq!(
        computer.verb(&["budget", "clear"]).success(),
        "Spent: €0.10"
    );
    assert_eq!(
        computer.verb(&["budget", "clear"]).success(),
        "Spent: €0.10",
        "clearing twice is no mistake"
    );
}

#[test]
fn an_estimate_stores_nothing() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "1"]).success();
    let output = computer.verb(&["estimate", "--images", "4"]).success();
    assert_eq!(
        output,
        "€0.10 · assumed €0.025 an image · leaves €0.90 · enough for 36 more images"
    );
    let json: Value = serde_json::from_str(
        &computer
            .verb(&["estimate", "--videos", "100", "--json"])
            .success(),
    )
    .unwrap();
    assert_eq!(
        (&json["total"], &json["exceeds"]),
        (&json!(5.0), &json!(true))
    );
    assert_eq!(computer.status()["spent"], 0.0);
}

#[test]
fn a_job_can_be_logged_at_an_earlier_time() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer
        .verb(&["log", "--images", "4", "--at", "2026-01-02 03:04"])
        .success();
    let status = computer.status();
    assert_eq!(
        (
            &status["remaining"],
            &status["spent"],
            &status["spentToday"]
        ),
        (&json!(10.0), &json!(0.1), &json!(0.0))
    );
}

/// Imports jobs of so many cents on the days before today, the last number for yesterday, and sets
/// the balance.
fn with_days(left: &str, cents: &[u32]) -> Computer {
    let computer = Computer::new();
    let mut table = "timestamp,endpoint_id,cost_total,output_units,unit".to_owned();
    for (age, cents) in (1..).zip(cents.iter().rev()) {
        let noon = (clock::now() - TimeDelta::days(age)).format("%Y-%m-%dT12:00:00Z");
        let cost = format!("{}.{:02}", cents / 100, cents % 100);
        write!(table, "\n{noon},me/model,{cost},1,images").unwrap();
    }
    let file = computer.path("jobs.csv");
    fs::write(&file, table).unwrap();
    computer
        .verb(&["import", &file.display().to_string(), "--yes"])
        .success();
    computer.verb(&["budget", "set", left]).success();
    computer
}

fn forecast(computer: &Computer) -> Value {
    serde_json::from_str(&computer.verb(&["forecast", "--json"]).success()).unwrap()
}

#[test]
fn a_forecast_names_its_range_and_both_paces() {
    let mut days = [100; 28];
    days[20] = 2000;
    let computer = with_days("30", &days);
    let found = forecast(&computer);
    let today = clock::now().date_naive();
    let day = |ahead| (today + Days::new(ahead)).to_string();
    assert_eq!(found["answer"], "runsOut");
    // $47 in 28 days, and a dollar a day without the one.
    assert_eq!(found["perDay"], json!(1.678571428));
    assert_eq!(found["perDayWithoutLargest"], json!(1.0));
    let largest = (today - Days::new(8)).to_string();
    assert_eq!(
        found["largestDay"],
        json!({"day": largest, "spent": 20.0, "standsOut": true})
    );
    assert_eq!(found["atAverage"], json!(day(17)));
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    assert!(text("earliest") <= day(17), "{found}");
    assert!(text("latest") >= day(29), "{found}");
    assert!(text("earliest") <= text("likely") && text("likely") <= text("latest"));
    let said = computer.verb(&["forecast"]).success();
    let said: Vec<&str> = said.lines().collect();
    assert!(said[0].starts_with("Runs out ") && said[0].ends_with(" at this pace."));
    assert!(
        said[2].starts_with("  €1.68 a day on average of 28 days"),
        "{said:?}"
    );
    assert!(said[3].starts_with("  €1.00 a day without "), "{said:?}");
    assert!(said[3].contains("whose €20.00 stand out"), "{said:?}");
}

#[test]
fn a_forecast_without_a_date_says_why() {
    let fresh = Computer::new();
    assert_eq!(forecast(&fresh)["answer"], "noBalance");
    assert_eq!(
        fresh.verb(&["forecast"]).success(),
        "The balance is not known. Enter it, or connect a key."
    );
    for (left, days, answer) in [
        ("0", vec![100; 28], "nothingLeft"),
        ("10", vec![100, 100], "tooLittleHistory"),
        ("10", vec![400, 5, 5, 5], "oneDayDecides"),
        ("10", [vec![100; 3], vec![0; 8]].concat(), "noSpending"),
        ("1000", vec![100; 28], "lasts"),
    ] {
        let computer = with_days(left, &days);
        let found = forecast(&computer);
        assert_eq!(found["answer"], answer, "{found}");
        let dates = ["earliest", "likely", "latest", "atAverage"];
        assert!(dates.iter().all(|date| found[date].is_null()), "{found}");
        assert_eq!(found["perDay"].is_number(), answer == "lasts", "{found}");
        assert!(found["display"]["text"].is_string());
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_to_type() {
    let computer = Computer::new();
    for (arguments, sentence) in [
        (vec!["budget", "set", "-5"], "cannot be below zero here"),
        (vec!["budget", "set", "NaN"], "not an amount"),
        (vec!["budget", "set", "1,234"], "Type 1234 or 1.23"),
        (vec!["budget", "set", ""], "Type an amount"),
        (vec!["log"], "nothing to count"),
        (vec!["log", "--images", "-1"], "whole number"),
        (vec!["log", "--images", "1000000"], "10,000"),
        (
            vec!["log", "--images", "1", "--at", "soon"],
            "date and time",
        ),
        (vec!["estimate", "--videos", "x"], "whole number"),
        (vec!["budget"], "Usage"),
        (vec!["nonsense"], "Usage"),
    ] {
        let error = computer.verb(&arguments).refusal(2);
        assert!(error.contains(sentence), "{arguments:?}: {error}");
    }
    assert_eq!(computer.status()["hasManualBudget"], false);
}

#[tokio::test]
async fn a_database_made_by_a_verb_opens_in_the_window_and_the_other_way_round() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.close().await;

    let other = Computer::new();
    let window = Window::open(&other).await;
    window
        .invoke("set_budget", json!({"budget": 8}))
        .await
        .unwrap();
    assert_eq!(other.status()["remaining"], 8.0, "while the window is open");
    window.close().await;
    assert_eq!(other.status()["remaining"], 8.0);
    other.verb(&["log", "--images", "40"]).success();
    let window = Window::open(&other).await;
    window.sees("header-balance", "Budget: €7.00").await;
}

#[tokio::test]
async fn both_ways_leave_a_database_that_survives_a_power_cut() {
    let verbs = Computer::new();
    verbs.verb(&["status"]).success();
    let windows = Computer::new();
    Window::open(&windows).await.close().await;
    for computer in [verbs, windows] {
        let options =
            fal_budget_store::database::options(&computer.database()).create_if_missing(false);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        for (pragma, expected) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("integrity_check", "ok"),
        ] {
            let row = sqlx::query(&format!("PRAGMA {pragma}"))
                .fetch_one(&mut connection)
                .await
                .unwrap();
            let found = sqlx::Row::try_get::<String, _>(&row, 0).or_else(|_| {
                sqlx::Row::try_get::<i64, _>(&row, 0).map(|number| number.to_string())
            });
            assert_eq!(found.unwrap(), expected, "{pragma}");
        }
    }
}
