//! Headers that pass through the gateway: to fal those that its clients send, to the caller all but
//! those of one connection (RFC 9110, 7.6.1) and those that concern only fal's own site.

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, ALT_SVC, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_TYPE, HeaderName, HeaderValue, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use super::route::TARGET;

/// Headers of one connection, which no proxy forwards.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];
/// Headers that fal's clients send besides fal's own, which begin with `x-fal-` or `x-app-fal-`. No
/// other goes on: a browser, a network or a framework adds many that tell of this computer.
const OUTGOING: [HeaderName; 8] = [
    ACCEPT,
    AUTHORIZATION,
    CONTENT_ENCODING,
    CONTENT_TYPE,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("last-event-id"),
    HeaderName::from_static("x-queue-priority"),
    USER_AGENT,
];
/// Begins of the names of headers that are meant for the gateway alone.
const LOCAL: [&str; 2] = [TARGET, "x-fal-budget-"];

/// Returns the headers of a request that are sent to fal. fal is asked for a plain response: the
/// gateway reads what it says of a cost, of an end and of a lock.
pub(super) fn for_upstream(headers: &HeaderMap) -> HeaderMap {
    let is_kept = |name: &HeaderName| {
        let text = name.as_str();
        let is_fals = text.starts_with("x-fal-") || text.starts_with("x-app-fal-");
        (OUTGOING.contains(name) || is_fals) && !LOCAL.iter().any(|local| text.starts_with(local))
    };
    let mut outgoing = passing(headers, is_kept);
    outgoing.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    keep_one_key(&mut outgoing);
    outgoing
}

/// Headers that clients of fal have brought a key in, the one that counts first. An id and its
/// secret are one key.
const KEYS: [&[&str]; 3] = [
    &["authorization"],
    &["x-fal-key"],
    &["x-fal-key-id", "x-fal-key-secret"],
];

/// Keeps one key, once: of several fal might take another one than the guard has judged.
pub(super) fn keep_one_key(headers: &mut HeaderMap) {
    let mut has_key = false;
    for form in KEYS {
        for name in form.iter().map(|name| HeaderName::from_static(name)) {
            // Of signs beyond ASCII fal might make another key than is known here.
            let is_key = |key: &&HeaderValue| !key.is_empty() && key.to_str().is_ok();
            let key = headers.get(&name).filter(is_key).cloned();
            headers.remove(&name);
            if let Some(key) = key.filter(|_| !has_key) {
                headers.insert(name, key);
            }
        }
        has_key |= form.iter().any(|name| headers.contains_key(*name));
    }
}

/// Headers of an answer that would change this computer's browser beyond the answer: they are meant
/// for fal's own address.
const OF_A_SITE: [HeaderName; 8] = [
    SET_COOKIE,
    STRICT_TRANSPORT_SECURITY,
    ALT_SVC,
    HeaderName::from_static("clear-site-data"),
    HeaderName::from_static("nel"),
    HeaderName::from_static("report-to"),
    HeaderName::from_static("reporting-endpoints"),
    HeaderName::from_static("service-worker-allowed"),
];

/// Returns the headers of fal's response that are sent to the caller.
pub(super) fn for_caller(headers: &HeaderMap) -> HeaderMap {
    // Beside a transfer encoding a length does not count, and may be an attempt at response
    // splitting (RFC 9112, 6.3).
    let is_sized = !headers.contains_key(TRANSFER_ENCODING);
    passing(headers, |name| {
        (is_sized || *name != CONTENT_LENGTH) && !OF_A_SITE.contains(name)
    })
}

