//! The live balance through every fault of fal's, and the largest error of the figure.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use fal_budget_app::requests;
use fal_budget_domain::live::notice::Notice;
use fal_budget_domain::money::Money;
use fal_budget_i18n::Localize;
use fal_budget_tests::follower::Follower;
use fal_budget_tests::stand_in::{
    ADMIN_KEY, API_KEY, Delay, Fault, REVOKED_KEY, StandIn, USERNAME,
};
use fal_budget_tests::table;

const CENT: i64 = 10_000_000;
const TEN_DOLLARS: i64 = 1000 * CENT;

#[tokio::test]
async fn connecting_reads_the_account_and_its_balance() {
    let fal = StandIn::start().await;
    fal.has("7.50");
    let program = Follower::start(&fal).await;
    assert_eq!(program.shown().await, 750 * CENT);
    assert_eq!(program.connection().await.username, USERNAME);
}

#[tokio::test]
async fn a_key_that_cannot_read_the_balance_connects_nothing() {
    let fal = StandIn::start().await;
    for key in [API_KEY, REVOKED_KEY, "nonsense"] {
        let error = Follower::connect(&fal, key).await.err().expect(key);
        assert_eq!(error.code(), "key_rejected");
        assert!(error.localized().contains("scope Admin"), "{error}");
    }
}

#[tokio::test]
async fn at_rest_there_are_at_most_62_requests_an_hour() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    let before = fal.requests().len();
    program.seconds(3600).await;
    let requests = fal.requests().len() - before;
    assert!((50..=62).contains(&requests), "{requests}");
    let others: Vec<String> = fal
        .requests()
        .into_iter()
        .map(|seen| seen.path)
        .filter(|path| path != "/v1/account/billing")
        .collect();
    assert_eq!(
        others,
        ["/v1/keys"],
        "the names of keys once, and nothing else"
    );
}

/// A fault, with its look to a person and its requests to fal.
struct Bad {
    name: &'static str,
    fault: Fault,
    /// Code of the state.
    code: &'static str,
    /// The state ends by itself once fal is well.
    heals: bool,
}

fn bad(name: &'static str, fault: Fault, code: &'static str) -> Bad {
    Bad {
        name,
        fault,
        code,
        heals: true,
    }
}

fn faults() -> Vec<Bad> {
    let locked = "Exhausted balance. Top up your balance at fal.ai/dashboard/billing.";
    vec![
        Bad {
            heals: false,
            ..bad("401", Fault::status(401), "key_rejected")
        },
        Bad {
            heals: false,
            ..bad("403", Fault::status(403), "key_rejected")
        },
        bad("404", Fault::status(404), "failing"),
        bad("429", Fault::status(429), "busy"),
        bad(
            "429, Retry-After 20 s",
            Fault::Status(StatusCode::TOO_MANY_REQUESTS, Some(20)),
            "busy",
        ),
        bad(
            "429, Retry-After 1 s",
            Fault::Status(StatusCode::TOO_MANY_REQUESTS, Some(1)),
            "busy",
        ),
        bad("500", Fault::status(500), "failing"),
        bad(
            "503, Retry-After 120 s",
            Fault::Status(StatusCode::SERVICE_UNAVAILABLE, Some(120)),
            "failing",
        ),
        bad(
            "502 with HTML",
            Fault::Html(StatusCode::BAD_GATEWAY),
            "failing",
        ),
        bad("200 with HTML", Fault::Html(StatusCode::OK), "unreadable"),
        bad(
            "slower than the limit",
            Fault::Slow(Duration::from_secs(30)),
            "slow",
        ),
        bad("hanging", Fault::Hang, "slow"),
        bad("cut in the middle", Fault::Cut, "unreachable"),
        bad("100 MB", Fault::Huge, "unreadable"),
        bad("wrong types", Fault::wrong_types(), "unreadable"),
        bad("missing fields", Fault::missing_fields(), "unreadable"),
        bad("another currency", Fault::balance(10.0, "EUR"), "currency"),
        bad(
            "an endless number",
            Fault::balance(1e300, "USD"),
            "unreadable",
        ),
        bad(
            "redirected elsewhere",
            Fault::Redirect("http://127.0.0.1:1/".to_owned()),
            "failing",
        ),
        bad(
            "locked, 403",
            Fault::Locked(StatusCode::FORBIDDEN, locked),
            "locked",
        ),
        bad(
            "locked, 401",
            Fault::Locked(StatusCode::UNAUTHORIZED, locked),
            "locked",
        ),
        bad(
            "locked, 422",
            Fault::Locked(StatusCode::UNPROCESSABLE_ENTITY, locked),
            "locked",
        ),
        bad(
            "locked, 200",
            Fault::Locked(StatusCode::OK, locked),
            "locked",
        ),
    ]
}

