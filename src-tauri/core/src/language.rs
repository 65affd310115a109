//! The languages that the program speaks, and every sentence of it by its key.
//!
//! A language is one file of `ui/locales`, in the Fluent format (<https://projectfluent.org>). The
//! sentences of the page begin with `page-` and go to it as they are; all others are said here, by
//! [`say!`](crate::say).
//!
//! Which language is spoken belongs to the process, as the system's locale does: the same sentences
//! are shown by the window, the tray and the terminal, and errors get theirs wherever they arise.
//! Only words and the look of numbers depend on it; no figure and nothing that is stored does.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::{ast, parser};

/// Tag and text of each language, English first.
const LOCALES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

static SPOKEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Language of the innermost [`Language::scope`] that is open in this thread.
    static SCOPE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// A language of the program: its place among the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// What every other language falls back to.
    pub const ENGLISH: Self = Self(0);

    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LOCALES.len()).map(Self)
    }

    /// Its BCP 47 tag: `fr`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.locale().0
    }

    /// Its name, in itself: `Français`.
    #[must_use]
    pub fn name(self) -> String {
        self.sentence("language-name", &[])
    }

    /// The language with this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// The one for a locale of the system, such as `fr-CA`; English where there is none for it.
    #[must_use]
    pub fn for_locale(locale: &str) -> Self {
        let tag = locale
            .split('.')
            .next()
            .unwrap_or_default()
            .replace('_', "-");
        let named =
            |wanted: &str| Self::all().find(|language| language.tag().eq_ignore_ascii_case(wanted));
        named(&tag)
            .or_else(|| named(tag.split('-').next()?))
            .unwrap_or(Self::ENGLISH)
    }

    /// The one that is spoken.
    #[must_use]
    pub fn spoken() -> Self {
        SCOPE
            .get()
            .unwrap_or_else(|| Self(SPOKEN.load(Ordering::Relaxed)))
    }

    /// From now on this one is spoken.
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

    /// The sentences of the page, as patterns with `{name}` where a value comes; `key.title` for
    /// those of attributes.
    #[must_use]
    pub fn page(self) -> BTreeMap<String, String> {
        let mut sentences = BTreeMap::new();
        for message in messages(Self::ENGLISH.locale().1)
            .iter()
            .filter(|message| message.id.name.starts_with("page-"))
        {
            let id = message.id.name;
            let attributes = message
                .attributes
                .iter()
                .map(|each| (format!("{id}.{}", each.id.name), &each.value));
            for (key, pattern) in message
                .value
                .iter()
                .map(|value| (id.to_owned(), value))
                .chain(attributes)
            {
                let places: Vec<_> = variables(pattern)
                    .into_iter()
                    .map(|name| (name, format!("{{{name}}}")))
                    .collect();
                let values: Vec<_> = places
                    .iter()
                    .map(|(name, place)| (*name, place.as_str().into()))
                    .collect();
                let said = self.sentence(&key, &values);
                sentences.insert(key, said);
            }
        }
        sentences
    }

    fn locale(self) -> (&'static str, &'static str) {
        LOCALES.get(self.0).copied().unwrap_or(("en", ""))
    }

    /// What stands under `key` or `key.attribute`; in English where it is missing here.
    fn sentence(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let said = self.bundle().and_then(|bundle| said(bundle, key, values));
        said.or_else(|| (self != Self::ENGLISH).then(|| Self::ENGLISH.sentence(key, values)))
            .unwrap_or_else(|| {
                log::error!("there is no sentence {key}");
                key.to_owned()
            })
    }

    /// Read at its first sentence, once.
    fn bundle(self) -> Option<&'static FluentBundle<FluentResource>> {
        static BUNDLES: OnceLock<Vec<OnceLock<FluentBundle<FluentResource>>>> = OnceLock::new();
        let bundles = BUNDLES.get_or_init(|| LOCALES.iter().map(|_| OnceLock::new()).collect());
        Some(bundles.get(self.0)?.get_or_init(|| self.read()))
    }

    fn read(self) -> FluentBundle<FluentResource> {
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

fn said(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    values: &[(&str, Value<'_>)],
) -> Option<String> {
    let (id, attribute) = key
        .split_once('.')
        .map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(attribute) => message.get_attribute(attribute)?.value(),
    };
    let values: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    let mut errors: Vec<FluentError> = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&values), &mut errors);
    if !errors.is_empty() {
        log::error!("the sentence {key} lacks a value: {errors:?}");
    }
    Some(said.into_owned())
}

