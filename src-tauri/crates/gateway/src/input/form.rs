//! Inputs that are no JSON: queries and forms. Their values are texts, which tariffs read as the
//! numbers that they say.

use std::borrow::Cow;
use std::io::{self, Read};

use futures_util::{FutureExt, stream};
use hyper::body::Bytes;
use multer::{Constraints, Multipart, SizeLimit};
use serde_json::{Map, Value};

/// Bytes of a form's fields that are read. A file's bytes do not count.
const MAX_FIELDS: u64 = 1 << 20;
/// Bytes of a body that are read at a time.
const PART: usize = 64 << 10;

/// Fields of a form at most, its files counted.
const MAX_COUNT: usize = 1000;

/// Returns named texts as fields, or `None` if they are too many. Several with one name are a list:
/// some servers take the first of them, others the last.
pub(super) fn fields<'a>(
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    for (count, (name, value)) in pairs.enumerate() {
        if count == MAX_COUNT {
            return None;
        }
        add(&mut fields, name.into_owned(), value.into_owned());
    }
    Some(fields)
}

fn add(fields: &mut Map<String, Value>, name: String, value: String) {
    let value = Value::String(value);
    match fields.get_mut(&name) {
        None => {
            fields.insert(name, value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}

/// Tells whether a body is a form in one line.
pub(super) fn is_url_encoded(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Reads a form in one line.
pub(super) fn url_encoded(body: impl Read) -> Option<Map<String, Value>> {
    let mut text = Vec::new();
    let length = body.take(MAX_FIELDS + 1).read_to_end(&mut text).ok()?;
    if length as u64 > MAX_FIELDS {
        return None;
    }
    fields(form_urlencoded::parse(&text))
}

/// Returns what separates the parts of a form, or `None` if the body is no form in parts.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    multer::parse_boundary(content_type).ok()
}

/// Reads a form in parts (<https://www.rfc-editor.org/rfc/rfc7578>), its files left out. `None` for
/// one that begins with anything but its first part: a text before it is passed over by who reads a
/// form, and may be the input to who does not.
pub(super) fn multipart(mut body: impl Read + Send, boundary: &str) -> Option<Map<String, Value>> {
    let mut begin = Vec::new();
    let length = boundary.len() + "\r\n--".len();
    (&mut body)
        .take(length as u64)
        .read_to_end(&mut begin)
        .ok()?;
    let first = begin.strip_prefix(b"\r\n").unwrap_or(&begin);
    if !first.strip_prefix(b"--")?.starts_with(boundary.as_bytes()) {
        return None;
    }
    let mut body = io::Cursor::new(begin).chain(body);
    let parts = std::iter::from_fn(move || {
        let mut part = vec![0; PART];
        match body.read(&mut part) {
            Ok(0) => None,
            Ok(count) => {
                part.truncate(count);
                Some(Ok::<_, io::Error>(Bytes::from(part)))
            }
            Err(error) => Some(Err(error)),
        }
    });
    let limits = Constraints::new().size_limit(SizeLimit::new().per_field(MAX_FIELDS));
    let form = Multipart::with_constraints(stream::iter(parts), boundary, limits);
    // Each part is there as soon as it is asked for.
    read_fields(form).now_or_never().flatten()
}

async fn read_fields(mut form: Multipart<'_>) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    let (mut count, mut left) = (0, MAX_FIELDS);
    while let Some(field) = form.next_field().await.ok()? {
        count += 1;
        if count > MAX_COUNT {
            return None;
        }
        let Some(name) = field.name().map(str::to_owned) else {
            continue;
        };
        if field.file_name().is_none() {
            let text = field.text().await.ok()?;
            left = left.checked_sub(text.len() as u64)?;
            add(&mut fields, name, text);
        }
    }
    Some(fields)
}