#[tokio::test]
async fn every_fault_has_a_clear_state_keeps_the_figure_and_is_survived() {
    let mut rows = Vec::new();
    for Bad {
        name,
        fault,
        code,
        heals,
    } in faults()
    {
        let fal = StandIn::start().await;
        let never_answers = matches!(fault, Fault::Slow(_) | Fault::Hang);
        let mut program = if never_answers {
            Follower::impatient(&fal).await
        } else {
            Follower::start(&fal).await
        };
        program.seconds(100).await;

        fal.fails(fault);
        while program.sync_error().await == "none" {
            program.second().await;
        }
        let from = fal.requests().len() - 1;
        program.seconds(59).await;
        let requests = fal.requests().len() - from;
        assert!(
            (1..=4).contains(&requests),
            "{name}: {requests} requests in the first minute"
        );
        assert_eq!(program.sync_error().await, code, "{name}");
        assert_eq!(
            program.shown().await,
            TEN_DOLLARS,
            "{name}: the last good figure stays"
        );
        program.seconds(540).await;

        fal.works();
        fal.has("8.00");
        if code == "locked" {
            // A reading is no proof: the person says so.
            program.ends_lock().await;
        }
        let mut waited = 0;
        while heals && program.shown().await != 800 * CENT {
            program.second().await;
            waited += 1;
            assert!(waited <= 1000, "{name}: never recovers");
        }
        if !heals {
            program.seconds(600).await;
            assert_eq!(
                program.sync_error().await,
                code,
                "{name}: waits for the person"
            );
            program.refreshes().await;
        }
        assert_eq!(
            (program.sync_error().await, program.shown().await),
            ("none", 800 * CENT),
            "{name}"
        );
        let recovery = if heals {
            format!("{waited} s")
        } else {
            "at Refresh or with a new key".to_owned()
        };
        rows.push(vec![
            name.to_owned(),
            format!("`{code}`"),
            requests.to_string(),
            recovery,
        ]);
    }
    table::keep(
        "live-faults",
        "What goes wrong at fal, what the program makes of it, \
         how often it asks in the first minute, and how\n\
         long after ten minutes of it all is well again by itself. In each the last good figure \
         stays.\n\
         Written by `tests/program/live/balance.rs`.",
        &[
            "fault",
            "state",
            "requests in the first minute",
            "well again after",
        ],
        &rows,
    );
}

#[tokio::test]
async fn a_balance_below_zero_or_of_any_size_is_shown_as_it_is() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    for (dollars, cents, header) in [
        (-0.18, -18, "Budget: −€0.18"),
        (-40_400.12, -4_040_012, "Budget: −€40,400.12"),
        // A refill inside a debt.
        (-100.0, -10_000, "Budget: −€100.00"),
        (-0.01, -1, "Budget: −€0.01"),
        (0.0, 0, "Budget: €0.00"),
        (9_999_999.99, 999_999_999, "Budget: €9,999,999.99"),
        (24.5, 2_450, "Budget: €24.50"),
    ] {
        fal.fails(Fault::balance(dollars, "USD"));
        program.seconds(70).await;
        assert_eq!(
            (program.sync_error().await, program.shown().await),
            ("none", cents * CENT),
            "{dollars}"
        );
        let balance = program
            .ledger
            .balance(program.now.wall, &Utc)
            .await
            .unwrap();
        let shown = requests::budget(&program.ledger, program.now.wall, &Utc).await;
        assert_eq!(shown.unwrap().display.header, header);
        let mark = balance.entry.and_then(|entry| entry.reference);
        assert!(
            mark.is_none_or(|mark| mark.nano() >= 0),
            "{dollars}: {mark:?}"
        );
    }
}

#[tokio::test]
async fn a_key_revoked_while_running_is_said_once_and_not_used_again() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.revokes_the_key();
    program.seconds(3600).await;
    assert_eq!(program.notices, [Notice::KeyRejected]);
    assert_eq!(
        fal.requests()
            .iter()
            .filter(|seen| seen.status == StatusCode::UNAUTHORIZED)
            .count(),
        1
    );
    let mut program = program.restart().await;
    program.seconds(3600).await;
    assert_eq!(
        fal.requests()
            .iter()
            .filter(|seen| seen.status == StatusCode::UNAUTHORIZED)
            .count(),
        1
    );
    assert_eq!(
        (program.sync_error().await, program.shown().await),
        ("key_rejected", TEN_DOLLARS)
    );
}

#[tokio::test]
async fn a_key_that_fal_repeats_is_kept_nowhere() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    let sentence = format!("User is locked. Reason: {} {ADMIN_KEY}", "x".repeat(260));
    fal.fails(Fault::Body(serde_json::json!({ "detail": sentence })));
    program.seconds(70).await;
    let message = program.lock().await.unwrap().message;
    assert!(
        !message.contains("demo:") && !message.contains("admin"),
        "nor a part of it: {message}"
    );
}

