//! Connections that wait for their caller's next request: where there is no room for a new one, the
//! one that has waited longest makes it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Time for which a connection is not closed for another: its request may be on its way.
pub(super) const GRACE: Duration = Duration::from_millis(200);

/// The open connections of a listener. Clones are one.
#[derive(Clone, Debug, Default)]
pub(super) struct Connections(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    open: HashMap<u64, State>,
}

#[derive(Debug)]
struct State {
    /// Moment from which on no request was under way; `None` while one is.
    idle_since: Option<Instant>,
    close: Arc<Notify>,
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

impl Connections {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a new connection.
    pub(super) fn open(&self) -> Connection {
        let close = Arc::new(Notify::new());
        let mut inner = self.inner();
        inner.last += 1;
        let number = inner.last;
        let state = State {
            idle_since: Some(Instant::now()),
            close: close.clone(),
        };
        inner.open.insert(number, state);
        drop(inner);
        Connection {
            all: self.clone(),
            number,
            close,
        }
    }

    /// Tells the connection that has been idle longest to close, if there is one that has been idle
    /// for [`GRACE`].
    pub(super) fn close_idlest(&self) {
        let inner = self.inner();
        let idle = inner
            .open
            .values()
            .filter_map(|state| Some((state.idle_since?, &state.close)));
        if let Some((since, close)) = idle.min_by_key(|(since, _)| *since)
            && since.elapsed() >= GRACE
        {
            close.notify_one();
        }
    }

    fn set_idle(&self, number: u64, since: Option<Instant>) {
        if let Some(state) = self.inner().open.get_mut(&number) {
            state.idle_since = since;
        }
    }
}

impl Connection {
    /// Notes that a request is under way, until what is returned is dropped.
    pub(super) fn begin(&self) -> UnderWay {
        self.all.set_idle(self.number, None);
        UnderWay {
            all: self.all.clone(),
            number: self.number,
        }
    }

    /// Waits until this connection is to make room for another.
    pub(super) async fn closes(&self) {
        loop {
            self.close.notified().await;
            // A request may have come in the same moment.
            let is_idle = |state: &State| state.idle_since.is_some();
            if self.all.inner().open.get(&self.number).is_some_and(is_idle) {
                return;
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.all.inner().open.remove(&self.number);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.all.set_idle(self.number, Some(Instant::now()));
    }
}
