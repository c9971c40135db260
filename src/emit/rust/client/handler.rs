//! The requests of the server in, `client::handler` out: a trait with one typed method a request, and the dispatch to
//! its methods. What nobody overrides is refused, never accepted.

use quote::quote;
use syn::{Item, ItemImpl, ItemTrait, TraitItem, parse_quote};

use super::{Imports, file};
use crate::emit::asked::{Choice, choices, deciding, documentation, item};
use crate::emit::docs::Doc;
use crate::emit::rust::events::payload;
use crate::emit::rust::file::File;
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::{doc, ident};
use crate::emit::rust::ty::Ty;
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
    let mut imports = Imports::default();
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
    let handler = handler(scope, &methods, &mut file);
    file.item(handler);
    file.item(dispatch(&methods));
    imports.put_into(&mut file);
    file.finish(scope, header)
}

const HANDLER: &str = "\
Answers what the server asks. What is not overridden is refused.

Implement it and write a method for each request that the application answers, as an `async fn`. An error, a panic, a \
cancellation and an answer that cannot be written refuse the request as if nobody had answered, and are logged. Return \
`Refused` to refuse on purpose.";

fn handler(scope: &Scope<'_>, methods: &[(&ServerRequest, &Method)], file: &mut File<'_>) -> Item {
    let items: Vec<TraitItem> =
        methods.iter().map(|(request, method)| function(scope, request, method, file)).collect();
    let docs = doc(Doc::new(HANDLER).as_ref(), 0);
    let item: ItemTrait = parse_quote! {
        #(#docs)*
        pub trait ServerRequestHandler: Send + Sync + 'static {
            #(#items)*
        }
    };
    Item::Trait(item)
}

fn function(scope: &Scope<'_>, request: &ServerRequest, method: &Method, file: &mut File<'_>) -> TraitItem {
    let name = ident(RsIdent::new(&request.handler).as_str());
    let params = payload(scope, method).unwrap_or(Ty::Own("()"));
    let answer = method.result.as_ref().map_or(Ty::Own("()"), |ty| Ty::public(scope, ty));
    file.uses(&params);
    file.uses(&answer);
    let (params, answer) = (params.syntax(), answer.syntax());
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

/// The answers that there are, each with its meaning.
fn options(scope: &Scope<'_>, request: &ServerRequest, method: &Method) -> Option<String> {
    let Some(shorthand) = &request.shorthand else {
        let result = method.result.as_ref()?.defs().next()?;
        return Some(format!("Answer a `{}`.", scope.names.of(result).bare()));
    };
    let (result, field) = deciding(scope.ir(), method, &shorthand.member)?;
    let whole = scope.names.of(result).bare();
    let choices = choices(scope.ir(), &field.ty);
    if choices.len() < 2 {
        let member = &shorthand.member;
        return Some(format!("Answer a `{whole}`, or the `{member}` alone, which `into` makes one of."));
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
    Some(format!("Answer a `{whole}`, or one of these, which `into` makes one of:\n\n{}", items.join("\n")))
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
                    Some(match &*asked.method {
                        #(#arms,)*
                        _ => return None,
                    })
                }
            }
        }
    };
    Item::Impl(item)
}
