//! A call through the gateway as a job: its estimate when it begins, and its cost when it ends.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::guard::scope::CallScopes;
use crate::jobs::key_id::KeyId;
use crate::jobs::model_job::UNKNOWN_UNIT;
use crate::jobs::{Basis, CallProgress, Job, Label, NewJob, Subject};
use crate::money::{Money, TooLarge};
use crate::tariffs::charge::likeness::LikeCosts;
use crate::tariffs::charge::request_params::{RequestParams, usual_units};
use crate::tariffs::price::{Price, PriceSource};
use crate::tariffs::units::{self, BY_TIME};

/// Journal record of a call: something that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRecord {
    /// Number of the record, counted over all calls; never starts again.
    pub number: i64,
    /// Moment at which the event happened.
    pub at: DateTime<Utc>,
    /// Call that the event belongs to.
    #[serde(rename = "of")]
    pub call: CallRef,
    /// Event.
    #[serde(rename = "what")]
    pub event: CallEvent,
}

/// Identifies the call of a journal record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallRef {
    /// By the number of its first record.
    Call(i64),
    /// By fal's id of the request.
    Request(String),
}

/// Event in the life of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEvent {
    /// The call is about to be sent to fal.
    Began {
        /// Endpoint id of the model.
        endpoint: String,
        /// Submitted to fal's queue, where it goes on without the gateway.
        queued: bool,
        /// Size of the job, as far as the request's input says.
        #[serde(rename = "asked")]
        params: RequestParams,
        /// Who makes the call, as far as the request says.
        #[serde(flatten)]
        caller: Caller,
    },
    /// fal has given the request this id.
    Named(String),
    /// The call ended. Several ends may be seen of one call, such as each fetch of its result.
    Ended(Outcome),
    /// fal has refused the call, because the account is locked.
    Locked {
        /// fal's sentence.
        message: String,
        /// fal's id of the request, if it had one.
        request: Option<String>,
        /// Id of the key that was refused, if it had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<KeyId>,
    },
    /// The result of a request was fetched, which may have been submitted elsewhere.
    Fetched {
        /// Owner and app of the model: the address has no more of its id.
        app: String,
        /// End of the call.
        outcome: Outcome,
    },
}

/// Who makes a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// Id of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyId>,
    /// Project that the request names: the tag of its job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
}

impl Caller {
    /// Returns the scopes that a call of a model falls in.
    #[must_use]
    pub fn scopes<'a>(&'a self, endpoint: &'a str) -> CallScopes<'a> {
        CallScopes {
            endpoint,
            key: self.key.as_ref(),
            project: self.project.as_deref(),
        }
    }

    /// Returns the label of the call's job.
    #[must_use]
    pub fn label(&self) -> Label {
        Label {
            tag: self.project.clone(),
            note: None,
            key: self.key.clone(),
        }
    }
}

/// End of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// fal counted this many billable units.
    Metered(Decimal),
    /// The call ran for this many seconds, which is a cost only for a model that is charged by
    /// time.
    Ran(Decimal),
    /// The call ended without a sign of its cost, as a stream does.
    Unmetered,
    /// The caller or the connection broke off, or a cancel may have come too late: nobody knows
    /// whether the call goes on.
    BrokenOff,
    /// fal failed, and charges nothing.
    Failed,
    /// The model failed; only fal's billing record tells if that is charged.
    Errored,
    /// The call was cancelled before it ran.
    Cancelled,
    /// fal did not accept the call: no job came of it.
    Refused,
}

/// Highest cost of one call that is believed, a million dollars: what a request or an answer says
/// beyond it is no cost, and a few thousand such costs would not fit into 64 bits together.
const MOST_BELIEVED: Money = Money::from_nano(1_000_000_000_000_000);

