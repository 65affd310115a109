//! fal's response on its way to the caller: buffered as far as it has to be read.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::Response;
use fal_budget_domain::jobs::key_id::KeyId;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use reqwest::Url;

use super::headers;
use super::rewrite::rewrite;
use super::searched_body::SearchedBody;
use crate::access::{KeyFound, KeySearch};
use crate::input::{encodings, unpacked};
use crate::metering::{
    CallRecorder, Download, InFlightCall, ObservedResponse, RequestKind, StreamObserver, observe,
};

/// fal's response, with the part of its body that was buffered.
pub(super) struct UpstreamResponse {
    inner: reqwest::Response,
    /// Beginning of the body.
    buffered: Bytes,
    /// `buffered` is the whole body.
    is_whole: bool,
}

impl UpstreamResponse {
    /// Wraps a response of which nothing is buffered.
    pub(super) const fn new(inner: reqwest::Response) -> Self {
        Self {
            inner,
            buffered: Bytes::new(),
            is_whole: false,
        }
    }

    /// Returns fal's status.
    pub(super) fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// Buffers the body, unless it is longer than `max_bytes`.
    pub(super) async fn buffer(&mut self, max_bytes: usize) {
        let mut buffered = Vec::new();
        self.is_whole = loop {
            match self.inner.chunk().await {
                Ok(Some(part)) => buffered.extend_from_slice(&part),
                Ok(None) => break true,
                // The caller sees the same: a body that breaks off after what was buffered.
                Err(_) => break false,
            }
            if buffered.len() > max_bytes {
                break false;
            }
        };
        self.buffered = buffered.into();
    }

    /// Returns the body, unpacked, if it was buffered completely. `None` for an encoding that is
    /// not known.
    pub(super) fn whole(&self) -> Option<Cow<'_, [u8]>> {
        let body = Some(self.buffered.as_ref()).filter(|_| self.is_whole)?;
        unpacked(body, self.inner.headers())
    }

    /// Tells whether the body has to be buffered to be searched: it is short, or packed.
    pub(super) fn is_short_or_packed(&self, max_bytes: usize) -> bool {
        let is_short = |length| usize::try_from(length).is_ok_and(|length| length <= max_bytes);
        self.is_packed() || self.inner.content_length().is_some_and(is_short)
    }

    fn is_packed(&self) -> bool {
        !encodings(self.inner.headers()).is_empty()
    }

    /// Returns `Err` if a key is in what was buffered or in a header, or cannot be looked for.
    pub(super) fn check(&self, search: &KeySearch) -> Result<(), KeyFound> {
        search.check_headers(self.inner.headers())?;
        match self.whole() {
            Some(body) => search.check(&body),
            None if self.is_packed() => Err(KeyFound),
            None => Ok(()),
        }
    }

    /// Records what the response says, and returns what its body will still say.
    pub(super) fn observe(
        &self,
        kind: &RequestKind,
        call: Option<InFlightCall>,
        key: Option<KeyId>,
        recorder: &CallRecorder,
    ) -> StreamObserver {
        let body = self.whole();
        let response = ObservedResponse {
            status: self.inner.status(),
            headers: self.inner.headers(),
            body: body.as_deref(),
        };
        observe(response, kind, call, key, recorder)
    }

    /// Makes the caller's response. With `queue`, the addresses of a queued request below the first
    /// address are turned to the second, if the body was buffered completely. With `search`, the
    /// body breaks off before a key.
    pub(super) fn into_response(
        mut self,
        queue: Option<(&Url, &str)>,
        observer: StreamObserver,
        search: Option<KeySearch>,
    ) -> Response {
        let mut head = Response::new(());
        *head.status_mut() = self.inner.status();
        *head.headers_mut() = headers::for_caller(self.inner.headers());
        if let (Some((fal, gateway)), Some(body)) = (queue, self.whole()) {
            let rewritten = rewrite(&body, fal, gateway);
            // The server then sets the length by the body that it sends, which is plain.
            head.headers_mut().remove(CONTENT_LENGTH);
            head.headers_mut().remove(CONTENT_ENCODING);
            self.buffered = rewritten.into();
        }
        let body = Download::new(self.buffered, self.inner.into(), observer);
        match search {
            Some(search) => head.map(|()| Body::new(SearchedBody::new(body, search))),
            None => head.map(|()| Body::new(body)),
        }
    }
}
