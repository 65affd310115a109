//! Kinds of files that people have: what is a job, in which currency, and what is asked.
#![allow(
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test is a table, and fails by panicking"
)]

mod support;

use fal_budget_app::requests::{self, MapColumns};
use fal_budget_app::view::ImportView;
use fal_budget_domain::jobs::Basis;
use fal_budget_domain::money::Money;
use fal_budget_i18n::Localize;
use serde_json::json;
use support::import_fixture::{ImportFixture, go_on, now, paris, refusals};

fn dollars(text: &str) -> Money {
    Money::from_dollars_rounded(text.parse().unwrap()).unwrap()
}

/// Imports a file into a ledger of its own, with a rate of 0.8 € for a dollar if `rated`.
async fn imported(text: &str, map: &MapColumns, rated: bool) -> (ImportFixture, ImportView) {
    let fixture = ImportFixture::new().await;
    if rated {
        let changes = json!({"rate": "0.8"});
        let changes = changes.as_object().unwrap();
        requests::save_settings(&fixture.test.ledger, changes, now())
            .await
            .unwrap();
    }
    let file = fixture.file("jobs", text);
    let moment = (now(), paris());
    let done = requests::import_jobs(&fixture.test.ledger, &file, map, moment, &mut go_on).await;
    let (_, seen) = done.unwrap();
    (fixture, seen)
}

const FOCUS: &str = "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,\
 ConsumedQuantity,ConsumedUnit,ResourceId";

#[tokio::test]
async fn only_usage_is_a_job_and_the_rest_of_a_bill_is_named_with_its_sum() {
    let rows = "
0.5,USD,Usage,2026-11-20T10:00:00Z,20,images,fal-ai/flux/dev
0.25,USD,usage,2026-11-20T11:00:00Z,10,images,fal-ai/flux/dev
-2,USD,Credit,2026-11-20T10:00:00Z,,,
-0.5,USD,Credit,2026-11-20T10:00:00Z,,,fal-ai/flux/dev
0.1,USD,Tax,2026-11-20T10:00:00Z,,,
-0.3,USD,Refund,2026-11-20T10:00:00Z,,,fal-ai/flux/dev
-0.02,USD,Adjustment,,,,
100,USD,Purchase,2026-11-20T10:00:00Z,,,
,USD,TAX,2026-11-20T10:00:00Z,,,
";
    let (fixture, seen) = imported(&format!("{FOCUS}{rows}"), &MapColumns::default(), false).await;
    assert_eq!((seen.new, seen.refused), (2, 0), "{:?}", refusals(&seen));
    assert_eq!(fixture.spent().await, dollars("0.75"));
    assert!(
        seen.text.contains(
            "Left out, as they are no jobs: credit −€2.50 (2 rows), refund −€0.30, \
             adjustment −€0.02, tax €0.10 (2 rows), purchase €100.00."
        ),
        "{}",
        seen.text
    );
}

#[tokio::test]
async fn words_for_a_charge_are_known_and_other_words_of_a_type_are_jobs() {
    for (column, word, is_job) in [
        ("ChargeCategory", "Usage", true),
        ("charge_category", "Tax", false),
        ("Charge Type", "Credit", false),
        ("Type", "refund", false),
        ("Type", "image", true),
        ("Type", "VAT", false),
        ("type", "TVA", false),
        ("Catégorie", "Remboursement", false),
        ("Catégorie", "Avoir", false),
        ("category", "Fee", false),
        ("transaction type", "Top-up", false),
        ("line_item_type", "Usage", true),
        ("Kind", "Discount", false),
        ("Kind", "", true),
    ] {
        let text = format!("Date,Model,Cost,{column}\n2026-11-20,fal-ai/flux/dev,0.5,{word}\n");
        let (_, seen) = imported(&text, &MapColumns::default(), false).await;
        assert_eq!(seen.new == 1, is_job, "{column} {word}: {}", seen.text);
        assert_eq!(seen.refused, 0);
    }
}

