//! What the person wants to be told of, what that depends on, and what was told, in the ledger.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_core::domain::alert::{AlertChoices, AlertKind};
use fal_budget_core::domain::money::Money;
use fal_budget_core::domain::period::{Granularity, Lookback};
use fal_budget_core::domain::spending::Split;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{
    self, AlertEvaluator, ChooseAlert, SwitchAlerts, choose_alert, evaluate_alerts,
};
use fal_budget_core::store::database;
use fal_budget_core::store::watch::ChangeWatch;
use fal_budget_core::view::{AlertStatus, AlertsView, GatewayState};
use serde_json::json;

use support::TestLedger;

async fn choose(books: &TestLedger, kind: &str, on: bool, typed: &str) -> Result<(), String> {
    let request = ChooseAlert {
        kind: kind.to_owned(),
        on,
        typed: typed.to_owned(),
    };
    choose_alert(&books.ledger, &request, books.now, &Utc)
        .await
        .map_err(|error| error.to_string())
}

async fn shown(books: &TestLedger) -> AlertsView {
    let outlook = AlertStatus::default();
    requests::snapshot(
        &books.ledger,
        &GatewayState::Off,
        &outlook,
        false,
        books.now,
        &Utc,
    )
    .await
    .unwrap()
    .alerts
}

async fn typed(books: &TestLedger, kind: &str) -> (bool, String) {
    let found = shown(books)
        .await
        .kinds
        .into_iter()
        .find(|each| each.kind == kind)
        .unwrap();
    (found.on, found.typed)
}

#[tokio::test]
async fn without_a_choice_the_defaults_hold() {
    let books = TestLedger::new().await;
    assert_eq!(
        books.ledger.alerts().await.unwrap(),
        AlertChoices::default()
    );
    let view = shown(&books).await;
    assert!(view.on);
    let on: Vec<&str> = view
        .kinds
        .iter()
        .filter(|kind| kind.on)
        .map(|kind| kind.kind.as_str())
        .collect();
    assert_eq!(on, ["locked", "share", "runs_out", "refused", "unusual"]);
    assert_eq!(typed(&books, "share").await, (true, "25 %".to_owned()));
}

#[tokio::test]
async fn each_choice_is_kept_as_it_is_typed_and_others_stay() {
    let books = TestLedger::new().await;
    for (kind, given, kept) in [
        ("share", "10, 50 %", "50 %, 10 %"),
        ("amount", "2,50; $5", "5.00; 2.50"),
        ("runs_out", "7 days", "7"),
        ("day", "3", "3.00"),
        ("month", "1,234.50", "1234.50"),
        ("expiry", "31 Dec 2026", "2026-12-31"),
    ] {
        // A comma after a number is read as people set it, with a space.
        assert_eq!(choose(&books, kind, true, given).await, Ok(()), "{kind}");
        assert_eq!(typed(&books, kind).await, (true, kept.to_owned()), "{kind}");
    }
    choose(&books, "unusual", false, "").await.unwrap();
    choose(&books, "share", false, "50 %").await.unwrap();
    assert_eq!(
        typed(&books, "share").await,
        (false, "50 %".to_owned()),
        "a kind that is off keeps its marks"
    );
    assert_eq!(typed(&books, "month").await, (true, "1234.50".to_owned()));
    requests::switch_alerts(&books.ledger, &SwitchAlerts { on: false })
        .await
        .unwrap();
    let kept = books.ledger.alerts().await.unwrap();
    assert!(
        !kept.is_on
            && !kept.kinds.contains(&AlertKind::Unusual)
            && kept.kinds.contains(&AlertKind::Month)
    );
    choose(&books, "month", false, "").await.unwrap();
    assert_eq!(typed(&books, "month").await, (false, String::new()));
}

#[tokio::test]
async fn what_cannot_be_a_mark_is_refused_and_nothing_changes() {
    let books = TestLedger::new().await;
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
        let refusal = choose(&books, kind, true, given).await.unwrap_err();
        assert!(refusal.contains(sentence), "{kind} {given}: {refusal}");
    }
    assert_eq!(
        books.ledger.alerts().await.unwrap(),
        AlertChoices::default()
    );
}

#[tokio::test]
async fn the_sums_are_those_of_the_chart_without_corrections() {
    let mut books = TestLedger::with_ten_dollars().await;
    for (at, images) in [
        ("2026-10-25T10:00:00Z", 4),
        ("2026-11-01T00:00:00Z", 8),
        ("2026-11-21T23:59:59Z", 12),
    ] {
        books.log(json!({"images": images, "at": at})).await;
    }
    books.log(json!({"images": 40})).await;
    let stated = requests::StatedBalance { stated: json!("5") };
    requests::reconcile(&books.ledger, &stated, books.now)
        .await
        .unwrap();
    books.now += TimeDelta::minutes(1);
    let sums = books.ledger.sums(books.now, &Utc).await.unwrap();
    let period = Lookback::ThirtyDays.ending(books.now.date_naive(), Granularity::Day);
    let seen = books
        .ledger
        .overview(&period, Split::None, books.now, &Utc)
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
        sums.forecast(books.now.date_naive()).unwrap(),
        Some(seen.forecast)
    );
}

