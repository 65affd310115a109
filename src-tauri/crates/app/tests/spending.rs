//! Charts compared with plain sums of jobs, and reconciling.
#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test tells one story, and fails by panicking"
)]
#![allow(clippy::float_arithmetic, reason = "JSON numbers are binary")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use fal_budget_app::Error;
use fal_budget_app::requests::{self, AlertEvaluator, GetSpending, StatedBalance};
use fal_budget_app::view::SpendingView;
use fal_budget_domain::forecast::Forecast;
use fal_budget_domain::money::Money;
use serde_json::json;
use support::TestLedger;
use support::import_fixture::ImportFixture;

fn wanted(days: u32, grain: &str, split: &str) -> GetSpending {
    GetSpending {
        month: None,
        days: Some(days),
        grain: Some(grain.to_owned()),
        split: Some(split.to_owned()),
    }
}

async fn overview(test: &TestLedger, request: &GetSpending, zone: &FixedOffset) -> SpendingView {
    requests::get_spending(&test.ledger, request, test.now, zone)
        .await
        .unwrap()
}

/// Imports jobs over the last 400 days at odd times, of three models, some with a tag, and lists
/// them as time, model, tag and cost in tenths of a cent.
async fn imported_jobs() -> (ImportFixture, Vec<(DateTime<Utc>, usize, usize, i64)>) {
    let fixture = ImportFixture::new().await;
    let mut jobs = Vec::new();
    let mut table = "timestamp,endpoint_id,tag,cost_total,output_units".to_owned();
    for nth in 0_i64..1500 {
        let at = fixture.test.now - TimeDelta::seconds(nth * 23_021 + nth % 7);
        let (model, tag, cost) = (
            usize::try_from(nth % 3).unwrap(),
            usize::try_from(nth % 2).unwrap(),
            nth % 97 + 1,
        );
        let name = ["", "cats"][tag];
        write!(
            table,
            "\n{},fal-ai/model-{model},{name},0.{cost:03},1",
            at.format("%Y-%m-%dT%H:%M:%SZ")
        )
        .unwrap();
        jobs.push((at, model, tag, cost));
    }
    fixture.import(&table).await;
    (fixture, jobs)
}

#[tokio::test]
async fn each_chart_has_the_jobs_of_its_days_in_any_zone() {
    let (fixture, jobs) = imported_jobs().await;
    fixture.test.check_sums().await;
    for offset in [0, 3600, 19_800, 45_900, -28_800, -12_600] {
        let zone = FixedOffset::east_opt(offset).unwrap();
        let today = fixture.test.now.with_timezone(&zone).date_naive();
        for (days, grain) in [
            (7, "day"),
            (30, "day"),
            (30, "week"),
            (90, "day"),
            (90, "week"),
            (365, "week"),
            (365, "month"),
        ] {
            let first = today - TimeDelta::days(i64::from(days) - 1);
            for (split, key) in [("model", 1), ("tag", 2), ("none", 0)] {
                let seen = overview(&fixture.test, &wanted(days, grain, split), &zone).await;
                let mut plain: BTreeMap<usize, f64> = BTreeMap::new();
                for (at, model, tag, cost) in &jobs {
                    if at.with_timezone(&zone).date_naive() >= first {
                        *plain.entry([0, *model, *tag][key]).or_default() +=
                            f64::from(i32::try_from(*cost).unwrap()) / 1000.0;
                    }
                }
                let mut found: Vec<f64> = seen
                    .series
                    .iter()
                    .map(|part| part.values.iter().sum())
                    .collect();
                let mut plain: Vec<f64> = plain.into_values().collect();
                found.sort_by(f64::total_cmp);
                plain.sort_by(f64::total_cmp);
                assert!(
                    found.len() == plain.len()
                        && found.iter().zip(&plain).all(|(a, b)| (a - b).abs() < 1e-9),
                    "{offset} {days} {grain} {split}: {found:?} {plain:?}"
                );
                assert!(
                    seen.series
                        .iter()
                        .all(|part| part.values.len() == seen.groups.len())
                );
            }
        }
    }
}

