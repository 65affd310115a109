//! Lock of an account: what fal says of it, and when it is over.

use chrono::{DateTime, TimeDelta, Utc};

use crate::money::Money;

/// Time for which calls must pass until a lock counts as over: accounts flap.
pub const WATCH: TimeDelta = TimeDelta::hours(1);

/// fal's refusal of all that an account runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLock {
    /// Newest sentence of fal's.
    pub message: String,
    /// Moment at which fal said so for the first time.
    pub at: DateTime<Utc>,
    /// Moment at which fal last said so.
    pub heard_at: DateTime<Utc>,
    /// Calls that passed after it; `None` while the account is locked.
    pub opened: Option<Opened>,
}

/// Calls that passed after a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Moment of the first.
    pub at: DateTime<Utc>,
    /// Number of them.
    pub passed: i64,
}

/// One answer in the sequence that fal's support asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockEvent {
    /// Moment of the answer.
    pub at: DateTime<Utc>,
    /// Sentence of fal's; `None` for a call that passed.
    pub message: Option<String>,
    /// fal's id of the request, if it had one.
    pub request: Option<String>,
    /// Balance that was known then; `None` without one.
    pub balance: Option<Money>,
}

/// Kind of a lock, by which it is known what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockKind {
    /// The balance is used up.
    ExhaustedBalance,
    /// fal wants a top-up.
    TopUp,
    /// fal's staff has locked it.
    Admin,
    /// A payment failed, or its method is missing.
    Payment,
    /// A limit in fal's own spending controls is reached.
    SpendingControl,
    /// Any other.
    Other,
}

impl LockKind {
    /// Recognizes the sentence of a lock. `None` for any other refusal, as of a key whose scope is
    /// too small (*Access denied*).
    #[must_use]
    pub fn of(message: &str) -> Option<Self> {
        let text = message.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&[
            "budget is exceeded",
            "budget exceeded",
            "budget has been exceeded",
        ]) {
            return Some(Self::SpendingControl);
        }
        if !has(&["user is locked", "account is locked"]) {
            return None;
        }
        // *Exhausted balance* first: that sentence goes on to say how to top up.
        Some(if has(&["exhausted"]) {
            Self::ExhaustedBalance
        } else if has(&["admin"]) {
            Self::Admin
        } else if has(&["payment", "card", "invoice"]) {
            Self::Payment
        } else if has(&["top_up", "top-up", "top up"]) {
            Self::TopUp
        } else {
            Self::Other
        })
    }
}

impl LockKind {
    /// Returns the begin of fal's own sentence, without what an app may have added to it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ExhaustedBalance => "User is locked. Reason: Exhausted balance.",
            Self::TopUp => "User is locked. Reason: TOP_UP.",
            Self::Admin => "User is locked. Reason: Admin lock.",
            Self::Payment => "User is locked. Reason: payment method.",
            Self::SpendingControl => "User budget is exceeded.",
            Self::Other => "User is locked.",
        }
    }
}

impl AccountLock {
    /// Returns the lock after fal has said this. One that came back while it was watched is the
    /// same lock.
    #[must_use]
    pub fn heard(before: Option<&Self>, message: String, at: DateTime<Utc>) -> Self {
        let same = before.filter(|before| !before.is_over(at));
        Self {
            message,
            at: same.map_or(at, |before| before.at),
            heard_at: at,
            opened: None,
        }
    }

    /// Returns the lock after so many calls of the account have passed.
    #[must_use]
    pub fn after_passing(&self, count: i64, at: DateTime<Utc>) -> Self {
        let opened = self
            .opened
            .map_or(Opened { at, passed: count }, |opened| Opened {
                passed: opened.passed.saturating_add(count),
                ..opened
            });
        Self {
            opened: Some(opened),
            ..self.clone()
        }
    }

    /// Tells whether the account is locked: no call has passed since fal last said so.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.opened.is_none()
    }

    /// Tells whether calls have passed for [`WATCH`].
    #[must_use]
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.opened.is_some_and(|opened| now - opened.at >= WATCH)
    }

    /// Returns the kind of the lock.
    #[must_use]
    pub fn kind(&self) -> LockKind {
        LockKind::of(&self.message).unwrap_or(LockKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_known_by_fals_sentence() {
        for (message, kind) in [
            (
                "User is locked. Reason: Exhausted balance. Top up your balance at \
                 fal.ai/dashboard.",
                Some(LockKind::ExhaustedBalance),
            ),
            ("User is locked. Reason: TOP_UP.", Some(LockKind::TopUp)),
            (
                "user is locked. reason: top-up required",
                Some(LockKind::TopUp),
            ),
            ("User is locked. Reason: Admin lock.", Some(LockKind::Admin)),
            (
                "User is locked. Reason: payment method.",
                Some(LockKind::Payment),
            ),
            (
                "User is locked. Reason: Unpaid invoice",
                Some(LockKind::Payment),
            ),
            ("User is locked.", Some(LockKind::Other)),
            (
                "User is locked. Reason: something new",
                Some(LockKind::Other),
            ),
            ("User budget is exceeded", Some(LockKind::SpendingControl)),
            (
                "Your user budget is exceeded. Contact your admin.",
                Some(LockKind::SpendingControl),
            ),
            ("Access denied", None),
            (
                "Cannot access application. Authentication is required.",
                None,
            ),
            ("User not found", None),
            ("", None),
        ] {
            assert_eq!(LockKind::of(message), kind, "{message}");
        }
    }

    #[test]
    fn a_lock_is_over_when_calls_have_passed_for_an_hour() {
        let start: DateTime<Utc> = "2026-11-26T12:00:00Z".parse().unwrap();
        let after = |minutes| start + TimeDelta::minutes(minutes);
        let lock = AccountLock::heard(None, "User is locked.".to_owned(), start);
        assert!(lock.is_locked() && !lock.is_over(after(600)));
        let opened = lock.after_passing(2, after(10)).after_passing(1, after(20));
        assert_eq!(
            opened.opened,
            Some(Opened {
                at: after(10),
                passed: 3
            })
        );
        assert!(!opened.is_locked() && !opened.is_over(after(69)) && opened.is_over(after(70)));
        let again = AccountLock::heard(Some(&opened), "User is locked.".to_owned(), after(30));
        assert_eq!((again.at, again.is_locked()), (start, true), "it flaps");
        let new = AccountLock::heard(Some(&opened), "User is locked.".to_owned(), after(90));
        assert_eq!(new.at, after(90), "that one was over");
    }
}
