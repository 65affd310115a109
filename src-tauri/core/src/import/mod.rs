//! Jobs out of CSV and JSON files: this program's own exports, fal's billing events, and any table
//! whose columns a person maps. Read row by row: a million rows need no more memory than one.
//!
//! `file` tells what a file is and walks its rows (`table` for CSV, `objects` for JSON), `field`
//! says which column is what, `cell` reads one value, `row` makes a job of a row. Nothing here
//! stores anything.

mod cell;
mod field;
mod file;
mod objects;
mod row;
mod table;

pub use field::{Field, Mapping};
pub use file::{ImportError, JobFile, RowResult};
pub use row::{ImportedRow, RejectedRow};
