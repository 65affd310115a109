//! Input of a request: what its body and its query say of the call, however they are written.

mod cancel;
mod decode;
mod form;
mod parameters;
mod shorten;

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use fal_budget_domain::tariffs::charge::input::is_text;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use hyper::{HeaderMap, Method};
use reqwest::Url;
use serde_json::{Map, Value};

pub(crate) use cancel::{CancelOnDrop, CancelToken};
use decode::decoded;
use form::{LooseFields, WithLooseFields};
use parameters::parameters;
use shorten::{KEPT_OF_DATA, Shortened};

/// Bytes of a body that is parsed at once, as nearly all are.
const SHORT: usize = 64 << 10;

/// Bytes of a body at most once it is unpacked: a small one may unpack to any size.
const MAX_BODY: u64 = 256 << 20;

/// Bytes of an answer at most once it is unpacked, which is not done on a thread of its own.
const MAX_ANSWER: u64 = 4 << 20;

/// Parts of a request's head that say how to read its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct InputHead {
    /// `None` for a type that cannot be read, or that is read in more than one way.
    content_type: Option<String>,
    encodings: Vec<String>,
    /// Fields of the query, but for those by which fal's queue is told what to do. `None` for too
    /// many.
    query: Option<Map<String, Value>>,
    /// The body may count for nothing, as that of a `GET` (RFC 9110, 9.3.1).
    is_get: bool,
}

impl InputHead {
    /// Reads the head of a request to this address.
    pub(crate) fn read(method: &Method, headers: &HeaderMap, url: &Url) -> Self {
        let mut types = headers.get_all(CONTENT_TYPE).iter();
        let content_type = match (types.next(), types.next()) {
            (None, _) => Some(""),
            (Some(value), None) => value.to_str().ok(),
            (Some(_), Some(_)) => None,
        };
        let mut query = form::fields(url.query_pairs());
        if let Some(fields) = &mut query {
            fields.retain(|name, _| !name.starts_with("fal_"));
        }
        Self {
            // As it came: the boundary of a form is case-sensitive.
            content_type: content_type
                .filter(|content_type| parameters(content_type).is_some())
                .map(str::to_owned),
            encodings: encodings(headers),
            query,
            is_get: method == Method::GET,
        }
    }

    /// Tells whether the body is plain and short enough to be parsed at once.
    fn is_short(&self, length: u64) -> bool {
        self.encodings.is_empty() && length <= SHORT as u64
    }

    /// Tells whether reading the body takes no longer than its length says: it is not packed, and
    /// is no form in parts.
    pub(crate) fn is_quick(&self) -> bool {
        let is_in_parts = |content_type: &String| form::boundary(content_type).is_some();
        self.encodings.is_empty() && !self.content_type.as_ref().is_some_and(is_in_parts)
    }
}

/// Body of a request, to be read.
pub(crate) struct InputBody<R> {
    pub(crate) reader: R,
    /// Bytes of the body, as it was sent.
    pub(crate) length: u64,
    /// Ends the reading once nobody waits for it.
    pub(crate) cancel: CancelToken,
}

/// Reads the parameters of a call. Those that the call's cost depends on are there, or the
/// parameters are [unread](RequestParams::unread): never the model's defaults in their place.
pub(crate) fn params(
    endpoint: &str,
    head: &InputHead,
    body: InputBody<impl Read + Send>,
) -> RequestParams {
    let of = |input: &Value| RequestParams::of_call(endpoint, input);
    let Some(readings) = Readings::of(head, body) else {
        return RequestParams::unread();
    };
    let params = of(&readings.input);
    // Whether a model takes body or query cannot be told from outside. Where that makes a
    // difference, nobody knows what the call costs.
    let is_like = |other: &Value| of(other).costs_like(&params);
    let ignored = || of(&readings.query).costs_like(&of(&Value::Null));
    let is_covered = |form: &Value| params.covers(&of(form));
    let is_sure = readings.merged.iter().all(is_like)
        && readings.as_form.as_ref().is_none_or(is_covered)
        && (readings.is_one || (!head.is_get && ignored()) || is_like(&readings.query));
    if is_sure {
        params
    } else {
        RequestParams::unread()
    }
}

