//! Attacks on the gateway, and everything that its own page may not do.

mod files;
mod limits;
mod neighbour;
mod network;
mod pages;
mod permissions;
