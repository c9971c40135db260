//! The Python names of a model in, its Rust names out: the same words, spelled as Rust spells them.
//! Total and injective per scope; a name that Rust or emitted code owns gets an ending by rule, and types of one name
//! are reported.

mod keywords;
mod messages;
mod variants;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::words::capitalised;
use super::{Names, PyIdent};
use crate::diag::{Code, Diagnostic, Outcome, Place, Pointer, Problems};
use crate::ir::{Body, DefId, Ir, MethodKind};

use keywords::{is_path_keyword, is_raw_keyword, is_type};

/// A Rust identifier: ASCII, and a keyword only in its raw form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RsIdent(Arc<str>);

impl RsIdent {
    /// A name of the model: what is a keyword becomes raw, what cannot even be raw gets a trailing `_`.
    #[must_use]
    pub fn new(name: &PyIdent) -> Self {
        Self::spelled(name.as_str())
    }

    /// The variant of a hand-written enum whose member has this name: `auto_review` is `AutoReview`.
    #[must_use]
    pub fn variant(name: &PyIdent) -> Self {
        Self::spelled(&name.as_str().split('_').map(capitalised).collect::<String>())
    }

    /// The same for text that is made of names of the model.
    fn spelled(name: &str) -> Self {
        if is_path_keyword(name) {
            Self(format!("{name}_").into())
        } else if is_raw_keyword(name) {
            Self(format!("r#{name}").into())
        } else {
            Self(name.into())
        }
    }

    /// The identifier as source code has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name with an ending.
    #[must_use]
    pub fn with(&self, ending: &str) -> Self {
        Self::spelled(&format!("{}{ending}", self.bare()))
    }

    /// The name without the mark of a raw identifier.
    #[must_use]
    pub fn bare(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for RsIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The Rust names of one model.
#[derive(Debug, Clone)]
pub struct RustNames {
    types: Box<[RsIdent]>,
    parts: Box<[Parts]>,
    methods: Box<[RustMethodNames]>,
    envelopes: Box<[RustEnvelopeNames]>,
    missing: RsIdent,
}

/// The names inside one definition.
#[derive(Debug, Clone, Default)]
struct Parts {
    listed: Box<[RsIdent]>,
    others: Option<RsIdent>,
}

/// The names that come from one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustMethodNames {
    /// The marker type of a request, and of any other method: `ThreadStart`, `TurnCompleted`.
    pub marker: RsIdent,
    /// The variant of the envelope's enum: `AgentMessageDelta`.
    pub variant: RsIdent,
    /// The call: `thread_start`.
    pub call: RsIdent,
}

/// The names that come from one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustEnvelopeNames {
    /// Which messages.
    pub kind: MethodKind,
    /// The enum of its messages: `ServerNotification`.
    pub union: RsIdent,
    /// Its members beside `id`, `method` and `params`, in the order of the envelope's fields.
    pub members: Box<[RsIdent]>,
}

impl RustNames {
    /// The type of a definition.
    #[must_use]
    pub fn of(&self, id: DefId) -> &RsIdent {
        self.types.get(id.index()).unwrap_or(&self.missing)
    }

    /// The fields of a record in the order of its fields, the variants of an enum in the order of its values, or those
    /// of a union in the order of its variants.
    #[must_use]
    pub fn members(&self, id: DefId) -> &[RsIdent] {
        self.parts.get(id.index()).map_or(&[], |parts| &parts.listed)
    }

    /// The field of a record that holds the members that it does not name, if they are data.
    #[must_use]
    pub fn others(&self, id: DefId) -> Option<&RsIdent> {
        self.parts.get(id.index())?.others.as_ref()
    }

    /// The names of the methods, in the order of [`Ir::methods`].
    #[must_use]
    pub fn methods(&self) -> &[RustMethodNames] {
        &self.methods
    }

    /// The names of the envelopes, in the order of [`Ir::envelopes`].
    #[must_use]
    pub fn envelopes(&self) -> &[RustEnvelopeNames] {
        &self.envelopes
    }
}

/// Derives the Rust names of everything that has a Python name.
///
/// # Errors
/// Two definitions, two methods or two messages that would have one name.
pub fn rust(ir: &Ir, names: &Names) -> Outcome<RustNames> {
    let mut problems = Problems::default();
    let types: Box<[RsIdent]> = ir.defs().iter().map(|def| type_name(names.of(def.id))).collect();
    let envelopes = names.envelopes().iter().map(|envelope| RustEnvelopeNames {
        kind: envelope.kind,
        union: type_name(&envelope.union),
        members: distinct(&envelope.members, &["id", "method", "params", "kept"]),
    });
    let envelopes: Box<[RustEnvelopeNames]> = envelopes.collect();
    let of_types =
        types.iter().zip(ir.defs()).map(|(name, def)| (name, def.path.as_str(), &def.about.origin));
    let of_envelopes = envelopes.iter().zip(ir.envelopes());
    let of_envelopes = of_envelopes.map(|(names, it)| (&names.union, &*it.name, &it.about.origin));
    report_clashes(ir, of_types.chain(of_envelopes), &mut problems);
    let parts = ir.defs().iter().map(|def| match &def.body {
        Body::Record(_) => {
            let listed = distinct(names.members(def.id), &["kept"]);
            let others = free("others", |name| listed.iter().any(|other| other.as_str() == name));
            Parts { listed, others: Some(others) }
        }
        Body::Enum(_) => Parts { listed: variants::of_enum(names.members(def.id)), others: None },
        Body::Union(union) => Parts { listed: variants::of_union(ir, names, def.id, union), others: None },
        Body::Alias(_) => Parts::default(),
    });
    let parts = parts.collect();
    let methods = messages::names(ir, names, &mut problems);
    let missing = RsIdent::spelled("Missing");
    problems.finish(RustNames { types, parts, methods, envelopes, missing })
}

fn type_name(name: &PyIdent) -> RsIdent {
    let name = name.as_str();
    if is_type(name) { RsIdent(format!("{name}Model").into()) } else { RsIdent::spelled(name) }
}

/// The names of one scope; one that Rust or emitted code owns gets an ending that no other has.
fn distinct(names: &[PyIdent], owned: &[&str]) -> Box<[RsIdent]> {
    let is_owned = |name: &str| owned.contains(&name) || is_path_keyword(name);
    let place = |name: &PyIdent| match is_owned(name.as_str()) {
        true => free(&format!("{name}_"), |other| names.iter().any(|name| name.as_str() == other)),
        false => RsIdent::new(name),
    };
    names.iter().map(place).collect()
}

/// The name, with as many endings as it takes to be none of those that are taken.
fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> RsIdent {
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    RsIdent(name.into())
}

/// Reports the names that several things of one scope have.
fn report_clashes<'a>(
    ir: &Ir,
    named: impl Iterator<Item = (&'a RsIdent, &'a str, &'a Pointer)>,
    problems: &mut Problems,
) {
    let mut first: BTreeMap<&RsIdent, &str> = BTreeMap::new();
    for (name, key, origin) in named {
        let Some(other) = first.insert(name, key) else { continue };
        problems.push(
            Diagnostic::new(Code::NameCollision, format!("{other} and {key} would both be `{name}` in Rust"))
                .at(Place::pointer(ir.file().clone(), origin.clone()))
                .help(format!("add [names.{}]  name = \"...\"  reason = \"...\"", super::quoted(key))),
        );
    }
}
