//! A call through the gateway as a job: what it is taken for when it begins, and what becomes of
//! it.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::job::{Basis, CallProgress, Job, Label, NewJob, Subject};
use super::model_job::UNKNOWN_UNIT;
use super::money::TooLarge;
use super::price::Price;
use super::request_params::{RequestParams, usual_units};
use super::units;

/// The only unit that is charged by how long a request ran, which fal says in its status.
const BY_TIME: &str = "compute seconds";

/// Something that happened to a call, as the gateway writes it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRecord {
    /// Counts all notes, and never begins anew.
    pub number: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Which call.
    #[serde(rename = "of")]
    pub call: CallRef,
    /// What.
    #[serde(rename = "what")]
    pub event: CallEvent,
}

/// Which call a note is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallRef {
    /// By the number of its first note.
    Call(i64),
    /// By fal's id of the request.
    Request(String),
}

/// What happened to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEvent {
    /// It is about to be sent to fal.
    Began {
        /// The model.
        endpoint: String,
        /// It waits in fal's queue, where it goes on without the gateway.
        queued: bool,
        /// What its input says of its size.
        #[serde(rename = "asked")]
        params: RequestParams,
    },
    /// fal has named it.
    Named(String),
    /// It came to an end, or to one of several.
    Ended(Outcome),
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// fal counted so many billable units.
    Metered(Decimal),
    /// It ran for so many seconds; what it cost only where the model is charged by them.
    Ran(Decimal),
    /// It ended, and nothing says what it cost: a stream, a connection that broke.
    Unmetered,
    /// fal failed, and charges nothing.
    Failed,
    /// The model failed; whether fal charges it is for its billing record to say.
    Errored,
    /// It was cancelled before it ran.
    Cancelled,
    /// fal did not take it: there is no job.
    Refused,
}

/// The job of a call that begins, estimated by what its request says, else by what the model's
/// calls usually take, else by what is usual for the unit; unknown without a price.
pub fn begin(
    endpoint: &str,
    asked: &RequestParams,
    price: Option<&Price>,
    usual: Option<Decimal>,
) -> Result<NewJob, TooLarge> {
    let expected = price.and_then(|price| {
        asked
            .units(price)
            .or(usual)
            .or_else(|| usual_units(&price.unit))
    });
    let cost = price
        .zip(expected)
        .map(|(price, units)| units::cost(units, price.amount))
        .transpose()?;
    Ok(NewJob {
        subject: Subject::Model(endpoint.to_owned()),
        quantity: expected.unwrap_or_default(),
        unit: price.map_or_else(|| UNKNOWN_UNIT.to_owned(), |price| price.unit.clone()),
        unit_price: price.map(|price| price.amount),
        cost,
        basis: if cost.is_some() {
            Basis::Estimated
        } else {
            Basis::Unknown
        },
        price_source: price.map(|price| price.source),
        label: Label::default(),
    })
}

/// A call's job with the price that is known by now, where none was when it began; what it cost is
/// then for its end to say.
#[must_use]
pub fn with_price(mut job: Job, price: Option<&Price>) -> Job {
    if let Some(price) = price.filter(|_| job.what.unit_price.is_none()) {
        job.what.unit.clone_from(&price.unit);
        (job.what.unit_price, job.what.price_source) = (Some(price.amount), Some(price.source));
    }
    job
}

/// What becomes of a call's job when it ends; none where there is no job any more. What fal has
/// billed stays, and what was metered stays unless it is metered again.
pub fn end(job: &Job, end: &Outcome) -> Result<Option<Job>, TooLarge> {
    let mut after = Job {
        progress: None,
        ..job.clone()
    };
    let is_billed = job.what.basis == Basis::Billed;
    let is_open = !is_billed && job.what.basis != Basis::Metered;
    match end {
        Outcome::Refused if is_open => return Ok(None),
        _ if is_billed => {}
        Outcome::Metered(units) => meter(&mut after, *units)?,
        Outcome::Ran(seconds) if job.what.unit == BY_TIME => meter(&mut after, *seconds)?,
        Outcome::Failed | Outcome::Cancelled if is_open => {
            price(&mut after.what, Decimal::ZERO)?;
            after.progress = Some(if *end == Outcome::Failed {
                CallProgress::Failed
            } else {
                CallProgress::Cancelled
            });
        }
        Outcome::Errored => after.progress = Some(CallProgress::Failed),
        // What was said before of how it ended is still true.
        _ => after.progress = job.progress.filter(|progress| !progress.is_open()),
    }
    Ok(Some(after))
}

