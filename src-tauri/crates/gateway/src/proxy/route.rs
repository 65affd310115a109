//! Routes: where at fal a request goes, and what kind of request it is. Pure.

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_fal::Addresses;
use hyper::Method;
use reqwest::Url;

use super::path::{canonical, endpoint};
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
    /// App that the request is for, `owner/name`. `None` for fal's own.
    pub(super) app: Option<String>,
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
    /// A path that no model and no request has: what it would cost cannot be judged.
    NoModel,
    /// A realtime connection, or the token for one, which the gateway would not see.
    Realtime,
    /// A file's own address: uploads go there directly and cost nothing.
    File,
    /// A project whose name no job can have.
    NoProject,
    /// Two projects for one call.
    TwoProjects,
}

impl ToMessage for RouteError {
    fn to_message(&self) -> Message {
        match self {
            Self::NoSuchPath => message!("gateway-no-path"),
            Self::NoTarget => message!("gateway-no-target"),
            Self::ForeignTarget => message!("gateway-foreign-target"),
            Self::NoModel => message!("gateway-no-model"),
            Self::Realtime => message!("gateway-no-realtime"),
            Self::File => message!("gateway-file"),
            Self::NoProject => message!("gateway-no-project"),
            Self::TwoProjects => message!("gateway-two-projects"),
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

/// Request as far as its destination and kind depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    /// Value of the header [`TARGET`].
    pub(super) target: Option<&'a str>,
    /// The request brings a key: without one fal runs nothing.
    pub(super) has_key: bool,
}

/// Finds the destination of a request.
pub(super) fn route(head: Head<'_>, fal: &Addresses) -> Result<Route, RouteError> {
    // The official client makes fal's addresses itself and sends each of them here as a target.
    // Other clients follow those in fal's responses.
    let is_proxy = head.path.trim_end_matches('/') == PROXY;
    let Destination {
        host,
        base,
        path,
        query,
    } = if is_proxy {
        by_target(head.target.ok_or(RouteError::NoTarget)?, fal)?
    } else {
        by_path(head, fal)?
    };
    let has_query = query.as_deref().is_some_and(|query| !query.is_empty());
    let kind = kind(host, head, &path, has_query)?;
    let app = (host != FalHost::Rest).then(|| app(&path));
    let mut url = base;
    url.set_path(&format!("{}{path}", url.path()));
    url.set_query(query.as_deref());
    Ok(Route {
        url,
        kind,
        app,
        follows_addresses: !is_proxy,
    })
}

/// Returns the app, `owner/name`, that a path in its one form begins with.
fn app(path: &str) -> String {
    let begin: Vec<&str> = path.split('/').take(2).collect();
    let begin = begin.join("/");
    endpoint(&begin).unwrap_or(begin)
}

/// Address at fal in its parts.
struct Destination {
    host: FalHost,
    /// Address of the host, which ends with a slash.
    base: Url,
    /// Path below the base, in its one form.
    path: String,
    query: Option<String>,
}

/// Resolves the gateway's own paths, `/run/…` and `/queue/…`.
fn by_path(head: Head<'_>, fal: &Addresses) -> Result<Destination, RouteError> {
    let (host, rest) = match (
        head.path.strip_prefix("/run/"),
        head.path.strip_prefix("/queue/"),
    ) {
        (Some(rest), _) => (FalHost::Run, rest),
        (None, Some(rest)) => (FalHost::Queue, rest),
        (None, None) => return Err(RouteError::NoSuchPath),
    };
    Ok(Destination {
        host,
        base: host.base(fal).clone(),
        path: canonical(rest).ok_or(RouteError::NoModel)?,
        query: head.query.map(str::to_owned),
    })
}

/// Resolves an address of fal's own, as the official client names it, to fal or to the stand-in
/// that plays it. `Err` for every other address.
fn by_target(target: &str, fal: &Addresses) -> Result<Destination, RouteError> {
    let foreign = RouteError::ForeignTarget;
    let mut url = Url::parse(target).map_err(|_| foreign)?;
    // The caller's key goes wherever this address leads.
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if url.scheme() != "https" || !is_plain {
        return Err(foreign);
    }
    let (host, base) = match url.host_str().unwrap_or_default() {
        "fal.run" | "falrun.com" => (FalHost::Run, &fal.run),
        "queue.fal.run" | "queue.falrun.com" => (FalHost::Queue, &fal.queue),
        "rest.fal.ai" | "rest.alpha.fal.ai" if is_upload(&url) => (FalHost::Rest, &fal.rest),
        "rest.fal.ai" | "rest.alpha.fal.ai" if url.path().starts_with("/tokens") => {
            return Err(RouteError::Realtime);
        }
        "rest.fal.ai" | "rest.alpha.fal.ai" if url.path().starts_with("/storage/") => {
            return Err(RouteError::File);
        }
        "wma.fal.run" | "ws.fal.run" => return Err(RouteError::Realtime),
        host if host == "fal.media" || host.ends_with(".fal.media") => {
            return Err(RouteError::File);
        }
        _ => return Err(foreign),
    };
    let path = canonical(url.path()).ok_or(RouteError::NoModel)?;
    let query = url.query().map(str::to_owned);
    let base = if Addresses::is_stand_in(base) {
        base.clone()
    } else {
        // As named, not from `base`: the client has a reason to use a back-up host.
        url.set_path("/");
        url.set_query(None);
        url
    };
    Ok(Destination {
        host,
        base,
        path,
        query,
    })
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

/// Classifies a request by its path at a host. `Err` for one that may cost and names no model.
fn kind(
    host: FalHost,
    head: Head<'_>,
    path: &str,
    has_query: bool,
) -> Result<RequestKind, RouteError> {
    if let FalHost::Rest = host {
        return Ok(RequestKind::Other);
    }
    if host == FalHost::Queue
        && let Some(kind) = queued_kind(head.method, path)
    {
        return Ok(kind);
    }
    if matches!(*head.method, Method::HEAD | Method::OPTIONS) {
        return Ok(RequestKind::Other);
    }
    // Whatever else reaches one of these hosts may run a model.
    let path = path.strip_suffix("/stream").unwrap_or(path);
    let endpoint = endpoint(path).ok_or(RouteError::NoModel)?;
    Ok(match host {
        // A query may carry a token in place of a key, as fal's client sends one for streams.
        _ if *head.method == Method::GET && !head.has_key && !has_query => {
            RequestKind::Get(endpoint)
        }
        FalHost::Queue => RequestKind::Submit(endpoint),
        _ => RequestKind::Run(endpoint),
    })
}

/// Classifies a request about one that was queued before, which costs nothing:
/// `{owner}/{app}[/…]/requests/{request}[/…]`. `None` for any other.
fn queued_kind(method: &Method, path: &str) -> Option<RequestKind> {
    let parts: Vec<&str> = path.split('/').collect();
    // Not among the first two: an owner or an app may itself be called `requests`.
    let requests = parts.iter().skip(2).position(|part| *part == "requests")? + 2;
    let app = endpoint(&parts.get(..requests)?.join("/"))?;
    let [request, action @ ..] = parts.get(requests + 1..)? else {
        return None;
    };
    if !is_request_id(request) {
        return None;
    }
    let request = (*request).to_owned();
    match (method, action) {
        (&Method::GET, [] | ["response"]) => Some(RequestKind::Result { request, app }),
        (&Method::GET, ["status"]) => Some(RequestKind::Status(request)),
        (&Method::GET, ["status", "stream"]) => Some(RequestKind::StatusStream(request)),
        (&Method::PUT, ["cancel"]) => Some(RequestKind::Cancel {
            request,
            was_queued: false,
        }),
        (&Method::HEAD | &Method::OPTIONS, _) => Some(RequestKind::Other),
        _ => None,
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
        let head = Head {
            method,
            path,
            query,
            target,
            has_key: true,
        };
        route(head, &fal()).map(|route| (route.url.to_string(), route.kind))
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
                RequestKind::Run(id()),
            ),
            (
                Method::HEAD,
                "/run/fal-ai/flux/dev",
                "https://fal.run/fal-ai/flux/dev",
                RequestKind::Other,
            ),
            (
                Method::PATCH,
                "/run/fal-ai%2Fflux//d%65v",
                "https://fal.run/fal-ai/flux/dev",
                RequestKind::Run(id()),
            ),
            (
                Method::GET,
                "/queue/fal-ai/flux/dev?num_images=4",
                "https://queue.fal.run/fal-ai/flux/dev?num_images=4",
                RequestKind::Submit(id()),
            ),
            (
                Method::PUT,
                "/queue/fal-ai/flux/dev:latest",
                "https://queue.fal.run/fal-ai/flux/dev:latest",
                RequestKind::Submit(id()),
            ),
            (
                Method::POST,
                "/queue/fal-ai/flux/requests/abc-1/cancel",
                "https://queue.fal.run/fal-ai/flux/requests/abc-1/cancel",
                RequestKind::Submit("fal-ai/flux/requests/abc-1/cancel".to_owned()),
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
                RequestKind::Result {
                    request: request(),
                    app: "fal-ai/flux".to_owned(),
                },
            ),
            (
                Method::GET,
                "/queue/workflows/me/mine/requests/abc-1/response",
                "https://queue.fal.run/workflows/me/mine/requests/abc-1/response",
                RequestKind::Result {
                    request: request(),
                    app: "workflows/me/mine".to_owned(),
                },
            ),
            (
                Method::PUT,
                "/queue/fal-ai/flux/requests/abc-1/cancel",
                "https://queue.fal.run/fal-ai/flux/requests/abc-1/cancel",
                RequestKind::Cancel {
                    request: request(),
                    was_queued: false,
                },
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
            "https://rest.fal.ai/users/current",
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
        for path in ["/", "/run", "/v1/account", "/runs/x", "http://x/", "*", ""] {
            assert_eq!(
                routed(&Method::GET, path, None),
                Err(RouteError::NoSuchPath),
                "{path}"
            );
        }
    }

    #[test]
    fn what_names_no_model_may_cost_anything_and_is_not_sent() {
        for path in [
            "/queue/../run/x/y",
            "/run/%2e%2E/x",
            "/run/..\\x",
            "/run/nothing",
            "/run/",
            "/queue/fal-ai/flux/requests/a%20b",
            "/run/me/%C3%BCbung",
        ] {
            for method in [Method::GET, Method::POST, Method::PUT] {
                let found = routed(&method, path, None);
                assert_eq!(found, Err(RouteError::NoModel), "{method} {path}");
            }
        }
    }

    #[test]
    fn what_the_gateway_does_not_do_is_said_by_its_kind() {
        for (target, error) in [
            ("https://rest.fal.ai/tokens/", RouteError::Realtime),
            (
                "https://rest.alpha.fal.ai/tokens/realtime",
                RouteError::Realtime,
            ),
            ("https://wma.fal.run/me/app", RouteError::Realtime),
            ("https://fal.media/files/x.png", RouteError::File),
            ("https://v3.fal.media/files/x.png", RouteError::File),
            (
                "https://rest.fal.ai/storage/upload/initiate",
                RouteError::File,
            ),
        ] {
            let found = routed(&Method::POST, "/api/fal/proxy", Some(target));
            assert_eq!(found, Err(error), "{target}");
        }
        let head = Head {
            method: &Method::GET,
            path: "/run/fal-ai/flux/dev",
            query: None,
            target: None,
            has_key: false,
        };
        let found = route(head, &fal()).map(|route| route.kind);
        assert_eq!(found, Ok(RequestKind::Get("fal-ai/flux/dev".to_owned())));
    }
}
