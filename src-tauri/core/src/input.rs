//! What callers send, as JSON values: typed text, numbers, null. Checked here, whatever the page or
//! a script has checked before.

use chrono::{DateTime, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::Error;
use crate::domain::amount::{self, AmountError, AmountRules};
use crate::domain::currency::{Currency, MoneyFormat, Rate, RateError};
use crate::domain::day;
use crate::domain::estimate::{CountError, GenericCounts, MAX_COUNT, MAX_VIDEO_SECONDS};
use crate::domain::guard::GuardSettings;
use crate::domain::job::Label;
use crate::domain::model_job::{JobSize, ModelJob};
use crate::domain::money::Money;
use crate::domain::price::is_endpoint;
use crate::domain::settings::{Settings, Theme, TrayText};
use crate::domain::units::{MAX_QUANTITY, MAX_SIDE, QuantityError};
use crate::language::Language;
use crate::requests::JobRequest;

/// A balance: typed text or a number; null clears.
pub fn budget(value: &Value, display: MoneyFormat) -> Result<Option<Money>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    Ok(Some(Money::from_dollars_rounded(decimal(
        value,
        balance_rules(display),
    )?)?))
}

/// Where a sign other than the dollar's would be a mistake, it is refused.
fn balance_rules(display: MoneyFormat) -> AmountRules {
    if display.is_one_to_one_under_another_sign() {
        AmountRules::BALANCE
    } else {
        AmountRules::BALANCE.in_dollars()
    }
}

/// How many images and videos; what is missing or null counts as none.
pub fn counts(images: Option<&Value>, videos: Option<&Value>) -> Result<GenericCounts, CountError> {
    GenericCounts::new(count(images)?, count(videos)?)
}

fn count(value: Option<&Value>) -> Result<u32, CountError> {
    let whole = match value {
        None | Some(Value::Null) => return Ok(0),
        Some(Value::Number(number)) => number
            .to_string()
            .parse::<Decimal>()
            .ok()
            .filter(Decimal::is_integer),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(0),
        Some(Value::String(text)) if is_digits(text.trim()) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let whole = whole
        .filter(|count: &Decimal| !count.is_sign_negative())
        .ok_or(CountError::NotWhole)?;
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
    seconds
        .filter(in_range)
        .map(Some)
        .ok_or(CountError::Duration)
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
pub fn settings(
    changes: &Map<String, Value>,
    chosen: Settings,
    now: DateTime<Utc>,
) -> Result<Settings, Error> {
    let mut chosen = chosen;
    if let Some(value) = changes.get("currency") {
        chosen.display.currency = value
            .as_str()
            .and_then(|code| code.parse::<Currency>().ok())
            .ok_or(RateError::Currency)?;
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
    if let Some(value) = changes.get("language") {
        let named = |tag: &str| Language::from_tag(tag).ok_or(Error::Choice);
        chosen.language = if value.is_null() {
            None
        } else {
            Some(named(value.as_str().unwrap_or_default())?)
        };
    }
    if let Some(value) = changes.get("theme") {
        chosen.theme = value
            .as_str()
            .and_then(|name| name.parse::<Theme>().ok())
            .ok_or(Error::Choice)?;
    }
    if let Some(value) = changes.get("trayText") {
        chosen.tray_text = value
            .as_str()
            .and_then(|name| name.parse::<TrayText>().ok())
            .ok_or(Error::Choice)?;
    }
    Ok(chosen)
}

/// Applies the limits that are named in `changes` and leaves the others; null and empty mean no
/// such limit.
pub fn guard(
    changes: &Map<String, Value>,
    chosen: GuardSettings,
    display: MoneyFormat,
) -> Result<GuardSettings, Error> {
    let mut chosen = chosen;
    let limits = [
        ("floor", &mut chosen.floor),
        ("day", &mut chosen.day),
        ("month", &mut chosen.month),
        ("job", &mut chosen.job),
    ];
    for (name, limit) in limits {
        match changes.get(name) {
            None => {}
            Some(Value::Null) => *limit = None,
            Some(Value::String(text)) if text.trim().is_empty() => *limit = None,
            Some(value) => {
                *limit = Some(Money::from_dollars_rounded(decimal(
                    value,
                    limit_rules(display),
                )?)?)
            }
        }
    }
    if let Some(refuses) = changes.get("refusesUnpriced").and_then(Value::as_bool) {
        chosen.refuses_unpriced = refuses;
    }
    if let Some(on) = changes.get("on").and_then(Value::as_bool) {
        (chosen.is_on, chosen.paused_until, chosen.allowed_until) = (on, None, None);
    }
    Ok(chosen)
}

/// An amount that is to be spent, as typed.
pub fn spending(typed: &str, display: MoneyFormat) -> Result<Money, Error> {
    Ok(Money::from_dollars_rounded(amount::parse(
        typed,
        limit_rules(display),
    )?)?)
}

/// As fine as prices; in dollars where a sign other than theirs would be a mistake.
fn limit_rules(display: MoneyFormat) -> AmountRules {
    if display.is_one_to_one_under_another_sign() {
        AmountRules::PRICE
    } else {
        AmountRules::PRICE.in_dollars()
    }
}

fn rate(value: &Value, now: DateTime<Utc>) -> Result<Option<Rate>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    let per_dollar = decimal(value, AmountRules::RATE)?;
    let sensible = Decimal::new(1, 4)..=Decimal::from(10_000);
    if !sensible.contains(&per_dollar) {
        return Err(RateError::OutOfRange.into());
    }
    Ok(Some(Rate {
        per_dollar,
        set_at: now,
    }))
}

/// A model's endpoint id; null, missing and empty mean none is named.
pub fn endpoint(value: Option<&Value>) -> Result<Option<String>, QuantityError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Err(QuantityError::Model),
        Some(Value::String(text)) if is_endpoint(text.trim()) => Ok(Some(text.trim().to_owned())),
        Some(_) => Err(QuantityError::Model),
    }
}

