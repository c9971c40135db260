//! The answers to requests of the server in, `_client/handler.py` out: a class with one typed method a request, and
//! the table that dispatches to it. What no subclass overrides is refused, never accepted.

use super::answers;
use super::json::json;
use super::methods::type_name;
use super::scope::Scope;
use super::syntax::{Class, Doc, Expr, Function, Ident, Module, Parameter, Params, Stmt, Symbol};
use crate::emit::asked::{Choice, choices, deciding, documentation, item};
use crate::ir::{self, Body, Method, Type};
use crate::surface::{Refusal, ServerRequest};
use crate::{py_ident, py_symbol};

/// The module of the handler.
pub(super) fn module(scope: &Scope<'_>, requests: &[ServerRequest]) -> Module {
    let methods: Vec<(&ServerRequest, &Method)> = requests
        .iter()
        .filter_map(|request| Some((request, scope.ir().methods().get(request.method)?)))
        .collect();
    let doc = "The base of every handler of the server's requests, and how each request is answered.";
    Module::new(scope.client().join(&py_ident!("handler")))
        .doc(Doc::new(doc))
        .body([handler(scope, &methods).into(), table(scope, &methods)])
}

const HANDLER: &str = "\
Answers requests from the server: approvals, questions to the user and calls of client-side tools.

Subclass it and override a method for each request that the application answers. Requests whose methods are not \
overridden are refused. A method may be `async def`; a plain one runs in a thread of its own and may block. A method that \
raises, is cancelled or returns None or an invalid answer refuses its request, and the reason is logged. Raise \
`RefusedError` to refuse deliberately.";

fn handler(scope: &Scope<'_>, methods: &[(&ServerRequest, &Method)]) -> Class {
    let methods = methods.iter().map(|(request, method)| Stmt::from(function(scope, request, method)));
    Class::new(py_ident!("ServerRequestHandler")).doc(Doc::new(HANDLER)).body(methods)
}

fn function(scope: &Scope<'_>, request: &ServerRequest, method: &Method) -> Function {
    let params = match &method.params {
        ir::Params::None => Expr::None,
        ir::Params::Required(ty) => by_name(scope, ty),
        ir::Params::Optional(ty) => by_name(scope, ty).optional(),
    };
    let answer = match (&request.shorthand, &method.result) {
        (Some(shorthand), _) => answers::symbol(scope, shorthand).type_only().into(),
        (None, Some(ty)) => by_name(scope, ty),
        (None, None) => Expr::None,
    };
    let awaitable = Expr::from(py_symbol!("collections.abc", "Awaitable").type_only());
    let positional_only =
        vec![Parameter::new(py_ident!("self")), Parameter::typed(py_ident!("request"), params)];
    let refused = scope.client_symbol(py_ident!("refusal"), py_ident!("RefusedError"));
    Function::new(request.handler.clone())
        .params(Params { positional_only, ..Params::default() })
        .returns(answer.clone().or(awaitable.subscript([answer])))
        .doc(Doc::new(&documentation(request, method, options(scope, request, method))))
        .body([Stmt::raise(Expr::from(refused).call([Expr::str("no handler answers it")]))])
}

/// A type by its name in `types`, for type checkers alone.
fn by_name(scope: &Scope<'_>, ty: &Type) -> Expr {
    match ty {
        Type::Def(id) if scope.is_public(*id) => {
            let home = scope.package.join(&py_ident!("types"));
            Symbol::imported(home, scope.names().of(*id).clone()).type_only().into()
        }
        Type::Nullable(inner) => by_name(scope, inner).optional(),
        _ => scope.runtime_symbol(py_ident!("scalars"), py_ident!("JsonValue")).type_only().into(),
    }
}

/// The answers that there are, each with its meaning.
fn options(scope: &Scope<'_>, request: &ServerRequest, method: &Method) -> Option<String> {
    let Some(shorthand) = &request.shorthand else {
        let result = method.result.as_ref()?.defs().next()?;
        return Some(format!("Return a `{}`.", scope.names().of(result)));
    };
    let (result, field) = deciding(scope.ir(), method, &shorthand.member)?;
    let whole = format!("a complete `{}`", scope.names().of(result));
    let choices = choices(scope.ir(), &field.ty);
    if choices.len() < 2 {
        let Body::Record(record) = &scope.ir()[result].body else { return None };
        let at = record.fields.iter().position(|other| other.wire == field.wire)?;
        let name = scope.names().members(result).get(at)?;
        return Some(format!("Return the value of `{name}`, or {whole}."));
    }
    let items = choices.iter().map(|choice| {
        let what = match choice {
            Choice::Text(text) => format!("`\"{text}\"`"),
            Choice::Value(_, _, value) => format!("`\"{}\"`", value.wire),
            Choice::Record(id, _) => format!("`{}`", scope.names().of(*id)),
        };
        item(&what, choice.meaning(), WIDTH)
    });
    let items: Vec<String> = items.chain([item(&whole, None, WIDTH)]).collect();
    Some(format!("Return one of these:\n\n{}", items.join("\n")))
}

/// The columns of a list item.
const WIDTH: usize = 78;

/// `SERVER_REQUESTS: dict[str, ServerRequestPlan] = {...}`
fn table(scope: &Scope<'_>, methods: &[(&ServerRequest, &Method)]) -> Stmt {
    let plan = || Expr::from(scope.client_symbol(py_ident!("refusal"), py_ident!("ServerRequestPlan")));
    let rows = methods.iter().map(|(request, method)| {
        let result = method.result.as_ref().map_or(Expr::None, |ty| type_name(scope, ty));
        let mut keywords: Vec<(Ident, Expr)> = Vec::new();
        let shorthand = request.shorthand.as_ref();
        keywords.extend(
            shorthand.map(|shorthand| (py_ident!("shorthand"), Expr::str(shorthand.member.as_str()))),
        );
        keywords.push((py_ident!("refusal"), refusal(scope, &request.refusal)));
        let value = plan().call_with([Expr::str(request.handler.as_str()), result], keywords);
        (Expr::str(method.wire.as_str()), value)
    });
    let rows = rows.collect();
    let annotation = Expr::from(py_symbol!("dict")).subscript([py_symbol!("str").into(), plan()]);
    Stmt::field(py_ident!("SERVER_REQUESTS"), annotation, Expr::Dict(rows))
}

fn refusal(scope: &Scope<'_>, refusal: &Refusal) -> Expr {
    match refusal {
        Refusal::Answer(value) => json(value),
        Refusal::Error { code, message } => {
            let error = scope.client_symbol(py_ident!("refusal"), py_ident!("ErrorReply"));
            Expr::from(error).call([Expr::Int((*code).into()), Expr::str(&**message)])
        }
    }
}
