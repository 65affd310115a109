//! The verbs `guard` and `can-spend`: limits, for terminals and scripts.

use clap::Subcommand;
use fal_budget_app::clock;
use fal_budget_app::requests::{self, CanSpend};
use fal_budget_domain::guard::scope::ScopeKind;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use fal_budget_platform::folder;
use serde_json::{Map, Value};

use super::ledger::open;
use crate::verbs::error::VerbError;
use crate::words::help;
use crate::words::output::CommandOutput;

/// Commands below `guard`.
#[derive(Subcommand)]
pub(crate) enum GuardCommand {
    #[command(about = say!("cli-guard-on"))]
    On,
    #[command(about = say!("cli-guard-off"))]
    Off,
    #[command(about = say!("cli-guard-set"))]
    Set {
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        limits: LimitArgs,
    },
    #[command(about = say!("cli-guard-allow"))]
    Allow,
    #[command(about = say!("cli-guard-release"))]
    Release {
        #[arg(value_name = "ID", help = say!("cli-guard-release-which"))]
        #[arg(value_parser = released)]
        job: Released,
    },
    #[command(about = say!("cli-guard-pause"))]
    Pause,
    #[command(about = say!("cli-guard-resume"))]
    Resume,
}

/// Part of the spending that `guard set` limits, in place of the account.
#[derive(clap::Args)]
#[group(multiple = false)]
pub(crate) struct ScopeArgs {
    #[arg(long, value_name = say!("cli-value-key"), help = say!("cli-guard-key"))]
    #[arg(conflicts_with_all = OF_THE_ACCOUNT)]
    key: Option<String>,
    #[arg(long, value_name = say!("cli-value-project"), help = say!("cli-guard-project"))]
    #[arg(conflicts_with_all = OF_THE_ACCOUNT)]
    project: Option<String>,
    #[arg(long, value_name = "ID", help = say!("cli-guard-model"))]
    #[arg(conflicts_with_all = OF_THE_ACCOUNT)]
    model: Option<String>,
}

/// Limits that only the account has.
const OF_THE_ACCOUNT: [&str; 3] = ["floor", "job", "unpriced"];

impl ScopeArgs {
    fn scope(self) -> Option<(ScopeKind, String)> {
        let [key, project, model] = [
            (ScopeKind::Key, self.key),
            (ScopeKind::Project, self.project),
            (ScopeKind::Model, self.model),
        ]
        .map(|(kind, name)| Some((kind, name?)));
        key.or(project).or(model)
    }
}

/// Limits of `guard set`, in US dollars.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct LimitArgs {
    #[arg(long, value_name = say!("cli-value-amount"), allow_hyphen_values = true)]
    #[arg(value_parser = limit, help = say!("cli-guard-floor"))]
    floor: Option<String>,
    #[arg(long, value_name = say!("cli-value-amount"), allow_hyphen_values = true)]
    #[arg(value_parser = limit, help = say!("cli-guard-day"))]
    day: Option<String>,
    #[arg(long, value_name = say!("cli-value-amount"), allow_hyphen_values = true)]
    #[arg(value_parser = limit, help = say!("cli-guard-week"))]
    week: Option<String>,
    #[arg(long, value_name = say!("cli-value-amount"), allow_hyphen_values = true)]
    #[arg(value_parser = limit, help = say!("cli-guard-month"))]
    month: Option<String>,
    #[arg(long, value_name = say!("cli-value-amount"), allow_hyphen_values = true)]
    #[arg(value_parser = limit, help = say!("cli-guard-job"))]
    job: Option<String>,
    #[arg(long, value_name = say!("cli-value-unpriced"), value_parser = UNPRICED)]
    #[arg(help = help::choices(&say!("cli-guard-unpriced"), UNPRICED), hide_possible_values = true)]
    unpriced: Option<String>,
}

/// Takes a limit as it is typed, to be read later with the currency. Refuses an empty one, as a
/// script passes it from a variable that is not set: it is no word that takes a limit away.
fn limit(typed: &str) -> Result<String, String> {
    if typed.trim().is_empty() {
        return Err(say!("cli-guard-empty"));
    }
    Ok(typed.to_owned())
}

/// Calls that the person says have ended: one job, or all for `None`.
#[derive(Clone, Copy)]
pub(crate) struct Released(Option<i64>);

fn released(typed: &str) -> Result<Released, String> {
    match typed.trim() {
        "all" => Ok(Released(None)),
        number => number
            .parse()
            .map(|job| Released(Some(job)))
            .map_err(|_| say!("cli-guard-release-which")),
    }
}

/// Rules for calls without an upper bound.
const UNPRICED: [&str; 3] = ["one", "refuse", "allow"];

impl LimitArgs {
    fn changes(self) -> Map<String, Value> {
        // The request checks amounts; only the word that takes a limit away is known here.
        let limit = |typed: String| {
            if typed.trim() == "none" {
                Value::Null
            } else {
                Value::String(typed)
            }
        };
        let amounts = [
            ("floor", self.floor),
            ("day", self.day),
            ("week", self.week),
            ("month", self.month),
            ("job", self.job),
        ];
        let amounts = amounts
            .into_iter()
            .filter_map(|(name, typed)| Some((name.to_owned(), limit(typed?))));
        let unpriced = self
            .unpriced
            .map(|rule| ("unpriced".to_owned(), Value::String(rule)));
        amounts.chain(unpriced).collect()
    }
}

/// Carries out a command, and returns the state of the guard after it.
pub(crate) async fn run(
    ledger: &Ledger,
    command: Option<GuardCommand>,
) -> Result<String, VerbError> {
    let switch = |on| Map::from_iter([("on".to_owned(), Value::Bool(on))]);
    match command {
        None => {}
        Some(GuardCommand::On) => requests::set_guard(ledger, &switch(true)).await?,
        Some(GuardCommand::Off) => requests::set_guard(ledger, &switch(false)).await?,
        Some(GuardCommand::Set { scope, limits }) => match scope.scope() {
            Some((kind, name)) => {
                requests::limit_scope(ledger, (kind, &name), &limits.changes()).await?;
            }
            None => requests::set_guard(ledger, &limits.changes()).await?,
        },
        Some(GuardCommand::Allow) => ledger.allow_next(clock::now()).await?,
        Some(GuardCommand::Release { job: Released(job) }) => {
            let count = ledger.release_unpriced(job).await?;
            return Ok(match (count, job) {
                (0, Some(_)) => return Err(VerbError::NotRunning),
                (count, _) => say!("cli-guard-released", calls = count),
            });
        }
        Some(GuardCommand::Pause) => ledger.pause_guard(clock::now()).await?,
        Some(GuardCommand::Resume) => ledger.resume_guard().await?,
    }
    let is_running = fal_budget_gateway::running(&folder::database()?).is_some();
    Ok(requests::guard_lines(ledger, is_running, clock::now(), &clock::zone()).await?)
}

/// Answers `can-spend` with a sentence, and exit code 0 for yes, 1 for no.
pub(crate) async fn can_spend(
    amount: &str,
    account: Option<&str>,
) -> Result<CommandOutput, VerbError> {
    let ledger = open(account).await?;
    let answer = requests::can_spend(&ledger, amount, clock::now(), &clock::zone()).await;
    ledger.close().await;
    let CanSpend { yes, reason } = answer?;
    Ok(CommandOutput {
        text: reason,
        code: u8::from(!yes),
    })
}