/// Looks and says what the person is told.
async fn told(ledger: &Ledger, lookout: &mut AlertEvaluator, now: DateTime<Utc>) -> Option<String> {
    let facts = lookout.evaluate(ledger, now, &Utc).await.unwrap();
    evaluate_alerts(ledger, &facts)
        .await
        .unwrap()
        .map(|notice| notice.title)
}

#[tokio::test]
async fn a_crossing_is_told_once_over_a_restart() {
    let books = TestLedger::with_ten_dollars().await;
    let mut lookout = AlertEvaluator::default();
    assert_eq!(
        told(&books.ledger, &mut lookout, books.now).await,
        None,
        "the first look is silent"
    );
    books.log(json!({"images": 320})).await;
    let low = Some("Under 25 %: €2.00 of €10.00 is left.".to_owned());
    assert_eq!(told(&books.ledger, &mut lookout, books.now).await, low);
    assert_eq!(told(&books.ledger, &mut lookout, books.now).await, None);

    let again = Ledger::new(
        database::open(&books.folder().join("fal-budget.db"))
            .await
            .unwrap(),
    );
    assert_eq!(
        told(&again, &mut AlertEvaluator::default(), books.now).await,
        None,
        "another start tells nothing twice"
    );
    again
        .set_budget(Money::from_nano(20_000_000_000), books.now)
        .await
        .unwrap();
    let over = Some("€20.00 of €20.00 is left again.".to_owned());
    assert_eq!(
        told(&again, &mut AlertEvaluator::default(), books.now).await,
        over
    );
    assert_eq!(told(&books.ledger, &mut lookout, books.now).await, None);
    books.log(json!({"images": 640})).await;
    let low = Some("Under 25 %: €4.00 of €20.00 is left.".to_owned());
    assert_eq!(
        told(&again, &mut AlertEvaluator::default(), books.now).await,
        low,
        "armed again, also by another process"
    );
}

#[tokio::test]
async fn a_look_that_finds_nothing_new_writes_nothing() {
    let books = TestLedger::with_ten_dollars().await;
    let mut lookout = AlertEvaluator::default();
    told(&books.ledger, &mut lookout, books.now).await;
    let mut watch = ChangeWatch::begin(&books.folder().join("fal-budget.db"))
        .await
        .unwrap();
    for minutes in 1..5 {
        told(
            &books.ledger,
            &mut lookout,
            books.now + TimeDelta::minutes(minutes),
        )
        .await;
    }
    assert!(!watch.changed().await.unwrap());
}

#[tokio::test]
async fn it_looks_after_changes_and_at_a_new_day_and_paces_forecasts() {
    let mut books = TestLedger::new().await;
    books
        .ledger
        .set_budget(Money::from_nano(20_000_000_000), books.now)
        .await
        .unwrap();
    for days in 1..=10 {
        let at = (books.now - TimeDelta::days(days)).to_rfc3339();
        books.log(json!({"images": 40, "at": at})).await;
    }
    let mut lookout = AlertEvaluator::default();
    assert!(lookout.is_due(false, books.now, &Utc), "the first time");
    let first = lookout
        .evaluate(&books.ledger, books.now, &Utc)
        .await
        .unwrap();
    assert!(!lookout.is_due(false, books.now + TimeDelta::hours(11), &Utc));
    assert!(lookout.is_due(true, books.now, &Utc));
    assert!(
        lookout.is_due(false, books.now + TimeDelta::hours(12), &Utc),
        "midnight"
    );

    books.log(json!({"images": 72})).await;
    books.now += TimeDelta::seconds(20);
    let second = lookout
        .evaluate(&books.ledger, books.now, &Utc)
        .await
        .unwrap();
    assert_eq!(
        second.left.unwrap().nano(),
        18_200_000_000,
        "all else is new"
    );
    assert_eq!(
        second.forecast, first.forecast,
        "made less than a minute ago"
    );
    assert!(!lookout.is_due(false, books.now, &Utc));
    books.now += TimeDelta::seconds(60);
    assert!(
        lookout.is_due(false, books.now, &Utc),
        "the forecast is owed"
    );
    let third = lookout
        .evaluate(&books.ledger, books.now, &Utc)
        .await
        .unwrap();
    assert_ne!(third.forecast, first.forecast);
    assert!(
        !lookout.is_due(false, books.now + TimeDelta::minutes(5), &Utc),
        "nothing is owed any more"
    );

    books
        .ledger
        .set_budget(Money::from_nano(30_000_000_000), books.now)
        .await
        .unwrap();
    let fourth = lookout
        .evaluate(&books.ledger, books.now, &Utc)
        .await
        .unwrap();
    assert_ne!(
        fourth.forecast, third.forecast,
        "a balance that has grown has another end"
    );
    lookout.reevaluate();
    assert!(lookout.is_due(false, books.now, &Utc));
}
