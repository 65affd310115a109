//! Who makes a call: the id of its key, and the project that its path or a header names. Pure.

use fal_budget_domain::gateway::call::Caller;
use fal_budget_domain::jobs::Label;
use fal_budget_domain::jobs::key_id::KeyId;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

use super::route::RouteError;

/// Header that names the project of a call. Never forwarded.
const PROJECT: &str = "x-fal-budget-tag";

/// Path of a request, without the project that it may begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProjectPath<'a> {
    /// `/p/{project}` as it is spelled; empty without a project.
    pub(super) prefix: &'a str,
    /// The rest, which begins with a slash.
    pub(super) path: &'a str,
}

impl<'a> ProjectPath<'a> {
    /// Splits a path such as `/p/film/queue/fal-ai/flux/dev`.
    pub(super) fn split(path: &'a str) -> Self {
        let length = path.strip_prefix("/p/").and_then(|rest| {
            let name = rest.find('/')?;
            Some("/p/".len() + name)
        });
        let (prefix, path) = path.split_at(length.unwrap_or_default());
        Self { prefix, path }
    }

    fn project(self) -> Option<&'a str> {
        self.prefix.strip_prefix("/p/")
    }
}

/// Reads who makes a request, whose headers go on to fal as `outgoing`. `Err` if it names a project
/// that no job can have as its tag, or two.
pub(super) fn of_request(
    path: ProjectPath<'_>,
    headers: &HeaderMap,
    outgoing: &HeaderMap,
) -> Result<Caller, RouteError> {
    let decode = |name: &str| percent_decode_str(name).decode_utf8().map(String::from);
    let by_path = path.project().map(decode).transpose();
    let mut projects: Vec<String> = by_path
        .map_err(|_| RouteError::NoProject)?
        .into_iter()
        .collect();
    for name in headers.get_all(PROJECT) {
        let name = std::str::from_utf8(name.as_bytes()).map_err(|_| RouteError::NoProject)?;
        projects.push(name.to_owned());
    }
    let mut tags = projects.iter().map(|name| tag(name));
    let project = tags.next().transpose()?;
    if tags.any(|other| other.ok() != project) {
        return Err(RouteError::TwoProjects);
    }
    Ok(Caller {
        key: key_id(outgoing),
        project,
    })
}

/// Reads the name of a project, as the tag of its jobs.
fn tag(name: &str) -> Result<String, RouteError> {
    let label = Label::parse(name, "").map_err(|_| RouteError::NoProject)?;
    label.tag.ok_or(RouteError::NoProject)
}

/// Finds the id of the key that a request brings. `None` without a key, or for one without an id.
fn key_id(headers: &HeaderMap) -> Option<KeyId> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    let of_key = |key: &str| KeyId::of_authorization(&format!("Key {key}"));
    // One of them at most: the others are not sent.
    value(AUTHORIZATION.as_str())
        .and_then(KeyId::of_authorization)
        .or_else(|| value("x-fal-key").and_then(of_key))
        .or_else(|| value("x-fal-key-id").and_then(KeyId::parse))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::headers::for_upstream;
    use hyper::header::{HeaderName, HeaderValue};

    fn of(path: &str, headers: &[(&'static str, &str)]) -> Result<Caller, RouteError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            map.append(HeaderName::from_static(name), value);
        }
        of_request(ProjectPath::split(path), &map, &for_upstream(&map))
    }

    #[test]
    fn a_project_is_named_by_the_path_or_by_a_header() {
        for (path, rest) in [
            ("/p/film/queue/fal-ai/flux/dev", "/queue/fal-ai/flux/dev"),
            ("/p/film/api/fal/proxy", "/api/fal/proxy"),
            ("/p//run/x/y", "/run/x/y"),
            ("/run/p/film", "/run/p/film"),
            ("/p/film", "/p/film"),
            ("/", "/"),
        ] {
            assert_eq!(ProjectPath::split(path).path, rest, "{path}");
        }
        let header = "x-fal-budget-tag";
        for (path, headers, project) in [
            ("/run/x/y", vec![], Ok(None)),
            ("/p/film/run/x/y", vec![], Ok(Some("film"))),
            ("/p/a%20film%2F2/run/x/y", vec![], Ok(Some("a film/2"))),
            ("/run/x/y", vec![(header, "Été")], Ok(Some("Été"))),
            ("/run/x/y", vec![(header, "  film ")], Ok(Some("film"))),
            ("/p/film/run/x/y", vec![(header, "film")], Ok(Some("film"))),
            (
                "/p/film/run/x/y",
                vec![(header, "b")],
                Err(RouteError::TwoProjects),
            ),
            (
                "/run/x/y",
                vec![(header, "a"), (header, "b")],
                Err(RouteError::TwoProjects),
            ),
            ("/run/x/y", vec![(header, "")], Err(RouteError::NoProject)),
            ("/p//run/x/y", vec![], Err(RouteError::NoProject)),
            ("/p/%FF/run/x/y", vec![], Err(RouteError::NoProject)),
        ] {
            let read = of(path, &headers).map(|caller| caller.project);
            let project = project.map(|name: Option<&str>| name.map(str::to_owned));
            assert_eq!(read, project, "{path} {headers:?}");
        }
        let long = "x".repeat(41);
        assert_eq!(of("/", &[(header, &long)]), Err(RouteError::NoProject));
    }

    #[test]
    fn a_key_is_known_by_its_id_wherever_it_stands() {
        for (headers, id) in [
            (vec![("authorization", "Key k1:secret")], Some("k1")),
            (vec![("x-fal-key", "k1:secret")], Some("k1")),
            (
                vec![("x-fal-key-id", "k1"), ("x-fal-key-secret", "s")],
                Some("k1"),
            ),
            (vec![("authorization", "Bearer a.b.c")], None),
            (
                vec![("authorization", "Key secret"), ("x-fal-key", "k1:s")],
                None,
            ),
            (vec![], None),
        ] {
            let read = of("/", &headers).unwrap().key;
            assert_eq!(read.as_ref().map(KeyId::as_str), id, "{headers:?}");
        }
    }
}
