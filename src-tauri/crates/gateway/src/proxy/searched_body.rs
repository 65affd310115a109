//! Body of an answer to a call with the lent key: it breaks off before the key.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame};

use crate::access::KeySearch;
use crate::metering::Download;

/// Body that is searched for a key while it passes.
pub(super) struct SearchedBody {
    /// `None` once the body has ended, or has broken off.
    inner: Option<Download>,
    search: KeySearch,
}

impl SearchedBody {
    /// Searches a body.
    pub(super) const fn new(inner: Download, search: KeySearch) -> Self {
        Self {
            inner: Some(inner),
            search,
        }
    }
}

impl Body for SearchedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        while let Some(inner) = &mut this.inner {
            let frame = ready!(Pin::new(inner).poll_frame(context)).transpose()?;
            // Trailers end a body, as its end does: nothing of fal's is in them.
            let Some(data) = frame.and_then(|frame| frame.into_data().ok()) else {
                this.inner = None;
                let rest = this.search.rest();
                return Poll::Ready((!rest.is_empty()).then(|| Ok(Frame::data(rest))));
            };
            match this.search.pass(&data) {
                Ok(passing) if passing.is_empty() => {}
                Ok(passing) => return Poll::Ready(Some(Ok(Frame::data(passing)))),
                Err(found) => {
                    this.inner = None;
                    return Poll::Ready(Some(Err(found.into())));
                }
            }
        }
        Poll::Ready(None)
    }
}
