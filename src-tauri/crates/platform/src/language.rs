//! The language that a program speaks: the one that was chosen, or the system's.

use fal_budget_domain::settings::LanguageTag;
use fal_budget_i18n::Language;

/// Speaks the chosen language from now on. `None` stands for the system's, as does a language of
/// another version.
pub fn speak(chosen: Option<LanguageTag>) {
    let chosen = chosen.and_then(|tag| Language::from_tag(tag.as_str()));
    chosen.unwrap_or_else(of_the_system).speak();
}

/// Reads the system's language from the environment, or from the desktop's settings on systems that
/// keep it there. English when nothing is set.
fn of_the_system() -> Language {
    sys_locale::get_locale().map_or(Language::ENGLISH, |locale| Language::for_locale(&locale))
}