/// Makes the job of a call that begins, at its upper bound: by the model's tariff, else by the
/// price of its unit, raised to the dearest of the calls with like parameters; else by these alone.
/// The cost is unknown without any of them.
pub fn begin(
    endpoint: &str,
    params: &RequestParams,
    price: Option<&Price>,
    like: Option<&LikeCosts>,
) -> Result<NewJob, TooLarge> {
    // Nobody knows what an input asks for that could not be read: neither does a usual size.
    let price = price.filter(|_| !params.unread);
    let own = price.filter(|price| price.source == PriceSource::User);
    let cost = match (&params.tariff, price) {
        (Some(tariff), _) => tariff.bound(own.map(|own| own.amount), like),
        (None, Some(price)) => match expected_units(params, price) {
            Some(units) => {
                let cost = units::cost(units, price.amount)?;
                Some(if own.is_some() {
                    cost
                } else {
                    LikeCosts::raised(like, cost)
                })
            }
            None => like
                .filter(|_| own.is_none() && !params.odd && !needs_fact(&price.unit))
                .map(|like| like.dearest),
        },
        // A value that cannot be read may ask for anything, whatever other calls have cost.
        (None, None) => like.filter(|_| !params.odd).map(|like| like.dearest),
    };
    let cost = cost.filter(|cost| *cost <= MOST_BELIEVED);
    let expected = cost
        .zip(price)
        .and_then(|(cost, price)| units_of(cost, price));
    Ok(NewJob {
        subject: Subject::Model(endpoint.to_owned()),
        quantity: expected.unwrap_or_default(),
        unit: price.map_or_else(|| UNKNOWN_UNIT.to_owned(), |price| price.unit.clone()),
        unit_price: price.map(|price| price.amount),
        cost,
        basis: Basis::of_estimate(cost),
        price_source: price.map(|price| price.source),
        label: Label::default(),
    })
}

/// Returns `true` for a unit that counts something outside of the request, which earlier calls say
/// nothing of.
fn needs_fact(unit: &str) -> bool {
    unit == BY_TIME || unit.starts_with("input ") || unit.ends_with("tokens")
}

/// Returns the units that a cost comes to at a price, as fal will count them. `None` at a price of
/// nothing.
fn units_of(cost: Money, price: &Price) -> Option<Decimal> {
    let units = cost.dollars().checked_div(price.amount.dollars())?;
    Some(units.round_dp(9).normalize())
}

/// Returns the units that a request without a tariff comes to; `None` if nobody knows what a unit
/// is, or how many there are.
fn expected_units(params: &RequestParams, price: &Price) -> Option<Decimal> {
    if params.odd || !units::is_priced(&price.unit) {
        return None;
    }
    params.units(price).or_else(|| usual_units(&price.unit))
}

/// Tells whether two endpoint ids are of one app: the address of a result has only its owner and
/// name. Calls are kept in small letters, fal's record in those of the app.
#[must_use]
pub fn is_one_app(endpoint: &str, other: &str) -> bool {
    let (endpoint, other) = (endpoint.to_ascii_lowercase(), other.to_ascii_lowercase());
    endpoint.split('/').take(2).eq(other.split('/').take(2))
}

/// Fills in the price of a call's job from `price` if none was known when the call began. The cost
/// stays as it is: the end of the call decides it.
#[must_use]
pub fn with_price(mut job: Job, price: Option<&Price>) -> Job {
    // A job keeps the unit price of its day, even if a newer one is known.
    if let Some(price) = price.filter(|_| job.what.unit_price.is_none()) {
        if !counts_for(&job, price) {
            job.what.quantity = Decimal::ZERO;
        }
        job.what.unit.clone_from(&price.unit);
        (job.what.unit_price, job.what.price_source) = (Some(price.amount), Some(price.source));
    }
    job
}

