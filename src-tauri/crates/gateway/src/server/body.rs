//! Bodies of requests: bounded in size, and given up when their sender stalls.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep, timeout};

/// Reads a whole body of at most `max_bytes`. `Err` when it is larger, takes longer than `patience`
/// or breaks off.
pub(crate) async fn read_whole(
    body: Body,
    max_bytes: usize,
    patience: Duration,
) -> Result<Bytes, UploadError> {
    match timeout(patience, Limited::new(body, max_bytes).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(UploadError::TooLarge),
        Ok(Err(_)) => Err(UploadError::Broken),
        Err(_) => Err(UploadError::Stalled),
    }
}

/// Body of a request that streams to fal.
pub(crate) struct Upload {
    /// Never locked, only reached by `get_mut`: the client that sends the body wants it to be
    /// `Sync`, which a body of the server is not.
    inner: Mutex<Body>,
    /// Bytes still to come, as far as the sender has declared them.
    size: SizeHint,
    is_ended: bool,
    /// Bytes that may still come at most.
    remaining: u64,
    patience: Duration,
    /// Runs out when the sender has sent nothing for `patience`.
    stall: Pin<Box<Sleep>>,
}

/// Reason why the body of a request did not come to its end.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum UploadError {
    #[error("the body could not be kept in a file: {0}")]
    Disk(io::ErrorKind),
    #[error("the body is larger than the gateway takes")]
    TooLarge,
    #[error("the body stalled")]
    Stalled,
    #[error("the body broke off or is malformed")]
    Broken,
}

impl UploadError {
    /// Makes the error of a file that a body did not fit into.
    #[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
    pub(crate) fn disk(error: io::Error) -> Self {
        Self::Disk(error.kind())
    }
}

impl Upload {
    /// Wraps a body that may have `max_bytes`, and pause for `patience` at most.
    pub(crate) fn new(inner: Body, max_bytes: u64, patience: Duration) -> Self {
        Self {
            size: inner.size_hint(),
            is_ended: inner.is_end_stream(),
            inner: Mutex::new(inner),
            remaining: max_bytes,
            patience,
            stall: Box::pin(sleep(patience)),
        }
    }

    fn inner(&mut self) -> &mut Body {
        self.inner.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a frame and lets it through, unless the body is too large with it.
    fn pass(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, BoxError> {
        let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
        self.remaining = self
            .remaining
            .checked_sub(bytes)
            .ok_or(UploadError::TooLarge)?;
        let inner = self.inner();
        (self.size, self.is_ended) = (inner.size_hint(), inner.is_end_stream());
        self.stall.as_mut().reset(Instant::now() + self.patience);
        Ok(frame)
    }
}

impl hyper::body::Body for Upload {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(this.inner()).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(this.pass(frame))),
            // The caller has gone, or sends something that is not HTTP.
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(UploadError::Broken.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                ready!(this.stall.as_mut().poll(context));
                Poll::Ready(Some(Err(UploadError::Stalled.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_ended
    }

    fn size_hint(&self) -> SizeHint {
        self.size
    }
}
