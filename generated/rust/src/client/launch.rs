//! The process that a configuration asks for.
//!
//! In: the configuration and the program's environment. Out: a command line, variables and a working directory, or
//! the error that tells why there is none. Nothing is started.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::config::CodexConfig;
use super::error::{CodexBinNotExecutableError, CodexBinNotFoundError, LaunchError, StartError};

/// What to start, and how.
pub(crate) struct LaunchPlan {
    /// The program: a path, or the name that `launch_args_override` gives.
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
    /// Variables beside those of the program.
    pub(crate) env: BTreeMap<String, String>,
    /// The working directory, absolute; `None` for the program's own.
    pub(crate) cwd: Option<PathBuf>,
}

impl fmt::Debug for LaunchPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // arguments and variables may hold secrets
        f.debug_struct("LaunchPlan")
            .field("program", &self.program)
            .field("arguments", &self.arguments.len())
            .field("env", &self.env.len())
            .field("cwd", &self.cwd)
            .finish()
    }
}

/// How to start the app-server that the configuration asks for.
pub(crate) fn launch_plan(config: &CodexConfig) -> Result<LaunchPlan, StartError> {
    let cwd = working_directory(config)?;
    if let Some((program, arguments)) = config.launch_args_override.as_deref().and_then(<[_]>::split_first) {
        return Ok(LaunchPlan {
            program: program.clone(),
            arguments: arguments.to_vec(),
            env: config.env.clone(),
            cwd,
        });
    }
    let program = match &config.codex_bin {
        Some(path) => executable(&absolute(path))?,
        None => on_path(config)?,
    };
    let mut arguments = Vec::new();
    for setting in &config.config_overrides {
        arguments.extend([OsString::from("--config"), OsString::from(setting)]);
    }
    arguments.extend(["app-server", "--listen", "stdio://"].map(OsString::from));
    Ok(LaunchPlan { program: program.into_os_string(), arguments, env: config.env.clone(), cwd })
}

/// Why the system refused to start the process.
pub(crate) fn refused(plan: &LaunchPlan, error: &io::Error) -> StartError {
    let program = PathBuf::from(&plan.program);
    if let Some(cwd) = plan.cwd.as_deref().filter(|cwd| !cwd.is_dir()) {
        return no_such_folder(cwd);
    }
    match error.kind() {
        io::ErrorKind::NotFound => CodexBinNotFoundError::new(program).into(),
        io::ErrorKind::PermissionDenied => CodexBinNotExecutableError::new(program).into(),
        _ => LaunchError::new(format!(
            "{} cannot be started: {error}; check that it is a codex runtime for this machine",
            program.display()
        ))
        .into(),
    }
}

/// The `codex` of the PATH that the runtime will have.
fn on_path(config: &CodexConfig) -> Result<PathBuf, StartError> {
    let own = env::var_os("PATH").unwrap_or_default();
    let path = config.env.get("PATH").map_or(own, OsString::from);
    let name = format!("codex{}", env::consts::EXE_SUFFIX);
    let mut refused = None;
    for folder in env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty()) {
        match executable(&absolute(&folder.join(&name))) {
            Ok(found) => return Ok(found),
            Err(error @ StartError::CodexBinNotExecutable(_)) => refused = refused.or(Some(error)),
            Err(_) => {}
        }
    }
    Err(refused.unwrap_or_else(|| CodexBinNotFoundError::new(None).into()))
}

fn executable(path: &Path) -> Result<PathBuf, StartError> {
    if !path.is_file() {
        return Err(CodexBinNotFoundError::new(path.to_path_buf()).into());
    }
    #[cfg(unix)]
    if rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_err() {
        return Err(CodexBinNotExecutableError::new(path).into());
    }
    Ok(path.to_path_buf())
}

fn working_directory(config: &CodexConfig) -> Result<Option<PathBuf>, StartError> {
    let Some(cwd) = config.cwd.as_deref().map(absolute) else { return Ok(None) };
    if cwd.is_dir() { Ok(Some(cwd)) } else { Err(no_such_folder(&cwd)) }
}

fn no_such_folder(cwd: &Path) -> StartError {
    LaunchError::new(format!(
        "CodexConfig::cwd is {}, and there is no such folder; create it, or give another one",
        cwd.display()
    ))
    .into()
}

/// The path from the root; `~/` is the home folder. A relative one would be taken from the working directory of the
/// new process.
fn absolute(path: &Path) -> PathBuf {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let expanded = match (path.strip_prefix("~"), env::var_os(home).filter(|it| it != OsStr::new(""))) {
        (Ok(rest), Some(home)) => Path::new(&home).join(rest),
        _ => path.to_path_buf(),
    };
    std::path::absolute(&expanded).unwrap_or(expanded)
}
