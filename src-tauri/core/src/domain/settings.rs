//! What the person chose.

use super::currency::Display;
use super::operation::OperationRates;

/// The choices that change figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The sign and rate that amounts are shown with.
    pub display: Display,
    /// The person has answered the question of the first start.
    pub currency_chosen: bool,
    /// The assumed costs of the generic jobs.
    pub rates: OperationRates,
    /// The person was told that closing the window ends the program where there is no tray.
    pub told_that_closing_quits: bool,
}
