//! The Python process that serves the mock model and prepares the real runtime: `tests/python/client/driver.py`.
//!
//! In: commands. Out: their values; a failure of the test when a command fails. What this machine lacks is an `Err`
//! with the reason.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::place::{root, support};

/// A running driver; it ends, with all that it started, when this goes out of scope.
pub(crate) struct Driver {
    process: Child,
    commands: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts it.
    pub(crate) fn start(python: &Path) -> Self {
        let mut command = Command::new(python);
        command
            .env("PYTHONPATH", root().join("tests/python"))
            .arg(support("driver.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().expect("the driver starts");
        let commands = process.stdin.take();
        let replies = process.stdout.take().expect("its output is a pipe");
        Self { process, commands, replies: BufReader::new(replies) }
    }

    /// The value of a command; `Err` when it cannot be tried here.
    pub(crate) fn ask(&mut self, command: &Value) -> Result<Value, String> {
        let pipe = self.commands.as_mut().expect("it runs");
        writeln!(pipe, "{command}").expect("the driver takes commands");
        let mut line = String::new();
        self.replies.read_line(&mut line).expect("the driver answers");
        let mut reply: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("the driver said {line:?}"));
        if let Some(reason) = reply.get("skipped").and_then(Value::as_str) {
            return Err(reason.to_owned());
        }
        assert!(reply.get("error").is_none(), "{command}: {}", reply["error"]);
        Ok(reply["ok"].take())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.commands = None;
        let _ = self.process.wait();
    }
}
