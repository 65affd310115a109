//! Alerts: what a person can be told of, and whether it is so.
//!
//! When each is due, once for a crossing, is decided in `memory`. How many alerts a week brings is
//! measured in `tests/alerts.md`.

mod memory;
mod sight;
mod typed;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::forecast::Forecast;
use super::money::Money;

pub use memory::{Due, Fired, Memory, due};
use sight::Sight;
pub use sight::usual_peak;
pub use typed::{AlertError, MOST_MARKS, date, days, percents};

/// Days before credits expire on which it is said.
const BEFORE_EXPIRY: [u32; 2] = [1, 7];

/// What alerts are about, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
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

impl Kind {
    /// All, the most urgent first.
    pub const ALL: [Self; 9] = [
        Self::Locked,
        Self::Share,
        Self::Amount,
        Self::RunsOut,
        Self::Refused,
        Self::Day,
        Self::Month,
        Self::Unusual,
        Self::Expiry,
    ];

    /// How it is stored, and how the page calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Share => "share",
            Self::Amount => "amount",
            Self::RunsOut => "runs_out",
            Self::Refused => "refused",
            Self::Day => "day",
            Self::Month => "month",
            Self::Unusual => "unusual",
            Self::Expiry => "expiry",
        }
    }

    /// Reads [`Kind::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// It needs a mark to have a meaning.
    #[must_use]
    pub const fn has_marks(self) -> bool {
        !matches!(self, Self::Locked | Self::Refused | Self::Unusual)
    }
}

/// What the person wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// The one switch.
    pub is_on: bool,
    /// The kinds that are on.
    pub kinds: BTreeSet<Kind>,
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

impl Default for Choices {
    fn default() -> Self {
        Self {
            is_on: true,
            kinds: [
                Kind::Locked,
                Kind::Share,
                Kind::RunsOut,
                Kind::Refused,
                Kind::Unusual,
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
pub enum Watch {
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

impl Choices {
    /// Switches a kind on or off.
    pub fn switch(&mut self, kind: Kind, is_on: bool) {
        if is_on {
            self.kinds.insert(kind);
        } else {
            self.kinds.remove(&kind);
        }
    }

    /// What is to be watched.
    #[must_use]
    pub fn watches(&self) -> Vec<Watch> {
        let wanted = |kind: &Kind| self.is_on && self.kinds.contains(kind);
        let mut watches: Vec<Watch> = Kind::ALL
            .iter()
            .filter(|kind| wanted(kind))
            .flat_map(|kind| self.of(*kind))
            .collect();
        watches.sort_unstable();
        watches.dedup();
        watches
    }

    fn of(&self, kind: Kind) -> Vec<Watch> {
        match kind {
            Kind::Locked => vec![Watch::Locked],
            Kind::Share => self.shares.iter().copied().map(Watch::Share).collect(),
            Kind::Amount => self.amounts.iter().copied().map(Watch::Amount).collect(),
            Kind::RunsOut => self.runs_out.map(Watch::RunsOut).into_iter().collect(),
            Kind::Refused => vec![Watch::Refused],
            Kind::Day => self.day.map(Watch::Day).into_iter().collect(),
            Kind::Month => self.month.map(Watch::Month).into_iter().collect(),
            Kind::Unusual => vec![Watch::Unusual],
            Kind::Expiry => {
                let of = |on| BEFORE_EXPIRY.map(|days| Watch::Expiry { days, on });
                self.expires_on.into_iter().flat_map(of).collect()
            }
        }
    }
}

/// What is so at one moment, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
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

impl Watch {
    /// What it is about.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Locked => Kind::Locked,
            Self::Share(_) => Kind::Share,
            Self::Amount(_) => Kind::Amount,
            Self::RunsOut(_) => Kind::RunsOut,
            Self::Refused => Kind::Refused,
            Self::Day(_) => Kind::Day,
            Self::Month(_) => Kind::Month,
            Self::Unusual => Kind::Unusual,
            Self::Expiry { .. } => Kind::Expiry,
        }
    }

    /// How it is remembered: its kind and mark.
    #[must_use]
    pub fn name(self) -> String {
        let kind = self.kind().name();
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
pub fn standing(facts: &Facts, choices: &Choices) -> Vec<Watch> {
    let mut here: Vec<Watch> = choices
        .watches()
        .into_iter()
        .filter(|watch| watch.sight(facts) == Sight::Here)
        .collect();
    here.dedup_by_key(|watch| watch.kind());
    here
}
