//! Each setting: changed in the window, and seen to act there, in the tray, and after a restart.

use std::fs;

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

/// Makes a computer with a balance of €10, of which €0.25 was spent.
fn computer_in_use() -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "10"]).success();
    computer
}

async fn settings(computer: &Computer) -> Window {
    let window = Window::open(computer).await;
    window.click("open-settings").await;
    window
}

async fn choose_theme(window: &Window, theme: &str) {
    window.click("to-general").await;
    window.press(&format!("#themes [value={theme}]")).await;
}

async fn choose(window: &Window, list: &str, value: &str) {
    window
        .run(&format!(
            "const list = document.getElementById('{list}'); list.value = '{value}'; \
             list.dispatchEvent(new Event('change'))"
        ))
        .await;
}

/// Returns the colour of the page as it is painted.
async fn paper(window: &Window) -> Value {
    window
        .run("return getComputedStyle(document.body).backgroundColor")
        .await
}

#[tokio::test]
async fn the_theme_acts_at_once_and_after_a_restart() {
    let computer = computer_in_use();
    let window = settings(&computer).await;
    let (light, dark) = (json!("rgb(246, 245, 242)"), json!("rgb(20, 20, 22)"));
    assert_eq!(paper(&window).await, light, "as the system");
    choose_theme(&window, "dark").await;
    window
        .wait_for(
            "it is dark",
            "return document.documentElement.dataset.theme === 'dark'",
        )
        .await;
    assert_eq!(paper(&window).await, dark);
    window.picture("settings-dark-chosen").await;
    window.close().await;

    let window = settings(&computer).await;
    assert_eq!(paper(&window).await, dark);
    assert_eq!(
        window
            .run("return document.querySelector('#themes :checked').value")
            .await,
        "dark"
    );
    choose_theme(&window, "system").await;
    window
        .wait_for(
            "it is light",
            "return document.documentElement.dataset.theme === 'system'",
        )
        .await;
    assert_eq!(paper(&window).await, light);
}

#[tokio::test]
async fn a_light_window_stays_light_on_a_dark_system() {
    let mut computer = computer_in_use();
    computer.set("GTK_THEME", "Adwaita:dark");
    let window = settings(&computer).await;
    assert_eq!(paper(&window).await, "rgb(20, 20, 22)");
    choose_theme(&window, "light").await;
    window
        .wait_for(
            "it is light",
            "return document.documentElement.dataset.theme === 'light'",
        )
        .await;
    window.close().await;
    assert_eq!(
        paper(&Window::open(&computer).await).await,
        "rgb(246, 245, 242)"
    );
}

/// The page knows the theme from its address, before the database is opened: nothing light is ever
/// on the screen.
#[tokio::test]
async fn a_dark_window_never_flashes_light_while_it_starts() {
    let computer = computer_in_use();
    let window = settings(&computer).await;
    choose_theme(&window, "dark").await;
    window
        .wait_for(
            "it is dark",
            "return document.documentElement.dataset.theme === 'dark'",
        )
        .await;
    window.close().await;
    never_light(&computer).await;
}

#[tokio::test]
async fn nor_does_one_that_follows_a_dark_system() {
    let mut computer = computer_in_use();
    computer.set("GTK_THEME", "Adwaita:dark");
    never_light(&computer).await;
}

