//! Pages of the job list by every filter and order, compared with a plain list.
#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test tells one story, and fails by panicking"
)]
#![allow(clippy::float_arithmetic, reason = "JSON numbers are binary")]

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::view::JobView;
use serde_json::{Value, json};
use support::TestLedger;

#[tokio::test]
async fn pages_of_every_filter_and_order_are_those_of_a_plain_list() {
    let mut test = TestLedger::new().await;
    for nth in 0..60_i64 {
        test.now += TimeDelta::hours(7);
        let request = match nth % 5 {
            0 => json!({"images": 1 + nth % 7}),
            1 => json!({"videos": 1 + nth % 3, "tag": "Clips"}),
            2 => json!({"model": "fal-ai/flux/dev", "quantity": 1 + nth % 11, "note": "a red fox"}),
            3 => json!({"model": "me/model", "quantity": 1}),
            _ => json!({"model": "fal-ai/flux/schnell", "quantity": 3, "tag": "fox"}),
        };
        let job = test.log(request).await;
        if nth % 9 == 0 {
            test.ledger.void_job(job.id, test.now).await.unwrap();
        }
    }
    let (all, total) = test.find(json!({"limit": 500})).await;
    assert_eq!((all.len(), total), (60, 60));
    let days = [12, 9, 8, 5, 2].map(|before| {
        let day = test.now - TimeDelta::days(before);
        day.date_naive().to_string()
    });
    for filter in [
        json!({}),
        json!({"search": "flux"}),
        json!({"search": "fox"}),
        json!({"search": "FOX"}),
        json!({"search": "nothing of the kind"}),
        json!({"subject": "image"}),
        json!({"subject": "fal-ai/flux/dev"}),
        json!({"tag": "Clips"}),
        json!({"basis": "unknown"}),
        json!({"basis": "estimated", "days": 5}),
        json!({"search": "flux", "tag": "fox", "days": 9}),
        json!({"from": days[1], "to": days[1]}),
        json!({"from": days[2], "to": days[4], "subject": "image"}),
        json!({"from": days[3], "search": ""}),
        json!({"to": days[0]}),
    ] {
        let expected = filtered(&all, &filter, test.now);
        for order in ["newest", "oldest", "dearest", "cheapest"] {
            let sorted = sorted(expected.clone(), order);
            for (offset, limit) in [
                (0, 7),
                (7, 7),
                (25, 10),
                (53, 7),
                (50, 100),
                (0, 500),
                (70, 5),
            ] {
                let mut request = filter.clone();
                request["order"] = json!(order);
                request["offset"] = json!(offset);
                request["limit"] = json!(limit);
                let (page, total) = test.find(request).await;
                let page: Vec<i64> = page.iter().map(|job| job.id).collect();
                let wanted: Vec<i64> = sorted
                    .iter()
                    .skip(offset)
                    .take(limit)
                    .map(|job| job.id)
                    .collect();
                assert_eq!(
                    (page, total),
                    (wanted, i64::try_from(sorted.len()).unwrap()),
                    "{filter} {order} {offset}"
                );
            }
        }
    }
}

fn filtered(all: &[JobView], filter: &Value, now: DateTime<Utc>) -> Vec<JobView> {
    let text = |name: &str| filter[name].as_str().map(str::to_lowercase);
    let matches = |job: &JobView| {
        let title = job.title.to_lowercase();
        let tag = job.tag.clone().unwrap_or_default().to_lowercase();
        let note = job.note.clone().unwrap_or_default().to_lowercase();
        let found = text("search").is_none_or(|word| {
            title.contains(&word) || tag.contains(&word) || note.contains(&word)
        });
        let subject = text("subject").is_none_or(|subject| title.contains(&subject));
        let basis =
            text("basis").is_none_or(|basis| format!("{:?}", job.basis).to_lowercase() == basis);
        let at: DateTime<Utc> = job.at.parse().unwrap();
        let midnight = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let days = filter["days"]
            .as_i64()
            .is_none_or(|days| at >= midnight - TimeDelta::days(days - 1));
        // Days of ISO 8601 are in order as they are written.
        let day = at.date_naive().to_string();
        let days = days
            && filter["from"].as_str().is_none_or(|from| *day >= *from)
            && filter["to"].as_str().is_none_or(|to| *day <= *to);
        found && subject && basis && days && text("tag").is_none_or(|wanted| tag == wanted)
    };
    all.iter().filter(|job| matches(job)).cloned().collect()
}

fn sorted(mut jobs: Vec<JobView>, order: &str) -> Vec<JobView> {
    let nano = |job: &JobView| {
        job.cost.map_or(-1, |cost| {
            format!("{:.0}", cost * 1e9).parse::<i64>().unwrap()
        })
    };
    jobs.sort_by(|a, b| match order {
        "newest" => (&b.at, b.id).cmp(&(&a.at, a.id)),
        "oldest" => (&a.at, a.id).cmp(&(&b.at, b.id)),
        "dearest" => (nano(b), b.id).cmp(&(nano(a), a.id)),
        _ => (nano(a), a.id).cmp(&(nano(b), b.id)),
    });
    jobs
}
