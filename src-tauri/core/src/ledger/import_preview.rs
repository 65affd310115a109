//! What a file holds, held against the books: rows that are new, known or refused.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::Error;
use crate::domain::money::Money;
use crate::domain::record::TimeRange;
use crate::import::{ImportedRow, RejectedRow, RowResult};
use crate::say;
use crate::store::job_batch::{self, JobContent, JobKey};
use crate::store::{StoreError, billed};

/// Rows of each kind that are kept to be shown.
const SHOWN: usize = 100;

/// What a file holds, held against the books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportPreview {
    /// Jobs that are not in the books.
    pub new: RowClass<ImportedRow>,
    /// Jobs that are.
    pub known: RowClass<ImportedRow>,
    /// Rows that are no jobs.
    pub refused: RowClass<RejectedRow>,
    /// What the new ones cost, as far as it is known.
    pub cost: Money,
    /// How many of the new ones have no cost.
    pub unpriced: u64,
    /// Jobs logged by hand in the same time, where there are new ones of requests: they count too.
    pub by_hand: Option<(i64, Money)>,
    /// When the first and the last of the new ones ran.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Rows of one kind: how many, and the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowClass<T> {
    /// How many.
    pub count: u64,
    /// The first of them.
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
        if self.first.len() < SHOWN {
            self.first.push(row);
        }
    }
}

/// Tells new rows from known and refused ones.
#[derive(Default)]
pub(super) struct RowClassifier {
    preview: ImportPreview,
    is_new: RowSet,
    /// One of the new ones has a request.
    has_requests: bool,
    hash: RandomState,
    /// In which row a request stands.
    requests: HashMap<u64, u64>,
    /// How often a content without a request stood so far.
    contents: HashMap<u64, i64>,
    /// What the books have at the moments of the last rows.
    moments: HashMap<JobKey, HashMap<JobContent, i64>>,
}

impl RowClassifier {
    /// Takes the next rows of the file.
    pub(super) async fn classify(
        &mut self,
        connection: &mut SqliteConnection,
        found: Vec<RowResult>,
    ) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(found.len());
        for found in found {
            match found.and_then(|row| self.once(row)) {
                Ok(row) => rows.push(row),
                Err(refusal) => self.preview.refused.add(refusal),
            }
        }
        let requests: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.request.as_deref())
            .collect();
        let requests = if requests.is_empty() {
            HashSet::new()
        } else {
            job_batch::known_requests(connection, &requests).await?
        };
        self.read_moments(connection, &rows).await?;
        for row in rows {
            let is_known = match &row.request {
                // Of a request that was taken out there is nothing to add.
                Some(request) => row.is_voided || requests.contains(request),
                None => self.has_one_more(&row)?,
            };
            if is_known {
                self.preview.known.add(row);
            } else {
                self.take(row)?;
            }
        }
        Ok(())
    }

    /// Reads what the books have at the moments of these rows; moments of the rows before are kept,
    /// as a day without hours is the moment of many.
    async fn read_moments(
        &mut self,
        connection: &mut SqliteConnection,
        rows: &[ImportedRow],
    ) -> Result<(), Error> {
        let by_hand = rows.iter().filter(|row| row.request.is_none());
        let moments: HashSet<JobKey> = by_hand
            .map(|row| job_batch::key_of(row.at, &row.what))
            .collect();
        self.moments.retain(|moment, _| moments.contains(moment));
        let new: Vec<&JobKey> = moments
            .iter()
            .filter(|moment| !self.moments.contains_key(*moment))
            .collect();
        if !new.is_empty() {
            self.moments
                .extend(job_batch::known_jobs(connection, &new).await?);
        }
        Ok(())
    }

    /// Whether the books have one more job of the content of this row than there were rows of it so
    /// far.
    fn has_one_more(&mut self, row: &ImportedRow) -> Result<bool, Error> {
        let content = job_batch::content_of(&row.what)?;
        let moment = job_batch::key_of(row.at, &row.what);
        let nth = self.nth(&moment, content)?;
        let count = self
            .moments
            .get(&moment)
            .and_then(|contents| contents.get(&content))
            .copied()
            .unwrap_or_default();
        Ok(nth <= count)
    }

    /// A request stands once in a file.
    fn once(&mut self, row: ImportedRow) -> RowResult {
        let Some(request) = row.request.as_ref().filter(|_| !row.is_voided) else {
            return Ok(row);
        };
        match self
            .requests
            .insert(self.hash.hash_one(request), row.number)
        {
            None => Ok(row),
            Some(first) => {
                let column = Some((
                    crate::import::Field::Request.name().to_owned(),
                    request.clone(),
                ));
                let reason = say!("import-same-request", row = first.to_string());
                Err(RejectedRow {
                    number: row.number,
                    column,
                    reason,
                })
            }
        }
    }

    /// The how many-th row of this content it is.
    fn nth(&mut self, moment: &JobKey, content: JobContent) -> Result<i64, Error> {
        let count = self
            .contents
            .entry(self.hash.hash_one((moment, content)))
            .or_default();
        *count = count.checked_add(1).ok_or(StoreError::TooLarge)?;
        Ok(*count)
    }

    /// Gives what was found, once all rows are through.
    pub(super) async fn end(
        mut self,
        connection: &mut SqliteConnection,
    ) -> Result<(ImportPreview, RowSet), Error> {
        if let Some((from, last)) = self.preview.span.filter(|_| self.has_requests) {
            let period = TimeRange {
                from,
                until: last + chrono::TimeDelta::milliseconds(1),
            };
            self.preview.by_hand =
                Some(billed::by_hand(connection, period).await?).filter(|(count, _)| *count > 0);
        }
        Ok((self.preview, self.is_new))
    }

    fn take(&mut self, row: ImportedRow) -> Result<(), Error> {
        self.is_new.insert(row.number);
        self.has_requests |= row.request.is_some();
        let looked = &mut self.preview;
        if !row.is_voided {
            looked.cost = looked.cost.plus(row.what.cost.unwrap_or_default())?;
            looked.unpriced += u64::from(row.what.cost.is_none());
        }
        let (first, last) = looked.span.unwrap_or((row.at, row.at));
        looked.span = Some((first.min(row.at), last.max(row.at)));
        looked.new.add(row);
        Ok(())
    }
}

/// Numbers of rows, a bit each.
#[derive(Default)]
pub(super) struct RowSet(Vec<u64>);

impl RowSet {
    fn insert(&mut self, number: u64) {
        let (place, bit) = Self::place(number);
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        if let Some(word) = self.0.get_mut(place) {
            *word |= bit;
        }
    }

    pub(super) fn contains(&self, number: u64) -> bool {
        let (place, bit) = Self::place(number);
        self.0.get(place).is_some_and(|word| word & bit != 0)
    }

    fn place(number: u64) -> (usize, u64) {
        (
            usize::try_from(number / 64).unwrap_or(usize::MAX),
            1 << (number % 64),
        )
    }
}
