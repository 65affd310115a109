//! Input of callers, as JSON values: typed text, numbers, null. Everything is checked here,
//! whatever a page or a script has checked before.

mod job_request;
mod period;

use std::str::FromStr;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::guard::scope::{Period, Scope, ScopeKind};
use fal_budget_domain::guard::{GuardSettings, UnpricedRule};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::Label;
use fal_budget_domain::jobs::estimate::{CountError, GenericCounts, MAX_COUNT, MAX_VIDEO_SECONDS};
use fal_budget_domain::jobs::model_job::{JobSize, ModelJob};
use fal_budget_domain::money::Money;
use fal_budget_domain::money::amount::{self, AmountError, AmountRules, TypedAmount};
use fal_budget_domain::money::currency::{Currency, MoneyFormat, Rate, RateError};
use fal_budget_domain::settings::{LanguageTag, Settings, Theme, TrayText};
use fal_budget_domain::spending::day;
use fal_budget_domain::tariffs::price::is_endpoint;
use fal_budget_domain::tariffs::units::{self, MAX_QUANTITY, MAX_SIDE, QuantityError};
use fal_budget_i18n::Language;
use fal_budget_ledger::KeyNames;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use strum::VariantArray;

use crate::{Error, InputError};

pub use job_request::JobRequest;
#[cfg(test)]
pub(crate) use job_request::Typed;
pub use period::{TypedPeriod, days};

/// Reads a balance: typed text or a number. Returns `None` for null, which clears the balance.
pub fn budget(value: &Value, display: MoneyFormat) -> Result<Option<Money>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    match money(value, AmountRules::BALANCE, display) {
        Err(Error::Input(InputError::Amount(AmountError::Negative))) => {
            Err(AmountError::Owed.into())
        }
        amount => amount.map(Some),
    }
}

/// Reads a balance as fal says it, which may be below zero.
pub fn stated_balance(value: &Value, display: MoneyFormat) -> Result<Money, Error> {
    money(value, AmountRules::BALANCE.or_below_zero(), display)
}

/// Reads numbers of images and videos. Missing and null count as zero.
pub fn counts(images: Option<&Value>, videos: Option<&Value>) -> Result<GenericCounts, CountError> {
    GenericCounts::new(count(images)?, count(videos)?)
}

