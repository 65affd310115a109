//! The meter: reads from fal's responses how a call ended and what it cost. Pure.

use fal_budget_domain::gateway::call::Outcome;
use fal_budget_domain::tariffs::units::MAX_QUANTITY;
use hyper::{HeaderMap, StatusCode};
use rust_decimal::Decimal;
use serde_json::Value;

use super::request_kind::is_request_id;

/// Header with the number of billable units, in the model's unit and before discounts: on the
/// response of a run and on a fetched result
/// (<https://docs.fal.ai/model-apis/model-endpoints/queue>).
const UNITS: &str = "x-fal-billable-units";
/// Header with fal's id of the request.
const REQUEST: &str = "x-fal-request-id";

/// Reads the billable units of a response. `None` when the header is missing or makes no sense.
pub(crate) fn billable_units(headers: &HeaderMap) -> Option<Decimal> {
    quantity(headers.get(UNITS)?.to_str().ok()?.trim())
}

/// Reads fal's id of the request from a response's headers.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(REQUEST)?.to_str().ok()?;
    is_request_id(text).then(|| text.to_owned())
}

/// Reads fal's id of the request from the body of the response to a submit.
pub(crate) fn submitted_id(body: &[u8]) -> Option<String> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let request = response.get("request_id")?.as_str()?;
    is_request_id(request).then(|| request.to_owned())
}

/// Parses a number that can be a quantity: neither negative nor above [`MAX_QUANTITY`].
fn quantity(text: &str) -> Option<Decimal> {
    let number = text
        .parse()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()?;
    let is_possible =
        |number: &Decimal| !number.is_sign_negative() && *number <= Decimal::from(MAX_QUANTITY);
    Some(number).filter(is_possible)
}

/// Tells how a call ended that got a server error. fal charges none of its own; a proxy in front of
/// fal sends them, too, while the call goes on. `is_fals`: the response has headers of fal's.
const fn error_outcome(is_fals: bool) -> Outcome {
    if is_fals {
        Outcome::Failed
    } else {
        Outcome::BrokenOff
    }
}

/// Recognizes a response of fal's own by its headers.
pub(crate) fn is_fals(headers: &HeaderMap) -> bool {
    headers
        .keys()
        .any(|name| name.as_str().starts_with("x-fal-"))
}

/// Tells how a run ended, by the head of its response. `None` when only the end of the body ends
/// the run.
pub(crate) fn run_outcome(
    status: StatusCode,
    units: Option<Decimal>,
    is_fals: bool,
) -> Option<Outcome> {
    match (status, units) {
        // First, whatever units it names.
        _ if status.is_server_error() => Some(error_outcome(is_fals)),
        (_, Some(units)) if status.is_success() => Some(Outcome::Metered(units)),
        _ if status.is_success() => None,
        (_, Some(units)) if !units.is_zero() => Some(Outcome::Metered(units)),
        // A model that rejected its input may have been charged; without units nobody knows yet.
        (StatusCode::UNPROCESSABLE_ENTITY, None) => Some(Outcome::Unmetered),
        _ => Some(Outcome::Refused),
    }
}

/// Tells how a submit ended. `None` when the request waits in the queue now.
pub(crate) fn submit_outcome(status: StatusCode, is_fals: bool) -> Option<Outcome> {
    match status {
        _ if status.is_success() => None,
        _ if status.is_server_error() => Some(error_outcome(is_fals)),
        _ => Some(Outcome::Refused),
    }
}

/// Tells how a request ended, by the response that fetches its result. `None` while the request
/// goes on, or when the response is not the model's.
pub(crate) fn result_outcome(
    status: StatusCode,
    units: Option<Decimal>,
    is_fals: bool,
) -> Option<Outcome> {
    match (status, units) {
        (StatusCode::ACCEPTED, _) => None,
        (_, Some(units)) if status.is_success() => Some(Outcome::Metered(units)),
        _ if status.is_success() => Some(Outcome::Unmetered),
        (StatusCode::INTERNAL_SERVER_ERROR, None) if is_fals => Some(Outcome::Failed),
        (_, Some(_)) if status.is_server_error() => Some(Outcome::Failed),
        // Proxies in front of fal send all others, too, while the request is well.
        (_, None) if status.is_server_error() => None,
        (_, Some(units)) if !units.is_zero() => Some(Outcome::Metered(units)),
        (StatusCode::UNPROCESSABLE_ENTITY, Some(_)) => Some(Outcome::Failed),
        (StatusCode::UNPROCESSABLE_ENTITY, None) => Some(Outcome::Unmetered),
        // A key that may not fetch, or too many tries: of the request itself this says nothing.
        _ => None,
    }
}

