//! Rules that a text search can check; ARCHITECTURE.md and CONTRIBUTING.md give the reasons.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Lists the files below a folder with one of these endings: path from the root, and text.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path: PathBuf = entry.path();
            let name = entry.file_name().into_string().unwrap();
            if path.is_dir()
                && !["target", "node_modules", "gen", "artefacts", ".git"].contains(&name.as_str())
            {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let shown = path.strip_prefix(ROOT).unwrap().display().to_string();
                found.push((shown, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no {endings:?}");
    found
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(file)).unwrap()
}

/// Cuts the unit tests at the end of a Rust file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// Asserts that no file of a folder mentions any of these words outside of its tests.
#[track_caller]
fn never_mentions(folder: &str, endings: &[&str], words: &[&str]) {
    for (name, text) in files(folder, endings) {
        let product = without_tests(&text);
        for word in words {
            assert!(!product.contains(word), "{name} mentions {word}");
        }
    }
}

#[test]
fn the_domain_reads_neither_clock_nor_files_and_counts_without_floats() {
    never_mentions(
        "src-tauri/crates/domain/src",
        &[".rs"],
        &["::now()", "std::fs", "f64"],
    );
}

#[test]
fn commands_only_unpack_and_convert() {
    never_mentions(
        "src-tauri/src/commands",
        &[".rs"],
        &["sqlx", "Decimal", "Money", "SELECT"],
    );
}

#[test]
fn the_runtime_publishes_and_knows_nobody_who_shows_it() {
    never_mentions(
        "src-tauri/src/runtime",
        &[".rs"],
        &[
            "crate::commands",
            "crate::desktop",
            "crate::events",
            ".emit(",
            ".state::<",
        ],
    );
}

/// Only the page's events answer when the page was sent the figures.
#[test]
fn commands_refresh_through_the_events_of_the_page() {
    never_mentions(
        "src-tauri/src/commands",
        &[".rs"],
        &["runtime::state", "crate::desktop", ".state::<"],
    );
}

/// Displayed, an error of ours is a code with data, for logs.
#[test]
fn the_terminal_shows_errors_in_a_language() {
    for folder in ["src-tauri/cli/src", "src-tauri/src"] {
        for (name, text) in files(folder, &[".rs"]) {
            for printed in without_tests(&text).split("eprintln!(").skip(1) {
                let call = printed.split(";").next().unwrap();
                let is_ours = !call.contains("runs without a log file");
                assert!(!(is_ours && call.contains("{error}")), "{name}: {call}");
            }
        }
    }
}

#[test]
fn only_one_module_of_the_page_knows_tauri() {
    for (name, text) in files("ui", &[".js", ".html"]) {
        assert!(
            name == "ui/api.js" || !text.contains("__TAURI__"),
            "{name} goes past ui/api.js"
        );
    }
}

#[test]
fn the_page_neither_formats_money_nor_parses_text_as_html() {
    never_mentions(
        "ui",
        &[".js"],
        &[
            "toFixed",
            "toLocaleString",
            "Intl.",
            "innerHTML",
            "insertAdjacentHTML",
            "eval(",
        ],
    );
}

#[test]
fn the_page_has_no_style_or_script_in_its_html() {
    never_mentions(
        "ui",
        &[".html"],
        &["style=", "onclick=", "<style", "http://", "https://"],
    );
}

/// Finds the quoted text after each `before`, with or without a line break between them.
fn quoted_after(text: &str, before: &str) -> Vec<String> {
    let parts = without_tests(text)
        .split(before)
        .skip(1)
        .filter_map(|rest| {
            let rest = rest.trim_start();
            let quote = rest
                .chars()
                .next()
                .filter(|sign| ['"', '\''].contains(sign))?;
            rest[1..].split(quote).next().map(str::to_owned)
        });
    parts.collect()
}

#[test]
fn every_sentence_is_used_and_every_used_one_exists() {
    let english = read("src-tauri/crates/i18n/locales/en.ftl");
    let keys: BTreeSet<String> = english
        .lines()
        .filter(|line| line.starts_with(|sign: char| sign.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect();
    let mut used = BTreeSet::from(["language-name".to_owned()]);
    for (name, text) in files("src-tauri", &[".rs"]) {
        let said = ["say!(", "message!("].map(|before| quoted_after(&text, before));
        for key in said.into_iter().flatten() {
            assert!(!key.starts_with("page-"), "{name}: {key} is the page's");
            used.insert(key);
        }
    }
    for (name, text) in files("ui", &[".js", ".html"]) {
        for key in quoted_after(&text, "say(")
            .into_iter()
            .chain(quoted_after(&text, "data-say="))
        {
            assert!(key.starts_with("page-"), "{name}: {key} is not the page's");
            used.insert(key.split('.').next().unwrap().to_owned());
        }
    }
    let missing: Vec<_> = used.difference(&keys).collect();
    let unused: Vec<_> = keys.difference(&used).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "en.ftl lacks {missing:?}; nobody uses {unused:?}"
    );
}

/// Texts that are the same in every language: names, and examples of typed values.
const NAMES: &[&str] = &[
    "fal Budget",
    "Authorization: Bearer …",
    "fal-ai/flux/dev",
    "megapixels",
];

/// Returns whether a text has two letters in a row, which no number and no mark has.
fn has_a_word(text: &str) -> bool {
    let text = text.replace("&nbsp;", " ");
    text.as_bytes()
        .windows(2)
        .any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
}

#[test]
fn the_html_has_no_text_without_a_key() {
    let markup = files("ui", &[".html"]);
    let html: String = markup.into_iter().map(|(_, text)| text).collect();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let spoken = [
            " aria-label=\"",
            " title=\"",
            " placeholder=\"",
            " aria-roledescription=\"",
            " alt=\"",
        ];
        let attributes = spoken
            .iter()
            .filter_map(|name| tag.split(name).nth(1)?.split('"').next());
        for said in attributes.chain([text.trim()]) {
            assert!(
                !has_a_word(said) || NAMES.contains(&said),
                "the markup says “{said}” without a key"
            );
        }
    }
}

/// Quoted text that begins like a sentence is allowed as the name of a key of the keyboard and in
/// errors for developers alone.
#[test]
fn the_views_have_no_text_without_a_key() {
    for (name, text) in files("ui", &[".js"]) {
        for line in text
            .lines()
            .filter(|line| !line.contains("new Error(`") && !line.trim_start().starts_with('*'))
        {
            let code = line
                .split("//")
                .next()
                .unwrap()
                .split("/**")
                .next()
                .unwrap();
            for said in code.split(['\'', '`']).skip(1).step_by(2) {
                let mut signs = said.chars();
                let is_sentence = signs.next().is_some_and(char::is_uppercase)
                    && signs.next().is_some_and(char::is_lowercase);
                let is_key = ["Arrow", "Ctrl+", "Escape", "Enter", "Tab"]
                    .iter()
                    .any(|key| said.starts_with(key));
                assert!(!is_sentence || is_key, "{name} says “{said}” without a key");
            }
        }
    }
}

#[test]
fn a_command_is_listed_in_all_its_three_places() {
    let quoted = |text: &str, open: &str| -> Vec<String> {
        let mut names: Vec<String> = text
            .lines()
            .filter_map(|line| {
                Some(
                    line.trim()
                        .strip_prefix(open)?
                        .trim_end_matches([',', '"'])
                        .to_owned(),
                )
            })
            .collect();
        names.sort();
        names
    };
    let built = quoted(&read("src-tauri/build.rs"), "\"");
    let allowed: Vec<String> = quoted(&read("src-tauri/capabilities/main.json"), "\"allow-")
        .iter()
        .map(|name| name.replace('-', "_"))
        .collect();
    let handled = read("src-tauri/src/commands/mod.rs");
    let list = handled
        .split("generate_handler![")
        .nth(1)
        .unwrap()
        .split(']')
        .next()
        .unwrap();
    let mut handled: Vec<String> = list
        .split(',')
        .filter_map(|path| Some(path.trim().rsplit_once("::")?.1.to_owned()))
        .collect();
    handled.sort();
    assert_eq!(built, allowed);
    assert_eq!(built, handled);
}

#[test]
fn the_page_may_call_no_plugin() {
    let capability = read("src-tauri/capabilities/main.json");
    for plugin in [
        "sql:",
        "shell:",
        "core:default",
        "core:window",
        "core:webview",
        "fs:",
    ] {
        assert!(!capability.contains(plugin), "{plugin}");
    }
}

#[test]
fn names_say_what_a_thing_is() {
    for (name, text) in files("src-tauri", &[".rs"]) {
        for line in text.lines().filter(|line| {
            line.contains("struct ") || line.contains("enum ") || line.contains("trait ")
        }) {
            for vague in ["Manager", "Service", "Helper", "Util"] {
                assert!(!line.contains(vague), "{name}: {line}");
            }
        }
    }
}

#[test]
fn no_marks_of_unfinished_work_are_left() {
    for folder in ["src-tauri", "ui", "tests"] {
        for (name, text) in files(folder, &[".rs", ".js", ".css", ".html"]) {
            for mark in [
                concat!("TO", "DO"),
                concat!("FIX", "ME"),
                concat!("dbg", "!("),
                concat!("console", ".log"),
                concat!("#[ig", "nore"),
            ] {
                assert!(!text.contains(mark), "{name} has {mark}");
            }
        }
    }
}

#[test]
fn architecture_gives_a_reason_for_every_dependency() {
    let map = read("ARCHITECTURE.md");
    let workspace = read("Cargo.toml");
    let dependencies = workspace
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    for line in dependencies.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" = ") {
            assert!(
                map.contains(&format!("`{name}`")),
                "ARCHITECTURE.md does not say why {name} is there"
            );
        }
    }
}

