//! The rows of the curation file: all are used, and the floors ask for each one that is missing.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/floors.rs"]
mod floors;

use std::collections::BTreeSet;

use codex_sdkgen::curation;
use codex_sdkgen::diag::{Code, Outcome, Problems, Report};
use codex_sdkgen::history::{self, History};
use codex_sdkgen::ir::{self, Policy};
use codex_sdkgen::naming::{Names, assign};
use codex_sdkgen::schema;
use codex_sdkgen::surface::{Homes, curate};
use floors::{Floors, SURFACE, expect, pin, text};

#[test]
fn no_row_of_the_pin_is_dead() {
    let surface = text(SURFACE);
    assert_eq!(Bench::new(&surface).verdict("patches", &surface), BTreeSet::new());
}

#[test]
fn each_missing_row_is_asked_for() {
    let surface = text(SURFACE);
    let rows = rows(&surface);
    assert_eq!(
        rows.len(),
        surface.parse::<toml::Table>().map_or(0, |table| {
            let tables = [
                "words",
                "modules",
                "methods",
                "notifications",
                "names",
                "known_values",
                "absent",
                "secrets",
                "patches",
            ];
            tables
                .iter()
                .map(|name| match &table[*name] {
                    toml::Value::Table(rows) => rows.len(),
                    toml::Value::Array(rows) => rows.len(),
                    _ => 0,
                })
                .sum()
        })
    );
    let bench = Bench::new(&surface);
    let verdict = |table: &str, text: &str| bench.verdict(table, text);
    for Row { table, key, without, renamed } in rows {
        let expected: &[Code] = match table.as_str() {
            // A row of [absent] speaks of a member of its result, which nobody sends then.
            "methods" if key == "externalAgentConfig/import/readHistories" => {
                &[Code::CurationConflict, Code::UnresolvedResult]
            }
            "methods" => &[Code::UnresolvedResult],
            "names" => &[Code::NameCollision],
            "patches" => &[Code::HistoryStale],
            "known_values" => &[Code::HistoryStale],
            "notifications" => &[Code::CurationDeadRow],
            // What a shorter prefix or a rule covers changes the index, which has its own snapshot.
            "modules" if key.contains('/') => &[],
            "modules" => &[Code::Unplaced],
            _ => &[],
        };
        let found = verdict(&table, &without);
        assert_eq!(found, expected.iter().copied().collect(), "{table} {key} left out");
        if let Some(renamed) = renamed {
            let found = verdict(&table, &renamed);
            assert!(!found.is_empty(), "{table} {key} renamed");
        }
    }
}

/// The pin under its curation, for asking what the floors say when a row of one table changes.
struct Bench {
    source: schema::Source,
    bundle: schema::Bundle,
    floors: Floors,
    names: Names,
    history: History,
}

impl Bench {
    fn new(surface: &str) -> Self {
        let source =
            schema::pin::read(std::path::Path::new("schema")).expect("the pinned files have their bytes");
        let floors = pin(surface);
        let bundle = expect(&floors.sources, schema::load(&source, &floors.curation));
        let history =
            expect(&floors.sources, History::parse("schema/history.toml", &text("schema/history.toml")));
        let names = expect(&floors.sources, assign(&floors.ir, &floors.curation, Policy::Strict));
        Self { source, bundle, floors, names, history }
    }

    /// What is wrong: errors, then dead rows of the table and of those above it, then the history. Floors that the
    /// table has no say in are not run again.
    fn verdict(&self, table: &str, text: &str) -> BTreeSet<Code> {
        let run = || -> Outcome<()> {
            let curation = curation::load(SURFACE, text)?;
            let new = match table {
                "modules" | "names" | "words" => None,
                "patches" => {
                    Some(ir::lower(&schema::load(&self.source, &curation)?, &curation, Policy::Strict)?.ir)
                }
                _ => Some(ir::lower(&self.bundle, &curation, Policy::Strict)?.ir),
            };
            let ir = new.as_ref().unwrap_or(&self.floors.ir);
            let names = match table {
                "modules" => self.names.clone(),
                _ => assign(ir, &curation, Policy::Strict)?,
            };
            curate(ir, &names, &curation, Policy::Strict, &Homes::default())?;
            let mut dead = Problems::default();
            curation.dead_rows(&mut dead);
            let is_asked = |row: &str| match table {
                "modules" | "names" | "words" => row.starts_with(&format!("[{table}] ")),
                "patches" => true,
                _ => !row.starts_with("the patch "),
            };
            let mut asked = Problems::default();
            for row in dead.finish(()).err().iter().flat_map(Report::diagnostics) {
                if is_asked(&row.message) {
                    asked.push(row.clone());
                }
            }
            asked.finish(())?;
            new.map_or(Ok(()), |ir| {
                history::attach(ir, &self.history, &self.source.version, Policy::Strict).map(|_| ())
            })
        };
        run().err().map_or_else(BTreeSet::new, |report| codes(&report))
    }
}

/// One row of the curation file, and the file without it or with it under another key.
struct Row {
    table: String,
    key: String,
    without: String,
    renamed: Option<String>,
}

fn rows(text: &str) -> Vec<Row> {
    let whole: toml::Table = text.parse().expect("the file is TOML");
    let mut rows = Vec::new();
    for (table, value) in whole.iter().filter(|(table, _)| {
        !["protocol", "python", "rust", "runtime", "client", "parity", "root"].contains(&table.as_str())
    }) {
        match value {
            toml::Value::Table(members) => rows.extend(members.iter().map(|(key, row)| {
                let mut without = members.clone();
                without.remove(key);
                let mut renamed = without.clone();
                renamed.insert(format!("{key}x"), row.clone());
                let print = |members| {
                    let mut whole = whole.clone();
                    whole.insert(table.clone(), toml::Value::Table(members));
                    whole.to_string()
                };
                Row {
                    table: table.clone(),
                    key: key.clone(),
                    without: print(without),
                    renamed: Some(print(renamed)),
                }
            })),
            toml::Value::Array(elements) => rows.extend((0..elements.len()).map(|at| {
                let mut elements = elements.clone();
                elements.remove(at);
                let mut whole = whole.clone();
                whole.insert(table.clone(), toml::Value::Array(elements));
                Row { table: table.clone(), key: at.to_string(), without: whole.to_string(), renamed: None }
            })),
            _ => {}
        }
    }
    rows
}

fn codes(report: &Report) -> BTreeSet<Code> {
    report.diagnostics().iter().map(|problem| problem.code).collect()
}
