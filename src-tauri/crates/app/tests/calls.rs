//! Journal records on their way into the ledger, as a gateway applies them for days.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, JournalRecord};
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
    };
    JournalRecord {
        number,
        at: clock::now(),
        call: CallRef::Call(number),
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
