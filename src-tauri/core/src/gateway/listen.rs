//! Sockets: accepting connections on loopback, with and without TLS, within limits.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::ServerLimits;
use super::proxy::{Caller, Proxy};

/// Accepts connections until `end` says so, then lets those that are open finish what they are at.
pub(super) async fn listen(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    forward: Arc<Proxy>,
    mut end: watch::Receiver<bool>,
) {
    let limits = forward.limits;
    let seats = Arc::new(Semaphore::new(limits.connections));
    let mut open = JoinSet::new();
    loop {
        let next = async {
            // A seat first: connections beyond them wait in the system's queue.
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            next = next => next,
            _ = end.wait_for(|end| *end) => break,
        };
        let Ok(seat) = seat else { break };
        while open.try_join_next().is_some() {}
        let Ok((stream, peer)) = accepted else {
            // Too many open files pass; a loop without a pause would not help.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let from = Caller {
            address: peer,
            is_secure: tls.is_some(),
        };
        let (forward, tls, end) = (forward.clone(), tls.clone(), end.clone());
        open.spawn(async move {
            let _seat = seat;
            serve(stream, tls, forward, from, end).await;
        });
    }
    drop(listener);
    let _ = timeout(limits.goodbye, async {
        while open.join_next().await.is_some() {}
    })
    .await;
    open.shutdown().await;
}

async fn serve(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    forward: Arc<Proxy>,
    from: Caller,
    end: watch::Receiver<bool>,
) {
    let limits = forward.limits;
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(stream, forward, from, end).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(limits.head, tls.accept(stream)).await {
                converse(stream, forward, from, end).await;
            }
        }
    }
}

/// Answers one request after the other.
async fn converse<S>(stream: S, forward: Arc<Proxy>, from: Caller, mut end: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = forward.limits;
    let service = service_fn(move |request: Request<Incoming>| {
        let forward = forward.clone();
        async move { Ok::<_, Infallible>(forward.answer(request, from).await) }
    });
    let connection = protocol(limits).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = end.wait_for(|end| *end) => {}
    }
    connection.as_mut().graceful_shutdown();
    // What goes wrong with a connection is its caller's to see.
    let _ = connection.await;
}

fn protocol(limits: ServerLimits) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_headers(limits.headers)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes);
    protocol
}