/// Header of the cost, header of the currency, both cells, and the sum without and with a rate of
/// 0.8: `None` is refused.
const CURRENCIES: [(&str, &str, &str, &str, Option<&str>, Option<&str>); 30] = [
    ("Cost", "Currency", "0.50", "USD", Some("0.5"), Some("0.5")),
    ("Cost", "Currency", "0.50", "usd", Some("0.5"), Some("0.5")),
    ("Cost", "Devise", "0.50", "US$", Some("0.5"), Some("0.5")),
    ("Cost", "Currency", "0.50", "$", Some("0.5"), Some("0.5")),
    ("Cost", "Currency", "0.50", "", Some("0.5"), Some("0.5")),
    ("Cost", "BillingCurrency", "0.40", "EUR", None, Some("0.5")),
    ("Cost", "Billing Currency", "0.40", "€", None, Some("0.5")),
    ("Cost", "Devise", "0.40", "euros", None, Some("0.5")),
    ("Cost", "currency_code", "0", "EUR", Some("0"), Some("0")),
    ("Cost", "Currency", "0.50", "GBP", None, None),
    ("Cost", "Monnaie", "0.50", "CHF", None, None),
    ("Cost", "Currency", "0.50", "CA$", None, None),
    ("Cost", "Currency", "$0.50", "EUR", None, None),
    ("Cost", "Currency", "€0.40", "EUR", None, Some("0.5")),
    ("Cost", "Note", "€0.40", "", None, Some("0.5")),
    ("Cost", "Note", "0.40 EUR", "", None, Some("0.5")),
    ("Cost", "Note", "USD $0.50", "", Some("0.5"), Some("0.5")),
    ("Cost (USD)", "Note", "0.50", "", Some("0.5"), Some("0.5")),
    ("Amount (US$)", "Note", "0.50", "", Some("0.5"), Some("0.5")),
    ("Amount USD", "Note", "0.50", "", Some("0.5"), Some("0.5")),
    ("Coût (€)", "Note", "0.40", "", None, Some("0.5")),
    ("Cost [EUR]", "Note", "0.40", "", None, Some("0.5")),
    ("cost_eur", "Note", "0.40", "", None, Some("0.5")),
    ("Montant en euros", "Note", "0.40", "", None, Some("0.5")),
    ("Cost (GBP)", "Note", "0.50", "", None, None),
    ("Cost (cents)", "Note", "50", "", None, None),
    ("Cost £", "Note", "0.50", "", None, None),
    ("Cost (USD)", "Note", "€0.40", "", None, None),
    ("Cost (USD)", "Currency", "0.40", "EUR", None, None),
    (
        "Cost (excl. VAT)",
        "Note",
        "0.50",
        "",
        Some("0.5"),
        Some("0.5"),
    ),
];

#[tokio::test]
async fn an_amount_is_read_in_its_own_currency_and_never_taken_for_dollars() {
    for (cost, currency, amount, named, bare, rated) in CURRENCIES {
        let text =
            format!("Date,Model,{cost},{currency}\n2026-11-20,fal-ai/flux/dev,{amount},{named}\n");
        for (expected, has_rate) in [(bare, false), (rated, true)] {
            let (fixture, seen) = imported(&text, &MapColumns::default(), has_rate).await;
            let read = (seen.new == 1).then_some(fixture.spent().await);
            assert_eq!(
                read,
                expected.map(dollars),
                "{text} {has_rate}: {:?}",
                refusals(&seen)
            );
            assert_eq!(seen.refused, u64::from(expected.is_none()), "{text}");
        }
    }
    let text = "Date,Model,Cost (€)\n2026-11-20,fal-ai/flux/dev,0.40\n";
    let (_, seen) = imported(text, &MapColumns::default(), true).await;
    assert!(
        seen.text
            .contains("1 of them is in euros, converted by your rate."),
        "{}",
        seen.text
    );
}

#[tokio::test]
async fn amounts_of_many_decimals_are_rounded_and_counted() {
    for (separator, cost, nano, rounded) in [
        (',', "0.0026006458333333337", 2_600_646, true),
        (';', "0,0026006458333333337", 2_600_646, true),
        (';', "0.0005814000000000001", 581_400, true),
        ('\t', "0,00017000000000000001", 170_000, true),
        ('|', "0.000045000000000000003", 45_000, true),
        (',', "0.1234567890123456789", 123_456_789, true),
        (';', "0,1234567890123456789", 123_456_789, true),
        (',', "$0.0000000014", 1, true),
        (',', "1.5e-10", 0, true),
        (',', "0.123456789", 123_456_789, false),
        (';', "0,0250000000000000000000", 25_000_000, false),
        ('|', "0.5", 500_000_000, false),
    ] {
        let text = "Date,Model,Cost\n2026-11-20,fal-ai/flux/dev,COST\n"
            .replace(',', &separator.to_string())
            .replace("COST", cost);
        let (fixture, seen) = imported(&text, &MapColumns::default(), false).await;
        assert_eq!(seen.new, 1, "{text}: {:?}", refusals(&seen));
        assert_eq!(fixture.spent().await, Money::from_nano(nano), "{text}");
        let said = "1 amount has more than nine decimals and is rounded to the nano-dollar.";
        assert_eq!(seen.text.contains(said), rounded, "{text}: {}", seen.text);
    }
}

