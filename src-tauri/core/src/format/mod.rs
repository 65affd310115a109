//! Figures as the strings that window, tray and command line print: decided here, once.

mod alert;
pub mod counts;
mod gateway;
mod guard;
mod import;
mod live;
mod spending;

pub use alert::{alert, alert_means, recovered};
pub use gateway::{RUNS_ELSEWHERE, caller_locked, calls, lines, open_calls, progress, run_key_place, unwritten};
pub use guard::{can_spend, guard_gap, guard_status, refusal, refused_call};
pub use import::{counted_jobs, looked, verdicts};
pub use live::{age, held, key_place, live_provenance, lock_report, locked, reason, record, to_replace, trouble};
pub use spending::{drift, forecast, group, jobs_with_unpriced, off};

use chrono::{DateTime, Datelike, TimeZone, Utc};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::balance::Balance;
use crate::domain::currency::Display;
use crate::domain::entry::{Entry, EntryOrigin};
use crate::domain::job::{Job, NewJob, Subject};
use crate::domain::level::Level;
use crate::domain::money::{Money, TooLarge};
use crate::domain::operation::Operation;
use crate::domain::price::{Price, PriceSource};
use crate::domain::units;
use crate::ledger::{Deed, NAMED};

/// What stands in place of every amount while amounts are hidden. Nothing that shows an amount goes past
/// [`signed`], which knows.
pub const HIDDEN: &str = "•••";

/// A balance or total with two decimals, half away from zero. Not zero, yet less than a cent, is
/// `< €0.01`.
pub fn total(money: Money, display: Display) -> Result<String, TooLarge> {
    let (value, cent) = (display.convert(money)?, Decimal::new(1, 2));
    Ok(if display.hidden || value.is_zero() || value.abs() >= cent {
        signed(rounded(value, 2), 2, display)
    } else if value.is_sign_negative() {
        format!("> {}", signed(-cent, 2, display))
    } else {
        format!("< {}", signed(cent, 2, display))
    })
}

/// A cost, estimate or unit price: two to four decimals, and two significant digits where four would
/// leave fewer.
pub fn price(money: Money, display: Display) -> Result<String, TooLarge> {
    let value = display.convert(money)?;
    let value = if value.abs() >= Decimal::new(1, 3) { rounded(value, 4) } else { two_significant(value) };
    Ok(signed(value, 2, display))
}

/// The amount to the last digit, for hover and copy, with the dollars where it is converted.
pub fn exact(money: Money, display: Display) -> Result<String, TooLarge> {
    let shown = signed(display.convert(money)?, 2, display);
    Ok(if is_beside_dollars(display) { format!("{shown} ({})", exact(money, display.in_dollars())?) } else { shown })
}

/// Whether fal's dollars stand beside what is shown.
#[must_use]
pub const fn is_beside_dollars(display: Display) -> bool {
    display.rate.is_some() && !display.hidden
}

/// A total with the dollars beside it where it is converted.
pub fn total_with_dollars(money: Money, display: Display) -> Result<String, TooLarge> {
    let shown = total(money, display)?;
    Ok(if is_beside_dollars(display) { format!("{shown} ({})", total(money, display.in_dollars())?) } else { shown })
}

/// The line of the header and the tray: `Budget: €7.50`, or `Spent: €2.50` while no budget is set.
pub fn header(balance: &Balance, display: Display) -> Result<String, TooLarge> {
    Ok(match balance.remaining()? {
        Some(remaining) => format!("Budget: {}", total_with_dollars(remaining, display)?),
        None => format!("Spent: {}", total_with_dollars(balance.spent.cost, display)?),
    })
}

/// How much of the reference is left, in words that carry the level without its colour.
pub fn status(balance: &Balance) -> Result<Option<String>, TooLarge> {
    if balance.live.as_ref().is_some_and(|live| live.connection.lock.is_some()) {
        return Ok(Some("locked".to_owned()));
    }
    let Some(remaining) = balance.remaining()? else { return Ok(None) };
    if remaining < Money::ZERO {
        return Ok(Some(if balance.live.is_some() { "below zero" } else { "overspent" }.to_owned()));
    }
    let word = if balance.level()? == Level::Low { ", low" } else { "" };
    Ok(Some(share(balance)?.map_or_else(|| "nothing left".to_owned(), |left| format!("{left} left{word}"))))
}

