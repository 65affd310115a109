//! The verb `account`: the accounts of fal.ai in this ledger.

use clap::Subcommand;
use fal_budget_app::requests::{self, AccountView};
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;

use crate::verbs::error::VerbError;
use crate::words::text::to_json;

/// Commands below `account`.
#[derive(Subcommand)]
pub(crate) enum AccountCommand {
    #[command(about = say!("cli-account-list"))]
    List,
    #[command(about = say!("cli-account-add"))]
    Add {
        #[arg(value_name = say!("cli-value-name"), help = say!("cli-account-name"))]
        name: String,
    },
    #[command(about = say!("cli-account-use"))]
    Use {
        #[arg(value_name = say!("cli-value-name"), help = say!("cli-account-name"))]
        name: String,
    },
    #[command(about = say!("cli-account-rename"))]
    Rename {
        #[arg(value_name = say!("cli-value-name"), help = say!("cli-account-name"))]
        name: String,
        #[arg(value_name = say!("cli-value-new-name"), help = say!("cli-account-new-name"))]
        new: String,
    },
    #[command(about = say!("cli-account-hide"))]
    Hide {
        #[arg(value_name = say!("cli-value-name"), help = say!("cli-account-name"))]
        name: String,
    },
}

/// Carries out a command, and lists the accounts after it.
pub(crate) async fn run(
    ledger: &Ledger,
    command: Option<AccountCommand>,
    json: bool,
) -> Result<String, VerbError> {
    match command {
        None | Some(AccountCommand::List) => {}
        Some(AccountCommand::Add { name }) => requests::add_account(ledger, &name).await?,
        Some(AccountCommand::Use { name }) => requests::use_account(ledger, &name).await?,
        Some(AccountCommand::Rename { name, new }) => {
            requests::rename_account(ledger, &name, &new).await?;
        }
        Some(AccountCommand::Hide { name }) => requests::hide_account(ledger, &name).await?,
    }
    let accounts = requests::accounts(ledger).await?;
    if json {
        return Ok(to_json(&accounts));
    }
    Ok(accounts.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn line(account: &AccountView) -> String {
    let mark = match (account.in_use, account.hidden) {
        (true, _) => say!("account-mark-in-use"),
        (false, true) => say!("account-mark-hidden"),
        (false, false) => return account.name.clone(),
    };
    format!("{}  {mark}", account.name)
}
