//! Sockets: accepts connections on loopback, with and without TLS, within limits.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::ServerLimits;
use super::proxy::{CallerConnection, Proxy};

/// Pause after a connection could not be accepted.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// Accepts connections until `shutdown` becomes true, then lets open ones finish their request
/// within [`ServerLimits::shutdown_grace`].
pub(super) async fn listen(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    proxy: Arc<Proxy>,
    mut shutdown: watch::Receiver<bool>,
) {
    let limits = proxy.limits;
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            _ = shutdown.wait_for(|shutdown| *shutdown) => break,
        };
        // Ended connections would otherwise pile up in the set.
        while connections.try_join_next().is_some() {}
        let Ok((stream, peer, slot)) = accepted else {
            // Too many open files, which passes: a loop without a pause would only burn time.
            sleep(ACCEPT_RETRY).await;
            continue;
        };
        let caller = CallerConnection {
            address: peer,
            is_secure: tls.is_some(),
        };
        let (proxy, tls, shutdown) = (proxy.clone(), tls.clone(), shutdown.clone());
        connections.spawn(async move {
            serve(stream, tls, proxy, caller, shutdown).await;
            drop(slot);
        });
    }
    // Closed at once: new connections are refused while open ones finish.
    drop(listener);
    let _ = timeout(limits.shutdown_grace, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
    connections.shutdown().await;
}

/// Accepts the next connection and the slot that it occupies.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    // The slot first: connections beyond the limit wait in the system's queue.
    let slot = slots.clone().acquire_owned().await;
    let slot = slot.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, slot))
}

/// Serves one connection, after its TLS handshake if there is one.
async fn serve(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    proxy: Arc<Proxy>,
    caller: CallerConnection,
    shutdown: watch::Receiver<bool>,
) {
    let limits = proxy.limits;
    // Events of a stream are small, and must not wait for more to come.
    let _ = stream.set_nodelay(true);
    match tls {
        None => serve_http(stream, proxy, caller, shutdown).await,
        Some(tls) => {
            let handshake = timeout(limits.handshake_timeout, tls.accept(stream)).await;
            if let Ok(Ok(stream)) = handshake {
                serve_http(stream, proxy, caller, shutdown).await;
            }
        }
    }
}

/// Responds to one request after another until the caller closes the connection, or `shutdown`
/// becomes true and the current request is done.
async fn serve_http<S>(
    stream: S,
    proxy: Arc<Proxy>,
    caller: CallerConnection,
    mut shutdown: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = proxy.limits;
    let service = service_fn(move |request: Request<Incoming>| {
        let proxy = proxy.clone();
        async move { Ok::<_, Infallible>(proxy.handle(request, caller).await) }
    });
    let connection = http1_builder(limits).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = shutdown.wait_for(|shutdown| *shutdown) => {}
    }
    connection.as_mut().graceful_shutdown();
    // A connection's failure is for its caller to see.
    let _ = connection.await;
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
