//! Emitted files of Rust, for tests: a schema and a curation text in, the files or the report about them out.
//! Whoever includes this file uses a part of it, and has the module `compiled` beside it.
#![allow(dead_code)]

use std::path::Path;

use codex_sdkgen::{Inputs, Policy};

use crate::compiled::Subject;

/// The emitted files of a subject, each as path below the crate and text.
pub fn files(subject: &Subject, policy: Policy) -> Result<Vec<(String, String)>, String> {
    let inputs = Inputs {
        source: &subject.source,
        curation: &subject.curation,
        history: subject.history.as_ref(),
        policy,
    };
    let shown = |report| subject.shown(&report);
    let (ir, _) = codex_sdkgen::model(inputs).map_err(shown)?;
    let names = codex_sdkgen::naming::assign(&ir, inputs.curation, policy).map_err(shown)?;
    let surface = codex_sdkgen::surface(inputs, &ir, &names).map_err(shown)?;
    codex_sdkgen::emit_rust(inputs, &surface).map_err(shown)
}

/// Writes files below a folder.
pub fn write(folder: &Path, files: impl IntoIterator<Item = (String, String)>) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// A crate of many packages, each a module with its own files and the same hand-written ones.
pub struct Many {
    folder: std::path::PathBuf,
    modules: Vec<String>,
}

impl Many {
    /// An empty one in a folder of the build directory, which keeps what is compiled for the next time.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(folder.join("src"));
        write(&folder, templates());
        Self { folder, modules: Vec::new() }
    }

    /// Adds a package under the name of a module.
    pub fn add(&mut self, module: &str, files: impl IntoIterator<Item = (String, String)>) {
        let files = files.into_iter().filter_map(|(path, text)| match path.as_str() {
            "src/lib.rs" => None,
            path => Some((format!("src/{module}/{}", path.strip_prefix("src/")?), text)),
        });
        write(&self.folder, files);
        let parts =
            ["events", "methods", "tables", "types"].map(|part| format!("pub mod {part};\n")).concat();
        let text = format!("//! `{module}`.\n\npub use crate::wire;\n{parts}");
        write(&self.folder, [(format!("src/{module}.rs"), text)]);
        self.modules.push(module.to_owned());
    }

    /// Runs a command of Cargo on all of it; what it says is an error.
    pub fn cargo(&self, command: &str, arguments: &[&str]) {
        let modules: String = self.modules.iter().map(|module| format!("pub mod {module};\n")).collect();
        let text = format!("//! Emitted packages.\n#![deny(missing_docs)]\n\npub mod wire;\n{modules}");
        write(&self.folder, [("src/lib.rs".to_owned(), text)]);
        cargo(&self.folder, command, arguments);
    }
}

/// A crate of these files and of the hand-written ones that turn JSON into types, in a folder of the build directory.
pub fn alone(name: &str, files: impl IntoIterator<Item = (String, String)>) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(folder.join("src"));
    write(&folder, templates());
    write(&folder, files);
    folder
}

/// Runs a command of Cargo on a crate; what it says is an error.
pub fn cargo(folder: &Path, command: &str, arguments: &[&str]) {
    write(folder, [("Cargo.toml".to_owned(), MANIFEST.to_owned())]);
    let lock = std::fs::read_to_string("Cargo.lock").expect("the lock is there");
    write(folder, [("Cargo.lock".to_owned(), lock)]);
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args([command, "--quiet", "--offline"]).args(arguments).current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTDOCFLAGS", "-D warnings");
    let output = cargo.output().expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.trim().is_empty(), "cargo {command}:\n{said}");
}

const MANIFEST: &str = r#"[package]
name = "emitted"
version = "0.0.0"
edition = "2024"
rust-version = "1.89"

[dependencies]
serde = { version = "1.0.229", default-features = false, features = ["std"] }
serde_json = { version = "1.0.154", features = ["float_roundtrip", "raw_value"] }

[lints.rust]
unsafe_code = "forbid"

[workspace]
"#;

/// The hand-written files that emitted ones need.
fn templates() -> Vec<(String, String)> {
    let folder = Path::new("templates/rust/src");
    let read = |path: &Path| std::fs::read_to_string(folder.join(path)).expect("a template is text");
    let entries = std::fs::read_dir(folder.join("wire")).expect("the folder of the templates");
    let inside = entries.map(|entry| Path::new("wire").join(entry.expect("an entry").file_name()));
    let paths = inside.chain([Path::new("wire.rs").to_owned()]);
    paths.map(|path| (format!("src/{}", path.display()), read(&path))).collect()
}
