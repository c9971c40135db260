//! The real runtime, offline, with a model that says what the test scripts.
//!
//! In: replies in the words of `model_replies.py`, settings in those of `real.py`. Out: the command that starts the
//! runtime, with an environment of its own and nothing of this process; what the model was asked. At the end nothing
//! lives that knows its home, and the model was asked for nothing that nobody scripted.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::Driver;
use crate::place::{skipped, tools};
use crate::play::GRACE;
use crate::processes::living_with;
use crate::waiting::wait_for;

/// What may be chosen before a runtime is prepared.
#[derive(Default)]
pub struct Stage<'a> {
    /// An expression like `Settings(sandbox_mode='read-only')`.
    pub settings: Option<&'a str>,
    /// A published version; by default the pinned one.
    pub version: Option<&'a str>,
    /// Whether requests that nobody scripted are looked over.
    pub unscripted_is_fine: bool,
}

impl Stage<'_> {
    /// The runtime; `None`, said aloud, where this machine lacks it.
    pub fn runtime(&self) -> Option<Runtime> {
        let Some(python) = tools() else {
            skipped("the tools are not installed: ./test tools");
            return None;
        };
        let mut driver = Driver::start(&python);
        let home = tempfile::Builder::new().prefix("runtime-").tempdir().expect("a temporary folder");
        let command = json!({
            "do": "prepare", "folder": home.path(), "settings": self.settings, "version": self.version,
        });
        let told = match driver.ask(&command) {
            Ok(told) => told,
            Err(reason) => {
                skipped(&reason);
                return None;
            }
        };
        let workspace = PathBuf::from(told["workspace"].as_str().expect("a folder"));
        let unscripted_is_fine = self.unscripted_is_fine;
        Some(Runtime { driver: Mutex::new(driver), home, told, workspace, unscripted_is_fine })
    }
}

/// A home of the runtime. Each process that is started shares it, as several windows of one user would.
pub struct Runtime {
    driver: Mutex<Driver>,
    home: TempDir,
    told: Value,
    /// The folder in which it works.
    pub workspace: PathBuf,
    unscripted_is_fine: bool,
}

/// A request that the model got.
pub struct Asked {
    /// Which model was meant.
    pub model: String,
    /// Every text of the user's, in order; the runtime's own context is among them.
    pub texts: Vec<String>,
    /// The names of the offered tools.
    pub tools: Vec<String>,
    /// The whole body.
    pub body: Value,
    /// The headers, names in lower case.
    pub headers: Value,
}

/// A request that was recorded.
pub struct Call {
    /// The wire name.
    pub method: String,
    /// The least that it takes.
    pub params: Value,
    /// What came of it, in words that are the same every time.
    pub outcome: String,
}

/// Where a runtime listens.
pub struct Endpoint {
    /// Its address.
    pub url: String,
    /// Its process.
    pub pid: u32,
}

impl Runtime {
    /// The pinned runtime with the usual settings.
    pub fn pinned() -> Option<Self> {
        Stage::default().runtime()
    }

    /// The pinned runtime with other settings, like `Settings(sandbox_mode='read-only')`.
    pub fn with(settings: &str) -> Option<Self> {
        Stage { settings: Some(settings), ..Stage::default() }.runtime()
    }

    /// A published runtime.
    pub fn older(version: &str) -> Option<Self> {
        Stage { version: Some(version), ..Stage::default() }.runtime()
    }

    /// The whole command, with the whole environment of the process.
    pub fn argv(&self) -> Vec<OsString> {
        let variables = self.env().into_iter().map(|(name, value)| format!("{name}={value}"));
        let command = self.told["argv"].as_array().expect("a command").iter();
        let command = command.map(|word| word.as_str().unwrap_or_default().to_owned());
        let words = ["env".to_owned(), "-i".to_owned()].into_iter().chain(variables).chain(command);
        words.map(OsString::from).collect()
    }

    /// The whole environment of the process.
    pub fn env(&self) -> Vec<(String, String)> {
        let variables = self.told["env"].as_object().expect("an environment").iter();
        variables.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    }

    /// The program alone.
    pub fn program(&self) -> PathBuf {
        PathBuf::from(self.told["argv"][0].as_str().expect("a program"))
    }

