//! The price book: the list that came with the program, fal's answers, and the person's own prices.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::Ledger;
use super::jobs::{price as price_job, write};
use crate::Error;
use crate::domain::call;
use crate::domain::job::{Job, NewJob, Subject};
use crate::domain::model_job::UNKNOWN_UNIT;
use crate::domain::money::Money;
use crate::domain::operation::OperationRates;
use crate::domain::price::{Price, PriceSource, fit};
use crate::domain::price_list;
use crate::store::change::{self, ChangeKind};
use crate::store::job;
use crate::store::price::{self, StoredPrice};

/// Every price that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceBook {
    /// The price that counts for each model, by its id.
    pub prices: Vec<Price>,
}

/// A price that fal gives differently from the one known before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repriced {
    /// Whose.
    pub endpoint: String,
    /// What it was, and of which unit.
    pub before: (Money, String),
    /// What it is.
    pub now: (Money, String),
}

impl PriceBook {
    /// The price of a model; none where none is known.
    #[must_use]
    pub fn price(&self, endpoint: &str) -> Option<&Price> {
        self.prices.iter().find(|price| price.endpoint == endpoint)
    }

    /// A former job as it would be logged today.
    pub fn today(&self, former: NewJob, rates: OperationRates) -> Result<NewJob, Error> {
        let (unit_price, price_source) = match &former.subject {
            Subject::Correction => (None, None),
            Subject::Operation(operation) => {
                (Some(rates.of(*operation)), Some(PriceSource::Assumed))
            }
            Subject::Model(model) => {
                let price = self
                    .price(model)
                    .filter(|price| can_be_priced(&former, &price.unit));
                let known = price.and_then(|price| Some((price.known()?, price.source)));
                (
                    known.map(|(amount, _)| amount),
                    known.map(|(_, source)| source),
                )
            }
        };
        let mut job = NewJob {
            unit_price,
            price_source,
            ..former
        };
        price_job(&mut job)?;
        Ok(job)
    }

    /// The models that fit what was typed, the best first.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&Price> {
        let mut found: Vec<_> = self
            .prices
            .iter()
            .filter_map(|price| Some((fit(&price.endpoint, typed)?, price)))
            .collect();
        found.sort_by(|(a, x), (b, y)| (a, &x.endpoint).cmp(&(b, &y.endpoint)));
        found.into_iter().map(|(_, price)| price).collect()
    }
}

impl Ledger {
    /// Every price that is known: the person's go before fal's, and fal's before the list.
    pub async fn price_book(&self) -> Result<PriceBook, Error> {
        price_book(&mut *self.store.read().await?).await
    }

    /// Keeps a price of the person's own. Jobs already logged keep theirs. Gives the change that
    /// undoes it.
    pub async fn set_price(
        &self,
        endpoint: &str,
        unit: &str,
        amount: Money,
        now: DateTime<Utc>,
    ) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let change_id = begin(&mut transaction, endpoint, now).await?;
        let (endpoint, unit) = (endpoint.to_owned(), unit.to_owned());
        price::put(
            &mut transaction,
            &StoredPrice {
                endpoint,
                source: PriceSource::User,
                unit,
                amount,
                at: now,
            },
        )
        .await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Goes back to fal's price, or the list's.
    pub async fn return_to_list(&self, endpoint: &str, now: DateTime<Utc>) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let change_id = begin(&mut transaction, endpoint, now).await?;
        price::remove(&mut transaction, endpoint).await?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// How many jobs of a model stand without a price, and could be priced by one of this unit.
    pub async fn unpriced(&self, endpoint: &str, unit: &str) -> Result<usize, Error> {
        let jobs = job::unpriced(&mut *self.store.read().await?, endpoint).await?;
        Ok(jobs
            .iter()
            .filter(|job| can_be_priced(&job.what, unit))
            .count())
    }

    /// Prices the jobs of a model whose price was not known, at the price known now. Gives the
    /// change that undoes it; none where there is nothing to price.
    pub async fn price_jobs(
        &self,
        endpoint: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        let book = price_book(&mut transaction).await?;
        let Some((known, amount)) = book
            .price(endpoint)
            .and_then(|price| Some((price, price.known()?)))
        else {
            return Ok(None);
        };
        let mut jobs = job::unpriced(&mut transaction, endpoint).await?;
        jobs.retain(|job| can_be_priced(&job.what, &known.unit));
        if jobs.is_empty() {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, &ChangeKind::PriceJobs, now).await?;
        for before in jobs {
            let job = if before.call.is_some() {
                call::priced(&before, known)?
            } else {
                Some(at(&before, known, amount)?)
            };
            let Some(job) = job else { continue };
            write(&mut transaction, change_id, &before, &job).await?;
        }
        super::balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }

