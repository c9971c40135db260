//! The generated crate in, what Cargo makes of it out: a package that holds what it needs and nothing else, and that
//! compiles in another place.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

const CRATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../generated/rust");

/// What Cargo says, or what went wrong.
fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .args(["--offline", "--color", "never"])
        .current_dir(CRATE)
        .output()
        .expect("Cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn it_can_be_packaged() {
    cargo(&["package", "--no-verify", "--allow-dirty"]);
    let listed = cargo(&["package", "--list", "--allow-dirty"]);
    let listed: BTreeSet<&str> = listed.lines().collect();
    for file in ["Cargo.toml", "LICENSE", "README.md", "src/lib.rs", "src/types/thread.rs"] {
        assert!(listed.contains(file), "{listed:?}");
    }
    let parts = ["Cargo.", "examples/", "src/", "LICENSE", "NOTICE", "README.md", ".cargo_vcs_info.json"];
    let strange = listed.iter().filter(|path| !parts.iter().any(|part| path.starts_with(part)));
    assert_eq!(strange.collect::<Vec<_>>(), <[&&str; 0]>::default());
}

#[test]
fn nothing_in_it_points_out_of_it() {
    let mut open = vec![PathBuf::from(CRATE)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                for way in ["#[path", "include_str!(\"../../", "include!(", "path = \"../"] {
                    assert!(!text.contains(way), "{} has {way}", path.display());
                }
            }
        }
    }
}
