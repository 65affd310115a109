//! JSON text with its pictures cut short: a request may carry hundreds of megabytes of them, and
//! nothing of its cost is in them.

use std::io::{self, BufRead, Read};

use super::too_large;

/// Bytes that are kept of a picture in a `data:` URI.
pub(super) const KEPT_OF_DATA: usize = 1 << 10;
/// Bytes of a string by which a picture is told from a text.
const BEGIN: usize = 100;
/// Bytes that are kept of any other string: a text may be charged by its length.
const KEPT: usize = 1 << 20;
/// Bytes of the text in all at most.
const MAX_TEXT: usize = 4 << 20;
/// Values of the text at most: each takes a hundred times its bytes once it is parsed.
const MAX_VALUES: usize = 50_000;

/// Reader of a JSON text, which cuts long strings and makes strings of the numbers that JSON does
/// not have (`NaN`, `-Infinity`), as Python writes them.
pub(super) struct Shortened<R> {
    inner: R,
    place: Place,
    /// Begin of the string that is being read.
    begin: Vec<u8>,
    /// Bytes of that string so far.
    length: usize,
    /// Part of a text was cut off, or of a picture what makes no base64.
    has_lost_words: bool,
    /// Bytes that are ready to be read.
    ready: Vec<u8>,
    taken: usize,
    total: usize,
    values: usize,
}

/// Place in the text of the byte that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    /// After a minus sign, which is not written yet.
    Minus,
    /// In a word such as `NaN`, which is written as a string.
    Word,
    String,
    /// After a backslash in a string.
    Escape,
}

impl<R: BufRead> Shortened<R> {
    pub(super) const fn new(inner: R) -> Self {
        Self {
            inner,
            place: Place::Outside,
            begin: Vec::new(),
            length: 0,
            has_lost_words: false,
            ready: Vec::new(),
            taken: 0,
            total: 0,
            values: 0,
        }
    }

    /// Tells whether part of a text was cut off, or of a picture what makes no base64.
    pub(super) const fn has_lost_words(&self) -> bool {
        self.has_lost_words
    }

    /// Takes the next bytes of the inner text. Returns `false` at its end.
    fn fill(&mut self) -> io::Result<bool> {
        self.ready.clear();
        self.taken = 0;
        while self.ready.is_empty() {
            let mut part = std::mem::take(&mut self.ready);
            let bytes = self.inner.fill_buf()?;
            let count = bytes.len();
            if count == 0 {
                return Ok(false);
            }
            let mut state = State {
                place: self.place,
                begin: &mut self.begin,
                length: self.length,
                has_lost_words: self.has_lost_words,
                values: self.values,
            };
            for byte in bytes {
                state.push(*byte, &mut part);
            }
            (self.place, self.length) = (state.place, state.length);
            self.has_lost_words = state.has_lost_words;
            self.values = state.values;
            self.inner.consume(count);
            self.ready = part;
        }
        self.total += self.ready.len();
        if self.total > MAX_TEXT || self.values > MAX_VALUES {
            return Err(too_large());
        }
        Ok(true)
    }
}

/// State of a [`Shortened`] while it goes through bytes of the inner text.
struct State<'a> {
    place: Place,
    begin: &'a mut Vec<u8>,
    length: usize,
    has_lost_words: bool,
    values: usize,
}

impl State<'_> {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        match (self.place, byte) {
            (Place::Minus, b'I') => {
                out.extend_from_slice(b"\"-I");
                self.place = Place::Word;
            }
            (Place::Minus, _) => {
                out.push(b'-');
                self.place = Place::Outside;
                self.push(byte, out);
            }
            (Place::Word, byte) if byte.is_ascii_alphabetic() => out.push(byte),
            (Place::Word, _) => {
                out.push(b'"');
                self.place = Place::Outside;
                self.push(byte, out);
            }
            (Place::Outside, b'-') => self.place = Place::Minus,
            (Place::Outside, b'N' | b'I') => {
                out.extend_from_slice(&[b'"', byte]);
                self.place = Place::Word;
            }
            (Place::Outside, _) => {
                self.values += usize::from(matches!(byte, b',' | b'[' | b'{'));
                if byte == b'"' {
                    self.place = Place::String;
                    self.begin.clear();
                    self.length = 0;
                }
                out.push(byte);
            }
            (Place::String, b'"') => {
                out.push(byte);
                self.place = Place::Outside;
            }
            (Place::String, _) => {
                if byte == b'\\' {
                    self.place = Place::Escape;
                }
                self.keep_or_cut(byte, out);
            }
            (Place::Escape, _) => {
                self.place = Place::String;
                self.keep_or_cut(byte, out);
            }
        }
    }

    /// Takes a byte of a string: what is kept is a whole number of characters.
    fn keep_or_cut(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.length += 1;
        if self.begin.len() < BEGIN {
            self.begin.push(byte);
        }
        let is_data = self.length > KEPT_OF_DATA && is_packed_data(self.begin);
        let kept = if is_data { KEPT_OF_DATA } else { KEPT };
        // Only plain characters are cut, so that no character and no escape is cut in two.
        let is_plain = byte.is_ascii_alphanumeric() || b"+/=_-:;,.%&?~@".contains(&byte);
        if self.length <= kept {
            out.push(byte);
        } else if !is_data || !is_plain || self.place == Place::Escape {
            self.has_lost_words = true;
        }
    }
}

