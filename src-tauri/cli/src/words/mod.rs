//! The words of the command line: answers, help and usage errors.

pub(crate) mod help;
pub(crate) mod output;
pub(crate) mod text;
pub(crate) mod usage_error;
