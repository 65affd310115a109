//! Files of jobs: rows that are read, and rows and files that are refused.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use fal_budget_app::requests::{self, MapColumns};
use fal_budget_domain as domain;
use fal_budget_domain::jobs::Basis;
use fal_budget_domain::jobs::imported::{NoJob, RowResult};
use fal_budget_domain::money::Money;
use fal_budget_i18n::Localize;
use fal_budget_transfer::import::{Customs, JobFile, Mapping};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use support::import_fixture::{HEAD, ImportFixture, go_on, now, paris, refusals};

/// Rows and, where they are refused, the sentence about them.
const BAD: [(&str, &str); 12] = [
    (
        "r-1,fal-ai/flux/dev,2026-11-24T10:00:00Z,1,megapixels,0.025,0.025",
        "2: timestamp, “2026-11-24T10:00:00Z”: That time is still to come. Give the time at \
         which the job ran.",
    ),
    (
        "r-2,fal-ai/flux/dev,2026-11-01T10:00:00Z,-3,megapixels,0.025,0.025",
        "3: output_units, “-3”: An amount cannot be below zero. Type 0 or more, for example 10.50.",
    ),
    (
        "r-3,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,1e300",
        "4: cost_total, “1e300”: That is more than one billion. Type a smaller amount.",
    ),
    (
        "r-4,=cmd|x,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025",
        "5: endpoint_id, “=cmd|x”: This is not the id of a model. It looks like fal-ai/flux/dev.",
    ),
    (
        "r-5,fal-ai/flux/dev,soon,1,megapixels,0.025,0.025",
        "6: timestamp, “soon”: That is not a date and time. Type it like 2026-11-22 14:02.",
    ),
    (
        "r-6,fal-ai/flux/dev,,1,megapixels,0.025,0.025",
        "7: timestamp: Nothing stands here, and a job needs it.",
    ),
    (
        "r-7,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,NaN",
        "8: cost_total, “NaN”: That is not an amount. Type digits with at most one decimal \
         mark, for example 10.50.",
    ),
    (
        "r-8,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025",
        "9: It has 6 values where the first line has 7. A quote may be missing, or a value \
         holds the mark between values.",
    ),
    (
        "r-9,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025,extra",
        "10: It has 8 values where the first line has 7. A quote may be missing, or a value \
         holds the mark between values.",
    ),
    (
        "r-a,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,\"1,234\",0.025",
        "11: unit_price, “1,234”: “1,234” can be read in two ways. Type 1234 or 1.2340.",
    ),
    (
        "r-b,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025",
        "",
    ),
    (
        "r-b,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025",
        "13: request_id, “r-b”: The same request stands in row 12.",
    ),
];

#[tokio::test]
async fn each_bad_value_is_a_sentence_with_its_row_and_column_and_stores_nothing() {
    let fixture = ImportFixture::new().await;
    let table = BAD
        .iter()
        .fold(HEAD.to_owned(), |table, (row, _)| format!("{table}\n{row}"));
    let seen = fixture.look(&table).await.unwrap();
    let expected: Vec<&str> = BAD
        .iter()
        .map(|(_, sentence)| *sentence)
        .filter(|text| !text.is_empty())
        .collect();
    let mut got = refusals(&seen);
    got.sort_by_key(|text| {
        text.split_once(':')
            .and_then(|(row, _)| row.parse::<u32>().ok())
    });
    assert_eq!(got, expected);
    assert_eq!((seen.new, fixture.jobs().await.len()), (1, 0));
}

#[tokio::test]
async fn a_correction_is_no_job_of_another_ledger_however_it_is_written() {
    let fixture = ImportFixture::new().await;
    let table = "endpoint_id,timestamp,cost_total,basis\n\
        ,2026-11-01,1,correction\n\
        fal-ai/flux/dev,2026-11-01,1, Correction\n";
    let seen = fixture.look(table).await.unwrap();
    let sentence = "A correction belongs to the balances of its own books and is not imported.";
    assert_eq!(
        refusals(&seen),
        [
            format!("2: basis, “correction”: {sentence}"),
            format!("3: basis, “Correction”: {sentence}"),
        ]
    );
}

