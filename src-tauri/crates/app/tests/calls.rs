//! Journal records on their way into the ledger, as a gateway applies them for days.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{TimeDelta, Utc};
use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord, Outcome};
use fal_budget_domain::guard::Verdict;
use fal_budget_domain::guard::scope::{Period, Scope, ScopeKind};
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_ledger::{Judged, Ledger, ProposedCall};
use fal_budget_store::{Store, database};
use sqlx::Connection;
use sqlx::sqlite::SqlitePoolOptions;

fn began(number: i64) -> JournalRecord {
    let event = CallEvent::Began {
        endpoint: "fal-ai/flux/dev".to_owned(),
        queued: false,
        params: RequestParams::default(),
        caller: Caller::default(),
    };
    record(number, number, event)
}

fn record(number: i64, call: i64, event: CallEvent) -> JournalRecord {
    JournalRecord {
        number,
        at: clock::now(),
        call: CallRef::Call(call),
        event,
    }
}

/// A prepared statement holds room for all its values: when one was kept for each length, memory
/// grew by a third within 140,000 calls.
#[tokio::test]
async fn batches_of_many_lengths_leave_no_statements_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fal-budget.db");
    database::open(&path).await.unwrap().close().await;
    // One connection, whose statements are counted.
    let pool = SqlitePoolOptions::new().max_connections(1);
    let pool = pool.connect_with(database::options(&path)).await.unwrap();
    let ledger = Ledger::new(Store::new(pool.clone()), AccountId::FIRST);
    let cached = async || pool.acquire().await.unwrap().cached_statements_size();
    let (mut last, mut first) = (0, None);
    for length in 1..=30 {
        let records: Vec<JournalRecord> = (last + 1..=last + length).map(began).collect();
        ledger.apply_records(&records, clock::now()).await.unwrap();
        last += length;
        let now = cached().await;
        assert_eq!(*first.get_or_insert(now), now, "after a batch of {length}");
    }
}

/// Costs of the jobs of a ledger, in nano-dollars, oldest first.
async fn costs(pool: &sqlx::SqlitePool) -> Vec<(Option<String>, Option<i64>)> {
    sqlx::query_as("SELECT request_id, cost_nano FROM job WHERE voided_at IS NULL ORDER BY id")
        .fetch_all(pool)
        .await
        .unwrap()
}

/// A ledger in a folder of its own, and its database.
async fn ledger(folder: &tempfile::TempDir) -> (Ledger, sqlx::SqlitePool) {
    let path = folder.path().join("fal-budget.db");
    database::open(&path).await.unwrap().close().await;
    let pool = SqlitePoolOptions::new();
    let pool = pool.connect_with(database::options(&path)).await.unwrap();
    let ledger = Ledger::new(Store::new(pool.clone()), AccountId::FIRST);
    (ledger, pool)
}

/// Whoever has told of a cost that nobody can pay must not end the metering of all others.
#[tokio::test]
async fn a_cost_that_does_not_fit_keeps_no_call_out() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, pool) = ledger(&folder).await;
    ledger
        .apply_records(&[began(1)], clock::now())
        .await
        .unwrap();
    let full = sqlx::query("UPDATE job SET cost_nano = 9223372036824775807");
    full.execute(&pool).await.unwrap();
    // Each would fit alone.
    let named = record(3, 2, CallEvent::Named("r-2".to_owned()));
    let records = [began(2), named, began(4)];
    ledger.apply_records(&records, clock::now()).await.unwrap();
    assert_eq!(ledger.last_applied().await.unwrap(), 4);
    let kept = costs(&pool).await;
    assert_eq!(
        kept[1],
        (Some("r-2".to_owned()), None),
        "its cost is unknown"
    );
    let (params, caller) = (RequestParams::default(), Caller::default());
    let call = ProposedCall {
        scopes: caller.scopes("fal-ai/flux/dev"),
        params: &params,
        record: None,
    };
    let records = [began(5), began(6)];
    let admitted = ledger.admit(&records, &[call], clock::now(), &Utc).await;
    assert_eq!(
        admitted.unwrap(),
        Judged {
            verdicts: vec![Verdict::Pass],
            is_guarded: false
        },
        "the guard is off, and judges"
    );
    assert_eq!(ledger.last_applied().await.unwrap(), 6);
}

