//! Table `record`: progress in fetching fal's billing record.

use fal_budget_domain::jobs::record::{BillingRecord, FetchRun, TimeRange};
use sqlx::FromRow;

use crate::{StoreError, Tx, timestamp};

/// Reads the progress. Before the first fetch, the default.
pub async fn read(tx: &mut Tx) -> Result<BillingRecord, StoreError> {
    sqlx::query_as::<_, RecordRow>("SELECT * FROM record WHERE account_id = ?1")
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map_or_else(|| Ok(BillingRecord::default()), RecordRow::into_record)
}

const REPLACE: &str = "
    INSERT OR REPLACE INTO record (account_id, following, run_from, run_until, run_cursor,
      run_events, complete_from, complete_until, replaces)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Writes the progress over the former one.
pub async fn write(tx: &mut Tx, record: &BillingRecord) -> Result<(), StoreError> {
    let run = record.run.as_ref();
    sqlx::query(REPLACE)
        .bind(tx.account())
        .bind(record.following)
        .bind(run.map(|run| run.period.from.timestamp_millis()))
        .bind(run.map(|run| run.period.until.timestamp_millis()))
        .bind(run.and_then(|run| run.cursor.as_ref()))
        .bind(run.map_or(0, |run| run.events))
        .bind(record.complete.map(|range| range.from.timestamp_millis()))
        .bind(record.complete.map(|range| range.until.timestamp_millis()))
        .bind(record.replaces)
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct RecordRow {
    following: bool,
    run_from: Option<i64>,
    run_until: Option<i64>,
    run_cursor: Option<String>,
    run_events: i64,
    complete_from: Option<i64>,
    complete_until: Option<i64>,
    replaces: Option<bool>,
}

impl RecordRow {
    fn into_record(self) -> Result<BillingRecord, StoreError> {
        let run = range(self.run_from, self.run_until)?;
        Ok(BillingRecord {
            following: self.following,
            run: run.map(|period| FetchRun {
                period,
                cursor: self.run_cursor,
                events: self.run_events,
            }),
            complete: range(self.complete_from, self.complete_until)?,
            replaces: self.replaces,
        })
    }
}

fn range(from: Option<i64>, until: Option<i64>) -> Result<Option<TimeRange>, StoreError> {
    let (Some(from), Some(until)) = (from, until) else {
        return Ok(None);
    };
    Ok(Some(TimeRange {
        from: timestamp(from)?,
        until: timestamp(until)?,
    }))
}
