//! A scripted app-server: the command that starts it, what it received, and a hand on its gates.
//!
//! In: the name of a scenario, `module/function` of `tests/python/client/scenarios`, and what it is given. Out: the
//! command for a client, and the record of the processes. When it goes out of scope every process must be gone by
//! itself, and no scenario may have gone wrong.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::{python, support};
use crate::play::{GRACE, PATIENCE};
use crate::processes::{command_line, lives, signal};
use crate::waiting::wait_for;

/// One scenario, to be started as often as a client likes; each process adds to the same record.
pub struct Fake {
    folder: TempDir,
    given: Value,
}

impl Fake {
    /// A server that plays a scenario.
    pub fn new(scenario: &str) -> Self {
        Self::given(scenario, json!({}))
    }

    /// The same with the scenario's own parameters.
    pub fn given(scenario: &str, given: Value) -> Self {
        let (module, function) = scenario.split_once('/').expect("a module and a function");
        let source = support(&format!("scenarios/{module}.py"));
        let source =
            fs::read_to_string(&source).unwrap_or_else(|_| panic!("there is no {}", source.display()));
        let folder = tempfile::Builder::new().prefix("fake-").tempdir().expect("a temporary folder");
        let whole = format!("{source}\n\nSERVE = {function:?}\n");
        fs::write(folder.path().join("scenario.py"), whole).expect("the scenario is written");
        Self { folder, given }
    }

    /// The command that starts it.
    pub fn argv(&self) -> Vec<OsString> {
        let python = python().into_os_string();
        let program = support("fake_process.py").into_os_string();
        let [scenario, record] = ["scenario.py", "record.jsonl"].map(|name| self.path(name).into_os_string());
        // -S: the standard library alone, so that it starts in a few hundredths of a second.
        vec![python, "-S".into(), program, scenario, record, self.given.to_string().into()]
    }

    /// The values of that kind: received, ignored, junk, mark, end, pid, failure.
    pub fn record(&self, kind: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path("record.jsonl")).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let entries = whole.lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
        entries.filter_map(|mut entry| entry.get_mut(kind).map(Value::take)).collect()
    }

    /// Every message of that method that came.
    pub fn received(&self, method: &str) -> Vec<Value> {
        self.record("received").into_iter().filter(|it| it["method"] == method).collect()
    }

    /// The methods of all that came, in order; those of answers are empty.
    pub fn methods(&self) -> Vec<String> {
        let all = self.record("received");
        all.iter().map(|it| it["method"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The client's answers to the server's requests.
    pub fn answers(&self) -> Vec<Value> {
        self.record("received").into_iter().filter(|it| it.get("method").is_none()).collect()
    }

    /// The message of that method, as soon as it comes.
    pub fn wait_for(&self, method: &str) -> Value {
        self.wait_for_count(method, 1)
    }

    /// The last of so many messages of that method.
    pub fn wait_for_count(&self, method: &str, count: usize) -> Value {
        let came = wait_for(PATIENCE, || self.received(method).len() >= count);
        assert!(came, "{count} x {method} never came: {}", self.so_far());
        self.received(method).swap_remove(count - 1)
    }

    /// Waits until the scenario marks that place.
    pub fn wait_for_mark(&self, name: &str) {
        let came = wait_for(PATIENCE, || self.marks().iter().any(|mark| mark == name));
        assert!(came, "the scenario never came to {name}: {}", self.so_far());
    }

    /// The marks that the scenario set.
    pub fn marks(&self) -> Vec<String> {
        self.record("mark").iter().map(|mark| mark.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Lets the scenario go on that waits for the test with that name.
    pub fn release(&self, gate: &str) {
        fs::write(self.path(&format!("{gate}.gate")), "").expect("the gate opens");
    }

    /// Every process that was started, oldest first.
    pub fn pids(&self) -> Vec<u32> {
        let all = self.record("pid");
        all.iter().filter_map(|pid| u32::try_from(pid.as_u64()?).ok()).collect()
    }

    /// Waits until every process is gone.
    pub fn wait_for_end(&self) {
        assert!(self.ends_within(PATIENCE), "the process lives on: {}", self.so_far());
    }

    /// Whether every process is gone in that time, reaped too.
    pub fn ends_within(&self, limit: Duration) -> bool {
        wait_for(limit, || !self.pids().into_iter().any(|pid| self.is_ours(pid)))
    }

    fn is_ours(&self, pid: u32) -> bool {
        command_line(pid).contains(&*self.path("record.jsonl").to_string_lossy()) && lives(pid)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a failing test wants to know.
    fn so_far(&self) -> String {
        format!("{:?}, marks {:?}, {:?}", self.methods(), self.marks(), self.record("failure"))
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        let all_gone = self.ends_within(GRACE);
        for pid in self.pids().into_iter().filter(|pid| self.is_ours(*pid)) {
            signal("KILL", pid);
        }
        if !std::thread::panicking() {
            assert!(all_gone, "the client left the process behind: {}", self.so_far());
            let failures = self.record("failure");
            assert!(failures.is_empty(), "the scenario went wrong: {failures:#?}");
        }
    }
}
