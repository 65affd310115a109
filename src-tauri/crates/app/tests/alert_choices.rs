//! Alert choices, the sums that rules are evaluated against, and the alert state, in the ledger.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::requests::{
    self, AlertEvaluator, ChooseAlert, SwitchAlerts, choose_alert, evaluate_alerts,
};
use fal_budget_app::view::{AlertStatus, AlertsView, GatewayState};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::alerts::{AlertChoices, AlertFacts, AlertKind};
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::Split;
use fal_budget_domain::spending::period::{Granularity, Lookback};
use fal_budget_i18n::Localize;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_store::database::watch::ChangeWatch;
use serde_json::json;
use sqlx::{ConnectOptions, Connection};

use support::TestLedger;

async fn choose(test: &TestLedger, kind: &str, on: bool, typed: &str) -> Result<(), String> {
    let request = ChooseAlert {
        kind: kind.to_owned(),
        on,
        typed: typed.to_owned(),
    };
    choose_alert(&test.ledger, &request, test.now, &Utc)
        .await
        .map_err(|error| error.localized())
}

async fn shown(test: &TestLedger) -> AlertsView {
    let status = AlertStatus::default();
    requests::snapshot(
        &test.ledger,
        &GatewayState::Off,
        &status,
        false,
        test.now,
        &Utc,
    )
    .await
    .unwrap()
    .alerts
}

async fn typed(test: &TestLedger, kind: &str) -> (bool, String) {
    let found = shown(test)
        .await
        .kinds
        .into_iter()
        .find(|each| each.kind == kind)
        .unwrap();
    (found.on, found.typed)
}

#[tokio::test]
async fn without_a_choice_the_defaults_hold() {
    let test = TestLedger::new().await;
    assert_eq!(test.ledger.alerts().await.unwrap(), AlertChoices::default());
    let view = shown(&test).await;
    assert!(view.on);
    let on: Vec<&str> = view
        .kinds
        .iter()
        .filter(|kind| kind.on)
        .map(|kind| kind.kind.as_str())
        .collect();
    assert_eq!(on, ["locked", "share", "runs_out", "refused", "unusual"]);
    assert_eq!(typed(&test, "share").await, (true, "25 %".to_owned()));
}

#[tokio::test]
async fn each_choice_is_kept_as_it_is_typed_and_others_stay() {
    let test = TestLedger::new().await;
    for (kind, given, kept) in [
        ("share", "10, 50 %", "50 %, 10 %"),
        ("amount", "2,50; $5", "5.00; 2.50"),
        ("runs_out", "7 days", "7"),
        ("day", "3", "3.00"),
        ("month", "1,234.50", "1234.50"),
        ("expiry", "31 Dec 2026", "2026-12-31"),
    ] {
        // A comma after a number is read as people set it, with a space.
        assert_eq!(choose(&test, kind, true, given).await, Ok(()), "{kind}");
        assert_eq!(typed(&test, kind).await, (true, kept.to_owned()), "{kind}");
    }
    choose(&test, "unusual", false, "").await.unwrap();
    choose(&test, "share", false, "50 %").await.unwrap();
    assert_eq!(
        typed(&test, "share").await,
        (false, "50 %".to_owned()),
        "a kind that is off keeps its marks"
    );
    assert_eq!(typed(&test, "month").await, (true, "1234.50".to_owned()));
    requests::switch_alerts(&test.ledger, &SwitchAlerts { on: false })
        .await
        .unwrap();
    let kept = test.ledger.alerts().await.unwrap();
    assert!(
        !kept.is_on && !kept.is_kind_on(AlertKind::Unusual) && kept.is_kind_on(AlertKind::Month)
    );
    choose(&test, "month", false, "").await.unwrap();
    assert_eq!(typed(&test, "month").await, (false, String::new()));
}

#[tokio::test]
async fn a_mark_that_cannot_be_read_is_refused_and_nothing_changes() {
    let test = TestLedger::new().await;
    for (kind, given, sentence) in [
        ("share", "", "Type when you want to be told"),
        ("share", "12,5", "Type whole percents"),
        ("amount", "0", "above zero"),
        ("amount", "1,234", "can be read in two ways"),
        ("amount", "1; 2; 3; 4; 5; 6", "five at most"),
        ("amount", "; ", "Type when you want to be told"),
        ("runs_out", "0", "whole days from 1 to 60"),
        ("day", "-1", "cannot be below zero"),
        ("month", "£5", "US dollars"),
        ("expiry", "2026-11-21", "has passed"),
        ("expiry", "12/31/2026", "not a date"),
        ("mood", "1", "no such alert"),
    ] {
        let refusal = choose(&test, kind, true, given).await.unwrap_err();
        assert!(refusal.contains(sentence), "{kind} {given}: {refusal}");
    }
    assert_eq!(test.ledger.alerts().await.unwrap(), AlertChoices::default());
}

