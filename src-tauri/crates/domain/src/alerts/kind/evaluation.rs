//! Result of evaluating one rule by the figures of one moment.

/// Relation of the facts to a rule's mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::alerts) enum Evaluation {
    /// The facts do not tell.
    Unknown,
    /// The mark is crossed.
    Here,
    /// The mark is not crossed, and yet too near for a recovery.
    Near,
    /// The mark is passed again by the margin of a recovery.
    Over,
}

impl Evaluation {
    /// Evaluates a state that is either so or not, without a margin between.
    pub(in crate::alerts) const fn of_state(is_so: bool) -> Self {
        if is_so { Self::Here } else { Self::Over }
    }

    /// Evaluates what lasts until its day or month ends. Never `Over`: a sum that falls again
    /// within its period, by an undone job, is no recovery.
    pub(in crate::alerts) const fn of_period(is_so: bool) -> Self {
        if is_so { Self::Here } else { Self::Near }
    }

    /// Evaluates a level that should not fall under `mark` and has recovered from `recovered` on.
    /// All three have the same scale, which may be any.
    pub(in crate::alerts) const fn of_level(level: i128, mark: i128, recovered: i128) -> Self {
        if level < mark {
            Self::Here
        } else if level < recovered {
            Self::Near
        } else {
            Self::Over
        }
    }
}
