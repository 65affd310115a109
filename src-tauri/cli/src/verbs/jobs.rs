//! Options that describe jobs, shared by `log` and `estimate`.

use fal_budget_app::requests::JobRequest;
use fal_budget_i18n::say;
use serde_json::{Map, Value};

/// Model and quantity of jobs.
#[derive(clap::Args)]
pub(crate) struct JobCounts {
    // Hyphens may come first, so that the request refuses a negative number in its own words: clap
    // would take it for an option.
    #[arg(long, value_name = "N", allow_hyphen_values = true, help = say!("cli-images"))]
    images: Option<String>,
    #[arg(long, value_name = "N", allow_hyphen_values = true, help = say!("cli-videos"))]
    videos: Option<String>,
    #[arg(long, value_name = "ID", help = say!("cli-model"))]
    #[arg(conflicts_with_all = ["images", "videos"], requires = "size")]
    model: Option<String>,
    #[arg(
        long,
        value_name = "Q",
        allow_hyphen_values = true,
        requires = "model",
        group = "size"
    )]
    #[arg(help = say!("cli-quantity"))]
    quantity: Option<String>,
    #[arg(long, value_name = "X", allow_hyphen_values = true, requires = "model")]
    #[arg(help = say!("cli-factor"))]
    factor: Option<String>,
    #[arg(long = "set", value_name = say!("cli-value-parameter"), requires = "model")]
    #[arg(conflicts_with = "factor", value_parser = parameter, help = say!("cli-set"))]
    parameters: Vec<(String, String)>,
}

/// Reads `NAME=VALUE`.
fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.trim().is_empty())
        .ok_or_else(|| say!("cli-set-wrong"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Time of jobs, and the person's own words on them.
#[derive(clap::Args, Default)]
pub(crate) struct JobDetails {
    #[arg(long, value_name = say!("cli-value-time"), help = say!("cli-at"))]
    at: Option<String>,
    #[arg(long, value_name = say!("cli-value-tag"), help = say!("cli-tag"))]
    tag: Option<String>,
    #[arg(long, value_name = say!("cli-value-note"), help = say!("cli-note"))]
    note: Option<String>,
}

impl JobCounts {
    /// Makes the request; every value is still text as typed.
    pub(crate) fn request(self, details: JobDetails) -> JobRequest {
        let text = |text: Option<String>| text.map(Value::String);
        let parameters: Map<String, Value> = self
            .parameters
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        JobRequest {
            images: text(self.images),
            videos: text(self.videos),
            model: text(self.model),
            quantity: text(self.quantity),
            factor: text(self.factor),
            parameters: (!parameters.is_empty()).then_some(Value::Object(parameters)),
            at: text(details.at),
            tag: text(details.tag),
            note: text(details.note),
            ..JobRequest::default()
        }
    }
}
