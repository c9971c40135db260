//! Whether settings can be meant: each for itself, and together.
//!
//! In: a configuration. Out: nothing, or the first problem in a sentence that shows no secret.

use std::ffi::OsStr;
use std::time::Duration;

use super::CodexConfig;
use crate::client::error::ConfigError;

const LOOPBACK: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

type Checked = Result<(), ConfigError>;

pub(super) fn check(config: &CodexConfig) -> Checked {
    process(config)?;
    for (name, value) in [
        ("client_name", &config.client_name),
        ("client_title", &config.client_title),
        ("client_version", &config.client_version),
    ] {
        need(!value.trim().is_empty(), || format!("{name} is empty"))?;
        need(!value.chars().any(char::is_control), || format!("{name} has control characters"))?;
    }
    if let Some(limit) = config.request_timeout {
        positive("request_timeout", limit)?;
    }
    positive("start_timeout", config.start_timeout)?;
    need(config.max_in_flight > 0, || "max_in_flight must be 1 or more".to_owned())?;
    need(config.stream_limit > 0, || "stream_limit must be 1 or more".to_owned())?;
    match &config.url {
        Some(url) => running(config, url),
        None => need(config.auth_token.is_none(), || "auth_token is for a url, and there is none".to_owned()),
    }
}

/// What only a process that the client starts can be given.
fn process(config: &CodexConfig) -> Checked {
    for (name, path) in [("codex_bin", &config.codex_bin), ("cwd", &config.cwd)] {
        let is_empty = path.as_ref().is_some_and(|path| path.as_os_str().is_empty());
        need(!is_empty, || format!("{name} is empty; leave it out or give a path"))?;
    }
    if let Some(command) = &config.launch_args_override {
        let names_program = command.first().is_some_and(|program| !program.is_empty());
        need(names_program, || "launch_args_override names no program".to_owned())?;
        let has_null = command.iter().any(|it| contains_null(it));
        need(!has_null, || "launch_args_override has a null character".to_owned())?;
    }
    for setting in &config.config_overrides {
        let is_setting = setting.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty());
        need(is_setting && !setting.contains('\0'), || {
            "each of config_overrides must be key=value, like model=\"gpt-5.5\"".to_owned()
        })?;
    }
    for (name, value) in &config.env {
        let is_name = !name.is_empty() && !name.contains(['=', '\0']);
        need(is_name, || format!("env has {name:?}, which cannot name a variable"))?;
        need(!value.contains('\0'), || format!("the value of {name:?} in env has a null character"))?;
    }
    Ok(())
}

fn running(config: &CodexConfig, url: &str) -> Checked {
    for (name, is_given) in [
        ("codex_bin", config.codex_bin.is_some()),
        ("launch_args_override", config.launch_args_override.is_some()),
        ("config_overrides", !config.config_overrides.is_empty()),
        ("cwd", config.cwd.is_some()),
        ("env", !config.env.is_empty()),
    ] {
        need(!is_given, || {
            format!("url and {name} exclude each other: the app-server of a url runs already")
        })?;
    }
    let endpoint = endpoint(url)?;
    need(cfg!(feature = "ws"), || "url needs the feature `ws` of the crate codex-app-server".to_owned())?;
    let Some(token) = &config.auth_token else { return Ok(()) };
    let is_header = token.chars().all(|it| it.is_ascii() && !it.is_ascii_control());
    need(is_header, || "auth_token has characters that no HTTP header can hold".to_owned())?;
    need(!token.trim().is_empty(), || "auth_token is empty".to_owned())?;
    need(endpoint.scheme != "unix", || "auth_token is for ws:// and wss:// urls".to_owned())?;
    need(endpoint.scheme == "wss" || LOOPBACK.contains(&endpoint.host.as_str()), || {
        "auth_token would cross the network unencrypted; use a wss:// url".to_owned()
    })
}

/// Where a url leads.
pub(crate) struct Endpoint {
    /// `ws`, `wss` or `unix`.
    pub(crate) scheme: &'static str,
    /// The host in lower case, without the brackets of an IPv6 address; empty for a socket.
    pub(crate) host: String,
}

/// What a url names that can be one of an app-server.
pub(crate) fn endpoint(url: &str) -> Result<Endpoint, ConfigError> {
    let found = url.split_once("://");
    let scheme = found.and_then(|(scheme, _)| ["ws", "wss", "unix"].into_iter().find(|it| *it == scheme));
    let (Some(scheme), Some((_, rest))) = (scheme, found) else {
        let start: String = url.chars().take(8).collect();
        return Err(ConfigError::new(format!(
            "url must start with ws://, wss:// or unix://, and starts with {start:?}"
        )));
    };
    need(!url.chars().any(|it| it.is_control() || it.is_whitespace()), || {
        "url has spaces or control characters; write them as %XX".to_owned()
    })?;
    if scheme == "unix" {
        need(rest.starts_with('/') && rest.len() > 1, || {
            "url must hold the absolute path of the socket: unix:///PATH".to_owned()
        })?;
        return Ok(Endpoint { scheme, host: String::new() });
    }
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    need(!authority.contains('@'), || "url must hold no user or password; use auth_token".to_owned())?;
    let (host, port) = host_and_port(authority);
    need(!host.is_empty(), || "url names no host: ws://HOST:PORT".to_owned())?;
    let is_port =
        port.is_empty() || (port.bytes().all(|it| it.is_ascii_digit()) && port.parse::<u16>().is_ok());
    need(is_port, || "url has no valid port".to_owned())?;
    Ok(Endpoint { scheme, host })
}

fn host_and_port(authority: &str) -> (String, &str) {
    if let Some(inside) = authority.strip_prefix('[') {
        let (host, port) = inside.split_once(']').unwrap_or((inside, ""));
        return (host.to_owned(), port.strip_prefix(':').unwrap_or(port));
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    (host.to_lowercase(), port)
}

fn positive(name: &str, limit: Duration) -> Checked {
    need(!limit.is_zero(), || format!("{name} must be more than no time"))
}

fn contains_null(text: &OsStr) -> bool {
    text.as_encoded_bytes().contains(&0)
}

fn need(condition: bool, complaint: impl FnOnce() -> String) -> Checked {
    if condition { Ok(()) } else { Err(ConfigError::new(complaint())) }
}
