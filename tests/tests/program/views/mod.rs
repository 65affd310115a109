//! Parts of the window, each with its settings.

mod alerts;
mod gateway;
mod guard;
mod models;
mod settings;
mod spending;
