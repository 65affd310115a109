//! Texts that the verbs print.

use fal_budget_app::view::{BudgetView, EstimateView, ForecastView, LoggedView};
use fal_budget_domain::plain_text::plain_json;
use fal_budget_i18n::say;

/// Says how many rows an export has.
pub(crate) fn exported(rows: u64, kind: &str, file: &str) -> String {
    let number = rows.to_string();
    match kind {
        "jobs" => say!("cli-wrote-jobs", count = rows, number = number, file = file),
        "entries" => say!(
            "cli-wrote-entries",
            count = rows,
            number = number,
            file = file
        ),
        _ => say!(
            "cli-wrote-prices",
            count = rows,
            number = number,
            file = file
        ),
    }
}

/// Describes the balance in a few lines.
pub(crate) fn status(budget: &BudgetView) -> String {
    let shown = &budget.display;
    let mut lines = vec![shown.header.clone()];
    if let (Some(status), Some(reference)) = (&shown.status, &shown.reference) {
        lines.push(format!("  {status}, {reference}"));
    }
    lines.push(format!("  {}", shown.provenance));
    let (since, today, all) = (
        &shown.spent_since.text,
        &shown.spent_today.text,
        &shown.spent.text,
    );
    lines.push(format!(
        "  {}",
        say!("cli-status-spent", since = since, today = today, all = all)
    ));
    lines.extend(shown.held.iter().map(|held| format!("  {held}")));
    lines.extend(shown.unpriced.iter().map(|jobs| format!("  {jobs}")));
    lines.extend(shown.one_to_one.iter().map(|note| format!("  {note}")));
    lines.extend(
        shown
            .alert
            .iter()
            .map(|alert| format!("{}\n  {}", alert.title, alert.text)),
    );
    lines.join("\n")
}

/// Says which jobs were logged, and the balance after them.
pub(crate) fn logged(logged: &LoggedView, budget: &BudgetView) -> String {
    // Images and videos of one line are two jobs.
    let titles = logged.jobs.iter().map(|job| job.title.clone());
    let jobs = titles
        .reduce(|before, title| say!("jobs-two", one = before, two = title))
        .unwrap_or_default();
    let done = match &logged.total_shown {
        Some(cost) => say!("cli-logged", jobs = jobs, cost = &cost.text),
        None => say!("cli-logged-unpriced", jobs = jobs),
    };
    format!("{done}\n{}", budget.display.header)
}

/// Says when the balance runs out, and below it what that rests on.
pub(crate) fn forecast(forecast: &ForecastView) -> String {
    let details = forecast.details.iter().map(|detail| format!("  {detail}"));
    let lines: Vec<String> = [forecast.text.clone()].into_iter().chain(details).collect();
    lines.join("\n")
}

/// Describes an estimate on one line.
pub(crate) fn estimated(estimate: &EstimateView) -> String {
    let shown = &estimate.display;
    let parts = [
        Some(&shown.basis),
        shown.leaves.as_ref(),
        shown.buys.as_ref(),
    ];
    let details: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let total = shown.total.iter().map(|total| total.text.as_str());
    total.chain(details).collect::<Vec<_>>().join(" · ")
}

/// Writes JSON for people and programs alike.
pub(crate) fn to_json(value: &impl serde::Serialize) -> String {
    plain_json(&serde_json::to_string_pretty(value).unwrap_or_default())
}
