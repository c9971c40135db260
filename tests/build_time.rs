//! A crate that compiles its part of the protocol when it is built: Cargo runs its build script again when an input of it
//! changes, and not before. The sample of the workspace is copied, so that its inputs can be changed.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// A copy of the sample with a schema of its own, outside of any workspace.
struct Sample(TempDir);

impl Sample {
    fn new() -> Self {
        let sample = Self(tempfile::tempdir().expect("there is room"));
        copy(&Path::new(PROJECT).join("tests/rust/build-time"), &sample.0.path().join("sample"));
        copy(&Path::new(PROJECT).join("schema"), &sample.0.path().join("schema"));
        fs::copy(Path::new(PROJECT).join("Cargo.lock"), sample.0.path().join("sample/Cargo.lock"))
            .expect("the versions are locked");
        sample.edit("sample/build.rs", "../../../schema", "../schema");
        sample.edit("sample/Cargo.toml", "../../..", PROJECT);
        sample.edit("sample/Cargo.toml", "\n[lints]\nworkspace = true\n", "\n[workspace]\n");
        sample
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.0.path().join(path);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{} has {from:?}", path.display());
        fs::write(path, text.replace(from, to)).expect("the file can be written");
    }

    /// Builds, and tells what Cargo said.
    fn build(&self) -> (bool, String) {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--verbose", "--color", "never"])
            .current_dir(self.0.path().join("sample"))
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("Cargo runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Builds successfully, and tells whether the build script ran.
    fn runs_its_script(&self) -> bool {
        let (done, said) = self.build();
        assert!(done, "{said}");
        said.lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("Running `")
                && line.contains("build-time-")
                && line.contains("build-script-build`")
        })
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file can be copied");
        }
    }
}

#[test]
fn slow_the_script_runs_again_when_an_input_changes_and_not_before() {
    let sample = Sample::new();
    assert!(sample.runs_its_script(), "nothing was compiled yet");
    assert!(!sample.runs_its_script(), "nothing changed");

    sample.edit("schema/NOTICE", "\n", "\n\n");
    sample.edit("sample/src/lib.rs", "gpt-5", "gpt-6");
    assert!(!sample.runs_its_script(), "no input changed");

    sample.edit("sample/surface.toml", "\"turn/*\"", "\"turn/*\", \"model/list\"");
    let (done, said) = sample.build();
    let question = "error[E400]: no module is named for the method model/list";
    assert!(
        !done && said.contains(question) && said.contains("add \"model\" = \"...\"  to [modules]"),
        "{said}"
    );

    sample.edit("sample/surface.toml", "item = \"item\"", "item = \"item\"\nmodel = \"model\"");
    sample.edit(
        "sample/src/lib.rs",
        "use codex::wire::",
        "pub use codex::types::ModelListParams;\nuse codex::wire::",
    );
    assert!(sample.runs_its_script(), "the curation changed");
    assert!(!sample.runs_its_script(), "nothing changed");

    sample.edit("schema/history.toml", "records", "# Read again.\nrecords");
    assert!(sample.runs_its_script(), "the history changed");
}
