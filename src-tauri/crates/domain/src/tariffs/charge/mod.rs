//! Charge of a call before it runs, by the model's tariff: rates × quantities of the request, with
//! what the model takes where the request does not say.
//!
//! `tariffs.toml` holds the tariffs. A request is read once ([`input::RequestInput`]); each part of
//! a tariff becomes an expected cost and an upper bound ([`estimate::CostEstimate`]).

pub mod by_hand;
pub mod estimate;
pub mod input;
pub mod likeness;
pub mod part;
pub mod quantity;
pub mod rate;
pub mod request_params;
pub mod tariff;
