//! Generic jobs of the original design, for calls whose model is not named.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::money::Money;

/// Generic paid call.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Operation {
    /// One image.
    Image,
    /// One video of about five seconds.
    Video,
}

/// Assumed cost of one generic job of each kind, in dollars; the person can change both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationRates {
    /// Cost of one image.
    pub image: Money,
    /// Cost of one video of about five seconds.
    pub video: Money,
}

impl OperationRates {
    /// Returns the assumed cost of one `operation`.
    #[must_use]
    pub const fn of(self, operation: Operation) -> Money {
        match operation {
            Operation::Image => self.image,
            Operation::Video => self.video,
        }
    }
}

impl Default for OperationRates {
    /// Returns the original design's assumptions, which are not fal's prices: $0.025 an image,
    /// $0.05 a video.
    fn default() -> Self {
        Self {
            image: Money::from_nano(25_000_000),
            video: Money::from_nano(50_000_000),
        }
    }
}
