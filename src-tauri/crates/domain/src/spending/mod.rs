//! Spending, split for a chart: by model, by tag, or not at all.

pub mod axis;
pub mod day;
pub mod period;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::money::{Money, TooLarge};

/// Jobs of one model and tag, or of one key, within one group of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Index of the group of days.
    pub group: usize,
    /// Endpoint id of the model, or a generic operation; empty for corrections.
    pub subject: String,
    /// Tag; empty without one.
    pub tag: String,
    /// Id of the key; empty without one, and where sums are not kept by key.
    pub key: String,
    /// Number of jobs.
    pub jobs: i64,
    /// Cost of the jobs whose cost is known.
    pub cost: Money,
    /// Number of jobs without a known cost.
    pub unpriced: i64,
}

/// Jobs of one model whose estimate was replaced by a metered or billed cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledEstimates {
    /// Endpoint id of the model.
    pub subject: String,
    /// Number of jobs.
    pub jobs: i64,
    /// Sum of the estimates.
    pub estimated: Money,
    /// Sum of the costs by now.
    pub settled: Money,
}

/// Criterion that spending is split by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// Not split.
    #[default]
    None,
    /// By model.
    Model,
    /// By tag.
    Tag,
    /// By key.
    Key,
}

/// Sum of jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobSum {
    /// Number of jobs.
    pub jobs: i64,
    /// Cost of the jobs whose cost is known.
    pub cost: Money,
    /// Number of jobs without a known cost.
    pub unpriced: i64,
}

/// One part of a split, with a sum for each group of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Model or tag; `None` for all that have no series of their own.
    pub name: Option<String>,
    /// Sum of each group.
    pub sums: Vec<JobSum>,
    /// Sum of all groups.
    pub total: JobSum,
}

/// Spending, split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// Parts, the dearest first, all others together last.
    pub series: Vec<Series>,
    /// Sum of all parts, by group.
    pub sums: Vec<JobSum>,
    /// Sum of all parts and groups.
    pub total: JobSum,
    /// Sum of the corrections, which are in no part: they belong to no model and no day.
    pub corrections: Money,
}

/// Number of parts that can be told apart by eye; all others are one.
pub const MAX_SERIES: usize = 5;

impl Slice {
    fn sum(&self) -> JobSum {
        JobSum {
            jobs: self.jobs,
            cost: self.cost,
            unpriced: self.unpriced,
        }
    }

    /// Returns the name of the part that the slice belongs to.
    fn part(&self, split: Split) -> &str {
        match split {
            Split::None => "",
            Split::Model => &self.subject,
            Split::Tag => &self.tag,
            Split::Key => &self.key,
        }
    }
}

/// Splits what was spent in each group by key: `keyed` are the jobs with one, `all` the same groups
/// by model and tag, of which the rest has none. Corrections stay as they are.
pub fn by_key(keyed: Vec<Slice>, all: &[Slice], groups: usize) -> Result<Vec<Slice>, TooLarge> {
    let mut rest = vec![JobSum::default(); groups];
    let (corrections, jobs): (Vec<&Slice>, Vec<&Slice>) =
        all.iter().partition(|slice| slice.subject.is_empty());
    for slice in jobs {
        if let Some(sum) = rest.get_mut(slice.group) {
            sum.add(slice.sum())?;
        }
    }
    for slice in &keyed {
        if let Some(sum) = rest.get_mut(slice.group) {
            *sum = JobSum {
                jobs: sum.jobs - slice.jobs,
                cost: sum.cost.minus(slice.cost)?,
                unpriced: sum.unpriced - slice.unpriced,
            };
        }
    }
    let without_key = rest.into_iter().enumerate().map(|(group, sum)| Slice {
        group,
        subject: ANY_MODEL.to_owned(),
        tag: String::new(),
        key: String::new(),
        jobs: sum.jobs,
        cost: sum.cost,
        unpriced: sum.unpriced,
    });
    let without_key = without_key.filter(|slice| slice.sum() != JobSum::default());
    Ok(keyed
        .into_iter()
        .chain(without_key)
        .chain(corrections.into_iter().cloned())
        .collect())
}

/// Subject of slices that are of one key and any model.
pub const ANY_MODEL: &str = "*";

impl JobSum {
    /// Adds another sum.
    pub fn add(&mut self, other: Self) -> Result<(), TooLarge> {
        self.jobs = self.jobs.saturating_add(other.jobs);
        self.unpriced = self.unpriced.saturating_add(other.unpriced);
        self.cost = self.cost.plus(other.cost)?;
        Ok(())
    }
}

impl Series {
    fn new(name: Option<String>, groups: usize) -> Self {
        Self {
            name,
            sums: vec![JobSum::default(); groups],
            total: JobSum::default(),
        }
    }

    fn add(&mut self, slice: &Slice) -> Result<(), TooLarge> {
        if let Some(sum) = self.sums.get_mut(slice.group) {
            sum.add(slice.sum())?;
        }
        self.total.add(slice.sum())
    }

    fn merge(&mut self, other: &Self) -> Result<(), TooLarge> {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.add(*other)?;
        }
        self.total.add(other.total)
    }
}

/// Splits the slices of some groups of days. The dearest parts stand for themselves, all others
/// together.
pub fn spending(slices: &[Slice], split: Split, groups: usize) -> Result<Spending, TooLarge> {
    let mut spending = breakdown(slices, split, groups)?;
    spending.series = merged(spending.series, groups)?;
    Ok(spending)
}

