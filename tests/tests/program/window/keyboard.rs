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
      it.type === 'radio') && it.type !== 'file');
    const first = seen.filter((it) => it.type !== 'radio' || it.checked);
    window.nameOf = (it) => it.id || it.getAttribute('aria-label') || `${it.tagName} ${it.name || \
      ''} ${it.textContent.trim()}`;
    return first.map(nameOf)";

const LIST_IS_OPEN: &str = "return document.getElementById('shortcuts').matches(':popover-open')";
const LIST_IS_CLOSED: &str =
    "return !document.getElementById('shortcuts').matches(':popover-open')";

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
    let reached = walk(window, controls.len() + 14).await;
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
        .run("for (const id of ['job-tab-model', 'job-more']) document.getElementById(id).click()")
        .await;
    tab_reaches_all(&window, "body").await;
}

#[tokio::test]
async fn and_of_every_view() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    for (keys, view, drawn) in [
        (
            Key::Control + "j",
            "view-jobs",
            "document.querySelectorAll('#all-jobs-list b').length === 10",
        ),
        (
            Key::Control + "g",
            "view-spending",
            "document.getElementById('spending-total').textContent !== ''",
        ),
        (
            Key::Control + "p",
            "view-models",
            "document.querySelectorAll('#prices li').length > 0",
        ),
        (
            Key::Control + "5",
            "view-guard",
            "document.getElementById('guard-day-hint').textContent !== ''",
        ),
        (
            Key::Control + ",",
            "settings",
            "document.getElementById('settings-list').children.length === 6",
        ),
    ] {
        press(&window, keys).await;
        window.is_in(view).await;
        window
            .wait_for("it is drawn", &format!("return {drawn}"))
            .await;
        if view == "view-models" {
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
            .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
            .await;
        tab_reaches_all(&window, &format!("#{view}")).await;
    }
}

#[tokio::test]
async fn the_overview_has_few_stops() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    let stops = async || {
        let stops = window
            .run(&format!("const root = 'body'; {CONTROLS}"))
            .await;
        stops.as_array().unwrap().len()
    };
    window.click("welcome-away").await;
    window.sees("jobs-empty", "Jobs").await;
    let without = stops().await;
    assert!(without <= 24, "{without} stops without jobs");
    computer.verb(&["budget", "set", "10"]).success();
    for count in 1..=12 {
        computer
            .verb(&["log", "--images", &count.to_string()])
            .success();
    }
    window.sees("jobs", "12 images").await;
    let with = stops().await;
    assert!(with <= 40, "{with} stops with twelve jobs");
}

#[tokio::test]
async fn keys_lead_to_every_place_and_the_list_of_them_is_behind_a_question_mark() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    window
        .run("document.getElementById('nav-jobs').focus()")
        .await;
    press(&window, "?").await;
    window.find("shortcuts").await;
    window.wait_for("the list is open", LIST_IS_OPEN).await;
    for line in [
        "Hide amounts",
        "Refresh",
        "Log a job",
        "Overview",
        "Jobs",
        "Spending",
        "Models",
        "Guard",
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
            "return document.querySelector('dialog[open], :popover-open') === null",
        )
        .await;
    assert_eq!(
        window.focused().await,
        "nav-jobs",
        "the focus returns where it was"
    );

    // From one place to the next.
    for (keys, place) in [
        (Key::Control + ",", "settings"),
        (Key::Control + "j", "view-jobs"),
        (Key::Control + "g", "view-spending"),
        (Key::Control + "p", "view-models"),
        (Key::Control + "5", "view-guard"),
        (Key::Control + "1", "view-overview"),
        (Key::Control + "6", "settings"),
    ] {
        press(&window, keys).await;
        window.is_in(place).await;
    }
    press(&window, Key::F1 + "").await;
    window.wait_for("the list is open", LIST_IS_OPEN).await;
    press(&window, Key::Escape + "").await;
    window.wait_for("the list is closed", LIST_IS_CLOSED).await;
    // Back leads to the view before.
    press(&window, Key::Alt + Key::Left).await;
    window.is_in("view-overview").await;
    press(&window, Key::Control + "3").await;
    window.is_in("view-jobs").await;
    press(&window, Key::Control + "n").await;
    window.is_in("view-overview").await;
    window.sees_focus_on("job-model").await;

    // A question mark that is typed is a question mark.
    window
        .run("document.getElementById('job-tag').focus()")
        .await;
    press(&window, "why?").await;
    assert_eq!(
        window
            .run("return document.getElementById('job-tag').value")
            .await,
        "why?"
    );
    assert_eq!(window.run(LIST_IS_OPEN).await, false);
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
    let names = "return [...document.querySelectorAll('#bar button, .nav button')].map((it) => \
        it.getAttribute('aria-label') ?? it.textContent.trim())";
    assert_eq!(
        window.run(names).await,
        json!([
            "Aperçu",
            "Dépenses",
            "Tâches",
            "Modèles",
            window.text("nav-guard").await,
            "Réglages",
            "Masquer les montants",
            "Actualiser"
        ])
    );
    for (keys, place, name) in [
        (Key::Control + ",", "settings", "Réglages"),
        (Key::Control + "j", "view-jobs", "Toutes les tâches"),
        (Key::Control + "p", "view-models", "Tarifs"),
    ] {
        press(&window, keys).await;
        window.is_in(place).await;
        let named = format!(
            "const view = document.getElementById('{place}'); \
             return document.getElementById(view.getAttribute('aria-labelledby')).textContent"
        );
        assert_eq!(window.run(&named).await, name);
    }
    press(&window, Key::F1 + "").await;
    window.find("close-shortcuts").await;
    for line in ["Échap", "Maj+Tab", "Flèches", "F5 ou Ctrl+R"] {
        window.sees("shortcuts", line).await;
    }
    press(&window, Key::Escape + "").await;
    window.click("nav-spending").await;
    window.find("spending-total").await;
    window.press("#spending-days option[value='30']").await;
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
    let named = "Dépenses, 30 colonnes. Les flèches mènent de l’une à l’autre.";
    let says = format!("return document.getElementById('spending-chart').ariaLabel === '{named}'");
    window.wait_for("the chart has its name", &says).await;
}

#[tokio::test]
async fn esc_goes_back_and_the_focus_with_it() {
    let computer = Computer::new();
    let window = window_in_use(&computer).await;
    for (opener, view) in [
        ("open-settings", "settings"),
        ("nav-jobs", "view-jobs"),
        ("nav-spending", "view-spending"),
        ("nav-models", "view-models"),
    ] {
        window
            .run(&format!("document.getElementById('{opener}').focus()"))
            .await;
        window.press_enter(opener).await;
        window.is_in(view).await;
        press(&window, Key::Escape + "").await;
        window.is_in("view-overview").await;
        window.sees_focus_on(opener).await;
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
    window.run("document.getElementById('undo').focus()").await;
    press(&window, Key::Enter + "").await;
    window.sees_toast("Undone: 10 images").await;

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