fn count(value: Option<&Value>) -> Result<u32, CountError> {
    let whole = match value {
        None | Some(Value::Null) => return Ok(0),
        // By way of a decimal, because scripts send 2.0 for two.
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
    // Twenty digits are too many jobs, and are refused as that; a decimal holds them without error.
    text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads the length of a video in seconds, above 0 and up to an hour. Returns `None` for null and
/// missing.
pub fn video_seconds(value: Option<&Value>) -> Result<Option<f64>, CountError> {
    let seconds = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    // `NaN` parses as a number, and both comparisons refuse it.
    let in_range = |seconds: &f64| *seconds > 0.0 && *seconds <= f64::from(MAX_VIDEO_SECONDS);
    seconds
        .filter(in_range)
        .map(Some)
        .ok_or(CountError::Duration)
}

/// Reads the earlier time of a job. Returns `None` for null, missing and empty, which mean now.
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

/// Applies the choices that `changes` names to `settings`, and leaves the others. A `rate` of null
/// means 1 : 1, and so does choosing dollars: a rate belongs to another currency.
pub fn settings(
    changes: &Map<String, Value>,
    mut settings: Settings,
    now: DateTime<Utc>,
) -> Result<Settings, Error> {
    change_currency(changes, &mut settings, now)?;
    if let Some(value) = changes.get("imageRate") {
        settings.rates.image = price(value)?;
    }
    if let Some(value) = changes.get("videoRate") {
        settings.rates.video = price(value)?;
    }
    if let Some(value) = changes.get("language") {
        settings.language = language(value)?;
    }
    if let Some(value) = changes.get("theme") {
        settings.theme = choice::<Theme>(value).ok_or(InputError::Choice)?;
    }
    if let Some(value) = changes.get("trayText") {
        settings.tray_text = choice::<TrayText>(value).ok_or(InputError::Choice)?;
    }
    Ok(settings)
}

fn change_currency(
    changes: &Map<String, Value>,
    settings: &mut Settings,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if let Some(value) = changes.get("currency") {
        settings.display.currency = choice::<Currency>(value).ok_or(RateError::Currency)?;
        settings.currency_chosen = true;
    }
    if let Some(value) = changes.get("rate") {
        settings.display.rate = rate(value, now)?;
        // Whoever sets a rate has decided for the currency, and is not asked for it any more.
        settings.currency_chosen |= settings.display.rate.is_some();
    }
    // Last, whatever was named: both can come in one request, in either order.
    if settings.display.currency == Currency::Usd {
        settings.display.rate = None;
    }
    Ok(())
}

fn choice<T: FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

/// Reads a language by its tag. Returns `None` for null, which follows the system's.
fn language(value: &Value) -> Result<Option<LanguageTag>, InputError> {
    if value.is_null() {
        return Ok(None);
    }
    let tag = value
        .as_str()
        .filter(|tag| Language::from_tag(tag).is_some())
        .and_then(LanguageTag::new);
    tag.map(Some).ok_or(InputError::Choice)
}

/// Applies the limits that `changes` names to `guard`, and leaves the others. Null and empty remove
/// a limit.
pub fn guard(
    changes: &Map<String, Value>,
    mut guard: GuardSettings,
    display: MoneyFormat,
) -> Result<GuardSettings, Error> {
    let limits = [
        ("floor", &mut guard.floor),
        ("day", &mut guard.day),
        ("week", &mut guard.week),
        ("month", &mut guard.month),
        ("job", &mut guard.job),
    ];
    for (name, limit) in limits {
        if let Some(value) = changes.get(name) {
            *limit = self::limit(value, display)?;
        }
    }
    if let Some(rule) = changes.get("unpriced").and_then(Value::as_str) {
        guard.unpriced = rule.parse().unwrap_or(UnpricedRule::Refuse);
    }
    if let Some(on) = changes.get("on").and_then(Value::as_bool) {
        // A pause or an allowed call belongs to the guard as it was: switched off and on again, it
        // would let calls pass without a word.
        (guard.is_on, guard.paused_until, guard.allowed_until) = (on, None, None);
    }
    Ok(guard)
}

/// Reads the limits of one scope that `changes` names, by period. Null and empty remove a limit.
pub fn scoped_limits(
    changes: &Map<String, Value>,
    display: MoneyFormat,
) -> Result<Vec<(Period, Option<Money>)>, Error> {
    let named = Period::VARIANTS.iter().filter_map(|period| {
        let value = changes.get(period.into_str())?;
        Some(limit(value, display).map(|most| (*period, most)))
    });
    named.collect()
}

/// Reads the scope of a limit: a key by its name or id, a project, or a model.
pub fn scope(kind: ScopeKind, name: &str, keys: &KeyNames) -> Result<Scope, Error> {
    let name = match kind {
        ScopeKind::Key => {
            let key = keys.find(name).ok_or(InputError::NoKey)?;
            key.as_str().to_owned()
        }
        ScopeKind::Project => self::name(name)?,
        ScopeKind::Model => endpoint(Some(&Value::from(name)))?.ok_or(QuantityError::Model)?,
    };
    Ok(Scope { kind, name })
}

/// Reads a name that a person gives to a thing: one line of 1 to 40 characters.
pub fn name(typed: &str) -> Result<String, InputError> {
    let label = Label::parse(typed, "").map_err(|_| InputError::Name)?;
    label.tag.ok_or(InputError::Name)
}

/// Reads the name of an account: it may stand in an address.
pub fn account_name(typed: &str) -> Result<String, InputError> {
    let name = name(typed).map_err(|_| InputError::AccountName)?;
    if name.contains('/') {
        return Err(InputError::AccountName);
    }
    Ok(name)
}

fn limit(value: &Value, display: MoneyFormat) -> Result<Option<Money>, Error> {
    let is_empty = value.as_str().is_some_and(|text| text.trim().is_empty());
    if value.is_null() || is_empty {
        return Ok(None);
    }
    // As fine as a price: a call may cost a fraction of a cent.
    money(value, AmountRules::PRICE, display).map(Some)
}

/// Reads an amount that is to be spent, as typed.
pub fn spending(typed: &str, display: MoneyFormat) -> Result<Money, Error> {
    money(&Value::from(typed), AmountRules::PRICE, display)
}

/// Reads a rate of exchange, in units of the shown currency per dollar. Returns `None` for null,
/// which means 1 : 1.
fn rate(value: &Value, now: DateTime<Utc>) -> Result<Option<Rate>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    let per_dollar = decimal(value, AmountRules::RATE)?;
    // A euro is never that far from a dollar: beyond this a rate is mistyped.
    let sensible = Decimal::new(1, 4)..=Decimal::from(10_000);
    if !sensible.contains(&per_dollar) {
        return Err(RateError::OutOfRange.into());
    }
    Ok(Some(Rate {
        per_dollar,
        set_at: now,
    }))
}

/// Reads a model's endpoint id, in fal's small letters. Returns `None` for null and missing; an
/// empty text is an error.
pub fn endpoint(value: Option<&Value>) -> Result<Option<String>, QuantityError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_endpoint(text.trim()) => {
            Ok(Some(text.trim().to_ascii_lowercase()))
        }
        // An empty field too: who was asked for a model must not log images in its place.
        Some(_) => Err(QuantityError::Model),
    }
}

