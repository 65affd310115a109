//! Figures as the strings that window, tray and command line print. An amount is rounded, converted
//! and hidden here and nowhere else, so that no two places can show it differently.

mod account_lock;
mod alert;
mod change;
pub mod counts;
mod date;
mod gateway;
mod guard;
mod import;
mod live;
mod number;
mod spending;
mod tariff;
mod unit;

pub use account_lock::{account_lock, help, lock_report};
pub use alert::{alert, alert_means, recovered};
pub use change::{change, job_title};
pub use date::{age, date, days, moment, month, month_with_year};
pub use gateway::{calls, lines, open_calls, progress, run_key_place, runs_elsewhere, unwritten};
pub use guard::{
    GatewayUse, can_spend, guard_gap, guard_status, nothing_known_to_spend, refusal, refused_call,
    scoped_limit,
};
pub use import::{asked_refunds, imported, preview, saved_rows, verdicts};
pub use live::{
    key_place, live_provenance, pending_charges, record, record_failure, short_sync_error,
    to_replace,
};
pub use number::{capitalised, typed};
pub use spending::{
    difference, discrepancy, forecast, group, jobs_with_unpriced, lasts, off, paces, range, share,
    sum,
};
pub use tariff::{parameter, tariff, word};
pub use unit::{
    count_more_of, count_of, in_fals_words, plural, price_per, quantity_label, units_of,
};

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::balance::Balance;
use fal_budget_domain::balance::entry::EntryOrigin;
use fal_budget_domain::balance::level::Level;
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::jobs::NewJob;
use fal_budget_domain::jobs::record::MeteringError;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::price::{Price, PriceSource};
use fal_budget_i18n::say;
use number::{floored, grouped, percents, rounded, two_significant};
use rust_decimal::Decimal;

/// Stands in place of every amount while amounts are hidden. [`signed`] puts it there, and every
/// amount passes through [`signed`].
pub const HIDDEN: &str = "•••";

/// Formats a total with two decimals, rounded half away from zero. An amount below a cent that is
/// not zero is `< €0.01`.
pub fn total(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(to_the_cent(display.convert(money)?, rounded, display))
}

/// Formats what is left, as [`total`] but rounded down: nobody has more than it says.
pub fn left(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(to_the_cent(display.convert(money)?, floored, display))
}

/// Formats what was spent since `budget` was entered, of which `remaining` is left: the difference
/// of the two as they are shown, so that the three add up.
pub fn spent_of(budget: Money, remaining: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let (budget, remaining) = (display.convert(budget)?, display.convert(remaining)?);
    if budget == remaining {
        return Ok(signed(Decimal::ZERO, 2, display));
    }
    let shown = rounded(budget, 2) - floored(remaining, 2);
    Ok(to_the_cent(shown, rounded, display))
}

fn to_the_cent(value: Decimal, round: fn(Decimal, u32) -> Decimal, display: MoneyFormat) -> String {
    let cent = Decimal::new(1, 2);
    // Zero is an amount that is known exactly. Rounded to it, a few jobs of a fraction of a cent
    // would look free, and the last of a balance spent.
    if display.hidden || value.is_zero() || value.abs() >= cent {
        signed(round(value, 2), 2, display)
    } else if value.is_sign_negative() {
        say!("amount-more-than", amount = signed(-cent, 2, display))
    } else {
        say!("amount-less-than", amount = signed(cent, 2, display))
    }
}

/// Formats a cost, estimate or unit price with two to four decimals, and below a tenth of a cent
/// with two significant digits.
pub fn price(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let value = display.convert(money)?;
    // Units such as a second of computing cost a small part of a cent: with four decimals their
    // price would be zero.
    let value = if value.abs() >= Decimal::new(1, 3) {
        rounded(value, 4)
    } else {
        two_significant(value)
    };
    Ok(signed(value, 2, display))
}

/// Formats an amount to the last digit, for hover and copy, with the dollars beside it when it is
/// converted.
pub fn exact(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let shown = signed(display.convert(money)?, 2, display);
    Ok(if is_beside_dollars(display) {
        beside(&shown, &exact(money, display.in_dollars())?)
    } else {
        shown
    })
}

/// True when fal's dollars are shown beside an amount.
#[must_use]
pub const fn is_beside_dollars(display: MoneyFormat) -> bool {
    // Beside a hidden amount there is nothing to compare, and one mark hides as well as two.
    display.rate.is_some() && !display.hidden
}