/// Inputs that a request may have, by whether its model takes the body, the query or both.
struct Readings {
    /// The body, or the query where there is no body; null if there is neither.
    input: Value,
    /// Both, with the fields of the one over those of the other.
    merged: Vec<Value>,
    /// The query alone; null if there is none.
    query: Value,
    /// The body as a form, if its type says so and it can be read as something else.
    as_form: Option<Value>,
    /// There is but one reading.
    is_one: bool,
}

impl Readings {
    /// Reads a request. `None` for a body that cannot be read.
    fn of(head: &InputHead, body: InputBody<impl Read + Send>) -> Option<Self> {
        let fields = head.query.as_ref()?;
        let query = if fields.is_empty() {
            Value::Null
        } else {
            Value::Object(fields.clone())
        };
        if body.length == 0 {
            return Some(Self {
                input: query.clone(),
                merged: Vec::new(),
                query,
                as_form: None,
                is_one: true,
            });
        }
        let BodyFields {
            fields: body,
            as_form,
        } = body_fields(head, body)?;
        if as_form.is_some() && !fields.is_empty() {
            return None;
        }
        let over = |mut fields: Map<String, Value>, other: &Map<String, Value>| {
            fields.extend(other.clone());
            Value::Object(fields)
        };
        let merged = if fields.is_empty() {
            Vec::new()
        } else {
            vec![over(fields.clone(), &body), over(body.clone(), fields)]
        };
        Some(Self {
            is_one: merged.is_empty() && !head.is_get,
            input: Value::Object(body),
            merged,
            query,
            as_form: as_form.map(Value::Object),
        })
    }
}

/// Fields of a body.
struct BodyFields {
    fields: Map<String, Value>,
    /// Other fields that it has for a server which believes that it is a form in one line.
    as_form: Option<Map<String, Value>>,
}

impl From<Map<String, Value>> for BodyFields {
    fn from(fields: Map<String, Value>) -> Self {
        Self {
            fields,
            as_form: None,
        }
    }
}

fn body_fields(head: &InputHead, body: InputBody<impl Read + Send>) -> Option<BodyFields> {
    let content_type = head.content_type.as_deref()?;
    let InputBody {
        mut reader,
        length,
        cancel,
    } = body;
    if let Some(boundary) = form::boundary(content_type) {
        let body = decoded(reader, &head.encodings, MAX_BODY, Some(&cancel))?;
        return form::multipart(body, &boundary).map(BodyFields::from);
    }
    if head.is_short(length) && !form::is_url_encoded(content_type) {
        let mut text = Vec::with_capacity(SHORT);
        reader.read_to_end(&mut text).ok()?;
        return match serde_json::from_slice(&text) {
            Ok(Value::Object(fields)) => Some(fields.into()),
            Ok(_) => None,
            Err(_) => unusual_fields(text.as_slice()).map(BodyFields::from),
        };
    }
    let body = decoded(reader, &head.encodings, MAX_BODY, Some(&cancel))?;
    if form::is_url_encoded(content_type) {
        form_fields(body)
    } else {
        unusual_fields(body).map(BodyFields::from)
    }
}

/// Reads a body that is long, compressed, of another encoding than UTF-8, or no JSON.
fn unusual_fields(body: impl Read + Send) -> Option<Map<String, Value>> {
    let text = decode::utf8(body)?;
    shortened_fields(BufReader::with_capacity(SHORT, text))
}

/// Reads a body that its type calls a form in one line. curl says so of any body, and who runs the
/// model may take it for JSON all the same: by its first sign.
fn form_fields(body: impl Read + Send) -> Option<BodyFields> {
    let mut text = BufReader::with_capacity(SHORT, decode::utf8(body)?);
    let is_json =
        |begin: &[u8]| matches!(begin.trim_ascii_start().first(), Some(b'{' | b'[') | None);
    let is_json = is_json(text.fill_buf().ok()?);
    let mut text = WithLooseFields {
        inner: text,
        fields: LooseFields::default(),
    };
    let fields = if is_json {
        shortened_fields(BufReader::with_capacity(SHORT, &mut text))
    } else {
        form::url_encoded(&mut text)
    }?;
    let as_form = text.fields.end()?;
    Some(BodyFields {
        as_form: Some(as_form).filter(|as_form| !as_form.is_empty() && *as_form != fields),
        fields,
    })
}