/// Reads the unit by which a model is charged: one of fal's words, or any other.
pub fn unit(value: &Value) -> Result<String, QuantityError> {
    units::parse(value.as_str().unwrap_or_default())
}

/// Reads a quantity in some unit: above zero, with up to nine decimals.
pub fn quantity(value: Option<&Value>) -> Result<Decimal, QuantityError> {
    let (text, rules) = match value {
        // A JSON number has one meaning; typed, `1,000` could be one or a thousand.
        Some(Value::Number(number)) => (number.to_string(), AmountRules::RATE),
        Some(Value::String(text)) => (text.trim().to_owned(), AmountRules::PRICE),
        _ => return Err(QuantityError::Empty),
    };
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    let quantity = amount::parse(&text, rules.in_dollars()).map_err(|error| match error {
        AmountError::Ambiguous { .. } => QuantityError::Ambiguous,
        _ => QuantityError::OutOfRange,
    })?;
    // Amounts may have signs and currencies around them, which say nothing of a quantity.
    let is_bare = text
        .chars()
        .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','));
    if is_bare && !quantity.is_zero() && quantity <= Decimal::from(MAX_QUANTITY) {
        Ok(quantity)
    } else {
        Err(QuantityError::OutOfRange)
    }
}

/// Reads a job of a model: its size as images, characters or units, with runs and factor.
pub fn model_job(endpoint: String, request: &JobRequest) -> Result<ModelJob, QuantityError> {
    let measure = job_size(request)?;
    let runs = request.runs.as_ref().map_or(Ok(1), |runs| {
        whole(Some(runs)).map_err(|_| QuantityError::Runs)
    })?;
    let factor = request.factor.as_ref().map_or(Ok(Decimal::ONE), factor)?;
    Ok(ModelJob {
        endpoint,
        size: measure,
        runs,
        factor,
    })
}

fn job_size(request: &JobRequest) -> Result<JobSize, QuantityError> {
    let quantity_of = request.quantity.as_ref();
    // One side is enough to mean pixels: without the other the request is refused, and is not taken
    // for a number of megapixels.
    if request.width.is_some() || request.height.is_some() {
        return Ok(JobSize::Images {
            count: Decimal::from(whole(quantity_of)?),
            width: side(request.width.as_ref())?,
            height: side(request.height.as_ref())?,
        });
    }
    match &request.characters {
        Some(characters) => quantity(Some(characters)).map(JobSize::Text),
        None => quantity(quantity_of).map(JobSize::Units),
    }
}

/// Reads the width or height of an image in pixels.
fn side(value: Option<&Value>) -> Result<u32, QuantityError> {
    let pixels = quantity(value).map_err(|_| QuantityError::Side)?;
    let fits = pixels.is_integer() && pixels <= Decimal::from(MAX_SIDE);
    fits.then(|| u32::try_from(pixels).ok())
        .flatten()
        .ok_or(QuantityError::Side)
}

