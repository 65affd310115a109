//! Level of the balance, as one of four words.

use serde::Serialize;
use strum::VariantArray;

/// Level that colour, shape and words show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, VariantArray)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Above 50 % of the reference.
    High,
    /// 25 % to 50 %, both included.
    Medium,
    /// Below 25 %.
    Low,
    /// No balance is known.
    None,
}
