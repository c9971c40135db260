//! The recorded traffic of the real app-server in, from the committed archive: messages in their order out, each with
//! its place, its direction and, for an answer, the method that it answers; and which of them are odd, from the list that
//! the tests of every language share.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::Deserialize;
use serde_json::Value;

use crate::ROOT;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Request,
    Notification,
    Response,
    Error,
    Other,
}

/// One line that was a JSON object.
#[derive(Debug)]
pub struct Message {
    /// Session and line.
    pub place: String,
    pub from_server: bool,
    pub kind: Kind,
    /// Its own method, or the one that it answers; none where the recording holds no such request.
    pub method: Option<String>,
    pub value: Value,
}

/// The lines that are not as the schema has them, each with the reason.
#[derive(Debug, Deserialize)]
pub struct Oddities {
    pub unpaired: BTreeMap<String, String>,
    pub unspecified: BTreeMap<String, Unspecified>,
    pub no_method: BTreeMap<String, String>,
    pub refused: BTreeMap<String, String>,
    unfit: BTreeMap<String, BTreeSet<usize>>,
}

/// What the server sent against its own schema.
#[derive(Debug, Deserialize)]
pub struct Unspecified {
    pub kinds: BTreeSet<String>,
}

impl Oddities {
    /// As they are listed.
    #[must_use]
    pub fn listed() -> Self {
        let text = std::fs::read_to_string(format!("{ROOT}/tests/fixtures/corpus.toml")).expect("the list");
        toml::from_str(&text).expect("the list is TOML")
    }

    /// Whether the schema refuses what stands there.
    #[must_use]
    pub fn is_unfit(&self, place: &str) -> bool {
        let line = place.split_once(':').and_then(|(session, line)| Some((session, line.parse().ok()?)));
        line.is_some_and(|(session, line)| self.unfit.get(session).is_some_and(|lines| lines.contains(&line)))
    }
}

/// Every JSON object of every session.
#[must_use]
pub fn messages() -> Vec<Message> {
    sessions().iter().flat_map(|(name, text)| read(name, text)).collect()
}

/// The few lines that are not objects which a client built.
#[must_use]
pub fn raw_lines() -> Vec<String> {
    let sessions = sessions();
    let lines = sessions.values().flat_map(|text| text.split_terminator('\n'));
    let raw = lines.filter_map(|line| {
        let entry: Value = serde_json::from_str(line).expect("a line of a recording is JSON");
        entry.get("raw")?.as_str().map(str::to_owned)
    });
    raw.collect()
}

fn sessions() -> BTreeMap<String, String> {
    let archive = std::fs::File::open(format!("{ROOT}/tests/fixtures/corpus.tar.gz")).expect("the archive");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let mut sessions = BTreeMap::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a path").to_str().expect("a plain path").to_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("a whole entry");
        sessions.insert(name, text);
    }
    sessions
}

fn read(session: &str, text: &str) -> Vec<Message> {
    let mut asked: BTreeMap<(bool, String), String> = BTreeMap::new();
    let mut messages = Vec::new();
    for (at, line) in text.split_terminator('\n').enumerate() {
        let mut entry: Value = serde_json::from_str(line).expect("a line of a recording is JSON");
        let Some(value) = entry.get_mut("msg").map(Value::take) else { continue };
        let from_server = entry["dir"] == "s2c";
        let kind = kind(&value);
        let mut method = value.get("method").and_then(Value::as_str).map(str::to_owned);
        let id = value.get("id").unwrap_or(&Value::Null).to_string();
        match (kind, &method) {
            (Kind::Request, Some(method)) => _ = asked.insert((from_server, id), method.clone()),
            (Kind::Response | Kind::Error, _) => method = asked.get(&(!from_server, id)).cloned(),
            _ => {}
        }
        messages.push(Message { place: format!("{session}:{}", at + 1), from_server, kind, method, value });
    }
    messages
}

fn kind(value: &Value) -> Kind {
    match (value.get("method"), value.get("id")) {
        (Some(_), Some(_)) => Kind::Request,
        (Some(_), None) => Kind::Notification,
        (None, _) if value.get("result").is_some() => Kind::Response,
        (None, _) if value.get("error").is_some() => Kind::Error,
        (None, _) => Kind::Other,
    }
}