#[tokio::test]
async fn a_billed_request_stands_for_one_call_that_ran_before_it_was_billed() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, pool) = ledger(&folder).await;
    let now = clock::now();
    let billed = |request: &str, minutes| BillingEvent {
        request: request.to_owned(),
        key: None,
        endpoint: "fal-ai/flux/dev".to_owned(),
        at: now - TimeDelta::minutes(minutes),
        units: None,
        unit_price: None,
        cost: Money::from_nano(35_000_000),
    };
    let events = [billed("r-1", 0), billed("r-old", 60)];
    ledger.apply_requested_events(&events, now).await.unwrap();
    let mut number = 0;
    for (request, jobs) in [("r-1", 2), ("r-1", 3), ("r-1", 4), ("r-old", 5)] {
        let named = CallEvent::Named(request.to_owned());
        let records = [began(number + 1), record(number + 2, number + 1, named)];
        // Each in a batch of its own: what was told before is in the database alone.
        ledger.apply_records(&records, now).await.unwrap();
        number += 2;
        assert_eq!(costs(&pool).await.len(), jobs, "{request}, call {number}");
    }
}

#[tokio::test]
async fn an_answer_with_the_id_of_a_metered_request_takes_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, pool) = ledger(&folder).await;
    let units = |units: &str| Outcome::Metered(units.parse().unwrap());
    let by_request = |number, event| JournalRecord {
        call: CallRef::Request("r-1".to_owned()),
        ..record(number, 0, event)
    };
    let fetched = |app: &str, units| CallEvent::Fetched {
        app: app.to_owned(),
        outcome: units,
    };
    let first = [
        began(1),
        record(2, 1, CallEvent::Named("r-1".to_owned())),
        record(3, 1, CallEvent::Ended(units("10"))),
    ];
    ledger.apply_records(&first, clock::now()).await.unwrap();
    let metered = (Some("r-1".to_owned()), Some(250_000_000));
    assert_eq!(costs(&pool).await, std::slice::from_ref(&metered));
    // A result that is fetched again, one of another app, and a call that answers with the id.
    let later = [
        by_request(4, CallEvent::Ended(units("0"))),
        by_request(5, fetched("fal-ai/flux", units("1"))),
        by_request(6, fetched("evil/app", units("90"))),
        began(7),
        record(8, 7, CallEvent::Named("r-1".to_owned())),
        record(9, 7, CallEvent::Ended(units("2"))),
    ];
    ledger.apply_records(&later, clock::now()).await.unwrap();
    let other = (None, Some(50_000_000));
    assert_eq!(costs(&pool).await, [metered, other]);
}

/// A queued call whose cost is known, and its billed end.
fn queued(number: i64) -> JournalRecord {
    let event = CallEvent::Began {
        endpoint: "fal-ai/flux/dev".to_owned(),
        queued: true,
        params: RequestParams::of_call("fal-ai/flux/dev", &serde_json::json!({"num_images": 4})),
        caller: Caller::default(),
    };
    record(number, number, event)
}

async fn remaining(ledger: &Ledger) -> Option<Money> {
    let balance = ledger.balance(clock::now(), &Utc).await.unwrap();
    balance.remaining().unwrap()
}

/// fal charges a call at its end: the balance on its page is without those that go on.
#[tokio::test]
async fn a_balance_that_is_entered_keeps_what_open_calls_hold() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, _) = ledger(&folder).await;
    let (entered, now) = (Money::from_nano(3_000_000_000), clock::now());
    ledger.set_budget(entered, now).await.unwrap();
    let records = [queued(1), queued(2)];
    ledger.apply_records(&records, now).await.unwrap();
    let held = entered.minus(remaining(&ledger).await.unwrap()).unwrap();
    assert!(held > Money::ZERO);
    for _ in 0..2 {
        let undone = ledger.set_budget(entered, clock::now()).await.unwrap();
        assert_eq!(entered.minus(remaining(&ledger).await.unwrap()), Ok(held));
        ledger.undo(Some(undone), clock::now()).await.unwrap();
        assert_eq!(entered.minus(remaining(&ledger).await.unwrap()), Ok(held));
    }
    // fal's page says what was entered: the two are no discrepancy.
    let found = ledger.discrepancy(entered, clock::now()).await.unwrap();
    assert_eq!(found.unaccounted(), Ok(Money::ZERO));
    ledger.reconcile(entered, clock::now()).await.unwrap();
    assert_eq!(entered.minus(remaining(&ledger).await.unwrap()), Ok(held));
    let spent = ledger.balance(clock::now(), &Utc).await.unwrap().spent;
    assert_eq!(spent.cost, held, "each counts once");
    // One that has failed holds nothing.
    let failed = [1, 2].map(|call| record(call + 2, call, CallEvent::Ended(Outcome::Failed)));
    ledger.apply_records(&failed, now).await.unwrap();
    assert_eq!(remaining(&ledger).await, Some(entered));
}

