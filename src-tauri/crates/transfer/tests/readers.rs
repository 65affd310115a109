//! Laws of the readers: whatever a table is written as, its jobs are read as they are.
//! `PROPTEST_CASES` makes them as long as one likes; a failure prints the seed of its case.
#![allow(
    clippy::format_collect,
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test of many forms, which fails by panicking"
)]

use std::io::Write as _;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use encoding_rs::WINDOWS_1252;
use fal_budget_domain::jobs::imported::RowResult;
use fal_budget_domain::money::Money;
use fal_budget_transfer::columns::Zone;
use fal_budget_transfer::import::{Customs, JobFile, Mapping};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;
use serde_json::json;

/// Job as it is written.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    at: DateTime<Utc>,
    model: String,
    nano: i64,
    tag: String,
}

/// Form of a file, drawn as a whole.
#[derive(Clone, Debug)]
struct Form {
    shape: &'static str,
    encoding: &'static str,
    time: &'static str,
    line_end: &'static str,
    head: usize,
    is_packed: bool,
    has_preamble: bool,
    has_total: bool,
    has_header_again: bool,
    has_trailing: bool,
    is_quoted: bool,
}

const SHAPES: [&str; 8] = [",", ";", "\t", "|", "json", "lines", "events", "sep="];
const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-8 mark",
    "utf-16le",
    "utf-16le mark",
    "utf-16be",
    "utf-16be mark",
    "1252",
    "utf-8",
];
const TIMES: [&str; 12] = [
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.000000000Z",
    "%Y-%m-%d %H:%M:%S+00",
    "%Y-%m-%d %H:%M:%S+0000",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y%m%dT%H%M%SZ",
    "%b %d, %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S GMT",
    "seconds",
    "milliseconds",
];
const HEADS: [[&str; 4]; 6] = [
    ["timestamp", "endpoint_id", "cost_total", "tag"],
    ["Date", "Model", "Cost", "Project"],
    ["date et heure", "Modèle", "Coût total", "Étiquette"],
    ["Usage Date", "Model Name", "Net Amount (USD)", "Label"],
    ["DATE", "MODEL", "AMOUNT", "TAG"],
    ["ChargePeriodStart", "ResourceId", "BilledCost", "x_Tag"],
];

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn form() -> impl Strategy<Value = Form> {
    (
        (
            select(&SHAPES[..]),
            select(&ENCODINGS[..]),
            select(&TIMES[..]),
        ),
        (select(&["\n", "\r\n"][..]), 0..HEADS.len()),
        any::<[bool; 6]>(),
    )
        .prop_map(|((shape, encoding, time), (line_end, head), flags)| {
            let [
                is_packed,
                has_preamble,
                has_total,
                has_header_again,
                has_trailing,
                is_quoted,
            ] = flags;
            Form {
                shape,
                encoding,
                time,
                line_end,
                head,
                is_packed,
                has_preamble,
                has_total,
                has_header_again,
                has_trailing,
                is_quoted,
            }
        })
}

fn written() -> impl Strategy<Value = Written> {
    const TAGS: [&str; 6] = ["", "cats", "étude", "façade", "œuvre – 5 €", "naïve"];
    (
        0..60_000_000_i64,
        "[a-z]{2,8}/[a-z0-9]{1,8}",
        0..90_000_000_000_i64,
        select(&TAGS[..]),
    )
        .prop_map(|(seconds, model, nano, tag)| Written {
            at: now() - TimeDelta::seconds(seconds + 60),
            model,
            nano,
            tag: tag.to_owned(),
        })
}

impl Form {
    fn is_json(&self) -> bool {
        matches!(self.shape, "json" | "lines" | "events")
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        match self.time {
            "seconds" => at.timestamp().to_string(),
            "milliseconds" => at.timestamp_millis().to_string(),
            pattern => at.format(pattern).to_string(),
        }
    }

    /// Amounts have a comma where values are divided by anything else.
    fn amount(&self, nano: i64) -> String {
        let plain = Decimal::new(nano, 9).normalize().to_string();
        match self.shape {
            ";" | "\t" => plain.replace('.', ","),
            _ => plain,
        }
    }

