//! Two offers and the rows about their differences in, the table of what they share out; a difference without a row and
//! a row without a difference are errors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::rows::{Rows, Side};
use super::{Offer, Thing};
use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};

type Members = BTreeMap<String, Option<Vec<String>>>;

/// The table, a line for each name that both packages have, and for each difference with its reason.
///
/// # Errors
/// What differs and no row names, and what a row names and does not differ.
pub fn compare(python: &Offer, rust: &Offer, curation: &Curation) -> Outcome<String> {
    let rows = Rows::new(curation);
    let mut comparison =
        Comparison { rows: &rows, table: String::new(), told: BTreeSet::new(), missing: BTreeSet::new() };
    comparison.table.push_str("# Root\n");
    comparison.root(&python.root, &rust.root);
    comparison.table.push_str("\n# Types\n");
    comparison.types(&python.types, &rust.types);
    let Comparison { table, missing, .. } = comparison;
    let mut problems = Problems::default();
    for (side, name) in missing {
        let (here, there, list) = match side {
            Side::Python => ("Python", "Rust", "python"),
            Side::Rust => ("Rust", "Python", "rust"),
        };
        let message = format!("the {here} package offers {name}, and the {there} package does not");
        problems.push(
            Diagnostic::new(Code::Disparity, message).at(Place::whole(curation.file.clone())).help(format!(
                "offer it in both, or add [[parity]]  {list} = [{}]  reason = \"...\"",
                crate::naming::quoted(&name)
            )),
        );
    }
    rows.finish(&mut problems);
    problems.finish(table)
}

struct Comparison<'a, 'r> {
    rows: &'r Rows<'a>,
    table: String,
    told: BTreeSet<(Side, String)>,
    missing: BTreeSet<(Side, String)>,
}

impl Comparison<'_, '_> {
    fn root(&mut self, python: &BTreeMap<String, Thing>, rust: &BTreeMap<String, Thing>) {
        let errors = rust.get("CodexError").map(|error| &error.members);
        let mut met = BTreeSet::new();
        for (name, thing) in python {
            let there = self.counterpart(name, python);
            if let Some(other) = rust.get(&there) {
                met.insert(there.clone());
                let _ = writeln!(self.table, "{name} = {there}");
                self.called(plain(name), thing.parameters.as_ref(), other.parameters.as_ref());
                self.members(plain(name), &thing.members, &other.members, true);
            } else if let Some(cause) =
                name.strip_suffix("Error").filter(|cause| errors.is_some_and(|all| all.contains_key(*cause)))
            {
                let _ = writeln!(self.table, "{name} = CodexError::{cause}");
            } else {
                self.lacks(Side::Python, plain(name));
            }
        }
        for name in rust.keys().filter(|name| !met.contains(*name)) {
            self.lacks(Side::Rust, name.strip_prefix("blocking::").unwrap_or(name));
        }
    }

    /// The name in the crate of something at the root of the Python package: what is awaited there has the plain name
    /// here, and what blocks stands apart.
    fn counterpart(&self, name: &str, python: &BTreeMap<String, Thing>) -> String {
        let bare = plain(name);
        let there = self.rows.renamed(bare).unwrap_or(bare);
        let has_twin =
            [format!("Async{name}"), format!("async_{name}")].iter().any(|twin| python.contains_key(twin));
        if has_twin { format!("blocking::{there}") } else { there.to_owned() }
    }

    fn types(&mut self, python: &BTreeMap<String, Thing>, rust: &BTreeMap<String, Thing>) {
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for (name, thing) in python {
            let there = self.rows.renamed(name).unwrap_or(name);
            // A name that the crate needs itself is told apart by a word.
            let apart = format!("{there}Model");
            match rust.get_key_value(there).or_else(|| rust.get_key_value(&apart)) {
                Some((there, other)) => {
                    met.insert(there.as_str());
                    let _ = writeln!(self.table, "{name} = {there}");
                    self.members(name, &thing.members, &other.members, false);
                }
                None => self.lacks(Side::Python, name),
            }
        }
        for name in rust.keys().filter(|name| !met.contains(name.as_str())) {
            self.lacks(Side::Rust, name);
        }
    }

    /// Members are the same if their words are: `in_progress` is `InProgress`.
    fn members(&mut self, owner: &str, python: &Members, rust: &Members, listed: bool) {
        let mut there: BTreeMap<String, (&String, &Option<Vec<String>>)> =
            rust.iter().map(|(name, parameters)| (words(name), (name, parameters))).collect();
        for (name, parameters) in python {
            let path = format!("{owner}.{name}");
            let renamed = self.rows.renamed(&path);
            let found = there.remove(&words(renamed.unwrap_or(name)));
            match found.or_else(|| there.remove(&format!("{}value", words(name)))) {
                Some((other, theirs)) => {
                    if listed {
                        let shared = parameters
                            .iter()
                            .flatten()
                            .filter(|name| theirs.iter().flatten().any(|own| own == *name));
                        let shared: Vec<&str> = shared.map(String::as_str).collect();
                        let shared = if shared.is_empty() {
                            String::new()
                        } else {
                            format!("({})", shared.join(", "))
                        };
                        let _ = writeln!(self.table, "  {name} = {other}{shared}");
                    }
                    self.called(&path, parameters.as_ref(), theirs.as_ref());
                }
                None => self.lacks(Side::Python, &path),
            }
        }
        for (name, _) in there.into_values() {
            self.lacks(Side::Rust, &format!("{owner}.{name}"));
        }
    }

    fn called(&mut self, path: &str, python: Option<&Vec<String>>, rust: Option<&Vec<String>>) {
        // An ending keeps a member's name apart from what the call means by it in that language.
        let set = |list: Option<&Vec<String>>| -> BTreeSet<String> {
            list.into_iter().flatten().map(|name| name.trim_end_matches('_').to_owned()).collect()
        };
        let (python, rust) = (set(python), set(rust));
        for name in python.difference(&rust) {
            self.lacks(Side::Python, &format!("{path}({name})"));
        }
        for name in rust.difference(&python) {
            self.lacks(Side::Rust, &format!("{path}({name})"));
        }
    }

    /// Something that only one side has: a line with its reason, or an error.
    fn lacks(&mut self, side: Side, name: &str) {
        match self.rows.excuse(side, name) {
            Some(reason) => {
                let only = if side == Side::Python { "Python" } else { "Rust" };
                if self.told.insert((side, name.to_owned())) {
                    let _ = writeln!(self.table, "- {only} alone: {name}: {reason}");
                }
            }
            None => {
                self.missing.insert((side, name.to_owned()));
            }
        }
    }
}

/// A name at the root without the mark of what is awaited.
fn plain(name: &str) -> &str {
    name.strip_prefix("Async").or_else(|| name.strip_prefix("async_")).unwrap_or(name)
}

/// A name without the way in which a language writes its words.
fn words(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}
