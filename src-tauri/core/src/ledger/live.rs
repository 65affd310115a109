//! The live balance in the ledger: readings, what is held back from them, top-ups, locks.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::Ledger;
use crate::Error;
use crate::domain::connection::{AccountLock, Connection, KeyPlace, LiveBalance};
use crate::domain::entry::{EntryOrigin, next_reference};
use crate::domain::money::Money;
use crate::domain::pending_charge::{Interval, SETTLING, pending_total, settle};
use crate::domain::reading::{Reading, top_up};
use crate::domain::sync_error::SyncError;
use crate::store::{connection, entry, job, pending_charge};

/// A key that fal took.
#[derive(Clone, Copy, Debug)]
pub struct Connected<'a> {
    /// fal's name of its account.
    pub username: &'a str,
    /// Where it is kept.
    pub key_place: KeyPlace,
    /// fal is played by a stand-in.
    pub is_demo: bool,
}

impl Ledger {
    /// The connection; none while no key is connected.
    pub async fn connection(&self) -> Result<Option<Connection>, Error> {
        Ok(connection::read(&mut *self.store.read().await?).await?)
    }

    /// The newest job, to be remembered when fal is asked; 0 without one.
    pub async fn newest_job(&self) -> Result<i64, Error> {
        Ok(job::newest(&mut *self.store.read().await?).await?)
    }

    /// Follows fal's figure from now on: it becomes an entry, and what was typed is over. For
    /// another key of the account that is connected already it is the next reading. Gives by how
    /// much that account was topped up.
    pub async fn connect(
        &self,
        new: Connected<'_>,
        reading: Reading,
        elapsed: Duration,
    ) -> Result<Option<Money>, Error> {
        let mut transaction = self.store.write().await?;
        let before = connection::read(&mut transaction).await?;
        let same = before
            .as_ref()
            .filter(|before| before.username == new.username && before.is_demo == new.is_demo);
        let rise = if let Some(same) = same {
            settle_and_rise(&mut transaction, same, reading, elapsed).await?
        } else {
            // The mark of another account says nothing about this one.
            let mark = if before.is_none() {
                mark(&mut transaction).await?
            } else {
                None
            };
            let amount = (reading.amount, next_reference(mark, reading.amount));
            entry::add(
                &mut transaction,
                EntryOrigin::Connected,
                reading.asked_at,
                Some(amount),
            )
            .await?;
            pending_charge::replace(&mut transaction, &[]).await?;
            None
        };
        let Connected {
            username,
            key_place,
            is_demo,
        } = new;
        let username = username.to_owned();
        let now = Connection {
            username,
            key_place,
            is_demo,
            reading,
            sync_error: None,
            lock: None,
        };
        connection::write(&mut transaction, &now).await?;
        transaction.commit().await?;
        Ok(rise)
    }

    /// Keeps a new reading in place of the one before, and settles what was held back by what the
    /// figure fell. `elapsed` is the time since then. Gives by how much the account was topped up;
    /// the bar starts anew with it. Without a connection nothing happens: it was just disconnected.
    pub async fn record_reading(
        &self,
        username: &str,
        reading: Reading,
        elapsed: Duration,
    ) -> Result<Option<Money>, Error> {
        let mut transaction = self.store.write().await?;
        let Some(before) = connection::read(&mut transaction).await? else {
            return Ok(None);
        };
        let rise = settle_and_rise(&mut transaction, &before, reading, elapsed).await?;
        let now = Connection {
            username: username.to_owned(),
            reading,
            sync_error: None,
            lock: None,
            ..before
        };
        connection::write(&mut transaction, &now).await?;
        transaction.commit().await?;
        Ok(rise)
    }

    /// Remembers why there is no newer reading. Says whether that is news.
    pub async fn record_sync_error(&self, trouble: SyncError) -> Result<bool, Error> {
        let mut transaction = self.store.write().await?;
        let Some(before) = connection::read(&mut transaction).await? else {
            return Ok(false);
        };
        if before.sync_error.as_ref() == Some(&trouble) {
            return Ok(false);
        }
        connection::write(
            &mut transaction,
            &Connection {
                sync_error: Some(trouble),
                ..before
            },
        )
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Remembers that fal has locked the account, and since when. Says whether that is news. The
    /// reading stays, and grows old: a locked account still has its balance.
    pub async fn record_lock(
        &self,
        message: String,
        heard_at: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let mut transaction = self.store.write().await?;
        let Some(before) = connection::read(&mut transaction).await? else {
            return Ok(false);
        };
        let since = before.lock.as_ref().map(|lock| lock.at);
        let lock = Some(AccountLock {
            message,
            at: since.unwrap_or(heard_at),
            heard_at,
        });
        connection::write(
            &mut transaction,
            &Connection {
                lock,
                sync_error: None,
                ..before
            },
        )
        .await?;
        transaction.commit().await?;
        Ok(since.is_none())
    }

    /// Goes back to entries by hand. The figure that was shown stays, as an entry with its own
    /// time; what was held back stays taken from it, as those jobs count against the entry before.
    pub async fn disconnect(&self) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let Some(live) = live(&mut transaction).await? else {
            return Ok(());
        };
        let remaining = live.remaining()?;
        let amount = (
            remaining,
            next_reference(mark(&mut transaction).await?, remaining),
        );
        let at = live.connection.reading.asked_at;
        entry::add(
            &mut transaction,
            EntryOrigin::Disconnected,
            at,
            Some(amount),
        )
        .await?;
        connection::remove(&mut transaction).await?;
        pending_charge::replace(&mut transaction, &[]).await?;
        Ok(transaction.commit().await?)
    }
}

