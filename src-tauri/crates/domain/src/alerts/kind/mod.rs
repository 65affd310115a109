//! Kinds of alerts: one file a kind has everything that differs, except for its words, which are in
//! `format::alert`.
//!
//! A new kind is a module with a `SPEC`, a variant of [`AlertKind`] and its arm in
//! [`AlertKind::spec`].

mod amount;
mod day;
pub(super) mod evaluation;
mod expiry;
pub(super) mod facts;
mod locked;
pub(super) mod marks;
mod month;
mod refused;
mod runs_out;
mod share;
mod unusual;

use chrono::{Datelike, NaiveDate};
use evaluation::Evaluation;
use facts::AlertFacts;
use marks::{AlertError, AlertMark, MarkForm};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::money::Money;

pub use unusual::usual_peak;

/// Subject of an alert, the most urgent first. Databases and the page know a kind by its variant's
/// name in snake case.
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
    /// A day costs far more than all others.
    Unusual,
    /// Credits expire.
    Expiry,
}

/// Everything that differs between kinds, except for their words.
pub(super) struct AlertKindSpec {
    /// Form of the marks, and the function that evaluates a rule with one of them.
    pub(super) rule: MarkForm,
    /// Marks of a kind that is on until a person chooses; `None` if it is off until then.
    pub(super) default: Option<&'static [AlertMark]>,
    /// True if a stale balance leaves the rule as it is, neither fired nor armed.
    pub(super) needs_fresh_balance: bool,
    /// Moment from which an alert that has fired may fire again.
    pub(super) rearm: Rearm,
    /// Recoveries that the person is notified of.
    pub(super) recovery: Recovery,
    /// Lines of the window while the alert is active.
    pub(super) line: AlertLine,
    /// True if jobs fail meanwhile, so that the notification is to stay on the screen.
    pub(super) is_urgent: bool,
}

/// Moment from which an alert that has fired may fire again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rearm {
    /// After an evaluation with the result [`Evaluation::Over`].
    AfterRecovery,
    /// With the next local day.
    NextDay,
    /// With the next calendar month.
    NextMonth,
}

impl Rearm {
    /// Returns whether the period of an alert that fired on `fired_on` has ended.
    pub(super) fn has_period_ended(self, fired_on: NaiveDate, today: NaiveDate) -> bool {
        match self {
            Self::AfterRecovery => false,
            Self::NextDay => fired_on != today,
            Self::NextMonth => (fired_on.year(), fired_on.month()) != (today.year(), today.month()),
        }
    }
}

/// Recoveries that a person is notified of. Each needs an alert that was notified before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recovery {
    /// None.
    Silent,
    /// Every one.
    Notify,
    /// One for which the balance has grown since the alert (a moved 100 % mark is no good news),
    /// and only while no other rule of such a kind is active.
    NotifyGrownBalance,
}

/// Lines in the window while an alert is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertLine {
    /// Always has a line.
    Always,
    /// Has one unless the window says already that the budget is low.
    UnlessBudgetIsLow,
    /// Has none: the window says it elsewhere and with more details.
    Never,
}

impl AlertKind {
    /// Returns everything that differs by kind.
    pub(super) const fn spec(self) -> &'static AlertKindSpec {
        match self {
            Self::Locked => &locked::SPEC,
            Self::Share => &share::SPEC,
            Self::Amount => &amount::SPEC,
            Self::RunsOut => &runs_out::SPEC,
            Self::Refused => &refused::SPEC,
            Self::Day => &day::SPEC,
            Self::Month => &month::SPEC,
            Self::Unusual => &unusual::SPEC,
            Self::Expiry => &expiry::SPEC,
        }
    }

    /// Returns whether the kind needs a mark to have a meaning.
    #[must_use]
    pub const fn has_marks(self) -> bool {
        !matches!(self.spec().rule, MarkForm::None(_))
    }

    /// Returns the lines of the window while the alert is active.
    #[must_use]
    pub const fn line(self) -> AlertLine {
        self.spec().line
    }

    /// Returns whether jobs fail meanwhile, so that the notification is to stay on the screen.
    #[must_use]
    pub const fn is_urgent(self) -> bool {
        self.spec().is_urgent
    }

    /// Reads marks as a person typed them. `amount` reads one amount in the currency that is shown.
    /// Returns [`AlertError`] for marks of another form, none at all, or too many.
    pub fn parse_typed<E: From<AlertError>>(
        self,
        typed: &str,
        today: NaiveDate,
        amount: impl Fn(&str) -> Result<Option<Money>, E>,
    ) -> Result<Vec<AlertMark>, E> {
        self.spec().rule.parse_typed(typed, today, amount)
    }

    /// Reads marks as they are stored, with spaces between. Returns `None` for those of another
    /// form.
    #[must_use]
    pub fn parse_stored(self, text: &str) -> Option<Vec<AlertMark>> {
        self.spec().rule.parse_stored(text)
    }
}
