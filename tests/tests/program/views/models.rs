//! Models, prices and jobs in the real window: the five abilities, as a person uses them.

use fal_budget_tests::computer::Computer;
use fal_budget_tests::stand_in::{ADMIN_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};
use thirtyfour::Key;

async fn window_with_ten_dollars(computer: &Computer) -> Window {
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(computer).await;
    window.sees("header-balance", "Budget:").await;
    window
}

/// Opens the first job of the list, which may be drawn anew at any moment.
async fn open_the_first(window: &Window) {
    window
        .wait_for(
            "a job is listed",
            "return document.querySelector('#all-jobs-list b') !== null",
        )
        .await;
    window
        .run("document.querySelector('#all-jobs-list button').click()")
        .await;
}

async fn choose_a_model(window: &Window, typed: &str) {
    window.click("job-tab-model").await;
    window.type_into("job-model", typed).await;
}

#[tokio::test]
async fn a_model_is_chosen_by_a_few_letters_and_its_cost_shows_before() {
    let computer = Computer::new();
    let window = window_with_ten_dollars(&computer).await;
    choose_a_model(&window, "flux dev image").await;
    window
        .sees("job-models", "fal-ai/flux/dev/image-to-image")
        .await;
    window.picture("model-picker").await;
    window
        .find("job-model")
        .await
        .send_keys(Key::Down + Key::Enter)
        .await
        .unwrap();
    let chosen = window
        .run("return document.getElementById('job-model').value")
        .await;
    assert_eq!(chosen, "fal-ai/flux/dev/image-to-image");
    window.sees("job-price", "per megapixel: €0.03").await;
    window.type_into("job-quantity", "2").await;
    window.sees("job-estimate", "€0.06").await;
    window
        .run(
            "const size = document.getElementById('job-size'); size.value = '1920x1080'; \
             size.dispatchEvent(new Event('input', { bubbles: true }))",
        )
        .await;
    window
        .sees("job-estimate", "€0.12 4 megapixels at €0.03 per megapixel")
        .await;
    window.sees("job-estimate", "leaves €9.88").await;
    window
        .sees("job-estimate", "enough for 82 more like it")
        .await;
    window.picture("model-estimate").await;
    assert_eq!(computer.status()["spent"], 0.0, "an estimate is not a job");
}

#[tokio::test]
async fn each_model_asks_for_its_own_tiers_and_units() {
    let computer = Computer::new();
    let window = window_with_ten_dollars(&computer).await;
    choose_a_model(&window, "fal-ai/nano-banana-2").await;
    window.type_into("job-quantity", "3").await;
    window.sees("job-estimate", "€0.24").await;
    window
        .run(
            "const is2k = (option) => option.value.toLowerCase() === '2k'; \
             const choice = [...document.querySelectorAll('#job-choices select')] \
               .find((select) => [...select.options].some(is2k)); \
             choice.value = [...choice.options].find(is2k).value; \
             choice.dispatchEvent(new Event('input', { bubbles: true }))",
        )
        .await;
    window.sees("job-estimate", "€0.36").await;
    choose_a_model(&window, "fal-ai/kling-video/v2.1/pro/image-to-video").await;
    window.sees("job-quantity-label", "Seconds").await;
    assert!(!window.is_shown("job-tier-field").await && !window.is_shown("job-size-field").await);
    window.type_into("job-quantity", "5").await;
    window.type_into("job-runs", "2").await;
    window.sees("job-estimate", "€0.98").await;
    choose_a_model(&window, "fal-ai/minimax/speech-02-turbo").await;
    window.sees("job-quantity-label", "Characters").await;
    window.type_into("job-runs", "1").await;
    window.type_into("job-quantity", "2500").await;
    window.sees("job-estimate", "€0.15").await;
    choose_a_model(&window, "me/my-model").await;
    window.type_into("job-quantity", "4").await;
    window.sees("job-estimate", "No price is known").await;
    window
        .sees("job-estimate", "logged as unknown, and counted apart")
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let computer = Computer::new();
    let window = window_with_ten_dollars(&computer).await;
    choose_a_model(&window, "flux").await;
    window.type_into("job-quantity", "1").await;
    window.click("log-job").await;
    window.sees("job-estimate", "Type a model's id").await;
    window.sees_focus_on("job-model").await;
    choose_a_model(&window, "fal-ai/flux/dev").await;
    for quantity in ["0", "-1", "much", "1e9"] {
        window.type_into("job-quantity", quantity).await;
        // The press takes the focus; a refusal gives it back. The sentence alone may be the one
        // from before.
        window.click("log-job").await;
        window.sees_focus_on("job-quantity").await;
        window.sees("job-estimate", "Type a").await;
    }
    assert_eq!(computer.status()["spent"], 0.0);
}

