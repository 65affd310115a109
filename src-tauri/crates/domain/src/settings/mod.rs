//! Settings: the choices of the person.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tinystr::TinyAsciiStr;

use crate::jobs::operation::OperationRates;
use crate::money::currency::MoneyFormat;

/// Choices of the person, and the things that the program only remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four facts, any of which can hold without the others"
)]
pub struct Settings {
    /// Sign and rate that amounts are shown with.
    pub display: MoneyFormat,
    /// The person has answered the question of the first start.
    pub currency_chosen: bool,
    /// Assumed costs of the generic jobs.
    pub rates: OperationRates,
    /// Language; `None` follows the system's.
    pub language: Option<LanguageTag>,
    /// Colours of the window.
    pub theme: Theme,
    /// Text beside the tray's icon.
    pub tray_text: TrayText,
    /// The person was told that closing the window ends the program if there is no tray.
    pub quit_notice_shown: bool,
    /// The person has seen the welcome of the first start.
    pub welcomed: bool,
    /// The ledger holds the sample, and nothing of the person's own.
    pub is_sample: bool,
}

impl Settings {
    /// Returns the default choices, with everything that the program remembers.
    #[must_use]
    pub fn reset(self) -> Self {
        Self::default().with_remembered(self)
    }

    /// Returns these choices with the remembered things of `other`: hidden amounts, and the notices
    /// that the person has seen.
    #[must_use]
    pub fn with_remembered(self, other: Self) -> Self {
        Self {
            display: MoneyFormat {
                // Undo and reset must not uncover amounts: somebody may be looking on.
                hidden: other.display.hidden,
                ..self.display
            },
            quit_notice_shown: other.quit_notice_shown,
            welcomed: other.welcomed,
            is_sample: other.is_sample,
            ..self
        }
    }
}

/// BCP 47 tag of a language, such as `fr` or `pt-BR` (<https://www.rfc-editor.org/info/bcp47>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LanguageTag(TinyAsciiStr<8>);

impl LanguageTag {
    /// Takes a tag as it is stored. Returns `None` for a text that is too long for one.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        tag.parse().ok().map(Self)
    }

    /// Returns the tag as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Colours of the window.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Theme {
    /// Follows the system.
    #[default]
    System,
    /// Light, whatever the system has.
    Light,
    /// Dark, whatever the system has.
    Dark,
}

/// Text beside the tray's icon.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum TrayText {
    /// Balance that is left, in money.
    #[default]
    Balance,
    /// Balance that is left, in percents of the 100 % mark.
    Percent,
    /// Spending of today.
    SpentToday,
    /// No text: the icon alone.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::currency::Currency;

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
            is_sample: true,
            ..Settings::default()
        };
        let reset = chosen.reset();
        assert!(reset.display.hidden && reset.welcomed && reset.quit_notice_shown);
        assert!(reset.is_sample);
        let seen = Settings {
            display: MoneyFormat::default(),
            welcomed: false,
            is_sample: false,
            quit_notice_shown: false,
            ..reset
        };
        assert_eq!(seen, Settings::default());
    }
}
