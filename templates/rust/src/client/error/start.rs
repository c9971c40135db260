//! What goes wrong while an app-server is started or reached.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::client::display::{ending, seconds, shown, tail};

/// No app-server could be started, reached or used: why, one variant for each cause.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// There is no codex executable where it was looked for.
    CodexBinNotFound(CodexBinNotFoundError),
    /// The codex executable may not be executed.
    CodexBinNotExecutable(CodexBinNotExecutableError),
    /// The system refused to start the process.
    Launch(LaunchError),
    /// The runtime ended before it answered `initialize`.
    RuntimeExited(RuntimeExitedError),
    /// There was no answer to `initialize` in time.
    StartTimeout(StartTimeoutError),
    /// What was started or reached is no app-server.
    NotAnAppServer(NotAnAppServerError),
    /// The runtime is older than the oldest that this SDK speaks with.
    RuntimeTooOld(RuntimeTooOldError),
    /// Nobody is signed in, and `CodexConfig::require_sign_in` is set.
    NotSignedIn(NotSignedInError),
    /// The app-server at `CodexConfig::url` could not be reached.
    Connect(ConnectError),
}

impl StartError {
    pub(super) fn cause(&self) -> &(dyn Error + 'static) {
        match self {
            Self::CodexBinNotFound(error) => error,
            Self::CodexBinNotExecutable(error) => error,
            Self::Launch(error) => error,
            Self::RuntimeExited(error) => error,
            Self::StartTimeout(error) => error,
            Self::NotAnAppServer(error) => error,
            Self::RuntimeTooOld(error) => error,
            Self::NotSignedIn(error) => error,
            Self::Connect(error) => error,
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.cause(), f)
    }
}

impl Error for StartError {}

/// Defines an error with public fields, the constructor that the client uses, and its message.
macro_rules! start_error {
    (
        $(#[$doc:meta])* $name:ident as $variant:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? }
        |$this:ident, $f:ident| $message:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $name {
            pub(crate) fn new($($field: impl Into<$kind>),*) -> Self {
                Self { $($field: $field.into()),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, $f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $this = self;
                $message
            }
        }

        impl Error for $name {}

        impl From<$name> for StartError {
            fn from(error: $name) -> Self {
                Self::$variant(error)
            }
        }

        impl From<$name> for super::CodexError {
            fn from(error: $name) -> Self {
                Self::Start(error.into())
            }
        }
    };
}

start_error! {
    /// There is no codex executable: `CodexConfig::codex_bin` is not the path of a file, or PATH has no `codex`.
    CodexBinNotFoundError as CodexBinNotFound {
        /// The path, absolute; `None` if it was looked for on PATH.
        path: Option<PathBuf>,
    }
    |this, f| match &this.path {
        Some(path) => write!(
            f,
            "CodexConfig::codex_bin is {}, and there is no such file; give the path of a codex executable, or \
             leave codex_bin out to use the `codex` on PATH",
            shown(&path.to_string_lossy())
        ),
        None => f.write_str(
            "no `codex` is on PATH; install the Codex CLI, or set CodexConfig::codex_bin to the path of a codex \
             executable",
        ),
    }
}

start_error! {
    /// The codex executable is a file that may not be executed.
    CodexBinNotExecutableError as CodexBinNotExecutable {
        /// The path, absolute.
        path: PathBuf,
    }
    |this, f| write!(
        f,
        "the codex executable {} may not be executed; allow it with `chmod +x`, or set CodexConfig::codex_bin to \
         the path of another one",
        shown(&this.path.to_string_lossy())
    )
}

start_error! {
    /// The system refused to start the process.
    LaunchError as Launch {
        /// What it refused, why, and what to do about it.
        reason: String,
    }
    |this, f| f.write_str(&shown(&this.reason))
}

start_error! {
    /// The runtime ended before it answered `initialize`.
    RuntimeExitedError as RuntimeExited {
        /// Its exit code, negative for a signal; `None` if it is not known.
        exit_code: Option<i32>,
        /// The last that it wrote to stderr, without secrets.
        stderr_tail: String,
    }
    |this, f| write!(
        f,
        "the runtime {} before it answered initialize; its stderr and the config.toml in CODEX_HOME tell why{}",
        this.exit_code.map_or_else(|| "ended".to_owned(), ending),
        tail(&this.stderr_tail)
    )
}

start_error! {
    /// The app-server did not answer `initialize` in time.
    StartTimeoutError as StartTimeout {
        /// How long it was waited for.
        waited: Duration,
        /// The last that the runtime wrote to stderr, without secrets.
        stderr_tail: String,
    }
    |this, f| write!(
        f,
        "the app-server did not answer initialize within {}; give it more time with \
         CodexConfig::start_timeout{}",
        seconds(this.waited),
        tail(&this.stderr_tail)
    )
}

start_error! {
    /// Whatever was started or reached does not speak the app-server protocol.
    NotAnAppServerError as NotAnAppServer {
        /// What came where the answer to `initialize` was expected.
        came: String,
    }
    |this, f| write!(
        f,
        "no app-server answered: instead of the answer to initialize came {}; check codex_bin, \
         launch_args_override or url",
        if this.came.is_empty() { "nothing".to_owned() } else { shown(&this.came) }
    )
}

start_error! {
    /// The runtime is older than the oldest that this SDK speaks with.
    RuntimeTooOldError as RuntimeTooOld {
        /// Version of the runtime.
        connected: String,
        /// The oldest version that would do.
        oldest: String,
    }
    |this, f| write!(
        f,
        "the runtime is Codex {}, and this SDK needs {} or newer; update the runtime, or point \
         CodexConfig::codex_bin at a newer one",
        shown(&this.connected),
        this.oldest
    )
}

start_error! {
    /// `CodexConfig::require_sign_in` is set and nobody is signed in.
    NotSignedInError as NotSignedIn {}
    |_this, f| f.write_str(
        "nobody is signed in and CodexConfig::require_sign_in is set; run `codex login`, or leave \
         require_sign_in out and call login_api_key() or login_chatgpt()",
    )
}

start_error! {
    /// The app-server at `CodexConfig::url` could not be reached.
    ConnectError as Connect {
        /// The endpoint, without a query, which may hold secrets.
        url: String,
        /// Why it could not be reached.
        reason: String,
        /// What to do about it.
        advice: String,
    }
    |this, f| write!(
        f,
        "cannot connect to the app-server at {}: {}; {}",
        shown(&this.url),
        shown(&this.reason),
        this.advice
    )
}

impl ConnectError {
    /// An endpoint that may just have no app-server.
    pub(crate) fn of(url: &str, reason: impl Into<String>) -> Self {
        let advice =
            "start an app-server there with `codex app-server --listen URL`, or correct CodexConfig::url";
        Self::advising(url, reason, advice)
    }

    /// An endpoint for which there is better advice.
    pub(crate) fn advising(url: &str, reason: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(url.split('?').next().unwrap_or_default(), reason, advice)
    }
}
