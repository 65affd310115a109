//! The language that this program speaks: the one that was chosen, or the system's.

use fal_budget_core::language::Language;

/// Speaks the chosen language from now on. `None` stands for the system's.
pub(crate) fn speak(chosen: Option<Language>) {
    chosen.unwrap_or_else(of_the_system).speak();
}

/// Reads the system's language from the environment, or from the desktop's settings on systems that
/// keep it there. English when nothing is set.
fn of_the_system() -> Language {
    sys_locale::get_locale().map_or(Language::ENGLISH, |locale| Language::for_locale(&locale))
}