/// Thousands of projects are summed up another way than a few, to the same sums.
#[tokio::test]
async fn thousands_of_projects_have_the_sums_of_their_jobs() {
    let fixture = ImportFixture::new().await;
    let zone = FixedOffset::east_opt(19_800).unwrap();
    let day_of = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let today = day_of(fixture.test.now);
    let mut table = "timestamp,endpoint_id,tag,cost_total,output_units".to_owned();
    let mut by_day: BTreeMap<i64, i64> = BTreeMap::new();
    for nth in 0_i64..1500 {
        let at = fixture.test.now - TimeDelta::seconds(nth * 1_801);
        let cost = nth % 97 + 1;
        *by_day.entry((today - day_of(at)).num_days()).or_default() += cost;
        let moment = at.format("%Y-%m-%dT%H:%M:%SZ");
        write!(table, "\n{moment},me/model,tag-{nth},0.{cost:03},1").unwrap();
    }
    fixture.import(&table).await;
    for (days, split) in [(30, "none"), (30, "tag"), (90, "model"), (7, "tag")] {
        let seen = overview(&fixture.test, &wanted(days, "day", split), &zone).await;
        for before in 0..i64::from(days) {
            let column = seen.groups.len() - 1 - usize::try_from(before).unwrap();
            let sum: f64 = seen.series.iter().map(|part| part.values[column]).sum();
            let thousandths = by_day.get(&before).copied().unwrap_or_default();
            let expected = f64::from(i32::try_from(thousandths).unwrap()) / 1000.0;
            assert!(
                (sum - expected).abs() < 1e-9,
                "{days} {split} {before}: {sum} {expected}"
            );
        }
    }
}

#[tokio::test]
async fn a_single_job_is_in_today_at_every_hour_of_every_zone() {
    for hours in 0..48 {
        let mut test = TestLedger::new().await;
        test.now += TimeDelta::minutes(hours * 30);
        test.log(json!({"images": 4})).await;
        for offset in [0, 19_800, 43_200, -10_800, -18_000, -28_800, -43_200] {
            let zone = FixedOffset::east_opt(offset).unwrap();
            let seen = overview(&test, &wanted(7, "day", "model"), &zone).await;
            let today = seen
                .series
                .first()
                .and_then(|part| part.values.last())
                .copied();
            assert_eq!(
                (today, seen.compared[0].amount.text.as_str()),
                (Some(0.1), "€0.10"),
                "{offset} {}",
                test.now
            );
        }
    }
}

#[tokio::test]
async fn retagging_voiding_and_pricing_a_job_move_its_sums() {
    let test = TestLedger::new().await;
    let zone = FixedOffset::east_opt(0).unwrap();
    let job = test
        .log(json!({"model": "fal-ai/flux/dev", "quantity": "4", "tag": "cats"}))
        .await;
    test.log(json!({"model": "my/model", "quantity": "2"}))
        .await;
    let tags = async || {
        let seen = overview(&test, &wanted(7, "day", "tag"), &zone).await;
        test.check_sums().await;
        let parts: Vec<String> = seen
            .series
            .iter()
            .map(|part| format!("{} {}", part.name, part.total.text))
            .collect();
        (parts.join(", "), seen.without)
    };
    let without = Some("Not in the columns: 1 job of unknown price.".to_owned());
    assert_eq!(
        tags().await,
        ("cats €0.10, no tag €0.00".to_owned(), without.clone())
    );
    test.correct(json!({"id": job.id, "tag": "dogs"}))
        .await
        .unwrap();
    assert_eq!(
        tags().await,
        ("dogs €0.10, no tag €0.00".to_owned(), without.clone())
    );
    test.ledger.void_job(job.id, test.now).await.unwrap();
    assert_eq!(tags().await, ("no tag €0.00".to_owned(), without));
    test.undo().await;
    test.price("my/model", "images", "0.5").await;
    requests::price_jobs(
        &test.ledger,
        &serde_json::from_value(json!({"endpoint": "my/model"})).unwrap(),
        test.now,
    )
    .await
    .unwrap();
    assert_eq!(tags().await, ("no tag €1.00, dogs €0.10".to_owned(), None));
}

