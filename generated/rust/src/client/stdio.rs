//! The runtime as a child process: its lines in and out, its stderr, and its end.
//!
//! One task reads its lines, one writes them, one reads its stderr, so that a runtime that reads or writes slowly
//! holds up nobody else; one sees it end. The child leads a process group of its own: Ctrl-C at the terminal is the
//! program's, not the runtime's, and what it leaves behind there ends with it. Nothing of it outlives those tasks.

use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::error::StartError;
use super::launch::{LaunchPlan, refused};
use super::lines::{LONGEST_LINE, LineBuffer};
use super::stderr::StderrTail;
use super::transport::{Ears, End, LastWords, Task, Wires, stopped};

/// How long a runtime may take to leave by itself, and again after SIGTERM.
const EXIT_TIME: Duration = Duration::from_secs(1);
/// How long the last words of a runtime are waited for.
const LAST_WORDS_TIME: Duration = Duration::from_millis(500);
/// Room for one read.
const CHUNK: usize = 1 << 16;

const EXITED: &str = "the runtime exited";
const INPUT_CLOSED: &str = "the runtime closed its input and is still running";
const OUTPUT_CLOSED: &str = "the runtime closed its output and is still running";

/// A child that ends, with its group, when this is dropped.
struct Process {
    child: Child,
    /// The id of the group, until it is ended.
    group: Option<u32>,
}

/// Starts the runtime and lets its tasks run, or says why it cannot be started.
pub(crate) fn start(plan: &LaunchPlan, stderr: Arc<StderrTail>, wires: Wires) -> Result<(), StartError> {
    let mut command = Command::new(&plan.program);
    command
        .args(&plan.arguments)
        .envs(&plan.env)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(cwd) = &plan.cwd {
        command.current_dir(cwd);
    }
    #[cfg(unix)]
    command.process_group(0);
    #[cfg(windows)]
    command.creation_flags(0x200); // CREATE_NEW_PROCESS_GROUP
    let child = command.spawn().map_err(|error| refused(plan, &error))?;
    let group = child.id();
    let process = Process { child, group };
    tokio::spawn(supervise(process, stderr, wires));
    Ok(())
}

/// The life of the child, from its first line until nothing is left of it.
async fn supervise(mut process: Process, stderr: Arc<StderrTail>, wires: Wires) {
    let Wires { ears, outgoing, mut stop, gone } = wires;
    let _given_up = LastWords(Arc::clone(&ears));
    let child = &mut process.child;
    let (Some(stdin), Some(stdout), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        ears.ended(End::because("the runtime has no pipes"));
        return;
    };
    let (close_input, input_closing) = oneshot::channel();
    let mut writer = Task::spawn(write(stdin, outgoing, input_closing));
    let mut reader = Task::spawn(read(stdout, Arc::clone(&ears)));
    let mut last_words = Task::spawn(read_stderr(errors, Arc::clone(&stderr)));
    let mut reason = None;
    let mut writes = true;
    let asked = loop {
        tokio::select! {
            _ = process.child.wait() => break false,
            () = stopped(&mut stop) => break true,
            found = reader.finished() => {
                reason = found.flatten();
                break false;
            }
            still_open = writer.finished(), if writes => {
                writes = false;
                if still_open != Some(true) {
                    reason = Some(INPUT_CLOSED.to_owned());
                    break false;
                }
            }
        }
    };
    if !asked {
        let status = timeout(LAST_WORDS_TIME, process.child.wait()).await.ok().and_then(Result::ok);
        if status.is_some() {
            process.end_group();
        }
        // what it said last is worth a moment
        let _ =
            timeout(LAST_WORDS_TIME, async { (reader.finished().await, last_words.finished().await) }).await;
        let reason = match (reason, status) {
            (Some(reason), _) if reason != INPUT_CLOSED => reason,
            (_, Some(_)) => EXITED.to_owned(),
            (Some(reason), None) => reason,
            (None, None) => OUTPUT_CLOSED.to_owned(),
        };
        ears.ended(End { reason, exit_code: status.and_then(exit_code), stderr_tail: stderr.tail() });
        stopped(&mut stop).await;
    }
    let _ = close_input.send(());
    process.leave(&mut writer).await;
    let _ = timeout(LAST_WORDS_TIME, async { (reader.finished().await, last_words.finished().await) }).await;
    let _ = gone.send(true);
}

impl Process {
    /// Waits until the child leaves by itself; then SIGTERM, then SIGKILL, whatever it takes.
    async fn leave(&mut self, writer: &mut Task<bool>) {
        let gently = async {
            writer.finished().await;
            self.child.wait().await
        };
        if timeout(EXIT_TIME, gently).await.is_err() {
            self.terminate();
            if timeout(EXIT_TIME, self.child.wait()).await.is_err() {
                let _ = self.child.start_kill();
                let _ = self.child.wait().await;
            }
        }
        self.end_group();
    }

    #[cfg(unix)]
    fn terminate(&mut self) {
        if let Some(pid) = self.child.id().and_then(pid) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
    }

    #[cfg(not(unix))]
    fn terminate(&mut self) {
        let _ = self.child.start_kill();
    }

    /// Kills what the runtime has started and left behind.
    fn end_group(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.group.take().and_then(pid) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end_group();
    }
}

#[cfg(unix)]
fn pid(number: u32) -> Option<rustix::process::Pid> {
    i32::try_from(number).ok().and_then(rustix::process::Pid::from_raw)
}

/// Reads lines up to the end; why there is one, if it is no usual end.
async fn read(mut pipe: impl AsyncRead + Unpin, ears: Arc<dyn Ears>) -> Option<String> {
    let mut buffer = LineBuffer::new(LONGEST_LINE);
    loop {
        let end = buffer.end();
        end.reserve(CHUNK);
        match pipe.read_buf(end).await {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
        if let Err(error) = buffer.drain(|lines| ears.hear(lines)) {
            return Some(format!("the runtime sent {error}"));
        }
        // readers of the same thread shall keep up with a runtime that says much
        tokio::task::yield_now().await;
    }
}

/// Writes lines until there are no more of them. Whether the pipe is still open then.
async fn write(
    mut pipe: ChildStdin,
    mut lines: mpsc::UnboundedReceiver<Vec<u8>>,
    mut closing: oneshot::Receiver<()>,
) -> bool {
    loop {
        let line = tokio::select! {
            biased;
            line = lines.recv() => line,
            _ = &mut closing => None,
        };
        let Some(line) = line else { return true };
        if pipe.write_all(&line).await.is_err() {
            return false;
        }
    }
}

async fn read_stderr(mut pipe: impl AsyncRead + Unpin, tail: Arc<StderrTail>) {
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Ok(1..) = pipe.read_buf(&mut chunk).await {
        tail.feed(&chunk);
        chunk.clear();
    }
    tail.finish();
}

fn exit_code(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Some(-signal);
    }
    status.code()
}
