//! What the tests stand on: a computer of one's own for each test, and the real window on it.

pub mod computer;
pub mod desktop;
pub mod wait;
pub mod window;
