//! The folder that is staged: what it may replace, what is never replaced, and that it appears whole or not at all.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/trial.rs"]
mod trial;

use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use codex_sdkgen::diag::{Code, Diagnostic};
use codex_sdkgen::package::{RelPath, Tree};
use codex_sdkgen::release::staging::{Mode, Staging};
use trial::{Trial, kept, state};

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("it is plain")
}

/// A reader that gives some bytes and then fails.
struct Failing(usize);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let given = into.len().min(self.0).min(1000);
        self.0 -= given;
        if given == 0 { Err(io::Error::other("the cable is out")) } else { Ok(given) }
    }
}

#[test]
fn a_folder_is_replaced_whole() {
    let trial = Trial::new();
    let staging = Staging::begin(&trial.goal(), &[]).expect("it may be replaced");
    let mut tree = Tree::default();
    tree.insert(path("pyproject.toml"), b"[project]".as_slice()).expect("it is new");
    tree.insert(path("src/run"), b"#!/bin/sh".as_slice()).expect("it is new");
    staging.tree(&tree).expect("there is room");
    staging.write(&path("bin/tool"), b"tool", true).expect("there is room");
    let bytes = vec![7; 1_000_000];
    let streamed =
        staging.stream(&path("big"), Mode::ByContent, &mut bytes.as_slice(), &|_| panic!("it reads"));
    assert_eq!(streamed.expect("there is room").size, 1_000_000);
    assert!(
        trial.goal().join("src/codex_cli_bin/kept").exists(),
        "the old folder stands until the new one is whole"
    );
    assert!(staging.folder().join("big").exists());
    staging.commit().expect("it can be renamed");
    let staged = state(&trial.goal());
    let files: Vec<_> = staged.iter().map(|(name, (mode, _))| (name.as_str(), *mode)).collect();
    let expected = [
        ("big", 0o644),
        ("bin", 0o755),
        ("bin/tool", 0o755),
        ("pyproject.toml", 0o644),
        ("src", 0o755),
        ("src/run", 0o755),
    ];
    assert_eq!(files, expected);
    let beside: Vec<_> =
        fs::read_dir(&trial.root).expect("a folder").flatten().map(|it| it.file_name()).collect();
    assert_eq!(beside.len(), 2, "nothing is left beside it: {beside:?}");
}

#[test]
fn a_new_folder_gets_its_parents_and_a_failed_one_leaves_none() {
    let trial = Trial::new();
    let goal = trial.root.join("new/deep/goal");
    drop(Staging::begin(&goal, &[]).expect("it may be made"));
    assert!(!trial.root.join("new").exists());
    let staging = Staging::begin(&goal, &[]).expect("it may be made");
    staging.write(&path("a"), b"a", false).expect("there is room");
    staging.commit().expect("it can be renamed");
    assert!(goal.join("a").exists());
}

#[test]
fn a_reader_that_fails_leaves_everything_as_it_was() {
    let trial = Trial::new();
    let before = state(&trial.root);
    let staging = Staging::begin(&trial.goal(), &[]).expect("it may be replaced");
    let unreadable = |error: &io::Error| Diagnostic::new(Code::FileAccess, error.to_string());
    let report = staging.stream(&path("a"), Mode::Plain, &mut Failing(500_000), &unreadable);
    assert_eq!(report.expect_err("it fails").diagnostics()[0].message, "the cable is out");
    staging.write(&path("b"), b"b", false).expect("there is room");
    let twice = staging.write(&path("b"), b"c", false).expect_err("it is there");
    drop(staging);
    assert_eq!(before, state(&trial.root));
    kept("staged_twice", &trial.shown(&twice));
}

