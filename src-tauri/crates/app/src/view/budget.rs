//! The budget, as header, panel, tray, `get_budget` and `status --json` show it.

use std::cmp::Ordering;
use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::balance::Balance;
use fal_budget_domain::balance::level::Level;
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::money::currency::{Currency, MoneyFormat};
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;
use serde::Serialize;

use super::{Amount, dollars, number, rfc3339};
use crate::format;

/// The source of the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum BalanceSource {
    /// Read from fal.
    Live,
    /// Typed by hand.
    Manual,
    /// No balance is known.
    None,
}

/// The balance and what was spent, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// Amount of the newest entry; null without one.
    pub manual_budget: Option<f64>,
    /// Cost of all jobs whose price is known.
    pub spent: f64,
    /// Balance, possibly below zero; null without an entry.
    pub remaining: Option<f64>,
    /// True when a balance was entered and not cleared.
    pub has_manual_budget: bool,
    /// Cost of the jobs that count against the newest entry.
    pub spent_since: f64,
    /// Cost of today's jobs, by the local day.
    pub spent_today: f64,
    /// Time of the entry, RFC 3339 in UTC.
    pub entered_at: Option<String>,
    /// Time for which the balance is known, RFC 3339 in UTC.
    pub as_of: Option<String>,
    /// Remaining ÷ reference; null without an entry or when the reference is zero.
    pub fraction: Option<f64>,
    /// The exact share behind `fraction`, for callers in this process.
    #[serde(skip)]
    pub share: Option<Share>,
    /// The 100 % mark.
    pub reference: Option<f64>,
    /// Level of the remaining balance.
    #[cfg_attr(test, ts(type = "Level"))]
    pub level: Level,
    /// Currency whose sign is shown.
    #[cfg_attr(test, ts(type = "Currency"))]
    pub currency: Currency,
    /// Units of the shown currency per dollar; null means 1 : 1.
    pub rate: Option<f64>,
    /// Source of the balance.
    pub source: BalanceSource,
    /// Pending charges: held back from fal's figure for jobs that fal may not have charged yet. 0
    /// while no key is connected.
    pub held: f64,
    /// True when the figure is older than it should be.
    pub stale: bool,
    /// True when fal has locked the account.
    pub locked: bool,
    /// Number of jobs without a known price, which `spent` leaves out.
    pub unpriced_jobs: i64,
    /// Number of jobs without a known price, which `spentSince` leaves out.
    pub unpriced_since: i64,
    /// The same as text.
    pub display: BudgetDisplay,
}

/// The budget as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BudgetDisplay {
    /// `Budget: €7.50`, or `Spent: €2.50` while no budget is set.
    pub header: String,
    /// Source and time of the figure.
    pub provenance: String,
    /// Amount of the newest entry.
    pub budget: Option<Amount>,
    /// Remaining balance.
    pub remaining: Option<Amount>,
    /// Remaining balance in fal's dollars; null unless the other amounts are converted.
    pub remaining_dollars: Option<String>,
    /// `€0.10 held back for 2 jobs …`.
    pub held: Option<String>,
    /// `75 % left`.
    pub status: Option<String>,
    /// `of €10.00`, the 100 % mark.
    pub reference: Option<String>,
    /// Cost of all jobs.
    pub spent: Amount,
    /// Cost of the jobs that count against the entry.
    pub spent_since: Amount,
    /// Cost of today's jobs.
    pub spent_today: Amount,
    /// Jobs that `spent` leaves out.
    pub unpriced: Option<String>,
    /// Jobs that `spentSince` leaves out, and with it the remaining balance.
    pub unpriced_since: Option<String>,
    /// Warning that stands while the level is low.
    pub alert: Option<Alert>,
    /// Note that stands while fal's dollars are shown 1 : 1 under another sign.
    pub one_to_one: Option<String>,
}

/// A warning that stands as long as its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Alert {
    /// The situation, in a sentence.
    pub title: String,
    /// The consequence, and what to do about it.
    pub text: String,
}

