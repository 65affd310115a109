//! What can be asked of jobs: what they would cost, logging, finding, correcting.

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::day::start_of_day;
use crate::domain::estimate::estimate;
use crate::domain::job::{Basis, JobOrigin, NewJob, Subject};
use crate::domain::money::Money;
use crate::domain::settings::Settings;
use crate::domain::units::QuantityError;
use crate::format::counts;
use crate::input;
use crate::ledger::{Correction, Ledger, PriceBook};
use crate::store::page::{Filter, Order, Place};
use crate::view::{self, EstimateView, FoundView, LoggedView};

/// The most jobs of one part of the list.
const PART: i64 = 500;

/// `estimate_cost` and `log_job`: so many images and videos, or so much of a model.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRequest {
    /// How many images.
    pub images: Option<Value>,
    /// How many videos.
    pub videos: Option<Value>,
    /// The length of a video in seconds; checked, and without effect on the total.
    pub video_duration: Option<Value>,
    /// A model's endpoint id, in place of images and videos.
    pub model: Option<Value>,
    /// How much of the unit that it is charged by; with a size, how many images.
    pub quantity: Option<Value>,
    /// Pixels of an image, where it is charged by the megapixel.
    pub width: Option<Value>,
    /// Pixels of an image.
    pub height: Option<Value>,
    /// Characters of a text, where it is charged by the thousand.
    pub characters: Option<Value>,
    /// How many runs; one where missing.
    pub runs: Option<Value>,
    /// The factor of the tier; 1 where missing.
    pub factor: Option<Value>,
    /// The earlier time at which they ran.
    pub at: Option<Value>,
    /// A word to group jobs by.
    pub tag: Option<Value>,
    /// Anything.
    pub note: Option<Value>,
}

/// `find_jobs`: a part of the list.
#[derive(Debug, Default, Deserialize)]
pub struct FindJobs {
    /// Letters of a model, a tag or a note.
    pub search: Option<String>,
    /// A model, or `image` or `video`.
    pub subject: Option<String>,
    /// A tag.
    pub tag: Option<String>,
    /// `estimated`, `unknown`, …
    pub basis: Option<String>,
    /// The last so many days, today included.
    pub days: Option<u32>,
    /// `newest`, `oldest`, `dearest` or `cheapest`.
    pub order: Option<String>,
    /// How many stand before it.
    #[serde(default)]
    pub offset: i64,
    /// How many are wanted, up to 500.
    #[serde(default)]
    pub limit: i64,
    /// How many there are in all, where that is known already.
    pub total: Option<i64>,
}

/// `void_job`, `restore_job`, `repeat_job`: one job.
#[derive(Debug, Deserialize)]
pub struct OneJob {
    /// Its row.
    pub id: i64,
}

/// `correct_job`: what is not named stays.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrectJob {
    /// Its row.
    pub id: i64,
    /// How much of its unit.
    pub quantity: Option<Value>,
    /// What one unit cost, in US dollars.
    pub unit_price: Option<Value>,
    /// A word to group jobs by; empty removes it.
    pub tag: Option<Value>,
    /// Anything; empty removes it.
    pub note: Option<Value>,
}

impl JobRequest {
    /// The jobs that this would log.
    fn jobs(&self, settings: &Settings, book: &PriceBook) -> Result<Vec<NewJob>, Error> {
        let label = input::label(self.tag.as_ref(), self.note.as_ref())?;
        let Some(model) = input::endpoint(self.model.as_ref())? else {
            let counts = input::counts(self.images.as_ref(), self.videos.as_ref())?;
            input::video_seconds(self.video_duration.as_ref())?;
            return Ok(NewJob::from_estimate(
                &estimate(counts, settings.rates)?,
                &label,
            ));
        };
        let price = book.price(&model);
        let job = input::model_job(model, self)?;
        if !job.fits(price) {
            return Err(QuantityError::OtherMeasure.into());
        }
        Ok(vec![job.at(price, label)?])
    }
}

