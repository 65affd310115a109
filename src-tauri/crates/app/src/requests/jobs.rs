//! Requests about jobs: what they would cost, logging, finding, correcting.

use std::fmt::Display;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use fal_budget_domain::jobs::estimate::estimate;
use fal_budget_domain::jobs::model_job::ModelJob;
use fal_budget_domain::jobs::{Basis, JobOrigin, NewJob, Subject};
use fal_budget_domain::money::Money;
use fal_budget_domain::settings::Settings;
use fal_budget_domain::spending::day::start_of_day;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_domain::tariffs::charge::{self, tariff::Tariff};
use fal_budget_domain::tariffs::price::{Price, PriceSource};
use fal_budget_domain::tariffs::units::QuantityError;
use fal_budget_ledger::{Correction, Ledger, LedgerError, PriceBook};
use fal_budget_store::tables::page::{Filter, Order, Place};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Error;
use crate::format::counts;
use crate::input::{self, JobRequest, TypedPeriod};
use crate::view::{self, CallCostView, EstimateView, FoundView, LoggedView};

/// Upper bound of the jobs returned by one search.
const MAX_FOUND: i64 = 500;
/// Upper bound of a period, a century: chrono panics when it subtracts beyond its calendar.
const MAX_DAYS: u32 = 36_500;

/// `find_jobs`: a part of the list of jobs. Missing and empty filters find all.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct FindJobs {
    /// Letters of a model, a tag or a note.
    pub search: Option<String>,
    /// A model, or `image` or `video`.
    pub subject: Option<String>,
    /// A tag.
    pub tag: Option<String>,
    /// Id of a key.
    pub key: Option<String>,
    /// Basis of the cost: `estimated`, `unknown`, …
    pub basis: Option<String>,
    /// Number of days up to and including today.
    pub days: Option<u32>,
    /// First local day, `2026-11-20`, in place of a number of days.
    pub from: Option<String>,
    /// Last local day.
    pub to: Option<String>,
    /// `newest`, `oldest`, `dearest` or `cheapest`; the newest first when missing.
    pub order: Option<String>,
    /// Number of jobs before the first one returned.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<i64>", optional))]
    pub offset: i64,
    /// Number of jobs returned, up to 500.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<i64>", optional))]
    pub limit: i64,
    /// Number of all jobs found, if the caller knows it from an earlier part: the jobs are then not
    /// counted again.
    pub total: Option<i64>,
}

/// `void_job`, `restore_job`, `repeat_job`: one job.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OneJob {
    /// Id of the job.
    pub id: i64,
}

/// `void_jobs`: some jobs, at most 500.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SomeJobs {
    /// Ids of the jobs.
    pub ids: Vec<i64>,
}

/// `tag_jobs`: gives some jobs, at most 500, the same tag.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TagJobs {
    /// Ids of the jobs.
    pub ids: Vec<i64>,
    /// The tag; empty removes it.
    pub tag: String,
}

/// `correct_job`: corrects the fields that are named, and leaves the others.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(rename_all = "camelCase")]
pub struct CorrectJob {
    /// Id of the job.
    pub id: i64,
    /// Quantity in the job's unit.
    #[cfg_attr(test, ts(as = "Option<crate::input::Typed>"))]
    pub quantity: Option<Value>,
    /// Price of one unit, in US dollars.
    #[cfg_attr(test, ts(as = "Option<crate::input::Typed>"))]
    pub unit_price: Option<Value>,
    /// Word by which jobs are grouped; empty removes it.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub tag: Option<Value>,
    /// Free text; empty removes it.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub note: Option<Value>,
}

impl JobRequest {
    /// The jobs that this request would log: one of a model, or one for each kind.
    fn jobs(&self, settings: &Settings, prices: &PriceBook) -> Result<Vec<NewJob>, Error> {
        let label = input::label(self.tag.as_ref(), self.note.as_ref())?;
        let Some(model) = input::endpoint(self.model.as_ref())? else {
            let counts = input::counts(self.images.as_ref(), self.videos.as_ref())?;
            input::video_seconds(self.video_duration.as_ref())?;
            let estimate = estimate(counts, settings.rates)?;
            return Ok(NewJob::from_estimate(&estimate, &label));
        };
        let price = prices.price(&model);
        let job = input::model_job(model, self)?;
        if let Some((tariff, chosen)) = self.tariff(&job, price) {
            return Ok(vec![job.by_tariff(tariff, chosen, price, label)?]);
        }
        // Pixels of a model that is charged by the second, say: an estimate of it would be made up.
        if !job.fits(price) {
            return Err(QuantityError::OtherMeasure.into());
        }
        Ok(vec![job.at(price, label)?])
    }
}

