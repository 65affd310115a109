//! Money as whole nano-dollars, fal's own unit, so that adding never loses anything.

pub mod amount;
pub mod currency;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::message;
use crate::message::{Message, ToMessage};

/// Decimal places of a nano-dollar.
pub const NANO_DECIMALS: u32 = 9;

/// Amount of US dollars in billionths (fal's `cost_estimate_nano_usd`); may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Result that does not fit into the ±9.2 billion dollars that [`Money`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub struct TooLarge;

impl ToMessage for TooLarge {
    fn to_message(&self) -> Message {
        message!("sum-too-large")
    }
}

impl Money {
    /// No money at all. Never stands for an unknown amount.
    pub const ZERO: Self = Self(0);

    /// Takes billionths of a dollar.
    #[must_use]
    pub const fn from_nano(nano: i64) -> Self {
        Self(nano)
    }

    /// Returns billionths of a dollar.
    #[must_use]
    pub const fn nano(self) -> i64 {
        self.0
    }

    /// Takes dollars and rounds to the nano-dollar, half away from zero: the one lossy step between
    /// a decimal and money.
    pub fn from_dollars_rounded(dollars: Decimal) -> Result<Self, TooLarge> {
        dollars
            .checked_mul(Decimal::from(1_000_000_000))
            .map(|nano| nano.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|nano| nano.to_i64())
            .map(Self)
            .ok_or(TooLarge)
    }

    /// Returns dollars, exactly.
    #[must_use]
    pub fn dollars(self) -> Decimal {
        Decimal::new(self.0, NANO_DECIMALS)
    }

    /// Adds exactly.
    pub fn plus(self, other: Self) -> Result<Self, TooLarge> {
        self.0.checked_add(other.0).map(Self).ok_or(TooLarge)
    }

    /// Subtracts exactly.
    pub fn minus(self, other: Self) -> Result<Self, TooLarge> {
        self.0.checked_sub(other.0).map(Self).ok_or(TooLarge)
    }

    /// Multiplies by a whole count, exactly.
    pub fn times(self, count: u32) -> Result<Self, TooLarge> {
        self.0
            .checked_mul(i64::from(count))
            .map(Self)
            .ok_or(TooLarge)
    }

    /// Returns the number of whole units that this amount buys at `price`, or `None` if the price
    /// is not above zero.
    #[must_use]
    pub fn buys(self, price: Self) -> Option<i64> {
        // A negative balance buys nothing, not less than nothing.
        (price.0 > 0).then(|| self.0.max(0) / price.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_typed_amount_becomes_its_nano_dollars() {
        let money = Money::from_dollars_rounded(Decimal::new(1050, 2)).unwrap();
        assert_eq!(money, Money::from_nano(10_500_000_000));
    }

    #[test]
    fn half_a_nano_dollar_rounds_away_from_zero() {
        for (tenths, nano) in [(5, 1), (4, 0), (-5, -1), (-4, 0)] {
            assert_eq!(
                Money::from_dollars_rounded(Decimal::new(tenths, 10)),
                Ok(Money::from_nano(nano))
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let most = Money::from_nano(i64::MAX);
        assert_eq!(most.plus(Money::from_nano(1)), Err(TooLarge));
        assert_eq!(
            Money::from_nano(i64::MIN).minus(Money::from_nano(1)),
            Err(TooLarge)
        );
        assert_eq!(most.times(2), Err(TooLarge));
        assert_eq!(Money::from_dollars_rounded(Decimal::MAX), Err(TooLarge));
    }

    #[test]
    fn a_balance_buys_whole_units_only() {
        let price = Money::from_nano(30_000_000);
        assert_eq!(Money::from_nano(7_380_000_000).buys(price), Some(246));
        assert_eq!(Money::from_nano(29_999_999).buys(price), Some(0));
        assert_eq!(Money::from_nano(-1).buys(price), Some(0));
        assert_eq!(Money::from_nano(1).buys(Money::ZERO), None);
    }

    proptest! {
        #[test]
        fn dollars_and_back_lose_nothing(nano: i64) {
            let money = Money::from_nano(nano);
            prop_assert_eq!(Money::from_dollars_rounded(money.dollars()), Ok(money));
        }

        #[test]
        fn taking_away_undoes_adding(a in -(1_i64 << 61)..1 << 61, b in -(1_i64 << 61)..1 << 61) {
            let (a, b) = (Money::from_nano(a), Money::from_nano(b));
            prop_assert_eq!(a.plus(b).and_then(|sum| sum.minus(b)), Ok(a));
        }
    }
}
