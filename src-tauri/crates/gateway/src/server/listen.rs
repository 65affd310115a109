//! Sockets: accepts connections on loopback, with and without TLS, within limits.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http_body_util::BodyExt as _;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::idle::{Connection, Connections, GRACE};
use super::limits::ServerLimits;

/// Pause after a connection could not be accepted.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// Connection that a request came over, as an extension of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallerConnection {
    /// Address of the caller's end.
    pub(crate) address: SocketAddr,
    /// Address of this end.
    pub(crate) here: SocketAddr,
    /// The connection uses TLS.
    pub(crate) is_secure: bool,
}

/// Serves a router over the connections of any number of listeners, until it is shut down.
#[derive(Clone)]
pub(crate) struct Server {
    router: Router,
    limits: ServerLimits,
    shutdown: watch::Receiver<bool>,
}

impl Server {
    /// Serves `router` within `limits` until `shutdown` becomes true.
    pub(crate) const fn new(
        router: Router,
        limits: ServerLimits,
        shutdown: watch::Receiver<bool>,
    ) -> Self {
        Self {
            router,
            limits,
            shutdown,
        }
    }

    /// Accepts connections until the shutdown, then lets open ones finish their request within
    /// [`ServerLimits::shutdown_grace`].
    pub(crate) async fn listen(mut self, listener: TcpListener, tls: Option<TlsAcceptor>) {
        let slots = Arc::new(Semaphore::new(self.limits.max_connections));
        let open = Connections::new(self.limits.body_grace);
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = accept(&listener, &slots, &open) => accepted,
                () = self.ends() => break,
            };
            // Ended connections would otherwise pile up in the set.
            while connections.try_join_next().is_some() {}
            let Ok((stream, peer, slot)) = accepted else {
                // Too many open files, which passes: a loop without a pause would only burn time.
                sleep(ACCEPT_RETRY).await;
                continue;
            };
            let (server, tls, connection) = (self.clone(), tls.clone(), open.open());
            connections.spawn(async move {
                let connection = Arc::new(connection);
                tokio::select! {
                    () = server.serve(stream, peer, tls, connection.clone()) => {}
                    () = connection.closes() => {}
                }
                drop(slot);
            });
        }
        // Closed at once: new connections are refused while open ones finish.
        drop(listener);
        let _ = timeout(self.limits.shutdown_grace, async {
            while connections.join_next().await.is_some() {}
        })
        .await;
        connections.shutdown().await;
    }

    /// Waits for the shutdown.
    async fn ends(&mut self) {
        // A sender that is gone ends the server, too.
        let _ = self.shutdown.wait_for(|shutdown| *shutdown).await;
    }

    /// Serves one connection, after its TLS handshake if there is one.
    async fn serve(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        tls: Option<TlsAcceptor>,
        connection: Arc<Connection>,
    ) {
        let Ok(here) = stream.local_addr() else {
            return;
        };
        let caller = CallerConnection {
            address: peer,
            here,
            is_secure: tls.is_some(),
        };
        // Events of a stream are small, and must not wait for more to come.
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.serve_http(stream, caller, connection).await,
            Some(tls) => {
                let handshake = timeout(self.limits.handshake_timeout, tls.accept(stream)).await;
                if let Ok(Ok(stream)) = handshake {
                    self.serve_http(stream, caller, connection).await;
                }
            }
        }
    }

    /// Responds to one request after another until the caller closes the connection, or until the
    /// shutdown when the current request is done.
    async fn serve_http<S>(
        mut self,
        stream: S,
        caller: CallerConnection,
        connection: Arc<Connection>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let router = TowerToHyperService::new(self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(caller);
            let under_way = connection.begin();
            let answered = router.call(request.map(|body| under_way.receive(body)));
            async move {
                let response = answered.await?;
                // Until the body is sent or dropped.
                Ok::<_, Infallible>(response.map(|body| {
                    body.map_frame(move |frame| {
                        let _ = &under_way;
                        frame
                    })
                }))
            }
        });
        let http = http1_builder(self.limits);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            () = self.ends() => {}
        }
        connection.as_mut().graceful_shutdown();
        // A connection's failure is for its caller to see.
        let _ = connection.await;
    }
}

/// Accepts the next connection and the slot that it occupies.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
    open: &Connections,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let (stream, peer) = listener.accept().await?;
    // Others wait in the system's queue meanwhile.
    let slot = loop {
        if slots.available_permits() == 0 {
            open.close_idlest();
        }
        // Where none may be closed yet, one may be soon.
        if let Ok(slot) = timeout(GRACE, slots.clone().acquire_owned()).await {
            break slot.map_err(io::Error::other)?;
        }
    };
    Ok((stream, peer, slot))
}

fn http1_builder(limits: ServerLimits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_headers(limits.max_headers)
        .max_header_size(limits.max_head_bytes)
        // hyper's own default would read ahead 400 KB from each connection.
        .max_buf_size(limits.max_head_bytes);
    builder
}
