//! Bodies as plain UTF-8: unpacked, and from the encodings that JSON is written in
//! (<https://www.rfc-editor.org/rfc/rfc7159#section-8.1>).

use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::cancel::CancelToken;
use super::too_large;

/// Bytes of a body in UTF-16, which is read at once.
const MAX_UTF16: u64 = 8 << 20;
/// Encodings of one body at most.
const MAX_ENCODINGS: usize = 3;

type Reader<'a> = Box<dyn Read + Send + 'a>;

/// Unpacks a body from its content encodings, the last of which was applied last
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-8.4>). Reading fails beyond `max_bytes` of what
/// is unpacked, and once it is cancelled. `None` if an encoding is not known.
pub(super) fn decoded<'a>(
    body: impl Read + Send + 'a,
    encodings: &[String],
    max_bytes: u64,
    cancel: Option<&CancelToken>,
) -> Option<Reader<'a>> {
    let bounded = |inner: Reader<'a>, left| -> Reader<'a> {
        let cancel = cancel.cloned();
        Box::new(Bounded {
            inner,
            left,
            cancel,
        })
    };
    let mut reader = bounded(Box::new(body), u64::MAX);
    if encodings.len() > MAX_ENCODINGS {
        return None;
    }
    for encoding in encodings.iter().rev() {
        let mut packed = BufReader::new(reader);
        let inner: Reader<'a> = match encoding.as_str() {
            "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(packed)),
            // Some senders leave the two bytes of zlib's head out.
            "deflate" if is_zlib(packed.fill_buf().ok()?) => Box::new(ZlibDecoder::new(packed)),
            "deflate" => Box::new(DeflateDecoder::new(packed)),
            _ => return None,
        };
        // Each of them: what is much in between may be nothing in the end.
        reader = bounded(inner, max_bytes);
    }
    Some(reader)
}

/// Recognizes the head of zlib's format (<https://www.rfc-editor.org/rfc/rfc1950#section-2.2>).
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// Reader that fails beyond a number of bytes, instead of ending there.
struct Bounded<R> {
    inner: R,
    left: u64,
    cancel: Option<CancelToken>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.cancel.as_ref().map_or(Ok(()), CancelToken::check)?;
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(too_large)?;
        Ok(count)
    }
}

/// Returns a text as UTF-8, without a mark of its byte order. `None` if it cannot be read.
pub(super) fn utf8<'a>(body: impl Read + Send + 'a) -> Option<Reader<'a>> {
    let mut body = BufReader::new(body);
    let (encoding, mark) = encoding(body.fill_buf().ok()?);
    body.consume(mark);
    let Some(encoding) = encoding else {
        return Some(Box::new(body));
    };
    let mut text = Vec::new();
    let length = body.take(MAX_UTF16 + 1).read_to_end(&mut text).ok()?;
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(&text);
    let decoded = decoded.filter(|_| length as u64 <= MAX_UTF16)?.into_owned();
    Some(Box::new(Cursor::new(decoded.into_bytes())))
}

/// Tells the encoding of a JSON text by its first bytes, `None` for UTF-8, and the length of the
/// mark before it. JSON begins with a character of ASCII.
fn encoding(first: &[u8]) -> (Option<&'static Encoding>, usize) {
    match first {
        [0xef, 0xbb, 0xbf, ..] => (None, 3),
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [0, _, ..] => (Some(UTF_16BE), 0),
        [_, 0, ..] => (Some(UTF_16LE), 0),
        _ => (None, 0),
    }
}