/// Reads a JSON text of which pictures are cut short.
fn shortened_fields(text: impl BufRead) -> Option<Map<String, Value>> {
    let mut text = Shortened::new(text);
    let fields = parse(&mut text);
    fields.filter(|fields| !text.has_lost_words() && !fields.iter().any(is_cut_text))
}

/// Recognizes a text that is charged by its length, and of which a part was cut off as if it were a
/// picture.
fn is_cut_text((name, value): (&String, &Value)) -> bool {
    match value {
        Value::String(text) => {
            is_text(name) && text.len() >= KEPT_OF_DATA && text.starts_with("data:")
        }
        Value::Array(list) => list.iter().any(|value| is_cut_text((name, value))),
        Value::Object(fields) => fields.iter().any(is_cut_text),
        _ => false,
    }
}

fn parse(text: impl Read) -> Option<Map<String, Value>> {
    let mut reader = serde_json::Deserializer::from_reader(text);
    let value = serde::Deserialize::deserialize(&mut reader);
    match value.and_then(|value| reader.end().map(|()| value)) {
        Ok(Value::Object(fields)) => Some(fields),
        Ok(_) | Err(_) => None,
    }
}

/// Returns a whole body as it was before its content encodings were applied. `None` for an encoding
/// that is not known, for a body that is not what its head says, and for one that becomes longer
/// than [`MAX_ANSWER`].
pub(crate) fn unpacked<'a>(body: &'a [u8], headers: &HeaderMap) -> Option<Cow<'a, [u8]>> {
    let encodings = encodings(headers);
    if encodings.is_empty() {
        return Some(Cow::Borrowed(body));
    }
    let mut plain = Vec::new();
    let mut reader = decoded(body, &encodings, MAX_ANSWER, None)?;
    reader.read_to_end(&mut plain).ok()?;
    Some(Cow::Owned(plain))
}