#[tokio::test]
async fn refunds_lower_the_sum_with_a_request_and_are_asked_about_without() {
    let choose = |word: &str| MapColumns {
        refunds: Some(word.to_owned()),
        ..MapColumns::default()
    };
    let head = "Date,Model,Cost,Refund,Request\n";
    // Cost, refund, request; the sum while nobody has said anything, as refunds, left out.
    let kinds = [
        ("-0.50", "", "r-1", Some("-0.5"), Some("-0.5"), Some("-0.5")),
        (
            "(0.50)",
            "",
            "r-1",
            Some("-0.5"),
            Some("-0.5"),
            Some("-0.5"),
        ),
        ("-0.50", "", "", None, Some("-0.5"), None),
        ("−$0.50", "", "", None, Some("-0.5"), None),
        ("(0.50) USD", "", "", None, Some("-0.5"), None),
        ("1.00", "-0.25", "", None, Some("0.75"), Some("1")),
        ("1.00", "0.25", "", None, Some("0.75"), Some("1")),
        ("1.00", "(0.25)", "r-1", None, Some("0.75"), Some("1")),
        ("1.00", "0", "", Some("1"), Some("1"), Some("1")),
        ("1.00", "-", "", Some("1"), Some("1"), Some("1")),
        ("1.00", "N/A", "", Some("1"), Some("1"), Some("1")),
        ("", "0.25", "", None, Some("-0.25"), Some("0")),
    ];
    for (cost, refund, request, unsaid, take, leave) in kinds {
        let text = format!("{head}2026-11-20,fal-ai/flux/dev,{cost},{refund},{request}\n");
        for (map, expected) in [
            (MapColumns::default(), unsaid),
            (choose("take"), take),
            (choose("leave"), leave),
        ] {
            let (fixture, seen) = imported(&text, &map, false).await;
            let read = (seen.new == 1).then_some(fixture.spent().await);
            assert_eq!(
                read,
                expected.map(dollars),
                "{text}{map:?}: {:?}",
                refusals(&seen)
            );
            let asked = seen.choices.iter().find(|choice| choice.name == "refunds");
            let question = asked.and_then(|choice| choice.question.as_ref());
            assert_eq!(
                question.is_some(),
                unsaid.is_none() && map.refunds.is_none(),
                "{text}"
            );
            let is_below = expected.is_some_and(|sum| sum.starts_with('-'));
            assert_eq!(
                seen.text.contains("is a refund of"),
                is_below,
                "{}",
                seen.text
            );
        }
    }
    let text =
        format!("{head}2026-11-20,fal-ai/flux/dev,-0.50,,\n2026-11-20,fal-ai/flux/dev,-1,,\n");
    let (_, seen) = imported(&text, &MapColumns::default(), false).await;
    let asked = seen
        .choices
        .iter()
        .find_map(|choice| choice.question.clone())
        .unwrap();
    assert!(
        asked.starts_with("2 rows are below zero without a request") && asked.contains("−€1.50")
    );
}

