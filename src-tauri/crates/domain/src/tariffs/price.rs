//! Price of one unit of a model, with its source.

use rust_decimal::Decimal;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::units;
use crate::money::Money;

/// Longest endpoint id that is accepted, in bytes.
const MAX_ENDPOINT: usize = 200;

/// Price of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Unit that the model is charged by, in fal's words.
    pub unit: String,
    /// Price of one unit; with tiers, that of the base tier.
    pub amount: Money,
    /// Source of the price.
    pub source: PriceSource,
    /// Page or person that the price is from, as the list shows it: `model page`.
    pub cited_from: String,
    /// Day, month or year of the price, ISO 8601.
    pub as_of: String,
    /// Remark on the price; empty without one.
    pub note: String,
    /// Other prices of the same unit, such as for a larger one, or without sound.
    pub tiers: Vec<Tier>,
    /// Price of each further megapixel of an image as a part of the first one's; `None` if equal.
    pub further_megapixel: Option<Decimal>,
}

/// Source of a price. A later variant takes precedence over an earlier one.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum PriceSource {
    /// Assumed for the generic jobs.
    Assumed,
    /// List that came with the program.
    List,
    /// fal's Platform API.
    Fal,
    /// The person.
    User,
}

/// One of the prices of a model that has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Name: `4K`.
    pub name: String,
    /// Number of base units that one unit of this tier counts as.
    pub factor: Decimal,
}

impl Price {
    /// Returns the price of a unit, or `None` if a unit differs from call to call.
    #[must_use]
    pub fn known(&self) -> Option<Money> {
        units::is_priced(&self.unit).then_some(self.amount)
    }
}

/// Recognizes an endpoint id: owner and app, maybe more parts, separated by slashes.
#[must_use]
pub fn is_endpoint(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    // Ids become parts of addresses, so that "." and ".." would mean another address.
    let is_part = |part: &&str| {
        !matches!(*part, "" | "." | "..")
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    text.len() <= MAX_ENDPOINT && parts.len() >= 2 && parts.iter().all(is_part)
}

/// Returns a readable name: `flux dev image to image`.
#[must_use]
pub fn title(endpoint: &str) -> String {
    endpoint
        .strip_prefix("fal-ai/")
        .unwrap_or(endpoint)
        .replace(['/', '-', '_'], " ")
}

/// Ranks a model for a search; lower is better. Returns `None` unless each typed word is somewhere
/// in the model's id or name.
#[must_use]
pub fn search_rank(endpoint: &str, typed: &str) -> Option<usize> {
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
    // Shorter ids first: they are the base models, of which longer ones are variants. A thousand is
    // more than the longest id, so that a match at the begin goes before all others.
    let begins = title.starts_with(&typed) || endpoint.starts_with(&typed);
    Some(if typed.is_empty() || endpoint == typed {
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
                .filter_map(|id| Some((search_rank(id, typed)?, *id)))
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
