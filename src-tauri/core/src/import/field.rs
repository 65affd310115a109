//! Which column of a file is what.

use std::collections::HashMap;

use crate::say;

/// What is read of a row. The names are the columns of our exports and of fal's billing events
/// (<https://fal.ai/docs/platform-apis/v1/models/billing-events>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// fal's id of the request.
    Request,
    /// The model, or `image` and `video`.
    Model,
    /// When it ran.
    Time,
    /// How much of its unit.
    Quantity,
    /// The unit it is charged by.
    Unit,
    /// The price of one unit, in US dollars.
    UnitPrice,
    /// What it cost, in US dollars.
    Cost,
    /// The same in billionths of a dollar, where there is no other: fal's older events.
    CostNano,
    /// How the cost is known.
    Basis,
    /// A word to group by.
    Tag,
    /// Anything.
    Note,
    /// Whether it was struck through.
    Voided,
}

impl Field {
    /// All of them, in the order in which a person is asked.
    pub const ALL: [Self; 12] = [
        Self::Time,
        Self::Model,
        Self::Cost,
        Self::Quantity,
        Self::Unit,
        Self::UnitPrice,
        Self::Request,
        Self::Tag,
        Self::Note,
        Self::Basis,
        Self::Voided,
        Self::CostNano,
    ];

    /// Its place in [`Field::ALL`].
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Time => 0,
            Self::Model => 1,
            Self::Cost => 2,
            Self::Quantity => 3,
            Self::Unit => 4,
            Self::UnitPrice => 5,
            Self::Request => 6,
            Self::Tag => 7,
            Self::Note => 8,
            Self::Basis => 9,
            Self::Voided => 10,
            Self::CostNano => 11,
        }
    }

    /// Its own name, and others that it goes by.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["request_id", "request", "requestid"],
            Self::Model => &["endpoint_id", "endpoint", "model", "model_id", "app"],
            Self::Time => &[
                "timestamp",
                "time",
                "date",
                "datetime",
                "created_at",
                "at",
                "when",
            ],
            Self::Quantity => &[
                "output_units",
                "quantity",
                "units",
                "billable_units",
                "count",
            ],
            Self::Unit => &["unit"],
            Self::UnitPrice => &["unit_price", "price", "price_per_unit"],
            Self::Cost => &["cost_total", "cost", "total", "amount", "cost_usd", "usd"],
            Self::CostNano => &["cost_estimate_nano_usd", "cost_nano_usd"],
            Self::Basis => &["basis"],
            Self::Tag => &["tag", "project", "label"],
            Self::Note => &["note", "notes", "comment", "description"],
            Self::Voided => &["voided"],
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// Reads [`Field::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What it is called where a person maps columns.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Time => say!("field-time"),
            Self::Model => say!("field-model"),
            Self::Cost => say!("field-cost"),
            Self::Quantity => say!("field-quantity"),
            Self::Unit => say!("field-unit"),
            Self::UnitPrice => say!("field-unit-price"),
            Self::Request => say!("field-request"),
            Self::Tag => say!("field-tag"),
            Self::Note => say!("field-note"),
            Self::Basis => say!("field-basis"),
            Self::Voided => say!("field-voided"),
            Self::CostNano => say!("field-cost-nano"),
        }
    }

    /// Without it a row is no job.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Time | Self::Model)
    }
}

/// Which column each field is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(HashMap<Field, String>);

impl Mapping {
    /// By the names of the columns; the first name of a field that fits is taken.
    #[must_use]
    pub fn of_columns(columns: &[String]) -> Self {
        let mut taken = HashMap::new();
        for field in Field::ALL {
            let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
            let fits = |name: &&str| columns.iter().find(|column| plain(column) == **name);
            if let Some(column) = field.names().iter().find_map(fits) {
                taken.insert(field, column.clone());
            }
        }
        Self(taken)
    }

    /// The same with a field read from another column, or from none.
    #[must_use]
    pub fn with(mut self, field: Field, column: Option<&str>) -> Self {
        match column {
            Some(column) => self.0.insert(field, column.to_owned()),
            None => self.0.remove(&field),
        };
        self
    }

    /// The column of a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// The needed fields that no column is mapped to.
    #[must_use]
    pub fn missing(&self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| field.is_needed() && !self.0.contains_key(field))
            .collect()
    }

    /// The columns that no field is read from.
    #[must_use]
    pub fn unread<'a>(&self, columns: &'a [String]) -> Vec<&'a str> {
        let is_read = |column: &&str| self.0.values().any(|taken| taken == column);
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
    fn columns_are_known_by_their_names_and_by_what_others_call_them() {
        let found = Mapping::of_columns(&columns(&[
            "Date",
            "Model",
            " Cost ",
            "Request-ID",
            "colour",
        ]));
        assert_eq!(found.column(Field::Time), Some("Date"));
        assert_eq!(found.column(Field::Model), Some("Model"));
        assert_eq!(found.column(Field::Cost), Some(" Cost "));
        assert_eq!(found.column(Field::Request), Some("Request-ID"));
        assert_eq!(found.unread(&columns(&["Date", "colour"])), ["colour"]);
        assert!(found.missing().is_empty());
    }

    #[test]
    fn a_person_can_map_another_column_or_none() {
        let names = columns(&["day", "what", "cost"]);
        let found = Mapping::of_columns(&names);
        assert_eq!(found.missing(), [Field::Time, Field::Model]);
        let mapped = found
            .with(Field::Time, Some("day"))
            .with(Field::Model, Some("what"))
            .with(Field::Cost, None);
        assert!(mapped.missing().is_empty());
        assert_eq!(mapped.unread(&names), ["cost"]);
    }

    #[test]
    fn no_two_fields_go_by_the_same_name() {
        let names: Vec<_> = Field::ALL.iter().flat_map(|field| field.names()).collect();
        assert!(
            names
                .iter()
                .enumerate()
                .all(|(nth, name)| !names.iter().skip(nth + 1).any(|other| other == name))
        );
        assert!(
            Field::ALL
                .iter()
                .all(|field| Field::from_name(field.name()) == Some(*field))
        );
        assert!(
            Field::ALL
                .iter()
                .enumerate()
                .all(|(nth, field)| field.place() == nth)
        );
    }
}
