//! Rows of a file compared with the ledger: new, known or rejected.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::jobs::Basis;
use fal_budget_domain::jobs::imported::{
    Charge, ChargeKind, ImportedRow, NoJob, REQUEST_COLUMN, RejectedRow, RowResult,
};
use fal_budget_domain::jobs::record::TimeRange;
use fal_budget_domain::message;
use fal_budget_domain::money::Money;
use fal_budget_store::tables::billed;
use fal_budget_store::tables::job_batch::{self, JobContent, JobKey};
use fal_budget_store::{StoreError, Tx};

use crate::LedgerError;

/// Rows of each class that are kept to be shown.
const MAX_SHOWN: usize = 100;

/// Rows of a file by class, and the sums of the new ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportPreview {
    /// Jobs that are not in the ledger.
    pub new: RowClass<ImportedRow>,
    /// Jobs that are.
    pub known: RowClass<ImportedRow>,
    /// Number of those whose cost fal has billed otherwise than the ledger has it.
    pub settled: u64,
    /// Rows that are no jobs.
    pub refused: RowClass<RejectedRow>,
    /// Numbers of all rejected rows.
    pub refused_rows: RowSet,
    /// Number and sum of the rejected rows that are jobs as soon as a person says that they are
    /// refunds.
    pub asked_refunds: (u64, Money),
    /// Number and sum of rows that are other parts of a bill, by their kind.
    pub charges: BTreeMap<ChargeKind, (u64, Money)>,
    /// Number and sum of the new jobs that are refunds.
    pub refunds: (u64, Money),
    /// Number of amounts of new jobs that were rounded to a nano-dollar.
    pub rounded: u64,
    /// Number of new jobs whose amounts are converted from euros.
    pub of_euros: u64,
    /// Cost of the new jobs, as far as their costs are known.
    pub cost: Money,
    /// Number of new jobs without a known cost.
    pub unpriced: u64,
    /// Number and cost of jobs logged by hand in the time of the new ones. They count beside them,
    /// perhaps twice for the same call. `None` when there are none, or no new job has a request.
    pub by_hand: Option<(i64, Money)>,
    /// Moments of the first and the last new job.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Rows of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowClass<T> {
    /// Number of rows in this class.
    pub count: u64,
    /// The first of them, a hundred at most.
    pub first: Vec<T>,
}

impl<T> Default for RowClass<T> {
    fn default() -> Self {
        Self {
            count: 0,
            first: Vec::new(),
        }
    }
}

impl<T> RowClass<T> {
    fn add(&mut self, row: T) {
        self.count += 1;
        if self.first.len() < MAX_SHOWN {
            self.first.push(row);
        }
    }
}

/// Tells new rows from known and rejected ones. Keeps hashes and counts, not rows: files have
/// millions.
#[derive(Default)]
pub(super) struct RowClassifier {
    preview: ImportPreview,
    rows: ClassifiedRows,
    /// Set once a new row has a request.
    has_requests: bool,
    hash: RandomState,
    /// Number and moment of the row that a request stands in, and if it is a refund, by its hash.
    requests: HashMap<u64, (u64, DateTime<Utc>, bool)>,
    /// Number of rows so far by moment and content, hashed. Only rows without a request.
    contents: HashMap<u64, i64>,
    /// Jobs of the ledger at the moments of the last rows: number by content.
    moments: HashMap<JobKey, HashMap<JobContent, i64>>,
}

