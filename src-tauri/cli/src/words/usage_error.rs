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
        let (mark, literal) = (styles.get_error(), styles.get_literal());
        let mut text = format!(
            "{mark}{}{mark:#} {}",
            say!("cli-error-mark"),
            sentence(error, &styles)
        );
        if let Some(tip) = tip(error, *styles.get_valid()) {
            text = format!("{text}\n\n  {tip}");
        }
        if let Some(ContextValue::StyledStr(shown)) = error.get(ContextKind::Usage) {
            text = format!("{text}\n\n{}", usage(shown));
        }
        format!(
            "{text}\n\n{}\n",
            say!("cli-help-hint", option = styled(*literal, "--help"))
        )
        .into()
    }
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
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

fn sentence(error: &Error<UsageErrorFormatter>, styles: &Styles) -> String {
    let (bad, good) = (*styles.get_invalid(), *styles.get_valid());
    let argument = styled(bad, first(error, ContextKind::InvalidArg));
    let value = styled(bad, first(error, ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => say!("cli-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            let verb = styled(bad, first(error, ContextKind::InvalidSubcommand));
            say!("cli-unknown-verb", verb = verb)
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = context(error, ContextKind::InvalidArg);
            listed(say!("cli-missing"), missing, good)
        }
        ErrorKind::ArgumentConflict => conflict(error, bad),
        ErrorKind::InvalidValue => {
            // clap says in this way that there is no value at all.
            let sentence = if first(error, ContextKind::InvalidValue).is_empty() {
                say!("cli-value-missing", argument = argument)
            } else {
                say!("cli-value-wrong", value = value, argument = argument)
            };
            format!("{sentence}{}", choices(error, good))
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

fn conflict(error: &Error<UsageErrorFormatter>, bad: Style) -> String {
    let arguments = context(error, ContextKind::InvalidArg);
    let verbs = context(error, ContextKind::InvalidSubcommand);
    let others = context(error, ContextKind::PriorArg);
    match (arguments, verbs, others) {
        // clap takes an argument that is given twice for a conflict with itself.
        ([argument], _, [other]) if argument == other => {
            say!("cli-repeated", argument = styled(bad, argument))
        }
        ([argument], _, [other]) => say!(
            "cli-conflict",
            argument = styled(bad, argument),
            other = styled(bad, other)
        ),
        ([argument], ..) => {
            let sentence = say!("cli-conflict-several", argument = styled(bad, argument));
            listed(sentence, others, bad)
        }
        (_, [verb], [other]) => say!(
            "cli-verb-conflict",
            verb = styled(bad, verb),
            other = styled(bad, other)
        ),
        _ => error.kind().as_str().unwrap_or_default().to_owned(),
    }
}

/// Puts names below a sentence, each on a line of its own.
fn listed(sentence: String, names: &[String], style: Style) -> String {
    let names = names
        .iter()
        .map(|name| format!("  {}", styled(style, name)));
    std::iter::once(sentence)
        .chain(names)
        .collect::<Vec<_>>()
        .join("\n")
}

fn choices(error: &Error<UsageErrorFormatter>, good: Style) -> String {
    let values: Vec<_> = context(error, ContextKind::ValidValue)
        .iter()
        .map(|value| styled(good, value))
        .collect();
    if values.is_empty() {
        String::new()
    } else {
        format!("\n  {}", say!("cli-values", values = values.join(", ")))
    }
}

/// Returns the tip with what may have been meant. `None` when clap knows nothing similar.
fn tip(error: &Error<UsageErrorFormatter>, good: Style) -> Option<String> {
    let similar = |kind| {
        let names = context(error, kind);
        let shown: Vec<_> = names
            .iter()
            .map(|name| say!("cli-quoted", name = styled(good, name)))
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
    Some(format!("{} {meant}", styled(good, &say!("cli-tip-mark"))))
}
