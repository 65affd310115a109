//! The ledger: what the person and the program do to entries and jobs, each deed in one
//! transaction.

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
use sqlx::SqliteConnection;

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

/// The books of one account.
#[derive(Clone, Debug)]
pub struct Ledger {
    store: Store,
}

/// Everything that the window shows of the ledger, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSnapshot {
    /// What is left, and what was spent.
    pub balance: Balance,
    /// How far fal's billing record has been fetched.
    pub record: BillingRecord,
    /// Jobs logged by hand that the record has too, and their cost, where the person is to be
    /// asked.
    pub to_replace: Option<(i64, Money)>,
    /// How it is shown.
    pub settings: Settings,
    /// The newest jobs.
    pub jobs: Vec<Job>,
    /// What *Undo* would undo.
    pub last_change: Option<Change>,
    /// What the person chose for the gateway.
    pub gateway: GatewayChoices,
    /// Calls through it that have not ended, as far as is known.
    pub open_calls: i64,
    /// What may be spent through it.
    pub guard: GuardSettings,
    /// The newest call that was not let through, where the person has not seen to it.
    pub refusal: Option<GuardRefusal>,
    /// What the person wants to be told of.
    pub alerts: alert::AlertChoices,
}

impl Ledger {
    /// Keeps its books in `store`.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Reads what is left and what was spent; as fast with a million jobs as with none.
    pub async fn balance<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Balance, Error> {
        balance(&mut *self.store.read().await?, start_of_day(now, zone)).await
    }

    /// Reads all that the window shows, with the newest `limit` jobs.
    pub async fn snapshot<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
        limit: u32,
    ) -> Result<LedgerSnapshot, Error> {
        let mut transaction = self.store.read().await?;
        let last_change = match change::undoable(&mut transaction, None).await? {
            None => None,
            Some(found) => Some(undo::describe(&mut transaction, found).await?),
        };
        let record = store::record::read(&mut transaction).await?;
        let to_replace = match record
            .complete_range()
            .filter(|_| record.replaces.is_none())
        {
            Some(period) => Some(billed::by_hand(&mut transaction, period).await?)
                .filter(|(count, _)| *count > 0),
            None => None,
        };
        Ok(LedgerSnapshot {
            record,
            to_replace,
            balance: balance(&mut transaction, start_of_day(now, zone)).await?,
            settings: setting::read(&mut transaction).await?,
            jobs: job::list(&mut transaction, None, limit).await?,
            last_change,
            gateway: gateway::read(&mut transaction).await?,
            open_calls: call::count_open(&mut transaction).await?,
            guard: store::guard::read(&mut transaction).await?,
            refusal: store::guard::refusal(&mut transaction).await?,
            alerts: store::alert::read(&mut transaction).await?,
        })
    }

    /// Enters the balance that the person read at fal.ai. What was spent stays as it is. Gives the
    /// change that undoes it.
    pub async fn set_budget(&self, amount: Money, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        refuse_while_connected(&mut transaction).await?;
        let mark = entry::newest(&mut transaction)
            .await?
            .and_then(|entry| entry.reference);
        let change_id = change::add(&mut transaction, &ChangeKind::Balance, now).await?;
        let amount = (amount, next_reference(mark, amount));
        entry::add(
            &mut transaction,
            EntryOrigin::Typed { change_id },
            now,
            Some(amount),
        )
        .await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Clears the budget; without one nothing happens. Gives the change that undoes it.
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
        entry::add(
            &mut transaction,
            EntryOrigin::Typed { change_id },
            now,
            None,
        )
        .await?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// Makes what is left now the 100 % mark of the bar. Gives the change that undoes it.
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

    /// The newest `limit` entries, undone ones too.
    pub async fn entries(&self, limit: u32) -> Result<Vec<Entry>, Error> {
        Ok(entry::list(&mut *self.store.read().await?, limit).await?)
    }

    /// What the person chose.
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(setting::read(&mut *self.store.read().await?).await?)
    }

    /// Keeps what the person chose. Gives the change that undoes it; none where nothing differs.
    pub async fn save_settings(
        &self,
        chosen: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        let stored = setting::read(&mut transaction).await?;
        // Amounts may have been hidden since the choices were read.
        let chosen = chosen.with_remembered(stored);
        if stored == chosen {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, &ChangeKind::Settings, now).await?;
        setting::keep_before(&mut transaction, change_id).await?;
        setting::write(&mut transaction, &chosen).await?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// Remembers that the person knows what closing the window does where there is no tray.
    pub async fn remember_quit_notice(&self) -> Result<(), Error> {
        self.remember(|chosen| chosen.quit_notice_shown = true)
            .await
    }

    /// Remembers that the person has put the welcome away.
    pub async fn remember_welcome(&self) -> Result<(), Error> {
        self.remember(|chosen| chosen.welcomed = true).await
    }

    /// Hides amounts from now on, or shows them again.
    pub async fn hide_amounts(&self, hidden: bool) -> Result<(), Error> {
        self.remember(|chosen| chosen.display.hidden = hidden).await
    }

    /// Remembers something that is no change: nobody wants to undo it, and it stands in no other
    /// change's way.
    async fn remember(&self, what: impl FnOnce(&mut Settings)) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let mut chosen = setting::read(&mut transaction).await?;
        what(&mut chosen);
        setting::write(&mut transaction, &chosen).await?;
        Ok(transaction.commit().await?)
    }

    /// Copies the books into a file and verifies the copy.
    pub async fn back_up(&self, file: &Path) -> Result<(), Error> {
        Ok(store::backup::make(&self.store, file).await?)
    }

    /// Makes the copy of a day beside the database, where there is none yet. Says whether one was
    /// made.
    pub async fn back_up_daily(&self, database: &Path, day: NaiveDate) -> Result<bool, Error> {
        Ok(store::backup::make_daily(&self.store, database, day).await?)
    }

    /// Folds the write-ahead log into the file, for an orderly end.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        Ok(self.store.checkpoint().await?)
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
        spent: spent::since_entry(connection, 0).await?,
        since: spent::since_entry(connection, entry.map_or(0, |entry| entry.id)).await?,
        today: spent::since_time(connection, day).await?,
        live: live::live(connection).await?,
    })
}

/// While fal's figure is followed, none is typed.
async fn refuse_while_connected(connection: &mut SqliteConnection) -> Result<(), Error> {
    if connection::read(connection).await?.is_some() {
        Err(Error::Connected)
    } else {
        Ok(())
    }
}
