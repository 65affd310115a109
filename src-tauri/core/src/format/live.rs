//! The live balance in words: its age, what is held back, what is wrong.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::{grouped, moment, total};
use crate::domain::connection::{Connection, KeyPlace, Live};
use crate::domain::currency::Display;
use crate::domain::money::{Money, TooLarge};
use crate::domain::record::Record;
use crate::domain::trouble::Trouble;

/// Where a live figure comes from, how old it is, and why it is no newer.
pub fn live_provenance<Z: TimeZone>(connection: &Connection, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let age = age(connection.reading.asked_at, now, zone);
    let reason = match (&connection.lock, &connection.trouble) {
        (Some(_), _) => Some("locked by fal.ai".to_owned()),
        (None, Some(trouble)) => Some(reason(trouble)),
        (None, None) => None,
    };
    reason.map_or_else(|| format!("live, {age}"), |reason| format!("last read {age} · {reason}"))
}

/// How long ago, as far as it matters. What is later than now, because the clock was set back, is
/// dated like what is old.
pub fn age<Z: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let age = now.signed_duration_since(at);
    if age.abs() < TimeDelta::seconds(120) {
        "just now".to_owned()
    } else if age > TimeDelta::zero() && age < TimeDelta::hours(1) {
        format!("{} min ago", age.num_minutes())
    } else if age > TimeDelta::zero() && age < TimeDelta::hours(24) {
        format!("{} h ago", age.num_hours())
    } else {
        moment(at, now, zone)
    }
}

/// Why there is no newer figure, in few words, to stand after the age.
#[must_use]
pub fn reason(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Offline => "this computer is offline".to_owned(),
        Trouble::Unreachable => "fal.ai cannot be reached".to_owned(),
        Trouble::Slow => "fal.ai does not answer in time".to_owned(),
        Trouble::Busy => "fal.ai asks to wait".to_owned(),
        Trouble::Failing(status) => format!("fal.ai answers with error {status}"),
        Trouble::Unreadable => "fal.ai's answer makes no sense".to_owned(),
        Trouble::Currency(currency) => format!("fal.ai answers in {currency}"),
        Trouble::KeyRejected => "the key is not accepted".to_owned(),
        Trouble::KeyMissing => "the keychain does not give the key".to_owned(),
    }
}

/// What is wrong, and what helps where waiting does not.
#[must_use]
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Offline => "This computer is offline.".to_owned(),
        Trouble::Unreachable => "fal.ai cannot be reached. Check the network.".to_owned(),
        Trouble::Slow => "fal.ai did not answer in time.".to_owned(),
        Trouble::Busy => "fal.ai asks to be called less often.".to_owned(),
        Trouble::Failing(status) => format!("fal.ai answered with error {status}."),
        Trouble::Unreadable => {
            "fal.ai's answer could not be understood. If it stays so, look for a newer fal Budget.".to_owned()
        }
        Trouble::Currency(currency) => format!(
            "fal.ai gives this account's balance in {currency}. fal Budget reads US dollars only: disconnect, and type the balance."
        ),
        Trouble::KeyRejected => {
            "fal.ai does not accept this key for the balance. Make a key with the scope Admin under Keys in the fal.ai dashboard, and paste it under Settings, Live balance.".to_owned()
        }
        Trouble::KeyMissing => {
            "The keychain does not give the key. Unlock it and press Refresh; if the key is gone from it, paste it again under Settings, Live balance.".to_owned()
        }
    }
}

/// What fal said of a locked account.
#[must_use]
pub fn locked(message: &str) -> String {
    format!("fal.ai has locked this account. It says: “{message}”")
}

/// What is held back, and for how many jobs.
pub fn held(live: &Live, display: Display) -> Result<Option<String>, TooLarge> {
    let jobs = match live.held_jobs {
        0 => return Ok(None),
        1 => "1 job".to_owned(),
        jobs => format!("{jobs} jobs"),
    };
    Ok(Some(format!("{} held back for {jobs} that fal.ai may not have charged yet", total(live.held, display)?)))
}

