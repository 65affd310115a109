//! Routes: where at fal a request goes, and what kind of request it is. Pure.

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::tariffs::price::is_endpoint;
use fal_budget_fal::Addresses;
use hyper::Method;
use reqwest::Url;

use crate::metering::{RequestKind, is_request_id};

/// Header in which fal's official client names the real address
/// (<https://github.com/fal-ai/fal-js/tree/main/libs/proxy>).
pub(super) const TARGET: &str = "x-fal-target-url";
/// Usual path of fal's own proxy, which the official client sends everything to.
const PROXY: &str = "/api/fal/proxy";

/// Destination of a request at fal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// Address at fal, or at a stand-in.
    pub(super) url: Url,
    /// Kind of the request.
    pub(super) kind: RequestKind,
    /// The caller follows the addresses in fal's response, so they must lead through the gateway.
    pub(super) follows_addresses: bool,
}

/// Reason why a request has no destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub(super) enum RouteError {
    NoSuchPath,
    NoTarget,
    ForeignTarget,
}

impl ToMessage for RouteError {
    fn to_message(&self) -> Message {
        match self {
            Self::NoSuchPath => message!("gateway-no-path"),
            Self::NoTarget => message!("gateway-no-target"),
            Self::ForeignTarget => message!("gateway-foreign-target"),
        }
    }
}

/// Host of fal's that requests are forwarded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FalHost {
    Run,
    Queue,
    Rest,
}

impl FalHost {
    /// Returns the address of the host, or of the stand-in that plays it.
    const fn base(self, fal: &Addresses) -> &Url {
        match self {
            Self::Run => &fal.run,
            Self::Queue => &fal.queue,
            Self::Rest => &fal.rest,
        }
    }
}

/// Finds the destination of a request. `target` is the value of its header [`TARGET`].
pub(super) fn route(
    method: &Method,
    path: &str,
    query: Option<&str>,
    target: Option<&str>,
    fal: &Addresses,
) -> Result<Route, RouteError> {
    // The official client makes fal's addresses itself and sends each of them here as a target.
    // Other clients follow those in fal's responses.
    let is_proxy = path.trim_end_matches('/') == PROXY;
    let (host, url) = if is_proxy {
        by_target(target.ok_or(RouteError::NoTarget)?, fal)?
    } else {
        by_path(path, query, fal).ok_or(RouteError::NoSuchPath)?
    };
    let kind = kind(host, method, path_below(host.base(fal), &url));
    Ok(Route {
        url,
        kind,
        follows_addresses: !is_proxy,
    })
}

/// Resolves the gateway's own paths, `/run/…` and `/queue/…`. `None` for any other.
fn by_path(path: &str, query: Option<&str>, fal: &Addresses) -> Option<(FalHost, Url)> {
    let (host, rest) = match (path.strip_prefix("/run/"), path.strip_prefix("/queue/")) {
        (Some(rest), _) => (FalHost::Run, rest),
        (None, Some(rest)) => (FalHost::Queue, rest),
        (None, None) => return None,
    };
    Some((host, below(host.base(fal), rest, query)?))
}

/// Appends a path to a base. `None` if the path could lead out of the base.
fn below(base: &Url, path: &str, query: Option<&str>) -> Option<Url> {
    let path = path.trim_start_matches('/');
    // `Url` resolves dots, also encoded ones, and takes a backslash for a slash.
    let leads_out = path.split('/').any(|part| {
        matches!(
            part.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    });
    if leads_out || path.contains('\\') {
        return None;
    }
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path()));
    url.set_query(query);
    Some(url)
}

/// Returns the path of an address below its host's base.
fn path_below<'a>(base: &Url, url: &'a Url) -> &'a str {
    // A stand-in's base may have a path of its own. A back-up host has another name, and no path.
    let path = if url.host() == base.host() {
        url.path().strip_prefix(base.path())
    } else {
        url.path().strip_prefix('/')
    };
    path.unwrap_or_default()
}