#[tokio::test]
async fn a_label_that_is_too_long_is_refused_by_its_own_column() {
    let fixture = ImportFixture::new().await;
    let long = "x".repeat(41);
    let table = format!("endpoint_id,timestamp,tag,note\nfal-ai/flux/dev,2026-11-01,{long},fine\n");
    let seen = fixture.look(table).await.unwrap();
    assert_eq!(seen.rows[0].verdict, "refused");
    assert!(seen.rows[0].text.starts_with("tag, “x"), "{:?}", seen.rows);
}

#[tokio::test]
async fn a_row_needs_nothing_but_its_time_and_its_model() {
    let fixture = ImportFixture::new().await;
    let head = format!("{HEAD},basis,tag,note,voided,cost_estimate_nano_usd");
    let commas = |count| ",".repeat(count);
    let table = format!(
        "{head}\n,fal-ai/flux/dev,2026-11-01{}\n,,2026-11-01{}\n,fal-ai/flux/dev{}\n",
        commas(9),
        commas(9),
        commas(10)
    );
    let seen = fixture.look(table).await.unwrap();
    let sentence = "Nothing stands here, and a job needs it.";
    assert_eq!(
        (seen.new, refusals(&seen)),
        (
            1,
            vec![
                format!("3: endpoint_id: {sentence}"),
                format!("4: timestamp: {sentence}")
            ]
        )
    );
}

#[tokio::test]
async fn tables_are_read_as_spreadsheets_of_other_countries_write_them() {
    let fixture = ImportFixture::new().await;
    for (name, table) in [
        (
            "a mark of byte order, CRLF, semicolons, decimal commas",
            "\u{feff}request_id;endpoint_id;timestamp;output_units;cost_total\r\nr-1;\
             fal-ai/flux/dev;2026-11-01 10:00;1,5;0,0375\r\n",
        ),
        (
            "tabs",
            "request_id\tendpoint_id\ttimestamp\toutput_units\tcost_total\n\
             r-1\tfal-ai/flux/dev\t2026-11-01 10:00\t1,5\t0,0375\n",
        ),
        (
            "commas within quotes",
            "request_id,endpoint_id,timestamp,output_units,cost_total\nr-1,fal-ai/flux/dev,\
             2026-11-01 10:00,\"1,5\",\"0,0375\"\n",
        ),
        (
            "other names, another order, blank lines",
            "Cost,Units,Date,Model,Request\n\n0.0375,1.5,2026-11-01 10:00,fal-ai/flux/dev,r-1\n\n",
        ),
        (
            "no end of the last line",
            "request_id,endpoint_id,timestamp,output_units,cost_total\nr-1,fal-ai/flux/dev,\
             2026-11-01 10:00,1.5,3.75E-02",
        ),
    ] {
        let desk_of_it = ImportFixture::new().await;
        let (_, seen) = desk_of_it.import(table).await;
        assert_eq!((seen.new, seen.refused), (1, 0), "{name}: {:?}", seen.rows);
        let job = desk_of_it.jobs().await.remove(0);
        assert_eq!(job.what.cost, Some(Money::from_nano(37_500_000)), "{name}");
        assert_eq!(job.what.quantity.to_string(), "1.5", "{name}");
        assert_eq!(
            job.at,
            "2026-11-01T09:00:00Z".parse::<DateTime<Utc>>().unwrap(),
            "{name}"
        );
    }
    assert_eq!(fixture.jobs().await, []);
}

