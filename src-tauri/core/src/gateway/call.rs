//! A call on its way, as the journal hears of it.

use std::io;
use std::sync::Arc;

use super::body::Sent;
use super::forward::Forward;
use super::journal::Journal;
use crate::clock;
use crate::domain::asked::Asked;
use crate::domain::call::{End, Of, What};

/// A call from its begin to its end; dropped before that, its caller has gone or fal has broken
/// off, and nothing says what it cost. It is none where fal did not have all of it.
pub(super) struct Call {
    journal: Arc<Journal>,
    /// None where it has ended, or goes on without its caller.
    number: Option<i64>,
    sent: Sent,
}

impl Call {
    pub(super) fn begin(
        forward: &Forward,
        endpoint: &str,
        queued: bool,
        asked: Asked,
        sent: Sent,
    ) -> Self {
        let now = clock::now();
        forward.seen.call(now, endpoint);
        let began = What::Began {
            endpoint: endpoint.to_owned(),
            queued,
            asked,
        };
        let number = forward.journal.note(now, [(None, began)]);
        Self {
            journal: forward.journal.clone(),
            number: Some(number),
            sent,
        }
    }

    /// The same, where it is certain to be written down; else nothing has begun.
    pub(super) fn begin_surely(
        forward: &Forward,
        endpoint: &str,
        queued: bool,
        asked: Asked,
        sent: Sent,
    ) -> io::Result<Self> {
        let now = clock::now();
        let began = What::Began {
            endpoint: endpoint.to_owned(),
            queued,
            asked,
        };
        let number = forward.journal.note_surely(now, began)?;
        forward.seen.call(now, endpoint);
        Ok(Self {
            journal: forward.journal.clone(),
            number: Some(number),
            sent,
        })
    }

    /// Nothing began here: what is noted is of a request.
    pub(super) fn of_request(forward: &Forward) -> Self {
        Self {
            journal: forward.journal.clone(),
            number: None,
            sent: Sent::whole(),
        }
    }

    pub(super) fn named(&self, request: Option<String>) {
        if let (Some(number), Some(request)) = (self.number, request) {
            self.journal.note(
                clock::now(),
                [(Some(Of::Call(number)), What::Named(request))],
            );
        }
    }

    pub(super) fn ended(mut self, request: Option<String>, end: End) {
        let Some(number) = self.number.take() else {
            return;
        };
        let named = request.map(|request| (Some(Of::Call(number)), What::Named(request)));
        let ended = (Some(Of::Call(number)), What::Ended(end));
        self.journal
            .note(clock::now(), named.into_iter().chain([ended]));
    }

    /// It waits in fal's queue, under its name.
    pub(super) fn goes_on(mut self, request: Option<String>) {
        self.named(request);
        self.number = None;
    }

    pub(super) fn note_of(&self, of: Of, end: End) {
        self.journal
            .note(clock::now(), [(Some(of), What::Ended(end))]);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            let end = if self.sent.is_whole() {
                End::Unmetered
            } else {
                End::Refused
            };
            self.journal
                .note(clock::now(), [(Some(Of::Call(number)), What::Ended(end))]);
        }
    }
}
