//! Schemas whose parts were swapped, dropped and repeated at random, in; always a model that holds its promises or a
//! report out, never a panic, and no text that could drive a terminal.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use codex_sdkgen::curation::Curation;
use codex_sdkgen::diag::{Severity, Sources, Style, render};
use codex_sdkgen::ir::{Policy, dump, lower};
use codex_sdkgen::schema::{Document, Source, load};
use serde_json::Value;

/// A deterministic source of numbers.
struct XorShift(u64);

impl XorShift {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Every accepted case, each with the definitions that list messages.
fn corpus() -> Vec<Value> {
    let read =
        |path: &Path| -> Value { serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    let folder = Path::new("tests/fixtures/model/accepted");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let case = |path: &PathBuf| {
        let mut document = read(&folder.join("methods.json"));
        let own = read(path)["definitions"].as_object().unwrap().clone();
        document["definitions"].as_object_mut().unwrap().extend(own);
        document
    };
    paths.iter().map(case).collect()
}

/// The pointers of every value below the table of definitions.
fn pointers(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(member, format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, format!("{at}/{index}"), out));
        }
        _ => {}
    }
    if at.matches('/').count() > 1 {
        out.push(at);
    }
}

fn mutate(document: &mut Value, all: &[String], random: &mut XorShift) {
    let (target, other) = (&all[random.below(all.len())], &all[random.below(all.len())]);
    let replacement = document.pointer(other).cloned();
    match (random.below(3), target.rsplit_once('/')) {
        (0, Some((parent, key))) => {
            if let Some(Value::Object(members)) = document.pointer_mut(parent) {
                members.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            }
        }
        _ => {
            if let (Some(slot), Some(replacement)) = (document.pointer_mut(target), replacement) {
                *slot = replacement;
            }
        }
    }
}

fn is_inert(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() && c != '\n')
}

/// Lowers a document both ways and says whether it was accepted, refused by the model, or no bundle at all.
fn outcome(document: &Value, curation: &Curation) -> &'static str {
    let text = document.to_string();
    let source = Source::new("1", Document::new("hostile.json", text.as_str()));
    let mut sources = Sources::default();
    sources.add("hostile.json", text.as_str());
    let Ok(bundle) = load(&source, curation) else { return "no bundle" };
    let mut outcomes = Vec::new();
    for policy in [Policy::Strict, Policy::Provisional] {
        outcomes.push(match lower(&bundle, curation, policy) {
            Ok(lowered) => {
                let paths: BTreeSet<_> = lowered.ir.defs().iter().map(|def| &def.path).collect();
                assert_eq!(paths.len(), lowered.ir.defs().len());
                lowered.ir.defs().iter().for_each(|def| drop(lowered.ir.dispatch(def.id)));
                assert!(is_inert(&dump(&lowered.ir, None)));
                true
            }
            Err(report) => {
                assert!(is_inert(&render(&report, Severity::Error, &sources, Style::Text { colour: false })));
                false
            }
        });
    }
    assert!(!outcomes[0] || outcomes[1], "what is accepted strictly is accepted provisionally");
    if outcomes[1] { "accepted" } else { "refused" }
}

#[test]
fn random_changes() {
    let curation = curation::curation("");
    let mut random = XorShift(0x5eed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for case in corpus() {
        let mut all = Vec::new();
        pointers(&case, String::new(), &mut all);
        for round in 0..80 {
            let mut document = case.clone();
            for _ in 0..=round % 4 {
                mutate(&mut document, &all, &mut random);
            }
            *seen.entry(outcome(&document, &curation)).or_default() += 1;
        }
    }
    let often = |outcome: &str| seen.get(outcome).is_some_and(|count| *count > 50);
    assert!(often("accepted") && often("no bundle") && often("refused"), "{seen:?}");
}
