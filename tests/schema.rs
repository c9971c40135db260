//! Small bundles in, their listing or the report about them out, one construct or one mistake a file.

#[path = "support/curation.rs"]
mod curation;

use std::path::Path;

use codex_sdkgen::diag::{Outcome, Severity, Sources, Style, render};
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
