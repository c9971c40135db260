//! A scripted app-server at a socket: one of `tests/python/client/socket_scripts.py`.
//!
//! In: the name of a script and what it is given. Out: the address, and a failure of the test at the end when something
//! went wrong in the script.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::Driver;
use crate::place::{skipped, tools};

/// A script that is played for each connection.
pub struct Peer {
    driver: Mutex<Driver>,
    /// Its address.
    pub url: String,
    /// The file of the authority that issued its certificate.
    pub authority: Option<String>,
    _folder: TempDir,
}

impl Peer {
    /// Plays a script; `None`, said aloud, where this machine lacks what it takes.
    pub fn new(script: &str) -> Option<Self> {
        Self::given(script, json!({}))
    }

    /// The same with the script's own parameters.
    pub fn given(script: &str, given: Value) -> Option<Self> {
        Self::play(script, &given, false)
    }

    /// The same over TLS, for 127.0.0.1 and no other name.
    pub fn secured(script: &str) -> Option<Self> {
        Self::play(script, &json!({}), true)
    }

    /// Waits until the script stands at its gate.
    pub fn reached(&self, gate: &str) {
        self.ask(&json!({"do": "reached", "gate": gate}));
    }

    /// Lets it go on.
    pub fn open(&self, gate: &str) {
        self.ask(&json!({"do": "open", "gate": gate}));
    }

    fn play(script: &str, given: &Value, is_secure: bool) -> Option<Self> {
        let Some(python) = tools() else {
            skipped("the tools are not installed: ./test tools");
            return None;
        };
        let mut driver = Driver::start(&python);
        let folder = tempfile::Builder::new().prefix("peer-").tempdir().expect("a temporary folder");
        let tls = is_secure.then(|| folder.path());
        let command = json!({"do": "serve", "script": script, "given": given, "tls": tls});
        let told = match driver.ask(&command) {
            Ok(told) => told,
            Err(reason) => {
                skipped(&reason);
                return None;
            }
        };
        let text = |name: &str| told[name].as_str().map(ToOwned::to_owned);
        let (url, authority) = (text("url").expect("a url"), text("authority"));
        Some(Self { driver: Mutex::new(driver), url, authority, _folder: folder })
    }

    fn ask(&self, command: &Value) -> Value {
        let mut driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner);
        driver.ask(command).expect("nothing more is needed")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask(&json!({"do": "end"}));
        }
    }
}
