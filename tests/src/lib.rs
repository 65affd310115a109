//! Tools of the tests: a computer for each, and the real window on it.

pub mod app;
pub mod chromium;
pub mod computer;
pub mod connected;
pub mod desktop;
pub mod follower;
pub mod gateway;
pub mod keychain;
pub mod load;
pub mod memory;
pub mod nginx;
pub mod notifications;
pub mod ports;
pub mod runs;
pub mod scene;
pub mod stand_in;
pub mod table;
pub mod threats;
pub mod tray;
pub mod wait;
pub mod window;
pub mod wire;
