//! The verbs for a person whose system speaks French: every word is French, and every figure and
//! name that programs read is as in English.

use std::fs;

use fal_budget_app::{clock, requests};
use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, client};
use fal_budget_tests::wait;
use serde_json::{Map, Value, json};

/// Before `:` and `%`, and within guillemets.
const SPACE: char = '\u{a0}';

fn french() -> Computer {
    let mut computer = Computer::new();
    computer.set("LC_ALL", "fr_FR.UTF-8");
    computer
}

/// Words of clap's and of ours that are in every English help.
const ENGLISH: [&str; 9] = [
    "Usage: ",
    "Options:",
    "Commands:",
    "Arguments:",
    "Print",
    "Show",
    "possible values:",
    "default:",
    "the ",
];

#[test]
fn every_help_is_french() {
    let computer = french();
    for arguments in [
        vec!["--help"],
        vec!["-h"],
        vec!["help"],
        vec!["help", "guard", "set"],
        vec!["status", "--help"],
        vec!["status", "-h"],
        vec!["budget", "--help"],
        vec!["budget", "set", "--help"],
        vec!["log", "--help"],
        vec!["export", "--help"],
        vec!["import", "--help"],
        vec!["recover", "--help"],
        vec!["gateway", "--help"],
        vec!["guard", "--help"],
        vec!["can-spend", "--help"],
        vec!["estimate", "--help"],
        vec!["forecast", "--help"],
    ] {
        let output = computer.verb(&arguments).success();
        assert!(
            output.contains(&format!("Usage{SPACE}: fal-budget")),
            "{arguments:?}: {output}"
        );
        assert!(
            output.contains("Afficher l’aide"),
            "{arguments:?}: {output}"
        );
        for word in ENGLISH {
            assert!(
                !output.contains(word),
                "{arguments:?} says {word:?}: {output}"
            );
        }
    }
    let output = computer.verb(&["export", "--help"]).success();
    assert!(output.contains(&format!(
        "[par défaut{SPACE}: jobs] [valeurs possibles{SPACE}: jobs, entries, prices]"
    )));
    assert!(output.contains("export [OPTIONS] <FICHIER>"), "{output}");
}

#[test]
fn wrong_usage_ends_with_2_and_says_in_french_what_to_type() {
    let computer = french();
    for (arguments, sentence) in [
        (
            vec!["nonsense"],
            "erreur : commande inconnue : « nonsense »\n",
        ),
        (
            vec!["exprt"],
            "  conseil : des commandes semblables existent : « import », « export »\n",
        ),
        (
            vec!["status", "--jsn"],
            "argument inattendu : « --jsn »\n\n  conseil : un argument semblable existe : « \
             --json »",
        ),
        (
            vec!["status", "--json", "--format", "plain"],
            "« --json » ne va pas avec « --format <FORMAT> »\n",
        ),
        (
            vec!["status", "--format", "bar"],
            "« bar » incorrecte pour « --format <FORMAT> »\n  [valeurs possibles : waybar, \
             plain]\n",
        ),
        (vec!["export"], "il manque des arguments :\n  <FICHIER>\n"),
        (
            vec!["gateway", "--port", "x"],
            "pour « --port <PORT> » : il faut un nombre entier de 0 à 65535\n",
        ),
        (
            vec!["status", "--jsn"],
            "\nPour en savoir plus, essayez « --help ».",
        ),
        (
            vec!["budget", "set", "-5"],
            "fal-budget: Un solde ne peut pas être négatif ici.",
        ),
        (
            vec!["budget", "set", "1,234"],
            "« 1,234 » peut se lire de deux façons. Saisissez 1234 ou 1,23.",
        ),
        (vec!["log"], "Il n’y a encore rien à compter."),
        (vec!["log", "--images", "1000000"], "de 0 à 10\u{202f}000."),
        (
            vec!["log", "--images", "1", "--at", "demain"],
            "Saisissez-la ainsi : 2026-11-22 14:02.",
        ),
        (vec!["can-spend", "rien"], "Ce n’est pas un montant."),
        (
            vec!["export", "jobs.txt"],
            "doit se terminer par .csv ou .json",
        ),
    ] {
        let error = computer.verb(&arguments).refusal(2).replace(SPACE, " ");
        assert!(error.contains(sentence), "{arguments:?}: {error}");
        for word in ENGLISH {
            assert!(
                !error.contains(word),
                "{arguments:?} says {word:?}: {error}"
            );
        }
    }
}

