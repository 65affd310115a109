//! The help of the command line. clap's own words in it are English; here they are said in the
//! language that is spoken.

use clap::builder::StyledStr;
use clap::{Arg, Command};
use fal_budget_i18n::say;

/// Returns the help of an option with the values that it takes.
pub(crate) fn choices(help: &str, choices: impl IntoIterator<Item = &'static str>) -> String {
    let choices: Vec<_> = choices.into_iter().collect();
    format!("{help} {}", say!("cli-values", values = choices.join(", ")))
}

/// Gives a command, and those below it, all the words of its help.
pub(crate) fn translated(mut command: Command) -> Command {
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
pub(crate) fn usage(usage: &StyledStr) -> String {
    let mark = say!("cli-usage-mark");
    let margin = " ".repeat(mark.chars().count());
    // clap indents further lines by the width of its own word.
    usage
        .ansi()
        .to_string()
        .replacen("Usage:", &mark, 1)
        .replace("\n       ", &format!("\n{margin} "))
}
