//! Everything from the keyboard: Tab reaches every control, keys go to every place, Esc comes back,
//! and the focus is never lost.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::window::Window;
use serde_json::json;
use thirtyfour::{Key, TypingData};

async fn window_in_use(computer: &Computer) -> Window {
    computer.verb(&["budget", "set", "10"]).success();
    for count in 1..=10 {
        computer
            .verb(&["log", "--images", &count.to_string()])
            .success();
    }
    let window = Window::open(computer).await;
    window.sees("jobs", "10 images").await;
    window
}

/// Presses keys wherever the focus is.
async fn press(window: &Window, keys: impl Into<TypingData>) {
    window
        .driver
        .active_element()
        .await
        .unwrap()
        .send_keys(keys)
        .await
        .unwrap();
}

/// Returns what a person should be able to reach below `root`, each by a name. Of radio buttons,
/// tabs and listed jobs the arrow keys reach the others.
const CONTROLS: &str = "
    const all = [...document.querySelector(root).querySelectorAll('button, input, select, \
      summary, [tabindex=\"0\"]')];
    const seen = all.filter((it) => it.checkVisibility() && !it.disabled && (it.tabIndex >= 0 || \
      it.role !== 'tab') && it.type !== 'file');
    const first = seen.filter((it) => it.type !== 'radio' || it.checked);
    window.nameOf = (it) => it.id || it.getAttribute('aria-label') || `${it.tagName} ${it.name || \
      ''} ${it.textContent.trim()}`;
    return first.map(nameOf)";

/// Presses Tab until the focus is where it began. Returns what had it, in order.
async fn walk(window: &Window, most: usize) -> Vec<String> {
    let here =
        "return document.activeElement === document.body ? '' : nameOf(document.activeElement)";
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..most {
        press(window, Key::Tab + "").await;
        let name = window
            .run(here)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if seen.contains(&name) && seen.first() == Some(&name) {
            break;
        }
        seen.push(name);
    }
    seen
}

async fn tab_reaches_all(window: &Window, root: &str) {
    let controls = window
        .run(&format!("const root = '{root}'; {CONTROLS}"))
        .await;
    let controls: Vec<&str> = controls
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    let reached = walk(window, controls.len() + 8).await;
    let missed: Vec<_> = controls
        .iter()
        .filter(|name| !reached.iter().any(|seen| seen == **name))
        .collect();
    assert!(
        missed.is_empty(),
        "{root}: Tab does not reach {missed:?}; it went {reached:?}"
    );
    assert!(controls.len() > 5, "{root} has controls: {controls:?}");
}

#[tokio::test]
async fn tab_reaches_every_control_of_the_window() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    tab_reaches_all(&window, "body").await;
    window
        .run(
            "for (const id of ['job-tab-model', 'job-earlier', 'job-label']) \
             document.getElementById(id).click()",
        )
        .await;
    tab_reaches_all(&window, "body").await;
}

#[tokio::test]
async fn and_of_every_dialog() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    for (keys, root) in [
        (Key::Control + "j", "#all-jobs"),
        (Key::Control + "g", "#spending"),
        (Key::Control + "p", "#price-book"),
        (Key::Control + ",", "#settings"),
    ] {
        press(&window, keys).await;
        window
            .wait_for(
                root,
                &format!("return document.querySelector('{root}').open"),
            )
            .await;
        if root == "#price-book" {
            window.type_into("price-find", "flux/dev").await;
            window
                .wait_for(
                    "few prices",
                    "const count = document.querySelectorAll('#prices li').length; \
                     return count > 0 && count < 9",
                )
                .await;
        }
        window
            .run(&format!(
                "for (const fold of document.querySelectorAll('{root} details')) fold.open = true"
            ))
            .await;
        window
            .wait_for(
                "it is drawn",
                "return document.querySelector('dialog[open] [aria-busy]') === null",
            )
            .await;
        if root == "#spending" {
            window
                .wait_for(
                    "figures",
                    "return document.getElementById('spending-total').textContent !== ''",
                )
                .await;
        }
        if root == "#all-jobs" {
            window
                .wait_for(
                    "jobs",
                    "return document.querySelectorAll('#all-jobs-list b').length === 10",
                )
                .await;
        }
        tab_reaches_all(&window, root).await;
        press(&window, Key::Escape + "").await;
        window
            .wait_for(
                "it is closed",
                "return document.querySelector('dialog[open]') === null",
            )
            .await;
    }
}

