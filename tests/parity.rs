//! Both packages offer the same, name by name and parameter by parameter; the table of it is a snapshot, and a
//! difference that nobody declared, or one that is declared and is none, fails.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;

use codex_sdkgen::Policy;
use compiled::{SURFACE, Subject};

#[test]
fn the_packages_agree_but_for_what_is_declared() {
    let table = Subject::pin()
        .compile(Policy::Strict)
        .expect("the pin compiles")
        .parity
        .expect("there are two packages");
    kept("parity", &table);
}

fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // Where a row of the curation file stands says nothing about the difference.
    settings.add_filter(r"surface\.toml:\d+:\d+", "surface.toml:LINE:COLUMN");
    settings.bind(|| insta::assert_snapshot!(name.to_owned(), text));
}

/// The report about the pin with other decisions.
fn refused(decisions: &str) -> String {
    assert_ne!(decisions, SURFACE, "the curation file has other rows now");
    let Subject { source, history, .. } = Subject::pin();
    let mut subject = Subject::new(source, decisions);
    subject.history = history;
    let report = subject.compile(Policy::Strict).expect_err("a difference is an error");
    subject.shown(&report)
}

#[test]
fn a_difference_without_a_row_is_an_error() {
    kept("difference_without_a_row", &refused(&SURFACE.replace("rust = [\"Rpc.call\"]", "rust = []")));
}

#[test]
fn a_row_without_a_difference_is_an_error() {
    let rows = SURFACE.replace("rust = [\"Rpc.call\"]", "rust = [\"Rpc.call\", \"Rpc.cull\"]");
    kept("row_without_a_difference", &refused(&rows));
}
