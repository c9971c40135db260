//! Every request of the client in, one typed method for each out, awaited or blocking.

use quote::quote;
use syn::{ItemFn, parse_quote};

use super::words::opt_in;
use super::{Face, Imports, carried, file, result};
use crate::emit::calls;
use crate::emit::docs::Doc;
use crate::emit::rust::events::payload;
use crate::emit::rust::file::File;
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::{doc, ident};
use crate::ir::{Method, MethodKind};
use crate::naming::rust::RustMethodNames;
use crate::surface::Client;

/// The file of one face.
pub(super) fn text(scope: &Scope<'_>, client: &Client<'_>, face: Face, header: &[String]) -> String {
    let how = match face {
        Face::Awaited => "awaited",
        Face::Blocking => "blocking",
    };
    let mut file =
        file(&format!("Every request that the {} knows as a typed method, {how}.", scope.protocol));
    let mut imports = Imports::new(face);
    match face {
        Face::Awaited => imports.own("caller", "Rpc"),
        Face::Blocking => imports.add(&["super"], "Rpc"),
    }
    imports.own("error", "CodexError");
    imports.add(&["crate"], "methods");
    let methods = scope.ir().methods().iter().zip(scope.names.methods()).enumerate();
    let mut requests: Vec<_> =
        methods.filter(|(_, (method, _))| method.kind == MethodKind::ClientRequest).collect();
    requests.sort_by_key(|(_, (_, names))| &names.call);
    let calls = requests.into_iter().map(|(index, (method, names))| {
        let said = calls::request(client, &opt_in(client), index, method, None);
        function(scope, method, names, face, &said, &mut file)
    });
    let calls: Vec<ItemFn> = calls.collect();
    file.block("impl Rpc", calls);
    imports.put_into(&mut file);
    file.finish(scope, header)
}

/// What the hand-written part of the class has.
const OWN: [&str; 4] = ["call", "new", "no_timeout", "timeout"];

fn function(
    scope: &Scope<'_>,
    method: &Method,
    names: &RustMethodNames,
    face: Face,
    said: &str,
    file: &mut File<'_>,
) -> ItemFn {
    let docs = doc(Doc::new(said).as_ref(), 4);
    let (mut name, marker) = (names.call.as_str().to_owned(), ident(names.marker.as_str()));
    if OWN.contains(&name.as_str()) {
        name.push('_');
    }
    let name = ident(&name);
    let result = result(scope, method, file);
    let (parameter, value) = match payload(scope, method) {
        None => (None, quote! { () }),
        ty => {
            let ty = carried(ty, file);
            (Some(quote! { params: #ty }), quote! { params })
        }
    };
    let (keyword, awaited) = match face {
        Face::Awaited => (Some(quote! { async }), Some(quote! { .await })),
        Face::Blocking => (None, None),
    };
    parse_quote! {
        #(#docs)*
        pub #keyword fn #name(&self, #parameter) -> Result<#result, CodexError> {
            self.call::<methods::#marker>(#value) #awaited
        }
    }
}