fn passing(headers: &HeaderMap, is_kept: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    // `Connection` may name further headers that are of this connection only.
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let mut passing = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let is_hop = HOP_BY_HOP.contains(name) || named.iter().any(|named| named == name.as_str());
        if !is_hop && is_kept(name) {
            // Appended, not inserted: a name may occur more than once, as `Link` does.
            passing.append(name.clone(), value.clone());
        }
    }
    passing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in list {
            map.append(*name, HeaderValue::from_static(value));
        }
        map
    }

    fn names(map: &HeaderMap) -> Vec<&str> {
        let mut names: Vec<&str> = map.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn the_key_and_fals_own_headers_pass_and_local_ones_do_not() {
        let sent = map(&[
            ("authorization", "Key a:b"),
            ("x-fal-queue-priority", "low"),
            ("content-type", "application/json"),
            ("user-agent", "fal-client"),
            ("host", "127.0.0.1:8720"),
            ("connection", "keep-alive, x-of-this-hop"),
            ("x-of-this-hop", "1"),
            ("keep-alive", "5"),
            ("transfer-encoding", "chunked"),
            ("cookie", "session=secret"),
            ("origin", "http://localhost:3000"),
            ("referer", "http://localhost:3000/private"),
            ("sec-fetch-site", "cross-site"),
            ("x-fal-target-url", "https://fal.run/x/y"),
            ("x-fal-budget-tag", "a project"),
            ("x-request-id", "of-a-framework"),
            ("accept-language", "fr"),
            ("accept-encoding", "gzip"),
        ]);
        let passing = for_upstream(&sent);
        assert_eq!(
            names(&passing),
            [
                "accept-encoding",
                "authorization",
                "content-type",
                "user-agent",
                "x-fal-queue-priority"
            ]
        );
        assert_eq!(passing.get("accept-encoding").unwrap(), "identity");
    }

    #[test]
    fn one_key_passes_once() {
        for (sent, passing) in [
            (
                vec![("authorization", "Key a:s"), ("x-fal-key", "b:s")],
                vec![("authorization", "Key a:s")],
            ),
            (
                vec![("authorization", "Key a:s"), ("authorization", "Key b:s")],
                vec![("authorization", "Key a:s")],
            ),
            (
                vec![("authorization", ""), ("x-fal-key", "b:s")],
                vec![("x-fal-key", "b:s")],
            ),
            (
                vec![("x-fal-key", "a:s"), ("x-fal-key", "b:s")],
                vec![("x-fal-key", "a:s")],
            ),
            (
                vec![("x-fal-key-id", "a"), ("x-fal-key", "b:s")],
                vec![("x-fal-key", "b:s")],
            ),
            (
                vec![
                    ("x-fal-key-id", "a"),
                    ("x-fal-key-id", "b"),
                    ("x-fal-key-secret", "s"),
                ],
                vec![("x-fal-key-id", "a"), ("x-fal-key-secret", "s")],
            ),
            (
                vec![("authorization", "Bearer t"), ("x-fal-key-secret", "s")],
                vec![("authorization", "Bearer t")],
            ),
        ] {
            let mut expected = map(&passing);
            expected.insert("accept-encoding", HeaderValue::from_static("identity"));
            assert_eq!(for_upstream(&map(&sent)), expected, "{sent:?}");
        }
        let mut odd = HeaderMap::new();
        let key = HeaderValue::from_bytes(b"Key\xA0a:s").unwrap();
        odd.insert("authorization", key);
        assert_eq!(names(&for_upstream(&odd)), ["accept-encoding"]);
    }

    #[test]
    fn a_response_keeps_all_headers_but_those_of_one_connection_or_of_a_site() {
        let response = map(&[
            ("content-length", "5"),
            ("content-encoding", "gzip"),
            ("link", "<a>"),
            ("link", "<b>"),
            ("set-cookie", "a=1"),
            ("strict-transport-security", "max-age=1"),
            ("clear-site-data", "*"),
            ("x-fal-billable-units", "1"),
            ("connection", "close"),
        ]);
        let passing = for_caller(&response);
        assert_eq!(
            names(&passing),
            [
                "content-encoding",
                "content-length",
                "link",
                "x-fal-billable-units"
            ]
        );
        assert_eq!(passing.get_all("link").iter().count(), 2);
    }

    #[test]
    fn a_response_with_two_lengths_keeps_the_one_that_counts() {
        let response = map(&[
            ("content-length", "5"),
            ("transfer-encoding", "chunked"),
            ("content-type", "text/plain"),
        ]);
        assert_eq!(names(&for_caller(&response)), ["content-type"]);
    }
}
