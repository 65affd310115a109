//! Arguments of a command as one typed value, which is refused with a [`CommandError`].

use serde::de::DeserializeOwned;
use tauri::Runtime;
use tauri::ipc::{CommandArg, CommandItem, InvokeBody, InvokeError};

use crate::error::CommandError;

/// All arguments of a command. Tauri's own unpacking takes a missing field for null, and refuses
/// with a plain text; here a missing field is an error, with a code.
pub(crate) struct Args<T>(pub(crate) T);

impl<'de, T: DeserializeOwned, R: Runtime> CommandArg<'de, R> for Args<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        match command.message.payload() {
            InvokeBody::Json(body) => T::deserialize(body)
                .map(Self)
                .map_err(|error| CommandError::bad_request(&error).into()),
            InvokeBody::Raw(_) => Err(CommandError::bad_request(&"it is not JSON").into()),
        }
    }
}
