//! What the tests stand on: a computer of one's own for each test, and the real window on it.

pub mod app;
pub mod computer;
pub mod desktop;
pub mod follower;
pub mod gateway;
pub mod keychain;
pub mod notifications;
pub mod stand_in;
pub mod table;
pub mod tray;
pub mod wait;
pub mod window;
