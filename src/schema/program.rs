//! A runtime binary in, the version and the exports that it writes out.
//! It runs without the user's settings: a home of its own, no input, no environment but what finds its libraries.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::diag::{Code, Diagnostic, Outcome};

/// How long one run may take; an export takes less than a second.
const PATIENCE: Duration = Duration::from_secs(120);

/// How much of what a failing program says goes into the report.
const LINES_SHOWN: usize = 8;

const BINARY: &str = "give the path of a runtime's `codex` binary";

/// The variables that a program keeps.
const ENVIRONMENT: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// The version that a runtime says it has: the last word of the first line of `--version`. What the program writes stays
/// in the scratch folder.
///
/// # Errors
/// It cannot be run, fails, takes too long or says nothing.
pub fn version(program: &Path, scratch: &Path) -> Outcome<String> {
    let said = run(program, &["--version".as_ref()], scratch)?;
    let version = said.lines().next().and_then(|line| line.split_whitespace().next_back());
    version
        .map(str::to_owned)
        .ok_or_else(|| failed(program, "says nothing when asked for its `--version`").help(BINARY).into())
}

/// Lets a runtime write its schema into a folder.
pub(super) fn export(program: &Path, experimental: bool, into: &Path, scratch: &Path) -> Outcome<()> {
    let mut arguments: Vec<&OsStr> =
        vec!["app-server".as_ref(), "generate-json-schema".as_ref(), "--out".as_ref(), into.as_ref()];
    if experimental {
        arguments.push("--experimental".as_ref());
    }
    run(program, &arguments, scratch).map(drop)
}

fn run(program: &Path, arguments: &[&OsStr], scratch: &Path) -> Outcome<String> {
    let (said, complained) = (scratch.join("stdout"), scratch.join("stderr"));
    let status = spawn(program, arguments, scratch, (&said, &complained))
        .map_err(|error| failed(program, "cannot be run").note("because", error.to_string()).help(BINARY))?;
    let read = |path: &Path| {
        std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    };
    match status {
        Some(status) if status.success() => Ok(read(&said)),
        Some(status) => {
            let complaint = read(&complained);
            let lines: Vec<&str> = complaint.lines().collect();
            let last = lines.len().saturating_sub(LINES_SHOWN);
            Err(failed(program, &format!("failed with {status}"))
                .note("ran", command(program, arguments))
                .note("said", lines.get(last..).unwrap_or_default().join("\n"))
                .help("run it by hand to see more; nothing was changed")
                .into())
        }
        None => Err(failed(program, &format!("did not end within {} seconds", PATIENCE.as_secs()))
            .note("ran", command(program, arguments))
            .help("run it by hand to see why; nothing was changed")
            .into()),
    }
}

/// Runs to the end, or ends it: no status means that it took too long.
fn spawn(
    program: &Path,
    arguments: &[&OsStr],
    scratch: &Path,
    (said, complained): (&Path, &Path),
) -> std::io::Result<Option<ExitStatus>> {
    let kept = ENVIRONMENT.iter().filter_map(|name| std::env::var_os(name).map(|value| (name, value)));
    let mut child = Command::new(located(program)?)
        .args(arguments)
        .env_clear()
        .envs(kept)
        .envs(["HOME", "USERPROFILE", "CODEX_HOME", "TMPDIR", "TEMP", "TMP"].map(|name| (name, scratch)))
        .current_dir(scratch)
        .stdin(Stdio::null())
        .stdout(File::create(said)?)
        .stderr(File::create(complained)?)
        .spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A path is relative to where we are and not to the program's folder; a bare name is searched for.
fn located(program: &Path) -> std::io::Result<PathBuf> {
    if program.components().count() > 1 { std::path::absolute(program) } else { Ok(program.to_owned()) }
}

fn command(program: &Path, arguments: &[&OsStr]) -> String {
    let words = std::iter::once(program.as_os_str()).chain(arguments.iter().copied());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn failed(program: &Path, how: &str) -> Diagnostic {
    Diagnostic::new(Code::Program, format!("{} {how}", program.display()))
}
