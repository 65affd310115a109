//! A language: its file in the Fluent format (<https://projectfluent.org>), the sentences in it,
//! and which language is spoken.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use fal_budget_domain::plain_text::plain;
pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::{ast, parser};

/// Tag and text of each language, English first. Written by the build script from `locales`.
const LOCALES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

static SPOKEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Language of the innermost [`Language::scope`] that is open in this thread.
    static SCOPE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// A language of the program, by its place among the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// English, which every other language falls back to.
    pub const ENGLISH: Self = Self(0);

    /// Lists all languages.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LOCALES.len()).map(Self)
    }

    /// The BCP 47 tag of the language: `fr`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.locale().0
    }

    /// The name of the language in that language: `Français`.
    #[must_use]
    pub fn name(self) -> String {
        self.sentence("language-name", &[])
    }

    /// Finds the language with this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// Finds the language for a locale of the system, such as `fr-CA` or `fr_FR.UTF-8`. Falls back
    /// to English.
    #[must_use]
    pub fn for_locale(locale: &str) -> Self {
        let tag = locale
            .split('.')
            .next()
            .unwrap_or_default()
            .replace('_', "-");
        let named =
            |wanted: &str| Self::all().find(|language| language.tag().eq_ignore_ascii_case(wanted));
        // The whole tag first, so that a regional language such as `pt-BR` goes before its parent.
        named(&tag)
            .or_else(|| named(tag.split('-').next()?))
            .unwrap_or(Self::ENGLISH)
    }

    /// The language that is spoken.
    #[must_use]
    pub fn spoken() -> Self {
        // Relaxed: nothing else is published with it, and a sentence in the former language is no
        // harm, as everything shown is rendered anew afterwards.
        SCOPE
            .get()
            .unwrap_or_else(|| Self(SPOKEN.load(Ordering::Relaxed)))
    }

    /// Speaks this language from now on.
    pub fn speak(self) {
        SPOKEN.store(self.0, Ordering::Relaxed);
    }

    /// Runs `render` with this language spoken, in this thread only, whatever the process speaks.
    /// Takes a closure and gives out no guard, so that no scope stays open across an `await`.
    pub fn scope<T>(self, render: impl FnOnce() -> T) -> T {
        struct Restore(Option<Language>);
        impl Drop for Restore {
            fn drop(&mut self) {
                SCOPE.set(self.0);
            }
        }
        let _outer = Restore(SCOPE.replace(Some(self)));
        render()
    }

    /// Returns the sentences of the page by their keys, those of attributes by `key.title`. They
    /// are patterns with `{name}` in place of each value.
    #[must_use]
    pub fn page(self) -> BTreeMap<String, String> {
        let mut sentences = BTreeMap::new();
        // English has every key; a sentence that is missing here comes from there.
        for message in messages(Self::ENGLISH.locale().1) {
            if !message.id.name.starts_with("page-") {
                continue;
            }
            for (key, pattern) in keys(&message) {
                // Fluent puts values in, and what it puts in here is each value's own place.
                let places: Vec<_> = variables(pattern)
                    .into_iter()
                    .map(|name| (name, format!("{{{name}}}").into()))
                    .collect();
                let sentence = self.sentence(&key, &places);
                sentences.insert(key, sentence);
            }
        }
        sentences
    }

    fn locale(self) -> (&'static str, &'static str) {
        LOCALES.get(self.0).copied().unwrap_or(("en", ""))
    }

    /// Formats the sentence of `key` or `key.attribute`; in English when it is missing here, and
    /// the key itself when it is missing there too.
    fn sentence(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let sentence = self
            .bundle()
            .and_then(|bundle| format_message(bundle, key, values));
        sentence
            .or_else(|| (self != Self::ENGLISH).then(|| Self::ENGLISH.sentence(key, values)))
            .unwrap_or_else(|| {
                log::error!("there is no sentence {key}");
                key.to_owned()
            })
    }

    /// The parsed file of the language.
    fn bundle(self) -> Option<&'static FluentBundle<FluentResource>> {
        // Parsed at its first sentence: a terminal's verb speaks one language and should not wait
        // for the others.
        static BUNDLES: OnceLock<Vec<OnceLock<FluentBundle<FluentResource>>>> = OnceLock::new();
        let bundles = BUNDLES.get_or_init(|| LOCALES.iter().map(|_| OnceLock::new()).collect());
        Some(bundles.get(self.0)?.get_or_init(|| self.parse()))
    }

    fn parse(self) -> FluentBundle<FluentResource> {
        let (tag, text) = self.locale();
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        // The marks around values are for mixing directions of writing, and would stand in what is
        // copied.
        bundle.set_use_isolating(false);
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
                log::error!("the language {tag} cannot be read whole: {errors:?}");
                resource
            });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("the language {tag} says a thing twice: {errors:?}");
        }
        bundle
    }
}

