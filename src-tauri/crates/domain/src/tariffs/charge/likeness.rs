//! Calls with like parameters: what they cost says what the next one may cost.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::estimate::{CostEstimate, EstimateBasis};
use super::input::decimal;
use super::quantity::Fact;
use crate::money::Money;
use crate::plain_text::{is_invisible, plain};

/// Calls with like parameters that are needed to learn from.
const FEWEST: usize = 3;
/// Difference from which the calls count before the tariff: a tenth.
const NOTABLE: i64 = 10;
/// Longest text of several words that can be a choice, in bytes; a longer one is words of the
/// person's.
const MAX_CHOICE: usize = 24;
/// Bytes of all texts together below which their length makes no difference.
const SHORT: usize = 512;
/// Words in names whose values are words of the person's, or say nothing of a charge.
const LEFT_OUT: [&str; 7] = [
    "prompt", "text", "lyrics", "caption", "script", "tags", "seed",
];
/// Words in names of files whose length may decide a charge.
const FILES: [&str; 9] = [
    "video", "videos", "audio", "audios", "file", "files", "data", "zip", "media",
];
/// Words in names of pictures: any other file may have a length.
const PICTURES: [&str; 6] = ["image", "images", "mask", "frame", "picture", "photo"];

/// Returns a digest of a request's parameters without texts, seeds and addresses: equal for calls
/// that should cost the same. `None` if a file decides the charge, whose length nobody knows.
#[must_use]
pub fn likeness(input: &Value) -> Option<String> {
    let mut kept = Kept::default();
    kept.fields(input.as_object()?)?;
    let texts = kept.texts.checked_div(SHORT).unwrap_or_default();
    // Texts of a length, up to twice of it, are like each other.
    kept.push(&texts.checked_ilog2().unwrap_or_default().to_string());
    let digest = kept.digest.finalize();
    let begin = digest.first_chunk::<16>()?;
    Some(format!("{:032x}", u128::from_be_bytes(*begin)))
}

/// Digest of what is kept: nobody can make one request's equal to that of a dearer one.
#[derive(Default)]
struct Kept {
    digest: Sha256,
    texts: usize,
}

impl Kept {
    fn push(&mut self, text: &str) {
        // The length first: no text can take the place of two.
        self.digest.update(text.len().to_le_bytes());
        self.digest.update(text);
    }

    fn fields(&mut self, fields: &Map<String, Value>) -> Option<()> {
        let mut fields: Vec<_> = fields.iter().collect();
        fields.sort_unstable_by_key(|(name, _)| name.as_str());
        for (name, value) in fields {
            self.value(name, value)?;
        }
        Some(())
    }

    fn value(&mut self, name: &str, value: &Value) -> Option<()> {
        let has_one_of = |words: &[&str]| name.split('_').any(|part| words.contains(&part));
        match value {
            Value::Null => {}
            Value::String(text) if is_address(text) => {
                if has_one_of(&FILES) || !has_one_of(&PICTURES) {
                    return None;
                }
                self.push(name);
            }
            Value::String(text) if has_one_of(&LEFT_OUT) || !is_choice(text) => {
                self.texts = self.texts.saturating_add(text.len());
            }
            _ if has_one_of(&["seed"]) => {}
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                self.push(name);
                self.push(&scalar(value));
            }
            Value::Array(list) => {
                self.push(name);
                self.push("[");
                self.push(&list.len().to_string());
                for value in list {
                    self.value(name, value)?;
                }
            }
            Value::Object(fields) => {
                self.push(name);
                // Where it ends, too: the same fields inside and behind it ask for other things.
                self.push("{");
                self.fields(fields)?;
                self.push("}");
            }
        }
        Some(())
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim_start().as_bytes();
    ["http:", "https:", "data:"].iter().any(|scheme| {
        let begin = text.get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// Tells a choice or a number from a sentence. Servers pass over blanks around a value.
fn is_choice(text: &str) -> bool {
    // Only its ends are looked at, and its first blank: a sentence may be a megabyte long.
    let text = text.trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign));
    let is_number = text.starts_with(|sign: char| sign.is_numeric() || "+-.,".contains(sign));
    text.len() <= MAX_CHOICE || is_number || !text.contains(char::is_whitespace)
}

/// Writes a value in the one form of its kind: `4`, `4.0` and `" 4 "` are one.
fn scalar(value: &Value) -> String {
    let text = match value {
        Value::String(text) => plain(text).trim().to_lowercase(),
        other => other.to_string(),
    };
    decimal(&text).map_or(text, |number| number.normalize().to_string())
}

/// Costs of the newest calls with like parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeCosts {
    /// Number of calls.
    pub calls: usize,
    /// Middle cost, the lower of two.
    pub median: Money,
    /// Cost of the dearest.
    pub dearest: Money,
}

