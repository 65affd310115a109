//! Measures whether reading the balance gets slower as jobs accumulate: two ledgers are read in
//! turn within one run, and the ratio is the result. Prints the table and writes it into
//! `docs/performance.md`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::cast_precision_loss
)]

#[path = "../../../../tests/src/table/performance.rs"]
mod performance;

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use sqlx::ConnectOptions;
use tempfile::TempDir;

/// Number of readings of each ledger.
const READINGS: usize = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = TempDir::new().unwrap();
    let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    let (few, few_size) = ledger_with(&folder.path().join("few.db"), 100, now).await;
    let (many, many_size) = ledger_with(&folder.path().join("many.db"), 1_000_000, now).await;

    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..READINGS {
        times[0].push(time(few.balance(now, &Utc)).await);
        times[1].push(time(many.balance(now, &Utc)).await);
        times[2].push(time(few.snapshot(now, &Utc, 9)).await);
        times[3].push(time(many.snapshot(now, &Utc, 9)).await);
    }
    let [few_balance, many_balance, few_page, many_page] = times.map(median);
    let mut table = String::from(
        "| median of 2,000 readings in turn | 100 jobs | 1,000,000 jobs | ratio |\n\
         |---|---|---|---|\n",
    );
    for (what, few, many) in [
        ("the balance", few_balance, many_balance),
        ("all that the window shows", few_page, many_page),
    ] {
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        writeln!(
            table,
            "| {what} | {} µs | {} µs | {ratio:.2} |",
            few.as_micros(),
            many.as_micros()
        )
        .unwrap();
    }
    let per_job = (many_size - few_size) as f64 / 999_900.0;
    writeln!(
        table,
        "| size of the file | {} kB | {} kB | {per_job:.0} bytes a job |",
        few_size / 1000,
        many_size / 1000
    )
    .unwrap();
    println!("{table}");
    let text = format!(
        "Written by `make bench`. The ratio is the result; the times are those of the machine \
         that ran it.\n\n{table}"
    );
    performance::write("balance", &text).unwrap();
}

/// Creates a ledger whose jobs are spread over the last year, at ten cents each, and returns it
/// with the size of its file in bytes.
async fn ledger_with(path: &Path, jobs: u32, now: DateTime<Utc>) -> (Ledger, u64) {
    let ledger = Ledger::new(database::open(path).await.unwrap(), AccountId::FIRST);
    let year_ago = now - chrono::TimeDelta::days(365);
    ledger
        .set_budget(Money::from_nano(1_000_000_000_000_000), year_ago)
        .await
        .unwrap();
    let mut connection = database::options(path).connect().await.unwrap();
    let statement = format!(
        "INSERT INTO job (account_id, change_id, entry_id, at, operation, quantity_nano, unit, \
         unit_price_nano, cost_nano, basis, origin)
         WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < {jobs})
         SELECT 1, 1, 1, {from} + n * {step}, 'image', 4000000000, 'images', 25000000, 100000000, \
         'estimated', 'window' FROM nth",
        from = year_ago.timestamp_millis(),
        step = 365 * 86_400_000_i64 / i64::from(jobs),
    );
    sqlx::query(&statement)
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await
        .unwrap();
    (ledger, std::fs::metadata(path).unwrap().len())
}

async fn time<T, E: std::fmt::Debug>(work: impl Future<Output = Result<T, E>>) -> Duration {
    let start = Instant::now();
    work.await.unwrap();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
