//! Everything that both programs ask the computer for: folders, keychain, each other, and the
//! system's language.

pub mod folder;
pub mod keychain;
pub mod language;
pub mod locale;
pub mod process;
pub mod programs;
