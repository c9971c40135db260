//! Floor 0: what went wrong, where, why and what to do next, as values.
//! A [`Report`] is never empty and keeps the order in which problems were found; nothing here reads a file.

mod code;
mod locate;
mod render;

pub use code::{Code, Severity};
pub use locate::{Position, Sources};
pub use render::{Style, inert, render};

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

/// A JSON pointer (RFC 6901), built one step at a time from the root of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer as written, with or without the leading `#`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('#').unwrap_or(text);
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The pointer one member or element further down.
    #[must_use]
    pub fn join(&self, step: impl fmt::Display) -> Self {
        let mut joined = Escaping(String::with_capacity(self.0.len() + 24));
        joined.0.push_str(&self.0);
        joined.0.push('/');
        // Writing to a string never fails.
        let _ = write!(joined, "{step}");
        Self(joined.0)
    }

    /// The unescaped steps from the root.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
    }

    /// The pointer without its last step; the root is its own parent.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or_else(String::new, |(head, _)| head.to_owned()))
    }

    /// The text after `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Escapes the steps that are written to it.
struct Escaping(String);

impl fmt::Write for Escaping {
    fn write_str(&mut self, step: &str) -> fmt::Result {
        for part in step.chars() {
            match part {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                part => self.0.push(part),
            }
        }
        Ok(())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A spot inside one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The file as such.
    Whole,
    /// A JSON pointer; its line and column are found when the problem is shown.
    Pointer(Pointer),
    /// A range of bytes.
    Bytes(Range<usize>),
    /// A line and a column, both from 1.
    At(Position),
}

/// A file, named as its reader knows it, and a spot in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as shown to the reader.
    pub file: Arc<str>,
    /// Where in it.
    pub spot: Spot,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn whole(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), spot: Spot::Whole }
    }

    /// A JSON pointer in a file.
    #[must_use]
    pub fn pointer(file: impl Into<Arc<str>>, pointer: Pointer) -> Self {
        Self { file: file.into(), spot: Spot::Pointer(pointer) }
    }

    /// A range of bytes in a file.
    #[must_use]
    pub fn bytes(file: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        Self { file: file.into(), spot: Spot::Bytes(range) }
    }
}

/// One problem: a code, one sentence, where, and what its reader needs to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where, if it is anywhere.
    pub place: Option<Place>,
    /// Labelled lines below: `looked for`, `nearest`, `because`.
    pub notes: Vec<(&'static str, String)>,
    /// What to do next, most often the row to add or remove.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem without a place.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, notes: Vec::new(), help: None }
    }

    /// The same problem at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same problem with one more labelled line.
    #[must_use]
    pub fn note(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.notes.push((label, text.into()));
        self
    }

    /// The same problem with its remedy.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// One or more problems, in the order of their finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report(Vec<Diagnostic>);

impl Report {
    /// The problems; there is at least one.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }

    /// Both reports as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

/// What a stage returns: its output, or everything that is wrong.
pub type Outcome<T> = Result<T, Report>;

/// What all of them gave, or everything that is wrong with any.
///
/// # Errors
/// One of them is one.
pub fn all<T>(outcomes: impl IntoIterator<Item = Outcome<T>>) -> Outcome<Vec<T>> {
    let mut problems = Problems::default();
    let mut given = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(value) => given.push(value),
            Err(report) => problems.extend(report),
        }
    }
    problems.finish(given)
}

/// Collects the problems of one stage, so that it reports all of them and not the first.
#[derive(Debug, Default)]
pub struct Problems(Vec<Diagnostic>);

impl Problems {
    /// Adds one problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds every problem of another stage.
    pub fn extend(&mut self, report: Report) {
        self.0.extend(report.0);
    }

    /// Keeps the value, or its problems.
    pub fn take<T>(&mut self, outcome: Outcome<T>) -> Option<T> {
        outcome.map_err(|report| self.extend(report)).ok()
    }

    /// Whether nothing went wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value if nothing went wrong, else all problems.
    ///
    /// # Errors
    /// Every problem that was pushed.
    pub fn finish<T>(self, value: T) -> Outcome<T> {
        if self.0.is_empty() { Ok(value) } else { Err(Report(self.0)) }
    }
}

/// The candidate nearest to a word that nobody knows, if any is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
