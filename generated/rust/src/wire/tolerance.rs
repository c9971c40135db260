//! Makes everything that was tolerated observable: counters and hooks.
//!
//! In: findings of the tolerant reader. Out: counts for the process, one event for each finding to each hook. Nothing
//! that a hook does disturbs the value: a panic is caught, and what a hook reads itself is counted but not told again.
//! Texts are bounded and printable, and no event holds more of a payload than a member name, a tag or an enum value.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

const TEXT_LIMIT: usize = 200;
pub(super) const POINTER_LIMIT: usize = 1000;

/// What was tolerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ToleranceKind {
    /// A value of an enum that this crate does not know.
    UnknownValue,
    /// A variant of a union that this crate does not know.
    UnknownVariant,
    /// A member of a record that this crate does not know.
    UnknownMember,
    /// A required member that an older runtime leaves out; the protocol says what stands for it.
    AbsentMember,
    /// A value that does not fit its type.
    Malformed,
    /// A message whose method this crate does not know.
    UnknownMethod,
}

impl ToleranceKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::UnknownValue,
        Self::UnknownVariant,
        Self::UnknownMember,
        Self::AbsentMember,
        Self::Malformed,
        Self::UnknownMethod,
    ];

    /// The kind in snake case, such as `unknown_value`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownValue => "unknown_value",
            Self::UnknownVariant => "unknown_variant",
            Self::UnknownMember => "unknown_member",
            Self::AbsentMember => "absent_member",
            Self::Malformed => "malformed",
            Self::UnknownMethod => "unknown_method",
        }
    }
}

impl fmt::Display for ToleranceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that this crate did not expect and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToleranceEvent {
    /// What was tolerated.
    pub kind: ToleranceKind,
    /// JSON pointer from the root of the message or value.
    pub pointer: String,
    /// The method of the message, or the type that was read.
    pub subject: String,
    /// What was expected and what was found.
    pub reason: String,
}

/// How often each kind was tolerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ToleranceCounts([usize; ToleranceKind::ALL.len()]);

impl ToleranceCounts {
    /// How often a kind was tolerated.
    #[must_use]
    pub fn of(&self, kind: ToleranceKind) -> usize {
        self.0.get(kind as usize).copied().unwrap_or_default()
    }

    /// Every kind and how often it was tolerated.
    pub fn iter(&self) -> impl Iterator<Item = (ToleranceKind, usize)> {
        ToleranceKind::ALL.into_iter().zip(self.0)
    }
}

type Hook = Arc<dyn Fn(&ToleranceEvent) + Send + Sync>;

static COUNTS: [AtomicUsize; ToleranceKind::ALL.len()] =
    [const { AtomicUsize::new(0) }; ToleranceKind::ALL.len()];
static HOOKS: RwLock<Vec<(usize, Hook)>> = RwLock::new(Vec::new());
static NEXT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether a hook runs in this thread.
    static TELLING: Cell<bool> = const { Cell::new(false) };
}

/// A registered hook; it is removed when this is dropped.
#[derive(Debug)]
#[must_use = "the hook is removed when this is dropped"]
pub struct ToleranceHook(usize);

impl ToleranceHook {
    /// Leaves the hook in place as long as the process runs.
    pub fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for ToleranceHook {
    fn drop(&mut self) {
        let removed = {
            let mut hooks = HOOKS.write().unwrap_or_else(PoisonError::into_inner);
            let at = hooks.iter().position(|(number, _)| *number == self.0);
            at.map(|at| hooks.remove(at))
        };
        // What the hook holds may run code of its own when it goes, which must find the lock free.
        drop(removed);
    }
}

/// Calls a function for every event from now on. It runs in the thread that reads, so it should be quick.
pub fn on_tolerance(hook: impl Fn(&ToleranceEvent) + Send + Sync + 'static) -> ToleranceHook {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    HOOKS.write().unwrap_or_else(PoisonError::into_inner).push((number, Arc::new(hook)));
    ToleranceHook(number)
}

/// How often each kind was tolerated in this process.
#[must_use]
pub fn tolerance_counts() -> ToleranceCounts {
    ToleranceCounts(std::array::from_fn(|index| {
        COUNTS.get(index).map_or(0, |count| count.load(Ordering::Relaxed))
    }))
}

/// Counts an event and hands it to the hooks.
pub(super) fn report(event: &ToleranceEvent) {
    if let Some(count) = COUNTS.get(event.kind as usize) {
        count.fetch_add(1, Ordering::Relaxed);
    }
    if TELLING.get() {
        return;
    }
    let hooks: Vec<Hook> = HOOKS
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
        .map(|(_, hook)| Arc::clone(hook))
        .collect();
    TELLING.set(true);
    for hook in hooks {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| hook(event))) {
            // Dropping what a panic carries can panic again.
            std::mem::forget(panic);
        }
    }
    TELLING.set(false);
}

/// The text on one line, without control characters and no longer than can be read.
pub(super) fn printable(text: &str) -> String {
    let short = shortened(text, TEXT_LIMIT);
    let mut out = String::new();
    for character in short.as_deref().unwrap_or(text).chars() {
        if character.is_control() || is_format(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

/// A longer text cut to a number of characters; `None` for one that is short enough.
pub(super) fn shortened(text: &str, limit: usize) -> Option<String> {
    if text.len() <= limit || text.chars().nth(limit).is_none() {
        return None;
    }
    Some(text.chars().take(limit.saturating_sub(1)).chain(['…']).collect())
}

/// Characters that change how the text around them is shown.
fn is_format(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