#[tokio::test]
async fn a_job_is_logged_with_tag_and_note_repeated_corrected_voided_and_undone() {
    let computer = Computer::new();
    let window = window_with_ten_dollars(&computer).await;
    choose_a_model(&window, "fal-ai/flux/dev").await;
    window.type_into("job-quantity", "4").await;
    window.type_into("job-tag", "cats").await;
    window.type_into("job-note", "a red fox").await;
    window.click("log-job").await;
    window
        .sees_toast("Logged fal-ai/flux/dev, 4 megapixels: €0.10")
        .await;
    window.sees("header-balance", "Budget: €9.90").await;
    window.sees("jobs", "cats").await;
    window.press("#jobs button").await;
    window.click("detail-repeat").await;
    window.sees("header-balance", "Budget: €9.80").await;

    window.click("nav-jobs").await;
    window.sees("all-jobs-count", "2 jobs").await;
    open_the_first(&window).await;
    window
        .sees("job-detail-facts", "€0.025 per megapixel, list price")
        .await;
    window.picture("job-detail").await;
    window.type_into("detail-quantity", "40").await;
    window.click("detail-save").await;
    window.sees_toast("Job corrected").await;
    window.sees("header-balance", "Budget: €8.90").await;
    window.press("#toasts .link").await;
    window
        .sees_toast("Undone: correcting fal-ai/flux/dev, 40 megapixels")
        .await;
    window.sees("header-balance", "Budget: €9.80").await;
    // The list asks for its rows after the header: until they are there it has the corrected job.
    window
        .wait_for(
            "the list has the job as it was",
            "return document.querySelector('#all-jobs-list b') \
               .textContent.endsWith(', 4 megapixels')",
        )
        .await;

    open_the_first(&window).await;
    window.click("detail-void").await;
    window
        .sees_toast("Removed fal-ai/flux/dev, 4 megapixels")
        .await;
    window.sees("header-balance", "Budget: €9.90").await;
    window.sees("all-jobs-count", "2 jobs").await;
    window
        .wait_for(
            "it is struck through",
            "return document.querySelectorAll('#all-jobs-list .voided').length === 1",
        )
        .await;
    window.picture("job-voided").await;
    window
        .run("document.querySelector('#all-jobs-list .voided button').click()")
        .await;
    window.click("detail-void").await;
    window.sees_toast("Restored").await;
    window.sees("header-balance", "Budget: €9.80").await;
    // Ctrl-Z takes back the last change of any kind, and names it.
    window.press("#jobs-view-title").await;
    window
        .driver
        .action_chain()
        .key_down(Key::Control)
        .send_keys("z")
        .key_up(Key::Control)
        .perform()
        .await
        .unwrap();
    window
        .sees_toast("Undone: restoring fal-ai/flux/dev, 4 megapixels")
        .await;
    window.sees("header-balance", "Budget: €9.90").await;
}

#[tokio::test]
async fn jobs_are_searched_filtered_and_sorted() {
    let computer = Computer::new();
    for arguments in [
        &["log", "--images", "2"][..],
        &[
            "log",
            "--model",
            "fal-ai/flux/dev",
            "--quantity",
            "8",
            "--tag",
            "cats",
        ],
        &[
            "log",
            "--model",
            "fal-ai/veo3.1",
            "--quantity",
            "5",
            "--note",
            "a red fox",
        ],
        &["log", "--model", "me/my-model", "--quantity", "1"],
        &[
            "log",
            "--model",
            "fal-ai/flux/schnell",
            "--quantity",
            "1",
            "--at",
            "2026-01-02 03:04",
        ],
    ] {
        computer.verb(arguments).success();
    }
    let window = Window::open(&computer).await;
    window.click("nav-jobs").await;
    window.sees("all-jobs-count", "5 jobs").await;
    let titles = "return [...document.querySelectorAll('#all-jobs-list b')].map((title) => \
        title.textContent).join('; ')";
    for (field, value, expected) in [
        (
            "find-text",
            "flux",
            "fal-ai/flux/dev, 8 megapixels; fal-ai/flux/schnell, 1 megapixel",
        ),
        ("find-text", "FOX", "fal-ai/veo3.1, 5 seconds"),
        ("find-tag", "cats", "fal-ai/flux/dev, 8 megapixels"),
        ("find-basis", "unknown", "me/my-model, 1 unit"),
        ("find-subject", "image", "2 images"),
        (
            "find-days",
            "7",
            "me/my-model, 1 unit; fal-ai/veo3.1, 5 seconds; fal-ai/flux/dev, 8 megapixels; \
             2 images",
        ),
        (
            "find-order",
            "dearest",
            "fal-ai/veo3.1, 5 seconds; fal-ai/flux/dev, 8 megapixels; 2 images; \
             fal-ai/flux/schnell, 1 megapixel; me/my-model, 1 unit",
        ),
    ] {
        let set = |value: &str| {
            format!(
                "const field = document.getElementById('{field}'); field.value = '{value}'; \
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
            )
        };
        window.run(&set(value)).await;
        wait::within(wait::PATIENCE, &format!("{field} {value}"), async || {
            let found = window.run(titles).await;
            if found == expected {
                Ok(())
            } else {
                Err(found)
            }
        })
        .await;
        window
            .run(&set(if field == "find-order" { "newest" } else { "" }))
            .await;
    }
    window.resize(1080, 700).await;
    window.picture("all-jobs").await;
}

