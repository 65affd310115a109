//! What is wrong with a command line, in the language that is spoken: the same sentences that clap
//! has in English.

use clap::builder::styling::Style;
use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use fal_budget_core::say;

use super::help::usage;

/// Says it.
pub(super) struct Complaint;

impl ErrorFormatter for Complaint {
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

/// What clap knows of this kind.
fn known(error: &Error<Complaint>, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::String(one)) => std::slice::from_ref(one),
        Some(ContextValue::Strings(several)) => several,
        _ => &[],
    }
}

fn sentence(error: &Error<Complaint>, styles: &Styles) -> String {
    let (bad, good) = (*styles.get_invalid(), *styles.get_valid());
    let first = |kind| {
        known(error, kind)
            .first()
            .map(String::as_str)
            .unwrap_or_default()
    };
    let (argument, value) = (
        styled(bad, first(ContextKind::InvalidArg)),
        styled(bad, first(ContextKind::InvalidValue)),
    );
    match error.kind() {
        ErrorKind::UnknownArgument => say!("cli-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            say!(
                "cli-unknown-verb",
                verb = styled(bad, first(ContextKind::InvalidSubcommand))
            )
        }
        ErrorKind::MissingRequiredArgument => listed(
            say!("cli-missing"),
            known(error, ContextKind::InvalidArg),
            good,
        ),
        ErrorKind::ArgumentConflict => conflict(error, bad),
        ErrorKind::InvalidValue if first(ContextKind::InvalidValue).is_empty() => {
            format!(
                "{}{}",
                say!("cli-value-missing", argument = argument),
                choices(error, good)
            )
        }
        ErrorKind::InvalidValue => {
            format!(
                "{}{}",
                say!("cli-value-wrong", value = value, argument = argument),
                choices(error, good)
            )
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
        // None of the others comes of our options.
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

fn conflict(error: &Error<Complaint>, bad: Style) -> String {
    let (arguments, others) = (
        known(error, ContextKind::InvalidArg),
        known(error, ContextKind::PriorArg),
    );
    let verbs = known(error, ContextKind::InvalidSubcommand);
    match (arguments, verbs, others) {
        ([argument], _, [other]) if argument == other => {
            say!("cli-repeated", argument = styled(bad, argument))
        }
        ([argument], _, [other]) => {
            say!(
                "cli-conflict",
                argument = styled(bad, argument),
                other = styled(bad, other)
            )
        }
        ([argument], ..) => listed(
            say!("cli-conflict-several", argument = styled(bad, argument)),
            others,
            bad,
        ),
        (_, [verb], [other]) => say!(
            "cli-verb-conflict",
            verb = styled(bad, verb),
            other = styled(bad, other)
        ),
        _ => error.kind().as_str().unwrap_or_default().to_owned(),
    }
}

/// One below the other.
fn listed(sentence: String, names: &[String], style: Style) -> String {
    let names = names
        .iter()
        .map(|name| format!("  {}", styled(style, name)));
    std::iter::once(sentence)
        .chain(names)
        .collect::<Vec<_>>()
        .join("\n")
}

fn choices(error: &Error<Complaint>, good: Style) -> String {
    let values: Vec<_> = known(error, ContextKind::ValidValue)
        .iter()
        .map(|value| styled(good, value))
        .collect();
    if values.is_empty() {
        String::new()
    } else {
        format!("\n  {}", say!("cli-values", values = values.join(", ")))
    }
}

/// What may have been meant.
fn tip(error: &Error<Complaint>, good: Style) -> Option<String> {
    let similar = |kind| {
        let names = known(error, kind);
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
