//! The verb `status`: for people, for programs, and for the bars of desktops and terminals.

use clap::ValueEnum;
use fal_budget_app::requests::AccountStatus;
use fal_budget_app::view::BudgetView;
use fal_budget_app::{clock, requests};
use fal_budget_domain::balance::level::Level;
use fal_budget_i18n::{Localize, say};
use serde::Serialize;

use super::ledger::open;
use crate::verbs::error::VerbError;
use crate::words::help;
use crate::words::output::{CommandOutput, print, print_beside};
use crate::words::text::{status, to_json};

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct StatusArgs {
    #[arg(long, conflicts_with = "format", help = say!("cli-json"))]
    json: bool,
    #[arg(long, value_enum, value_name = say!("cli-value-format"), hide_possible_values = true)]
    #[arg(help = help::choices(&say!("cli-status-format"), ["waybar", "plain"]))]
    #[arg(long_help = formats())]
    format: Option<BarFormat>,
    #[arg(long, conflicts_with_all = ["format", "account"], help = say!("cli-all-accounts"))]
    all_accounts: bool,
    #[arg(long, help = say!("cli-status-exit-code"))]
    exit_code: bool,
}

/// Returns the long help of `--format`, with a line on each format.
fn formats() -> String {
    let (waybar, plain) = (say!("cli-status-waybar"), say!("cli-status-plain"));
    format!(
        "{}\n\n{}\n- waybar: {waybar}\n- plain:  {plain}",
        say!("cli-status-format"),
        say!("cli-values-mark")
    )
}

/// Formats for bars.
#[derive(Clone, Copy, ValueEnum)]
enum BarFormat {
    /// The JSON of Waybar's custom modules.
    Waybar,
    /// One line.
    Plain,
}

/// Output of a custom module of Waybar (waybar-custom(5), RETURN-TYPE). Text and tooltip are Pango
/// markup.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Waybar {
    text: String,
    /// Chooses among `format-icons`.
    alt: &'static str,
    tooltip: String,
    /// For `style.css`.
    class: Vec<&'static str>,
    /// Left out while unknown, as unknown is not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    percentage: Option<u8>,
}

/// Answers in the format of the options. A bar gets its text even when the balance cannot be read.
pub(crate) async fn answer(
    options: &StatusArgs,
    account: Option<&str>,
) -> Result<CommandOutput, VerbError> {
    if options.all_accounts {
        return all_accounts(options).await;
    }
    match (budget(account).await, options.format) {
        (Ok(budget), format) => {
            let text = match format {
                None if options.json => to_json(&budget),
                None => status(&budget),
                Some(BarFormat::Waybar) => line(&waybar(&budget)),
                Some(BarFormat::Plain) => plain(&budget),
            };
            Ok(CommandOutput {
                text,
                code: if options.exit_code { code(&budget) } else { 0 },
            })
        }
        // Waybar shows nothing at all of a program that fails.
        (Err(error), Some(BarFormat::Waybar)) if !options.exit_code => {
            print_beside(&format!("fal-budget: {}", error.localized()));
            Ok(CommandOutput::from(line(&unknown(&error))))
        }
        (Err(error), Some(format)) => {
            let text = if matches!(format, BarFormat::Plain) {
                say!("balance-unknown")
            } else {
                line(&unknown(&error))
            };
            print(&text);
            Err(error)
        }
        (Err(error), None) => Err(error),
    }
}

async fn budget(account: Option<&str>) -> Result<BudgetView, VerbError> {
    let ledger = open(account).await?;
    let budget = requests::budget(&ledger, clock::now(), &clock::zone()).await;
    ledger.close().await;
    Ok(budget?)
}

/// Answers for each account that is not hidden. The exit code is that of the worst.
async fn all_accounts(options: &StatusArgs) -> Result<CommandOutput, VerbError> {
    let ledger = open(None).await?;
    let all = requests::all_budgets(&ledger, clock::now(), &clock::zone()).await;
    ledger.close().await;
    let all = all?;
    let text = if options.json {
        to_json(&all)
    } else {
        let of = |it: &AccountStatus| format!("{}\n{}", it.account, status(&it.budget));
        all.iter().map(of).collect::<Vec<_>>().join("\n\n")
    };
    let codes = all.iter().map(|it| code(&it.budget));
    let worst = codes.max_by_key(|code| severity(*code)).unwrap_or_default();
    Ok(CommandOutput {
        text,
        code: if options.exit_code { worst } else { 0 },
    })
}

/// Orders exit codes: locked, low, old, medium.
const fn severity(code: u8) -> u8 {
    match code {
        12 => 4,
        11 => 3,
        13 => 2,
        10 => 1,
        _ => 0,
    }
}

