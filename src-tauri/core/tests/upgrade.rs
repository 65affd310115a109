//! A database of an earlier version keeps everything when it is opened by this one.

use std::borrow::Cow;
use std::path::Path;

use chrono::{DateTime, Utc};
use fal_budget_core::domain::job::JobOrigin;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{JobRequest, log_job};
use fal_budget_core::store::database;
use fal_budget_core::store::migrations::{STEPS, Step};
use serde_json::json;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

/// Two balances of which one was undone, a moved mark, and jobs against each and against none.
const FULL: &str = "
    INSERT INTO change VALUES (1, 1, 1000, 'jobs', NULL, NULL, NULL), (2, 1, 2000, 'balance', NULL, NULL, NULL),
      (3, 1, 3000, 'balance', NULL, NULL, 3500), (4, 1, 4000, 'jobs', NULL, NULL, NULL), (5, 1, 5000, 'clear', NULL, NULL, 6000);
    INSERT INTO entry VALUES (1, 1, 2, 2000, 10000000000, 10000000000, NULL), (2, 1, 3, 3000, 5000000000, 10000000000, 3500),
      (3, 1, 5, 5000, NULL, NULL, 6000);
    INSERT INTO change VALUES (6, 1, 7000, 'reference', 1, 10000000000, NULL);
    UPDATE entry SET reference_nano = 9000000000 WHERE id = 1;
    INSERT INTO job (account_id, change_id, entry_id, at, operation, quantity_nano, unit, unit_price_nano, cost_nano, basis, origin)
      VALUES (1, 1, NULL, 1000, 'image', 1000000000, 'images', 25000000, 25000000, 'estimated', 'window'),
             (1, 4, 2, 4000, 'video', 2000000000, 'videos', 50000000, 100000000, 'estimated', 'terminal');";

/// Creates a database as a program of an earlier version did.
async fn database_of_version(version: i64, path: &Path) -> SqliteConnection {
    let step = |step: &Step| {
        Migration::new(
            step.version,
            step.description.into(),
            MigrationType::ReversibleUp,
            step.sql.into(),
            false,
        )
    };
    let steps = STEPS.iter().filter(|step| step.version <= version);
    let mut connection = database::options(path).connect().await.unwrap();
    Migrator {
        migrations: Cow::Owned(steps.map(step).collect()),
        ..Migrator::DEFAULT
    }
    .run(&mut connection)
    .await
    .unwrap();
    connection
}

#[tokio::test]
async fn the_first_version_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let mut connection = database_of_version(1, &path).await;
    sqlx::raw_sql(FULL).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let ledger = Ledger::new(database::open(&path).await.unwrap());
    let balance = ledger
        .balance(DateTime::<Utc>::UNIX_EPOCH, &Utc)
        .await
        .unwrap();
    assert_eq!(balance.remaining().unwrap().unwrap().nano(), 9_900_000_000);
    assert_eq!(balance.reference().unwrap().nano(), 9_000_000_000);
    assert_eq!(balance.spent.cost.nano(), 125_000_000);
    let entries = ledger.entries(10).await.unwrap();
    let kept: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.id,
                entry.origin.change_id(),
                entry.undone_at.is_some(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        [(3, Some(5), true), (2, Some(3), true), (1, Some(2), false)]
    );
    ledger.close().await;

    let mut connection = database::options(&path).connect().await.unwrap();
    let broken = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(
        broken.is_empty(),
        "every job still has its entry and every entry its change"
    );
}

/// The local API had no origin of its own: its jobs were `terminal`, and cannot be told from those
/// of a terminal any more.
#[tokio::test]
async fn jobs_from_before_the_origin_api_stay_and_new_ones_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let mut connection = database_of_version(8, &path).await;
    let jobs = "
        INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 1000, 'jobs');
        INSERT INTO job (account_id, change_id, at, operation, quantity_nano, unit, unit_price_nano, cost_nano, basis, origin)
          VALUES (1, 1, 1000, 'image', 1000000000, 'images', 25000000, 25000000, 'estimated', 'terminal');";
    sqlx::raw_sql(jobs).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let ledger = Ledger::new(database::open(&path).await.unwrap());
    let request = JobRequest {
        images: Some(json!(1)),
        ..JobRequest::default()
    };
    let now = DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::hours(1);
    log_job(&ledger, &request, JobOrigin::Api, now, &Utc)
        .await
        .unwrap();
    let jobs = ledger.jobs_from(0, 10).await.unwrap();
    let origins: Vec<_> = jobs.iter().map(|job| job.origin).collect();
    assert_eq!(origins, [JobOrigin::Terminal, JobOrigin::Api]);
    assert!(
        jobs.iter()
            .all(fal_budget_core::domain::job::Job::is_by_hand)
    );
    let spent = ledger.balance(now, &Utc).await.unwrap().spent;
    assert_eq!(spent.cost.nano(), 50_000_000);
}
