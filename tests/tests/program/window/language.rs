//! Languages: window, tray and terminal speak the system's, or the one that was chosen.

use std::fs;
use std::net::TcpListener;

use fal_budget_i18n::Language;
use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::ports::free_port;
use fal_budget_tests::tray::Panel;
use fal_budget_tests::window::Window;
use serde_json::json;

const FRENCH: &str = "fr_FR.UTF-8";

fn french_computer() -> Computer {
    let mut computer = Computer::new();
    computer.is_in(FRENCH);
    computer
}

async fn speaks(window: &Window, tag: &str) {
    window
        .wait_for(
            tag,
            &format!("return document.documentElement.lang === '{tag}'"),
        )
        .await;
    window
        .wait_for("figures", "return document.body.dataset.phase === 'ready'")
        .await;
}

/// Chooses a language in the settings, which are open; an empty tag is the system's.
async fn choose(window: &Window, tag: &str) {
    window.click("to-general").await;
    window
        .press(&format!("#settings-language option[value='{tag}']"))
        .await;
}

/// Checks that no key stands in place of a sentence, in texts and in attributes, shown or not.
async fn has_no_keys(window: &Window) {
    let found = window
        .run(
            r"const texts = [];
            const names = ['title', 'aria-label', 'placeholder', 'aria-roledescription'];
            for (const each of document.querySelectorAll('body, body *')) {
              const words = [...each.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE);
              const shown = names.map((name) => each.getAttribute(name) ?? '');
              texts.push(...words.map((it) => it.data), ...shown);
              if (!each.matches('[data-say]') || each.textContent.trim()) continue;
              if (names.some((name) => each.hasAttribute(name))) continue;
              texts.push(`page-${each.id} ${each.dataset.say} is empty`);
            }
            return texts.filter((text) => /\bpage-\w|\{\w+\}/.test(text))",
        )
        .await;
    assert_eq!(found, json!([]));
}

#[tokio::test]
async fn the_systems_language_is_spoken_everywhere() {
    let computer = french_computer();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "100"]).success();
    assert!(
        computer
            .verb(&["status"])
            .success()
            .starts_with("Budget\u{a0}: 7,50\u{a0}€")
    );

    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item_with("Ouvrir fal Budget").await;
    item.sees_label("Budget\u{a0}: 7,50\u{a0}€").await;
    let lines = item.lines().await;
    for line in [
        "Ouvrir fal Budget",
        "Actualiser",
        "Masquer les montants",
        "Quitter",
    ] {
        assert!(
            lines.iter().any(|found| found == line),
            "{lines:?} lacks {line}"
        );
    }
    drop(app);

    let window = Window::open(&computer).await;
    window.sees("header-balance", "Budget : 7,50 €").await;
    assert_eq!(
        window.run("return document.documentElement.lang").await,
        "fr"
    );
    assert_eq!(window.text("log-job").await, "Noter");
    assert_eq!(
        window
            .run("return document.getElementById('open-settings').textContent.trim()")
            .await,
        "Réglages"
    );
    window.sees("jobs", "100 images").await;
    window.sees("jobs", "estimé · depuis le terminal").await;
    window.click("open-settings").await;
    window.find("settings-language").await;
    assert_eq!(
        window.value("settings-language").await,
        "",
        "nothing was chosen"
    );
    has_no_keys(&window).await;
}

/// A language that was not chosen is not stored: the system's is followed when it changes.
#[tokio::test]
async fn another_locale_is_english_and_the_systems_is_followed() {
    let mut computer = Computer::new();
    // `qaa` is reserved for local use (ISO 639-2): no language of the program ever has that tag.
    for (locale, tag) in [
        ("qaa_ZZ.UTF-8", "en"),
        (FRENCH, "fr"),
        ("en_GB.UTF-8", "en"),
    ] {
        computer.is_in(locale);
        let window = Window::open(&computer).await;
        speaks(&window, tag).await;
        has_no_keys(&window).await;
        // The first start was in a country without the euro.
        window.sees("header-balance", "$").await;
        window.close().await;
    }
}