/// Shows a balance.
pub fn budget<Z: TimeZone<Offset: Display>>(
    balance: &Balance,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<BudgetView, TooLarge> {
    let live = balance.live.as_ref();
    let share = balance.share()?;
    let entered_at = balance
        .entry
        .filter(|entry| entry.amount.is_some())
        .map(|entry| rfc3339(entry.at));
    let read_at = live.map(|live| rfc3339(live.connection.reading.asked_at));
    Ok(BudgetView {
        manual_budget: balance.budget().map(dollars),
        spent: dollars(balance.spent.cost),
        remaining: balance.remaining()?.map(dollars),
        has_manual_budget: balance.budget().is_some(),
        spent_since: dollars(balance.since.cost),
        spent_today: dollars(balance.today.cost),
        as_of: read_at.or_else(|| entered_at.clone()),
        entered_at,
        fraction: share.map(fraction),
        share,
        reference: balance.reference().map(dollars),
        level: balance.level()?,
        currency: display.currency,
        rate: display.rate.map(|rate| number(rate.per_dollar)),
        source: source(balance),
        held: dollars(live.map_or(Money::ZERO, |live| live.pending)),
        stale: live.is_some_and(|live| live.connection.is_stale(now)),
        locked: balance.is_locked(),
        unpriced_jobs: balance.spent.unpriced,
        unpriced_since: balance.since.unpriced,
        display: shown(
            balance,
            share,
            display,
            format::provenance(balance, now, zone),
        )?,
    })
}

fn source(balance: &Balance) -> BalanceSource {
    match (&balance.live, balance.budget()) {
        (Some(_), _) => BalanceSource::Live,
        (None, Some(_)) => BalanceSource::Manual,
        (None, None) => BalanceSource::None,
    }
}

/// A share as a JSON number: the nearest binary one on the same side of each mark. Plain division
/// can land on a mark that the share only comes close to, and the bar would look full with
/// something missing.
#[expect(clippy::float_arithmetic, reason = "a ratio for a bar, not an amount")]
fn fraction(share: Share) -> f64 {
    // All three are exact in binary, and a share that is at one of them divides to just that.
    let marks = [(25, 0.25_f64), (50, 0.5), (100, 1.0)];
    let nearest = dollars(share.remaining()) / dollars(share.reference());
    marks.into_iter().fold(nearest, |ratio, (percent, mark)| {
        match share.cmp_percent(percent) {
            Ordering::Less => ratio.min(mark.next_down()),
            Ordering::Equal => mark,
            Ordering::Greater => ratio.max(mark.next_up()),
        }
    })
}

fn shown(
    balance: &Balance,
    share: Option<Share>,
    display: MoneyFormat,
    provenance: String,
) -> Result<BudgetDisplay, TooLarge> {
    let total = |money: Money| Amount::total(money, display);
    let remaining = balance.remaining()?;
    let live = balance.live.as_ref();
    let pending = live.map(|live| format::pending_charges(live, display));
    let reference = balance
        .reference()
        .map(|mark| format::total(mark, display))
        .transpose()?;
    Ok(BudgetDisplay {
        header: format::header(balance, display)?,
        provenance,
        budget: balance.budget().map(total).transpose()?,
        remaining: remaining
            .map(|left| Amount::left(left, display))
            .transpose()?,
        remaining_dollars: remaining
            .filter(|_| format::is_beside_dollars(display))
            .map(|left| format::left(left, display.in_dollars()))
            .transpose()?,
        held: pending.transpose()?.flatten(),
        status: format::status(balance, share)?,
        reference: reference.map(|mark| say!("of-reference", reference = mark)),
        spent: total(balance.spent.cost)?,
        spent_since: spent_since(balance, remaining, display)?,
        spent_today: total(balance.today.cost)?,
        unpriced: format::unpriced(balance.spent.unpriced),
        unpriced_since: format::unpriced(balance.since.unpriced),
        alert: low_alert(balance, share, display)?,
        one_to_one: display
            .is_one_to_one_under_another_sign()
            .then(|| say!("one-to-one")),
    })
}

/// The cost of the jobs since the entry. Beside a balance typed by hand it is what the other two
/// amounts leave; beside fal's own, other programs have their part in the fall.
fn spent_since(
    balance: &Balance,
    remaining: Option<Money>,
    display: MoneyFormat,
) -> Result<Amount, TooLarge> {
    let amount = Amount::total(balance.since.cost, display)?;
    let of = balance.budget().zip(remaining);
    match of.filter(|_| balance.live.is_none()) {
        Some((budget, remaining)) => Ok(Amount {
            text: format::spent_of(budget, remaining, display)?,
            ..amount
        }),
        None => Ok(amount),
    }
}

/// The warning of a low level. Returns `None` at every other level.
fn low_alert(
    balance: &Balance,
    share: Option<Share>,
    display: MoneyFormat,
) -> Result<Option<Alert>, TooLarge> {
    let (Some(remaining), Level::Low) = (balance.remaining()?, balance.level()?) else {
        return Ok(None);
    };
    let left = format::left_with_dollars(remaining, display)?;
    let title = match share.and_then(format::percent_left) {
        Some(share) => say!("low-budget-share", left = left, share = share),
        // A figure of fal's was never entered, so nobody can have spent more than entered.
        None if remaining < Money::ZERO && balance.live.is_none() => {
            say!("low-budget-overspent", left = left)
        }
        None => say!("low-budget-nothing-left", left = left),
    };
    let text = if balance.live.is_some() {
        say!("low-budget-top-up-live")
    } else {
        say!("low-budget-top-up")
    };
    Ok(Some(Alert { title, text }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(remaining: i64, reference: i64) -> Share {
        Share::new(Money::from_nano(remaining), Money::from_nano(reference)).unwrap()
    }

    #[test]
    fn the_bar_is_full_only_of_everything() {
        assert!(fraction(share(i64::MAX - 1, i64::MAX)) < 1.0);
        assert!(fraction(share(i64::MAX / 4, i64::MAX)) < 0.25);
        assert!(fraction(share(i64::MAX / 2 + 1, i64::MAX)) > 0.5);
        assert!(fraction(share(1, i64::MAX)) > 0.0);
        for (remaining, expected) in [
            (1000, 1.0),
            (750, 0.75),
            (333, 0.333),
            (0, 0.0),
            (-250, -0.25),
        ] {
            let exact = fraction(share(remaining, 1000)).to_bits();
            assert_eq!(exact, f64::to_bits(expected), "{remaining}");
        }
    }

    proptest! {
        /// Entry, spending and rest add up to the cent, and no more is shown than is left.
        #[test]
        fn amounts_shown_together_add_up(
            cents in 0_i64..100_000_000,
            spent in 0_i64..10_000_000_000,
        ) {
            let (budget, cost) = (Money::from_nano(cents * 10_000_000), Money::from_nano(spent));
            let remaining = budget.minus(cost).unwrap();
            prop_assume!(remaining.nano().abs() >= 10_000_000 && spent >= 10_000_000);
            let cents_of = |text: String| -> i64 {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                digits.parse::<i64>().unwrap() * if text.contains(['-', '−']) { -1 } else { 1 }
            };
            let display = MoneyFormat::default();
            let left = cents_of(format::left(remaining, display).unwrap());
            let shown = cents_of(format::spent_of(budget, remaining, display).unwrap());
            prop_assert_eq!(left + shown, cents);
            prop_assert!(left * 10_000_000 <= remaining.nano());
        }

        #[test]
        fn the_bar_never_contradicts_the_level(remaining: i64, reference in 1..=i64::MAX) {
            let (share, scaled) = (share(remaining, reference), |part: i64| {
                fraction(self::share(reference / part, reference))
            });
            prop_assert!(scaled(1) >= 1.0 && scaled(2) <= 0.5 && scaled(4) <= 0.25);
            let level = match fraction(share) {
                ..0.25 => Level::Low,
                0.25..=0.5 => Level::Medium,
                _ => Level::High,
            };
            prop_assert_eq!(level, Level::of(share));
        }
    }
}
