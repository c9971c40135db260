//! Floor 4: model, names and curation in, a [`Surface`] out: what is public, in which module, and why.
//! Every public symbol has one module; modules form no cycle; every type that a public signature reaches is public.

mod absent;
mod client;
mod curate;
mod explain;
mod index;
pub mod instances;
mod modules;
mod order;
mod protocol;
mod requests;
mod root;
mod spell;

pub use client::{Argument, Call, Class, Client, Forms, Home, Returns};
pub use curate::curate;
pub use explain::explain;
pub use index::index;
pub use requests::{Refusal, ServerRequest, Shorthand};

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostic;
use crate::ir::{DefId, Ir};
use crate::naming::{Names, PyIdent};

/// The modules of each package that may be the home of a root export.
#[derive(Debug, Clone, Default)]
pub struct Homes {
    /// Dotted paths below the Python package.
    pub python: BTreeSet<String>,
    /// Paths below the crate, `::` between their steps.
    pub rust: BTreeSet<String>,
}

/// Everything that an emitter needs to know.
#[derive(Debug)]
pub struct Surface<'a> {
    /// The model.
    pub ir: &'a Ir,
    /// Its names.
    pub names: &'a Names,
    /// The modules of types in their order, each with its definitions in the order of emission.
    pub modules: Vec<TypeModule>,
    /// Where each emitted definition stands.
    pub placement: BTreeMap<DefId, Placement>,
    /// The exports of the Python package's root in curated order.
    pub root: Vec<RootExport>,
    /// The exports of the crate's root in curated order; homes are paths as `client::turn`.
    pub rust_root: Vec<RootExport>,
    /// The client, if the package has one.
    pub client: Option<Client<'a>>,
    /// How a client answers the requests of the server; nothing where the package has no client.
    pub requests: Option<Vec<ServerRequest>>,
    /// What was placed without a person's decision, under [`crate::ir::Policy::Provisional`].
    pub assumed: Vec<Diagnostic>,
}

/// A private module of types. Modules refer only to themselves and to modules before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeModule {
    /// Its name, such as `thread`.
    pub name: PyIdent,
    /// Its definitions, in the order of emission: a variant stands just above its union.
    pub defs: Vec<DefId>,
    /// The indices into [`Ir::methods`] of the methods whose prefix belongs to it.
    pub methods: Vec<usize>,
}

/// Where a definition stands, and why it is public or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The module's name.
    pub module: PyIdent,
    /// Whether `types` exports it.
    pub public: bool,
    /// One sentence for `explain`.
    pub why: String,
}

/// A name of the package root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootExport {
    /// The name.
    pub name: PyIdent,
    /// The module below the package that defines it.
    pub home: Box<str>,
    /// Why it is public.
    pub reason: Box<str>,
    /// Whether the package has that home by now; a name that it does not have is declared and not exported.
    pub provided: bool,
}
