//! Body of a request, read to its end before the request is sent: in memory if it is short, else in
//! a file without a name.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::disk_share::{DISK, DiskShare};
use crate::input::{self, CancelOnDrop, CancelToken, InputBody, InputHead};
use crate::server::{ServerLimits, UploadError};

/// Bytes of a body that are read without leaving the thread.
const QUICK: u64 = 64 << 10;
/// Bodies that are read at the same time, of those that take longer.
static SEATS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(4)));
/// Bytes of a file that are sent at a time.
const PART: usize = 64 << 10;

/// A request's body, complete.
#[derive(Debug)]
pub(super) enum Payload {
    Memory(Bytes),
    /// File without a name, and its share of the disk, which is its length.
    File(File, Arc<DiskShare>),
}

impl Payload {
    /// Reads a body to its end. What is longer than [`ServerLimits::max_inspected_bytes`] goes to a
    /// file in `folder`.
    pub(super) async fn read(
        mut body: Body,
        folder: &Path,
        limits: ServerLimits,
    ) -> Result<Self, UploadError> {
        if body.is_end_stream() {
            return Ok(Self::Memory(Bytes::new()));
        }
        let mut memory = Vec::new();
        while let Some(part) = next_part(&mut body, limits).await? {
            if memory.len() + part.len() > limits.max_inspected_bytes {
                memory.extend_from_slice(&part);
                return spool(memory, body, folder, limits).await;
            }
            memory.extend_from_slice(&part);
        }
        Ok(Self::Memory(memory.into()))
    }

    fn length(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(_, share) => share.bytes(),
        }
    }

    /// Reads the parameters of a call to a model from this body, and gives the body back.
    pub(super) async fn params(self, endpoint: &str, head: InputHead) -> (Self, RequestParams) {
        let endpoint = endpoint.to_owned();
        if self.length() <= QUICK && head.is_quick() {
            let waiting = CancelOnDrop::default();
            let params = self.read_params(&endpoint, &head, waiting.token());
            return (self, params);
        }
        let body = match self {
            // A clone of the handle: what fails must not take the body along.
            Self::Memory(ref bytes) => Self::Memory(bytes.clone()),
            Self::File(ref file, ref share) => match file.try_clone() {
                Ok(file) => Self::File(file, share.clone()),
                Err(_) => return (self, RequestParams::unread()),
            },
        };
        // Whoever sends such bodies waits for others who do, and nobody else does.
        let read = in_seat(&SEATS, move |cancel| {
            body.read_params(&endpoint, &head, cancel)
        });
        let params = read.await.unwrap_or_else(RequestParams::unread);
        (self, params)
    }

    fn read_params(&self, endpoint: &str, head: &InputHead, cancel: CancelToken) -> RequestParams {
        let length = self.length();
        match self {
            Self::Memory(bytes) => {
                let reader = bytes.as_ref();
                let body = InputBody {
                    reader,
                    length,
                    cancel,
                };
                input::params(endpoint, head, body)
            }
            Self::File(file, _) => {
                let mut reader = file;
                if reader.seek(SeekFrom::Start(0)).is_err() {
                    return RequestParams::unread();
                }
                let body = InputBody {
                    reader,
                    length,
                    cancel,
                };
                input::params(endpoint, head, body)
            }
        }
    }

    /// Makes the body that is sent to fal.
    pub(super) fn into_body(self) -> Result<reqwest::Body, UploadError> {
        match self {
            Self::Memory(bytes) => Ok(bytes.into()),
            Self::File(mut file, share) => {
                file.seek(SeekFrom::Start(0)).map_err(UploadError::disk)?;
                Ok(reqwest::Body::wrap(FileBody {
                    file: tokio::fs::File::from_std(file),
                    remaining: share.bytes(),
                    _share: share,
                    part: vec![0; PART].into(),
                }))
            }
        }
    }
}

/// Does work on a thread of its own, once a seat is free. Work whose caller goes away is cancelled,
/// and keeps its seat until it has ended. `None` if it failed.
async fn in_seat<T: Send + 'static>(
    seats: &Arc<Semaphore>,
    work: impl FnOnce(CancelToken) -> T + Send + 'static,
) -> Option<T> {
    let seat = seats.clone().acquire_owned().await.ok()?;
    let waiting = CancelOnDrop::default();
    let cancel = waiting.token();
    let done = spawn_blocking(move || {
        let result = work(cancel);
        drop(seat);
        result
    });
    done.await.ok()
}

/// Waits for the next bytes of a body. `None` at its end.
async fn next_part(body: &mut Body, limits: ServerLimits) -> Result<Option<Bytes>, UploadError> {
    loop {
        let frame = timeout(limits.stall_timeout, body.frame()).await;
        match frame.map_err(|_| UploadError::Stalled)? {
            None => return Ok(None),
            Some(Err(_)) => return Err(UploadError::Broken),
            // Trailers say nothing that fal's models read.
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

/// Writes a body to a file: what was read of it so far, and then the rest.
async fn spool(
    begin: Vec<u8>,
    mut body: Body,
    folder: &Path,
    limits: ServerLimits,
) -> Result<Payload, UploadError> {
    let mut share = DiskShare::new(&DISK);
    share.grow(begin.len() as u64)?;
    if share.bytes() > limits.max_upload_bytes {
        return Err(UploadError::TooLarge);
    }
    let file = tempfile::tempfile_in(folder).map_err(UploadError::disk)?;
    let mut file = tokio::fs::File::from_std(file);
    file.write_all(&begin).await.map_err(UploadError::disk)?;
    drop(begin);
    while let Some(part) = next_part(&mut body, limits).await? {
        share.grow(part.len() as u64)?;
        if share.bytes() > limits.max_upload_bytes {
            return Err(UploadError::TooLarge);
        }
        file.write_all(&part).await.map_err(UploadError::disk)?;
    }
    file.flush().await.map_err(UploadError::disk)?;
    Ok(Payload::File(file.into_std().await, share.into()))
}

/// Body that is sent from a file, part by part.
struct FileBody {
    file: tokio::fs::File,
    remaining: u64,
    part: Box<[u8]>,
    /// Given back once all is sent.
    _share: Arc<DiskShare>,
}

impl hyper::body::Body for FileBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if this.remaining == 0 {
            return Poll::Ready(None);
        }
        let mut part = ReadBuf::new(&mut this.part);
        ready!(Pin::new(&mut this.file).poll_read(context, &mut part))?;
        let bytes = Bytes::copy_from_slice(part.filled());
        this.remaining = this.remaining.saturating_sub(bytes.len() as u64);
        if bytes.is_empty() {
            return Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())));
        }
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn work_whose_caller_has_gone_is_cancelled_and_keeps_its_seat_until_it_ends() {
        let seats = Arc::new(Semaphore::new(1));
        let (begun, has_begun) = oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let (ended, is_cancelled) = oneshot::channel();
        let caller = tokio::spawn({
            let seats = seats.clone();
            async move {
                in_seat(&seats, move |cancel| {
                    begun.send(cancel.check().is_ok()).unwrap();
                    may_go_on.recv().unwrap();
                    ended.send(cancel.check().is_err()).unwrap();
                })
                .await
            }
        });
        assert!(has_begun.await.unwrap(), "somebody waits for it");
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        assert_eq!(seats.available_permits(), 0, "it goes on");
        go_on.send(()).unwrap();
        assert!(is_cancelled.await.unwrap());
        assert_eq!(in_seat(&seats, |_| 1).await, Some(1), "the seat is free");
    }
}