/// The unit that a model is charged by: fal's words, or others.
pub fn unit(value: &Value) -> Result<String, QuantityError> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let is_sound =
        !text.is_empty() && text.chars().count() <= 40 && !text.chars().any(char::is_control);
    is_sound.then(|| text.to_owned()).ok_or(QuantityError::Unit)
}

/// How much of a unit: above zero, with up to nine decimals.
pub fn quantity(value: Option<&Value>) -> Result<Decimal, QuantityError> {
    let text = match value {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.trim().to_owned(),
        _ => return Err(QuantityError::Empty),
    };
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    // A JSON number has one meaning; typed, `1,000` could be one or a thousand.
    let rules = if value.is_some_and(Value::is_number) {
        AmountRules::RATE
    } else {
        AmountRules::PRICE
    };
    let quantity = amount::parse(&text, rules.in_dollars()).map_err(|error| match error {
        AmountError::Ambiguous { .. } => QuantityError::Ambiguous,
        _ => QuantityError::OutOfRange,
    })?;
    let is_bare = text
        .chars()
        .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','));
    let is_sensible = is_bare && !quantity.is_zero() && quantity <= Decimal::from(MAX_QUANTITY);
    is_sensible
        .then_some(quantity)
        .ok_or(QuantityError::OutOfRange)
}

/// A job of a model, as it was described.
pub fn model_job(endpoint: String, request: &JobRequest) -> Result<ModelJob, QuantityError> {
    let side = |value: Option<&Value>| match quantity(value) {
        Ok(pixels) if pixels.is_integer() && pixels <= Decimal::from(MAX_SIDE) => {
            u32::try_from(pixels).map_err(|_| QuantityError::Side)
        }
        _ => Err(QuantityError::Side),
    };
    let measure = if request.width.is_some() || request.height.is_some() {
        let count = Decimal::from(whole(request.quantity.as_ref())?);
        JobSize::Images {
            count,
            width: side(request.width.as_ref())?,
            height: side(request.height.as_ref())?,
        }
    } else if request.characters.is_some() {
        JobSize::Text(quantity(request.characters.as_ref())?)
    } else {
        JobSize::Units(quantity(request.quantity.as_ref())?)
    };
    let runs = request.runs.as_ref().map_or(Ok(1), |runs| {
        whole(Some(runs)).map_err(|_| QuantityError::Runs)
    })?;
    let factor = request.factor.as_ref().map_or(Ok(Decimal::ONE), factor)?;
    Ok(ModelJob {
        endpoint,
        measure,
        runs,
        factor,
    })
}

fn whole(value: Option<&Value>) -> Result<u32, QuantityError> {
    let whole = quantity(value)?;
    let fits = whole.is_integer() && whole <= Decimal::from(MAX_COUNT);
    fits.then(|| u32::try_from(whole).ok())
        .flatten()
        .ok_or(QuantityError::NotWhole)
}

fn factor(value: &Value) -> Result<Decimal, QuantityError> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let factor = text
        .trim()
        .replacen(',', ".", 1)
        .parse::<Decimal>()
        .map_err(|_| QuantityError::Factor)?;
    let is_sensible = factor > Decimal::ZERO && factor <= Decimal::ONE_HUNDRED;
    is_sensible.then_some(factor).ok_or(QuantityError::Factor)
}

/// A tag and a note; empty ones are none.
pub fn label(tag: Option<&Value>, note: Option<&Value>) -> Result<Label, QuantityError> {
    Ok(Label {
        tag: words(tag, 40)?,
        note: words(note, 500)?,
    })
}

fn words(value: Option<&Value>, longest: usize) -> Result<Option<String>, QuantityError> {
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(_) => return Err(QuantityError::Label),
    };
    let text: String = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(QuantityError::Label);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The price of one, in dollars.
