//! Measures how long a page of a million jobs takes, by filter and order. Prints the table and
//! writes it into `docs/performance.md`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::too_many_lines
)]

#[path = "../../../../tests/src/table/performance.rs"]
mod performance;

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use fal_budget_app::requests::{FindJobs, find_jobs};
use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use tempfile::TempDir;

const JOBS: i64 = 1_000_000;
const READINGS: usize = 21;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
    fill(&path, now).await;
    let mut table = String::from(
        "| 100 of 1,000,000 jobs | found | first page, ms | middle, ms | last page, ms | \
         counting, ms |\n|---|---|---|---|---|---|\n",
    );
    for (what, filter) in [
        ("all, newest first", json!({})),
        ("all, dearest first", json!({"order": "dearest"})),
        ("one model", json!({"subject": "fal-ai/model-3"})),
        ("a rare model", json!({"subject": "fal-ai/rare"})),
        ("a tag", json!({"tag": "tag-1"})),
        ("price unknown", json!({"basis": "unknown"})),
        ("estimated", json!({"basis": "estimated"})),
        ("the last 30 days", json!({"days": 30})),
        (
            "one model, the last 30 days",
            json!({"subject": "fal-ai/model-3", "days": 30}),
        ),
        ("search: ten models", json!({"search": "model"})),
        ("search: a rare model", json!({"search": "rare"})),
        ("search: a note", json!({"search": "remember"})),
        ("search: nothing", json!({"search": "zzz"})),
        (
            "one model, dearest first",
            json!({"subject": "fal-ai/model-3", "order": "dearest"}),
        ),
    ] {
        let find = async |offset: i64, limit: i64, total: Option<i64>| {
            let mut request: Value = filter.clone();
            request["offset"] = json!(offset);
            request["limit"] = json!(limit);
            request["total"] = json!(total);
            let request: FindJobs = serde_json::from_value(request).unwrap();
            find_jobs(&ledger, &request, now, &Utc).await.unwrap()
        };
        let total = find(0, 0, None).await.total;
        let mut times: [Vec<Duration>; 4] = Default::default();
        for _ in 0..READINGS {
            for (nth, offset) in [0, total / 2, (total - 100).max(0)].into_iter().enumerate() {
                let start = Instant::now();
                find(offset, 100, Some(total)).await;
                times[nth].push(start.elapsed());
            }
            let start = Instant::now();
            find(0, 0, None).await;
            times[3].push(start.elapsed());
        }
        let [first, middle, last, count] = times.map(median);
        writeln!(
            table,
            "| {what} | {total} | {first} | {middle} | {last} | {count} |"
        )
        .unwrap();
    }
    println!("{table}");
    let text = format!(
        "Written by `make bench`; medians of {READINGS}. The goal is 20 ms for the first and the \
         last page under any filter.\n\n{table}"
    );
    performance::write("pages", &text).unwrap();
}

/// Adds jobs over a year: ten models and a rare one, some with tags or notes, some of unknown cost.
async fn fill(path: &Path, now: DateTime<Utc>) {
    let mut connection = database::options(path).connect().await.unwrap();
    sqlx::query("INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 0, 'jobs')")
        .execute(&mut connection)
        .await
        .unwrap();
    let statement = format!(
        "INSERT INTO job (account_id, change_id, at, model, quantity_nano, unit, unit_price_nano, \
         cost_nano, basis, origin, tag, note)
         WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < {JOBS})
         SELECT 1, 1, {from} + n * {step},
           iif(n % 99991 = 7, 'fal-ai/rare', 'fal-ai/model-' || (n * 7 % 10)),
           1000000000, 'images', 25000000,
           iif(n % 50 = 0, NULL, n % 1000 * 1000000), iif(n % 50 = 0, 'unknown', 'estimated'),
           'window',
           iif(n % 20 = 0, 'tag-' || (n / 20 % 3), NULL),
           iif(n % 1000 = 0, 'remember this one', NULL) FROM nth",
        from = (now - chrono::TimeDelta::days(365)).timestamp_millis(),
        step = 365 * 86_400_000_i64 / JOBS,
    );
    sqlx::query(&statement)
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await
        .unwrap();
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    format!("{:.1}", times[times.len() / 2].as_secs_f64() * 1000.0)
}
