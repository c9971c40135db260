//! Staged projects on a disk, for tests: what compilation and the templates give, with a payload that stands for a runtime.
//! Whoever includes this file uses a part of it.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use codex_sdkgen::diag::{Report, Severity, Sources, Style, render};
use codex_sdkgen::package::{BILL, RelPath, Tree, runtime};
use codex_sdkgen::release::progress::Silent;
use codex_sdkgen::release::sbom::{self, Carried, Origin};
use codex_sdkgen::release::wheel::{self, Built};
use codex_sdkgen::{Policy, curation};
use sha2::{Digest as _, Sha256};

use crate::compiled::{SURFACE, Subject};

/// A platform.
pub const TAG: &str = "manylinux_2_17_x86_64";

/// The files of a fake runtime below its import package.
pub const PAYLOAD: [(&str, &[u8]); 5] = [
    ("bin/codex", b"#!/bin/sh\necho codex-cli 1.2.3\n"),
    ("bin/codex-code-mode-host", b"\x7fELF host"),
    ("codex-package.json", b"{\"variant\": \"codex\"}\n"),
    ("codex-path/rg", b"#!/bin/sh\n"),
    ("codex-resources/bwrap", b"\x7fELF bwrap"),
];

/// The tree of the SDK with its bill, as a release has it.
pub fn sdk() -> Tree {
    let mut subject = Subject::pin();
    let python = subject.curation.table.python.as_mut().expect("there is [python]");
    python.version = "1.2.3".to_owned();
    python.sbom = Some(BILL.to_owned());
    subject.source.version = "1.2.3".into();
    let mut tree = subject.tree(Policy::Provisional);
    let bill = sbom::sdk(&tree, &subject.source, None).expect("the tree has a bill");
    tree.insert(path(BILL), bill).expect("nothing else is called so");
    tree
}

/// The tree of a runtime wheel with a payload and its bill.
pub fn carrier(version: &str, tag: Option<&str>, payload: &[(&str, &[u8])]) -> Tree {
    let curation = curation::load("surface.toml", SURFACE).expect("the curation is well-formed");
    let mut tree = runtime::assemble(&curation, version, tag).expect("the templates fit");
    let files: Vec<_> = payload.iter().map(|(path, bytes)| (*path, Sha256::digest(bytes).into())).collect();
    let files: Vec<_> = files.iter().map(|(path, sha256)| Carried { path, sha256: *sha256 }).collect();
    let origin = Origin { sha256: [7; 32], target: Some("x86_64-unknown-linux-musl") };
    let bill = sbom::runtime(&tree, &files, origin, None, None).expect("the tree has a bill");
    tree.insert(path(BILL), bill).expect("nothing else is called so");
    for (file, bytes) in payload {
        let file = path(&format!("src/codex_cli_bin/{file}"));
        tree.insert(file, bytes.to_vec()).expect("nothing else is called so");
    }
    tree
}

/// Writes a tree into a folder; what lies in `bin` and `codex-path` can be run.
pub fn written(tree: &Tree, folder: &Path) -> PathBuf {
    for (path, bytes) in tree.iter() {
        let file = path.below(folder);
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(&file, bytes).expect("a file");
        let is_program =
            path.folders().any(|folder| folder.ends_with("/bin") || folder.ends_with("/codex-path"));
        mode(&file, if is_program { 0o755 } else { 0o644 });
    }
    folder.to_owned()
}

#[cfg(unix)]
pub fn mode(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).expect("its mode can be set");
}

#[cfg(not(unix))]
pub fn mode(_file: &Path, _mode: u32) {}

pub fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a path")
}

/// Writes the wheel of a project, or panics with the report.
pub fn built(project: &Path, out: &Path, epoch: Option<u64>) -> Built {
    wheel::write(project, out, epoch, &Silent).unwrap_or_else(|report| panic!("{}", shown(&report)))
}

/// A report as people see it.
pub fn shown(report: &Report) -> String {
    render(report, Severity::Error, &Sources::default(), Style::Text { colour: false })
}

/// Holds a text against its snapshot.
pub fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/release");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
