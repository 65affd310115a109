//! JSON of fal's responses. Unknown fields are ignored, and fields that older responses lack are
//! optional.

use std::str::FromStr;

use chrono::DateTime;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::live::account_lock::LockKind;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::units;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde_json::Value;

use super::FalError;

/// Objects within objects in which an error's text is looked for.
const MAX_DEPTH: usize = 4;
/// Characters of fal's message that are kept at most.
const MAX_MESSAGE: usize = 300;
/// Characters of a key's name that are kept at most.
const MAX_KEY_NAME: usize = 100;
/// Largest number that is believed, of dollars as well as of units: a billion.
const MAX_NUMBER: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// The balance of an account (`GET /account/billing?expand=credits`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// fal's name of the user or team.
    pub username: String,
    /// Credit that is left; may be below zero.
    pub balance: Money,
}

#[derive(Deserialize)]
struct Billing {
    username: Option<String>,
    credits: Option<Credits>,
}

#[derive(Deserialize)]
struct Credits {
    current_balance: Value,
    currency: Option<String>,
}

/// Reads the balance. `Err` when the response has none, or one in another currency.
pub(super) fn credit(body: &[u8]) -> Result<Credit, FalError> {
    let unreadable = || FalError::failed(SyncError::Unreadable);
    let billing: Billing = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let credits = billing.credits.ok_or_else(unreadable)?;
    if let Some(currency) = credits
        .currency
        .filter(|currency| !currency.eq_ignore_ascii_case("USD"))
    {
        return Err(FalError::failed(SyncError::Currency(plain(&currency, 8))));
    }
    let balance = decimal(&credits.current_balance)
        .filter(|dollars| dollars.abs() <= MAX_NUMBER)
        .ok_or_else(unreadable)?;
    let username = billing
        .username
        .map(|name| plain(&name, 100))
        .filter(|name| !name.is_empty());
    Ok(Credit {
        username: username.unwrap_or_else(|| "fal.ai account".to_owned()),
        balance: Money::from_dollars_rounded(balance).map_err(|_| unreadable())?,
    })
}

/// The price of a model's unit (`GET /models/pricing`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedPrice {
    /// The model's endpoint id.
    pub endpoint: String,
    /// Unit that the model is charged by, in fal's word.
    pub unit: String,
    /// Price of one unit.
    pub amount: Money,
}

#[derive(Deserialize)]
struct Pricing {
    prices: Vec<Value>,
}

#[derive(Deserialize)]
struct Priced {
    endpoint_id: String,
    unit_price: Value,
    unit: String,
    currency: Option<String>,
}

/// Reads a list of prices. Entries that are no price in US dollars are left out.
pub(super) fn quoted_prices(body: &[u8]) -> Result<Vec<QuotedPrice>, FalError> {
    let pricing: Pricing =
        serde_json::from_slice(body).map_err(|_| FalError::failed(SyncError::Unreadable))?;
    Ok(pricing
        .prices
        .into_iter()
        .filter_map(quoted_price)
        .collect())
}

/// A page of the billing record (`GET /models/billing-events`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// Events of the page that can be read.
    pub events: Vec<BillingEvent>,
    /// fal's cursor of the next page. `None` on the last one.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct BillingEventsAnswer {
    #[serde(rename = "billing_events")]
    list: Vec<Value>,
    next_cursor: Option<String>,
    has_more: Option<bool>,
}

#[derive(Deserialize)]
struct Billed {
    request_id: String,
    endpoint_id: String,
    timestamp: String,
    output_units: Option<Value>,
    unit_price: Option<Value>,
    cost_total: Option<Value>,
    cost_estimate_nano_usd: Option<Value>,
    auth_method_structured: Option<Value>,
    auth_method: Option<Value>,
}

/// Reads a page of events. Events without an id, a time or a cost are left out.
pub(super) fn events(body: &[u8]) -> Result<EventPage, FalError> {
    let page: BillingEventsAnswer =
        serde_json::from_slice(body).map_err(|_| FalError::failed(SyncError::Unreadable))?;
    // fal may give a cursor on the last page, too.
    let next = page
        .next_cursor
        .filter(|cursor| !cursor.is_empty() && page.has_more != Some(false));
    Ok(EventPage {
        events: page.list.into_iter().filter_map(event).collect(),
        next,
    })
}

