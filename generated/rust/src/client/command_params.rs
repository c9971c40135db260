//! The params of a command, from what a program says.
//!
//! In: the command of `Codex::run_command` and `Codex::start_command`. Out: the params of `command/exec`, with an id
//! that no other command of this program has; what cannot be meant is an error before anything is sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::error::UsageError;
use crate::types::{CommandExecParams, CommandExecTerminalSize, SandboxPolicy};
use crate::wire::Maybe;

/// What the runtime keeps of each stream by itself.
const OUTPUT_LIMIT: u64 = 1 << 20;

/// What all commands have in common.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    command: Vec<String>,
    cwd: Option<PathBuf>,
    env: BTreeMap<String, Option<String>>,
    sandbox: Option<SandboxPolicy>,
    timeout: Option<Duration>,
    output_limit: Option<u64>,
}

impl Settings {
    fn new<I>(command: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self {
            command: command.into_iter().map(|word| word.as_ref().to_owned()).collect(),
            cwd: None,
            env: BTreeMap::new(),
            sandbox: None,
            timeout: None,
            output_limit: Some(OUTPUT_LIMIT),
        }
    }

    fn params(self) -> Result<CommandExecParams, UsageError> {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        if self.command.is_empty() {
            return Err(UsageError::new("command names no program"));
        }
        let mut params = CommandExecParams::new(self.command)
            .process_id(format!("client-{}", NUMBERS.fetch_add(1, Ordering::Relaxed)))
            .cwd(Maybe::from(self.cwd.as_deref().map(Path::to_string_lossy).map(String::from)))
            .sandbox_policy(Maybe::from(self.sandbox))
            .stream_stdout_stderr(true);
        if !self.env.is_empty() {
            params = params.env(self.env);
        }
        params = match self.timeout {
            None => params.disable_timeout(true),
            Some(timeout) => params.timeout_ms(milliseconds(timeout)?),
        };
        Ok(match self.output_limit {
            None => params.disable_output_cap(true),
            Some(limit) => params.output_bytes_cap(limit),
        })
    }
}

/// The time in milliseconds, rounded up.
fn milliseconds(timeout: Duration) -> Result<i64, UsageError> {
    let whole = timeout.as_nanos().div_ceil(1_000_000);
    i64::try_from(whole).ok().filter(|it| *it > 0).ok_or_else(|| {
        UsageError::new(format!(
            "timeout must be longer than nothing and no more than i64 milliseconds, not {timeout:?}"
        ))
    })
}

/// What [`RunCommand`] and [`StartCommand`] both can be told.
macro_rules! settings {
    ($name:ident) => {
        impl $name {
            /// Sets the working directory; a relative one is taken from the runtime's. By default it is the runtime's.
            #[must_use]
            pub fn cwd(mut self, folder: impl Into<PathBuf>) -> Self {
                self.settings.cwd = Some(folder.into());
                self
            }

            /// Adds a variable to those of the runtime.
            #[must_use]
            pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.settings.env.insert(name.into(), Some(value.into()));
                self
            }

            /// Takes a variable of the runtime away.
            #[must_use]
            pub fn env_remove(mut self, name: impl Into<String>) -> Self {
                self.settings.env.insert(name.into(), None);
                self
            }

            /// Sets what the command may touch: a preset, [`Sandbox`](super::Sandbox), or a model such as
            /// [`WorkspaceWriteSandboxPolicy`](crate::types::WorkspaceWriteSandboxPolicy). By default it is what the
            /// configuration of the runtime says.
            #[must_use]
            pub fn sandbox(mut self, sandbox: impl Into<SandboxPolicy>) -> Self {
                self.settings.sandbox = Some(sandbox.into());
                self
            }

            /// Sets the time after which the runtime ends the command, with exit code 124. By default there is no limit.
            #[must_use]
            pub fn timeout(mut self, limit: Duration) -> Self {
                self.settings.timeout = Some(limit);
                self
            }

            /// Sets how many bytes of each of stdout and stderr are kept; what comes beyond is lost, and `cap_reached`
            /// tells. By default it is 1 MiB. `None`: no limit; what is streamed is then not kept for `wait`.
            #[must_use]
            pub fn output_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
                self.settings.output_limit = bytes.into();
                self
            }
        }

        impl<S: AsRef<str>, const N: usize> From<[S; N]> for $name {
            fn from(command: [S; N]) -> Self {
                Self::new(command)
            }
        }

        impl<S: AsRef<str>> From<&[S]> for $name {
            fn from(command: &[S]) -> Self {
                Self::new(command)
            }
        }

        impl<S: AsRef<str>> From<Vec<S>> for $name {
            fn from(command: Vec<S>) -> Self {
                Self::new(command)
            }
        }
    };
}

