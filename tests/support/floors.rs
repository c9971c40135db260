//! The floors below naming, for tests: a schema text and a curation text in, a model out.

use std::path::Path;

use codex_sdkgen::curation::{self, Curation};
use codex_sdkgen::diag::{Diagnostic, Outcome, Report, Severity, Sources, Style, render};
use codex_sdkgen::ir::{self, Ir, Policy};
use codex_sdkgen::schema::{self, Document, Source};

/// The curation file of the project.
pub const SURFACE: &str = "schema/surface.toml";

/// A model and what it was made with.
#[allow(dead_code, reason = "not every test needs all of it")]
pub struct Floors {
    pub curation: Curation,
    pub ir: Ir,
    pub sources: Sources,
}

/// The text of a file of the project.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The pin under a curation text.
pub fn pin(curation: &str) -> Floors {
    let source = schema::pin::read(Path::new("schema")).expect("the pinned files have their bytes");
    floors(&source, SURFACE, curation)
}

/// A fixture: `tests/fixtures/naming/NAME.json` and `NAME.toml`.
#[allow(dead_code, reason = "not every test has a fixture")]
pub fn fixture(name: &str) -> Floors {
    let schema = format!("tests/fixtures/naming/{name}.json");
    let curation = format!("tests/fixtures/naming/{name}.toml");
    let source = Source::new("1.0.0", Document::new(schema.as_str(), text(&schema)));
    floors(&source, &curation, &text(&curation))
}

/// A schema under a curation; the model may hold assumptions.
pub fn floors(source: &Source, file: &str, text: &str) -> Floors {
    let mut sources = source.sources();
    sources.add(file, text);
    let curation = expect(&sources, curation::load(file, text));
    let bundle = expect(&sources, schema::load(source, &curation));
    let ir = expect(&sources, ir::lower(&bundle, &curation, Policy::Provisional)).ir;
    Floors { curation, ir, sources }
}

/// The value, or a panic that shows the report.
pub fn expect<T>(sources: &Sources, outcome: Outcome<T>) -> T {
    outcome.unwrap_or_else(|report| panic!("{}", shown(sources, &report)))
}

/// The report as its reader sees it.
pub fn shown(sources: &Sources, report: &Report) -> String {
    render(report, Severity::Error, sources, Style::Text { colour: false })
}

/// The questions behind what was assumed: without the answers that were taken.
#[allow(dead_code, reason = "not every test of these floors asks")]
pub fn questions(assumed: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut questions = assumed.to_vec();
    for question in &mut questions {
        let before = question.notes.len();
        question.notes.retain(|(label, _)| *label != "taken");
        assert_eq!(question.notes.len() + 1, before, "{} tells its answer once", question.message);
    }
    questions
}
