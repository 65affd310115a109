//! The command line as it is typed: verbs and their options.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use fal_budget_i18n::say;

use crate::verbs::account::AccountCommand;
use crate::verbs::export::ExportArgs;
use crate::verbs::gateway::GatewayArgs;
use crate::verbs::guard::GuardCommand;
use crate::verbs::import::ImportArgs;
use crate::verbs::jobs::{JobCounts, JobDetails};
use crate::verbs::keys::KeysCommand;
use crate::verbs::select::{JobsArgs, SpendingArgs};
use crate::verbs::status::StatusArgs;
use crate::words::help;
use crate::words::usage_error::UsageErrorFormatter;

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
    #[arg(long, global = true, value_name = say!("cli-value-name"), help = say!("cli-account"))]
    pub(crate) account: Option<String>,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// Verbs, each of which runs without the window.
#[derive(Subcommand)]
pub(crate) enum Verb {
    #[command(about = say!("cli-status"))]
    Status {
        #[command(flatten)]
        options: StatusArgs,
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
    #[command(about = say!("cli-jobs"))]
    Jobs {
        #[command(flatten)]
        options: JobsArgs,
    },
    #[command(about = say!("cli-spending"))]
    Spending {
        #[command(flatten)]
        options: SpendingArgs,
    },
    #[command(about = say!("cli-accounts"))]
    Account {
        #[command(subcommand)]
        command: Option<AccountCommand>,
        #[arg(long, global = true, help = say!("cli-json"))]
        json: bool,
    },
    #[command(about = say!("cli-keys"))]
    Keys {
        #[command(subcommand)]
        command: Option<KeysCommand>,
        #[arg(long, global = true, help = say!("cli-json"))]
        json: bool,
    },
    #[command(about = say!("cli-undo"))]
    Undo {
        #[arg(value_name = "ID", help = say!("cli-undo-id"))]
        change: Option<i64>,
    },
    #[command(about = say!("cli-export"))]
    Export {
        #[command(flatten)]
        options: ExportArgs,
    },
    #[command(about = say!("cli-import"))]
    Import {
        #[command(flatten)]
        options: ImportArgs,
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
        options: GatewayArgs,
    },
    #[command(about = say!("cli-guard"))]
    Guard {
        #[command(subcommand)]
        command: Option<GuardCommand>,
    },
    #[command(about = say!("cli-lock"))]
    Lock {
        #[arg(long, help = say!("cli-lock-over"))]
        over: bool,
    },
    #[command(about = say!("cli-can-spend"))]
    CanSpend {
        #[arg(allow_hyphen_values = true, value_name = say!("cli-value-amount"))]
        #[arg(help = say!("cli-can-spend-amount"))]
        amount: String,
    },
    #[command(about = say!("cli-forecast"))]
    Forecast {
        #[arg(long, help = say!("cli-json"))]
        json: bool,
    },
    #[command(about = say!("cli-estimate"))]
    Estimate {
        #[command(flatten)]
        jobs: JobCounts,
        #[arg(long, value_name = say!("cli-value-file"), requires = "model", group = "size")]
        #[arg(help = say!("cli-estimate-input"))]
        input: Option<PathBuf>,
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
        #[arg(help = say!("cli-budget-amount"), required_unless_present = "owed")]
        amount: Option<String>,
        #[arg(last = true, value_name = say!("cli-value-amount"), conflicts_with = "amount")]
        #[arg(help = say!("cli-budget-owed"))]
        owed: Option<String>,
    },
    #[command(about = say!("cli-budget-clear"))]
    Clear,
}

/// Reads the command line. Prints help, or a usage error, and ends the program then.
pub(crate) fn read() -> Arguments {
    let typed = verb_first(std::env::args_os().collect());
    if let Ok(arguments) = Arguments::try_parse_from(&typed) {
        return arguments;
    }
    // Only now: translating every help takes longer than most verbs.
    let matches = help::translated(Arguments::command()).try_get_matches_from(&typed);
    let read = matches.and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches));
    read.unwrap_or_else(|error| error.apply::<UsageErrorFormatter>().exit())
}

/// Moves an account that is named before the verb behind it: clap takes options before a verb for
/// those of the window.
fn verb_first(mut typed: Vec<OsString>) -> Vec<OsString> {
    let first = typed.get(1).map(|word| word.to_string_lossy().into_owned());
    let length = match first.as_deref() {
        Some("--account") => 2,
        Some(word) if word.starts_with("--account=") => 1,
        _ => return typed,
    };
    if let Some(words) = typed.get_mut(1..=length + 1) {
        words.rotate_right(1);
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Command;

    /// The short and the long help of each command, by its name.
    fn helps(command: &mut Command) -> Vec<(String, String)> {
        let (short, long) = (
            command.render_help().to_string(),
            command.render_long_help().to_string(),
        );
        let mut all = vec![(command.get_name().to_owned(), format!("{short}{long}"))];
        all.extend(command.get_subcommands_mut().flat_map(helps));
        // Lines between paragraphs are blank in both, and of different length.
        all.into_iter()
            .map(|(name, text)| (name, text.replace("\n          \n", "\n\n")))
            .collect()
    }

    #[test]
    fn an_account_is_named_before_or_after_the_verb() {
        for line in [
            "status --account b --json",
            "--account b status --json",
            "--account=b status --json",
            "status --json --account=b",
        ] {
            let typed = std::iter::once("fal-budget").chain(line.split(' '));
            let typed = verb_first(typed.map(OsString::from).collect());
            let read = Arguments::try_parse_from(typed).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.account.as_deref(), Some("b"), "{line}");
            assert!(matches!(read.verb, Some(Verb::Status { .. })), "{line}");
        }
    }

    /// People know clap's help from other programs.
    #[test]
    fn in_english_the_help_is_claps_own() {
        let mut original = Arguments::command();
        original.build();
        let mut translated = help::translated(Arguments::command());
        let (ours, claps) = (helps(&mut translated), helps(&mut original));
        assert!(ours.len() > 40, "commands below others too: {}", ours.len());
        assert_eq!(ours, claps);
    }

    #[test]
    fn in_english_usage_errors_are_claps_own_too() {
        for line in [
            "nonsense",
            "exprt",
            "budget st",
            "help nonsense",
            "status --jsn",
            "status --json --format plain",
            "status --format bar",
            "status --format",
            "status --json=3",
            "status --json --json",
            "--hidden status",
            "export",
            "export a b",
            "import a --map x",
            "log --model a",
            "log --model a --quantity 1 --images 3",
            "log --model a --quantity 1 --images 3 --videos 4",
            "gateway --port x",
            "gateway --allow-origin *",
            "guard set",
            "guard set --floor",
        ] {
            let typed = || std::iter::once("fal-budget").chain(line.split(' '));
            let claps = Arguments::command()
                .try_get_matches_from(typed())
                .expect_err(line);
            let ours = help::translated(Arguments::command())
                .try_get_matches_from(typed())
                .expect_err(line);
            let ours = ours.apply::<UsageErrorFormatter>();
            assert_eq!(
                (ours.to_string(), ours.exit_code()),
                (claps.to_string(), 2),
                "{line}"
            );
        }
    }
}
