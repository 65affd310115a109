//! Requests about some of the jobs: those of a period, a tag, a model.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::Job;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::record::TimeRange;
use fal_budget_domain::spending::Split;
use fal_budget_domain::spending::period::DayGroup;
use fal_budget_ledger::{KeyNames, Ledger};
use fal_budget_store::tables::page::{Filter, Order, Place};

use crate::format::counts;
use crate::input::TypedPeriod;
use crate::view::{self, BreakdownView, FoundView};
use crate::{Error, InputError};

/// Choice of jobs. Without any part it is all jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobSelection {
    /// Period that they ran in.
    pub period: TypedPeriod,
    /// Their tag.
    pub tag: Option<String>,
    /// Name or id of the key that they were paid with; empty for jobs without one.
    pub key: Option<String>,
    /// Their model, or `image` or `video`.
    pub model: Option<String>,
}

/// Choice of jobs in moments, by which each job is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    range: Option<TimeRange>,
    tag: Option<String>,
    key: Option<String>,
    model: Option<String>,
}

impl JobSelection {
    /// Reads the choice. Days are those of `zone`.
    pub fn filter<Z: TimeZone>(&self, keys: &KeyNames, zone: &Z) -> Result<JobFilter, InputError> {
        let typed = |text: &Option<String>| text.as_deref().map(|it| it.trim().to_owned());
        Ok(JobFilter {
            range: self.period.range(zone)?,
            tag: typed(&self.tag),
            key: self
                .key
                .as_deref()
                .map(|key| key_id(key, keys))
                .transpose()?,
            model: typed(&self.model),
        })
    }
}

impl JobFilter {
    /// Returns `true` if a job is chosen. An empty tag chooses jobs without one.
    #[must_use]
    pub fn takes(&self, job: &Job) -> bool {
        let name = view::subject_name(&job.what.subject);
        self.range.is_none_or(|range| range.contains(job.at))
            && self
                .tag
                .as_deref()
                .is_none_or(|tag| job.what.label.tag.as_deref().unwrap_or_default() == tag)
            && self.key.as_deref().is_none_or(|key| {
                let paid = job.what.label.key.as_ref();
                paid.map_or("", KeyId::as_str) == key
            })
            && self.model.as_deref().is_none_or(|model| name == model)
    }

    /// Returns the tag of the chosen jobs.
    pub(super) fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Returns the same choice for the list of jobs.
    pub(super) fn listed(&self) -> Filter {
        Filter {
            subject: self.model.clone(),
            tag: self.tag.clone(),
            key: self.key.clone(),
            from: self.range.map(|range| range.from),
            until: self.range.map(|range| range.until),
            ..Filter::default()
        }
    }
}

/// Reads the id of a key from its name or id. Empty stays empty.
fn key_id(typed: &str, keys: &KeyNames) -> Result<String, InputError> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let id = keys.find(typed).ok_or(InputError::NoKey)?;
    Ok(id.as_str().to_owned())
}

/// Lists the newest of the chosen jobs, and counts them all.
pub async fn select_jobs<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    selection: &JobSelection,
    limit: i64,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<FoundView, Error> {
    let filter = selection.filter(&ledger.key_names().await?, zone)?.listed();
    let total = ledger.count_jobs(&filter).await?;
    let place = Place {
        offset: 0,
        limit,
        total,
    };
    let jobs = ledger.find_jobs(&filter, Order::Newest, place).await?;
    let display = ledger.settings().await?.display;
    let jobs = jobs.iter().map(|job| view::job(job, display, now, zone));
    let cost = ledger.cost_of_jobs(&filter).await?;
    Ok(FoundView {
        cost: Some(view::amount(cost, display)?),
        jobs: jobs.collect::<Result<_, _>>()?,
        total,
        text: counts::found_jobs(total, filter != Filter::default()),
    })
}

/// Returns what was spent in some local days, by model, tag or key, the dearest first.
pub async fn break_down<Z: TimeZone>(
    ledger: &Ledger,
    days: DayGroup,
    split: Split,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<BreakdownView, Error> {
    let spending = ledger.breakdown(days, split, zone).await?;
    let display = ledger.settings().await?.display;
    let today = now.with_timezone(zone).date_naive();
    let keys = ledger.key_names().await?;
    Ok(view::breakdown(
        &spending, days, split, &keys, today, display,
    )?)
}