    /// The models in use: those of jobs, and those with a price of the person's own.
    pub async fn models_in_use(&self) -> Result<Vec<String>, Error> {
        let mut transaction = self.store.read().await?;
        let mut models: Vec<String> = job::subjects(&mut transaction).await?;
        models.extend(
            price::list(&mut transaction)
                .await?
                .into_iter()
                .map(|kept| kept.endpoint),
        );
        models.retain(|model| model.contains('/'));
        models.sort_unstable();
        models.dedup();
        Ok(models)
    }

    /// Keeps prices that fal was asked for. Gives those that differ from what was known; older jobs
    /// keep theirs, and a price of the person's own goes on counting.
    pub async fn store_prices(&self, prices: &[StoredPrice]) -> Result<Vec<Repriced>, Error> {
        let mut transaction = self.store.write().await?;
        let kept = price::list(&mut transaction).await?;
        let mut changed = Vec::new();
        for now in prices {
            let of_fal = kept
                .iter()
                .find(|kept| kept.endpoint == now.endpoint && kept.source == PriceSource::Fal);
            let listed = price_list::all()
                .iter()
                .find(|price| price.endpoint == now.endpoint);
            let before = of_fal.map(|kept| (kept.amount, kept.unit.clone()));
            let before = before.or_else(|| listed.map(|price| (price.amount, price.unit.clone())));
            let after = (now.amount, now.unit.clone());
            if let Some(before) = before.filter(|before| *before != after) {
                changed.push(Repriced {
                    endpoint: now.endpoint.clone(),
                    before,
                    now: after,
                });
            }
            price::put(&mut transaction, now).await?;
        }
        transaction.commit().await?;
        Ok(changed)
    }
}

/// A job at a price.
fn at(before: &Job, known: &Price, amount: Money) -> Result<Job, Error> {
    let mut job = before.clone();
    job.what.unit.clone_from(&known.unit);
    job.what.unit_price = Some(amount);
    job.what.price_source = Some(known.source);
    price_job(&mut job.what)?;
    Ok(job)
}

/// Whether a job's quantity is counted in this unit. What was logged before anything was known of
/// the model was counted in its unit, whatever that is; only by the thousand characters nobody
/// counts.
fn can_be_priced(job: &NewJob, unit: &str) -> bool {
    job.unit == unit || (job.unit == UNKNOWN_UNIT && unit != "1000 characters")
}

async fn begin(
    connection: &mut SqliteConnection,
    endpoint: &str,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let change_id = change::add(
        connection,
        &ChangeKind::Price {
            endpoint: endpoint.to_owned(),
        },
        now,
    )
    .await?;
    price::keep_before(connection, change_id, endpoint).await?;
    Ok(change_id)
}

pub(super) async fn price_book(connection: &mut SqliteConnection) -> Result<PriceBook, Error> {
    let mut prices = price_list::all().to_vec();
    // fal's come before the person's, which take their place.
    for kept in price::list(connection).await? {
        match prices
            .iter_mut()
            .find(|price| price.endpoint == kept.endpoint)
        {
            Some(price) => replace(price, kept),
            None => prices.push(added(kept)),
        }
    }
    prices.sort_by(|a, b| a.endpoint.cmp(&b.endpoint));
    Ok(PriceBook { prices })
}

/// A price in place of the one before. Tiers and notes of the list stay true while the unit does.
fn replace(price: &mut Price, kept: StoredPrice) {
    if price.unit == kept.unit {
        let StoredPrice {
            source, amount, at, ..
        } = kept;
        // A note with amounts of the list would stand beside another price.
        let note = if amount == price.amount {
            price.note.clone()
        } else {
            String::new()
        };
        *price = Price {
            source,
            amount,
            as_of: day(at),
            origin: String::new(),
            note,
            ..price.clone()
        };
    } else {
        *price = added(kept);
    }
}

fn added(kept: StoredPrice) -> Price {
    Price {
        endpoint: kept.endpoint,
        unit: kept.unit,
        amount: kept.amount,
        source: kept.source,
        origin: String::new(),
        as_of: day(kept.at),
        note: String::new(),
        tiers: Vec::new(),
        further: None,
    }
}

fn day(at: DateTime<Utc>) -> String {
    at.date_naive().to_string()
}
