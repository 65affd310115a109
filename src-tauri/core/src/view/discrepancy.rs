//! How far the books are off from what the dashboard says.

use serde::Serialize;

use crate::domain::currency::MoneyFormat;
use crate::domain::discrepancy::Discrepancy;
use crate::domain::money::TooLarge;
use crate::format;

/// The drift before it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiscrepancyView {
    /// In a sentence.
    pub text: String,
    /// There is more than expected: the person is asked whether the account was topped up.
    pub may_be_top_up: bool,
}

/// Shows a drift.
pub fn discrepancy(drift: &Discrepancy, display: MoneyFormat) -> Result<DiscrepancyView, TooLarge> {
    Ok(DiscrepancyView {
        text: format::discrepancy(drift, display)?,
        may_be_top_up: drift.may_be_a_top_up()?,
    })
}
