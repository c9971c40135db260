//! The names of definitions: schema names where they are legal, else what their place in the schema says.
//! A name depends on the definition, on what it stands in and on the set of titles, never on an order.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::{Claim, Court, Form};
use super::words::Splitter;
use super::{PyIdent, reserved};
use crate::ir::{DefId, Ir, Source};

/// One claim a definition, in the order of [`Ir::defs`].
pub(super) fn claims<'a>(ir: &Ir, splitter: &Splitter<'_>, court: &mut Court<'a>) -> Vec<Claim<'a>> {
    let mut namer = Namer { ir, splitter, free_titles: free_titles(ir), claims: BTreeMap::new() };
    for def in ir.defs() {
        namer.name(def.id, court);
    }
    namer.claims.into_values().collect()
}

struct Namer<'a, 'b> {
    ir: &'b Ir,
    splitter: &'b Splitter<'b>,
    free_titles: BTreeSet<&'b str>,
    claims: BTreeMap<DefId, Claim<'a>>,
}

impl<'a> Namer<'a, '_> {
    fn name(&mut self, id: DefId, court: &mut Court<'a>) -> String {
        if let Some(claim) = self.claims.get(&id) {
            return claim.name.clone();
        }
        let def = &self.ir[id];
        let rule = self.rule(&def.source, court).map(|name| legal(&name));
        let text = def.path.as_str();
        let claim =
            court.claim(text.to_owned(), &def.about.origin, Form::Pascal, rule, reserved::is_type, text);
        let name = claim.name.clone();
        self.claims.insert(id, claim);
        name
    }

    fn rule(&mut self, source: &Source, court: &mut Court<'a>) -> Option<String> {
        match source {
            Source::Named(name) if is_pascal(name) => Some(name.to_string()),
            Source::Named(name) => self.splitter.pascal(name),
            Source::Variant { union, tag } => Some(self.splitter.pascal(tag)? + &self.name(*union, court)),
            Source::Texts { union } => Some(self.name(*union, court) + "Value"),
            Source::Shape { hint, .. } if self.free_titles.contains(hint.as_ref()) => Some(hint.to_string()),
            Source::Shape { union, hint } => Some(self.splitter.pascal(hint)? + &self.name(*union, court)),
            Source::Inline { parent, member } => {
                let payload =
                    matches!(&self.ir[*parent].source, Source::Variant { tag, .. } if tag == member);
                let ending = if payload { "Payload".to_owned() } else { self.splitter.pascal(member)? };
                Some(self.name(*parent, court) + &ending)
            }
        }
    }
}

/// The titles of untagged union members that nothing else is called.
fn free_titles(ir: &Ir) -> BTreeSet<&str> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for def in ir.defs() {
        match &def.source {
            Source::Named(name) => *uses.entry(name).or_default() += 1,
            Source::Shape { hint, .. } => *uses.entry(hint).or_default() += 1,
            Source::Variant { .. } | Source::Texts { .. } | Source::Inline { .. } => {}
        }
    }
    uses.into_iter().filter(|(title, uses)| *uses == 1 && is_pascal(title)).map(|(title, _)| title).collect()
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The name as an identifier that nothing else owns.
pub(super) fn legal(name: &str) -> String {
    let name =
        if name.starts_with(|c: char| c.is_ascii_digit()) { format!("Type{name}") } else { name.to_owned() };
    if PyIdent::new(&name).is_err() || reserved::is_type(&name) { name + "Model" } else { name }
}
