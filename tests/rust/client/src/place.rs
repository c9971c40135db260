//! Where the tests run: the repository, its Python, a process of their own, a place without a network.
//!
//! What a machine lacks is told past the capture of the test runner, and is a failure inside `./test`, which brings
//! everything but network namespaces.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The variable by which `./test` names the programs of its tools.
const TOOLS: &str = "CODEX_SDKGEN_TOOLS";

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).expect("this package is three folders down").to_path_buf()
}

/// A file among the Python tests of the client.
pub(crate) fn support(name: &str) -> PathBuf {
    root().join("tests/python/client").join(name)
}

/// The interpreter that has the tools; without them, the system's, which suffices for the fake server.
pub fn python() -> PathBuf {
    tools().unwrap_or_else(|| PathBuf::from("python3"))
}

/// The interpreter beside which the runtime is installed.
pub(crate) fn tools() -> Option<PathBuf> {
    let named = std::env::var_os(TOOLS).map(PathBuf::from);
    let own = root().join("target/tools/bin");
    named.into_iter().chain([own]).map(|folder| folder.join("python")).find(|path| path.exists())
}

/// Says aloud that something was not tried, and why; a failure where everything should be there.
pub fn skipped(reason: &str) {
    assert!(std::env::var_os(TOOLS).is_none() || !reason.contains("tools"), "{reason}");
    let note = format!("NOT TRIED: {reason}\n");
    let _ = std::io::stderr().write_all(note.as_bytes());
}

/// Runs one ignored test of this program in a process of its own, and fails if it fails.
pub fn alone(test: &str) {
    alone_with(test, &[]);
}

/// The same with more in its environment.
pub fn alone_with(test: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(program());
    command.args(arguments(test)).envs(environment.iter().copied());
    let output = command.output().expect("the test starts");
    judge(test, &output);
}

/// The same where loopback is all there is; told and left out where no such place can be made.
pub fn offline(test: &str) {
    let Some(python) = tools() else { return skipped("the tools are not installed: ./test tools") };
    if !has_namespaces() {
        return skipped("no network namespace can be made: unshare -n and -rn both fail");
    }
    let mut command = Command::new(python);
    let output = command.arg(support("netns.py")).arg(program()).args(arguments(test)).output();
    judge(test, &output.expect("python starts"));
}

/// Whether this process is in such a place.
pub fn is_offline() -> bool {
    std::env::var_os("CODEX_SDKGEN_INSIDE_NETNS").is_some()
}

fn has_namespaces() -> bool {
    ["-n", "-rn"].iter().any(|option| {
        let tried = Command::new("unshare").args([option, "true"]).output();
        tried.is_ok_and(|output| output.status.success())
    })
}

fn program() -> PathBuf {
    std::env::current_exe().expect("a test knows its program")
}

fn arguments(test: &str) -> [&str; 5] {
    [test, "--exact", "--ignored", "--nocapture", "--test-threads=1"]
}

fn judge(test: &str, output: &Output) {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{test} failed:\n{said}");
    assert!(said.contains("1 passed"), "there is no test {test}:\n{said}");
}
