//! The tray: its icon and menu while a tray shows them.

mod actions;
mod availability;
mod icon;
mod indicator;
mod watcher;

pub(super) use actions::TrayActions;
pub(super) use availability::check_possible;
pub(super) use indicator::{Tray, follow};
pub(super) use watcher::{TrayWatcher, watch};
