//! What the person chose.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::currency::MoneyFormat;
use super::operation::OperationRates;
use crate::language::Language;

/// The choices, and what the program remembers of the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The sign and rate that amounts are shown with.
    pub display: MoneyFormat,
    /// The person has answered the question of the first start.
    pub currency_chosen: bool,
    /// The assumed costs of the generic jobs.
    pub rates: OperationRates,
    /// The language; none follows the system's.
    pub language: Option<Language>,
    /// The colours of the window.
    pub theme: Theme,
    /// The text beside the tray's icon.
    pub tray_text: TrayText,
    /// The person was told that closing the window ends the program where there is no tray.
    pub quit_notice_shown: bool,
    /// The person has seen the welcome of the first start.
    pub welcomed: bool,
}

impl Settings {
    /// The choices as they were at first. What the program remembers stays, and hidden amounts stay
    /// hidden: somebody may look on.
    #[must_use]
    pub fn reset(self) -> Self {
        Self::default().with_remembered(self)
    }

    /// These choices with what `other` has that is no choice: hidden amounts, and what the person
    /// was told.
    #[must_use]
    pub fn with_remembered(self, other: Self) -> Self {
        Self {
            display: MoneyFormat {
                hidden: other.display.hidden,
                ..self.display
            },
            quit_notice_shown: other.quit_notice_shown,
            welcomed: other.welcomed,
            ..self
        }
    }
}

/// The colours of the window.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Theme {
    /// What the system has.
    #[default]
    System,
    /// Light, whatever the system has.
    Light,
    /// Dark, whatever the system has.
    Dark,
}

/// What stands beside the tray's icon.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum TrayText {
    /// What is left, in money.
    #[default]
    Balance,
    /// What is left of the 100 % mark.
    Percent,
    /// What was spent today.
    SpentToday,
    /// Nothing: the icon alone.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    #[test]
    fn a_reset_forgets_choices_and_neither_shows_hidden_amounts_nor_greets_again() {
        let chosen = Settings {
            display: MoneyFormat {
                currency: Currency::Usd,
                rate: None,
                hidden: true,
            },
            currency_chosen: true,
            theme: Theme::Dark,
            tray_text: TrayText::None,
            quit_notice_shown: true,
            welcomed: true,
            ..Settings::default()
        };
        let reset = chosen.reset();
        assert!(reset.display.hidden && reset.welcomed && reset.quit_notice_shown);
        let seen = Settings {
            display: MoneyFormat::default(),
            welcomed: false,
            quit_notice_shown: false,
            ..reset
        };
        assert_eq!(seen, Settings::default());
    }
}