/// Applies the end of a call to its job. Returns `None` if no job remains, because fal refused the
/// call. A billed cost stays, and a metered one is at most raised.
pub fn end(job: &Job, outcome: &Outcome) -> Result<Option<Job>, TooLarge> {
    let mut after = Job {
        progress: None,
        ..job.clone()
    };
    let is_billed = job.what.basis == Basis::Billed;
    let is_charged = is_billed || job.what.basis == Basis::Metered;
    match outcome {
        Outcome::Refused if !is_charged => return Ok(None),
        // fal's record has the last word, whatever the gateway still hears.
        _ if is_billed => {}
        // An answer that comes again, or claims to be of this request, takes nothing away.
        Outcome::Metered(units) | Outcome::Ran(units)
            if job.what.basis == Basis::Metered && *units <= job.what.quantity =>
        {
            after.progress = job.progress.filter(|progress| !progress.is_open());
        }
        // Units and seconds are kept until a price is known for them.
        Outcome::Metered(units) if !is_metered_by_price(job, *units) => {
            after.what.quantity = *units;
            UNKNOWN_UNIT.clone_into(&mut after.what.unit);
        }
        Outcome::Metered(units) => {
            if job.what.unit_price.is_none() {
                UNKNOWN_UNIT.clone_into(&mut after.what.unit);
            }
            meter(&mut after, *units)?;
        }
        Outcome::Ran(seconds) if job.what.unit_price.is_none() && job.what.quantity.is_zero() => {
            after.what.quantity = *seconds;
            BY_TIME.clone_into(&mut after.what.unit);
        }
        Outcome::Ran(seconds) if job.what.unit == BY_TIME => meter(&mut after, *seconds)?,
        Outcome::Failed if !is_charged => release(&mut after, CallProgress::Failed)?,
        Outcome::Cancelled if !is_charged => release(&mut after, CallProgress::Cancelled)?,
        Outcome::Errored => after.progress = Some(CallProgress::Failed),
        // What may cost any amount is open until its end is known.
        Outcome::BrokenOff
            if job.what.cost.is_none() && job.progress.is_some_and(CallProgress::is_open) =>
        {
            after.progress = Some(CallProgress::Queued);
        }
        // Such as a result that is fetched again: an earlier end that said more stays true.
        _ => after.progress = job.progress.filter(|progress| !progress.is_open()),
    }
    Ok(Some(after))
}

/// Tells whether what fal has counted of a call without a price is counted in the price's unit: a
/// run time says something of a price by time alone.
fn counts_for(job: &Job, price: &Price) -> bool {
    job.what.unit != BY_TIME || price.unit == BY_TIME
}

/// Prices a call's job whose price was not known: metered if fal has counted units or the run time,
/// else estimated by what is usual for the unit. Returns `None` if nothing is usual for it.
pub fn priced(job: &Job, price: &Price) -> Result<Option<Job>, TooLarge> {
    // Without a price there was no estimate, so that units can only come from fal.
    let is_metered = !job.what.quantity.is_zero() && counts_for(job, price);
    if !is_metered && job.what.cost.is_some() {
        return Ok(None);
    }
    let Some(units) = Some(job.what.quantity)
        .filter(|_| is_metered)
        .or_else(|| usual_units(&price.unit))
    else {
        return Ok(None);
    };
    let mut after = job.clone();
    if job.what.basis == Basis::Estimated {
        after.estimated_cost = job.what.cost;
    }
    let what = &mut after.what;
    what.unit.clone_from(&price.unit);
    (what.quantity, what.unit_price, what.price_source) =
        (units, Some(price.amount), Some(price.source));
    what.cost = Some(believed(units::cost(units, price.amount)?)?);
    what.basis = if is_metered {
        Basis::Metered
    } else {
        Basis::Estimated
    };
    Ok(Some(after))
}

/// Returns `true` if units that fal counted decide the cost: without a price they say less than an
/// estimate by the request.
fn is_metered_by_price(job: &Job, units: Decimal) -> bool {
    job.what.unit_price.is_some() || units.is_zero() || job.what.cost.is_none()
}

/// Charges the units that fal counted, and keeps the estimate beside the cost.
fn meter(job: &mut Job, units: Decimal) -> Result<(), TooLarge> {
    // Metered a second time, the cost that is replaced is no estimate any more.
    if job.what.basis == Basis::Estimated {
        job.estimated_cost = job.what.cost;
    }
    charge(&mut job.what, units)
}

fn believed(cost: Money) -> Result<Money, TooLarge> {
    if cost > MOST_BELIEVED {
        return Err(TooLarge);
    }
    Ok(cost)
}

