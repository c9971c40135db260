//! The rules of the house, read from the sources themselves: floors, names, headers, lengths, plain text.
//! Each test collects everything that breaks its rule and says where.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

use std::path::Path;
use std::process::Command;

/// The floors from the ground up; a floor uses those before it.
const FLOORS: [&str; 13] = [
    "parallel", "diag", "curation", "schema", "ir", "naming", "history", "surface", "emit", "package",
    "build", "release", "cli",
];

/// The files that may touch the disk, start a program or end one.
const DISK: [&str; 13] = [
    "src/schema/pin.rs",
    "src/schema/program.rs",
    "src/schema/store.rs",
    "src/history/exports.rs",
    "src/package/disk.rs",
    "src/release/source/file.rs",
    "src/release/source/folder.rs",
    "src/release/staging/disk.rs",
    "src/release/staging/goal.rs",
    "src/release/verify/program.rs",
    "src/release/wheel/disk.rs",
    "src/build.rs",
    "src/main.rs",
];

/// The longest a source file may be.
const LENGTH: usize = 400;

/// Every file of the project, tracked or about to be, and its text if it is text.
fn files() -> Vec<(String, String)> {
    let args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let output = Command::new("git").args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("git lists the files of a checkout");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout).expect("the names are text");
    let read = |path: &str| Some((path.to_owned(), String::from_utf8(std::fs::read(path).ok()?).ok()?));
    let files: Vec<_> = list.split_terminator('\0').filter_map(read).collect();
    assert!(files.iter().any(|(path, _)| path == "src/lib.rs"));
    files
}

fn files_of(folder: &str, extension: &str) -> Vec<(String, String)> {
    let wanted = |(path, _): &(String, String)| path.starts_with(folder) && path.ends_with(extension);
    let files: Vec<_> = files().into_iter().filter(wanted).collect();
    assert!(!files.is_empty(), "there is nothing to judge in {folder}");
    files
}

/// The lines of a Rust source that are code of the product: no comments, no tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn judge(rule: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

/// The names that follow each `crate::` of some code, groups and lines included.
fn crate_names(text: &str) -> Vec<String> {
    let code: String = code(text).map(|(_, line)| line.to_owned() + "\n").collect();
    let mut names = Vec::new();
    for (at, marker) in code.match_indices("crate::") {
        let rest = code.get(at + marker.len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group_members(group)),
            None => names.push(first_word(rest)),
        }
    }
    names
}

