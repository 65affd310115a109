//! The live balance in the ledger: readings, pending charges, top-ups, sync errors and locks.

use std::time::Duration;

use chrono::{DateTime, Utc};
use fal_budget_domain::balance::entry::{EntryOrigin, next_reference};
use fal_budget_domain::balance::pending_charge::{Interval, SETTLING, pending_total, settle};
use fal_budget_domain::live::connection::{Connection, KeyPlace, LiveBalance};
use fal_budget_domain::live::reading::{Reading, top_up};
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::Money;
use fal_budget_store::Tx;
use fal_budget_store::tables::{call, connection, entry, job, pending_charge};

use super::{LONGEST_CALL, Ledger};
use crate::LedgerError;

/// Account of a key that fal has accepted.
#[derive(Clone, Copy, Debug)]
pub struct Connected<'a> {
    /// fal's name of the account.
    pub username: &'a str,
    /// Place where the key is kept.
    pub key_place: KeyPlace,
    /// `true` if a stand-in plays fal.
    pub is_demo: bool,
}

impl Connected<'_> {
    fn is_account_of(&self, connection: &Connection) -> bool {
        connection.username == self.username && connection.is_demo == self.is_demo
    }
}

impl Ledger {
    /// Reads the connection. Returns `None` while no key is connected.
    pub async fn connection(&self) -> Result<Option<Connection>, LedgerError> {
        Ok(connection::read(&mut self.read().await?).await?)
    }

    /// Returns the id of the newest job, 0 if there is none. To be read before fal is asked: later
    /// jobs cannot be in its answer.
    pub async fn newest_job(&self) -> Result<i64, LedgerError> {
        Ok(job::newest(&mut self.read().await?).await?)
    }

    /// Follows fal's figure from now on: the reading becomes an entry and takes the place of a
    /// typed balance. For another key of the same account the reading is just the next one, and
    /// `elapsed` is the time since the last. Returns the amount of a top-up, if there was one.
    pub async fn connect(
        &self,
        new: Connected<'_>,
        reading: Reading,
        elapsed: Duration,
    ) -> Result<Option<Money>, LedgerError> {
        let mut tx = self.write().await?;
        let before = connection::read(&mut tx).await?;
        let rise = match before.as_ref() {
            Some(before) if new.is_account_of(before) => {
                apply_reading(&mut tx, before, reading, elapsed).await?
            }
            other => {
                begin_live(&mut tx, reading, other.is_some()).await?;
                None
            }
        };
        let now = Connection {
            username: new.username.to_owned(),
            key_place: new.key_place,
            is_demo: new.is_demo,
            reading,
            sync_error: None,
        };
        commit(tx, &now).await?;
        Ok(rise)
    }

    /// Stores a new reading over the one before and settles pending charges by the fall between
    /// them. `elapsed` is the time between them. Returns the amount of a top-up, if there was one;
    /// the bar starts anew with it.
    pub async fn record_reading(
        &self,
        username: &str,
        reading: Reading,
        elapsed: Duration,
    ) -> Result<Option<Money>, LedgerError> {
        let mut tx = self.write().await?;
        // The person may have disconnected while fal was asked.
        let Some(before) = connection::read(&mut tx).await? else {
            return Ok(None);
        };
        let rise = apply_reading(&mut tx, &before, reading, elapsed).await?;
        let now = Connection {
            username: username.to_owned(),
            reading,
            sync_error: None,
            ..before
        };
        commit(tx, &now).await?;
        Ok(rise)
    }

    /// Stores the reason why there is no newer reading. Returns `false` if it was stored before, or
    /// no key is connected.
    pub async fn record_sync_error(&self, error: SyncError) -> Result<bool, LedgerError> {
        let mut tx = self.write().await?;
        let Some(before) = connection::read(&mut tx).await? else {
            return Ok(false);
        };
        // Not written again: each commit makes the window read everything anew.
        if before.sync_error.as_ref() == Some(&error) {
            return Ok(false);
        }
        let now = Connection {
            sync_error: Some(error),
            ..before
        };
        commit(tx, &now).await?;
        Ok(true)
    }

