//! Limits on a part of what the account spends: one key, one project, one model.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::jobs::key_id::KeyId;
use crate::money::Money;

/// Kind of the part that a limit holds for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum ScopeKind {
    /// One of fal's keys, by its id.
    Key,
    /// Project: the tag of jobs.
    Project,
    /// Model, by its endpoint id.
    Model,
}

/// Part of what the account spends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// Kind of the part.
    pub kind: ScopeKind,
    /// Name within the kind, as jobs have it.
    pub name: String,
}

/// Period after which a limit begins anew, in the local zone.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Period {
    /// From midnight.
    Day,
    /// From Monday.
    Week,
    /// From the first.
    Month,
}

/// Maximum spending of a scope in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedLimit {
    /// Part of the spending.
    pub scope: Scope,
    /// Period.
    pub period: Period,
    /// Maximum of a period, zero or more.
    pub most: Money,
}

/// Model, key and project of a call, by which it falls in scopes.
#[derive(Clone, Copy, Debug)]
pub struct CallScopes<'a> {
    /// Endpoint id of the model.
    pub endpoint: &'a str,
    /// Id of the caller's key, if it has one.
    pub key: Option<&'a KeyId>,
    /// Project that the caller has named.
    pub project: Option<&'a str>,
}

impl CallScopes<'_> {
    /// Returns `true` if a call falls in a scope.
    #[must_use]
    pub fn is_in(self, scope: &Scope) -> bool {
        let name = match scope.kind {
            ScopeKind::Key => self.key.map(KeyId::as_str),
            ScopeKind::Project => self.project,
            ScopeKind::Model => Some(self.endpoint),
        };
        name == Some(scope.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_in_the_scopes_of_its_key_its_project_and_its_model() {
        let key = KeyId::parse("k1").unwrap();
        let call = CallScopes {
            endpoint: "fal-ai/flux/dev",
            key: Some(&key),
            project: Some("film"),
        };
        let nameless = CallScopes {
            key: None,
            project: None,
            ..call
        };
        for (kind, name, expected, nameless_expected) in [
            (ScopeKind::Key, "k1", true, false),
            (ScopeKind::Key, "k2", false, false),
            (ScopeKind::Project, "film", true, false),
            (ScopeKind::Project, "k1", false, false),
            (ScopeKind::Project, "", false, false),
            (ScopeKind::Model, "fal-ai/flux/dev", true, true),
            (ScopeKind::Model, "fal-ai/flux", false, false),
        ] {
            let scope = Scope {
                kind,
                name: name.to_owned(),
            };
            assert_eq!(call.is_in(&scope), expected, "{scope:?}");
            assert_eq!(nameless.is_in(&scope), nameless_expected, "{scope:?}");
        }
    }
}
