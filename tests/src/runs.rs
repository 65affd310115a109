//! Counts of tests that repeat themselves.

/// Returns `few`, as in `make test`, or twenty times as many under `make prove`.
pub fn runs(few: u32) -> u32 {
    if std::env::var_os("FAL_BUDGET_PROVE").is_some() {
        few * 20
    } else {
        few
    }
}
