//! The verb `keys`: who paid for jobs, by the ids and names of fal's keys.

use clap::Subcommand;
use fal_budget_app::clock;
use fal_budget_app::requests;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;

use crate::verbs::error::VerbError;
use crate::verbs::select::aligned;
use crate::words::text::to_json;

/// Commands below `keys`.
#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    #[command(about = say!("cli-keys-name"))]
    Name {
        #[arg(value_name = say!("cli-value-key"), help = say!("cli-keys-which"))]
        key: String,
        #[arg(value_name = say!("cli-value-name"), help = say!("cli-keys-new-name"))]
        name: String,
    },
}

/// Names a key, and lists all that are known.
pub(crate) async fn run(
    ledger: &Ledger,
    command: Option<KeysCommand>,
    json: bool,
) -> Result<String, VerbError> {
    if let Some(KeysCommand::Name { key, name }) = command {
        requests::name_key(ledger, &key, &name).await?;
    }
    let keys = requests::keys(ledger, clock::now(), &clock::zone()).await?;
    if json {
        return Ok(to_json(&keys));
    }
    if keys.is_empty() {
        return Ok(say!("cli-keys-none"));
    }
    let rows: Vec<[String; 3]> = keys
        .into_iter()
        .map(|key| [key.id, key.shown.text, key.name.unwrap_or_default()])
        .collect();
    Ok(format!("{}{}", say!("cli-keys-list"), aligned(&rows)))
}
