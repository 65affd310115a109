//! Jobs out of a file: looked through first, then imported as one change.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

use chrono::{DateTime, TimeZone, Utc};
use sqlx::SqliteConnection;
use tokio::sync::mpsc;

use super::{Ledger, balance};
use crate::Error;
use crate::domain::job::Origin;
use crate::domain::money::Money;
use crate::import::{Found, ImportError, Mapping, Refusal, Row, Source};
use crate::store::change::{self, Kind};
use crate::store::many::{self, Many};
use crate::store::{StoreError, bulk, job};

/// Rows that are looked up and written at a time.
const PART: usize = many::MOST;
/// Rows of each kind that are kept to be shown.
const SHOWN: usize = 100;
/// From so many rows on indexes are built anew, where they are not few beside those that are there.
const MANY: u64 = 20_000;

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

/// What is imported: a file, which column is what, the moment and the zone of its local times.
#[derive(Clone, Debug)]
pub struct Wanted<Z> {
    /// The file.
    pub source: Source,
    /// Which column is what.
    pub mapping: Mapping,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The zone.
    pub zone: Z,
}

impl Ledger {
    /// Looks through a file and stores nothing. `watch` hears how much is done, in thousandths, and can end
    /// it.
    pub async fn look_through<Z>(
        &self,
        wanted: &Wanted<Z>,
        watch: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Looked, Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        let mut transaction = self.store.read().await?;
        let mut sorter = Sorter::default();
        let mut rows = walk(wanted);
        while let Some(part) = rows.recv().await {
            let (read, found) = part?;
            sorter.sort(&mut transaction, found).await?;
            heed(watch(thousandths(read, wanted.source.size())))?;
        }
        Ok(sorter.looked)
    }

    /// Imports what is new in a file, all of it or nothing. Gives the change that undoes it, none where
    /// nothing is new.
    pub async fn import<Z>(
        &self,
        wanted: &Wanted<Z>,
        watch: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(Option<i64>, Looked), Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        // Looked through under the lock: nothing can become known meanwhile.
        let mut transaction = self.store.write().await?;
        let mut sorter = Sorter::default();
        let size = wanted.source.size();
        let mut rows = walk(wanted);
        while let Some(part) = rows.recv().await {
            let (read, found) = part?;
            sorter.sort(&mut transaction, found).await?;
            heed(watch(thousandths(read, size) / 3))?;
        }
        let (looked, is_new) = (sorter.looked, sorter.is_new);
        if looked.new.count == 0 {
            return Ok((None, looked));
        }
        let there = u64::try_from(job::newest(&mut transaction).await?).unwrap_or_default();
        let change_id = change::add(&mut transaction, &Kind::Import, wanted.now).await?;
        let entries = many::entries(&mut transaction).await?;
        let are_many = looked.new.count >= MANY && looked.new.count >= there / 4;
        let aside = if are_many { Some(bulk::step_aside(&mut transaction).await?) } else { None };
        let mut rows = walk(wanted);
        while let Some(part) = rows.recv().await {
            let (read, found) = part?;
            let new: Vec<Row> = found.into_iter().flatten().filter(|row| is_new.contains(row.number)).collect();
            let jobs: Vec<Many<'_>> = new.iter().map(|row| job_of(row, &entries, wanted.now)).collect();
            if !jobs.is_empty() {
                many::add(&mut transaction, change_id, Origin::Import, &jobs).await?;
            }
            heed(watch(333 + thousandths(read, size) / 3))?;
        }
        if let Some(aside) = aside {
            bulk::put_back(&mut transaction, aside, change_id).await?;
        }
        heed(watch(999))?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, wanted.now).await?.remaining()?;
        transaction.commit().await?;
        Ok((Some(change_id), looked))
    }
}

fn job_of<'a>(row: &'a Row, entries: &[(DateTime<Utc>, i64)], now: DateTime<Utc>) -> Many<'a> {
    Many {
        at: row.at,
        entry_id: many::entry_at(entries, row.at),
        request: row.request.as_deref(),
        what: &row.what,
        voided_at: row.is_voided.then_some(now),
    }
}

fn heed(watch: ControlFlow<()>) -> Result<(), Error> {
    if watch.is_break() { Err(Error::Stopped) } else { Ok(()) }
}

fn thousandths(read: u64, size: u64) -> u64 {
    (read.saturating_mul(1000)).checked_div(size).unwrap_or(1000).min(1000)
}

/// A part of a file: how many bytes were read, and the rows.
type Part = Result<(u64, Vec<Found>), ImportError>;

/// Reads the file on a thread of its own, a few parts ahead.
fn walk<Z>(wanted: &Wanted<Z>) -> mpsc::Receiver<Part>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let (sender, receiver) = mpsc::channel(4);
    let wanted = wanted.clone();
    tokio::task::spawn_blocking(move || {
        let mut rows = Vec::with_capacity(PART);
        let mut last = 0;
        let done = wanted.source.rows(&wanted.mapping, (wanted.now, &wanted.zone), |read, found| {
            last = read;
            rows.push(found);
            if rows.len() < PART {
                return ControlFlow::Continue(());
            }
            let part = std::mem::replace(&mut rows, Vec::with_capacity(PART));
            match sender.blocking_send(Ok((read, part))) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        // Nobody listens any more where the import was ended.
        let _ = sender.blocking_send(done.map(|()| (last, rows)));
    });
    receiver
}

/// Tells new rows from known and refused ones.
#[derive(Default)]
struct Sorter {
    looked: Looked,
    is_new: RowSet,
    hash: RandomState,
    /// In which row a request stands.
    requests: HashMap<u64, u64>,
    /// How often a content without a request stood so far.
    contents: HashMap<u64, i64>,
}

impl Sorter {
    async fn sort(&mut self, connection: &mut SqliteConnection, found: Vec<Found>) -> Result<(), Error> {
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
struct RowSet(Vec<u64>);

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

    fn contains(&self, number: u64) -> bool {
        let (place, bit) = Self::place(number);
        self.0.get(place).is_some_and(|word| word & bit != 0)
    }

    fn place(number: u64) -> (usize, u64) {
        (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
    }
}
