//! Foreign text, made fit to be read: names, notes and messages of others may hold signs that
//! nobody sees and that terminals obey.

use std::borrow::Cow;
use std::fmt::Write;

/// Stands in the place of a control character.
const REPLACEMENT: char = '\u{fffd}';

/// Returns a text as one line of signs that can be seen: line ends and tabs are spaces, other
/// control characters are replaced, and signs without a width or that turn the direction of writing
/// are left out.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    changed(text, |_| false)
}

/// Does the same to each line of a text, and keeps its lines and tabs.
#[must_use]
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    changed(text, |sign| matches!(sign, '\n' | '\t'))
}

/// Writes the same signs of a JSON text as escapes, which any reader of JSON takes back.
#[must_use]
pub fn plain_json(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign != '\n' && (sign.is_control() || is_invisible(sign)) {
            // Such signs stand within strings only. All are below U+10000.
            // Writing to a string never fails.
            let _ = write!(plain, "\\u{:04x}", u32::from(sign));
        } else {
            plain.push(sign);
        }
    }
    plain
}

fn changed(text: &str, is_kept: fn(char) -> bool) -> Cow<'_, str> {
    let is_plain = |sign: char| is_kept(sign) || !(sign.is_control() || is_invisible(sign));
    if text.chars().all(is_plain) {
        return text.into();
    }
    text.chars()
        .filter_map(|sign| match sign {
            _ if is_plain(sign) => Some(sign),
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            _ if sign.is_control() => Some(REPLACEMENT),
            _ => None,
        })
        .collect()
}

/// Recognizes signs without a width, ends of lines and paragraphs, and those that turn the
/// direction of writing (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>).
pub(crate) const fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_and_an_eye_get_what_is_written() {
        for (foreign, shown) in [
            ("fal-ai/flux/dev", "fal-ai/flux/dev"),
            (
                "an\u{a0}été — 7\u{202f}€, ¼, 日本",
                "an\u{a0}été — 7\u{202f}€, ¼, 日本",
            ),
            ("\u{1b}]52;c;aGk=\u{7}", "\u{fffd}]52;c;aGk=\u{fffd}"),
            ("\u{9d}52;c;aGk=\u{9c}", "\u{fffd}52;c;aGk=\u{fffd}"),
            ("one\r\ntwo\tthree", "one  two three"),
            ("a\u{202e}b\u{2066}c\u{2069}\u{200f}d", "abcd"),
            ("\u{feff}soft\u{ad}ly\u{200b}", "softly"),
        ] {
            assert_eq!(plain(foreign), shown);
        }
        assert_eq!(
            plain_lines("one\n\ttwo\u{1b}[2J\r"),
            "one\n\ttwo\u{fffd}[2J "
        );
    }

    #[test]
    fn json_says_the_same_in_signs_that_can_be_seen() {
        let text = "\u{1b}\u{9b}\u{202e}\u{7f}é\u{feff}";
        let json = serde_json::to_string_pretty(&[text]).unwrap();
        let plain = plain_json(&json);
        assert!(
            plain_lines(&plain) == plain && plain.contains('é'),
            "{plain}"
        );
        assert_eq!(serde_json::from_str::<Vec<String>>(&plain).unwrap(), [text]);
    }
}
