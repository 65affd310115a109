//! What callers send, as JSON values: typed text, numbers, null. Checked here, whatever the page or a
//! script has checked before.

use chrono::{DateTime, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::Error;
use crate::domain::amount::{self, AmountError, Rules};
use crate::domain::currency::{Currency, Display, Rate, RateError};
use crate::domain::day;
use crate::domain::estimate::{CountError, Counts, MAX_VIDEO_SECONDS};
use crate::domain::money::Money;
use crate::domain::settings::Settings;

/// A balance: typed text or a number; null clears.
pub fn budget(value: &Value, display: Display) -> Result<Option<Money>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    Ok(Some(Money::from_dollars_rounded(decimal(value, balance_rules(display))?)?))
}

/// Where a sign other than the dollar's would be a mistake, it is refused.
fn balance_rules(display: Display) -> Rules {
    if display.is_one_to_one_under_another_sign() { Rules::BALANCE } else { Rules::BALANCE.in_dollars() }
}

/// How many images and videos; what is missing or null counts as none.
pub fn counts(images: Option<&Value>, videos: Option<&Value>) -> Result<Counts, CountError> {
    Counts::new(count(images)?, count(videos)?)
}

fn count(value: Option<&Value>) -> Result<u32, CountError> {
    let whole = match value {
        None | Some(Value::Null) => return Ok(0),
        Some(Value::Number(number)) => number.to_string().parse::<Decimal>().ok().filter(Decimal::is_integer),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(0),
        Some(Value::String(text)) if is_digits(text.trim()) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let whole = whole.filter(|count: &Decimal| !count.is_sign_negative()).ok_or(CountError::NotWhole)?;
    u32::try_from(whole).map_err(|_| CountError::TooMany)
}

fn is_digits(text: &str) -> bool {
    text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The length of a video in seconds, above 0 and up to an hour; null and missing mean not given.
pub fn video_seconds(value: Option<&Value>) -> Result<Option<f64>, CountError> {
    let seconds = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let in_range = |seconds: &f64| *seconds > 0.0 && *seconds <= f64::from(MAX_VIDEO_SECONDS);
    seconds.filter(in_range).map(Some).ok_or(CountError::Duration)
}

/// The earlier time of a job; null, missing and empty mean now.
pub fn earlier<Z: TimeZone>(
    value: Option<&Value>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Option<DateTime<Utc>>, day::TimeError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => day::parse_past(text, now, zone).map(Some),
        Some(_) => Err(day::TimeError::Unreadable),
    }
}

/// Applies the choices that are named in `changes` and leaves the others. `rate: null` goes back to
/// 1 : 1; choosing dollars does so too; a rate belongs to the euro.
pub fn settings(changes: &Map<String, Value>, chosen: Settings, now: DateTime<Utc>) -> Result<Settings, Error> {
    let mut chosen = chosen;
    if let Some(value) = changes.get("currency") {
        chosen.display.currency = value.as_str().and_then(Currency::from_code).ok_or(RateError::Currency)?;
        chosen.currency_chosen = true;
    }
    if let Some(value) = changes.get("rate") {
        chosen.display.rate = rate(value, now)?;
        chosen.currency_chosen |= chosen.display.rate.is_some();
    }
    if chosen.display.currency == Currency::Usd {
        chosen.display.rate = None;
    }
    if let Some(value) = changes.get("imageRate") {
        chosen.rates.image = price(value)?;
    }
    if let Some(value) = changes.get("videoRate") {
        chosen.rates.video = price(value)?;
    }
    Ok(chosen)
}

fn rate(value: &Value, now: DateTime<Utc>) -> Result<Option<Rate>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    let per_dollar = decimal(value, Rules::RATE)?;
    let sensible = Decimal::new(1, 4)..=Decimal::from(10_000);
    if !sensible.contains(&per_dollar) {
        return Err(RateError::OutOfRange.into());
    }
    Ok(Some(Rate { per_dollar, set_at: now }))
}

/// The price of one, in dollars.
fn price(value: &Value) -> Result<Money, Error> {
    Ok(Money::from_dollars_rounded(decimal(value, Rules::PRICE.in_dollars())?)?)
}