    /// Goes back to typed balances. The figure that was shown last becomes an entry.
    pub async fn disconnect(&self) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let Some(live) = live(&mut tx).await? else {
            return Ok(());
        };
        // Without the pending charges, for good: their jobs count against the entry before this
        // one, so nothing else would ever take them from the figure.
        let remaining = live.remaining()?;
        let mark = current_mark(&mut tx).await?;
        entry::add(
            &mut tx,
            EntryOrigin::Disconnected,
            live.connection.reading.asked_at,
            Some((remaining, next_reference(mark, remaining))),
        )
        .await?;
        connection::remove(&mut tx).await?;
        pending_charge::replace(&mut tx, &[]).await?;
        Ok(tx.commit().await?)
    }
}

async fn commit(mut tx: Tx, now: &Connection) -> Result<(), LedgerError> {
    connection::write(&mut tx, now).await?;
    Ok(tx.commit().await?)
}

/// Makes the first reading of an account an entry. Pending are the calls that have not ended,
/// unless they were of another account: fal's figure may have all other jobs of before.
async fn begin_live(
    tx: &mut Tx,
    reading: Reading,
    had_other_account: bool,
) -> Result<(), LedgerError> {
    // The mark of another account says nothing about this one, nor does one that was typed: it may
    // be years old.
    let mark = entry::newest(tx)
        .await?
        .filter(|entry| !had_other_account && !matches!(entry.origin, EntryOrigin::Typed { .. }))
        .and_then(|entry| entry.reference);
    let amount = (reading.amount, next_reference(mark, reading.amount));
    let at = reading.asked_at;
    let entry = entry::add(tx, EntryOrigin::Connected, at, Some(amount)).await?;
    pending_charge::replace(tx, &[]).await?;
    if !had_other_account {
        let open = call::move_open(tx, entry, at - LONGEST_CALL).await?;
        pending_charge::add_calls(tx, &open, Duration::ZERO).await?;
    }
    Ok(())
}

/// Settles pending charges by the fall since the reading before. If fal's figure rose by a top-up,
/// adds an entry and returns the amount of the top-up.
async fn apply_reading(
    tx: &mut Tx,
    before: &Connection,
    reading: Reading,
    elapsed: Duration,
) -> Result<Option<Money>, LedgerError> {
    let charges = pending_charge::list(tx).await?;
    let interval = Interval {
        fall: before.reading.amount.minus(reading.amount)?,
        newest_before: before.reading.newest_job,
        newest_now: reading.newest_job,
        elapsed,
    };
    let pending = settle(&charges, interval);
    if pending != charges {
        pending_charge::replace(tx, &pending).await?;
    }
    let mark = current_mark(tx).await?;
    let rise = top_up(before.reading.amount, reading.amount, mark);
    if rise.is_some() {
        // The amount is its own mark: after a top-up the bar is full. Inside a debt there is none.
        let amount = (reading.amount, reading.amount.max(Money::ZERO));
        entry::add(tx, EntryOrigin::ToppedUp, reading.asked_at, Some(amount)).await?;
    }
    Ok(rise)
}

/// 100 % mark of the newest entry that is not undone.
async fn current_mark(tx: &mut Tx) -> Result<Option<Money>, LedgerError> {
    Ok(entry::newest(tx).await?.and_then(|entry| entry.reference))
}

/// Reads the live balance. Returns `None` while no key is connected.
pub(super) async fn live(tx: &mut Tx) -> Result<Option<LiveBalance>, LedgerError> {
    let Some(connected) = connection::read(tx).await? else {
        return Ok(None);
    };
    let charges = pending_charge::list(tx).await?;
    // Jobs of unknown cost have a charge of zero until their cost is known.
    let jobs = charges
        .iter()
        .filter(|charge| charge.left > Money::ZERO)
        .count();
    Ok(Some(LiveBalance {
        connection: connected,
        pending: pending_total(&charges)?,
        pending_jobs: i64::try_from(jobs).unwrap_or(i64::MAX),
    }))
}

