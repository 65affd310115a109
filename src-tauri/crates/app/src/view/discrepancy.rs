//! The discrepancy between the ledger and fal's dashboard.

use fal_budget_domain::balance::discrepancy::Discrepancy;
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use serde::Serialize;

use crate::format;

/// A discrepancy, before or after it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiscrepancyView {
    /// The discrepancy in a sentence.
    pub text: String,
    /// True when the balance is higher than expected: the person is asked whether credit was
    /// bought, which is to be entered as a new balance and not booked.
    pub may_be_top_up: bool,
}

/// Shows a discrepancy.
pub fn discrepancy(
    discrepancy: &Discrepancy,
    display: MoneyFormat,
) -> Result<DiscrepancyView, TooLarge> {
    Ok(DiscrepancyView {
        text: format::discrepancy(discrepancy, display)?,
        may_be_top_up: discrepancy.may_be_a_top_up()?,
    })
}
