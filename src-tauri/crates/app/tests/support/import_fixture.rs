//! Test ledger with files to import.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "each test uses a part of it"
)]

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};
use fal_budget_app::Error;
use fal_budget_app::requests::{self, MapColumns};
use fal_budget_app::view::ImportView;
use fal_budget_domain::jobs::Job;
use fal_budget_domain::money::Money;

use super::TestLedger;

pub const HEAD: &str = "request_id,endpoint_id,timestamp,output_units,unit,unit_price,cost_total";

pub fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub fn paris() -> FixedOffset {
    FixedOffset::east_opt(3600).unwrap()
}

pub fn go_on(_: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Test ledger with files to import beside its database.
pub struct ImportFixture {
    pub test: TestLedger,
}

impl ImportFixture {
    pub async fn new() -> Self {
        Self {
            test: TestLedger::new().await,
        }
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.test.folder().join(name);
        fs::write(&file, bytes).unwrap();
        file
    }

    pub async fn look(&self, bytes: impl AsRef<[u8]>) -> Result<ImportView, Error> {
        let file = self.file("jobs", bytes);
        requests::preview_import(
            &self.test.ledger,
            &file,
            &MapColumns::default(),
            (now(), paris()),
            &mut go_on,
        )
        .await
    }

    pub async fn import(&self, bytes: impl AsRef<[u8]>) -> (Option<i64>, ImportView) {
        let file = self.file("jobs", bytes);
        requests::import_jobs(
            &self.test.ledger,
            &file,
            &MapColumns::default(),
            (now(), paris()),
            &mut go_on,
        )
        .await
        .unwrap()
    }

    pub async fn jobs(&self) -> Vec<Job> {
        self.test.ledger.jobs_from(0, 10_000).await.unwrap()
    }

    pub async fn spent(&self) -> Money {
        self.test
            .ledger
            .balance(now(), &paris())
            .await
            .unwrap()
            .spent
            .cost
    }
}

/// Row number and sentence of each row that is rejected.
pub fn refusals(view: &ImportView) -> Vec<String> {
    let refused = view.rows.iter().filter(|row| row.verdict == "refused");
    refused
        .map(|row| format!("{}: {}", row.row, row.text))
        .collect()
}
