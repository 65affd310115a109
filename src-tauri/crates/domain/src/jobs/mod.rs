//! Jobs: a job is one paid call, or a batch of equal ones.

pub mod estimate;
pub mod imported;
pub mod key_id;
pub mod model_job;
pub mod operation;
pub mod record;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::into_str::IntoStr;
use super::money::Money;
use crate::jobs::estimate::{Estimate, EstimateLine};
use crate::jobs::key_id::KeyId;
use crate::jobs::operation::Operation;
use crate::plain_text::plain;
use crate::tariffs::price::PriceSource;
use crate::tariffs::units::{self, QuantityError};

/// Subject of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Generic job.
    Operation(Operation),
    /// Model of fal's, by its endpoint id.
    Model(String),
    /// No model: the discrepancy that a person booked when reconciling.
    Correction,
}

impl Subject {
    /// Returns the endpoint id, or `None` if the job ran no named model.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        match self {
            Self::Model(model) => Some(model),
            _ => None,
        }
    }
}

/// Basis on which a job's cost is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Basis {
    /// Price × expected quantity.
    Estimated,
    /// Price × the units that fal counted, before discounts.
    Metered,
    /// fal's billing record.
    Billed,
    /// No price is known; the cost is `None`, not zero.
    Unknown,
    /// Reconciling: the amount spent beyond the known jobs; negative if less was spent.
    Correction,
}

impl Basis {
    /// Returns the basis of an estimate that may have found no price.
    pub(super) const fn of_estimate(cost: Option<Money>) -> Self {
        if cost.is_some() {
            Self::Estimated
        } else {
            Self::Unknown
        }
    }
}

/// Place that a job was logged from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum JobOrigin {
    /// Form in the window.
    Window,
    /// Command in a terminal.
    Terminal,
    /// A program, through the local API.
    Api,
    /// fal's billing record.
    Fal,
    /// Imported file.
    Import,
    /// Call through the gateway.
    Gateway,
}

/// Job that is not in the ledger yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Model or generic operation that ran.
    pub subject: Subject,
    /// Quantity, in `unit`.
    pub quantity: Decimal,
    /// Unit that the job is charged by, in fal's words.
    pub unit: String,
    /// Price of one unit on the day of the job.
    pub unit_price: Option<Money>,
    /// Cost; `None` if no price is known.
    pub cost: Option<Money>,
    /// Basis of the cost.
    pub basis: Basis,
    /// Source of the price; `None` without one.
    pub price_source: Option<PriceSource>,
    /// Tag and note.
    pub label: Label,
}

/// Words of the person on a job, and the key that it was paid with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Word or two by which jobs are grouped: the project.
    pub tag: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Id of fal's key; `None` if nobody has said it.
    pub key: Option<KeyId>,
}

impl Label {
    /// Reads a tag and a note. Empty ones become `None`.
    pub fn parse(tag: &str, note: &str) -> Result<Self, QuantityError> {
        Ok(Self {
            tag: words(tag, 40)?,
            note: words(note, 500)?,
            key: None,
        })
    }
}

/// Reads a line of text of up to `longest` characters.
fn words(text: &str, longest: usize) -> Result<Option<String>, QuantityError> {
    // Line breaks come along with pasted text, and would break the lines of lists and exports.
    let text = plain(text);
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(QuantityError::Label);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

impl NewJob {
    /// Makes the jobs of an estimate, one for each kind.
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
            // The plurals of the two operations are fal's words for their units.
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
    /// Returns `true` if the cost is metered in a unit that fal means in more than one way.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.what.basis == Basis::Metered && !units::is_priced(&self.what.unit)
    }

    /// Returns `true` if a person logged the job, here or in a file, and may correct or void it.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        match self.origin {
            // A correction belongs to its entry: both are undone together.
            _ if matches!(self.what.basis, Basis::Correction) => false,
            JobOrigin::Window | JobOrigin::Terminal | JobOrigin::Api => true,
            // A row with a request id is one of fal's billing events: not the person's to correct.
            JobOrigin::Import => self.request.is_none(),
            JobOrigin::Fal | JobOrigin::Gateway => false,
        }
    }
}

/// Job in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Row id.
    pub id: i64,
    /// Change (batch) that wrote the job.
    pub change_id: i64,
    /// Entry that the job counts against, fixed when the job was written.
    pub entry_id: Option<i64>,
    /// Subject, quantity and cost.
    pub what: NewJob,
    /// Moment at which the job ran.
    pub at: DateTime<Utc>,
    /// Place that the job was logged from.
    pub origin: JobOrigin,
    /// Moment at which the job was voided or undone; from then on it is in no sum.
    pub voided_at: Option<DateTime<Utc>>,
    /// Voided because fal's billing record has the same job.
    pub replaced: bool,
    /// fal's id of the request; `None` if the job was logged by hand.
    pub request: Option<String>,
    /// Estimate that a metered or billed cost has replaced.
    pub estimated_cost: Option<Money>,
    /// Number of the call's first journal record; `None` if the job did not come through the
    /// gateway.
    pub call: Option<i64>,
    /// Number of the call that a job of fal's billing record stands for; `None` for any other.
    pub stands_for: Option<i64>,
    /// Progress of a call through the gateway; `None` if it ended well.
    pub progress: Option<CallProgress>,
}

/// Progress of a call through the gateway that has not ended well, or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum CallProgress {
    /// fal works on the call, and the caller waits for the response: the call ends with the
    /// gateway.
    Running,
    /// The call is in fal's queue, or being worked on, and goes on without the gateway.
    Queued,
    /// fal or the model failed. Free if fal failed.
    Failed,
    /// The call was cancelled. Free unless it ran already.
    Cancelled,
}

impl CallProgress {
    /// Returns `true` if the call has not ended, as far as is known.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Queued)
    }
}
