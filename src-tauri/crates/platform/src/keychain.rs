//! Storage of keys: the system's keychain, or without one a file that only its owner may read.
//! Nothing here is called on the way to the first paint, as a locked keychain waits for its
//! password.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use fal_budget_domain::account::AccountId;
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, MessageValue, ToMessage};
use fal_budget_fal::Key;
use fal_budget_i18n::os_error;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::folder;

/// Time that a person has to unlock the keychain before the window says that it waits for that.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Permit for the one call to the keychain that is under way: a call that hangs holds a thread, and
/// is not joined by others.
static CALLS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// Access to one of the keys.
#[derive(Clone, Copy, Debug)]
pub struct Secrets {
    /// Keys of the demo are kept apart from the real ones.
    pub is_demo: bool,
    /// The key that is meant.
    pub secret: Secret,
    /// Account that the key belongs to.
    pub account: AccountId,
}

/// Keys that are kept.
#[derive(Clone, Copy, Debug)]
pub enum Secret {
    /// The Admin key, which reads the balance.
    Admin,
    /// The run key, which is lent to web pages.
    Run,
}

impl Secrets {
    /// Stores a key and returns where: in the keychain, or without one in its file. A key that goes
    /// into the keychain leaves no older file behind.
    pub async fn store(self, key: &Key) -> Result<KeyPlace, SecretError> {
        let kept = key.clone();
        let mut stored = Box::pin(self.call(move |entry| entry.set_password(kept.expose())));
        let Ok(answer) = timeout(PATIENCE, &mut stored).await else {
            // The person may unlock the keychain later; by then nothing refers to the key.
            tokio::spawn(async move {
                if stored.await.is_ok() {
                    let _ = self.call(Entry::delete_credential).await;
                }
            });
            return Err(SecretError::Silent);
        };
        match answer {
            Ok(()) => {
                in_background(move || self.remove_file())
                    .await
                    .map_err(SecretError::file)?;
                Ok(KeyPlace::Keychain)
            }
            Err(KeychainError::Absent) => {
                let kept = key.clone();
                let written = in_background(move || self.write_file(&kept)).await;
                written.map(|()| KeyPlace::File).map_err(SecretError::file)
            }
            Err(error) => Err(SecretError::Refused(error)),
        }
    }

    /// Loads the key from where it was stored. Returns `None` when the key is gone or cannot be
    /// read. Waits as long as the keychain waits for its password, and for a keychain that is not
    /// there yet.
    pub async fn load(self, place: KeyPlace) -> Option<Key> {
        let text = match place {
            KeyPlace::File => in_background(move || fs::read_to_string(self.file()?))
                .await
                .map_err(KeychainError::File),
            KeyPlace::Keychain => self.load_from_keychain().await,
        };
        match text {
            Ok(text) => Key::from_pasted(&text).ok(),
            Err(error) => {
                log::warn!("the key could not be read: {error}");
                None
            }
        }
    }

    /// Tries again while there is no keychain: at the start of a session it often comes after the
    /// programs.
    async fn load_from_keychain(self) -> Result<String, KeychainError> {
        loop {
            match self.call(Entry::get_password).await {
                Err(KeychainError::Absent) => tokio::time::sleep(PATIENCE).await,
                answer => return answer,
            }
        }
    }

    /// Removes the key from both places.
    pub async fn remove(self) -> Result<(), SecretError> {
        in_background(move || self.remove_file())
            .await
            .map_err(SecretError::file)?;
        match timeout(PATIENCE, self.call(|entry| gone(entry.delete_credential()))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(SecretError::Left(error)),
            Err(_) => Err(SecretError::Left(KeychainError::Silent)),
        }
    }

