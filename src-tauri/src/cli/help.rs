//! The help of the command line. clap's own words in it are English; here they are said in the
//! language that is spoken.

use clap::builder::StyledStr;
use clap::{Arg, Command};
use fal_budget_core::say;

/// Returns the help of an option with the values that it takes.
pub(super) fn choices(help: &str, choices: impl IntoIterator<Item = &'static str>) -> String {
    let choices: Vec<_> = choices.into_iter().collect();
    format!("{help} {}", say!("cli-values", values = choices.join(", ")))
}

/// Gives a command, and those below it, all the words of its help.
pub(super) fn translated(mut command: Command) -> Command {
    // Adds clap's own options and commands, such as `--help`, which have words as well.
    command.build();
    translate(command)
}

fn translate(command: Command) -> Command {
    let is_help = command.get_name() == "help";
    let command = command
        .subcommand_value_name(say!("cli-value-verb"))
        .mut_args(translate_option)
        .mut_subcommands(translate);
    let mut command = if is_help {
        command.about(say!("cli-help-verb"))
    } else {
        command
    };
    let template = template(&mut command);
    command.help_template(template)
}

/// Gives the options that every command has their help.
fn translate_option(option: Arg) -> Arg {
    match option.get_id().as_str() {
        "help" if option.get_long_help().is_some() => option
            .help(say!("cli-help-more"))
            .long_help(say!("cli-help-less")),
        "help" => option.help(say!("cli-help")),
        "version" => option.help(say!("cli-version")),
        _ => option,
    }
}

/// Returns the template of a help: clap's own layout, whose headings are English only.
fn template(command: &mut Command) -> String {
    let style = *command.get_styles().get_header();
    let has_options = command
        .get_arguments()
        .any(|argument| !argument.is_positional());
    let parts = [
        (
            command.has_subcommands(),
            say!("cli-verbs-mark"),
            "{subcommands}",
        ),
        (
            command.get_positionals().next().is_some(),
            say!("cli-arguments-mark"),
            "{positionals}",
        ),
        (has_options, say!("cli-options-mark"), "{options}"),
    ];
    let parts = parts.into_iter().filter(|(is_there, ..)| *is_there);
    let parts = parts.map(|(_, mark, part)| format!("{style}{mark}{style:#}\n{part}"));
    let begin = format!("{{about-with-newline}}\n{}", usage(&command.render_usage()));
    std::iter::once(begin)
        .chain(parts)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Returns a usage with our word before it, and its lines below each other.
pub(super) fn usage(usage: &StyledStr) -> String {
    let mark = say!("cli-usage-mark");
    let margin = " ".repeat(mark.chars().count());
    // clap indents further lines by the width of its own word.
    usage
        .ansi()
        .to_string()
        .replacen("Usage:", &mark, 1)
        .replace("\n       ", &format!("\n{margin} "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Arguments;
    use crate::cli::usage_error::UsageErrorFormatter;
    use clap::CommandFactory;

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

    /// People know clap's help from other programs.
    #[test]
    fn in_english_the_help_is_claps_own() {
        let mut original = Arguments::command();
        original.build();
        let mut translated = translated(Arguments::command());
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
            let ours = translated(Arguments::command())
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
