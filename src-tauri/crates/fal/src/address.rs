//! Addresses of fal's hosts. Tests and the demo put a stand-in on this computer in their place;
//! nothing else may redirect the program, and with it the key.

use std::net::IpAddr;

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use reqwest::Url;

/// Each of fal's hosts: the variable that puts a stand-in in its place, and fal's own address.
const API: (&str, &str) = ("FAL_BUDGET_API_URL", "https://api.fal.ai/v1/");
const RUN: (&str, &str) = ("FAL_BUDGET_RUN_URL", "https://fal.run/");
const QUEUE: (&str, &str) = ("FAL_BUDGET_QUEUE_URL", "https://queue.fal.run/");
const REST: (&str, &str) = ("FAL_BUDGET_REST_URL", "https://rest.fal.ai/");

/// Address of a host that has no stand-in in a demo. Nothing listens on port 0, so that whoever
/// asks is refused at once.
const NOWHERE: &str = "http://127.0.0.1:0/";

/// Base addresses of fal, or of a stand-in for it. All end with a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Platform API.
    pub api: Url,
    /// Host that runs models and responds with the result.
    pub run: Url,
    /// Host that runs models from a queue.
    pub queue: Url,
    /// Host that takes uploads, and publishes the keys of webhooks.
    pub rest: Url,
    /// A stand-in plays fal: the figures are no real ones, and no host is fal's own.
    pub is_demo: bool,
}

/// Error of an environment variable that does not point at this computer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub struct AddressError {
    /// Name of the variable.
    pub variable: &'static str,
}

impl ToMessage for AddressError {
    fn to_message(&self) -> Message {
        message!("fal-address", variable = self.variable)
    }
}

impl Addresses {
    /// Reads the environment through `get`. Without any of the variables the hosts are fal's own;
    /// with one, those whose variable is missing are nowhere: a key that was made for a stand-in,
    /// or for fal, must not reach the other.
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Self, AddressError> {
        let is_demo = [API, RUN, QUEUE, REST]
            .iter()
            .any(|(variable, _)| get(variable).is_some());
        let address = |(variable, fal): (&'static str, &str)| {
            if let Some(text) = get(variable) {
                return local(variable, &text);
            }
            let url = if is_demo { NOWHERE } else { fal };
            Url::parse(url).map_err(|_| AddressError { variable })
        };
        Ok(Self {
            api: address(API)?,
            run: address(RUN)?,
            queue: address(QUEUE)?,
            rest: address(REST)?,
            is_demo,
        })
    }

    /// Lists the variables that a demo lacks: what they would stand for is not asked.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let all = [
            (API.0, &self.api),
            (RUN.0, &self.run),
            (QUEUE.0, &self.queue),
            (REST.0, &self.rest),
        ];
        let missing = all.into_iter().filter(|(_, url)| Self::is_nowhere(url));
        missing.map(|(variable, _)| variable).collect()
    }

    /// Tells whether an address is that of a host which a demo has not.
    #[must_use]
    pub fn is_nowhere(url: &Url) -> bool {
        url.port() == Some(0)
    }

    /// Tells whether an address is on this computer, which makes it a stand-in's.
    #[must_use]
    pub fn is_stand_in(url: &Url) -> bool {
        url.host_str().is_some_and(is_this_computer)
    }
}

/// Parses an address on this computer. A slash is added at its end, so that paths can be joined.
fn local(variable: &'static str, text: &str) -> Result<Url, AddressError> {
    let refused = || AddressError { variable };
    let mut url = Url::parse(text.trim()).map_err(|_| refused())?;
    // Names are not resolved: only fixed ones cannot be pointed elsewhere.
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !(is_web && is_plain && url.host_str().is_some_and(is_this_computer)) {
        return Err(refused());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Tells whether a host is `localhost` or a loopback address.
fn is_this_computer(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variable: &str, value: &str) -> Result<Addresses, AddressError> {
        Addresses::from_environment(|name| (name == variable).then(|| value.to_owned()))
    }

    #[test]
    fn without_variables_it_is_fal() {
        let addresses = Addresses::from_environment(|_| None).unwrap();
        assert_eq!((addresses.api.as_str(), addresses.is_demo), (API.1, false));
        assert!(
            ![addresses.run, addresses.queue, addresses.rest]
                .iter()
                .any(|url| url.scheme() != "https")
        );
    }

    #[test]
    fn one_variable_alone_leads_no_other_host_to_fal() {
        for variable in [API.0, RUN.0, QUEUE.0, REST.0] {
            let addresses = with(variable, "http://127.0.0.1:9").unwrap();
            assert!(addresses.is_demo);
            assert_eq!(addresses.missing().len(), 3);
            assert!(!addresses.missing().contains(&variable));
            let Addresses {
                api,
                run,
                queue,
                rest,
                ..
            } = addresses;
            for url in [api, run, queue, rest] {
                assert!(is_this_computer(url.host_str().unwrap()), "{url}");
            }
        }
    }

    #[test]
    fn a_stand_in_is_on_this_computer() {
        for (value, api) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://127.8.9.1:8080/v1", "http://127.8.9.1:8080/v1/"),
            ("https://localhost/v1/", "https://localhost/v1/"),
            ("http://[::1]:9/x?y#z", "http://[::1]:9/x/"),
            (" http://LOCALHOST ", "http://localhost/"),
        ] {
            let addresses = with("FAL_BUDGET_API_URL", value).unwrap();
            assert_eq!((addresses.api.as_str(), addresses.is_demo), (api, true));
        }
    }

    #[test]
    fn an_address_elsewhere_is_refused_with_the_variables_name() {
        for variable in [
            "FAL_BUDGET_API_URL",
            "FAL_BUDGET_RUN_URL",
            "FAL_BUDGET_QUEUE_URL",
            "FAL_BUDGET_REST_URL",
        ] {
            for value in [
                "https://example.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://192.168.1.2",
                "http://0.0.0.0",
                "http://[::2]",
                "http://[::ffff:127.0.0.1]",
                "http://user@127.0.0.1",
                "http://127.0.0.1@example.com",
                "ftp://127.0.0.1",
                "file:///etc/passwd",
                "127.0.0.1:8080",
                "",
                "nonsense",
            ] {
                let error = with(variable, value).expect_err(value);
                assert!(error.to_string().contains(variable), "{error}");
            }
        }
    }
}