/// A kind of a newer version: one row in each table.
const NEWER: &str = "
    INSERT INTO alert VALUES (1, 'of_tomorrow', 0, '5');
    INSERT INTO alert_state VALUES (1, 'of_tomorrow 5', '2026-11-20', 1, 2000000000);";

#[tokio::test]
async fn a_kind_of_a_newer_version_is_kept_and_ignored() {
    let test = TestLedger::with_ten_dollars().await;
    let mut connection = database::options(&test.folder().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(NEWER).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    assert!(shown(&test).await.on, "its row is not the main switch");
    choose(&test, "share", true, "50 %").await.unwrap();

    let mut evaluator = AlertEvaluator::default();
    notified(&test.ledger, &mut evaluator, test.now).await;
    test.log(json!({"images": 320})).await;
    let low = notified(&test.ledger, &mut evaluator, test.now).await;
    assert!(low.is_some());
    requests::switch_alerts(&test.ledger, &SwitchAlerts { on: false })
        .await
        .unwrap();
    notified(&test.ledger, &mut evaluator, test.now).await;
    let kept = "SELECT group_concat(watch || ' ' || fired_on || ' ' || is_told || ' ' || left_nano)
                FROM alert_state";
    assert_eq!(
        test.sql(kept).await,
        "of_tomorrow 5 2026-11-20 1 2000000000"
    );
    let choice = "SELECT is_on || ' ' || marks FROM alert WHERE kind = 'of_tomorrow'";
    assert_eq!(test.sql(choice).await, "0 5");

    let mut watch = ChangeWatch::begin(&test.folder().join("fal-budget.db"))
        .await
        .unwrap();
    notified(&test.ledger, &mut evaluator, test.now).await;
    assert!(!watch.changed().await.unwrap(), "nor is it written anew");
}

#[tokio::test]
async fn the_sums_are_those_of_the_chart_without_corrections() {
    let mut test = TestLedger::with_ten_dollars().await;
    for (at, images) in [
        ("2026-10-25T10:00:00Z", 4),
        ("2026-11-01T00:00:00Z", 8),
        ("2026-11-21T23:59:59Z", 12),
    ] {
        test.log(json!({"images": images, "at": at})).await;
    }
    test.log(json!({"images": 40})).await;
    let stated = requests::StatedBalance { stated: json!("5") };
    requests::reconcile(&test.ledger, &stated, test.now)
        .await
        .unwrap();
    test.now += TimeDelta::minutes(1);
    let sums = test.ledger.sums(test.now, &Utc).await.unwrap();
    let period = Lookback::ThirtyDays.ending(test.now.date_naive(), Granularity::Day);
    let seen = test
        .ledger
        .overview(&period, Split::None, test.now, &Utc)
        .await
        .unwrap();
    let chart: Vec<Money> = seen.spending.sums.iter().map(|sum| sum.cost).collect();
    assert_eq!(
        sums.days,
        chart[1..29],
        "28 days before today; the chart of 30 begins a day earlier"
    );
    assert_eq!(sums.month, seen.compared.month.cost);
    assert_eq!(sums.month.nano(), 1_500_000_000);
    assert_eq!(sums.balance, seen.balance);
    assert_eq!(
        sums.forecast(test.now.date_naive()).unwrap(),
        Some(seen.forecast)
    );
}

/// Evaluates the alerts, and returns the title of the notification.
async fn notified(
    ledger: &Ledger,
    evaluator: &mut AlertEvaluator,
    now: DateTime<Utc>,
) -> Option<String> {
    let facts = evaluator.evaluate(ledger, now, &Utc).await.unwrap();
    evaluate_alerts(ledger, &facts)
        .await
        .unwrap()
        .map(|notification| notification.title)
}

#[tokio::test]
async fn a_crossing_is_notified_once_over_a_restart() {
    let test = TestLedger::with_ten_dollars().await;
    let mut evaluator = AlertEvaluator::default();
    assert_eq!(
        notified(&test.ledger, &mut evaluator, test.now).await,
        None,
        "the first evaluation is silent"
    );
    test.log(json!({"images": 320})).await;
    let low = Some("Under 25 %: €2.00 of €10.00 is left.".to_owned());
    assert_eq!(notified(&test.ledger, &mut evaluator, test.now).await, low);
    assert_eq!(notified(&test.ledger, &mut evaluator, test.now).await, None);

    let again = Ledger::new(
        database::open(&test.folder().join("fal-budget.db"))
            .await
            .unwrap(),
        AccountId::FIRST,
    );
    assert_eq!(
        notified(&again, &mut AlertEvaluator::default(), test.now).await,
        None,
        "another start notifies of nothing twice"
    );
    again
        .set_budget(Money::from_nano(20_000_000_000), test.now)
        .await
        .unwrap();
    let recovered = Some("€20.00 of €20.00 is left again.".to_owned());
    assert_eq!(
        notified(&again, &mut AlertEvaluator::default(), test.now).await,
        recovered
    );
    assert_eq!(notified(&test.ledger, &mut evaluator, test.now).await, None);
    test.log(json!({"images": 640})).await;
    let low = Some("Under 25 %: €4.00 of €20.00 is left.".to_owned());
    assert_eq!(
        notified(&again, &mut AlertEvaluator::default(), test.now).await,
        low,
        "armed again, also by another process"
    );
}

#[tokio::test]
async fn an_evaluation_that_changes_nothing_writes_nothing() {
    let test = TestLedger::with_ten_dollars().await;
    let mut evaluator = AlertEvaluator::default();
    notified(&test.ledger, &mut evaluator, test.now).await;
    let mut watch = ChangeWatch::begin(&test.folder().join("fal-budget.db"))
        .await
        .unwrap();
    for minutes in 1..5 {
        notified(
            &test.ledger,
            &mut evaluator,
            test.now + TimeDelta::minutes(minutes),
        )
        .await;
    }
    assert!(!watch.changed().await.unwrap());
}

/// Twenty dollars, of which ten days took one each.
async fn ten_days_of_spending() -> TestLedger {
    let test = TestLedger::new().await;
    test.ledger
        .set_budget(Money::from_nano(20_000_000_000), test.now)
        .await
        .unwrap();
    for days in 1..=10 {
        let at = (test.now - TimeDelta::days(days)).to_rfc3339();
        test.log(json!({"images": 40, "at": at})).await;
    }
    test
}

async fn facts(test: &TestLedger, evaluator: &mut AlertEvaluator) -> AlertFacts {
    evaluator
        .evaluate(&test.ledger, test.now, &Utc)
        .await
        .unwrap()
}

#[tokio::test]
async fn evaluations_follow_changes_and_new_days() {
    let test = ten_days_of_spending().await;
    let mut evaluator = AlertEvaluator::default();
    assert!(evaluator.is_due(false, test.now, &Utc), "the first time");
    facts(&test, &mut evaluator).await;
    assert!(!evaluator.is_due(false, test.now + TimeDelta::hours(11), &Utc));
    assert!(evaluator.is_due(true, test.now, &Utc));
    assert!(
        evaluator.is_due(false, test.now + TimeDelta::hours(12), &Utc),
        "midnight"
    );
    evaluator.reevaluate();
    assert!(evaluator.is_due(false, test.now, &Utc));
}

#[tokio::test]
async fn forecasts_are_paced() {
    let mut test = ten_days_of_spending().await;
    let mut evaluator = AlertEvaluator::default();
    let first = facts(&test, &mut evaluator).await;
    test.log(json!({"images": 72})).await;
    test.now += TimeDelta::seconds(20);
    let second = facts(&test, &mut evaluator).await;
    assert_eq!(
        second.left.unwrap().nano(),
        18_200_000_000,
        "all but the forecast is new"
    );
    assert_eq!(
        second.forecast, first.forecast,
        "made less than a minute ago"
    );
    assert!(!evaluator.is_due(false, test.now, &Utc));
    test.now += TimeDelta::seconds(60);
    assert!(
        evaluator.is_due(false, test.now, &Utc),
        "a new forecast is due"
    );
    let third = facts(&test, &mut evaluator).await;
    assert_ne!(third.forecast, first.forecast);
    assert!(
        !evaluator.is_due(false, test.now + TimeDelta::minutes(5), &Utc),
        "no forecast is due any more"
    );

    test.ledger
        .set_budget(Money::from_nano(30_000_000_000), test.now)
        .await
        .unwrap();
    let fourth = facts(&test, &mut evaluator).await;
    assert_ne!(
        fourth.forecast, third.forecast,
        "a balance that has grown has another end"
    );
}
