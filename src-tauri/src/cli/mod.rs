//! The verbs: the window's actions, from a terminal. They work without a desktop.

mod gateway;
mod guard;
mod help;
mod import;
mod jobs;
mod status;
mod text;
mod usage_error;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use fal_budget_core::domain::job::JobOrigin;
use fal_budget_core::export::{ExportFormat, ExportKind};
use fal_budget_core::fal::Addresses;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::{self, JobRequest, MapColumns, SetBudget};
use fal_budget_core::store::{backup, database};
use fal_budget_core::{Error, clock, say};
use serde_json::Value;

use crate::{folder, language};
use import::Consent;
use jobs::{JobCounts, JobDetails};
pub(crate) use text::readable;
use text::{estimated, exported, logged, to_json};
use usage_error::UsageErrorFormatter;

/// The command line. Its help is among the other sentences of the locales.
#[derive(Parser)]
#[command(
    name = "fal-budget",
    version,
    about = say!("cli-about"),
    long_about = format!("{}.\n\n{}", say!("cli-about"), say!("cli-about-more")),
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Arguments {
    #[arg(long, help = say!("cli-hidden"))]
    pub(crate) hidden: bool,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// Verbs, each of which runs without the window.
#[derive(Subcommand)]
pub(crate) enum Verb {
    #[command(about = say!("cli-status"))]
    Status {
        #[command(flatten)]
        options: status::StatusArgs,
    },
    #[command(about = say!("cli-budget"))]
    Budget {
        #[command(subcommand)]
        command: BudgetCommand,
    },
    #[command(about = say!("cli-log"))]
    Log {
        #[command(flatten)]
        jobs: JobCounts,
        #[command(flatten)]
        details: JobDetails,
        #[arg(long, help = say!("cli-json"))]
        json: bool,
    },
    #[command(about = say!("cli-export"))]
    Export {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-export-file"))]
        file: PathBuf,
        #[arg(long, value_name = say!("cli-value-what"), value_parser = EXPORTS)]
        #[arg(help = help::choices(&exports_help(), EXPORTS), hide_possible_values = true)]
        #[arg(default_value = EXPORTS[0], hide_default_value = true)]
        what: String,
    },
    #[command(about = say!("cli-import"))]
    Import {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-import-file"))]
        file: PathBuf,
        #[arg(long = "map", value_name = say!("cli-value-mapping"), help = say!("cli-import-map"))]
        #[arg(value_parser = import::mapping)]
        map: Vec<(String, Option<String>)>,
        #[arg(long, conflicts_with = "yes", help = say!("cli-import-look"))]
        look: bool,
        #[arg(long, help = say!("cli-import-yes"))]
        yes: bool,
    },
    #[command(about = say!("cli-backup"))]
    Backup {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-backup-file"))]
        file: PathBuf,
    },
    #[command(about = say!("cli-recover"))]
    Recover {
        #[arg(value_name = say!("cli-value-folder"), help = say!("cli-recover-folder"))]
        folder: PathBuf,
    },
    #[command(about = say!("cli-restore"))]
    Restore {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-restore-file"))]
        file: PathBuf,
    },
    #[command(about = say!("cli-gateway"))]
    Gateway {
        #[command(flatten)]
        options: gateway::GatewayArgs,
    },
    #[command(about = say!("cli-guard"))]
    Guard {
        #[command(subcommand)]
        command: Option<guard::GuardCommand>,
    },
    #[command(about = say!("cli-can-spend"))]
    CanSpend {
        #[arg(allow_hyphen_values = true, value_name = say!("cli-value-amount"))]
        #[arg(help = say!("cli-can-spend-amount"))]
        amount: String,
    },
    #[command(about = say!("cli-estimate"))]
    Estimate {
        #[command(flatten)]
        jobs: JobCounts,
        #[arg(long, help = say!("cli-json"))]
        json: bool,
    },
}

/// Commands below `budget`.
#[derive(Subcommand)]
pub(crate) enum BudgetCommand {
    #[command(about = say!("cli-budget-set"))]
    Set {
        #[arg(allow_hyphen_values = true, value_name = say!("cli-value-amount"))]
        #[arg(help = say!("cli-budget-amount"))]
        amount: String,
    },
    #[command(about = say!("cli-budget-clear"))]
    Clear,
}

/// Things to export, the default first.
const EXPORTS: [&str; 3] = ["jobs", "entries", "prices"];

fn exports_help() -> String {
    format!(
        "{} {}",
        say!("cli-export-what"),
        say!("cli-default", value = EXPORTS[0])
    )
}

/// Reads the command line. Prints help, or a usage error, and ends the program then.
pub(crate) fn read() -> Arguments {
    if let Ok(arguments) = Arguments::try_parse() {
        return arguments;
    }
    // Only now: translating every help takes longer than most verbs.
    let matches = help::translated(Arguments::command()).try_get_matches();
    let read = matches.and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches));
    read.unwrap_or_else(|error| error.apply::<UsageErrorFormatter>().exit())
}

/// Answer of a verb.
struct CommandOutput {
    text: String,
    /// Exit code of the program.
    code: u8,
}

impl From<String> for CommandOutput {
    fn from(text: String) -> Self {
        Self { text, code: 0 }
    }
}