/// Formats the sentence of `key` or `key.attribute`. Returns `None` when the bundle has none.
fn format_message(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    values: &[(&str, Value<'_>)],
) -> Option<String> {
    let pattern = match key.split_once('.') {
        None => bundle.get_message(key)?.value()?,
        Some((id, attribute)) => bundle.get_message(id)?.get_attribute(attribute)?.value(),
    };
    let values: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| (*name, readable(value)))
        .collect();
    let mut errors: Vec<FluentError> = Vec::new();
    let sentence = bundle.format_pattern(pattern, Some(&values), &mut errors);
    // A sentence with a gap is still better than none.
    if !errors.is_empty() {
        log::error!("the sentence {key} lacks a value: {errors:?}");
    }
    Some(sentence.into_owned())
}

/// Makes a text fit to be read. Here and nowhere else, so that no foreign text can be forgotten.
fn readable<'a>(value: &'a Value<'_>) -> Value<'a> {
    match value {
        Value::String(text) => plain(text).into(),
        other => other.clone(),
    }
}

/// Formats the sentence `key` in the spoken language, with its values. Called by
/// [`say!`](crate::say).
#[must_use]
pub fn sentence(key: &str, values: &[(&str, Value<'_>)]) -> String {
    Language::spoken().sentence(key, values)
}

/// Lists the messages of a file.
fn messages(text: &'static str) -> Vec<ast::Message<&'static str>> {
    // Whatever could be parsed: a test refuses a file with a mistake, and a person is better off
    // with the rest.
    let file = parser::parse(text).unwrap_or_else(|(file, _)| file);
    file.body
        .into_iter()
        .filter_map(|entry| {
            if let ast::Entry::Message(message) = entry {
                Some(message)
            } else {
                None
            }
        })
        .collect()
}

/// Lists the keys of a message with their patterns: its own, and `key.attribute` for each
/// attribute.
fn keys<'a>(
    message: &'a ast::Message<&'static str>,
) -> impl Iterator<Item = (String, &'a ast::Pattern<&'static str>)> {
    let id = message.id.name;
    let value = message
        .value
        .iter()
        .map(move |value| (id.to_owned(), value));
    let attributes = message
        .attributes
        .iter()
        .map(move |each| (format!("{id}.{}", each.id.name), &each.value));
    value.chain(attributes)
}

/// Lists the names of the values that a pattern asks for.
fn variables<'a>(pattern: &ast::Pattern<&'a str>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inline = match expression {
            ast::Expression::Inline(inline) => inline,
            // A choice has patterns within it, and is made by a value of its own.
            ast::Expression::Select { selector, variants } => {
                let within = variants.iter().flat_map(|each| variables(&each.value));
                names.extend(within);
                selector
            }
        };
        if let ast::InlineExpression::VariableReference { id } = inline {
            names.insert(id.name);
        }
    }
    names
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::say;

    /// The language with this tag, which must exist.
    pub(crate) fn language(tag: &str) -> Language {
        Language::from_tag(tag).unwrap()
    }

    /// Runs `say` in another language, in this thread only: tests run side by side.
    pub(crate) fn speaking<T>(tag: &str, say: impl FnOnce() -> T) -> T {
        language(tag).scope(say)
    }

    /// The keys of a language, with the values that each asks for.
    fn values_by_key(language: Language) -> BTreeMap<String, BTreeSet<&'static str>> {
        let mut values = BTreeMap::new();
        for message in messages(language.locale().1) {
            for (key, pattern) in keys(&message) {
                assert!(
                    values.insert(key.clone(), variables(pattern)).is_none(),
                    "{key} stands twice"
                );
            }
        }
        values
    }

    #[test]
    fn every_language_says_everything_and_nothing_else() {
        let english = values_by_key(Language::ENGLISH);
        for language in Language::all() {
            let (tag, text) = language.locale();
            assert!(
                parser::parse(text).is_ok(),
                "{tag}.ftl: {:?}",
                parser::parse(text).err().map(|(_, errors)| errors)
            );
            let said = values_by_key(language);
            let missing: Vec<_> = english
                .keys()
                .filter(|key| !said.contains_key(*key))
                .collect();
            let unknown: Vec<_> = said
                .keys()
                .filter(|key| !english.contains_key(*key))
                .collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{tag}.ftl lacks {missing:?}, and nothing asks for {unknown:?}"
            );
            for (key, values) in said {
                assert!(
                    values.is_subset(&english[&key]),
                    "{tag}.ftl: {key} asks for other values than English"
                );
            }
        }
    }

    /// The page puts values in by name and knows no plurals: sentences with a number come whole
    /// from the program.
    #[test]
    fn the_page_gets_patterns_without_choices() {
        for language in Language::all() {
            for (key, pattern) in language.page() {
                let names = values_by_key(language)[&key].clone();
                assert!(
                    names
                        .iter()
                        .all(|name| pattern.contains(&format!("{{{name}}}"))),
                    "{key}: {pattern}"
                );
            }
            for message in messages(language.locale().1)
                .iter()
                .filter(|message| message.id.name.starts_with("page-"))
            {
                let chooses =
                    message
                        .value
                        .iter()
                        .flat_map(|value| &value.elements)
                        .any(|element| {
                            matches!(
                                element,
                                ast::PatternElement::Placeable {
                                    expression: ast::Expression::Select { .. }
                                }
                            )
                        });
                assert!(!chooses, "{} of {}.ftl", message.id.name, language.tag());
            }
        }
    }

    #[test]
    fn the_page_names_the_word_that_erases_everything() {
        for language in Language::all() {
            let (word, page) = (language.sentence("erase-word", &[]), language.page());
            assert_eq!(word, word.to_lowercase(), "it is compared in lower case");
            assert!(
                page["page-erase-confirm"].contains(&word),
                "{} names another word",
                language.tag()
            );
        }
    }

    #[test]
    fn a_locale_finds_its_language_or_english() {
        for (locale, tag) in [
            ("fr", "fr"),
            ("fr-CA", "fr"),
            ("fr_FR.UTF-8", "fr"),
            ("FR", "fr"),
            ("en-GB", "en"),
            ("C", "en"),
            ("C.UTF-8", "en"),
            ("tlh", "en"),
            ("", "en"),
            ("frr", "en"),
        ] {
            assert_eq!(Language::for_locale(locale).tag(), tag, "{locale}");
        }
    }

    #[test]
    fn a_sentence_that_is_missing_is_said_in_english_and_never_empty() {
        assert_eq!(
            language("fr").sentence("no-such-sentence", &[]),
            "no-such-sentence"
        );
        assert_eq!(speaking("fr", || say!("language-name")), "Français");
        assert_eq!(say!("language-name"), "English");
    }

    #[test]
    fn foreign_text_in_a_sentence_is_what_can_be_seen() {
        let said = say!("gateway-port-taken", port = "\u{1b}]0;x\u{7}\u{202e}87\n20");
        assert!(
            said.starts_with("Port \u{fffd}]0;x\u{fffd}87 20 of"),
            "{said:?}"
        );
    }

    #[test]
    fn a_scope_ends_with_its_closure_even_by_a_panic() {
        let name = || say!("language-name");
        let inner = speaking("fr", || (Language::ENGLISH.scope(name), name()));
        assert_eq!(inner, ("English".to_owned(), "Français".to_owned()));
        let panicked = std::panic::catch_unwind(|| speaking("fr", || panic!("while it speaks")));
        assert!(panicked.is_err());
        assert_eq!(name(), "English");
    }
}