impl RowClassifier {
    /// Classifies the next rows of the file.
    pub(super) async fn classify(
        &mut self,
        tx: &mut Tx,
        rows: Vec<RowResult>,
    ) -> Result<(), LedgerError> {
        let mut jobs = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Ok(row) => jobs.push(row),
                Err(no_job) => self.add_other(no_job)?,
            }
        }
        let known_requests = known_requests(tx, &jobs).await?;
        let costs = costs_of(tx, &jobs).await?;
        let mut rows = Vec::with_capacity(jobs.len());
        for mut row in jobs {
            // First, so that the charge of a refund is known by its request wherever it stands.
            if is_other_event(&row, &costs) {
                row.request = None;
                self.rows.further.insert(row.number);
            }
            match self.check_repetition(row) {
                Ok(row) => rows.push(row),
                Err(no_job) => self.add_other(no_job)?,
            }
        }
        self.read_moments(tx, &rows).await?;
        for row in rows {
            if self.is_known(&row, &known_requests)? {
                if settles(&row, &costs) {
                    self.rows.settling.insert(row.number);
                    self.preview.settled += 1;
                }
                self.preview.known.add(row);
            } else {
                self.add_new(row)?;
            }
        }
        Ok(())
    }

    /// Counts a row that is no job.
    fn add_other(&mut self, row: NoJob) -> Result<(), LedgerError> {
        let preview = &mut self.preview;
        match row {
            NoJob::Rejected(row) => {
                if let Some(amount) = row.refund {
                    add_to(&mut preview.asked_refunds, amount)?;
                }
                preview.refused_rows.insert(row.number);
                preview.refused.add(row);
            }
            NoJob::Charge(Charge { kind, amount, .. }) => {
                let sum = preview.charges.entry(kind).or_default();
                add_to(sum, amount.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    fn is_known(
        &mut self,
        row: &ImportedRow,
        requests: &HashSet<String>,
    ) -> Result<bool, LedgerError> {
        match &row.request {
            // A voided job of a request adds nothing, and must not take the place of one that
            // counts.
            Some(request) => Ok(row.is_voided || requests.contains(request)),
            None => self.has_counterpart(row),
        }
    }

    /// Reads the jobs that the ledger has at the moments of these rows. Moments shared with the
    /// rows before are kept: where days have no hours, many rows have the same moment.
    async fn read_moments(&mut self, tx: &mut Tx, rows: &[ImportedRow]) -> Result<(), LedgerError> {
        let by_hand = rows.iter().filter(|row| row.request.is_none());
        let moments: HashSet<JobKey> = by_hand
            .map(|row| job_batch::key_of(row.at, &row.what))
            .collect();
        // Files are mostly sorted by time: older moments do not come again, and memory stays small.
        self.moments.retain(|moment, _| moments.contains(moment));
        let unread: Vec<&JobKey> = moments
            .iter()
            .filter(|moment| !self.moments.contains_key(*moment))
            .collect();
        if !unread.is_empty() {
            let jobs = job_batch::known_jobs(tx, &unread).await?;
            self.moments.extend(jobs);
        }
        Ok(())
    }

    /// Returns `true` if the ledger has a job for this row: equal rows are as many jobs as there
    /// are rows, so the third of them needs a third job.
    fn has_counterpart(&mut self, row: &ImportedRow) -> Result<bool, LedgerError> {
        let content = job_batch::content_of(&row.what)?;
        let moment = job_batch::key_of(row.at, &row.what);
        let nth = self.count(&moment, content)?;
        let jobs = self.moments.get(&moment);
        let existing = jobs.and_then(|contents| contents.get(&content));
        Ok(nth <= existing.copied().unwrap_or_default())
    }

    /// Rejects a row whose request stands in a row before. Voided rows may repeat one: an
    /// undone import leaves voided jobs beside those that were imported again. A request that fal
    /// charged twice, at two moments, is a job for each charge, the further ones without its id.
    fn check_repetition(&mut self, mut row: ImportedRow) -> RowResult {
        let Some(request) = row.request.as_ref().filter(|_| !row.is_voided) else {
            return Ok(row);
        };
        // A hash of 64 bits takes a tenth of the id's room. Among a million ids, two with the same
        // hash turn up once in tens of millions of imports.
        let hash = self.hash.hash_one(request);
        let here = (row.number, row.at, is_refund(&row));
        let Some((first, at, was_refund)) = self.requests.insert(hash, here) else {
            return Ok(row);
        };
        // A charge and its refund may be written down at one moment.
        let is_other = row.at != at || is_refund(&row) != was_refund;
        if row.what.basis == Basis::Billed && is_other {
            row.request = None;
            self.rows.further.insert(row.number);
            return Ok(row);
        }
        Err(NoJob::Rejected(RejectedRow {
            number: row.number,
            column: Some((REQUEST_COLUMN.to_owned(), request.clone())),
            reason: message!("import-same-request", row = first.to_string()),
            refund: None,
        }))
    }

    /// Counts a row, and returns the number of rows of this content so far.
    fn count(&mut self, moment: &JobKey, content: JobContent) -> Result<i64, LedgerError> {
        let count = self
            .contents
            .entry(self.hash.hash_one((moment, content)))
            .or_default();
        *count = count.checked_add(1).ok_or(StoreError::TooLarge)?;
        Ok(*count)
    }

    fn add_new(&mut self, row: ImportedRow) -> Result<(), LedgerError> {
        self.rows.new.insert(row.number);
        self.has_requests |= row.request.is_some();
        let preview = &mut self.preview;
        if !row.is_voided {
            preview.cost = preview.cost.plus(row.what.cost.unwrap_or_default())?;
            preview.unpriced += u64::from(row.what.cost.is_none());
            preview.rounded += u64::from(row.rounded);
            preview.of_euros += u64::from(row.is_of_euros);
            if let Some(cost) = row.what.cost.filter(|_| is_refund(&row)) {
                add_to(&mut preview.refunds, cost)?;
            }
        }
        let (first, last) = preview.span.unwrap_or((row.at, row.at));
        preview.span = Some((first.min(row.at), last.max(row.at)));
        preview.new.add(row);
        Ok(())
    }

    /// Returns the preview and the numbers of rows, once all are classified.
    pub(super) async fn finish(
        mut self,
        tx: &mut Tx,
    ) -> Result<(ImportPreview, ClassifiedRows), LedgerError> {
        if let Some((from, last)) = self.preview.span.filter(|_| self.has_requests) {
            let period = TimeRange {
                from,
                // A range ends before its end, and the last job is to be in it.
                until: last + TimeDelta::milliseconds(1),
            };
            let by_hand = billed::by_hand(tx, period).await?;
            self.preview.by_hand = Some(by_hand).filter(|(count, _)| *count > 0);
        }
        Ok((self.preview, self.rows))
    }
}

/// Reads the costs that the ledger has of the billed rows' requests.
async fn costs_of(
    tx: &mut Tx,
    rows: &[ImportedRow],
) -> Result<HashMap<String, (Basis, Option<Money>)>, LedgerError> {
    let requests: Vec<&str> = rows
        .iter()
        .filter(|row| row.what.basis == Basis::Billed && !row.is_voided)
        .filter_map(|row| row.request.as_deref())
        .collect();
    if requests.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(billed::costs(tx, &requests).await?)
}

fn add_to(sum: &mut (u64, Money), amount: Money) -> Result<(), LedgerError> {
    *sum = (sum.0 + 1, sum.1.plus(amount)?);
    Ok(())
}

fn is_refund(row: &ImportedRow) -> bool {
    row.what.cost.is_some_and(|cost| cost < Money::ZERO)
}

/// Tells whether a row gives back what the ledger has as the charge of the same request, or the
/// other way round: both count.
fn is_other_event(row: &ImportedRow, costs: &HashMap<String, (Basis, Option<Money>)>) -> bool {
    let known = row.request.as_ref().and_then(|request| costs.get(request));
    let known = known.and_then(|(_, cost)| *cost);
    known.is_some_and(|cost| (cost < Money::ZERO) != is_refund(row))
}

/// Tells whether a row has the cost that fal billed, and the ledger another one. A cost that fal
/// billed once is fal's newer word only if it comes from fal.
fn settles(row: &ImportedRow, costs: &HashMap<String, (Basis, Option<Money>)>) -> bool {
    let known = row.request.as_ref().and_then(|request| costs.get(request));
    row.what.basis == Basis::Billed
        && !row.is_voided
        && known.is_some_and(|(basis, _)| *basis != Basis::Billed)
}

async fn known_requests(tx: &mut Tx, rows: &[ImportedRow]) -> Result<HashSet<String>, LedgerError> {
    let requests: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.request.as_deref())
        .collect();
    if requests.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(job_batch::known_requests(tx, &requests).await?)
}

/// Numbers of rows by what becomes of them.
#[derive(Default)]
pub(super) struct ClassifiedRows {
    /// Rows that become jobs.
    pub(super) new: RowSet,
    /// Rows that settle a job.
    pub(super) settling: RowSet,
    /// Rows of a further charge of a request, whose jobs have no request.
    pub(super) further: RowSet,
}

/// Set of row numbers, one bit each: a million rows take 125 kilobytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    fn insert(&mut self, number: u64) {
        let (word, bit) = Self::place(number);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Returns `true` if the row of this number is in the set.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        let (word, bit) = Self::place(number);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Returns the index of the word, and the bit in it.
    fn place(number: u64) -> (usize, u64) {
        (
            usize::try_from(number / 64).unwrap_or(usize::MAX),
            1 << (number % 64),
        )
    }
}
