//! The window as a whole: the main job, every key of the keyboard, every language, everybody's
//! eyes.

mod accessibility;
mod keyboard;
mod language;
mod main_job;
mod pictures;
mod welcome;