/// Tells how a request ended, by the response to its cancel. `None` when fal did not accept the
/// cancel, as when the request is done already, or the request did not wait any more: it may go on
/// and cost what it was to cost, however friendly fal's answer is.
pub(crate) fn cancel_outcome(status: StatusCode, was_queued: bool) -> Option<Outcome> {
    (status.is_success() && was_queued).then_some(Outcome::Cancelled)
}

/// Begin of a request's work, as its status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Waits in the queue.
    Waits,
    /// Ended without having run.
    Never,
    /// Runs, or has run.
    Begun,
}

/// Reads from the JSON of a request's status whether its work has begun. `None` for what is no
/// status.
pub(crate) fn begin(body: &[u8]) -> Option<Begin> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let time = response.pointer("/metrics/inference_time");
    match response.get("status")?.as_str()? {
        "IN_QUEUE" => Some(Begin::Waits),
        "COMPLETED" if time.is_none_or(Value::is_null) => Some(Begin::Never),
        "IN_PROGRESS" | "COMPLETED" => Some(Begin::Begun),
        _ => None,
    }
}

/// Tells how a request ended, by the JSON of its status. `None` while the request goes on.
pub(crate) fn status_outcome(body: &[u8]) -> Option<Outcome> {
    let response: Value = serde_json::from_slice(body).ok()?;
    if response.get("status")?.as_str()? != "COMPLETED" {
        return None;
    }
    // One that failed may have run, but is not charged for the time.
    let has_failed = !response.get("error").is_none_or(Value::is_null);
    // By the number's text: converting the float would add digits that fal never sent.
    let seconds = response
        .pointer("/metrics/inference_time")
        .filter(|time| time.is_number() && !has_failed)
        .and_then(|time| quantity(&time.to_string()));
    Some(seconds.map_or(Outcome::Unmetered, Outcome::Ran))
}

/// Reader of a stream of status events (server-sent events), fed part by part as the stream passes.
/// A line longer than [`StatusEvents::MAX_LINE`] bytes is given up.
#[derive(Debug, Default)]
pub(crate) struct StatusEvents {
    /// Line that has not ended yet.
    line: Vec<u8>,
}

impl StatusEvents {
    const MAX_LINE: usize = 1 << 16;

