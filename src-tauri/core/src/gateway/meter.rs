//! What fal's answers say of the cost of a call: pure.

use hyper::{HeaderMap, StatusCode};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::domain::call::Outcome;
use crate::domain::units::MAX_QUANTITY;

/// How much was charged, in the model's unit: on the answer of a run and on a fetched result,
/// before discounts (<https://docs.fal.ai/model-apis/model-endpoints/queue>).
const UNITS: &str = "x-fal-billable-units";
/// fal's id of the request.
const REQUEST: &str = "x-fal-request-id";

/// The units that an answer was charged by; none where it does not say, or says nonsense.
pub(super) fn units(headers: &HeaderMap) -> Option<Decimal> {
    let text = headers.get(UNITS)?.to_str().ok()?.trim();
    let units = text
        .parse()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()?;
    Some(units).filter(|units: &Decimal| {
        !units.is_sign_negative() && *units <= Decimal::from(MAX_QUANTITY)
    })
}

/// fal's id of the request that an answer is of.
pub(super) fn request(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(REQUEST)?.to_str().ok()?;
    super::route::is_request(text).then(|| text.to_owned())
}

/// How a run ended, by the head of its answer; none where its end is the end of what follows.
pub(super) fn run(status: StatusCode, units: Option<Decimal>) -> Option<Outcome> {
    match (status, units) {
        _ if status.is_server_error() => Some(Outcome::Failed),
        (_, Some(units)) if status.is_success() => Some(Outcome::Metered(units)),
        _ if status.is_success() => None,
        (_, Some(units)) if !units.is_zero() => Some(Outcome::Metered(units)),
        // A model that refused its input may have been charged; without a figure nobody knows yet.
        (StatusCode::UNPROCESSABLE_ENTITY, None) => Some(Outcome::Unmetered),
        _ => Some(Outcome::Refused),
    }
}

/// What the answer to a submit says; none where the request waits in the queue now.
pub(super) fn submit(status: StatusCode) -> Option<Outcome> {
    match status {
        _ if status.is_success() => None,
        _ if status.is_server_error() => Some(Outcome::Failed),
        _ => Some(Outcome::Refused),
    }
}

/// How a request ended whose result was fetched; none where it goes on, or where this is no answer
/// of the model's.
pub(super) fn result(status: StatusCode, units: Option<Decimal>) -> Option<Outcome> {
    match (status, units) {
        (StatusCode::ACCEPTED, _) => None,
        (_, Some(units)) if status.is_success() => Some(Outcome::Metered(units)),
        _ if status.is_success() => Some(Outcome::Unmetered),
        // Those are also what stands before fal says while fal is well.
        (
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT,
            None,
        ) => None,
        _ if status.is_server_error() => Some(Outcome::Failed),
        (_, Some(units)) if !units.is_zero() => Some(Outcome::Metered(units)),
        (StatusCode::UNPROCESSABLE_ENTITY, Some(_)) => Some(Outcome::Failed),
        (StatusCode::UNPROCESSABLE_ENTITY, None) => Some(Outcome::Unmetered),
        _ => None,
    }
}

/// What the answer to a cancel says: fal takes it only before the request is done.
pub(super) fn cancel(status: StatusCode) -> Option<Outcome> {
    status.is_success().then_some(Outcome::Cancelled)
}

/// How a request ended, by what fal says of where it stands; none where it goes on.
pub(super) fn status(body: &[u8]) -> Option<Outcome> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    if answer.get("status")?.as_str()? != "COMPLETED" {
        return None;
    }
    let text = answer
        .pointer("/metrics/inference_time")
        .filter(|time| time.is_number())
        .map(Value::to_string);
    let seconds = text.and_then(|text| {
        text.parse()
            .or_else(|_| Decimal::from_scientific(&text))
            .ok()
    });
    Some(
        match seconds.filter(|seconds: &Decimal| {
            !seconds.is_sign_negative() && *seconds <= Decimal::from(MAX_QUANTITY)
        }) {
            // One that failed may have run, but is not charged for it.
            Some(seconds) if answer.get("error").is_none_or(Value::is_null) => {
                Outcome::Ran(seconds)
            }
            _ => Outcome::Unmetered,
        },
    )
}

/// The id of a request that was taken into the queue.
pub(super) fn request_id(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let request = answer.get("request_id")?.as_str()?;
    super::route::is_request(request).then(|| request.to_owned())
}

/// The events of a stream of standings, as they pass: a line at a time, and no line longer than
/// [`StatusEvents::LONGEST`].
#[derive(Debug, Default)]
pub(super) struct StatusEvents {
    line: Vec<u8>,
}

