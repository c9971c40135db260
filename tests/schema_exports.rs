//! Every recorded export, alone and with its twin, in; a bundle out, and the facts about them that hold by nature.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;
#[path = "support/exports.rs"]
mod exports;

use codex_sdkgen::diag::{Severity, Style, render};
use codex_sdkgen::schema::{Bundle, Source, Stability, listing, load};

fn bundle(source: &Source) -> Bundle {
    load(source, &curation::curation("")).unwrap_or_else(|report| {
        let style = Style::Text { colour: false };
        panic!("{}", render(&report, Severity::Error, &source.sources(), style))
    })
}

#[test]
fn every_recorded_export_loads() {
    let mut lines = Vec::new();
    for source in exports::recorded() {
        let both = bundle(&source);
        let stable = bundle(&Source::new(source.version.clone(), source.stable.clone()));
        assert!(stable.experimental.is_empty());
        for (key, _) in &stable.definitions {
            let (_, twin) = both.definitions.iter().find(|(other, _)| other == key).expect("nothing is lost");
            assert_eq!(both.stability(&twin.pointer), Stability::Stable, "{key}");
        }
        lines.push(format!(
            "{}: {} definitions, {} of them stable, {} marks",
            source.version,
            both.definitions.len(),
            stable.definitions.len(),
            both.experimental.len(),
        ));
    }
    insta::with_settings!({
        snapshot_path => "../snapshots/schema",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("recorded", lines.join("\n"));
    });
}

#[test]
fn what_is_stable_reads_as_in_the_stable_export() {
    for source in exports::recorded() {
        let both = bundle(&source);
        let stable = bundle(&Source::new(source.version.clone(), source.stable.clone()));
        let without_experimental: String = listing(&both, |_| true)
            .lines()
            .filter(|line| !line.contains(", experimental"))
            .map(|line| line.split(": union of ").next().unwrap_or(line).to_owned() + "\n")
            .collect();
        let mut left: Vec<&str> = without_experimental.lines().collect();
        left.sort_unstable();
        for line in listing(&stable, |_| true).lines() {
            let line = line.split(": union of ").next().unwrap_or(line);
            if line.contains(": enum ") {
                continue;
            }
            let at = left.binary_search(&line).unwrap_or_else(|_| panic!("{} lacks {line}", source.version));
            left.remove(at);
        }
    }
}
