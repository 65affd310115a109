//! The ledger: use cases over entries and jobs, each in one transaction.

mod alerts;
mod calls;
mod guard;
mod import;
mod import_preview;
mod jobs;
mod live;
mod prices;
mod reconcile;
mod record;
mod spending;
mod undo;

pub use alerts::AlertSums;
pub use import::ImportRequest;
pub use import_preview::{ImportPreview, RowClass};
pub use jobs::Correction;
pub use prices::{PriceBook, Repriced};
pub use record::AppliedEvents;
pub use spending::{Compared, Overview};
pub use undo::{Change, ChangeDetails, NAMED};

pub use live::Connected;

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::Error;
use crate::domain::alert;
use crate::domain::balance::Balance;
use crate::domain::day::start_of_day;
use crate::domain::entry::{Entry, EntryOrigin, next_reference};
use crate::domain::gateway::GatewayChoices;
use crate::domain::guard::{GuardRefusal, GuardSettings};
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::domain::record::BillingRecord;
use crate::domain::settings::Settings;
use crate::store::change::{self, ChangeKind};
use crate::store::{self, Store, billed, call, connection, entry, gateway, job, setting, spent};

/// Entries and jobs of one account, with all that is done to them.
#[derive(Clone, Debug)]
pub struct Ledger {
    store: Store,
}

/// Everything that the window shows of the ledger, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSnapshot {
    /// Remaining balance and sums of what was spent.
    pub balance: Balance,
    /// Progress in fetching fal's billing record.
    pub record: BillingRecord,
    /// Number and cost of jobs logged by hand that the billing record has too. `None` if there are
    /// none, or the person has decided about them.
    pub to_replace: Option<(i64, Money)>,
    /// Settings.
    pub settings: Settings,
    /// Newest jobs that are not voided.
    pub jobs: Vec<Job>,
    /// Change that *Undo* takes back. `None` if there is nothing to undo.
    pub last_change: Option<Change>,
    /// The person's choices for the gateway.
    pub gateway: GatewayChoices,
    /// Number of calls through the gateway that have not ended, as far as is known.
    pub open_calls: i64,
    /// Settings of the guard.
    pub guard: GuardSettings,
    /// Newest call that the guard refused. `None` once the person has dismissed it.
    pub refusal: Option<GuardRefusal>,
    /// The person's choices for alerts.
    pub alerts: alert::AlertChoices,
}

impl Ledger {
    /// Wraps the store that the ledger is in.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Reads the balance. Takes as long with a million jobs as with none.
    pub async fn balance<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Balance, Error> {
        balance(&mut *self.store.read().await?, start_of_day(now, zone)).await
    }

