//! Checks of headers that browsers send and no page can forge (<https://fetch.spec.whatwg.org/>),
//! against DNS rebinding and pages that nobody allowed. Pure.

use std::net::IpAddr;

use fal_budget_domain::gateway::WebOrigin;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use hyper::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use hyper::{HeaderMap, Uri};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Reason for turning a request away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub(crate) enum AccessDenied {
    /// Host name that is not this computer's: a page elsewhere has pointed its own name here.
    ForeignHost,
    /// Page that the person has not allowed.
    ForeignOrigin,
    /// Request that came through a proxy or a tunnel.
    Tunnelled,
    /// A browser asks for a page, a frame or a worker.
    Navigation,
}

impl ToMessage for AccessDenied {
    fn to_message(&self) -> Message {
        match self {
            Self::ForeignHost => message!("gateway-foreign-host"),
            Self::ForeignOrigin => message!("gateway-foreign-page"),
            Self::Tunnelled => message!("gateway-tunnelled"),
            Self::Navigation => message!("gateway-navigation"),
        }
    }
}

/// Checks that a request was sent to this computer by one of its own names.
pub(crate) fn check_host(headers: &HeaderMap, uri: &Uri) -> Result<(), AccessDenied> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts
        .next()
        .and_then(|host| host.to_str().ok())
        .ok_or(AccessDenied::ForeignHost)?;
    // An address in the first line takes precedence over the header (RFC 9112, 3.2.2), so both
    // must be this computer's.
    let is_ours = hosts.next().is_none()
        && is_this_computer(host)
        && uri
            .authority()
            .is_none_or(|name| is_this_computer(name.as_str()));
    if is_ours {
        Ok(())
    } else {
        Err(AccessDenied::ForeignHost)
    }
}

/// Checks that no proxy or tunnel has passed a request on: it may write `Host` and `Origin` as it
/// likes, and would open this computer to the internet.
pub(crate) fn check_direct(headers: &HeaderMap) -> Result<(), AccessDenied> {
    let is_of_a_proxy = |name: &HeaderName| {
        matches!(
            name.as_str(),
            "forwarded" | "x-real-ip" | "cf-connecting-ip" | "true-client-ip" | "via"
        ) || name.as_str().starts_with("x-forwarded-")
    };
    if headers.keys().any(is_of_a_proxy) {
        return Err(AccessDenied::Tunnelled);
    }
    Ok(())
}

/// Checks that a browser does not want to show or run the answer: it would be a page of this
/// computer's. Fetches of pages pass.
pub(crate) fn check_fetch(headers: &HeaderMap) -> Result<(), AccessDenied> {
    let has = |name: &str, values: &[&str]| {
        headers.get_all(name).iter().any(|value| {
            values
                .iter()
                .any(|other| value.as_bytes() == other.as_bytes())
        })
    };
    let is_shown = has("sec-fetch-mode", &["navigate", "nested-navigate"])
        || has(
            "sec-fetch-dest",
            &[
                "document",
                "iframe",
                "frame",
                "fencedframe",
                "embed",
                "object",
                "script",
                "style",
                "worker",
                "sharedworker",
                "serviceworker",
                "audioworklet",
                "paintworklet",
            ],
        )
        || headers.contains_key("service-worker");
    if is_shown {
        return Err(AccessDenied::Navigation);
    }
    Ok(())
}

/// Returns the origin of the allowed page that sent a request, or `None` for a program. `Err` for
/// any other page.
pub(crate) fn check_origin(
    headers: &HeaderMap,
    allowed: &[WebOrigin],
) -> Result<Option<HeaderValue>, AccessDenied> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None)
            if allowed
                .iter()
                .any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes()) =>
        {
            Ok(Some(origin.clone()))
        }
        (Some(_), _) => Err(AccessDenied::ForeignOrigin),
        // A page that only loads a picture or follows a link sends no origin, but its browser
        // says from which kind of site the request came.
        (None, _) => match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
            None | Some(b"none" | b"same-origin") => Ok(None),
            Some(_) => Err(AccessDenied::ForeignOrigin),
        },
    }
}

