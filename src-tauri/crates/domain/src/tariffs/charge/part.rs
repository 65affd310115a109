//! Part of a tariff: a rate × quantities of the request.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

use super::input::RequestInput;
use super::quantity::{Amount, Fact, Quantity};
use super::rate::{ChosenRate, Rate, Rows};

/// Part of a tariff.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Quantities that the rate is multiplied with; none for a charge by the run.
    #[serde(default, deserialize_with = "quantities")]
    pub of: Vec<Quantity>,
    /// Parameters that choose the rate.
    #[serde(default)]
    pub by: Vec<String>,
    /// Rate in dollars.
    pub rate: Rows,
    /// Units of the quantity that the rate is for.
    #[serde(default = "one")]
    pub per: Decimal,
    /// Each begun `per` counts whole.
    #[serde(default)]
    pub started: bool,
    /// Number that is not charged.
    #[serde(default)]
    pub free: Decimal,
    /// Factors of the rate.
    #[serde(default)]
    pub times: Vec<Rate>,
    /// Factor of the upper bound alone.
    #[serde(default = "one")]
    pub margin: Decimal,
}

/// Cost of a part, in dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartCost {
    /// Expected cost; `None` if it needs a fact, or a number cannot be read.
    pub expected: Option<Decimal>,
    /// Upper bound; `None` without one.
    pub most: Option<Decimal>,
    /// Facts that the request does not carry.
    pub facts: Vec<Fact>,
    /// Dollars for each unit of the fact, if it is the only one.
    pub rate: Option<Decimal>,
    /// Units of the fact of which each begun one counts whole; `None` if parts count as parts.
    pub begun: Option<Decimal>,
    /// Parameters with values that the tariff does not know.
    pub unknown: Vec<String>,
}

fn one() -> Decimal {
    Decimal::ONE
}

fn quantities<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Quantity>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split('*')
        .map(|word| {
            word.trim()
                .parse()
                .map_err(|_| de::Error::custom(format!("no quantity: {word}")))
        })
        .collect()
}

impl Part {
    /// Returns a part of one rate.
    #[must_use]
    pub fn plain(of: Vec<Quantity>, rate: Decimal, per: Decimal) -> Self {
        Self {
            of,
            by: Vec::new(),
            rate: Rows(vec![super::rate::Row {
                patterns: Vec::new(),
                value: rate,
            }]),
            per,
            started: false,
            free: Decimal::ZERO,
            times: Vec::new(),
            margin: Decimal::ONE,
        }
    }

    /// Returns the cost of the part for a request.
    #[must_use]
    pub fn cost(&self, input: &RequestInput) -> PartCost {
        let rates = self.rates(input);
        let mut of_rates = rates.iter();
        let most_rate = of_rates.try_fold(self.margin, |all, rate| all.checked_mul(rate.most));
        // A rate of zero asks for no quantity.
        if most_rate == Some(Decimal::ZERO) {
            return PartCost {
                expected: Some(Decimal::ZERO),
                most: Some(Decimal::ZERO),
                ..PartCost::default()
            };
        }
        let amounts: Vec<Amount> = self
            .of
            .iter()
            .map(|quantity| self.counted(quantity.of(input)))
            .collect();
        let times = |rate: Option<Decimal>, of: fn(&Amount) -> Option<Decimal>| {
            amounts
                .iter()
                .try_fold(rate?, |all, amount| all.checked_mul(of(amount)?))
        };
        let rate = rates
            .iter()
            .try_fold(Decimal::ONE, |all, rate| all.checked_mul(rate.expected?));
        let missing = amounts.iter().filter_map(Amount::missing);
        let facts: Vec<Fact> = rates
            .iter()
            .filter_map(|rate| rate.fact)
            .chain(missing)
            .collect();
        PartCost {
            expected: times(rate, |amount| amount.expected),
            most: times(most_rate, |amount| amount.most),
            rate: times(rate, Amount::each).filter(|_| facts.len() == 1),
            begun: Some(self.per).filter(|_| self.started && !facts.is_empty()),
            facts,
            unknown: rates.into_iter().filter_map(|rate| rate.unknown).collect(),
        }
    }

    fn rates(&self, input: &RequestInput) -> Vec<ChosenRate> {
        let main = super::rate::choose(&self.by, &self.rate, input);
        let factors = self.times.iter().map(|rate| rate.choose(input));
        std::iter::once(main).chain(factors).collect()
    }

    /// Applies what is free, and the size of a unit.
    fn counted(&self, amount: Amount) -> Amount {
        let each = amount.fact;
        let counted = amount.map(|amount| {
            let units = (amount - self.free)
                .max(Decimal::ZERO)
                .checked_div(self.per)?;
            Some(if self.started { units.ceil() } else { units })
        });
        let each = each.and_then(|(fact, each)| Some((fact, each.checked_div(self.per)?)));
        Amount {
            fact: each,
            ..counted
        }
    }
}
