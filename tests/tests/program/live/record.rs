//! fal's billing record: events that settle jobs or become jobs, in whatever order they come, and
//! jobs logged by hand that give way to them.

use std::time::Duration;

use fal_budget_domain::jobs::Basis;
use fal_budget_store::tables::page::{Filter, Order, Place};
use fal_budget_tests::computer::Computer;
use fal_budget_tests::follower::Follower;
use fal_budget_tests::stand_in::{ADMIN_KEY, Delay, Fault, StandIn};
use fal_budget_tests::window::Window;
use serde_json::json;

const CENT: i64 = 10_000_000;

async fn jobs(program: &Follower<'_>) -> Vec<fal_budget_domain::jobs::Job> {
    let place = Place {
        offset: 0,
        limit: 500,
        total: 500,
    };
    program
        .ledger
        .find_jobs(&Filter::default(), Order::Newest, place)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_event_becomes_a_job_once_however_often_it_is_served() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.runs("fal-ai/flux/dev", 4);
    fal.runs("fal-ai/luma-dream-machine/image-to-video", 1);
    program.seconds(60).await;
    for _ in 0..3 {
        program.reads_the_record().await.unwrap();
        assert_eq!(
            (program.spent().await, jobs(&program).await.len()),
            (60 * CENT, 2)
        );
    }
    assert!(
        jobs(&program)
            .await
            .iter()
            .all(|job| job.what.basis == Basis::Billed && job.what.unit != "units")
    );
}

#[tokio::test]
async fn an_event_that_is_changed_later_settles_its_job_and_shows_what_it_was() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.runs("fal-ai/flux/dev", 4);
    program.seconds(60).await;
    program.reads_the_record().await.unwrap();
    fal.bills_again(0, "0.08");
    program.seconds(300).await;
    program.reads_the_record().await.unwrap();
    let job = &jobs(&program).await[0];
    assert_eq!(
        (program.spent().await, job.what.cost.unwrap().nano()),
        (8 * CENT, 8 * CENT)
    );
}

#[tokio::test]
async fn late_events_are_found_by_later_reads() {
    let fal = StandIn::start().await;
    fal.bills(Delay::After(Duration::from_secs(3000)));
    let mut program = Follower::start(&fal).await;
    fal.runs("fal-ai/flux/dev", 4);
    program.seconds(60).await;
    program.reads_the_record().await.unwrap();
    assert_eq!(program.spent().await, 0, "not yet billed");
    program.seconds(3600).await;
    program.reads_the_record().await.unwrap();
    assert_eq!(program.spent().await, 10 * CENT);
}

#[tokio::test]
async fn a_read_that_is_cut_goes_on_where_it_was() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    for _ in 0..1200 {
        fal.runs("fal-ai/flux/dev", 1);
    }
    program.seconds(60).await;
    assert!(!program.reads_a_page().await.unwrap());
    fal.fails(Fault::status(500));
    assert_eq!(program.reads_a_page().await.unwrap_err().code(), "failing");
    fal.works();
    let program = program.restart().await;
    let run = program
        .ledger
        .record()
        .await
        .unwrap()
        .run
        .expect("a read under way");
    assert_eq!(run.events, 500);
    let mut program = program;
    assert_eq!(
        program.reads_the_record().await.unwrap(),
        2,
        "and not from its begin"
    );
    assert_eq!(program.spent().await, 3000 * CENT);
    assert_eq!(
        program.ledger.count_jobs(&Filter::default()).await.unwrap(),
        1200
    );
}

#[tokio::test]
async fn jobs_logged_by_hand_give_way_when_asked_and_can_be_taken_back() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.runs("fal-ai/flux/dev", 4);
    program.logs(4).await;
    program.seconds(2 * 3600).await;
    program.logs(8).await;
    program.seconds(600).await;
    program.reads_the_record().await.unwrap();
    assert_eq!(
        program.spent().await,
        40 * CENT,
        "nothing is rewritten silently"
    );
    let (count, cost) = program
        .ledger
        .snapshot(program.now.wall, &chrono::Utc, 0)
        .await
        .unwrap()
        .to_replace
        .unwrap();
    assert_eq!(
        (count, cost.nano()),
        (1, 10 * CENT),
        "not the one of the last hour, which may be billed late"
    );
    let (change, count) = program
        .ledger
        .replace_by_record(program.now.wall)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((program.spent().await, count), (30 * CENT, 1));
    let replaced = jobs(&program)
        .await
        .into_iter()
        .find(|job| job.replaced)
        .unwrap();
    assert!(replaced.voided_at.is_some(), "kept, and out of every sum");
    program
        .ledger
        .restore_job(replaced.id, program.now.wall)
        .await
        .unwrap();
    assert_eq!(program.spent().await, 40 * CENT, "reversible one by one");
    program.ledger.undo(None, program.now.wall).await.unwrap();
    program
        .ledger
        .undo(Some(change), program.now.wall)
        .await
        .unwrap();
    assert_eq!(program.spent().await, 40 * CENT, "and as a whole");
    program
        .ledger
        .replace_by_record(program.now.wall)
        .await
        .unwrap();
    assert_eq!(
        program.spent().await,
        40 * CENT,
        "what was taken back stays"
    );
}

#[tokio::test]
async fn a_page_that_never_ends_is_given_up() {
    let fal = StandIn::start().await;
    let mut program = Follower::start(&fal).await;
    fal.fails(Fault::Body(
        json!({"billing_events": [], "next_cursor": "again", "has_more": true}),
    ));
    assert!(!program.reads_a_page().await.unwrap());
    assert_eq!(
        program.reads_a_page().await.unwrap_err().code(),
        "unreadable"
    );
}

#[tokio::test]
async fn the_record_is_read_stopped_and_agreed_to_in_the_window() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer
        .verb(&["log", "--images", "4", "--at", &two_hours_ago()])
        .success();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window.type_into("live-key", ADMIN_KEY).await;
    window.click("live-connect").await;
    window.sees_toast("Connected").await;
    fal.runs("fal-ai/flux/dev", 40);
    window.click("record-fetch").await;
    window
        .sees("record-text", "billing record is complete from")
        .await;
    window.sees("record-text", "every five minutes").await;
    window.sees("total-spent", "€1.10").await;
    window
        .sees(
            "record-question",
            "1 job logged by hand in that time, €0.10 in all",
        )
        .await;
    window.picture("record-question").await;
    window.click("record-replace").await;
    window.sees_toast("They were replaced").await;
    window.sees("total-spent", "€1.00").await;
    assert!(!window.is_shown("record-question").await);
    window.click("record-stop").await;
    window.sees("record-text", "not followed any more").await;
    window.click("nav-overview").await;
    window.sees("jobs", "fal-ai/flux/dev, 40 megapixels").await;
    window.click("nav-jobs").await;
    window
        .wait_for(
            "it is marked",
            "return document.querySelector('#all-jobs-list \
             .voided')?.textContent.includes('replaced by fal.ai')",
        )
        .await;
}

fn two_hours_ago() -> String {
    (fal_budget_app::clock::now() - chrono::TimeDelta::hours(2)).to_rfc3339()
}
