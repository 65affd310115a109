//! What calls with like parameters have cost says what the next one may cost.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::requests::{self, FindModels, estimate_call};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord, Outcome};
use fal_budget_domain::guard::{Limit, Verdict};
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_domain::tariffs::price::PriceSource;
use fal_budget_ledger::{Ledger, ProposedCall};
use fal_budget_store::database;
use fal_budget_store::tables::price::StoredPrice;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tempfile::TempDir;

const MODEL: &str = "me/my-app";

struct Test {
    ledger: Ledger,
    last: i64,
    folder: TempDir,
}

fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

impl Test {
    /// A ledger in which a unit of the model costs ten cents, whatever a unit is.
    async fn new(model: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
        let price = StoredPrice {
            endpoint: model.to_owned(),
            source: PriceSource::Fal,
            unit: "units".to_owned(),
            amount: Money::from_nano(100_000_000),
            at: now(),
        };
        ledger.store_prices(&[price]).await.unwrap();
        Self {
            ledger,
            last: 0,
            folder,
        }
    }

    /// fal's id of the request of the next call.
    fn request(&self) -> String {
        format!("request-{}", self.last)
    }

    /// Runs a call that fal counts so many units for.
    async fn call(&mut self, model: &str, input: &Value, units: i64, days_ago: i64) {
        let call = CallRef::Call(self.last + 1);
        let began = CallEvent::Began {
            endpoint: model.to_owned(),
            queued: false,
            params: RequestParams::of_call(model, input),
            caller: Caller::default(),
        };
        let named = CallEvent::Named(self.request());
        let ended = CallEvent::Ended(Outcome::Metered(Decimal::from(units)));
        let records: Vec<JournalRecord> = (self.last + 1..)
            .zip([began, named, ended])
            .map(|(number, event)| JournalRecord {
                number,
                at: now() - TimeDelta::days(days_ago),
                call: call.clone(),
                event,
            })
            .collect();
        self.last += 3;
        self.ledger.apply_records(&records, now()).await.unwrap();
    }

    /// Expected cost, upper bound and basis of a request.
    async fn estimate(
        &self,
        model: &str,
        input: &Value,
    ) -> (Option<f64>, Option<f64>, &'static str) {
        let found = estimate_call(&self.ledger, &json!(model), input, now()).await;
        let found = found.unwrap();
        (found.expected, found.at_most, found.basis)
    }

    /// The limit that a call breaks where one call may cost so many cents.
    async fn refused(&self, cents: i64, input: &Value) -> Option<Limit> {
        self.ledger
            .set_guard(|guard| {
                guard.is_on = true;
                guard.job = Some(Money::from_nano(cents * 10_000_000));
            })
            .await
            .unwrap();
        let params = RequestParams::of_call(MODEL, input);
        let caller = Caller::default();
        let call = ProposedCall {
            scopes: caller.scopes(MODEL),
            params: &params,
            record: None,
        };
        let judged = self.ledger.admit(&[], &[call], now(), &Utc).await.unwrap();
        match judged.verdicts.as_slice() {
            [Verdict::Refuse(breach)] => Some(breach.limit),
            _ => None,
        }
    }
}

#[tokio::test]
async fn three_like_calls_are_the_bound_of_the_next() {
    let mut test = Test::new(MODEL).await;
    let input = |text: &str, seed: i64| {
        json!({"prompt": text, "seed": seed, "quality": "high",
            "image_url": format!("https://example.com/{seed}")})
    };
    test.call(MODEL, &input("a secret garden", 1), 2, 80).await;
    test.call(MODEL, &input("another secret", 2), 5, 2).await;
    let next = input("the third", 3);
    assert_eq!(test.estimate(MODEL, &next).await, (None, None, "unknown"));
    // Other parameters, too long ago, or of another model.
    test.call(MODEL, &json!({"quality": "low"}), 90, 1).await;
    test.call(MODEL, &input("a third", 4), 90, 91).await;
    test.call("me/other", &input("a third", 4), 90, 1).await;
    assert_eq!(test.estimate(MODEL, &next).await, (None, None, "unknown"));
    assert_eq!(test.refused(1_000, &next).await, Some(Limit::Unpriced));

    test.call(MODEL, &input("a third", 5), 3, 1).await;
    assert_eq!(
        test.estimate(MODEL, &next).await,
        (Some(0.3), Some(0.5), "history")
    );
    assert_eq!(test.refused(50, &next).await, None);
    assert_eq!(test.refused(49, &next).await, Some(Limit::Job));
    assert_eq!(
        test.refused(1_000, &json!({"quality": "max"})).await,
        Some(Limit::Unpriced)
    );
}

