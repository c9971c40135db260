//! Claims to names in, identifiers out: curated rows first, then the rule; what several claim is settled or reported.
//! All conflicts are found, not the first; the outcome does not depend on the order of claims.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::Spanned;

use super::words::capitalised;
use super::{PyIdent, methods};
use crate::curation::{Curation, Decisions, NameRow};
use crate::diag::{Code, Diagnostic, Place, Pointer, Problems};
use crate::ir::{Ir, Policy};

/// How a path writes signs that would separate its steps.
const PATH_ESCAPES: [&str; 6] = ["~0", "~1", "~2", "~3", "~4", "~5"];

/// How the names of a scope are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Pascal,
    Snake,
}

/// Something that gets a name.
#[derive(Debug, Clone)]
pub(super) struct Claim<'a> {
    /// Its key among the curated names.
    pub(super) key: String,
    /// Where it stands in the schema.
    pub(super) origin: Pointer,
    /// The name that it claims.
    pub(super) name: String,
    /// The row that says so.
    pub(super) row: Option<&'a Spanned<NameRow>>,
    /// What tells it from its rivals: the path of a definition, the wire text of a member.
    pub(super) text: String,
}

/// Settles claims; collects what a person must decide, or what was assumed instead.
pub(super) struct Court<'a> {
    file: &'a Arc<str>,
    curation: &'a Curation,
    paths: BTreeSet<&'a str>,
    methods: BTreeSet<String>,
    decisions: Decisions,
}

impl<'a> Court<'a> {
    pub(super) fn new(ir: &'a Ir, curation: &'a Curation, policy: Policy) -> Self {
        let paths = ir.defs().iter().map(|def| def.path.as_str()).collect();
        let methods = ir.methods().iter().map(|method| methods::key(ir, method)).collect();
        Self { file: ir.file(), curation, paths, methods, decisions: Decisions::new(policy) }
    }

    /// Ends the session: what is wrong, and what was assumed.
    pub(super) fn close(self) -> (Problems, Vec<Diagnostic>) {
        self.decisions.close()
    }

