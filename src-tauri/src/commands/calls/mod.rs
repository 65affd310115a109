//! Commands of the calls of programs: the gateway that they pass, and the guard that judges them.

pub(super) mod gateway;
pub(super) mod guard;