/// Returns the content encodings of a body, in the order in which they were applied.
pub(crate) fn encodings(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(CONTENT_ENCODING)
        .iter()
        // One that is no text is unknown, but not absent.
        .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
        .flat_map(|value| {
            value
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty() && name != "identity")
        .collect()
}

/// Returns the error of an input that is larger than what is read of one.
fn too_large() -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use serde_json::json;
    use std::io::Write as _;

    fn head(content_type: &str, encoding: &str, query: &str) -> InputHead {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        if !encoding.is_empty() {
            headers.insert(CONTENT_ENCODING, encoding.parse().unwrap());
        }
        let url = Url::parse(&format!("https://fal.run/x/y?{query}")).unwrap();
        InputHead::read(&Method::POST, &headers, &url)
    }

    /// Passes a body to `read`, which waits for it.
    fn with_body<T>(body: &[u8], read: impl FnOnce(InputBody<&[u8]>) -> T) -> T {
        let waiting = CancelOnDrop::default();
        read(InputBody {
            reader: body,
            length: body.len() as u64,
            cancel: waiting.token(),
        })
    }

    fn read_as(content_type: &str, encoding: &str, query: &str, body: &[u8]) -> Option<Value> {
        let head = head(content_type, encoding, query);
        with_body(body, |body| Readings::of(&head, body)).map(|readings| readings.input)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    const JSON: &str = "application/json";

    /// The body of each is `{"num_images": 4}` to whoever runs the model.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_form_of_a_body_is_read() {
        let plain = br#"{"num_images": 4, "a": "\u00e9"}"#.as_slice();
        let text = std::str::from_utf8(plain).unwrap();
        let with_bom = [b"\xef\xbb\xbf", plain].concat();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(plain).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(plain).unwrap();
        let padded = format!(
            r#"{{"image_url": "data:image/png;base64,{}", "num_images": 4, "a": "é"}}"#,
            "A".repeat(3 << 20)
        );
        let part =
            "--xY\r\nContent-Disposition: form-data; name=\"num_images\"\r\n\r\n4\r\n--xY--\r\n";
        for (name, content_type, encoding, query, body) in [
            ("plain", JSON, "", "", plain.to_vec()),
            ("no type", "text/plain", "", "", plain.to_vec()),
            ("identity", JSON, "identity", "", plain.to_vec()),
            ("gzip", JSON, "gzip", "", gzip(plain)),
            ("x-gzip", JSON, "X-GZip", "", gzip(plain)),
            ("gzip twice", JSON, "gzip, gzip", "", gzip(&gzip(plain))),
            ("zlib", JSON, "deflate", "", zlib.finish().unwrap()),
            ("deflate", JSON, "deflate", "", raw.finish().unwrap()),
            ("BOM", JSON, "", "", with_bom),
            ("UTF-16LE", JSON, "", "", little.clone()),
            ("UTF-16BE", JSON, "", "", big.clone()),
            (
                "UTF-16LE, BOM",
                JSON,
                "",
                "",
                [b"\xff\xfe", little.as_slice()].concat(),
            ),
            (
                "UTF-16BE, BOM",
                JSON,
                "",
                "",
                [b"\xfe\xff", big.as_slice()].concat(),
            ),
            ("long", JSON, "", "", padded.clone().into_bytes()),
            ("long, gzip", JSON, "gzip", "", gzip(padded.as_bytes())),
            (
                "NaN",
                JSON,
                "",
                "",
                br#"{"num_images": 4, "seed": NaN}"#.to_vec(),
            ),
            (
                "-Infinity",
                JSON,
                "",
                "",
                br#"{"x":[-Infinity, -1],"num_images":4}"#.to_vec(),
            ),
            ("query", JSON, "", "num_images=4", Vec::new()),
            (
                "query and body",
                JSON,
                "",
                "num_images=1&x=2",
                plain.to_vec(),
            ),
            (
                "form",
                "application/x-www-form-urlencoded",
                "",
                "",
                b"num_images=4&a=b".to_vec(),
            ),
            (
                "parts",
                "multipart/form-data; boundary=xY",
                "",
                "",
                part.into(),
            ),
        ] {
            let found = read_as(content_type, encoding, query, &body);
            let count = found.as_ref().and_then(|input| input.get("num_images"));
            assert!(
                count == Some(&json!(4)) || count == Some(&json!("4")),
                "{name}: {count:?}"
            );
        }
        assert_eq!(read_as(JSON, "", "", b""), Some(Value::Null));
    }

    /// Returns the bound of a call of a model that takes $0.15 an image, in cents; `None` where
    /// nobody can tell.
    fn cents(method: &Method, types: &[&str], query: &str, body: &str) -> Option<i64> {
        let mut headers = HeaderMap::new();
        for content_type in types {
            headers.append(CONTENT_TYPE, content_type.parse().unwrap());
        }
        let url = Url::parse(&format!("https://fal.run/x/y?{query}")).unwrap();
        let head = InputHead::read(method, &headers, &url);
        let params = with_body(body.as_bytes(), |body| {
            params("fal-ai/nano-banana-pro", &head, body)
        });
        params.tariff?.at_most.map(|nano| nano / 10_000_000)
    }

    #[test]
    fn a_query_beside_a_body_makes_no_call_cheaper() {
        let four = r#"{"prompt": "x", "num_images": 4}"#;
        let one = r#"{"prompt": "x", "num_images": 1}"#;
        for (method, query, body, expected) in [
            (Method::POST, "", four, Some(60)),
            (Method::POST, "num_images=1", four, None),
            (Method::POST, "num_images=4", one, None),
            (Method::POST, "num_images=4", four, Some(60)),
            (Method::POST, "resolution=4K", one, None),
            (Method::POST, "num_images=1", r#"{"prompt": "x"}"#, Some(15)),
            (Method::POST, "num_images=4", r#"{"prompt": "x"}"#, None),
            (Method::POST, "x=2&cache=no", four, Some(60)),
            (Method::POST, "fal_webhook=https%3A%2F%2Fme", four, Some(60)),
            (Method::POST, "num_images=4&num_images=1", "", Some(60)),
            (Method::POST, "num_images=1&num_images=4", "", Some(60)),
            (Method::PUT, "num_images=1", four, None),
            (Method::GET, "num_images=4", "", Some(60)),
            (Method::GET, "num_images=4", one, None),
            (Method::GET, "", four, None),
            (Method::GET, "", one, Some(15)),
            (Method::GET, "num_images=4", four, Some(60)),
        ] {
            let found = cents(&method, &["application/json"], query, body);
            assert_eq!(found, expected, "{method} {query} {body}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn a_type_hides_no_input_in_json() {
        let four = r#"{"prompt": "x", "num_images": 4, "seed": NaN}"#;
        let long = format!(
            r#"{{"num_images": 4, "image_url": "data:,{}"}}"#,
            "A".repeat(70_000)
        );
        let form = "application/x-www-form-urlencoded";
        let hidden = |separator, json, form| {
            format!(
                r#"{{"num_images":{json},"prompt":"{separator}num_images={form}{separator}y="}}"#
            )
        };
        let signed = r#"{"image_url": "https://a.b/c?X-Amz-Date=1&Expires=2", "num_images": 4}"#;
        let long_signed = signed.replace("c?", &format!("{}?", "c".repeat(70_000)));
        let parts = "multipart/form-data; boundary=x";
        let part = "--x\r\nContent-Disposition: form-data; name=\"num_images\"\r\n\r\n4\r\n--x--";
        let of_part =
            |head: &str| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n4\r\n--x--");
        for (types, body, expected) in [
            (vec![form], four, Some(60)),
            (vec![form], long.as_str(), Some(60)),
            (vec![form], " \n{\"num_images\": 4}", Some(60)),
            (vec![form], "num_images=4", Some(60)),
            (vec![form], "a=%7B&num_images=4", Some(60)),
            (vec![form], &hidden('&', 4, 1), Some(60)),
            (vec![form], &hidden('&', 1, 4), None),
            (vec![form], &hidden(';', 1, 4), None),
            (vec![form], &hidden('&', 1, 1), Some(15)),
            (vec![form], &hidden('&', 4, 4), Some(60)),
            (
                vec![form],
                &format!("{}{}", " ".repeat(70_000), hidden('&', 1, 4)),
                None,
            ),
            (vec!["application/json"], &hidden('&', 1, 4), Some(15)),
            (vec![form], "prompt=x;num_images=4", None),
            (vec![form], "prompt=x;&num_images=4", Some(60)),
            (vec![form], "num_images=1;num_images=4", Some(60)),
            (
                vec![form],
                r#"{"prompt": "cats & dogs; birds", "num_images": 4}"#,
                Some(60),
            ),
            (vec![form], signed, Some(60)),
            (vec![form], &long_signed, Some(60)),
            (vec![form], "[1]", None),
            (vec![parts], part, Some(60)),
            (vec![parts], &format!("\r\n{part}"), Some(60)),
            (vec![parts], r#"{"prompt":"--x--","num_images":4}"#, None),
            (vec![parts], &format!("{four}\r\n{part}"), None),
            (vec![parts], "num_images=4", None),
            (vec![parts, "application/json"], part, None),
            (
                vec!["multipart/form-data; boundary=x; boundary=y"],
                part,
                None,
            ),
            (
                vec![parts],
                &of_part("name=\"zz\"; name=\"num_images\""),
                None,
            ),
            (
                vec![parts],
                &of_part("name=\"num_images\"; name=\"zz\""),
                None,
            ),
            (
                vec![parts],
                &of_part("name=\"zz\"; name*=utf-8''num_images"),
                None,
            ),
            // Names that some readers find and others do not.
            (vec![parts], &of_part("NAME=\"num_images\""), None),
            (vec![parts], &of_part("Name=num_images"), None),
            (vec![parts], &of_part("name*=utf-8''num_images"), None),
            (vec![parts], &of_part("name*=UTF-8'en'num%5Fimages"), None),
            (
                vec![parts],
                &of_part("name*0=\"num_\"; name*1=\"images\""),
                None,
            ),
            (
                vec![parts],
                &of_part("name*0*=utf-8''num_; name*1=images"),
                None,
            ),
            (vec![parts], &of_part("nAmE = \"num_images\""), None),
            (vec![parts], &of_part("names=\"num_images\""), None),
            (vec![parts], &of_part("filename=\"num_images\""), None),
            (vec![parts], &of_part("x=1"), None),
            (
                vec![parts],
                &of_part("name=\"zz\\\"; name=\"num_images\""),
                None,
            ),
            (vec![parts], &of_part("name=\"zz; filename=a\""), None),
            (
                vec![parts],
                &of_part("name=\"num_images\"; filename*=utf-8''a"),
                None,
            ),
            (
                vec![parts],
                &of_part("name=\"image\"; filename=\"a.png\""),
                Some(15),
            ),
            (vec![parts], &of_part("name=num_images"), Some(60)),
            (
                vec![parts],
                &of_part("name=\"num_images\"\r\ncontent-type: text/plain; charset=UTF-8"),
                Some(60),
            ),
            (
                vec![parts],
                &of_part("name=\"num_images\"\r\ncontent-type: text/plain; charset=utf-16le"),
                None,
            ),
            (
                vec![parts],
                &of_part("name=\"num_images\"\r\ncontent-transfer-encoding: base64"),
                None,
            ),
            (vec!["application/json", parts], four, None),
            (vec!["text/plain"], four, Some(60)),
            (vec![], four, Some(60)),
            (vec!["application/json"], "num_images=4", None),
        ] {
            assert_eq!(
                cents(&Method::POST, &types, "", body),
                expected,
                "{types:?} {body:.60}"
            );
        }
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            b"application/\xff".as_slice().try_into().unwrap(),
        );
        let head = InputHead::read(&Method::POST, &headers, &Url::parse("https://a").unwrap());
        assert!(
            with_body(four.as_bytes(), |body| params("a/b", &head, body)).unread,
            "a type that is no text"
        );
    }

    /// Reads a body of which nothing comes out but the work of unpacking it, and loses interest
    /// after the first bytes of it.
    #[test]
    fn the_reading_of_a_packed_body_ends_when_nobody_waits_for_it() {
        let spaces = gzip(&vec![b' '; 1 << 20]);
        let empties = gzip(&gzip(b"").repeat(10_000));
        for (name, encodings, body) in [
            ("long", vec!["gzip".to_owned()], spaces),
            ("of nothing", vec!["gzip".to_owned(); 2], empties),
        ] {
            struct Leaving<'a>(&'a [u8], Option<CancelOnDrop>);
            impl Read for Leaving<'_> {
                fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                    self.1 = None;
                    self.0.read(buffer)
                }
            }
            let waiting = CancelOnDrop::default();
            let cancel = waiting.token();
            let body = Leaving(&body, Some(waiting));
            let read = decoded(body, &encodings, MAX_BODY, Some(&cancel))
                .ok_or_else(too_large)
                .and_then(|mut reader| reader.read_to_end(&mut Vec::new()));
            assert!(read.is_err(), "{name}: {read:?}");
        }
    }

    #[test]
    fn an_answer_that_is_too_long_to_be_read_whole_is_not_taken_for_its_begin() {
        let unpacked = |encoding: &[u8], body: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, encoding.try_into().unwrap());
            unpacked(body, &headers).map(Cow::into_owned)
        };
        let longest = vec![b' '; 4 << 20];
        let longer = vec![b' '; (4 << 20) + 1];
        let between = gzip(&gzip(b"").repeat(300_000));
        assert_eq!(unpacked(b"gzip", &gzip(&longest)), Some(longest));
        assert_eq!(unpacked(b"gzip", &gzip(&longer)), None);
        assert_eq!(unpacked(b"gzip, gzip", &between), None, "long in between");
        assert_eq!(
            unpacked(b"\xff, gzip", &gzip(b"x")),
            None,
            "a name that is no text"
        );
        assert_eq!(unpacked(b"identity", b"x"), Some(b"x".to_vec()));
    }

    #[test]
    fn what_cannot_be_read_is_never_taken_for_the_defaults() {
        for (name, encoding, body) in [
            ("brotli", "br", b"\x0b\x02\x80{}\x03".to_vec()),
            ("not what it says", "gzip", b"{}".to_vec()),
            ("cut", "gzip", gzip(b"{\"num_images\": 4}")[..20].to_vec()),
            ("no object", "", b"[1]".to_vec()),
            ("no JSON", "", b"num_images=4".to_vec()),
            ("two", "", b"{} {\"num_images\": 4}".to_vec()),
            ("Latin-1", "", b"{\"prompt\": \"\xe9\"}".to_vec()),
            ("deep", "", b"[".repeat(100_000)),
        ] {
            assert_eq!(read_as(JSON, encoding, "", &body), None, "{name}");
        }
        let bomb = gzip(&vec![b' '; 257 << 20]);
        assert_eq!(read_as(JSON, "gzip", "", &bomb), None, "a bomb");
        let words = format!(r#"{{"text": "{}"}}"#, "a word ".repeat(2 << 20));
        assert_eq!(
            read_as(JSON, "", "", words.as_bytes()),
            None,
            "a text without its end"
        );
    }
}
