//! Mapping from the columns of a file to the fields of a job.

use std::collections::HashMap;

use strum::VariantArray;

use super::header::Header;
use crate::columns::JobField;

/// Column of the file that each field is read from, by its header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    columns: HashMap<JobField, String>,
    /// Fields whose header stands over several columns: the person is asked which one is meant.
    asked: Vec<JobField>,
}

impl Mapping {
    /// Maps fields to the headers of a file that are recognized. Of several that fit a field, the
    /// best one is taken.
    #[must_use]
    pub fn of_columns(columns: &[String]) -> Self {
        let headers: Vec<Header> = columns.iter().map(|column| Header::of(column)).collect();
        // By the field's headers, not by the file's order: `cost_total` goes before `amount`,
        // wherever the two stand. Of `Cost (EUR)` and `Cost (USD)`, what fal bills.
        let column_of = |field: JobField| {
            let fits = |name: &str| {
                let fitting = columns.iter().zip(&headers);
                let fitting = fitting.filter(|(_, header)| header.is_called(name));
                let best = fitting.min_by_key(|(_, header)| header.distance());
                best.map(|(column, _)| column)
            };
            field.headers().iter().find_map(|name| fits(name))
        };
        // `Cost` and `COST` are one header too.
        let is_again = |column: &str| {
            let header = Header::of(column);
            headers.iter().filter(|other| **other == header).count() > 1
        };
        let has_further = |column: &str| {
            let mut further = columns.iter().filter_map(|other| header_of_further(other));
            further.any(|header| header == column)
        };
        let is_doubtful = |column: &str| is_again(column) || has_further(column);
        let mut mapping = Self::default();
        for field in JobField::imported() {
            match column_of(field) {
                Some(column) if is_doubtful(column) => mapping.asked.push(field),
                Some(column) => {
                    mapping.columns.insert(field, column.clone());
                }
                None => {}
            }
        }
        mapping
    }

    /// Returns the mapping of one field alone.
    pub(super) fn only(&self, field: JobField) -> Self {
        let column = self.column(field);
        Self::default().with(field, column)
    }

    /// Maps a field to another column, or with `None` to no column.
    #[must_use]
    pub fn with(mut self, field: JobField, column: Option<&str>) -> Self {
        self.asked.retain(|asked| *asked != field);
        match column {
            Some(column) => self.columns.insert(field, column.to_owned()),
            None => self.columns.remove(&field),
        };
        self
    }

    /// Returns the column of a field, or `None` if the field is read from no column.
    #[must_use]
    pub fn column(&self, field: JobField) -> Option<&str> {
        self.columns.get(&field).map(String::as_str)
    }

    /// Iterates over the mapped fields and their columns, always in the same order.
    pub(super) fn mapped(&self) -> impl Iterator<Item = (JobField, &str)> {
        let column = |field: &JobField| Some((*field, self.column(*field)?));
        JobField::VARIANTS.iter().filter_map(column)
    }

    /// Returns the fields that a person must say the column of: needed ones without any, and those
    /// with several.
    #[must_use]
    pub fn missing(&self) -> Vec<JobField> {
        JobField::imported()
            .filter(|field| {
                self.asked.contains(field) || field.is_needed() && !self.columns.contains_key(field)
            })
            .collect()
    }

    /// Returns the columns that no field is read from.
    #[must_use]
    pub fn unread<'a>(&self, columns: &'a [String]) -> Vec<&'a str> {
        let is_read = |column: &&str| self.columns.values().any(|mapped| mapped == column);
        columns
            .iter()
            .map(String::as_str)
            .filter(|column| !column.trim().is_empty() && !is_read(column))
            .collect()
    }
}