#[test]
fn every_style_is_linked_by_the_html_or_loaded_by_a_view() {
    let html = read("ui/index.html");
    let scripts: String = files("ui", &[".js"])
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for (name, _) in files("ui/styles", &[".css"]) {
        let path = name.strip_prefix("ui/").unwrap();
        let short = path.strip_prefix("styles/").unwrap();
        let quoted = format!("'{}'", short.strip_suffix(".css").unwrap());
        let linked = html.matches(&format!("href=\"{path}\"")).count();
        assert!(linked <= 1, "{name} is linked {linked} times");
        assert!(linked == 1 || scripts.contains(&quoted), "{name}");
    }
}

/// The page is painted after what `index.html` and the static imports of its scripts name.
#[test]
fn little_is_loaded_before_the_first_paint() {
    let html = read("ui/index.html");
    let mut wanted: Vec<String> = quoted_after(&html, "src=")
        .into_iter()
        .map(|name| format!("ui/{name}"))
        .collect();
    let styles = html.matches("rel=\"stylesheet\"").count();
    let mut scripts = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        let text = read(&name);
        let folder = name.rsplit_once('/').unwrap().0;
        let imported = text
            .lines()
            .filter_map(|line| line.split(" from '").nth(1)?.split('\'').next());
        wanted.extend(imported.map(|path| match path.strip_prefix("../") {
            Some(rest) => format!("ui/{rest}"),
            None => format!("{folder}/{}", path.strip_prefix("./").unwrap()),
        }));
        scripts.insert(name);
        wanted.retain(|name| !scripts.contains(name));
    }
    assert!(scripts.len() + styles <= 22, "{styles} styles, {scripts:?}");
    let elements = html.matches('<').count() - html.matches("</").count();
    assert!(elements <= 450, "{elements} elements");
}

