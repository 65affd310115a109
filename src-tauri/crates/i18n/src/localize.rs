//! Errors in the languages: a message becomes the sentence of its key.

use fal_budget_domain::message::{Message, MessageValue, ToMessage};

use crate::{Value, say, sentence};

/// Rendering of an error as the sentence that a person reads.
pub trait Localize {
    /// Returns the sentence in the spoken language.
    fn localized(&self) -> String;
}

impl<T: ToMessage + ?Sized> Localize for T {
    fn localized(&self) -> String {
        say_message(&self.to_message())
    }
}

fn say_message(message: &Message) -> String {
    let values: Vec<_> = message
        .values
        .iter()
        .map(|(name, value)| (*name, rendered(value)))
        .collect();
    sentence(message.key, &values)
}

fn rendered(value: &MessageValue) -> Value<'_> {
    match value {
        MessageValue::Text(text) => text.into(),
        MessageValue::Whole(number) => (*number).into(),
        MessageValue::Decimal(digits) => digits.replace('.', &say!("number-decimal")).into(),
        MessageValue::Message(message) => say_message(message).into(),
    }
}
