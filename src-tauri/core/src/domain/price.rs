//! What one unit of a model costs, and where that is known from.

use rust_decimal::Decimal;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

use super::money::Money;
use super::units;

/// A model's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// fal's id of the model.
    pub endpoint: String,
    /// The unit it is charged by, fal's word.
    pub unit: String,
    /// The price of one unit; the base where there are tiers.
    pub amount: Money,
    /// Where it is known from.
    pub source: PriceSource,
    /// Which page or who said so, for the list: `model page`.
    pub origin: String,
    /// The day, month or year of it, ISO 8601.
    pub as_of: String,
    /// What else is to be known of it.
    pub note: String,
    /// What the same unit costs otherwise: larger, or without sound.
    pub tiers: Vec<Tier>,
    /// What each further megapixel of an image is of the first.
    pub further: Option<Decimal>,
}

/// Where a price is known from; the later ones go before.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, EnumString, IntoStaticStr,
)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum PriceSource {
    /// Assumed for the generic jobs.
    Assumed,
    /// The list that came with the program.
    List,
    /// Asked of fal.
    Fal,
    /// The person.
    User,
}

/// One of the prices of a model that has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// For what: `4K`.
    pub name: String,
    /// How many units one of them counts as.
    pub factor: Decimal,
}

impl Price {
    /// The price of a unit; none where what a unit is differs from call to call.
    #[must_use]
    pub fn known(&self) -> Option<Money> {
        units::is_priced(&self.unit).then_some(self.amount)
    }
}

/// An id as fal writes them: owner and app, maybe more, in small letters.
#[must_use]
pub fn is_endpoint(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let is_part = |part: &&str| {
        !matches!(*part, "" | "." | "..")
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    text.len() <= 200 && parts.len() >= 2 && parts.iter().all(is_part)
}

/// A readable name: `flux dev image to image`.
#[must_use]
pub fn title(endpoint: &str) -> String {
    endpoint
        .strip_prefix("fal-ai/")
        .unwrap_or(endpoint)
        .replace(['/', '-', '_'], " ")
}

/// How well a model fits what was typed, lower is better; none where it does not: each word must be
/// somewhere in its id or name.
#[must_use]
pub fn fit(endpoint: &str, typed: &str) -> Option<usize> {
    let (endpoint, typed) = (endpoint.to_lowercase(), typed.trim().to_lowercase());
    // The generic jobs are `image` and `video`, and are shown in the plural.
    let plural = if endpoint.contains('/') { "" } else { "s" };
    let title = format!("{}{plural}", title(&endpoint));
    let has_all = typed
        .split_whitespace()
        .all(|word| endpoint.contains(word) || title.contains(word));
    if !has_all {
        return None;
    }
    if typed.is_empty() {
        return Some(0);
    }
    let begins = title.starts_with(&typed) || endpoint.starts_with(&typed);
    Some(if endpoint == typed {
        0
    } else if begins {
        endpoint.len()
    } else {
        1000 + endpoint.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_a_model() {
        let all = [
            "fal-ai/flux/dev",
            "fal-ai/flux/dev/image-to-image",
            "fal-ai/flux-2-pro",
            "fal-ai/kling-video/v2.1/pro",
        ];
        for (typed, found) in [
            (
                "flux dev",
                vec!["fal-ai/flux/dev", "fal-ai/flux/dev/image-to-image"],
            ),
            (
                "fal-ai/flux/dev",
                vec!["fal-ai/flux/dev", "fal-ai/flux/dev/image-to-image"],
            ),
            (
                "FLUX",
                vec![
                    "fal-ai/flux/dev",
                    "fal-ai/flux-2-pro",
                    "fal-ai/flux/dev/image-to-image",
                ],
            ),
            ("image to", vec!["fal-ai/flux/dev/image-to-image"]),
            ("pro kling", vec!["fal-ai/kling-video/v2.1/pro"]),
            ("nothing", vec![]),
        ] {
            let mut fitting: Vec<_> = all
                .iter()
                .filter_map(|id| Some((fit(id, typed)?, *id)))
                .collect();
            fitting.sort_unstable();
            assert_eq!(
                fitting.into_iter().map(|(_, id)| id).collect::<Vec<_>>(),
                found,
                "{typed}"
            );
        }
    }

    #[test]
    fn an_id_has_an_owner_and_an_app() {
        for id in [
            "fal-ai/flux/dev",
            "fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
            "me/my_app",
        ] {
            assert!(is_endpoint(id), "{id}");
        }
        for id in [
            "",
            "flux",
            "/flux",
            "fal-ai/",
            "fal-ai//dev",
            "fal ai/flux",
            "https://fal.run/fal-ai/flux",
            "=cmd/x",
        ] {
            assert!(!is_endpoint(id), "{id}");
        }
    }
}
