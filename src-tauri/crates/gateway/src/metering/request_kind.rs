//! Kinds of requests to fal, by what they may cost or say of a cost.

use fal_budget_domain::tariffs::charge::tariff;

/// Kind of a request, with the model's endpoint id or fal's id of the queued request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// Runs a model and waits for its result, or for its stream.
    Run(String),
    /// `GET` at a model's address without a key or a query: a call only if fal's response says that
    /// it was.
    Get(String),
    /// Puts a request into fal's queue.
    Submit(String),
    /// Asks for the status of a queued request.
    Status(String),
    /// Asks for the status as a stream of events.
    StatusStream(String),
    /// Fetches the result of a queued request.
    Result {
        /// fal's id of the request.
        request: String,
        /// Model's id as far as the address has it: owner and app.
        app: String,
    },
    /// Cancels a queued request.
    Cancel {
        /// fal's id of the request.
        request: String,
        /// The request waited in the queue when fal was asked before: it has not run.
        was_queued: bool,
    },
    /// Anything else, which costs nothing.
    Other,
}

impl RequestKind {
    /// Returns the model that the request calls, or `None` if it calls none.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Run(endpoint) | Self::Submit(endpoint) | Self::Get(endpoint) => Some(endpoint),
            _ => None,
        }
    }

    /// Tells whether the answer may be in the words of an app that anybody can publish.
    pub(crate) fn may_be_foreign(&self) -> bool {
        let app = match self {
            Self::Result { app, .. } => Some(app.as_str()),
            other => other.endpoint(),
        };
        let owner = app.and_then(|app| app.split('/').next());
        owner.is_some_and(|owner| !tariff::has_owner(owner))
    }

    /// Tells whether the body of fal's response says how the request stands, or where to ask.
    pub(crate) const fn has_inspected_response(&self) -> bool {
        matches!(self, Self::Submit(_) | Self::Status(_))
    }
}

/// Tells whether a text can be fal's id of a request.
pub(crate) fn is_request_id(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
