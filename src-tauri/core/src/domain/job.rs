//! One paid call, or a batch of equal ones.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

use super::estimate::{Estimate, EstimateLine};
use super::into_str::IntoStr;
use super::money::Money;
use super::operation::Operation;
use super::price::PriceSource;

/// What a job was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A generic job.
    Operation(Operation),
    /// A model of fal's, by its endpoint id.
    Model(String),
    /// No job: what the books were off by, when they were reconciled.
    Correction,
}

impl Subject {
    /// The model, where it was one.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        match self {
            Self::Model(model) => Some(model),
            _ => None,
        }
    }
}

/// How a job's cost is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Basis {
    /// Price × expected quantity.
    Estimated,
    /// Price × the units that fal counted, before discounts.
    Metered,
    /// fal's billing record.
    Billed,
    /// No price is known; the cost is none, not zero.
    Unknown,
    /// By reconciling: what was spent beyond what the jobs account for, or less than zero.
    Correction,
}

/// Where a job was logged from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum JobOrigin {
    /// The form in the window.
    Window,
    /// A verb on the command line.
    Terminal,
    /// A program, through the local API.
    Api,
    /// fal's billing record.
    Fal,
    /// A file.
    Import,
    /// A call through the gateway.
    Gateway,
}

/// A job before it is in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What it was.
    pub subject: Subject,
    /// How much of its unit.
    pub quantity: Decimal,
    /// The unit it is charged by, fal's word.
    pub unit: String,
    /// The price of one unit that day.
    pub unit_price: Option<Money>,
    /// What it cost; none where no price is known.
    pub cost: Option<Money>,
    /// How the cost is known.
    pub basis: Basis,
    /// Where the price is known from; none without one.
    pub price_source: Option<PriceSource>,
    /// What the person calls it and says of it.
    pub label: Label,
}

/// The person's own words on a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// One word or two, to group jobs by.
    pub tag: Option<String>,
    /// Anything.
    pub note: Option<String>,
}

impl NewJob {
    /// The jobs that an estimate stands for, one for each kind.
    #[must_use]
    pub fn from_estimate(estimate: &Estimate, label: &Label) -> Vec<Self> {
        estimate
            .lines
            .iter()
            .map(|line| Self::from_line(line, label.clone()))
            .collect()
    }

    fn from_line(line: &EstimateLine, label: Label) -> Self {
        Self {
            subject: Subject::Operation(line.operation),
            quantity: Decimal::from(line.count),
            unit: format!("{}s", line.operation.into_str()),
            unit_price: Some(line.unit_price),
            cost: Some(line.cost),
            basis: Basis::Estimated,
            price_source: Some(PriceSource::Assumed),
            label,
        }
    }
}

impl Job {
    /// A person logged it, here or in a file, and may correct or void it.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        match self.origin {
            // A correction belongs to its entry: both are undone together.
            _ if matches!(self.what.basis, Basis::Correction) => false,
            JobOrigin::Window | JobOrigin::Terminal | JobOrigin::Api => true,
            JobOrigin::Import => self.request.is_none(),
            JobOrigin::Fal | JobOrigin::Gateway => false,
        }
    }
}

/// A job in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its row.
    pub id: i64,
    /// The change (the batch) that wrote it.
    pub change_id: i64,
    /// The entry it was fixed to when it was written.
    pub entry_id: Option<i64>,
    /// What it was and what it cost.
    pub what: NewJob,
    /// When it ran.
    pub at: DateTime<Utc>,
    /// Where it was logged from.
    pub origin: JobOrigin,
    /// When it was undone; an undone job costs nothing anywhere.
    pub voided_at: Option<DateTime<Utc>>,
    /// It is voided because fal's record has it.
    pub replaced: bool,
    /// fal's id of the request; none where it was logged by hand.
    pub request: Option<String>,
    /// What it was taken for before fal billed it.
    pub settled_from: Option<Money>,
    /// The number of the gateway's first note of it; none where it did not come through the
    /// gateway.
    pub call: Option<i64>,
    /// Where a call through the gateway stands; none where it ended well.
    pub progress: Option<CallProgress>,
}

/// Where a call through the gateway stands that has not ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum CallProgress {
    /// fal works on it, and the caller waits for the answer: it ends with the gateway.
    Running,
    /// In fal's queue, or being worked on: it goes on without the gateway.
    Queued,
    /// fal failed; it is free.
    Failed,
    /// It was cancelled; it is free unless it ran already.
    Cancelled,
}

impl CallProgress {
    /// It has not ended as far as is known.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Queued)
    }
}
