//! What was spent, split for a chart: by model, by tag, or not at all.

use std::collections::BTreeMap;

use super::money::{Money, TooLarge};

/// The jobs of a model and a tag within one group of days. An empty subject is a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Which group of days.
    pub group: usize,
    /// A model or an operation.
    pub subject: String,
    /// The person's word; empty without one.
    pub tag: String,
    /// How many jobs.
    pub jobs: i64,
    /// What they cost, as far as it is known.
    pub cost: Money,
    /// How many of them have no known cost.
    pub unpriced: i64,
}

/// Jobs of a model that were taken for something before fal billed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The model.
    pub subject: String,
    /// How many jobs.
    pub jobs: i64,
    /// What they were taken for.
    pub estimated: Money,
    /// What fal billed.
    pub billed: Money,
}

/// By what spending is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    #[default]
    None,
    /// By model.
    Model,
    /// By tag.
    Tag,
}

/// Sums of jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobSum {
    /// How many jobs.
    pub jobs: i64,
    /// What they cost, as far as it is known.
    pub cost: Money,
    /// How many of them have no known cost.
    pub unpriced: i64,
}

/// One part of a split, with a sum for each group of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Whose jobs; none for all that have no series of their own.
    pub name: Option<String>,
    /// By group.
    pub sums: Vec<JobSum>,
    /// Of all groups.
    pub total: JobSum,
}

/// Spending, split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// The parts, the dearest first, the rest last.
    pub series: Vec<Series>,
    /// Of all parts, by group.
    pub sums: Vec<JobSum>,
    /// Of all parts and groups.
    pub total: JobSum,
    /// Corrections of the whole time, which no part holds: they belong to no model and no day.
    pub corrections: Money,
}

/// Parts that can be told apart by eye; all others are one.
pub const DISTINCT: usize = 5;

impl JobSum {
    fn add(&mut self, slice: &Slice) -> Result<(), TooLarge> {
        self.jobs = self.jobs.saturating_add(slice.jobs);
        self.unpriced = self.unpriced.saturating_add(slice.unpriced);
        self.cost = self.cost.plus(slice.cost)?;
        Ok(())
    }
}

impl Series {
    fn of(name: Option<String>, groups: usize) -> Self {
        Self {
            name,
            sums: vec![JobSum::default(); groups],
            total: JobSum::default(),
        }
    }

    fn add(&mut self, slice: &Slice) -> Result<(), TooLarge> {
        if let Some(sum) = self.sums.get_mut(slice.group) {
            sum.add(slice)?;
        }
        self.total.add(slice)
    }
}

/// Splits slices of so many groups. The dearest parts stand for themselves, the others together.
pub fn spending(slices: &[Slice], split: Split, groups: usize) -> Result<Spending, TooLarge> {
    let mut all = Series::of(None, groups);
    let mut parts: BTreeMap<&str, Series> = BTreeMap::new();
    let mut corrections = Money::ZERO;
    for slice in slices {
        if slice.subject.is_empty() {
            corrections = corrections.plus(slice.cost)?;
            continue;
        }
        all.add(slice)?;
        let name = match split {
            Split::None => "",
            Split::Model => &slice.subject,
            Split::Tag => &slice.tag,
        };
        parts
            .entry(name)
            .or_insert_with(|| Series::of(Some(name.to_owned()), groups))
            .add(slice)?;
    }
    let mut series: Vec<Series> = parts
        .into_values()
        .filter(|part| part.total.jobs > 0)
        .collect();
    series.sort_by_key(|part| (std::cmp::Reverse(part.total.cost), part.name.clone()));
    if series.len() > DISTINCT + 1 {
        let others = series.split_off(DISTINCT);
        let names: Vec<&str> = others
            .iter()
            .filter_map(|part| part.name.as_deref())
            .collect();
        let mut rest = Series::of(None, groups);
        for slice in slices.iter().filter(|slice| !slice.subject.is_empty()) {
            let name = if split == Split::Model {
                &slice.subject
            } else {
                &slice.tag
            };
            if names.contains(&name.as_str()) {
                rest.add(slice)?;
            }
        }
        series.push(rest);
    }
    Ok(Spending {
        series,
        sums: all.sums,
        total: all.total,
        corrections,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slice(group: usize, subject: &str, tag: &str, cost: i64) -> Slice {
        Slice {
            group,
            subject: subject.into(),
            tag: tag.into(),
            jobs: 1,
            cost: Money::from_nano(cost),
            unpriced: 0,
        }
    }

    #[test]
    fn parts_stand_by_cost_and_corrections_in_none() {
        let slices = [
            slice(0, "a/x", "t", 5),
            slice(1, "a/x", "", 5),
            slice(1, "b/y", "t", 30),
            slice(1, "", "", -7),
        ];
        let names = |split| {
            let spending = spending(&slices, split, 2).unwrap();
            assert_eq!(
                (spending.total.cost.nano(), spending.corrections.nano()),
                (40, -7)
            );
            assert_eq!(
                spending
                    .sums
                    .iter()
                    .map(|sum| sum.cost.nano())
                    .collect::<Vec<_>>(),
                [5, 35]
            );
            spending
                .series
                .into_iter()
                .map(|part| (part.name.unwrap(), part.total.cost.nano()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(Split::Model),
            [("b/y".to_owned(), 30), ("a/x".to_owned(), 10)]
        );
        assert_eq!(
            names(Split::Tag),
            [("t".to_owned(), 35), (String::new(), 5)]
        );
        assert_eq!(names(Split::None), [(String::new(), 40)]);
    }

    #[test]
    fn beyond_what_the_eye_tells_apart_the_rest_is_one() {
        let slices: Vec<Slice> = (1..=9)
            .map(|nth| slice(0, &format!("m/{nth}"), "", nth))
            .collect();
        let spending = spending(&slices, Split::Model, 1).unwrap();
        assert_eq!(spending.series.len(), DISTINCT + 1);
        let rest = spending.series.last().unwrap();
        assert_eq!(
            (
                rest.name.as_deref(),
                rest.total.cost.nano(),
                rest.total.jobs
            ),
            (None, 1 + 2 + 3 + 4, 4)
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_doubled_by_a_split(
            raw in proptest::collection::vec((0..4_usize, 0..9_u8, 0..4_u8, 0..1000_i64), 0..60),
        ) {
            let slices: Vec<Slice> =
                raw.iter().map(|(group, model, tag, cost)| slice(*group, &format!("m/{model}"), &tag.to_string(), *cost)).collect();
            let whole: i64 = raw.iter().map(|(.., cost)| cost).sum();
            for split in [Split::None, Split::Model, Split::Tag] {
                let spending = spending(&slices, split, 4).unwrap();
                let parts: i64 = spending.series.iter().map(|part| part.total.cost.nano()).sum();
                let cells: i64 = spending.series.iter().flat_map(|part| &part.sums).map(|sum| sum.cost.nano()).sum();
                let groups: i64 = spending.sums.iter().map(|sum| sum.cost.nano()).sum();
                prop_assert_eq!((parts, cells, groups, spending.total.cost.nano()), (whole, whole, whole, whole));
            }
        }
    }
}
