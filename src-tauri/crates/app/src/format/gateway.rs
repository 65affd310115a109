//! The gateway in words, and the lines that point programs to it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::gateway::{Backlog, GatewayStatus, RunningGateway};
use fal_budget_domain::jobs::{Basis, CallProgress};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_i18n::say;

use super::age;
use super::number::grouped;

/// Journal records that may wait without a word: this many reach the ledger within moments.
const USUAL_BACKLOG: u64 = 200;

/// Describes a gateway that another program runs.
#[must_use]
pub fn runs_elsewhere() -> String {
    say!("gateway-elsewhere")
}

/// Counts the calls since the start, and names the newest one.
#[must_use]
pub fn calls<Z: TimeZone<Offset: Display>>(
    status: &GatewayStatus,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    let Some((at, model)) = &status.last_call else {
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

/// Counts the calls that have not ended. Returns `None` when there is none.
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

/// Explains why journal records are not in the ledger; `reason` is that of the last failure.
/// Returns `None` when none is missing, or only a few for a moment.
#[must_use]
pub fn unwritten(backlog: Backlog, reason: Option<&str>) -> Option<String> {
    // The worst first: records that are lost, that the next crash would take, that only wait.
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
    // A failure stays known until the next batch: without a backlog it is over.
    if let Some(reason) = reason.filter(|_| backlog.waiting > 0) {
        return Some(say!("gateway-notes-wait", reason = reason));
    }
    (backlog.waiting > USUAL_BACKLOG).then(|| say!("gateway-busy"))
}

/// Names the place of the run key.
#[must_use]
pub fn run_key_place(place: KeyPlace) -> String {
    match place {
        KeyPlace::Keychain => say!("run-key-in-keychain"),
        KeyPlace::File => say!("run-key-in-file"),
    }
}

/// Describes the state of a call that has not ended well.
#[must_use]
pub fn progress(progress: CallProgress, basis: Basis) -> String {
    match (progress, basis) {
        (CallProgress::Running, _) => say!("progress-running"),
        (CallProgress::Queued, _) => say!("progress-queued"),
        // fal may charge a failed call: until its record has been read, nobody knows.
        (CallProgress::Failed, Basis::Estimated | Basis::Unknown) => {
            say!("progress-failed-unknown")
        }
        (CallProgress::Failed, Basis::Billed) => say!("progress-failed"),
        (CallProgress::Failed, _) => say!("progress-failed-free"),
        (CallProgress::Cancelled, _) => say!("progress-cancelled"),
    }
}

/// Lists ready-made lines for programs: the kind of program, the lines, and the place to put them.
#[must_use]
pub fn lines(running: &RunningGateway) -> Vec<[String; 3]> {
    let RunningGateway {
        http,
        https,
        bundle,
        ..
    } = running;
    let bundle = quoted(&bundle.display().to_string());
    // fal's Python client puts https before these hosts, so it needs the gateway's secure address,
    // and the bundle to trust its certificate.
    let variables = [
        format!("FAL_RUN_HOST={https}/run"),
        format!("FAL_QUEUE_RUN_HOST={https}/queue"),
        format!("SSL_CERT_FILE={bundle}"),
    ];
    let exports: Vec<String> = variables
        .iter()
        .map(|variable| format!("export {variable}"))
        .collect();
    // `always`, because outside of browsers fal's client only uses a proxy if it is told to.
    let javascript = format!(
        "fal.config({{\n  \
         proxyUrl: {{ url: \"http://{http}/api/fal/proxy\", when: \"always\" }},\n}});"
    );
    let curl = format!(
        "curl http://{http}/run/fal-ai/flux/dev \\\n  \
         -H \"Authorization: Key $FAL_KEY\" \\\n  \
         -H \"Content-Type: application/json\" \\\n  \
         -d '{{\"prompt\": \"a cat\"}}'"
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

/// Quotes a path for a POSIX shell, unless it needs no quotes.
fn quoted(path: &str) -> String {
    // The backslash is for Windows, where no POSIX shell reads the line.
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
            webhook: None,
        };
        let lines = lines(&running);
        let text = |nth: usize| lines[nth][1].as_str();
        assert_eq!(
            text(0),
            "fal.config({\n  \
             proxyUrl: { url: \"http://127.0.0.1:8720/api/fal/proxy\", when: \"always\" },\n});"
        );
        assert_eq!(
            text(1),
            "export FAL_RUN_HOST=127.0.0.1:8721/run\n\
             export FAL_QUEUE_RUN_HOST=127.0.0.1:8721/queue\n\
             export SSL_CERT_FILE='/home/ann o'\\''hara/ca-bundle.pem'"
        );
        assert!(
            text(2).ends_with("python main.py")
                && text(3).starts_with("curl http://127.0.0.1:8720/run/fal-ai/")
        );
    }

    #[test]
    fn a_backlog_is_explained_unless_it_is_short_and_passing() {
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