/// Runs one verb and prints its answer, or an error on stderr. Returns exit code 2 for input that
/// was refused, 1 for a failure.
pub(crate) fn run(verb: Verb, fal: Addresses) -> ExitCode {
    let mut builder = match verb {
        // Calls run side by side; every other verb is one task, and starts sooner on one thread.
        Verb::Gateway { .. } => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{}", say!("cli-not-started", reason = error.to_string()));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(answer(verb, fal)) {
        Ok(CommandOutput { text, code }) => {
            // The gateway has printed its line at its start.
            if !text.is_empty() {
                println!("{text}");
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

/// Prints an error, and for one of the database its path: the sentence alone names no file.
fn print_error(error: &Error) {
    eprintln!("fal-budget: {error}");
    if let (Error::Store(_), Ok(path)) = (error, folder::database()) {
        let path = path.display().to_string();
        eprintln!("{}", say!("cli-database", path = path));
    }
}

async fn answer(verb: Verb, fal: Addresses) -> Result<CommandOutput, Error> {
    match verb {
        Verb::Gateway { options } => gateway::run(options, fal)
            .await
            .map(|()| String::new().into()),
        Verb::Status { options } => status::answer(&options).await,
        Verb::CanSpend { amount } => guard::can_spend(&amount).await,
        verb => answer_in_words(verb).await.map(CommandOutput::from),
    }
}

/// Runs a verb that answers with text.
async fn answer_in_words(verb: Verb) -> Result<String, Error> {
    match &verb {
        Verb::Restore { file } => return restore(file).await,
        Verb::Recover { folder: into } => {
            let database = folder::database()?;
            let done = requests::export_readable(&database, into, "fal-budget-readable").await?;
            return Ok(readable(&done));
        }
        _ => {}
    }
    let ledger = open().await?;
    let answer = run_on(&ledger, verb).await;
    // Also after an error: closing moves the write-ahead log into the database.
    ledger.close().await;
    answer
}

/// Opens the ledger, and speaks the language that was chosen in it.
async fn open() -> Result<Ledger, Error> {
    let ledger = Ledger::new(database::open(&folder::database()?).await?);
    language::speak(ledger.settings().await?.language);
    Ok(ledger)
}

/// Runs a verb on an open ledger.
async fn run_on(ledger: &Ledger, verb: Verb) -> Result<String, Error> {
    match verb {
        Verb::Budget { command } => set_budget(ledger, command).await,
        Verb::Log {
            jobs,
            details,
            json,
        } => log(ledger, jobs.request(details), json).await,
        Verb::Export { file, what } => export(ledger, &file, &what).await,
        Verb::Import {
            file,
            map,
            look,
            yes,
        } => {
            let columns = map.into_iter().collect();
            let consent = Consent::of(look, yes);
            import::import(ledger, &file, MapColumns { columns }, consent).await
        }
        Verb::Backup { file } => {
            ledger.back_up(&file).await?;
            Ok(say!("cli-copied", file = file.display().to_string()))
        }
        Verb::Guard { command } => guard::run(ledger, command).await,
        Verb::Estimate { jobs, json } => {
            estimate(ledger, jobs.request(JobDetails::default()), json).await
        }
        // These have run already, without a ledger or with one that they open themselves.
        Verb::Restore { .. }
        | Verb::Recover { .. }
        | Verb::Gateway { .. }
        | Verb::Status { .. }
        | Verb::CanSpend { .. } => Ok(String::new()),
    }
}

async fn set_budget(ledger: &Ledger, command: BudgetCommand) -> Result<String, Error> {
    let now = clock::now();
    let budget = match command {
        BudgetCommand::Set { amount } => Value::String(amount),
        BudgetCommand::Clear => Value::Null,
    };
    requests::set_budget(ledger, &SetBudget { budget }, now).await?;
    let budget = requests::budget(ledger, now, &clock::zone()).await?;
    Ok(budget.display.header)
}

async fn log(ledger: &Ledger, request: JobRequest, json: bool) -> Result<String, Error> {
    let (now, zone) = (clock::now(), clock::zone());
    let done = requests::log_job(ledger, &request, JobOrigin::Terminal, now, &zone).await?;
    if json {
        return Ok(to_json(&done));
    }
    let budget = requests::budget(ledger, now, &zone).await?;
    Ok(logged(&done, &budget))
}

async fn estimate(ledger: &Ledger, request: JobRequest, json: bool) -> Result<String, Error> {
    let estimate = requests::estimate_cost(ledger, &request, clock::now(), &clock::zone()).await?;
    Ok(if json {
        to_json(&estimate)
    } else {
        estimated(&estimate)
    })
}

async fn export(ledger: &Ledger, file: &Path, what: &str) -> Result<String, Error> {
    let name = file.to_string_lossy();
    let format = ExportFormat::of_file(&name).ok_or(Error::FileEnding)?;
    // clap has let no other name through.
    let kind = ExportKind::from_name(what).ok_or(Error::FileEnding)?;
    let rows = requests::export(ledger, kind, format, file).await?;
    Ok(exported(rows, kind, &name))
}

/// Puts a backup in the place of the database, which may be one that cannot be opened.
async fn restore(file: &Path) -> Result<String, Error> {
    // A window would go on writing into the file that was moved aside.
    if database::is_in_use(&folder::database()?)? {
        return Err(Error::WindowOpen);
    }
    let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
    let aside = backup::restore(&folder::database()?, file, &stamp).await?;
    let back = say!("cli-put-back", file = file.display().to_string());
    let kept = aside.map(|aside| say!("cli-kept-aside", file = aside.display().to_string()));
    Ok([Some(back), kept]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n"))
}
