//! A verb, carried out: its answer or its error is printed, and becomes the exit code.

use std::path::Path;
use std::process::ExitCode;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, JobRequest, SetBudget};
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_fal::Addresses;
use fal_budget_i18n::{Localize, say};
use fal_budget_ledger::Ledger;
use fal_budget_platform::folder;
use fal_budget_store::database::backup::{self, Restored};
use fal_budget_store::database::{self, holder_of};
use fal_budget_transfer::export;
use serde_json::Value;

use crate::arguments::{BudgetCommand, Verb};
use crate::verbs::call_cost;
use crate::verbs::error::VerbError;
use crate::verbs::export as export_file;
use crate::verbs::import;
use crate::verbs::jobs::JobDetails;
use crate::verbs::ledger::open;
use crate::verbs::{account, gateway, guard, keys, select, status};
use crate::words::output::{CommandOutput, print, print_beside};
use crate::words::text::{estimated, forecast, logged, to_json};

/// Runs one verb on an account, the one in use if none is named, and prints its answer, or an error
/// on stderr. Returns exit code 2 for input that was refused, 1 for a failure.
pub(crate) fn run(verb: Verb, account: Option<&str>, fal: Addresses) -> ExitCode {
    let mut builder = match verb {
        // Calls run side by side; every other verb is one task, and starts sooner on one thread.
        Verb::Gateway { .. } => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            print_beside(&say!("cli-not-started", reason = error.to_string()));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(answer(verb, account, fal)) {
        Ok(CommandOutput { text, code }) => {
            // The gateway has printed its line at its start.
            if !text.is_empty() {
                print(&text);
            }
            ExitCode::from(code)
        }
        Err(error) => {
            print_error(&error);
            if error.is_refusal() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// Prints an error, and for one of the database its path, and who holds it: the sentence alone
/// names no file.
fn print_error(error: &VerbError) {
    print_beside(&format!("fal-budget: {}", error.localized()));
    if error.is_of_the_database()
        && let Ok(path) = folder::database()
    {
        let holder = holder_of(&path);
        let path = path.display().to_string();
        print_beside(&say!("cli-database", path = path));
        if let Some(holder) = holder.filter(|_| error.is_busy()) {
            print_beside(&say!("cli-holder", holder = holder.localized()));
        }
    }
}

async fn answer(
    verb: Verb,
    account: Option<&str>,
    fal: Addresses,
) -> Result<CommandOutput, VerbError> {
    match verb {
        Verb::Gateway { options } => {
            gateway::run(options, fal, account).await?;
            Ok(String::new().into())
        }
        Verb::Status { options } => status::answer(&options, account).await,
        Verb::CanSpend { amount } => guard::can_spend(&amount, account).await,
        verb => answer_in_words(verb, account)
            .await
            .map(CommandOutput::from),
    }
}

/// Runs a verb that answers with text.
async fn answer_in_words(verb: Verb, account: Option<&str>) -> Result<String, VerbError> {
    match &verb {
        Verb::Restore { file } => return restore(file).await,
        Verb::Recover { folder: into } => {
            let database = folder::database()?;
            let done = export::export_readable(&database, into, "fal-budget-readable").await?;
            return Ok(done.sentence());
        }
        _ => {}
    }
    let ledger = open(account).await?;
    let answer = run_on(&ledger, verb).await;
    // Also after an error: closing moves the write-ahead log into the database.
    ledger.close().await;
    answer
}

/// Runs a verb on an open ledger.
async fn run_on(ledger: &Ledger, verb: Verb) -> Result<String, VerbError> {
    match verb {
        Verb::Budget { command } => set_budget(ledger, command).await,
        Verb::Log {
            jobs,
            details,
            json,
        } => log(ledger, jobs.request(details), json).await,
        Verb::Jobs { options } => select::jobs(ledger, options).await,
        Verb::Spending { options } => select::spending(ledger, options).await,
        Verb::Account { command, json } => account::run(ledger, command, json).await,
        Verb::Keys { command, json } => keys::run(ledger, command, json).await,
        Verb::Undo { change } => select::undo(ledger, change).await,
        Verb::Export { options } => export_file::export(ledger, options).await,
        Verb::Import { options } => import::import(ledger, options).await,
        Verb::Backup { file } => {
            ledger.back_up(&file).await?;
            Ok(say!("cli-copied", file = file.display().to_string()))
        }
        Verb::Guard { command } => guard::run(ledger, command).await,
        Verb::Lock { over } => lock(ledger, over).await,
        Verb::Forecast { json } => {
            let found = requests::forecast(ledger, clock::now(), &clock::zone()).await?;
            Ok(if json {
                to_json(&found)
            } else {
                forecast(&found.display)
            })
        }
        Verb::Estimate { jobs, input, json } => {
            let request = jobs.request(JobDetails::default());
            match input {
                Some(file) => call_cost::estimate(ledger, request.model, &file, json).await,
                None => estimate(ledger, request, json).await,
            }
        }
        // These have run already, without a ledger or with one that they open themselves.
        Verb::Restore { .. }
        | Verb::Recover { .. }
        | Verb::Gateway { .. }
        | Verb::Status { .. }
        | Verb::CanSpend { .. } => Ok(String::new()),
    }
}

/// Says whether fal has locked the account, or takes the lock for over.
async fn lock(ledger: &Ledger, over: bool) -> Result<String, VerbError> {
    if !over {
        return Ok(requests::lock_lines(ledger, clock::now(), &clock::zone()).await?);
    }
    Ok(if ledger.end_lock().await? {
        say!("lock-ended")
    } else {
        say!("lock-none")
    })
}

async fn set_budget(ledger: &Ledger, command: BudgetCommand) -> Result<String, VerbError> {
    let now = clock::now();
    match command {
        BudgetCommand::Set {
            owed: Some(amount), ..
        } => {
            requests::state_budget(ledger, &amount, now).await?;
        }
        BudgetCommand::Set { amount, .. } => {
            let budget = Value::String(amount.unwrap_or_default());
            requests::set_budget(ledger, &SetBudget { budget }, now).await?;
        }
        BudgetCommand::Clear => {
            let budget = Value::Null;
            requests::set_budget(ledger, &SetBudget { budget }, now).await?;
        }
    }
    let budget = requests::budget(ledger, now, &clock::zone()).await?;
    Ok(budget.display.header)
}

async fn log(ledger: &Ledger, request: JobRequest, json: bool) -> Result<String, VerbError> {
    let (now, zone) = (clock::now(), clock::zone());
    let done = requests::log_job(ledger, &request, JobOrigin::Terminal, now, &zone).await?;
    if json {
        return Ok(to_json(&done));
    }
    let budget = requests::budget(ledger, now, &zone).await?;
    Ok(logged(&done, &budget))
}

async fn estimate(ledger: &Ledger, request: JobRequest, json: bool) -> Result<String, VerbError> {
    let estimate = requests::estimate_cost(ledger, &request, clock::now(), &clock::zone()).await?;
    Ok(if json {
        to_json(&estimate)
    } else {
        estimated(&estimate)
    })
}

/// Puts a backup in the place of the database, which may be one that cannot be opened.
async fn restore(file: &Path) -> Result<String, VerbError> {
    // A window would go on writing into the file that was moved aside.
    let database = folder::database()?;
    if database::is_in_use(&database)? {
        return Err(VerbError::WindowOpen);
    }
    let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
    let copy = backup::prepare(&database, file).await?;
    let Restored { aside, choices } = backup::restore(&database, copy, &stamp).await?;
    let back = say!("cli-put-back", file = file.display().to_string());
    let kept = aside.map(|aside| say!("cli-kept-aside", file = aside.display().to_string()));
    Ok([Some(back), kept, Some(choices.localized())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n"))
}
