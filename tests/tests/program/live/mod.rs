//! The account at fal.ai, played by the stand-in: its balance, its billing record, the key.

mod balance;
mod connect;
mod record;
