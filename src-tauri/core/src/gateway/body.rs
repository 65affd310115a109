//! Bodies that pass through: bounded, impatient with a sender that stalls, and watched where their
//! end is the end of a call.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::in_flight::InFlightCall;
use super::meter::StatusEvents;
use crate::domain::call::CallRef;

/// What answers are made of.
pub(super) type Body = UnsyncBoxBody<Bytes, BoxError>;
/// Why one broke.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body that is whole already.
pub(super) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// The body of a request on its way to fal.
pub(super) struct Upload<B> {
    inner: B,
    /// Bytes that may still come.
    left: u64,
    patience: Duration,
    waiting: Pin<Box<Sleep>>,
    sent: UploadProgress,
}

/// Whether all of a request has been handed on: before that, fal cannot have begun with it.
#[derive(Clone, Debug, Default)]
pub(super) struct UploadProgress(Arc<AtomicBool>);

impl UploadProgress {
    /// Of a request that is whole already.
    pub(super) fn complete() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    pub(super) fn is_complete(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// It is whole now, or fal has answered without waiting for it.
    pub(super) fn finish(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Why an upload ended.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum UploadError {
    #[error("the body is larger than the gateway takes")]
    TooLarge,
    #[error("the body stalled")]
    Stalled,
    #[error("the body broke off, or is none")]
    Broken,
}

impl<B> Upload<B> {
    pub(super) fn new(inner: B, most: u64, patience: Duration) -> Self {
        Self {
            inner,
            left: most,
            patience,
            waiting: Box::pin(sleep(patience)),
            sent: UploadProgress::default(),
        }
    }

    pub(super) fn sent(&self) -> UploadProgress {
        self.sent.clone()
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
            Poll::Ready(Some(Ok(frame))) => {
                let size = frame.data_ref().map_or(0, |data| data.len() as u64);
                let Some(left) = this.left.checked_sub(size) else {
                    return Poll::Ready(Some(Err(UploadError::TooLarge.into())));
                };
                this.left = left;
                if this.inner.is_end_stream() {
                    this.sent.finish();
                }
                this.waiting.as_mut().reset(Instant::now() + this.patience);
                Poll::Ready(Some(Ok(frame)))
            }
            // Its caller has gone, or sends no HTTP.
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(UploadError::Broken.into()))),
            Poll::Ready(None) => {
                this.sent.finish();
                Poll::Ready(None)
            }
            Poll::Pending => {
                ready!(this.waiting.as_mut().poll(context));
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

/// The body of fal's answer on its way to the caller, frame by frame.
pub(super) struct Download {
    /// What was read of it already.
    first: Bytes,
    inner: reqwest::Body,
    watch: StreamObserver,
}

/// What is watched for while a body passes.
pub(super) enum StreamObserver {
    /// Nothing.
    Nothing,
    /// Its end: then the call has ended, or its caller has gone.
    End(#[expect(dead_code, reason = "ends the call when it is dropped")] InFlightCall),
    /// How a request ends, in a stream of where it stands.
    Events(StatusEvents, InFlightCall, CallRef),
}

impl Download {
    pub(super) const fn new(first: Bytes, inner: reqwest::Body, watch: StreamObserver) -> Self {
        Self {
            first,
            inner,
            watch,
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
        if !this.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.first)))));
        }
        let frame = ready!(Pin::new(&mut this.inner).poll_frame(context));
        match (&frame, &mut this.watch) {
            (Some(Ok(frame)), StreamObserver::Events(events, call, of)) => {
                let ended = frame.data_ref().and_then(|data| events.take(data));
                if let Some(end) = ended {
                    call.append_outcome(of.clone(), end);
                }
            }
            (None | Some(Err(_)), watch) => *watch = StreamObserver::Nothing,
            _ => {}
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, first) = (self.inner.size_hint(), self.first.len() as u64);
        let mut all = SizeHint::new();
        all.set_lower(inner.lower() + first);
        inner
            .upper()
            .into_iter()
            .for_each(|upper| all.set_upper(upper + first));
        all
    }
}
