//! What a file holds, held against the books: rows that are new, known or refused.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::Error;
use crate::domain::money::Money;
use crate::import::{Found, Refusal, Row};
use crate::store::{StoreError, many};

/// Rows of each kind that are kept to be shown.
const SHOWN: usize = 100;

/// What a file holds, held against the books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Jobs that are not in the books.
    pub new: Rows<Row>,
    /// Jobs that are.
    pub known: Rows<Row>,
    /// Rows that are no jobs.
    pub refused: Rows<Refusal>,
    /// What the new ones cost, as far as it is known.
    pub cost: Money,
    /// How many of the new ones have no cost.
    pub unpriced: u64,
    /// When the first and the last of the new ones ran.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Rows of one kind: how many, and the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<T> {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { count: 0, first: Vec::new() }
    }
}

impl<T> Rows<T> {
    fn add(&mut self, row: T) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(row);
        }
    }
}

/// Tells new rows from known and refused ones.
#[derive(Default)]
pub(super) struct Sorter {
    pub(super) looked: Looked,
    pub(super) is_new: RowSet,
    hash: RandomState,
    /// In which row a request stands.
    requests: HashMap<u64, u64>,
    /// How often a content without a request stood so far.
    contents: HashMap<u64, i64>,
}

impl Sorter {
    /// Takes the next rows of the file.
    pub(super) async fn sort(&mut self, connection: &mut SqliteConnection, found: Vec<Found>) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(found.len());
        for found in found {
            match found.and_then(|row| self.once(row)) {
                Ok(row) => rows.push(row),
                Err(refusal) => self.looked.refused.add(refusal),
            }
        }
        let requests: Vec<&str> = rows.iter().filter_map(|row| row.request.as_deref()).collect();
        let by_hand: Vec<(DateTime<Utc>, _)> =
            rows.iter().filter(|row| row.request.is_none()).map(|row| (row.at, &row.what)).collect();
        let known_requests = match requests.as_slice() {
            [] => HashSet::new(),
            some => many::known_requests(connection, some).await?,
        };
        let known_jobs = match by_hand.as_slice() {
            [] => HashMap::new(),
            some => many::known_jobs(connection, some).await?,
        };
        let mut place = 0;
        for row in rows {
            let is_known = if let Some(request) = &row.request {
                known_requests.contains(request)
            } else {
                let nth = self.nth(&row)?;
                place += 1;
                known_jobs.get(&(place - 1)).is_some_and(|count| nth <= *count)
            };
            if is_known {
                self.looked.known.add(row);
            } else {
                self.take(row)?;
            }
        }
        Ok(())
    }

    /// A request stands once in a file.
    fn once(&mut self, row: Row) -> Found {
        let Some(request) = &row.request else { return Ok(row) };
        match self.requests.insert(self.hash.hash_one(request), row.number) {
            None => Ok(row),
            Some(first) => {
                let column = Some((crate::import::Field::Request.name().to_owned(), request.clone()));
                Err(Refusal { number: row.number, column, reason: format!("The same request stands in row {first}.") })
            }
        }
    }

    /// The how many-th row of this content it is.
    fn nth(&mut self, row: &Row) -> Result<i64, Error> {
        let quantity = row.what.quantity.normalize();
        let content = self.hash.hash_one((row.at, format!("{:?}", row.what.subject), quantity, row.what.cost));
        let count = self.contents.entry(content).or_default();
        *count = count.checked_add(1).ok_or(StoreError::TooLarge)?;
        Ok(*count)
    }

    fn take(&mut self, row: Row) -> Result<(), Error> {
        self.is_new.insert(row.number);
        let looked = &mut self.looked;
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
        (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
    }
}