impl StatusEvents {
    const LONGEST: usize = 1 << 16;

    /// Takes what passes, and gives how the request ended where that is in it.
    pub(super) fn take(&mut self, part: &[u8]) -> Option<Outcome> {
        let mut ended = None;
        for piece in part.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() + piece.len() <= Self::LONGEST {
                self.line.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                let data = self.line.strip_prefix(b"data:");
                ended = data.and_then(status).or(ended);
                self.line.clear();
            }
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;
    use serde_json::json;

    fn of(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(UNITS, HeaderValue::from_str(text).unwrap());
        units(&headers).map(|units| units.to_string())
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
            assert_eq!(of(text).as_deref(), Some(units));
        }
        for text in [
            "", "-1", "NaN", "inf", "1e300", "10000000", "1,5", "one", "1; 2",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    fn code(code: u16) -> StatusCode {
        StatusCode::from_u16(code).unwrap()
    }

    #[test]
    fn an_answer_tells_what_a_run_cost() {
        let one = Some(Decimal::ONE);
        for (status, units, end) in [
            (200, one, Some(Outcome::Metered(Decimal::ONE))),
            (200, None, None),
            (500, None, Some(Outcome::Failed)),
            (503, one, Some(Outcome::Failed)),
            (422, Some(Decimal::ZERO), Some(Outcome::Refused)),
            (422, one, Some(Outcome::Metered(Decimal::ONE))),
            (422, None, Some(Outcome::Unmetered)),
            (401, None, Some(Outcome::Refused)),
            (403, None, Some(Outcome::Refused)),
            (404, Some(Decimal::ZERO), Some(Outcome::Refused)),
            (429, None, Some(Outcome::Refused)),
            (302, None, Some(Outcome::Refused)),
        ] {
            assert_eq!(run(code(status), units), end, "{status} {units:?}");
        }
    }

    #[test]
    fn a_result_that_could_not_be_fetched_says_nothing_of_the_job() {
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
            (504, Some(Decimal::ZERO), Some(Outcome::Failed)),
        ] {
            assert_eq!(result(code(status), units), end, "{status} {units:?}");
        }
        assert_eq!(
            (submit(code(200)), submit(code(429)), submit(code(500))),
            (None, Some(Outcome::Refused), Some(Outcome::Failed))
        );
        assert_eq!(
            (cancel(code(202)), cancel(code(400))),
            (Some(Outcome::Cancelled), None)
        );
    }

    #[test]
    fn a_status_tells_when_a_request_is_done_and_how_long_it_ran() {
        let of = |answer: serde_json::Value| status(answer.to_string().as_bytes());
        assert_eq!(of(json!({"status": "IN_QUEUE"})), None);
        assert_eq!(
            of(json!({"status": "IN_PROGRESS", "metrics": {"inference_time": 1}})),
            None
        );
        let done = json!({"status": "COMPLETED", "metrics": {"inference_time": 3.42}});
        assert_eq!(of(done), Some(Outcome::Ran("3.42".parse().unwrap())));
        let failed = json!({"status": "COMPLETED", "error": "out of memory", "metrics": {"inference_time": 3.42}});
        assert_eq!(of(failed), Some(Outcome::Unmetered));
        assert_eq!(
            of(json!({"status": "COMPLETED", "metrics": {}})),
            Some(Outcome::Unmetered)
        );
        assert_eq!(
            of(json!({"status": "COMPLETED", "metrics": {"inference_time": -1}})),
            Some(Outcome::Unmetered)
        );
        assert_eq!(status(b"<html>"), None);
    }

    #[test]
    fn a_stream_of_standings_is_read_however_it_is_cut() {
        let text = b": ping\n\ndata: {\"status\": \"IN_QUEUE\"}\n\ndata: {\"status\": \"COMPLETED\", \"metrics\": {\"inference_time\": 2.5}}\n\n";
        for size in 1..text.len() {
            let mut events = StatusEvents::default();
            let ends: Vec<Outcome> = text
                .chunks(size)
                .filter_map(|part| events.take(part))
                .collect();
            assert_eq!(
                ends,
                [Outcome::Ran("2.5".parse().unwrap())],
                "in parts of {size}"
            );
        }
        let mut events = StatusEvents::default();
        for _ in 0..100 {
            assert_eq!(events.take(&[b'x'; 4096]), None);
        }
        assert!(
            events.line.capacity() <= 2 * StatusEvents::LONGEST,
            "a line without an end is not kept"
        );
    }
}
