//! Jobs and changes by name.

use super::number::grouped;
use super::unit::units_of;
use super::{price, total};
use crate::domain::currency::Display;
use crate::domain::job::{Job, NewJob, Subject};
use crate::domain::money::{Money, TooLarge};
use crate::ledger::{Deed, NAMED};
use crate::say;

/// What a job was: `2 images`, or a model with its quantity.
#[must_use]
pub fn job_title(job: &NewJob) -> String {
    match &job.subject {
        Subject::Correction => say!("job-correction"),
        Subject::Operation(_) => units_of(job.quantity, &job.unit),
        Subject::Model(model) => {
            say!(
                "job-of-a-model",
                model = model.as_str(),
                quantity = units_of(job.quantity, &job.unit)
            )
        }
    }
}

/// What a change did, to stand after *Undo* or *Undone:*.
pub fn deed(deed: &Deed, display: Display) -> Result<String, TooLarge> {
    Ok(match deed {
        Deed::Balance(amount) => say!("deed-balance", amount = total(*amount, display)?),
        Deed::Reconcile(amount) => say!("deed-reconcile", amount = total(*amount, display)?),
        Deed::Clear => say!("deed-clear"),
        Deed::Jobs(jobs) => jobs_deed(jobs, display)?,
        Deed::Import(jobs) => say!("deed-import", jobs = titles(jobs)),
        Deed::Reference(_) => say!("deed-reference"),
        Deed::Void(jobs) => say!("deed-void", jobs = titles(jobs)),
        Deed::Restore(jobs) => say!("deed-restore", jobs = titles(jobs)),
        Deed::Correct(jobs) => say!("deed-correct", jobs = titles(jobs)),
        Deed::Price(endpoint) => say!("deed-price", model = endpoint.as_str()),
        Deed::PriceJobs(jobs) => say!("deed-price-jobs", jobs = titles(jobs)),
        Deed::Replace(jobs) => say!("deed-replace", jobs = titles(jobs)),
        Deed::Settings => say!("deed-settings"),
    })
}

fn jobs_deed(jobs: &[Job], display: Display) -> Result<String, TooLarge> {
    let titles = titles(jobs);
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

/// What jobs were; many are counted.
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

/// `1 job`, `60,000 jobs`.
pub(super) fn jobs_counted(count: u64) -> String {
    say!("jobs-counted", jobs = count, number = grouped(count.into()))
}