    /// The claim of one thing: its row's name if that is usable, else the rule's, else a spelled one.
    pub(super) fn claim(
        &mut self,
        key: String,
        origin: &Pointer,
        form: Form,
        rule: Option<String>,
        reserved: fn(&str) -> bool,
        text: &str,
    ) -> Claim<'a> {
        let text = text.to_owned();
        let row = self.curation.table.names.get(&key);
        if let Some(row) = row.filter(|row| fits(&row.get_ref().name, form) || !self.is_ambiguous(&key, form))
        {
            let name = row.get_ref().name.clone();
            if reserved(&name) || !is_written(&name, form) {
                self.curation.using(row);
                self.decisions.refuse(
                    Diagnostic::new(Code::BadCuratedName, format!("{name:?} cannot name {key}"))
                        .at(self.curation.place(row.span()))
                        .note("because", match form {
                            Form::Pascal => "types need an identifier in PascalCase that neither Python nor the runtime uses",
                            Form::Snake => "members need an identifier in snake_case that neither Python nor the runtime uses",
                        })
                        .help("choose another name, or remove the row"),
                );
            } else {
                if rule.as_ref() != Some(&name) {
                    self.curation.using(row);
                }
                return Claim { key, origin: origin.clone(), name, row: Some(row), text };
            }
        }
        let name = rule.unwrap_or_else(|| {
            let spelled = spelled(&text, form);
            self.decisions.decide(
                Diagnostic::new(Code::NoName, format!("no name can be made from {text:?}"))
                    .at(Place::pointer(self.file.clone(), origin.clone()))
                    .help(row_to_add(&key, &spelled)),
                format!("the name {spelled}"),
            );
            spelled
        });
        Claim { key, origin: origin.clone(), name, row: None, text }
    }

    /// One identifier a claim, in the order of the claims, all different.
    pub(super) fn settle(
        &mut self,
        code: Code,
        form: Form,
        reserved: fn(&str) -> bool,
        claims: &[Claim<'a>],
    ) -> Vec<PyIdent> {
        let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, claim) in claims.iter().enumerate() {
            wanted.entry(&claim.name).or_default().push(index);
        }
        let mut names: Vec<String> = claims.iter().map(|claim| claim.name.clone()).collect();
        let mut taken: BTreeSet<String> = wanted.keys().map(|name| (*name).to_owned()).collect();
        for (name, mut rivals) in wanted.into_iter().filter(|(_, rivals)| rivals.len() > 1) {
            let claim = |index: &usize| claims.get(*index);
            rivals.sort_by_key(|index| {
                claim(index).map(|claim| (claim.row.is_none(), claim.name != claim.text, &claim.key))
            });
            let yielding = rivals.split_off(1);
            let mut rows = Vec::new();
            for index in &yielding {
                let (Some(loser), Some(slot)) = (claim(index), names.get_mut(*index)) else { continue };
                *slot = free_name(&loser.text, form, reserved, &taken);
                taken.insert(slot.clone());
                rows.push(row_to_add(&loser.key, slot));
            }
            let rivals: Vec<&Claim<'a>> = rivals.iter().chain(&yielding).filter_map(claim).collect();
            self.report(code, name, &rivals, &rows.join("\n"));
        }
        names.iter().map(|name| PyIdent::new(name).unwrap_or_else(|_| PyIdent::placeholder())).collect()
    }

    /// Two members of one object, the first of which would be read where the second is meant.
    pub(super) fn crossing(&mut self, claim: &Claim<'a>, other: &Claim<'a>) {
        let message =
            format!("the name `{}` of {} is what {} is called on the wire", claim.name, claim.key, other.key);
        self.report_at(
            Code::MemberCollision,
            message,
            &[claim, other],
            &row_to_add(&claim.key, &spelled(&claim.text, Form::Snake)),
        );
    }

    /// Whether a row under that key can mean something else, which its name's form decides.
    fn is_ambiguous(&self, key: &str, form: Form) -> bool {
        match form {
            Form::Pascal => key.contains(['.', '=']) || self.methods.contains(key),
            Form::Snake => self.paths.contains(key) || self.methods.contains(key),
        }
    }

    fn report(&mut self, code: Code, name: &str, rivals: &[&Claim<'a>], rows: &str) {
        let keys = |claims: &[&Claim<'a>]| {
            claims.iter().map(|claim| claim.key.clone()).collect::<Vec<_>>().join(" and ")
        };
        let all = if rivals.len() == 2 { "both" } else { "all" };
        self.report_at(code, format!("{} would {all} be called `{name}`", keys(rivals)), rivals, rows);
    }

    fn report_at(&mut self, code: Code, message: String, rivals: &[&Claim<'a>], rows: &str) {
        let Some((first, others)) = rivals.split_first() else { return };
        let mut diagnostic = match first.row {
            Some(row) => Diagnostic::new(Code::BadCuratedName, message).at(self.curation.place(row.span())),
            None => {
                Diagnostic::new(code, message).at(Place::pointer(self.file.clone(), first.origin.clone()))
            }
        };
        for other in others {
            diagnostic = diagnostic.note("also", format!("{} at {}", other.key, other.origin));
        }
        let diagnostic = diagnostic.help(rows);
        if first.row.is_some() {
            self.decisions.refuse(diagnostic)
        } else {
            self.decisions.decide(diagnostic, "the names of these rows")
        }
    }
}

/// Types are named in PascalCase and members in snake_case, so a key that could mean either is told by its name.
fn fits(name: &str, form: Form) -> bool {
    (form == Form::Pascal) == name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a name is an identifier of the form.
fn is_written(name: &str, form: Form) -> bool {
    PyIdent::new(name).is_ok()
        && match form {
            Form::Pascal => name.starts_with(|c: char| c.is_ascii_uppercase()),
            Form::Snake => {
                name.starts_with(|c: char| c.is_ascii_lowercase())
                    && !name.contains(|c: char| c.is_ascii_uppercase())
            }
        }
}

fn row_to_add(key: &str, name: &str) -> String {
    format!("add [names.{}]  name = \"{name}\"  reason = \"...\"", super::quoted(key))
}

/// A name that nobody claims: one that reads, else one that is spelled.
fn free_name(text: &str, form: Form, reserved: fn(&str) -> bool, taken: &BTreeSet<String>) -> String {
    let free = |name: &String| !taken.contains(name) && !reserved(name) && is_written(name, form);
    let unescaped = PATH_ESCAPES.iter().fold(text.to_owned(), |text, escape| text.replace(escape, " "));
    let steps = unescaped.split(|c: char| !c.is_ascii_alphanumeric()).filter(|step| !step.is_empty());
    let readable = match form {
        Form::Pascal => steps.map(capitalised).collect(),
        Form::Snake => steps.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_"),
    };
    if free(&readable) {
        return readable;
    }
    let mut name = spelled(text, form);
    while !free(&name) {
        name.push('_');
    }
    name
}

/// The text with every sign that a name of the form cannot hold written as its code point: different texts stay
/// different.
fn spelled(text: &str, form: Form) -> String {
    let holds = |c: &char| c.is_ascii_alphanumeric() && !(form == Form::Snake && c.is_ascii_uppercase());
    let mut name = match (form, text.chars().next().filter(holds)) {
        (Form::Pascal, Some('A'..='Z')) | (Form::Snake, Some('a'..='z')) => String::new(),
        (Form::Pascal, _) => "Type_".to_owned(),
        (Form::Snake, _) => "name_".to_owned(),
    };
    for c in text.chars() {
        if holds(&c) {
            name.push(c);
        } else {
            name.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    name
}
