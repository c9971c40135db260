//! The rows about differences in, answers out: whether a row names something, with a memory of which did.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Problems};

/// A package whose names a row may list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Python,
    Rust,
}

/// The rows of the curation file.
pub(super) struct Rows<'a> {
    curation: &'a Curation,
    used: RefCell<BTreeSet<(usize, &'a str)>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(curation: &'a Curation) -> Self {
        Self { curation, used: RefCell::default() }
    }

    /// Why only one package has that name, if a row says so.
    pub(super) fn excuse(&self, side: Side, name: &str) -> Option<&'a str> {
        let rows = self.curation.table.parity.iter().enumerate();
        rows.filter_map(|(index, row)| {
            let row = row.get_ref();
            let list = if side == Side::Python { &row.python } else { &row.rust };
            let entry = list.iter().find(|entry| covers(entry, name))?;
            self.used.borrow_mut().insert((index, entry));
            Some(row.reason.as_str())
        })
        .last()
    }

    /// The name in the crate of something that has another name there.
    pub(super) fn renamed(&self, name: &str) -> Option<&'a str> {
        self.curation.table.parity.iter().enumerate().find_map(|(index, row)| {
            let (python, rust) = row.get_ref().same.get_key_value(name)?;
            self.used.borrow_mut().insert((index, python));
            Some(rust.as_str())
        })
    }

    /// A problem for every name that no difference bears.
    pub(super) fn finish(self, problems: &mut Problems) {
        let used = self.used.into_inner();
        for (index, row) in self.curation.table.parity.iter().enumerate() {
            let names = row.get_ref().python.iter().chain(&row.get_ref().rust);
            let names = names.chain(row.get_ref().same.keys()).map(String::as_str);
            for name in names.filter(|name| !used.contains(&(index, name))) {
                let message = format!("a row of [[parity]] names {name:?}, which is no difference");
                let at = self.curation.place(row.span());
                let problem = Diagnostic::new(Code::CurationDeadRow, message).at(at);
                problems.push(problem.help("remove the name, or mend it"));
            }
        }
    }
}

fn covers(entry: &str, name: &str) -> bool {
    match entry.split_once('*') {
        Some((start, end)) => name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
        None => entry == name,
    }
}