#[test]
fn a_new_folder_that_cannot_be_put_in_place_gives_the_old_one_back() {
    let trial = Trial::new();
    let before = state(&trial.root);
    let staging = Staging::begin(&trial.goal(), &[]).expect("it may be replaced");
    fs::remove_dir_all(staging.folder()).expect("it is ours");
    let said = trial.shown(&staging.commit().expect_err("there is nothing to put in place"));
    assert!(said.contains("DIR/staged cannot be put in its place"), "{said}");
    assert_eq!(before, state(&trial.root));
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let trial = Trial::new();
    let make = |name: &str, files: &[&str]| {
        for file in files {
            let file = trial.root.join(name).join(file);
            fs::create_dir_all(file.parent().expect("it has one")).expect("a folder can be made");
            fs::write(file, "left").expect("it can be written");
        }
        trial.root.join(name)
    };
    let abandoned = make(".codex-sdkgen-aaaaaa.staging", &["new/a"]);
    let done = make(".codex-sdkgen-bbbbbb.staging", &["old/a"]);
    let last_copy = make(".codex-sdkgen-cccccc.staging", &["new/a", "old/a"]);
    let other = make(".codex-sdkgen-notours.staging", &["new/a"]);
    let at_work = Staging::begin(&trial.root.join("elsewhere"), &[]).expect("it may be made");
    let staging = Staging::begin(&trial.goal(), &[]).expect("it may be replaced");
    assert!(!abandoned.exists() && !done.exists());
    assert!(last_copy.exists() && other.exists(), "what may be the last copy of something stays");
    assert!(at_work.folder().exists(), "what somebody works in stays");
    drop(staging);
}

#[cfg(unix)]
#[test]
fn what_must_not_be_replaced_is_refused() {
    use std::os::unix::fs::symlink;
    let trial = Trial::new();
    let root = &trial.root;
    for folder in ["source/inner", "checkout/.git"] {
        fs::create_dir_all(root.join(folder)).expect("a folder can be made");
    }
    symlink("source", root.join("link")).expect("a link");
    symlink("nowhere", root.join("dangling")).expect("a link");
    let cases: Vec<(&str, PathBuf)> = vec![
        ("the source", root.join("source")),
        ("the source by a way around", root.join("source/inner/..")),
        ("a folder in the source", root.join("source/inner")),
        ("a new folder in the source", root.join("source/new/deep")),
        ("a folder around the source", root.clone()),
        ("a folder in the source through a link", root.join("link/inner")),
        ("a link to the source", root.join("link")),
        ("a link with a slash", root.join("link/")),
        ("a link to nothing", root.join("dangling")),
        ("something in a link to nothing", root.join("dangling/new")),
        ("a file", root.join("evil")),
        ("something in a file", root.join("evil/new")),
        ("a checkout", root.join("checkout")),
        ("a way back from nowhere", root.join("missing/../../x")),
        ("no name", PathBuf::new()),
        ("the root", PathBuf::from("/")),
    ];
    let before = state(root);
    let mut told = String::new();
    for (title, goal) in cases {
        let source = root.join("source");
        let report = Staging::begin(&goal, &[&source]).err().unwrap_or_else(|| panic!("{title} is replaced"));
        let said = trial.shown(&report);
        told.push_str(&format!("# {title}\n{said}\n"));
    }
    assert_eq!(before, state(root));
    kept("refused_goals", &told);
}

#[test]
fn where_people_live_and_work_is_not_replaced() {
    let here = std::env::current_dir().expect("we are somewhere");
    let around = here.parent().expect("not at the root").to_owned();
    let goals = [PathBuf::from("."), PathBuf::from("src/.."), here, around];
    let home = std::env::home_dir().filter(|home| home.is_dir());
    for goal in goals.into_iter().chain(home) {
        let report = Staging::begin(&goal, &[]).expect_err("it is needed");
        let problem = &report.diagnostics()[0];
        assert_eq!(problem.code, Code::BadStaging, "{problem:?}");
        let said = &problem.notes[0].1;
        assert!(["current folder", "home folder"].iter().any(|what| said.contains(what)), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_moved_away_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let trial = Trial::new();
    let staging = Staging::begin(&trial.goal(), &[]).expect("it may be replaced");
    staging.write(&path("a"), b"a", false).expect("there is room");
    let before = state(&trial.goal());
    let mode = |mode| fs::set_permissions(&trial.root, fs::Permissions::from_mode(mode)).expect("it is ours");
    mode(0o555);
    if fs::write(trial.root.join("probe"), "").is_ok() {
        // Whoever may write everywhere sees no such error.
        mode(0o755);
        return;
    }
    staging.commit().expect_err("nothing can be renamed here");
    assert_eq!(before, state(&trial.goal()));
    mode(0o755);
}
