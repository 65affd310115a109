//! The live balance, as Settings and the standing lines show it.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::connection::Live;
use crate::domain::currency::Display;
use crate::domain::money::TooLarge;
use crate::domain::news::News;
use crate::domain::trouble::Trouble;
use crate::format;
use crate::ledger::Standing;

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
    pub trouble: Option<TroubleView>,
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
pub struct TroubleView {
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
pub struct NewsView {
    /// Whether it is good.
    pub good: bool,
    /// What happened.
    pub message: String,
}

/// Tells of a turn in the live balance.
pub fn news(news: News, display: Display) -> Result<NewsView, TooLarge> {
    let (good, message) = match news {
        News::TopUp(rise) => (true, format!("Topped up by {}. The bar starts anew.", format::total(rise, display)?)),
        News::Replaced(count) => {
            (true, format!("{count} more logged by hand gave way to fal.ai's record. The list of all jobs shows them."))
        }
        News::Unlocked => (true, "fal.ai has opened the account again.".to_owned()),
        News::Locked => (false, "fal.ai has locked this account. The window says what to do.".to_owned()),
        News::Damaged => (false, "A part of the database cannot be read any more, so today's copy was not made. Export your jobs, or put an earlier copy back: Settings, Files.".to_owned()),
        News::KeyRejected => (false, "fal.ai no longer accepts the key. Connect another one.".to_owned()),
    };
    Ok(NewsView { good, message })
}

/// Shows a connection.
pub fn live<Z: TimeZone>(live: &Live, standing: &Standing, now: DateTime<Utc>, zone: &Z) -> Result<LiveView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let connection = &live.connection;
    let lock = connection.lock.as_ref().zip(format::lock_report(connection)?);
    Ok(LiveView {
        username: connection.username.clone(),
        status: format::live_provenance(connection, now, zone),
        key_place: format::key_place(connection.key_place),
        record: RecordView {
            following: standing.record.following,
            unfinished: standing.record.run.is_some(),
            text: format::record(&standing.record, now, zone),
            question: standing.to_replace.map(|them| format::to_replace(them, standing.settings.display)).transpose()?,
        },
        trouble: connection.trouble.as_ref().map(trouble),
        lock: lock.map(|(lock, report)| LockView {
            title: format::locked(&lock.message),
            text: "Jobs are refused until fal.ai opens it again, whatever the balance; after a top-up that can take hours or days. fal Budget goes on reading and says when it is over.".to_owned(),
            report,
        }),
    })
}

fn trouble(trouble: &Trouble) -> TroubleView {
    let then = if trouble.needs_the_person() { "" } else { " It is tried again by itself." };
    TroubleView {
        code: trouble.code().to_owned(),
        message: format!("{}{then}", format::trouble(trouble)),
        needs_the_person: trouble.needs_the_person(),
    }
}
