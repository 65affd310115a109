//! The tray, over D-Bus and in a real panel.

mod panel;
mod tray;
