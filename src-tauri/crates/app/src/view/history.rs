//! Jobs, entries and changes in lists.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::balance::entry::Entry;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::{Basis, Job, JobOrigin};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;
use fal_budget_ledger::Change;
use serde::Serialize;

use super::{Amount, dollars, number, rfc3339};
use crate::format;

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Id of the job.
    pub id: i64,
    /// Id of the change that undoes the job, with the rest of its batch.
    pub change: i64,
    /// Id of the entry that the job counts against; null for jobs before the first entry.
    pub entry: Option<i64>,
    /// `2 images`.
    pub title: String,
    /// Quantity in the job's unit.
    pub quantity: f64,
    /// Unit by which the job is charged, in fal's words.
    pub unit: String,
    /// The unit in the person's language.
    pub unit_shown: String,
    /// Price of one unit that day, in US dollars; null when unknown.
    pub unit_price: Option<f64>,
    /// Cost in US dollars; null when unknown.
    pub cost: Option<f64>,
    /// Cost, as a person reads it.
    pub cost_shown: Option<Amount>,
    /// Basis of the cost.
    #[cfg_attr(test, ts(type = "Basis"))]
    pub basis: Basis,
    /// Label of a cost that is metered in a unit that fal means in more than one way.
    pub uncertain: Option<String>,
    /// Price of one unit that day, with its source; null when unknown.
    pub price_shown: Option<String>,
    /// Price of one unit in US dollars, as it is typed.
    pub price_typed: Option<String>,
    /// Quantity, as it is typed.
    pub quantity_typed: String,
    /// Word by which the person groups jobs.
    pub tag: Option<String>,
    /// Id of the key that the job was paid with; null when nobody has said it.
    pub key: Option<String>,
    /// The person's note.
    pub note: Option<String>,
    /// True when the job was voided or undone, and so costs nothing.
    pub voided: bool,
    /// True when the job is voided because fal's record has it.
    pub replaced: bool,
    /// Cost before fal billed the job; null when it was not billed.
    pub settled_from: Option<Amount>,
    /// fal's id of the request; null for a job logged by hand.
    pub request: Option<String>,
    /// True when a person logged the job, and so may correct or void it.
    pub by_hand: bool,
    /// State of a call through the gateway; null when it ended well.
    pub progress: Option<String>,
    /// Place from which the job was logged.
    #[cfg_attr(test, ts(type = "JobOrigin"))]
    pub origin: JobOrigin,
    /// Time of the job, RFC 3339 in UTC.
    pub at: String,
    /// Time of the job, by the local clock.
    pub time: String,
}

/// A part of the list of all jobs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundView {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// Number of all jobs found.
    pub total: i64,
    /// The number in words, or a hint when no job was found.
    pub text: String,
    /// Cost of all jobs found that is known; null where the caller knows it from an earlier part.
    pub cost: Option<Amount>,
}

/// A page of jobs, newest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JobsView {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// True when there are older ones.
    pub more: bool,
}

/// The answer to `log_job` and `repeat_job`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LoggedView {
    /// Id of the change that undoes the batch.
    pub change: i64,
    /// Cost of the batch in US dollars; null when a price is not known.
    pub total: Option<f64>,
    /// Cost of the batch, as a person reads it; null when a price is not known.
    pub total_shown: Option<Amount>,
    /// The jobs, one for each kind.
    pub jobs: Vec<JobView>,
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Id of the change that undoes the entry; null when the program made the entry by itself.
    pub change: Option<i64>,
    /// Source of the amount.
    pub from: String,
    /// The amount; null when the budget was cleared.
    pub amount: Option<Amount>,
    /// Time of the entry, by the local clock.
    pub time: String,
    /// True when the entry was undone.
    pub undone: bool,
}

/// A change that can be undone, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// Id of the change.
    pub change: i64,
    /// Description of the change, to stand after *Undo*.
    pub what: String,
}

/// Shows a job.
pub fn job<Z: TimeZone<Offset: Display>>(
    job: &Job,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobView, TooLarge> {
    let what = &job.what;
    let price = |cost: Money| Amount::price(cost, display);
    let typed_price = |price: Money| format::typed(price.dollars().normalize());
    Ok(JobView {
        id: job.id,
        change: job.change_id,
        entry: job.entry_id,
        title: format::job_title(what),
        quantity: number(what.quantity),
        unit: what.unit.clone(),
        unit_shown: format::plural(&what.unit),
        unit_price: what.unit_price.map(dollars),
        cost: what.cost.map(dollars),
        cost_shown: what.cost.map(price).transpose()?,
        basis: what.basis,
        uncertain: job.is_uncertain().then(|| say!("metered-uncertain")),
        price_shown: format::job_price(what, display)?,
        price_typed: what.unit_price.map(typed_price),
        quantity_typed: format::typed(what.quantity.normalize()),
        tag: what.label.tag.clone(),
        key: what.label.key.as_ref().map(KeyId::to_string),
        note: what.label.note.clone(),
        voided: job.voided_at.is_some(),
        // A job that was restored beside fal's record was replaced once, and stands again.
        replaced: job.replaced && job.voided_at.is_some(),
        settled_from: job.estimated_cost.map(price).transpose()?,
        request: job.request.clone(),
        by_hand: job.is_by_hand(),
        progress: job
            .progress
            .map(|progress| format::progress(progress, what.basis)),
        origin: job.origin,
        at: rfc3339(job.at),
        time: format::moment(job.at, now, zone),
    })
}

/// Shows the first `limit` of some jobs, and says whether there are more.
pub fn jobs<Z: TimeZone<Offset: Display>>(
    jobs: &[Job],
    limit: u32,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobsView, TooLarge> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = jobs
        .iter()
        .take(limit)
        .map(|each| job(each, display, now, zone));
    Ok(JobsView {
        jobs: shown.collect::<Result<_, _>>()?,
        more: jobs.len() > limit,
    })
}

/// Shows a batch that was just logged: the change that undoes it, its cost and its jobs.
pub fn logged<Z: TimeZone<Offset: Display>>(
    (change, total): (i64, Option<Money>),
    jobs: &[Job],
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, TooLarge> {
    let total_shown = total.map(|total| Amount::price(total, display));
    let jobs = jobs.iter().map(|each| job(each, display, now, zone));
    Ok(LoggedView {
        change,
        total: total.map(dollars),
        total_shown: total_shown.transpose()?,
        jobs: jobs.collect::<Result<_, _>>()?,
    })
}

/// Shows an entry.
pub fn entry<Z: TimeZone<Offset: Display>>(
    entry: &Entry,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<EntryView, TooLarge> {
    let amount = entry.amount.map(|amount| Amount::total(amount, display));
    Ok(EntryView {
        change: entry.origin.change_id(),
        from: format::entry_origin(entry.origin),
        amount: amount.transpose()?,
        time: format::moment(entry.at, now, zone),
        undone: entry.undone_at.is_some(),
    })
}

/// Shows a change.
pub fn change(change: &Change, display: MoneyFormat) -> Result<ChangeView, TooLarge> {
    Ok(ChangeView {
        change: change.id,
        what: format::change(&change.details, display)?,
    })
}