#[tokio::test]
async fn reconciling_books_the_discrepancy_and_undo_takes_both_back() {
    let test = TestLedger::with_ten_dollars().await;
    test.log(json!({"images": 100})).await;
    let stated = |text: &str| StatedBalance {
        stated: json!(text),
    };
    let seen = requests::find_discrepancy(&test.ledger, &stated("7.08"), test.now)
        .await
        .unwrap();
    assert_eq!(
        (seen.text.as_str(), seen.may_be_top_up),
        (
            "€7.50 was expected: €0.42 more was spent than counted, 17 %.",
            false
        )
    );
    assert_eq!(test.spent().await.0, 2_500, "comparing stores nothing");

    requests::reconcile(&test.ledger, &stated("7.08"), test.now)
        .await
        .unwrap();
    let balance = test.ledger.balance(test.now, &Utc).await.unwrap();
    assert_eq!(
        balance.remaining().unwrap(),
        Some(Money::from_nano(7_080_000_000))
    );
    assert_eq!(
        balance.spent.cost,
        Money::from_nano(2_920_000_000),
        "reconciling changes what was spent"
    );
    assert_eq!(balance.since.cost, Money::ZERO);
    test.check_sums().await;
    let zone = FixedOffset::east_opt(0).unwrap();
    let chart = overview(&test, &wanted(7, "day", "none"), &zone).await;
    assert_eq!(
        chart.without.as_deref(),
        Some("Not in the columns: corrections of €0.42.")
    );
    assert_eq!(chart.corrections.len(), 1);

    let (jobs, _) = test.find(json!({"basis": "correction", "limit": 5})).await;
    assert_eq!(
        (jobs[0].title.as_str(), jobs[0].by_hand),
        ("Correction", false)
    );
    let refusals: [Error; 2] = [
        test.ledger
            .void_job(jobs[0].id, test.now)
            .await
            .unwrap_err()
            .into(),
        requests::repeat_job(
            &test.ledger,
            &serde_json::from_value(json!({"id": jobs[0].id})).unwrap(),
            test.now,
            &Utc,
        )
        .await
        .unwrap_err(),
    ];
    for refused in refusals {
        assert_eq!(refused.code(), "not_by_hand");
    }
    assert_eq!(test.undo().await, "reconciling with €7.08");
    let balance = test.ledger.balance(test.now, &Utc).await.unwrap();
    assert_eq!(
        balance.remaining().unwrap(),
        Some(Money::from_nano(7_500_000_000))
    );
    assert_eq!(balance.spent.cost, Money::from_nano(2_500_000_000));
    test.check_sums().await;
}

#[tokio::test]
async fn more_than_expected_asks_for_a_top_up_and_can_be_booked_as_less_spent() {
    let test = TestLedger::with_ten_dollars().await;
    test.log(json!({"images": 100})).await;
    let stated = StatedBalance { stated: json!(8) };
    let seen = requests::find_discrepancy(&test.ledger, &stated, test.now)
        .await
        .unwrap();
    assert_eq!(
        (seen.text.as_str(), seen.may_be_top_up),
        (
            "€7.50 was expected: €0.50 less was spent than counted, 20 %.",
            true
        )
    );
    requests::reconcile(&test.ledger, &stated, test.now)
        .await
        .unwrap();
    assert_eq!(test.spent().await.0, 2_000);
    let refused = requests::find_discrepancy(&TestLedger::new().await.ledger, &stated, test.now)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "nothing_to_reconcile");
    for (typed, code) in [("", "invalid_amount"), ("soon", "invalid_amount")] {
        let refused = requests::find_discrepancy(
            &test.ledger,
            &StatedBalance {
                stated: json!(typed),
            },
            test.now,
        )
        .await
        .unwrap_err();
        assert_eq!(refused.code(), code);
    }
}

