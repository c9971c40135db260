//! A copy of the invented protocol `echo` in a folder of its own, and the compiled command run in it.
//! Whoever includes this file uses a part of it.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The folder with the fixtures of the command.
pub const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli");

/// A project that a test may change.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// An untouched project in which nothing was generated.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a project");
        copy(&Path::new(FIXTURES).join("echo"), folder.path());
        Self { folder }
    }

    /// A project in which everything was generated.
    pub fn generated() -> Self {
        let project = Self::new();
        let output = project.run(&["generate"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        project
    }

    /// A path in the project.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Gives a file a text.
    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// Replaces a text in a file, which must have it.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.put(path, text.replace(from, to));
    }

    /// The command, ready to run here.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codex-sdkgen"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the command here.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the command runs")
    }

    /// What a reader of the terminal sees: the command line, both outputs and the exit code.
    pub fn transcript(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let part = |name: &str, bytes: &[u8]| match String::from_utf8_lossy(bytes) {
            text if text.is_empty() => String::new(),
            text => {
                format!("--- {name}\n{text}{}", if text.ends_with('\n') { "" } else { "<no line feed>\n" })
            }
        };
        format!(
            "$ codex-sdkgen {}\n{}{}--- exit {}\n",
            args.join(" "),
            part("stdout", &output.stdout),
            part("stderr", &output.stderr),
            output.status.code().map_or_else(|| "by a signal".to_owned(), |code| code.to_string()),
        )
    }

    /// Every file below a folder, by path; links are not followed.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), "", &mut files);
        files
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the fixture is there") {
        let entry = entry.expect("the fixture can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("the folder can be made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file can be copied");
        }
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("the folder can be listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("the entry has a type").is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
}