#[tokio::test]
async fn a_choice_shows_at_once_outlives_the_window_and_can_be_undone() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    speaks(&window, "en").await;
    assert_eq!(window.text("log-job").await, "Log");
    window.click("open-settings").await;
    window.find("settings-language").await;
    let offered =
        "return [...document.getElementById('settings-language').options].map(({ text }) => text)";
    let mut languages = vec!["as the system".to_owned()];
    languages.extend(Language::all().map(Language::name));
    assert_eq!(window.run(offered).await, json!(languages));
    choose(&window, "fr").await;
    speaks(&window, "fr").await;
    window
        .wait_for(
            "the settings are open again",
            "return document.getElementById('settings').hidden === false",
        )
        .await;
    window.sees_focus_on("settings-language").await;
    assert_eq!(window.value("settings-language").await, "fr");
    window.click("to-balance").await;
    assert_eq!(window.text("save-budget").await, "Enregistrer");
    assert_eq!(window.text("toasts").await, "");
    has_no_keys(&window).await;

    // The page that began anew still hears of changes.
    computer.verb(&["budget", "set", "7"]).success();
    window.sees("header-balance", "7,00").await;
    assert!(
        computer
            .verb(&["status"])
            .success()
            .starts_with("Budget\u{a0}: 7,00"),
        "the terminal speaks it too"
    );
    window.close().await;

    let window = Window::open(&computer).await;
    speaks(&window, "fr").await;
    assert_eq!(window.text("log-job").await, "Noter");
    window.sees("undo", "Annuler : solde 7,00 €").await;
    window.click("undo").await;
    window.sees_toast("Annulé : solde 7,00 €").await;
    window
        .sees("undo", "Annuler : changement des réglages")
        .await;
    window.click("undo").await;
    speaks(&window, "en").await;
    assert_eq!(window.text("log-job").await, "Log");
    assert_eq!(
        window
            .run("return document.querySelector('dialog[open]')")
            .await,
        json!(null)
    );
}

#[tokio::test]
async fn as_the_system_goes_back_to_it_and_so_does_a_reset() {
    let computer = french_computer();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    for reset in [false, true] {
        choose(&window, "en").await;
        speaks(&window, "en").await;
        window.click("to-privacy").await;
        assert_eq!(window.text("reset-settings").await, "Reset settings");
        if reset {
            window.click("reset-settings").await;
        } else {
            choose(&window, "").await;
        }
        speaks(&window, "fr").await;
        window.find("settings-language").await;
        assert_eq!(window.value("settings-language").await, "");
        window.click("to-privacy").await;
        assert_eq!(
            window.text("reset-settings").await,
            "Réinitialiser les réglages"
        );
    }
}

#[tokio::test]
async fn the_word_that_erases_everything_is_the_languages_own() {
    let computer = french_computer();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.click("open-erase").await;
    window.sees("erase", "Saisissez le mot « effacer »").await;
    window.type_into("erase-word", "erase").await;
    window.click("erase-yes").await;
    window
        .wait_for(
            "it is refused",
            "return document.getElementById('erase-error').textContent !== ''",
        )
        .await;
    window.type_into("erase-word", "Effacer ").await;
    window.click("erase-yes").await;
    window.sees_toast("Tout est effacé").await;
}

