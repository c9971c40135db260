//! What two packages offer in, a table of their common surface out: the same names with the same members and the same
//! parameters, but for the differences that the curation file declares. Everything else that differs is an error.

mod compare;
mod python;
mod rows;
mod rust;

use std::collections::BTreeMap;

pub use compare::compare;
pub use python::python;
pub use rust::rust;

/// What a package offers to its users.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    /// The names of its root; those of the blocking face of a crate start with `blocking::`.
    pub root: BTreeMap<String, Thing>,
    /// The models.
    pub types: BTreeMap<String, Thing>,
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thing {
    /// Its own parameters, if it is called; attributes, fields, values and methods are its members.
    pub parameters: Option<Vec<String>>,
    /// Its members; those that are called have parameters.
    pub members: BTreeMap<String, Option<Vec<String>>>,
}