#[tokio::test]
async fn a_million_jobs_are_scrolled_without_a_gap() {
    let computer = Computer::new();
    computer.verb(&["log", "--images", "1"]).success();
    let options = fal_budget_store::database::options(&computer.database());
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query(
        "INSERT INTO job (account_id, change_id, at, model, quantity_nano, unit, unit_price_nano, \
         cost_nano, basis, origin)
         WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 999999)
         SELECT 1, 1, 1767225600000 + n * 1000, 'fal-ai/model-' || (n % 10), n * 1000000000, \
           'images', 1000000, n * 1000, 'estimated', 'terminal' FROM nth",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let window = Window::open(&computer).await;
    window.click("nav-jobs").await;
    window.sees("all-jobs-count", "1,000,000 jobs").await;
    // Returns what is in sight: the numbers of the rows, and whether each has its job. At a height
    // of 32 million pixels, WebKit places rows to within a few of them.
    let sight =
        "const scroller = document.getElementById('all-jobs-scroll').getBoundingClientRect();
        const rows = [...document.querySelectorAll('#all-jobs-list li')].filter((row) => {
          const box = row.getBoundingClientRect();
          return box.bottom > scroller.top && box.top < scroller.bottom;
        });
        const numbers = rows.map((row) => Number(row.dataset.nth));
        const top = rows[0]?.getBoundingClientRect().top, bottom = \
          rows.at(-1)?.getBoundingClientRect().bottom;
        return { first: numbers[0], last: numbers.at(-1), whole: numbers.every((number, \
          nth) => number === numbers[0] + nth),
          covered: top <= scroller.top + 4 && bottom >= scroller.bottom - 4, \
            filled: rows.every((row) => row.querySelector('b')) };";
    for part in [0.0, 0.001, 0.25, 0.5, 0.77, 0.999, 1.0] {
        window
            .run(&format!(
                "const s = document.getElementById('all-jobs-scroll'); \
                 s.scrollTop = {part} * (s.scrollHeight - s.clientHeight)"
            ))
            .await;
        // Rows are drawn at once, whether their jobs are there already or not.
        let drawn = window
            .driver
            .execute_async(
                &format!(
                    "const done = arguments[0]; let frames = 5; \
                const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done((() => {{ \
                {sight} }})())); next()"
                ),
                Vec::new(),
            )
            .await
            .unwrap()
            .json()
            .clone();
        assert_eq!(
            (&drawn["covered"], &drawn["whole"]),
            (&json!(true), &json!(true)),
            "{part}: {drawn}"
        );
        let seen = wait::until(&format!("the rows at {part}"), async || {
            let seen = window.run(sight).await;
            (seen["filled"] == true && seen["covered"] == true).then_some(seen)
        })
        .await;
        assert_eq!(seen["whole"], true, "{part}: {seen}");
        let expected = part * 1_000_000.0;
        assert!(
            (seen["first"].as_f64().unwrap() - expected).abs() < 30.0,
            "{part}: {seen}"
        );
    }
    window.picture("all-jobs-end").await;
    assert_eq!(
        window
            .run("return document.querySelectorAll('#all-jobs-list li').length < 100")
            .await,
        true,
        "only what is in sight is drawn"
    );
}

