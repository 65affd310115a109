//! The budget: header, panel, tray, `get_budget`, `status --json`.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::balance::Balance;
use crate::domain::currency::{Currency, MoneyFormat};
use crate::domain::level::Level;
use crate::domain::money::{Money, TooLarge};
use crate::format;
use crate::say;

use super::{Amount, dollars, number, rfc3339};

/// Where the balance comes from.
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

/// What is left and what was spent, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// The newest entry's amount; null without one.
    pub manual_budget: Option<f64>,
    /// All jobs of known price.
    pub spent: f64,
    /// What is left, maybe below zero; null without an entry.
    pub remaining: Option<f64>,
    /// A balance was entered and not cleared.
    pub has_manual_budget: bool,
    /// The jobs that count against the newest entry.
    pub spent_since: f64,
    /// Today's jobs, by the local day.
    pub spent_today: f64,
    /// When the entry was made, RFC 3339 UTC.
    pub entered_at: Option<String>,
    /// The moment the balance is known for, RFC 3339 UTC.
    pub as_of: Option<String>,
    /// Remaining ÷ reference; null without an entry or at a zero reference.
    pub fraction: Option<f64>,
    /// The 100 % mark.
    pub reference: Option<f64>,
    /// The level of what remains.
    pub level: Level,
    /// The sign shown.
    pub currency: Currency,
    /// Units of the shown currency for a dollar; null is 1 : 1.
    pub rate: Option<f64>,
    /// Where the balance comes from.
    pub source: BalanceSource,
    /// What is held back from fal's figure for jobs that it may not contain yet; 0 while not live.
    pub held: f64,
    /// The figure is older than it should be.
    pub stale: bool,
    /// fal has locked the account.
    pub locked: bool,
    /// Jobs of unknown price, left out of `spent`.
    #[cfg_attr(test, ts(type = "number"))]
    pub unpriced_jobs: i64,
    /// Jobs of unknown price, left out of `spentSince`.
    #[cfg_attr(test, ts(type = "number"))]
    pub unpriced_since: i64,
    /// The strings that are shown.
    pub display: BudgetDisplay,
}

/// The budget as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BudgetDisplay {
    /// `Budget: €7.50`, or `Spent: €2.50` while no budget is set.
    pub header: String,
    /// Where the figure comes from and when.
    pub provenance: String,
    /// The newest entry's amount.
    pub budget: Option<Amount>,
    /// What is left.
    pub remaining: Option<Amount>,
    /// What is left in fal's dollars, where the other amounts are converted.
    pub remaining_dollars: Option<String>,
    /// `€0.10 held back for 2 jobs …`.
    pub held: Option<String>,
    /// `75 % left`.
    pub status: Option<String>,
    /// `of €10.00`, the 100 % mark.
    pub reference: Option<String>,
    /// All jobs.
    pub spent: Amount,
    /// The jobs that count against the entry.
    pub spent_since: Amount,
    /// Today's jobs.
    pub spent_today: Amount,
    /// Jobs that `spent` leaves out.
    pub unpriced: Option<String>,
    /// Jobs that `spentSince`, and so what is left, leaves out.
    pub unpriced_since: Option<String>,
    /// Stands while the level is low.
    pub alert: Option<Alert>,
    /// Stands while fal's dollars are shown under another sign.
    pub one_to_one: Option<String>,
}

/// A standing warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Alert {
    /// What is so.
    pub title: String,
    /// What it means and what helps.
    pub text: String,
}

/// Shows a balance.
pub fn budget<Z: TimeZone>(
    balance: &Balance,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<BudgetView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let remaining = balance.remaining()?;
    let live = balance.live.as_ref();
    let entered_at = balance
        .entry
        .filter(|entry| entry.amount.is_some())
        .map(|entry| rfc3339(entry.at));
    Ok(BudgetView {
        manual_budget: balance.budget().map(dollars),
        spent: dollars(balance.spent.cost),
        remaining: remaining.map(dollars),
        has_manual_budget: balance.budget().is_some(),
        spent_since: dollars(balance.since.cost),
        spent_today: dollars(balance.today.cost),
        as_of: live
            .map(|live| rfc3339(live.connection.reading.asked_at))
            .or_else(|| entered_at.clone()),
        entered_at,
        fraction: fraction(remaining, balance.reference()),
        reference: balance.reference().map(dollars),
        level: balance.level()?,
        currency: display.currency,
        rate: display.rate.map(|rate| number(rate.per_dollar)),
        source: source(balance),
        held: dollars(live.map_or(Money::ZERO, |live| live.pending)),
        stale: live.is_some_and(|live| live.connection.is_stale(now)),
        locked: live.is_some_and(|live| live.connection.lock.is_some()),
        unpriced_jobs: balance.spent.unpriced,
        unpriced_since: balance.since.unpriced,
        display: shown(balance, display, format::provenance(balance, now, zone))?,
    })
}

fn source(balance: &Balance) -> BalanceSource {
    match (&balance.live, balance.budget()) {
        (Some(_), _) => BalanceSource::Live,
        (None, Some(_)) => BalanceSource::Manual,
        (None, None) => BalanceSource::None,
    }
}

#[expect(clippy::float_arithmetic, reason = "a ratio for a bar, not an amount")]
fn fraction(remaining: Option<Money>, reference: Option<Money>) -> Option<f64> {
    let reference = reference.filter(|mark| *mark > Money::ZERO)?;
    Some(dollars(remaining?) / dollars(reference))
}

fn shown(
    balance: &Balance,
    display: MoneyFormat,
    provenance: String,
) -> Result<BudgetDisplay, TooLarge> {
    let total = |money: Money| Amount::total(money, display);
    let remaining = balance.remaining()?;
    let reference = balance
        .reference()
        .map(|mark| format::total(mark, display))
        .transpose()?;
    Ok(BudgetDisplay {
        header: format::header(balance, display)?,
        provenance,
        budget: balance.budget().map(total).transpose()?,
        remaining: remaining.map(total).transpose()?,
        remaining_dollars: remaining
            .filter(|_| format::is_beside_dollars(display))
            .map(|left| format::total(left, display.in_dollars()))
            .transpose()?,
        held: balance
            .live
            .as_ref()
            .map(|live| format::pending_charges(live, display))
            .transpose()?
            .flatten(),
        status: format::status(balance)?,
        reference: reference.map(|mark| say!("of-reference", reference = mark)),
        spent: total(balance.spent.cost)?,
        spent_since: total(balance.since.cost)?,
        spent_today: total(balance.today.cost)?,
        unpriced: format::unpriced(balance.spent.unpriced),
        unpriced_since: format::unpriced(balance.since.unpriced),
        alert: alert(balance, display)?,
        one_to_one: display
            .is_one_to_one_under_another_sign()
            .then(|| say!("one-to-one")),
    })
}

fn alert(balance: &Balance, display: MoneyFormat) -> Result<Option<Alert>, TooLarge> {
    let (Some(remaining), Level::Low) = (balance.remaining()?, balance.level()?) else {
        return Ok(None);
    };
    let left = format::total_with_dollars(remaining, display)?;
    let title = match format::share(balance)? {
        Some(share) => say!("low-budget-share", left = left, share = share),
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
