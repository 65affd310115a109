//! A database of an earlier version keeps everything when it is opened by this one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::path::Path;

use chrono::{DateTime, Utc};
use fal_budget_app::requests::{AlertEvaluator, JobRequest, evaluate_alerts, log_job};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::alerts::{AlertKind, AlertMark};
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_store::database::migrations::{STEPS, Step};
use serde_json::json;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

/// Two balances, one of them undone, a moved 100 % mark, and jobs that count against either and
/// against none.
const FULL: &str = "
    INSERT INTO change VALUES
      (1, 1, 1000, 'jobs', NULL, NULL, NULL), (2, 1, 2000, 'balance', NULL, NULL, NULL),
      (3, 1, 3000, 'balance', NULL, NULL, 3500), (4, 1, 4000, 'jobs', NULL, NULL, NULL),
      (5, 1, 5000, 'clear', NULL, NULL, 6000);
    INSERT INTO entry VALUES
      (1, 1, 2, 2000, 10000000000, 10000000000, NULL),
      (2, 1, 3, 3000, 5000000000, 10000000000, 3500),
      (3, 1, 5, 5000, NULL, NULL, 6000);
    INSERT INTO change VALUES (6, 1, 7000, 'reference', 1, 10000000000, NULL);
    UPDATE entry SET reference_nano = 9000000000 WHERE id = 1;
    INSERT INTO job (account_id, change_id, entry_id, at, operation, quantity_nano, unit,
        unit_price_nano, cost_nano, basis, origin)
      VALUES
        (1, 1, NULL, 1000, 'image', 1000000000, 'images', 25000000, 25000000, 'estimated',
          'window'),
        (1, 4, 2, 4000, 'video', 2000000000, 'videos', 50000000, 100000000, 'estimated',
          'terminal');";

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
async fn a_full_database_of_the_first_version_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let mut connection = database_of_version(1, &path).await;
    sqlx::raw_sql(FULL).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
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

/// A balance of ten dollars of which one is left, every kind of alert chosen another way than by
/// default, and the state of rules that have fired, are armed, or were never evaluated.
const ALERTS: &str = "
    INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 1000, 'balance'),
      (2, 1, 2000, 'jobs');
    INSERT INTO entry (id, account_id, change_id, at, amount_nano, reference_nano)
      VALUES (1, 1, 1, 1000, 10000000000, 10000000000);
    INSERT INTO job (account_id, change_id, entry_id, at, operation, quantity_nano, unit,
        unit_price_nano, cost_nano, basis, origin)
      VALUES (1, 2, 1, 2000, 'image', 1000000000, 'images', 9000000000, 9000000000, 'estimated',
        'window');
    INSERT INTO alert VALUES (1, 'all', 1, ''), (1, 'locked', 0, ''), (1, 'share', 1, '50 10'),
      (1, 'amount', 1, '5000000000 2500000000'), (1, 'runs_out', 0, '7'), (1, 'refused', 0, ''),
      (1, 'day', 1, '3000000000'), (1, 'month', 0, ''), (1, 'unusual', 0, ''),
      (1, 'expiry', 1, '2099-12-31');
    INSERT INTO alert_state VALUES (1, 'share 50', '1969-12-30', 1, 4900000000),
      (1, 'share 10', NULL, 0, NULL), (1, 'amount 5000000000', '1969-12-30', 0, NULL),
      (1, 'amount 2500000000', NULL, 0, NULL);";

const CHOICES: &str = "SELECT group_concat(kind || ' ' || is_on || ' ' || marks, ', ')
    FROM (SELECT * FROM alert ORDER BY kind)";
const STATES: &str =
    "SELECT group_concat(concat_ws(' ', watch, fired_on, is_told, left_nano), ', ')
    FROM (SELECT * FROM alert_state ORDER BY watch)";

async fn text_of(path: &Path, query: &str) -> String {
    let mut connection = database::options(path).connect().await.unwrap();
    let text = sqlx::query_scalar(query).fetch_one(&mut connection).await;
    connection.close().await.unwrap();
    text.unwrap()
}

#[tokio::test]
async fn alert_choices_and_state_from_before_their_kinds_were_free() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let mut connection = database_of_version(8, &path).await;
    sqlx::raw_sql(ALERTS)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let (choices, states) = (text_of(&path, CHOICES).await, text_of(&path, STATES).await);

    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
    assert_eq!(text_of(&path, CHOICES).await, choices);
    assert_eq!(text_of(&path, STATES).await, states);
    let choices = ledger.alerts().await.unwrap();
    assert!(choices.is_on);
    let amount = |nano| AlertMark::Amount(Money::from_nano(nano));
    let last_day = "2099-12-31".parse().unwrap();
    let shares = [AlertMark::Percent(50), AlertMark::Percent(10)];
    let amounts = [amount(5_000_000_000), amount(2_500_000_000)];
    for (kind, is_on, marks) in [
        (AlertKind::Locked, false, &[][..]),
        (AlertKind::Share, true, &shares),
        (AlertKind::Amount, true, &amounts),
        (AlertKind::RunsOut, false, &[AlertMark::Days(7)]),
        (AlertKind::Refused, false, &[]),
        (AlertKind::Day, true, &[amount(3_000_000_000)]),
        (AlertKind::Month, false, &[]),
        (AlertKind::Unusual, false, &[]),
        (AlertKind::Expiry, true, &[AlertMark::Date(last_day)]),
    ] {
        let kept = (choices.is_kind_on(kind), choices.marks(kind));
        assert_eq!(kept, (is_on, marks), "{kind:?}");
    }
    let notification = notified_by(&ledger).await;
    assert_eq!(
        notification.as_deref(),
        Some("Under €2.50: €1.00 of €10.00 is left."),
        "an armed rule fires; those that had fired and one that is new do not"
    );
    ledger.close().await;
}

async fn notified_by(ledger: &Ledger) -> Option<String> {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let mut evaluator = AlertEvaluator::default();
    let facts = evaluator.evaluate(ledger, now, &Utc).await.unwrap();
    let notification = evaluate_alerts(ledger, &facts).await.unwrap()?;
    Some(notification.title)
}

#[tokio::test]
async fn a_kind_of_alert_that_only_a_newer_version_knows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let newer = "INSERT INTO alert VALUES (1, 'of_tomorrow', 1, '80')";
    let mut connection = database_of_version(i64::MAX, &path).await;
    sqlx::raw_sql(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
    let choices = ledger.alerts().await.unwrap();
    ledger.choose_alerts(&choices).await.unwrap();
    ledger.close().await;
    assert!(text_of(&path, CHOICES).await.contains("of_tomorrow 1 80"));
}

/// The local API had no origin of its own: its jobs were `terminal`, and cannot be told from those
/// of a terminal any more.
#[tokio::test]
async fn jobs_from_before_the_origin_api_stay_and_new_ones_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let jobs = "
        INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 1000, 'jobs');
        INSERT INTO job (account_id, change_id, at, operation, quantity_nano, unit, unit_price_nano,
            cost_nano, basis, origin)
          VALUES (1, 1, 1000, 'image', 1000000000, 'images', 25000000,
            25000000, 'estimated', 'terminal');";
    let mut connection = database_of_version(8, &path).await;
    sqlx::raw_sql(jobs).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let ledger = Ledger::new(database::open(&path).await.unwrap(), AccountId::FIRST);
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
    assert!(jobs.iter().all(fal_budget_domain::jobs::Job::is_by_hand));
    let spent = ledger.balance(now, &Utc).await.unwrap().spent;
    assert_eq!(spent.cost.nano(), 50_000_000);
}
