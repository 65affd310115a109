//! Connections that wait for their caller, for its next request or for the rest of one: where there
//! is no room for a new one, the one that has waited longest makes it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Time for which a connection is not closed for another: its request may be on its way.
pub(super) const GRACE: Duration = Duration::from_millis(200);

/// The open connections of a listener. Clones are one.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    inner: Arc<Mutex<Inner>>,
    /// Time that a body may take to come before its connection may be closed for another.
    body_grace: Duration,
}

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    open: HashMap<u64, (Phase, Arc<Notify>)>,
}

/// Phase of a connection, by what is awaited on it.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// Head of a request, since the end of the one before.
    Idle(Instant),
    /// Rest of a request's body, since its head.
    Receiving(Instant),
    /// Response to a request, which is never cut off.
    Answering,
}

/// An open connection. Not counted any more once it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    all: Connections,
    number: u64,
    close: Arc<Notify>,
}

/// A request that is under way, until the last of its response is sent.
#[derive(Debug)]
pub(super) struct UnderWay {
    all: Connections,
    number: u64,
}

/// A request's body, which keeps its connection [`Phase::Receiving`] until it is dropped.
#[derive(Debug)]
pub(super) struct ReceivedBody {
    inner: Incoming,
    all: Connections,
    number: u64,
}

impl Phase {
    /// Tells since when a connection waits for its caller, if it may be closed for another.
    fn waits_since(self, body_grace: Duration) -> Option<Instant> {
        let (since, grace) = match self {
            Self::Idle(since) => (since, GRACE),
            Self::Receiving(since) => (since, body_grace),
            Self::Answering => return None,
        };
        (since.elapsed() >= grace).then_some(since)
    }
}

impl Connections {
    /// Makes an empty set, whose bodies may take `body_grace` to come.
    pub(super) fn new(body_grace: Duration) -> Self {
        Self {
            inner: Arc::default(),
            body_grace,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a new connection.
    pub(super) fn open(&self) -> Connection {
        let close = Arc::new(Notify::new());
        let mut inner = self.inner();
        inner.last += 1;
        let number = inner.last;
        let phase = Phase::Idle(Instant::now());
        inner.open.insert(number, (phase, close.clone()));
        drop(inner);
        Connection {
            all: self.clone(),
            number,
            close,
        }
    }

    /// Tells the connection that has waited longest for its caller to close, if one has waited long
    /// enough: [`GRACE`] for a request, the grace of bodies for the rest of one.
    pub(super) fn close_idlest(&self) {
        let inner = self.inner();
        let waiting = inner
            .open
            .values()
            .filter_map(|(phase, close)| Some((phase.waits_since(self.body_grace)?, close)));
        if let Some((_, close)) = waiting.min_by_key(|(since, _)| *since) {
            close.notify_one();
        }
    }

    fn set_phase(&self, number: u64, to: impl FnOnce(Phase) -> Phase) {
        if let Some((phase, _)) = self.inner().open.get_mut(&number) {
            *phase = to(*phase);
        }
    }
}

impl Connection {
    /// Notes that a request is under way, until what is returned is dropped.
    pub(super) fn begin(&self) -> UnderWay {
        self.all.set_phase(self.number, |_| Phase::Answering);
        UnderWay {
            all: self.all.clone(),
            number: self.number,
        }
    }

    /// Waits until this connection is to make room for another.
    pub(super) async fn closes(&self) {
        loop {
            self.close.notified().await;
            // What it waits for may have come in the same moment.
            let all = &self.all;
            let waits = |(phase, _): &(Phase, _)| phase.waits_since(all.body_grace).is_some();
            if all.inner().open.get(&self.number).is_some_and(waits) {
                return;
            }
        }
    }
}

impl UnderWay {
    /// Notes that `body` is still to come, until what is returned is dropped.
    pub(super) fn receive(&self, body: Incoming) -> ReceivedBody {
        let began = Instant::now();
        self.all.set_phase(self.number, |_| Phase::Receiving(began));
        ReceivedBody {
            inner: body,
            all: self.all.clone(),
            number: self.number,
        }
    }
}

impl Body for ReceivedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for ReceivedBody {
    fn drop(&mut self) {
        self.all.set_phase(self.number, |phase| match phase {
            Phase::Receiving(_) => Phase::Answering,
            // The whole request may be over already.
            Phase::Idle(_) | Phase::Answering => phase,
        });
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.all.inner().open.remove(&self.number);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let ended = Instant::now();
        self.all.set_phase(self.number, |_| Phase::Idle(ended));
    }
}
