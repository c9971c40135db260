//! Processes by number, as the system tells of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::play::PATIENCE;
use crate::waiting::wait_for;

/// Whether a process runs; one that waits to be reaped does not.
pub fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    state.is_some_and(|state| state != "Z")
}

/// Fails if the process lives on for long.
pub fn wait_until_gone(pid: u32) {
    assert!(wait_for(PATIENCE, || !lives(pid)), "process {pid} lives on");
}

/// Sends a signal by name, as `KILL`.
pub fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args(["-s", name, &pid.to_string()]).output();
    assert!(sent.is_ok(), "there is no kill");
}

/// What a process was started with; nothing once it is gone.
pub(crate) fn command_line(pid: u32) -> String {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).replace('\0', " ")
}

/// The processes that live with a text in their environment, with their command lines.
pub(crate) fn living_with(text: &str) -> Vec<(u32, String)> {
    let own = std::process::id();
    all()
        .filter(|pid| *pid != own && environment(*pid).contains(text) && lives(*pid))
        .map(|pid| (pid, command_line(pid)))
        .collect()
}

/// The process with that number and everything that it started, all the way down.
pub(crate) fn descendants(pid: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = all().filter_map(|child| Some((child, parent(child)?))).collect();
    let mut found = vec![pid];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child));
        at += 1;
    }
    found
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
}

fn environment(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn all() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir(Path::new("/proc")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
