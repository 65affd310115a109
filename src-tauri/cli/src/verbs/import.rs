//! The verb `import`.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use fal_budget_app::requests::{self, MapColumns, Spooled};
use fal_budget_app::view::ImportView;
use fal_budget_app::{Error, clock};
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;

use crate::verbs::error::VerbError;
use crate::words::output::{print, print_beside};

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    #[arg(value_name = say!("cli-value-file"), help = say!("cli-import-file"))]
    file: PathBuf,
    #[arg(long = "map", value_name = say!("cli-value-mapping"), help = say!("cli-import-map"))]
    #[arg(value_parser = mapping)]
    map: Vec<(String, Option<String>)>,
    #[arg(long, value_name = say!("cli-value-zone"), help = say!("cli-import-zone"))]
    #[arg(allow_hyphen_values = true)]
    zone: Option<String>,
    #[arg(long, value_name = say!("cli-value-order"), help = say!("cli-import-dates"))]
    dates: Option<String>,
    #[arg(long, value_name = say!("cli-value-encoding"), help = say!("cli-import-encoding"))]
    encoding: Option<String>,
    #[arg(long, value_name = say!("cli-value-choice"), help = say!("cli-import-refunds"))]
    refunds: Option<String>,
    #[arg(long, value_name = say!("cli-value-file"), help = say!("cli-import-refused"))]
    refused: Option<PathBuf>,
    #[arg(long, conflicts_with = "yes", help = say!("cli-import-look"))]
    look: bool,
    #[arg(long, help = say!("cli-import-yes"))]
    yes: bool,
}

/// The person's consent to import the rows of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Consent {
    /// The person only wants the preview.
    Look,
    /// The person is asked after the preview.
    Ask,
    /// The person has agreed beforehand.
    Given,
}

impl Consent {
    /// Reads the consent from the options of the verb.
    const fn of(look: bool, yes: bool) -> Self {
        match (look, yes) {
            (true, _) => Self::Look,
            (_, true) => Self::Given,
            _ => Self::Ask,
        }
    }
}

/// Previews a file and imports it if the person agrees.
pub(crate) async fn import(ledger: &Ledger, options: ImportArgs) -> Result<String, VerbError> {
    let consent = Consent::of(options.look, options.yes);
    let name = options.file.as_path();
    let waits = || print_beside(&say!("cli-import-waits", file = name.display().to_string()));
    let spooled = Spooled::take(name, waits).map_err(Error::from)?;
    let (file, to) = (spooled.path(), options.refused.as_deref());
    let map = MapColumns {
        columns: options.map.into_iter().collect(),
        encoding: options.encoding,
        zone: options.zone,
        dates: options.dates,
        refunds: options.refunds,
    };
    let moment = (clock::now(), clock::zone());
    // Ctrl+C ends the whole program, and with it the transaction.
    let mut watch = |_| ControlFlow::Continue(());
    if consent != Consent::Given {
        let seen = requests::preview_import(ledger, file, &map, moment, &mut watch).await?;
        if consent == Consent::Look {
            let lines = preview(&seen) + &columns(&seen);
            return with_saved(lines, ledger, (file, &map), to).await;
        }
        // Nothing new: there is nothing to ask the person.
        if seen.new + seen.settled == 0 {
            let lines = with_saved(preview(&seen), ledger, (file, &map), to).await?;
            return unless_all_refused(&seen, lines);
        }
        // Beside the question, so that standard output has the result alone.
        print_beside(&preview(&seen));
        if !agrees()? {
            return Ok(say!("cli-import-nothing"));
        }
    }
    let (change, seen) = requests::import_jobs(ledger, file, &map, moment, &mut watch).await?;
    let lines = with_saved(preview(&seen), ledger, (file, &map), to).await?;
    let lines = unless_all_refused(&seen, lines)?;
    let done = if change.is_some() {
        say!("cli-imported")
    } else if seen.settled > 0 {
        say!("cli-import-settled")
    } else {
        say!("cli-import-nothing")
    };
    Ok(format!("{lines}\n{done}"))
}

