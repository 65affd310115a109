//! Alerts: what a person can be told of, and whether it is so.
//!
//! When each is due, once for a crossing, is decided in `memory`. How many alerts a week brings is
//! measured in `tests/alerts.md`.

mod evaluation;
mod marks;
mod state;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::forecast::Forecast;
use super::into_str::IntoStr;
use super::money::Money;

use evaluation::Evaluation;
pub use evaluation::usual_peak;
pub use marks::{AlertError, MOST_MARKS, date, days, percents};
pub use state::{AlertState, DueAlerts, Fired, evaluate_all};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Days before credits expire on which it is said.
const BEFORE_EXPIRY: [u32; 2] = [1, 7];

/// What alerts are about, the most urgent first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum AlertKind {
    /// fal has locked the account.
    Locked,
    /// Less than a share of the 100 % mark is left.
    Share,
    /// Less than an amount is left.
    Amount,
    /// The balance runs out within some days.
    RunsOut,
    /// The guard has refused a call.
    Refused,
    /// A day's spending has reached an amount.
    Day,
    /// A month's spending has reached an amount.
    Month,
    /// A day is far above all others.
    Unusual,
    /// Credits expire.
    Expiry,
}

impl AlertKind {
    /// It needs a mark to have a meaning.
    #[must_use]
    pub const fn has_marks(self) -> bool {
        !matches!(self, Self::Locked | Self::Refused | Self::Unusual)
    }
}

/// What the person wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChoices {
    /// The one switch.
    pub is_on: bool,
    /// The kinds that are on.
    pub kinds: BTreeSet<AlertKind>,
    /// Percents of the 100 % mark.
    pub shares: Vec<u8>,
    /// Amounts that are left.
    pub amounts: Vec<Money>,
    /// Days within which the balance runs out.
    pub runs_out: Option<u32>,
    /// An amount for each day.
    pub day: Option<Money>,
    /// An amount for each month of the calendar.
    pub month: Option<Money>,
    /// The last day of the credits.
    pub expires_on: Option<NaiveDate>,
}

impl Default for AlertChoices {
    fn default() -> Self {
        Self {
            is_on: true,
            kinds: [
                AlertKind::Locked,
                AlertKind::Share,
                AlertKind::RunsOut,
                AlertKind::Refused,
                AlertKind::Unusual,
            ]
            .into(),
            shares: vec![25],
            amounts: Vec::new(),
            runs_out: Some(3),
            day: None,
            month: None,
            expires_on: None,
        }
    }
}

/// One thing that is watched; the most urgent comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertRule {
    /// fal has locked the account.
    Locked,
    /// Less than so many percent of the 100 % mark is left.
    Share(u8),
    /// Less than this is left.
    Amount(Money),
    /// The balance probably runs out within so many days.
    RunsOut(u32),
    /// The guard has refused a call today.
    Refused,
    /// So much was spent today.
    Day(Money),
    /// So much was spent this month.
    Month(Money),
    /// Today is far above all other days.
    Unusual,
    /// Credits expire soon.
    Expiry {
        /// So many days ahead, or fewer.
        days: u32,
        /// Their last day.
        on: NaiveDate,
    },
}

impl AlertChoices {
    /// Switches a kind on or off.
    pub fn switch(&mut self, kind: AlertKind, is_on: bool) {
        if is_on {
            self.kinds.insert(kind);
        } else {
            self.kinds.remove(&kind);
        }
    }

    /// What is to be watched.
    #[must_use]
    pub fn rules(&self) -> Vec<AlertRule> {
        let wanted = |kind: &AlertKind| self.is_on && self.kinds.contains(kind);
        let mut watches: Vec<AlertRule> = AlertKind::VARIANTS
            .iter()
            .filter(|kind| wanted(kind))
            .flat_map(|kind| self.of(*kind))
            .collect();
        watches.sort_unstable();
        watches.dedup();
        watches
    }

    fn of(&self, kind: AlertKind) -> Vec<AlertRule> {
        match kind {
            AlertKind::Locked => vec![AlertRule::Locked],
            AlertKind::Share => self.shares.iter().copied().map(AlertRule::Share).collect(),
            AlertKind::Amount => self
                .amounts
                .iter()
                .copied()
                .map(AlertRule::Amount)
                .collect(),
            AlertKind::RunsOut => self.runs_out.map(AlertRule::RunsOut).into_iter().collect(),
            AlertKind::Refused => vec![AlertRule::Refused],
            AlertKind::Day => self.day.map(AlertRule::Day).into_iter().collect(),
            AlertKind::Month => self.month.map(AlertRule::Month).into_iter().collect(),
            AlertKind::Unusual => vec![AlertRule::Unusual],
            AlertKind::Expiry => {
                let of = |on| BEFORE_EXPIRY.map(|days| AlertRule::Expiry { days, on });
                self.expires_on.into_iter().flat_map(of).collect()
            }
        }
    }
}

/// What is so at one moment, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertFacts {
    /// The local day.
    pub today: NaiveDate,
    /// What is left; none where no balance is known.
    pub left: Option<Money>,
    /// The 100 % mark.
    pub reference: Option<Money>,
    /// What is left is older than it should be.
    pub is_stale: bool,
    /// Whether fal has locked the account; none where that is not known.
    pub is_locked: Option<bool>,
    /// When the balance runs out; none where no balance is known.
    pub forecast: Option<Forecast>,
    /// Today's jobs.
    pub spent_today: Money,
    /// The jobs of this month of the calendar.
    pub spent_month: Money,
    /// What a day takes at most, by [`usual_peak`]; none where that is not known.
    pub usual_peak: Option<Money>,
    /// Calls that the guard has refused today.
    pub refused_today: u64,
}

impl AlertRule {
    /// What it is about.
    #[must_use]
    pub const fn kind(self) -> AlertKind {
        match self {
            Self::Locked => AlertKind::Locked,
            Self::Share(_) => AlertKind::Share,
            Self::Amount(_) => AlertKind::Amount,
            Self::RunsOut(_) => AlertKind::RunsOut,
            Self::Refused => AlertKind::Refused,
            Self::Day(_) => AlertKind::Day,
            Self::Month(_) => AlertKind::Month,
            Self::Unusual => AlertKind::Unusual,
            Self::Expiry { .. } => AlertKind::Expiry,
        }
    }

    /// How it is remembered: its kind and mark.
    #[must_use]
    pub fn name(self) -> String {
        let kind = self.kind().into_str();
        match self {
            Self::Locked | Self::Refused | Self::Unusual => kind.to_owned(),
            Self::Share(percent) => format!("{kind} {percent}"),
            Self::Amount(amount) | Self::Day(amount) | Self::Month(amount) => {
                format!("{kind} {}", amount.nano())
            }
            Self::RunsOut(days) => format!("{kind} {days}"),
            Self::Expiry { days, on } => format!("{kind} {on} {days}"),
        }
    }
}

/// What is so now, of each kind the most urgent: the lines that stand in the window.
#[must_use]
pub fn active(facts: &AlertFacts, choices: &AlertChoices) -> Vec<AlertRule> {
    let mut here: Vec<AlertRule> = choices
        .rules()
        .into_iter()
        .filter(|watch| watch.evaluate(facts) == Evaluation::Here)
        .collect();
    here.dedup_by_key(|watch| watch.kind());
    here
}
