//! The settings, as their panel edits them.

use fal_budget_domain::money::currency::Currency;
use fal_budget_domain::settings::{LanguageTag, Settings, Theme, TrayText};
use fal_budget_i18n::Language;
use serde::Serialize;

use super::number;
use crate::format;

/// The person's choices.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Currency whose sign is shown.
    #[cfg_attr(test, ts(type = "Currency"))]
    pub currency: Currency,
    /// True when the person has chosen the currency, and is not asked for it any more.
    pub currency_chosen: bool,
    /// Units of the shown currency per dollar; null means 1 : 1.
    pub rate: Option<f64>,
    /// Day on which the rate was set, ISO 8601.
    pub rate_set_on: Option<String>,
    /// Assumed cost of an image in US dollars, as it is typed.
    pub image_rate: String,
    /// Assumed cost of a video in US dollars, as it is typed.
    pub video_rate: String,
    /// BCP 47 tag of the chosen language; null follows the system's.
    pub language: Option<&'static str>,
    /// BCP 47 tag of the language that is spoken.
    pub spoken: &'static str,
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
    /// Colours of the window.
    #[cfg_attr(test, ts(type = "Theme"))]
    pub theme: Theme,
    /// Text beside the tray's icon.
    #[cfg_attr(test, ts(type = "TrayText"))]
    pub tray_text: TrayText,
    /// True when amounts are hidden.
    pub amounts_hidden: bool,
}

/// A language that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LanguageView {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Name of the language in that language.
    pub name: String,
}

/// Shows the settings.
#[must_use]
pub fn settings(settings: &Settings) -> SettingsView {
    let rate = settings.display.rate;
    let languages = Language::all().map(|language| LanguageView {
        tag: language.tag(),
        name: language.name(),
    });
    let chosen = settings.language.as_ref().map(LanguageTag::as_str);
    SettingsView {
        currency: settings.display.currency,
        currency_chosen: settings.currency_chosen,
        rate: rate.map(|rate| number(rate.per_dollar)),
        rate_set_on: rate.map(|rate| rate.set_at.date_naive().to_string()),
        image_rate: format::typed(settings.rates.image.dollars().normalize()),
        video_rate: format::typed(settings.rates.video.dollars().normalize()),
        // A language of another version is not among the choices.
        language: chosen.and_then(Language::from_tag).map(Language::tag),
        spoken: Language::spoken().tag(),
        languages: languages.collect(),
        theme: settings.theme,
        tray_text: settings.tray_text,
        amounts_hidden: settings.display.hidden,
    }
}
