//! The gateway in words, and the lines that point programs at it.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::age;
use super::number::grouped;
use crate::domain::connection::KeyPlace;
use crate::domain::job::{Basis, CallProgress};
use crate::gateway::{Backlog, GatewayStatus, RunningGateway};
use crate::say;

/// A few notes on their way are none to speak of.
const FEW: u64 = 200;
/// For so long a lock that a caller met is worth a line.
const LOCK_IS_NEWS: TimeDelta = TimeDelta::hours(1);

/// Of a gateway that this window did not start.
#[must_use]
pub fn runs_elsewhere() -> String {
    say!("gateway-elsewhere")
}

/// How many calls came by, and which was the last.
#[must_use]
pub fn calls<Z: TimeZone>(status: &GatewayStatus, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let Some((at, model)) = &status.last else {
        return say!("gateway-no-calls");
    };
    let (calls, number) = (status.calls, grouped(status.calls.into()));
    say!(
        "gateway-calls",
        calls = calls,
        number = number,
        age = age(*at, now, zone),
        model = model.as_str()
    )
}

/// Calls that have not ended.
#[must_use]
pub fn open_calls(count: i64) -> Option<String> {
    (count > 0).then(|| {
        say!(
            "gateway-open-calls",
            calls = count,
            number = grouped(count.into())
        )
    })
}

/// What is not in the ledger yet, and why.
#[must_use]
pub fn unwritten(backlog: Backlog, reason: Option<&str>) -> Option<String> {
    if backlog.lost > 0 {
        return Some(say!(
            "gateway-notes-lost",
            notes = backlog.lost,
            number = backlog.lost.to_string()
        ));
    }
    if backlog.is_in_memory {
        return Some(say!("gateway-disk-full"));
    }
    if let Some(reason) = reason.filter(|_| backlog.waiting > 0) {
        return Some(say!("gateway-notes-wait", reason = reason));
    }
    (backlog.waiting > FEW).then(|| say!("gateway-busy"))
}

/// A caller met a locked account: maybe the one that is shown, maybe another.
#[must_use]
pub fn caller_locked<Z: TimeZone>(
    status: &GatewayStatus,
    now: DateTime<Utc>,
    zone: &Z,
) -> Option<String>
where
    Z::Offset: std::fmt::Display,
{
    let (at, sentence) = status
        .lock
        .as_ref()
        .filter(|(at, _)| now.signed_duration_since(*at) < LOCK_IS_NEWS)?;
    Some(say!(
        "gateway-caller-locked",
        age = age(*at, now, zone),
        sentence = sentence.as_str()
    ))
}

/// Where the key of allowed pages is.
#[must_use]
pub fn run_key_place(place: KeyPlace) -> String {
    match place {
        KeyPlace::Keychain => say!("run-key-in-keychain"),
        KeyPlace::File => say!("run-key-in-file"),
    }
}

/// Where a call stands. fal may charge one that failed before its record says so.
#[must_use]
pub fn progress(progress: CallProgress, basis: Basis) -> String {
    match (progress, basis) {
        (CallProgress::Running, _) => say!("progress-running"),
        (CallProgress::Queued, _) => say!("progress-queued"),
        (CallProgress::Failed, Basis::Estimated | Basis::Unknown) => {
            say!("progress-failed-unknown")
        }
        (CallProgress::Failed, Basis::Billed) => say!("progress-failed"),
        (CallProgress::Failed, _) => say!("progress-failed-free"),
        (CallProgress::Cancelled, _) => say!("progress-cancelled"),
    }
}

/// Lines for programs: for what, the lines, and where they go.
#[must_use]
pub fn lines(running: &RunningGateway) -> Vec<[String; 3]> {
    let RunningGateway {
        http,
        https,
        bundle,
        ..
    } = running;
    let bundle = quoted(&bundle.display().to_string());
    let variables = [
        format!("FAL_RUN_HOST={https}/run"),
        format!("FAL_QUEUE_RUN_HOST={https}/queue"),
        format!("SSL_CERT_FILE={bundle}"),
    ];
    let exports: Vec<String> = variables
        .iter()
        .map(|variable| format!("export {variable}"))
        .collect();
    let javascript = format!(
        "fal.config({{\n  proxyUrl: {{ url: \"http://{http}/api/fal/proxy\", when: \"always\" }},\n}});"
    );
    let curl = format!(
        "curl http://{http}/run/fal-ai/flux/dev \\\n  -H \"Authorization: Key $FAL_KEY\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{{\"prompt\": \"a cat\"}}'"
    );
    let line = |name: &str, text: String, hint: String| [name.to_owned(), text, hint];
    vec![
        line("JavaScript", javascript, say!("lines-javascript")),
        line("Python", exports.join("\n"), say!("lines-python")),
        line(
            "ComfyUI",
            format!("{} python main.py", variables.join(" ")),
            say!("lines-comfyui"),
        ),
        line("curl", curl, say!("lines-curl")),
    ]
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = path
        .chars()
        .all(|sign| sign.is_ascii_alphanumeric() || "/._-:\\".contains(sign));
    if is_plain {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_can_be_pasted_as_they_are() {
        let at = |port| std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let bundle = "/home/ann o'hara/ca-bundle.pem".into();
        let running = RunningGateway {
            http: at(8720),
            https: at(8721),
            certificate: "ca.pem".into(),
            bundle,
            token: "token".into(),
        };
        let lines = lines(&running);
        let text = |nth: usize| lines[nth][1].as_str();
        assert_eq!(
            text(0),
            "fal.config({\n  proxyUrl: { url: \"http://127.0.0.1:8720/api/fal/proxy\", when: \"always\" },\n});"
        );
        assert_eq!(
            text(1),
            "export FAL_RUN_HOST=127.0.0.1:8721/run\nexport FAL_QUEUE_RUN_HOST=127.0.0.1:8721/queue\nexport SSL_CERT_FILE='/home/ann o'\\''hara/ca-bundle.pem'"
        );
        assert!(
            text(2).ends_with("python main.py")
                && text(3).starts_with("curl http://127.0.0.1:8720/run/fal-ai/")
        );
    }

    #[test]
    fn what_is_not_written_is_said_and_a_few_notes_on_their_way_are_not() {
        let backlog = |waiting, is_in_memory, lost| Backlog {
            waiting,
            is_in_memory,
            lost,
        };
        assert_eq!(unwritten(backlog(3, false, 0), None), None);
        assert_eq!(
            unwritten(backlog(0, false, 0), Some("busy")),
            None,
            "it went in after all"
        );
        for (backlog, reason, said) in [
            (
                backlog(3, false, 0),
                Some("The disk is full."),
                "kept to be written later. The disk is full.",
            ),
            (backlog(3, true, 0), None, "in memory only"),
            (backlog(3, true, 2), None, "2 notes of calls are lost"),
            (
                backlog(5000, false, 0),
                None,
                "faster than they can be logged",
            ),
        ] {
            assert!(unwritten(backlog, reason).unwrap().contains(said), "{said}");
        }
    }
}
