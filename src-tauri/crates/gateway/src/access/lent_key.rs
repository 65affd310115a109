//! The run key on its way to fal: to which apps it goes, and that no answer brings it back.

use fal_budget_domain::tariffs::charge::tariff;
use fal_budget_fal::Key;
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::HeaderValue;

/// The run key for a request of an allowed page that brings none of its own. It goes with the
/// request as an extension until its app is known.
#[derive(Clone, Debug)]
pub(crate) struct LentKey {
    key: Key,
    lend_to: Vec<String>,
}

impl LentKey {
    /// Lends `key` to apps of the owners that fal.ai lists, and to the owners and apps `lend_to`.
    pub(super) const fn new(key: Key, lend_to: Vec<String>) -> Self {
        Self { key, lend_to }
    }

    /// Returns the `Authorization` header for an app, `owner/name`; without one for fal itself.
    /// `None` if the key is not lent to it: an app sees the headers of its calls, and anybody can
    /// publish one.
    pub(crate) fn header(&self, app: Option<&str>) -> Option<HeaderValue> {
        let is_named = |app: &str, owner: &str| {
            self.lend_to
                .iter()
                .any(|named| named == app || named == owner)
        };
        let is_lent = app.is_none_or(|app| {
            let owner = app.split('/').next().unwrap_or_default();
            tariff::has_owner(owner) || is_named(app, owner)
        });
        self.key.header().ok().filter(|_| is_lent)
    }

    /// Makes the search of an answer for the key.
    pub(crate) fn search(&self) -> KeySearch {
        KeySearch {
            secret: self.key.secret().as_bytes().into(),
            held: Vec::new(),
        }
    }
}

/// The key came back in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer contains the key that was lent")]
pub(crate) struct KeyFound;

/// Search for a key in an answer that passes in parts. What may be its begin is held back.
pub(crate) struct KeySearch {
    secret: Box<[u8]>,
    held: Vec<u8>,
}

impl KeySearch {
    /// Returns `Err` if a header has the key.
    pub(crate) fn check_headers(&self, headers: &HeaderMap) -> Result<(), KeyFound> {
        headers.iter().try_for_each(|(name, value)| {
            self.check(name.as_str().as_bytes())?;
            self.check(value.as_bytes())
        })
    }

    /// Returns `Err` if a whole text has the key.
    pub(crate) fn check(&self, text: &[u8]) -> Result<(), KeyFound> {
        let is_key = |part: &[u8]| *part == *self.secret;
        if text.windows(self.secret.len()).any(is_key) {
            return Err(KeyFound);
        }
        Ok(())
    }

    /// Returns as much of the answer as can pass once this part of it has come.
    pub(crate) fn pass(&mut self, part: &[u8]) -> Result<Bytes, KeyFound> {
        self.held.extend_from_slice(part);
        self.check(&self.held)?;
        let longest = self.held.len().min(self.secret.len().saturating_sub(1));
        let open = (1..=longest).rev().find(|length| {
            let begin = self.secret.get(..*length);
            begin.is_some_and(|begin| self.held.ends_with(begin))
        });
        let passing = self.held.len() - open.unwrap_or_default();
        Ok(self.held.drain(..passing).collect())
    }

    /// Returns what was held back, at the end of the answer.
    pub(crate) fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdee";

    fn lent(lend_to: &[&str]) -> LentKey {
        let key = Key::from_pasted(&format!("id:{SECRET}")).unwrap();
        LentKey::new(key, lend_to.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn an_app_that_nobody_has_named_gets_no_key() {
        let is_lent = |named: &[&str], app| lent(named).header(app).is_some();
        for app in [
            "fal-ai/flux",
            "bytedance/seedance",
            "xai/grok-imagine-image",
        ] {
            assert!(is_lent(&[], Some(app)), "{app}");
        }
        for app in ["evil/app", "fal-ai-evil/app", "", "110602490/lora", "*/app"] {
            assert!(!is_lent(&[], Some(app)), "{app}");
        }
        assert!(is_lent(&[], None), "fal itself");
        assert!(is_lent(&["me"], Some("me/app")) && is_lent(&["me/app"], Some("me/app")));
        assert!(!is_lent(&["me/app"], Some("me/other")) && !is_lent(&["m"], Some("me/app")));
    }

    proptest! {
        /// An answer without the key passes as it is, whatever its parts; one with the key does
        /// not.
        #[test]
        fn only_an_answer_with_the_key_is_held_back(
            begin in "[0-9a-f]{0,40}",
            end in "[0-9a-f]{0,40}",
            has_key: bool,
            cuts in prop::collection::vec(0_usize..120, 0..6),
        ) {
            let secret = if has_key { SECRET } else { &SECRET[..31] };
            let text = format!("{begin}{secret}{end}");
            let has_key = text.contains(SECRET);
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < text.len()).collect();
            cuts.sort_unstable();
            let mut search = lent(&[]).search();
            let (mut passed, mut at, mut is_found) = (Vec::new(), 0, false);
            for cut in cuts.into_iter().chain([text.len()]) {
                match search.pass(&text.as_bytes()[at..cut]) {
                    Ok(part) => passed.extend(part),
                    Err(KeyFound) => is_found = true,
                }
                at = cut;
                if is_found {
                    break;
                }
            }
            prop_assert_eq!(is_found, has_key);
            prop_assert!(!passed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
            if !has_key {
                passed.extend(search.rest());
                prop_assert_eq!(passed, text.into_bytes());
            }
        }
    }
}
