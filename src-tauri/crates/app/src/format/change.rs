//! Names of jobs and changes.

use fal_budget_domain::jobs::model_job::UNKNOWN_UNIT;
use fal_budget_domain::jobs::{Job, NewJob, Subject};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;
use fal_budget_ledger::{ChangeDetails, NAMED};

use super::number::grouped;
use super::unit::units_of;
use super::{price, total};

/// Names a job: `2 images`, or a model with its quantity.
#[must_use]
pub fn job_title(job: &NewJob) -> String {
    match &job.subject {
        Subject::Correction => say!("job-correction"),
        Subject::Operation(_) => units_of(job.quantity, &job.unit),
        // Nobody has said how much, as of a row of a file with a cost alone.
        Subject::Model(model) if job.quantity.is_zero() && job.unit == UNKNOWN_UNIT => {
            model.clone()
        }
        Subject::Model(model) => {
            say!(
                "job-of-a-model",
                model = model.as_str(),
                quantity = units_of(job.quantity, &job.unit)
            )
        }
    }
}

/// Describes a change, to stand after *Undo* or *Undone:*.
pub fn change(change: &ChangeDetails, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(match change {
        ChangeDetails::Balance(amount) => say!("deed-balance", amount = total(*amount, display)?),
        ChangeDetails::Reconcile(amount) => {
            say!("deed-reconcile", amount = total(*amount, display)?)
        }
        ChangeDetails::Clear => say!("deed-clear"),
        ChangeDetails::Jobs(jobs) => jobs_change(jobs, display)?,
        ChangeDetails::Import(jobs) => say!("deed-import", jobs = titles(jobs)),
        ChangeDetails::Reference(_) => say!("deed-reference"),
        ChangeDetails::Void(jobs) => say!("deed-void", jobs = titles(jobs)),
        ChangeDetails::Restore(jobs) => say!("deed-restore", jobs = titles(jobs)),
        ChangeDetails::Correct(jobs) => say!("deed-correct", jobs = titles(jobs)),
        ChangeDetails::Price(endpoint) => say!("deed-price", model = endpoint.as_str()),
        ChangeDetails::PriceJobs(jobs) => say!("deed-price-jobs", jobs = titles(jobs)),
        ChangeDetails::Replace(jobs) => say!("deed-replace", jobs = titles(jobs)),
        ChangeDetails::Settings => say!("deed-settings"),
    })
}

fn jobs_change(jobs: &[Job], display: MoneyFormat) -> Result<String, TooLarge> {
    let titles = titles(jobs);
    // Longer lists are cut off, and the sum of a part would look like that of all.
    if jobs.len() > NAMED as usize {
        return Ok(titles);
    }
    let costs = jobs.iter().filter_map(|job| job.what.cost);
    let cost = costs.clone().try_fold(Money::ZERO, Money::plus)?;
    Ok(if costs.count() == 0 {
        titles
    } else {
        say!(
            "jobs-with-cost",
            jobs = titles,
            cost = price(cost, display)?
        )
    })
}

/// Names one or two jobs, and counts more.
fn titles(jobs: &[Job]) -> String {
    match jobs {
        [] => say!("jobs-none"),
        [one] => job_title(&one.what),
        [one, two] => say!(
            "jobs-two",
            one = job_title(&one.what),
            two = job_title(&two.what)
        ),
        many if many.len() > NAMED as usize => {
            say!("jobs-more-than", number = grouped(NAMED.into()))
        }
        many => jobs_counted(many.len() as u64),
    }
}

/// Counts jobs: `1 job`, `60,000 jobs`.
pub(super) fn jobs_counted(count: u64) -> String {
    say!("jobs-counted", jobs = count, number = grouped(count.into()))
}
