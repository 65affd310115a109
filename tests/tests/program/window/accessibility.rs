//! Accessibility: axe finds nothing in any view, in any language, light and dark; controls are
//! large enough; text at twice its size, fewer movements and the colours that a person chose lose
//! nothing.

use std::fs;

use fal_budget_i18n::Language;
use fal_budget_tests::chromium::Page;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::ports::free_port;
use fal_budget_tests::scene::Scene;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/ui/node_modules/axe-core/axe.min.js"
);

/// Runs every rule of axe and returns the breaches, one line each. Contrast is known only of what
/// is in sight, so everything that is open is scrolled through.
const AUDIT: &str = "
    const done = arguments[0];
    const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? \
      document.scrollingElement;
    const found = new Set();
    async function audit() {
        let options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
        for (let top = 0; top < place.scrollHeight; top += place.clientHeight * .75) {
            place.scrollTop = top;
            const { violations } = await axe.run(document, options);
            for (const { id, nodes } of violations) {
                for (const { target, failureSummary } of nodes) found.add(`${id} at \
                  ${target.join(' ')}: ${failureSummary.replaceAll(/\\s+/g, ' ')}`);
            }
            options = { resultTypes: ['violations'], runOnly: ['color-contrast'] };
        }
        place.scrollTop = 0;
    }
    audit().then(() => done([...found]), (failure) => done([...found, `axe failed: ${failure}`]))";

/// Returns the breaches that axe finds in what the window shows now.
async fn audit(window: &Window) -> Vec<String> {
    if window.run("return typeof axe").await == "undefined" {
        let script = fs::read_to_string(AXE)
            .unwrap_or_else(|error| panic!("{AXE}: {error}; `make page` installs it"));
        window.run(&script).await;
    }
    window
        .wait_for(
            "nothing moves",
            "return document.getAnimations().every(({ playState }) => playState !== 'running')",
        )
        .await;
    let found = window
        .driver
        .execute_async(AUDIT, Vec::new())
        .await
        .unwrap();
    found
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap().to_owned())
        .collect()
}

/// Sections of the settings.
const SECTIONS: [&str; 6] = ["balance", "general", "alerts", "prices", "files", "privacy"];

/// A locale for each language.
const LOCALES: [&str; 2] = ["en_GB.UTF-8", "fr_FR.UTF-8"];

/// Audits a view in light and in dark, each as chosen in the settings. Contrast depends on no word,
/// so it is audited in English only.
async fn audit_both(window: &Window, view: &str) -> Vec<String> {
    let mut found = Vec::new();
    let spoken = window.run("return document.documentElement.lang").await;
    let view = format!("{view}, {}", spoken.as_str().unwrap());
    for theme in if spoken == "en" {
        &["light", "dark"][..]
    } else {
        &["light"]
    } {
        window
            .invoke("save_settings", json!({ "theme": theme }))
            .await
            .unwrap();
        window
            .wait_for(
                theme,
                &format!("return document.documentElement.dataset.theme === '{theme}'"),
            )
            .await;
        found.extend(
            audit(window)
                .await
                .iter()
                .map(|line| format!("{view}, {theme}: {line}")),
        );
    }
    let names = window.run(NAMES).await;
    found.extend(
        names
            .as_array()
            .unwrap()
            .iter()
            .map(|name| format!("{view}: {name} is no name of its own")),
    );
    found
}