/// Reads an event. `None` when a field that is needed is missing or makes no sense.
fn event(billed: Value) -> Option<BillingEvent> {
    let billed: Billed = serde_json::from_value(billed).ok()?;
    let money = |value: &Value| {
        Money::from_dollars_rounded(decimal(value).filter(|dollars| dollars.abs() <= MAX_NUMBER)?)
            .ok()
    };
    let nano = |value: &Value| decimal(value)?.round().to_i64().map(Money::from_nano);
    let total = billed.cost_total.as_ref().and_then(money);
    let request = plain(&billed.request_id, 200);
    // Older events have the estimate only; where fal gives both, the total was charged.
    Some(BillingEvent {
        cost: total.or_else(|| billed.cost_estimate_nano_usd.as_ref().and_then(nano))?,
        request: Some(request).filter(|request| !request.is_empty())?,
        endpoint: plain(&billed.endpoint_id, 200),
        at: DateTime::parse_from_rfc3339(&billed.timestamp)
            .ok()?
            .to_utc(),
        units: billed
            .output_units
            .as_ref()
            .and_then(decimal)
            .filter(|units| units.abs() <= MAX_NUMBER),
        unit_price: billed.unit_price.as_ref().and_then(money),
        key: [&billed.auth_method_structured, &billed.auth_method]
            .into_iter()
            .find_map(|by| key_id(by.as_ref()?)),
    })
}

/// Reads the id of the key that a request was authorized by. `None` for any other way, and for a
/// shape that is not known.
fn key_id(by: &Value) -> Option<KeyId> {
    let id = by.get("api_key_id").or_else(|| by.get("key_id"))?;
    KeyId::parse(id.as_str()?)
}

/// A page of the account's keys (`GET /keys`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyPage {
    /// Ids and names of the keys that have both.
    pub(super) keys: Vec<(KeyId, String)>,
    /// fal's cursor of the next page. `None` on the last one.
    pub(super) next: Option<String>,
}

#[derive(Deserialize)]
struct KeysAnswer {
    keys: Vec<Value>,
    next_cursor: Option<String>,
    has_more: Option<bool>,
}

/// Reads a page of keys. Those without an id or a name are left out.
pub(super) fn keys(body: &[u8]) -> Result<KeyPage, FalError> {
    let page: KeysAnswer =
        serde_json::from_slice(body).map_err(|_| FalError::failed(SyncError::Unreadable))?;
    let named = |key: &Value| {
        let name = plain(key.get("alias")?.as_str()?, MAX_KEY_NAME);
        let id = KeyId::parse(key.get("key_id")?.as_str()?)?;
        (!name.is_empty()).then_some((id, name))
    };
    Ok(KeyPage {
        keys: page.keys.iter().filter_map(named).collect(),
        next: page
            .next_cursor
            .filter(|cursor| !cursor.is_empty() && page.has_more != Some(false)),
    })
}

fn quoted_price(priced: Value) -> Option<QuotedPrice> {
    let priced: Priced = serde_json::from_value(priced).ok()?;
    let is_dollars = priced
        .currency
        .is_none_or(|currency| currency.eq_ignore_ascii_case("USD"));
    let dollars = decimal(&priced.unit_price)
        .filter(|dollars| !dollars.is_sign_negative() && *dollars <= MAX_NUMBER);
    let amount = Money::from_dollars_rounded(dollars.filter(|_| is_dollars)?).ok()?;
    Some(QuotedPrice {
        endpoint: plain(&priced.endpoint_id, 200),
        unit: units::canonical(&plain(&priced.unit, 40)),
        amount,
    })
}

/// Parses a JSON number, or a text that is one, to its last digit.
fn decimal(value: &Value) -> Option<Decimal> {
    // Through text: converting the float itself would add digits that fal never sent.
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

/// Finds fal's message that the account is locked, in any of fal's shapes of errors: a text, a list
/// of texts or objects, or an object, at `detail`, `error` or `message`. `None` for any other
/// response.
#[must_use]
pub fn lock_message(body: &[u8]) -> Option<String> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let found = locked(&response, 0)?;
    Some(plain(found, MAX_MESSAGE))
}

fn locked(value: &Value, depth: usize) -> Option<&str> {
    const FIELDS: [&str; 6] = ["detail", "error", "message", "msg", "reason", "errors"];
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::String(text) => Some(text.as_str()).filter(|text| LockKind::of(text).is_some()),
        Value::Array(list) => list.iter().find_map(|value| locked(value, depth + 1)),
        Value::Object(fields) => FIELDS
            .iter()
            .filter_map(|name| fields.get(*name))
            .find_map(|value| locked(value, depth + 1)),
        _ => None,
    }
}

