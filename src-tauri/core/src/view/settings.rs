//! The person's choices, as the settings panel edits them.

use serde::Serialize;

use crate::domain::currency::Currency;
use crate::domain::settings::{Settings, Theme, TrayText};
use crate::format;
use crate::language::Language;

use super::number;

/// What the person chose.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// The sign shown.
    pub currency: Currency,
    /// The question of the first start was answered.
    pub currency_chosen: bool,
    /// Units of the shown currency for a dollar; null is 1 : 1.
    pub rate: Option<f64>,
    /// The day the rate was set, ISO 8601.
    pub rate_set_on: Option<String>,
    /// The assumed cost of an image, in US dollars, as it is typed.
    pub image_rate: String,
    /// The assumed cost of a video, in US dollars, as it is typed.
    pub video_rate: String,
    /// The tag of the chosen language; null follows the system's.
    pub language: Option<&'static str>,
    /// The tag of the one that is spoken.
    pub spoken: &'static str,
    /// The languages that there are.
    pub languages: Vec<LanguageView>,
    /// The colours of the window.
    pub theme: Theme,
    /// What stands beside the tray's icon.
    pub tray_text: TrayText,
    /// Amounts are not shown.
    pub amounts_hidden: bool,
}

/// A language that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LanguageView {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Its name, in itself.
    pub name: String,
}

/// Shows the choices.
#[must_use]
pub fn settings(chosen: &Settings) -> SettingsView {
    SettingsView {
        currency: chosen.display.currency,
        currency_chosen: chosen.currency_chosen,
        rate: chosen.display.rate.map(|rate| number(rate.per_dollar)),
        rate_set_on: chosen
            .display
            .rate
            .map(|rate| rate.set_at.date_naive().to_string()),
        image_rate: format::typed(chosen.rates.image.dollars().normalize()),
        video_rate: format::typed(chosen.rates.video.dollars().normalize()),
        language: chosen.language.map(Language::tag),
        spoken: Language::spoken().tag(),
        languages: Language::all()
            .map(|each| LanguageView {
                tag: each.tag(),
                name: each.name(),
            })
            .collect(),
        theme: chosen.theme,
        tray_text: chosen.tray_text,
        amounts_hidden: chosen.display.hidden,
    }
}
