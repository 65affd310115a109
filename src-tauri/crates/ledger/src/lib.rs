//! The ledger: use cases over entries and jobs, each in one transaction.

mod account_lock;
mod accounts;
mod alerts;
mod calls;
mod error;
mod guard;
mod import;
mod import_preview;
mod import_rows;
mod jobs;
mod keys;
mod live;
mod prices;
mod reconcile;
mod record;
mod spending;
mod undo;

pub use alerts::AlertSums;
pub use error::LedgerError;
pub use guard::{Judged, ProposedCall};
pub use import_preview::{ImportPreview, RowClass, RowSet};
pub use import_rows::{RowSender, RowSource, RowStream};
pub use jobs::Correction;
pub use keys::KeyNames;
pub use prices::{PriceBook, Repriced};
pub use record::AppliedEvents;
pub use spending::{Compared, Overview};
pub use undo::{Change, ChangeDetails, NAMED};

pub use live::Connected;

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::alerts as alert;
use fal_budget_domain::balance::Balance;
use fal_budget_domain::balance::entry::{Entry, EntryOrigin, next_reference};
use fal_budget_domain::gateway::GatewayChoices;
use fal_budget_domain::guard::{GuardRefusal, GuardSettings};
use fal_budget_domain::jobs::Job;
use fal_budget_domain::jobs::record::BillingRecord;
use fal_budget_domain::live::account_lock::LockEvent;
use fal_budget_domain::money::Money;
use fal_budget_domain::money::currency::Currency;
use fal_budget_domain::settings::Settings;
use fal_budget_domain::spending::day::start_of_day;
use fal_budget_store::database::backup;
use fal_budget_store::sums::spent;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::{self, billed, call, connection, entry, gateway, job, setting};
use fal_budget_store::{Store, StoreError, Tx};

/// Time for which a call may go on. fal charges a call at its end, so one that is open when fal's
/// balance is read is not in that balance. Of one that began longer ago the end was missed.
const LONGEST_CALL: TimeDelta = TimeDelta::hours(24);

/// Entries and jobs of one account, with all that is done to them.
#[derive(Clone, Debug)]
pub struct Ledger {
    store: Store,
    account: AccountId,
}

/// Everything that the window shows of the ledger, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSnapshot {
    /// Remaining balance and sums of what was spent.
    pub balance: Balance,
    /// Answers of fal's since the account's lock began, oldest first.
    pub lock_events: Vec<LockEvent>,
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
    /// A call has come through the gateway, now or ever.
    pub has_calls: bool,
    /// Settings of the guard.
    pub guard: GuardSettings,
    /// Newest call that the guard refused. `None` once the person has dismissed it.
    pub refusal: Option<GuardRefusal>,
    /// The person's choices for alerts.
    pub alerts: alert::AlertChoices,
}

impl Ledger {
    /// Wraps the store that the ledger is in, for one of its accounts.
    #[must_use]
    pub const fn new(store: Store, account: AccountId) -> Self {
        Self { store, account }
    }

    async fn read(&self) -> Result<Tx, StoreError> {
        self.store.read(self.account).await
    }

    async fn write(&self) -> Result<Tx, StoreError> {
        self.store.write(self.account).await
    }

    /// Reads the balance. Takes as long with a million jobs as with none.
    pub async fn balance<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Balance, LedgerError> {
        balance(&mut self.read().await?, start_of_day(now, zone)).await
    }