#[tokio::test]
async fn a_charge_and_its_refund_both_count_whatever_their_order_and_file() {
    let head = "request_id,endpoint_id,timestamp,cost_total\n";
    let charge = "r-1,fal-ai/flux/dev,2026-11-20T10:00:00Z,1.00\n";
    let refund = "r-1,fal-ai/flux/dev,2026-11-20T10:00:00Z,-0.25\n";
    let later = "r-1,fal-ai/flux/dev,2026-11-21T10:00:00Z,-0.25\n";
    for files in [
        vec![format!("{head}{charge}{refund}")],
        vec![format!("{head}{refund}{charge}")],
        vec![format!("{head}{charge}{later}")],
        vec![format!("{head}{charge}"), format!("{head}{refund}")],
        vec![format!("{head}{refund}"), format!("{head}{charge}")],
        vec![format!("{head}{charge}"), format!("{head}{refund}{charge}")],
        vec![format!("{head}{charge}"), format!("{head}{charge}{refund}")],
        vec![format!("{head}{refund}"), format!("{head}{charge}{refund}")],
        vec![format!("{head}{later}"), format!("{head}{later}{charge}")],
        vec![
            format!("{head}{charge}"),
            format!("{head}{later}"),
            format!("{head}{charge}{later}"),
        ],
    ] {
        let fixture = ImportFixture::new().await;
        for file in &files {
            let (_, seen) = fixture.import(file).await;
            assert_eq!(seen.refused, 0, "{files:?}: {:?}", refusals(&seen));
        }
        assert_eq!(fixture.spent().await, dollars("0.75"), "{files:?}");
        for file in &files {
            let (_, seen) = fixture.import(file).await;
            assert_eq!(seen.new, 0, "again: {files:?}");
        }
    }
}

/// fal says by a key's id, and in other ways, how a call was authorized.
#[tokio::test]
async fn a_job_keeps_the_id_of_its_key_and_no_other_text() {
    for (name, value, key) in [
        ("key_id", json!("k-1"), Some("k-1")),
        ("api_key_id", json!("abc123"), Some("abc123")),
        (
            "auth_method_structured",
            json!({"api_key_id": "k1"}),
            Some("k1"),
        ),
        (
            "auth_method",
            json!({"type": "api_key", "key_id": "k1"}),
            Some("k1"),
        ),
        ("auth_method", json!({"type": "user"}), None),
        ("auth_method", json!({"key_id": 7}), None),
        ("auth_method", json!("User"), None),
        ("auth_method", json!("Production Key 1"), None),
        ("auth_method", json!(null), None),
        ("key_id", json!("id1:secret"), None),
        ("key_id", json!(""), None),
    ] {
        let fixture = ImportFixture::new().await;
        let row = json!({"request_id": "a", "endpoint_id": "fal-ai/x/y", name: value,
            "timestamp": "2026-06-13T03:44:17Z", "cost_total": 0.5});
        let (_, seen) = fixture.import(format!("[{row}]")).await;
        assert_eq!((seen.new, seen.refused), (1, 0), "{row}");
        let jobs = fixture.jobs().await;
        let kept = jobs[0]
            .what
            .label
            .key
            .as_ref()
            .map(|key| key.as_str().to_owned());
        assert_eq!(kept.as_deref(), key, "{row}");
    }
}

#[tokio::test]
async fn a_bad_line_spoils_no_other() {
    let event = |id: &str| {
        json!({"request_id": id, "endpoint_id": "fal-ai/x/y", "timestamp": "2026-06-13T03:44:\
         17Z", "cost_total": 0.5})
        .to_string()
    };
    let (a, b, c) = (event("a"), event("b"), event("c"));
    let page = format!("{{\"billing_events\":[{b},{c}],\"next_cursor\":null}}");
    for (text, new, refused) in [
        (format!("{a}\n{{oops\n{b}\n"), 2, 1),
        (format!("{{oops\n{a}\n{b}\n"), 2, 1),
        (format!("{a}\n{b}\n{{\"request_id\": \"c\", \"endp"), 2, 1),
        (format!("{a}\noops\n{b}\nnull\n{c}\n"), 3, 2),
        (format!("{a}\r\n\r\n{b}\r\n"), 2, 0),
        (format!("{a}\n{page}\n"), 3, 0),
        (format!("{a}\n{page}}}\n"), 1, 1),
        (format!("{a}\n[{b},{c}]\n"), 3, 0),
        (format!("{a}\n# a comment\n{b}\n"), 2, 1),
        (format!("{a}{b}\n{c}\n"), 3, 0),
        (format!("[{a},\n{b},\n{c}]\n"), 3, 0),
        (format!("{{\"data\": [\n{a},\n{b}\n]}}\n"), 2, 0),
        (page.clone(), 2, 0),
    ] {
        let fixture = ImportFixture::new().await;
        let seen = fixture
            .look(&text)
            .await
            .unwrap_or_else(|error| panic!("{text}: {}", error.localized()));
        assert_eq!(
            (seen.new, seen.refused),
            (new, refused),
            "{text}: {:?}",
            refusals(&seen)
        );
    }
}

