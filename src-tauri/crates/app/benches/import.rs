//! Measures how long a million rows take to be previewed, imported and undone, beside the `sqlite3`
//! shell's own `.import` of the same file into one table with a unique key. Prints the table and
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

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::requests::{self, MapColumns};
use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use tempfile::TempDir;

const ROWS: u64 = 1_000_000;
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("jobs.csv");
    let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    write_jobs(&file, now);
    let mut times: [Vec<Duration>; 5] = Default::default();
    let (mut ours, mut empty) = (0, 0);
    for _ in 0..ROUNDS {
        times[0].push(shell(folder.path(), &file));
        let round = TempDir::new_in(folder.path()).unwrap();
        let database = round.path().join(database::FILE_NAME);
        let ledger = Ledger::new(database::open(&database).await.unwrap(), AccountId::FIRST);
        ledger.checkpoint().await.unwrap();
        empty = fs::metadata(&database).unwrap().len();
        let map = MapColumns::default();
        let mut watch = |_| ControlFlow::Continue(());
        let start = Instant::now();
        let seen = requests::preview_import(&ledger, &file, &map, (now, Utc), &mut watch)
            .await
            .unwrap();
        times[1].push(start.elapsed());
        assert_eq!(seen.new, ROWS);
        let start = Instant::now();
        let (change, _) = requests::import_jobs(&ledger, &file, &map, (now, Utc), &mut watch)
            .await
            .unwrap();
        times[2].push(start.elapsed());
        ledger.checkpoint().await.unwrap();
        ours = fs::metadata(&database).unwrap().len();
        let start = Instant::now();
        let (none, _) = requests::import_jobs(&ledger, &file, &map, (now, Utc), &mut watch)
            .await
            .unwrap();
        times[3].push(start.elapsed());
        assert_eq!(none, None);
        let start = Instant::now();
        ledger.undo(change, now).await.unwrap();
        times[4].push(start.elapsed());
    }
    let theirs = fs::metadata(folder.path().join("shell.db")).unwrap().len();
    let mut table = String::from("| 1,000,000 rows | seconds | of the shell's |\n|---|---|---|\n");
    let medians = times.map(median);
    for (what, time) in [
        "sqlite3 shell, `.import`, one unique key",
        "looking through",
        "importing",
        "the same file again",
        "undoing the import",
    ]
    .iter()
    .zip(medians)
    {
        writeln!(
            table,
            "| {what} | {:.1} | {:.1} × |",
            time.as_secs_f64(),
            time.as_secs_f64() / medians[0].as_secs_f64()
        )
        .unwrap();
    }
    writeln!(
        table,
        "\nThe file has {} bytes a row, the shell's database {}, ours {} with its ten indexes and \
         its sums ({} bytes when empty).",
        fs::metadata(&file).unwrap().len() / ROWS,
        theirs / ROWS,
        (ours - empty) / ROWS,
        empty
    )
    .unwrap();
    println!("{table}");
    let text = format!(
        "Written by `make bench`; medians of {ROUNDS} rounds. The goal for importing is 3 ×.\n\n\
         {table}"
    );
    performance::write("import", &text).unwrap();
}

/// Writes billing events over a year, their ids in no order.
fn write_jobs(file: &Path, now: DateTime<Utc>) {
    let mut to = BufWriter::new(fs::File::create(file).unwrap());
    writeln!(
        to,
        "request_id,endpoint_id,timestamp,output_units,unit,unit_price,cost_total,basis,source,\
         tag,note,voided"
    )
    .unwrap();
    for nth in 0..ROWS {
        let id = u128::from(nth).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let at = now - TimeDelta::seconds(i64::try_from((ROWS - nth) * 31).unwrap());
        let (model, units) = (nth * 7 % 10, nth % 40 + 1);
        let cost = units * 25;
        writeln!(
            to,
            "{id:032x},fal-ai/model-{model},{},{units},megapixels,0.025,{}.{:03},billed,fal,,,no",
            at.format("%Y-%m-%dT%H:%M:%SZ"),
            cost / 1000,
            cost % 1000
        )
        .unwrap();
    }
    to.flush().unwrap();
}

/// Imports the file with the `sqlite3` shell, into a table with a unique key.
fn shell(folder: &Path, file: &Path) -> Duration {
    let database = folder.join("shell.db");
    let _ = fs::remove_file(&database);
    let table = "CREATE TABLE job (request_id TEXT UNIQUE, endpoint_id, timestamp, output_units, \
                 unit, unit_price, cost_total, basis, source, tag, note, voided)";
    let import = format!(".import --csv --skip 1 {} job", file.display());
    let start = Instant::now();
    let done = Command::new("sqlite3")
        .arg(&database)
        .arg(table)
        .arg(import)
        .status()
        .unwrap();
    assert!(done.success());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
