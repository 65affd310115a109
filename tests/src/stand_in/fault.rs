//! Everything that can go wrong at fal, on demand.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::json as answer_json;
use super::platform::refused;

/// A way to spoil the right answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An error in fal's own shape, perhaps with a `Retry-After` in seconds.
    Status(StatusCode, Option<u32>),
    /// An error page of a proxy.
    Html(StatusCode),
    /// The right answer, this much later.
    Slow(Duration),
    /// The first bytes of the right answer at once, the others this much later.
    Drip(Duration),
    /// No answer, ever.
    Hang,
    /// The connection ends in the middle of the answer.
    Cut,
    /// The connection ends before the answer.
    Reset,
    /// A body of a hundred megabytes.
    Huge,
    /// Another body, with status 200.
    Body(Value),
    /// The account is locked, with this status and reason.
    Locked(StatusCode, &'static str),
    /// A redirect to another address.
    Redirect(String),
}

impl Fault {
    pub fn status(status: u16) -> Self {
        Self::Status(StatusCode::from_u16(status).unwrap(), None)
    }

    /// Answers with fields of the wrong types.
    pub fn wrong_types() -> Self {
        let credits = json!({"current_balance": {"value": "ten"}, "currency": []});
        Self::Body(json!({"username": 5, "credits": credits}))
    }

    /// Answers without any fields.
    pub fn missing_fields() -> Self {
        Self::Body(json!({"username": "my-team"}))
    }

    /// Answers with a balance of this many dollars, in this currency.
    pub fn balance(dollars: f64, currency: &str) -> Self {
        let credits = json!({"current_balance": dollars, "currency": currency});
        Self::Body(json!({"username": "my-team", "credits": credits}))
    }

    /// Returns `true` if fal does not accept the request: nothing runs, nothing is charged.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Status(..)
                | Self::Html(_)
                | Self::Body(_)
                | Self::Locked(..)
                | Self::Redirect(_)
                | Self::Reset
        )
    }

    pub(super) async fn spoil(self, right: Response) -> Response {
        match self {
            Self::Status(status, retry_after) => {
                let mut answer = refused(status, "server_error", "Something went wrong");
                let kind = HeaderValue::from_static("server_error");
                answer.headers_mut().insert("x-fal-error-type", kind);
                if let Some(seconds) = retry_after {
                    answer
                        .headers_mut()
                        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                answer
            }
            Self::Html(status) => Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, "text/html")
                .body("<html><h1>Bad Gateway</h1></html>".into())
                .unwrap(),
            Self::Slow(time) => {
                tokio::time::sleep(time).await;
                right
            }
            Self::Drip(time) => drip(right, time).await,
            Self::Reset => panic!("the stand-in hangs up without an answer"),
            Self::Hang => std::future::pending().await,
            Self::Cut => cut(right),
            Self::Huge => {
                let parts =
                    (0..1600).map(|_| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 65536])));
                Response::new(Body::from_stream(stream::iter(parts)))
            }
            Self::Body(body) => answer_json(StatusCode::OK, &body),
            Self::Locked(status, reason) => answer_json(
                status,
                &json!({"detail": format!("User is locked. Reason: {reason}")}),
            ),
            Self::Redirect(to) => Response::builder()
                .status(StatusCode::FOUND)
                .header(header::LOCATION, to)
                .body(Body::empty())
                .unwrap(),
        }
    }
}

async fn drip(right: Response, time: Duration) -> Response {
    let (head, body) = right.into_parts();
    let whole = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let parts = [
        (Duration::ZERO, whole.slice(..10)),
        (time, whole.slice(10..)),
    ];
    let drops = stream::iter(parts).then(|(wait, part)| async move {
        tokio::time::sleep(wait).await;
        Ok::<_, Infallible>(part)
    });
    Response::from_parts(head, Body::from_stream(drops))
}

fn cut(right: Response) -> Response {
    let (mut head, _) = right.into_parts();
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(500));
    let parts = stream::iter([
        Ok(Bytes::from_static(b"{\"username\": \"my-")),
        Err(io::Error::other("cut")),
    ]);
    // The break must come after the beginning has reached the other side.
    let parts = parts.then(|part| async {
        tokio::time::sleep(Duration::from_millis(if part.is_err() { 50 } else { 0 })).await;
        part
    });
    Response::from_parts(head, Body::from_stream(parts))
}
