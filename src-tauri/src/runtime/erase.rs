//! Erasing everything: afterwards the program is as it was before its first start.

use std::sync::Arc;

use fal_budget_domain::account::AccountId;
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_i18n::say;
use fal_budget_platform::folder;

use crate::error::CommandError;
use crate::runtime::gateway::HostedGateway;
use crate::runtime::import::Import;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;
use crate::runtime::state::{Notices, QuitNotice};
use crate::system::{autostart, logging};

/// Everything that remembers something.
pub(crate) struct Eraser {
    pub(crate) ledger: Arc<HostedLedger>,
    pub(crate) notices: Arc<Notices>,
    pub(crate) quit_notice: Arc<QuitNotice>,
    pub(crate) live: Arc<LiveConnection>,
    pub(crate) gateway: Arc<HostedGateway>,
    pub(crate) import: Arc<Import>,
}

impl Eraser {
    /// Removes the database with its backups, the keys, the gateway's folder, the logs and the
    /// start at login. Requires the word that the page names, so that nobody erases by a slip.
    /// Whatever cannot be removed is returned as an error after everything else is gone.
    pub(crate) async fn erase(&self, typed: &str) -> Result<(), CommandError> {
        if typed.trim().to_lowercase() != say!("erase-word") {
            return Err(CommandError::not_confirmed());
        }
        // Asked first: the ledger that knows it is about to be erased.
        let accounts = self.accounts().await;
        let has_key_in_keychain = self.key_places().await.contains(&Some(KeyPlace::Keychain));
        self.import.abandon();
        // The gateway writes into the database until it is stopped.
        self.gateway.close().await;
        if let Err(failure) = self.ledger.erase().await {
            self.gateway.begin();
            return Err(failure);
        }
        self.notices.take();
        self.quit_notice.read(&self.ledger).await;
        let keys = [
            self.live.forget(&accounts).await,
            self.gateway.forget().await,
        ];
        let data = folder::data()?;
        // Both are tried, whatever becomes of the first.
        let files = [autostart::set(false), logging::erase(&data)];
        log::info!("everything was erased");
        // A keychain that is not there also refuses, but then it held no key.
        if has_key_in_keychain && keys.iter().any(Result::is_err) {
            return Err(CommandError::erased_but_key());
        }
        files
            .into_iter()
            .collect::<Result<(), _>>()
            .map_err(|error| CommandError::erased_but_file(&error))
    }

    /// Lists all accounts. A ledger that cannot be opened leaves the first.
    async fn accounts(&self) -> Vec<AccountId> {
        let accounts = match self.ledger.get().await {
            Ok(ledger) => ledger.accounts().await.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let ids: Vec<AccountId> = accounts.into_iter().map(|account| account.id).collect();
        if ids.is_empty() {
            vec![AccountId::FIRST]
        } else {
            ids
        }
    }

    /// Returns the places of the Admin key and the run key. A ledger that cannot be opened leaves
    /// the keychain possible.
    async fn key_places(&self) -> [Option<KeyPlace>; 2] {
        let Ok(ledger) = self.ledger.get().await else {
            return [Some(KeyPlace::Keychain), None];
        };
        let connection = ledger.connection().await.ok().flatten();
        let gateway = ledger.gateway().await.ok();
        [
            connection.map(|connection| connection.key_place),
            gateway.and_then(|choices| choices.key_place),
        ]
    }
}