    /// Calls the keychain on a thread of its own, which a locked keychain blocks until its person
    /// answers.
    async fn call<T: Send + 'static>(
        self,
        ask: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let user = self.user();
        let permit = CALLS
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| KeychainError::Thread(error.to_string()))?;
        let work = move || {
            // Freed by the thread: the caller may give up waiting while the thread still hangs.
            let _permit = permit;
            let answer = ask(&open()?.build(folder::IDENTIFIER, &user, None)?);
            answer.map_err(KeychainError::from)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| KeychainError::Thread(error.to_string()))?
    }

    /// Returns the user name of the entry in the keychain.
    fn user(self) -> String {
        let user = match (self.secret, self.is_demo) {
            (Secret::Admin, false) => "admin",
            (Secret::Admin, true) => "demo",
            (Secret::Run, false) => "run",
            (Secret::Run, true) => "run-demo",
        };
        self.of_account(user)
    }

    /// Tells entries of accounts apart. Those of the first are called as they were when there was
    /// no other.
    fn of_account(self, name: &str) -> String {
        match self.account {
            AccountId::FIRST => name.to_owned(),
            AccountId(id) => format!("{name}-{id}"),
        }
    }

    fn file(self) -> io::Result<PathBuf> {
        let name = match (self.secret, self.is_demo) {
            (Secret::Admin, false) => "fal-key",
            (Secret::Admin, true) => "fal-key-demo",
            (Secret::Run, false) => "fal-run-key",
            (Secret::Run, true) => "fal-run-key-demo",
        };
        folder::data()
            .map(|data| data.join(self.of_account(name)))
            .map_err(io::Error::other)
    }

    /// Writes a new file, readable by its owner alone, and moves it into the place of the old one.
    fn write_file(self, key: &Key) -> io::Result<()> {
        fal_budget_files::replace(&self.file()?, key.expose().as_bytes())
    }

    fn remove_file(self) -> io::Result<()> {
        let file = self.file()?;
        remove(&file.with_extension("new"))?;
        remove(&file)
    }
}

/// Reasons why a key could not be stored or removed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum SecretError {
    /// The keychain did not answer in time, most likely because it asks for its password.
    Silent,
    /// The keychain refused to keep the key.
    Refused(KeychainError),
    /// The key could not be removed from the keychain; everything else is done.
    Left(KeychainError),
    /// The file that takes the keychain's place could not be written or removed.
    File(io::Error),
}

impl ToMessage for SecretError {
    fn to_message(&self) -> Message {
        match self {
            Self::Silent => message!("keychain-silent"),
            Self::Refused(value) => message!("keychain-refused", reason = value.reason()),
            Self::Left(value) => message!(
                "key-left",
                reason = value.reason(),
                entry = folder::IDENTIFIER
            ),
            Self::File(_) => message!("key-file"),
        }
    }
}

impl SecretError {
    /// Returns the code that the page acts on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Silent => "keychain_silent",
            Self::Refused(_) => "keychain",
            Self::Left(_) => "key_left",
            Self::File(_) => "key_file",
        }
    }

    fn file(error: io::Error) -> Self {
        log::warn!("the key's file: {}", os_error::describe(&error));
        Self::File(error)
    }
}

/// Reasons why the keychain, or the file in its place, did not do as it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.reason())]
pub enum KeychainError {
    /// There is no keychain.
    Absent,
    /// The keychain has no such entry.
    NoEntry,
    /// The keychain is locked.
    Locked,
    /// The keychain did not answer in time.
    Silent,
    /// Anything else. The keychain's own errors can carry what was stored, so nothing of them is
    /// kept.
    Failed,
    /// The thread of the call ended early; its words.
    Thread(String),
    /// The file that takes the keychain's place could not be read.
    File(io::Error),
}

impl KeychainError {
    /// Returns the end of a sentence that says why.
    fn reason(&self) -> MessageValue {
        match self {
            Self::Absent => message!("keychain-absent").into(),
            Self::NoEntry => message!("keychain-without-key").into(),
            Self::Locked => message!("keychain-locked").into(),
            Self::Silent => message!("keychain-may-be-locked").into(),
            Self::Failed => message!("keychain-failed").into(),
            Self::Thread(words) => words.into(),
            Self::File(error) => error.into(),
        }
    }
}

impl From<Error> for KeychainError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoEntry => Self::NoEntry,
            Error::NoStorageAccess(_) => Self::Locked,
            _ => Self::Failed,
        }
    }
}

/// Opens the system's keychain anew for each call, as it may come, go and come again.
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

/// Runs work on files on a thread for blocking work.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

/// Removes a file. A file that is not there counts as removed.
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes an entry that is not there for a removed one.
fn gone(removed: keyring_core::Result<()>) -> keyring_core::Result<()> {
    match removed {
        Err(Error::NoEntry) => Ok(()),
        other => other,
    }
}
