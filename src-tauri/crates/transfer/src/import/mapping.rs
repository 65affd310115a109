//! Mapping from the columns of a file to the fields of a job.

use std::collections::HashMap;

use strum::VariantArray;

use crate::columns::JobField;

/// Column of the file that each field is read from, by its header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(HashMap<JobField, String>);

impl Mapping {
    /// Maps fields to the headers of a file that are recognized. Of several that fit a field, the
    /// best one is taken.
    #[must_use]
    pub fn of_columns(columns: &[String]) -> Self {
        let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
        // By the field's headers, not by the file's order: `cost_total` goes before `amount`,
        // wherever the two stand.
        let column_of = |field: JobField| {
            let fits = |header| columns.iter().find(|column| plain(column) == header);
            field.headers().find_map(fits)
        };
        let mapped =
            JobField::imported().filter_map(|field| Some((field, column_of(field)?.clone())));
        Self(mapped.collect())
    }

    /// Maps a field to another column, or with `None` to no column.
    #[must_use]
    pub fn with(mut self, field: JobField, column: Option<&str>) -> Self {
        match column {
            Some(column) => self.0.insert(field, column.to_owned()),
            None => self.0.remove(&field),
        };
        self
    }

    /// Returns the column of a field, or `None` if the field is read from no column.
    #[must_use]
    pub fn column(&self, field: JobField) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// Iterates over the mapped fields and their columns, always in the same order.
    pub(super) fn columns(&self) -> impl Iterator<Item = (JobField, &str)> {
        let column = |field: &JobField| Some((*field, self.column(*field)?));
        JobField::VARIANTS.iter().filter_map(column)
    }

    /// Returns the needed fields that no column is mapped to.
    #[must_use]
    pub fn missing(&self) -> Vec<JobField> {
        JobField::imported()
            .filter(|field| field.is_needed() && !self.0.contains_key(field))
            .collect()
    }

    /// Returns the columns that no field is read from.
    #[must_use]
    pub fn unread<'a>(&self, columns: &'a [String]) -> Vec<&'a str> {
        let is_read = |column: &&str| self.0.values().any(|mapped| mapped == column);
        columns
            .iter()
            .map(String::as_str)
            .filter(|column| !is_read(column))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn columns_are_recognized_by_the_headers_of_exports_and_by_common_ones() {
        let found = Mapping::of_columns(&columns(&[
            "Date",
            "Model",
            " Cost ",
            "Request-ID",
            "colour",
        ]));
        assert_eq!(found.column(JobField::Time), Some("Date"));
        assert_eq!(found.column(JobField::Model), Some("Model"));
        assert_eq!(found.column(JobField::Cost), Some(" Cost "));
        assert_eq!(found.column(JobField::Request), Some("Request-ID"));
        assert_eq!(found.unread(&columns(&["Date", "colour"])), ["colour"]);
        assert!(found.missing().is_empty());
    }

    #[test]
    fn a_person_can_map_another_column_or_none() {
        let names = columns(&["day", "what", "cost"]);
        let found = Mapping::of_columns(&names);
        assert_eq!(found.missing(), [JobField::Time, JobField::Model]);
        let mapped = found
            .with(JobField::Time, Some("day"))
            .with(JobField::Model, Some("what"))
            .with(JobField::Cost, None);
        assert!(mapped.missing().is_empty());
        assert_eq!(mapped.unread(&names), ["cost"]);
    }
}
