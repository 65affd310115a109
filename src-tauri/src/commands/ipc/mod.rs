//! Arguments and answers that commands share.

mod args;
mod changed;

pub(super) use args::Args;
pub(super) use changed::Changed;
