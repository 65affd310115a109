//! The live balance, as Settings and the standing lines show it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::live::connection::LiveBalance;
use fal_budget_domain::live::notice::Notice;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::plain_text::plain;
use fal_budget_i18n::{Localize, say};
use fal_budget_ledger::LedgerSnapshot;
use serde::Serialize;

use crate::format;

/// A connected key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// fal's name of the account.
    pub username: String,
    /// Age of the figure, and the reason why there is no newer one.
    pub status: String,
    /// Place where the key is kept.
    pub key_place: String,
    /// fal's billing record.
    pub record: RecordView,
    /// Reason why the figure is not fresh; null while all is well.
    pub trouble: Option<SyncErrorView>,
}

/// fal's billing record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordView {
    /// True when the record is followed.
    pub following: bool,
    /// True while a fetch is under way, or after one was stopped.
    pub unfinished: bool,
    /// Time up to which it was fetched; null before the first fetch.
    pub text: Option<String>,
    /// Question whether jobs logged by hand give way to the record; null when no job would.
    pub question: Option<String>,
}

/// The reason why there is no newer figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SyncErrorView {
    /// Code for the page to act on.
    pub code: String,
    /// Sentence for the person.
    pub message: String,
    /// True when waiting does not help and the person has to act.
    pub needs_the_person: bool,
}

/// A notice, which is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NoticeView {
    /// True for good news.
    pub good: bool,
    /// The event, in a sentence.
    pub message: String,
}

/// Shows a notice.
pub fn notice(notice: Notice, display: MoneyFormat) -> Result<NoticeView, TooLarge> {
    let (good, message) = match notice {
        Notice::TopUp(rise) => {
            let amount = format::total(rise, display)?;
            (true, say!("news-topped-up", amount = amount))
        }
        Notice::Replaced(count) => {
            let number = count.to_string();
            (true, say!("news-replaced", jobs = count, number = number))
        }
        Notice::Locked => (false, say!("news-locked")),
        Notice::Damaged => (false, say!("news-damaged")),
        Notice::KeyRejected => (false, say!("news-key-rejected")),
    };
    Ok(NoticeView { good, message })
}

/// Shows a connection.
pub fn live<Z: TimeZone<Offset: Display>>(
    live: &LiveBalance,
    ledger: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LiveView, TooLarge> {
    let connection = &live.connection;
    Ok(LiveView {
        username: plain(&connection.username).into_owned(),
        status: format::live_provenance(connection, ledger.balance.is_locked(), now, zone),
        key_place: format::key_place(connection.key_place),
        record: record(ledger, now, zone)?,
        trouble: connection.sync_error.as_ref().map(sync_error),
    })
}

fn record<Z: TimeZone<Offset: Display>>(
    ledger: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<RecordView, TooLarge> {
    let display = ledger.settings.display;
    let question = ledger
        .to_replace
        .map(|jobs| format::to_replace(jobs, display));
    Ok(RecordView {
        following: ledger.record.following,
        unfinished: ledger.record.run.is_some(),
        text: format::record(&ledger.record, now, zone),
        question: question.transpose()?,
    })
}

impl LiveView {
    /// Adds since when and why the billing record cannot be read.
    pub fn add_record_failure<Z: TimeZone<Offset: Display>>(
        &mut self,
        since: DateTime<Utc>,
        failure: &str,
        now: DateTime<Utc>,
        zone: &Z,
    ) {
        let fails = format::record_failure(since, failure, now, zone);
        let known = self.record.text.take().into_iter();
        self.record.text = Some(known.chain([fails]).collect::<Vec<_>>().join(" "));
    }
}

fn sync_error(error: &SyncError) -> SyncErrorView {
    let sentence = error.localized();
    let needs_the_person = error.needs_the_person();
    SyncErrorView {
        code: error.into_str().to_owned(),
        message: if needs_the_person {
            sentence
        } else {
            // There is nothing for the person to do, which has to be said as well.
            say!("trouble-tried-again", trouble = sentence)
        },
        needs_the_person,
    }
}