/// The sentence `key` in the language that is spoken, with its values; [`say!`](crate::say) is how
/// it is called.
#[must_use]
pub fn sentence(key: &str, values: &[(&str, Value<'_>)]) -> String {
    Language::spoken().sentence(key, values)
}

/// A sentence in the language that is spoken: `say!("jobs-unpriced", jobs = 3)`. Values are texts,
/// or whole numbers where one and many differ.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::sentence($key, &[$((stringify!($name), $crate::language::Value::from($value))),*])
    };
}

/// A sentence that is rendered each time it is displayed, in the language spoken then. Errors carry
/// one in place of a rendered text: the window shows it in the person's language, and the log has
/// it in English.
pub struct Sentence(Box<dyn Fn() -> String + Send + Sync>);

impl Sentence {
    /// Keeps `render`, which calls [`say!`](crate::say).
    pub fn new(render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Box::new(render))
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&(self.0)())
    }
}

impl fmt::Debug for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Language::ENGLISH.scope(|| (self.0)()), formatter)
    }
}

impl std::error::Error for Sentence {}

/// The messages of a file.
fn messages(text: &'static str) -> Vec<ast::Message<&'static str>> {
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

/// The values that a pattern asks for.
fn variables<'a>(pattern: &ast::Pattern<&'a str>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inline = match expression {
            ast::Expression::Inline(inline) => inline,
            ast::Expression::Select { selector, variants } => {
                found.extend(
                    variants
                        .iter()
                        .flat_map(|variant| variables(&variant.value)),
                );
                selector
            }
        };
        if let ast::InlineExpression::VariableReference { id } = inline {
            found.insert(id.name);
        }
    }
    found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The language of a tag that must be there.
    pub(crate) fn language(tag: &str) -> Language {
        Language::from_tag(tag).unwrap()
    }

    /// Says something in another language, in this thread only: tests run side by side.
    pub(crate) fn speaking<T>(tag: &str, say: impl FnOnce() -> T) -> T {
        language(tag).scope(say)
    }

    /// Each key, with `.attribute`, and the values it asks for.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<&'static str>> {
        let mut keys = BTreeMap::new();
        for message in messages(language.locale().1) {
            let value = message
                .value
                .iter()
                .map(|value| (message.id.name.to_owned(), value));
            let attributes = message
                .attributes
                .iter()
                .map(|each| (format!("{}.{}", message.id.name, each.id.name), &each.value));
            for (key, pattern) in value.chain(attributes) {
                assert!(
                    keys.insert(key.clone(), variables(pattern)).is_none(),
                    "{key} stands twice"
                );
            }
        }
        keys
    }

    #[test]
    fn every_language_says_everything_and_nothing_else() {
        let english = keys(Language::ENGLISH);
        for language in Language::all() {
            let (tag, text) = language.locale();
            assert!(
                parser::parse(text).is_ok(),
                "{tag}.ftl: {:?}",
                parser::parse(text).err().map(|(_, errors)| errors)
            );
            let said = keys(language);
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
    /// from the core.
    #[test]
    fn the_page_gets_patterns_without_choices() {
        for language in Language::all() {
            for (key, pattern) in language.page() {
                let names = keys(language)[&key].clone();
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
    fn a_scope_ends_with_its_closure_even_by_a_panic() {
        let name = || say!("language-name");
        let inner = speaking("fr", || (Language::ENGLISH.scope(name), name()));
        assert_eq!(inner, ("English".to_owned(), "Français".to_owned()));
        let panicked = std::panic::catch_unwind(|| speaking("fr", || panic!("while it speaks")));
        assert!(panicked.is_err());
        assert_eq!(name(), "English");
    }

    #[test]
    fn a_sentence_of_an_error_follows_the_language() {
        let error = std::io::Error::other(Sentence::new(|| say!("language-name")));
        assert_eq!(error.to_string(), "English");
        assert_eq!(speaking("fr", || error.to_string()), "Français");
    }
}
