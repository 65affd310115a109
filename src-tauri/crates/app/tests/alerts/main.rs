//! A week of six persons: how many alerts each would have got, kept with their words in
//! `alerts.md`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod life;
mod person;

use std::fmt::Write as _;
use std::fs;

use life::{Life, live};
use person::Person;

const TEXT: &str = "\
How many alerts a person gets in a week, with what is on by default and as said below. Each of six weeks comes after
four weeks of the same kind and runs on a ledger in steps of half an hour. Shown are the alerts of the fullest of four
such weeks, with every notification that it brought. Written by `alerts/main.rs`.";

/// Of each kind so many weeks.
const WEEKS: u64 = 4;

const COLUMNS: [(&str, &str); 6] = [
    ("share", "share"),
    ("amount", "amount"),
    ("runs_out", "runs out"),
    ("day", "day"),
    ("unusual", "unusual"),
    ("locked", "locked"),
];

fn row(kind: Life, person: &Person, others: &str) -> String {
    let mut cells = vec![kind.name().to_owned()];
    cells.extend(
        COLUMNS
            .iter()
            .map(|(name, _)| person.count(name).to_string()),
    );
    cells.push(person.count("over again").to_string());
    cells.push(person.notifications.len().to_string());
    cells.push(others.to_owned());
    format!("| {} |", cells.join(" | "))
}

fn diary(kind: Life, person: &Person) -> String {
    let mut text = format!("\n**{}.** {}\n\n", kind.name(), kind.says());
    for (at, words) in &person.notifications {
        writeln!(text, "- {}: {words}", at.format("%a %H:%M")).unwrap();
    }
    text
}

fn keep(now: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/alerts.md");
    if fs::read_to_string(path).unwrap_or_default() != now {
        fs::write(path, now).unwrap();
        panic!(
            "tests/alerts.md was out of date and has been written anew: look at it and commit it"
        );
    }
}

#[tokio::test]
async fn a_week_of_six_persons() {
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, head)| *head).collect();
    let mut text = format!(
        "{TEXT}\n\n| person | {} | over again | notifications | in all weeks |\n",
        heads.join(" | ")
    );
    writeln!(text, "| --- |{}", " ---: |".repeat(COLUMNS.len() + 3)).unwrap();
    let mut diaries = String::new();
    for kind in Life::ALL {
        let mut weeks = Vec::new();
        for seed in 1..=WEEKS {
            weeks.push(live(kind, seed).await);
        }
        weeks.sort_by_key(|week| week.notifications.len());
        let (fewest, fullest) = (weeks[0].notifications.len(), weeks.last().unwrap());
        let most = fullest.notifications.len();
        assert!(
            most <= kind.bearable(),
            "{}: {most} notifications in a week",
            kind.name()
        );
        writeln!(text, "{}", row(kind, fullest, &format!("{fewest}–{most}"))).unwrap();
        diaries.push_str(&diary(kind, fullest));
    }
    keep(&format!("{text}{diaries}"));
}