impl JobRequest {
    /// Returns the tariff that a job's cost goes by, with the parameters that were chosen. `None`
    /// if the price of a unit decides: the person's own, one with a factor of its own, or one of a
    /// unit that the tariff does not count in.
    fn tariff(
        &self,
        job: &ModelJob,
        price: Option<&Price>,
    ) -> Option<(&'static Tariff, Map<String, Value>)> {
        let is_own = price.is_some_and(|price| price.source == PriceSource::User);
        let tariff = charge::tariff::find(&job.endpoint).filter(|_| !is_own)?;
        if let Some(chosen) = self.parameters.as_ref().and_then(Value::as_object) {
            return Some((tariff, chosen.clone()));
        }
        let is_counted = price.is_none_or(|price| {
            matches!(price.unit.as_str(), "seconds" | "images") && job.fits(Some(price))
        });
        (self.factor.is_none() && is_counted).then(|| (tariff, Map::new()))
    }
}

/// Estimates the cost of jobs, and what they would leave of the balance. Nothing is logged.
pub async fn estimate_cost<Z: TimeZone>(
    ledger: &Ledger,
    request: &JobRequest,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<EstimateView, Error> {
    let (settings, prices) = (ledger.settings().await?, ledger.price_book().await?);
    let jobs = request.jobs(&settings, &prices)?;
    let seconds = input::video_seconds(request.video_duration.as_ref())?;
    let model = input::endpoint(request.model.as_ref())?;
    let price = model.and_then(|model| prices.price(&model));
    let balance = ledger.balance(now, zone).await?;
    let display = settings.display;
    Ok(view::estimate(&jobs, price, seconds, &balance, display)?)
}

/// Estimates one call of a model from its request's JSON body, and by what like calls have cost.
/// Nothing is logged.
pub async fn estimate_call(
    ledger: &Ledger,
    model: &Value,
    body: &Value,
    now: DateTime<Utc>,
) -> Result<CallCostView, Error> {
    let endpoint = input::endpoint(Some(model))?.ok_or(QuantityError::Model)?;
    let (display, prices) = (ledger.settings().await?.display, ledger.price_book().await?);
    let price = prices.price(&endpoint);
    let cost = charge::estimate::estimate(&endpoint, body, price);
    if price.is_some_and(|price| price.source == PriceSource::User) {
        return Ok(view::call_cost(&cost, display)?);
    }
    let likeness = charge::likeness::likeness(body);
    let like = ledger
        .like_costs(&endpoint, likeness.as_deref(), now)
        .await?;
    let is_odd = RequestParams::read(body).odd;
    let learned = charge::likeness::learn(cost, like.as_ref(), is_odd);
    Ok(view::call_cost(&learned, display)?)
}

/// Logs jobs as one batch: for images and videos, a job for each kind.
pub async fn log_job<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    request: &JobRequest,
    origin: JobOrigin,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error> {
    let jobs = request.jobs(&ledger.settings().await?, &ledger.price_book().await?)?;
    let earlier = input::earlier(request.at.as_ref(), now, zone)?;
    let change = ledger.log(&jobs, earlier, origin, now).await?;
    logged(ledger, change, now, zone).await
}

/// Logs an earlier job once more, at today's price. Corrections are refused: no model ran.
pub async fn repeat_job<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    request: &OneJob,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error> {
    let earlier = ledger.job(request.id).await?.what;
    if earlier.subject == Subject::Correction {
        return Err(LedgerError::NotByHand.into());
    }
    let rates = ledger.settings().await?.rates;
    let job = ledger.price_book().await?.reprice(earlier, rates)?;
    let change = ledger.log(&[job], None, JobOrigin::Window, now).await?;
    logged(ledger, change, now, zone).await
}

async fn logged<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    change: i64,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error> {
    let jobs = ledger.batch(change).await?;
    // One job without a price makes the whole cost unknown: the sum of the others would read like
    // the cost of the batch.
    let costs: Option<Vec<Money>> = jobs.iter().map(|job| job.what.cost).collect();
    let total = costs
        .map(|costs| costs.into_iter().try_fold(Money::ZERO, Money::plus))
        .transpose()?;
    let display = ledger.settings().await?.display;
    Ok(view::logged((change, total), &jobs, display, now, zone)?)
}

/// Finds jobs, voided ones included, by any filter and in any order.
pub async fn find_jobs<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    request: &FindJobs,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<FoundView, Error> {
    let filter = request.filter(ledger, now, zone).await?;
    // Counting reads every row of the filter, a page only its own; while a person scrolls, the page
    // sends the first count back.
    let total = match request.total {
        Some(total) => total.max(0),
        None => ledger.count_jobs(&filter).await?,
    };
    let place = Place {
        offset: request.offset,
        limit: request.limit.clamp(0, MAX_FOUND),
        total,
    };
    let jobs = ledger.find_jobs(&filter, request.order(), place).await?;
    let display = ledger.settings().await?.display;
    let jobs = jobs.iter().map(|job| view::job(job, display, now, zone));
    let cost = match request.total {
        Some(_) => None,
        None => Some(view::amount(ledger.cost_of_jobs(&filter).await?, display)?),
    };
    Ok(FoundView {
        cost,
        jobs: jobs.collect::<Result<_, _>>()?,
        total,
        text: counts::found_jobs(total, filter != Filter::default()),
    })
}

impl FindJobs {
    async fn filter<Z: TimeZone>(
        &self,
        ledger: &Ledger,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Filter, Error> {
        let named = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let any = match named(&self.search) {
            Some(typed) => Some(ledger.search(&typed).await?),
            None => None,
        };
        let basis = self.basis.as_deref();
        let period = TypedPeriod {
            month: None,
            from: named(&self.from),
            to: named(&self.to),
        };
        let range = period.range(zone)?;
        let last_days = || {
            // Today is one of the days.
            let before = self.days?.saturating_sub(1).min(MAX_DAYS);
            Some(start_of_day(now - TimeDelta::days(before.into()), zone))
        };
        Ok(Filter {
            any,
            subject: named(&self.subject),
            tag: named(&self.tag),
            key: named(&self.key),
            basis: basis.and_then(|name| name.parse::<Basis>().ok()),
            from: range.map(|range| range.from).or_else(last_days),
            until: range.map(|range| range.until),
        })
    }

    fn order(&self) -> Order {
        match self.order.as_deref() {
            Some("oldest") => Order::Oldest,
            Some("dearest") => Order::CostDescending,
            Some("cheapest") => Order::CostAscending,
            _ => Order::Newest,
        }
    }
}

/// Corrects a job that was logged by hand. Returns the change that undoes it, or `None` when
/// nothing differs.
pub async fn correct_job(
    ledger: &Ledger,
    request: &CorrectJob,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let label = input::label(request.tag.as_ref(), request.note.as_ref())?;
    let quantity = request.quantity.as_ref();
    let correction = Correction {
        quantity: quantity
            .map(|quantity| input::quantity(Some(quantity)))
            .transpose()?,
        unit_price: request.unit_price.as_ref().map(input::price).transpose()?,
        // Two levels: a field that is missing stays, one that is empty is removed.
        tag: request.tag.as_ref().map(|_| label.tag),
        note: request.note.as_ref().map(|_| label.note),
    };
    Ok(ledger.correct_job(request.id, correction, now).await?)
}

/// Tags some jobs that were logged by hand. Returns the change that undoes it, or `None` when
/// nothing differs.
pub async fn tag_jobs(
    ledger: &Ledger,
    request: &TagJobs,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let label = input::label(Some(&Value::from(request.tag.as_str())), None)?;
    let ids = at_most_found(&request.ids);
    Ok(ledger.tag_jobs(ids, label.tag.as_deref(), now).await?)
}

/// Voids some jobs that were logged by hand. Returns the change that undoes it, or `None` when all
/// are void.
pub async fn void_jobs(
    ledger: &Ledger,
    request: &SomeJobs,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    Ok(ledger.void_jobs(at_most_found(&request.ids), now).await?)
}

fn at_most_found(ids: &[i64]) -> &[i64] {
    let most = usize::try_from(MAX_FOUND).unwrap_or_default();
    ids.get(..most).unwrap_or(ids)
}
