//! Ticks: round numbers for the lines across a chart.

use rust_decimal::Decimal;

/// Maximum number of steps between lines.
const STEPS: i64 = 4;

/// Returns round numbers from zero to at least `highest`, in steps of 1, 2 or 5 times a power of
/// ten; only zero if `highest` is not above zero.
#[must_use]
pub fn ticks(highest: Decimal) -> Vec<Decimal> {
    let step = powers()
        .flat_map(|power| [1, 2, 5].map(|times| power * Decimal::from(times)))
        .find(|step| *step * Decimal::from(STEPS) >= highest);
    match step.filter(|_| highest > Decimal::ZERO) {
        None => vec![Decimal::ZERO],
        Some(step) => {
            let mut lines = vec![Decimal::ZERO];
            while lines.last().is_some_and(|last| *last < highest) {
                let next = lines.last().copied().unwrap_or_default() + step;
                lines.push(next.normalize());
            }
            lines
        }
    }
}

/// Returns the powers of ten from a nano-dollar to more than [`crate::money::Money`] holds.
fn powers() -> impl Iterator<Item = Decimal> {
    let fine = (0..=9).rev().map(|scale| Decimal::new(1, scale));
    fine.chain((1..=14).map(|zeros| Decimal::from(10_i64.pow(zeros))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_round_and_reach_the_top() {
        for (most, lines) in [
            ("0", "0"),
            ("-1", "0"),
            ("1", "0 0.5 1"),
            ("7.5", "0 2 4 6 8"),
            ("4.1", "0 2 4 6"),
            ("0.03", "0 0.01 0.02 0.03"),
            ("1234", "0 500 1000 1500"),
        ] {
            let found: Vec<String> = ticks(most.parse().unwrap())
                .iter()
                .map(Decimal::to_string)
                .collect();
            assert_eq!(found.join(" "), lines, "{most}");
        }
    }

    proptest! {
        #[test]
        fn there_are_few_lines_evenly_apart(nano in 1..i64::MAX) {
            let most = Decimal::new(nano, 9);
            let lines = ticks(most);
            prop_assert!((3..=6).contains(&lines.len()), "{lines:?}");
            prop_assert!(*lines.last().unwrap() >= most, "{lines:?}");
            let step = lines[1] - lines[0];
            prop_assert!(lines.windows(2).all(|two| two[1] - two[0] == step));
        }
    }
}
