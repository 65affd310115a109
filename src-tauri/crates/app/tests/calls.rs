//! Journal records on their way into the ledger, as a gateway applies them for days.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord, Outcome};
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_ledger::Ledger;
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

#[tokio::test]
async fn an_answer_with_the_id_of_a_metered_request_takes_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fal-budget.db");
    database::open(&path).await.unwrap().close().await;
    let pool = SqlitePoolOptions::new();
    let pool = pool.connect_with(database::options(&path)).await.unwrap();
    let ledger = Ledger::new(Store::new(pool.clone()), AccountId::FIRST);
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