/// A command to run to its end: the program and its arguments. No shell takes them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct RunCommand {
    settings: Settings,
    stdin: Option<Vec<u8>>,
}

settings!(RunCommand);

impl RunCommand {
    /// The program and its arguments.
    pub fn new<I>(command: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self { settings: Settings::new(command), stdin: None }
    }

    /// Sets what the command reads; by default it is nothing.
    #[must_use]
    pub fn stdin(mut self, data: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(data.into());
        self
    }

    /// The params, and what the command reads.
    pub(crate) fn into_params(self) -> Result<(CommandExecParams, Option<Vec<u8>>), UsageError> {
        let params = self.settings.params()?;
        let params = if self.stdin.is_some() { params.stream_stdin(true) } else { params };
        Ok((params, self.stdin))
    }
}

/// A command to start: the program and its arguments. No shell takes them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct StartCommand {
    settings: Settings,
    stdin: bool,
    tty: bool,
    size: Option<(u16, u16)>,
}

settings!(StartCommand);

impl StartCommand {
    /// The program and its arguments.
    pub fn new<I>(command: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self { settings: Settings::new(command), stdin: false, tty: false, size: None }
    }

    /// Allows to write to the command; without, it reads nothing.
    #[must_use]
    pub fn stdin(mut self) -> Self {
        self.stdin = true;
        self
    }

    /// Gives the command a terminal, which can be written to as well.
    #[must_use]
    pub fn tty(mut self) -> Self {
        self.tty = true;
        self
    }

    /// Sets rows and columns of the terminal, in characters; by default they are the runtime's.
    #[must_use]
    pub fn size(mut self, rows: u16, cols: u16) -> Self {
        self.size = Some((rows, cols));
        self
    }

    pub(crate) fn into_params(self) -> Result<CommandExecParams, UsageError> {
        let mut params = self.settings.params()?;
        if self.stdin {
            params = params.stream_stdin(true);
        }
        if self.tty {
            params = params.tty(true);
        }
        match self.size {
            Some(_) if !self.tty => Err(UsageError::new("size is that of a terminal; say tty() too")),
            Some((rows, cols)) => Ok(params.size(terminal_size(rows, cols)?)),
            None => Ok(params),
        }
    }
}

/// The size of a terminal, in characters.
pub(crate) fn terminal_size(rows: u16, cols: u16) -> Result<CommandExecTerminalSize, UsageError> {
    if rows == 0 || cols == 0 {
        return Err(UsageError::new(format!(
            "a terminal has 1 row and column or more, not {rows} and {cols}"
        )));
    }
    Ok(CommandExecTerminalSize::new(cols, rows))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{RunCommand, StartCommand};
    use crate::Sandbox;
    use crate::wire;

    #[test]
    fn what_is_said_is_sent_and_nothing_else() {
        let command = RunCommand::new(["ls", "-l"])
            .cwd("/tmp")
            .env("A", "1")
            .env_remove("B")
            .sandbox(Sandbox::ReadOnly)
            .timeout(Duration::from_micros(1500))
            .output_limit(10);
        let (params, stdin) = command.into_params().unwrap();
        assert_eq!(stdin, None);
        let mut sent = wire::to_value(&params).unwrap();
        assert!(sent["processId"].as_str().unwrap().starts_with("client-"));
        sent["processId"] = json!("p");
        assert_eq!(
            sent,
            json!({
                "command": ["ls", "-l"], "processId": "p", "cwd": "/tmp", "env": {"A": "1", "B": null},
                "sandboxPolicy": {"type": "readOnly"}, "streamStdoutStderr": true, "timeoutMs": 2,
                "outputBytesCap": 10,
            })
        );
        let (params, _) = RunCommand::from(["ls"]).output_limit(None).into_params().unwrap();
        assert_eq!((params.disable_output_cap, params.disable_timeout), (Some(true), Some(true)));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(RunCommand::new(Vec::<String>::new()).into_params().is_err());
        assert!(RunCommand::new(["ls"]).timeout(Duration::ZERO).into_params().is_err());
        assert!(RunCommand::new(["ls"]).timeout(Duration::MAX).into_params().is_err());
        assert!(StartCommand::new(["ls"]).size(1, 1).into_params().is_err());
        assert!(StartCommand::new(["ls"]).tty().size(0, 1).into_params().is_err());
        assert!(StartCommand::new(["ls"]).tty().size(1, 1).into_params().is_ok());
    }
}
