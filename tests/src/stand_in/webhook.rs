//! fal's webhooks, signed with one of its keys, whose public half anybody may read.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::digest::{SHA256, digest};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// A key of fal's, known by a number here.
pub struct Signer(u8);

impl Signer {
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[self.0; 32]).unwrap()
    }

    /// Returns its public half, as in fal's set of keys.
    pub fn public(&self) -> Value {
        let x = BASE64URL_NOPAD.encode(self.pair().public_key().as_ref());
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.0.to_string()})
    }

    /// Returns the headers of a webhook about a request, sent at this moment (seconds since 1970).
    pub fn headers(&self, request: &str, at: i64, body: &str) -> Vec<(&'static str, String)> {
        let hash = HEXLOWER.encode(digest(&SHA256, body.as_bytes()).as_ref());
        let signed = format!("{request}\nuser-1\n{at}\n{hash}");
        vec![
            ("x-fal-webhook-request-id", request.to_owned()),
            ("x-fal-webhook-user-id", "user-1".to_owned()),
            ("x-fal-webhook-timestamp", at.to_string()),
            (
                "x-fal-webhook-signature",
                HEXLOWER.encode(self.pair().sign(signed.as_bytes()).as_ref()),
            ),
        ]
    }
}
