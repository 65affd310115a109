//! Days that a future may hold beyond its usual ones: the exception once more, and one larger than
//! any before.
//!
//! Four weeks miss a day that comes once a month in one month of three, and say nothing of its
//! size. A range that promised such days away would be wrong just then, so its first day is taken
//! from futures that have them.

use super::simulation::SplitMix64;

// Tuned on the kinds of history of `tests/forecast.md`, with other seeds than the table's.
/// Futures out of a hundred in which the exception comes again.
const COMES_AGAIN: u64 = 42;
/// Days from today, and from one exception to the next, at least.
const AGAIN_AFTER: u32 = 20;
/// Days within which it comes from then on.
const AGAIN_WITHIN: u64 = 38;
/// Worked days within which each future has a day larger than any before.
const UNSEEN_WITHIN: u64 = 85;
/// The same after an exception: where there was one, others are likely.
const UNSEEN_WITHIN_AFTER_ONE: u64 = 58;
/// Futures out of a hundred in which that day is a large one.
const IS_LARGE: u64 = 30;
/// Size of a large unseen day, in tenths of an average one.
const LARGE: i64 = 380;
/// Size of another unseen day, in tenths of an average one.
const MODERATE: i64 = 75;
/// Size of another unseen day after an exception, in tenths of that.
const OF_EXCEPTION: i64 = 7;

/// Surprises of one future.
pub(super) struct Surprises {
    /// Day ahead on which the exception comes again, with its amount.
    again: Option<(u32, i64)>,
    /// Worked day ahead that is larger than any before, with its amount. `None` once it has passed.
    unseen: Option<(u32, i64)>,
    /// Numbers for later exceptions.
    rng: SplitMix64,
}

impl Surprises {
    /// Draws the surprises of a future. `exception` is what the largest day had above the others,
    /// zero if nothing; `a_day` the average without it.
    pub(super) fn draw(future: u64, exception: i64, a_day: i64) -> Self {
        let comes_again = exception > 0 && spread(future, 2_246_822_519, 100) < COMES_AGAIN;
        let within = |limit, step| u32::try_from(spread(future, step, limit)).unwrap_or(0);
        let (soon, moderate) = if exception > 0 {
            (UNSEEN_WITHIN_AFTER_ONE, exception / 10 * OF_EXCEPTION)
        } else {
            (UNSEEN_WITHIN, (a_day / 10).saturating_mul(MODERATE))
        };
        let unseen = if spread(future, 1_779_033_703, 100) < IS_LARGE {
            (a_day / 10).saturating_mul(LARGE)
        } else {
            moderate
        };
        Self {
            again: comes_again
                .then(|| (AGAIN_AFTER + within(AGAIN_WITHIN, 3_183_098_861), exception)),
            unseen: Some((within(soon, 2_654_435_769), unseen)),
            rng: SplitMix64::new(!future),
        }
    }

    /// Returns what surprises take on a day, which is the `nth` that is worked. Days must be asked
    /// about in order.
    pub(super) fn on(&mut self, day: u32, nth: u32) -> i64 {
        let unseen = self.unseen.take_if(|(at, _)| *at <= nth);
        let again = self.again.filter(|(at, _)| *at <= day);
        if let Some((_, exception)) = again {
            let wait = u32::try_from(self.rng.below(AGAIN_WITHIN)).unwrap_or(0);
            self.again = Some((day + AGAIN_AFTER + wait, exception));
        }
        let amount = |surprise: Option<(u32, i64)>| surprise.map_or(0, |(_, amount)| amount);
        amount(unseen).saturating_add(amount(again))
    }
}

/// Returns a number below `limit`, spread evenly over the futures: with few of them, chance alone
/// would move the range by days.
fn spread(future: u64, step: u64, limit: u64) -> u64 {
    // The multiples of an odd number without a pattern, as parts of 2³², fill the range evenly;
    // each draw has a number of its own, so that none depends on another.
    let part = (future + 1).wrapping_mul(step) & 0xFFFF_FFFF;
    (part * limit) >> 32
}
