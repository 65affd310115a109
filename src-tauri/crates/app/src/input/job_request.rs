//! Request for jobs as callers send it: every value is still as it was typed.

use serde::Deserialize;
use serde_json::Value;

/// `estimate_cost` and `log_job`: either a number of images and videos, or a quantity of a model.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(rename_all = "camelCase")]
pub struct JobRequest {
    /// Number of images.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub images: Option<Value>,
    /// Number of videos.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub videos: Option<Value>,
    /// Length of a video in seconds; checked, and without effect on the total.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub video_duration: Option<Value>,
    /// A model's endpoint id, in place of images and videos.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub model: Option<Value>,
    /// Quantity in the unit by which the model is charged; with a size, the number of images.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub quantity: Option<Value>,
    /// Width of an image in pixels, when the model is charged by the megapixel.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub width: Option<Value>,
    /// Height of an image in pixels.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub height: Option<Value>,
    /// Characters of a text, when the model is charged by the thousand.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub characters: Option<Value>,
    /// Parameters of the model that decide the cost, by their names: `{"resolution": "4K"}`.
    #[cfg_attr(test, ts(type = "Record<string, string> | null", optional))]
    pub parameters: Option<Value>,
    /// Number of runs; 1 when missing.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub runs: Option<Value>,
    /// Factor of the tier; 1 when missing.
    #[cfg_attr(test, ts(as = "Option<Typed>"))]
    pub factor: Option<Value>,
    /// Earlier time at which the jobs ran; now when missing.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub at: Option<Value>,
    /// Word by which jobs are grouped.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub tag: Option<Value>,
    /// Free text.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub note: Option<Value>,
}

/// Input as the page and scripts send it: typed text, or a number. Stands for [`Value`] in the
/// page's types, which knows neither arrays nor objects as input.
#[cfg(test)]
#[derive(ts_rs::TS)]
#[ts(untagged)]
#[expect(dead_code, reason = "only its declaration is used")]
pub(crate) enum Typed {
    Text(String),
    Number(f64),
}
