//! What jobs are, as verbs are told.

use fal_budget_core::requests::JobRequest;
use serde_json::Value;

/// How many jobs of each kind.
#[derive(clap::Args)]
pub(crate) struct JobCounts {
    /// How many images
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    images: Option<String>,
    /// How many videos
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    videos: Option<String>,
    /// A model's id, for example fal-ai/flux/dev
    #[arg(long, value_name = "ID", conflicts_with_all = ["images", "videos"], requires = "quantity")]
    model: Option<String>,
    /// How much of what the model is charged by: megapixels, seconds, videos, …
    #[arg(long, value_name = "Q", allow_hyphen_values = true, requires = "model")]
    quantity: Option<String>,
    /// What one counts as in the tier that was used, for example 1.5
    #[arg(long, value_name = "X", allow_hyphen_values = true, requires = "model")]
    factor: Option<String>,
}

/// When jobs ran, and the person's words on them.
#[derive(clap::Args, Default)]
pub(crate) struct When {
    /// When they ran, for example "2026-11-22 14:02"
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// A word to group jobs by
    #[arg(long)]
    tag: Option<String>,
    /// Anything
    #[arg(long)]
    note: Option<String>,
}

impl JobCounts {
    pub(super) fn request(self, when: When) -> JobRequest {
        let text = |text: Option<String>| text.map(Value::String);
        JobRequest {
            images: text(self.images),
            videos: text(self.videos),
            model: text(self.model),
            quantity: text(self.quantity),
            factor: text(self.factor),
            at: text(when.at),
            tag: text(when.tag),
            note: text(when.note),
            ..JobRequest::default()
        }
    }
}
