//! The contents of the tray, as pure functions: an icon, a text, and the first lines of the menu.

mod icon;
mod text;

pub use icon::{IconState, Mark, Palette, paint};
pub use text::{TrayView, tray_view};
