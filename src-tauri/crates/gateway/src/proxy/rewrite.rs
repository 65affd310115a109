//! Turns the addresses of a queued request to the gateway, and nothing else of a response. Pure.

use reqwest::Url;
use serde_json::Value;

/// Fields with the addresses that a caller follows.
const FIELDS: [&str; 3] = ["status_url", "response_url", "cancel_url"];

/// Returns the response with its addresses below `queue` turned to `gateway`, and otherwise byte
/// for byte. `gateway` ends with a slash.
pub(super) fn rewrite(body: &[u8], queue: &Url, gateway: &str) -> Vec<u8> {
    let Ok(response) = serde_json::from_slice::<Value>(body) else {
        return body.to_vec();
    };
    // Parsed to find the addresses, but replaced in the text: writing the JSON anew would change
    // numbers, spaces and the order of fields.
    let mut text = body.to_vec();
    for address in FIELDS
        .iter()
        .filter_map(|field| response.get(field)?.as_str())
    {
        let Some(path) = path_below(address, queue) else {
            continue;
        };
        let after = Value::from(format!("{gateway}{path}")).to_string();
        let plain = Value::from(address).to_string();
        // JSON may escape slashes.
        let escaped = plain.replace('/', "\\/");
        for before in [plain, escaped] {
            text = replace(&text, before.as_bytes(), after.as_bytes());
        }
    }
    text
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

/// Replaces every occurrence of `before`.
fn replace(text: &[u8], before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.windows(before.len()).position(|part| part == before) {
        let (head, tail) = rest.split_at(at);
        replaced.extend_from_slice(head);
        replaced.extend_from_slice(after);
        rest = tail.get(before.len()..).unwrap_or_default();
    }
    replaced.extend_from_slice(rest);
    replaced
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

    #[test]
    fn addresses_elsewhere_stay() {
        for body in [
            r#"{"status_url":"https://example.com/x"}"#,
            r#"{"status_url":"https://queue.fal.run.example.com/x"}"#,
            r#"{"status_url":5}"#,
            r#"["https://queue.fal.run/x"]"#,
            "not JSON: https://queue.fal.run/x",
            "",
        ] {
            assert_eq!(rewritten(body), body);
        }
    }
}
