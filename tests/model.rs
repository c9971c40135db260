//! Small bundles in, the digest of their model or the report about them out, one construct or one mistake a file.
//! A file `name.toml` beside `name.json` adds rows to the curation of that case.
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

use codex_sdkgen::curation::Curation;
use codex_sdkgen::diag::{Outcome, Problems, Severity, Sources, Style, render};
use codex_sdkgen::ir::{Life, Lowered, Policy, dump, lower};
use codex_sdkgen::schema::{Document, Source, load};

/// The bundle and the decisions of one case; envelopes that its bundle lacks are not named.
struct Case {
    source: Source,
    curation: Curation,
    sources: Sources,
}

impl Case {
    fn new(name: &str, text: &str, rows: &str) -> Self {
        let decisions = curation::text_for(text, rows);
        let curation =
            codex_sdkgen::curation::load("curation.toml", &decisions).expect("well-formed decisions");
        let source = Source::new("1.0.0", Document::new(name, text));
        let mut sources = source.sources();
        sources.add("curation.toml", decisions);
        Self { source, curation, sources }
    }

    fn read(path: &Path) -> Self {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        let text = std::fs::read_to_string(path).expect("a fixture");
        Self::new(name, &text, &std::fs::read_to_string(path.with_extension("toml")).unwrap_or_default())
    }

    fn lower(&self, policy: Policy) -> Outcome<Lowered> {
        load(&self.source, &self.curation).and_then(|bundle| lower(&bundle, &self.curation, policy))
    }

    fn text(&self, outcome: &Outcome<Lowered>) -> String {
        match outcome {
            Ok(lowered) => dump(&lowered.ir, None),
            Err(report) => render(report, Severity::Error, &self.sources, Style::Text { colour: false }),
        }
    }

    fn dead_rows(&self) -> String {
        let mut problems = Problems::default();
        self.curation.dead_rows(&mut problems);
        problems.finish(()).map_or_else(
            |report| render(&report, Severity::Error, &self.sources, Style::Text { colour: false }),
            |()| String::new(),
        )
    }
}

fn snapshot(folder: &str, name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => format!("../snapshots/model/{folder}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

fn each(folder: &str, check: impl Fn(&str, &Case)) {
    let folder = format!("tests/fixtures/model/{folder}");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        check(name, &Case::read(&path));
    }
}

#[test]
fn accepted() {
    each("accepted", |name, case| {
        let outcome = case.lower(Policy::Strict);
        let text = case.text(&outcome) + &case.dead_rows();
        assert!(outcome.is_ok(), "{name} is refused:\n{text}");
        snapshot("accepted", name, &text);
    });
}

#[test]
fn rejected() {
    each("rejected", |name, case| {
        let outcome = case.lower(Policy::Strict);
        assert!(outcome.is_err(), "{name} is accepted:\n{}", case.text(&outcome));
        snapshot("rejected", name, &case.text(&outcome));
    });
}

#[test]
fn a_provisional_model_lists_what_it_assumes() {
    for name in ["no_result", "rows_that_do_not_fit"] {
        let case = Case::read(Path::new(&format!("tests/fixtures/model/rejected/{name}.json")));
        // A value that a row lists twice is a slip of the row alone, and no doubt about the schema.
        let outcome = match case.lower(Policy::Provisional) {
            Err(report) => {
                assert_eq!((name, report.diagnostics().len()), ("rows_that_do_not_fit", 1));
                continue;
            }
            Ok(lowered) => lowered,
        };
        let mut problems = Problems::default();
        outcome.assumed.iter().cloned().for_each(|problem| problems.push(problem));
        let report = problems.finish(()).expect_err("something is assumed");
        let assumed = render(&report, Severity::Assumed, &case.sources, Style::Text { colour: false });
        snapshot("provisional", name, &format!("{}\n{assumed}", dump(&outcome.ir, None)));
    }
}

#[test]
fn an_envelope_must_exist() {
    let mut case = Case::new("none.json", r#"{"definitions": {"ClientRequests": true}}"#, "");
    case.curation = curation::curation("");
    case.sources.add("curation.toml", curation::text(""));
    snapshot("rejected", "missing_envelope", &case.text(&case.lower(Policy::Strict)));
}

#[test]
fn part_of_the_digest() {
    let case = Case::read(Path::new("tests/fixtures/model/accepted/methods.json"));
    let ir = case.lower(Policy::Strict).expect("an accepted case").ir;
    let lines = |name: &str| dump(&ir, Some(name)).lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines("ask/approval").len(), 1);
    assert_eq!(lines("thing").len(), 6);
    assert_eq!(lines("AskApprovalResponse"), ["record AskApprovalResponse  [in]", "  yes?: OnlyIn"]);
    assert_eq!(lines("AskApproval"), <[&str; 0]>::default());
}

#[test]
fn lives_are_attached_by_key() {
    let case = Case::read(Path::new("tests/fixtures/model/accepted/methods.json"));
    let ir = case.lower(Policy::Strict).expect("an accepted case").ir;
    let keys: Vec<String> = ir.items().iter().map(|(key, _)| key.to_string()).collect();
    for key in [
        "client request thing/start",
        "type Shared",
        "field ServerNotification emittedAtMs",
        "field AskApprovalParams what",
        "variant RequestId integer",
    ] {
        assert!(keys.contains(&key.to_owned()), "{key}");
    }
    let ir = ir.with_life(|key| Life { since: Some(key.to_string().into()), ..Life::default() });
    for (key, about) in ir.items() {
        assert_eq!(about.life.since.as_deref(), Some(key.to_string().as_str()));
    }
}