    /// The folder of its configuration.
    pub fn codex_home(&self) -> PathBuf {
        PathBuf::from(self.told["codex_home"].as_str().expect("a folder"))
    }

    /// The folder of everything that it may touch.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The address of the model's service.
    pub fn model_url(&self) -> String {
        self.ask(&json!({"do": "url"})).as_str().expect("a url").to_owned()
    }

    /// Scripts the next reply of the model, like `answer('Hello')`.
    pub fn says(&self, reply: &str) {
        self.ask(&json!({"do": "add", "replies": [reply]}));
    }

    /// Has a function answer first, like `lambda request: answer(request.last_user_text)`.
    pub fn responds(&self, function: &str) {
        self.ask(&json!({"do": "respond", "function": function}));
    }

    /// What the model was asked until now.
    pub fn asked(&self) -> Vec<Asked> {
        self.wait_for_asked(0)
    }

    /// What the model was asked, as soon as it was so often.
    pub fn wait_for_asked(&self, count: usize) -> Vec<Asked> {
        let mut found = self.ask(&json!({"do": "requests", "count": count}));
        found.as_array_mut().expect("requests").iter_mut().map(Asked::read).collect()
    }

    /// What a tool call came to, as the request of that number tells the model.
    pub fn output_of(&self, request: usize, call: &str) -> Value {
        self.ask(&json!({"do": "output_of", "request": request, "call_id": call}))
    }

    /// Waits until the model's stream stands at a gate.
    pub fn reached(&self, gate: &str) {
        self.ask(&json!({"do": "reached", "gate": gate}));
    }

    /// Lets the stream go on that stands there.
    pub fn open(&self, gate: &str) {
        self.ask(&json!({"do": "open", "gate": gate}));
    }

    /// Every request of the protocol as it was recorded, with the ids and the folder of today.
    pub fn calls(&self, thread: &str, turn: &str) -> Vec<Call> {
        let place = self.workspace.to_str();
        let mut told = self.ask(&json!({"do": "calls", "place": place, "thread": thread, "turn": turn}));
        told.as_array_mut().expect("calls").iter_mut().map(Call::read).collect()
    }

    /// An error in the words of the recorded outcomes.
    pub fn outcome(&self, code: i64, message: &str) -> String {
        let words = self.ask(&json!({"do": "outcome", "code": code, "message": message}));
        words.as_str().expect("words").to_owned()
    }

    /// What the runtime itself says against requests without params.
    pub fn raw_errors(&self, methods: &[String]) -> Vec<String> {
        let told = self.ask(&json!({"do": "raw_errors", "methods": methods}));
        texts(&told)
    }

    /// Starts the runtime where it listens, `ws` or `unix`; it ends with this value.
    pub fn listening(&self, kind: &str, arguments: &[&str]) -> Endpoint {
        let told = self.ask(&json!({"do": "listen", "kind": kind, "arguments": arguments}));
        let pid = told["pid"].as_u64().and_then(|pid| u32::try_from(pid).ok());
        Endpoint { url: told["url"].as_str().expect("a url").to_owned(), pid: pid.expect("a pid") }
    }

    /// Ends the runtime that listens.
    pub fn stop(&self) {
        self.ask(&json!({"do": "stop"}));
    }

    fn ask(&self, command: &Value) -> Value {
        let mut driver = self.driver.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        driver.ask(command).expect("nothing more is needed")
    }
}

impl Call {
    fn read(told: &mut Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self { method: text(&told[0]), params: told[1].take(), outcome: text(&told[2]) }
    }
}

impl Asked {
    fn read(told: &mut Value) -> Self {
        Self {
            model: told["model"].as_str().unwrap_or_default().to_owned(),
            texts: texts(&told["texts"]),
            tools: texts(&told["tools"]),
            body: told["body"].take(),
            headers: told["headers"].take(),
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let unscripted = self.ask(&json!({"do": "unscripted"}));
        assert!(self.unscripted_is_fine || unscripted == 0, "{unscripted} requests were not scripted");
        let listening = |line: &str| line.contains(" ws://") || line.contains(" unix://");
        let home = self.home.path().to_string_lossy().into_owned();
        let left = || living_with(&home).into_iter().filter(|it| !listening(&it.1)).collect::<Vec<_>>();
        assert!(wait_for(GRACE, || left().is_empty()), "left behind: {:#?}", left());
    }
}

fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}
