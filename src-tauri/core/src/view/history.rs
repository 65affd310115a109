//! Jobs, entries and changes in lists.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::currency::MoneyFormat;
use crate::domain::entry::Entry;
use crate::domain::job::{Basis, Job, JobOrigin};
use crate::domain::money::{Money, TooLarge};
use crate::format;
use crate::ledger::Change;

use super::{Amount, dollars, number, rfc3339};

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its row.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The change that undoes it, with the rest of its batch.
    #[cfg_attr(test, ts(type = "number"))]
    pub change: i64,
    /// The entry it counts against; null before the first.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub entry: Option<i64>,
    /// `2 images`.
    pub title: String,
    /// How much of its unit.
    pub quantity: f64,
    /// The unit it is charged by.
    pub unit: String,
    /// The same in the person's language.
    pub unit_shown: String,
    /// The price of one unit that day, in US dollars; null where unknown.
    pub unit_price: Option<f64>,
    /// What it cost in US dollars; null where unknown.
    pub cost: Option<f64>,
    /// What it cost, as a person reads it.
    pub cost_shown: Option<Amount>,
    /// How the cost is known.
    pub basis: Basis,
    /// The price of one unit that day, and where it is known from; null where unknown.
    pub price_shown: Option<String>,
    /// The unit price in US dollars, as it is typed.
    pub price_typed: Option<String>,
    /// How much of its unit, as it is typed.
    pub quantity_typed: String,
    /// The person's word for it.
    pub tag: Option<String>,
    /// What the person says of it.
    pub note: Option<String>,
    /// It was voided or undone, and costs nothing.
    pub voided: bool,
    /// It is voided because fal's record has it.
    pub replaced: bool,
    /// What it was taken for before fal billed it; null where it was not.
    pub settled_from: Option<Amount>,
    /// fal's id of the request; null where it was logged by hand.
    pub request: Option<String>,
    /// A person logged it, and may correct or void it.
    pub by_hand: bool,
    /// Where a call through the gateway stands; null where it ended well.
    pub progress: Option<String>,
    /// Where it was logged from.
    pub origin: JobOrigin,
    /// When it ran, RFC 3339 UTC.
    pub at: String,
    /// When it ran, by the local clock.
    pub time: String,
}

/// A part of the list of all jobs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundView {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// How many there are in all.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: i64,
    /// The same in words; what to do where there are none.
    pub text: String,
}

/// A page of jobs, newest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JobsView {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// There are older ones.
    pub more: bool,
}

/// What was just logged.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LoggedView {
    /// The change that undoes the batch.
    #[cfg_attr(test, ts(type = "number"))]
    pub change: i64,
    /// What the batch costs, in US dollars; null where no price is known.
    pub total: Option<f64>,
    /// What the batch costs, as a person reads it; null where no price is known.
    pub total_shown: Option<Amount>,
    /// A job for each kind.
    pub jobs: Vec<JobView>,
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// The change that undoes it; null where the program fixed it by itself.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub change: Option<i64>,
    /// Where its amount comes from.
    pub from: String,
    /// Its amount; null where the budget was cleared.
    pub amount: Option<Amount>,
    /// When it was made, by the local clock.
    pub time: String,
    /// It was undone.
    pub undone: bool,
}

/// A change that can be undone, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// Its row.
    #[cfg_attr(test, ts(type = "number"))]
    pub change: i64,
    /// What it did, to stand after *Undo*.
    pub what: String,
}

/// Shows a job.
pub fn job<Z: TimeZone>(
    job: &Job,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    Ok(JobView {
        id: job.id,
        change: job.change_id,
        entry: job.entry_id,
        title: format::job_title(&job.what),
        quantity: number(job.what.quantity),
        unit: job.what.unit.clone(),
        unit_shown: format::plural(&job.what.unit),
        unit_price: job.what.unit_price.map(dollars),
        cost: job.what.cost.map(dollars),
        cost_shown: job
            .what
            .cost
            .map(|cost: Money| Amount::price(cost, display))
            .transpose()?,
        basis: job.what.basis,
        price_shown: format::job_price(&job.what, display)?,
        price_typed: job
            .what
            .unit_price
            .map(|price| format::typed(price.dollars().normalize())),
        quantity_typed: format::typed(job.what.quantity.normalize()),
        tag: job.what.label.tag.clone(),
        note: job.what.label.note.clone(),
        voided: job.voided_at.is_some(),
        replaced: job.replaced && job.voided_at.is_some(),
        settled_from: job
            .settled_from
            .map(|cost| Amount::price(cost, display))
            .transpose()?,
        request: job.request.clone(),
        by_hand: job.is_by_hand(),
        progress: job
            .progress
            .map(|progress| format::progress(progress, job.what.basis)),
        origin: job.origin,
        at: rfc3339(job.at),
        time: format::moment(job.at, now, zone),
    })
}

/// Shows up to `limit` jobs, and whether there were more.
pub fn jobs<Z: TimeZone>(
    jobs: &[Job],
    limit: u32,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobsView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
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

/// Shows a batch that was just logged.
pub fn logged<Z: TimeZone>(
    change: i64,
    total: Option<Money>,
    jobs: &[Job],
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    Ok(LoggedView {
        change,
        total: total.map(dollars),
        total_shown: total
            .map(|total| Amount::price(total, display))
            .transpose()?,
        jobs: jobs
            .iter()
            .map(|each| job(each, display, now, zone))
            .collect::<Result<_, _>>()?,
    })
}

/// Shows an entry.
pub fn entry<Z: TimeZone>(
    entry: &Entry,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<EntryView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    Ok(EntryView {
        change: entry.origin.change_id(),
        from: format::entry_origin(entry.origin),
        amount: entry
            .amount
            .map(|amount| Amount::total(amount, display))
            .transpose()?,
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