#[tokio::test]
async fn each_file_that_is_no_table_is_refused_for_its_own_reason() {
    let fixture = ImportFixture::new().await;
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    picture.extend([0, 1, 2, 3]);
    let long = format!("{HEAD}\nr-1,\"{}", "x".repeat(20_000_000));
    for (bytes, code) in [
        (Vec::new(), "There is nothing in this file."),
        (b"  \n\t\n".to_vec(), "There is nothing in this file."),
        (
            picture,
            "This is not a table: it holds bytes that no text has. Choose a CSV or JSON file.",
        ),
        (
            b"[1,".to_vec(),
            "The JSON cannot be read at line 1, column 3: EOF while parsing a value.",
        ),
        (
            b"[]".to_vec(),
            "The list in this file is empty: there is no job in it.",
        ),
        (
            br#"{"billing_events": [], "has_more": false}"#.to_vec(),
            "The list in this file is empty: there is no job in it.",
        ),
        (
            long.into_bytes(),
            "Row 2 is longer than 16 MB: most likely a quote is opened there and never closed.",
        ),
    ] {
        let refused = fixture.look(&bytes).await.unwrap_err();
        assert_eq!(
            (refused.localized().as_str(), refused.code()),
            (code, "import")
        );
    }
    assert_eq!(
        fixture.look("a,b\n1,2\n").await.unwrap().text,
        "Say which column is: When it ran, Model."
    );
}

#[tokio::test]
async fn a_long_line_is_read_and_a_quote_that_is_never_closed_is_found() {
    let fixture = ImportFixture::new().await;
    let table = format!(
        "{HEAD},note\nr-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025,{}\n",
        "x".repeat(10_000_000)
    );
    let seen = fixture.look(&table).await.unwrap();
    assert_eq!(
        refusals(&seen),
        [format!(
            "2: note, “{}…”: {}",
            "x".repeat(40),
            domain::tariffs::units::QuantityError::Label.localized()
        )]
    );
    let table = format!(
        "note,{HEAD}\na,r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025\n\
         \"b,r-2,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025\nc,r-3,\
         fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025\n"
    );
    let seen = fixture.look(&table).await.unwrap();
    assert_eq!(seen.new, 1);
    assert_eq!(
        refusals(&seen),
        [
            "3: The quotes of this file are odd in number: one is opened, here or before, and \
             never closed."
        ]
    );
}

#[tokio::test]
async fn a_person_maps_the_columns_of_a_foreign_table() {
    let fixture = ImportFixture::new().await;
    let file = fixture.file(
        "sheet.csv",
        "jour;outil;prix;cost\n2026-11-01;fal-ai/flux/dev;0,03;99\n",
    );
    let map = |pairs: &[(&str, Option<&str>)]| MapColumns {
        columns: pairs
            .iter()
            .map(|(field, column)| ((*field).to_owned(), column.map(str::to_owned)))
            .collect::<BTreeMap<_, _>>(),
        ..MapColumns::default()
    };
    let mapped = map(&[
        ("timestamp", Some("jour")),
        ("endpoint_id", Some("outil")),
        ("cost_total", Some("prix")),
    ]);
    let zone = (now(), paris());
    let (_, seen) = requests::import_jobs(&fixture.test.ledger, &file, &mapped, zone, &mut go_on)
        .await
        .unwrap();
    assert_eq!(
        (seen.new, seen.unread.as_deref()),
        (1, Some("Not read: cost."))
    );
    assert_eq!(fixture.spent().await, Money::from_nano(30_000_000));
    for (wrong, sentence) in [
        (
            map(&[("timestamp", Some("day"))]),
            "This file has no column day.",
        ),
        (
            map(&[("when", Some("jour"))]),
            "Nothing is read that is called when. Choose among timestamp, endpoint_id, \
             cost_total, output_units, unit, unit_price, request_id, tag, note, key_id, basis, \
             voided, currency, charge_category, refund, cost_estimate_nano_usd.",
        ),
        (MapColumns::default(), "Say which column is when it ran."),
    ] {
        let refused = requests::import_jobs(&fixture.test.ledger, &file, &wrong, zone, &mut go_on)
            .await
            .unwrap_err();
        assert_eq!(refused.localized(), sentence);
    }
}

