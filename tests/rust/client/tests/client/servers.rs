//! The stage itself: the scripted server and the real runtime are what the other tests take them for.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use stage::{Fake, Runtime};

/// A process that speaks in lines.
struct Raw {
    process: Child,
}

impl Raw {
    fn start(argv: Vec<std::ffi::OsString>) -> Self {
        let (program, arguments) = argv.split_first().expect("a command");
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self { process: command.spawn().expect("it starts") }
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.process.stdin.as_mut().expect("a pipe"), "{message}").expect("it listens");
    }

    /// The next line that has an id.
    fn answer(&mut self) -> Value {
        let lines = BufReader::new(self.process.stdout.as_mut().expect("a pipe")).lines();
        let mut messages =
            lines.map(|line| serde_json::from_str::<Value>(&line.expect("text")).expect("JSON"));
        messages.find(|message| message.get("id").is_some()).expect("an answer")
    }

    fn end(mut self) {
        drop(self.process.stdin.take());
        self.process.wait().expect("it ends");
    }
}

fn initialize() -> Value {
    let params = json!({"clientInfo": {"name": "raw", "title": null, "version": "1"}});
    json!({"id": 1, "method": "initialize", "params": params})
}

#[test]
fn a_scenario_of_the_python_tests_is_played() {
    let fake = Fake::given("refused/refusing", json!({"user_agent": "fake/9"}));
    let mut raw = Raw::start(fake.argv());
    raw.say(&initialize());
    assert_eq!(raw.answer()["result"]["userAgent"], "fake/9");
    raw.end();
    assert_eq!(fake.methods(), ["initialize"]);
    assert_eq!(fake.pids().len(), 1);
}

#[test]
fn the_real_runtime_knows_its_own_home_alone() {
    let Some(runtime) = Runtime::pinned() else { return };
    let mut raw = Raw::start(runtime.argv());
    raw.say(&initialize());
    let home = runtime.codex_home();
    assert_eq!(raw.answer()["result"]["codexHome"].as_str(), home.to_str());
    raw.end();
}
