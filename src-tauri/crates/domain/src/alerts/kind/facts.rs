//! Figures that rules are evaluated against.

use chrono::NaiveDate;

use crate::forecast::Forecast;
use crate::money::Money;

/// Figures of one moment that rules are evaluated against, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlertFacts {
    /// Local day.
    pub today: NaiveDate,
    /// Balance that is left; `None` if no balance is known.
    pub left: Option<Money>,
    /// 100 % mark; `None` if no balance is known.
    pub reference: Option<Money>,
    /// True if the balance is older than it should be.
    pub is_stale: bool,
    /// True if fal has locked the account; `None` if that is not known.
    pub is_locked: Option<bool>,
    /// Dates in which the balance runs out; `None` if no balance is known.
    pub forecast: Option<Forecast>,
    /// Cost of today's jobs.
    pub spent_today: Money,
    /// Cost of the jobs of this calendar month.
    pub spent_month: Money,
    /// Highest cost of a usual day, by [`usual_peak`]; `None` if there is too little history.
    pub usual_peak: Option<Money>,
    /// Number of calls that the guard has refused today.
    pub refused_today: u64,
}