/// A call that began longer ago than any call goes on was missed at its end: it holds nothing for
/// ever.
#[tokio::test]
async fn a_balance_that_is_entered_forgets_calls_of_days_ago() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, _) = ledger(&folder).await;
    let (entered, now) = (Money::from_nano(3_000_000_000), clock::now());
    let long_ago = now - TimeDelta::hours(25);
    ledger.set_budget(entered, long_ago).await.unwrap();
    let old = JournalRecord {
        at: long_ago,
        ..queued(1)
    };
    ledger.apply_records(&[old], now).await.unwrap();
    assert!(remaining(&ledger).await < Some(entered));
    ledger.set_budget(entered, now).await.unwrap();
    assert_eq!(remaining(&ledger).await, Some(entered));
}

/// A file may give back more than was ever charged. What the guard has room for is the person's
/// own amount, and a day's limit no more than itself.
#[tokio::test]
async fn refunds_beyond_all_charges_make_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, pool) = ledger(&folder).await;
    let (entered, now) = (Money::from_nano(3_000_000_000), clock::now());
    ledger.set_budget(entered, now).await.unwrap();
    ledger.apply_records(&[began(1)], now).await.unwrap();
    let refund = sqlx::query(
        "UPDATE job SET cost_nano = -300000000000, basis = 'billed', key_id = 'k', tag = 't'",
    );
    refund.execute(&pool).await.unwrap();
    let (funds, breach) = ledger.can_spend(entered, now, &Utc).await.unwrap();
    assert_eq!((funds.remaining, breach), (Some(entered), None));
    assert_eq!([funds.today, funds.week, funds.month], [Money::ZERO; 3]);
    for (kind, name) in [
        (ScopeKind::Key, "k"),
        (ScopeKind::Project, "t"),
        (ScopeKind::Model, "fal-ai/flux/dev"),
    ] {
        let name = name.to_owned();
        let day = [(Period::Day, Some(entered))];
        let scope = Scope { kind, name };
        ledger.set_scoped_limits(&scope, &day).await.unwrap();
    }
    let scoped = ledger.scoped_funds(now, &Utc).await.unwrap();
    assert_eq!(scoped.len(), 3);
    assert!(
        scoped.iter().all(|part| part.spent == Money::ZERO),
        "{scoped:?}"
    );
    // What is charged beside it counts whole.
    ledger.apply_records(&[began(2)], now).await.unwrap();
    let (funds, _) = ledger.can_spend(entered, now, &Utc).await.unwrap();
    assert!(funds.today > Money::ZERO);
    let scoped = ledger.scoped_funds(now, &Utc).await.unwrap();
    assert!(
        scoped.iter().any(|part| part.spent == funds.today),
        "{scoped:?}"
    );
    let more = Money::from_nano(3_000_000_001);
    let (_, breach) = ledger.can_spend(more, now, &Utc).await.unwrap();
    assert!(breach.is_some());
}

/// A price says what a unit costs, not how many units a call takes that nobody could read: the next
/// one waits until this one's end is known.
#[tokio::test]
async fn a_call_of_unknown_cost_that_goes_on_gets_no_price() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, pool) = ledger(&folder).await;
    let now = clock::now();
    let event = CallEvent::Began {
        endpoint: "fal-ai/flux/dev".to_owned(),
        queued: false,
        params: RequestParams::unread(),
        caller: Caller::default(),
    };
    let records = [
        record(1, 1, event),
        record(2, 1, CallEvent::Named("r-1".to_owned())),
        record(3, 1, CallEvent::Ended(Outcome::BrokenOff)),
    ];
    let unknown = [(Some("r-1".to_owned()), None)];
    ledger.apply_records(&records, now).await.unwrap();
    assert_eq!(costs(&pool).await, unknown);
    ledger.price_calls(now).await.unwrap();
    assert_eq!(costs(&pool).await, unknown);
    let done = ledger.price_jobs("fal-ai/flux/dev", now).await.unwrap();
    assert_eq!(done, None, "nothing to price");
    let (funds, _) = ledger.can_spend(Money::ZERO, now, &Utc).await.unwrap();
    assert!(funds.has_unpriced_call);
    let metered = CallEvent::Ended(Outcome::Metered(2.into()));
    ledger
        .apply_records(&[record(4, 1, metered)], now)
        .await
        .unwrap();
    assert_eq!(
        costs(&pool).await,
        [(Some("r-1".to_owned()), Some(50_000_000))]
    );
}