/// Returns the exit code of `--exit-code`. A figure that was low is low also when it is old.
const fn code(budget: &BudgetView) -> u8 {
    // The worst first: a locked account runs nothing, whatever its balance.
    match (budget.locked, budget.level, budget.stale) {
        (true, ..) => 12,
        (_, Level::Low, _) => 11,
        (_, _, true) => 13,
        (_, Level::Medium, _) => 10,
        (_, Level::High | Level::None, _) => 0,
    }
}

fn plain(budget: &BudgetView) -> String {
    let shown = &budget.display;
    let old = budget.stale.then(|| say!("not-up-to-date"));
    let header = Some(shown.header.clone());
    [
        header,
        shown.status.clone(),
        shown.unpriced_since.clone(),
        old,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn waybar(budget: &BudgetView) -> Waybar {
    let level = match budget.level {
        Level::High => "high",
        Level::Medium => "medium",
        Level::Low => "low",
        Level::None => "none",
    };
    let states = [(budget.locked, "locked"), (budget.stale, "stale")];
    let states: Vec<&str> = states
        .into_iter()
        .filter_map(|(is_so, name)| is_so.then_some(name))
        .collect();
    Waybar {
        text: markup(&budget.display.header),
        alt: states.first().copied().unwrap_or(level),
        // Waybar's manual separates lines this way.
        tooltip: markup(&status(budget)).replace('\n', "\r"),
        class: [level].into_iter().chain(states).collect(),
        percentage: percentage(budget),
    }
}

/// Filled hundredths of the bar, from the exact share: as in words, rounded down.
fn percentage(budget: &BudgetView) -> Option<u8> {
    budget.share.map(|share| share.filled(100))
}

fn unknown(error: &VerbError) -> Waybar {
    Waybar {
        text: markup(&say!("balance-unknown")),
        alt: "unknown",
        tooltip: markup(&error.localized()),
        class: vec!["unknown"],
        percentage: None,
    }
}

/// Writes the JSON on one line, as Waybar reads it.
fn line(waybar: &Waybar) -> String {
    serde_json::to_string(waybar).unwrap_or_default()
}

/// Escapes text for Pango, to which `< €0.01` is the beginning of a tag.
fn markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use fal_budget_app::view;
    use fal_budget_domain::balance::entry::{Entry, EntryOrigin};
    use fal_budget_domain::balance::{Balance, Spent};
    use fal_budget_domain::money::Money;
    use fal_budget_domain::money::currency::MoneyFormat;

    fn budget(nano: Option<i64>, of: i64) -> BudgetView {
        let at = DateTime::UNIX_EPOCH;
        let entry = nano.map(|nano| Entry {
            id: 1,
            origin: EntryOrigin::Typed { change_id: 1 },
            at,
            amount: Some(Money::from_nano(nano)),
            reference: Some(Money::from_nano(of)),
            undone_at: None,
        });
        let spent = Spent {
            cost: Money::ZERO,
            unpriced: 0,
        };
        let balance = Balance {
            entry,
            spent,
            since: spent,
            today: spent,
            live: None,
            lock: None,
        };
        view::budget(&balance, MoneyFormat::default(), at, &Utc).unwrap()
    }

    #[test]
    fn the_exit_code_is_the_level_and_an_old_figure_is_never_good_news() {
        for (nano, locked, stale, expected) in [
            (None, false, false, 0),
            (Some(51), false, false, 0),
            (Some(50), false, false, 10),
            (Some(24), false, false, 11),
            (Some(-1), false, false, 11),
            (Some(51), false, true, 13),
            (Some(50), false, true, 13),
            (Some(24), false, true, 11),
            (Some(51), true, false, 12),
            (Some(24), true, true, 12),
        ] {
            let budget = BudgetView {
                locked,
                stale,
                ..budget(nano, 100)
            };
            assert_eq!(code(&budget), expected, "{nano:?} {locked} {stale}");
        }
    }

    #[test]
    fn a_bar_reads_markup_on_one_line() {
        let said = waybar(&budget(Some(1), 100));
        assert_eq!(said.text, "Budget: &lt; €0.01");
        assert!(said.tooltip.contains('\r') && !line(&said).contains('\n'));
        assert_eq!((said.alt, said.percentage), ("low", Some(1)));
        assert_eq!(
            waybar(&budget(None, 0)).percentage,
            None,
            "unknown is not 0"
        );
        assert_eq!(
            waybar(&budget(Some(-5), 100)).percentage,
            Some(0),
            "overspent is"
        );
        let old = waybar(&BudgetView {
            stale: true,
            ..budget(Some(60), 100)
        });
        assert_eq!((old.alt, old.class), ("stale", vec!["high", "stale"]));
    }
}