/// Formats a total, with the dollars beside it when it is converted.
pub fn total_with_dollars(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    with_dollars(money, total, display)
}

/// Formats what is left, with the dollars beside it when it is converted.
pub fn left_with_dollars(money: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    with_dollars(money, left, display)
}

fn with_dollars(
    money: Money,
    format: fn(Money, MoneyFormat) -> Result<String, TooLarge>,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let shown = format(money, display)?;
    Ok(if is_beside_dollars(display) {
        beside(&shown, &format(money, display.in_dollars())?)
    } else {
        shown
    })
}

fn beside(shown: &str, dollars: &str) -> String {
    say!("amount-with-dollars", amount = shown, dollars = dollars)
}

/// Formats the line of the header and the tray: `Budget: €7.50`, or `Spent: €2.50` while no budget
/// is set.
pub fn header(balance: &Balance, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(match balance.remaining()? {
        Some(remaining) => say!(
            "header-budget",
            amount = left_with_dollars(remaining, display)?
        ),
        None => say!(
            "header-spent",
            amount = total_with_dollars(balance.spent.cost, display)?
        ),
    })
}

/// The remaining share in words that carry the level without its colour. Returns `None` while no
/// balance is known.
pub fn status(balance: &Balance, share: Option<Share>) -> Result<Option<String>, TooLarge> {
    let live = balance.live.as_ref();
    if balance.is_locked() {
        return Ok(Some(say!("status-locked")));
    }
    let Some(remaining) = balance.remaining()? else {
        return Ok(None);
    };
    if remaining < Money::ZERO {
        return Ok(Some(if live.is_some() {
            say!("status-below-zero")
        } else {
            say!("status-overspent")
        }));
    }
    Ok(Some(match share.and_then(percent_left) {
        None => say!("status-nothing-left"),
        Some(share) if balance.level()? == Level::Low => say!("status-left-low", share = share),
        Some(share) => say!("status-left", share = share),
    }))
}

/// The remaining share: `18 %`, `< 1 %`. Returns `None` when nothing is left.
#[must_use]
pub fn percent_left(share: Share) -> Option<String> {
    Some(match share.whole_percents()? {
        0 => say!("amount-less-than", amount = percents("1")),
        number => percents(&number.to_string()),
    })
}

/// Names the source of the balance and its time.
pub fn provenance<Z: TimeZone<Offset: Display>>(
    balance: &Balance,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    if let Some(live) = &balance.live {
        return live_provenance(&live.connection, balance.is_locked(), now, zone);
    }
    match balance.entry {
        Some(entry) if entry.amount.is_some() => {
            let moment = moment(entry.at, now, zone);
            if matches!(entry.origin, EntryOrigin::Typed { .. }) {
                say!("provenance-by-hand", moment = moment)
            } else {
                // Read from fal once, and estimated from there since the key was disconnected.
                say!("provenance-last-read", moment = moment)
            }
        }
        _ => say!("provenance-jobs"),
    }
}

/// Names the source of an entry's amount.
#[must_use]
pub fn entry_origin(origin: EntryOrigin) -> String {
    match origin {
        EntryOrigin::Typed { .. } => say!("entry-by-hand"),
        EntryOrigin::Connected => say!("entry-connected"),
        EntryOrigin::ToppedUp => say!("entry-topped-up"),
        EntryOrigin::Disconnected => say!("entry-disconnected"),
    }
}

/// Counts the jobs that a sum leaves out because their price is not known. Returns `None` when
/// there are none.
#[must_use]
pub fn unpriced(jobs: i64) -> Option<String> {
    (jobs > 0).then(|| say!("jobs-unpriced", jobs = jobs, number = jobs.to_string()))
}

/// Stands in place of a price that is not known.
#[must_use]
pub fn no_price() -> String {
    say!("no-price")
}

/// Says of a model that what is metered of it is uncertain, and why.
pub fn metering_error(error: &MeteringError, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(say!(
        "metering-error",
        billed = price(error.billed, display)?,
        metered = price(error.metered, display)?
    ))
}

