//! One gateway for each database: a file that is locked as long as one runs, and one that says
//! where it is.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::GatewayError;
use super::private_files::replace;

/// How often, and at what distance, the lock is tried.
const LOOKS: u32 = 5;
const LOOK: Duration = Duration::from_millis(20);

/// Where a gateway is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningGateway {
    /// Plain HTTP.
    pub http: SocketAddr,
    /// TLS.
    pub https: SocketAddr,
    /// The certificate of its authority.
    #[serde(rename = "ca")]
    pub certificate: PathBuf,
    /// The same with the system's roots.
    pub bundle: PathBuf,
    /// The file with the token of the local API.
    #[serde(rename = "tokenFile")]
    pub token: PathBuf,
}

/// Held as long as the gateway runs; freed also by a crash.
#[derive(Debug)]
pub(super) struct InstanceLock {
    _file: File,
    address_file: PathBuf,
}

impl InstanceLock {
    pub(super) async fn take(database: &Path) -> Result<Self, GatewayError> {
        for _ in 0..LOOKS {
            if let Some(file) = try_lock(database)? {
                return Ok(Self {
                    _file: file,
                    address_file: address_file(database),
                });
            }
            // Another program may just be looking.
            sleep(LOOK).await;
        }
        Err(GatewayError::Running(
            running(database).map(|running| running.http),
        ))
    }

    /// Tells others where the gateway is.
    pub(super) fn announce(&mut self, running: &RunningGateway) -> Result<(), GatewayError> {
        let text = serde_json::to_vec(running).map_err(io::Error::other)?;
        Ok(replace(&self.address_file, &text)?)
    }
}

impl Drop for InstanceLock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.address_file);
    }
}

/// Where a gateway of another program runs on this database; none where there is none, or it does
/// not say.
#[must_use]
pub fn running(database: &Path) -> Option<RunningGateway> {
    // Where nobody says so none runs; a look at the lock would stand in the way of one that starts.
    let text = fs::read(address_file(database)).ok()?;
    match try_lock(database) {
        Ok(None) => serde_json::from_slice(&text).ok(),
        _ => None,
    }
}

fn try_lock(database: &Path) -> io::Result<Option<File>> {
    let path = database.with_extension("db.gateway");
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    // Whoever can open it can hold it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
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

    #[tokio::test]
    async fn there_is_one_for_a_database_and_others_know_where() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("fal-budget.db");
        fs::create_dir_all(folder.path().join("gateway")).unwrap();
        assert_eq!(running(&database), None);
        let mut lock = InstanceLock::take(&database).await.unwrap();
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let here = RunningGateway {
            http: at(1),
            https: at(2),
            certificate: "ca.pem".into(),
            bundle: "b.pem".into(),
            token: "t".into(),
        };
        lock.announce(&here).unwrap();
        assert_eq!(running(&database), Some(here));
        let refused = InstanceLock::take(&database).await.unwrap_err().to_string();
        assert!(refused.contains("at 127.0.0.1:1"), "{refused}");
        drop(lock);
        assert_eq!(running(&database), None);
        InstanceLock::take(&database).await.unwrap();
    }
}