    /// Reads everything that the window shows, with the newest `limit` jobs.
    pub async fn snapshot<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
        limit: u32,
    ) -> Result<LedgerSnapshot, Error> {
        // One transaction, so that no figure is of another moment than the one beside it.
        let mut transaction = self.store.read().await?;
        let record = store::record::read(&mut transaction).await?;
        Ok(LedgerSnapshot {
            balance: balance(&mut transaction, start_of_day(now, zone)).await?,
            to_replace: to_replace(&mut transaction, &record).await?,
            record,
            settings: setting::read(&mut transaction).await?,
            jobs: job::list(&mut transaction, None, limit).await?,
            last_change: last_change(&mut transaction).await?,
            gateway: gateway::read(&mut transaction).await?,
            open_calls: call::count_open(&mut transaction).await?,
            guard: store::guard::read(&mut transaction).await?,
            refusal: store::guard::refusal(&mut transaction).await?,
            alerts: store::alert::read(&mut transaction).await?,
        })
    }

    /// Enters the balance that the person read on fal's dashboard. Returns the id of the change
    /// that undoes this, or [`Error::Connected`] while a key is connected.
    pub async fn set_budget(&self, amount: Money, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        refuse_while_connected(&mut transaction).await?;
        let mark = entry::newest(&mut transaction)
            .await?
            .and_then(|entry| entry.reference);
        let change_id = change::add(&mut transaction, &ChangeKind::Balance, now).await?;
        let amount = Some((amount, next_reference(mark, amount)));
        let origin = EntryOrigin::Typed { change_id };
        entry::add(&mut transaction, origin, now, amount).await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Clears the budget. Returns the id of the change that undoes this, `None` if there is no
    /// budget, or [`Error::Connected`] while a key is connected.
    pub async fn clear_budget(&self, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        refuse_while_connected(&mut transaction).await?;
        if entry::newest(&mut transaction)
            .await?
            .is_none_or(|entry| entry.amount.is_none())
        {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, &ChangeKind::Clear, now).await?;
        let origin = EntryOrigin::Typed { change_id };
        entry::add(&mut transaction, origin, now, None).await?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// Makes the remaining balance the 100 % mark of the bar. Returns the id of the change that
    /// undoes this, or [`Error::NothingLeft`] if nothing remains.
    pub async fn mark_as_full(&self, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let balance = balance(&mut transaction, now).await?;
        let remaining = balance
            .remaining()?
            .filter(|left| *left > Money::ZERO)
            .ok_or(Error::NothingLeft)?;
        let entry = balance.entry.as_ref().ok_or(Error::NothingLeft)?;
        let kind = ChangeKind::Reference {
            entry_id: entry.id,
            before: entry.reference.unwrap_or(remaining),
        };
        let change_id = change::add(&mut transaction, &kind, now).await?;
        entry::set_reference(&mut transaction, entry.id, remaining).await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Lists the newest `limit` entries, including undone ones.
    pub async fn entries(&self, limit: u32) -> Result<Vec<Entry>, Error> {
        Ok(entry::list(&mut *self.store.read().await?, limit).await?)
    }

    /// Reads the settings.
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(setting::read(&mut *self.store.read().await?).await?)
    }

    /// Stores the choices of the person. Returns the id of the change that undoes this, or `None`
    /// if nothing differs.
    pub async fn save_settings(
        &self,
        chosen: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        let stored = setting::read(&mut transaction).await?;
        // Amounts may have been hidden since the caller read the settings, and must stay hidden.
        let chosen = chosen.with_remembered(stored);
        if stored == chosen {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, &ChangeKind::Settings, now).await?;
        setting::save_before(&mut transaction, change_id).await?;
        setting::write(&mut transaction, &chosen).await?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// Remembers that the person was told that closing the window quits the program.
    pub async fn remember_quit_notice(&self) -> Result<(), Error> {
        self.remember(|settings| settings.quit_notice_shown = true)
            .await
    }

    /// Remembers that the person has dismissed the welcome.
    pub async fn remember_welcome(&self) -> Result<(), Error> {
        self.remember(|settings| settings.welcomed = true).await
    }

    /// Hides amounts, or shows them again.
    pub async fn hide_amounts(&self, hidden: bool) -> Result<(), Error> {
        self.remember(|settings| settings.display.hidden = hidden)
            .await
    }

    // Not a change: nobody wants to undo this, and *Undo* should reach what was done before.
    async fn remember(&self, edit: impl FnOnce(&mut Settings)) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let mut settings = setting::read(&mut transaction).await?;
        edit(&mut settings);
        setting::write(&mut transaction, &settings).await?;
        Ok(transaction.commit().await?)
    }

    /// Copies the database into a new file and verifies the copy.
    pub async fn back_up(&self, file: &Path) -> Result<(), Error> {
        Ok(store::backup::make(&self.store, file).await?)
    }

    /// Makes the copy of `day` beside the database. Returns `false` if the day has its copy
    /// already.
    pub async fn back_up_daily(&self, database: &Path, day: NaiveDate) -> Result<bool, Error> {
        Ok(store::backup::make_daily(&self.store, database, day).await?)
    }

    /// Moves SQLite's write-ahead log into the database file.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        Ok(self.store.checkpoint().await?)
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

async fn balance(connection: &mut SqliteConnection, day: DateTime<Utc>) -> Result<Balance, Error> {
    let entry = entry::newest(connection).await?;
    let since = entry.map_or(0, |entry| entry.id);
    Ok(Balance {
        entry,
        spent: spent::since_entry(connection, 0).await?,
        since: spent::since_entry(connection, since).await?,
        today: spent::since_time(connection, day).await?,
        live: live::live(connection).await?,
    })
}

async fn last_change(connection: &mut SqliteConnection) -> Result<Option<Change>, Error> {
    match change::undoable(connection, None).await? {
        None => Ok(None),
        Some(found) => Ok(Some(undo::describe(connection, found).await?)),
    }
}

async fn to_replace(
    connection: &mut SqliteConnection,
    record: &BillingRecord,
) -> Result<Option<(i64, Money)>, Error> {
    let Some(range) = record.complete_range() else {
        return Ok(None);
    };
    // The person has decided already.
    if record.replaces.is_some() {
        return Ok(None);
    }
    let (count, cost) = billed::by_hand(connection, range).await?;
    Ok((count > 0).then_some((count, cost)))
}

/// Commits a transaction that has changed sums, or returns an error if one of them leaves the range
/// of money: reading the balance finds that.
async fn commit_sums(
    mut transaction: Transaction<'static, Sqlite>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    balance(&mut transaction, now).await?.remaining()?;
    Ok(transaction.commit().await?)
}

async fn refuse_while_connected(connection: &mut SqliteConnection) -> Result<(), Error> {
    // A typed balance would be hidden behind fal's figure, and come up after disconnecting.
    if connection::read(connection).await?.is_some() {
        Err(Error::Connected)
    } else {
        Ok(())
    }
}
