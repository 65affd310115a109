//! The verbs: what the window does, from a terminal. They never touch the desktop.

mod gateway;
mod guard;
mod import;
mod jobs;
mod status;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fal_budget_core::domain::job::Origin;
use fal_budget_core::export::{Form, What};
use fal_budget_core::fal::Addresses;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{self, MapColumns, SetBudget};
use fal_budget_core::store::{backup, database};
use fal_budget_core::{Error, clock};
use serde_json::Value;

use crate::{folder, language};
use import::Consent;
use jobs::{JobCounts, When};
pub(crate) use text::readable;
use text::{estimated, log, to_json};

/// How much fal.ai credit is left, and what the next job costs.
///
/// Without a command the window opens. All amounts in JSON are US dollars.
#[derive(Parser)]
#[command(name = "fal-budget", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// Start in the tray, without the window
    #[arg(long)]
    pub(crate) hidden: bool,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// What can be done without the window.
#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Show what is left and what was spent
    Status {
        #[command(flatten)]
        options: status::Options,
    },
    /// Enter the balance that fal.ai shows, or clear it
    Budget {
        #[command(subcommand)]
        deed: BudgetDeed,
    },
    /// Log jobs that ran
    Log {
        #[command(flatten)]
        jobs: JobCounts,
        #[command(flatten)]
        when: When,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write jobs, entries or prices to a CSV or JSON file
    Export {
        /// The file; its ending says in which form
        file: PathBuf,
        /// What to write
        #[arg(long, value_parser = ["jobs", "entries", "prices"], default_value = "jobs")]
        what: String,
    },
    /// Import jobs from a CSV or JSON file: our exports, fal's billing events, or a table of yours
    Import {
        /// The file
        file: PathBuf,
        /// Reads a field from a column, for example timestamp=Date; nothing after the = reads it from none
        #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = import::mapped)]
        map: Vec<(String, Option<String>)>,
        /// Only show what would be imported
        #[arg(long, conflicts_with = "yes")]
        look: bool,
        /// Import without being asked
        #[arg(long)]
        yes: bool,
    },
    /// Copy the database into a new file, verified
    Backup {
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Write what can be read of a damaged database to CSV files, which can be imported
    Recover {
        /// The folder for them
        folder: PathBuf,
    },
    /// Put a copy in the place of the database, which is kept beside it
    Restore {
        /// The copy
        file: PathBuf,
    },
    /// Forward calls to fal.ai and meter them, until it is ended
    Gateway {
        #[command(flatten)]
        options: gateway::Options,
    },
    /// Show or change what may be spent through the gateway
    Guard {
        #[command(subcommand)]
        deed: Option<guard::Deed>,
    },
    /// Say whether an amount can be spent: exit code 0 if it can, 1 if not
    CanSpend {
        /// In US dollars, for example 0.50
        #[arg(allow_hyphen_values = true)]
        amount: String,
    },
    /// Show what jobs would cost
    Estimate {
        #[command(flatten)]
        jobs: JobCounts,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What to do with the balance.
#[derive(Subcommand)]
pub(crate) enum BudgetDeed {
    /// Enter the balance, for example 10.00
    Set {
        /// The balance as fal.ai shows it
        #[arg(allow_hyphen_values = true)]
        amount: String,
    },
    /// Clear the balance; what was spent stays
    Clear,
}

/// What a verb answers.
struct Said {
    text: String,
    /// The code that the program ends with.
    code: u8,
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self { text, code: 0 }
    }
}

/// Runs one verb and prints its answer, or a sentence on stderr: exit code 2 where the input was
/// refused, 1 where something failed.
pub(crate) fn run(verb: Verb, fal: Addresses) -> ExitCode {
    let mut builder = match verb {
        Verb::Gateway { .. } => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("fal-budget could not start: {error}.");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(answer(verb, fal)) {
        Ok(Said { text, code }) => {
            if !text.is_empty() {
                println!("{text}");
            }
            ExitCode::from(code)
        }
        Err(error) => {
            eprintln!("fal-budget: {error}");
            if let (Error::Store(_), Ok(path)) = (&error, folder::database()) {
                eprintln!("The database is {}", path.display());
            }
            if error.is_refusal() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

async fn answer(verb: Verb, fal: Addresses) -> Result<Said, Error> {
    match verb {
        Verb::Gateway { options } => gateway::run(options, fal).await.map(|()| String::new().into()),
        Verb::Status { options } => status::answer(&options).await,
        Verb::CanSpend { amount } => guard::can_spend(&amount).await,
        verb => answer_in_words(verb).await.map(Said::from),
    }
}

async fn answer_in_words(verb: Verb) -> Result<String, Error> {
    match &verb {
        Verb::Restore { file } => return restore(file).await,
        Verb::Recover { folder: into } => {
            let done = requests::export_readable(&folder::database()?, into, "fal-budget-readable").await?;
            return Ok(readable(&done));
        }
        _ => {}
    }
    let ledger = open().await?;
    let answer = perform(&ledger, verb).await;
    ledger.close().await;
    answer
}

/// Opens the books, and speaks the language that was chosen in them.
async fn open() -> Result<Ledger, Error> {
    let ledger = Ledger::new(database::open(&folder::database()?).await?);
    language::speak(ledger.settings().await?.language);
    Ok(ledger)
}

async fn perform(ledger: &Ledger, verb: Verb) -> Result<String, Error> {
    let (now, zone) = (clock::now(), clock::zone());
    match verb {
        Verb::Budget { deed } => {
            let budget = match deed {
                BudgetDeed::Set { amount } => Value::String(amount),
                BudgetDeed::Clear => Value::Null,
            };
            requests::set_budget(ledger, &SetBudget { budget }, now).await?;
            Ok(requests::budget(ledger, now, &zone).await?.display.header)
        }
        Verb::Log { jobs, when, json } => {
            let logged = requests::log_job(ledger, &jobs.request(when), Origin::Terminal, now, &zone).await?;
            let budget = requests::budget(ledger, now, &zone).await?;
            Ok(if json { to_json(&logged) } else { log(&logged, &budget) })
        }
        Verb::Export { file, what } => {
            let name = file.to_string_lossy();
            let form = Form::of_file(&name).ok_or(Error::FileEnding)?;
            let what_is = What::from_name(&what).ok_or(Error::FileEnding)?;
            let rows = requests::export(ledger, what_is, form, &file).await?;
            Ok(format!("Wrote {rows} {what} to {name}"))
        }
        Verb::Import { file, map, look, yes } => {
            let consent = Consent::of(look, yes);
            import::import(ledger, &file, MapColumns { columns: map.into_iter().collect() }, consent).await
        }
        Verb::Backup { file } => {
            ledger.back_up(&file).await?;
            Ok(format!("Copied the database to {}", file.display()))
        }
        Verb::Guard { deed } => guard::change(ledger, deed).await,
        // Answered before the database is opened, or by themselves.
        Verb::Restore { .. }
        | Verb::Recover { .. }
        | Verb::Gateway { .. }
        | Verb::Status { .. }
        | Verb::CanSpend { .. } => Ok(String::new()),
        Verb::Estimate { jobs, json } => {
            let estimate = requests::estimate_cost(ledger, &jobs.request(When::default()), now, &zone).await?;
            Ok(if json { to_json(&estimate) } else { estimated(&estimate) })
        }
    }
}

/// The database is not opened: it may be the one that cannot be.
async fn restore(file: &Path) -> Result<String, Error> {
    if database::is_in_use(&folder::database()?)? {
        return Err(Error::WindowOpen);
    }
    let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
    let aside = backup::restore(&folder::database()?, file, &stamp).await?;
    let kept = aside.map(|aside| format!("\nWhat was there is kept as {}", aside.display())).unwrap_or_default();
    Ok(format!("Put {} back{kept}", file.display()))
}