/// What a reading does besides taking the place of the one before: holds are settled, and a top-up
/// becomes an entry.
async fn settle_and_rise(
    connection: &mut SqliteConnection,
    before: &Connection,
    reading: Reading,
    elapsed: Duration,
) -> Result<Option<Money>, Error> {
    let holds = pending_charge::list(connection).await?;
    let interval = Interval {
        fall: before.reading.amount.minus(reading.amount)?,
        newest_before: before.reading.newest_job,
        newest_now: reading.newest_job,
        elapsed,
    };
    let standing = settle(&holds, interval);
    if standing != holds {
        pending_charge::replace(connection, &standing).await?;
    }
    let rise = top_up(
        before.reading.amount,
        reading.amount,
        mark(connection).await?,
    );
    if rise.is_some() {
        let amount = (reading.amount, reading.amount);
        entry::add(
            connection,
            EntryOrigin::ToppedUp,
            reading.asked_at,
            Some(amount),
        )
        .await?;
    }
    Ok(rise)
}

/// The 100 % mark that stands.
async fn mark(connection: &mut SqliteConnection) -> Result<Option<Money>, Error> {
    Ok(entry::newest(connection)
        .await?
        .and_then(|entry| entry.reference))
}

/// fal's figure with what is held back from it; none while no key is connected.
pub(super) async fn live(connection: &mut SqliteConnection) -> Result<Option<LiveBalance>, Error> {
    let Some(found) = connection::read(connection).await? else {
        return Ok(None);
    };
    let holds = pending_charge::list(connection).await?;
    let held_jobs = holds.iter().filter(|hold| hold.left > Money::ZERO).count();
    let held_jobs = i64::try_from(held_jobs).unwrap_or(i64::MAX);
    Ok(Some(LiveBalance {
        connection: found,
        pending: pending_total(&holds)?,
        pending_jobs: held_jobs,
    }))
}