/// Names the columns of one header apart: `Cost`, `Cost (2)`.
pub(super) fn told_apart(names: Vec<String>) -> Vec<String> {
    let mut apart: Vec<String> = Vec::with_capacity(names.len());
    // Columns so far, by the header that they are of.
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in names {
        let nth = counts.get(&name).copied().unwrap_or_default() + 1;
        let name = if nth > 1 && !name.is_empty() {
            format!("{name} ({nth})")
        } else {
            name
        };
        if let Some(header) = header_of_further(&name) {
            *counts.entry(header.to_owned()).or_default() += 1;
        }
        *counts.entry(name.clone()).or_default() += 1;
        apart.push(name);
    }
    apart
}

/// Returns the header that a column is a further one of, as [`told_apart`] names it. `None` for any
/// other column.
fn header_of_further(name: &str) -> Option<&str> {
    let (header, number) = name.strip_suffix(')')?.rsplit_once(" (")?;
    is_ordinal(number).then_some(header)
}

/// Recognizes the number of a further column of one header.
pub(super) fn is_ordinal(number: &str) -> bool {
    number.parse::<u32>().is_ok_and(|number| number > 1)
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
    fn headers_are_known_in_french_and_a_double_one_is_asked_for() {
        let names = columns(&["Date", "Modèle", "Coût", "Étiquette", "Prix unitaire"]);
        let found = Mapping::of_columns(&names);
        for (field, column) in [
            (JobField::Time, "Date"),
            (JobField::Model, "Modèle"),
            (JobField::Cost, "Coût"),
            (JobField::Tag, "Étiquette"),
            (JobField::UnitPrice, "Prix unitaire"),
        ] {
            assert_eq!(found.column(field), Some(column));
        }
        let twice = told_apart(columns(&["A", "A (2)", "A", "A", "", "", "A (2)"]));
        assert_eq!(twice, ["A", "A (2)", "A (3)", "A (4)", "", "", "A (2) (2)"]);
        let many = told_apart(vec!["A".to_owned(); 200_000]);
        assert_eq!(many.last().unwrap(), "A (200000)", "in no time");
        let names = told_apart(columns(&["Date", "Model", "Cost", "Cost", "Cost"]));
        assert_eq!(names, ["Date", "Model", "Cost", "Cost (2)", "Cost (3)"]);
        let found = Mapping::of_columns(&names);
        assert_eq!(found.missing(), [JobField::Cost]);
        for names in [
            ["Cost", "cost"],
            ["Coût (€)", "COUT (€)"],
            ["net cost", "NetCost"],
        ] {
            let found = Mapping::of_columns(&columns(&names));
            assert!(found.missing().contains(&JobField::Cost), "{names:?}");
        }
        let chosen = found.with(JobField::Cost, Some("Cost (2)"));
        assert!(chosen.missing().is_empty());
    }

    #[test]
    fn a_header_is_known_with_its_unit_and_dollars_go_first() {
        for (name, field) in [
            ("Cost (USD)", JobField::Cost),
            ("Amount (US$)", JobField::Cost),
            ("Coût (€)", JobField::Cost),
            ("Cost [EUR]", JobField::Cost),
            ("Amount USD", JobField::Cost),
            ("BilledCost", JobField::Cost),
            ("Total Cost ($)", JobField::Cost),
            ("cost_eur", JobField::Cost),
            ("USD", JobField::Cost),
            ("Unit Price ($/image)", JobField::UnitPrice),
            ("cost_estimate_nano_usd", JobField::CostNano),
            ("BillingCurrency", JobField::Currency),
            ("Devise", JobField::Currency),
            ("ChargeCategory", JobField::Category),
            ("Time (UTC)", JobField::Time),
            ("Date\n(UTC)", JobField::Time),
            ("createdAt", JobField::Time),
            ("Quantity (images)", JobField::Quantity),
            ("Refund ($)", JobField::Refund),
        ] {
            let found = Mapping::of_columns(&columns(&[name]));
            assert_eq!(found.column(field), Some(name), "{name}");
        }
        let found = Mapping::of_columns(&columns(&["Cost (EUR)", "Cost (GBP)", "Cost (USD)"]));
        assert_eq!(found.column(JobField::Cost), Some("Cost (USD)"));
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