/// How much of the reference is left: `18 %`; none where nothing is left, or nothing known.
pub fn share(balance: &Balance) -> Result<Option<String>, TooLarge> {
    Ok(balance.remaining()?.zip(balance.reference()).and_then(|(left, reference)| percent(left, reference)))
}

/// Whole percents, rounded down so that 24.9 % is never shown as the 25 % that it is not.
fn percent(part: Money, whole: Money) -> Option<String> {
    let (part, whole) = (i128::from(part.nano()), i128::from(whole.nano()));
    if part <= 0 || whole <= 0 {
        return None;
    }
    Some(match part * 100 / whole {
        0 => "< 1 %".to_owned(),
        percents => format!("{percents} %"),
    })
}

/// A moment as the local clock showed it; the year only where it is not this one.
pub fn moment<Z: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let local = at.with_timezone(zone);
    let form = if local.year() == now.with_timezone(zone).year() { "%-d %b, %H:%M" } else { "%-d %b %Y, %H:%M" };
    local.format(form).to_string()
}

/// Where the figure comes from and when.
pub fn provenance<Z: TimeZone>(balance: &Balance, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    if let Some(live) = &balance.live {
        return live_provenance(&live.connection, now, zone);
    }
    match balance.entry {
        Some(Entry { amount: Some(_), at, origin: EntryOrigin::Typed { .. }, .. }) => {
            format!("entered by hand · {}", moment(at, now, zone))
        }
        Some(Entry { amount: Some(_), at, .. }) => format!("last read from fal.ai · {}", moment(at, now, zone)),
        _ => "estimated from logged jobs · no budget set".to_owned(),
    }
}

/// Where an entry's amount comes from.
#[must_use]
pub const fn entry_origin(origin: EntryOrigin) -> &'static str {
    match origin {
        EntryOrigin::Typed { .. } => "by hand",
        EntryOrigin::Connected => "fal.ai, when connected",
        EntryOrigin::ToppedUp => "fal.ai, after a top-up",
        EntryOrigin::Disconnected => "fal.ai, when disconnected",
    }
}

/// Jobs that a sum leaves out because their price is not known.
#[must_use]
pub fn unpriced(jobs: i64) -> Option<String> {
    match jobs {
        0 => None,
        1 => Some("+ 1 job of unknown price".to_owned()),
        jobs => Some(format!("+ {jobs} jobs of unknown price")),
    }
}

/// What a job was: `2 images`, or a model with its quantity.
#[must_use]
pub fn job_title(job: &NewJob) -> String {
    match &job.subject {
        Subject::Correction => "Correction".to_owned(),
        Subject::Operation(operation) => counted(&grouped(job.quantity), job.quantity == Decimal::ONE, *operation),
        Subject::Model(model) => format!("{model}, {}", units_of(job.quantity, &job.unit)),
    }
}

/// A quantity with its unit: `2.5 seconds`.
#[must_use]
pub fn units_of(quantity: Decimal, unit: &str) -> String {
    format!("{} {}", grouped(rounded(quantity, 3).normalize()), units::name(unit, quantity == Decimal::ONE))
}

/// What stands in place of a price that is not known.
pub const NO_PRICE: &str = "no price is known";

/// The price of a unit: `€0.03 per megapixel`.
pub fn price_per(amount: Money, unit: &str, display: Display) -> Result<String, TooLarge> {
    let unit = if unit == "1000 characters" { unit } else { units::name(unit, true) };
    Ok(format!("{} per {unit}", price(amount, display)?))
}

/// Where a price is known from, with its date.
#[must_use]
pub fn price_source(price: &Price) -> String {
    match price.source {
        PriceSource::Assumed => "assumed".to_owned(),
        PriceSource::List => format!("list price of {} ({})", price.as_of, price.origin),
        PriceSource::Fal => format!("fal.ai's price of {}", price.as_of),
        PriceSource::User => format!("your price of {}", price.as_of),
    }
}

/// The price of one unit of a job on its day, and whose it was.
pub fn job_price(job: &NewJob, display: Display) -> Result<Option<String>, TooLarge> {
    let Some(amount) = job.unit_price else { return Ok(None) };
    let source = match job.price_source {
        Some(PriceSource::Assumed) => ", assumed",
        Some(PriceSource::List) => ", list price",
        Some(PriceSource::Fal) => ", fal.ai's price",
        Some(PriceSource::User) => ", your price",
        None => "",
    };
    Ok(Some(format!("{}{source}", price_per(amount, &job.unit, display)?)))
}

