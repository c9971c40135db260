//! The table that turns Python names into wire names: one wire name a Python name, the same in every model.
//! Fields whose wire name the table does not give are irregular and carry their own.

use std::collections::BTreeMap;

use super::{Names, PyIdent};
use crate::ir::{Body, Ir, WireName};

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

/// The table of a model: every name that some member spells in camelCase. A new member cannot change the spelling
/// that the table gives to the others.
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
    let table = records
        .flatten()
        .chain(envelopes.flatten())
        .map(|(field, name)| (name.clone(), camel(name.as_str()), field.wire.as_str()))
        .filter(|(name, camel, wire)| camel == wire && camel != name.as_str())
        .map(|(name, camel, _)| (name, camel.into_boxed_str()))
        .collect();
    WireNames(table)
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &super::words::capitalised(word))
}