/// A call's job whose price was not known, at a price that is known now: metered where fal has
/// counted, else estimated by what is usual; none where nothing is.
pub fn priced(job: &Job, price: &Price) -> Result<Option<Job>, TooLarge> {
    let is_metered = !job.what.quantity.is_zero();
    let Some(units) = Some(job.what.quantity)
        .filter(|_| is_metered)
        .or_else(|| usual_units(&price.unit))
    else {
        return Ok(None);
    };
    let mut after = job.clone();
    let what = &mut after.what;
    what.unit.clone_from(&price.unit);
    (what.quantity, what.unit_price, what.price_source) =
        (units, Some(price.amount), Some(price.source));
    what.cost = Some(units::cost(units, price.amount)?);
    what.basis = if is_metered {
        Basis::Metered
    } else {
        Basis::Estimated
    };
    Ok(Some(after))
}

/// Prices what fal counted; what the job was estimated at stays beside it.
fn meter(job: &mut Job, units: Decimal) -> Result<(), TooLarge> {
    if job.what.basis == Basis::Estimated {
        job.settled_from = job.what.cost;
    }
    price(&mut job.what, units)
}

/// Units × the price of that day; of nothing the cost is known without one.
fn price(job: &mut NewJob, units: Decimal) -> Result<(), TooLarge> {
    job.quantity = units;
    job.cost = match job.unit_price {
        Some(price) => Some(units::cost(units, price)?),
        None if units.is_zero() => Some(super::money::Money::ZERO),
        None => None,
    };
    job.basis = if job.cost.is_some() {
        Basis::Metered
    } else {
        Basis::Unknown
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::JobOrigin;
    use crate::domain::money::Money;
    use crate::domain::price_list;
    use proptest::prelude::*;
    use serde_json::json;

    fn job(endpoint: &str, input: &serde_json::Value, usual: Option<u32>) -> Job {
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == endpoint);
        let what = begin(
            endpoint,
            &RequestParams::read(input),
            price,
            usual.map(Decimal::from),
        )
        .unwrap();
        let at = "2026-11-23T12:00:00Z".parse().unwrap();
        Job {
            id: 1,
            change_id: 1,
            entry_id: None,
            what,
            at,
            origin: JobOrigin::Gateway,
            voided_at: None,
            replaced: false,
            request: None,
            settled_from: None,
            call: Some(1),
            progress: Some(CallProgress::Queued),
        }
    }

    fn nano(job: &Job) -> Option<i64> {
        job.what.cost.map(Money::nano)
    }

    fn ended(job: &Job, by: &[Outcome]) -> Option<Job> {
        by.iter()
            .try_fold(job.clone(), |job, by| end(&job, by).unwrap())
    }

    fn units(text: &str) -> Outcome {
        Outcome::Metered(text.parse().unwrap())
    }

    #[test]
    fn a_call_is_taken_for_what_it_asks_then_for_what_is_usual() {
        for (endpoint, input, usual, expected) in [
            (
                "fal-ai/flux/dev",
                json!({"num_images": 4}),
                Some(9),
                Some(100_000_000),
            ),
            ("fal-ai/flux/dev", json!({}), Some(9), Some(225_000_000)),
            ("fal-ai/flux/dev", json!({}), None, Some(25_000_000)),
            (
                "fal-ai/wan/v2.2-a14b/image-to-video",
                json!({}),
                None,
                Some(400_000_000),
            ),
            ("fal-ai/whisper", json!({}), Some(120), Some(133_200_000)),
            ("fal-ai/whisper", json!({}), None, None),
            ("me/my-app", json!({"num_images": 4}), Some(9), None),
        ] {
            assert_eq!(
                nano(&job(endpoint, &input, usual)),
                expected,
                "{endpoint} {input} {usual:?}"
            );
        }
    }

    #[test]
    fn a_result_is_metered_once_however_often_it_is_fetched() {
        let begun = job("fal-ai/flux/dev", &json!({}), None);
        let once = ended(&begun, &[units("3.5")]).unwrap();
        assert_eq!(
            (nano(&once), once.what.basis, once.progress),
            (Some(87_500_000), Basis::Metered, None)
        );
        assert_eq!(
            ended(
                &once,
                &[units("3.5"), Outcome::Unmetered, Outcome::Ran(Decimal::TEN)]
            ),
            Some(once.clone())
        );
        assert_eq!(
            ended(
                &once,
                &[Outcome::Cancelled, Outcome::Failed, Outcome::Refused]
            ),
            Some(once),
            "it was charged"
        );
    }

    #[test]
    fn a_server_error_is_free_and_a_cancelled_job_is_released_until_it_turns_out_otherwise() {
        let begun = job("fal-ai/flux/dev", &json!({"num_images": 4}), None);
        for (by, progress) in [
            (Outcome::Failed, CallProgress::Failed),
            (Outcome::Cancelled, CallProgress::Cancelled),
        ] {
            let free = ended(&begun, &[by]).unwrap();
            assert_eq!((nano(&free), free.progress), (Some(0), Some(progress)));
            assert_eq!(
                nano(&ended(&free, &[units("4")]).unwrap()),
                Some(100_000_000),
                "it ran after all"
            );
        }
        assert_eq!(ended(&begun, &[Outcome::Refused]), None);
    }

    #[test]
    fn without_units_it_stays_estimated() {
        let begun = job("fal-ai/flux/dev", &json!({"num_images": 4}), None);
        for by in [Outcome::Unmetered, Outcome::Ran(Decimal::TEN)] {
            let after = ended(&begun, &[by]).unwrap();
            assert_eq!(
                (nano(&after), after.what.basis, after.progress),
                (Some(100_000_000), Basis::Estimated, None)
            );
        }
    }

    #[test]
    fn time_is_what_it_cost_only_where_it_is_charged() {
        let begun = job("fal-ai/whisper", &json!({}), None);
        let after = ended(&begun, &[Outcome::Ran("3.42".parse().unwrap())]).unwrap();
        assert_eq!(
            (nano(&after), after.what.basis),
            (Some(3_796_200), Basis::Metered)
        );
        assert_eq!(
            ended(&after, &[Outcome::Unmetered]),
            Some(after),
            "the result itself says nothing"
        );
    }

    #[test]
    fn without_a_price_nothing_is_free_but_what_failed() {
        let begun = job("me/my-app", &json!({}), None);
        let metered = ended(&begun, &[units("3")]).unwrap();
        assert_eq!(
            (nano(&metered), metered.what.basis, metered.what.quantity),
            (None, Basis::Unknown, 3.into())
        );
        assert_eq!(nano(&ended(&begun, &[Outcome::Failed]).unwrap()), Some(0));
    }

    #[test]
    fn a_price_that_is_learnt_later_prices_what_fal_counted() {
        let price = |endpoint: &str| {
            price_list::all()
                .iter()
                .find(|price| price.endpoint == endpoint)
                .unwrap()
        };
        let begun = job("me/my-app", &json!({}), None);
        let metered = ended(&begun, &[units("3")]).unwrap();
        let after = priced(&metered, price("fal-ai/recraft-v3"))
            .unwrap()
            .unwrap();
        assert_eq!(
            (nano(&after), after.what.basis, after.what.unit.as_str()),
            (Some(120_000_000), Basis::Metered, "images")
        );
        let after = priced(&begun, price("fal-ai/recraft-v3")).unwrap().unwrap();
        assert_eq!(
            (nano(&after), after.what.basis),
            (Some(40_000_000), Basis::Estimated),
            "one, as usual"
        );
        assert_eq!(
            priced(&begun, price("fal-ai/whisper")),
            Ok(None),
            "of seconds nothing is usual"
        );
    }

    #[test]
    fn what_fal_billed_stays() {
        let mut billed = job("fal-ai/flux/dev", &json!({}), None);
        billed.what.basis = Basis::Billed;
        for by in [
            units("9"),
            Outcome::Failed,
            Outcome::Cancelled,
            Outcome::Refused,
            Outcome::Unmetered,
        ] {
            let after = ended(&billed, &[by]).unwrap();
            assert_eq!((&after.what, after.progress), (&billed.what, None));
        }
    }

    fn ends() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            (0_u32..50).prop_map(|units| Outcome::Metered(units.into())),
            (0_u32..50).prop_map(|seconds| Outcome::Ran(seconds.into())),
            Just(Outcome::Unmetered),
            Just(Outcome::Failed),
            Just(Outcome::Cancelled),
        ]
    }

    proptest! {
        /// In whatever order news of a call comes, the last units that were metered are what it
        /// cost.
        #[test]
        fn the_last_meter_counts(ends in prop::collection::vec(ends(), 1..8)) {
            let after = ended(&job("fal-ai/flux/dev", &json!({}), None), &ends).unwrap();
            let last = ends.iter().rev().find_map(|end| match end { Outcome::Metered(units) => Some(*units), _ => None });
            if let Some(units) = last {
                prop_assert_eq!(after.what.quantity, units);
                prop_assert_eq!(after.what.basis, Basis::Metered);
            } else {
                prop_assert!(nano(&after) == Some(25_000_000) || nano(&after) == Some(0));
            }
        }
    }
}