/// Names the source of a price, with its date.
#[must_use]
pub fn price_source(price: &Price) -> String {
    let date = price.as_of.as_str();
    match price.source {
        PriceSource::Assumed => say!("price-assumed"),
        PriceSource::List => say!(
            "price-of-the-list",
            date = date,
            origin = price.cited_from.as_str()
        ),
        PriceSource::Fal => say!("price-of-fal", date = date),
        PriceSource::User => say!("price-of-yours", date = date),
    }
}

/// Formats the price of one unit on the day of a job, with its source. Returns `None` when no price
/// was known.
pub fn job_price(job: &NewJob, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let Some(amount) = job.unit_price else {
        return Ok(None);
    };
    let price = price_per(amount, &job.unit, display)?;
    Ok(Some(match job.price_source {
        Some(PriceSource::Assumed) => say!("job-price-assumed", price = price),
        Some(PriceSource::List) => say!("job-price-of-the-list", price = price),
        Some(PriceSource::Fal) => say!("job-price-of-fal", price = price),
        Some(PriceSource::User) => say!("job-price-of-yours", price = price),
        None => price,
    }))
}

/// Counts more jobs of the same kind: `98 more like it`.
#[must_use]
pub fn count_more(count: i64) -> String {
    say!(
        "more-like-it",
        count = count,
        number = grouped(Decimal::from(count))
    )
}

