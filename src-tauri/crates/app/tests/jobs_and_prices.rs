//! Prices, corrections and voids of jobs, through the requests that window and verbs send.
#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test tells one story, and fails by panicking"
)]

mod support;

use chrono::Utc;
use fal_budget_app::requests::{
    self, FindJobs, FindModels, OneJob, OneModel, SetPrice, SomeJobs, TagJobs, Undo,
};
use fal_budget_domain::jobs::Basis;
use fal_budget_domain::money::Money;
use fal_budget_domain::settings::Theme;
use fal_budget_domain::tariffs::price::PriceSource;
use fal_budget_i18n::Localize;
use fal_budget_store::tables::price::StoredPrice;
use serde_json::json;
use support::TestLedger;

#[tokio::test]
async fn a_model_shows_its_cost_its_source_and_what_is_left_before_it_runs() {
    let test = TestLedger::with_ten_dollars().await;
    let estimate = test
        .estimate(json!({
            "model": "fal-ai/flux/dev/image-to-image",
            "quantity": "2",
            "width": 1920,
            "height": "1080",
        }))
        .await;
    assert_eq!(estimate.total, Some(0.12));
    let shown = estimate.display;
    assert_eq!(
        (
            shown.basis.as_str(),
            shown.leaves.as_deref(),
            shown.buys.as_deref()
        ),
        (
            "4 megapixels at €0.03 per megapixel, list price of 2026-08-09 (model page), \
             megapixels rounded up; 28 steps and guidance 3.5 recommended",
            Some("leaves €9.88"),
            Some("enough for 82 more like it")
        )
    );
    assert_eq!(test.spent().await, (0, 0), "an estimate is not a job");
}

