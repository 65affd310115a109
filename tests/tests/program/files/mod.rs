//! The person's data: kept through crashes and faults, backed up, taken in and out, erased.

mod backup;
mod crash;
mod erase;
mod export;
mod faults;
mod import;
