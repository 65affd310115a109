//! Imports of jobs out of a file: previewed first, then imported as one change.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_domain::jobs::imported::ImportedRow;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_store::Tx;
use fal_budget_store::database::bulk_load;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::job;
use fal_budget_store::tables::job_batch::{self, BatchJob};

use super::{Ledger, balance};
use crate::LedgerError;
use crate::import_preview::{ClassifiedRows, ImportPreview, RowClassifier, RowSet};
use crate::import_rows::RowSource;
use crate::record::settle_job;

/// Number of new jobs from which a bulk load may pay: indexes are dropped and built anew.
const MIN_BULK_LOAD: u64 = 20_000;

impl Ledger {
    /// Classifies the rows of a file and stores nothing. `observer` takes the progress in
    /// thousandths, and can stop the work.
    pub async fn preview(
        &self,
        source: &impl RowSource,
        observer: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ImportPreview, LedgerError> {
        let mut tx = self.read().await?;
        let (preview, _) = classify_rows(&mut tx, source, observer).await?;
        Ok(preview)
    }

    /// Imports the new rows of a file, all of them or nothing. Returns the change that undoes the
    /// import, or `None` if no row was new.
    pub async fn import(
        &self,
        source: &impl RowSource,
        observer: &mut impl FnMut(u64) -> ControlFlow<()>,
        now: DateTime<Utc>,
    ) -> Result<(Option<i64>, ImportPreview), LedgerError> {
        // Classified under the write lock, whatever the preview said before: no job can become
        // known between the look at it and its insertion.
        let mut tx = self.write().await?;
        let mut first_third = |done| observer(done / 3);
        let (preview, rows) = classify_rows(&mut tx, source, &mut first_third).await?;
        if preview.settled > 0 {
            settle(&mut tx, source, &rows.settling, observer).await?;
        }
        if preview.new.count == 0 {
            balance(&mut tx, now).await?.remaining()?;
            tx.commit().await?;
            return Ok((None, preview));
        }
        let existing = u64::try_from(job::newest(&mut tx).await?).unwrap_or_default();
        let change_id = change::add(&mut tx, &ChangeKind::Import, now).await?;
        let suspended = if is_bulk_load(preview.new.count, existing) {
            Some(bulk_load::suspend(&mut tx).await?)
        } else {
            None
        };
        insert(&mut tx, (change_id, now), source, &rows, observer).await?;
        if let Some(suspended) = suspended {
            bulk_load::resume(&mut tx, suspended, change_id).await?;
        }
        // The last moment to stop: from the commit on the jobs are there.
        stop_if_asked(observer(999))?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut tx, now).await?.remaining()?;
        tx.commit().await?;
        Ok((Some(change_id), preview))
    }
}

/// A bulk load builds the indexes over all jobs: slower than insertions when the new ones are few
/// beside the existing.
const fn is_bulk_load(new: u64, existing: u64) -> bool {
    new >= MIN_BULK_LOAD && new >= existing / 4
}

/// Reads all rows and classifies them. Returns their numbers too.
async fn classify_rows(
    tx: &mut Tx,
    source: &impl RowSource,
    observer: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(ImportPreview, ClassifiedRows), LedgerError> {
    let mut classifier = RowClassifier::default();
    let mut rows = source.rows();
    while let Some(batch) = rows.next().await {
        let (done, rows) = batch?;
        classifier.classify(tx, rows).await?;
        stop_if_asked(observer(done))?;
    }
    classifier.finish(tx).await
}

/// Reads the file a second time and inserts the new rows: a million rows kept from the first time
/// would take hundreds of megabytes.
async fn insert(
    tx: &mut Tx,
    (change_id, now): (i64, DateTime<Utc>),
    source: &impl RowSource,
    classified: &ClassifiedRows,
    observer: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(), LedgerError> {
    let entries = job_batch::entries(tx).await?;
    let mut rows = source.rows();
    while let Some(batch) = rows.next().await {
        let (done, rows) = batch?;
        let is_new = |row: &&ImportedRow| classified.new.contains(row.number);
        let jobs: Vec<BatchJob<'_>> = rows
            .iter()
            .flatten()
            .filter(is_new)
            .map(|row| BatchJob {
                request: (row.request.as_deref())
                    .filter(|_| !classified.further.contains(row.number)),
                ..batch_job(row, &entries, now)
            })
            .collect();
        if !jobs.is_empty() {
            job_batch::add(tx, change_id, JobOrigin::Import, &jobs).await?;
        }
        stop_if_asked(observer(333 + done / 3))?;
    }
    Ok(())
}

/// Gives jobs the cost that fal billed, as fal's record read from fal does.
async fn settle(
    tx: &mut Tx,
    source: &impl RowSource,
    settling: &RowSet,
    observer: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(), LedgerError> {
    let mut rows = source.rows();
    while let Some(batch) = rows.next().await {
        let (done, rows) = batch?;
        for row in rows
            .iter()
            .flatten()
            .filter(|row| settling.contains(row.number))
        {
            if let Some(event) = event_of(row) {
                settle_job(tx, &event).await?;
            }
        }
        stop_if_asked(observer(333 + done / 3))?;
    }
    Ok(())
}

/// Returns the billing event that a row is. `None` without a request or cost.
fn event_of(row: &ImportedRow) -> Option<BillingEvent> {
    Some(BillingEvent {
        request: row.request.clone()?,
        key: row.what.label.key.clone(),
        endpoint: row.what.subject.model()?.to_owned(),
        at: row.at,
        units: Some(row.what.quantity).filter(|units| !units.is_zero()),
        unit_price: row.what.unit_price,
        cost: row.what.cost?,
    })
}

fn batch_job<'a>(
    row: &'a ImportedRow,
    entries: &[(DateTime<Utc>, i64)],
    now: DateTime<Utc>,
) -> BatchJob<'a> {
    BatchJob {
        at: row.at,
        entry_id: job_batch::entry_at(entries, row.at),
        request: row.request.as_deref(),
        what: &row.what,
        voided_at: row.is_voided.then_some(now),
        call: None,
        estimated_cost: None,
    }
}

fn stop_if_asked(answer: ControlFlow<()>) -> Result<(), LedgerError> {
    if answer.is_break() {
        Err(LedgerError::Stopped)
    } else {
        Ok(())
    }
}
