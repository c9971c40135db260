//! The client of an invented library in Rust: what is emitted from its rows, and that it compiles beside hand-written
//! files that it names.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/crates.rs"]
mod crates;
#[path = "support/library.rs"]
mod library;

use codex_sdkgen::Policy;
use compiled::Subject;
use library::{ROWS, library};

type Files = Vec<(String, String)>;

fn emitted(subject: &Subject) -> Files {
    crates::files(subject, Policy::Strict).unwrap_or_else(|report| panic!("{report}"))
}

/// The files of the client, without the comment that opens all of them.
fn kept(name: &str, files: &Files, wanted: &[&str]) {
    let files = files.iter().filter(|(path, _)| wanted.iter().any(|wanted| path.contains(wanted)));
    let listing: String = files
        .map(|(path, text)| {
            let body = text.split_once("\n\n").expect("a comment opens every file").1;
            format!("//// {path}\n\n{body}\n")
        })
        .collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/rust");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, listing));
}

#[test]
fn an_invented_client() {
    kept("client", &emitted(&library(ROWS)), &["src/client/", "src/blocking/"]);
}

#[test]
fn a_handler() {
    let file =
        |name: &str| std::fs::read_to_string(format!("tests/fixtures/naming/{name}")).expect("a fixture");
    let client = r#"
[client]
opt_in = "Config.experimental"
raises = ""

[client.requests."recipe/confirm"]
name = "confirm_recipe"
shorthand = "ok"
answer = "Confirmation"
refusal = '{"ok": false}'
reason = "A recipe that nobody has read may burn."
"#;
    let subject = Subject::of(file("invented.json"), &(file("invented.toml") + client));
    kept("handler", &emitted(&subject), &["src/client/answers.rs", "src/client/handler.rs"]);
}

#[test]
fn a_crate_without_a_client_has_none_of_it() {
    let (rows, _) = ROWS.split_once("\n[client]").expect("the client is the last of the rows");
    let files = emitted(&library(rows));
    assert!(files.iter().all(|(path, _)| !path.contains("client") && !path.contains("blocking")));
}

#[test]
fn slow_it_compiles_beside_hand_written_files() {
    let mut files = emitted(&library(ROWS));
    files.retain(|(path, _)| path != "src/lib.rs");
    files.extend(["blocking.rs", "client.rs", "lib.rs"].map(|name| {
        let text = std::fs::read_to_string(format!("tests/fixtures/client/rust/{name}")).expect("a fixture");
        (format!("src/{name}"), text)
    }));
    let folder = crates::alone("library", files);
    crates::cargo(&folder, "clippy", &["--", "-D", "warnings"]);
    crates::cargo(&folder, "doc", &["--no-deps"]);
}
