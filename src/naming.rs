//! Floor 3: an [`crate::ir::Ir`] in, one identifier for everything that gets a name out.
//! The map is total and injective per scope, legal in the language, and independent of the order of definitions.

mod assign;
mod claim;
mod members;
mod methods;
mod python;
mod reserved;
pub mod rust;
mod types;
mod wire;
mod words;

pub use assign::assign;
pub use python::{ModulePath, NotAnIdentifier, PyIdent};
pub use rust::{RsIdent, RustNames};
pub use wire::{WireNames, regular_names};

pub use members::parameter;

use members::MemberNames;
use python::KEYWORDS;

pub use crate::curation::Policy;
use crate::diag::Diagnostic;

use crate::ir::{DefId, MethodKind};

/// The Python names of one model.
#[derive(Debug, Clone)]
pub struct Names {
    pub(in crate::naming) types: Box<[PyIdent]>,
    pub(in crate::naming) members: Box<[MemberNames]>,
    pub(in crate::naming) methods: Box<[MethodNames]>,
    pub(in crate::naming) envelopes: Box<[EnvelopeNames]>,
    pub(in crate::naming) assumed: Vec<Diagnostic>,
    pub(in crate::naming) missing: PyIdent,
}

/// The names that come from one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodNames {
    /// The constant that describes it: `THREAD_START`.
    pub constant: PyIdent,
    /// The call: `thread_start`.
    pub call: PyIdent,
    /// The class of its message: `ThreadStartClientRequest`, `TurnCompletedServerNotification`.
    pub message: PyIdent,
}

/// The names that come from one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeNames {
    /// Which messages.
    pub kind: MethodKind,
    /// The union of its messages: `ServerNotification`.
    pub union: PyIdent,
    /// Its members beside `id`, `method` and `params`, in the order of the envelope's fields.
    pub members: Box<[PyIdent]>,
}

impl Names {
    /// The class or alias of a definition.
    #[must_use]
    pub fn of(&self, id: DefId) -> &PyIdent {
        self.types.get(id.index()).unwrap_or(&self.missing)
    }

    /// The attributes of a record in the order of its fields, or the members of an enum in the order of its values.
    #[must_use]
    pub fn members(&self, id: DefId) -> &[PyIdent] {
        self.members.get(id.index()).map_or(&[], |members| &members.listed)
    }

    /// The attribute that holds the tag of a variant.
    #[must_use]
    pub fn tag(&self, id: DefId) -> Option<&PyIdent> {
        self.members.get(id.index())?.tag.as_ref()
    }

    /// The names of the methods, in the order of [`crate::ir::Ir::methods`].
    #[must_use]
    pub fn methods(&self) -> &[MethodNames] {
        &self.methods
    }

    /// The names of the envelopes, in the order of [`crate::ir::Ir::envelopes`].
    #[must_use]
    pub fn envelopes(&self) -> &[EnvelopeNames] {
        &self.envelopes
    }

    /// What was settled without a person's decision, under [`crate::ir::Policy::Provisional`].
    #[must_use]
    pub fn assumed(&self) -> &[Diagnostic] {
        &self.assumed
    }
}

/// The text as TOML and JSON write it in a line: for rows to add, and for files that we write.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
