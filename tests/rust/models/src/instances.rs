//! The compiler's own instances in, each as a test needs it out: those of the pin, and those of the recorded runtimes
//! before it, which are compiled provisionally.

use std::fmt;
use std::path::Path;

use codex_sdkgen::diag::{Report, Severity, Sources, Style, render};
use codex_sdkgen::schema::Source;
use codex_sdkgen::surface::instances;
use codex_sdkgen::{Policy, curation, ir, naming, schema};
use serde::Deserialize;
use serde_json::Value;

use crate::ROOT;

const SURFACE: &str = include_str!("../../../../schema/surface.toml");

/// One line of `codex-sdkgen dump instances`.
#[derive(Debug, Deserialize)]
pub struct Instance {
    /// The type, as Python names it.
    #[serde(rename = "type")]
    pub name: String,
    /// Where its schema is.
    pub schema: String,
    /// Whether the server may send it.
    pub outbound: bool,
    /// How the schema judges the value.
    pub verdict: String,
    /// What the case is.
    pub why: String,
    /// The value.
    pub value: Value,
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.value.to_string().chars().take(300).collect();
        write!(f, "{} ({}), {} because {}: {text}", self.name, self.schema, self.verdict, self.why)
    }
}

/// The instances of the pin.
#[must_use]
pub fn pinned() -> Vec<Instance> {
    let source =
        schema::pin::read(&Path::new(ROOT).join("schema")).unwrap_or_else(|why| panic!("{}", shown(&why)));
    let curation = curation::load("surface.toml", SURFACE).unwrap_or_else(|why| panic!("{}", shown(&why)));
    of(&source, &curation, Policy::Strict)
}

/// The instances of each runtime before it, with its version.
#[must_use]
pub fn older() -> Vec<(String, Vec<Instance>)> {
    let curation = curation::load("surface.toml", SURFACE).unwrap_or_else(|why| panic!("{}", shown(&why)));
    let sources = crate::exports::recorded().into_iter();
    sources.map(|source| (source.version.to_string(), of(&source, &curation, Policy::Provisional))).collect()
}

fn of(source: &Source, curation: &curation::Curation, policy: Policy) -> Vec<Instance> {
    let lines = schema::load_under(source, curation, policy).and_then(|(bundle, _)| {
        let ir = ir::lower(&bundle, curation, policy)?.ir;
        Ok(instances::lines(&ir, &naming::assign(&ir, curation, policy)?, None))
    });
    let lines = lines.unwrap_or_else(|why| panic!("{}", shown(&why)));
    lines
        .split_terminator('\n')
        .map(|line| serde_json::from_str(line).expect("a line is an instance"))
        .collect()
}

fn shown(report: &Report) -> String {
    render(report, Severity::Error, &Sources::default(), Style::Text { colour: false })
}
