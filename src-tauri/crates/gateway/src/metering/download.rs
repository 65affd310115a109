//! Body of fal's response on its way to the caller.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::observer::StreamObserver;

/// Body of fal's response on its way to the caller, frame by frame: fal is read no faster than the
/// caller reads.
pub(crate) struct Download {
    /// Beginning of the body, which was buffered to be inspected.
    buffered: Bytes,
    inner: reqwest::Body,
    observer: StreamObserver,
}

impl Download {
    /// Puts a body together from its `buffered` beginning and the rest.
    pub(crate) fn new(buffered: Bytes, inner: reqwest::Body, observer: StreamObserver) -> Self {
        let mut download = Self {
            buffered,
            inner,
            observer,
        };
        download.end_if_passed();
        download
    }

    /// Tells the observer of the end, which nobody asks for once the last part has passed.
    fn end_if_passed(&mut self) {
        if self.is_end_stream() {
            self.observer.end();
        }
    }
}

impl Body for Download {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if !this.buffered.is_empty() {
            let frame = Frame::data(std::mem::take(&mut this.buffered));
            this.observer.observe(&frame);
            this.end_if_passed();
            return Poll::Ready(Some(Ok(frame)));
        }
        let frame = ready!(Pin::new(&mut this.inner).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                this.observer.observe(frame);
                this.end_if_passed();
            }
            None => this.observer.end(),
            // Dropping the observer breaks its call off.
            Some(Err(_)) => this.observer = StreamObserver::Nothing,
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.buffered.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, buffered) = (self.inner.size_hint(), self.buffered.len() as u64);
        let mut total = SizeHint::new();
        // Nothing said of an empty body: axum would give the response to a HEAD a length of 0,
        // which is not that of the response to a GET.
        if self.is_end_stream() {
            return total;
        }
        total.set_lower(inner.lower() + buffered);
        if let Some(upper) = inner.upper() {
            total.set_upper(upper + buffered);
        }
        total
    }
}