#[tokio::test]
async fn an_account_lock_shows_a_notice_at_its_begin_and_is_not_over_when_it_can_be_read() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.locks("TOP_UP.");
    program.seconds(600).await;
    let lock = program.lock().await.unwrap();
    assert_eq!(lock.message, "User is locked. Reason: TOP_UP.");
    assert!(
        lock.heard_at - lock.at > TimeDelta::seconds(400),
        "and when it was last heard"
    );
    fal.unlocks();
    program.seconds(70).await;
    assert_eq!(program.notices, [Notice::Locked]);
    assert!(program.lock().await.unwrap().is_locked());
    assert_eq!(
        (program.sync_error().await, program.shown().await),
        ("locked", TEN_DOLLARS)
    );
}

#[tokio::test]
async fn a_top_up_is_recognised_also_after_a_restart_and_a_refund_is_not() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.gets("0.30");
    program.seconds(70).await;
    assert_eq!(
        (program.notices.as_slice(), program.shown().await),
        (&[][..], 1030 * CENT)
    );
    fal.gets("20.00");
    let mut program = program.restart().await;
    program.seconds(2).await;
    assert_eq!(
        program.notices,
        [Notice::TopUp(Money::from_nano(2000 * CENT))]
    );
    let reference = program
        .ledger
        .balance(program.now.wall, &chrono::Utc)
        .await
        .unwrap()
        .reference();
    assert_eq!(
        reference,
        Some(Money::from_nano(3030 * CENT)),
        "the bar starts anew"
    );
}

#[tokio::test]
async fn a_network_gone_for_an_hour_costs_nothing_and_is_back_at_once() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    let before = fal.requests().len();
    program.is_online = false;
    program.seconds(3600).await;
    assert_eq!(fal.requests().len(), before);
    assert_eq!(
        (program.sync_error().await, program.shown().await),
        ("offline", TEN_DOLLARS)
    );
    program.is_online = true;
    program.second().await;
    assert_eq!(program.sync_error().await, "none");
}

#[tokio::test]
async fn a_fal_that_cannot_be_reached_for_an_hour_is_found_again() {
    let gone = StandIn::start().await;
    let mut program = Follower::start(&gone).await;
    // The server ends; its port refuses.
    gone.closes().await;
    program.seconds(3600).await;
    assert_eq!(
        (program.sync_error().await, program.shown().await),
        ("unreachable", TEN_DOLLARS)
    );
    gone.opens().await;
    program.seconds(140).await;
    assert_eq!(program.sync_error().await, "none");
}

#[tokio::test]
async fn after_sleep_the_figure_is_read_at_once() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    program.seconds(10).await;
    program.sleeps(Duration::from_secs(8 * 3600));
    fal.has("4.00");
    assert!(
        program.connection().await.is_stale(program.now.wall),
        "until then it looks old"
    );
    program.seconds(1).await;
    assert_eq!(program.shown().await, 400 * CENT);
}

#[tokio::test]
async fn a_job_logged_while_fal_cannot_be_read_is_pending_all_the_same() {
    let fal = StandIn::start().await;
    fal.charges(Delay::After(Duration::from_secs(120)));
    let mut program = Follower::start(&fal).await;
    program.is_online = false;
    program.seconds(3600).await;
    fal.runs("fal-ai/flux/dev", 40);
    program.logs(40).await;
    program.is_online = true;
    program.seconds(5).await;
    assert_eq!(
        (program.sync_error().await, program.shown().await),
        ("none", 900 * CENT),
        "read, and not yet charged"
    );
    let mut program = program.restart().await;
    program.seconds(5).await;
    assert_eq!(
        program.shown().await,
        900 * CENT,
        "nor released by a restart"
    );
    program.seconds(200).await;
    assert_eq!(
        program.shown().await,
        900 * CENT,
        "charged, and no longer held back"
    );
}

#[tokio::test]
async fn a_clock_that_is_set_changes_neither_figure_nor_pace() {
    for forward in [
        TimeDelta::hours(-5),
        TimeDelta::hours(5),
        TimeDelta::days(400),
    ] {
        let fal = StandIn::start().await;
        fal.charges(Delay::After(Duration::from_secs(600)));
        let mut program = Follower::start(&fal).await;
        program.seconds(10).await;
        fal.runs("fal-ai/flux/dev", 40);
        program.logs(40).await;
        program.sets_the_clock(forward);
        let before = fal.requests().len();
        for _ in 0..590 {
            program.second().await;
            assert_eq!(
                program.shown().await,
                900 * CENT,
                "{forward}: not yet charged, and held back"
            );
        }
        program.seconds(90).await;
        assert_eq!(
            program.shown().await,
            900 * CENT,
            "{forward}: charged, and no longer held back"
        );
        assert!(
            !program.connection().await.is_stale(program.now.wall),
            "{forward}"
        );
        let requests = fal.requests().len() - before;
        assert!(
            (9..=13).contains(&requests),
            "{forward}: {requests} requests in eleven minutes"
        );
    }
}

