//! Where a request goes, and what it is to fal: pure.

use hyper::Method;
use reqwest::Url;

use crate::domain::price::is_endpoint;
use crate::fal::Addresses;
use crate::say;

/// What the official client puts the real address into
/// (<https://github.com/fal-ai/fal-js/tree/main/libs/proxy>).
pub(super) const TARGET: &str = "x-fal-target-url";
/// The usual path of fal's own proxy.
const PROXY: &str = "/api/fal/proxy";

/// A request that goes on to fal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// Its address there.
    pub(super) url: Url,
    /// What it is.
    pub(super) kind: RequestKind,
    /// The caller follows fal's addresses of a request, which must lead through the gateway.
    pub(super) follows_addresses: bool,
}

/// What a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// Runs a model and waits for it, or for its stream.
    Run(String),
    /// May run a model: some answer to `GET`, which also reads what costs nothing.
    Look(String),
    /// Puts a request into the queue.
    Submit(String),
    /// Asks where a request stands.
    Status(String),
    /// The same, told again and again.
    StatusStream(String),
    /// Fetches the result of a request.
    Result(String),
    /// Cancels a request.
    Cancel(String),
    /// Costs nothing.
    Other,
}

/// Why a request goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RouteError {
    #[error("{}", say!("gateway-no-path"))]
    NoSuchPath,
    #[error("{}", say!("gateway-no-target"))]
    NoTarget,
    #[error("{}", say!("gateway-foreign-target"))]
    ForeignTarget,
}

/// fal's hosts that are forwarded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FalHost {
    Run,
    Queue,
    Rest,
}

/// Finds where a request goes. `target` is what its header [`TARGET`] says.
pub(super) fn route(
    method: &Method,
    path: &str,
    query: Option<&str>,
    target: Option<&str>,
    fal: &Addresses,
) -> Result<Route, RouteError> {
    let (host, url, follows_addresses) = if path.trim_end_matches('/') == PROXY {
        let (host, url) = target_of(target.ok_or(RouteError::NoTarget)?, fal)?;
        (host, url, false)
    } else {
        let run = path
            .strip_prefix("/run/")
            .map(|rest| (FalHost::Run, &fal.run, rest));
        let queue = || {
            path.strip_prefix("/queue/")
                .map(|rest| (FalHost::Queue, &fal.queue, rest))
        };
        let (host, base, rest) = run.or_else(queue).ok_or(RouteError::NoSuchPath)?;
        (
            host,
            below(base, rest, query).ok_or(RouteError::NoSuchPath)?,
            true,
        )
    };
    let base = match host {
        FalHost::Run => &fal.run,
        FalHost::Queue => &fal.queue,
        FalHost::Rest => &fal.rest,
    };
    let path = if url.host() == base.host() {
        url.path().strip_prefix(base.path())
    } else {
        url.path().strip_prefix('/')
    };
    let kind = kind(host, method, path.unwrap_or_default());
    Ok(Route {
        url,
        kind,
        follows_addresses,
    })
}

/// A path below a base; none where it could lead out of it.
fn below(base: &Url, path: &str, query: Option<&str>) -> Option<Url> {
    let path = path.trim_start_matches('/');
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

/// fal's own address in the header, on its own host or where a stand-in plays it.
fn target_of(target: &str, fal: &Addresses) -> Result<(FalHost, Url), RouteError> {
    let foreign = RouteError::ForeignTarget;
    let url = Url::parse(target).map_err(|_| foreign)?;
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
    // A back-up host of fal's is used as such; a stand-in plays both.
    if Addresses::is_stand_in(base) {
        return Ok((host, below(base, url.path(), url.query()).ok_or(foreign)?));
    }
    Ok((host, url))
}

/// Of the uploads only the begin and the end pass; the file itself goes straight to fal's CDN.
fn is_upload(url: &Url) -> bool {
    let path = url.path().strip_prefix("/storage/upload/");
    matches!(
        path,
        Some("initiate" | "initiate-multipart" | "complete-multipart")
    ) && url
        .query_pairs()
        .any(|(name, value)| name == "storage_type" && value == "fal-cdn-v3")
}

fn kind(host: FalHost, method: &Method, path: &str) -> RequestKind {
    let path = path.trim_matches('/');
    match host {
        FalHost::Rest => RequestKind::Other,
        FalHost::Run => {
            let endpoint = path.strip_suffix("/stream").unwrap_or(path);
            match *method {
                _ if !is_endpoint(endpoint) => RequestKind::Other,
                Method::HEAD | Method::OPTIONS => RequestKind::Other,
                Method::GET => RequestKind::Look(endpoint.to_owned()),
                _ => RequestKind::Run(endpoint.to_owned()),
            }
        }
        FalHost::Queue => of_queue(method, path),
    }
}

/// `{id}`, and `{owner}/{app}[/…]/requests/{request}[/…]`.
fn of_queue(method: &Method, path: &str) -> RequestKind {
    let parts: Vec<&str> = path.split('/').collect();
    let Some(at) = parts
        .iter()
        .skip(2)
        .position(|part| *part == "requests")
        .map(|at| at + 2)
    else {
        let is_submit = *method == Method::POST && is_endpoint(path);
        return if is_submit {
            RequestKind::Submit(path.to_owned())
        } else {
            RequestKind::Other
        };
    };
    let Some(request) = parts
        .get(at + 1)
        .filter(|request| is_request(request))
        .map(|request| (*request).to_owned())
    else {
        return RequestKind::Other;
    };
    match (method, parts.get(at + 2..).unwrap_or_default()) {
        (&Method::GET, [] | ["response"]) => RequestKind::Result(request),
        (&Method::GET, ["status"]) => RequestKind::Status(request),
        (&Method::GET, ["status", "stream"]) => RequestKind::StatusStream(request),
        (&Method::PUT, ["cancel"]) => RequestKind::Cancel(request),
        _ => RequestKind::Other,
    }
}

/// Whether a text can be fal's id of a request.
pub(super) fn is_request(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fal() -> Addresses {
        Addresses::from_environment(|_| None).unwrap()
    }

    fn to(
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
    fn a_base_address_is_replaced() {
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
                RequestKind::Look(id()),
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
                to(&method, path, None),
                Ok((url.to_owned(), kind)),
                "{path}"
            );
        }
    }

    #[test]
    fn the_official_client_says_where_to_in_a_header() {
        let to = |target| to(&Method::POST, "/api/fal/proxy", Some(target));
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

    /// What a page or another program could try to reach through the gateway.
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
            let found = to(&Method::POST, "/api/fal/proxy", Some(target));
            assert_eq!(found, Err(RouteError::ForeignTarget), "{target}");
        }
        assert_eq!(
            to(&Method::POST, "/api/fal/proxy", None),
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
                to(&Method::GET, path, None),
                Err(RouteError::NoSuchPath),
                "{path}"
            );
        }
    }
}
