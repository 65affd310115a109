//! The locale of the system, as far as it decides about money.

use std::env;

use fal_budget_domain::money::currency::Currency;

/// Returns the sign that amounts have until the person chooses one.
#[must_use]
pub fn currency() -> Currency {
    // Of these, POSIX takes the first that is not empty.
    let set = ["LC_ALL", "LC_MONETARY", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|locale| !locale.is_empty());
    // Windows and macOS keep it in their settings; elsewhere an environment without a locale says
    // nothing.
    let kept = || {
        (!cfg!(target_os = "linux"))
            .then(sys_locale::get_locale)
            .flatten()
    };
    Currency::of_locale(&set.or_else(kept).unwrap_or_default())
}
