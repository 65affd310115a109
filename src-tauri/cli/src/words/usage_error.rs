//! Usage errors in the language that is spoken: the sentences that clap has in English only.

use clap::builder::styling::Style;
use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use fal_budget_i18n::say;

use super::help::usage;

/// Formats a usage error as clap does, in other words.
pub(crate) struct UsageErrorFormatter;

impl ErrorFormatter for UsageErrorFormatter {
    fn format_error(error: &Error<Self>) -> StyledStr {
        let styles = Styles::styled();
        let mark = styles.get_error();
        let mut text = format!(
            "{mark}{}{mark:#} {}",
            say!("cli-error-mark"),
            sentence(error)
        );
        if let Some(tip) = tip(error) {
            text = format!("{text}\n\n  {tip}");
        }
        text = with_styles(&text, &styles);
        if let Some(ContextValue::StyledStr(shown)) = error.get(ContextKind::Usage) {
            text = format!("{text}\n\n{}", usage(shown));
        }
        let hint = say!("cli-help-hint", option = styled(LITERAL, "--help"));
        format!("{text}\n\n{}\n", with_styles(&hint, &styles)).into()
    }
}

// Marks of styled words, of the private use area: sentences take no escape sequences in their
// values, so marks become styles when all is said.
const BAD: char = '\u{e000}';
const GOOD: char = '\u{e001}';
const LITERAL: char = '\u{e002}';
const END: char = '\u{e00f}';

fn styled(mark: char, text: &str) -> String {
    format!("{mark}{text}{END}")
}

/// Puts the styles in the place of their marks.
fn with_styles(text: &str, styles: &Styles) -> String {
    let marks = [
        (BAD, *styles.get_invalid()),
        (GOOD, *styles.get_valid()),
        (LITERAL, *styles.get_literal()),
    ];
    marks
        .iter()
        .fold(text.to_owned(), |text, (mark, style)| {
            text.replace(*mark, &style.render().to_string())
        })
        .replace(END, &Style::new().bold().render_reset().to_string())
}

/// Returns what clap knows of this kind, such as the argument at fault; empty when it knows
/// nothing.
fn context(error: &Error<UsageErrorFormatter>, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::String(one)) => std::slice::from_ref(one),
        Some(ContextValue::Strings(several)) => several,
        _ => &[],
    }
}

fn first(error: &Error<UsageErrorFormatter>, kind: ContextKind) -> &str {
    context(error, kind)
        .first()
        .map(String::as_str)
        .unwrap_or_default()
}

fn sentence(error: &Error<UsageErrorFormatter>) -> String {
    let argument = styled(BAD, first(error, ContextKind::InvalidArg));
    let value = styled(BAD, first(error, ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => say!("cli-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            let verb = styled(BAD, first(error, ContextKind::InvalidSubcommand));
            say!("cli-unknown-verb", verb = verb)
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = context(error, ContextKind::InvalidArg);
            listed(say!("cli-missing"), missing, GOOD)
        }
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::InvalidValue => {
            // clap says in this way that there is no value at all.
            let sentence = if first(error, ContextKind::InvalidValue).is_empty() {
                say!("cli-value-missing", argument = argument)
            } else {
                say!("cli-value-wrong", value = value, argument = argument)
            };
            format!("{sentence}{}", choices(error))
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error)
                .map(ToString::to_string)
                .unwrap_or_default();
            say!(
                "cli-value-wrong-why",
                value = value,
                argument = argument,
                reason = reason
            )
        }
        ErrorKind::TooManyValues => say!("cli-value-surplus", value = value, argument = argument),
        ErrorKind::InvalidUtf8 => say!("cli-not-text"),
        // None of our options can cause the other kinds.
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

fn conflict(error: &Error<UsageErrorFormatter>) -> String {
    let arguments = context(error, ContextKind::InvalidArg);
    let verbs = context(error, ContextKind::InvalidSubcommand);
    let others = context(error, ContextKind::PriorArg);
    match (arguments, verbs, others) {
        // clap takes an argument that is given twice for a conflict with itself.
        ([argument], _, [other]) if argument == other => {
            say!("cli-repeated", argument = styled(BAD, argument))
        }
        ([argument], _, [other]) => say!(
            "cli-conflict",
            argument = styled(BAD, argument),
            other = styled(BAD, other)
        ),
        ([argument], ..) => {
            let sentence = say!("cli-conflict-several", argument = styled(BAD, argument));
            listed(sentence, others, BAD)
        }
        (_, [verb], [other]) => say!(
            "cli-verb-conflict",
            verb = styled(BAD, verb),
            other = styled(BAD, other)
        ),
        _ => error.kind().as_str().unwrap_or_default().to_owned(),
    }
}

/// Puts names below a sentence, each on a line of its own.
fn listed(sentence: String, names: &[String], mark: char) -> String {
    let names = names.iter().map(|name| format!("  {}", styled(mark, name)));
    std::iter::once(sentence)
        .chain(names)
        .collect::<Vec<_>>()
        .join("\n")
}

fn choices(error: &Error<UsageErrorFormatter>) -> String {
    let values: Vec<_> = context(error, ContextKind::ValidValue)
        .iter()
        .map(|value| styled(GOOD, value))
        .collect();
    if values.is_empty() {
        String::new()
    } else {
        format!("\n  {}", say!("cli-values", values = values.join(", ")))
    }
}

/// Returns the tip with what may have been meant. `None` when clap knows nothing similar.
fn tip(error: &Error<UsageErrorFormatter>) -> Option<String> {
    let similar = |kind| {
        let names = context(error, kind);
        let shown: Vec<_> = names
            .iter()
            .map(|name| say!("cli-quoted", name = styled(GOOD, name)))
            .collect();
        (!names.is_empty()).then(|| (names.len(), shown.join(", ")))
    };
    let verbs = similar(ContextKind::SuggestedSubcommand);
    let verbs = verbs.map(|(count, names)| say!("cli-similar-verb", count = count, names = names));
    let arguments = similar(ContextKind::SuggestedArg);
    let arguments =
        arguments.map(|(count, names)| say!("cli-similar-argument", count = count, names = names));
    let values = similar(ContextKind::SuggestedValue);
    let values =
        values.map(|(count, names)| say!("cli-similar-value", count = count, names = names));
    let meant = verbs.or(arguments).or(values)?;
    Some(format!("{} {meant}", styled(GOOD, &say!("cli-tip-mark"))))
}