/// Formats an amount as `−€1,234.50`: sign, currency, grouped digits, at least `decimals` places.
/// No amount becomes text in any other way, so hiding amounts needs no other place either.
fn signed(value: Decimal, decimals: u32, display: MoneyFormat) -> String {
    if display.hidden {
        return HIDDEN.to_owned();
    }
    let mut value = value.normalize();
    // Only ever more places: `rescale` to fewer would round a second time.
    if value.scale() < decimals {
        value.rescale(decimals);
    }
    // A decimal keeps the sign of a zero, which nobody wants to read.
    let minus = if value.is_sign_negative() && !value.is_zero() {
        "−"
    } else {
        ""
    };
    say!(
        "amount",
        minus = minus,
        sign = display.currency.sign().to_string(),
        digits = grouped(value.abs())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;
    use fal_budget_domain::balance::Spent;
    use fal_budget_domain::balance::entry::Entry;
    use fal_budget_domain::jobs::operation::Operation;
    use fal_budget_domain::money::currency::{Currency, Rate};
    use fal_budget_i18n::Language;

    const EURO: MoneyFormat = MoneyFormat {
        currency: Currency::Eur,
        rate: None,
        hidden: false,
    };

    fn converted() -> MoneyFormat {
        MoneyFormat {
            rate: Some(Rate {
                per_dollar: Decimal::new(93, 2),
                set_at: DateTime::UNIX_EPOCH,
            }),
            ..EURO
        }
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
        assert_eq!(
            total_with_dollars(amount, converted()).unwrap(),
            "€6.98 ($7.50)"
        );
        assert_eq!(exact(amount, converted()).unwrap(), "€6.975 ($7.50)");
        assert_eq!(total_with_dollars(amount, EURO).unwrap(), "€7.50");
        assert_eq!(
            exact(Money::from_nano(7_475_000_001), EURO).unwrap(),
            "€7.475000001"
        );
    }

    #[test]
    fn hidden_amounts_tell_nothing_whatever_they_are() {
        for display in [EURO, converted(), MoneyFormat::DOLLARS] {
            let hidden = MoneyFormat {
                hidden: true,
                ..display
            };
            for nano in [
                0,
                1,
                -1,
                9_999_999,
                7_475_000_000,
                -7_475_000_000,
                1_000_000_000_000_000_000,
            ] {
                let money = Money::from_nano(nano);
                for shown in [total, price, exact, total_with_dollars] {
                    assert_eq!(shown(money, hidden).unwrap(), HIDDEN, "{nano}");
                }
            }
            let figure = balance(1000, 1000, 250);
            assert_eq!(header(&figure, hidden).unwrap(), "Budget: •••");
            assert_eq!(
                status_of(&figure).as_deref(),
                Some("75 % left"),
                "the level stays"
            );
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
        let spent = Spent {
            cost: cents(since),
            unpriced: 0,
        };
        Balance {
            entry: Some(entry),
            spent,
            since: spent,
            today: spent,
            live: None,
            lock: None,
        }
    }

    fn status_of(balance: &Balance) -> Option<String> {
        status(balance, balance.share().unwrap()).unwrap()
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
            assert_eq!(
                status_of(&balance(amount, reference, since)).as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn moments_are_local_and_drop_this_year() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
        assert_eq!(
            moment("2026-11-02T23:02:00Z".parse().unwrap(), now, &zone),
            "3 Nov, 00:02"
        );
        assert_eq!(
            moment("2025-11-22T13:02:00Z".parse().unwrap(), now, &zone),
            "22 Nov 2025, 14:02"
        );
    }

    #[test]
    fn one_is_not_plural() {
        assert_eq!(count_of(1, Operation::Image), "1 image");
        assert_eq!(count_of(1_246, Operation::Video), "1,246 videos");
        assert_eq!(unpriced(0), None);
        assert_eq!(unpriced(1).as_deref(), Some("+ 1 job of unknown price"));
    }

    #[test]
    fn a_french_person_reads_amounts_as_at_home() {
        Language::from_tag("fr").unwrap().scope(|| {
            let shown = |nano| total(Money::from_nano(nano), EURO).unwrap();
            assert_eq!(shown(7_500_000_000), "7,50\u{a0}€");
            assert_eq!(
                shown(-1_234_567_890_000_000),
                "−1\u{202f}234\u{202f}567,89\u{a0}€"
            );
            assert_eq!(shown(1), "<\u{a0}0,01\u{a0}€");
            let amount = Money::from_nano(7_500_000_000);
            assert_eq!(
                total_with_dollars(amount, converted()).unwrap(),
                "6,98\u{a0}€ (7,50\u{a0}$)"
            );
            assert_eq!(
                header(&balance(1000, 1000, 250), EURO).unwrap(),
                "Budget\u{a0}: 7,50\u{a0}€"
            );
            assert_eq!(
                status_of(&balance(180, 1000, 0)).unwrap(),
                "il ne reste que 18\u{a0}%"
            );
            assert_eq!(
                price_per(Money::from_nano(30_000_000), "megapixels", EURO).unwrap(),
                "0,03\u{a0}€ par mégapixel"
            );
            assert_eq!(
                typed(Decimal::new(12_345_678, 3)),
                "12345,678",
                "as it can be typed back"
            );
        });
    }

    #[test]
    fn a_french_person_reads_dates_and_plurals_as_at_home() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-22T14:00:00Z");
        Language::from_tag("fr").unwrap().scope(|| {
            assert_eq!(
                moment(at("2026-11-02T23:02:00Z"), now, &zone),
                "3 nov. à 00:02"
            );
            assert_eq!(
                moment(at("2025-08-01T13:02:00Z"), now, &zone),
                "1er août 2025 à 14:02"
            );
            assert_eq!(unpriced(1).unwrap(), "+ 1 tâche de prix inconnu");
            assert_eq!(
                units_of(Decimal::ZERO, "images"),
                "0\u{a0}image",
                "nothing is singular"
            );
            assert_eq!(units_of(Decimal::new(15, 1), "seconds"), "1,5\u{a0}seconde");
            assert_eq!(
                units_of(Decimal::from(2_500), "compute seconds"),
                "2\u{202f}500\u{a0}secondes de calcul"
            );
        });
    }

    #[test]
    fn units_are_named_as_one_and_as_many() {
        for (unit, one, two) in [
            ("images", "1 image", "2 images"),
            ("megapixels", "1 megapixel", "2 megapixels"),
            (
                "1000 characters",
                "1 thousand characters",
                "2 thousand characters",
            ),
            ("compute seconds", "1 compute second", "2 compute seconds"),
            ("video segments", "1 video segment", "2 video segments"),
            (
                "widgets of a new kind",
                "1 widgets of a new kind",
                "2 widgets of a new kind",
            ),
        ] {
            assert_eq!(
                (units_of(Decimal::ONE, unit), units_of(Decimal::TWO, unit)),
                (one.to_owned(), two.to_owned())
            );
        }
        assert_eq!(units_of(Decimal::new(5, 1), "images"), "0.5 images");
        assert_eq!(
            (in_fals_words("Image"), in_fals_words("widgets")),
            ("images".to_owned(), "widgets".to_owned())
        );
        Language::from_tag("fr").unwrap().scope(|| {
            for (named, unit) in [
                ("Mégapixels", "megapixels"),
                ("seconde de calcul", "compute seconds"),
                ("images", "images"),
            ] {
                assert_eq!(in_fals_words(named), unit);
            }
        });
    }
}
