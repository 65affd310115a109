//! The verbs `jobs`, `spending` and `undo`, and the choice of jobs that they share with `export`.

use clap::ValueEnum;
use fal_budget_app::requests::{self, JobSelection, TypedPeriod, Undo};
use fal_budget_app::view::{BreakdownView, FoundView, JobView};
use fal_budget_app::{Error, clock, format};
use fal_budget_domain::spending::Split;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;

use crate::verbs::error::VerbError;
use crate::words::text::to_json;

/// Choice of jobs by period, tag and key.
#[derive(clap::Args, Default)]
pub(crate) struct SelectArgs {
    #[arg(long, value_name = say!("cli-value-month"), help = say!("cli-month"))]
    month: Option<String>,
    #[arg(long, value_name = say!("cli-value-day"), help = say!("cli-from"))]
    from: Option<String>,
    #[arg(long, value_name = say!("cli-value-day"), help = say!("cli-to"))]
    to: Option<String>,
    #[arg(long, value_name = say!("cli-value-tag"), help = say!("cli-of-tag"))]
    tag: Option<String>,
    #[arg(long, value_name = say!("cli-value-key"), help = say!("cli-of-key"))]
    key: Option<String>,
}

impl SelectArgs {
    /// Makes the selection of the options, of one model if any.
    pub(crate) fn selection(self, model: Option<String>) -> JobSelection {
        let period = TypedPeriod {
            month: self.month,
            from: self.from,
            to: self.to,
        };
        JobSelection {
            period,
            tag: self.tag,
            key: self.key,
            model,
        }
    }
}

/// Options of `jobs`.
#[derive(clap::Args)]
pub(crate) struct JobsArgs {
    #[command(flatten)]
    select: SelectArgs,
    #[arg(long, value_name = "ID", help = say!("cli-of-model"))]
    model: Option<String>,
    #[arg(long, value_name = "N", help = say!("cli-limit"), default_value_t = 20)]
    #[arg(hide_default_value = true, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    #[arg(long, help = say!("cli-json"))]
    json: bool,
}

/// Parts that spending is shown by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PartKind {
    /// By model.
    Model,
    /// By tag.
    Tag,
    /// By key.
    Key,
}

/// Form of the answer of `spending`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TableForm {
    /// Lines for a person.
    Table,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
}

/// Options of `spending`.
#[derive(clap::Args)]
pub(crate) struct SpendingArgs {
    #[arg(long, value_name = say!("cli-value-month"), help = say!("cli-month"))]
    #[arg(conflicts_with = "days")]
    month: Option<String>,
    #[arg(long, value_name = "N", help = say!("cli-days"))]
    days: Option<u64>,
    #[arg(long, value_name = say!("cli-value-part"), help = say!("cli-by"))]
    #[arg(value_enum, default_value = "model")]
    by: PartKind,
    #[arg(long, value_name = say!("cli-value-format"), help = say!("cli-spending-format"))]
    #[arg(value_enum, default_value = "table")]
    format: TableForm,
}

/// Lists jobs.
pub(crate) async fn jobs(ledger: &Ledger, options: JobsArgs) -> Result<String, VerbError> {
    let selection = options.select.selection(options.model);
    let (now, zone) = (clock::now(), clock::zone());
    let found = requests::select_jobs(ledger, &selection, options.limit, now, &zone).await?;
    Ok(if options.json {
        to_json(&found)
    } else {
        listed(&found)
    })
}

/// Says what was spent, part by part.
pub(crate) async fn spending(ledger: &Ledger, options: SpendingArgs) -> Result<String, VerbError> {
    let (now, zone) = (clock::now(), clock::zone());
    let today = now.with_timezone(&zone).date_naive();
    let days = requests::days(options.month.as_deref(), options.days, today);
    let days = days.map_err(Error::from)?;
    let split = match options.by {
        PartKind::Model => Split::Model,
        PartKind::Tag => Split::Tag,
        PartKind::Key => Split::Key,
    };
    let found = requests::break_down(ledger, days, split, now, &zone).await?;
    Ok(match options.format {
        TableForm::Table => parts(&found),
        TableForm::Csv => requests::breakdown_csv(&found)?,
        TableForm::Json => to_json(&found),
    })
}

/// Undoes a change, the newest if none is named.
pub(crate) async fn undo(ledger: &Ledger, change: Option<i64>) -> Result<String, VerbError> {
    let now = clock::now();
    let undone = requests::undo(ledger, &Undo { change }, now).await?;
    let budget = requests::budget(ledger, now, &clock::zone()).await?;
    let done = say!("cli-undone", what = &undone.what);
    Ok(format!("{done}\n{}", budget.display.header))
}

fn listed(found: &FoundView) -> String {
    let rows: Vec<[String; 3]> = found.jobs.iter().map(row).collect();
    format!("{}{}", found.text, aligned(&rows))
}

fn row(job: &JobView) -> [String; 3] {
    let cost = job.cost_shown.as_ref();
    let cost = cost.map_or_else(format::no_price, |cost| cost.text.clone());
    let marks = [job.tag.clone(), job.voided.then(|| say!("cli-jobs-voided"))];
    let marks: Vec<String> = marks.into_iter().flatten().collect();
    let title = format!("{}  {}", job.title, marks.join("  "));
    [job.time.clone(), cost, title.trim_end().to_owned()]
}

fn parts(found: &BreakdownView) -> String {
    let rows = found.rows.iter().map(|row| {
        let [name, cost, jobs] = row.shown.clone();
        [name, cost, jobs]
    });
    format!("{}{}", found.text, aligned(&rows.collect::<Vec<_>>()))
}

/// Puts rows below each other, each column as wide as its longest value.
pub(super) fn aligned(rows: &[[String; 3]]) -> String {
    let width = |of: fn(&[String; 3]) -> &String| {
        let lengths = rows.iter().map(|row| of(row).chars().count());
        lengths.max().unwrap_or_default()
    };
    let (first, second) = (width(|[one, ..]| one), width(|[_, two, _]| two));
    let line =
        |[one, two, three]: &[String; 3]| format!("\n  {one:<first$}  {two:>second$}  {three}");
    rows.iter().map(line).collect()
}
