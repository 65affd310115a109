//! Which language this program speaks: the one that was chosen, or the system's.

use fal_budget_core::language::Language;

/// Speaks this one from now on; without a choice the system's.
pub(crate) fn speak(chosen: Option<Language>) {
    chosen.unwrap_or_else(of_the_system).speak();
}

/// From the environment, or from the desktop's settings where it has them there.
fn of_the_system() -> Language {
    sys_locale::get_locale().map_or(Language::ENGLISH, |locale| Language::for_locale(&locale))
}
