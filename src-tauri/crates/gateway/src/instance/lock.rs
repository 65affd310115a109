//! One gateway for each database: a file that is locked while one runs, and a file that says at
//! which addresses.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fal_budget_domain::gateway::RunningGateway;
use tokio::time::sleep;

use crate::error::GatewayError;
use crate::private_files::{open_or_create, replace};

/// Attempts to take the lock.
const ATTEMPTS: u32 = 5;
/// Pause between two attempts.
const ATTEMPT_PAUSE: Duration = Duration::from_millis(20);

/// The lock on a database, held while its gateway runs. The system frees it after a crash, too.
#[derive(Debug)]
pub(crate) struct InstanceLock {
    _file: File,
    address_file: PathBuf,
}

impl InstanceLock {
    /// Takes the lock. `Err` with the other gateway's address while one holds it.
    pub(crate) async fn take(database: &Path) -> Result<Self, GatewayError> {
        for _ in 0..ATTEMPTS {
            if let Some(file) = try_lock(database)? {
                return Ok(Self {
                    _file: file,
                    address_file: address_file(database),
                });
            }
            // Perhaps no gateway, but another program in [`running`], which is done in a moment.
            sleep(ATTEMPT_PAUSE).await;
        }
        Err(GatewayError::Running(
            running(database).map(|running| running.http),
        ))
    }

    /// Writes the gateway's addresses for other programs of the same user.
    pub(crate) fn announce(&mut self, running: &RunningGateway) -> Result<(), GatewayError> {
        let text = serde_json::to_vec(running).map_err(io::Error::other)?;
        Ok(replace(&self.address_file, &text)?)
    }
}

impl Drop for InstanceLock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.address_file);
    }
}

/// Returns the gateway that runs on a database. `None` when there is none, or before it has
/// announced itself.
#[must_use]
pub fn running(database: &Path) -> Option<RunningGateway> {
    // The file first: trying the lock takes it for a moment, and would be in the way of a gateway
    // that is starting. After a crash the file is still there, but the lock is free.
    let text = fs::read(address_file(database)).ok()?;
    match try_lock(database) {
        Ok(None) => serde_json::from_slice(&text).ok(),
        _ => None,
    }
}

/// Tries to lock a database. Returns `None` while another program holds the lock.
fn try_lock(database: &Path) -> io::Result<Option<File>> {
    let path = database.with_extension("db.gateway");
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Another user who could open the file could lock it, and so keep the gateway from starting.
    let file = open_or_create(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn address_file(database: &Path) -> PathBuf {
    database.with_file_name("gateway").join("running.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_i18n::Localize;
    use std::net::SocketAddr;

    #[tokio::test]
    async fn a_database_has_one_gateway_and_others_know_where() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("fal-budget.db");
        fs::create_dir_all(folder.path().join("gateway")).unwrap();
        assert_eq!(running(&database), None);
        let mut lock = InstanceLock::take(&database).await.unwrap();
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let gateway = RunningGateway {
            http: at(1),
            https: at(2),
            certificate: "ca.pem".into(),
            bundle: "b.pem".into(),
            token: "t".into(),
            webhook: None,
        };
        lock.announce(&gateway).unwrap();
        assert_eq!(running(&database), Some(gateway));
        let refused = InstanceLock::take(&database).await.unwrap_err().localized();
        assert!(refused.contains("at 127.0.0.1:1"), "{refused}");
        drop(lock);
        assert_eq!(running(&database), None);
        InstanceLock::take(&database).await.unwrap();
    }
}