impl LikeCosts {
    /// Returns what the costs of some calls say, or `None` if they are too few.
    #[must_use]
    pub fn of(mut costs: Vec<Money>) -> Option<Self> {
        costs.sort_unstable();
        let middle = costs.len().checked_sub(1)? / 2;
        Some(Self {
            calls: costs.len(),
            median: *costs.get(middle)?,
            dearest: *costs.last()?,
        })
        .filter(|like| like.calls >= FEWEST)
    }

    /// Raises an upper bound to the dearest of the calls.
    #[must_use]
    pub fn raised(like: Option<&Self>, bound: Money) -> Money {
        like.map_or(bound, |like| like.dearest.max(bound))
    }

    /// Returns `true` if a cost is off by more than a tenth of what the calls cost.
    fn is_off(&self, cost: Money) -> bool {
        let off = cost
            .nano()
            .saturating_sub(self.median.nano())
            .saturating_abs();
        off.saturating_mul(NOTABLE) > self.median.nano()
    }
}

/// Estimate that a history has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// Number of calls.
    pub calls: usize,
    /// Expected cost without them; `None` if there was none.
    pub before: Option<Money>,
}

/// Applies what like calls cost: the expected cost where nothing else is known, or where it is off
/// by more than a tenth; a higher bound, never a lower one, and none where a fact outside the
/// request decides. `is_odd` tells that the request has a value that cannot be read: what others
/// cost is then no bound.
#[must_use]
pub fn learn(estimate: CostEstimate, like: Option<&LikeCosts>, is_odd: bool) -> CostEstimate {
    // Without a tariff, like calls tell the length that a model chooses by itself.
    let is_unknown = estimate.basis == EstimateBasis::Unknown
        || (estimate.basis == EstimateBasis::Unit && estimate.facts == [Fact::OutputSeconds]);
    let Some(like) = like.filter(|_| is_unknown || estimate.facts.is_empty()) else {
        return estimate;
    };
    let moves = match estimate.expected {
        Some(expected) => like.is_off(expected),
        None => is_unknown,
    };
    let learned = moves.then_some(Learned {
        calls: like.calls,
        before: estimate.expected,
    });
    let facts = if is_unknown {
        Vec::new()
    } else {
        estimate.facts
    };
    CostEstimate {
        facts,
        expected: if moves {
            Some(like.median)
        } else {
            estimate.expected
        },
        at_most: match estimate.at_most {
            Some(bound) => Some(like.dearest.max(bound)),
            None => (is_unknown && !is_odd).then_some(like.dearest),
        },
        basis: if is_unknown {
            EstimateBasis::History
        } else {
            estimate.basis
        },
        learned,
        ..estimate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tariffs::charge::estimate::estimate;
    use serde_json::json;

    #[test]
    fn like_calls_differ_in_texts_seeds_and_addresses_alone() {
        let base = json!({"prompt": "a cat", "num_images": 2, "resolution": "4K", "seed": 1,
            "image_urls": ["https://a/b", "https://c/d"], "size": {"width": 10, "height": 20}});
        let like = likeness(&base).unwrap();
        for (name, value) in [
            ("prompt", json!("quite another sentence, longer")),
            ("prompt", json!("cat")),
            ("seed", json!(99)),
            ("seed", json!("99")),
            ("num_images", json!("2")),
            ("num_images", json!(" 2.0 ")),
            ("resolution", json!("4k ")),
            (
                "image_urls",
                json!(["https://x/y", "data:image/png;base64,AAAA"]),
            ),
            ("negative_prompt", json!("blur")),
            ("mask_text", json!("x")),
            ("tags", json!("jazz")),
            ("style", json!(null)),
        ] {
            let mut other = base.clone();
            other[name] = value;
            assert_eq!(likeness(&other).as_ref(), Some(&like), "{other}");
        }
        for (name, value) in [
            ("num_images", json!(3)),
            ("num_images", json!("many")),
            ("resolution", json!("1K")),
            ("image_urls", json!(["https://a/b"])),
            ("size", json!({"width": 20, "height": 10})),
            ("generate_audio", json!(true)),
            ("generate_audio", json!(false)),
            ("duration", json!("8s")),
            ("texture", json!("HD")),
            ("context_window", json!(9)),
            ("prompt", json!("x".repeat(2000))),
            ("image_url", json!("https://a/b")),
        ] {
            let mut other = base.clone();
            other[name] = value;
            assert_ne!(likeness(&other).as_ref(), Some(&like), "{other}");
        }
    }

    /// A value that a server reads is in the digest, however it is wrapped.
    #[test]
    fn a_dear_request_is_like_no_cheap_one() {
        let pad = " ".repeat(30);
        let of = |name: &str, text: &str| likeness(&json!({ name: text })).unwrap();
        for name in ["num_images", "duration", "resolution", "size", "zz"] {
            for (cheap, dear) in [
                (format!("{pad}1"), format!("{pad}40")),
                (format!("1{pad}"), format!("40{pad}")),
                ("1\u{a0}\u{a0}".repeat(12), "40\u{a0}\u{a0}".repeat(12)),
                (
                    format!("{}1", "0".repeat(30)),
                    format!("{}40", "0".repeat(30)),
                ),
                ("\u{200b}".repeat(30) + "1", "\u{200b}".repeat(30) + "40"),
                (format!("+{pad}1"), format!("+{pad}40")),
                ("x".repeat(40), "y".repeat(40)),
                (format!("{pad}low"), format!("{pad}high")),
                ("１".repeat(9), "９".repeat(9)),
            ] {
                assert_ne!(of(name, &cheap), of(name, &dear), "{name}: {dear:?}");
            }
        }
        for (one, other) in [
            (json!({"a": "x", "b": "y"}), json!({"a": "x\u{0}b\u{0}y"})),
            (json!({"a": {"b": 40}}), json!({"a": {}, "b": 40})),
            (json!({"a": ["x", "y"]}), json!({"a": [["x"], "y"]})),
            (json!({"a": {"b": 1}}), json!({"a": ["b", 1]})),
        ] {
            assert_ne!(likeness(&one), likeness(&other), "{one} {other}");
        }
    }

    #[test]
    fn a_file_of_unknown_length_is_like_no_other() {
        for input in [
            json!({"video_url": "https://a/b"}),
            json!({"audio_url": "data:audio/wav;base64,AAAA"}),
            json!({"video_urls": ["https://a/b"]}),
            json!({"images_data_url": "https://a/b.zip"}),
            json!({"input": {"audio_url": "https://a/b"}}),
            json!({"reference": {"file": "https://a/b"}}),
            json!({"video_url": "HTTPS://a/b"}),
            json!({"audio_url": " https://a/b"}),
            json!({"source_url": "https://a/b"}),
            json!({"clip": "Data:video/mp4;base64,AAAA"}),
            json!({"speech": "http://a/b"}),
            json!([]),
            json!("text"),
            json!(null),
            json!(7),
        ] {
            assert_eq!(likeness(&input), None, "{input}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn like_calls_move_what_is_expected_and_raise_the_bound() {
        let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
        let like = |all: &[i64]| LikeCosts::of(all.iter().map(|it| cents(*it)).collect());
        let veo = json!({"duration": "4s"});
        let tariff = || estimate("fal-ai/veo3.1", &veo, None);
        for (found, like, expected, bound, basis) in [
            (tariff(), None, Some(160), Some(160), EstimateBasis::Tariff),
            (
                tariff(),
                like(&[160, 165, 170]),
                Some(160),
                Some(170),
                EstimateBasis::Tariff,
            ),
            (
                tariff(),
                like(&[20; 20]),
                Some(20),
                Some(160),
                EstimateBasis::Tariff,
            ),
            (
                tariff(),
                like(&[200, 210, 300]),
                Some(210),
                Some(300),
                EstimateBasis::Tariff,
            ),
            (
                estimate("me/my-app", &veo, None),
                like(&[10, 20, 50]),
                Some(20),
                Some(50),
                EstimateBasis::History,
            ),
            (
                estimate("me/my-app", &veo, None),
                None,
                None,
                None,
                EstimateBasis::Unknown,
            ),
            (
                estimate("veed/lipsync", &json!({}), None),
                like(&[20; 20]),
                None,
                None,
                EstimateBasis::Tariff,
            ),
        ] {
            let found = learn(found, like.as_ref(), false);
            let of = (found.expected, found.at_most, found.basis);
            assert_eq!(
                of,
                (expected.map(cents), bound.map(cents), basis),
                "{like:?}"
            );
        }
        let moved = learn(tariff(), like(&[200, 210, 300]).as_ref(), false).learned;
        let before = Some(cents(160));
        assert_eq!(moved, Some(Learned { calls: 3, before }));
    }

    #[test]
    fn three_calls_are_enough_and_two_are_not() {
        let of =
            |cents: &[i64]| LikeCosts::of(cents.iter().map(|it| Money::from_nano(*it)).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[1, 2]), None);
        let like = of(&[30, 10, 20]).unwrap();
        assert_eq!(
            (like.median.nano(), like.dearest.nano(), like.calls),
            (20, 30, 3)
        );
        assert_eq!(of(&[4, 3, 2, 1]).unwrap().median.nano(), 2);
    }
}
