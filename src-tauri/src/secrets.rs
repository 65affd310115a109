//! Where the key is kept: in the system's keychain; where there is none, in a file that only its
//! owner may read. Nowhere else, and never on the way to the first paint: a locked keychain waits
//! for its person.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::fal::Key;
use fal_budget_core::say;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::CommandError;
use crate::folder;

/// How long a person may take to unlock the keychain before the window says that it waits for that.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One call at a time: one that hangs is not joined by others.
static CALLS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// The names of what is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets {
    /// The demo keeps its key apart from the real one.
    pub(crate) is_demo: bool,
    /// Which key.
    pub(crate) secret: Secret,
}

/// The keys that are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret {
    /// Reads the balance.
    Admin,
    /// Runs models for web pages.
    Run,
}

impl Secrets {
    /// Keeps a key and says where. A key kept elsewhere before is removed there.
    pub(crate) async fn store(self, key: &Key) -> Result<KeyPlace, CommandError> {
        let kept = key.clone();
        let mut stored = Box::pin(self.call(move |entry| entry.set_password(kept.expose())));
        let Ok(answer) = timeout(PATIENCE, &mut stored).await else {
            // The person may unlock it later: by then nobody has use for the key.
            tauri::async_runtime::spawn(async move {
                if stored.await.is_ok() {
                    let _ = self.call(Entry::delete_credential).await;
                }
            });
            return Err(CommandError::keychain_silent());
        };
        match answer {
            Ok(()) => {
                in_background(move || self.remove_file())
                    .await
                    .map_err(|error| CommandError::key_file(&error))?;
                Ok(KeyPlace::Keychain)
            }
            Err(KeychainError::Absent) => {
                let kept = key.clone();
                let written = in_background(move || self.write_file(&kept)).await;
                written
                    .map(|()| KeyPlace::File)
                    .map_err(|error| CommandError::key_file(&error))
            }
            Err(KeychainError::Failed(reason)) => Err(CommandError::keychain(&reason)),
        }
    }

    /// Reads the key from where it was kept; none where it is not there or cannot be had. Takes as
    /// long as the keychain's person does, and waits for a keychain that is not there yet.
    pub(crate) async fn load(self, place: KeyPlace) -> Option<Key> {
        let text = match place {
            KeyPlace::File => in_background(move || fs::read_to_string(self.file()?))
                .await
                .map_err(|error| error.to_string()),
            KeyPlace::Keychain => self
                .load_from_keychain()
                .await
                .map_err(|refusal| refusal.to_string()),
        };
        match text {
            Ok(text) => Key::from_pasted(&text).ok(),
            Err(reason) => {
                log::warn!("the key could not be read: {reason}");
                None
            }
        }
    }

    /// At the start of a session the keychain often comes after its programs.
    async fn load_from_keychain(self) -> Result<String, KeychainError> {
        loop {
            match self.call(Entry::get_password).await {
                Err(KeychainError::Absent) => tokio::time::sleep(PATIENCE).await,
                answer => return answer,
            }
        }
    }

    /// Removes the key everywhere.
    pub(crate) async fn remove(self) -> Result<(), CommandError> {
        in_background(move || self.remove_file())
            .await
            .map_err(|error| CommandError::key_file(&error))?;
        match timeout(PATIENCE, self.call(|entry| gone(entry.delete_credential()))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refusal)) => Err(CommandError::key_left(&refusal.to_string())),
            Err(_) => Err(CommandError::key_left(&say!("keychain-may-be-locked"))),
        }
    }

    /// Asks the keychain on a thread of its own, which a locked keychain holds until its person
    /// answers.
    async fn call<T: Send + 'static>(
        self,
        ask: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let user = match (self.secret, self.is_demo) {
            (Secret::Admin, false) => "admin",
            (Secret::Admin, true) => "demo",
            (Secret::Run, false) => "run",
            (Secret::Run, true) => "run-demo",
        };
        let failed = |reason: String| KeychainError::Failed(reason);
        let permit = CALLS
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| failed(error.to_string()))?;
        let work = move || {
            in_turn(permit, || {
                ask(&open()?
                    .build(folder::IDENTIFIER, user, None)
                    .map_err(|error| kind(&error))?)
                .map_err(|error| kind(&error))
            })
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| failed(error.to_string()))?
    }

    fn file(self) -> io::Result<PathBuf> {
        let name = match (self.secret, self.is_demo) {
            (Secret::Admin, false) => "fal-key",
            (Secret::Admin, true) => "fal-key-demo",
            (Secret::Run, false) => "fal-run-key",
            (Secret::Run, true) => "fal-run-key-demo",
        };
        folder::data()
            .map(|data| data.join(name))
            .map_err(io::Error::other)
    }

    /// A new file of the owner's alone takes the place of the old one.
    fn write_file(self, key: &Key) -> io::Result<()> {
        let file = self.file()?;
        let draft = file.with_extension("new");
        remove(&draft)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut written = options.open(&draft)?;
        written.write_all(key.expose().as_bytes())?;
        written.sync_all()?;
        fs::rename(draft, file)
    }

    fn remove_file(self) -> io::Result<()> {
        let file = self.file()?;
        remove(&file.with_extension("new"))?;
        remove(&file)
    }
}

/// Why the keychain did not do it.
#[derive(Debug, thiserror::Error)]
enum KeychainError {
    #[error("{}", say!("keychain-absent"))]
    Absent,
    #[error("{0}")]
    Failed(String),
}

/// Opens the system's keychain anew for each call: it may come, go and come again.
fn open() -> Result<Arc<CredentialStore>, KeychainError> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(target_os = "windows")]
    let store = windows_native_keyring_store::Store::new();
    #[cfg(target_os = "linux")]
    let store = zbus_secret_service_keyring_store::Store::new();
    store
        .map(|store| store as Arc<CredentialStore>)
        .map_err(|_| KeychainError::Absent)
}

fn in_turn<T>(
    permit: OwnedSemaphorePermit,
    ask: impl FnOnce() -> Result<T, KeychainError>,
) -> Result<T, KeychainError> {
    let answer = ask();
    drop(permit);
    answer
}

/// The keychain's own errors can carry what was stored: only their kind is kept.
fn kind(error: &Error) -> KeychainError {
    KeychainError::Failed(match error {
        Error::NoEntry => say!("keychain-without-key"),
        Error::NoStorageAccess(_) => say!("keychain-locked"),
        _ => say!("keychain-failed"),
    })
}

/// Files on a thread for them.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What is not there is removed.
fn gone(removed: keyring_core::Result<()>) -> keyring_core::Result<()> {
    match removed {
        Err(Error::NoEntry) => Ok(()),
        other => other,
    }
}
