//! The price book: the list that comes with the program, fal's quotes, and the person's own prices.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fal_budget_domain::gateway::call;
use fal_budget_domain::jobs::model_job::UNKNOWN_UNIT;
use fal_budget_domain::jobs::operation::OperationRates;
use fal_budget_domain::jobs::record::MeteringError;
use fal_budget_domain::jobs::{Job, NewJob, Subject};
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::price::{Price, PriceSource};
use fal_budget_domain::tariffs::{charge::tariff, price_list, units};
use fal_budget_store::Tx;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::price::{self, StoredPrice};
use fal_budget_store::tables::{job, metering_error};

use super::calls::is_open;
use super::jobs::{price as price_job, write};
use super::{Ledger, commit_sums};
use crate::LedgerError;

/// All known prices, one for each model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceBook {
    /// Prices ordered by endpoint id.
    pub prices: Vec<Price>,
}

/// A price that fal quotes differently than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repriced {
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Former price and its unit.
    pub before: (Money, String),
    /// New price and its unit.
    pub now: (Money, String),
}

impl PriceBook {
    /// Finds the price of a model. Returns `None` if the model is not in the book; a price in it
    /// may still be unknown ([`Price::known`]).
    #[must_use]
    pub fn price(&self, endpoint: &str) -> Option<&Price> {
        let found = self
            .prices
            .binary_search_by(|price| price.endpoint.as_str().cmp(endpoint));
        self.prices.get(found.ok()?)
    }

    /// Prices a former job anew, as if it were logged now.
    pub fn reprice(&self, former: NewJob, rates: OperationRates) -> Result<NewJob, LedgerError> {
        let (unit_price, price_source) = self.current_price(&former, rates).unzip();
        let mut job = NewJob {
            unit_price,
            price_source,
            ..former
        };
        price_job(&mut job)?;
        Ok(job)
    }

    fn current_price(&self, job: &NewJob, rates: OperationRates) -> Option<(Money, PriceSource)> {
        match &job.subject {
            Subject::Correction => None,
            Subject::Operation(operation) => Some((rates.of(*operation), PriceSource::Assumed)),
            Subject::Model(model) => {
                let price = self.price(model)?;
                let is_unit = can_be_priced(job, &price.unit);
                is_unit.then_some((price.known()?, price.source))
            }
        }
    }
}

impl Ledger {
    /// Reads all known prices. The person's own go before fal's, and fal's before the list's.
    pub async fn price_book(&self) -> Result<PriceBook, LedgerError> {
        price_book(&mut self.read().await?).await
    }

    /// Lists the models of which fal billed a call otherwise than it was metered.
    pub async fn metering_errors(&self) -> Result<Vec<MeteringError>, LedgerError> {
        Ok(metering_error::list(&mut self.read().await?).await?)
    }

    /// Stores a price of the person's own. Jobs that are logged keep theirs. Returns the id of the
    /// change that undoes this.
    pub async fn set_price(
        &self,
        endpoint: &str,
        unit: &str,
        amount: Money,
        now: DateTime<Utc>,
    ) -> Result<i64, LedgerError> {
        let mut tx = self.write().await?;
        let change_id = begin_change(&mut tx, endpoint, now).await?;
        let price = StoredPrice {
            endpoint: endpoint.to_owned(),
            source: PriceSource::User,
            unit: unit.to_owned(),
            amount,
            at: now,
        };
        price::put(&mut tx, &price).await?;
        tx.commit().await?;
        Ok(change_id)
    }

    /// Removes the person's own price, so that fal's or the list's counts. Returns the id of the
    /// change that undoes this.
    pub async fn return_to_list(
        &self,
        endpoint: &str,
        now: DateTime<Utc>,
    ) -> Result<i64, LedgerError> {
        let mut tx = self.write().await?;
        let change_id = begin_change(&mut tx, endpoint, now).await?;
        price::remove(&mut tx, endpoint).await?;
        tx.commit().await?;
        Ok(change_id)
    }

    /// Counts the jobs of a model whose cost is unknown and that a price of this unit would price.
    pub async fn unpriced(&self, endpoint: &str, unit: &str) -> Result<usize, LedgerError> {
        let jobs = job::unpriced(&mut self.read().await?, endpoint).await?;
        Ok(jobs
            .iter()
            .filter(|job| can_be_priced(&job.what, unit))
            .count())
    }

