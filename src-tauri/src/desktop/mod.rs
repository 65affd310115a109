//! The desktop: window, tray and notifications, and the start that puts the program together.

mod notifications;
mod parts;
mod running;
mod start;
mod tray;
mod window;

pub(crate) use start::open;