/// Holds back the costs of the jobs that a change has just logged, which ran at `ran_at`. One that
/// ran long ago is in the reading already.
pub(super) async fn add_pending_charges(
    connection: &mut SqliteConnection,
    change_id: i64,
    ran_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if connection::read(connection).await?.is_none() {
        return Ok(());
    }
    let waited = now
        .signed_duration_since(ran_at)
        .to_std()
        .unwrap_or_default();
    if waited < SETTLING {
        pending_charge::add(connection, change_id, waited).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::estimate::{GenericCounts, estimate};
    use crate::domain::job::{JobOrigin, Label, NewJob};
    use crate::store::database;

    const MINUTE: Duration = Duration::from_mins(1);

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    async fn books() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let store = database::open(&folder.path().join(database::FILE_NAME))
            .await
            .unwrap();
        (folder, Ledger::new(store))
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
        let (folder, ledger) = books().await;
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

    /// What is left, its 100 % mark, and what is held back, in cents.
    async fn shown(ledger: &Ledger) -> (i64, i64, i64) {
        let balance = ledger.balance(now(), &Utc).await.unwrap();
        let cents = |money: Money| money.nano() / 10_000_000;
        let held = balance.live.as_ref().map_or(0, |live| cents(live.pending));
        (
            cents(balance.remaining().unwrap().unwrap()),
            cents(balance.reference().unwrap()),
            held,
        )
    }

    #[tokio::test]
    async fn fals_figure_takes_the_place_of_the_typed_one() {
        let (_folder, ledger) = books().await;
        ledger
            .set_budget(Money::from_nano(10_000_000_000), now())
            .await
            .unwrap();
        log(&ledger, 40, None).await;
        connect(&ledger, "my-team", 750).await;
        assert_eq!(
            shown(&ledger).await,
            (750, 1000, 0),
            "the bar keeps its mark"
        );
        assert!(matches!(
            ledger.set_budget(Money::ZERO, now()).await,
            Err(Error::Connected)
        ));
        assert!(matches!(
            ledger.clear_budget(now()).await,
            Err(Error::Connected)
        ));
    }

    #[tokio::test]
    async fn a_logged_job_is_held_back_until_fals_figure_falls_by_it() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        assert_eq!(shown(&ledger).await, (900, 1000, 100));
        next(&ledger, 1000).await;
        assert_eq!(
            shown(&ledger).await,
            (900, 1000, 100),
            "fal has not charged it yet"
        );
        next(&ledger, 900).await;
        assert_eq!(
            shown(&ledger).await,
            (900, 1000, 0),
            "charged, and not taken twice"
        );
    }

    #[tokio::test]
    async fn an_undone_job_and_one_of_yesterday_hold_nothing_back() {
        let (_folder, ledger) = connected(1000).await;
        let change = log(&ledger, 40, None).await;
        ledger.undo(Some(change), now()).await.unwrap();
        log(&ledger, 40, Some(now() - chrono::TimeDelta::days(1))).await;
        assert_eq!(shown(&ledger).await, (1000, 1000, 0));
    }

    #[tokio::test]
    async fn a_top_up_starts_the_bar_anew_and_a_refund_does_not() {
        let (_folder, ledger) = connected(1000).await;
        assert_eq!(next(&ledger, 200).await, None);
        assert_eq!(next(&ledger, 230).await, None, "a refund");
        assert_eq!(shown(&ledger).await, (230, 1000, 0));
        assert_eq!(
            next(&ledger, 2230).await,
            Some(Money::from_nano(20_000_000_000))
        );
        assert_eq!(shown(&ledger).await, (2230, 2230, 0));
    }

    #[tokio::test]
    async fn troubles_and_locks_are_news_once_and_end_with_a_reading() {
        let (_folder, ledger) = connected(1000).await;
        assert!(ledger.record_sync_error(SyncError::Slow).await.unwrap());
        assert!(!ledger.record_sync_error(SyncError::Slow).await.unwrap());
        assert!(
            ledger
                .record_sync_error(SyncError::Failing(502))
                .await
                .unwrap()
        );
        let later = now() + MINUTE;
        assert!(
            ledger
                .record_lock("User is locked. Reason: TOP_UP.".to_owned(), now())
                .await
                .unwrap()
        );
        assert!(
            !ledger
                .record_lock("User is locked. Reason: TOP_UP.".to_owned(), later)
                .await
                .unwrap()
        );
        let lock = ledger.connection().await.unwrap().unwrap().lock.unwrap();
        assert_eq!((lock.at, lock.heard_at), (now(), later));
        next(&ledger, 1000).await;
        let connection = ledger.connection().await.unwrap().unwrap();
        assert_eq!((connection.sync_error, connection.lock), (None, None));
    }

    #[tokio::test]
    async fn disconnecting_keeps_what_was_shown() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        let asked_at = ledger.connection().await.unwrap().unwrap().reading.asked_at;
        ledger.disconnect().await.unwrap();
        assert_eq!(shown(&ledger).await, (900, 1000, 0));
        let newest = ledger.entries(1).await.unwrap()[0];
        assert_eq!(
            (newest.at, newest.origin),
            (asked_at, EntryOrigin::Disconnected)
        );
        assert_eq!(
            next(&ledger, 500).await,
            None,
            "an answer that comes too late changes nothing"
        );
        assert_eq!(shown(&ledger).await, (900, 1000, 0));
    }

    #[tokio::test]
    async fn a_balance_below_zero_is_kept_as_it_is() {
        let (_folder, ledger) = connected(-18).await;
        assert_eq!(shown(&ledger).await.0, -18);
        ledger.disconnect().await.unwrap();
        assert_eq!(shown(&ledger).await.0, -18);
    }

    #[tokio::test]
    async fn another_key_of_the_same_account_changes_no_figure_and_another_account_does() {
        let (_folder, ledger) = connected(1000).await;
        log(&ledger, 40, None).await;
        assert_eq!(connect(&ledger, "my-team", 1000).await, None);
        assert_eq!(shown(&ledger).await, (900, 1000, 100));
        assert_eq!(
            connect(&ledger, "my-team", 2900).await,
            Some(Money::from_nano(19_000_000_000)),
            "nor loses a top-up"
        );
        assert_eq!(shown(&ledger).await, (2800, 2900, 100));
        connect(&ledger, "other", 300).await;
        assert_eq!(shown(&ledger).await, (300, 300, 0));
    }
}