    fn text(&self, jobs: &[Written]) -> String {
        let names = HEADS.get(self.head).unwrap();
        if self.is_json() {
            let objects = jobs.iter().map(|job| {
                let [time, model, cost, tag] = names;
                json!({
                    *time: self.time(job.at), *model: job.model,
                    *cost: Decimal::new(job.nano, 9).normalize().to_string(),
                    *tag: job.tag, "auth_method": null,
                })
            });
            let objects: Vec<_> = objects.collect();
            return match self.shape {
                "json" => json!(objects).to_string(),
                "events" => json!({"billing_events": objects, "next_cursor": null}).to_string(),
                _ => objects
                    .iter()
                    .map(|it| format!("{it}{}", self.line_end))
                    .collect(),
            };
        }
        let divider = if self.shape == "sep=" {
            ";"
        } else {
            self.shape
        };
        let quoted = |text: &str| {
            if self.is_quoted || text.contains(divider) {
                format!("\"{text}\"")
            } else {
                text.to_owned()
            }
        };
        let end = if self.has_trailing { divider } else { "" };
        let line =
            |cells: [&str; 4]| format!("{}{end}{}", cells.map(quoted).join(divider), self.line_end);
        let header = line(*names);
        let mut text = match self.shape {
            "sep=" => format!("sep=;{}", self.line_end),
            _ if self.has_preamble => format!("Report{0}{0}", self.line_end),
            _ => String::new(),
        };
        text += &header;
        for (nth, job) in jobs.iter().enumerate() {
            if self.has_header_again && nth == 1 {
                text += &header;
            }
            let (time, cost) = (self.time(job.at), self.amount(job.nano));
            text += &line([&time, &job.model, &cost, &job.tag]);
        }
        if self.has_total {
            let sum: i64 = jobs.iter().map(|job| job.nano).sum();
            text += &line(["Total", "", &self.amount(sum), ""]);
        }
        text
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            let mark = mark.then_some(0xfeff);
            mark.into_iter()
                .chain(text.encode_utf16())
                .flat_map(order)
                .collect()
        };
        let bytes = match self.encoding {
            "utf-8 mark" => format!("\u{feff}{text}").into_bytes(),
            "utf-16le" => wide(u16::to_le_bytes, false),
            "utf-16le mark" => wide(u16::to_le_bytes, true),
            "utf-16be" => wide(u16::to_be_bytes, false),
            "utf-16be mark" => wide(u16::to_be_bytes, true),
            "1252" => WINDOWS_1252.encode(text).0.into_owned(),
            _ => text.as_bytes().to_owned(),
        };
        if !self.is_packed {
            return bytes;
        }
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&bytes).unwrap();
        packed.finish().unwrap()
    }
}

/// Reads a file as an import does, with times without a zone in UTC.
fn read(bytes: &[u8]) -> Result<Vec<Written>, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let source = JobFile::open(file.path(), None).map_err(|error| error.to_string())?;
    let mapping = Mapping::of_columns(source.columns());
    let customs = Customs {
        zone: Some(Zone::parse("UTC").unwrap()),
        ..Customs::default()
    };
    let mut jobs = Vec::new();
    let mut wrong = None;
    let done = source.rows(&mapping, &customs, (now(), &Utc), |_, row: RowResult| {
        match row {
            Ok(row) => jobs.push(Written {
                at: row.at,
                model: row.what.subject.model().unwrap_or_default().to_owned(),
                nano: row.what.cost.map_or(-1, Money::nano),
                tag: row.what.label.tag.unwrap_or_default(),
            }),
            Err(refused) => wrong = Some(format!("{refused:?}")),
        }
        ControlFlow::Continue(())
    });
    done.map_err(|error| error.to_string())?;
    wrong.map_or(Ok(jobs), Err)
}

proptest! {
    #[test]
    fn a_table_is_read_as_it_was_written_in_any_form(
        form in form(),
        jobs in proptest::collection::vec(written(), 2..6),
    ) {
        let text = form.text(&jobs);
        let found = read(&form.bytes(&text));
        prop_assert_eq!(found, Ok(jobs), "{:?}\n{}", form, text);
    }
}
