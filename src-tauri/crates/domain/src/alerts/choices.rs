//! Choices of a person: which kinds of alerts are on, and with which marks.

use std::collections::BTreeMap;

use strum::VariantArray;

use super::{AlertKind, AlertMark, AlertRule};

/// Choices for all kinds of alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChoices {
    /// Main switch. While it is off, no kind has a rule.
    pub is_on: bool,
    /// Choice for each kind; a kind without an entry is off.
    pub kinds: BTreeMap<AlertKind, AlertChoice>,
}

/// Choice for one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertChoice {
    /// Switch of the kind.
    pub is_on: bool,
    /// Marks in the order in which they are shown. A kind that is off keeps them.
    pub marks: Vec<AlertMark>,
}

impl Default for AlertChoices {
    fn default() -> Self {
        let kinds = AlertKind::VARIANTS.iter().copied();
        Self {
            is_on: true,
            kinds: kinds.map(|kind| (kind, default_choice(kind))).collect(),
        }
    }
}

/// Returns the choice for a kind that holds until the person makes one.
fn default_choice(kind: AlertKind) -> AlertChoice {
    let default = kind.spec().default;
    AlertChoice {
        is_on: default.is_some(),
        marks: default.unwrap_or_default().to_vec(),
    }
}

/// Returns one rule for each mark, or a single one if the kind needs no mark.
fn rules(kind: AlertKind, marks: &[AlertMark]) -> Vec<AlertRule> {
    let marks = kind.spec().rule.rule_marks(marks).into_iter();
    marks.map(|mark| AlertRule { kind, mark }).collect()
}

impl AlertChoices {
    /// Replaces the choice for one kind.
    pub fn choose(&mut self, kind: AlertKind, is_on: bool, marks: Vec<AlertMark>) {
        self.kinds.insert(kind, AlertChoice { is_on, marks });
    }

    /// Returns whether a kind is on, whatever the main switch says.
    #[must_use]
    pub fn is_kind_on(&self, kind: AlertKind) -> bool {
        self.kinds.get(&kind).is_some_and(|choice| choice.is_on)
    }

    /// Returns the marks of a kind, on or off.
    #[must_use]
    pub fn marks(&self, kind: AlertKind) -> &[AlertMark] {
        self.kinds
            .get(&kind)
            .map_or(&[], |choice| choice.marks.as_slice())
    }

    /// Returns the rules to evaluate, the most urgent first.
    #[must_use]
    pub fn rules(&self) -> Vec<AlertRule> {
        if !self.is_on {
            return Vec::new();
        }
        let mut rules: Vec<AlertRule> = self
            .kinds
            .iter()
            .filter(|(_, choice)| choice.is_on)
            .flat_map(|(kind, choice)| rules(*kind, &choice.marks))
            .collect();
        rules.sort_unstable();
        // Each name has one state, and stored marks may repeat.
        rules.dedup();
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_mark_is_stored_and_read_again() {
        for kind in AlertKind::VARIANTS {
            let marks = default_choice(*kind).marks;
            let stored: Vec<String> = marks.iter().map(|mark| mark.stored()).collect();
            assert_eq!(
                kind.parse_stored(&stored.join(" ")),
                Some(marks),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_kind_that_is_on_by_default_has_a_rule() {
        for kind in AlertKind::VARIANTS {
            let choice = default_choice(*kind);
            assert!(
                !choice.is_on || !rules(*kind, &choice.marks).is_empty(),
                "{kind:?}"
            );
        }
    }
}
