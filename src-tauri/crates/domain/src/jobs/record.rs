//! fal's billing record: the cost of each request, and the part of the record fetched so far.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::jobs::key_id::KeyId;
use crate::money::Money;

/// Length of the first fetch; fal accepts no longer period.
const FIRST: TimeDelta = TimeDelta::days(90);
/// Overlap of each later fetch with the one before, because events arrive late.
const OVERLAP: TimeDelta = TimeDelta::hours(2);
/// Time before its end in which the record does not count as complete, for the same reason.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Charge of one request (`GET /models/billing-events`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingEvent {
    /// fal's id of the request.
    pub request: String,
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Moment at which the request ended.
    pub at: DateTime<Utc>,
    /// Billed units; `None` if fal does not say.
    pub units: Option<Decimal>,
    /// Price of one unit; `None` if fal does not say.
    pub unit_price: Option<Money>,
    /// Charged amount, after discounts.
    pub cost: Money,
    /// Key that the request was paid with; `None` if fal does not say.
    pub key: Option<KeyId>,
}

/// Call that fal billed otherwise than by its own units × its price: what is metered of its model
/// is a guess until it is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteringError {
    /// Endpoint id of the model.
    pub model: String,
    /// Units × price.
    pub metered: Money,
    /// Charged amount.
    pub billed: Money,
}

impl MeteringError {
    /// Part of the charge by which a metered cost may differ, as fal rounds: one in so many.
    const TOLERANCE: i64 = 33;
    /// Difference in nano-dollars that is no error for any charge.
    const NEGLIGIBLE: i64 = 500_000;

    /// Compares the metered cost of a call with its charge. `None` if they are the same, but for
    /// rounding.
    #[must_use]
    pub fn between(model: &str, metered: Money, billed: Money) -> Option<Self> {
        let difference = metered.nano().abs_diff(billed.nano());
        let allowed = (billed.nano() / Self::TOLERANCE).unsigned_abs();
        (difference > allowed.max(Self::NEGLIGIBLE.unsigned_abs())).then(|| Self {
            model: model.to_owned(),
            metered,
            billed,
        })
    }
}

/// Range of time; the end is not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// First moment of the range.
    pub from: DateTime<Utc>,
    /// First moment after the range.
    pub until: DateTime<Utc>,
}

impl TimeRange {
    /// Returns `true` if a moment lies in the range.
    #[must_use]
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// Fetch that is under way, page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRun {
    /// Range that is fetched.
    pub period: TimeRange,
    /// fal's cursor of the next page; `None` for the first.
    pub cursor: Option<String>,
    /// Number of events fetched so far.
    pub events: i64,
}

/// State of the billing record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingRecord {
    /// The person wants the record to be followed.
    pub following: bool,
    /// Fetch that is under way.
    pub run: Option<FetchRun>,
    /// Range that was fetched completely.
    pub complete: Option<TimeRange>,
    /// Answer of the person: replaces jobs logged by hand by the record. `None` if not asked yet.
    pub replaces: Option<bool>,
}

impl BillingRecord {
    /// Returns the fetch to go on with, or a new one that ends now.
    #[must_use]
    pub fn next_run(&self, now: DateTime<Utc>) -> FetchRun {
        if let Some(run) = &self.run {
            return run.clone();
        }
        let from = self.complete.map_or(now - FIRST, |complete| {
            (complete.until - OVERLAP).max(now - FIRST)
        });
        FetchRun {
            period: TimeRange { from, until: now },
            cursor: None,
            events: 0,
        }
    }

    /// Returns the range that is complete once `run` has ended.
    #[must_use]
    pub fn completed_by(&self, run: &FetchRun) -> TimeRange {
        match self.complete {
            // If the program was away for longer than fal's record reaches, there is a gap between
            // the two ranges, and only the new one is complete.
            Some(complete) if run.period.from <= complete.until => TimeRange {
                from: complete.from.min(run.period.from),
                until: complete.until.max(run.period.until),
            },
            _ => run.period,
        }
    }

    /// Returns the range in which the record has every job, or `None` while there is no such range.
    #[must_use]
    pub fn complete_range(&self) -> Option<TimeRange> {
        let TimeRange { from, until } = self.complete?;
        let until = until - LATE;
        (from < until).then_some(TimeRange { from, until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn the_first_fetch_goes_back_ninety_days_and_later_ones_overlap() {
        let mut record = BillingRecord::default();
        let run = record.next_run(day(20));
        assert_eq!(
            run.period,
            TimeRange {
                from: day(20) - FIRST,
                until: day(20)
            }
        );
        record.complete = Some(record.completed_by(&run));
        let next = record.next_run(day(20) + TimeDelta::minutes(5));
        assert_eq!(next.period.from, day(20) - OVERLAP);
        assert_eq!(
            record.completed_by(&next).from,
            day(20) - FIRST,
            "one period without a gap"
        );
    }

    #[test]
    fn a_fetch_that_was_stopped_goes_on_from_its_page() {
        let run = FetchRun {
            period: TimeRange {
                from: day(1),
                until: day(2),
            },
            cursor: Some("page-3".to_owned()),
            events: 300,
        };
        let record = BillingRecord {
            run: Some(run.clone()),
            ..BillingRecord::default()
        };
        assert_eq!(record.next_run(day(20)), run);
    }

    #[test]
    fn the_last_hour_does_not_count_as_complete() {
        let record = BillingRecord {
            complete: Some(TimeRange {
                from: day(1),
                until: day(2),
            }),
            ..BillingRecord::default()
        };
        assert_eq!(
            record.complete_range(),
            Some(TimeRange {
                from: day(1),
                until: day(2) - LATE
            })
        );
        let short = TimeRange {
            from: day(1),
            until: day(1) + TimeDelta::minutes(30),
        };
        assert_eq!(
            BillingRecord {
                complete: Some(short),
                ..BillingRecord::default()
            }
            .complete_range(),
            None
        );
    }
}