/// Tells whether `host`, with or without a port, is a loopback address or `localhost`.
fn is_this_computer(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, "")) => Some(address),
        Some((address, port)) => port
            .strip_prefix(':')
            .is_some_and(is_port)
            .then_some(address),
        None => match host.rsplit_once(':') {
            Some((name, port)) => is_port(port).then_some(name),
            None => Some(host),
        },
    };
    // Names are compared, never resolved: resolving would give a rebinding page its loopback
    // address.
    name.is_some_and(|name| {
        name.eq_ignore_ascii_case("localhost")
            || name
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

/// Tells whether a text is the number of a port, in five digits at most: `Host` becomes part of
/// addresses, and is to make none of them long.
fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn what_a_tunnel_passes_on_is_told_from_what_a_program_sends() {
        for name in [
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip",
            "cf-connecting-ip",
            "via",
        ] {
            let denied = check_direct(&with(name, "1"));
            assert_eq!(denied, Err(AccessDenied::Tunnelled), "{name}");
        }
        assert_eq!(check_direct(&with("user-agent", "via")), Ok(()));
    }

    #[test]
    fn an_answer_is_never_shown_as_a_page() {
        for (name, value) in [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-dest", "iframe"),
            ("sec-fetch-dest", "serviceworker"),
            ("service-worker", "script"),
        ] {
            let denied = check_fetch(&with(name, value));
            assert_eq!(denied, Err(AccessDenied::Navigation), "{name}: {value}");
        }
        assert_eq!(check_fetch(&with("sec-fetch-mode", "cors")), Ok(()));
        assert_eq!(check_fetch(&with("sec-fetch-dest", "empty")), Ok(()));
    }

    fn check(headers: &[(&'static str, &str)]) -> Result<Option<String>, AccessDenied> {
        let allowed = [WebOrigin::read("http://localhost:3000").unwrap()];
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        check_host(&map, &Uri::from_static("/run/x"))?;
        let origin = check_origin(&map, &allowed)?;
        Ok(origin.map(|origin| origin.to_str().unwrap().to_owned()))
    }

    #[test]
    fn programs_on_this_computer_are_let_in() {
        for host in [
            "127.0.0.1:8720",
            "localhost:8720",
            "LOCALHOST",
            "[::1]:8720",
            "[::1]",
            "localhost:0",
            "127.0.0.1:65535",
            "[::1]:00080",
            "127.3.2.1",
            "127.0.0.1",
        ] {
            assert_eq!(check(&[("host", host)]), Ok(None), "{host}");
        }
    }

    #[test]
    fn a_foreign_name_that_points_here_is_refused() {
        for host in [
            "example.com",
            "example.com:8720",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "192.168.1.2",
            "0.0.0.0",
            "[::]",
            "[::ffff:192.168.1.2]",
            "localhost:8720@example.com",
            "localhost:x",
            "localhost:",
            "localhost:+80",
            "localhost:65536",
            "127.0.0.1:000080",
            "127.0.0.1:11111111111111111111",
            "[::1]:",
            "[::1]:65536",
            "",
            "[::1",
            "[::1]x",
        ] {
            assert_eq!(
                check(&[("host", host)]),
                Err(AccessDenied::ForeignHost),
                "{host}"
            );
        }
        assert_eq!(check(&[]), Err(AccessDenied::ForeignHost), "none at all");
        assert_eq!(
            check(&[("host", "localhost"), ("host", "example.com")]),
            Err(AccessDenied::ForeignHost)
        );
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("localhost"));
        let uri = Uri::from_static("http://example.com/run/x");
        assert_eq!(
            check_host(&headers, &uri),
            Err(AccessDenied::ForeignHost),
            "in the first line"
        );
    }

    #[test]
    fn only_allowed_pages_are_let_in() {
        let page = |origin: &'static str| check(&[("host", "localhost"), ("origin", origin)]);
        assert_eq!(
            page("http://localhost:3000"),
            Ok(Some("http://localhost:3000".to_owned()))
        );
        for origin in [
            "http://localhost:3001",
            "https://localhost:3000",
            "http://localhost",
            "null",
            "",
            "*",
            "http://localhost:3000.example.com",
            "http://localhost:3000/",
            "http://evil.example",
        ] {
            assert_eq!(page(origin), Err(AccessDenied::ForeignOrigin), "{origin}");
        }
        let twice = [
            ("host", "localhost"),
            ("origin", "http://localhost:3000"),
            ("origin", "http://evil.example"),
        ];
        assert_eq!(check(&twice), Err(AccessDenied::ForeignOrigin));
    }

    #[test]
    fn a_picture_in_a_foreign_page_is_not_loaded() {
        for site in ["cross-site", "same-site"] {
            assert_eq!(
                check(&[("host", "localhost"), ("sec-fetch-site", site)]),
                Err(AccessDenied::ForeignOrigin)
            );
        }
        for site in ["none", "same-origin"] {
            assert_eq!(
                check(&[("host", "localhost"), ("sec-fetch-site", site)]),
                Ok(None)
            );
        }
    }
}
