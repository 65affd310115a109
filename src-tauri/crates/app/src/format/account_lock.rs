//! The lock of the account in words.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::live::account_lock::{AccountLock, LockEvent, LockKind};
use fal_budget_domain::live::connection::Connection;
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::plain_text::plain;
use fal_budget_i18n::say;

use super::{age, total};

/// Describes a lock by a title and a text: what fal says and what helps, or since when calls pass.
pub fn account_lock<Z: TimeZone<Offset: Display>>(
    lock: &AccountLock,
    now: DateTime<Utc>,
    zone: &Z,
) -> (String, String) {
    if let Some(opened) = lock.opened {
        let text = say!(
            "lock-opened-text",
            age = age(opened.at, now, zone),
            calls = opened.passed
        );
        return (say!("lock-opened"), text);
    }
    let message = plain(&lock.message);
    let title = say!("locked-says", message = message.as_ref());
    (title, help(lock.kind()))
}

/// Says what a kind of lock means, and what helps.
#[must_use]
pub fn help(kind: LockKind) -> String {
    match kind {
        LockKind::ExhaustedBalance => say!("locked-exhausted"),
        LockKind::TopUp => say!("locked-top-up"),
        LockKind::Admin => say!("locked-admin"),
        LockKind::Payment => say!("locked-payment"),
        LockKind::SpendingControl => say!("locked-spending-control"),
        LockKind::Other => say!("locked-means"),
    }
}

/// Writes the report about a lock that a person sends to fal's support.
pub fn lock_report(
    lock: &AccountLock,
    events: &[LockEvent],
    connection: Option<&Connection>,
) -> Result<String, TooLarge> {
    // For fal's people and not for this one: in English, with times in UTC and amounts in dollars,
    // and with the balance even while amounts are hidden.
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let mut lines = Vec::new();
    if let Some(connection) = connection {
        lines.push(format!("Account: {}", plain(&connection.username)));
    }
    lines.extend([
        format!("fal.ai answers: {}", plain(&lock.message)),
        format!("First seen: {}", time(lock.at)),
        format!("Last seen: {}", time(lock.heard_at)),
    ]);
    if let Some(Connection { reading, .. }) = connection {
        let balance = total(reading.amount, MoneyFormat::DOLLARS)?;
        lines.push(format!(
            "Last balance read: {balance} at {}",
            time(reading.asked_at)
        ));
    }
    if !events.is_empty() {
        lines.push("Answers, with the balance known then and the id of the request:".to_owned());
    }
    for event in events {
        let said = event.message.as_deref().unwrap_or("a call passed");
        let request = event.request.as_deref().unwrap_or("no id");
        let balance = match event.balance {
            Some(balance) => total(balance, MoneyFormat::DOLLARS)?,
            None => "unknown".to_owned(),
        };
        let (time, said) = (time(event.at), plain(said));
        lines.push(format!("{time}  {balance}  {said}  {request}"));
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use fal_budget_domain::money::Money;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn lock() -> AccountLock {
        let message = "User is locked. Reason: Exhausted balance.".to_owned();
        AccountLock {
            heard_at: now(),
            ..AccountLock::heard(None, message, now() - TimeDelta::minutes(5))
        }
    }

    #[test]
    fn a_lock_says_what_helps_and_its_end_how_it_is_known() {
        let (title, text) = account_lock(&lock(), now(), &Utc);
        assert!(title.contains("Exhausted balance"), "{title}");
        assert!(text.contains("Top up"), "{text}");
        let opened = lock().after_passing(3, now() - TimeDelta::minutes(12));
        let (title, text) = account_lock(&opened, now(), &Utc);
        assert_eq!(title, "fal.ai lets calls of this account pass again.");
        assert!(
            text.contains("12 min ago") && text.contains("3 calls"),
            "{text}"
        );
    }

    #[test]
    fn the_report_has_what_support_asks_for() {
        let event = |minutes, message: Option<&str>, request: &str| LockEvent {
            at: now() - TimeDelta::minutes(minutes),
            message: message.map(str::to_owned),
            request: Some(request.to_owned()),
            balance: (minutes > 0).then_some(Money::ZERO),
        };
        let events = [
            event(5, Some("User is locked. Reason: TOP_UP."), "r-1"),
            event(0, Some("User is locked. Reason: Exhausted balance."), "r-2"),
        ];
        assert_eq!(
            lock_report(&lock(), &events, None).unwrap(),
            "fal.ai answers: User is locked. Reason: Exhausted balance.\n\
             First seen: 2026-11-23 11:55:00 UTC\nLast seen: 2026-11-23 12:00:00 UTC\n\
             Answers, with the balance known then and the id of the request:\n\
             2026-11-23 11:55:00 UTC  $0.00  User is locked. Reason: TOP_UP.  r-1\n\
             2026-11-23 12:00:00 UTC  unknown  User is locked. Reason: Exhausted balance.  r-2"
        );
    }
}