#[track_caller]
fn is_clean(found: &[String]) {
    assert!(
        found.is_empty(),
        "axe found {}:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Presses a button. WebDriver misses it where text is twice as large.
async fn press(window: &Window, button: &str) {
    window.find(button).await;
    window
        .run(&format!("document.getElementById('{button}').click()"))
        .await;
}

/// Opens a view.
async fn open(window: &Window, button: &str, view: &str) {
    press(window, button).await;
    window.is_in(view).await;
}

async fn close(window: &Window, dialog: &str) {
    window
        .run(&format!("document.getElementById('{dialog}').close()"))
        .await;
}

/// Waits until an element can be seen, whatever the language.
async fn shows(window: &Window, id: &str) {
    window
        .wait_for(
            id,
            &format!(
                "const it = document.getElementById('{id}'); \
                 return it !== null && it.checkVisibility() && it.textContent.trim() !== ''"
            ),
        )
        .await;
}

fn computer_in(locale: &str) -> Computer {
    let mut computer = Computer::new();
    computer.is_in(locale);
    computer
}

/// Makes a computer with a balance, and jobs of each kind.
fn computer_in_use(locale: &str) -> Computer {
    let computer = computer_in(locale);
    computer.verb(&["budget", "set", "10"]).success();
    for count in 1..=9 {
        computer
            .verb(&["log", "--images", &count.to_string(), "--tag", "posters"])
            .success();
    }
    computer
        .verb(&[
            "log",
            "--model",
            "fal-ai/veo3.1/fast",
            "--quantity",
            "2",
            "--note",
            "to try",
        ])
        .success();
    computer
        .verb(&["log", "--model", "me/my-app", "--quantity", "1"])
        .success();
    computer
}

async fn unfold(window: &Window) {
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
}

#[tokio::test]
async fn axe_finds_nothing_in_the_window() {
    for locale in LOCALES {
        is_clean(&the_window(locale).await);
    }
}

async fn the_window(locale: &str) -> Vec<String> {
    let computer = computer_in(locale);
    let window = Window::open(&computer).await;
    shows(&window, "welcome").await;
    let mut found = audit_both(&window, "welcome").await;
    window.click("welcome-away").await;
    shows(&window, "no-balance").await;
    found.extend(audit_both(&window, "no budget").await);
    drop(window);

    let computer = computer_in_use(locale);
    let window = Window::open(&computer).await;
    window.sees("jobs", "my-app").await;
    window.type_into("job-images", "4").await;
    window
        .wait_for(
            "the estimate",
            "return document.getElementById('job-estimate').dataset.tone === 'good'",
        )
        .await;
    found.extend(audit_both(&window, "full").await);
    window
        .run(
            "for (const id of ['job-tab-model', 'job-more']) \
             document.getElementById(id).click()",
        )
        .await;
    window.type_into("job-model", "flux").await;
    window
        .wait_for(
            "models",
            "return document.querySelectorAll('#job-models li').length > 1",
        )
        .await;
    found.extend(audit_both(&window, "a model").await);
    found
}

#[tokio::test]
async fn nor_while_warnings_are_shown() {
    for locale in LOCALES {
        is_clean(&warnings(locale).await);
    }
}

async fn warnings(locale: &str) -> Vec<String> {
    let mut scene = Scene::with(
        "10",
        &[
            &["log", "--images", "360"],
            &["guard", "set", "--floor", "1.00"],
            &["guard", "on"],
        ],
    )
    .await;
    assert_eq!(scene.run(&json!({"num_images": 4})).await, 402);
    scene.computer.is_in(locale);
    let window = Window::open(&scene.computer).await;
    window
        .invoke(
            "choose_alert",
            json!({"kind": "day", "on": true, "typed": "5"}),
        )
        .await
        .unwrap();
    for line in ["main-alert", "alert-lines", "guard-refusal"] {
        shows(&window, line).await;
    }
    let mut found = audit_both(&window, "low").await;
    window.type_into("job-images", "x").await;
    window.click("log-job").await;
    window
        .wait_for(
            "a message",
            "return document.querySelector('.toast') !== null",
        )
        .await;
    found.extend(audit_both(&window, "refused").await);
    found
}

#[tokio::test]
async fn nor_in_the_settings() {
    for locale in LOCALES {
        is_clean(&settings(locale).await);
    }
}

async fn settings(locale: &str) -> Vec<String> {
    let fal = StandIn::start().await;
    let mut computer = computer_in_use(locale);
    computer.follow(&fal);
    let window = Window::open(&computer).await;
    open(&window, "open-settings", "settings").await;
    let mut found = Vec::new();
    for section in SECTIONS {
        window.click(&format!("to-{section}")).await;
        window.is_in(&format!("set-{section}")).await;
        unfold(&window).await;
        found.extend(audit_both(&window, section).await);
    }
    window.click("open-erase").await;
    shows(&window, "erase").await;
    found.extend(audit_both(&window, "erase").await);
    close(&window, "erase").await;
    window.click("open-shortcuts").await;
    shows(&window, "shortcuts").await;
    found.extend(audit_both(&window, "shortcuts").await);
    window.click("close-shortcuts").await;

    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    shows(&window, "live-account").await;
    found.extend(audit_both(&window, "connected").await);
    open(&window, "nav-guard", "view-guard").await;
    unfold(&window).await;
    let port = free_port().to_string();
    window.type_into("gateway-port", &port).await;
    window.click("set-port").await;
    window
        .wait_for(
            "the port is kept",
            &format!("return document.getElementById('gateway-port').placeholder === '{port}'"),
        )
        .await;
    window.click("gateway-switch").await;
    shows(&window, "gateway-status").await;
    found.extend(audit_both(&window, "guard").await);
    found
}

#[tokio::test]
async fn nor_in_the_other_dialogs() {
    for locale in LOCALES {
        is_clean(&other_dialogs(locale).await);
    }
}

async fn other_dialogs(locale: &str) -> Vec<String> {
    let computer = computer_in_use(locale);
    let file = computer.path("jobs.csv");
    let rows = "request_id,endpoint_id,timestamp,cost_total,colour\n\
                r-1,a/b,2026-11-01T10:00:00Z,0.1,red\nr-2,a/b,soon,1,red\n";
    fs::write(&file, rows).unwrap();
    let window = Window::open(&computer).await;
    open(&window, "nav-jobs", "view-jobs").await;
    window
        .wait_for(
            "jobs",
            "return document.querySelectorAll('#all-jobs-list b').length === 11",
        )
        .await;
    let mut found = audit_both(&window, "all jobs").await;
    window
        .run("document.querySelector('#all-jobs-list button').click()")
        .await;
    window.sees("job-detail-title", "my-app").await;
    found.extend(audit_both(&window, "job").await);
    close(&window, "job-detail").await;

    open(&window, "nav-spending", "view-spending").await;
    window.press("#spending-split option[value=model]").await;
    window.sees("spending-parts", "fal-ai/veo3.1/fast").await;
    unfold(&window).await;
    window.type_into("reconcile-input", "5").await;
    window.press_enter("reconcile-input").await;
    shows(&window, "reconcile-text").await;
    found.extend(audit_both(&window, "spending").await);

    open(&window, "nav-models", "view-models").await;
    window.type_into("price-find", "flux").await;
    window
        .wait_for(
            "prices",
            "const count = document.querySelectorAll('#prices li').length; \
             return count > 0 && count < 90",
        )
        .await;
    found.extend(audit_both(&window, "price book").await);

    open(&window, "open-settings", "settings").await;
    window
        .find("import-file")
        .await
        .send_keys(file.display().to_string())
        .await
        .unwrap();
    window
        .wait_for(
            "the file is read",
            "return document.getElementById('import-go')?.disabled === false",
        )
        .await;
    unfold(&window).await;
    found.extend(audit_both(&window, "import").await);
    close(&window, "import").await;
    found
}

#[tokio::test]
async fn nor_when_nothing_can_be_read() {
    let mut computer = Computer::new();
    fs::create_dir_all(computer.data()).unwrap();
    fs::write(
        computer.database(),
        "This was never a database. ".repeat(100),
    )
    .unwrap();
    let mut found = Vec::new();
    for (theme, locale) in [
        ("Adwaita", LOCALES[0]),
        ("Adwaita:dark", LOCALES[0]),
        ("Adwaita", LOCALES[1]),
    ] {
        computer.set("GTK_THEME", theme);
        computer.is_in(locale);
        let window = Window::open(&computer).await;
        shows(&window, "problem-message").await;
        found.extend(
            audit(&window)
                .await
                .iter()
                .map(|line| format!("problem, {theme}, {locale}: {line}")),
        );
    }
    is_clean(&found);
}

/// Returns the names of controls, as a screen reader says them, that occur twice.
const NAMES: &str = "
    const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const controls = [...open.querySelectorAll('button, a, input, select, summary, meter, \
      [role=listbox], [tabindex=\"0\"]')];
    axe.setup(document);
    const names = controls.filter((it) => it.checkVisibility() && !it.ariaHidden).map((it) => \
      `${it.localName} “${axe.commons.text.accessibleText(it)}”`);
    axe.teardown();
    return names.filter((name, nth) => name.endsWith('“”') || names.indexOf(name) !== nth)";

/// Returns the controls that are too small to press, each with the label that takes presses for it;
/// `root` is what is open.
const SMALL: &str = "
    const controls = [...root.querySelectorAll('button, a, input, select, summary, [role=option]')];
    const seen = controls.filter((it) => it.checkVisibility({ visibilityProperty: true }) && \
      !it.matches('.spoken'));
    const box = (it) => {
        const boxes = [it, ...(it.labels ?? [])].map((each) => each.getBoundingClientRect());
        return { width: Math.max(...boxes.map(({ width }) => width)), \
          height: Math.max(...boxes.map(({ height }) => height)) };
    };
    return { count: seen.length, small: seen.filter((it) => box(it).width < 24 || box(it).height \
      < 24)
        .map((it) => `${it.tagName} ${it.id || it.textContent.trim()} \
          ${Math.round(box(it).width)} × ${Math.round(box(it).height)}`) }";

/// Waits for so many controls, and checks that all are large enough.
async fn all_are_large_enough(window: &Window, root: &str, at_least: u64) {
    let small = wait::within(wait::PATIENCE, root, async || {
        let seen = window
            .run(&format!(
                "const root = document.querySelector('{root}'); {SMALL}"
            ))
            .await;
        if seen["count"].as_u64() >= Some(at_least) {
            Ok(seen["small"].clone())
        } else {
            Err(seen)
        }
    });
    assert_eq!(small.await, json!([]), "in {root}");
}

#[tokio::test]
async fn what_is_pressed_is_large_enough_narrow_and_wide() {
    let computer = computer_in_use(LOCALES[0]);
    let window = Window::open(&computer).await;
    window.sees("jobs", "my-app").await;
    window
        .run(
            "for (const id of ['job-tab-model', 'job-more']) \
             document.getElementById(id).click()",
        )
        .await;
    unfold(&window).await;
    for (width, height) in [(320, 700), (1080, 760)] {
        window.resize(width, height).await;
        all_are_large_enough(&window, "body", 20).await;
        for (button, view, at_least) in [
            ("open-settings", "settings", 15),
            ("nav-jobs", "view-jobs", 10),
            ("nav-spending", "view-spending", 6),
            ("nav-models", "view-models", 10),
            ("nav-guard", "view-guard", 8),
        ] {
            open(&window, button, view).await;
            all_are_large_enough(&window, &format!("#{view}"), at_least).await;
        }
        open(&window, "nav-overview", "view-overview").await;
    }
}

/// Changes a setting of the desktop, as a person does.
fn asks_the_system(computer: &Computer, setting: &str) {
    let folder = computer.path("config/gtk-3.0");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("settings.ini"),
        format!("[Settings]\n{setting}\n"),
    )
    .unwrap();
}

#[tokio::test]
async fn text_at_twice_its_size_loses_nothing() {
    for locale in LOCALES {
        let found = text_at_twice_its_size(locale).await;
        assert!(found.is_empty(), "{locale}:\n{}", found.join("\n"));
    }
}

/// Returns what gets lost when text is twice as large.
async fn text_at_twice_its_size(locale: &str) -> Vec<String> {
    let tag = Language::for_locale(locale).tag();
    let mut computer = computer_in_use(locale);
    computer.set("GDK_DPI_SCALE", "2");
    let window = Window::open(&computer).await;
    window.sees("jobs", "my-app").await;
    window.driver.set_window_rect(0, 0, 520, 900).await.unwrap();
    window
        .wait_for("half as much has room", "return innerWidth === 260")
        .await;
    let mut found = window.cut("main").await;
    window.picture(&format!("text-200-{tag}")).await;
    window
        .run(
            "for (const id of ['job-tab-model', 'job-more']) \
             document.getElementById(id).click()",
        )
        .await;
    found.extend(window.cut("a model").await);
    window.picture(&format!("text-200-{tag}-model")).await;
    unfold(&window).await;
    for (button, view, shown) in [
        ("open-settings", "settings", "set-balance"),
        ("nav-guard", "view-guard", "guard-status"),
        ("nav-spending", "view-spending", "spending-total"),
        ("nav-models", "view-models", "prices"),
        ("nav-jobs", "view-jobs", "all-jobs-list"),
    ] {
        open(&window, button, view).await;
        unfold(&window).await;
        shows(&window, shown).await;
        found.extend(window.cut(view).await);
        window.picture(&format!("text-200-{tag}-{view}")).await;
        if view == "settings" {
            for section in SECTIONS {
                press(&window, &format!("to-{section}")).await;
                found.extend(window.cut(section).await);
            }
        }
    }
    window
        .wait_for(
            "jobs",
            "return document.querySelectorAll('#all-jobs-list b').length === 11",
        )
        .await;
    window
        .run("document.querySelector('#all-jobs-list button').click()")
        .await;
    window.sees("job-detail-title", "my-app").await;
    found.extend(window.cut("job").await);
    window.picture(&format!("text-200-{tag}-job")).await;
    found
}

#[tokio::test]
async fn nothing_moves_and_edges_are_dark_if_the_system_is_set_so() {
    let computer = computer_in_use(LOCALES[0]);
    asks_the_system(
        &computer,
        "gtk-enable-animations=false\ngtk-theme-name=HighContrast",
    );
    let window = Window::open(&computer).await;
    window
        .run("document.getElementById('refresh').setAttribute('aria-busy', 'true')")
        .await;
    let still = "return document.getAnimations().every((it) => it.playState !== 'running')";
    window.wait_for("what is busy does not turn", still).await;
    let colours = window
        .run(
            "const style = (selector) => getComputedStyle(document.querySelector(selector));
              return { note: style('#header-provenance').color, ink: style('body').color, \
                edge: style('.quick').borderColor }",
        )
        .await;
    assert_eq!(
        (&colours["note"], &colours["edge"]),
        (&colours["ink"], &colours["ink"]),
        "{colours}"
    );
    window.picture("high-contrast").await;
    is_clean(&audit_both(&window, "high contrast").await);
}

/// The page in a browser whose person forces colours, a mode that WebKitGTK lacks. Returns what is
/// a colour elsewhere.
const FORCED: &str = r#"
    const page = new DOMParser().parseFromString(html, 'text/html');
    page.querySelectorAll('link, script').forEach((it) => it.remove());
    const style = document.createElement('style');
    style.textContent = css;
    document.head.append(style);
    document.body.replaceChildren(...page.body.childNodes);
    // The page is told as soon as this script rests.
    await null;
    document.documentElement.dataset.theme = 'light';
    document.querySelectorAll('[hidden]').forEach((it) => (it.hidden = false));
    const at = (selector, part) => getComputedStyle(document.querySelector(selector), part);
    const level = (name) => {
        const marks = ['header-ring', 'balance-bar', 'balance-status'];
        for (const id of marks) document.getElementById(id).dataset.level = name;
    };
    document.getElementById('balance-bar').value = .5;
    const shapes = ['high', 'medium', 'low'].map((name) => {
        level(name);
        const { borderRadius, clipPath } = at('.chip', '::before');
        return `${borderRadius} ${clipPath}`;
    });
    document.getElementById('refresh').focus({ focusVisible: true });
    await fetch('/outcome', { method: 'POST', body: JSON.stringify({
        said: document.getElementById('log-job').textContent,
        forced: matchMedia('(forced-colors: active)').matches,
        shapes: new Set(shapes).size,
        dot: at('.chip', '::before').backgroundColor !== at('.chip').backgroundColor,
        bar: at('#balance-bar').borderTopStyle,
        ring: [at('.ring .track').strokeWidth, at('.ring .fill').strokeWidth],
        fill: at('.ring .fill').stroke !== at('body').backgroundColor,
        tabs: at('.seg label').backgroundColor !== at('.seg label + label').backgroundColor,
        focus: [at('#refresh').outlineStyle, at('#refresh').outlineWidth],
        seen: at('#refresh').outlineColor !== at('body').backgroundColor,
    }) })"#;

#[tokio::test]
async fn in_forced_colours_levels_have_shapes_and_the_focus_an_edge() {
    let file = |name: &str| {
        fs::read_to_string(format!("{}/../ui/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let html = file("index.html");
    let sheets = html
        .split("href=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next());
    let css: String = sheets.map(file).collect();
    let sentences = json!({ "en": Language::ENGLISH.page() });
    let script = format!(
        "globalThis.sentences = {sentences};{} const html = {}, css = {};{FORCED}",
        file("start.js"),
        json!(html),
        json!(css)
    );
    let page = Page::start().await;
    let outcome = page
        .runs_for_one_who(&["--force-high-contrast"], script, "")
        .await;
    let outcome: Value = serde_json::from_str(&outcome).unwrap();
    let wanted = json!({
        "said": "Log", "forced": true, "shapes": 3, "dot": true, "bar": "solid",
        "ring": ["1px", "4px"], "fill": true, "tabs": true,
        "focus": ["solid", "2px"], "seen": true,
    });
    assert_eq!(outcome, wanted);
}
