//! fal's billing record by the hundred thousand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use chrono::TimeDelta;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::money::Money;
use support::TestLedger;

const PAGES: i64 = 100;
const EVENTS: i64 = 1000;

/// Resident memory of this process in kilobytes. `None` where the system has no `/proc`.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test]
async fn a_hundred_thousand_events_in_no_order_and_served_twice_are_each_a_job_in_bounded_memory() {
    let test = TestLedger::new().await;
    let mut early = None;
    for page in 0..PAGES {
        // Pages come in no order, and each fifth a second time.
        let nth = (page - i64::from(page % 5 == 4)) * 37 % PAGES;
        let event = |of: i64| BillingEvent {
            request: format!("request-{nth}-{of}"),
            key: None,
            endpoint: "fal-ai/flux/dev".to_owned(),
            at: test.now - TimeDelta::minutes((nth * 31 + of * 7) % 100_000),
            units: None,
            unit_price: None,
            cost: Money::from_nano(25_000_000),
        };
        let events: Vec<BillingEvent> = (0..EVENTS).map(event).collect();
        let run = test.ledger.record().await.unwrap().next_run(test.now);
        let next = (page + 1 < PAGES).then(|| format!("page-{page}"));
        test.ledger
            .apply_events(&run, &events, next, test.now)
            .await
            .unwrap();
        if page == PAGES / 10 {
            early = resident();
        }
    }
    let distinct = PAGES - PAGES / 5;
    assert_eq!(
        test.sql("SELECT sum(cost_nano) || '' FROM spent_by_entry")
            .await,
        (distinct * EVENTS * 25_000_000).to_string()
    );
    test.check_sums().await;
    if let (Some(early), Some(late)) = (early, resident()) {
        assert!(
            late < early + 20_000,
            "memory grew from {early} to {late} kB"
        );
    }
    assert_eq!(
        test.ledger.record().await.unwrap().run,
        None,
        "the fetch is complete"
    );
}
