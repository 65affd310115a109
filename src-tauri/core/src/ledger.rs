//! The ledger: what the person and the program do to entries and jobs, each deed in one transaction.

use chrono::{DateTime, TimeZone, Utc};
use sqlx::SqliteConnection;

use crate::Error;
use crate::domain::balance::Balance;
use crate::domain::day::start_of_day;
use crate::domain::entry::{Entry, next_reference};
use crate::domain::job::{Job, NewJob, Origin};
use crate::domain::money::Money;
use crate::domain::settings::Settings;
use crate::store::change::{self, Kind};
use crate::store::job::{After, Batch};
use crate::store::{Store, entry, job, setting, spent};

/// The books of one account.
#[derive(Clone, Debug)]
pub struct Ledger {
    store: Store,
}

/// Everything that the window shows of the ledger, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is left, and what was spent.
    pub balance: Balance,
    /// How it is shown.
    pub settings: Settings,
    /// The newest jobs.
    pub jobs: Vec<Job>,
    /// What *Undo* would undo.
    pub last_change: Option<Change>,
}

/// A deed that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its row.
    pub id: i64,
    /// What it did.
    pub deed: Deed,
}

/// What a [`Change`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Entered this balance.
    Balance(Money),
    /// Cleared the budget.
    Clear,
    /// Logged these jobs.
    Jobs(Vec<Job>),
    /// Moved the 100 % mark from here.
    Reference(Money),
}

impl Ledger {
    /// Keeps its books in `store`.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Reads what is left and what was spent; as fast with a million jobs as with none.
    pub async fn balance<Z: TimeZone>(&self, now: DateTime<Utc>, zone: &Z) -> Result<Balance, Error> {
        balance(&mut *self.store.read().await?, start_of_day(now, zone)).await
    }

    /// Reads all that the window shows, with the newest `limit` jobs.
    pub async fn standing<Z: TimeZone>(&self, now: DateTime<Utc>, zone: &Z, limit: u32) -> Result<Standing, Error> {
        let mut transaction = self.store.read().await?;
        let last_change = match change::standing(&mut transaction, None).await? {
            None => None,
            Some(found) => Some(describe(&mut transaction, found).await?),
        };
        Ok(Standing {
            balance: balance(&mut transaction, start_of_day(now, zone)).await?,
            settings: setting::read(&mut transaction).await?,
            jobs: job::list(&mut transaction, None, limit).await?,
            last_change,
        })
    }

    /// Enters the balance that the person read at fal.ai. What was spent stays as it is. Gives the
    /// change that undoes it.
    pub async fn set_budget(&self, amount: Money, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let mark = entry::newest(&mut transaction).await?.and_then(|entry| entry.reference);
        let change_id = change::add(&mut transaction, Kind::Balance, now).await?;
        entry::add(&mut transaction, change_id, now, Some((amount, next_reference(mark, amount)))).await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Clears the budget; without one nothing happens. Gives the change that undoes it.
    pub async fn clear_budget(&self, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        if entry::newest(&mut transaction).await?.is_none_or(|entry| entry.amount.is_none()) {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, Kind::Clear, now).await?;
        entry::add(&mut transaction, change_id, now, None).await?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// Makes what is left now the 100 % mark of the bar. Gives the change that undoes it.
    pub async fn mark_as_full(&self, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let balance = balance(&mut transaction, now).await?;
        let remaining = balance.remaining()?.filter(|left| *left > Money::ZERO).ok_or(Error::NothingLeft)?;
        let entry = balance.entry.ok_or(Error::NothingLeft)?;
        let kind = Kind::Reference { entry_id: entry.id, before: entry.reference.unwrap_or(remaining) };
        let change_id = change::add(&mut transaction, kind, now).await?;
        entry::set_reference(&mut transaction, entry.id, remaining).await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Logs a batch. Jobs without an earlier time count against the newest entry; dated ones against
    /// the newest entry whose time is not after theirs. Gives the change that undoes them.
    pub async fn log(
        &self,
        jobs: &[NewJob],
        earlier: Option<DateTime<Utc>>,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let entry_id = match earlier {
            None => entry::newest(&mut transaction).await?.map(|entry| entry.id),
            Some(at) => entry::newest_at(&mut transaction, at).await?,
        };
        let change_id = change::add(&mut transaction, Kind::Jobs, now).await?;
        let batch = Batch { change_id, entry_id, at: earlier.unwrap_or(now), origin };
        for new in jobs {
            job::add(&mut transaction, batch, new).await?;
        }
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Undoes one change, or the last. What it wrote stays in the books, marked as undone.
    pub async fn undo(&self, change_id: Option<i64>, now: DateTime<Utc>) -> Result<Change, Error> {
        let mut transaction = self.store.write().await?;
        let (id, kind) = change::standing(&mut transaction, change_id).await?.ok_or(Error::NothingToUndo)?;
        match kind {
            Kind::Balance | Kind::Clear => entry::undo_change(&mut transaction, id, now).await?,
            Kind::Jobs => job::void_change(&mut transaction, id, now).await?,
            Kind::Reference { entry_id, before } => entry::set_reference(&mut transaction, entry_id, before).await?,
        }
        change::undo(&mut transaction, id, now).await?;
        let undone = describe(&mut transaction, (id, kind)).await?;
        transaction.commit().await?;
        Ok(undone)
    }

    /// The newest `limit` jobs that stand, from the top or after one.
    pub async fn jobs(&self, after: Option<After>, limit: u32) -> Result<Vec<Job>, Error> {
        Ok(job::list(&mut *self.store.read().await?, after, limit).await?)
    }

    /// The jobs of one batch.
    pub async fn batch(&self, change_id: i64) -> Result<Vec<Job>, Error> {
        Ok(job::of_change(&mut *self.store.read().await?, change_id).await?)
    }

    /// The newest `limit` entries, undone ones too.
    pub async fn entries(&self, limit: u32) -> Result<Vec<Entry>, Error> {
        Ok(entry::list(&mut *self.store.read().await?, limit).await?)
    }

    /// What the person chose.
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(setting::read(&mut *self.store.read().await?).await?)
    }

    /// Keeps what the person chose.
    pub async fn save_settings(&self, chosen: &Settings) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        setting::write(&mut transaction, chosen).await?;
        Ok(transaction.commit().await?)
    }

    /// Folds the write-ahead log into the file, for an orderly end.
    pub async fn fold(&self) -> Result<(), Error> {
        Ok(self.store.fold().await?)
    }

    /// Closes the books cleanly.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

async fn balance(connection: &mut SqliteConnection, day: DateTime<Utc>) -> Result<Balance, Error> {
    let entry = entry::newest(connection).await?;
    Ok(Balance {
        entry,
        spent: spent::since(connection, 0).await?,
        since: spent::since(connection, entry.map_or(0, |entry| entry.id)).await?,
        today: spent::from(connection, day).await?,
    })
}

async fn describe(connection: &mut SqliteConnection, (id, kind): (i64, Kind)) -> Result<Change, Error> {
    let deed = match kind {
        Kind::Balance => {
            let amount = entry::of_change(connection, id).await?.and_then(|entry| entry.amount);
            Deed::Balance(amount.unwrap_or_default())
        }
        Kind::Clear => Deed::Clear,
        Kind::Jobs => Deed::Jobs(job::of_change(connection, id).await?),
        Kind::Reference { before, .. } => Deed::Reference(before),
    };
    Ok(Change { id, deed })
}
