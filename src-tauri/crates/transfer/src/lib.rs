//! Imports and exports of jobs: one list of columns says what files tell of a job.

pub mod columns;
pub mod export;
pub mod import;