/// Resolves an address of fal's own, as the official client names it, to fal or to the stand-in
/// that plays it. `Err` for every other address.
fn by_target(target: &str, fal: &Addresses) -> Result<(FalHost, Url), RouteError> {
    let foreign = RouteError::ForeignTarget;
    let url = Url::parse(target).map_err(|_| foreign)?;
    // The caller's key goes wherever this address leads.
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if url.scheme() != "https" || !is_plain {
        return Err(foreign);
    }
    let (host, base) = match url.host_str().unwrap_or_default() {
        "fal.run" | "falrun.com" => (FalHost::Run, &fal.run),
        "queue.fal.run" | "queue.falrun.com" => (FalHost::Queue, &fal.queue),
        "rest.fal.ai" if is_upload(&url) => (FalHost::Rest, &fal.rest),
        _ => return Err(foreign),
    };
    if Addresses::is_stand_in(base) {
        return Ok((host, below(base, url.path(), url.query()).ok_or(foreign)?));
    }
    // As named, not from `base`: the client has a reason to use a back-up host.
    Ok((host, url))
}

/// Tells whether an address begins or ends an upload. The file itself goes straight to fal's CDN.
fn is_upload(url: &Url) -> bool {
    let path = url.path().strip_prefix("/storage/upload/");
    matches!(
        path,
        Some("initiate" | "initiate-multipart" | "complete-multipart")
    ) && url
        .query_pairs()
        .any(|(name, value)| name == "storage_type" && value == "fal-cdn-v3")
}

/// Classifies a request by its path at a host.
fn kind(host: FalHost, method: &Method, path: &str) -> RequestKind {
    let path = path.trim_matches('/');
    match host {
        FalHost::Rest => RequestKind::Other,
        FalHost::Run => {
            let endpoint = path.strip_suffix("/stream").unwrap_or(path);
            match *method {
                _ if !is_endpoint(endpoint) => RequestKind::Other,
                Method::HEAD | Method::OPTIONS => RequestKind::Other,
                Method::GET => RequestKind::Get(endpoint.to_owned()),
                _ => RequestKind::Run(endpoint.to_owned()),
            }
        }
        FalHost::Queue => queue_kind(method, path),
    }
}

