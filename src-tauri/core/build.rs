//! Gathers the languages: each file of `ui/locales` is one, named by its tag.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../ui/locales")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut tags = Vec::new();
    for file in fs::read_dir(&folder)? {
        let path = file?.path();
        if let (Some(tag), Some("ftl")) = (
            path.file_stem().and_then(|s| s.to_str()),
            path.extension().and_then(|s| s.to_str()),
        ) {
            tags.push(tag.to_owned());
        }
    }
    // English first: it is what every other language falls back to.
    tags.sort_by_key(|tag| (tag != "en", tag.clone()));
    let locale = |tag: &String| {
        format!(
            "({tag:?}, include_str!({:?}))",
            folder.join(format!("{tag}.ftl")).to_string_lossy()
        )
    };
    let locales: Vec<_> = tags.iter().map(locale).collect();
    let generated = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("locales.rs");
    fs::write(generated, format!("&[{}]", locales.join(",")))
}