/// Recognizes the begin of a `data:` URI in base64 (<https://www.rfc-editor.org/rfc/rfc2397>): only
/// of such the rest is never a text.
fn is_packed_data(begin: &[u8]) -> bool {
    let head = begin.split(|byte| *byte == b',').next();
    begin.starts_with(b"data:")
        && begin.contains(&b',')
        && head.is_some_and(|head| head.ends_with(b";base64"))
}

impl<R: BufRead> Read for Shortened<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.ready.len() && !self.fill()? {
            return Ok(0);
        }
        let rest = self.ready.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    /// Each value takes a hundred times its bytes once it is parsed.
    #[test]
    fn a_text_of_too_many_values_is_not_read() {
        for (values, is_read) in [(40_000, true), (60_000, false)] {
            let text = format!("[{}0]", "0,".repeat(values));
            let mut out = Vec::new();
            let mut reader = Shortened::new(BufReader::new(text.as_bytes()));
            assert_eq!(reader.read_to_end(&mut out).is_ok(), is_read, "{values}");
        }
        let commas = format!("[\"{}\"]", ",".repeat(60_000));
        let mut reader = Shortened::new(BufReader::new(commas.as_bytes()));
        assert!(
            reader.read_to_end(&mut Vec::new()).is_ok(),
            "commas of a text"
        );
    }

    fn shortened(text: &[u8], at_once: usize) -> (Vec<u8>, bool) {
        let mut reader = Shortened::new(BufReader::with_capacity(at_once, text));
        let mut out = Vec::new();
        reader.read_to_end(&mut out).unwrap();
        (out, reader.has_lost_words())
    }

    #[test]
    fn pictures_are_cut_and_texts_are_not() {
        let text = format!(
            r#"{{"image_url": "data:image/png;base64,{}", "text": "{}", "n": -1}}"#,
            "A".repeat(100_000),
            "words and \\\"words\\\" ".repeat(1_000),
        );
        let (out, lost) = shortened(text.as_bytes(), 4096);
        assert!(out.len() < 25_000 && !lost, "{}", out.len());
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["text"].as_str().unwrap().len(), 18_000);
        assert_eq!(value["n"], -1);
    }

    #[test]
    fn words_behind_a_cut_are_missed() {
        let text = format!(
            r#"{{"text": "data:x;base64,{} and words"}}"#,
            "A".repeat(5_000)
        );
        assert!(shortened(text.as_bytes(), 100).1);
        let text = format!(r#"{{"text": "data:x;base64,{}\u00e9"}}"#, "A".repeat(5_000));
        assert!(shortened(text.as_bytes(), 100).1);
    }

    /// One that is charged by its length, in letters without a blank.
    #[test]
    fn a_text_that_is_too_long_is_never_cut_unseen() {
        let of = |letters| format!(r#"{{"text": "{}", "n": 1}}"#, "a".repeat(letters));
        let longest = of(KEPT);
        assert_eq!(
            shortened(longest.as_bytes(), 4096),
            (longest.into_bytes(), false)
        );
        assert!(shortened(of(KEPT + 1).as_bytes(), 4096).1);
    }

    proptest! {
        /// A text without long strings and odd numbers comes out as it went in, however it is read.
        #[test]
        fn short_texts_stay(
            text in "[-a-z0-9\"\\\\ {}:,é\u{1F600}]{0,60}",
            at_once in 1_usize..50,
        ) {
            prop_assume!(!text.contains("-I") && !text.ends_with('-'));
            prop_assert_eq!(shortened(text.as_bytes(), at_once).0, text.as_bytes());
        }

        #[test]
        fn odd_numbers_become_strings(before in 0_usize..5, at_once in 1_usize..9) {
            let text = format!("{}[NaN,-Infinity,Infinity,-5]", " ".repeat(before));
            let out = shortened(text.as_bytes(), at_once).0;
            let text = String::from_utf8(out).unwrap();
            prop_assert_eq!(text.trim(), r#"["NaN","-Infinity","Infinity",-5]"#);
        }
    }
}