#[tokio::test]
async fn keys_lead_to_every_place_and_the_list_of_them_is_behind_a_question_mark() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    window
        .run("document.getElementById('nav-jobs').focus()")
        .await;
    press(&window, "?").await;
    window
        .wait_for(
            "the list is open",
            "return document.getElementById('shortcuts').open",
        )
        .await;
    for line in [
        "Hide amounts",
        "Refresh",
        "Next job",
        "All jobs",
        "Spending",
        "Price book",
        "Settings",
        "Undo",
        "Esc",
    ] {
        window.sees("shortcuts", line).await;
    }
    window.picture("shortcuts").await;
    press(&window, Key::Escape + "").await;
    window
        .wait_for(
            "it is closed",
            "return document.querySelector('dialog[open]') === null",
        )
        .await;
    assert_eq!(
        window.focused().await,
        "nav-jobs",
        "the focus returns where it was"
    );

    // From one place to the next, each closed behind it.
    for (keys, place) in [
        (Key::Control + ",", "settings"),
        (Key::Control + "j", "all-jobs"),
        (Key::Control + "g", "spending"),
        (Key::Control + "p", "price-book"),
        (Key::F1 + "", "shortcuts"),
    ] {
        press(&window, keys).await;
        window
            .wait_for(
                place,
                &format!("return document.getElementById('{place}').open"),
            )
            .await;
    }
    let open = window
        .run("return [...document.querySelectorAll('dialog[open]')].map(({ id }) => id)")
        .await;
    assert_eq!(
        open,
        json!(["price-book", "shortcuts"]),
        "the list comes over what is open"
    );
    press(&window, Key::Escape + Key::Escape).await;
    press(&window, Key::Control + "n").await;
    window
        .wait_for(
            "nothing is open",
            "return document.querySelector('dialog[open]') === null",
        )
        .await;
    window.sees_focus_on("job-images").await;

    // A question mark that is typed is a question mark.
    window.click("job-label").await;
    press(&window, "why?").await;
    assert_eq!(
        window
            .run("return document.getElementById('job-tag').value")
            .await,
        "why?"
    );
    assert_eq!(
        window
            .run("return document.getElementById('shortcuts').open")
            .await,
        false
    );
    window
        .run(
            "window.asked = 0; document.getElementById('refresh').addEventListener('click', \
             () => (window.asked += 1))",
        )
        .await;
    press(&window, Key::F5 + "").await;
    press(&window, Key::Control + "r").await;
    assert_eq!(window.run("return window.asked").await, 2);
}

/// Keys are the same in every language; the names of the places are not.
#[tokio::test]
async fn in_french_the_keys_lead_to_places_with_french_names() {
    let mut computer = Computer::new();
    computer.is_in("fr_FR.UTF-8");
    let window = window_in_use(&computer).await;
    tab_reaches_all(&window, "body").await;
    let names = "return [...document.querySelectorAll('#bar button, #jobs button')].slice(0, \
        5).map((it) => it.getAttribute('aria-label'))";
    assert_eq!(
        window.run(names).await,
        json!([
            "Masquer les montants",
            "Actualiser",
            "Réglages",
            "Annuler\u{a0}: 10\u{a0}images",
            "Refaire\u{a0}: 10\u{a0}images"
        ])
    );
    for (keys, place, name) in [
        (Key::Control + ",", "settings", "Réglages"),
        (Key::Control + "j", "all-jobs", "Toutes les tâches"),
        (Key::Control + "g", "spending", "Dépenses"),
        (Key::Control + "p", "price-book", "Tarifs"),
        (Key::F1 + "", "shortcuts", "Raccourcis clavier"),
    ] {
        press(&window, keys).await;
        window
            .wait_for(
                place,
                &format!("return document.getElementById('{place}').open"),
            )
            .await;
        let named = format!(
            "const dialog = document.getElementById('{place}'); \
             return document.getElementById(dialog.getAttribute('aria-labelledby')).textContent"
        );
        assert_eq!(window.run(&named).await, name);
    }
    for line in ["Échap", "Maj+Tab", "Flèches", "F5 ou Ctrl+R"] {
        window.sees("shortcuts", line).await;
    }
    press(&window, Key::Escape + Key::Escape).await;
    window
        .run("document.getElementById('nav-spending').click()")
        .await;
    window
        .wait_for(
            "figures",
            "return document.getElementById('spending-total').textContent !== ''",
        )
        .await;
    assert_eq!(
        window
            .attribute("spending-chart", "aria-roledescription")
            .await
            .as_deref(),
        Some("graphique")
    );
    let chart = window.attribute("spending-chart", "aria-label").await;
    assert_eq!(
        chart.as_deref(),
        Some("Dépenses, 30 colonnes. Les flèches mènent de l’une à l’autre.")
    );
}

