//! The verbs of the command line.

mod english;
mod french;
mod status_bar;