/// Adds pending charges for the jobs that a change has just logged, if a key is connected. `ran_at`
/// is the time when the jobs ran.
pub(super) async fn add_pending_charges(
    tx: &mut Tx,
    change_id: i64,
    ran_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    if connection::read(tx).await?.is_none() {
        return Ok(());
    }
    let age = now
        .signed_duration_since(ran_at)
        .to_std()
        .unwrap_or_default();
    // Jobs of longer ago are in fal's figure; as pending charges they would be subtracted twice.
    if age < SETTLING {
        pending_charge::add(tx, change_id, age).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::account::AccountId;
    use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord};
    use fal_budget_domain::jobs::estimate::{GenericCounts, estimate};
    use fal_budget_domain::jobs::{JobOrigin, Label, NewJob};
    use fal_budget_domain::tariffs::charge::request_params::RequestParams;
    use fal_budget_store::database;

    const MINUTE: Duration = Duration::from_mins(1);

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    async fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let store = database::open(&folder.path().join(database::FILE_NAME))
            .await
            .unwrap();
        (folder, Ledger::new(store, AccountId::FIRST))
    }

    async fn reading(ledger: &Ledger, cents: i64) -> Reading {
        let newest_job = ledger.newest_job().await.unwrap();
        Reading {
            asked_at: now(),
            newest_job,
            amount: Money::from_nano(cents * 10_000_000),
        }
    }

    async fn connected(cents: i64) -> (tempfile::TempDir, Ledger) {
        let (folder, ledger) = ledger().await;
        connect(&ledger, "my-team", cents).await;
        (folder, ledger)
    }

    async fn connect(ledger: &Ledger, username: &str, cents: i64) -> Option<Money> {
        let connected = Connected {
            username,
            key_place: KeyPlace::File,
            is_demo: false,
        };
        ledger
            .connect(connected, reading(ledger, cents).await, MINUTE)
            .await
            .unwrap()
    }

    async fn next(ledger: &Ledger, cents: i64) -> Option<Money> {
        let reading = reading(ledger, cents).await;
        ledger
            .record_reading("my-team", reading, MINUTE)
            .await
            .unwrap()
    }

    /// Logs images at 2.5 cents each.
    /// fal charges a call at its end: its first figure is without those that go on.
    #[tokio::test]
    async fn connecting_keeps_what_open_calls_hold() {
        let (_folder, ledger) = ledger().await;
        let began = JournalRecord {
            number: 1,
            at: now(),
            call: CallRef::Call(1),
            event: CallEvent::Began {
                endpoint: "fal-ai/flux/dev".to_owned(),
                queued: true,
                params: RequestParams::default(),
                caller: Caller::default(),
            },
        };
        ledger.apply_records(&[began], now()).await.unwrap();
        connect(&ledger, "my-team", 1000).await;
        let (left, _, pending) = figures(&ledger).await;
        assert!(pending > 0);
        assert!(left < 1000, "{left}");
        connect(&ledger, "other-team", 500).await;
        assert_eq!(figures(&ledger).await.2, 0, "it was of the other account");
    }

    async fn log(ledger: &Ledger, images: u32, earlier: Option<DateTime<Utc>>) -> i64 {
        let counts = GenericCounts::new(images, 0).unwrap();
        let jobs = NewJob::from_estimate(
            &estimate(counts, ledger.settings().await.unwrap().rates).unwrap(),
            &Label::default(),
        );
        ledger
            .log(&jobs, earlier, JobOrigin::Window, now())
            .await
            .unwrap()
    }

    /// Remaining balance, 100 % mark and pending charges, in cents.
    async fn figures(ledger: &Ledger) -> (i64, i64, i64) {
        let balance = ledger.balance(now(), &Utc).await.unwrap();
        let cents = |money: Money| money.nano() / 10_000_000;
        let pending = balance.live.as_ref().map_or(0, |live| cents(live.pending));
        (
            cents(balance.remaining().unwrap().unwrap()),
            cents(balance.reference().unwrap()),
            pending,
        )
    }

    #[tokio::test]
    async fn fals_figure_replaces_the_typed_balance() {
        let (_folder, ledger) = ledger().await;
        ledger
            .set_budget(Money::from_nano(10_000_000_000), now())
            .await
            .unwrap();
        log(&ledger, 40, None).await;
        connect(&ledger, "my-team", 750).await;
        assert_eq!(
            figures(&ledger).await,
            (750, 750, 0),
            "what was typed long ago is no mark for what fal says"
        );
        assert!(matches!(
            ledger.set_budget(Money::ZERO, now()).await,
            Err(LedgerError::Connected)
        ));
        assert!(matches!(
            ledger.clear_budget(now()).await,
            Err(LedgerError::Connected)
        ));
    }

    #[tokio::test]
    async fn a_logged_job_is_pending_until_fals_figure_falls_by_its_cost() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        assert_eq!(figures(&ledger).await, (900, 1000, 100));
        next(&ledger, 1000).await;
        assert_eq!(
            figures(&ledger).await,
            (900, 1000, 100),
            "fal has not charged it yet"
        );
        next(&ledger, 900).await;
        assert_eq!(
            figures(&ledger).await,
            (900, 1000, 0),
            "charged, and not subtracted twice"
        );
    }

    #[tokio::test]
    async fn an_undone_job_and_one_of_yesterday_are_not_pending() {
        let (_folder, ledger) = connected(1000).await;
        let change = log(&ledger, 40, None).await;
        ledger.undo(Some(change), now()).await.unwrap();
        log(&ledger, 40, Some(now() - chrono::TimeDelta::days(1))).await;
        assert_eq!(figures(&ledger).await, (1000, 1000, 0));
    }

    #[tokio::test]
    async fn a_top_up_fills_the_bar_anew_and_a_refund_does_not() {
        let (_folder, ledger) = connected(1000).await;
        assert_eq!(next(&ledger, 200).await, None);
        assert_eq!(next(&ledger, 230).await, None, "a refund");
        assert_eq!(figures(&ledger).await, (230, 1000, 0));
        assert_eq!(
            next(&ledger, 2230).await,
            Some(Money::from_nano(20_000_000_000))
        );
        assert_eq!(figures(&ledger).await, (2230, 2230, 0));
    }

    #[tokio::test]
    async fn sync_errors_are_reported_once_and_end_with_a_reading() {
        let (_folder, ledger) = connected(1000).await;
        for error in [SyncError::Slow, SyncError::Failing(502)] {
            assert!(ledger.record_sync_error(error.clone()).await.unwrap());
            assert!(!ledger.record_sync_error(error).await.unwrap());
        }
        next(&ledger, 1000).await;
        let connection = ledger.connection().await.unwrap().unwrap();
        assert_eq!(connection.sync_error, None);
    }

    #[tokio::test]
    async fn a_lock_is_news_once_and_a_reading_does_not_end_it() {
        let (_folder, ledger) = connected(1000).await;
        let lock = || "User is locked. Reason: TOP_UP.".to_owned();
        assert!(ledger.record_lock(lock(), now()).await.unwrap());
        let later = now() + MINUTE * 5;
        assert!(!ledger.record_lock(lock(), later).await.unwrap());
        next(&ledger, 990).await;
        let found = ledger.balance(later, &Utc).await.unwrap().lock.unwrap();
        assert_eq!((found.at, found.heard_at), (now(), later));
        assert!(
            found.is_locked(),
            "what can be read says nothing of what runs"
        );
        assert!(ledger.end_lock().await.unwrap());
        assert_eq!(ledger.balance(later, &Utc).await.unwrap().lock, None);
        assert!(!ledger.end_lock().await.unwrap());
    }

    #[tokio::test]
    async fn disconnecting_keeps_the_balance_that_was_shown() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        let asked_at = ledger.connection().await.unwrap().unwrap().reading.asked_at;
        ledger.disconnect().await.unwrap();
        assert_eq!(figures(&ledger).await, (900, 1000, 0));
        let newest = ledger.entries(1).await.unwrap()[0];
        assert_eq!(
            (newest.at, newest.origin),
            (asked_at, EntryOrigin::Disconnected)
        );
        assert_eq!(
            next(&ledger, 500).await,
            None,
            "an answer after disconnecting changes nothing"
        );
        assert_eq!(figures(&ledger).await, (900, 1000, 0));
    }

    #[tokio::test]
    async fn a_balance_below_zero_is_kept_as_it_is() {
        let (_folder, ledger) = connected(-18).await;
        assert_eq!(figures(&ledger).await.0, -18);
        ledger.disconnect().await.unwrap();
        assert_eq!(figures(&ledger).await.0, -18);
    }

    #[tokio::test]
    async fn another_key_of_the_same_account_keeps_pending_charges_and_another_account_does_not() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        assert_eq!(connect(&ledger, "my-team", 1000).await, None);
        assert_eq!(figures(&ledger).await, (900, 1000, 100));
        assert_eq!(
            connect(&ledger, "my-team", 2900).await,
            Some(Money::from_nano(19_000_000_000)),
            "a top-up in between is noticed"
        );
        assert_eq!(figures(&ledger).await, (2800, 2900, 100));
        connect(&ledger, "other", 300).await;
        assert_eq!(figures(&ledger).await, (300, 300, 0));
    }
}