/// Splits the slices of some groups of days into all parts that have jobs, the dearest first.
pub fn breakdown(slices: &[Slice], split: Split, groups: usize) -> Result<Spending, TooLarge> {
    let mut all = Series::new(None, groups);
    let mut parts: BTreeMap<&str, Series> = BTreeMap::new();
    let mut corrections = Money::ZERO;
    for slice in slices {
        if slice.subject.is_empty() {
            corrections = corrections.plus(slice.cost)?;
            continue;
        }
        all.add(slice)?;
        let name = slice.part(split);
        parts
            .entry(name)
            .or_insert_with(|| Series::new(Some(name.to_owned()), groups))
            .add(slice)?;
    }
    Ok(Spending {
        series: dearest_first(parts.into_values()),
        sums: all.sums,
        total: all.total,
        corrections,
    })
}

/// Sums the cost of the slices by the part that they belong to. Corrections belong to none.
pub fn costs_by_part(slices: &[Slice], split: Split) -> Result<BTreeMap<String, Money>, TooLarge> {
    let mut costs: BTreeMap<String, Money> = BTreeMap::new();
    for slice in slices.iter().filter(|slice| !slice.subject.is_empty()) {
        let cost = costs.entry(slice.part(split).to_owned()).or_default();
        *cost = cost.plus(slice.cost)?;
    }
    Ok(costs)
}

/// Sorts the parts that have jobs by cost.
fn dearest_first(parts: impl Iterator<Item = Series>) -> Vec<Series> {
    let mut series: Vec<Series> = parts.filter(|part| part.total.jobs > 0).collect();
    // By name too, so that parts of equal cost keep their colours.
    series.sort_by_key(|part| (Reverse(part.total.cost), part.name.clone()));
    series
}

/// Merges the parts beyond [`MAX_SERIES`] into one.
fn merged(mut series: Vec<Series>, groups: usize) -> Result<Vec<Series>, TooLarge> {
    // A single part more keeps its name: together with nothing else, it would only lose it.
    if series.len() > MAX_SERIES + 1 {
        let mut rest = Series::new(None, groups);
        for part in series.split_off(MAX_SERIES) {
            rest.merge(&part)?;
        }
        series.push(rest);
    }
    Ok(series)
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
            key: String::new(),
            jobs: 1,
            cost: Money::from_nano(cost),
            unpriced: 0,
        }
    }

    #[test]
    fn parts_are_sorted_by_cost_and_corrections_are_in_none() {
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
    fn what_no_key_paid_is_the_rest() {
        let all = [
            slice(0, "a/x", "t", 50),
            slice(1, "a/x", "", 7),
            slice(1, "", "", -7),
        ];
        let keyed = vec![Slice {
            key: "k1".to_owned(),
            jobs: 1,
            ..slice(0, ANY_MODEL, "", 20)
        }];
        let slices = by_key(keyed, &all, 2).unwrap();
        let found = breakdown(&slices, Split::Key, 2).unwrap();
        let parts: Vec<_> = found
            .series
            .iter()
            .map(|part| {
                (
                    part.name.as_deref().unwrap(),
                    part.total.cost.nano(),
                    part.total.jobs,
                )
            })
            .collect();
        // The job of the key is the one of group 0: what is left of its cost has no job.
        assert_eq!(parts, [("", 37, 1), ("k1", 20, 1)]);
        assert_eq!(found.corrections.nano(), -7);
    }

    #[test]
    fn a_breakdown_merges_nothing() {
        let slices: Vec<Slice> = (1..=9)
            .map(|nth| slice(0, &format!("m/{nth}"), "", nth))
            .collect();
        let found = breakdown(&slices, Split::Model, 1).unwrap();
        let names: Vec<_> = found
            .series
            .iter()
            .filter_map(|it| it.name.as_deref())
            .collect();
        assert_eq!((names.len(), names[0], names[8]), (9, "m/9", "m/1"));
    }

    #[test]
    fn parts_beyond_those_that_can_be_told_apart_are_merged() {
        let slices: Vec<Slice> = (1..=9)
            .map(|nth| slice(0, &format!("m/{nth}"), "", nth))
            .collect();
        let spending = spending(&slices, Split::Model, 1).unwrap();
        assert_eq!(spending.series.len(), MAX_SERIES + 1);
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
            let slices: Vec<Slice> = raw
                .iter()
                .map(|(group, model, tag, cost)| {
                    slice(*group, &format!("m/{model}"), &tag.to_string(), *cost)
                })
                .collect();
            let whole: i64 = raw.iter().map(|(.., cost)| cost).sum();
            for split in [Split::None, Split::Model, Split::Tag] {
                let spending = spending(&slices, split, 4).unwrap();
                let nano = |sum: &JobSum| sum.cost.nano();
                let series = &spending.series;
                let parts: i64 = series.iter().map(|part| nano(&part.total)).sum();
                let cells: i64 = series.iter().flat_map(|part| &part.sums).map(nano).sum();
                let groups: i64 = spending.sums.iter().map(nano).sum();
                prop_assert_eq!([parts, cells, groups, nano(&spending.total)], [whole; 4]);
            }
        }
    }
}