#[test]
fn what_verbs_answer_is_french() {
    let computer = french();
    let output = |arguments: &[&str]| {
        computer
            .verb(arguments)
            .success()
            .replace([SPACE, '\u{202f}'], " ")
    };
    assert_eq!(output(&["budget", "set", "10,00"]), "Budget : 10,00 €");
    let logged = output(&["log", "--images", "2", "--videos", "1"]);
    assert_eq!(
        logged,
        "Enregistré : 2 images et 1 vidéo, 0,10 € (estimation)\nBudget : 9,90 €"
    );
    let logged = output(&["log", "--model", "someone/unheard-of", "--quantity", "1"]);
    assert!(
        logged.starts_with("Enregistré : someone/unheard-of")
            && logged.contains(", prix inconnu\n"),
        "{logged}"
    );
    let estimate = output(&["estimate", "--images", "4"]);
    assert!(estimate.starts_with("0,10 € · "), "{estimate}");
    let status = output(&["status"]);
    assert!(status.starts_with("Budget : 9,90 €\n"), "{status}");
    assert!(
        status.contains("dépensé depuis 0,10 € · aujourd’hui 0,10 € · en tout 0,10 €"),
        "{status}"
    );
    let waybar: Value = serde_json::from_str(&output(&["status", "--format", "waybar"])).unwrap();
    assert_eq!(
        (waybar["text"].as_str(), waybar["alt"].as_str()),
        (Some("Budget : 9,90 €"), Some("high"))
    );
    assert!(
        waybar["tooltip"]
            .as_str()
            .unwrap()
            .contains("dépensé depuis"),
        "{waybar}"
    );
    let guard = output(&["guard", "set", "--day", "5,50"]);
    assert!(guard.contains("5,50"), "{guard}");
    let refused = computer.verb(&["can-spend", "20"]);
    assert_eq!(refused.code, Some(1), "{}", refused.error_output);
    let file = |name: &str| computer.path(name).display().to_string();
    assert_eq!(
        output(&["export", &file("jobs.csv")]),
        format!("3 tâches écrites dans {}", file("jobs.csv"))
    );
    let preview = output(&["import", &file("jobs.csv"), "--look"]);
    assert!(preview.starts_with("Rien de nouveau."), "{preview}");
    for text in [estimate, status, guard, refused.text, preview] {
        for word in ["since", "today", "left", "Nothing", "No:", "the guard"] {
            assert!(!text.contains(word), "{text} says {word}");
        }
    }
}

#[test]
fn a_refused_row_is_explained_in_french() {
    let computer = french();
    let file = computer.path("jobs.csv");
    fs::write(
        &file,
        "timestamp,endpoint_id,cost_total\n2026-01-02 03:04,fal-ai/flux/dev,abc\n",
    )
    .unwrap();
    let output = computer
        .verb(&["import", &file.display().to_string(), "--look"])
        .success()
        .replace(SPACE, " ");
    assert!(
        output.contains("\n  Ligne 2 : cost_total, « abc » : Ce n’est pas un montant."),
        "{output}"
    );
    // Nobody is asked without a terminal.
    fs::write(
        &file,
        "timestamp,endpoint_id,cost_total\n2026-01-02 03:04,fal-ai/flux/dev,1\n",
    )
    .unwrap();
    let answer = computer.verb(&["import", &file.display().to_string()]);
    assert!(
        answer.error_output.contains("relancez avec --yes"),
        "{}",
        answer.error_output
    );
    assert_eq!(answer.success(), "Rien n’a été importé.");
}