    /// Reads everything that the window shows, with the newest `limit` jobs.
    pub async fn snapshot<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
        limit: u32,
    ) -> Result<LedgerSnapshot, LedgerError> {
        // One transaction, so that no figure is of another moment than the one beside it.
        let mut tx = self.read().await?;
        let record = tables::record::read(&mut tx).await?;
        let balance = balance(&mut tx, start_of_day(now, zone)).await?;
        let lock_events = match &balance.lock {
            Some(lock) => tables::account_lock::events(&mut tx, lock.at).await?,
            None => Vec::new(),
        };
        Ok(LedgerSnapshot {
            balance,
            lock_events,
            to_replace: to_replace(&mut tx, &record).await?,
            record,
            settings: setting::read(&mut tx).await?,
            jobs: job::list(&mut tx, None, limit).await?,
            last_change: last_change(&mut tx).await?,
            gateway: gateway::read(&mut tx).await?,
            open_calls: call::count_open(&mut tx).await?,
            has_calls: gateway::last_applied(&mut tx).await? > 0,
            guard: tables::guard::read(&mut tx).await?,
            refusal: tables::guard::refusal(&mut tx).await?,
            alerts: tables::alert::read(&mut tx).await?,
        })
    }

    /// Enters the balance that the person read on fal's dashboard. Returns the id of the change
    /// that undoes this, or [`LedgerError::Connected`] while a key is connected.
    pub async fn set_budget(&self, amount: Money, now: DateTime<Utc>) -> Result<i64, LedgerError> {
        let mut tx = self.write().await?;
        refuse_while_connected(&mut tx).await?;
        let mark = entry::newest(&mut tx)
            .await?
            .and_then(|entry| entry.reference);
        let change_id = change::add(&mut tx, &ChangeKind::Balance, now).await?;
        let amount = Some((amount, next_reference(mark, amount)));
        let origin = EntryOrigin::Typed { change_id };
        let entry = entry::add(&mut tx, origin, now, amount).await?;
        call::move_open(&mut tx, entry, now - LONGEST_CALL).await?;
        commit_sums(tx, now).await?;
        Ok(change_id)
    }

    /// Clears the budget. Returns the id of the change that undoes this, `None` if there is no
    /// budget, or [`LedgerError::Connected`] while a key is connected.
    pub async fn clear_budget(&self, now: DateTime<Utc>) -> Result<Option<i64>, LedgerError> {
        let mut tx = self.write().await?;
        refuse_while_connected(&mut tx).await?;
        if entry::newest(&mut tx)
            .await?
            .is_none_or(|entry| entry.amount.is_none())
        {
            return Ok(None);
        }
        let change_id = change::add(&mut tx, &ChangeKind::Clear, now).await?;
        let origin = EntryOrigin::Typed { change_id };
        entry::add(&mut tx, origin, now, None).await?;
        tx.commit().await?;
        Ok(Some(change_id))
    }

    /// Makes the remaining balance the 100 % mark of the bar. Returns the id of the change that
    /// undoes this, or [`LedgerError::NothingLeft`] if nothing remains.
    pub async fn mark_as_full(&self, now: DateTime<Utc>) -> Result<i64, LedgerError> {
        let mut tx = self.write().await?;
        let balance = balance(&mut tx, now).await?;
        let remaining = balance
            .remaining()?
            .filter(|left| *left > Money::ZERO)
            .ok_or(LedgerError::NothingLeft)?;
        let entry = balance.entry.as_ref().ok_or(LedgerError::NothingLeft)?;
        let kind = ChangeKind::Reference {
            entry_id: entry.id,
            before: entry.reference.unwrap_or(remaining),
        };
        let change_id = change::add(&mut tx, &kind, now).await?;
        entry::set_reference(&mut tx, entry.id, remaining).await?;
        tx.commit().await?;
        Ok(change_id)
    }

    /// Lists the newest `limit` entries, including undone ones.
    pub async fn entries(&self, limit: u32) -> Result<Vec<Entry>, LedgerError> {
        Ok(entry::list(&mut self.read().await?, limit).await?)
    }

    /// Reads the settings.
    pub async fn settings(&self) -> Result<Settings, LedgerError> {
        Ok(setting::read(&mut self.read().await?).await?)
    }

    /// Stores the choices of the person. Returns the id of the change that undoes this, or `None`
    /// if nothing differs.
    pub async fn save_settings(
        &self,
        chosen: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, LedgerError> {
        let mut tx = self.write().await?;
        let stored = setting::read(&mut tx).await?;
        // Amounts may have been hidden since the caller read the settings, and must stay hidden.
        let chosen = chosen.with_remembered(stored);
        if stored == chosen {
            return Ok(None);
        }
        let change_id = change::add(&mut tx, &ChangeKind::Settings, now).await?;
        setting::save_before(&mut tx, change_id).await?;
        setting::write(&mut tx, &chosen).await?;
        tx.commit().await?;
        Ok(Some(change_id))
    }

    /// Remembers that the person was told that closing the window quits the program.
    pub async fn remember_quit_notice(&self) -> Result<(), LedgerError> {
        self.remember(|settings| settings.quit_notice_shown = true)
            .await
    }

    /// Remembers that the person has dismissed the welcome.
    pub async fn remember_welcome(&self) -> Result<(), LedgerError> {
        self.remember(|settings| settings.welcomed = true).await
    }

    /// Remembers that the ledger holds the sample.
    pub async fn remember_sample(&self) -> Result<(), LedgerError> {
        self.remember(|settings| settings.is_sample = true).await
    }

    /// Takes over the settings of another ledger, in one that nobody has used.
    pub async fn begin_with(&self, others: Settings) -> Result<(), LedgerError> {
        self.remember(|settings| *settings = others).await
    }

    /// Hides amounts, or shows them again.
    pub async fn hide_amounts(&self, hidden: bool) -> Result<(), LedgerError> {
        self.remember(|settings| settings.display.hidden = hidden)
            .await
    }

    /// Shows amounts in a currency from a database's first day on, until the person chooses
    /// another.
    pub async fn start_in(&self, currency: Currency) -> Result<(), LedgerError> {
        if currency == Currency::default() {
            return Ok(());
        }
        self.remember(|settings| {
            // Another program may have opened the new database, too, and the person have chosen.
            if !settings.currency_chosen {
                settings.display.currency = currency;
                settings.currency_chosen = true;
            }
        })
        .await
    }

    // Not a change: nobody wants to undo this, and *Undo* should reach what was done before.
    async fn remember(&self, edit: impl FnOnce(&mut Settings)) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let mut settings = setting::read(&mut tx).await?;
        edit(&mut settings);
        setting::write(&mut tx, &settings).await?;
        Ok(tx.commit().await?)
    }

    /// Copies the database into a new file and verifies the copy.
    pub async fn back_up(&self, file: &Path) -> Result<(), LedgerError> {
        Ok(backup::make(&self.store, file).await?)
    }

    /// Makes the copy of `day` beside the database. Returns `false` if the day has its copy
    /// already.
    pub async fn back_up_daily(
        &self,
        database: &Path,
        day: NaiveDate,
    ) -> Result<bool, LedgerError> {
        Ok(backup::make_daily(&self.store, database, day).await?)
    }

    /// Moves SQLite's write-ahead log into the database file.
    pub async fn checkpoint(&self) -> Result<(), LedgerError> {
        Ok(self.store.checkpoint().await?)
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

async fn balance(tx: &mut Tx, day: DateTime<Utc>) -> Result<Balance, LedgerError> {
    let entry = entry::newest(tx).await?;
    let since = entry.map_or(0, |entry| entry.id);
    Ok(Balance {
        entry,
        spent: spent::since_entry(tx, 0).await?,
        since: spent::since_entry(tx, since).await?,
        today: spent::since_time(tx, day).await?,
        live: live::live(tx).await?,
        lock: tables::account_lock::read(tx).await?,
    })
}

/// Reads what calls may spend: what is left, but no more of an entered balance than was entered.
/// Reads nothing else, because a call waits for this.
async fn remaining(tx: &mut Tx) -> Result<Option<Money>, LedgerError> {
    let entry = entry::newest(tx).await?;
    let mut since = spent::since_entry(tx, entry.map_or(0, |entry| entry.id)).await?;
    since.cost = since.cost.max(Money::ZERO);
    let balance = Balance {
        entry,
        since,
        live: live::live(tx).await?,
        ..Balance::default()
    };
    Ok(balance.remaining()?)
}

async fn last_change(tx: &mut Tx) -> Result<Option<Change>, LedgerError> {
    match change::undoable(tx, None).await? {
        None => Ok(None),
        Some(found) => Ok(Some(undo::describe(tx, found).await?)),
    }
}

async fn to_replace(
    tx: &mut Tx,
    record: &BillingRecord,
) -> Result<Option<(i64, Money)>, LedgerError> {
    let Some(range) = record.complete_range() else {
        return Ok(None);
    };
    // The person has decided already.
    if record.replaces.is_some() {
        return Ok(None);
    }
    let (count, cost) = billed::by_hand(tx, range).await?;
    Ok((count > 0).then_some((count, cost)))
}

/// Commits a transaction that has changed sums, or returns an error if one of them leaves the range
/// of money: reading the balance finds that.
async fn commit_sums(mut tx: Tx, now: DateTime<Utc>) -> Result<(), LedgerError> {
    balance(&mut tx, now).await?.remaining()?;
    Ok(tx.commit().await?)
}

async fn refuse_while_connected(tx: &mut Tx) -> Result<(), LedgerError> {
    // A typed balance would be hidden behind fal's figure, and come up after disconnecting.
    if connection::read(tx).await?.is_some() {
        Err(LedgerError::Connected)
    } else {
        Ok(())
    }
}
