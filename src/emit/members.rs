//! The order in which the languages write the members of a record: what must be there first, leading members ahead.

use crate::ir::{Field, Record};

/// The members, each with its position in the record.
#[must_use]
pub fn in_order<'a>(record: &'a Record, leading: &[&str]) -> Vec<(usize, &'a Field)> {
    let rank = |field: &Field| leading.iter().take_while(|name| **name != field.wire.as_str()).count();
    let mut fields: Vec<(usize, &Field)> = record.fields.iter().enumerate().collect();
    fields.sort_by_key(|(_, field)| (!field.required, rank(field)));
    fields
}
