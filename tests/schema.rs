//! Small bundles in, their listing or the report about them out, one construct or one mistake a file.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;

use std::path::Path;

use codex_sdkgen::diag::{Outcome, Problems, Severity, Sources, Style, render};
use codex_sdkgen::schema::{Bundle, Document, Source, listing, load};

fn document(path: &Path, folder: &Path) -> (Sources, Outcome<Document>) {
    let file = path.strip_prefix(folder).expect("a path below the folder").to_str().expect("a plain name");
    let bytes = std::fs::read(path).expect("a fixture");
    let mut sources = Sources::default();
    sources.add(file, String::from_utf8_lossy(&bytes).into_owned());
    (sources, Document::from_bytes(file, &bytes))
}

fn text(outcome: Outcome<Bundle>, sources: &Sources) -> String {
    match outcome {
        Ok(bundle) => listing(&bundle, |_| true),
        Err(report) => render(&report, Severity::Error, sources, Style::Text { colour: false }),
    }
}

fn single(path: &Path) -> (bool, String) {
    let (sources, document) = document(path, path.parent().expect("a folder"));
    let outcome =
        document.and_then(|document| load(&Source::new("1.0.0", document), &curation::curation("")));
    (outcome.is_ok(), text(outcome, &sources))
}

fn pair(folder: &Path) -> String {
    let read = |name: &str| document(&folder.join(name), folder).1.expect("a text");
    let source = Source::new("1.0.0", read("stable.json")).with_experimental(read("experimental.json"));
    text(load(&source, &curation::curation("")), &source.sources())
}

/// Loads two exports with a patch row, and says what came out and which rows nothing used.
fn patched(rows: &str) -> String {
    let stable = r#"{"definitions": {"A": {"type": "object", "properties": {"x": {"type": "sting"}}}}}"#;
    let experimental = r#"{"definitions": {"A": {"type": "object", "properties": {"x": {"type": "sting"},
        "y": {"type": "string"}, "list": {"type": "array", "items": true}}}}}"#;
    let source = Source::new("1.0.0", Document::new("stable.json", stable))
        .with_experimental(Document::new("experimental.json", experimental));
    let curation = curation::curation(rows);
    let mut sources = source.sources();
    sources.add("curation.toml", curation::text(rows));
    let out = text(load(&source, &curation), &sources);
    let mut problems = Problems::default();
    curation.dead_rows(&mut problems);
    assert!(problems.is_empty(), "every patch was looked at");
    out
}

#[test]
fn patches() {
    let mend = "[[patches]]\nat = '/definitions/A/properties/x/type'\nwas = '\"sting\"'\n\
                becomes = '\"string\"'\nreason = 'A slip.'\n";
    let row = |at: &str, was: &str, becomes: &str| {
        format!("{mend}[[patches]]\nat = '{at}'\nwas = '{was}'\nbecomes = '{becomes}'\nreason = 'A test.'\n")
    };
    let cases = [
        ("in_both", mend.to_owned()),
        ("in_one", row("#/definitions/A/properties/y", r#"{"type": "string"}"#, r#"{"type": "boolean"}"#)),
        ("in_a_list", row("/definitions/A/properties/list/items", "true", r#"{"enum": ["a", "b"]}"#)),
        ("after_another", row("/definitions/A/properties/x/type", "\"string\"", "\"integer\"")),
        ("twice", row("/definitions/A/properties/x/type", "\"sting\"", "\"string\"")),
        ("without_pointer", row("/definitions/B", "true", "true")),
        (
            "of_another_value",
            row("/definitions/A/properties/y", &format!("\"{}\"", "long ".repeat(99)), "true"),
        ),
        ("no_pointer", row("definitions/A", "true", "true")),
        ("no_json", row("/definitions/A", "{", "tru")),
    ];
    for (name, rows) in cases {
        insta::with_settings!({
            snapshot_path => "../snapshots/schema/patches",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, patched(&rows));
        });
    }
}

#[test]
fn a_report_stays_readable() {
    let references = |count: usize, name: &dyn Fn(usize) -> String| {
        let rows: Vec<String> = (0..count)
            .map(|index| format!(r##""D{index}": {{"$ref": "#/definitions/{}"}}"##, name(index)))
            .collect();
        let text = format!(r#"{{"definitions": {{{}}}}}"#, rows.join(", "));
        let source = Source::new("1.0.0", Document::new("one.json", text));
        load(&source, &curation::curation("")).expect_err("a report")
    };
    let one = references(150, &|_| "Gone".to_owned());
    assert_eq!(one.diagnostics().len(), 1);
    let (label, places) = one.diagnostics()[0].notes.last().expect("the other places");
    let listed = "#/definitions/D1/$ref\n#/definitions/D2/$ref\n#/definitions/D3/$ref\nand 146 more";
    assert_eq!((*label, places.as_str()), ("also at", listed));
    let many = references(150, &|index| format!("Gone{index}"));
    assert_eq!(many.diagnostics().len(), 100);
    assert_eq!(many.diagnostics()[99].notes.last(), Some(&("and", "50 more problems".to_owned())));
}

#[test]
fn keys_of_definitions_are_minted_in_document_order() {
    let text = r#"{"definitions": {"B": true, "v2": {"D": true, "C": true}, "A": true}}"#;
    let source = Source::new("1.0.0", Document::new("one.json", text));
    let bundle = load(&source, &curation::curation("")).expect("a bundle");
    let keys: Vec<String> = bundle.definitions.iter().map(|(key, _)| key.to_string()).collect();
    assert_eq!(keys, ["B", "v2/D", "v2/C", "A"]);
    let pointers: Vec<&str> = bundle.definitions.iter().map(|(_, schema)| schema.pointer.as_str()).collect();
    assert_eq!(pointers, ["/definitions/B", "/definitions/v2/D", "/definitions/v2/C", "/definitions/A"]);
}

macro_rules! snapshots {
    ($folder:literal, |$path:ident| $text:expr) => {
        insta::with_settings!({
            snapshot_path => concat!("../snapshots/schema/", $folder),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::glob!(concat!("fixtures/schema/", $folder, "/*"), |$path| {
                insta::assert_snapshot!("case", $text);
            });
        });
    };
}

#[test]
fn accepted() {
    snapshots!("accepted", |path| {
        let (accepted, text) = single(path);
        assert!(accepted, "{text}");
        text
    });
}

#[test]
fn rejected() {
    snapshots!("rejected", |path| {
        let (accepted, text) = single(path);
        assert!(!accepted, "{text}");
        text
    });
}

#[test]
fn pairs() {
    snapshots!("pairs", |path| pair(path));
}
