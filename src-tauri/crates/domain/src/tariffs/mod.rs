//! Charges of fal's models: prices by unit, and the quantity that a request comes to.

pub mod charge;
pub mod price;
pub mod price_list;
pub mod units;