fn whole(value: Option<&Value>) -> Result<u32, QuantityError> {
    let whole = quantity(value)?;
    let fits = whole.is_integer() && whole <= Decimal::from(MAX_COUNT);
    fits.then(|| u32::try_from(whole).ok())
        .flatten()
        .ok_or(QuantityError::NotWhole)
}

/// Reads the factor of a tier, above 0 and up to 100.
fn factor(value: &Value) -> Result<Decimal, QuantityError> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    // A comma can only be the decimal mark: no factor has thousands. A second one stays, and makes
    // the text unreadable.
    let factor = text
        .trim()
        .replacen(',', ".", 1)
        .parse::<Decimal>()
        .map_err(|_| QuantityError::Factor)?;
    let is_sensible = factor > Decimal::ZERO && factor <= Decimal::ONE_HUNDRED;
    is_sensible.then_some(factor).ok_or(QuantityError::Factor)
}

/// Reads a tag and a note. Empty ones become `None`.
pub fn label(tag: Option<&Value>, note: Option<&Value>) -> Result<Label, QuantityError> {
    Label::parse(text(tag)?, text(note)?)
}

/// Reads a text; missing and null count as empty.
fn text(value: Option<&Value>) -> Result<&str, QuantityError> {
    match value {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(QuantityError::Label),
    }
}

/// Reads the price of one unit, in dollars.
pub fn price(value: &Value) -> Result<Money, Error> {
    let rules = AmountRules::PRICE.in_dollars();
    Ok(Money::from_dollars_rounded(decimal(value, rules)?)?)
}

/// Reads an amount: a bare one in dollars, and one that names its currency in that. Euros are
/// converted by the person's rate, 1 : 1 where none is set.
fn money(value: &Value, rules: AmountRules, display: MoneyFormat) -> Result<Money, Error> {
    let typed = typed_amount(value, rules)?;
    let rate = display
        .rate
        .filter(|_| typed.currency == Some(Currency::Eur));
    let dollars = match rate {
        Some(rate) => typed
            .value
            .checked_div(rate.per_dollar)
            .ok_or(AmountError::TooLarge)?,
        None => typed.value,
    };
    Ok(Money::from_dollars_rounded(dollars)?)
}

/// Reads a decimal from text as people type it, or from a number.
fn decimal(value: &Value, rules: AmountRules) -> Result<Decimal, AmountError> {
    let typed = typed_amount(value, rules)?;
    if typed.currency == Some(Currency::Eur) && rules.dollars_only {
        return Err(AmountError::OtherSign);
    }
    Ok(typed.value)
}

fn typed_amount(value: &Value, rules: AmountRules) -> Result<TypedAmount, AmountError> {
    match value {
        Value::String(text) => amount::parse_typed(text, rules),
        // A JSON number has one meaning: its point is the decimal mark, even in `1.000`. Its text
        // is parsed, since a float would change the last digits.
        Value::Number(number) => amount::parse_typed(
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
    fn an_amount_counts_in_the_currency_that_it_names() {
        let rate = MoneyFormat {
            rate: Some(Rate {
                per_dollar: Decimal::new(8, 1),
                set_at: DateTime::UNIX_EPOCH,
            }),
            ..EURO
        };
        let dollars = |typed: &str, display| {
            let amount = budget(&json!(typed), display).unwrap().unwrap();
            amount.dollars().normalize().to_string()
        };
        for (typed, display, expected) in [
            ("10 €", EURO, "10"),
            ("10 €", MoneyFormat::DOLLARS, "10"),
            ("10 €", rate, "12.5"),
            ("EUR 10", rate, "12.5"),
            ("$10", rate, "10"),
            ("10 USD", rate, "10"),
            ("10", rate, "10"),
        ] {
            assert_eq!(dollars(typed, display), expected, "{typed} {display:?}");
        }
        assert!(budget(&json!("-1"), EURO).is_err());
        assert_eq!(
            stated_balance(&json!("($0.18)"), EURO).unwrap(),
            Money::from_nano(-180_000_000)
        );
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
