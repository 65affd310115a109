//! The work of the window's process: what is shown is published, and the ledger, the live balance,
//! the gateway and the alerts are kept going. Knows neither window nor tray.

pub(crate) mod alerts;
pub(crate) mod erase;
pub(crate) mod gateway;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod live;
pub(crate) mod refresh;
pub(crate) mod state;
