//! The verb `export`.

use std::path::PathBuf;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, ExportChoice, ExportForm, JobSelection};
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;

use crate::verbs::error::VerbError;
use crate::verbs::select::SelectArgs;
use crate::words::help;
use crate::words::text::exported;

/// Things to export, the default first.
const KINDS: [&str; 3] = ["jobs", "entries", "prices"];
/// Columns of jobs, the default first.
const COLUMNS: [&str; 2] = ["own", "focus"];
const SEPARATORS: [&str; 3] = ["comma", "semicolon", "tab"];
const DECIMALS: [&str; 2] = ["point", "comma"];

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct ExportArgs {
    #[arg(value_name = say!("cli-value-file"), help = say!("cli-export-file"))]
    file: PathBuf,
    #[arg(long, value_name = say!("cli-value-what"), value_parser = KINDS)]
    #[arg(help = help::choices(&kinds_help(), KINDS), hide_possible_values = true)]
    #[arg(default_value = KINDS[0], hide_default_value = true)]
    what: String,
    #[command(flatten)]
    select: SelectArgs,
    #[arg(long, value_name = say!("cli-value-columns"), value_parser = COLUMNS)]
    #[arg(help = help::choices(&say!("cli-export-columns"), COLUMNS))]
    #[arg(hide_possible_values = true)]
    columns: Option<String>,
    #[arg(long, help = say!("cli-export-excel"))]
    excel: bool,
    #[arg(long, value_name = say!("cli-value-sign"), value_parser = SEPARATORS)]
    #[arg(help = help::choices(&say!("cli-export-separator"), SEPARATORS))]
    #[arg(hide_possible_values = true)]
    separator: Option<String>,
    #[arg(long, value_name = say!("cli-value-sign"), value_parser = DECIMALS)]
    #[arg(help = help::choices(&say!("cli-export-decimal"), DECIMALS))]
    #[arg(hide_possible_values = true)]
    decimal: Option<String>,
}

fn kinds_help() -> String {
    format!(
        "{} {}",
        say!("cli-export-what"),
        say!("cli-default", value = KINDS[0])
    )
}

/// Writes a file and says how much is in it.
pub(crate) async fn export(ledger: &Ledger, options: ExportArgs) -> Result<String, VerbError> {
    let name = options.file.to_string_lossy().into_owned();
    let form = ExportForm::of_file(&name).ok_or(VerbError::FileEnding)?;
    let choice = ExportChoice {
        what: options.what,
        selection: options.select.selection(None),
        columns: options.columns,
        is_for_excel: options.excel,
        separator: options.separator,
        decimal: options.decimal,
    };
    let (now, zone) = (clock::now(), clock::zone());
    let to = (form, options.file.as_path());
    let rows = requests::export_file(ledger, &choice, to, now, &zone).await?;
    // A file of headers alone would look like a mistake of ours.
    if rows == 0 && choice.selection != JobSelection::default() {
        return Ok(say!("cli-wrote-nothing", file = &name));
    }
    Ok(exported(rows, &choice.what, &name))
}
