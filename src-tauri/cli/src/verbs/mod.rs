//! The verbs that are more than a line.

pub(crate) mod account;
pub(crate) mod call_cost;
pub(crate) mod error;
pub(crate) mod export;
pub(crate) mod gateway;
pub(crate) mod guard;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod ledger;
pub(crate) mod select;
pub(crate) mod status;
