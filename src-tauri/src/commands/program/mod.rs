//! Commands of the program: its settings, files and links, its start and its end.

pub(super) mod alerts;
pub(super) mod files;
pub(super) mod life_cycle;
pub(super) mod links;
pub(super) mod sample;
pub(super) mod settings;
