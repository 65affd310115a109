//! The verbs: what the window does, from a terminal. They never touch the desktop.

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
use fal_budget_core::requests::{self, MapColumns, SetBudget};
use fal_budget_core::store::{backup, database};
use fal_budget_core::{Error, clock, say};
use serde_json::Value;

use crate::{folder, language};
use import::Consent;
use jobs::{JobCounts, When};
pub(crate) use text::readable;
use text::{estimated, log, to_json, wrote};
use usage_error::Complaint;

/// The command line. What its help says stands with the other sentences.
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

/// What can be done without the window.
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
        deed: BudgetCommand,
    },
    #[command(about = say!("cli-log"))]
    Log {
        #[command(flatten)]
        jobs: JobCounts,
        #[command(flatten)]
        when: When,
        #[arg(long, help = say!("cli-json"))]
        json: bool,
    },
    #[command(about = say!("cli-export"))]
    Export {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-export-file"))]
        file: PathBuf,
        #[arg(long, value_name = say!("cli-value-what"), help = help::choices(&whats(), WHAT))]
        #[arg(value_parser = WHAT, default_value = WHAT[0], hide_default_value = true, hide_possible_values = true)]
        what: String,
    },
    #[command(about = say!("cli-import"))]
    Import {
        #[arg(value_name = say!("cli-value-file"), help = say!("cli-import-file"))]
        file: PathBuf,
        #[arg(long = "map", value_name = say!("cli-value-mapping"), help = say!("cli-import-map"))]
        #[arg(value_parser = import::mapped)]
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
        deed: Option<guard::GuardCommand>,
    },
    #[command(about = say!("cli-can-spend"))]
    CanSpend {
        #[arg(allow_hyphen_values = true, value_name = say!("cli-value-amount"), help = say!("cli-can-spend-amount"))]
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

/// What to do with the balance.
#[derive(Subcommand)]
pub(crate) enum BudgetCommand {
    #[command(about = say!("cli-budget-set"))]
    Set {
        #[arg(allow_hyphen_values = true, value_name = say!("cli-value-amount"), help = say!("cli-budget-amount"))]
        amount: String,
    },
    #[command(about = say!("cli-budget-clear"))]
    Clear,
}

/// What can be exported, the usual first.
const WHAT: [&str; 3] = ["jobs", "entries", "prices"];

fn whats() -> String {
    format!(
        "{} {}",
        say!("cli-export-what"),
        say!("cli-default", value = WHAT[0])
    )
}

/// Reads the command line. Where help was asked for, or it cannot be read, this says so and ends
/// the program.
pub(crate) fn read() -> Arguments {
    if let Ok(arguments) = Arguments::try_parse() {
        return arguments;
    }
    // Again, with all the words that help and complaints need.
    let matches = help::framed(Arguments::command()).try_get_matches();
    let read = matches.and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches));
    read.unwrap_or_else(|error| error.apply::<Complaint>().exit())
}

/// What a verb answers.
struct CommandOutput {
    text: String,
    /// The code that the program ends with.
    code: u8,
}

impl From<String> for CommandOutput {
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
            eprintln!("{}", say!("cli-not-started", reason = error.to_string()));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(answer(verb, fal)) {
        Ok(CommandOutput { text, code }) => {
            if !text.is_empty() {
                println!("{text}");
            }
            ExitCode::from(code)
        }
        Err(error) => {
            eprintln!("fal-budget: {error}");
            if let (Error::Store(_), Ok(path)) = (&error, folder::database()) {
                eprintln!(
                    "{}",
                    say!("cli-database", path = path.display().to_string())
                );
            }
            if error.is_refusal() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
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

async fn answer_in_words(verb: Verb) -> Result<String, Error> {
    match &verb {
        Verb::Restore { file } => return restore(file).await,
        Verb::Recover { folder: into } => {
            let done = requests::export_readable(&folder::database()?, into, "fal-budget-readable")
                .await?;
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
                BudgetCommand::Set { amount } => Value::String(amount),
                BudgetCommand::Clear => Value::Null,
            };
            requests::set_budget(ledger, &SetBudget { budget }, now).await?;
            Ok(requests::budget(ledger, now, &zone).await?.display.header)
        }
        Verb::Log { jobs, when, json } => {
            let logged =
                requests::log_job(ledger, &jobs.request(when), JobOrigin::Terminal, now, &zone)
                    .await?;
            let budget = requests::budget(ledger, now, &zone).await?;
            Ok(if json {
                to_json(&logged)
            } else {
                log(&logged, &budget)
            })
        }
        Verb::Export { file, what } => {
            let name = file.to_string_lossy();
            let form = ExportFormat::of_file(&name).ok_or(Error::FileEnding)?;
            let what_is = ExportKind::from_name(&what).ok_or(Error::FileEnding)?;
            let rows = requests::export(ledger, what_is, form, &file).await?;
            Ok(wrote(rows, what_is, &name))
        }
        Verb::Import {
            file,
            map,
            look,
            yes,
        } => {
            let consent = Consent::of(look, yes);
            import::import(
                ledger,
                &file,
                MapColumns {
                    columns: map.into_iter().collect(),
                },
                consent,
            )
            .await
        }
        Verb::Backup { file } => {
            ledger.back_up(&file).await?;
            Ok(say!("cli-copied", file = file.display().to_string()))
        }
        Verb::Guard { deed } => guard::change(ledger, deed).await,
        // Answered before the database is opened, or by themselves.
        Verb::Restore { .. }
        | Verb::Recover { .. }
        | Verb::Gateway { .. }
        | Verb::Status { .. }
        | Verb::CanSpend { .. } => Ok(String::new()),
        Verb::Estimate { jobs, json } => {
            let estimate =
                requests::estimate_cost(ledger, &jobs.request(When::default()), now, &zone).await?;
            Ok(if json {
                to_json(&estimate)
            } else {
                estimated(&estimate)
            })
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
    let back = say!("cli-put-back", file = file.display().to_string());
    let kept = aside.map(|aside| say!("cli-kept-aside", file = aside.display().to_string()));
    Ok([Some(back), kept]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n"))
}
