//! Imports and exports of jobs: one list of columns says what files tell of a job.

pub mod export;
pub mod fields;
pub mod import;