#[tokio::test]
async fn a_word_for_no_value_is_an_unknown_cost() {
    for word in [
        "N/A", "n/a", "#N/A", "null", "NULL", "None", "-", "–", "—", "", "unknown", "?",
    ] {
        let text = format!("Date;Model;Cost\n2026-11-20;fal-ai/flux/dev;{word}\n");
        let (fixture, seen) = imported(&text, &MapColumns::default(), false).await;
        assert_eq!(seen.new, 1, "{word}: {:?}", refusals(&seen));
        assert_eq!(fixture.jobs().await[0].what.basis, Basis::Unknown, "{word}");
    }
}

#[tokio::test]
async fn day_or_month_is_asked_once_for_a_file() {
    let fixture = ImportFixture::new().await;
    for (dates, asks) in [
        (["03/04/2026", "05/06/2026"], true),
        (["03-04-2026", "05-06-2026 10:00"], true),
        (["03/04/2026", "23/04/2026"], false),
        (["03/04/2026", "04/23/2026"], false),
        (["23/04/2026", "04/23/2026"], false),
        (["03/04/2026", "2026-04-23"], true),
        (["03.04.2026", "05.06.2026"], false),
        (["05/05/2026", "06/06/2026"], false),
        (["3 Apr 2026", "03/04/2026 00:10 +02:00"], true),
        (["2026-04-03", "2026-06-05"], false),
    ] {
        let [one, other] = dates;
        let text = format!("Date,Model,Cost\n{one},fal-ai/flux/dev,1\n{other},fal-ai/flux/dev,1\n");
        let seen = fixture.look(&text).await.unwrap();
        let asked = seen.choices.iter().find(|choice| choice.name == "dates");
        let question = asked.and_then(|choice| choice.question.clone());
        assert_eq!(question.is_some(), asks, "{dates:?}");
        assert_eq!(
            (seen.new, seen.refused),
            if asks { (0, 0) } else { (2, 0) },
            "{dates:?}"
        );
        let file = fixture.file("jobs", &text);
        for order in ["day-first", "month-first", "dmy", "mdy"] {
            let map = MapColumns {
                dates: Some(order.to_owned()),
                ..MapColumns::default()
            };
            let moment = (now(), paris());
            let ledger = &fixture.test.ledger;
            let seen = requests::preview_import(ledger, &file, &map, moment, &mut go_on).await;
            let seen = seen.unwrap();
            assert_eq!(seen.new, 2, "{dates:?} {order}");
            if dates == ["03/04/2026", "05/06/2026"] {
                let is_day_first = ["day-first", "dmy"].contains(&order);
                let day = if is_day_first { "3 Apr" } else { "4 Mar" };
                let shown = seen.rows[0].time.clone().unwrap();
                assert!(shown.starts_with(day), "{order}: {shown}");
            }
        }
        let map = MapColumns::default();
        let moment = (now(), paris());
        let ledger = &fixture.test.ledger;
        let refused = requests::import_jobs(ledger, &file, &map, moment, &mut go_on).await;
        if asks {
            let refused = refused.unwrap_err().localized();
            assert!(refused.contains("--dates day-first"), "{refused}");
        } else {
            let (change, _) = refused.unwrap();
            if let Some(change) = change {
                ledger.undo(Some(change), now()).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_zone_is_named_in_many_ways_and_a_wrong_one_lists_them() {
    let fixture = ImportFixture::new().await;
    let file = fixture.file("jobs", "Date,Model\n2026-07-20 10:00,fal-ai/flux/dev\n");
    let moment = (now(), paris());
    for (zone, time, named) in [
        ("UTC", "11:00", "UTC"),
        ("utc", "11:00", "UTC"),
        ("+02:00", "09:00", "UTC+02:00"),
        ("-5", "16:00", "UTC-05:00"),
        ("Europe/Paris", "09:00", "Europe/Paris"),
        ("europe/london", "10:00", "Europe/London"),
        ("America/New_York", "15:00", "America/New_York"),
        ("Asia/Kolkata", "05:30", "Asia/Kolkata"),
        ("PST", "19:00", "UTC-08:00"),
        ("local", "10:00", "this computer's (UTC+01:00)"),
        ("", "10:00", "this computer's (UTC+01:00)"),
    ] {
        let map = MapColumns {
            zone: Some(zone.to_owned()),
            ..MapColumns::default()
        };
        let ledger = &fixture.test.ledger;
        let seen = requests::preview_import(ledger, &file, &map, moment, &mut go_on)
            .await
            .unwrap();
        let shown = seen.rows[0].time.clone().unwrap();
        assert!(shown.ends_with(time), "{zone}: {shown}");
        assert_eq!(
            seen.notes,
            [format!("Times without a zone are read in {named}.")]
        );
    }
    for (zone, words) in [
        (
            "Mars",
            "“Mars” is no zone. Type local, UTC, an offset such as +02:00, or a name such as \
             Europe/Paris.",
        ),
        (
            "CST",
            "“CST” is the short name of several zones. Write UTC, an offset such as +02:00, \
             or a name such as Europe/Paris instead.",
        ),
    ] {
        let map = MapColumns {
            zone: Some(zone.to_owned()),
            ..MapColumns::default()
        };
        let ledger = &fixture.test.ledger;
        let refused = requests::preview_import(ledger, &file, &map, moment, &mut go_on).await;
        assert_eq!(refused.unwrap_err().localized(), words);
    }
}

#[tokio::test]
async fn refused_rows_are_saved_mended_and_read_again() {
    let json_line = |id: &str, cost: &str| {
        format!(
            "{{\"request_id\":\"{id}\",\"endpoint_id\":\"fal-ai/x/y\",\"timestamp\":\
             \"2026-06-13T03:44:17Z\",\"cost_total\":{cost}}}"
        )
    };
    for (text, saved, bad, good) in [
        (
            "Date,Model,Cost\n2026-11-20,fal-ai/flux/dev,1\n2026-11-21,fal-ai/flux/dev,\
             one\n"
                .to_owned(),
            "Date,Model,Cost\n2026-11-21,fal-ai/flux/dev,one\n".to_owned(),
            "one",
            "1",
        ),
        (
            "Report\n\nDate;Model;Cost;Note\n2026-11-20;fal-ai/flux/dev;1,5;x\n2026-11-21;fal \
             ai;0,5;\"a;b\nc\"\n\n2026-11-21;fal-ai/flux/dev\n"
                .to_owned(),
            "Date;Model;Cost;Note\n2026-11-21;fal ai;0,5;\"a;b\nc\"\n2026-11-21;\
             fal-ai/flux/dev\n"
                .to_owned(),
            "fal ai;0,5;\"a;b\nc\"\n2026-11-21;fal-ai/flux/dev\n",
            "fal-ai/flux/dev;0,5;\"a;b\nc\"\n",
        ),
        (
            format!(
                "{}\n{{oops}}\n{}\n",
                json_line("a", "0.5"),
                json_line("b", "\"x\"")
            ),
            format!("{{oops}}\n{}\n", json_line("b", "\"x\"")),
            "\"x\"",
            "0.5",
        ),
    ] {
        let fixture = ImportFixture::new().await;
        let (_, seen) = fixture.import(&text).await;
        assert_eq!(seen.new, 1, "{text}: {:?}", refusals(&seen));
        let (from, to) = (
            fixture.file("jobs", &text),
            fixture.test.folder().join("refused"),
        );
        let map = MapColumns::default();
        let ledger = &fixture.test.ledger;
        let save = async || {
            let place = |_: &str| to.clone();
            requests::save_refused(ledger, &from, &map, (now(), paris()), place).await
        };
        let said = save().await.unwrap();
        assert!(said.contains(&seen.refused.to_string()), "{said}");
        let got = std::fs::read_to_string(&to).unwrap();
        let lines = |text: &str| {
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap_or_else(|_| json!(line)))
                .collect::<Vec<serde_json::Value>>()
        };
        assert_eq!(lines(&got), lines(&saved));
        let mended = got.replace(bad, good).replace("{oops}\n", "");
        let (_, seen) = fixture.import(&mended).await;
        assert_eq!(
            (seen.new, seen.refused),
            (1, 0),
            "{mended}: {:?}",
            refusals(&seen)
        );
    }
    let fixture = ImportFixture::new().await;
    let file = fixture.file("jobs", "Date,Model\n2026-11-20,fal-ai/flux/dev\n");
    let place = |_: &str| fixture.test.folder().join("none");
    let map = MapColumns::default();
    let said = requests::save_refused(&fixture.test.ledger, &file, &map, (now(), paris()), place);
    assert_eq!(
        said.await.unwrap(),
        "Every row can be read: nothing was saved."
    );
    assert!(!fixture.test.folder().join("none").exists());
}

#[tokio::test]
async fn the_first_values_stand_beside_the_columns_and_a_cut_packed_file_is_named() {
    let fixture = ImportFixture::new().await;
    let seen = fixture
        .look(
            "Date|Model|Cost\n2026-11-20|fal-ai/flux/dev|0.5\n2026-11-21|fal-ai/flux/dev|\n\
         2026-11-22|x|1\n2026-11-22|y|2\n",
        )
        .await
        .unwrap();
    assert_eq!(
        seen.values,
        [
            "2026-11-20 · 2026-11-21 · 2026-11-22",
            "fal-ai/flux/dev · fal-ai/flux/dev · x",
            "0.5 · 1 · 2"
        ]
    );
    let packed: &[u8] = &[
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x73, 0x49, 0x2c, 0x49, 0xd5,
    ];
    let refused = fixture.look(packed).await.unwrap_err().localized();
    assert_eq!(
        refused,
        "The packed file ends too early: it was cut off. Download or copy it again."
    );
}

/// Neighbours of the forms above, as programs and people write them.
#[tokio::test]
async fn sums_headers_and_lists_are_told_in_many_forms() {
    let row = "2026-11-20 10:00;fal-ai/flux/dev;0,5";
    let table = |end: &str| format!("Date;Modèle;Coût\n{row}\n{end}\n");
    let files = [
        table("Total;;0,5"),
        table("TOTAL:;;0,5"),
        table("Totals;;0,5"),
        table("Grand Total;;0,5"),
        table("Total général;;0,5"),
        table("Sous-total;;0,5"),
        table("Somme :;;0,5"),
        table("Total TTC;;0,5"),
        table(";;0,5"),
        table("; ;\"0,5\""),
        table("Date;Modèle;Coût"),
        format!("SEP=;\n{}", table("")),
        format!("\u{feff}sep=;\r\n{}", table("")),
        format!("# of a program\n;;\n{}", table("")),
        "Date|Model|Cost\n2026-Nov-20|fal-ai/flux/dev|0.50\n".to_owned(),
        json!({"focus": [{
            "ChargePeriodStart": "2026-11-20T10:00:00Z", "ResourceId": "fal-ai/flux/dev",
            "BilledCost": 0.5, "ChargeCategory": "Usage", "Tags": {"team": "a"},
        }]})
        .to_string(),
        json!({"result": {"events": [{
            "timestamp": "2026-11-20T10:00:00Z", "endpoint_id": "fal-ai/flux/dev",
            "cost_total": 0.5,
        }]}, "ok": true})
        .to_string(),
    ];
    for file in files {
        let (fixture, seen) = imported(&file, &MapColumns::default(), false).await;
        assert_eq!(
            (seen.new, seen.refused),
            (1, 0),
            "{file}: {:?}",
            refusals(&seen)
        );
        assert_eq!(fixture.spent().await, dollars("0.5"), "{file}");
    }
    let request = "Date|Model|Cost|request_id\n2026-11-20T10:00:00Z|fal-ai/flux/dev|";
    for (written, read) in [
        ("0.50-", "-0.5"),
        ("0.50−", "-0.5"),
        ("-$0.50", "-0.5"),
        ("$-0.50", "-0.5"),
        ("($0.50)", "-0.5"),
        ("1'234.50", "1234.5"),
        ("1\u{202f}234,50", "1234.5"),
        ("1,23,456.50", "123456.5"),
        ("US$0.50", "0.5"),
        ("0.50 US Dollars", "0.5"),
        ("5E-1", "0.5"),
        ("٠٫٥", "0.5"),
    ] {
        let file = format!("{request}{written}|r\n");
        let (fixture, seen) = imported(&file, &MapColumns::default(), false).await;
        assert_eq!(seen.new, 1, "{written}: {:?}", refusals(&seen));
        assert_eq!(fixture.spent().await, dollars(read), "{written}");
    }
}