/// Starts the window, and looks at the screen until the page is painted.
async fn never_light(computer: &Computer) {
    let desktop = Desktop::new(computer);
    let app = App::start(computer, &desktop, &[]);
    let mut seen = 0;
    wait::until("the window is painted", async || {
        app.window()?;
        let light = app.light_share();
        assert!(
            light < 0.2,
            "{:.0} % of the window was light, {seen} pictures after it came",
            light * 100.0
        );
        seen += 1;
        // The letters of the figure are light.
        (light > 0.002 && seen > 20).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_text_beside_the_tray_icon_is_the_one_that_was_chosen() {
    let computer = computer_in_use();
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    let item = panel.item().await;
    window.click("open-settings").await;
    for (value, text) in [
        ("percent", "97 % left"),
        ("spentToday", "Today: €0.25"),
        ("none", ""),
        ("balance", "Budget: €9.75"),
        ("none", ""),
    ] {
        choose(&window, "tray-text", value).await;
        item.sees_label(text).await;
        assert_eq!(
            item.lines().await[0],
            "Budget: €9.75 · 97 % left",
            "the menu has the figures"
        );
    }
    window.close().await;
    drop(panel);

    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    panel.item().await.sees_label("").await;
}

#[tokio::test]
async fn one_key_hides_every_amount_in_window_tray_and_bars_and_no_level() {
    let computer = computer_in_use();
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let window = Window::open_on(&computer, desktop, &[]).await;
    let item = panel.item().await;
    item.sees_label("Budget: €9.75").await;
    window.type_into("job-images", "4").await;
    window
        .find("job-images")
        .await
        .send_keys(thirtyfour::Key::F9 + "")
        .await
        .unwrap();
    window.sees("header-balance", "Budget: •••").await;
    item.sees_label("Budget: •••").await;
    wait::until("the menu hides them too", async || {
        let lines = item.lines().await;
        let hidden = [
            "Budget: ••• · 97 % left",
            "Spent since: •••",
            "Spent today: •••",
        ];
        (lines[..3] == hidden && lines.contains(&"Show amounts".to_owned())).then_some(())
    })
    .await;
    assert_eq!(
        window
            .attribute("balance-bar", "data-level")
            .await
            .as_deref(),
        Some("high")
    );
    window.sees("job-estimate", "•••").await;

    // Everywhere a person can go, and with every message on the way.
    window.click("log-job").await;
    window.sees_toast("Logged 4 images: •••").await;
    assert_no_amounts(&window, "the window").await;
    for (open, shows, place) in [
        (
            "nav-jobs",
            "return document.querySelector('#all-jobs-list b') !== null",
            "view-jobs",
        ),
        (
            "nav-spending",
            "return document.getElementById('spending-total').textContent !== ''",
            "view-spending",
        ),
        (
            "nav-guard",
            "return !!document.getElementById('guard-day-hint')?.textContent",
            "view-guard",
        ),
        (
            "open-settings",
            "return document.getElementById('settings').hidden === false",
            "settings",
        ),
    ] {
        window.click(open).await;
        window.wait_for("it is open", shows).await;
        if place == "settings" {
            window
                .run(
                    "for (const fold of document.querySelectorAll('details')) fold.open = true; \
                     for (const it of document.querySelectorAll('.set')) it.hidden = false",
                )
                .await;
            window
                .wait_for(
                    "entries",
                    "return document.querySelector('#entries li') !== null",
                )
                .await;
        }
        assert_no_amounts(&window, place).await;
        window.picture(&format!("hidden-{place}")).await;
    }
    window.close().await;
    let output = computer.verb(&["status"]).success();
    assert!(
        output.contains("Budget: •••") && !output.contains("9.65"),
        "{output}"
    );
    let bar = computer.verb(&["status", "--format", "waybar"]).success();
    assert!(
        bar.contains("Budget: •••") && !bar.contains("9.65"),
        "{bar}"
    );
    assert_eq!(computer.status()["remaining"], 9.65, "programs go on");
    let file = computer.path("jobs.csv");
    computer
        .verb(&["export", &file.display().to_string()])
        .success();
    assert!(
        fs::read_to_string(file).unwrap().contains("0.25"),
        "so do exports"
    );

    // Kept over a restart, and shown again from the tray.
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.sees_label("Budget: •••").await;
    item.click("Show amounts").await;
    item.sees_label("Budget: €9.65").await;
    wait::until("the menu follows", async || {
        item.lines()
            .await
            .contains(&"Hide amounts".to_owned())
            .then_some(())
    })
    .await;
}

/// Checks that no text, title or field of the page has an amount that can be read.
async fn assert_no_amounts(window: &Window, place: &str) {
    let found = window
        .run(
            r"const amount = /[€$]\s?\d|\d[.,]\d{2}/;
            const texts = [document.title];
            const names = ['title', 'aria-label', 'aria-valuetext', 'placeholder'];
            for (const each of document.body.querySelectorAll('*')) {
              const words = [...each.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE);
              if (each.checkVisibility()) texts.push(...words.map((it) => it.data));
              texts.push(...names.map((name) => each.getAttribute(name) ?? ''));
              const isField = each.matches('input:not([type=radio], [type=checkbox])');
              const isHidden = getComputedStyle(each).webkitTextSecurity === 'disc';
              if (isField && each.value && !isHidden) texts.push(each.value);
            }
            return texts.filter((text) => amount.test(text))",
        )
        .await;
    // Placeholders, which show how something is typed, are none of the person's amounts.
    let examples = ["0.025", "10.00", "7.08", "5.00; 2.00", "5.00", "50.00"];
    let leaks: Vec<&Value> = found
        .as_array()
        .unwrap()
        .iter()
        .filter(|text| !examples.contains(&text.as_str().unwrap()))
        .collect();
    assert!(leaks.is_empty(), "{place} shows {leaks:?}");
}

#[tokio::test]
async fn hidden_amounts_keep_nobody_from_undoing() {
    let computer = computer_in_use();
    let window = Window::open(&computer).await;
    let says =
        |text: &str| format!("return document.getElementById('undo').textContent === '{text}'");
    window
        .wait_for("the job can be undone", &says("Undo 10 images, €0.25"))
        .await;
    window.click("hide-amounts").await;
    window
        .wait_for("it still can", &says("Undo 10 images, •••"))
        .await;
    window.click("undo").await;
    window.sees_toast("Undone: 10 images, •••").await;
    window.sees("header-balance", "Budget: •••").await;
    assert_eq!(computer.status()["remaining"], 10.0);

    // Nor does undoing an earlier choice show what is hidden.
    window.click("hide-amounts").await;
    window
        .invoke("save_settings", json!({"currency": "USD"}))
        .await
        .unwrap();
    window.sees("header-balance", "Budget: $10.00").await;
    window.click("hide-amounts").await;
    window.sees("header-balance", "Budget: •••").await;
    window.click("undo").await;
    window.sees_toast("Undone: the change of settings").await;
    window.sees("header-balance", "Budget: •••").await;
    window.click("hide-amounts").await;
    window.sees("header-balance", "Budget: €10.00").await;
}

#[tokio::test]
async fn start_at_login_is_a_file_that_starts_it_in_the_tray() {
    let computer = computer_in_use();
    let file = computer
        .path("config")
        .join("autostart/dev.falbudget.app.desktop");
    let window = settings(&computer).await;
    window
        .wait_for(
            "the switch is there",
            "return !document.getElementById('start-label').hidden",
        )
        .await;
    assert!(!file.exists());
    window.click("start-at-login").await;
    window.sees_toast("fal Budget starts when you log in").await;
    let entry = fs::read_to_string(&file).unwrap();
    let command = format!(
        "Exec=\"{}\" --hidden\n",
        fal_budget_tests::computer::binary()
            .canonicalize()
            .unwrap()
            .display()
    );
    assert!(
        entry.starts_with("[Desktop Entry]\n") && entry.contains(&command),
        "{entry}"
    );
    window.close().await;

    // Another start sees the entry, and what the desktop's own settings have made of it.
    let on = "return document.getElementById('start-at-login').checked";
    let window = settings(&computer).await;
    window.wait_for("it is on", on).await;
    fs::write(&file, format!("{entry}Hidden=true\n")).unwrap();
    window.click("nav-overview").await;
    window.click("open-settings").await;
    window
        .wait_for(
            "it is off",
            "return !document.getElementById('start-at-login').checked",
        )
        .await;
    window.click("start-at-login").await;
    wait::until("it is on again", async || {
        (fs::read_to_string(&file).unwrap() == entry).then_some(())
    })
    .await;
    window.click("start-at-login").await;
    window.sees_toast("does not start by itself any more").await;
    assert!(!file.exists());
}

#[tokio::test]
async fn the_data_folder_is_shown_and_opened() {
    let computer = computer_in_use();
    let window = settings(&computer).await;
    let folder = computer.data().display().to_string();
    window.click("to-privacy").await;
    window.sees("data-folder", &folder).await;
    window.click("open-data-folder").await;
    wait::until("the folder is opened", async || {
        (computer.opened() == [folder.clone()]).then_some(())
    })
    .await;
    computer.install_browser("exit 3");
    window.click("open-data-folder").await;
    window.sees_toast("No file manager could be opened").await;
}

#[tokio::test]
async fn settings_are_reset_and_the_reset_is_undone() {
    let computer = computer_in_use();
    let window = settings(&computer).await;
    window
        .invoke(
            "save_settings",
            json!({"rate": "0.93", "imageRate": "0.03", "trayText": "none"}),
        )
        .await
        .unwrap();
    choose_theme(&window, "dark").await;
    window.sees("header-balance", "Budget: €9.06 ($9.75)").await;
    window.click("reset-settings").await;
    window.sees_toast("Settings reset").await;
    window.sees("header-balance", "Budget: €9.75").await;
    let chosen = async || {
        let mut settings =
            window.invoke("get_snapshot", json!({})).await.unwrap()["settings"].take();
        settings.as_object_mut().unwrap().remove("languages");
        settings
    };
    let first = json!({
        "currency": "EUR", "currencyChosen": false, "rate": null, "rateSetOn": null,
        "imageRate": "0.025", "videoRate": "0.05", "language": null, "spoken": "en",
        "theme": "system", "trayText": "balance", "amountsHidden": false
    });
    assert_eq!(chosen().await, first);
    window
        .wait_for(
            "the theme follows",
            "return document.documentElement.dataset.theme === 'system'",
        )
        .await;
    window.press("#toasts .link").await;
    window.sees("header-balance", "Budget: €9.06 ($9.75)").await;
    window
        .wait_for(
            "the theme is back",
            "return document.documentElement.dataset.theme === 'dark'",
        )
        .await;
    assert_eq!(chosen().await["trayText"], "none");
    window.close().await;
    assert_eq!(computer.status()["rate"], 0.93, "after a restart too");
}
