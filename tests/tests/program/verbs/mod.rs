//! The verbs of the command line.

mod english;
mod french;
mod lists;
mod status_bar;
