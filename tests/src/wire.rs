//! HTTP as bytes, for what a library would put right: a caller, and a fal of a few bytes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Time without a byte after which a connection counts as hanging.
const SILENCE: Duration = Duration::from_secs(90);

/// The caller's end of a connection.
pub struct Wire(TcpStream);

/// An answer as it came, to its end or that of the connection.
#[derive(Clone, Debug, Default)]
pub struct RawAnswer {
    /// Status code; 0 when nothing came.
    pub status: u16,
    /// Status line and headers, as they came.
    pub head: String,
    pub body: String,
}

impl Wire {
    pub async fn to(address: &str) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends bytes; the other side may have closed already.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// Sends bytes. Returns `false` when they could not be sent.
    pub async fn sends(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Reads the next answer, by its `Content-Length` or to its last chunk.
    pub async fn answer(&mut self) -> RawAnswer {
        let mut text = Vec::new();
        while !is_whole(&text) && self.more(&mut text).await {
            // An interim answer: the server wants the body.
            if text.starts_with(b"HTTP/1.1 100 ")
                && let Some((_, rest)) = split(&text)
            {
                text = rest.to_vec();
            }
        }
        parse(&text)
    }

    /// Reads a message to its end. `None` when the other side closes before.
    async fn message(&mut self) -> Option<String> {
        let mut text = Vec::new();
        while !is_whole(&text) {
            let count = self.0.read_buf(&mut text).await.ok()?;
            if count == 0 {
                return None;
            }
        }
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    /// Reads everything until the other side closes.
    pub async fn rest(&mut self) -> String {
        let mut text = Vec::new();
        while self.more(&mut text).await {}
        String::from_utf8_lossy(&text).into_owned()
    }

    async fn more(&mut self, text: &mut Vec<u8>) -> bool {
        let read = tokio::time::timeout(SILENCE, self.0.read_buf(text)).await;
        read.expect("the other side neither says anything nor closes")
            .is_ok_and(|count| count > 0)
    }
}

impl RawAnswer {
    /// Returns the values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let lines = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        lines
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// Returns `true` if a header is there.
    pub fn has(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }
}

/// Sends one request on a connection of its own. Returns the first answer.
pub async fn ask(address: &str, request: impl AsRef<[u8]>) -> RawAnswer {
    let mut wire = Wire::to(address).await;
    wire.send(request).await;
    wire.answer().await
}

fn split(text: &[u8]) -> Option<(String, &[u8])> {
    let end = text.windows(4).position(|part| part == b"\r\n\r\n")?;
    Some((
        String::from_utf8_lossy(&text[..end]).into_owned(),
        &text[end + 4..],
    ))
}

fn parse(text: &[u8]) -> RawAnswer {
    let Some((head, body)) = split(text) else {
        return RawAnswer::default();
    };
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or_default();
    RawAnswer {
        status,
        head,
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

/// Returns `true` if a message has come to its end, as far as it says where that is.
fn is_whole(text: &[u8]) -> bool {
    let Some((head, body)) = split(text) else {
        return false;
    };
    let found = RawAnswer {
        head,
        ..RawAnswer::default()
    };
    if found.all("transfer-encoding").contains(&"chunked") {
        return body.ends_with(b"0\r\n\r\n");
    }
    let length = found
        .all("content-length")
        .first()
        .and_then(|length| length.parse().ok());
    let is_empty = ["GET ", "PUT ", "CONNECT ", "HTTP/1.1 204 "]
        .iter()
        .any(|begin| found.head.starts_with(begin));
    length
        .or(is_empty.then_some(0))
        .is_some_and(|length| body.len() >= length)
}

/// A fal of a few bytes: answers each request as it is told to, and writes down what came.
pub struct Bytes {
    pub address: String,
    seen: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

/// Returns the variables that point a program at an address.
pub fn variables(address: &str) -> [(&'static str, String); 4] {
    let at = |path: &str| format!("http://{address}/{path}");
    [
        ("FAL_BUDGET_API_URL", at("v1")),
        ("FAL_BUDGET_RUN_URL", at("run")),
        ("FAL_BUDGET_QUEUE_URL", at("queue")),
        ("FAL_BUDGET_REST_URL", at("rest")),
    ]
}

/// Reaction to a request.
#[derive(Clone, Debug)]
pub enum Then {
    /// Sends this, and waits for the next request.
    Say(Vec<u8>),
    /// Sends this, and closes.
    Close(Vec<u8>),
}

impl Bytes {
    /// Starts a server. `does` chooses the reaction to each request by its text and its number,
    /// from 0.
    pub async fn start(does: impl Fn(&str, usize) -> Then + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (list, does) = (seen.clone(), Arc::new(does));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(Wire(stream), list.clone(), does.clone()));
            }
        });
        Self {
            address,
            seen,
            server,
        }
    }

    /// Starts a server that always answers with this and stays open.
    pub async fn saying(text: &str) -> Self {
        let text = text.as_bytes().to_vec();
        Self::start(move |_, _| Then::Say(text.clone())).await
    }

    /// Returns the variables that point a program at this server.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        variables(&self.address)
    }

    /// Returns the requests that came, heads and bodies as they were.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    mut wire: Wire,
    seen: Arc<Mutex<Vec<String>>>,
    does: Arc<impl Fn(&str, usize) -> Then>,
) {
    while let Some(text) = wire.message().await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(text.clone());
            seen.len() - 1
        };
        match does(&text, number) {
            Then::Say(bytes) => wire.send(bytes).await,
            Then::Close(bytes) => return wire.send(bytes).await,
        }
    }
}

/// Makes a complete answer with this body.
pub fn fine(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-fal-billable-units: 1\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
