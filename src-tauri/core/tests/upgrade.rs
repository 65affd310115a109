//! A database of an earlier version keeps everything when it is opened by this one.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::store::database;
use fal_budget_core::store::migrations::STEPS;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, Connection};

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

#[tokio::test]
async fn a_full_database_of_the_first_version_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(database::FILE_NAME);
    let first = &STEPS[0];
    let step = Migration::new(
        first.version,
        first.description.into(),
        MigrationType::ReversibleUp,
        first.sql.into(),
        false,
    );
    let mut connection = database::options(&path).connect().await.unwrap();
    Migrator {
        migrations: Cow::Owned(vec![step]),
        ..Migrator::DEFAULT
    }
    .run(&mut connection)
    .await
    .unwrap();
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
