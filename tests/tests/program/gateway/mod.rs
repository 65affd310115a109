//! The gateway as its callers meet it, without an attack.

mod accounts;
mod api;
mod calls;
mod clients;
mod faults;
mod forms;
mod guard;
mod journal;
mod keys;
mod lock;
mod webhook;
