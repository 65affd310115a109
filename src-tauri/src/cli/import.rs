//! The verb `import`.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::Path;

use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{self, MapColumns};
use fal_budget_core::view::ImportView;
use fal_budget_core::{Error, clock};

/// Whether a person agrees to what a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    /// Only to look.
    Look,
    /// Not said yet.
    Ask,
    /// Beforehand.
    Given,
}

impl Consent {
    /// By the options of the verb.
    pub(super) const fn of(look: bool, yes: bool) -> Self {
        match (look, yes) {
            (true, _) => Self::Look,
            (_, true) => Self::Given,
            _ => Self::Ask,
        }
    }
}

/// Looks through a file and imports it, if the person agrees.
pub(super) async fn import(ledger: &Ledger, file: &Path, map: MapColumns, consent: Consent) -> Result<String, Error> {
    let moment = (clock::now(), clock::zone());
    let mut watch = |_| ControlFlow::Continue(());
    if consent != Consent::Given {
        let seen = requests::look_through(ledger, file, &map, moment, &mut watch).await?;
        if consent == Consent::Look || seen.new == 0 {
            return Ok(looked(&seen));
        }
        eprintln!("{}", looked(&seen));
        if !agrees()? {
            return Ok("Nothing was imported.".to_owned());
        }
    }
    let (change, seen) = requests::import_jobs(ledger, file, &map, moment, &mut watch).await?;
    let done = if change.is_some() { "Imported. The window undoes it whole." } else { "Nothing was imported." };
    Ok(format!("{}\n{done}", looked(&seen)))
}

/// Asks at a terminal; where there is none, nobody agrees.
fn agrees() -> Result<bool, Error> {
    if !std::io::stdin().is_terminal() {
        eprintln!("Nobody can be asked here: run it again with --yes to import.");
        return Ok(false);
    }
    eprint!("Import them? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y") || answer.trim().eq_ignore_ascii_case("yes"))
}

fn looked(seen: &ImportView) -> String {
    let refused = seen.rows.iter().filter(|row| row.verdict == "refused");
    let mut lines = vec![seen.text.clone()];
    lines.extend(seen.unread.clone());
    lines.extend(refused.map(|row| format!("  Row {}: {}", row.row, row.text)));
    lines.join("\n")
}

/// `FIELD=COLUMN`.
pub(super) fn mapped(text: &str) -> Result<(String, Option<String>), String> {
    let (field, column) = text.split_once('=').ok_or("it must be FIELD=COLUMN, for example timestamp=Date")?;
    Ok((field.to_owned(), Some(column.to_owned()).filter(|column| !column.is_empty())))
}
