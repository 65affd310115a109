//! The schema that the migrations make, and the comparison of a file's with it. SQL of a file is
//! compared and never run: a trigger or view that somebody planted would run with the next job.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, FromRow, SqliteConnection};
use tokio::sync::OnceCell;

use crate::StoreError;
use crate::database::migrations::{STEPS, migrator};

/// A table, index, trigger or view, as SQLite keeps it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, FromRow)]
pub(super) struct SchemaObject {
    #[sqlx(rename = "type")]
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) tbl_name: String,
    /// `CREATE` statement. `None` for the index that SQLite makes by itself for a key.
    pub(super) sql: Option<String>,
}

/// Table of the migrations that a database has, as sqlx makes it. Known here, so that the start of
/// a program makes no schema to compare it with.
const APPLIED: &str = "CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)";

type Schema = BTreeSet<SchemaObject>;

/// Reads what a database says of its schema.
async fn read(connection: &mut SqliteConnection) -> Result<Schema, StoreError> {
    let all = sqlx::query_as("SELECT type, name, tbl_name, sql FROM sqlite_schema");
    Ok(all.fetch_all(connection).await?.into_iter().collect())
}

/// Schemas after each migration, the first to the newest.
async fn all() -> Result<&'static [Schema], StoreError> {
    static SCHEMAS: OnceCell<Vec<Schema>> = OnceCell::const_new();
    Ok(SCHEMAS.get_or_try_init(make_all).await?)
}

async fn make_all() -> Result<Vec<Schema>, StoreError> {
    let memory = SqliteConnectOptions::new()
        .in_memory(true)
        .log_statements(log::LevelFilter::Off);
    // One connection: another would have a memory of its own.
    let pool = SqlitePoolOptions::new().max_connections(1);
    let pool = pool.connect_with(memory).await?;
    let steps = migrator();
    let mut schemas = Vec::new();
    for count in 1..=STEPS.len() {
        let migrations = steps.migrations.iter().take(count).cloned().collect();
        Migrator {
            migrations: Cow::Owned(migrations),
            ..Migrator::DEFAULT
        }
        .run(&pool)
        .await?;
        schemas.push(read(&mut *pool.acquire().await?).await?);
    }
    pool.close().await;
    Ok(schemas)
}

/// Lists what the newest schema has of this table, but for the table itself and the indexes that
/// SQLite makes by itself.
pub(super) async fn made_for(table: &str) -> Result<Vec<SchemaObject>, StoreError> {
    let newest = all().await?.last().into_iter().flatten();
    let of_table = |object: &&SchemaObject| {
        object.tbl_name == table && object.kind != "table" && object.sql.is_some()
    };
    Ok(newest.filter(of_table).cloned().collect())
}

/// Checks that a database has the schema of the version that it says, to the letter. `Err` with the
/// name of what is there besides, or is missing, or differs.
pub(super) async fn check(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    check_steps(connection).await?;
    let found = read(connection).await?;
    let applied: Vec<(i64, bool)> =
        sqlx::query_as("SELECT version, success FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await?;
    let steps = STEPS.iter().map(|step| (step.version, true));
    let is_whole = !applied.is_empty() && steps.take(applied.len()).eq(applied.iter().copied());
    let made = all().await?.get(applied.len().wrapping_sub(1));
    let Some(made) = made.filter(|_| is_whole) else {
        return Err(StoreError::Altered("_sqlx_migrations".to_owned()));
    };
    differing(&found, made).map_or(Ok(()), |name| Err(StoreError::Altered(name)))
}

/// Checks that the table of the applied migrations is what the migrations make. `Err` as a foreign
/// file.
pub(super) async fn check_steps(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let found: Vec<Option<String>> = sqlx::query_scalar(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = '_sqlx_migrations' AND sql IS NOT NULL",
    )
    .fetch_all(connection)
    .await?;
    match found.as_slice() {
        [Some(sql)] if sql == APPLIED => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

/// Checks that everything in a schema, which may be damaged and lack the rest, is of some version.
pub(super) async fn check_parts(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let made: Schema = all().await?.iter().flatten().cloned().collect();
    let found = read(connection).await?;
    match found.difference(&made).next() {
        Some(strange) => Err(StoreError::Altered(strange.name.clone())),
        None => Ok(()),
    }
}

fn differing(found: &Schema, made: &Schema) -> Option<String> {
    let mut differing = found.symmetric_difference(made);
    differing.next().map(|object| object.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;

    async fn database() -> (tempfile::TempDir, SqliteConnection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        database::open(&path).await.unwrap().close().await;
        let connection = database::options(&path).connect().await.unwrap();
        (folder, connection)
    }

    #[tokio::test]
    async fn what_the_migrations_make_is_as_it_should_be() {
        let (_folder, mut connection) = database().await;
        check(&mut connection).await.unwrap();
        check_parts(&mut connection).await.unwrap();
        assert!(made_for("job").await.unwrap().len() > 12);
    }

    #[tokio::test]
    async fn nothing_is_there_besides_and_nothing_is_missing() {
        for (altered, named, is_strange) in [
            ("CREATE TABLE mine (id INTEGER)", "mine", true),
            ("CREATE VIEW v AS SELECT 1", "v", true),
            ("CREATE INDEX \"a b\" ON job (tag, note)", "a b", true),
            (
                "CREATE TRIGGER t AFTER INSERT ON job BEGIN DELETE FROM guard; END",
                "t",
                true,
            ),
            ("DROP TRIGGER job_added", "job_added", false),
            ("DROP INDEX job_newest", "job_newest", false),
            ("ALTER TABLE job ADD COLUMN more TEXT", "job", true),
            ("DELETE FROM _sqlx_migrations", "_sqlx_migrations", false),
            (
                "DELETE FROM _sqlx_migrations WHERE version = 3",
                "_sqlx_migrations",
                false,
            ),
            (
                "UPDATE _sqlx_migrations SET success = 0 WHERE version = 9",
                "_sqlx_migrations",
                false,
            ),
        ] {
            let (_folder, mut connection) = database().await;
            sqlx::query(altered).execute(&mut connection).await.unwrap();
            let error = check(&mut connection).await.unwrap_err();
            assert!(
                matches!(&error, StoreError::Altered(name) if name == named),
                "{altered}: {error:?}"
            );
            assert_eq!(
                check_parts(&mut connection).await.is_err(),
                is_strange,
                "{altered}"
            );
        }
    }

    /// An older database passes as one, and not as a newer one that lacks something.
    #[tokio::test]
    async fn each_version_is_compared_with_its_own() {
        let versions = all().await.unwrap();
        assert_eq!(versions.len(), STEPS.len());
        for pair in versions.windows(2) {
            assert!(differing(&pair[0], &pair[1]).is_some());
        }
    }
}
