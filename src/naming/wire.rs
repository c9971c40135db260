//! The table that turns Python names into wire names: one wire name a Python name, the same in every model.
//! Fields whose wire name the table does not give are irregular and carry their own.

use std::collections::{BTreeMap, BTreeSet};

use super::{Names, PyIdent};
use crate::ir::{Body, Ir, Record, WireName};

/// The table, sorted by Python name; names that are the same on the wire are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WireNames(BTreeMap<PyIdent, Box<str>>);

impl WireNames {
    /// The pairs, by Python name.
    pub fn pairs(&self) -> impl Iterator<Item = (&PyIdent, &str)> {
        self.0.iter().map(|(name, wire)| (name, wire.as_ref()))
    }

    /// Whether a field of that name needs its wire name told.
    #[must_use]
    pub fn is_irregular(&self, name: &PyIdent, wire: &WireName) -> bool {
        self.0.get(name).map_or(name.as_str(), AsRef::as_ref) != wire.as_str()
    }
}

/// The table of a model: the camelCase spelling of every name that some member spells so, else the one spelling that
/// all members of the name share. A new member can add to the table and take from it no name that follows the rule.
#[must_use]
pub fn regular_names(ir: &Ir, names: &Names) -> WireNames {
    let records = ir.defs().iter().filter_map(|def| match &def.body {
        Body::Record(record) => Some(record.fields.iter().zip(names.members(def.id))),
        Body::Union(_) | Body::Enum(_) | Body::Alias(_) => None,
    });
    let envelopes = ir
        .envelopes()
        .iter()
        .zip(names.envelopes())
        .map(|(envelope, names)| envelope.fields.iter().zip(&*names.members));
    let mut spellings: BTreeMap<&PyIdent, BTreeSet<&str>> = BTreeMap::new();
    for (field, name) in records.flatten().chain(envelopes.flatten()) {
        spellings.entry(name).or_default().insert(field.wire.as_str());
    }
    for def in ir.defs() {
        if let (Body::Record(Record { tag: Some((wire, _)), .. }), Some(name)) =
            (&def.body, names.tag(def.id))
        {
            spellings.entry(name).or_default().insert(wire.as_str());
        }
    }
    let table = spellings.into_iter().filter_map(|(name, wires)| {
        let camel = camel(name.as_str());
        let regular = if wires.contains(camel.as_str()) { camel } else { only(&wires)?.to_owned() };
        (regular != name.as_str()).then(|| (name.clone(), regular.into_boxed_str()))
    });
    WireNames(table.collect())
}

fn only<'a>(wires: &BTreeSet<&'a str>) -> Option<&'a str> {
    wires.first().filter(|_| wires.len() == 1).copied()
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &super::words::capitalised(word))
}