/// Classifies a request to the queue: `{endpoint}`, or
/// `{owner}/{app}[/…]/requests/{request}[/…]`.
fn queue_kind(method: &Method, path: &str) -> RequestKind {
    let parts: Vec<&str> = path.split('/').collect();
    // Not among the first two: an owner or an app may itself be called `requests`.
    let requests = parts.iter().skip(2).position(|part| *part == "requests");
    let Some(requests) = requests.map(|at| at + 2) else {
        return if *method == Method::POST && is_endpoint(path) {
            RequestKind::Submit(path.to_owned())
        } else {
            RequestKind::Other
        };
    };
    let Some([request, action @ ..]) = parts.get(requests + 1..) else {
        return RequestKind::Other;
    };
    if !is_request_id(request) {
        return RequestKind::Other;
    }
    let request = (*request).to_owned();
    match (method, action) {
        (&Method::GET, [] | ["response"]) => RequestKind::Result(request),
        (&Method::GET, ["status"]) => RequestKind::Status(request),
        (&Method::GET, ["status", "stream"]) => RequestKind::StatusStream(request),
        (&Method::PUT, ["cancel"]) => RequestKind::Cancel(request),
        _ => RequestKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fal() -> Addresses {
        Addresses::from_environment(|_| None).unwrap()
    }

    fn routed(
        method: &Method,
        path: &str,
        target: Option<&str>,
    ) -> Result<(String, RequestKind), RouteError> {
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(path, query)| (path, Some(query)));
        route(method, path, query, target, &fal()).map(|route| (route.url.to_string(), route.kind))
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn the_gateways_paths_lead_to_fals_hosts() {
        let id = || "fal-ai/flux/dev".to_owned();
        let request = || "abc-1".to_owned();
        for (method, path, url, kind) in [
            (
                Method::POST,
                "/run/fal-ai/flux/dev",
                "https://fal.run/fal-ai/flux/dev",
                RequestKind::Run(id()),
            ),
            (
                Method::POST,
                "/run/fal-ai/flux/dev/stream",
                "https://fal.run/fal-ai/flux/dev/stream",
                RequestKind::Run(id()),
            ),
            (
                Method::GET,
                "/run/fal-ai/flux/dev",
                "https://fal.run/fal-ai/flux/dev",
                RequestKind::Get(id()),
            ),
            (
                Method::POST,
                "/queue/fal-ai/flux/dev?fal_webhook=x%3A",
                "https://queue.fal.run/fal-ai/flux/dev?fal_webhook=x%3A",
                RequestKind::Submit(id()),
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux/requests/abc-1/status?logs=1",
                "https://queue.fal.run/fal-ai/flux/requests/abc-1/status?logs=1",
                RequestKind::Status(request()),
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux/dev/requests/abc-1/status/stream",
                "https://queue.fal.run/fal-ai/flux/dev/requests/abc-1/status/stream",
                RequestKind::StatusStream(request()),
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux/requests/abc-1",
                "https://queue.fal.run/fal-ai/flux/requests/abc-1",
                RequestKind::Result(request()),
            ),
            (
                Method::GET,
                "/queue/workflows/me/mine/requests/abc-1/response",
                "https://queue.fal.run/workflows/me/mine/requests/abc-1/response",
                RequestKind::Result(request()),
            ),
            (
                Method::PUT,
                "/queue/fal-ai/flux/requests/abc-1/cancel",
                "https://queue.fal.run/fal-ai/flux/requests/abc-1/cancel",
                RequestKind::Cancel(request()),
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux/requests/a%20b",
                "https://queue.fal.run/fal-ai/flux/requests/a%20b",
                RequestKind::Other,
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux",
                "https://queue.fal.run/fal-ai/flux",
                RequestKind::Other,
            ),
            (
                Method::POST,
                "/run/nothing",
                "https://fal.run/nothing",
                RequestKind::Other,
            ),
        ] {
            assert_eq!(
                routed(&method, path, None),
                Ok((url.to_owned(), kind)),
                "{path}"
            );
        }
    }

    #[test]
    fn the_official_clients_targets_are_reached() {
        let to = |target| routed(&Method::POST, "/api/fal/proxy", Some(target));
        for target in [
            "https://fal.run/fal-ai/flux/dev",
            "https://falrun.com/fal-ai/flux/dev",
            "https://queue.fal.run/fal-ai/flux/dev?a=b",
            "https://queue.falrun.com/fal-ai/flux/dev",
            "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
            "https://rest.fal.ai/storage/upload/complete-multipart?storage_type=fal-cdn-v3",
        ] {
            assert_eq!(to(target).map(|(url, _)| url), Ok(target.to_owned()));
        }
    }

    /// Addresses that a page or another program could try to reach through the gateway.
    #[test]
    fn nothing_but_fal_is_reached() {
        for target in [
            "http://fal.run/fal-ai/flux/dev",
            "https://example.com/",
            "https://fal.run.example.com/",
            "https://example.com/fal.run",
            "https://user@fal.run/x/y",
            "https://fal.run@example.com/",
            "https://fal.run:8443/x/y",
            "https://127.0.0.1/",
            "https://api.fal.ai/v1/account/billing",
            "https://rest.fal.ai/tokens/",
            "https://rest.fal.ai/storage/upload/initiate",
            "https://rest.fal.ai/storage/upload/../../tokens?storage_type=fal-cdn-v3",
            "file:///etc/passwd",
            "//fal.run/x",
            "",
        ] {
            let found = routed(&Method::POST, "/api/fal/proxy", Some(target));
            assert_eq!(found, Err(RouteError::ForeignTarget), "{target}");
        }
        assert_eq!(
            routed(&Method::POST, "/api/fal/proxy", None),
            Err(RouteError::NoTarget)
        );
        for path in [
            "/",
            "/run",
            "/v1/account",
            "/runs/x",
            "http://x/",
            "/queue/../run/x/y",
            "/run/%2e%2E/x",
            "/run/..\\x",
            "*",
            "",
        ] {
            assert_eq!(
                routed(&Method::GET, path, None),
                Err(RouteError::NoSuchPath),
                "{path}"
            );
        }
    }
}
