//! Estimates beside what fal really charged: `charges.csv` has requests with their charge, from
//! recorded calls, invoices and model pages. Keys that begin with `_` are facts that a request does
//! not carry: the request is estimated without them.

use std::collections::BTreeMap;
use std::fmt::Write;

use fal_budget_domain::tariffs::charge::estimate::{CostEstimate, estimate};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

struct Charged {
    model: String,
    request: Value,
    facts: Map<String, Value>,
    charge: Decimal,
}

#[derive(Default)]
struct Score {
    right: u32,
    low: u32,
    high: u32,
    none: u32,
}

fn charged() -> Vec<Charged> {
    csv::Reader::from_reader(include_str!("charges.csv").as_bytes())
        .records()
        .map(|row| {
            let row = row.unwrap();
            let all: Map<String, Value> = serde_json::from_str(&row[1]).unwrap();
            let (facts, request) = all.into_iter().partition(|(name, _)| name.starts_with('_'));
            Charged {
                model: row[0].to_owned(),
                request: Value::Object(request),
                facts,
                charge: row[2].parse().unwrap(),
            }
        })
        .collect()
}

/// The family of a model: its owner's line of products.
fn family(model: &str) -> String {
    let mut parts = model.trim_start_matches("fal-ai/").split('/');
    parts.next().unwrap_or_default().to_owned()
}

fn is_close(found: Decimal, charge: Decimal) -> bool {
    (found - charge).abs() <= (charge * Decimal::new(3, 2)).max(Decimal::new(5, 4))
}

fn dollars(estimate: &CostEstimate) -> Option<Decimal> {
    estimate.expected.map(|money| money.dollars())
}

#[test]
fn nearly_all_requests_are_estimated_as_fal_charges_them() {
    let mut families: BTreeMap<String, Score> = BTreeMap::new();
    let mut wrong = String::new();
    for row in charged().iter().filter(|row| row.facts.is_empty()) {
        let found = estimate(&row.model, &row.request, None);
        let score = families.entry(family(&row.model)).or_default();
        let slot = match dollars(&found) {
            Some(found) if is_close(found, row.charge) => &mut score.right,
            Some(found) if found < row.charge => &mut score.low,
            Some(_) => &mut score.high,
            None => &mut score.none,
        };
        *slot += 1;
        if !dollars(&found).is_some_and(|found| is_close(found, row.charge)) {
            writeln!(wrong, "{} {}: {} for {}", row.model, row.request, dollars(&found)
                .map_or("nothing".to_owned(), |found| found.to_string()), row.charge).unwrap();
        }
    }
    let sum = |of: fn(&Score) -> u32| families.values().map(of).sum::<u32>();
    let (right, low) = (sum(|score| score.right), sum(|score| score.low));
    let all = right + low + sum(|score| score.high) + sum(|score| score.none);
    println!("{right} of {all} right, {low} too low\n{wrong}");
    for (name, score) in &families {
        println!("{name}: {} right, {} low, {} high, {} none", score.right, score.low, score.high, score.none);
    }
    assert!(right * 100 >= all * 97, "{right} of {all} right\n{wrong}");
    assert!(low * 100 <= all * 2, "{low} of {all} too low\n{wrong}");
}

/// A wrong figure is worse than none: what decides is named, with a rate for it.
#[test]
fn a_charge_that_a_fact_decides_is_a_rate_and_no_number() {
    let mut wrong = String::new();
    let mut all = 0;
    for row in charged().iter().filter(|row| !row.facts.is_empty()) {
        all += 1;
        let found = estimate(&row.model, &row.request, None);
        let fact = row.facts.values().next().map(|fact| fact.to_string().parse::<Decimal>().unwrap());
        let by_rate = found.rate.zip(fact).map(|(rate, fact)| rate * fact);
        if dollars(&found).is_some() || found.facts.is_empty() {
            writeln!(wrong, "{} {}: {found:?}", row.model, row.request).unwrap();
        } else if row.facts.len() == 1 && !by_rate.is_some_and(|cost| is_close(cost, row.charge)) {
            writeln!(wrong, "{} {} {:?}: {by_rate:?} for {}", row.model, row.request, row.facts, row.charge).unwrap();
        }
    }
    println!("{} of {all} otherwise\n{wrong}", wrong.lines().count());
    assert!(wrong.lines().count() <= 10, "{wrong}");
}

#[test]
fn no_charge_is_above_its_bound() {
    let above: Vec<String> = charged()
        .iter()
        .filter_map(|row| {
            let bound = estimate(&row.model, &row.request, None).at_most?.dollars();
            (bound < row.charge).then(|| format!("{} {}: {bound} < {}", row.model, row.request, row.charge))
        })
        .collect();
    println!("{}", above.join("\n"));
    assert!(above.len() <= 1, "{above:#?}");
}
