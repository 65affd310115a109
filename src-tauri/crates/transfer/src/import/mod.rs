//! Jobs out of CSV and JSON files: this program's own exports, fal's billing events, and any table
//! whose columns a person maps. Read row by row: a million rows need no more memory than one.
//!
//! `file` recognizes a file and walks its rows (`table` for CSV, `objects` for JSON), `mapping`
//! assigns columns to [fields](crate::columns), `row` makes a job of a row. Nothing here stores
//! anything.

mod file;
mod mapping;
mod objects;
mod request;
mod row;
mod source;
mod table;

pub use file::{ImportError, JobFile, TimeCustoms};
pub use mapping::Mapping;
pub use request::ImportRequest;
pub use source::TextEncoding;
