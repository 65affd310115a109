//! Inputs that are no JSON: queries and forms. Their values are texts, which tariffs read as the
//! numbers that they say.

use std::borrow::Cow;
use std::io::{self, Read};

use futures_util::{FutureExt, stream};
use hyper::body::Bytes;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde_json::{Map, Value};

use super::parameters::parameters;

/// Bytes of a form's fields that are read. A file's bytes do not count.
const MAX_FIELDS: u64 = 1 << 20;
/// Bytes of a body that are read at a time.
const PART: usize = 64 << 10;

/// Fields of a form at most, its files counted.
const MAX_COUNT: usize = 1000;

/// Header of a part that some servers unpack by.
const CONTENT_TRANSFER_ENCODING: &str = "content-transfer-encoding";

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

/// Fields that some server may read of a text that it takes for a form in one line, whatever the
/// text is. `;` separates as `&` does, as it does for some. Those are left out whose names no model
/// has, as nearly all of a text that is no form.
#[derive(Debug, Default)]
pub(super) struct LooseFields {
    /// Begin of the field that is being read.
    field: Vec<u8>,
    is_in_value: bool,
    /// The field's name is no model's.
    is_skipped: bool,
    /// Fields before it.
    text: Vec<u8>,
    is_too_long: bool,
}

impl LooseFields {
    /// Reads on.
    pub(super) fn push(&mut self, part: &[u8]) {
        for byte in part {
            match byte {
                b'&' | b';' => self.end_field(),
                _ if self.is_skipped => {}
                b'=' if !self.is_in_value => {
                    self.is_in_value = true;
                    self.field.push(b'=');
                }
                _ => {
                    self.is_skipped = !self.is_in_value && !is_of_name(*byte);
                    // More would be too long in any case.
                    if self.field.len() as u64 <= MAX_FIELDS {
                        self.field.push(*byte);
                    }
                }
            }
        }
    }

    fn end_field(&mut self) {
        if !self.is_skipped && !self.field.is_empty() {
            self.text.append(&mut self.field);
            self.text.push(b'&');
            if self.text.len() as u64 > MAX_FIELDS {
                self.is_too_long = true;
                self.text.clear();
            }
        }
        self.field.clear();
        (self.is_in_value, self.is_skipped) = (false, false);
    }

    /// Returns the fields of all that was read; `None` if they are too long or too many.
    pub(super) fn end(mut self) -> Option<Map<String, Value>> {
        self.end_field();
        if self.is_too_long {
            return None;
        }
        fields(form_urlencoded::parse(&self.text))
    }
}

/// Tells whether a byte can be of a field's name, as forms write it.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.[]%+".contains(&byte)
}

/// Reader that also reads what passes as the fields of a form.
pub(super) struct WithLooseFields<R> {
    pub(super) inner: R,
    pub(super) fields: LooseFields,
}

impl<R: Read> Read for WithLooseFields<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.fields.push(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
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
        // Of a part without a name that was found here, another reader may find one.
        let name = field.name()?.to_owned();
        if !is_plain(&field, &name) {
            return None;
        }
        if field.file_name().is_none() {
            // As it is: few servers read a part's own encoding of characters.
            let text = String::from_utf8(field.bytes().await.ok()?.into()).ok()?;
            left = left.checked_sub(text.len() as u64)?;
            add(&mut fields, name, text);
        }
    }
    Some(fields)
}

/// Tells whether all servers read a part's head as it was read here: under this name, as a file or
/// not, and in no encoding.
fn is_plain(field: &Field<'_>, name: &str) -> bool {
    let header = |name: &str| {
        let value = field.headers().get(name).map(HeaderValue::as_bytes);
        value.map_or(Some(""), |value| std::str::from_utf8(value).ok())
    };
    let disposition = header(CONTENT_DISPOSITION.as_str()).and_then(parameters);
    let Some(disposition) = disposition else {
        return false;
    };
    let has = |wanted: &str| disposition.iter().any(|(found, _)| found == wanted);
    let is_known = |name: &str| matches!(name, "name" | "filename" | "filename*");
    let is_named = disposition
        .iter()
        .any(|(found, value)| found == "name" && *value == name);
    let is_text = header(CONTENT_TYPE.as_str())
        .and_then(parameters)
        .is_some_and(|all| {
            let mut charsets = all.iter().filter(|(name, _)| name == "charset");
            charsets.all(|(_, charset)| charset.eq_ignore_ascii_case("utf-8"))
        });
    let encoding = header(CONTENT_TRANSFER_ENCODING).map(str::to_ascii_lowercase);
    is_named
        && disposition.iter().all(|(name, _)| is_known(name))
        && has("filename") == field.file_name().is_some()
        && (has("filename") || (is_text && !has("filename*")))
        && encoding.is_some_and(|name| matches!(name.as_str(), "" | "7bit" | "8bit" | "binary"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_whose_name_readers_differ_on_makes_the_form_unread() {
        let read = |head: &str| {
            let plain = "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na\r\n";
            let body = format!("{plain}--x\r\n{head}\r\n\r\n4\r\n--x--");
            multipart(body.as_bytes(), "x").map(Value::Object)
        };
        for head in [
            "Content-Disposition: form-data; name=\"num_images\"",
            "content-disposition: form-data; name=num_images",
        ] {
            let fields = json!({ "prompt": "a", "num_images": "4" });
            assert_eq!(read(head), Some(fields), "{head}");
        }
        for head in [
            "Content-Disposition: form-data; NAME=\"num_images\"",
            "Content-Disposition: form-data; Name=num_images",
            "Content-Disposition: form-data; name*=utf-8''num_images",
            "Content-Disposition: form-data; name*0=\"num_\"; name*1=\"images\"",
            "Content-Disposition: form-data; name*0*=utf-8''num_; name*1=images",
            "Content-Disposition: form-data; NAME=\"num_images\"; filename=\"a\"",
            "Content-Disposition: form-data; filename=\"name\"",
            "Content-Disposition: form-data",
            "Content-Disposition: attachment; NAME=\"num_images\"",
            "Content-Type: text/plain; name=\"num_images\"",
            "Content-Type: text/plain",
        ] {
            assert_eq!(read(head), None, "{head}");
        }
    }
}