/// How many more of the same something buys: `98 more like it`.
#[must_use]
pub fn count_more(count: i64) -> String {
    format!("{} more like it", grouped(Decimal::from(count)))
}

/// How many of an operation something buys: `246 images`.
#[must_use]
pub fn count_of(count: i64, operation: Operation) -> String {
    counted(&grouped(Decimal::from(count)), count == 1, operation)
}

fn counted(number: &str, one: bool, operation: Operation) -> String {
    format!("{number} {}{}", operation.name(), if one { "" } else { "s" })
}

/// What a change did, to stand after *Undo* or *Undone:*.
pub fn deed(deed: &Deed, display: Display) -> Result<String, TooLarge> {
    Ok(match deed {
        Deed::Balance(amount) => format!("balance {}", total(*amount, display)?),
        Deed::Reconcile(amount) => format!("reconciling with {}", total(*amount, display)?),
        Deed::Clear => "clearing the budget".to_owned(),
        Deed::Jobs(jobs) => jobs_deed(jobs, display)?,
        Deed::Import(jobs) => format!("importing {}", titles(jobs)),
        Deed::Reference(_) => "the new 100 % mark".to_owned(),
        Deed::Void(jobs) => format!("voiding {}", titles(jobs)),
        Deed::Restore(jobs) => format!("restoring {}", titles(jobs)),
        Deed::Correct(jobs) => format!("correcting {}", titles(jobs)),
        Deed::Price(endpoint) => format!("the price of {endpoint}"),
        Deed::PriceJobs(jobs) => format!("pricing {}", titles(jobs)),
        Deed::Replace(jobs) => format!("replacing {} by fal.ai's record", titles(jobs)),
        Deed::Settings => "the change of settings".to_owned(),
    })
}

fn jobs_deed(jobs: &[Job], display: Display) -> Result<String, TooLarge> {
    let titles = titles(jobs);
    if jobs.len() > NAMED as usize {
        return Ok(titles);
    }
    let costs = jobs.iter().filter_map(|job| job.what.cost);
    let cost = costs.clone().try_fold(Money::ZERO, Money::plus)?;
    Ok(if costs.count() == 0 { titles } else { format!("{titles}, {}", price(cost, display)?) })
}

/// What jobs were; many are counted.
fn titles(jobs: &[Job]) -> String {
    match jobs {
        [] => "no jobs".to_owned(),
        [one] => job_title(&one.what),
        [one, two] => format!("{} and {}", job_title(&one.what), job_title(&two.what)),
        many if many.len() > NAMED as usize => format!("more than {NAMED} jobs"),
        many => format!("{} jobs", many.len()),
    }
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn two_significant(value: Decimal) -> Decimal {
    value.round_sf_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).unwrap_or(value)
}

/// `−€1,234.50`: sign, currency, grouped digits, at least `decimals` places. The only way from an amount to
/// what is shown of it.
fn signed(value: Decimal, decimals: u32, display: Display) -> String {
    if display.hidden {
        return HIDDEN.to_owned();
    }
    let mut value = value.normalize();
    if value.scale() < decimals {
        value.rescale(decimals);
    }
    let minus = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
    format!("{minus}{}{}", display.currency.sign(), grouped(value.abs()))
}