#[tokio::test]
async fn the_chosen_language_goes_before_the_systems_once_the_ledger_is_open() {
    let computer = french();
    computer.verb(&["budget", "set", "10"]).success();
    speak(&computer, "en").await;
    assert_eq!(
        computer.verb(&["budget", "set", "9"]).success(),
        "Budget: €9.00"
    );
    assert!(
        computer
            .verb(&["budget", "set", "x"])
            .refusal(2)
            .contains("That is not an amount.")
    );
    assert!(
        computer
            .verb(&["nonsense"])
            .refusal(2)
            .starts_with("erreur"),
        "before the books are open"
    );
}

async fn speak(computer: &Computer, tag: &str) {
    let ledger = Ledger::new(
        database::open(&computer.database()).await.unwrap(),
        AccountId::FIRST,
    );
    let chosen = Map::from_iter([("language".to_owned(), json!(tag))]);
    requests::save_settings(&ledger, &chosen, clock::now())
        .await
        .unwrap();
    ledger.close().await;
}

/// Codes and names are for programs, sentences for whoever wrote them.
#[tokio::test]
async fn the_gateway_explains_itself_in_french_until_another_language_is_chosen() {
    let computer = french();
    let (gateway, client) = (
        GatewayProcess::start(&computer, &[]),
        client().build().unwrap(),
    );
    let ask = async |path: &str| -> Value {
        let answer = client.get(gateway.at(path)).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    let refused = ask("/api/budget").await;
    assert_eq!(refused["code"], "token");
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .starts_with("Le jeton manque"),
        "{refused}"
    );
    let refused = ask("/nowhere").await;
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .starts_with("La passerelle de fal Budget n’a rien ici."),
        "{refused}"
    );
    speak(&computer, "en").await;
    wait::within(wait::PATIENCE, "it speaks English", async || {
        let output = ask("/nowhere").await;
        let is_english = output["detail"]
            .as_str()
            .unwrap()
            .starts_with("fal Budget's gateway has nothing here.");
        if is_english { Ok(()) } else { Err(output) }
    })
    .await;
}

/// Removes everything that is meant for a person's eyes.
fn figures(value: &Value) -> Value {
    let words = [
        "display",
        "message",
        "title",
        "asOf",
        "enteredAt",
        "at",
        "text",
        "full",
        "totalShown",
    ];
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| {
                let is_for_eyes = words.contains(&name.as_str());
                (
                    name.clone(),
                    if is_for_eyes {
                        Value::Null
                    } else {
                        figures(value)
                    },
                )
            })
            .collect(),
        Value::Array(values) => values.iter().map(figures).collect(),
        other => other.clone(),
    }
}

#[test]
fn programs_read_the_same_in_both_languages() {
    let mut computer = Computer::new();
    computer.verb(&["budget", "set", "1234.50"]).success();
    computer
        .verb(&[
            "log",
            "--images",
            "2",
            "--at",
            "2026-01-02 03:04",
            "--tag",
            "é",
        ])
        .success();
    computer
        .verb(&["log", "--model", "fal-ai/flux/dev", "--quantity", "1.5"])
        .success();
    let file = |computer: &Computer, name: &str| computer.path(name).display().to_string();
    let read = |computer: &Computer| {
        let json = |arguments: &[&str]| -> Value {
            figures(&serde_json::from_str(&computer.verb(arguments).success()).unwrap())
        };
        let exported = |what: &str, ending: &str| {
            let file = file(computer, &format!("{what}.{ending}"));
            computer.verb(&["export", &file, "--what", what]).success();
            fs::read_to_string(file).unwrap()
        };
        let exports: Vec<String> = ["jobs", "entries", "prices"]
            .iter()
            .flat_map(|what| ["csv", "json"].map(|form| exported(what, form)))
            .collect();
        let waybar = json(&["status", "--format", "waybar"]);
        let waybar = (
            waybar["alt"].clone(),
            waybar["class"].clone(),
            waybar["percentage"].clone(),
        );
        (
            json(&["status", "--json"]),
            json(&["estimate", "--images", "3", "--json"]),
            waybar,
            exports,
        )
    };
    let english = read(&computer);
    computer.set("LC_ALL", "fr_FR.UTF-8");
    assert!(
        computer
            .verb(&["status"])
            .success()
            .starts_with(&format!("Budget{SPACE}:")),
        "it is in French now"
    );
    assert_eq!(read(&computer), english);
}
