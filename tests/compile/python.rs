//! Packages in a folder of their own, judged by Python scripts in one process each.

use std::path::Path;
use std::process::Command;

use codex_sdkgen::package::Tree;

use crate::compiled;
use crate::tools;

/// A folder that packages are written to.
pub struct Packages(tempfile::TempDir);

impl Packages {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room"))
    }

    pub fn add(&self, tree: &Tree) {
        compiled::write(tree, self.path());
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs a script of `tests/support` on the folder, in another one, and gives back what it said; nothing without
    /// the tools. Fails if the script fails or leaves a file behind.
    pub fn judge(&self, script: &str) -> Option<String> {
        let python = tools::find("python")?;
        let elsewhere = tempfile::tempdir().expect("there is room");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(script);
        let mut command = Command::new(python);
        command.arg("-B").arg(script).arg(self.path()).current_dir(elsewhere.path());
        let (content, said) = tools::run(&mut command);
        assert!(content, "{said}");
        let left = std::fs::read_dir(elsewhere.path()).expect("the folder is still there").count();
        assert_eq!(left, 0, "something ran that wrote files");
        Some(said)
    }
}
