//! The requests of the server in, `client::handler` out: a trait with one typed method a request, and the dispatch to
//! its methods. What nobody overrides is refused, never accepted.

use quote::quote;
use syn::{Item, ItemFn, ItemImpl, parse_quote};

use super::{Face, Imports, carried, file, result};
use crate::emit::asked::{Choice, choices, deciding, documentation, item};
use crate::emit::docs::Doc;
use crate::emit::rust::events::payload;
use crate::emit::rust::file::File;
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::{doc, ident};
use crate::ir::Method;
use crate::naming::RsIdent;
use crate::surface::ServerRequest;

/// The file of the handler.
pub(super) fn text(scope: &Scope<'_>, requests: &[ServerRequest], header: &[String]) -> String {
    let methods: Vec<(&ServerRequest, &Method)> = requests
        .iter()
        .filter_map(|request| Some((request, scope.ir().methods().get(request.method)?)))
        .collect();
    let mut file = file("What the server can ask, and the dispatch to who answers.");
    let mut imports = Imports::new(Face::Awaited);
    for name in ["Answering", "Dispatch"] {
        imports.own("dispatch", name);
    }
    if !methods.is_empty() {
        for name in ["Refused", "answering", "refused"] {
            imports.own("dispatch", name);
        }
    }
    imports.own("message", "Asked");
    file.import(quote! { use std::sync::Arc; });
    handler(scope, &methods, &mut file);
    file.item(dispatch(&methods));
    imports.put_into(&mut file);
    file.finish(scope, header)
}

const HANDLER: &str = "\
Answers requests from the server: approvals, questions to the user and calls of client-side tools.

Implement it and write a method for each request that the application answers, as an `async fn`. Requests whose methods \
are not implemented are refused. A method that fails, panics, is cancelled or returns an answer that cannot be written \
refuses its request, and the reason is logged. Return `Refused` to refuse deliberately.";

fn handler(scope: &Scope<'_>, methods: &[(&ServerRequest, &Method)], file: &mut File<'_>) {
    let items: Vec<ItemFn> =
        methods.iter().map(|(request, method)| function(scope, request, method, file)).collect();
    let lines = Doc::new(HANDLER).map(|doc| doc.rustdoc(96)).unwrap_or_default();
    let docs = lines.iter().map(|line| format!("/// {line}").trim_end().to_owned() + "\n");
    let docs: String = docs.collect();
    file.block(&format!("{docs}pub trait ServerRequestHandler: Send + Sync + 'static"), items);
}

fn function(scope: &Scope<'_>, request: &ServerRequest, method: &Method, file: &mut File<'_>) -> ItemFn {
    let name = ident(RsIdent::new(&request.handler).as_str());
    let params = carried(payload(scope, method), file);
    let answer = result(scope, method, file);
    let said = documentation(request, method, options(scope, request, method));
    let docs = doc(Doc::new(&said).as_ref(), 4);
    parse_quote! {
        #(#docs)*
        fn #name(&self, request: #params) -> impl Future<Output = Result<#answer, Refused>> + Send {
            refused(request)
        }
    }
}

/// The columns of a list item.
const WIDTH: usize = 92;

/// The answers that there are, each with its meaning, where the type of the result does not say it.
fn options(scope: &Scope<'_>, request: &ServerRequest, method: &Method) -> Option<String> {
    let shorthand = request.shorthand.as_ref()?;
    let (result, field) = deciding(scope.ir(), method, &shorthand.member)?;
    let whole = scope.names.of(result).bare();
    let choices = choices(scope.ir(), &field.ty);
    if choices.len() < 2 {
        let member = &shorthand.member;
        return Some(format!("The answer is a `{whole}`; `into` makes one from the `{member}` alone."));
    }
    let items = choices.iter().filter_map(|choice| {
        let what = match choice {
            Choice::Text(_) => return None,
            Choice::Value(id, at, _) => {
                let value = scope.names.members(*id).get(*at)?;
                format!("`{}::{value}`", scope.names.of(*id).bare())
            }
            Choice::Record(id, _) => format!("`{}`", scope.names.of(*id).bare()),
        };
        Some(item(&what, choice.meaning(), WIDTH))
    });
    let items: Vec<String> = items.collect();
    let items = items.join("\n");
    Some(format!("The answer is a `{whole}`; `into` makes one from any of these:\n\n{items}"))
}

fn dispatch(methods: &[(&ServerRequest, &Method)]) -> Item {
    let arms = methods.iter().map(|(request, method)| {
        let (wire, name) = (method.wire.as_str(), ident(RsIdent::new(&request.handler).as_str()));
        quote! {
            #wire => answering(asked, move |request| async move { H::#name(&self, request).await })
        }
    });
    let item: ItemImpl = if methods.is_empty() {
        parse_quote! {
            impl<H: ServerRequestHandler> Dispatch for H {
                fn dispatch(self: Arc<Self>, _: &Asked) -> Option<Answering> {
                    None
                }
            }
        }
    } else {
        parse_quote! {
            impl<H: ServerRequestHandler> Dispatch for H {
                fn dispatch(self: Arc<Self>, asked: &Asked) -> Option<Answering> {
                    let answering = match asked.method() {
                        #(#arms,)*
                        _ => return None,
                    };
                    Some(answering)
                }
            }
        }
    };
    Item::Impl(item)
}