/// The first names in a group of imports, whose opening brace is gone.
fn group_members(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(first_word(group.get(start..at).unwrap_or_default().trim_start()));
                start = at + 1;
                if sign == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn floor_of(path: &str) -> Option<usize> {
    let name = path.strip_prefix("src/")?.split(['/', '.']).next()?;
    FLOORS.iter().position(|floor| *floor == name)
}

#[test]
fn floors_use_those_below() {
    let mut faults = Vec::new();
    for (path, text) in files_of("src/", ".rs") {
        let Some(floor) = floor_of(&path) else {
            assert!(["src/lib.rs", "src/main.rs"].contains(&path.as_str()), "{path} stands on no floor");
            continue;
        };
        for name in crate_names(&text) {
            let of_all = name.starts_with("py_");
            let on_top = ["src/build", "src/cli"].iter().any(|top| path.starts_with(top));
            let allowed = match FLOORS.iter().position(|floor| *floor == name) {
                Some(other) => other <= floor,
                // The emitter of the client writes paths of the crate that it emits.
                None => of_all || on_top || path.starts_with("src/emit/rust/client/"),
            };
            if !allowed {
                faults.push(format!("{path} uses crate::{name}"));
            }
        }
        let depth = path.matches('/').count();
        if code(&text).any(|(_, line)| line.contains(&"super::".repeat(depth))) {
            faults.push(format!("{path} leaves its floor through super"));
        }
    }
    judge("A floor uses itself and those below", faults);
}

/// The two halves of the top of emission: what both need stands beside them.
#[test]
fn languages_do_not_use_each_other() {
    let mut faults = Vec::new();
    for (own, other) in [("src/emit/rust", "python"), ("src/emit/python", "rust")] {
        for (path, text) in files_of(own, ".rs") {
            let ways = [format!("emit::{other}"), format!("super::{other}"), format!("emit::{{{other}")];
            for (at, line) in code(&text) {
                let found = ways.iter().filter(|way| line.contains(way.as_str()));
                faults.extend(found.map(|way| format!("{path}:{at} uses {way}")));
            }
        }
    }
    judge("An emitter knows nothing of another", faults);
}

#[test]
fn the_reader_of_imports_sees_them() {
    let text = "use crate::{a::{b, c}, d,\n    e::f};\n// use crate::g;\nfn x() { crate::h::i(); }\n";
    assert_eq!(crate_names(text), ["a", "d", "e", "h"]);
    assert_eq!(floor_of("src/ir/lower.rs"), FLOORS.iter().position(|floor| *floor == "ir"));
    assert_eq!(floor_of("src/lib.rs"), None);
}

#[test]
fn each_thing_is_known_in_one_place() {
    let keywords = ["\"$ref\"", "\"oneOf\"", "\"anyOf\"", "\"allOf\"", "\"additionalProperties\""];
    let mut faults = Vec::new();
    for (path, text) in files_of("src/", ".rs") {
        let may_touch_disk = DISK.contains(&path.as_str()) || path.starts_with("src/cli");
        let knows_schema = path.starts_with("src/schema") || path == "src/history/fit.rs";
        for (at, line) in code(&text) {
            let mut forbid = |what: &str, allowed: bool| {
                if line.contains(what) && !allowed {
                    faults.push(format!("{path}:{at} has {what}"));
                }
            };
            forbid("use heck", path == "src/naming/words.rs");
            forbid("prettyplease", path == "src/emit/rust/file.rs");
            forbid("use quote", path.starts_with("src/emit/rust"));
            forbid("std::fs", may_touch_disk);
            forbid("std::process", may_touch_disk);
            forbid("std::net", false);
            forbid("std::time", path == "src/schema/program.rs");
            forbid("std::env", path.starts_with("src/cli") || DISK.contains(&path.as_str()));
            forbid("print!(", false);
            forbid("println!(", false);
            for keyword in keywords {
                forbid(keyword, knows_schema);
            }
        }
    }
    judge("Keywords, word splitting, the disk and the outside world each have their place", faults);
}

#[test]
fn nothing_panics_on_purpose() {
    let ways = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "dbg!("];
    let mut faults = Vec::new();
    for (path, text) in files_of("src/", ".rs") {
        for (at, line) in code(&text) {
            let found = ways.iter().filter(|way| line.contains(*way));
            faults.extend(found.map(|way| format!("{path}:{at} has {way}")));
        }
    }
    judge("What can go wrong is an error with a place", faults);
}

