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

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::ir::{Ir, ItemKey, Life, MethodKind, Policy, Stability};
use version::Version;

/// The name of the history in the folder of the schema.
pub const FILE: &str = "history.toml";
/// What adds the pin to the history.
const ADD: &str = "run `codex-sdkgen history`, which adds the pin";
/// What derives the records anew.
const ANEW: &str = "run `codex-sdkgen history --exports DIR` with the exports of every recorded runtime";
/// What is done about a file that cannot be read.
const RESTORE: &str = "restore it from version control; or remove it, and run `codex-sdkgen history --exports DIR` with \
                       the exports of every recorded runtime";
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
    History::default().with(models)
}

/// The same model with the lives of its items.
///
/// # Errors
/// The history does not end with the pinned runtime, or does not have what the model has, or has what it does not.
/// Under [`Policy::Provisional`] what is new is taken to be there since the pin, and told beside the model.
pub fn attach(ir: Ir, history: &History, pin: &str, policy: Policy) -> Outcome<(Ir, Vec<Diagnostic>)> {
    let stale = stale(history, history.compare(&ir), pin);
    let new = Life { since: Some(pin.into()), ..Life::default() };
    settle(ir, history, stale, &new, policy)
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
    settle(ir, history, stale(history, Vec::new(), pin), &Life::default(), policy)
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

/// What is known of one runtime.
enum Witness<'a> {
    /// All of it.
    Model(&'a Ir),
    /// What a history has of it, at that position of its records.
    Record(&'a History, usize),
}

impl Witness<'_> {
    fn items(&self) -> BTreeMap<(&'static str, Box<str>, Box<str>), Stability> {
        let known = |(table, owner, name): (&'static str, &str, &str)| (table, owner.into(), name.into());
        match self {
            Self::Model(ir) => {
                ir.items().iter().map(|(key, about)| (known(place(key)), about.stability)).collect()
            }
            Self::Record(history, at) => {
                let alive = |span: &Span| span.since <= *at && span.until.is_none_or(|until| *at < until);
                let alive = history.entries().filter(|(_, span)| alive(span));
                let stability = |span: &Span| match span.stable {
                    Some(stable) if stable <= *at => Stability::Stable,
                    _ => Stability::Experimental,
                };
                alive.map(|(item, span)| (known(item), stability(span))).collect()
            }
        }
    }
}

impl History {
    /// Reads the committed text.
    ///
    /// # Errors
    /// It is not what [`History::print`] writes.
    pub fn parse(file: impl Into<Arc<str>>, text: &str) -> Outcome<Self> {
        text::parse(text).map_err(|problem| {
            Diagnostic::new(Code::HistoryStale, problem).at(Place::whole(file)).help(RESTORE).into()
        })
    }

    /// The text to commit: few lines change when a runtime is added.
    #[must_use]
    pub fn print(&self) -> String {
        text::print(self)
    }

    /// The same history with what the models of more runtimes show: each takes the place of the record of its runtime,
    /// and the other records stay, but for those that are newer than every model.
    ///
    /// # Errors
    /// Two models of one runtime, or a version that is none.
    pub fn with<'a>(&self, models: impl IntoIterator<Item = (&'a str, &'a Ir)>) -> Outcome<Self> {
        let mut problems = Problems::default();
        let mut witnesses: Vec<(Version, Witness<'_>)> = Vec::new();
        for (text, ir) in models {
            match Version::parse(text) {
                Some(version) => witnesses.push((version, Witness::Model(ir))),
                None => problems.push(Diagnostic::new(Code::HistoryStale, format!("{text:?} is no version"))),
            }
        }
        let stays = |record: &Version| {
            let mut models = witnesses.iter().map(|(version, _)| version.cmp(record));
            models.clone().any(Ordering::is_gt) && !models.any(Ordering::is_eq)
        };
        let kept = self.records.iter().enumerate().filter(|(_, record)| stays(record));
        let kept: Vec<_> = kept.map(|(at, record)| (record.clone(), Witness::Record(self, at))).collect();
        witnesses.extend(kept);
        witnesses.sort_by(|a, b| a.0.cmp(&b.0));
        for pair in witnesses.windows(2) {
            if let [(older, _), (newer, _)] = pair
                && older.cmp(newer).is_eq()
            {
                let twice = format!("{older} and {newer} are one runtime");
                problems.push(Diagnostic::new(Code::HistoryStale, twice));
            }
        }
        let mut spans = Spans::new();
        for (at, (_, witness)) in witnesses.iter().enumerate() {
            let items = witness.items();
            for ((table, owner, name), stability) in &items {
                let new = Span { since: at, stable: None, until: None };
                let names = spans.entry(table).or_default().entry(owner.clone()).or_default();
                let span = names.entry(name.clone()).or_insert(new);
                if span.until.is_some() {
                    *span = new;
                }
                match stability {
                    Stability::Stable => _ = span.stable.get_or_insert(at),
                    Stability::Experimental => span.stable = None,
                }
            }
            for (table, owners) in &mut spans {
                for (owner, names) in owners {
                    for (name, span) in names {
                        if !items.contains_key(&(*table, owner.clone(), name.clone())) {
                            span.until.get_or_insert(at);
                        }
                    }
                }
            }
        }
        let records = witnesses.into_iter().map(|(version, _)| version).collect();
        problems.finish(Self { records, spans })
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

/// The problem with a history that ends with another runtime or differs from the model, if it does.
fn stale(history: &History, differences: Vec<String>, pin: &str) -> Option<Diagnostic> {
    let (other, remedy) = match history.last_record(pin) {
        Some(other) => (Some(other), ADD),
        None => (None, ANEW),
    };
    let mut differences: Vec<String> = other.into_iter().chain(differences).collect();
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
    Some(problem.note("because", differences.join("\n")).help(remedy))
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
