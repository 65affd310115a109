//! Counts in words: jobs found, jobs that wait for a price, prices that changed.

use fal_budget_i18n::say;

use super::number::grouped;

/// Counts the jobs of a list, or says what to do when there is none.
#[must_use]
pub fn found_jobs(count: i64, is_filtered: bool) -> String {
    match (count, is_filtered) {
        (..=0, true) => say!("jobs-none-fit"),
        (..=0, false) => say!("jobs-none-yet"),
        (count, true) => say!("jobs-found", jobs = count, number = grouped(count.into())),
        (count, false) => say!("jobs-counted", jobs = count, number = grouped(count.into())),
    }
}

/// Three texts about jobs that wait for a price: the price was saved, the button that prices the
/// jobs, and its result. Returns `None` when no job waits.
#[must_use]
pub fn waiting_jobs(count: usize) -> Option<[String; 3]> {
    let number = || grouped(count.into());
    (count > 0).then(|| {
        [
            say!("price-waited-for", jobs = count, number = number()),
            say!("price-jobs", jobs = count, number = number()),
            say!("priced-jobs", jobs = count, number = number()),
        ]
    })
}

/// Sums up changed prices: the line of the only one, or their number. Returns `None` when there are
/// none.
#[must_use]
pub fn changed_prices(lines: &[String]) -> Option<String> {
    match lines {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(say!("prices-changed", number = grouped(many.len().into()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_i18n::Language;

    #[test]
    fn a_list_says_how_many_jobs_it_has() {
        for (count, is_filtered, text) in [
            (
                0,
                false,
                "Jobs that you log appear here, with what they cost and how that is known.",
            ),
            (0, true, "No job fits. Widen the search or the period."),
            (1, false, "1 job"),
            (1, true, "1 job found"),
            (1_000_000, false, "1,000,000 jobs"),
            (12_345, true, "12,345 jobs found"),
        ] {
            assert_eq!(found_jobs(count, is_filtered), text);
        }
    }

    #[test]
    fn in_french_the_number_rules_what_follows() {
        let found = |count| {
            Language::from_tag("fr")
                .unwrap()
                .scope(|| found_jobs(count, true))
        };
        assert_eq!(
            (found(1).as_str(), found(2).as_str()),
            ("1 tâche trouvée", "2 tâches trouvées")
        );
        let waiting = |count| {
            Language::from_tag("fr")
                .unwrap()
                .scope(|| waiting_jobs(count).unwrap_or_default()[0].clone())
        };
        assert_eq!(waiting(1), "Prix enregistré. 1 tâche n’en avait pas");
        assert_eq!(waiting(3), "Prix enregistré. 3 tâches n’en avaient pas");
    }

    #[test]
    fn jobs_that_wait_for_a_price_are_counted_if_there_are_any() {
        assert_eq!(waiting_jobs(0), None);
        assert_eq!(
            waiting_jobs(1).unwrap(),
            [
                "Price saved. 1 job of it had none",
                "Price 1 job",
                "Priced 1 job"
            ]
            .map(str::to_owned)
        );
        assert_eq!(waiting_jobs(2).unwrap()[1], "Price 2 jobs");
    }

    #[test]
    fn one_new_price_is_told_and_more_are_counted() {
        let lines = [
            "flux/dev: €0.02 → €0.03".to_owned(),
            "veo3: €1 → €2".to_owned(),
        ];
        assert_eq!(changed_prices(&[]), None);
        assert_eq!(changed_prices(&lines[..1]).as_ref(), Some(&lines[0]));
        assert_eq!(
            changed_prices(&lines).as_deref(),
            Some("2 prices have changed")
        );
    }
}