    /// Prices the jobs of a model whose cost is unknown, at the price known now. Returns the id of
    /// the change that undoes this, or `None` if there is nothing to price.
    pub async fn price_jobs(
        &self,
        endpoint: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, LedgerError> {
        let mut tx = self.write().await?;
        let prices = price_book(&mut tx).await?;
        let Some((price, amount)) = prices
            .price(endpoint)
            .and_then(|price| Some((price, price.known()?)))
        else {
            return Ok(None);
        };
        let mut jobs = job::unpriced(&mut tx, endpoint).await?;
        jobs.retain(|job| can_be_priced(&job.what, &price.unit) && !is_open(job));
        if jobs.is_empty() {
            return Ok(None);
        }
        let change_id = change::add(&mut tx, &ChangeKind::PriceJobs, now).await?;
        for before in jobs {
            // A call's quantity was counted by fal, or is not known yet; a person typed the others.
            let after = if before.call.is_some() {
                call::priced(&before, price)?
            } else {
                Some(at_price(&before, price, amount)?)
            };
            if let Some(job) = after {
                write(&mut tx, change_id, &before, &job).await?;
            }
        }
        commit_sums(tx, now).await?;
        Ok(Some(change_id))
    }

    /// Lists the models in use: those with jobs, and those with a stored price.
    pub async fn models_in_use(&self) -> Result<Vec<String>, LedgerError> {
        let mut tx = self.read().await?;
        let mut models: Vec<String> = job::subjects(&mut tx).await?;
        let stored = price::list(&mut tx).await?;
        models.extend(stored.into_iter().map(|price| price.endpoint));
        // Operations are subjects too. Only an endpoint id has a slash.
        models.retain(|model| model.contains('/'));
        models.sort_unstable();
        models.dedup();
        Ok(models)
    }

    /// Stores prices that fal quoted, and returns those that differ from fal's former price or the
    /// list's. Jobs that are logged keep theirs, and a price of the person's own still goes first.
    pub async fn store_prices(&self, quoted: &[StoredPrice]) -> Result<Vec<Repriced>, LedgerError> {
        let mut tx = self.write().await?;
        let stored = price::list(&mut tx).await?;
        let mut changed = Vec::new();
        for quote in quoted {
            let now = (quote.amount, quote.unit.clone());
            if let Some(before) = former_price(&quote.endpoint, &stored).filter(|it| *it != now) {
                changed.push(Repriced {
                    endpoint: quote.endpoint.clone(),
                    before,
                    now,
                });
            }
            price::put(&mut tx, quote).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }
}

/// Price and unit that fal quoted before, or else that the list has.
fn former_price(endpoint: &str, stored: &[StoredPrice]) -> Option<(Money, String)> {
    let quoted = stored
        .iter()
        .find(|price| price.endpoint == endpoint && price.source == PriceSource::Fal)
        .map(|price| (price.amount, price.unit.clone()));
    quoted.or_else(|| {
        let listed = price_list::all();
        let listed = listed.iter().find(|price| price.endpoint == endpoint)?;
        Some((listed.amount, listed.unit.clone()))
    })
}

fn at_price(before: &Job, price: &Price, amount: Money) -> Result<Job, LedgerError> {
    let mut job = before.clone();
    job.what.unit.clone_from(&price.unit);
    job.what.unit_price = Some(amount);
    job.what.price_source = Some(price.source);
    price_job(&mut job.what)?;
    Ok(job)
}

/// Returns `true` if the job's quantity is counted in this unit.
fn can_be_priced(job: &NewJob, unit: &str) -> bool {
    // While nothing is known of a model, people count in its unit whatever that is: seconds of a
    // clip, images. But nobody counts thousands of characters: 2500 would be characters.
    job.unit == unit || (job.unit == UNKNOWN_UNIT && unit != "1000 characters")
}

/// Adds a change of the person's own price, and saves the price that undoing restores.
async fn begin_change(tx: &mut Tx, endpoint: &str, now: DateTime<Utc>) -> Result<i64, LedgerError> {
    let kind = ChangeKind::Price {
        endpoint: endpoint.to_owned(),
    };
    let change_id = change::add(tx, &kind, now).await?;
    price::save_before(tx, change_id, endpoint).await?;
    Ok(change_id)
}

/// Reads all known prices, as [`Ledger::price_book`] does.
pub(super) async fn price_book(tx: &mut Tx) -> Result<PriceBook, LedgerError> {
    Ok(merge(price_list::all().to_vec(), price::list(tx).await?))
}

/// Reads the prices of some models alone: a call waits for this.
pub(super) async fn prices_of<'a>(
    tx: &mut Tx,
    models: impl IntoIterator<Item = &'a str>,
) -> Result<PriceBook, LedgerError> {
    let models: BTreeSet<&str> = models.into_iter().collect();
    if models.is_empty() {
        return Ok(PriceBook::default());
    }
    let models: Vec<&str> = models.into_iter().collect();
    let listed = models.iter().filter_map(|model| price_list::of(model));
    let listed = listed.cloned().collect();
    Ok(merge(listed, price::of_models(tx, &models).await?))
}

fn merge(mut prices: Vec<Price>, stored: Vec<StoredPrice>) -> PriceBook {
    // The store lists fal's price of a model before the person's, which replaces it in turn.
    for mut stored in stored {
        if stored.source == PriceSource::Fal {
            // Earlier versions kept the word as fal wrote it.
            stored.unit = units::canonical(&stored.unit);
        }
        if stands_in(&stored) {
            continue;
        }
        match prices
            .iter_mut()
            .find(|price| price.endpoint == stored.endpoint)
        {
            Some(price) => replace(price, stored),
            None => prices.push(from_stored(stored)),
        }
    }
    prices.sort_by(|a, b| a.endpoint.cmp(&b.endpoint));
    PriceBook { prices }
}

/// Returns `true` if fal's price of a model stands in for another, and prices nothing.
fn stands_in(price: &StoredPrice) -> bool {
    price.source == PriceSource::Fal
        && price.unit == units::BY_TIME
        && tariff::is_placeholder(&price.endpoint)
}

/// Replaces a price. The list's tiers are factors of its unit, so they are kept with the unit.
fn replace(price: &mut Price, stored: StoredPrice) {
    if price.unit == stored.unit {
        // A note may name amounts of the list, which would contradict another price.
        if stored.amount != price.amount {
            price.note = String::new();
        }
        price.source = stored.source;
        price.amount = stored.amount;
        price.as_of = date(stored.at);
        price.cited_from = String::new();
    } else {
        *price = from_stored(stored);
    }
}

fn from_stored(stored: StoredPrice) -> Price {
    Price {
        endpoint: stored.endpoint,
        unit: stored.unit,
        amount: stored.amount,
        source: stored.source,
        cited_from: String::new(),
        as_of: date(stored.at),
        note: String::new(),
        tiers: Vec::new(),
        further_megapixel: None,
    }
}

fn date(at: DateTime<Utc>) -> String {
    at.date_naive().to_string()
}
