//! Verb `estimate --model ID --input FILE`: what one request would cost.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use fal_budget_app::view::CallCostView;
use fal_budget_app::{clock, requests};
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use serde_json::Value;

use super::error::VerbError;
use crate::words::text::to_json;

/// Longest request that is read, in bytes: fal takes none that is longer.
const MAX_BODY: u64 = 256 * 1024 * 1024;

/// Estimates the request in a file, or on standard input for `-`.
pub(crate) async fn estimate(
    ledger: &Ledger,
    model: Option<Value>,
    file: &Path,
    json: bool,
) -> Result<String, VerbError> {
    let text = read(file).map_err(|error| VerbError::RequestFile(file.to_owned(), error))?;
    let text = text.trim_start_matches('\u{feff}');
    let body: Value = serde_json::from_str(text).map_err(VerbError::RequestBody)?;
    if !body.is_object() {
        return Err(VerbError::RequestNoObject);
    }
    let model = model.unwrap_or_default();
    let cost = requests::estimate_call(ledger, &model, &body, clock::now()).await?;
    Ok(if json {
        to_json(&cost)
    } else {
        sentence(&cost)
    })
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file)?)
    };
    source.take(MAX_BODY).read_to_string(&mut text)?;
    Ok(text)
}

fn sentence(cost: &CallCostView) -> String {
    let (expected, most) = (cost.expected.map(dollars), cost.at_most.map(dollars));
    let amount = match (expected, most) {
        (Some(expected), Some(most)) if expected == most => expected,
        (Some(expected), Some(most)) => say!("call-cost-range", from = expected, to = most),
        (Some(expected), None) => expected,
        (None, Some(most)) => say!("call-cost-up-to", amount = most),
        (None, None) => say!("call-cost-unknown"),
    };
    [amount, cost.why.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Writes dollars with at least two decimals.
fn dollars(amount: f64) -> String {
    let text = amount.to_string();
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let point = if decimals == 0 { "." } else { "" };
    format!(
        "${text}{point}{}",
        "0".repeat(2_usize.saturating_sub(decimals))
    )
}