/// How far fal's billing record has been fetched; none where it never was.
pub fn record<Z: TimeZone>(record: &Record, now: DateTime<Utc>, zone: &Z) -> Option<String>
where
    Z::Offset: std::fmt::Display,
{
    let jobs = |count: i64| if count == 1 { "1 job".to_owned() } else { format!("{} jobs", grouped(count.into())) };
    match (&record.run, record.complete) {
        (Some(run), _) if record.following => {
            Some(format!("Reading fal.ai's billing record: {} so far.", jobs(run.events)))
        }
        (Some(run), _) => {
            Some(format!("Stopped after {}. What was read is kept, and it goes on from there.", jobs(run.events)))
        }
        (None, Some(complete)) => {
            let (from, until) = (moment(complete.from, now, zone), moment(complete.until, now, zone));
            let then =
                if record.following { "New jobs are read every five minutes." } else { "It is not followed any more." };
            Some(format!("fal.ai's billing record is complete from {from} to {until}. {then}"))
        }
        (None, None) => None,
    }
}

/// Asks whether jobs logged by hand give way to fal's record.
pub fn to_replace((count, cost): (i64, Money), display: Display) -> Result<String, TooLarge> {
    let jobs = if count == 1 { "1 job".to_owned() } else { format!("{} jobs", grouped(count.into())) };
    let cost = total(cost, display)?;
    Ok(format!(
        "{jobs} logged by hand in that time, {cost} in all: fal.ai's record has what ran then, so they are counted twice. Replace them? They stay in the list, out of every sum, and each can be taken back."
    ))
}

/// Where the key is.
#[must_use]
pub fn key_place(place: KeyPlace) -> String {
    match place {
        KeyPlace::Keychain => "The key is in this system's keychain.".to_owned(),
        KeyPlace::File => {
            "No keychain answered on this system: the key is in a file in the data folder that only you can read, not encrypted.".to_owned()
        }
    }
}

/// What a person sends to fal's support about a locked account: amounts in fal's dollars, times in UTC.
pub fn lock_report(connection: &Connection) -> Result<Option<String>, TooLarge> {
    let Some(lock) = &connection.lock else { return Ok(None) };
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let balance = total(connection.reading.amount, Display::DOLLARS)?;
    Ok(Some(format!(
        "Account: {}\nfal.ai answers: {}\nFirst seen: {}\nLast seen: {}\nLast balance read: {balance} at {}",
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
    use crate::domain::connection::Lock;
    use crate::domain::reading::Reading;

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
            trouble: None,
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
            assert_eq!(live_provenance(&connection(age), now(), &Utc), text, "{age} s");
        }
    }

    #[test]
    fn and_why_it_is_no_newer() {
        let mut connection = connection(720);
        connection.trouble = Some(Trouble::Unreachable);
        assert_eq!(live_provenance(&connection, now(), &Utc), "last read 12 min ago · fal.ai cannot be reached");
        connection.lock = Some(Lock { message: "User is locked.".to_owned(), at: now(), heard_at: now() });
        assert_eq!(live_provenance(&connection, now(), &Utc), "last read 12 min ago · locked by fal.ai");
    }

    #[test]
    fn the_report_has_what_support_asks_for() {
        let mut connection = connection(60);
        assert_eq!(lock_report(&connection).unwrap(), None);
        let message = "User is locked. Reason: Exhausted balance.".to_owned();
        connection.lock = Some(Lock { message, at: now() - TimeDelta::minutes(5), heard_at: now() });
        assert_eq!(
            lock_report(&connection).unwrap().unwrap(),
            "Account: my-team\nfal.ai answers: User is locked. Reason: Exhausted balance.\n\
             First seen: 2026-11-23 11:55:00 UTC\nLast seen: 2026-11-23 12:00:00 UTC\n\
             Last balance read: $0.12 at 2026-11-23 11:59:00 UTC"
        );
    }
}