#[test]
fn files_are_short() {
    let mut lengths = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in files() {
        let is_source = (path.ends_with(".rs") || path.ends_with(".py")) && !path.starts_with("generated/");
        let length = text.lines().count();
        if is_source && length > LENGTH {
            faults.push(format!("{path} has {length} lines"));
        }
        if path.starts_with("src/") {
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    println!("{} files in src, median {median} lines, longest {:?}", lengths.len(), lengths.last());
    judge(&format!("A file has at most {LENGTH} lines"), faults);
    assert!(median <= 160, "half of the files in src have more than {median} lines");
    let main = std::fs::read_to_string("src/main.rs").expect("it is there");
    assert!(main.lines().count() <= 25);
}

#[test]
fn every_source_says_what_it_is() {
    let mut faults = Vec::new();
    for (path, text) in files() {
        if path.ends_with(".rs") {
            let is_comment =
                |line: &&str| line.is_empty() || (line.starts_with("//") && !line.starts_with("//!"));
            let lines = text.lines().skip_while(|line| path.starts_with("generated/") && is_comment(line));
            let header = lines.take_while(|line| line.starts_with("//!")).count();
            // What readers of the crate's documentation see may tell more.
            let is_public =
                ["generated/", "templates/rust/", "src/lib.rs"].iter().any(|of| path.starts_with(of));
            let is_long = header > 6 && !is_public;
            if header == 0 || is_long {
                faults.push(format!("{path} opens with {header} lines about itself"));
            }
        } else if path.ends_with(".py") {
            let mut lines = text.lines().skip_while(|line| line.is_empty() || line.starts_with('#'));
            if !lines.next().unwrap_or_default().starts_with("\"\"\"") {
                faults.push(format!("{path} has no docstring"));
            }
        }
    }
    judge("A source opens with what comes in, what goes out and what is guaranteed", faults);
}

#[test]
fn names_mean_something() {
    let banned = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff"];
    let parts = |path: &str| path.split(['/', '.']).map(str::to_owned).collect::<Vec<_>>();
    let faults = files().into_iter().map(|(path, _)| path);
    judge(
        "A name says what is inside",
        faults.filter(|path| parts(path).iter().any(|part| banned.contains(&part.as_str()))).collect(),
    );
}

#[test]
fn text_is_plain() {
    let mut faults = Vec::new();
    for (path, text) in files() {
        let made_elsewhere = (path.starts_with("schema/") && path.ends_with(".json"))
            || path.starts_with("tests/fixtures/")
            || path.starts_with("snapshots/");
        if made_elsewhere {
            continue;
        }
        if text.contains('\r') || text.starts_with('\u{feff}') {
            faults.push(format!("{path} has other line ends than LF, or a byte order mark"));
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            faults.push(format!("{path} does not end with one line feed"));
        }
        let spaces = text.lines().enumerate().filter(|(_, line)| line.ends_with([' ', '\t']));
        faults.extend(spaces.map(|(at, _)| format!("{path}:{} ends in a space", at + 1)));
    }
    judge("Text is UTF-8 with LF and no spaces at the end of lines", faults);
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    // Written in parts, so that this file does not name them either.
    let machines = [
        ["/", "home/"],
        ["/", "root/"],
        ["/", "Users/"],
        ["/work/", "main"],
        ["/work/", "shared"],
        ["/tmp", "/w/"],
    ];
    let registries = [["crates", ".io"], ["pypi", ".org"], ["python", "hosted"], ["npm", "js."]];
    let mut faults = Vec::new();
    for (path, text) in files() {
        let given = path.ends_with("Cargo.lock")
            || path.starts_with("schema/")
            || path.starts_with("tests/fixtures/");
        if given {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            let mut found = machines.iter().chain(&registries).map(|parts| parts.concat());
            if let Some(name) = found.find(|name| line.contains(name.as_str())) {
                faults.push(format!("{path}:{} names {name}", at + 1));
            }
        }
    }
    judge("The project knows no machine and no registry", faults);
}

#[test]
fn every_fixture_is_used() {
    let all = files();
    let is_test = |path: &str| {
        let tests = path.starts_with("tests/") && !path.starts_with("tests/fixtures/");
        (tests || path.starts_with("benches/") || path == "test") && path != "tests/tidy.rs"
    };
    let tests: String = all.iter().filter(|(path, _)| is_test(path)).map(|(_, text)| text.as_str()).collect();
    let snapshots: Vec<&str> =
        all.iter().map(|(path, _)| path.as_str()).filter(|it| it.ends_with(".snap")).collect();
    let mut faults = Vec::new();
    for (path, _) in all.iter().filter(|(path, _)| path.starts_with("tests/fixtures/")) {
        let name = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let folder = path.rsplit('/').nth(1).unwrap_or_default();
        let shown = |name: &str| {
            snapshots.iter().any(|snapshot| {
                snapshot.contains(&format!("@{name}.")) || snapshot.ends_with(&format!("/{name}.snap"))
            })
        };
        let needs_none = path.starts_with("tests/fixtures/cli/") || name == "NOTICE";
        if !(needs_none || tests.contains(name) || shown(name) || shown(folder)) {
            faults.push(path.clone());
        }
    }
    judge(
        "A fixture is named in a test, has a snapshot, or is part of a project that is copied whole",
        faults,
    );
}