/// Makes a job free whose call did not run.
fn release(job: &mut Job, progress: CallProgress) -> Result<(), TooLarge> {
    job.progress = Some(progress);
    charge(&mut job.what, Decimal::ZERO)
}

/// Sets the cost to units × the job's unit price. Without a price the cost becomes unknown, except
/// that of no units, which is zero at any price.
fn charge(job: &mut NewJob, units: Decimal) -> Result<(), TooLarge> {
    job.quantity = units;
    job.cost = match job.unit_price {
        Some(price) => Some(believed(units::cost(units, price)?)?),
        None if units.is_zero() => Some(Money::ZERO),
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
    use crate::jobs::JobOrigin;
    use crate::tariffs::price_list;
    use proptest::prelude::*;
    use serde_json::json;

    fn job(endpoint: &str, input: &serde_json::Value, like: Option<&LikeCosts>) -> Job {
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == endpoint);
        let what = begin(endpoint, &RequestParams::read(input), price, like).unwrap();
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
            estimated_cost: None,
            call: Some(1),
            stands_for: None,
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

    fn like(dollars: &[i64]) -> LikeCosts {
        let nano = |dollars: &i64| Money::from_nano(dollars * 1_000_000_000);
        LikeCosts::of(dollars.iter().map(nano).collect()).unwrap()
    }

    #[test]
    fn an_app_is_known_by_owner_and_name_in_any_letters() {
        for (endpoint, other, is_one) in [
            ("fal-ai/flux/dev", "fal-ai/flux", true),
            ("MyOrg/App/run", "myorg/app", true),
            ("fal-ai/flux", "FAL-AI/FLUX/dev", true),
            ("fal-ai/flux", "fal-ai/flux-2", false),
            ("me/app", "you/app", false),
        ] {
            assert_eq!(is_one_app(endpoint, other), is_one, "{endpoint} {other}");
        }
    }

    #[test]
    fn a_call_is_estimated_by_its_request_and_like_calls_raise_it() {
        let calls = like(&[1, 3, 2]);
        let calls = Some(&calls);
        for (endpoint, input, like, expected) in [
            (
                "fal-ai/flux/dev",
                json!({"num_images": 4}),
                None,
                Some(100_000_000),
            ),
            ("fal-ai/flux/dev", json!({}), None, Some(25_000_000)),
            ("fal-ai/flux/dev", json!({}), calls, Some(3_000_000_000)),
            ("fal-ai/wan/v2.2-a14b/image-to-video", json!({}), None, None),
            ("fal-ai/whisper", json!({}), calls, None),
            ("fal-ai/whisper", json!({}), None, None),
            (
                "me/my-app",
                json!({"num_images": 4}),
                calls,
                Some(3_000_000_000),
            ),
            ("me/my-app", json!({"num_images": 4}), None, None),
        ] {
            assert_eq!(
                nano(&job(endpoint, &input, like)),
                expected,
                "{endpoint} {input}"
            );
        }
    }

    /// Twenty calls at $0.20 say nothing of one that a file decides, and lower no bound.
    #[test]
    fn like_calls_raise_a_bound_and_never_lower_it() {
        let cheap = LikeCosts::of(vec![Money::from_nano(200_000_000); 20]).unwrap();
        let dear = like(&[9, 9, 9]);
        for (endpoint, unit, input, like, bound) in [
            (
                "fal-ai/veo3.1",
                "seconds",
                json!({}),
                &cheap,
                Some(3_200_000_000),
            ),
            (
                "fal-ai/veo3.1",
                "seconds",
                json!({}),
                &dear,
                Some(9_000_000_000),
            ),
            ("veed/lipsync", "seconds", json!({}), &dear, None),
            ("a/b/c", "images", json!({}), &dear, Some(9_000_000_000)),
            (
                "a/b/c",
                "images",
                json!({"num_images": 20}),
                &cheap,
                Some(600_000_000),
            ),
            ("a/b/c", "seconds", json!({}), &cheap, Some(200_000_000)),
            ("a/b/c", "units", json!({}), &cheap, Some(200_000_000)),
            ("a/b/c", "compute seconds", json!({}), &cheap, None),
            ("a/b/c", "input seconds", json!({}), &cheap, None),
            ("a/b/c", "1000 tokens", json!({}), &cheap, None),
        ] {
            let found = at_price(endpoint, unit, &input, Some(like));
            assert_eq!(nano(&found), bound, "{endpoint} {unit} {input}");
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
    fn a_call_without_units_stays_estimated() {
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
    fn the_duration_is_a_cost_only_if_the_model_charges_by_time() {
        let begun = job("fal-ai/whisper", &json!({}), None);
        let after = ended(&begun, &[Outcome::Ran("3.42".parse().unwrap())]).unwrap();
        assert_eq!(
            (nano(&after), after.what.basis),
            (Some(2_736_000), Basis::Metered)
        );
        assert_eq!(
            ended(&after, &[Outcome::Unmetered]),
            Some(after),
            "the result itself says nothing"
        );
    }

    /// A status may tell a time that is shorter than what fal counted.
    #[test]
    fn a_run_time_takes_nothing_from_what_was_metered() {
        let begun = job("fal-ai/whisper", &json!({}), None);
        let ran = |seconds: &str| Outcome::Ran(seconds.parse().unwrap());
        let after = ended(&begun, &[units("100"), ran("3.2")]).unwrap();
        assert_eq!(nano(&after), Some(80_000_000));
        let after = ended(&begun, &[ran("3.2"), ran("100")]).unwrap();
        assert_eq!(nano(&after), Some(80_000_000), "raised");
    }

    #[test]
    fn a_call_of_unknown_cost_that_broke_off_is_open() {
        let begun = job("me/my-app", &json!({}), None);
        let after = ended(&begun, &[Outcome::BrokenOff]).unwrap();
        assert_eq!(after.progress, Some(CallProgress::Queued));
        let done = ended(&after, &[units("3")]).unwrap();
        assert_eq!(done.progress, None);
        let priced = job("fal-ai/flux/dev", &json!({}), None);
        assert_eq!(
            ended(&priced, &[Outcome::BrokenOff]).unwrap().progress,
            None
        );
    }

    /// A status may tell the run time before any price is known, or one by something else is.
    #[test]
    fn a_run_time_waits_for_a_price_by_time() {
        let begun = job("me/my-app", &json!({}), None);
        let ran = Outcome::Ran("3.42".parse().unwrap());
        let after = ended(&begun, std::slice::from_ref(&ran)).unwrap();
        assert_eq!((nano(&after), after.what.basis), (None, Basis::Unknown));
        let priced_by = |unit: &str, job: &Job| {
            let price = Price {
                endpoint: "me/my-app".to_owned(),
                unit: units::canonical(unit),
                amount: Money::from_nano(1_000_000),
                source: PriceSource::Fal,
                cited_from: String::new(),
                as_of: String::new(),
                note: String::new(),
                tiers: Vec::new(),
                further_megapixel: None,
            };
            let priced = priced(job, &price).unwrap().unwrap();
            (nano(&priced), priced.what.basis)
        };
        let by_time = priced_by("compute seconds", &after);
        assert_eq!(by_time, (Some(3_420_000), Basis::Metered));
        let by_image = priced_by("images", &after);
        assert_eq!(by_image, (Some(1_000_000), Basis::Estimated));
        // The units of the result are those that fal charges.
        let counted = ended(&begun, &[ran, units("2")]).unwrap();
        let by_image = priced_by("images", &counted);
        assert_eq!(by_image, (Some(2_000_000), Basis::Metered));
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

    fn at_price(
        endpoint: &str,
        unit: &str,
        input: &serde_json::Value,
        like: Option<&LikeCosts>,
    ) -> Job {
        let price = Price {
            endpoint: endpoint.to_owned(),
            unit: units::canonical(unit),
            amount: Money::from_nano(30_000_000),
            source: PriceSource::Fal,
            cited_from: String::new(),
            as_of: String::new(),
            note: String::new(),
            tiers: Vec::new(),
            further_megapixel: None,
        };
        let params = RequestParams::of_call(endpoint, input);
        let mut job = job(endpoint, input, None);
        job.what = begin(endpoint, &params, Some(&price), like).unwrap();
        job
    }

    /// Units of the pricing API, with the cost of a request at $0.03 each.
    #[test]
    fn a_natural_unit_prices_a_request_and_another_does_not() {
        let large = json!({"image_size": {"width": 2048, "height": 2048}});
        for (unit, input, nano_dollars) in [
            ("image", json!({"num_images": 4}), Some(120_000_000)),
            ("Images", json!({"num_images": "4.0"}), Some(120_000_000)),
            ("second", json!({"duration": 10}), Some(300_000_000)),
            (
                "video_second",
                json!({"duration": "10s"}),
                Some(300_000_000),
            ),
            ("megapixel", large.clone(), Some(120_000_000)),
            ("processed megapixels", large, Some(120_000_000)),
            (
                "1000 characters ",
                json!({"text": "x".repeat(500)}),
                Some(15_000_000),
            ),
            ("image", json!({}), Some(30_000_000)),
            ("second", json!({}), None),
            ("image", json!({"num_images": "many"}), None),
            ("unit", json!({"num_images": 4}), None),
            ("Credits", json!({"duration": 10}), None),
            ("1000 tokens", json!({"prompt": "x"}), None),
            ("", json!({"num_images": 4}), None),
            ("1", json!({}), None),
            ("5 seconds", json!({"duration": 10}), None),
        ] {
            let found = at_price("a/b/c", unit, &input, None);
            assert_eq!(nano(&found), nano_dollars, "{unit} {input}");
        }
    }

    #[test]
    fn units_of_no_meaning_cost_nothing_before_and_are_uncertain_after() {
        for unit in ["units", "credits"] {
            let begun = at_price("a/b/c", unit, &json!({}), None);
            assert_eq!(nano(&begun), None);
            let after = ended(&begun, &[units("3")]).unwrap();
            assert_eq!(
                (nano(&after), after.is_uncertain()),
                (Some(90_000_000), true)
            );
        }
        let begun = at_price("a/b/c", "images", &json!({}), None);
        assert!(!ended(&begun, &[units("3")]).unwrap().is_uncertain());
    }

    #[test]
    fn units_without_a_price_leave_the_estimate() {
        let mut begun = at_price("fal-ai/veo3.1", "seconds", &json!({}), None);
        (begun.what.unit_price, begun.what.price_source) = (None, None);
        begun.what.quantity = Decimal::ZERO;
        let after = ended(&begun, &[units("16")]).unwrap();
        assert_eq!(
            (nano(&after), after.what.basis, after.progress),
            (Some(3_200_000_000), Basis::Estimated, None)
        );
        // Once a price is known, they are a cost.
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == "fal-ai/veo3.1/fast");
        let metered = priced(&after, price.unwrap()).unwrap().unwrap();
        assert_eq!(
            (nano(&metered), metered.what.basis),
            (Some(2_400_000_000), Basis::Metered)
        );
        assert_eq!(metered.estimated_cost, after.what.cost);
        assert_eq!(
            priced(&begun, price.unwrap()),
            Ok(None),
            "nothing is counted yet"
        );
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
        /// The most units that were metered decide the cost, in whatever order the outcomes come.
        #[test]
        fn the_highest_meter_counts(ends in prop::collection::vec(ends(), 1..8)) {
            let after = ended(&job("fal-ai/flux/dev", &json!({}), None), &ends).unwrap();
            let most = ends.iter().filter_map(|end| match end {
                Outcome::Metered(units) => Some(*units),
                _ => None,
            }).max();
            if let Some(units) = most {
                prop_assert_eq!(after.what.quantity, units);
                prop_assert_eq!(after.what.basis, Basis::Metered);
            } else {
                prop_assert!(nano(&after) == Some(25_000_000) || nano(&after) == Some(0));
            }
        }
    }
}
