//! What a client must not leave behind in its process: pipes and sockets, threads, child processes.
//!
//! In: a snapshot from before. Out: a failure that lists what is there now and was not then. It sees the whole
//! process, so a test that takes one runs in a process of its own: see `alone`.

use std::collections::BTreeSet;
use std::fs;

use crate::play::GRACE;
use crate::processes::{command_line, descendants};
use crate::waiting::wait_for;

/// What the process holds.
pub struct Leftovers {
    held: BTreeSet<String>,
}

impl Leftovers {
    /// What it holds now.
    pub fn snapshot() -> Self {
        Self { held: held() }
    }

    /// Fails if it holds more than then, once that had a moment to go away.
    pub fn assert_nothing_added(&self) {
        let added = || held().difference(&self.held).cloned().collect::<Vec<_>>();
        assert!(wait_for(GRACE, || added().is_empty()), "left behind: {:#?}", added());
    }
}

fn held() -> BTreeSet<String> {
    files().chain(threads()).chain(children()).collect()
}

fn files() -> impl Iterator<Item = String> {
    entries("/proc/self/fd").filter_map(|name| {
        let target = fs::read_link(format!("/proc/self/fd/{name}")).ok()?;
        let target = target.to_str()?.to_owned();
        let counts = ["pipe:", "socket:", "anon_inode:"].iter().any(|kind| target.starts_with(kind));
        counts.then(|| format!("file {name} {target}"))
    })
}

fn threads() -> impl Iterator<Item = String> {
    entries("/proc/self/task").map(|name| {
        let kind = fs::read_to_string(format!("/proc/self/task/{name}/comm")).unwrap_or_default();
        format!("thread {name} {}", kind.trim())
    })
}

fn children() -> impl Iterator<Item = String> {
    let all = descendants(std::process::id()).into_iter().skip(1);
    all.map(|pid| format!("process {pid} {}", command_line(pid)))
}

fn entries(folder: &str) -> impl Iterator<Item = String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    found.filter_map(|entry| entry.file_name().into_string().ok())
}
