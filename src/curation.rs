//! Floor 0: every human decision, read from one file and checked against its own schema.
//! Floors ask for rows as they need them; asking marks a row as used, and [`Curation::dead_rows`] reports the rest.

mod decisions;
mod load;
mod released;
mod table;

pub use decisions::Decisions;
pub use load::load;
pub use released::Versions;
pub use table::{
    AbsentRow, BothForms, CallRow, ClassRow, Client, DefaultRow, Envelopes, ErrorRow, KnownValuesRow,
    MethodRow, NameRow, NotificationRow, ParameterRow, ParityRow, Patch, Protocol, PythonPackage, Reason,
    RequestRow, ResultRules, ReturnsRow, RootRow, RuntimePackage, RustPackage, Subset, Table, TimeoutRow,
};

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use toml::Spanned;

use crate::diag::{Code, Diagnostic, Place, Problems};

/// What is done where only a person can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// It is an error.
    #[default]
    Strict,
    /// A safe default is taken and told.
    Provisional,
}

/// The decisions of one project, with a memory of which were used.
#[derive(Debug)]
pub struct Curation {
    /// The file, as shown to the reader.
    pub file: Arc<str>,
    /// Its rows.
    pub table: Table,
    used: Mutex<BTreeSet<usize>>,
    release: Option<Versions>,
}

impl Curation {
    /// A row that has just been acted on.
    pub fn using<'a, T>(&self, row: &'a Spanned<T>) -> &'a T {
        self.used().insert(row.span().start);
        row.get_ref()
    }

    /// The rows that were used; a set is whole whoever panicked beside it.
    fn used(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of a row.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::bytes(self.file.clone(), span)
    }

    /// A problem for every row that nothing used.
    pub fn dead_rows(&self, problems: &mut Problems) {
        let used = self.used();
        for row in self.table.rows() {
            if !used.contains(&row.span.start) {
                problems.push(
                    Diagnostic::new(Code::CurationDeadRow, format!("{} is not used", row.label))
                        .at(self.place(row.span))
                        .note("because", row.reason_for_death)
                        .help("remove the row, or mend its key"),
                );
            }
        }
    }
}
