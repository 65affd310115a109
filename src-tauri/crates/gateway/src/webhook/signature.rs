//! Signatures of fal's webhooks: who signed a message and when, and what the message says
//! (<https://docs.fal.ai/model-apis/model-endpoints/webhooks>). Pure.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use fal_budget_domain::gateway::call::Outcome;
use hyper::HeaderMap;
use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;

use crate::metering::is_request_id;

const REQUEST: &str = "x-fal-webhook-request-id";
const USER: &str = "x-fal-webhook-user-id";
const TIMESTAMP: &str = "x-fal-webhook-timestamp";
const SIGNATURE: &str = "x-fal-webhook-signature";
/// Difference that is accepted between fal's clock and ours.
const LEEWAY: TimeDelta = TimeDelta::seconds(300);
/// Bytes of an account's name at most.
const MAX_USER: usize = 200;

/// Signed headers of a fal webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WebhookSignature {
    /// fal's id of the request that the message is about.
    pub(super) request: String,
    user: String,
    /// Seconds since 1970, as signed.
    timestamp: i64,
    /// Ed25519 signature of the other headers and the body's hash.
    pub(super) signature: [u8; 64],
}

/// Ed25519 public keys of fal's.
pub(super) type Keys = Vec<[u8; 32]>;

impl WebhookSignature {
    /// Reads the headers. `None` when one is missing, repeated or malformed, or when the message
    /// was not signed within [`LEEWAY`] of now.
    pub(super) fn read(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Self> {
        // Twice the same header: fal would have signed one, and another program might read the
        // other.
        let text = |name: &str| {
            let mut values = headers.get_all(name).iter();
            let value = values.next()?.to_str().ok()?;
            values.next().is_none().then_some(value)
        };
        let timestamp = text(TIMESTAMP)?.parse::<i64>().ok()?;
        let at = DateTime::from_timestamp(timestamp, 0)?;
        let signature = HEXLOWER_PERMISSIVE
            .decode(text(SIGNATURE)?.as_bytes())
            .ok()?;
        let (request, user) = (text(REQUEST)?, text(USER)?);
        let is_now = now.signed_duration_since(at).abs() <= LEEWAY;
        let is_sound = is_now && is_request_id(request) && (1..=MAX_USER).contains(&user.len());
        let signature = signature.try_into().ok().filter(|_| is_sound)?;
        Some(Self {
            request: request.to_owned(),
            user: user.to_owned(),
            timestamp,
            signature,
        })
    }

    /// Verifies that one of these keys has signed the headers and this body.
    pub(super) fn verify(&self, body: &[u8], keys: &Keys) -> bool {
        let Self {
            request,
            user,
            timestamp,
            signature,
        } = self;
        let hash = HEXLOWER.encode(digest(&SHA256, body).as_ref());
        let signed = format!("{request}\n{user}\n{timestamp}\n{hash}");
        keys.iter().any(|key| {
            UnparsedPublicKey::new(&ED25519, key)
                .verify(signed.as_bytes(), signature)
                .is_ok()
        })
    }
}

/// Reads how a request ended from the body of a webhook. `None` for any other message.
pub(super) fn outcome(body: &[u8]) -> Option<Outcome> {
    let message: Value = serde_json::from_slice(body).ok()?;
    match message.get("status")?.as_str()? {
        // The message carries no cost: the job stays at its estimate until it is billed.
        "OK" => Some(Outcome::Unmetered),
        "ERROR" => Some(Outcome::Errored),
        _ => None,
    }
}

/// Reads the Ed25519 keys of fal's key set (RFC 8037), and passes over others. `None` when the text
/// is not a key set.
pub(super) fn keys(key_set: &[u8]) -> Option<Keys> {
    let key_set: Value = serde_json::from_slice(key_set).ok()?;
    let is =
        |key: &Value, name: &str, value: &str| key.get(name).and_then(Value::as_str) == Some(value);
    let usable = key_set
        .get("keys")?
        .as_array()?
        .iter()
        .filter(|key| is(key, "kty", "OKP") && is(key, "crv", "Ed25519"));
    let bytes = |key: &Value| {
        // RFC 7515 leaves the padding out; a set that has it is read all the same.
        let text = key.get("x")?.as_str()?.trim_end_matches('=');
        BASE64URL_NOPAD
            .decode(text.as_bytes())
            .ok()?
            .try_into()
            .ok()
    };
    Some(usable.filter_map(bytes).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};
    use ring::signature::{Ed25519KeyPair, KeyPair};
    use serde_json::json;

    const BODY: &[u8] = br#"{"request_id": "abc-1", "status": "OK", "payload": {"images": []}}"#;

    fn now() -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn key(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    fn public(seed: u8) -> [u8; 32] {
        key(seed).public_key().as_ref().try_into().unwrap()
    }

    fn signed(seed: u8, at: DateTime<Utc>) -> HeaderMap {
        let hash = HEXLOWER.encode(digest(&SHA256, BODY).as_ref());
        let text = format!("abc-1\nme\n{}\n{hash}", at.timestamp());
        let signature = HEXLOWER.encode(key(seed).sign(text.as_bytes()).as_ref());
        let pairs = [
            (REQUEST, "abc-1".to_owned()),
            (USER, "me".to_owned()),
            (TIMESTAMP, at.timestamp().to_string()),
            (SIGNATURE, signature),
        ];
        pairs
            .into_iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::try_from(value).unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn a_signature_of_fals_is_valid_and_one_of_a_changed_byte_is_not() {
        let signature = WebhookSignature::read(&signed(1, now()), now()).unwrap();
        assert_eq!(signature.request, "abc-1");
        assert!(
            signature.verify(BODY, &vec![public(2), public(1)]),
            "any of fal's keys"
        );
        assert!(!signature.verify(BODY, &vec![public(2)]) && !signature.verify(BODY, &Vec::new()));
        for place in 0..BODY.len() {
            let mut changed = BODY.to_vec();
            changed[place] ^= 1;
            assert!(
                !signature.verify(&changed, &vec![public(1)]),
                "byte {place}"
            );
        }
        for other in [
            WebhookSignature {
                request: "abc-2".to_owned(),
                ..signature.clone()
            },
            WebhookSignature {
                user: "you".to_owned(),
                ..signature.clone()
            },
            WebhookSignature {
                timestamp: signature.timestamp + 1,
                ..signature.clone()
            },
            WebhookSignature {
                signature: [0; 64],
                ..signature.clone()
            },
        ] {
            assert!(!other.verify(BODY, &vec![public(1)]), "{other:?}");
        }
    }

    #[test]
    fn a_message_must_be_signed_now() {
        for (seconds, is_read) in [(-300, true), (300, true), (-301, false), (301, false)] {
            let headers = signed(1, now() + TimeDelta::seconds(seconds));
            assert_eq!(
                WebhookSignature::read(&headers, now()).is_some(),
                is_read,
                "{seconds} s"
            );
        }
    }

    #[test]
    fn missing_double_or_malformed_headers_are_no_signature() {
        for name in [REQUEST, USER, TIMESTAMP, SIGNATURE] {
            let mut headers = signed(1, now());
            headers.append(name, headers[name].clone());
            assert_eq!(
                WebhookSignature::read(&headers, now()),
                None,
                "{name} twice"
            );
            headers.remove(name);
            assert_eq!(
                WebhookSignature::read(&headers, now()),
                None,
                "without {name}"
            );
            headers.insert(name, HeaderValue::from_bytes("é".as_bytes()).unwrap());
            assert_eq!(WebhookSignature::read(&headers, now()), None, "{name}");
        }
        for (name, value) in [
            (TIMESTAMP, "9223372036854775807"),
            (TIMESTAMP, "-1"),
            (SIGNATURE, "00"),
            (REQUEST, "a/b"),
        ] {
            let mut headers = signed(1, now());
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(
                WebhookSignature::read(&headers, now()),
                None,
                "{name}: {value}"
            );
        }
    }

    #[test]
    fn a_set_of_keys_is_read_whatever_else_it_has() {
        let x = BASE64URL_NOPAD.encode(&public(1));
        let set = json!({"keys": [
            {"kty": "RSA", "n": "x"},
            {"kty": "OKP", "crv": "X25519", "x": x},
            {"kty": "OKP", "crv": "Ed25519", "x": "short"},
            {"kty": "OKP", "crv": "Ed25519"},
            {"kty": "OKP", "crv": "Ed25519", "x": format!("{x}="), "kid": "1"},
            5,
        ]});
        assert_eq!(keys(set.to_string().as_bytes()), Some(vec![public(1)]));
        assert_eq!(keys(b"<html>"), None);
        assert_eq!(keys(b"{}"), None);
    }

    #[test]
    fn a_message_says_how_the_request_ended() {
        assert_eq!(outcome(BODY), Some(Outcome::Unmetered));
        assert_eq!(
            outcome(br#"{"status": "ERROR", "error": "x"}"#),
            Some(Outcome::Errored)
        );
        for body in [r#"{"status": "IN_QUEUE"}"#, "{}", "[]", "nonsense"] {
            assert_eq!(outcome(body.as_bytes()), None, "{body}");
        }
    }
}
