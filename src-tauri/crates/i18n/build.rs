//! Embeds the languages: writes a list of the files in `locales` that `lib.rs` includes,
//! as pairs of language tag and text.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .canonicalize()?;
    // The folder itself, so that a new language is noticed, not only a changed one.
    println!("cargo::rerun-if-changed={}", folder.display());
    let locales: Vec<_> = language_tags(&folder)?
        .iter()
        .map(|tag| locale(&folder, tag))
        .collect();
    let generated = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("locales.rs");
    fs::write(generated, format!("&[{}]", locales.join(",")))
}

/// Lists the tags of the languages that have a file in `folder`, English first.
fn language_tags(folder: &Path) -> io::Result<Vec<String>> {
    let mut tags = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if let (Some(tag), Some("ftl")) = (
            path.file_stem().and_then(|s| s.to_str()),
            path.extension().and_then(|s| s.to_str()),
        ) {
            tags.push(tag.to_owned());
        }
    }
    // English is the first because `Language::ENGLISH`, the fallback, is the index 0. The rest is
    // sorted because `read_dir` has no order, and builds should be reproducible.
    tags.sort_by_key(|tag| (tag != "en", tag.clone()));
    Ok(tags)
}

/// Writes one language as a Rust expression: its tag, and its file as an `include_str!`.
fn locale(folder: &Path, tag: &str) -> String {
    let path = folder.join(format!("{tag}.ftl"));
    format!("({tag:?}, include_str!({:?}))", path.to_string_lossy())
}
