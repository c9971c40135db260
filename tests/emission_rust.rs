//! What is emitted, as a Rust reader sees it: one small schema a construct, and an invented protocol as a whole.
//! All of it compiles, without a warning of the compiler, of clippy or of rustdoc.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/constructs.rs"]
mod constructs;
#[path = "support/crates.rs"]
mod crates;
#[path = "support/curation.rs"]
mod curation;

use codex_sdkgen::Policy;
use compiled::Subject;

type Files = Vec<(String, String)>;

/// The files whose paths pass a test, each below its path, without the comment that opens all of them.
fn listing(files: &[(String, String)], wanted: impl Fn(&str) -> bool) -> String {
    let files = files.iter().filter(|(path, _)| wanted(path));
    files
        .map(|(path, text)| {
            let body = text.split_once("\n\n").expect("a comment opens every file").1;
            format!("//// {path}\n\n{body}\n")
        })
        .collect()
}

fn named(name: &str, policy: Policy) -> Files {
    let file = |ending: &str| {
        std::fs::read_to_string(format!("tests/fixtures/naming/{name}.{ending}")).expect("a fixture")
    };
    let subject = Subject::of(file("json"), &file("toml"));
    crates::files(&subject, policy).unwrap_or_else(|report| panic!("{report}"))
}

fn snapshots(folder: &str, check: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(check);
}

#[test]
fn constructs() {
    snapshots("rust", || {
        insta::glob!("fixtures/model/accepted/*.json", |path| {
            let subject = constructs::subject(path, "example");
            let files = crates::files(&subject, Policy::Provisional);
            let list = files.map(|files| listing(&files, |path| path.starts_with("src/types/")));
            insta::assert_snapshot!("case", list.unwrap_or_else(|report| report));
        });
    });
}

#[test]
fn messages_of_every_kind() {
    let path = std::path::Path::new(constructs::FOLDER).join("methods.json");
    let files = crates::files(&constructs::subject(&path, "example"), Policy::Provisional);
    let files = files.unwrap_or_else(|report| panic!("{report}"));
    let list = listing(&files, |path| !path.starts_with("src/types"));
    snapshots("rust", || insta::assert_snapshot!("messages", list));
}

#[test]
fn an_invented_protocol() {
    snapshots("rust", || {
        insta::assert_snapshot!("invented", listing(&named("invented", Policy::Strict), |_| true))
    });
}

#[test]
fn slow_everything_compiles_without_a_warning() {
    let mut all = crates::Many::new("emitted");
    for path in constructs::paths() {
        let stem = path.file_stem().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        let files = crates::files(&constructs::subject(&path, "example"), Policy::Provisional);
        all.add(&format!("case_{stem}"), files.unwrap_or_else(|report| panic!("{report}")));
    }
    all.add("invented", named("invented", Policy::Provisional));
    let pin = crates::files(&Subject::pin(), Policy::Strict);
    all.add("pin", pin.unwrap_or_else(|report| panic!("{report}")));
    all.cargo("doc", &["--no-deps"]);
    // It has names that are longer than a file of rustdoc's may be called.
    all.add("obstacle_course", named("obstacle_course", Policy::Provisional));
    all.cargo("clippy", &["--", "-D", "warnings"]);
}
