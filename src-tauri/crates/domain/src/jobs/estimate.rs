//! Cost of generic jobs, estimated before they run.

use super::operation::{Operation, OperationRates};
use crate::message;
use crate::message::{Message, ToMessage};
use crate::money::{Money, TooLarge};

/// Maximum number of jobs of a kind in one batch.
pub const MAX_COUNT: u32 = 10_000;
/// Longest video that can be estimated, in seconds.
pub const MAX_VIDEO_SECONDS: u32 = 3_600;

/// Numbers of images and videos; never both zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenericCounts {
    images: u32,
    videos: u32,
}

/// Reason why counts or a duration were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum CountError {
    /// Above [`MAX_COUNT`].
    TooMany,
    /// Negative, with decimals, or not a number.
    NotWhole,
    /// Neither an image nor a video.
    Nothing,
    /// Not above zero, or above [`MAX_VIDEO_SECONDS`].
    Duration,
}

impl ToMessage for CountError {
    fn to_message(&self) -> Message {
        match self {
            Self::TooMany => message!("count-too-many"),
            Self::NotWhole => message!("count-not-whole"),
            Self::Nothing => message!("count-nothing"),
            Self::Duration => message!("video-duration"),
        }
    }
}

impl GenericCounts {
    /// Checks that each count is at most [`MAX_COUNT`] and that there is something to count.
    pub fn new(images: u32, videos: u32) -> Result<Self, CountError> {
        if images > MAX_COUNT || videos > MAX_COUNT {
            return Err(CountError::TooMany);
        }
        if images == 0 && videos == 0 {
            return Err(CountError::Nothing);
        }
        Ok(Self { images, videos })
    }

    /// Returns the kinds whose count is not zero, images first.
    fn kinds(self) -> impl Iterator<Item = (Operation, u32)> {
        [
            (Operation::Image, self.images),
            (Operation::Video, self.videos),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
    }
}

/// Assumed cost of some generic jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// One line for each kind, images first.
    pub lines: Vec<EstimateLine>,
    /// Sum of the lines.
    pub total: Money,
}

/// One kind of an [`Estimate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EstimateLine {
    /// Kind of job.
    pub operation: Operation,
    /// Number of jobs.
    pub count: u32,
    /// Assumed cost of one job.
    pub unit_price: Money,
    /// `count` × `unit_price`.
    pub cost: Money,
}

/// Multiplies counts with the assumed rates.
pub fn estimate(counts: GenericCounts, rates: OperationRates) -> Result<Estimate, TooLarge> {
    // The length of a video is not a factor: the original design knows one price for a video of
    // about five seconds.
    let lines = counts
        .kinds()
        .map(|(operation, count)| line(operation, count, rates.of(operation)))
        .collect::<Result<Vec<_>, _>>()?;
    let total = lines
        .iter()
        .try_fold(Money::ZERO, |sum, line| sum.plus(line.cost))?;
    Ok(Estimate { lines, total })
}

fn line(operation: Operation, count: u32, unit_price: Money) -> Result<EstimateLine, TooLarge> {
    Ok(EstimateLine {
        operation,
        count,
        unit_price,
        cost: unit_price.times(count)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total_nano(images: u32, videos: u32) -> i64 {
        let counts = GenericCounts::new(images, videos).unwrap();
        estimate(counts, OperationRates::default())
            .unwrap()
            .total
            .nano()
    }

    #[test]
    fn the_original_rates_add_up() {
        assert_eq!(total_nano(1, 0), 25_000_000);
        assert_eq!(total_nano(0, 1), 50_000_000);
        assert_eq!(total_nano(2, 1), 100_000_000);
        assert_eq!(total_nano(10_000, 10_000), 750_000_000_000);
    }

    #[test]
    fn a_kind_that_is_not_asked_for_has_no_line() {
        let only_videos =
            estimate(GenericCounts::new(0, 3).unwrap(), OperationRates::default()).unwrap();
        assert_eq!(only_videos.lines.len(), 1);
        assert_eq!(only_videos.lines[0].operation, Operation::Video);
    }

    #[test]
    fn senseless_counts_are_refused() {
        assert_eq!(GenericCounts::new(0, 0), Err(CountError::Nothing));
        assert_eq!(GenericCounts::new(10_001, 0), Err(CountError::TooMany));
        assert_eq!(GenericCounts::new(0, 1_000_000), Err(CountError::TooMany));
    }

    #[test]
    fn a_rate_too_high_for_the_batch_is_refused_not_wrapped() {
        let dear = OperationRates {
            image: Money::from_nano(i64::MAX / 2),
            ..Default::default()
        };
        assert_eq!(
            estimate(GenericCounts::new(3, 0).unwrap(), dear),
            Err(TooLarge)
        );
    }
}
