#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "each test uses a part of it"
)]

pub mod import_fixture;

use std::path::Path;

use chrono::{DateTime, Utc};
use fal_budget_app::Error;
use fal_budget_app::requests::{
    self, CorrectJob, FindJobs, JobRequest, SetPrice, Undo, find_jobs, log_job,
};
use fal_budget_app::view::{EstimateView, JobView, LoggedView};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use tempfile::TempDir;

/// Ledger in a folder of its own, with the requests that window and command line send.
pub struct TestLedger {
    pub ledger: Ledger,
    pub now: DateTime<Utc>,
    folder: TempDir,
}

impl TestLedger {
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = database::open(&folder.path().join("fal-budget.db"))
            .await
            .unwrap();
        Self {
            ledger: Ledger::new(store, AccountId::FIRST),
            now: "2026-11-22T12:00:00Z".parse().unwrap(),
            folder,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a query on the database and returns its one value.
    pub async fn sql(&self, query: &str) -> String {
        let mut connection = database::options(&self.folder().join("fal-budget.db"))
            .connect()
            .await
            .unwrap();
        sqlx::query_scalar(query)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    /// Checks that the sums in the database are those of its jobs.
    #[allow(clippy::too_many_lines, reason = "most of it is SQL")]
    pub async fn check_sums(&self) {
        for (table, key, column) in [
            ("spent_by_entry", "coalesce(entry_id, 0)", "entry_id"),
            ("spent_by_quarter", "at / 900000", "quarter"),
        ] {
            let stored = format!(
                "SELECT {column} AS k, cost_nano AS c, unpriced AS u FROM {table}
                 WHERE cost_nano <> 0 OR unpriced <> 0"
            );
            let plain = format!(
                "SELECT {key} AS k, coalesce(sum(cost_nano), 0) AS c, sum(cost_nano IS NULL) AS u
                 FROM job WHERE voided_at IS NULL GROUP BY 1 HAVING c <> 0 OR u <> 0"
            );
            let text = |rows| {
                format!(
                    "SELECT coalesce(group_concat(k || ' ' || c || ' ' || u, ';'), '')
                     FROM (SELECT * FROM ({rows}) ORDER BY k)"
                )
            };
            assert_eq!(
                self.sql(&text(stored)).await,
                self.sql(&text(plain)).await,
                "{table}"
            );
        }
        for (table, unit, span) in [
            ("spent_by_model", "quarter", 900_000),
            ("spent_by_model_day", "day", 86_400_000),
        ] {
            let columns = "subject || '|' || tag || '|' || unit || ' ' || jobs || ' ' || cost \
                           || ' ' || unpriced";
            let text = |rows| {
                format!(
                    "SELECT coalesce(group_concat({columns}, ';'), '')
                     FROM (SELECT * FROM ({rows}) ORDER BY 1, 2, 3)"
                )
            };
            let stored = format!(
                "SELECT subject, tag, {unit} AS unit, jobs, cost_nano AS cost, unpriced
                 FROM {table} WHERE jobs <> 0 OR cost_nano <> 0"
            );
            let plain = format!(
                "SELECT coalesce(subject, '') AS subject, coalesce(tag, '') AS tag,
                   at / {span} AS unit, count(*) AS jobs, coalesce(sum(cost_nano), 0) AS cost,
                   sum(cost_nano IS NULL) AS unpriced
                 FROM job WHERE voided_at IS NULL GROUP BY 1, 2, 3"
            );
            assert_eq!(
                self.sql(&text(stored)).await,
                self.sql(&text(plain)).await,
                "{table}"
            );
        }
    }

    pub async fn with_ten_dollars() -> Self {
        let test = Self::new().await;
        test.ledger
            .set_budget(Money::from_nano(10_000_000_000), test.now)
            .await
            .unwrap();
        test
    }

    pub async fn try_log(&self, request: Value) -> Result<LoggedView, Error> {
        let request: JobRequest = serde_json::from_value(request).unwrap();
        log_job(&self.ledger, &request, JobOrigin::Window, self.now, &Utc).await
    }

    pub async fn log(&self, request: Value) -> JobView {
        self.try_log(request).await.unwrap().jobs.remove(0)
    }

    pub async fn estimate(&self, request: Value) -> EstimateView {
        let request: JobRequest = serde_json::from_value(request).unwrap();
        requests::estimate_cost(&self.ledger, &request, self.now, &Utc)
            .await
            .unwrap()
    }

    pub async fn find(&self, request: Value) -> (Vec<JobView>, i64) {
        let request: FindJobs = serde_json::from_value(request).unwrap();
        let found = find_jobs(&self.ledger, &request, self.now, &Utc)
            .await
            .unwrap();
        (found.jobs, found.total)
    }

    pub async fn job(&self, id: i64) -> JobView {
        let (jobs, _) = self.find(json!({"limit": 500})).await;
        jobs.into_iter().find(|job| job.id == id).unwrap()
    }

    pub async fn correct(&self, request: Value) -> Result<Option<i64>, Error> {
        let request: CorrectJob = serde_json::from_value(request).unwrap();
        requests::correct_job(&self.ledger, &request, self.now).await
    }

    pub async fn price(&self, endpoint: &str, unit: &str, price: &str) -> usize {
        let request = SetPrice {
            endpoint: json!(endpoint),
            unit: json!(unit),
            price: json!(price),
        };
        requests::set_price(&self.ledger, &request, self.now)
            .await
            .unwrap()
            .unpriced
    }

    pub async fn undo(&self) -> String {
        requests::undo(&self.ledger, &Undo::default(), self.now)
            .await
            .unwrap()
            .what
    }

    /// Amount spent in all, in tenths of a cent, and number of jobs of unknown cost.
    pub async fn spent(&self) -> (i64, i64) {
        let balance = self.ledger.balance(self.now, &Utc).await.unwrap();
        (
            balance.spent.cost.nano() / 1_000_000,
            balance.spent.unpriced,
        )
    }
}
