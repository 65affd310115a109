//! The two generic jobs of the original design, for calls where no model is named.

use serde::{Deserialize, Serialize};

use super::money::Money;

/// A generic paid call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// One image.
    Image,
    /// One video of about five seconds.
    Video,
}

impl Operation {
    /// How it is stored and named to callers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
        }
    }

    /// Reads [`Operation::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Image, Self::Video]
            .into_iter()
            .find(|operation| operation.name() == name)
    }
}

/// What one generic job is assumed to cost, in dollars; the person can change both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationRates {
    /// One image.
    pub image: Money,
    /// One video of about five seconds.
    pub video: Money,
}

impl OperationRates {
    /// The assumed cost of one `operation`.
    #[must_use]
    pub const fn of(self, operation: Operation) -> Money {
        match operation {
            Operation::Image => self.image,
            Operation::Video => self.video,
        }
    }
}

impl Default for OperationRates {
    /// The original design's assumptions, not fal's prices: $0.025 an image, $0.05 a video.
    fn default() -> Self {
        Self {
            image: Money::from_nano(25_000_000),
            video: Money::from_nano(50_000_000),
        }
    }
}
