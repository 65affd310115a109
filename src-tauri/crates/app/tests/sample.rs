//! The sample: a ledger to look around in, and never anybody's own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use chrono::{TimeDelta, Utc};
use fal_budget_app::requests::{begin_sample, get_spending};
use fal_budget_app::sample;
use serde_json::json;
use support::TestLedger;

async fn begin(test: &TestLedger) -> bool {
    let file = test.folder().join("sample.csv");
    std::fs::write(&file, sample::table(test.now)).unwrap();
    begin_sample(&test.ledger, &file, test.now, Utc)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_sample_has_sixty_days_and_a_balance_whenever_it_begins() {
    for weekday in 0..7 {
        let mut test = TestLedger::new().await;
        test.now += TimeDelta::days(weekday);
        assert!(begin(&test).await);
        let balance = test.ledger.balance(test.now, &Utc).await.unwrap();
        let cents = balance.remaining().unwrap().unwrap().nano() / 10_000_000;
        assert!((100..2_900).contains(&cents), "{cents} cents are left");
        let request = serde_json::from_value(json!({"days": 90, "split": "tag"})).unwrap();
        let spending = get_spending(&test.ledger, &request, test.now, &Utc).await;
        let spending = spending.unwrap();
        let forecast = spending.forecast.unwrap();
        assert!(
            forecast.lasts.starts_with("Lasts until"),
            "{}",
            forecast.lasts
        );
        assert_eq!(spending.series.len(), 3, "projects");
        assert!(test.ledger.settings().await.unwrap().is_sample);
        assert!(!begin(&test).await, "a second time");
        test.check_sums().await;
    }
}

#[tokio::test]
async fn a_ledger_in_use_takes_no_sample() {
    let test = TestLedger::new().await;
    test.log(json!({"images": 1})).await;
    assert!(!begin(&test).await);
    assert!(!test.ledger.settings().await.unwrap().is_sample);
    assert_eq!(test.find(json!({})).await.1, 1);
}
