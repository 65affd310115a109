//! The live balance, as Settings and the standing lines show it.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::connection::LiveBalance;
use crate::domain::currency::MoneyFormat;
use crate::domain::into_str::IntoStr;
use crate::domain::money::TooLarge;
use crate::domain::notice::Notice;
use crate::domain::sync_error::SyncError;
use crate::format;
use crate::ledger::LedgerSnapshot;
use crate::say;

/// A connected key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// fal's name of the account.
    pub username: String,
    /// How old the figure is, and why it is no newer.
    pub status: String,
    /// Where the key is kept.
    pub key_place: String,
    /// fal's billing record.
    pub record: RecordView,
    /// What is wrong; null while all is well.
    pub trouble: Option<SyncErrorView>,
    /// The account is locked.
    pub lock: Option<LockView>,
}

/// fal's billing record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordView {
    /// It is followed.
    pub following: bool,
    /// A fetch is under way, or was stopped.
    pub unfinished: bool,
    /// How far it has been fetched; null where it never was.
    pub text: Option<String>,
    /// Asks whether jobs logged by hand give way to it.
    pub question: Option<String>,
}

/// Why there is no newer figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SyncErrorView {
    /// What, for the page to act on.
    pub code: String,
    /// What, for the person.
    pub message: String,
    /// Waiting does not help: the person has to do something.
    pub needs_the_person: bool,
}

/// A locked account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LockView {
    /// What fal says.
    pub title: String,
    /// What it means and what helps.
    pub text: String,
    /// What to send to fal's support.
    pub report: String,
}

/// What the person is told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NoticeView {
    /// Whether it is good.
    pub good: bool,
    /// What happened.
    pub message: String,
}

/// Tells of a turn in the live balance.
pub fn notice(news: Notice, display: MoneyFormat) -> Result<NoticeView, TooLarge> {
    let (good, message) = match news {
        Notice::TopUp(rise) => (
            true,
            say!("news-topped-up", amount = format::total(rise, display)?),
        ),
        Notice::Replaced(count) => (
            true,
            say!("news-replaced", jobs = count, number = count.to_string()),
        ),
        Notice::Unlocked => (true, say!("recovered-unlocked")),
        Notice::Locked => (false, say!("news-locked")),
        Notice::Damaged => (false, say!("news-damaged")),
        Notice::KeyRejected => (false, say!("news-key-rejected")),
    };
    Ok(NoticeView { good, message })
}

/// Shows a connection.
pub fn live<Z: TimeZone>(
    live: &LiveBalance,
    standing: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LiveView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let connection = &live.connection;
    let lock = connection
        .lock
        .as_ref()
        .zip(format::lock_report(connection)?);
    Ok(LiveView {
        username: connection.username.clone(),
        status: format::live_provenance(connection, now, zone),
        key_place: format::key_place(connection.key_place),
        record: RecordView {
            following: standing.record.following,
            unfinished: standing.record.run.is_some(),
            text: format::record(&standing.record, now, zone),
            question: standing
                .to_replace
                .map(|them| format::to_replace(them, standing.settings.display))
                .transpose()?,
        },
        trouble: connection.sync_error.as_ref().map(sync_error),
        lock: lock.map(|(lock, report)| LockView {
            title: format::locked(&lock.message),
            text: say!("locked-means"),
            report,
        }),
    })
}

fn sync_error(trouble: &SyncError) -> SyncErrorView {
    let said = format::sync_error(trouble);
    let needs_the_person = trouble.needs_the_person();
    SyncErrorView {
        code: trouble.into_str().to_owned(),
        message: if needs_the_person {
            said
        } else {
            say!("trouble-tried-again", trouble = said)
        },
        needs_the_person,
    }
}