/// Text is read as people type it. A JSON number has one meaning: its point is the decimal mark.
fn decimal(value: &Value, rules: Rules) -> Result<Decimal, AmountError> {
    match value {
        Value::String(text) => amount::parse(text, rules),
        Value::Number(number) => amount::parse(&number.to_string(), Rules { never_thousands: true, ..rules }),
        _ => Err(AmountError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const EURO: Display = Display { currency: Currency::Eur, rate: None };

    fn nano(value: &Value) -> Option<i64> {
        budget(value, EURO).unwrap().map(Money::nano)
    }

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_balance_is_text_a_number_or_null() {
        assert_eq!(nano(&json!("10,00")), Some(10_000_000_000));
        assert_eq!(nano(&json!(10)), Some(10_000_000_000));
        assert_eq!(nano(&json!(7.5)), Some(7_500_000_000));
        assert_eq!(nano(&json!(0)), Some(0));
        assert_eq!(nano(&Value::Null), None);
    }

    #[test]
    fn no_other_json_becomes_a_balance() {
        for value in [
            json!(-1),
            json!("NaN"),
            json!("1e309"),
            json!(1e21),
            json!([5]),
            json!({"a": 5}),
            json!(true),
            json!(1.005),
            json!(""),
        ] {
            assert_eq!(budget(&value, EURO).unwrap_err().code(), "invalid_amount", "{value}");
        }
    }

    #[test]
    fn with_dollars_or_a_rate_the_euro_sign_is_refused() {
        let dollars = Display { currency: Currency::Usd, rate: None };
        let rate = Display {
            currency: Currency::Eur,
            rate: Some(Rate { per_dollar: Decimal::ONE, set_at: DateTime::UNIX_EPOCH }),
        };
        assert!(budget(&json!("10 €"), EURO).is_ok());
        assert!(budget(&json!("10 €"), dollars).is_err());
        assert!(budget(&json!("10 €"), rate).is_err());
        assert!(budget(&json!("$10"), rate).is_ok());
    }

    #[test]
    fn counts_are_whole_and_bounded() {
        let images = |value: Value| counts(Some(&value), None).map(|_| ());
        for value in [json!(1), json!("2"), json!(" 3 "), json!(10_000), json!(2.0)] {
            assert_eq!(images(value.clone()), Ok(()), "{value}");
        }
        for (value, reason) in [
            (json!(0), CountError::Nothing),
            (json!(""), CountError::Nothing),
            (Value::Null, CountError::Nothing),
            (json!(-1), CountError::NotWhole),
            (json!(1.5), CountError::NotWhole),
            (json!("two"), CountError::NotWhole),
            (json!("-2"), CountError::NotWhole),
            (json!([1]), CountError::NotWhole),
            (json!({}), CountError::NotWhole),
            (json!(true), CountError::NotWhole),
            (json!(1_000_000), CountError::TooMany),
            (json!("99999999999"), CountError::TooMany),
        ] {
            assert_eq!(images(value.clone()), Err(reason), "{value}");
        }
    }

    #[test]
    fn a_video_has_a_length_or_none() {
        assert_eq!(video_seconds(None), Ok(None));
        assert_eq!(video_seconds(Some(&json!(5))), Ok(Some(5.0)));
        assert_eq!(video_seconds(Some(&json!(3600))), Ok(Some(3600.0)));
        for value in [json!(0), json!(-1), json!(3600.5), json!("NaN"), json!("long"), json!([])] {
            assert_eq!(video_seconds(Some(&value)), Err(CountError::Duration), "{value}");
        }
    }

    #[test]
    fn settings_change_only_what_is_named() {
        let start = Settings::default();
        let dollars = settings(&map(&json!({"currency": "USD"})), start, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(
            (dollars.display.currency, dollars.currency_chosen, dollars.rates),
            (Currency::Usd, true, start.rates)
        );

        let rated = settings(&map(&json!({"rate": "0,93"})), start, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(rated.display.rate.unwrap().per_dollar, Decimal::new(93, 2));
        assert!(rated.currency_chosen);
        let back = settings(&map(&json!({"rate": null})), rated, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(back.display.rate, None);
        let to_dollars = settings(&map(&json!({"currency": "USD"})), rated, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(to_dollars.display.rate, None);

        let dear =
            settings(&map(&json!({"imageRate": "0.03", "videoRate": 0.5})), start, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!((dear.rates.image.nano(), dear.rates.video.nano()), (30_000_000, 500_000_000));
    }

    #[test]
    fn senseless_settings_are_refused() {
        for (changes, code) in [
            (json!({"currency": "GBP"}), "invalid_currency"),
            (json!({"currency": 1}), "invalid_currency"),
            (json!({"rate": 0}), "invalid_rate"),
            (json!({"rate": "100000"}), "invalid_rate"),
            (json!({"rate": "-1"}), "invalid_amount"),
            (json!({"imageRate": "-0.01"}), "invalid_amount"),
            (json!({"videoRate": null}), "invalid_amount"),
            (json!({"videoRate": "€0.05"}), "invalid_amount"),
        ] {
            let error = settings(&map(&changes), Settings::default(), DateTime::UNIX_EPOCH).unwrap_err();
            assert_eq!(error.code(), code, "{changes}");
        }
    }
}
