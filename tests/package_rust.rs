//! What Cargo is told of the Rust package: its names, its features with and without a client, and what is refused.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

use std::collections::BTreeSet;

use codex_sdkgen::curation::{self, Curation};
use codex_sdkgen::diag::{Code, Outcome, Severity, Sources, Style, render};
use codex_sdkgen::package::rust::{assemble, homes};
use codex_sdkgen::package::{RelPath, Tree};

const SURFACE: &str = include_str!("../schema/surface.toml");
const KITCHEN: &str = concat!(
    include_str!("fixtures/naming/invented.toml"),
    r#"
[rust]
package = "kitchen-client"
library = "kitchen_client"
version = "1.0.0"
rust_version = "1.89"
summary = "Talk to a kitchen"
keywords = ["food"]
"#
);

fn decisions(text: &str) -> Curation {
    curation::load("surface.toml", text).expect("the curation is well-formed")
}

fn package(text: &str) -> Outcome<Tree> {
    assemble(vec![("src/lib.rs".to_owned(), "//! Empty.\n".to_owned())], &decisions(text), "1.2.3")
}

fn manifest(tree: &Tree) -> toml::Table {
    let file = tree.get(&RelPath::new("Cargo.toml").expect("a path")).expect("there is a manifest");
    std::str::from_utf8(file).expect("it is text").parse().expect("it is TOML")
}

fn keys<'a>(table: &'a toml::Table, key: &str) -> BTreeSet<&'a str> {
    let found = table.get(key).and_then(toml::Value::as_table);
    found.into_iter().flat_map(toml::Table::keys).map(String::as_str).collect()
}

#[test]
fn the_manifest_says_what_the_curation_says() {
    let tree = package(SURFACE).expect("nothing is wrong");
    let manifest = manifest(&tree);
    let of_package = |key: &str| manifest["package"][key].as_str().map(str::to_owned).unwrap_or_default();
    assert_eq!(of_package("name"), "codex-app-server");
    assert_eq!(of_package("version"), "0.163.0-dev.0");
    assert_eq!(of_package("rust-version"), "1.89");
    assert_eq!(manifest["lib"]["name"].as_str(), Some("codex_app_server"));
    assert_eq!(manifest["package"]["keywords"].as_array().map(Vec::len), Some(5));
    let files: Vec<&str> = tree.iter().map(|(path, _)| path.as_str()).collect();
    for file in ["Cargo.toml", "LICENSE", "README.md", "src/lib.rs"] {
        assert!(files.contains(&file), "{files:?}");
    }
}

#[test]
fn what_is_optional_belongs_to_a_feature() {
    let manifest = manifest(&package(SURFACE).expect("nothing is wrong"));
    assert_eq!(keys(&manifest, "features"), ["blocking", "client", "default", "ws"].into());
    let dependencies = manifest["dependencies"].as_table().expect("there are some");
    let always = dependencies.iter().filter(|(_, needs)| needs.get("optional").is_none());
    let always: Vec<&str> = always.map(|(name, _)| name.as_str()).collect();
    assert_eq!(always, ["serde", "serde_json"]);
}

#[test]
fn a_package_without_a_client_has_no_features() {
    let tree = package(KITCHEN).expect("nothing is wrong");
    let manifest = manifest(&tree);
    assert_eq!(keys(&manifest, "features"), BTreeSet::new());
    assert_eq!(keys(&manifest, "dependencies"), ["serde", "serde_json"].into());
    let of_client =
        |path: &str| ["examples/", "src/client", "src/blocking"].iter().any(|part| path.starts_with(part));
    assert!(tree.iter().all(|(path, _)| !of_client(path.as_str())));
    assert!(homes(&decisions(KITCHEN)).iter().all(|home| !home.starts_with("client")));
    assert!(homes(&decisions(SURFACE)).contains("client::rpc"));
}

#[test]
fn what_cargo_would_refuse_is_refused_with_a_place() {
    let mut told = String::new();
    for (from, to) in [
        ("\"kitchen-client\"", "\"kitchen client\""),
        ("\"kitchen_client\"", "\"kitchen-client\""),
        ("\"kitchen_client\"", "\"match\""),
        ("version = \"1.0.0\"", "version = \"1.0.dev0\""),
        ("\"1.89\"", "\"stable\""),
        ("\"food\"", "\"good food\""),
        ("\"food\"", "\"a\", \"b\", \"c\", \"d\", \"e\", \"f\""),
    ] {
        let (before, table) = KITCHEN.split_once("[rust]").expect("there is one");
        let text = format!("{before}[rust]{}", table.replacen(from, to, 1));
        assert_ne!(text, KITCHEN, "{from} is there");
        let report = package(&text).expect_err("Cargo would refuse it");
        assert!(report.diagnostics().iter().all(|problem| problem.code == Code::CurationConflict));
        let mut sources = Sources::default();
        sources.add("surface.toml", text);
        told.push_str(&render(&report, Severity::Error, &sources, Style::Text { colour: false }));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("what_cargo_would_refuse", told));
}
