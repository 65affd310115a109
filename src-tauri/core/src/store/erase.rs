//! Erasing: the database with its copies and what else the program keeps beside it.

use std::fs;
use std::path::Path;

use super::{StoreError, backup, database};

/// The folder of the gateway: its journal and certificates.
const GATEWAY: &str = "gateway";

/// Removes all of it. The database must be closed. Only what the program made goes, as the folder
/// may hold other things; so do empty files that programs lock, which somebody may be holding.
pub async fn erase(database: &Path) -> Result<(), StoreError> {
    let _lock = database::lock(database).await?;
    let Some(folder) = database.parent() else {
        return Ok(());
    };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if [backup::FOLDER, GATEWAY].contains(&name.as_str()) {
                fs::remove_dir_all(entry.path())?;
            }
        } else if is_ours(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The database with its log, one that was put aside, or a copy that was under way.
fn is_ours(name: &str) -> bool {
    let is_lock = [".lock", ".in-use", ".gateway"]
        .iter()
        .any(|ending| name.ends_with(ending));
    let begins = ["fal-budget.db", "fal-budget.restored", "fal-budget-before-"];
    !is_lock && begins.iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::ledger::Ledger;
    use chrono::{DateTime, NaiveDate};

    #[tokio::test]
    async fn all_that_is_ours_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let store = database::open(&path).await.unwrap();
        Ledger::new(store.clone())
            .set_budget(Money::from_nano(7), DateTime::UNIX_EPOCH)
            .await
            .unwrap();
        backup::make_daily(&store, &path, NaiveDate::from_ymd_opt(2026, 11, 1).unwrap())
            .await
            .unwrap();
        store.close().await;
        fs::create_dir(folder.path().join("gateway")).unwrap();
        for ours in [
            "gateway/calls.journal",
            "fal-budget-before-x.db",
            "fal-budget-before-x.db-wal",
        ] {
            fs::write(folder.path().join(ours), "7").unwrap();
        }
        fs::create_dir(folder.path().join("fal-budget-before-mine")).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        erase(&path).await.unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(
            left,
            ["fal-budget-before-mine", "fal-budget.db.lock", "notes.txt"]
        );
        let ledger = Ledger::new(database::open(&path).await.unwrap());
        assert_eq!(
            ledger
                .balance(DateTime::UNIX_EPOCH, &chrono::Utc)
                .await
                .unwrap()
                .entry,
            None
        );
    }
}
