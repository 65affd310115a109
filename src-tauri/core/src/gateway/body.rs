//! Bodies on their way through the gateway: bounded in size, given up when their sender stalls, and
//! observed when the end of a body is the end of a call.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::in_flight::{InFlightCall, append_request_outcome};
use super::journal::Journal;
use super::meter::StatusEvents;

/// Body of every response, whether fal's or the gateway's own.
pub(super) type Body = UnsyncBoxBody<Bytes, BoxError>;
/// Error that breaks off a body.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Makes a body of bytes that are all there.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// Reads a whole body of at most `max_bytes`. `Err` when it is larger, takes longer than `patience`
/// or breaks off.
pub(super) async fn read_whole(
    body: Incoming,
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
pub(super) struct Upload<B> {
    inner: B,
    /// Bytes that may still come.
    remaining: u64,
    patience: Duration,
    /// Runs out when the sender has sent nothing for `patience`.
    stall: Pin<Box<Sleep>>,
    progress: UploadProgress,
}

/// Shared flag that a request has been handed to fal completely. Until then fal cannot have begun
/// with it, so a call that breaks off costs nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct UploadProgress(Arc<AtomicBool>);

impl UploadProgress {
    /// Progress of a request whose body is empty or buffered.
    pub(super) fn complete() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Tells whether fal can have begun with the request.
    pub(super) fn is_complete(&self) -> bool {
        // Relaxed: no other memory is published with this flag.
        self.0.load(Ordering::Relaxed)
    }

    /// Marks the request as complete: its body has ended, or fal has answered without all of it.
    pub(super) fn finish(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Reason why the body of a request did not come to its end.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum UploadError {
    #[error("the body is larger than the gateway takes")]
    TooLarge,
    #[error("the body stalled")]
    Stalled,
    #[error("the body broke off or is malformed")]
    Broken,
}

impl<B> Upload<B> {
    /// Wraps a body that may have `max_bytes`, and pause for `patience` at most.
    pub(super) fn new(inner: B, max_bytes: u64, patience: Duration) -> Self {
        Self {
            inner,
            remaining: max_bytes,
            patience,
            stall: Box::pin(sleep(patience)),
            progress: UploadProgress::default(),
        }
    }

    /// Returns a handle to this upload's progress.
    pub(super) fn progress(&self) -> UploadProgress {
        self.progress.clone()
    }
}

impl<B> hyper::body::Body for Upload<B>
where
    B: hyper::body::Body<Data = Bytes> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(this.pass(frame))),
            // The caller has gone, or sends something that is not HTTP.
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(UploadError::Broken.into()))),
            Poll::Ready(None) => {
                this.progress.finish();
                Poll::Ready(None)
            }
            Poll::Pending => {
                ready!(this.stall.as_mut().poll(context));
                Poll::Ready(Some(Err(UploadError::Stalled.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B> Upload<B>
where
    B: hyper::body::Body<Data = Bytes> + Unpin,
{
    /// Counts a frame and lets it through, unless the body is too large with it.
    fn pass(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, BoxError> {
        let size = frame.data_ref().map_or(0, |data| data.len() as u64);
        self.remaining = self
            .remaining
            .checked_sub(size)
            .ok_or(UploadError::TooLarge)?;
        // hyper may stop polling after the last frame, and then never sees the end as `None`.
        if self.inner.is_end_stream() {
            self.progress.finish();
        }
        self.stall.as_mut().reset(Instant::now() + self.patience);
        Ok(frame)
    }
}

/// Body of fal's response on its way to the caller, frame by frame: fal is read no faster than the
/// caller reads.
pub(super) struct Download {
    /// Beginning of the body, which was buffered to be inspected.
    buffered: Bytes,
    inner: reqwest::Body,
    observer: StreamObserver,
}

/// Interest in a body that passes.
pub(super) enum StreamObserver {
    /// Nothing depends on the body.
    Nothing,
    /// A call that ends with the body, or when its caller goes away before.
    End(#[expect(dead_code, reason = "ends the call when it is dropped")] InFlightCall),
    /// A stream of a queued request's status, which tells how the request ends.
    Events {
        events: StatusEvents,
        journal: Arc<Journal>,
        /// fal's id of the request.
        request: String,
    },
}

impl Download {
    /// Puts a body together from its `buffered` beginning and the rest.
    pub(super) const fn new(
        buffered: Bytes,
        inner: reqwest::Body,
        observer: StreamObserver,
    ) -> Self {
        Self {
            buffered,
            inner,
            observer,
        }
    }
}

impl hyper::body::Body for Download {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if !this.buffered.is_empty() {
            let buffered = std::mem::take(&mut this.buffered);
            return Poll::Ready(Some(Ok(Frame::data(buffered))));
        }
        let frame = ready!(Pin::new(&mut this.inner).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => this.observer.observe(frame),
            // Dropping the observer ends its call.
            None | Some(Err(_)) => this.observer = StreamObserver::Nothing,
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.buffered.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, buffered) = (self.inner.size_hint(), self.buffered.len() as u64);
        let mut total = SizeHint::new();
        total.set_lower(inner.lower() + buffered);
        if let Some(upper) = inner.upper() {
            total.set_upper(upper + buffered);
        }
        total
    }
}

impl StreamObserver {
    /// Records the end of a queued request if this frame tells of it.
    fn observe(&mut self, frame: &Frame<Bytes>) {
        let Self::Events {
            events,
            journal,
            request,
        } = self
        else {
            return;
        };
        if let Some(outcome) = frame.data_ref().and_then(|data| events.push(data)) {
            append_request_outcome(journal, request, outcome);
        }
    }
}