#[tokio::test]
async fn only_the_last_twenty_calls_count() {
    let mut test = Test::new(MODEL).await;
    let input = json!({"quality": "high"});
    test.call(MODEL, &input, 90, 30).await;
    for day in 0..20 {
        test.call(MODEL, &input, 2, day).await;
    }
    assert_eq!(
        test.estimate(MODEL, &input).await,
        (Some(0.2), Some(0.2), "history")
    );
}

#[tokio::test]
async fn a_tariff_that_is_off_moves_and_its_bound_only_rises() {
    let veo = "fal-ai/veo3.1";
    let mut test = Test::new(veo).await;
    let input = json!({"prompt": "x", "duration": "4s"});
    for units in [10, 11, 12] {
        test.call(veo, &input, units, 1).await;
    }
    let found = estimate_call(&test.ledger, &json!(veo), &input, now()).await;
    let found = found.unwrap();
    assert_eq!(
        (found.expected, found.at_most, found.basis),
        (Some(1.1), Some(1.6), "tariff")
    );
    assert!(
        found.why.contains("€1.10,") && found.why.contains("€1.60"),
        "{}",
        found.why
    );
    for units in [21, 22, 23, 24] {
        test.call(veo, &input, units, 0).await;
    }
    assert_eq!(
        test.estimate(veo, &input).await,
        (Some(2.1), Some(2.4), "tariff")
    );
}

/// What fal counted before a price was known is a cost once there is one.
#[tokio::test]
async fn units_wait_for_a_price() {
    let lite = "fal-ai/veo3.1/lite";
    let mut test = Test::new(MODEL).await;
    test.call(lite, &json!({}), 80, 0).await;
    let spent = async || {
        test.ledger
            .balance(now(), &Utc)
            .await
            .unwrap()
            .today
            .cost
            .nano()
    };
    assert_eq!(spent().await, 400_000_000, "the tariff's");
    assert_eq!(test.ledger.unpriced_models().await.unwrap(), [lite]);
    let price = StoredPrice {
        endpoint: lite.to_owned(),
        source: PriceSource::Fal,
        unit: "seconds".to_owned(),
        amount: Money::from_nano(10_000_000),
        at: now(),
    };
    test.ledger.store_prices(&[price]).await.unwrap();
    test.ledger.price_calls(now()).await.unwrap();
    assert_eq!(spent().await, 800_000_000, "units × price");
    assert_eq!(test.ledger.unpriced_models().await.unwrap(), [""; 0]);
}

/// The record wins, and the price book says that what is metered is uncertain until it agrees
/// again.
#[tokio::test]
async fn a_model_that_is_billed_otherwise_than_metered_is_marked() {
    let mut test = Test::new(MODEL).await;
    let marked = async |test: &Test| {
        let request = FindModels {
            typed: MODEL.to_owned(),
            limit: None,
        };
        let found = requests::find_models(&test.ledger, &request).await.unwrap();
        let model = found.iter().find(|model| model.endpoint == MODEL).unwrap();
        model.note.clone()
    };
    let note = marked(&test).await;
    // Each is metered at $0.20. Rounding is no error.
    for (cost, is_marked) in [
        (200, false),
        (203, false),
        (150, true),
        (300, true),
        (200, false),
    ] {
        let request = test.request();
        test.call(MODEL, &json!({}), 2, 0).await;
        let now = now();
        let event = BillingEvent {
            request,
            key: None,
            endpoint: MODEL.to_owned(),
            at: now,
            units: Some(Decimal::ONE),
            unit_price: None,
            cost: Money::from_nano(cost * 1_000_000),
        };
        let run = test.ledger.record().await.unwrap().next_run(now);
        let applied = test.ledger.apply_events(&run, &[event], None, now).await;
        assert_eq!(applied.unwrap().settled, 1);
        let said = marked(&test).await;
        assert_eq!(said != note, is_marked, "{cost}: {said}");
        if is_marked {
            let billed = format!("fal billed €{}.{:02}", cost / 1000, cost % 1000 / 10);
            assert!(
                said.contains(&billed) && said.contains("made €0.20"),
                "{said}"
            );
        }
    }
}

/// Twenty cheap clips never vouch for one whose length a file decides.
#[tokio::test]
async fn a_file_of_unknown_length_learns_nothing() {
    let mut test = Test::new(MODEL).await;
    let input = json!({"video_url": "https://example.com/short"});
    for _ in 0..20 {
        test.call(MODEL, &input, 2, 1).await;
    }
    assert_eq!(test.estimate(MODEL, &input).await, (None, None, "unknown"));
}

#[tokio::test]
async fn no_text_of_a_request_is_kept() {
    let mut test = Test::new(MODEL).await;
    let input = json!({"prompt": "xyzzy-secret", "image_url": "https://xyzzy-secret/a",
        "subject": "xyzzy-secret"});
    test.call(MODEL, &input, 2, 1).await;
    test.ledger.close().await;
    for file in std::fs::read_dir(test.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let secret = b"xyzzy-secret".as_slice();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret));
    }
}
