//! Whole compilations, for tests: a schema and a curation text in, the tree of a Python package or its report out.
//! Whoever includes this file uses a part of it.
#![allow(dead_code)]

use std::path::Path;

use codex_sdkgen::curation::{self, Curation};
use codex_sdkgen::diag::{Outcome, Report, Severity, Sources, Style, render};
use codex_sdkgen::history::History;
use codex_sdkgen::package::{RelPath, Tree};
use codex_sdkgen::schema::{self, Document, Source};
use codex_sdkgen::{Compiled, Inputs, Policy, compile};

/// The curation file of the project.
pub const SURFACE: &str = include_str!("../../schema/surface.toml");

/// What a compilation starts from.
pub struct Subject {
    pub source: Source,
    pub curation: Curation,
    pub history: Option<History>,
    sources: Sources,
}

impl Subject {
    /// The exports of one runtime under a curation text, without a history.
    pub fn new(source: Source, decisions: &str) -> Self {
        Self::try_new(source, decisions).unwrap_or_else(|report| panic!("{}", plain(&report)))
    }

    /// The same for a curation text that may be damaged.
    pub fn try_new(source: Source, decisions: &str) -> Outcome<Self> {
        let mut sources = source.sources();
        sources.add("surface.toml", decisions);
        Ok(Self { source, curation: curation::load("surface.toml", decisions)?, history: None, sources })
    }

    /// One export, which is all stable.
    pub fn of(schema: impl Into<String>, decisions: &str) -> Self {
        Self::new(Source::new("1.0.0", Document::new("schema.json", schema.into())), decisions)
    }

    /// The pin as it is committed, with its history.
    pub fn pin() -> Self {
        let history = std::fs::read_to_string("schema/history.toml").expect("the history is there");
        let history =
            History::parse("history.toml", &history).unwrap_or_else(|why| panic!("{}", plain(&why)));
        Self { history: Some(history), ..Self::new(pinned(), SURFACE) }
    }

    pub fn compile(&self, policy: Policy) -> Outcome<Compiled> {
        compile(Inputs {
            source: &self.source,
            curation: &self.curation,
            history: self.history.as_ref(),
            policy,
        })
    }

    /// The tree of the Python package, or a panic that shows the report.
    pub fn tree(&self, policy: Policy) -> Tree {
        self.compile(policy)
            .unwrap_or_else(|report| panic!("{}", self.shown(&report)))
            .python
            .expect("there is [python]")
    }

    /// The report as its reader sees it.
    pub fn shown(&self, report: &Report) -> String {
        render(report, Severity::Error, &self.sources, Style::Text { colour: false })
    }
}

/// The exports of the pinned runtime.
pub fn pinned() -> Source {
    schema::pin::read(Path::new("schema")).expect("the pinned files have their bytes")
}

/// A report without the texts that it is about.
pub fn plain(report: &Report) -> String {
    render(report, Severity::Error, &Sources::default(), Style::Text { colour: false })
}

/// A curation text with another name for the Python package.
pub fn renamed(decisions: &str, package: &str) -> String {
    let line = |line: &str| match line.strip_prefix("package = ") {
        Some("\"codex_cli_bin\"") | None => format!("{line}\n"),
        Some(_) => format!("package = \"{package}\"\n"),
    };
    decisions.lines().map(line).collect()
}

/// The text of a file in a tree.
pub fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    let bytes =
        tree.get(&RelPath::new(path).expect("a path")).unwrap_or_else(|| panic!("there is no {path}"));
    std::str::from_utf8(bytes).expect("a file is text")
}

/// The files that the schema decides, templates left out: path and text.
pub fn emitted(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.iter()
        .filter(|(_, bytes)| bytes.starts_with(b"# @generated"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("a file is text")))
}

/// Writes the modules of a package below a folder; the project files around them are left out.
pub fn write(tree: &Tree, folder: &Path) {
    for (path, bytes) in tree.iter() {
        if let Some(path) = path.as_str().strip_prefix("src/") {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
    }
}
