//! Recovery from a damaged database, wherever the damage is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use fal_budget_app::requests::{self, MapColumns};
use fal_budget_domain::money::Money;
use fal_budget_transfer::export;
use serde_json::json;
use support::TestLedger;

const PAGE: usize = 4096;
const JOBS: usize = 2_000;

async fn ledger_with_jobs() -> TestLedger {
    let test = TestLedger::new().await;
    test.ledger
        .set_budget(Money::from_nano(10_000_000_000), test.now)
        .await
        .unwrap();
    let row = |nth: usize| {
        format!(
            "r-{nth},fal-ai/flux/dev,2026-11-01,{},0.025,a note\n",
            nth + 1
        )
    };
    let rows = (0..JOBS).map(row).collect::<Vec<_>>().concat();
    let file = test.folder().join("jobs.csv");
    fs::write(
        &file,
        format!("request_id,endpoint_id,timestamp,output_units,cost_total,note\n{rows}"),
    )
    .unwrap();
    let mut watch = |_| std::ops::ControlFlow::Continue(());
    let moment = (test.now, chrono::Utc);
    requests::import_jobs(
        &test.ledger,
        &file,
        &MapColumns::default(),
        moment,
        &mut watch,
    )
    .await
    .unwrap();
    test.log(json!({"images": 3})).await;
    test.ledger.checkpoint().await.unwrap();
    test
}

fn rows(file: &Path) -> HashSet<String> {
    fs::read_to_string(file)
        .unwrap()
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn one_lost_page_costs_its_own_jobs_and_no_others() {
    let test = ledger_with_jobs().await;
    let database = test.folder().join("fal-budget.db");
    let whole = fs::read(&database).unwrap();
    let out = tempfile::tempdir().unwrap();
    let all = export::export_readable(&database, out.path(), "all")
        .await
        .unwrap();
    assert_eq!((all.jobs, all.entries), (JOBS as u64 + 1, 1));
    let (jobs, entries) = (rows(&all.files[0]), rows(&all.files[1]));
    let damaged = out.path().join("fal-budget.db");
    let (mut untouched, mut least) = (0, JOBS);
    let pages = whole.len() / PAGE;
    for page in (1..pages).step_by(3) {
        let mut bytes = whole.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0xa5);
        fs::write(&damaged, &bytes).unwrap();
        let Ok(read) = export::export_readable(&damaged, out.path(), "read").await else {
            continue;
        };
        let (read_jobs, read_entries) = (rows(&read.files[0]), rows(&read.files[1]));
        assert!(
            read_jobs.is_subset(&jobs) && read_entries.is_subset(&entries),
            "page {page}: nothing is invented"
        );
        assert!(
            fs::read(&damaged).unwrap() == bytes,
            "page {page}: the file stays as it was"
        );
        if read_jobs.len() == jobs.len() {
            untouched += 1;
        } else if read_jobs.len() > jobs.len() / 2 {
            least = least.min(read_jobs.len());
        }
        read.files
            .iter()
            .for_each(|file| fs::remove_file(file).unwrap());
    }
    assert!(untouched > 10, "a damaged index costs no jobs: {untouched}");
    assert!(
        jobs.len() - least < 80,
        "one page of jobs: {} are lost",
        jobs.len() - least
    );
}

#[tokio::test]
async fn recovered_jobs_can_be_imported_into_a_new_database() {
    let test = ledger_with_jobs().await;
    let out = tempfile::tempdir().unwrap();
    let read = export::export_readable(&test.folder().join("fal-budget.db"), out.path(), "read")
        .await
        .unwrap();
    let new = TestLedger::new().await;
    let mut watch = |_| std::ops::ControlFlow::Continue(());
    let moment = (new.now, chrono::Utc);
    requests::import_jobs(
        &new.ledger,
        &read.files[0],
        &MapColumns::default(),
        moment,
        &mut watch,
    )
    .await
    .unwrap();
    assert_eq!(new.spent().await, test.spent().await);
}

#[tokio::test]
async fn recovering_from_a_file_that_is_no_database_writes_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fal-budget.db");
    for bytes in [Vec::new(), b"no database".repeat(1000)] {
        fs::write(&file, bytes).unwrap();
        assert!(
            export::export_readable(&file, folder.path(), "read")
                .await
                .is_err()
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