#[tokio::test]
async fn prices_are_overridden_and_reset_and_jobs_are_priced_later() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer
        .verb(&["log", "--model", "fal-ai/flux/dev", "--quantity", "4"])
        .success();
    let output = computer
        .verb(&["log", "--model", "me/my-model", "--quantity", "3"])
        .success();
    assert_eq!(
        output,
        "Logged me/my-model, 3 units: no price is known\nBudget: €9.90"
    );
    let window = Window::open(&computer).await;
    window.sees("unpriced", "+ 1 job of unknown price").await;
    window.click("nav-models").await;
    window.type_into("price-find", "flux dev").await;
    window.sees("prices", "€0.025 per megapixel").await;
    window
        .sees("prices", "list price of 2026-08 (platform API)")
        .await;
    window.picture("price-book").await;
    window.press("#prices .choices button").await;
    window.sees_focus_on("price-amount").await;
    window.type_into("price-amount", "0.05").await;
    window.click("price-save").await;
    window.sees_toast("Price of fal-ai/flux/dev saved").await;
    window.sees("prices", "your price").await;
    computer
        .verb(&["log", "--model", "fal-ai/flux/dev", "--quantity", "4"])
        .success();
    window.sees("header-balance", "Budget: €9.70").await;
    window.press("#prices .choices button").await;
    window
        .sees_toast("Your price of fal-ai/flux/dev is removed")
        .await;
    window.sees("prices", "list price").await;

    window.press("#price-edit summary").await;
    window.type_into("price-model", "me/my-model").await;
    window.type_into("price-unit", "seconds").await;
    window.type_into("price-amount", "-1").await;
    window.click("price-save").await;
    window.sees("price-error", "cannot be below zero").await;
    window.type_into("price-amount", "0.2").await;
    window.click("price-save").await;
    window.sees_toast("1 job of it had none").await;
    window.press("#toasts .link").await;
    window.sees_toast("Priced 1 job").await;
    window.sees("header-balance", "Budget: €9.10").await;
}

#[tokio::test]
async fn with_a_key_the_prices_of_the_models_in_use_are_read_from_fal() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    for model in [
        "fal-ai/flux/dev/image-to-image",
        "fal-ai/wan-effects",
        "me/my-model",
    ] {
        computer
            .verb(&["log", "--model", model, "--quantity", "1"])
            .success();
    }
    let window = Window::open(&computer).await;
    window.click("nav-models").await;
    window.click("price-refresh").await;
    window
        .sees("price-news", "Connect one under Settings")
        .await;
    window
        .invoke("connect", json!({"key": ADMIN_KEY}))
        .await
        .unwrap();
    fal.quotes("fal-ai/flux/dev/image-to-image", "0.035");
    window.click("price-refresh").await;
    window
        .sees("price-news", "2 of 3 models in use have a price at fal.ai")
        .await;
    window
        .sees(
            "price-news",
            "flux/dev/image-to-image: €0.03 → €0.035 per megapixel; older jobs keep theirs.",
        )
        .await;
    window.sees("prices", "fal.ai's price of").await;
    window.type_into("price-find", "flux/dev/image").await;
    window.picture("price-book-fal").await;
    let jobs: Value = window
        .invoke("list_jobs", json!({"limit": 3}))
        .await
        .unwrap();
    assert_eq!(jobs["jobs"][2]["cost"], 0.03, "older jobs keep theirs");
}

#[test]
fn models_are_logged_and_estimated_from_a_terminal() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let output = computer
        .verb(&["estimate", "--model", "fal-ai/veo3.1", "--quantity", "5"])
        .success();
    assert_eq!(
        output,
        "€2.00 · 5 seconds at €0.40 per second, list price of 2026 (platform API), \
         with audio · leaves €8.00 · enough for 4 more like it"
    );
    computer
        .verb(&[
            "log",
            "--model",
            "fal-ai/veo3.1",
            "--quantity",
            "5",
            "--factor",
            "0.5",
            "--tag",
            "clips",
        ])
        .success();
    assert_eq!(computer.status()["remaining"], 9.0);
    for (arguments, sentence) in [
        (&["log", "--model", "fal-ai/veo3.1"][..], "--quantity"),
        (&["log", "--quantity", "5"], "--model"),
        (
            &["log", "--model", "veo", "--quantity", "5"],
            "Type a model's id",
        ),
        (
            &["log", "--model", "fal-ai/veo3.1", "--quantity", "-5"],
            "above 0",
        ),
        (
            &[
                "log",
                "--model",
                "fal-ai/veo3.1",
                "--quantity",
                "5",
                "--images",
                "1",
            ],
            "cannot be used with",
        ),
    ] {
        let error = computer.verb(arguments).refusal(2);
        assert!(error.contains(sentence), "{arguments:?}: {error}");
    }
}
