//! Columns of FOCUS, the form in which clouds write their bills (<https://focus.finops.org>).
//! Columns of its own begin with `x_`, as it asks.

use chrono::{DateTime, Datelike, Months, NaiveTime, TimeDelta, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::{Job, Subject};
use serde_json::json;

use super::{ExportColumn, ExportValue, subject_name};

/// Returns the columns of a job in a bill.
pub(crate) fn columns() -> Vec<ExportColumn<Job>> {
    let cost: fn(&Job) -> ExportValue = |job| ExportValue::dollars(job.what.cost);
    let quantity: fn(&Job) -> ExportValue = |job| ExportValue::decimal(job.what.quantity);
    let unit: fn(&Job) -> ExportValue = |job| ExportValue::text(&job.what.unit);
    let model: fn(&Job) -> ExportValue = |job| ExportValue::text(subject_name(&job.what.subject));
    let provider: fn(&Job) -> ExportValue = |_| ExportValue::text("fal.ai");
    let mut columns = vec![
        ExportColumn::new("BilledCost", cost),
        ExportColumn::new("BillingCurrency", |_| ExportValue::text("USD")),
        ExportColumn::of_times("BillingPeriodStart", |job| month(job.at, 0)),
        ExportColumn::of_times("BillingPeriodEnd", |job| month(job.at, 1)),
        ExportColumn::new("ChargeCategory", |job| {
            ExportValue::text(match job.what.subject {
                Subject::Correction => "Adjustment",
                _ => "Usage",
            })
        }),
        ExportColumn::of_times("ChargePeriodStart", |job| ExportValue::Time(job.at)),
        // No job says how long it ran, and a period is not empty.
        ExportColumn::of_times("ChargePeriodEnd", |job| {
            ExportValue::Time(job.at + TimeDelta::seconds(1))
        }),
        ExportColumn::new("ConsumedQuantity", quantity),
        ExportColumn::new("ConsumedUnit", unit),
        ExportColumn::new("EffectiveCost", cost),
        ExportColumn::new("ListUnitPrice", |job| {
            ExportValue::dollars(job.what.unit_price)
        }),
        ExportColumn::new("PricingQuantity", quantity),
        ExportColumn::new("PricingUnit", unit),
        ExportColumn::new("ProviderName", provider),
        ExportColumn::new("PublisherName", provider),
        ExportColumn::new("ResourceId", model),
        ExportColumn::new("ServiceCategory", |_| {
            ExportValue::text("AI and Machine Learning")
        }),
        ExportColumn::new("ServiceName", provider),
        ExportColumn::new("SkuId", model),
        ExportColumn::new("Tags", tags),
    ];
    columns.extend(own_columns());
    columns
}

/// Makes the columns that FOCUS has no name for.
fn own_columns() -> [ExportColumn<Job>; 5] {
    [
        ExportColumn::new("x_RequestId", |job| {
            ExportValue::optional_text(job.request.as_deref())
        }),
        ExportColumn::new("x_Basis", |job| {
            ExportValue::text(job.what.basis.into_str())
        }),
        ExportColumn::new("x_Tag", |job| {
            ExportValue::optional_text(job.what.label.tag.as_deref())
        }),
        ExportColumn::new("x_Note", |job| {
            ExportValue::optional_text(job.what.label.note.as_deref())
        }),
        ExportColumn::new("x_Key", |job| {
            ExportValue::optional_text(job.what.label.key.as_ref().map(KeyId::as_str))
        }),
    ]
}

/// Begin of the month that a moment is in, or of one after it.
fn month(at: DateTime<Utc>, months: u32) -> ExportValue {
    let first = at.date_naive().with_day(1);
    let first = first.and_then(|first| first.checked_add_months(Months::new(months)));
    first.map_or(ExportValue::Empty, |first| {
        ExportValue::Time(first.and_time(NaiveTime::MIN).and_utc())
    })
}

/// Tags in the form that FOCUS gives them.
fn tags(job: &Job) -> ExportValue {
    let tag = job.what.label.tag.as_deref();
    let tags = tag.map(|tag| json!({ "project": tag }).to_string());
    ExportValue::optional_text(tags.as_deref())
}
