//! The house: which crate, folder and file may import which. The compiler keeps crates apart; here
//! are the circles that it would allow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use syn::visit::{self, Visit};
use syn::{File, ItemMod, ItemUse, UseTree, Visibility};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Names of the modules from the crate's root to one of its files; empty for the root itself.
type Module = Vec<String>;

/// Imports among the files of one crate. Unit tests do not count.
struct Crate {
    files: BTreeMap<Module, PathBuf>,
}

impl Crate {
    fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![source.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    files.insert(module_of(path.strip_prefix(source).unwrap()), path);
                }
            }
        }
        Self { files }
    }

    /// Finds the file that a path leads into, as far as it names modules.
    fn file_of(&self, path: &[String]) -> Option<Module> {
        (0..=path.len())
            .rev()
            .map(|length| path[..length].to_vec())
            .find(|module| self.files.contains_key(module))
    }

    fn imports(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let imports_of = |(module, file): (&Module, &PathBuf)| {
            let parsed = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
            let paths = paths_of(&parsed);
            let found = paths
                .iter()
                .filter_map(|path| self.file_of(&self.absolute(module, path)?))
                .filter(|other| other != module);
            (module.clone(), found.collect())
        };
        self.files.iter().map(imports_of).collect()
    }

    /// Turns a path into one from the crate's root. `None` for a path into another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let child = || {
            let below: Module = module.iter().chain([first]).cloned().collect();
            self.files.contains_key(&below)
        };
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let steps = path.iter().take_while(|name| *name == "super").count();
                let parents = &module[..module.len().checked_sub(steps)?];
                Some([parents, &path[steps..]].concat())
            }
            _ if child() => Some([module, path].concat()),
            _ => None,
        }
    }

    /// The same imports, between the folders of the files. The root of a crate counts for none: it
    /// shows or starts what is in them.
    fn folder_imports(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut folders: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        let imports = self.imports().into_iter();
        for (module, others) in imports.filter(|(module, _)| !module.is_empty()) {
            let folder = self.folder_of(&module);
            let others = others.iter().map(|other| self.folder_of(other));
            let others = others.filter(|other| *other != folder);
            folders.entry(folder.clone()).or_default().extend(others);
        }
        folders
    }

    fn folder_of(&self, module: &Module) -> Module {
        let mut folder = module.clone();
        if self.files[module].file_stem().unwrap() != "mod" {
            folder.pop();
        }
        folder
    }
}

fn module_of(file: &Path) -> Module {
    let names = file.with_extension("");
    let mut module: Module = names
        .iter()
        .map(|name| name.to_str().unwrap().to_owned())
        .collect();
    if matches!(module.last().unwrap().as_str(), "mod" | "lib" | "main") {
        module.pop();
    }
    module
}

/// Lists the paths that a file names outside of its unit tests.
fn paths_of(file: &File) -> Vec<Module> {
    let mut found = Paths::default();
    found.visit_file(file);
    found.0
}

#[derive(Default)]
struct Paths(Vec<Module>);

impl Paths {
    fn add(&mut self, before: &[String], tree: &UseTree) {
        let and = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add(&and(&path.ident), &path.tree),
            UseTree::Name(name) => self.0.push(and(&name.ident)),
            UseTree::Rename(renamed) => self.0.push(and(&renamed.ident)),
            UseTree::Glob(_) => self.0.push(before.to_vec()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(before, tree)),
        }
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.add(&[], &item.tree);
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        let is_test = |attribute: &syn::Attribute| attribute.path().is_ident("cfg");
        if item.content.is_none() || !item.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names = path.segments.iter().map(|part| part.ident.to_string());
        self.0.push(names.collect());
        visit::visit_path(self, path);
    }

    /// `pub(in crate::…)` imports nothing.
    fn visit_visibility(&mut self, _: &'a Visibility) {}
}

/// Finds names that lead back to themselves.
fn circle(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    fn walk(
        imports: &BTreeMap<Module, BTreeSet<Module>>,
        at: &Module,
        way: &mut Vec<Module>,
        done: &mut BTreeSet<Module>,
    ) -> Option<Vec<Module>> {
        if let Some(begin) = way.iter().position(|before| before == at) {
            return Some(way[begin..].to_vec());
        }
        if !done.insert(at.clone()) {
            return None;
        }
        way.push(at.clone());
        let next = imports.get(at).into_iter().flatten();
        let found = next
            .into_iter()
            .find_map(|other| walk(imports, other, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    imports
        .keys()
        .find_map(|name| walk(imports, name, &mut Vec::new(), &mut done))
}

#[track_caller]
fn has_no_circle(source: &Path, imports: &BTreeMap<Module, BTreeSet<Module>>) {
    if let Some(circle) = circle(imports) {
        let names: Vec<_> = circle.iter().map(|module| module.join("::")).collect();
        panic!("{}: {} imports itself", source.display(), names.join(" → "));
    }
}

/// The source folders of the product's crates.
fn sources() -> Vec<PathBuf> {
    let crates = fs::read_dir(Path::new(ROOT).join("src-tauri/crates")).unwrap();
    let crates = crates.map(|entry| entry.unwrap().path().join("src"));
    crates.chain(programs()).collect()
}

fn programs() -> [PathBuf; 2] {
    ["src-tauri/cli/src", "src-tauri/src"].map(|folder| Path::new(ROOT).join(folder))
}

#[test]
fn no_folder_imports_in_a_circle() {
    for source in sources() {
        has_no_circle(&source, &Crate::read(&source).folder_imports());
    }
}

#[test]
fn no_file_of_the_programs_imports_in_a_circle() {
    for source in programs() {
        has_no_circle(&source, &Crate::read(&source).imports());
    }
}

/// The packages that one depends on, whatever builds them aside.
fn dependencies(package: &str) -> String {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none"])
        .args(["--package", package])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(tree.status.success(), "cargo tree --package {package}");
    String::from_utf8(tree.stdout).unwrap()
}

#[track_caller]
fn needs_none_of(package: &str, banned: &[&str]) {
    for line in dependencies(package).lines() {
        let name = line.split(' ').next().unwrap();
        let is_banned = |word: &&str| name == *word || name.starts_with(&format!("{word}-"));
        assert!(!banned.iter().any(is_banned), "{package} needs {name}");
    }
}

#[test]
fn the_command_line_runs_without_a_desktop() {
    needs_none_of("fal-budget", &["tauri", "gtk", "webkit2gtk", "wry", "tao"]);
}

#[test]
fn the_domain_builds_without_network_or_database() {
    needs_none_of(
        "fal-budget-domain",
        &["tokio", "hyper", "reqwest", "sqlx", "fluent", "tauri"],
    );
}

#[test]
fn the_ledger_knows_no_network_and_no_sentence() {
    needs_none_of("fal-budget-ledger", &["hyper", "reqwest", "fluent"]);
    let manifest =
        fs::read_to_string(format!("{ROOT}/src-tauri/crates/ledger/Cargo.toml")).unwrap();
    assert!(!manifest.contains("sqlx"), "the store alone speaks SQL");
}

#[test]
fn folders_are_small_enough_to_look_over() {
    let mut counts = BTreeMap::<PathBuf, usize>::new();
    for source in sources() {
        for file in Crate::read(&source).files.values() {
            *counts.entry(file.parent().unwrap().to_owned()).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_unstable();
    let median = counts[counts.len() / 2];
    assert!(
        median <= 6,
        "half of the folders have more than {median} files"
    );
}
