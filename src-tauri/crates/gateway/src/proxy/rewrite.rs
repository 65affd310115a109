//! Turns the addresses of a queued request to the gateway, and nothing else of a response. Pure.

use std::ops::Range;

use reqwest::Url;
use serde::de::IgnoredAny;

/// Fields with the addresses that a caller follows.
const FIELDS: [&str; 3] = ["status_url", "response_url", "cancel_url"];

/// Returns the response with its addresses below `queue` turned to `gateway`, and otherwise byte
/// for byte. `gateway` ends with a slash.
pub(super) fn rewrite(body: &[u8], queue: &Url, gateway: &str) -> Vec<u8> {
    if serde_json::from_slice::<IgnoredAny>(body).is_err() {
        return body.to_vec();
    }
    let mut values: Vec<_> = field_values(body).into_iter().flatten().collect();
    values.sort_unstable_by_key(|value| value.start);
    // Replaced in the text: writing the JSON anew would change numbers, spaces and the order of
    // fields. And there alone: the rest is in the hands of the app's author.
    let mut text = Vec::with_capacity(body.len() + 64);
    let mut rest = 0;
    for value in values {
        let address = body.get(value.clone()).unwrap_or_default();
        let Ok(address) = serde_json::from_slice::<String>(address) else {
            continue;
        };
        if let Some(path) = path_below(&address, queue) {
            let turned = serde_json::Value::from(format!("{gateway}{path}"));
            text.extend_from_slice(body.get(rest..value.start).unwrap_or_default());
            text.extend_from_slice(turned.to_string().as_bytes());
            rest = value.end;
        }
    }
    text.extend_from_slice(body.get(rest..).unwrap_or_default());
    text
}

/// Finds the values of [`FIELDS`] in the outermost object of a JSON text, as far as they are
/// strings, with their quotes. Of several with one name the last one counts, as in parsers.
fn field_values(json: &[u8]) -> [Option<Range<usize>>; FIELDS.len()] {
    let mut found = [const { None }; FIELDS.len()];
    let (mut at, mut depth) = (0, 0_usize);
    // Name of the field that is being read, and what comes next of it.
    let (mut name, mut is_value) = (&[][..], false);
    while let Some(byte) = json.get(at) {
        let begin = at;
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 1 => is_value = true,
            b',' if depth == 1 => is_value = false,
            b'"' => {
                at = string_end(json, at);
                if depth == 1 && !is_value {
                    name = json.get(begin + 1..at - 1).unwrap_or_default();
                } else if depth == 1 {
                    let fields = FIELDS.iter().zip(&mut found);
                    for (_, place) in fields.filter(|(field, _)| field.as_bytes() == name) {
                        *place = Some(begin..at);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the place behind the end of a string, from a place in it.
fn string_end(json: &[u8], mut at: usize) -> usize {
    while let Some(byte) = json.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte == b'"' {
            break;
        }
    }
    at
}

/// Returns the path of an address of the queue's: below `queue`, or at another host of fal's.
/// `None` for any other address.
fn path_below<'a>(address: &'a str, queue: &Url) -> Option<&'a str> {
    /// Hosts of the queue: fal answers with the address of a back-up host where it uses one.
    const HOSTS: [&str; 2] = ["https://queue.fal.run/", "https://queue.falrun.com/"];
    [queue.as_str()]
        .into_iter()
        .chain(HOSTS)
        .find_map(|host| address.strip_prefix(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(body: &str) -> String {
        let queue = Url::parse("https://queue.fal.run/").unwrap();
        String::from_utf8(rewrite(
            body.as_bytes(),
            &queue,
            "http://127.0.0.1:8720/queue/",
        ))
        .unwrap()
    }

    #[test]
    fn only_the_three_addresses_change_and_not_a_byte_besides() {
        let body = r#"{ "status":"IN_QUEUE" ,"request_id":"r1",
  "response_url":"https://queue.fal.run/fal-ai/flux/requests/r1",
  "status_url" : "https://queue.fal.run/fal-ai/flux/requests/r1/status",
  "cancel_url":"https:\/\/queue.fal.run\/fal-ai\/flux\/requests\/r1\/cancel",
  "queue_position":0.10,"logs":null,"note":"https://queue.fal.run/elsewhere" }"#;
        let after = rewritten(body);
        assert!(
            after.contains(
                r#""response_url":"http://127.0.0.1:8720/queue/fal-ai/flux/requests/r1","#
            ),
            "{after}"
        );
        assert!(after.contains(
            r#""status_url" : "http://127.0.0.1:8720/queue/fal-ai/flux/requests/r1/status","#
        ));
        assert!(after.contains(
            r#""cancel_url":"http://127.0.0.1:8720/queue/fal-ai/flux/requests/r1/cancel","#
        ));
        assert!(after.contains(
            r#""queue_position":0.10,"logs":null,"note":"https://queue.fal.run/elsewhere" }"#
        ));
    }

    #[test]
    fn addresses_of_a_back_up_host_are_turned_too() {
        let after =
            rewritten(r#"{"status_url":"https://queue.falrun.com/x/y/requests/r1/status"}"#);
        assert_eq!(
            after,
            r#"{"status_url":"http://127.0.0.1:8720/queue/x/y/requests/r1/status"}"#
        );
    }

    /// An app writes into its answers what it likes, its own addresses a thousand times.
    #[test]
    fn an_address_is_turned_where_its_field_is_and_nowhere_else() {
        let address = "https://queue.fal.run/x/y/requests/r1/status";
        let logs = format!(r#"["{address}",{{"status_url":"{address}"}}]"#);
        let body = format!(
            r#"{{"logs":{logs},"a":"status_url","b\\":"\"status_url\":","status_url":1,
            "status_url":"{address}","at":"{address}","response_url":["{address}"]}}"#
        );
        let turned = format!(r#""status_url":"{address}","at""#);
        let expected = turned.replace("https://queue.fal.run/", "http://127.0.0.1:8720/queue/");
        assert_eq!(rewritten(&body), body.replace(&turned, &expected));
    }

    #[test]
    fn of_two_addresses_in_one_field_the_one_that_parsers_take_is_turned() {
        let field = |host: &str| format!(r#""cancel_url":"{host}x/y/requests/r1/cancel""#);
        let (fal, gateway) = ("https://queue.fal.run/", "http://127.0.0.1:8720/queue/");
        let body = format!("{{{},{}}}", field(fal), field(fal));
        let expected = format!("{{{},{}}}", field(fal), field(gateway));
        assert_eq!(rewritten(&body), expected);
    }

    #[test]
    fn addresses_elsewhere_stay() {
        for body in [
            r#"{"status_url":"https://example.com/x"}"#,
            r#"{"status_url":"https://queue.fal.run.example.com/x"}"#,
            r#"{"status_url":5}"#,
            r#"["https://queue.fal.run/x"]"#,
            r#"["status_url", "https://queue.fal.run/x"]"#,
            r#"{"a": {"status_url": "https://queue.fal.run/x"}}"#,
            r#"{"status_url": "https://queue.fal.run/x""#,
            "not JSON: https://queue.fal.run/x",
            "",
        ] {
            assert_eq!(rewritten(body), body);
        }
    }
}