#[tokio::test]
async fn a_model_without_a_price_is_unknown_and_priced_later() {
    let test = TestLedger::with_ten_dollars().await;
    let estimate = test
        .estimate(json!({"model": "me/model", "quantity": 3}))
        .await;
    assert_eq!((estimate.total, estimate.leaves), (None, None));
    let logged = test
        .try_log(json!({"model": "me/model", "quantity": 3}))
        .await
        .unwrap();
    assert_eq!(
        (logged.total, logged.total_shown),
        (None, None),
        "unknown is not zero"
    );
    test.log(json!({"model": "me/model", "quantity": "1.5", "tag": "tests"}))
        .await;
    assert_eq!(test.spent().await, (0, 2));

    assert_eq!(test.price("me/model", "seconds", "0.2").await, 2);
    assert_eq!(test.spent().await, (0, 2), "not without being asked");
    let model = OneModel {
        endpoint: json!("me/model"),
    };
    assert!(
        requests::price_jobs(&test.ledger, &model, test.now)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(test.spent().await, (900, 0));
    assert_eq!(
        test.undo().await,
        "pricing me/model, 3 seconds and me/model, 1.5 seconds"
    );
    assert_eq!(test.spent().await, (0, 2));
    assert_eq!(test.undo().await, "the price of me/model");
    assert_eq!(test.price("me/model", "seconds", "0.3").await, 2);
}

#[tokio::test]
async fn fals_own_units_have_no_price_whatever_is_typed() {
    let test = TestLedger::with_ten_dollars().await;
    let request = SetPrice {
        endpoint: json!("me/workflow"),
        unit: json!("units"),
        price: json!("0.5"),
    };
    let refusal = requests::set_price(&test.ledger, &request, test.now)
        .await
        .unwrap_err();
    assert!(
        refusal
            .localized()
            .contains("cost something else in every call"),
        "{refusal}"
    );
    assert_eq!(
        test.log(json!({"model": "me/workflow", "quantity": 1}))
            .await
            .basis,
        Basis::Unknown
    );
}

#[tokio::test]
async fn a_price_of_ones_own_counts_from_then_on_and_can_be_taken_back() {
    let test = TestLedger::with_ten_dollars().await;
    let request = json!({"model": "fal-ai/flux/dev", "quantity": 4});
    let before = test.log(request.clone()).await;
    test.price("fal-ai/flux/dev", "megapixels", "0.05").await;
    let after = test.log(request.clone()).await;
    assert_eq!((before.cost, after.cost), (Some(0.1), Some(0.2)));
    assert_eq!(
        test.job(before.id).await.cost,
        Some(0.1),
        "older jobs keep theirs"
    );
    assert_eq!(
        after.price_shown.as_deref(),
        Some("€0.05 per megapixel, your price")
    );
    requests::return_to_list(
        &test.ledger,
        &OneModel {
            endpoint: json!("fal-ai/flux/dev"),
        },
        test.now,
    )
    .await
    .unwrap();
    assert_eq!(test.log(request.clone()).await.cost, Some(0.1));
    test.ledger.undo(None, test.now).await.unwrap();
    assert_eq!(test.undo().await, "the price of fal-ai/flux/dev");
    assert_eq!(
        test.log(request).await.cost,
        Some(0.2),
        "undoing the return brings the price back"
    );
}

#[tokio::test]
async fn fals_prices_replace_the_lists_and_changes_are_reported() {
    let test = TestLedger::new().await;
    test.log(json!({"model": "fal-ai/flux/dev", "quantity": 1}))
        .await;
    assert_eq!(
        test.ledger.models_in_use().await.unwrap(),
        ["fal-ai/flux/dev"]
    );
    let of_fal = |nano| StoredPrice {
        endpoint: "fal-ai/flux/dev".to_owned(),
        source: PriceSource::Fal,
        unit: "megapixels".to_owned(),
        amount: Money::from_nano(nano),
        at: test.now,
    };
    assert!(
        test.ledger
            .store_prices(&[of_fal(25_000_000)])
            .await
            .unwrap()
            .is_empty()
    );
    let changed = test
        .ledger
        .store_prices(&[of_fal(30_000_000)])
        .await
        .unwrap();
    assert_eq!(
        (changed[0].before.0.nano(), changed[0].now.0.nano()),
        (25_000_000, 30_000_000)
    );
    let job = test
        .log(json!({"model": "fal-ai/flux/dev", "quantity": 1}))
        .await;
    assert_eq!(
        (job.cost, job.price_shown.as_deref()),
        (Some(0.03), Some("€0.03 per megapixel, fal.ai's price"))
    );
}

#[tokio::test]
async fn a_job_is_corrected_voided_and_restored_and_each_can_be_undone() {
    let test = TestLedger::with_ten_dollars().await;
    let job = test
        .log(json!({"model": "fal-ai/veo3.1", "quantity": 5}))
        .await;
    assert_eq!(test.spent().await, (2000, 0));
    test.correct(
        json!({"id": job.id, "quantity": "8", "unitPrice": "0.2", "note": "without audio"}),
    )
    .await
    .unwrap();
    let corrected = test.job(job.id).await;
    assert_eq!(
        (corrected.cost, corrected.note.as_deref()),
        (Some(1.6), Some("without audio"))
    );
    requests::undo(&test.ledger, &Undo::default(), test.now)
        .await
        .unwrap();
    assert_eq!(test.spent().await, (2000, 0));

    test.ledger.void_job(job.id, test.now).await.unwrap();
    assert!(
        test.job(job.id).await.voided,
        "in the list, shown as voided"
    );
    assert_eq!(test.spent().await, (0, 0));
    assert_eq!(test.undo().await, "removing fal-ai/veo3.1, 5 seconds");
    assert_eq!(test.spent().await, (2000, 0));
    test.ledger.void_job(job.id, test.now).await.unwrap();
    test.ledger.restore_job(job.id, test.now).await.unwrap();
    assert_eq!(test.spent().await, (2000, 0));
    assert_eq!(test.undo().await, "restoring fal-ai/veo3.1, 5 seconds");
    assert_eq!(test.spent().await, (0, 0));
}

/// Changes are undone in any order, so each restores only what it touched.
#[tokio::test]
async fn undoing_a_correction_does_not_bring_an_undone_job_back() {
    let test = TestLedger::with_ten_dollars().await;
    let job = test
        .log(json!({"model": "fal-ai/veo3.1", "quantity": 5}))
        .await;
    test.correct(json!({"id": job.id, "quantity": 8}))
        .await
        .unwrap();
    requests::undo(
        &test.ledger,
        &Undo {
            change: Some(job.change),
        },
        test.now,
    )
    .await
    .unwrap();
    assert_eq!(test.spent().await, (0, 0));
    assert_eq!(test.undo().await, "correcting fal-ai/veo3.1, 8 seconds");
    assert_eq!(test.spent().await, (0, 0), "its batch is undone");

    let other = test
        .log(json!({"model": "fal-ai/veo3.1", "quantity": 5}))
        .await;
    test.ledger.void_job(other.id, test.now).await.unwrap();
    requests::undo(
        &test.ledger,
        &Undo {
            change: Some(other.change),
        },
        test.now,
    )
    .await
    .unwrap();
    test.undo().await;
    assert_eq!(test.spent().await, (0, 0), "its batch is undone here too");
}

#[tokio::test]
async fn a_correction_changes_the_named_fields_only_and_an_empty_one_is_no_change() {
    let test = TestLedger::with_ten_dollars().await;
    let job = test
        .log(json!({"images": 2, "tag": "cats", "note": "a fox"}))
        .await;
    test.correct(json!({"id": job.id, "note": "two foxes"}))
        .await
        .unwrap();
    let job = test.job(job.id).await;
    assert_eq!(
        (job.tag.as_deref(), job.note.as_deref()),
        (Some("cats"), Some("two foxes"))
    );
    assert_eq!(
        test.correct(json!({"id": job.id, "note": "two foxes"}))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn jobs_are_priced_later_only_in_their_own_unit() {
    let test = TestLedger::with_ten_dollars().await;
    let job = test
        .log(json!({"model": "me/model", "quantity": 2500}))
        .await;
    assert_eq!(
        test.price("me/model", "1000 characters", "0.05").await,
        0,
        "2500 of what is not known"
    );
    assert_eq!(test.price("me/model", "seconds", "0.01").await, 1);
    requests::price_jobs(
        &test.ledger,
        &OneModel {
            endpoint: json!("me/model"),
        },
        test.now,
    )
    .await
    .unwrap();
    let priced = test.job(job.id).await;
    assert_eq!((priced.cost, priced.unit.as_str()), (Some(25.0), "seconds"));
}

#[tokio::test]
async fn a_former_job_is_repeated_at_todays_price() {
    let test = TestLedger::with_ten_dollars().await;
    let former = test
        .log(json!({"model": "fal-ai/flux/dev", "quantity": 2, "tag": "cats"}))
        .await;
    test.price("fal-ai/flux/dev", "megapixels", "0.1").await;
    let again = requests::repeat_job(&test.ledger, &OneJob { id: former.id }, test.now, &Utc)
        .await
        .unwrap();
    assert_eq!(
        (again.total, again.jobs[0].tag.as_deref()),
        (Some(0.2), Some("cats"))
    );
}

/// Settings are read, edited and written: amounts hidden in between stay hidden.
#[tokio::test]
async fn saving_settings_does_not_show_amounts_that_were_hidden_meanwhile() {
    let test = TestLedger::new().await;
    let mut chosen = test.ledger.settings().await.unwrap();
    chosen.theme = Theme::Dark;
    test.ledger.hide_amounts(true).await.unwrap();
    test.ledger.save_settings(&chosen, test.now).await.unwrap();
    let settings = test.ledger.settings().await.unwrap();
    assert!(settings.display.hidden && settings.theme == Theme::Dark);
    test.undo().await;
    let settings = test.ledger.settings().await.unwrap();
    assert!(settings.display.hidden && settings.theme == Theme::System);
}

#[tokio::test]
async fn undo_takes_back_a_change_of_settings() {
    let test = TestLedger::new().await;
    let changes = json!({"imageRate": "0.04"});
    requests::save_settings(&test.ledger, changes.as_object().unwrap(), test.now)
        .await
        .unwrap();
    assert_eq!(test.log(json!({"images": 1})).await.cost, Some(0.04));
    test.undo().await;
    assert_eq!(test.undo().await, "the change of settings");
    assert_eq!(test.log(json!({"images": 1})).await.cost, Some(0.025));
}

#[tokio::test]
async fn invalid_jobs_and_prices_are_refused_with_a_code_for_their_field() {
    let test = TestLedger::new().await;
    let model = "fal-ai/flux/dev";
    for (request, code) in [
        (json!({"model": model}), "invalid_quantity"),
        (json!({"model": model, "quantity": ""}), "invalid_quantity"),
        (
            json!({"model": model, "quantity": "-1"}),
            "invalid_quantity",
        ),
        (json!({"model": model, "quantity": 0}), "invalid_quantity"),
        (
            json!({"model": model, "quantity": "NaN"}),
            "invalid_quantity",
        ),
        (
            json!({"model": model, "quantity": "1e9"}),
            "invalid_quantity",
        ),
        (
            json!({"model": model, "quantity": 2_000_000}),
            "invalid_quantity",
        ),
        (
            json!({"model": model, "quantity": "$4"}),
            "invalid_quantity",
        ),
        (json!({"model": model, "quantity": [4]}), "invalid_quantity"),
        (
            json!({"model": model, "quantity": "1,000"}),
            "invalid_quantity",
        ),
        (
            json!({"model": model, "characters": "1000"}),
            "invalid_quantity",
        ),
        (
            json!({"model": "fal-ai/recraft-v3", "quantity": 1, "width": 2048, "height": 2048}),
            "invalid_quantity",
        ),
        (
            json!({"model": model, "quantity": 1, "runs": 1.5}),
            "invalid_runs",
        ),
        (
            json!({"model": model, "quantity": 1, "width": 0, "height": 5}),
            "invalid_size",
        ),
        (
            json!({"model": model, "quantity": 1, "width": 1024}),
            "invalid_size",
        ),
        (
            json!({"model": model, "quantity": 1, "width": 99999, "height": 5}),
            "invalid_size",
        ),
        (
            json!({"model": model, "quantity": 1, "factor": 0}),
            "invalid_factor",
        ),
        (
            json!({"model": model, "quantity": 1, "factor": "much"}),
            "invalid_factor",
        ),
        (json!({"model": "", "quantity": 1}), "invalid_model"),
        (json!({"model": "flux", "quantity": 1}), "invalid_model"),
        (json!({"model": "=cmd()/x", "quantity": 1}), "invalid_model"),
        (json!({"model": 5, "quantity": 1}), "invalid_model"),
        (
            json!({"model": model, "quantity": 1, "tag": "x".repeat(41)}),
            "invalid_label",
        ),
        (
            json!({"model": model, "quantity": 1, "at": "tomorrow"}),
            "invalid_time",
        ),
    ] {
        assert_eq!(
            test.try_log(request.clone()).await.unwrap_err().code(),
            code,
            "{request}"
        );
    }
    for (endpoint, unit, price, code) in [
        ("me", "images", "1", "invalid_model"),
        ("me/model", "", "1", "invalid_unit"),
        ("me/model", "images", "-1", "invalid_amount"),
        ("me/model", "images", "", "invalid_amount"),
    ] {
        let request = SetPrice {
            endpoint: json!(endpoint),
            unit: json!(unit),
            price: json!(price),
        };
        let error = requests::set_price(&test.ledger, &request, test.now)
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{endpoint} {unit} {price}");
    }
    assert_eq!(
        test.correct(json!({"id": 99, "quantity": 1}))
            .await
            .unwrap_err()
            .code(),
        "no_such_job"
    );
    assert_eq!(test.spent().await, (0, 0));
}

#[tokio::test]
async fn models_are_found_by_a_few_letters() {
    let test = TestLedger::new().await;
    let request = FindModels {
        typed: "flux dev".to_owned(),
        limit: Some(3),
    };
    let found = requests::find_models(&test.ledger, &request).await.unwrap();
    assert_eq!(found[0].endpoint, "fal-ai/flux/dev");
    assert_eq!(
        (found[0].per.as_str(), found[0].by_pixels),
        ("€0.025 per megapixel", true)
    );
    let all = requests::find_models(&test.ledger, &FindModels::default())
        .await
        .unwrap();
    assert!(all.len() > 300, "every model with a tariff is in the book");
    let veo = all
        .iter()
        .find(|price| price.endpoint == "fal-ai/veo3.1/lite")
        .unwrap();
    assert_eq!((veo.price, veo.per.as_str()), (None, ""));
    assert!(veo.tariff.as_ref().unwrap().contains("with audio €0.05"));
    let names: Vec<&str> = veo
        .choices
        .iter()
        .map(|choice| choice.name.as_str())
        .collect();
    assert_eq!(names, ["resolution", "generate_audio"]);
}

#[tokio::test]
async fn a_job_costs_what_its_tariff_says() {
    let test = TestLedger::new().await;
    for (request, cost) in [
        (
            json!({"model": "fal-ai/veo3.1", "quantity": "8"}),
            Some(3.2),
        ),
        (
            json!({"model": "fal-ai/veo3.1", "quantity": "8", "runs": "2",
                "parameters": {"generate_audio": "false"}}),
            Some(3.2),
        ),
        (
            json!({"model": "fal-ai/veo3.1/lite", "quantity": "4",
                "parameters": {"resolution": "1080p"}}),
            Some(0.32),
        ),
        (
            json!({"model": "fal-ai/ideogram/v3", "quantity": "1"}),
            Some(0.06),
        ),
        (
            json!({"model": "fal-ai/flux/dev", "quantity": "2", "width": "2048", "height": "2048",
                "parameters": {}}),
            Some(0.2),
        ),
        (
            json!({"model": "fal-ai/sync-lipsync/v2", "quantity": "20"}),
            Some(1.0),
        ),
        (json!({"model": "me/my-app", "quantity": "2"}), None),
    ] {
        let found = test.estimate(request.clone()).await;
        assert_eq!(found.total, cost, "{request}");
    }
}

#[tokio::test]
async fn several_jobs_are_tagged_and_voided_at_once_and_undone_at_once() {
    let test = TestLedger::with_ten_dollars().await;
    let mut ids = Vec::new();
    for images in [2, 4, 6] {
        ids.push(test.log(json!({ "images": images })).await.id);
    }
    let cost = async |request: serde_json::Value| {
        let request: FindJobs = serde_json::from_value(request).unwrap();
        let found = requests::find_jobs(&test.ledger, &request, test.now, &Utc).await;
        found.unwrap().cost.unwrap().text
    };
    assert_eq!(cost(json!({})).await, "€0.30");
    let tag = TagJobs {
        ids: ids[..2].to_vec(),
        tag: "cats".to_owned(),
    };
    let change = requests::tag_jobs(&test.ledger, &tag, test.now)
        .await
        .unwrap();
    assert!(change.is_some());
    assert_eq!(cost(json!({"tag": "cats"})).await, "€0.15");
    let again = requests::tag_jobs(&test.ledger, &tag, test.now).await;
    assert_eq!(again.unwrap(), None, "nothing differs");

    let some = SomeJobs { ids: ids.clone() };
    requests::void_jobs(&test.ledger, &some, test.now)
        .await
        .unwrap();
    assert_eq!(test.spent().await.0, 0);
    assert_eq!(cost(json!({})).await, "€0.00", "voided ones cost nothing");
    assert_eq!(test.undo().await, "removing 3 jobs");
    assert_eq!(cost(json!({})).await, "€0.30");
    assert_eq!(test.undo().await, "correcting 2 images and 4 images");
    assert_eq!(cost(json!({"tag": "cats"})).await, "€0.00");
    test.check_sums().await;

    // All or none: one that is not there leaves the others as they are.
    let missing = SomeJobs {
        ids: vec![ids[0], 9_999],
    };
    requests::void_jobs(&test.ledger, &missing, test.now)
        .await
        .unwrap_err();
    assert_eq!(cost(json!({})).await, "€0.30");
}
