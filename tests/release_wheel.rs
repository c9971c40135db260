//! Wheels that are written directly: they agree with those of the build backend, come out the same everywhere, stream, and
//! are refused where the writer would have to guess.
#![cfg(feature = "release")]
#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/staged.rs"]
mod staged;
#[path = "printer/tools.rs"]
#[allow(dead_code)]
mod tools;

use std::fs;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::process::Command;

use codex_sdkgen::diag::{Report, Severity, Sources, Style, render};
use codex_sdkgen::package::{BILL, Tree};
use codex_sdkgen::release::progress::Silent;
use codex_sdkgen::release::wheel::{self, Built};
use staged::{PAYLOAD, carrier, path, sdk, written};

const TAG: &str = "manylinux_2_17_x86_64";

fn shown(report: &Report) -> String {
    render(report, Severity::Error, &Sources::default(), Style::Text { colour: false })
}

fn built(project: &Path, epoch: Option<u64>) -> Built {
    let out = project.join("dist");
    wheel::write(project, &out, epoch, &Silent).unwrap_or_else(|report| panic!("{}", shown(&report)))
}

/// A Python with everything that judges wheels; says so when there is none.
fn judges() -> Option<std::path::PathBuf> {
    let python = tools::find("python")?;
    let modules = "import build, check_wheel_contents, cyclonedx, hatchling, jsonschema, twine";
    let (ready, said) = tools::run(Command::new(&python).args(["-c", modules]));
    if !ready {
        let note = format!("SKIPPED a check: {} is not set up: {said}\n", python.display());
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    ready.then_some(python)
}

fn judged(tree: &Tree) {
    let Some(python) = judges() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(tree, &folder.path().join("project"));
    let wheel = wheel::write(&project, &folder.path().join("dist"), None, &Silent);
    let wheel = wheel.unwrap_or_else(|report| panic!("{}", shown(&report)));
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/judge_wheel.py");
    let mut command = Command::new(python);
    command
        .arg(judge)
        .arg(project)
        .arg(wheel.path)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let (content, said) = tools::run(&mut command);
    assert!(content, "{said}");
}

#[test]
fn the_sdk_wheel_is_that_of_the_build_backend() {
    judged(&sdk());
}

#[test]
fn the_runtime_wheel_is_that_of_the_build_backend() {
    judged(&carrier("1.2.3a1.post2", TAG, &PAYLOAD));
}
