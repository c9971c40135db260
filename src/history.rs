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
use crate::ir::{Ir, ItemKey, Life, MethodKind, Policy, Stability};
use version::Version;

/// The name of the history in the folder of the schema.
pub const FILE: &str = "history.toml";
/// The command that writes the history anew.
const REMEDY: &str = "run `codex-sdkgen history --exports DIR` with the exports of every recorded runtime";
/// How many items one report names.
const SHOWN: usize = 10;

/// What each recorded runtime has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    records: Vec<Version>,
    spans: Spans,
}

/// Every item under its table, such as `fields`, its owner, such as `Thread`, and its own name.
type Spans = BTreeMap<&'static str, BTreeMap<Box<str>, BTreeMap<Box<str>, Span>>>;

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
    let mut spans = Spans::new();
    let mut seen: BTreeMap<ItemKey, usize> = BTreeMap::new();
    for (at, (_, ir)) in versions.iter().enumerate() {
        for (key, about) in ir.items() {
            let new = Span { since: at, stable: None, until: None };
            let (table, owner, name) = place(&key);
            let owners = spans.entry(table).or_default();
            let span = owners.entry(owner.into()).or_default().entry(name.into()).or_insert(new);
            if span.until.is_some() {
                *span = new;
            }
            match about.stability {
                Stability::Stable => _ = span.stable.get_or_insert(at),
                Stability::Experimental => span.stable = None,
            }
            seen.insert(key, at);
        }
        for key in seen.iter().filter(|(_, last)| **last < at).map(|(key, _)| key) {
            if let Some(span) = find_mut(&mut spans, key) {
                span.until.get_or_insert(at);
            }
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
    let mut differences: Vec<String> = history.last_record(pin).into_iter().collect();
    differences.extend(history.compare(&ir));
    let new = Life { since: Some(pin.into()), ..Life::default() };
    settle(ir, history, stale(differences, pin), &new, policy)
}

/// The same part of a model with the lives of its items; nothing is said of what the history does not know, for the
/// members of a variant may be others where its union is out.
///
/// # Errors
/// The history does not end with the pinned runtime; under [`Policy::Provisional`] that is told beside the model.
pub fn attach_to_part(
    ir: Ir,
    history: &History,
    pin: &str,
    policy: Policy,
) -> Outcome<(Ir, Vec<Diagnostic>)> {
    let differences: Vec<String> = history.last_record(pin).into_iter().collect();
    settle(ir, history, stale(differences, pin), &Life::default(), policy)
}

fn settle(
    ir: Ir,
    history: &History,
    stale: Option<Diagnostic>,
    new: &Life,
    policy: Policy,
) -> Outcome<(Ir, Vec<Diagnostic>)> {
    if let (Policy::Strict, Some(stale)) = (policy, stale.clone()) {
        return Err(stale.into());
    }
    let ir = ir.with_life(|key| match history.span(key) {
        Some(span) if span.until.is_none() => history.life_of(span),
        _ => new.clone(),
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
        self.span(key).map(|span| self.life_of(span))
    }

    /// Every item of every record, sorted.
    fn entries(&self) -> impl Iterator<Item = ((&'static str, &str, &str), &Span)> {
        self.spans.iter().flat_map(|(table, owners)| {
            owners.iter().flat_map(|(owner, names)| {
                names.iter().map(|(name, span)| ((*table, owner.as_ref(), name.as_ref()), span))
            })
        })
    }

    fn span(&self, key: &ItemKey) -> Option<&Span> {
        let (table, owner, name) = place(key);
        self.spans.get(table)?.get(owner)?.get(name)
    }

    fn life_of(&self, span: &Span) -> Life {
        let record = |at: usize| self.records.get(at).map(|version| version.as_str().into());
        Life {
            since: (span.since > 0).then(|| record(span.since)).flatten(),
            until: span.until.and_then(record),
            stable_since: span.stable.filter(|at| *at > span.since).and_then(record),
        }
    }

    /// What is wrong with the newest record, if it is another than the pin.
    fn last_record(&self, pin: &str) -> Option<String> {
        let last = self.records.last().map_or("none", Version::as_str);
        (last != pin).then(|| format!("the newest record is {last}, the pin is {pin}"))
    }

    /// What the history does not know of a model, or knows differently.
    fn compare(&self, ir: &Ir) -> Vec<String> {
        let mut differences = Vec::new();
        let items = ir.items();
        let mut present = 0;
        for (key, about) in &items {
            match self.span(key) {
                None => differences.push(format!("{key} is not recorded")),
                Some(Span { until: Some(_), .. }) => differences.push(format!("{key} is recorded as gone")),
                Some(span) => {
                    present += 1;
                    if span.stable.is_some() != (about.stability == Stability::Stable) {
                        differences.push(format!("{key} is recorded with another stability"));
                    }
                }
            }
        }
        let alive = || self.entries().filter(|(_, span)| span.until.is_none());
        if alive().count() > present {
            let here: BTreeSet<_> = items.iter().map(|(key, _)| place(key)).collect();
            let missing = alive().map(|(item, _)| item).filter(|item| !here.contains(item));
            differences.extend(
                missing
                    .map(|(table, owner, name)| format!("{table} {owner} {name} is recorded and not there")),
            );
        }
        differences
    }
}

/// The problem with a history that differs from the model, if it does.
fn stale(mut differences: Vec<String>, pin: &str) -> Option<Diagnostic> {
    if differences.is_empty() {
        return None;
    }
    let more = differences.len().saturating_sub(SHOWN);
    differences.truncate(SHOWN);
    if more > 0 {
        differences.push(format!("and {more} more"));
    }
    let message = format!("the history of the protocol does not fit the runtime {pin}");
    let problem = Diagnostic::new(Code::HistoryStale, message);
    Some(problem.note("because", differences.join("\n")).help(REMEDY))
}

/// The table, owner and name under which the file has an item.
fn place(key: &ItemKey) -> (&'static str, &str, &str) {
    match key {
        ItemKey::Method(kind, wire) => ("methods", kind_name(*kind), wire.as_str()),
        ItemKey::Type(path) => ("types", "", path.as_str()),
        ItemKey::Field(path, wire) => ("fields", path.as_str(), wire.as_str()),
        ItemKey::Variant(path, key) => ("variants", path.as_str(), key),
        ItemKey::Value(path, wire) => ("values", path.as_str(), wire.as_str()),
    }
}

fn kind_name(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::ClientRequest => "client request",
        MethodKind::ServerRequest => "server request",
        MethodKind::ClientNotification => "client notification",
        MethodKind::ServerNotification => "server notification",
    }
}

fn find_mut<'a>(spans: &'a mut Spans, key: &ItemKey) -> Option<&'a mut Span> {
    let (table, owner, name) = place(key);
    spans.get_mut(table)?.get_mut(owner)?.get_mut(name)
}
