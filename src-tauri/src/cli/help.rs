//! The help of the command line: the words that stand beside ours there, in the language that is
//! spoken.

use clap::builder::StyledStr;
use clap::{Arg, Command};
use fal_budget_core::say;

/// What an option takes, with what can be chosen.
pub(super) fn choices(help: &str, choices: impl IntoIterator<Item = &'static str>) -> String {
    let choices: Vec<_> = choices.into_iter().collect();
    format!("{help} {}", say!("cli-values", values = choices.join(", ")))
}

/// A command, and those below it, with all words of its help.
pub(super) fn framed(mut command: Command) -> Command {
    // What is there of its own accord, such as `--help`, is there after this.
    command.build();
    in_words(command)
}

fn in_words(command: Command) -> Command {
    let is_help = command.get_name() == "help";
    let command = command
        .subcommand_value_name(say!("cli-value-verb"))
        .mut_args(own)
        .mut_subcommands(in_words);
    let mut command = if is_help {
        command.about(say!("cli-help-verb"))
    } else {
        command
    };
    let template = template(&mut command);
    command.help_template(template)
}

/// The options that every command has.
fn own(option: Arg) -> Arg {
    match option.get_id().as_str() {
        "help" if option.get_long_help().is_some() => option
            .help(say!("cli-help-more"))
            .long_help(say!("cli-help-less")),
        "help" => option.help(say!("cli-help")),
        "version" => option.help(say!("cli-version")),
        _ => option,
    }
}

/// How a help is laid out: as clap does it, whose headings are English.
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

/// A usage with our word before it, and its lines below each other.
pub(super) fn usage(usage: &StyledStr) -> String {
    let mark = say!("cli-usage-mark");
    let margin = " ".repeat(mark.chars().count());
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
    use crate::cli::usage_error::Complaint;
    use clap::CommandFactory;

    /// Each help, long and short, by the name of its command.
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

    /// clap's own help is what people know from other programs; only in other languages it is of no
    /// use.
    #[test]
    fn in_english_the_help_is_claps_own() {
        let mut own = Arguments::command();
        own.build();
        let (ours, claps) = (helps(&mut framed(Arguments::command())), helps(&mut own));
        assert!(
            ours.len() > 40,
            "all that are below others are there: {}",
            ours.len()
        );
        assert_eq!(ours, claps);
    }

    #[test]
    fn in_english_complaints_are_claps_own_too() {
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
            let ours = framed(Arguments::command())
                .try_get_matches_from(typed())
                .expect_err(line);
            let ours = ours.apply::<Complaint>();
            assert_eq!(
                (ours.to_string(), ours.exit_code()),
                (claps.to_string(), 2),
                "{line}"
            );
        }
    }
}