/// Lists the Rust files of the product, without their unit tests.
fn product() -> Vec<(String, String)> {
    files("src-tauri", &[".rs"])
        .into_iter()
        .filter(|(name, _)| {
            !["/tests/", "/benches/", "/examples/"]
                .iter()
                .any(|folder| name.contains(folder))
        })
        .map(|(name, text)| (name, without_tests(&text).to_owned()))
        .collect()
}

/// Asserts that at most so many of a thousand are found; `shown` are those that were.
#[track_caller]
fn at_most_of_a_thousand(most: usize, all: usize, shown: &[String]) {
    let found = shown.len();
    assert!(
        found * 1000 <= all * most,
        "{found} of {all}, more than {most} of a thousand:\n{}",
        shown.join("\n")
    );
}

/// Asserts that at most so many of a thousand lines have more than a hundred columns.
#[track_caller]
fn lines_fit(files: &[(String, String)], most: usize) {
    let mut all = 0;
    let mut long = Vec::new();
    for (name, text) in files {
        for (nth, line) in text.lines().enumerate() {
            all += 1;
            if line.chars().count() > 100 {
                long.push(format!("{name}:{}", nth + 1));
            }
        }
    }
    at_most_of_a_thousand(most, all, &long);
}

#[test]
fn rust_lines_have_at_most_a_hundred_columns() {
    lines_fit(&product(), 7);
}

#[test]
fn lines_of_the_page_have_at_most_a_hundred_columns() {
    for ending in [".js", ".css", ".html"] {
        lines_fit(&files("ui", &[ending]), 10);
    }
}

/// First words of doc comments that ask instead of saying.
const QUESTIONS: &[&str] = &[
    "What", "How", "Where", "Whether", "Which", "Whose", "Why", "It", "Its",
];

#[test]
fn doc_comments_begin_with_a_verb_or_a_noun() {
    let mut all = 0;
    let mut questions = Vec::new();
    for (name, text) in product() {
        let mut is_inside = false;
        for (nth, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let doc = line
                .strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"));
            if let Some(doc) = doc.filter(|_| !is_inside) {
                all += 1;
                let first = doc
                    .trim_start()
                    .split(|sign: char| !sign.is_alphanumeric())
                    .next();
                if first.is_some_and(|word| QUESTIONS.contains(&word)) {
                    questions.push(format!("{name}:{}: {line}", nth + 1));
                }
            }
            is_inside = doc.is_some();
        }
    }
    at_most_of_a_thousand(60, all, &questions);
}

#[test]
fn doc_comments_say_none_with_its_name() {
    let mut found = Vec::new();
    for (name, text) in files("src-tauri", &[".rs"]) {
        for (nth, line) in text.lines().enumerate() {
            if line.to_lowercase().contains("none where") {
                found.push(format!("{name}:{}", nth + 1));
            }
        }
    }
    assert!(
        found.len() <= 5,
        "“none where”, {} times:\n{}",
        found.len(),
        found.join("\n")
    );
}
