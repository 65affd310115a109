//! Erasing all data: the database with its copies, and the gateway's files.

use std::fs;
use std::path::Path;

use fal_budget_files::is_draft;

use super::backup;
use crate::{StoreError, database};

/// Folder of the gateway's journal and certificates.
const GATEWAY: &str = "gateway";

/// Deletes everything that the program keeps in its data folder. The database must be closed.
pub async fn erase(database: &Path) -> Result<(), StoreError> {
    let _lock = database::lock(database).await?;
    let Some(folder) = database.parent() else {
        return Ok(());
    };
    // By name, because people may keep other things in the folder.
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

/// Recognizes the database with its log, a former database, and an unfinished copy.
fn is_ours(name: &str) -> bool {
    // Lock files are empty. One that was deleted while held would let another program lock a new
    // file of the same name.
    let is_lock = [".lock", ".in-use", ".gateway"]
        .iter()
        .any(|suffix| name.ends_with(suffix));
    let prefixes = ["fal-budget.db", "fal-budget.restored", "fal-budget-before-"];
    !is_lock && (is_draft(name) || prefixes.iter().any(|prefix| name.starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{add_entry, newest_entry};
    use chrono::NaiveDate;

    #[tokio::test]
    async fn all_data_is_deleted_and_no_other_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let store = database::open(&path).await.unwrap();
        add_entry(&store, 7).await;
        backup::make_daily(&store, &path, NaiveDate::from_ymd_opt(2026, 11, 1).unwrap())
            .await
            .unwrap();
        store.close().await;
        fs::create_dir(folder.path().join("gateway")).unwrap();
        for file in [
            "gateway/calls.journal",
            "fal-budget-before-x.db",
            "fal-budget-before-x.db-wal",
            ".fal-budget-a1B2c3.part",
        ] {
            fs::write(folder.path().join(file), "7").unwrap();
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
        let store = database::open(&path).await.unwrap();
        assert_eq!(newest_entry(&store).await, None);
    }
}
