//! Keys that jobs were paid with, by their ids and names. The keys themselves are never here.

use std::collections::BTreeMap;

use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_store::Tx;
use fal_budget_store::tables::{api_key, job};

use super::Ledger;
use crate::LedgerError;

/// Names of keys, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyNames(BTreeMap<KeyId, String>);

impl KeyNames {
    /// Returns the name of a key, or the id where it has none.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let id_of_key = KeyId::parse(id);
        let name = id_of_key.and_then(|id| self.0.get(&id));
        name.map_or(id, String::as_str)
    }

    /// Finds the key that a person names, by its name or its id. `None` for a name that two keys
    /// have, or that is no id either.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<KeyId> {
        let typed = typed.trim();
        let mut named = self.0.iter().filter(|(_, name)| *name == typed);
        match (named.next(), named.next()) {
            (Some((id, _)), None) => Some(id.clone()),
            (Some(_), Some(_)) => None,
            (None, _) => KeyId::parse(typed),
        }
    }
}

impl Ledger {
    /// Reads the names of all keys.
    pub async fn key_names(&self) -> Result<KeyNames, LedgerError> {
        key_names(&mut self.read().await?).await
    }

    /// Lists the keys that jobs were paid with, and those that have a name.
    pub async fn keys(&self) -> Result<Vec<KeyId>, LedgerError> {
        let mut tx = self.read().await?;
        let mut keys = job::keys(&mut tx).await?;
        keys.extend(api_key::list(&mut tx).await?.into_iter().map(|(id, _)| id));
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    /// Gives a key a name of the person's, which fal's does not replace.
    pub async fn name_key(&self, id: &KeyId, name: &str) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        api_key::put_own(&mut tx, id, name).await?;
        Ok(tx.commit().await?)
    }

    /// Stores fal's names of the account's keys.
    pub async fn store_key_names(&self, keys: &[(KeyId, String)]) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        for (id, name) in keys {
            api_key::put_fals(&mut tx, id, name).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) async fn key_names(tx: &mut Tx) -> Result<KeyNames, LedgerError> {
    Ok(KeyNames(api_key::list(tx).await?.into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_name_or_its_id_but_not_by_a_name_of_two() {
        let id = |id| KeyId::parse(id).unwrap();
        let names = KeyNames(BTreeMap::from([
            (id("k1"), "Laptop".to_owned()),
            (id("k2"), "CI".to_owned()),
            (id("k3"), "CI".to_owned()),
        ]));
        for (typed, found) in [
            ("Laptop", Some("k1")),
            (" k2 ", Some("k2")),
            ("CI", None),
            ("k9", Some("k9")),
            ("a key", None),
            ("", None),
        ] {
            assert_eq!(names.find(typed), found.map(id), "{typed}");
        }
        assert_eq!(
            (names.name("k1"), names.name("k9"), names.name("")),
            ("Laptop", "k9", "")
        );
    }
}