/// Reduces a text of fal's to one line of at most `max_chars` characters.
fn plain(text: &str, max_chars: usize) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .take(max_chars)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn balance(value: &Value) -> Result<i64, FalError> {
        credit(value.to_string().as_bytes()).map(|credit| credit.balance.nano())
    }

    #[test]
    fn a_balance_is_read_to_its_last_digit() {
        for (number, nano) in [
            (json!(24.5), 24_500_000_000),
            (json!(0), 0),
            (json!(-0.18), -180_000_000),
            (json!(7.123_456_789), 7_123_456_789),
            (json!(1e-7), 100),
            (json!("24.50"), 24_500_000_000),
        ] {
            let answer = json!({
                "username": "my-team",
                "credits": {"current_balance": number, "currency": "USD"}
            });
            assert_eq!(balance(&answer), Ok(nano), "{number}");
        }
    }

    #[test]
    fn new_fields_and_old_shapes_are_read() {
        let new = json!({
            "username": "a",
            "plan": {"x": [1]},
            "credits": {"current_balance": 1, "currency": "usd", "expires": null}
        });
        assert_eq!(balance(&new), Ok(1_000_000_000));
        let old = json!({"credits": {"current_balance": 1}});
        assert_eq!(balance(&old), Ok(1_000_000_000));
        assert_eq!(
            credit(old.to_string().as_bytes()).unwrap().username,
            "fal.ai account"
        );
    }

    #[test]
    fn a_missing_balance_is_not_guessed() {
        for answer in [
            json!({}),
            json!([]),
            json!(5),
            json!({"username": "a"}),
            json!({"username": "a", "credits": null}),
            json!({"username": "a", "credits": {}}),
            json!({"username": "a", "credits": {"current_balance": null}}),
            json!({"username": "a", "credits": {"current_balance": "much"}}),
            json!({"username": "a", "credits": {"current_balance": true}}),
            json!({"username": "a", "credits": {"current_balance": 1e300}}),
            json!({"username": 5, "credits": {"current_balance": 5}}),
        ] {
            assert_eq!(
                balance(&answer),
                Err(FalError::failed(SyncError::Unreadable)),
                "{answer}"
            );
        }
        assert_eq!(
            credit(b"<html>").map(|_| ()),
            Err(FalError::failed(SyncError::Unreadable))
        );
    }

    #[test]
    fn events_are_read_in_old_and_new_shapes_and_broken_ones_are_left_out() {
        let whole = json!({
            "request_id": "a",
            "endpoint_id": "fal-ai/flux/dev",
            "timestamp": "2026-09-10T12:00:00Z",
            "output_units": 1,
            "unit_price": 0.025,
            "percent_discount": null,
            "cost_total": 0.02,
            "cost_estimate_nano_usd": 25_000_000
        });
        let old = json!({
            "request_id": "b",
            "endpoint_id": "fal-ai/flux/dev",
            "timestamp": "2026-09-10T12:00:00+02:00",
            "output_units": null,
            "unit_price": null,
            "cost_estimate_nano_usd": 25_000_000
        });
        let broken = [
            json!({}),
            json!({"request_id": "c"}),
            json!(5),
            json!({"request_id": "", "endpoint_id": "x",
            "timestamp": "2026-09-10T12:00:00Z", "cost_total": 1}),
            json!({"request_id": "d", "endpoint_id": "x",
            "timestamp": "yesterday", "cost_total": 1}),
            json!({"request_id": "e", "endpoint_id": "x",
            "timestamp": "2026-09-10T12:00:00Z", "cost_total": 1e300}),
        ];
        let mut list = vec![whole, old];
        list.extend(broken);
        let page = json!({"billing_events": list, "next_cursor": "abc", "has_more": true});
        let page = events(page.to_string().as_bytes()).unwrap();
        let costs: Vec<_> = page
            .events
            .iter()
            .map(|event| (event.request.as_str(), event.cost.nano(), event.units))
            .collect();
        assert_eq!(
            costs,
            [
                ("a", 20_000_000, Some(Decimal::ONE)),
                ("b", 25_000_000, None)
            ]
        );
        assert_eq!(page.next.as_deref(), Some("abc"));
        assert!(events(b"{}").is_err() && events(b"<html>").is_err());
    }

    #[test]
    fn another_currency_is_named() {
        let answer = json!({"username": "a", "credits": {"current_balance": 5, "currency": "EUR"}});
        assert_eq!(
            balance(&answer),
            Err(FalError::failed(SyncError::Currency("EUR".to_owned())))
        );
    }

    #[test]
    fn a_lock_is_found_in_every_shape() {
        let sentence = "User is locked. Reason: Exhausted balance. \
            Top up your balance at fal.ai/dashboard/billing.";
        for answer in [
            json!({"detail": sentence}),
            json!({"error": {"type": "authorization_error", "message": sentence}}),
            json!({"message": sentence}),
            json!({"error": sentence}),
            json!({"detail": [sentence]}),
            json!({"detail": [{"msg": sentence, "type": "locked"}]}),
            json!({"detail": {"error": {"message": sentence}}}),
            json!({"errors": [{"message": sentence}]}),
        ] {
            assert_eq!(
                lock_message(answer.to_string().as_bytes()).as_deref(),
                Some(sentence),
                "{answer}"
            );
        }
        for answer in [
            json!({"detail": "User not found"}),
            json!({"detail": [{"msg": "x"}]}),
            json!([]),
        ] {
            assert_eq!(lock_message(answer.to_string().as_bytes()), None);
        }
        let long = json!({"detail": format!("{sentence}{}\n", "x".repeat(5000))});
        assert_eq!(
            lock_message(long.to_string().as_bytes()).unwrap().len(),
            MAX_MESSAGE
        );
    }
}