pub fn price(value: &Value) -> Result<Money, Error> {
    Ok(Money::from_dollars_rounded(decimal(
        value,
        AmountRules::PRICE.in_dollars(),
    )?)?)
}

/// Text is read as people type it. A JSON number has one meaning: its point is the decimal mark.
fn decimal(value: &Value, rules: AmountRules) -> Result<Decimal, AmountError> {
    match value {
        Value::String(text) => amount::parse(text, rules),
        Value::Number(number) => amount::parse(
            &number.to_string(),
            AmountRules {
                never_thousands: true,
                ..rules
            },
        ),
        _ => Err(AmountError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const EURO: MoneyFormat = MoneyFormat {
        currency: Currency::Eur,
        rate: None,
        hidden: false,
    };

    fn nano(value: &Value) -> Option<i64> {
        budget(value, EURO).unwrap().map(Money::nano)
    }

    #[test]
    fn a_factor_has_the_decimal_mark_of_whoever_types_it() {
        for (typed, read) in [
            (json!("1.5"), Ok("1.5")),
            (json!(" 1,5 "), Ok("1.5")),
            (json!(2), Ok("2")),
        ] {
            assert_eq!(
                factor(&typed).map(|factor| factor.to_string()),
                read.map(str::to_owned)
            );
        }
        for typed in [json!("0"), json!("100,1"), json!("1,5,0"), json!("one")] {
            assert_eq!(factor(&typed), Err(QuantityError::Factor), "{typed}");
        }
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
            assert_eq!(
                budget(&value, EURO).unwrap_err().code(),
                "invalid_amount",
                "{value}"
            );
        }
    }

    #[test]
    fn with_dollars_or_a_rate_the_euro_sign_is_refused() {
        let rate = MoneyFormat {
            rate: Some(Rate {
                per_dollar: Decimal::ONE,
                set_at: DateTime::UNIX_EPOCH,
            }),
            ..EURO
        };
        assert!(budget(&json!("10 €"), EURO).is_ok());
        assert!(budget(&json!("10 €"), MoneyFormat::DOLLARS).is_err());
        assert!(budget(&json!("10 €"), rate).is_err());
        assert!(budget(&json!("$10"), rate).is_ok());
    }

    #[test]
    fn counts_are_whole_and_bounded() {
        let images = |value: Value| counts(Some(&value), None).map(|_| ());
        for value in [
            json!(1),
            json!("2"),
            json!(" 3 "),
            json!(10_000),
            json!(2.0),
        ] {
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
        for value in [
            json!(0),
            json!(-1),
            json!(3600.5),
            json!("NaN"),
            json!("long"),
            json!([]),
        ] {
            assert_eq!(
                video_seconds(Some(&value)),
                Err(CountError::Duration),
                "{value}"
            );
        }
    }

    #[test]
    fn settings_change_only_what_is_named() {
        let start = Settings::default();
        let dollars = settings(
            &map(&json!({"currency": "USD"})),
            start,
            DateTime::UNIX_EPOCH,
        )
        .unwrap();
        assert_eq!(
            (
                dollars.display.currency,
                dollars.currency_chosen,
                dollars.rates
            ),
            (Currency::Usd, true, start.rates)
        );

        let rated = settings(&map(&json!({"rate": "0,93"})), start, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(rated.display.rate.unwrap().per_dollar, Decimal::new(93, 2));
        assert!(rated.currency_chosen);
        let back = settings(&map(&json!({"rate": null})), rated, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(back.display.rate, None);
        let to_dollars = settings(
            &map(&json!({"currency": "USD"})),
            rated,
            DateTime::UNIX_EPOCH,
        )
        .unwrap();
        assert_eq!(to_dollars.display.rate, None);

        let dear = settings(
            &map(&json!({"imageRate": "0.03", "videoRate": 0.5})),
            start,
            DateTime::UNIX_EPOCH,
        )
        .unwrap();
        assert_eq!(
            (dear.rates.image.nano(), dear.rates.video.nano()),
            (30_000_000, 500_000_000)
        );

        let looks = settings(
            &map(&json!({"theme": "dark", "trayText": "percent"})),
            start,
            DateTime::UNIX_EPOCH,
        )
        .unwrap();
        assert_eq!(
            (looks.theme, looks.tray_text, looks.currency_chosen),
            (Theme::Dark, TrayText::Percent, false)
        );
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
            (json!({"theme": "pink"}), "invalid_choice"),
            (json!({"theme": null}), "invalid_choice"),
            (json!({"trayText": 1}), "invalid_choice"),
        ] {
            let error =
                settings(&map(&changes), Settings::default(), DateTime::UNIX_EPOCH).unwrap_err();
            assert_eq!(error.code(), code, "{changes}");
        }
    }
}
