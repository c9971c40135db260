//! The exports of several runtimes in, the life of everything in the protocol out: since when, until when, stable
//! since when. Items are known by their wire identities, so a change of language names changes no line.

mod exports;
mod fit;
mod record;
mod text;
mod version;

pub use exports::read as read_exports;
pub use fit::fit;
pub use record::record;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::ir::{Ir, ItemKey, Life, Policy, Stability};
use version::Version;

/// The command that writes the history anew.
const REMEDY: &str = "run `codex-sdkgen history --exports DIR` with the exports of every recorded runtime";
/// How many items one report names.
const SHOWN: usize = 10;

/// What each recorded runtime has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    records: Vec<Version>,
    spans: BTreeMap<Item, Span>,
}

/// An item as the file states it: a table such as `fields.Thread`, and a name in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    table: &'static str,
    owner: Box<str>,
    name: Box<str>,
}

/// The records that have an item, as positions among them: the last unbroken run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    since: usize,
    stable: Option<usize>,
    until: Option<usize>,
}

/// The history that the models of several runtimes show, whatever their order.
///
/// # Errors
/// Two models of one runtime, or a version that is none.
pub fn derive<'a>(models: impl IntoIterator<Item = (&'a str, &'a Ir)>) -> Outcome<History> {
    let mut problems = Problems::default();
    let mut versions: Vec<(Version, &Ir)> = Vec::new();
    for (text, ir) in models {
        match Version::parse(text) {
            Some(version) => versions.push((version, ir)),
            None => problems.push(Diagnostic::new(Code::HistoryStale, format!("{text:?} is no version"))),
        }
    }
    versions.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in versions.windows(2) {
        if let [(older, _), (newer, _)] = pair
            && older.cmp(newer).is_eq()
        {
            problems
                .push(Diagnostic::new(Code::HistoryStale, format!("{older} and {newer} are one runtime")));
        }
    }
    let mut spans: BTreeMap<Item, Span> = BTreeMap::new();
    for (at, (_, ir)) in versions.iter().enumerate() {
        let mut here = BTreeSet::new();
        for (key, about) in ir.items() {
            let item = Item::from(&key);
            let span = spans.entry(item.clone()).or_insert(Span { since: at, stable: None, until: None });
            if span.until.is_some() {
                *span = Span { since: at, stable: None, until: None };
            }
            match about.stability {
                Stability::Stable => _ = span.stable.get_or_insert(at),
                Stability::Experimental => span.stable = None,
            }
            here.insert(item);
        }
        for (_, span) in spans.iter_mut().filter(|(item, span)| span.until.is_none() && !here.contains(item))
        {
            span.until = Some(at);
        }
    }
    problems.finish(History { records: versions.into_iter().map(|(version, _)| version).collect(), spans })
}

/// The same model with the lives of its items.
///
/// # Errors
/// The history does not end with the pinned runtime, or does not have what the model has, or has what it does not.
/// Under [`Policy::Provisional`] what is new is taken to be there since the pin, and told beside the model.
pub fn attach(ir: Ir, history: &History, pin: &str, policy: Policy) -> Outcome<(Ir, Vec<Diagnostic>)> {
    let stale = history.compare(&ir, pin);
    if let (Policy::Strict, Some(stale)) = (policy, stale.clone()) {
        return Err(stale.into());
    }
    let ir = ir.with_life(|key| match history.spans.get(&Item::from(key)) {
        Some(span) if span.until.is_none() => history.life_of(span),
        _ => Life { since: Some(pin.into()), ..Life::default() },
    });
    Ok((ir, stale.into_iter().collect()))
}

impl History {
    /// Reads the committed text.
    ///
    /// # Errors
    /// It is not what [`History::print`] writes.
    pub fn parse(file: impl Into<Arc<str>>, text: &str) -> Outcome<Self> {
        text::parse(text).map_err(|problem| {
            Diagnostic::new(Code::HistoryStale, problem).at(Place::whole(file)).help(REMEDY).into()
        })
    }

    /// The text to commit: few lines change when a runtime is added.
    #[must_use]
    pub fn print(&self) -> String {
        text::print(self)
    }

    /// The recorded runtimes, the oldest first.
    pub fn records(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(Version::as_str)
    }

    /// The first recorded runtime: what it has may be older.
    #[must_use]
    pub fn oldest(&self) -> Option<&str> {
        self.records().next()
    }

    /// The life of an item; of one that no record has, none.
    #[must_use]
    pub fn life(&self, key: &ItemKey) -> Option<Life> {
        self.spans.get(&Item::from(key)).map(|span| self.life_of(span))
    }

    fn life_of(&self, span: &Span) -> Life {
        let record = |at: usize| self.records.get(at).map(|version| version.as_str().into());
        Life {
            since: (span.since > 0).then(|| record(span.since)).flatten(),
            until: span.until.and_then(record),
            stable_since: span.stable.filter(|at| *at > span.since).and_then(record),
        }
    }

    /// What the history does not know of a model, or knows differently.
    fn compare(&self, ir: &Ir, pin: &str) -> Option<Diagnostic> {
        let mut differences = Vec::new();
        if self.records.last().map(Version::as_str) != Some(pin) {
            let last = self.records.last().map_or("none", Version::as_str);
            differences.push(format!("the newest record is {last}, the pin is {pin}"));
        }
        let mut here = BTreeSet::new();
        for (key, about) in ir.items() {
            let item = Item::from(&key);
            match self.spans.get(&item) {
                None => differences.push(format!("{key} is not recorded")),
                Some(Span { until: Some(_), .. }) => differences.push(format!("{key} is recorded as gone")),
                Some(span) if span.stable.is_some() != (about.stability == Stability::Stable) => {
                    differences.push(format!("{key} is recorded with another stability"));
                }
                Some(_) => {}
            }
            here.insert(item);
        }
        for item in self.spans.iter().filter(|(_, span)| span.until.is_none()).map(|(item, _)| item) {
            if !here.contains(item) {
                differences
                    .push(format!("{} {} {} is recorded and not there", item.table, item.owner, item.name));
            }
        }
        if differences.is_empty() {
            return None;
        }
        let more = differences.len().saturating_sub(SHOWN);
        differences.truncate(SHOWN);
        if more > 0 {
            differences.push(format!("and {more} more"));
        }
        let message = format!("the history of the protocol does not fit the runtime {pin}");
        Some(
            Diagnostic::new(Code::HistoryStale, message).note("because", differences.join("\n")).help(REMEDY),
        )
    }
}

impl From<&ItemKey> for Item {
    fn from(key: &ItemKey) -> Self {
        let item = |table, owner: &str, name: &str| Self { table, owner: owner.into(), name: name.into() };
        match key {
            ItemKey::Method(kind, wire) => item("methods", &kind.to_string(), wire.as_str()),
            ItemKey::Type(path) => item("types", "", path.as_str()),
            ItemKey::Field(path, wire) => item("fields", path.as_str(), wire.as_str()),
            ItemKey::Variant(path, key) => item("variants", path.as_str(), key),
            ItemKey::Value(path, wire) => item("values", path.as_str(), wire.as_str()),
        }
    }
}
