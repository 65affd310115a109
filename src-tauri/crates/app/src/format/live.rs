//! The live balance in words: age, pending charges, sync errors, the account lock.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::record::BillingRecord;
use fal_budget_domain::live::connection::{Connection, KeyPlace, LiveBalance};
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;

use super::change::jobs_counted;
use super::number::grouped;
use super::{age, moment, total};

/// Describes a live figure: its age, and the reason when there is no newer one.
pub fn live_provenance<Z: TimeZone<Offset: Display>>(
    connection: &Connection,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    let age = age(connection.reading.asked_at, now, zone);
    // The lock goes first: it explains more than a sync error beside it, and needs the person.
    let reason = match (&connection.lock, &connection.sync_error) {
        (Some(_), _) => say!("tray-locked"),
        (None, Some(error)) => short_sync_error(error),
        (None, None) => return say!("provenance-live", age = age),
    };
    say!("provenance-live-old", age = age, reason = reason)
}

/// Names a sync error in few words, to stand after the age of a figure.
#[must_use]
pub fn short_sync_error(error: &SyncError) -> String {
    match error {
        SyncError::Offline => say!("reason-offline"),
        SyncError::Unreachable => say!("reason-unreachable"),
        SyncError::Slow => say!("reason-slow"),
        SyncError::Busy => say!("reason-busy"),
        SyncError::Failing(status) => say!("reason-failing", status = status.to_string()),
        SyncError::Unreadable => say!("reason-unreadable"),
        SyncError::Currency(currency) => say!("reason-currency", currency = currency.as_str()),
        SyncError::KeyRejected => say!("reason-key-rejected"),
        SyncError::KeyMissing => say!("reason-key-missing"),
    }
}

/// Quotes fal's message about a locked account.
#[must_use]
pub fn locked(message: &str) -> String {
    say!("locked-says", message = message)
}

/// Describes the pending charges: their sum, and the number of jobs. Returns `None` when there are
/// none.
pub fn pending_charges(
    live: &LiveBalance,
    display: MoneyFormat,
) -> Result<Option<String>, TooLarge> {
    let jobs = live.pending_jobs;
    if jobs == 0 {
        return Ok(None);
    }
    Ok(Some(say!(
        "held",
        jobs = jobs,
        number = grouped(jobs.into()),
        amount = total(live.pending, display)?
    )))
}

/// Describes the part of fal's billing record that has been fetched. Returns `None` before the
/// first fetch.
pub fn record<Z: TimeZone<Offset: Display>>(
    record: &BillingRecord,
    now: DateTime<Utc>,
    zone: &Z,
) -> Option<String> {
    // While a fetch is under way its progress stands in place of the range that it extends.
    if let Some(run) = &record.run {
        let jobs = jobs_counted(run.events.unsigned_abs());
        return Some(if record.following {
            say!("record-reading", jobs = jobs)
        } else {
            say!("record-stopped", jobs = jobs)
        });
    }
    let complete = record.complete?;
    let from = moment(complete.from, now, zone);
    let until = moment(complete.until, now, zone);
    Some(if record.following {
        say!("record-followed", from = from, until = until)
    } else {
        say!("record-complete", from = from, until = until)
    })
}

/// Asks whether jobs logged by hand, given by number and cost, give way to fal's record.
pub fn to_replace((count, cost): (i64, Money), display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(say!(
        "record-question",
        jobs = count,
        number = grouped(count.into()),
        cost = total(cost, display)?
    ))
}

/// Names the place of the Admin key.
#[must_use]
pub fn key_place(place: KeyPlace) -> String {
    match place {
        KeyPlace::Keychain => say!("key-in-keychain"),
        KeyPlace::File => say!("key-in-file"),
    }
}

/// Writes the report about a locked account that a person sends to fal's support. Returns `None`
/// while the account is not locked.
pub fn lock_report(connection: &Connection) -> Result<Option<String>, TooLarge> {
    let Some(lock) = &connection.lock else {
        return Ok(None);
    };
    // For fal's people and not for this one: in English, with times in UTC and amounts in dollars,
    // and with the balance even while amounts are hidden.
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let balance = total(connection.reading.amount, MoneyFormat::DOLLARS)?;
    Ok(Some(format!(
        "Account: {}\nfal.ai answers: {}\nFirst seen: {}\nLast seen: {}\n\
         Last balance read: {balance} at {}",
        connection.username,
        lock.message,
        time(lock.at),
        time(lock.heard_at),
        time(connection.reading.asked_at),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use fal_budget_domain::live::connection::AccountLock;
    use fal_budget_domain::live::reading::Reading;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn connection(age: i64) -> Connection {
        Connection {
            username: "my-team".to_owned(),
            key_place: KeyPlace::Keychain,
            is_demo: false,
            reading: Reading {
                asked_at: now() - TimeDelta::seconds(age),
                newest_job: 0,
                amount: Money::from_nano(120_000_000),
            },
            sync_error: None,
            lock: None,
        }
    }

    #[test]
    fn a_live_figure_says_how_old_it_is() {
        for (age, text) in [
            (0, "live, just now"),
            (119, "live, just now"),
            (120, "live, 2 min ago"),
            (3599, "live, 59 min ago"),
            (3600, "live, 1 h ago"),
            (86_399, "live, 23 h ago"),
            (86_400, "live, 22 Nov, 12:00"),
            (-30, "live, just now"),
            (-7200, "live, 23 Nov, 14:00"),
        ] {
            assert_eq!(
                live_provenance(&connection(age), now(), &Utc),
                text,
                "{age} s"
            );
        }
    }

    #[test]
    fn a_live_figure_says_why_it_is_no_newer() {
        let mut connection = connection(720);
        connection.sync_error = Some(SyncError::Unreachable);
        assert_eq!(
            live_provenance(&connection, now(), &Utc),
            "last read 12 min ago · fal.ai cannot be reached"
        );
        connection.lock = Some(AccountLock {
            message: "User is locked.".to_owned(),
            at: now(),
            heard_at: now(),
        });
        assert_eq!(
            live_provenance(&connection, now(), &Utc),
            "last read 12 min ago · locked by fal.ai"
        );
    }

    #[test]
    fn the_report_has_what_support_asks_for() {
        let mut connection = connection(60);
        assert_eq!(lock_report(&connection).unwrap(), None);
        let message = "User is locked. Reason: Exhausted balance.".to_owned();
        connection.lock = Some(AccountLock {
            message,
            at: now() - TimeDelta::minutes(5),
            heard_at: now(),
        });
        assert_eq!(
            lock_report(&connection).unwrap().unwrap(),
            "Account: my-team\nfal.ai answers: User is locked. Reason: Exhausted balance.\n\
             First seen: 2026-11-23 11:55:00 UTC\nLast seen: 2026-11-23 12:00:00 UTC\n\
             Last balance read: $0.12 at 2026-11-23 11:59:00 UTC"
        );
    }
}
