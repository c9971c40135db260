//! The client's part of the surface in, the emitted files of the client out: what is asked and answered, typed, and the
//! curated layer, awaited and blocking. They name what the hand-written files beside them define.

mod answers;
mod api;
mod calls;
mod handler;
mod lives;
mod options;
mod rpc;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, Place};
use super::scope::Scope;
use super::syntax::ident;
use super::ty::Ty;
use crate::ir::Method;
use crate::naming::{PyIdent, RsIdent};
use crate::surface::{Client, Home, ServerRequest};

/// One of the files.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Answers(&'a [ServerRequest]),
    Handler(&'a [ServerRequest]),
    /// With the recorded runtimes, from the oldest to the pin.
    Lives(&'a [&'a str]),
    Rpc(&'a Client<'a>, Face),
    Api(&'a Client<'a>, Face),
}

/// Whether calls are awaited or block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Awaited,
    Blocking,
}

/// The files of a crate; none without a client.
pub(super) fn parts<'a>(scope: &Scope<'a>, runtimes: &'a [&'a str]) -> Vec<Part<'a>> {
    let surface = scope.surface;
    let (Some(client), Some(requests)) = (&surface.client, &surface.requests) else { return Vec::new() };
    vec![
        Part::Rpc(client, Face::Awaited),
        Part::Rpc(client, Face::Blocking),
        Part::Api(client, Face::Awaited),
        Part::Api(client, Face::Blocking),
        Part::Handler(requests),
        Part::Answers(requests),
        Part::Lives(runtimes),
    ]
}

impl Part<'_> {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Answers(_) => "src/client/answers.rs",
            Self::Handler(_) => "src/client/handler.rs",
            Self::Lives(_) => "src/client/lives.rs",
            Self::Rpc(_, Face::Awaited) => "src/client/rpc.rs",
            Self::Rpc(_, Face::Blocking) => "src/blocking/rpc.rs",
            Self::Api(_, Face::Awaited) => "src/client/api.rs",
            Self::Api(_, Face::Blocking) => "src/blocking/api.rs",
        }
    }

    pub(super) fn text(self, scope: &Scope<'_>, header: &[String]) -> String {
        match self {
            Self::Answers(requests) => answers::text(scope, requests, header),
            Self::Handler(requests) => handler::text(scope, requests, header),
            Self::Lives(runtimes) => lives::text(scope, runtimes, header),
            Self::Rpc(client, face) => rpc::text(scope, client, face, header),
            Self::Api(client, face) => api::text(scope, client, face, header),
        }
    }
}

/// A file of the client that says what it is.
fn file(doc: &str) -> File<'static> {
    File::new(Place::Client, vec![doc.to_owned()])
}

/// What goes in with a method or comes back, noted by the file; nothing is `()`.
fn carried(ty: Option<Ty>, file: &mut File<'_>) -> TokenStream {
    let Some(ty) = ty else { return quote! { () } };
    file.uses(&ty);
    let ty = ty.syntax();
    quote! { #ty }
}

/// The result of a method.
fn result(scope: &Scope<'_>, method: &Method, file: &mut File<'_>) -> TokenStream {
    carried(method.result.as_ref().map(|ty| Ty::public(scope, ty)), file)
}

/// What a file uses of hand-written modules and of other emitted ones: names by module. Modules of the client are
/// private to it, and the blocking face uses what the client itself shows.
struct Imports {
    face: Face,
    names: BTreeMap<Vec<String>, BTreeSet<String>>,
}

impl Imports {
    fn new(face: Face) -> Self {
        Self { face, names: BTreeMap::new() }
    }

    /// A name of a module of the client.
    fn own(&mut self, module: &str, name: &str) {
        match self.face {
            Face::Awaited => self.add(&["crate", "client", module], name),
            Face::Blocking => self.add(&["crate", "client"], name),
        }
    }

    fn add(&mut self, module: &[&str], name: &str) {
        let module = module.iter().map(|step| (*step).to_owned()).collect();
        self.names.entry(module).or_default().insert(name.to_owned());
    }

    /// The name of what a hand-written module defines.
    ///
    /// Rows name the modules of both languages; that a module is private shows in Python by its name alone.
    fn home(&mut self, home: &Home) -> syn::Ident {
        let steps = home.module.as_str().split('.').map(|step| step.trim_start_matches('_'));
        let steps = steps.filter_map(|step| PyIdent::new(step).ok()).map(|step| RsIdent::new(&step));
        let seen = match self.face {
            Face::Awaited => usize::MAX,
            Face::Blocking => 1,
        };
        let steps = steps.take(seen).map(|step| step.as_str().to_owned());
        let module: Vec<String> = ["crate".to_owned()].into_iter().chain(steps).collect();
        let name = RsIdent::new(&home.name);
        self.names.entry(module).or_default().insert(name.as_str().to_owned());
        ident(name.as_str())
    }

    fn put_into(self, file: &mut File<'_>) {
        for (module, names) in self.names {
            let module = path(&module);
            let names: Vec<syn::Ident> = names.iter().map(|name| ident(name)).collect();
            file.import(match names.as_slice() {
                [only] => quote! { use #module::#only; },
                names => quote! { use #module::{#(#names),*}; },
            });
        }
    }
}

fn path(steps: &[String]) -> TokenStream {
    let steps = steps.iter().map(|step| ident(step));
    quote! { #(#steps)::* }
}