#[tokio::test]
async fn esc_and_every_close_button_bring_the_focus_back() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    for (opener, dialog) in [
        ("open-settings", "settings"),
        ("nav-jobs", "all-jobs"),
        ("nav-spending", "spending"),
        ("nav-models", "price-book"),
    ] {
        for close in ["Esc", "button"] {
            window
                .run(&format!("document.getElementById('{opener}').focus()"))
                .await;
            window.press_enter(opener).await;
            window
                .wait_for(
                    dialog,
                    &format!("return document.getElementById('{dialog}').open"),
                )
                .await;
            match close {
                "Esc" => press(&window, Key::Escape + "").await,
                _ => window.press(&format!("#{dialog} [data-close]")).await,
            }
            window
                .wait_for(
                    "it is closed",
                    "return document.querySelector('dialog[open]') === null",
                )
                .await;
            window.sees_focus_on(opener).await;
        }
    }
}

/// The row that a dialog was opened from is drawn anew while the dialog is open.
#[tokio::test]
async fn the_focus_returns_to_a_row_that_was_drawn_anew() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    press(&window, Key::Control + "j").await;
    window
        .wait_for(
            "jobs",
            "return document.querySelectorAll('#all-jobs-list b').length === 10",
        )
        .await;
    window
        .run("document.querySelectorAll('#all-jobs-list button')[3].focus()")
        .await;
    press(&window, Key::Enter + "").await;
    window.sees("job-detail-title", "7 images").await;
    computer.verb(&["budget", "set", "5"]).success();
    window.sees("header-balance", "Budget: €5.00").await;
    window.type_into("detail-tag", "cats").await;
    press(&window, Key::Enter + "").await;
    window.sees_toast("Job corrected").await;
    window
        .wait_for(
            "the row shows it",
            "return document.querySelectorAll('#all-jobs-list li')[3].textContent.includes('cats')",
        )
        .await;
    let has = "return document.activeElement.closest('li')?.getAttribute('aria-posinset') ?? \
        document.activeElement.id";
    assert_eq!(window.run(has).await, "4");
}

/// Buttons that go away after they were pressed leave the focus in their place.
#[tokio::test]
async fn the_focus_stays_in_place_where_a_button_goes_away() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let window = window_in_use(&computer).await;
    let inside = async |place: &str| {
        window
            .wait_for(
                place,
                &format!(
                    "return document.querySelector('{place}').contains(document.activeElement)"
                ),
            )
            .await;
    };
    window
        .run("document.querySelector('#currency-note [data-keep]').focus()")
        .await;
    press(&window, Key::Enter + "").await;
    window
        .wait_for(
            "it is answered",
            "return document.querySelector('#currency-note [data-keep]').hidden",
        )
        .await;
    inside("#currency-note").await;

    window
        .run("document.querySelector('#jobs li:nth-child(2) .link').focus()")
        .await;
    press(&window, Key::Enter + "").await;
    window.sees_toast("Undone: 9 images").await;

    window.click("open-settings").await;
    window
        .run("document.getElementById('mark-as-full').focus()")
        .await;
    press(&window, Key::Enter + "").await;
    window
        .wait_for(
            "the button is gone",
            "return document.getElementById('mark-as-full').hidden",
        )
        .await;
    inside("#settings").await;
    // A message that is closed gives the focus back.
    window
        .run("document.getElementById('budget-input').focus()")
        .await;
    window
        .run("document.querySelector('.toast .close').focus()")
        .await;
    press(&window, Key::Enter + "").await;
    window
        .wait_for(
            "the focus is back",
            "return document.activeElement.id === 'budget-input'",
        )
        .await;

    // A person who has moved on is left alone.
    window
        .run("document.getElementById('mark-as-full').hidden = false")
        .await;
    window
        .run("document.getElementById('mark-as-full').focus(); document.activeElement.blur()")
        .await;
    window
        .run("document.getElementById('mark-as-full').hidden = true")
        .await;
    assert_eq!(
        window
            .run("return document.activeElement === document.body")
            .await,
        true
    );

    window.type_into("live-key", ADMIN_KEY).await;
    press(&window, Key::Enter + "").await;
    window.sees_toast("Connected").await;
    inside("#live-on").await;
}
