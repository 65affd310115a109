//! The token of the local API, in a private file that is read at each request: a new token counts
//! at once, whichever program made it.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;

use crate::error::GatewayError;
use crate::private_files::{replace, restrict_permissions};

/// Random bytes in a token.
const LENGTH: usize = 32;

/// File that holds the token.
#[derive(Clone, Debug)]
pub(crate) struct Token(PathBuf);

impl Token {
    /// Opens the token in the gateway's folder, and makes one if there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, GatewayError> {
        let token = Self(folder.join("token"));
        restrict_permissions(&token.0)?;
        if token.read().is_none() {
            token.renew()?;
        }
        Ok(token)
    }

    /// Returns the path of the file.
    pub(crate) fn file(&self) -> &Path {
        &self.0
    }

    /// Makes a new token, returns it, and so locks out whoever has the old one.
    pub(crate) fn renew(&self) -> Result<String, GatewayError> {
        let mut bytes = [0; LENGTH];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| GatewayError::Randomness)?;
        let text = BASE64URL_NOPAD.encode(&bytes);
        replace(&self.0, text.as_bytes())?;
        Ok(text)
    }

    /// Reads the current token. `None` when the file is missing or truncated.
    pub(crate) fn read(&self) -> Option<String> {
        let text = fs::read_to_string(&self.0).ok()?.trim().to_owned();
        (text.len() == BASE64URL_NOPAD.encode_len(LENGTH)).then_some(text)
    }

    /// Tells whether a caller presented the current token, in a time that does not depend on how
    /// much of it was right.
    pub(crate) fn matches(&self, presented: &str) -> bool {
        self.read()
            .is_some_and(|token| token.as_bytes().ct_eq(presented.as_bytes()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stays_until_it_is_renewed_and_nothing_else_is_accepted() {
        let folder = tempfile::tempdir().unwrap();
        let token = Token::open(folder.path()).unwrap();
        let first = token.read().unwrap();
        let again = Token::open(folder.path()).unwrap();
        assert!(
            again.matches(&first)
                && !again.matches("")
                && !again.matches(&first[1..])
                && !again.matches(&format!("{first} "))
        );
        let second = token.renew().unwrap();
        assert!(
            again.matches(&second) && !again.matches(&first),
            "a gateway that runs takes the new one"
        );
        fs::remove_file(token.file()).unwrap();
        assert!(!again.matches(&second) && !again.matches(""));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_token_whatever_its_mode_was() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let token = Token::open(folder.path()).unwrap();
        let mode = || fs::metadata(token.file()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(token.file(), fs::Permissions::from_mode(0o644)).unwrap();
        Token::open(folder.path()).unwrap();
        assert_eq!(mode(), 0o600);
    }
}
