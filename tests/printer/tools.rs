//! Finds the Python tools that judge printed text, and lays out a package for them to read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A tool by name, from `CODEX_SDKGEN_TOOLS` or `target/tools/bin`; says so when there is none.
pub fn find(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("CODEX_SDKGEN_TOOLS").map(PathBuf::from);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin");
    let found = given.into_iter().chain([own]).map(|dir| dir.join(name)).find(|path| path.exists());
    if found.is_none() {
        // Past the capture of the test runner, which would hide it while the test passes.
        let note = format!("SKIPPED a check: no {name}; name its directory in CODEX_SDKGEN_TOOLS\n");
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    found
}

/// Runs a tool and returns what it wrote, and whether it was content.
pub fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().expect("the tool starts");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Writes the files of the package `pkg` into a new directory.
pub fn package(files: &[(String, String)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let package = dir.path().join("pkg");
    std::fs::create_dir(&package).expect("a package directory");
    std::fs::write(package.join("__init__.py"), "").expect("a package");
    for (name, text) in files {
        std::fs::write(package.join(format!("{name}.py")), text).expect("a module");
    }
    dir
}

/// Fails unless ruff would change nothing and finds nothing.
pub fn assert_canonical(ruff: &Path, files: &[(String, String)]) {
    let dir = package(files);
    let at = |args: &[&str]| run(Command::new(ruff).args(args).current_dir(dir.path()));
    let (formatted, diff) = at(&["format", "--isolated", "--no-cache", "--diff", "."]);
    let (clean, findings) = at(&[
        "check",
        "--isolated",
        "--no-cache",
        "--output-format=concise",
        "--target-version=py310",
        "--select=E,F,W,I,B,C4,UP,RUF,PIE,SIM",
        // Long lines are for the formatter to judge, and random trees make no sense as programs:
        // their names are not defined, their defaults mutable, their branches mergeable.
        "--ignore=E501,F601,F821,F841,B006,B007,B008,PIE790,RUF012,RUF013,SIM102,SIM117",
        ".",
    ]);
    assert!(formatted, "ruff format disagrees:\n{}", head(&diff, 200));
    assert!(clean, "ruff check objects:\n{}", head(&findings, 60));
}

fn head(text: &str, lines: usize) -> String {
    text.lines().take(lines).collect::<Vec<_>>().join("\n")
}
