//! Trying the guard: the answer names what would happen, and no call is made.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use chrono::Utc;
use fal_budget_app::requests::{limit_scope, reconcile, set_guard, test_guard};
use fal_budget_domain::guard::scope::ScopeKind;
use serde_json::json;
use support::TestLedger;

async fn tested(test: &TestLedger) -> String {
    test_guard(&test.ledger, true, test.now, &Utc)
        .await
        .unwrap()
}

async fn choose(test: &TestLedger, changes: serde_json::Value) {
    set_guard(&test.ledger, changes.as_object().unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_guard_is_tried_with_the_dearest_call_that_counts() {
    let test = TestLedger::with_ten_dollars().await;
    let silent = test_guard(&test.ledger, false, test.now, &Utc).await;
    let silent = silent.unwrap();
    assert!(silent.starts_with("No gateway answers"), "{silent}");
    assert_eq!(
        tested(&test).await,
        "The gateway answers. The guard is off: all calls pass."
    );

    choose(&test, json!({"on": true})).await;
    assert_eq!(
        tested(&test).await,
        "The gateway answers. Would a call pass that costs as much as an image at its assumed \
         price, €0.025? Yes: €9.97 would be left."
    );
    // Neither a correction nor a voided job is a call.
    let stated = serde_json::from_value(json!({"stated": "4"})).unwrap();
    reconcile(&test.ledger, &stated, test.now).await.unwrap();
    let voided = test.log(json!({"images": 100})).await;
    test.ledger.void_job(voided.id, test.now).await.unwrap();
    test.log(json!({"images": 40})).await;
    assert_eq!(
        tested(&test).await,
        "The gateway answers. Would a call pass that costs as much as your dearest so far, 40 \
         images at €1.00? Yes: €2.00 would be left."
    );
    let flux = (ScopeKind::Model, "fal-ai/flux/dev");
    let changes = json!({"day": "1"});
    limit_scope(&test.ledger, flux, changes.as_object().unwrap())
        .await
        .unwrap();
    let scoped = tested(&test).await;
    assert!(scoped.ends_with("and models come on top."), "{scoped}");

    choose(&test, json!({"job": "0.50"})).await;
    let refused = tested(&test).await;
    assert!(
        refused.ends_with(
            "? No: it would cost about €1.00, and one call may cost €0.50 at most. €3.00 is left."
        ),
        "{refused}"
    );
    test.ledger.allow_next(test.now).await.unwrap();
    let allowed = tested(&test).await;
    assert!(
        allowed.starts_with(&refused) && allowed.ends_with("passes, until 13:00."),
        "{allowed}"
    );
    test.ledger.pause_guard(test.now).await.unwrap();
    assert_eq!(
        tested(&test).await,
        "The gateway answers. Paused until 13:00: all calls pass."
    );
}
