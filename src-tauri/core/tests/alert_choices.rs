//! What the person wants to be told of, what that depends on, and what was told, in the ledger.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod books;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_core::domain::alert::{Choices, Kind};
use fal_budget_core::domain::money::Money;
use fal_budget_core::domain::period::{Grain, Reach};
use fal_budget_core::domain::spending::Split;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{
    self, ChooseAlert, Lookout, SwitchAlerts, choose_alert, take_alerts,
};
use fal_budget_core::store::database;
use fal_budget_core::store::watch::Watch;
use fal_budget_core::view::{AlertsView, Outlook, Station};
use serde_json::json;

use books::Books;

async fn choose(books: &Books, kind: &str, on: bool, typed: &str) -> Result<(), String> {
    let request = ChooseAlert {
        kind: kind.to_owned(),
        on,
        typed: typed.to_owned(),
    };
    choose_alert(&books.ledger, &request, books.now, &Utc)
        .await
        .map_err(|error| error.to_string())
}

async fn shown(books: &Books) -> AlertsView {
    let outlook = Outlook::default();
    requests::snapshot(
        &books.ledger,
        &Station::Off,
        &outlook,
        false,
        books.now,
        &Utc,
    )
    .await
    .unwrap()
    .alerts
}

async fn typed(books: &Books, kind: &str) -> (bool, String) {
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
    let books = Books::new().await;
    assert_eq!(books.ledger.alerts().await.unwrap(), Choices::default());
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
    let books = Books::new().await;
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
        !kept.is_on && !kept.kinds.contains(&Kind::Unusual) && kept.kinds.contains(&Kind::Month)
    );
    choose(&books, "month", false, "").await.unwrap();
    assert_eq!(typed(&books, "month").await, (false, String::new()));
}

#[tokio::test]
async fn what_cannot_be_a_mark_is_refused_and_nothing_changes() {
    let books = Books::new().await;
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
    assert_eq!(books.ledger.alerts().await.unwrap(), Choices::default());
}

#[tokio::test]
async fn the_sums_are_those_of_the_chart_without_corrections() {
    let mut books = Books::with_ten_dollars().await;
    for (at, images) in [
        ("2026-10-25T10:00:00Z", 4),
        ("2026-11-01T00:00:00Z", 8),
        ("2026-11-21T23:59:59Z", 12),
    ] {
        books.log(json!({"images": images, "at": at})).await;
    }
    books.log(json!({"images": 40})).await;
    let stated = requests::Stated { stated: json!("5") };
    requests::reconcile(&books.ledger, &stated, books.now)
        .await
        .unwrap();
    books.now += TimeDelta::minutes(1);
    let sums = books.ledger.sums(books.now, &Utc).await.unwrap();
    let period = Reach::ThirtyDays.ending(books.now.date_naive(), Grain::Day);
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
async fn told(ledger: &Ledger, lookout: &mut Lookout, now: DateTime<Utc>) -> Option<String> {
    let facts = lookout.look(ledger, now, &Utc).await.unwrap();
    take_alerts(ledger, &facts)
        .await
        .unwrap()
        .map(|notice| notice.title)
}

#[tokio::test]
async fn a_crossing_is_told_once_over_a_restart() {
    let books = Books::with_ten_dollars().await;
    let mut lookout = Lookout::default();
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
        told(&again, &mut Lookout::default(), books.now).await,
        None,
        "another start tells nothing twice"
    );
    again
        .set_budget(Money::from_nano(20_000_000_000), books.now)
        .await
        .unwrap();
    let over = Some("€20.00 of €20.00 is left again.".to_owned());
    assert_eq!(told(&again, &mut Lookout::default(), books.now).await, over);
    assert_eq!(told(&books.ledger, &mut lookout, books.now).await, None);
    books.log(json!({"images": 640})).await;
    let low = Some("Under 25 %: €4.00 of €20.00 is left.".to_owned());
    assert_eq!(
        told(&again, &mut Lookout::default(), books.now).await,
        low,
        "armed again, also by another process"
    );
}

#[tokio::test]
async fn a_look_that_finds_nothing_new_writes_nothing() {
    let books = Books::with_ten_dollars().await;
    let mut lookout = Lookout::default();
    told(&books.ledger, &mut lookout, books.now).await;
    let mut watch = Watch::begin(&books.folder().join("fal-budget.db"))
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
    let mut books = Books::new().await;
    books
        .ledger
        .set_budget(Money::from_nano(20_000_000_000), books.now)
        .await
        .unwrap();
    for days in 1..=10 {
        let at = (books.now - TimeDelta::days(days)).to_rfc3339();
        books.log(json!({"images": 40, "at": at})).await;
    }
    let mut lookout = Lookout::default();
    assert!(lookout.is_time(false, books.now, &Utc), "the first time");
    let first = lookout.look(&books.ledger, books.now, &Utc).await.unwrap();
    assert!(!lookout.is_time(false, books.now + TimeDelta::hours(11), &Utc));
    assert!(lookout.is_time(true, books.now, &Utc));
    assert!(
        lookout.is_time(false, books.now + TimeDelta::hours(12), &Utc),
        "midnight"
    );

    books.log(json!({"images": 72})).await;
    books.now += TimeDelta::seconds(20);
    let second = lookout.look(&books.ledger, books.now, &Utc).await.unwrap();
    assert_eq!(
        second.left.unwrap().nano(),
        18_200_000_000,
        "all else is new"
    );
    assert_eq!(
        second.forecast, first.forecast,
        "made less than a minute ago"
    );
    assert!(!lookout.is_time(false, books.now, &Utc));
    books.now += TimeDelta::seconds(60);
    assert!(
        lookout.is_time(false, books.now, &Utc),
        "the forecast is owed"
    );
    let third = lookout.look(&books.ledger, books.now, &Utc).await.unwrap();
    assert_ne!(third.forecast, first.forecast);
    assert!(
        !lookout.is_time(false, books.now + TimeDelta::minutes(5), &Utc),
        "nothing is owed any more"
    );

    books
        .ledger
        .set_budget(Money::from_nano(30_000_000_000), books.now)
        .await
        .unwrap();
    let fourth = lookout.look(&books.ledger, books.now, &Utc).await.unwrap();
    assert_ne!(
        fourth.forecast, third.forecast,
        "a balance that has grown has another end"
    );
    lookout.look_again();
    assert!(lookout.is_time(false, books.now, &Utc));
}