fn grouped(value: Decimal) -> String {
    let text = value.to_string();
    let (whole, decimals) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut digits = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            digits.push(',');
        }
        digits.push(digit);
    }
    decimals.map_or(digits.clone(), |decimals| format!("{digits}.{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::balance::Spent;
    use crate::domain::currency::{Currency, Rate};
    use chrono::FixedOffset;

    const EURO: Display = Display { currency: Currency::Eur, rate: None, hidden: false };

    fn converted() -> Display {
        Display { rate: Some(Rate { per_dollar: Decimal::new(93, 2), set_at: DateTime::UNIX_EPOCH }), ..EURO }
    }

    #[test]
    fn totals_have_two_decimals() {
        for (nano, text) in [
            (0, "€0.00"),
            (7_500_000_000, "€7.50"),
            (7_475_000_000, "€7.48"),
            (7_465_000_000, "€7.47"),
            (7_474_999_999, "€7.47"),
            (-7_475_000_000, "−€7.48"),
            (10_000_000, "€0.01"),
            (9_999_999, "< €0.01"),
            (1, "< €0.01"),
            (-1, "> −€0.01"),
            (1_234_567_890_000_000, "€1,234,567.89"),
            (1_000_000_000_000_000_000, "€1,000,000,000.00"),
        ] {
            assert_eq!(total(Money::from_nano(nano), EURO).unwrap(), text);
        }
    }

    #[test]
    fn prices_keep_the_digits_that_matter() {
        for (nano, text) in [
            (0, "€0.00"),
            (25_000_000, "€0.025"),
            (50_000_000, "€0.05"),
            (500_000_000, "€0.50"),
            (1_110_000, "€0.0011"),
            (90_240_000, "€0.0902"),
            (850_000, "€0.00085"),
            (123_456, "€0.00012"),
            (32, "€0.000000032"),
            (1, "€0.000000001"),
        ] {
            assert_eq!(price(Money::from_nano(nano), EURO).unwrap(), text);
        }
    }

    #[test]
    fn a_rate_converts_and_keeps_the_dollars_in_sight() {
        let amount = Money::from_nano(7_500_000_000);
        assert_eq!(total_with_dollars(amount, converted()).unwrap(), "€6.98 ($7.50)");
        assert_eq!(exact(amount, converted()).unwrap(), "€6.975 ($7.50)");
        assert_eq!(total_with_dollars(amount, EURO).unwrap(), "€7.50");
        assert_eq!(exact(Money::from_nano(7_475_000_001), EURO).unwrap(), "€7.475000001");
    }

    #[test]
    fn hidden_amounts_tell_nothing_whatever_they_are() {
        for display in [EURO, converted(), Display::DOLLARS] {
            let hidden = Display { hidden: true, ..display };
            for nano in [0, 1, -1, 9_999_999, 7_475_000_000, -7_475_000_000, 1_000_000_000_000_000_000] {
                let money = Money::from_nano(nano);
                for shown in [total, price, exact, total_with_dollars] {
                    assert_eq!(shown(money, hidden).unwrap(), HIDDEN, "{nano}");
                }
            }
            let figure = balance(1000, 1000, 250);
            assert_eq!(header(&figure, hidden).unwrap(), "Budget: •••");
            assert_eq!(status(&figure).unwrap().as_deref(), Some("75 % left"), "the level stays");
        }
    }

    fn balance(amount: i64, reference: i64, since: i64) -> Balance {
        let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
        let entry = Entry {
            id: 1,
            origin: EntryOrigin::Typed { change_id: 1 },
            at: DateTime::UNIX_EPOCH,
            amount: Some(cents(amount)),
            reference: Some(cents(reference)),
            undone_at: None,
        };
        let spent = Spent { cost: cents(since), unpriced: 0 };
        Balance { entry: Some(entry), spent, since: spent, today: spent, live: None }
    }

    #[test]
    fn the_header_names_what_it_shows() {
        let mut figure = balance(1000, 1000, 250);
        assert_eq!(header(&figure, EURO).unwrap(), "Budget: €7.50");
        figure.entry = None;
        assert_eq!(header(&figure, EURO).unwrap(), "Spent: €2.50");
    }

    #[test]
    fn the_level_is_also_a_word() {
        for (amount, reference, since, text) in [
            (1000, 1000, 250, "75 % left"),
            (1000, 1000, 750, "25 % left"),
            (1000, 1000, 751, "24 % left, low"),
            (180, 1000, 0, "18 % left, low"),
            (1000, 1000, 999, "< 1 % left, low"),
            (1000, 1000, 1000, "nothing left"),
            (1000, 1000, 1001, "overspent"),
            (0, 0, 0, "nothing left"),
        ] {
            assert_eq!(status(&balance(amount, reference, since)).unwrap().as_deref(), Some(text));
        }
    }

    #[test]
    fn moments_are_local_and_drop_this_year() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-11-02T23:02:00Z".parse().unwrap(), now, &zone), "3 Nov, 00:02");
        assert_eq!(moment("2025-11-22T13:02:00Z".parse().unwrap(), now, &zone), "22 Nov 2025, 14:02");
    }

    #[test]
    fn one_is_not_plural() {
        assert_eq!(count_of(1, Operation::Image), "1 image");
        assert_eq!(count_of(1_246, Operation::Video), "1,246 videos");
        assert_eq!(unpriced(0), None);
        assert_eq!(unpriced(1).as_deref(), Some("+ 1 job of unknown price"));
    }
}
