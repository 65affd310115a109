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
    is_locked: bool,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    let age = age(connection.reading.asked_at, now, zone);
    // The lock goes first: it explains more than a sync error beside it, and needs the person.
    let reason = match (is_locked, &connection.sync_error) {
        (true, _) => say!("tray-locked"),
        (false, Some(error)) => short_sync_error(error),
        (false, None) => return say!("provenance-live", age = age),
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

/// Says since when and why the billing record cannot be read.
pub fn record_failure<Z: TimeZone<Offset: Display>>(
    since: DateTime<Utc>,
    failure: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    say!(
        "record-fails",
        moment = moment(since, now, zone),
        failure = failure
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
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
                live_provenance(&connection(age), false, now(), &Utc),
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
            live_provenance(&connection, false, now(), &Utc),
            "last read 12 min ago · fal.ai cannot be reached"
        );
        assert_eq!(
            live_provenance(&connection, true, now(), &Utc),
            "last read 12 min ago · locked by fal.ai"
        );
    }
}
