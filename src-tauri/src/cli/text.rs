//! What the verbs print.

use fal_budget_core::requests::Salvaged;
use fal_budget_core::view::{BudgetView, EstimateView, LoggedView};

/// What could be read, and where it is.
pub(crate) fn readable(done: &Salvaged) -> String {
    let [jobs, entries] = &done.files;
    format!(
        "Jobs that could be read: {}, in {}. Balances entered: {}, in {}. The jobs can be imported into a new database.",
        done.jobs,
        jobs.display(),
        done.entries,
        entries.display()
    )
}

pub(super) fn status(budget: &BudgetView) -> String {
    let shown = &budget.display;
    let mut lines = vec![shown.header.clone()];
    if let (Some(status), Some(reference)) = (&shown.status, &shown.reference) {
        lines.push(format!("  {status}, {reference}"));
    }
    lines.push(format!("  {}", shown.provenance));
    lines.push(format!(
        "  spent since {} · today {} · in all {}",
        shown.spent_since.text, shown.spent_today.text, shown.spent.text
    ));
    lines.extend(shown.held.iter().map(|held| format!("  {held}")));
    lines.extend(shown.unpriced.iter().map(|jobs| format!("  {jobs}")));
    lines.extend(shown.one_to_one.iter().map(|note| format!("  {note}")));
    lines.extend(shown.alert.iter().map(|alert| format!("{}\n  {}", alert.title, alert.text)));
    lines.join("\n")
}

pub(super) fn log(logged: &LoggedView, budget: &BudgetView) -> String {
    let titles: Vec<&str> = logged.jobs.iter().map(|job| job.title.as_str()).collect();
    let cost =
        logged.total_shown.as_ref().map_or("no price is known".to_owned(), |cost| format!("{} (estimated)", cost.text));
    format!("Logged {}: {cost}\n{}", titles.join(" and "), budget.display.header)
}

pub(super) fn estimated(estimate: &EstimateView) -> String {
    let shown = &estimate.display;
    let parts = [Some(&shown.basis), shown.leaves.as_ref(), shown.buys.as_ref()];
    let details: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let total = shown.total.iter().map(|total| total.text.as_str());
    total.chain(details).collect::<Vec<_>>().join(" · ")
}

pub(super) fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
