//! A program that is connected to the stand-in before it is started.

use std::path::Path;

use fal_budget_app::clock;
use fal_budget_app::live_poller::LivePoller;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_fal::{ClientLimits, Key};
use fal_budget_ledger::Ledger;
use fal_budget_store::database;

use crate::follower::client;
use crate::stand_in::{ADMIN_KEY, StandIn};

/// Connects the program with this data folder, which is not running. Its key is in the file that
/// takes the keychain's place: a person's own keychain is none of the stand-in's business.
pub async fn connect(fal: &StandIn, data: &Path) {
    let store = database::open(&data.join(database::FILE_NAME))
        .await
        .unwrap();
    let ledger = Ledger::new(store, AccountId::FIRST);
    let mut poller = LivePoller::new(client(fal, ClientLimits::default()), ledger.clone());
    let store_key = async |key: &Key| {
        fal_budget_files::replace(&data.join("fal-key-demo"), key.expose().as_bytes()).unwrap();
        Ok::<_, fal_budget_app::Error>(KeyPlace::File)
    };
    let key = Key::from_pasted(ADMIN_KEY).unwrap();
    poller
        .connect(key, store_key, clock::moment, 0)
        .await
        .unwrap();
    ledger.close().await;
}