/// What jobs would cost and leave.
pub async fn estimate_cost<Z: TimeZone>(
    ledger: &Ledger,
    request: &JobRequest,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<EstimateView, Error> {
    let (settings, book) = (ledger.settings().await?, ledger.price_book().await?);
    let jobs = request.jobs(&settings, &book)?;
    let seconds = input::video_seconds(request.video_duration.as_ref())?;
    let price =
        input::endpoint(request.model.as_ref())?.and_then(|model| book.price(&model).cloned());
    Ok(view::estimate(
        &jobs,
        price.as_ref(),
        seconds,
        &ledger.balance(now, zone).await?,
        settings.display,
    )?)
}

/// Logs jobs as a batch: for images and videos one for each kind.
pub async fn log_job<Z: TimeZone>(
    ledger: &Ledger,
    request: &JobRequest,
    origin: JobOrigin,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let jobs = request.jobs(&ledger.settings().await?, &ledger.price_book().await?)?;
    let earlier = input::earlier(request.at.as_ref(), now, zone)?;
    let change = ledger.log(&jobs, earlier, origin, now).await?;
    logged(ledger, change, now, zone).await
}

/// Logs a former job once more, at today's price.
pub async fn repeat_job<Z: TimeZone>(
    ledger: &Ledger,
    request: &OneJob,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let former = ledger.job(request.id).await?.what;
    if former.subject == Subject::Correction {
        return Err(Error::NotByHand);
    }
    let (settings, book) = (ledger.settings().await?, ledger.price_book().await?);
    let change = ledger
        .log(
            &[book.today(former, settings.rates)?],
            None,
            JobOrigin::Window,
            now,
        )
        .await?;
    logged(ledger, change, now, zone).await
}

async fn logged<Z: TimeZone>(
    ledger: &Ledger,
    change: i64,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<LoggedView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let jobs = ledger.batch(change).await?;
    let costs: Option<Vec<Money>> = jobs.iter().map(|job| job.what.cost).collect();
    let total = costs
        .map(|costs| costs.into_iter().try_fold(Money::ZERO, Money::plus))
        .transpose()?;
    Ok(view::logged(
        change,
        total,
        &jobs,
        ledger.settings().await?.display,
        now,
        zone,
    )?)
}

/// A part of the list of all jobs, voided ones too, in any order and by any filter.
pub async fn find_jobs<Z: TimeZone>(
    ledger: &Ledger,
    request: &FindJobs,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<FoundView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let filter = request.filter(ledger, now, zone).await?;
    let total = match request.total {
        Some(total) => total.max(0),
        None => ledger.count_jobs(&filter).await?,
    };
    let place = Place {
        offset: request.offset,
        limit: request.limit.clamp(0, PART),
        total,
    };
    let jobs = ledger.find_jobs(&filter, request.order(), place).await?;
    let display = ledger.settings().await?.display;
    let jobs = jobs
        .iter()
        .map(|job| view::job(job, display, now, zone))
        .collect::<Result<_, _>>()?;
    Ok(FoundView {
        jobs,
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
        let days = self
            .days
            .map(|days| chrono::TimeDelta::days(i64::from(days.saturating_sub(1).min(36_500))));
        Ok(Filter {
            any,
            subject: named(&self.subject),
            tag: named(&self.tag),
            basis: self
                .basis
                .as_deref()
                .and_then(|name| name.parse::<Basis>().ok()),
            from: days.map(|days| start_of_day(now - days, zone)),
        })
    }

    fn order(&self) -> Order {
        match self.order.as_deref() {
            Some("oldest") => Order::Oldest,
            Some("dearest") => Order::Dearest,
            Some("cheapest") => Order::Cheapest,
            _ => Order::Newest,
        }
    }
}

/// Corrects a job that was logged by hand. Gives the change that undoes it; none where nothing
/// differs.
pub async fn correct_job(
    ledger: &Ledger,
    request: &CorrectJob,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let label = input::label(request.tag.as_ref(), request.note.as_ref())?;
    let correction = Correction {
        quantity: request
            .quantity
            .as_ref()
            .map(|quantity| input::quantity(Some(quantity)))
            .transpose()?,
        unit_price: request.unit_price.as_ref().map(input::price).transpose()?,
        tag: request.tag.as_ref().map(|_| label.tag),
        note: request.note.as_ref().map(|_| label.note),
    };
    ledger.correct_job(request.id, correction, now).await
}
