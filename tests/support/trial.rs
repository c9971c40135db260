//! A folder with a source, a folder that was staged before and everything around them; staging is tried in it, and what
//! must not have changed is compared byte for byte.
#![allow(clippy::expect_used, clippy::panic, dead_code, reason = "a test fails by panicking and uses a part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use codex_sdkgen::diag::{Outcome, Report, Severity, Sources, Style, render};
use codex_sdkgen::package::RelPath;
use codex_sdkgen::release::progress::Silent;
use codex_sdkgen::release::source::{Payload, Source};
use codex_sdkgen::release::staging::Staging;

/// Where the files of a runtime are staged.
pub const BELOW: &str = "src/codex_cli_bin";

/// A place to try things in.
pub struct Trial {
    folder: tempfile::TempDir,
    pub root: PathBuf,
}

/// What stands at each path: its mode, and its bytes or where it points.
pub type State = BTreeMap<String, (u32, Vec<u8>)>;

impl Trial {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        let root = folder.path().canonicalize().expect("it is there").join("in/here");
        fs::create_dir_all(root.join("staged/src/codex_cli_bin")).expect("a folder can be made");
        fs::write(root.join("staged/src/codex_cli_bin/kept"), "of the release before")
            .expect("it can be written");
        fs::write(root.join("evil"), "not to be touched").expect("it can be written");
        Self { folder, root }
    }

    /// Writes a source.
    pub fn source(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.root.join(name);
        fs::write(&path, bytes).expect("it can be written");
        path
    }

    pub fn goal(&self) -> PathBuf {
        self.root.join("staged")
    }

    /// Stages a source into the goal.
    pub fn stage(&self, source: &Path, sha256: Option<&str>) -> Outcome<Payload> {
        let source = Source::open(source, sha256, &Silent)?;
        let staging = Staging::begin(&self.goal(), &[source.path()])?;
        let below = RelPath::new(BELOW).expect("it is plain");
        let payload = source.unpack(&staging, &below, &Silent)?;
        staging.commit()?;
        Ok(payload)
    }

    /// What staging says when it refuses; then everything is as it was.
    pub fn refusal(&self, source: &Path, sha256: Option<&str>) -> String {
        let before = state(self.folder.path());
        let report = match self.stage(source, sha256) {
            Err(report) => report,
            Ok(payload) => panic!("{} is let in: {payload:?}", source.display()),
        };
        let after = state(self.folder.path());
        assert!(before == after, "{} leaves something: {:?}", source.display(), after.keys());
        self.shown(&report)
    }

    /// A report with the trial's folder as `DIR`.
    pub fn shown(&self, report: &Report) -> String {
        let style = Style::Text { colour: false };
        let text = render(report, Severity::Error, &Sources::default(), style);
        text.replace(&self.root.display().to_string(), "DIR")
    }

    /// What was staged, below the import package.
    pub fn staged(&self) -> State {
        state(&self.goal().join(BELOW))
    }
}

/// Everything in a folder.
pub fn state(folder: &Path) -> State {
    let mut state = State::new();
    collect(folder, folder, &mut state);
    state
}

fn collect(root: &Path, folder: &Path, state: &mut State) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let found = fs::symlink_metadata(&path).expect("it is there");
        let name = path.strip_prefix(root).expect("it is inside").display().to_string();
        if found.is_dir() {
            state.insert(name, (mode(&found), Vec::new()));
            collect(root, &path, state);
        } else if found.is_symlink() {
            let target = fs::read_link(&path).expect("it is one").display().to_string();
            state.insert(name, (0, target.into_bytes()));
        } else if found.is_file() {
            state.insert(name, (mode(&found), fs::read(&path).expect("it can be read")));
        } else {
            state.insert(name, (mode(&found), Vec::new()));
        }
    }
}

#[cfg(unix)]
fn mode(found: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
fn mode(_found: &fs::Metadata) -> u32 {
    0
}

/// Keeps a text beside the others of releases.
pub fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/release");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // How well something compresses is not ours to say.
    settings.add_filter(r"\d+ bytes unpack to \d+", "N bytes unpack to M");
    settings.bind(|| insta::assert_snapshot!(name, text));
}
