//! Rules behind every figure: pure functions and types, without I/O, clock, SQL, sentences or
//! floating point. Errors are codes with data; a [`message`] names the sentence for a person.

pub mod account;
pub mod alerts;
pub mod balance;
pub mod forecast;
pub mod gateway;
pub mod guard;
pub mod into_str;
pub mod jobs;
pub mod live;
pub mod message;
pub mod money;
pub mod plain_text;
pub mod settings;
pub mod spending;
pub mod tariffs;
