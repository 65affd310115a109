//! Paths at fal in one form, so that a model is known however its id is spelled. Pure.

use fal_budget_domain::tariffs::price::is_endpoint;
use percent_encoding::percent_decode_str;

/// Longest path that is taken apart, in bytes.
const MAX_PATH: usize = 1_000;

/// Returns a path in its one form: decoded, without empty parts, and without slashes at its ends.
/// `None` for a path that leads elsewhere or has characters that no path at fal has.
pub(super) fn canonical(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    // A percent sign that is left was encoded twice; the others would end the path or change it.
    let is_plain = |byte: u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'%' | b'\\' | b'?' | b'#' | b'"' | b'<' | b'>')
    };
    let parts: Vec<&str> = decoded.split('/').filter(|part| !part.is_empty()).collect();
    let is_path = decoded.len() <= MAX_PATH
        && decoded.bytes().all(is_plain)
        && !parts.iter().any(|part| matches!(*part, "." | ".."));
    is_path.then(|| parts.join("/"))
}

/// Returns the id of the model that a path in its one form names: in small letters, without
/// version, alias and parameters, and with the owner of an id of the old form. `None` if it names
/// no model.
pub(super) fn endpoint(path: &str) -> Option<String> {
    // Of an owner nothing is left out: what follows these signs there would be another owner.
    let owner = path.split_once('/').map(|(owner, _)| owner);
    if owner.is_some_and(|owner| owner.contains([';', ':', '@'])) {
        return None;
    }
    let id = path
        .split('/')
        .map(|part| part.split([';', ':', '@']).next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("/");
    let id = if id.contains('/') {
        id
    } else {
        of_old_form(&id)?
    };
    // In other letters it would be a model without its price and its limits.
    is_endpoint(&id).then(|| id.to_ascii_lowercase())
}

/// Splits an id of the form that fal had before 2024, `{number of the owner}-{app}`, as its clients
/// do (<https://github.com/fal-ai/fal-js/blob/main/libs/client/src/utils.ts>).
fn of_old_form(id: &str) -> Option<String> {
    let (owner, app) = id.split_once('-')?;
    let is_owner = !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_digit());
    is_owner.then(|| format!("{owner}/{app}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_however_its_id_is_spelled() {
        for (path, id) in [
            ("fal-ai/flux/dev", "fal-ai/flux/dev"),
            ("/fal-ai/flux/dev/", "fal-ai/flux/dev"),
            ("fal-ai//flux///dev", "fal-ai/flux/dev"),
            ("fal-ai%2Fflux%2fdev", "fal-ai/flux/dev"),
            ("fal-ai/flux/d%65v", "fal-ai/flux/dev"),
            ("%66al-ai/flux/dev", "fal-ai/flux/dev"),
            ("fal-ai/flux/dev:latest", "fal-ai/flux/dev"),
            ("fal-ai/flux/dev;v=1", "fal-ai/flux/dev"),
            ("fal-ai/flux;v=1/dev", "fal-ai/flux/dev"),
            ("fal-ai/flux/dev@v2", "fal-ai/flux/dev"),
            ("fal-ai/flux/dev%3Alatest", "fal-ai/flux/dev"),
            ("FAL-AI/Flux/dev", "fal-ai/flux/dev"),
            ("fal-ai/%46lux/DEV", "fal-ai/flux/dev"),
            ("110602490-lora", "110602490/lora"),
            ("110602490-LoRA", "110602490/lora"),
            ("110602490-fast-sdxl", "110602490/fast-sdxl"),
        ] {
            let found = canonical(path).and_then(|path| endpoint(&path));
            assert_eq!(found.as_deref(), Some(id), "{path}");
        }
    }

    #[test]
    fn what_names_no_model_is_none() {
        for path in [
            "",
            "/",
            "lora",
            "-lora",
            "me/%C3%BCbung",
            "me/übung",
            "me/app%00",
            "me/app%0d%0aX: 1",
            "me/app%252F",
            "me/a b",
            "me/..",
            "me/%2e%2e/app",
            "me/..\\app",
            "me/~",
            "me/:latest",
            "me/app%3Fnum_images=4",
            "me/app%23x",
            "me/%FF",
            "fal-ai@evil/flux",
            "fal-ai:x/flux",
            "fal-ai%3Bv=1/flux/dev",
        ] {
            let found = canonical(path).and_then(|path| endpoint(&path));
            assert_eq!(found, None, "{path}");
        }
        let long = format!("me/{}", "a".repeat(300));
        assert_eq!(endpoint(&long), None);
    }
}