/// Largest errors of the shown balance over two hours, in nano-dollars.
#[derive(Debug, Default)]
struct Errors {
    too_high: i64,
    too_low: i64,
    /// The most that the figure rose by itself.
    rise: i64,
}

/// The share of the jobs that the program knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoggedShare {
    /// All, when they run.
    All,
    /// All, a minute and a half after they ran.
    Later,
    /// Every other one.
    Half,
}

/// Runs and logs jobs for an hour, and watches for another.
async fn errors(delay: Delay, endpoint: &str, logged: LoggedShare) -> Errors {
    let fal = StandIn::start().await;
    fal.charges(delay);
    let mut program = Follower::start(&fal).await;
    let mut errors = Errors::default();
    let mut before = program.shown().await;
    let mut to_log = Vec::new();
    for second in 0_u32..7200 {
        // Irregular, and the same in each run: now and then several within a minute.
        let runs = second < 3600 && second * second % 97 == 1;
        if runs {
            let images = 1 + second % 4;
            fal.runs(endpoint, images);
            match logged {
                LoggedShare::All => to_log.push((second, images)),
                LoggedShare::Later => to_log.push((second + 90, images)),
                LoggedShare::Half if second % 2 == 0 => to_log.push((second, images)),
                LoggedShare::Half => {}
            }
        }
        let logs = to_log.iter().any(|(at, _)| *at == second);
        for (_, images) in to_log.extract_if(.., |(at, _)| *at == second) {
            program.logs(images).await;
        }
        // Without either, nothing new is shown.
        if !program.second().await && !runs && !logs {
            continue;
        }
        let shown = program.shown().await;
        errors.too_high = errors.too_high.max(shown - fal.truth());
        errors.too_low = errors.too_low.max(fal.truth() - shown);
        errors.rise = errors.rise.max(shown - before);
        before = shown;
    }
    let rest = before - fal.truth();
    assert_eq!(
        rest, 0,
        "{delay:?} {endpoint}: an hour after the last job the figure is fal's"
    );
    errors
}

#[tokio::test]
async fn the_shown_balance_is_never_too_high_whenever_fal_charges() {
    let delays = [
        ("at once", Delay::AtOnce),
        ("after 30 s", Delay::After(Duration::from_secs(30))),
        ("after 10 min", Delay::After(Duration::from_secs(600))),
        ("never", Delay::Never),
    ];
    let kinds = [
        (
            "all logged at their cost",
            "fal-ai/flux/dev",
            LoggedShare::All,
        ),
        (
            "all logged 90 s after they ran",
            "fal-ai/flux/dev",
            LoggedShare::Later,
        ),
        (
            "all logged, each costs a fifth more",
            "fal-ai/flux/dev/image-to-image",
            LoggedShare::All,
        ),
        (
            "half run elsewhere, unknown here",
            "fal-ai/flux/dev",
            LoggedShare::Half,
        ),
    ];
    let mut rows = Vec::new();
    for (jobs, endpoint, logged) in kinds {
        for (when, delay) in delays {
            let errors = errors(delay, endpoint, logged).await;
            if endpoint == "fal-ai/flux/dev" && logged == LoggedShare::All {
                assert_eq!(errors.too_high, 0, "{when}: {errors:?}");
                assert!(
                    delay == Delay::Never || (errors.too_low, errors.rise) == (0, 0),
                    "{when}: {errors:?}"
                );
            }
            let dollars = |nano: i64| format!("${:.3}", Money::from_nano(nano).dollars());
            rows.push(vec![
                jobs.to_owned(),
                when.to_owned(),
                dollars(errors.too_high),
                dollars(errors.too_low),
                dollars(errors.rise),
            ]);
        }
    }
    table::keep(
        "live-errors",
        "How far the shown balance is from the true one at worst, \
         over two hours in which jobs of $0.025 to\n\
         $0.10 run irregularly for one, about 75 cents' worth in ten minutes. The true one counts \
         a job from the\n\
         moment it runs, unless fal never charges it. What is never charged is held back for a \
         quarter of an\n\
         hour, and the figure then rises to fal's. Jobs that run elsewhere are not known before \
         fal charges\n\
         them, and their charges settle what is held back for others. Written by `tests/program/live/balance.rs`.",
        &[
            "jobs",
            "fal charges",
            "too high at most",
            "too low at most",
            "largest rise by itself",
        ],
        &rows,
    );
}