/// Whoever helps a person with a log may not read the person's language.
#[tokio::test]
async fn a_french_window_logs_and_reports_in_english() {
    let computer = french_computer();
    computer.verb(&["budget", "set", "10"]).success();
    let port = free_port();
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let port = port.to_string();
    let window = Window::open(&computer).await;
    window
        .invoke("set_gateway_port", json!({ "port": port }))
        .await
        .unwrap();
    let refusal = window
        .invoke("switch_gateway", json!({ "on": true }))
        .await
        .unwrap_err();
    let shown = refusal["message"].as_str().unwrap();
    assert!(
        shown.starts_with(&format!("Le port {port} de cet ordinateur est pris")),
        "{shown}"
    );
    window.close().await;

    let lock = computer.database().with_extension("db.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let window = Window::open(&computer).await;
    let french = "est un lien, d’un autre type, ou appartient à quelqu’un d’autre";
    window.sees("problem", french).await;
    let report = window.invoke("get_diagnostics", json!({})).await.unwrap();
    let report = report.as_str().unwrap().to_owned();
    let log = fs::read_to_string(computer.data().join("logs/fal-budget_rCURRENT.log")).unwrap();

    let english = format!(
        "The database cannot be opened: {} is a link, of another kind, or belongs to somebody \
         else; remove it.",
        lock.display()
    );
    for expected in [
        format!("gateway: Port {port} of this computer is taken by another program."),
        format!("database_unreachable: {english}"),
    ] {
        assert!(log.contains(&expected), "{log}");
    }
    assert!(
        report.contains(&format!("Trouble: database_unreachable: {english}")),
        "{report}"
    );
    for text in [&log, &report] {
        let french = |line: &&str| line.contains(['é', 'è', 'ê', 'à', 'ç', '\u{a0}', '\u{202f}']);
        assert_eq!(text.lines().find(french), None, "{text}");
    }
}

#[tokio::test]
async fn amounts_are_typed_as_they_are_shown() {
    let computer = french_computer();
    let window = Window::open(&computer).await;
    window.click("welcome-away").await;
    window.click("open-settings").await;
    assert_eq!(
        window
            .attribute("budget-input", "placeholder")
            .await
            .as_deref(),
        Some("10,00")
    );
    window.type_into("budget-input", "1\u{202f}234,50").await;
    window.press_enter("budget-input").await;
    window.sees("header-balance", "1\u{202f}234,50 €").await;
    window.sees_toast("Budget mis à jour").await;
    assert_eq!(
        computer.status()["remaining"],
        1234.5,
        "what programs read is the same in every language"
    );
    let rate = window.value("image-rate").await;
    assert_eq!(rate, "0,025");
    window.type_into("image-rate", "0,03").await;
    window.press_enter("image-rate").await;
    window.sees_toast("Prix enregistrés").await;
    assert_eq!(window.value("image-rate").await, "0,03");
}

#[tokio::test]
async fn long_words_fit_into_a_narrow_window() {
    let computer = french_computer();
    let window = Window::open(&computer).await;
    window.resize(320, 700).await;
    let mut cut = window.cut("welcome").await;
    window.picture("fr-welcome-320").await;
    window.click("welcome-away").await;
    cut.extend(window.cut("no budget").await);
    window.close().await;

    computer.verb(&["budget", "set", "10"]).success();
    for count in ["100", "250"] {
        computer
            .verb(&["log", "--images", count, "--tag", "affiches"])
            .success();
    }
    let window = Window::open(&computer).await;
    window.sees("jobs", "250 images").await;
    for width in [320, 520] {
        window.resize(width, 700).await;
        cut.extend(window.cut(&format!("main, {width}")).await);
        for (button, view, last) in [
            ("nav-jobs", "view-jobs", "find-order"),
            ("nav-spending", "view-spending", "accuracy-empty"),
            ("nav-models", "view-models", "prices"),
            ("nav-guard", "view-guard", "set-port"),
            ("open-settings", "settings", "settings-list"),
        ] {
            window.click(button).await;
            window.is_in(view).await;
            window.find(last).await;
            window
                .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
                .await;
            cut.extend(window.cut(&format!("{view}, {width}")).await);
        }
        for section in ["general", "alerts", "prices", "files", "privacy"] {
            window.click(&format!("to-{section}")).await;
            cut.extend(window.cut(&format!("{section}, {width}")).await);
        }
        window.click("open-shortcuts").await;
        window.find("close-shortcuts").await;
        cut.extend(window.cut(&format!("shortcuts, {width}")).await);
        window.click("close-shortcuts").await;
        window.click("nav-overview").await;
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
}
