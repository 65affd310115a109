//! Sentences of errors: an error of the crates below, as a person reads it.

use fal_budget_domain::jobs::imported::RejectedRow;
use fal_budget_domain::message;
use fal_budget_domain::message::ToMessage;
use fal_budget_domain::money::amount::{AmountError, AmountRules, parse};
use fal_budget_i18n::{Language, Localize};

fn balance(text: &str) -> Result<String, AmountError> {
    parse(text, AmountRules::BALANCE).map(|value| value.to_string())
}

fn french(error: &impl ToMessage) -> String {
    let french = Language::from_tag("fr").unwrap_or(Language::ENGLISH);
    french.scope(|| error.localized())
}

/// The proposals of a sentence are accepted, and use the decimal mark of its language.
#[test]
fn a_french_sentence_says_what_to_type_with_a_comma() {
    let refused = |typed: &str, rules| french(&parse(typed, rules).unwrap_err());
    assert_eq!(
        refused("1,234", AmountRules::BALANCE),
        "«\u{a0}1,234\u{a0}» peut se lire de deux façons. Saisissez 1234 ou 1,23."
    );
    assert_eq!(balance("1,23"), Ok("1.23".to_owned()));
    let empty = refused("", AmountRules::PRICE);
    assert!(empty.ends_with("par exemple 10,50."), "{empty}");
    assert_eq!(
        refused("1.2345", AmountRules::BALANCE),
        "Saisissez 2 décimales au plus, par exemple 10,50."
    );
    assert_eq!(
        refused("0.0000000001", AmountRules::PRICE),
        "Saisissez 9 décimales au plus, par exemple 0,025."
    );
}

#[test]
fn an_english_sentence_says_what_to_type_with_a_point() {
    let refused = |typed: &str, rules| parse(typed, rules).unwrap_err().localized();
    assert_eq!(
        refused("1,234", AmountRules::BALANCE),
        "“1,234” can be read in two ways. Type 1234 or 1.23."
    );
    assert_eq!(
        refused("1.234", AmountRules::PRICE),
        "“1.234” can be read in two ways. Type 1234 or 1.2340."
    );
    assert_eq!(
        refused("0.0000000001", AmountRules::PRICE),
        "Use at most 9 decimal places, for example 0.025."
    );
    assert_eq!(
        refused("1.2345", AmountRules::BALANCE),
        "Use at most 2 decimal places, for example 10.50."
    );
}

#[test]
fn a_rejection_names_its_row_column_and_text_as_far_as_there_are_any() {
    let cell = |column: &str, text: &str| Some((column.to_owned(), text.to_owned()));
    let said = |column: &Option<(String, String)>| {
        let rejected = RejectedRow {
            number: 1234,
            column: column.clone(),
            reason: message!("import-missing"),
            refund: None,
        };
        (rejected.localized(), rejected.without_row().localized())
    };
    let reason = "Nothing stands here, and a job needs it.";
    for (column, row, beside) in [
        (None, "Row 1234: ", ""),
        (cell("cost", ""), "Row 1234, column cost: ", "cost: "),
        (
            cell("cost", "x"),
            "Row 1234, column cost, “x”: ",
            "cost, “x”: ",
        ),
    ] {
        assert_eq!(
            said(&column),
            (format!("{row}{reason}"), format!("{beside}{reason}"))
        );
    }
    let fr = Language::from_tag("fr").unwrap();
    let (french, _) = fr.scope(|| said(&cell("cost", "x")));
    assert!(
        french.starts_with("Ligne 1234, colonne cost, «\u{a0}x\u{a0}»\u{a0}: Il n’y a rien ici"),
        "{french}"
    );
}