#[tokio::test]
async fn the_figures_beside_a_chart_come_from_the_same_ledger() {
    let (fixture, _) = imported_jobs().await;
    let test = &fixture.test;
    let zone = FixedOffset::east_opt(3600).unwrap();
    let seen = overview(test, &wanted(30, "day", "model"), &zone).await;
    assert_eq!(
        (seen.forecast, seen.gap, seen.buys.len()),
        (None, None, 0),
        "without a balance there is nothing to say"
    );
    test.ledger
        .set_budget(Money::from_nano(10_000_000_000), test.now)
        .await
        .unwrap();
    test.log(json!({"model": "fal-ai/flux/dev", "quantity": "1"}))
        .await;
    let seen = overview(test, &wanted(30, "day", "model"), &zone).await;
    let shown = seen.forecast.unwrap();
    assert!(
        shown.text.starts_with("Runs out "),
        "there is a pace of a month"
    );
    let found = requests::forecast(&test.ledger, test.now, &zone)
        .await
        .unwrap();
    assert_eq!(
        found.display, shown,
        "the terminal says what the chart says"
    );
    let facts = AlertEvaluator::default()
        .evaluate(&test.ledger, test.now, &zone)
        .await
        .unwrap();
    let Some(Forecast::RunsOut(range)) = facts.forecast else {
        panic!("{:?}", facts.forecast)
    };
    assert_eq!(
        (found.earliest, found.likely, found.latest),
        (Some(range.earliest), range.median, range.latest),
        "the alert goes by the same dates"
    );
    assert_eq!(
        seen.buys,
        ["399 megapixels of fal-ai/flux/dev"],
        "only models with a known price"
    );
    assert_eq!(seen.compared[0].label, "Today");
    let [_, month, end] = &seen.compared[..] else {
        panic!("{:?}", seen.compared)
    };
    assert!(
        month.before.starts_with('€') && month.before.ends_with(" by 22 Oct"),
        "{month:?}"
    );
    assert!(
        end.label.starts_with("By month") && end.before.starts_with("October €"),
        "{end:?}"
    );
    assert!(seen.ticks.len() >= 3 && seen.ticks[0].text == "€0.00");
}

#[tokio::test]
async fn a_month_is_split_and_compared_with_as_much_of_the_one_before() {
    let test = TestLedger::new().await;
    // Each row: day, images at €0.025, tag.
    for (day, images, tag) in [
        ("2026-10-03", 40, "cats"),
        ("2026-10-22", 4, ""),
        // After the 22nd: not yet comparable.
        ("2026-10-30", 400, "cats"),
        ("2026-11-05", 80, "cats"),
        ("2026-11-20", 20, "dogs"),
    ] {
        let at = format!("{day} 10:00");
        test.try_log(json!({"images": images, "tag": tag, "at": at}))
            .await
            .unwrap();
    }
    let zone = FixedOffset::east_opt(0).unwrap();
    let month = async |named: &str| {
        let request = GetSpending {
            month: Some(named.to_owned()),
            ..wanted(30, "day", "tag")
        };
        overview(&test, &request, &zone).await
    };
    let seen = month("").await;
    let shown = seen.month.clone().unwrap();
    assert_eq!(
        (
            shown.name.as_str(),
            shown.before.as_str(),
            shown.previous.as_str(),
            shown.next,
            shown.until.as_str(),
        ),
        ("November 2026", "October", "2026-10", None, "2026-11-22")
    );
    assert_eq!(seen.groups.len(), 22);
    let parts: Vec<_> = seen
        .series
        .iter()
        .map(|part| {
            let change = part.change.as_ref().unwrap();
            (
                part.name.as_str(),
                part.total.text.as_str(),
                part.share.as_deref().unwrap(),
                change.text.as_str(),
                part.jobs.as_str(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("cats", "€2.00", "80 %", "+€1.00", "1 job"),
            ("dogs", "€0.50", "20 %", "+€0.50", "1 job"),
        ]
    );

    let before = month("2026-10").await;
    assert_eq!(before.groups.len(), 31);
    assert_eq!(before.month.unwrap().next.as_deref(), Some("2026-11"));
    assert_eq!(before.series[0].total.text, "€11.00");
    let future = month("2027-05").await;
    assert_eq!(future.month.unwrap().name, "November 2026");
}

#[tokio::test]
async fn a_single_day_far_above_all_others_is_cut() {
    let test = TestLedger::new().await;
    let log = async |images: u32, day: &str| {
        let at = format!("{day} 10:00");
        test.try_log(json!({"images": images, "at": at}))
            .await
            .unwrap();
    };
    let zone = FixedOffset::east_opt(0).unwrap();
    let cut = async || {
        let seen = overview(&test, &wanted(30, "day", "none"), &zone).await;
        let cut: Vec<_> = seen.groups.iter().filter(|group| group.cut).collect();
        (
            cut.iter()
                .map(|group| group.label.clone())
                .collect::<Vec<_>>(),
            seen.top,
        )
    };
    log(40, "2026-11-10").await;
    assert_eq!(cut().await.0.len(), 0, "alone it is all there is");
    log(4, "2026-11-12").await;
    let (days, top) = cut().await;
    assert_eq!(days, ["10 Nov"]);
    assert!(top < 0.5, "the others are drawn to their own height: {top}");
    log(20, "2026-11-14").await;
    assert_eq!(cut().await.0.len(), 0);
}