/// Adds a line to others: where the rows are saved that are refused, if they are to be.
async fn with_saved(
    lines: String,
    ledger: &Ledger,
    (file, map): (&Path, &MapColumns),
    to: Option<&Path>,
) -> Result<String, VerbError> {
    let Some(to) = to else { return Ok(lines) };
    let moment = (clock::now(), clock::zone());
    let place = |_: &str| to.to_owned();
    let said = requests::save_refused(ledger, file, map, moment, place).await?;
    Ok(format!("{lines}\n{said}"))
}

/// Returns the lines, unless nothing of the file is a job: then they are printed, and the verb
/// fails.
fn unless_all_refused(seen: &ImportView, lines: String) -> Result<String, VerbError> {
    if seen.refused > 0 && seen.new == 0 && seen.known == 0 {
        print(&lines);
        return Err(VerbError::AllRefused);
    }
    Ok(lines)
}

/// Shows the columns of a file with their first values, a line for each.
fn columns(seen: &ImportView) -> String {
    let line = |(column, values): (&String, &String)| {
        let field = seen
            .fields
            .iter()
            .find(|field| field.column.as_ref() == Some(column));
        let field = field.map_or_else(String::new, |field| format!(" → {}", field.name));
        format!("\n  {column}{field}: {values}")
    };
    seen.columns.iter().zip(&seen.values).map(line).collect()
}

/// Asks the person at the terminal. Without a terminal nobody agrees.
fn agrees() -> Result<bool, VerbError> {
    if !std::io::stdin().is_terminal() {
        print_beside(&say!("cli-import-nobody"));
        return Ok(false);
    }
    eprint!("{} ", say!("cli-import-ask"));
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(VerbError::Terminal)?;
    Ok(is_yes(&answer, &say!("cli-import-yes-words")))
}

/// Reads a yes, in the `words` of the language that is spoken or in English.
fn is_yes(answer: &str, words: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    ["y", "yes"]
        .into_iter()
        .chain(words.split(' '))
        .any(|yes| yes == answer)
}

fn preview(seen: &ImportView) -> String {
    let refused = seen.rows.iter().filter(|row| row.verdict == "refused");
    let mut lines = vec![seen.text.clone()];
    let asked = seen.choices.iter().filter_map(|choice| {
        let question = choice.question.as_ref()?;
        let words: Vec<&str> = choice.options.iter().map(|(word, _)| *word).collect();
        let option = format!("--{}", choice.name);
        let option = say!(
            "cli-import-option",
            option = option,
            words = words.join("|")
        );
        // The question is the text already while nothing else can be said.
        let is_said = seen.text.contains(question.as_str());
        Some(if is_said {
            option
        } else {
            format!("{question} {option}")
        })
    });
    lines.extend(asked);
    lines.extend(seen.notes.iter().cloned());
    lines.extend(seen.unread.clone());
    let refused =
        refused.map(|row| say!("import-row", row = row.row.to_string(), reason = &row.text));
    lines.extend(refused.map(|line| format!("  {line}")));
    lines.join("\n")
}

/// Reads a mapping, `FIELD=COLUMN`. An empty column is `None`: the field is in no column.
fn mapping(text: &str) -> Result<(String, Option<String>), String> {
    let (field, column) = text.split_once('=').ok_or_else(|| say!("cli-mapping"))?;
    Ok((
        field.to_owned(),
        Some(column.to_owned()).filter(|column| !column.is_empty()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for yes in ["y", "yes", " YES\n", "o", "Oui\n"] {
            assert!(is_yes(yes, "o oui"), "{yes}");
        }
        for no in ["", "\n", "n", "no", "non", "yy", "o oui"] {
            assert!(!is_yes(no, "o oui"), "{no}");
        }
        assert!(
            !is_yes("o", "y yes"),
            "which may be a slip in a language without that word"
        );
    }
}
