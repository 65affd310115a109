//! What jobs are, as verbs are told.

use fal_budget_core::requests::JobRequest;
use fal_budget_core::say;
use serde_json::Value;

/// How many jobs of each kind.
#[derive(clap::Args)]
pub(crate) struct JobCounts {
    #[arg(long, value_name = "N", allow_hyphen_values = true, help = say!("cli-images"))]
    images: Option<String>,
    #[arg(long, value_name = "N", allow_hyphen_values = true, help = say!("cli-videos"))]
    videos: Option<String>,
    #[arg(long, value_name = "ID", help = say!("cli-model"))]
    #[arg(conflicts_with_all = ["images", "videos"], requires = "quantity")]
    model: Option<String>,
    #[arg(long, value_name = "Q", allow_hyphen_values = true, requires = "model", help = say!("cli-quantity"))]
    quantity: Option<String>,
    #[arg(long, value_name = "X", allow_hyphen_values = true, requires = "model", help = say!("cli-factor"))]
    factor: Option<String>,
}

/// When jobs ran, and the person's words on them.
#[derive(clap::Args, Default)]
pub(crate) struct When {
    #[arg(long, value_name = say!("cli-value-time"), help = say!("cli-at"))]
    at: Option<String>,
    #[arg(long, value_name = say!("cli-value-tag"), help = say!("cli-tag"))]
    tag: Option<String>,
    #[arg(long, value_name = say!("cli-value-note"), help = say!("cli-note"))]
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
