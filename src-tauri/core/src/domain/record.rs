//! fal's billing record: what each request cost, and how far it has been fetched.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::money::Money;

/// How far back the first fetch goes; fal takes no longer period.
const FIRST: TimeDelta = TimeDelta::days(90);
/// Events arrive late: each later fetch begins this much before the end of the one before.
const OVERLAP: TimeDelta = TimeDelta::hours(2);
/// And within this time of the end the record is not taken for complete.
const LATE: TimeDelta = TimeDelta::hours(1);

/// What one request cost (`GET /models/billing-events`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingEvent {
    /// fal's id of the request.
    pub request: String,
    /// The model.
    pub endpoint: String,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Billed units; none where fal does not say.
    pub units: Option<Decimal>,
    /// The price of one; none where fal does not say.
    pub unit_price: Option<Money>,
    /// What was charged, after discounts.
    pub cost: Money,
}

/// A period, its end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// Its begin.
    pub from: DateTime<Utc>,
    /// Its end.
    pub until: DateTime<Utc>,
}

/// A fetch that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRun {
    /// What it fetches.
    pub period: TimeRange,
    /// fal's mark of the next page; none at the first.
    pub cursor: Option<String>,
    /// Events so far.
    pub events: i64,
}

/// How far the record has been fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingRecord {
    /// The person wants it to be followed.
    pub following: bool,
    /// The fetch under way.
    pub run: Option<FetchRun>,
    /// What was fetched completely.
    pub complete: Option<TimeRange>,
    /// Whether jobs logged by hand are replaced by it; none where the person was not asked yet.
    pub replaces: Option<bool>,
}

impl BillingRecord {
    /// The fetch to go on with, or to begin now.
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

    /// What is fetched completely once `run` has ended.
    #[must_use]
    pub fn completed_by(&self, run: &FetchRun) -> TimeRange {
        match self.complete {
            // A gap, because the program was away for longer than fal's record is asked for, is
            // none.
            Some(complete) if run.period.from <= complete.until => TimeRange {
                from: complete.from.min(run.period.from),
                until: complete.until.max(run.period.until),
            },
            _ => run.period,
        }
    }

    /// The period in which the record has every job.
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
    fn a_fetch_that_was_stopped_goes_on_where_it_was() {
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
    fn the_last_hour_is_not_taken_for_complete() {
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