/// A file that is nearly right: one of ours with some bytes changed, cut or doubled.
fn nearly_right() -> impl Strategy<Value = Vec<u8>> {
    let row = "r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1\n";
    let seeds = vec![
        format!("{HEAD}\n{}", row.repeat(5)),
        format!(
            "\u{feff}{}",
            format!("{HEAD}\r\n{row}")
                .replace(',', ";")
                .replace("0.025", "0,025")
        ),
        json!([{"request_id": "r", "endpoint_id": "fal-ai/flux/dev",
            "timestamp": "2026-11-01T10:00:00Z", "cost_total": 0.1, "voided": false},
                {"endpoint_id": null}])
        .to_string(),
        json!({"billing_events": [{"request_id": "r", "endpoint_id": "a/b",
            "timestamp": "2026-11-01T10:00:00Z", "cost_estimate_nano_usd": 25}],
                "next_cursor": null})
        .to_string(),
        "{\"endpoint_id\": \"a/b\", \"timestamp\": \"2026-11-01T10:00:00Z\", \"cost\": -0.1, \
         \"currency\": \"EUR\"}\n"
            .repeat(4),
        "ChargeCategory|BillingCurrency|Cost (USD)|Refund|Date|Model\nUsage|USD|\
         0.12345678901234567|0.1|20261101T100000Z|a/b\nTax|EUR|1|-|2026-W44-7 CET|\n"
            .to_owned(),
    ];
    let part = prop_oneof![
        "[-+0-9eE.,;\"'\t\r\n{}\\[\\]: a-z€%=@]{0,8}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..4),
        Just("\"".into()),
        Just("1e999".into()),
        Just("99999999999999999999999999999999".into()),
    ];
    let edit = (any::<prop::sample::Index>(), 0..12_usize, part);
    (
        proptest::sample::select(seeds),
        proptest::collection::vec(edit, 0..6),
    )
        .prop_map(|(seed, edits)| {
            let mut bytes = seed.into_bytes();
            for (place, cut, part) in edits {
                let from = place.index(bytes.len() + 1);
                let until = (from + cut).min(bytes.len());
                bytes.splice(from..until, part);
            }
            bytes
        })
}

proptest! {
    /// Whatever a file holds, its rows come in order, each a job that can be kept or a sentence; no
    /// byte ends the program. `PROPTEST_CASES` makes it as long as one likes.
    #[test]
    fn no_file_breaks_the_importer(
        bytes in prop_oneof![
            3 => nearly_right(),
            1 => proptest::collection::vec(any::<u8>(), 0..300),
        ],
    ) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &bytes).unwrap();
        let Ok(source) = JobFile::open(file.path(), None) else { return Ok(()) };
        let mut mapping = Mapping::of_columns(source.columns());
        for (field, column) in mapping.missing().into_iter().zip(source.columns()) {
            mapping = mapping.with(field, Some(column));
        }
        let mut last = 0;
        let customs = Customs::default();
        let _ = source.rows(&mapping, &customs, (now(), &paris()), |_, found: RowResult| {
            let number = match &found {
                Ok(row) => {
                    assert!(row.at <= now());
                    let is_billed = row.what.basis == Basis::Billed;
                    let is_sound = |cost| is_billed || cost >= Money::ZERO;
                    assert!(row.what.cost.is_none_or(is_sound));
                    assert_eq!(row.what.cost.is_none(), row.what.basis == Basis::Unknown);
                    assert!(row.what.quantity >= Decimal::ZERO);
                    row.number
                }
                Err(NoJob::Charge(charge)) => charge.number,
                Err(NoJob::Rejected(refusal)) => {
                    let length = refusal.localized().chars().count();
                    assert!((1..400).contains(&length));
                    refusal.number
                }
            };
            assert!(number > last);
            last = number;
            ControlFlow::Continue(())
        });
    }
}