    /// Takes the next part of the stream. Returns how the request ended if this part tells.
    pub(crate) fn push(&mut self, part: &[u8]) -> Option<Outcome> {
        let mut outcome = None;
        // Parts end anywhere, also within a line.
        for piece in part.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() + piece.len() <= Self::MAX_LINE {
                self.line.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                let data = self.line.strip_prefix(b"data:");
                outcome = data.and_then(status_outcome).or(outcome);
                self.line.clear();
            }
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;
    use serde_json::json;

    fn units_of(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(UNITS, HeaderValue::from_str(text).unwrap());
        billable_units(&headers).map(|units| units.to_string())
    }

    #[test]
    fn units_are_read_to_their_last_digit_and_nonsense_is_not() {
        for (text, units) in [
            ("1", "1"),
            ("3.008", "3.008"),
            (" 0.10 ", "0.10"),
            ("1e-3", "0.001"),
            ("0", "0"),
        ] {
            assert_eq!(units_of(text).as_deref(), Some(units));
        }
        for text in [
            "", "-1", "NaN", "inf", "1e300", "10000000", "1,5", "one", "1; 2",
        ] {
            assert_eq!(units_of(text), None, "{text}");
        }
    }

    fn code(code: u16) -> StatusCode {
        StatusCode::from_u16(code).unwrap()
    }

    #[test]
    fn a_response_tells_what_a_run_cost() {
        let one = Some(Decimal::ONE);
        for (status, units, end) in [
            (200, one, Some(Outcome::Metered(Decimal::ONE))),
            (200, None, None),
            (500, None, Some(Outcome::Failed)),
            (422, Some(Decimal::ZERO), Some(Outcome::Refused)),
            (422, one, Some(Outcome::Metered(Decimal::ONE))),
            (422, None, Some(Outcome::Unmetered)),
            (401, None, Some(Outcome::Refused)),
            (403, None, Some(Outcome::Refused)),
            (404, Some(Decimal::ZERO), Some(Outcome::Refused)),
            (429, None, Some(Outcome::Refused)),
            (302, None, Some(Outcome::Refused)),
        ] {
            let outcome = run_outcome(code(status), units, true);
            assert_eq!(outcome, end, "{status} {units:?}");
        }
    }

    #[test]
    fn an_error_of_a_proxy_says_nothing_of_the_call() {
        for status in [500, 501, 502, 503, 504, 520, 524, 530] {
            let failed = Some(Outcome::Failed);
            assert_eq!(run_outcome(code(status), None, true), failed, "{status}");
            assert_eq!(submit_outcome(code(status), true), failed, "{status}");
            let unknown = Some(Outcome::BrokenOff);
            assert_eq!(run_outcome(code(status), None, false), unknown, "{status}");
            assert_eq!(submit_outcome(code(status), false), unknown, "{status}");
        }
        let mut headers = HeaderMap::new();
        headers.insert("server", HeaderValue::from_static("cloudflare"));
        assert!(!is_fals(&headers));
        headers.insert(REQUEST, HeaderValue::from_static("r"));
        assert!(is_fals(&headers));
    }

    #[test]
    fn a_result_that_could_not_be_fetched_says_nothing_of_the_request() {
        let one = Some(Decimal::ONE);
        for (status, units, end) in [
            (200, one, Some(Outcome::Metered(Decimal::ONE))),
            (200, None, Some(Outcome::Unmetered)),
            (202, None, None),
            (400, None, None),
            (401, None, None),
            (404, None, None),
            (429, None, None),
            (422, Some(Decimal::ZERO), Some(Outcome::Failed)),
            (422, None, Some(Outcome::Unmetered)),
            (500, None, Some(Outcome::Failed)),
            (502, None, None),
            (503, None, None),
            (504, None, None),
            (520, None, None),
            (504, Some(Decimal::ZERO), Some(Outcome::Failed)),
        ] {
            assert_eq!(
                result_outcome(code(status), units, true),
                end,
                "{status} {units:?}"
            );
        }
        assert_eq!(result_outcome(code(500), None, false), None, "of a proxy");
        assert_eq!(
            (
                submit_outcome(code(200), true),
                submit_outcome(code(429), true),
                submit_outcome(code(500), true)
            ),
            (None, Some(Outcome::Refused), Some(Outcome::Failed))
        );
        assert_eq!(
            [
                (202, true),
                (202, false),
                (200, false),
                (400, true),
                (404, false)
            ]
            .map(|(status, was_queued)| cancel_outcome(code(status), was_queued)),
            [Some(Outcome::Cancelled), None, None, None, None]
        );
    }

    #[test]
    fn a_status_tells_when_a_request_is_done_and_how_long_it_ran() {
        let of = |response: Value| status_outcome(response.to_string().as_bytes());
        assert_eq!(of(json!({"status": "IN_QUEUE"})), None);
        assert_eq!(
            of(json!({"status": "IN_PROGRESS", "metrics": {"inference_time": 1}})),
            None
        );
        let done = json!({"status": "COMPLETED", "metrics": {"inference_time": 3.42}});
        assert_eq!(of(done), Some(Outcome::Ran("3.42".parse().unwrap())));
        let failed = json!({
            "status": "COMPLETED",
            "error": "out of memory",
            "metrics": {"inference_time": 3.42}
        });
        assert_eq!(of(failed), Some(Outcome::Unmetered));
        assert_eq!(
            of(json!({"status": "COMPLETED", "metrics": {}})),
            Some(Outcome::Unmetered)
        );
        assert_eq!(
            of(json!({"status": "COMPLETED", "metrics": {"inference_time": -1}})),
            Some(Outcome::Unmetered)
        );
        assert_eq!(status_outcome(b"<html>"), None);
    }

    #[test]
    fn a_stream_of_status_events_is_read_however_it_is_cut() {
        let text = b": ping\n\ndata: {\"status\": \"IN_QUEUE\"}\n\n\
            data: {\"status\": \"COMPLETED\", \"metrics\": {\"inference_time\": 2.5}}\n\n";
        for size in 1..text.len() {
            let mut events = StatusEvents::default();
            let ends: Vec<Outcome> = text
                .chunks(size)
                .filter_map(|part| events.push(part))
                .collect();
            assert_eq!(
                ends,
                [Outcome::Ran("2.5".parse().unwrap())],
                "in parts of {size}"
            );
        }
        let mut events = StatusEvents::default();
        for _ in 0..100 {
            assert_eq!(events.push(&[b'x'; 4096]), None);
        }
        assert!(
            events.line.capacity() <= 2 * StatusEvents::MAX_LINE,
            "a line without an end is not kept"
        );
    }
}
