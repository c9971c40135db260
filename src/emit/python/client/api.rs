//! The curated classes in, the module `api` out: each class in both forms, each call as one would write it by hand.
//! `None` is not sent; what parameters stand for is made by hand-written functions.

use super::words::{about_call, about_class};
use super::{Form, home, method_constant, own, package, told, told_type};
use crate::curation::DefaultRow;
use crate::emit::python::scope::Scope;
use crate::emit::python::syntax::{
    Argument as Given, Class as PyClass, Doc, Expr, Function, Ident, Module, Parameter, Params as Signature,
    Stmt,
};
use crate::emit::python::types::plain_annotation;
use crate::ir::{Field, Method};
use crate::surface::{Argument, Call, Class, Client, Returns};
use crate::{py_ident, py_symbol};

/// The module of the curated classes.
pub(super) fn module(scope: &Scope<'_>, client: &Client<'_>) -> Module {
    let classes = client.classes.iter().flat_map(|class| Form::BOTH.map(|form| (class, form)));
    let doc = "The clients and what they return, each to be called as it is and to be awaited.";
    Module::new(package(scope).join(&py_ident!("api")))
        .doc(Doc::new(doc))
        .body(classes.map(|(class, form)| Stmt::from(self::class(scope, client, class, form))))
}

fn class(scope: &Scope<'_>, client: &Client<'_>, class: &Class<'_>, form: Form) -> PyClass {
    PyClass::new(form.of(&class.names).clone())
        .decorator(own(scope, &py_ident!("keywords"), py_ident!("snake_case_keywords")))
        .base(home(scope, form.of(&class.bases)))
        .doc(about_class(client, class, form))
        .body(class.calls.iter().filter_map(|call| {
            let method = scope.ir().methods().get(call.method)?;
            let members = match method.params.record(scope.ir()) {
                Some((id, record)) => record.fields.iter().zip(scope.names().members(id)).collect(),
                None => Vec::new(),
            };
            let constant = &scope.names().methods().get(call.method)?.constant;
            Some(Stmt::from(Calls { scope, form, call, method, constant, members }.function()))
        }))
}

/// What makes the method of one curated call.
pub(super) struct Calls<'a> {
    pub(super) scope: &'a Scope<'a>,
    form: Form,
    pub(super) call: &'a Call<'a>,
    pub(super) method: &'a Method,
    constant: &'a Ident,
    /// The members of the params with their Python names.
    members: Vec<(&'a Field, &'a Ident)>,
}

impl<'a> Calls<'a> {
    fn function(&self) -> Function {
        let arguments = self.call.arguments.iter();
        let parameters = |positional: bool| {
            let arguments = arguments.clone().filter(move |argument| argument.positional == positional);
            arguments.map(|argument| self.parameter(argument))
        };
        let signature = Signature {
            plain: [Parameter::new(py_ident!("self"))].into_iter().chain(parameters(true)).collect(),
            keyword_only: parameters(false).collect(),
            ..Signature::default()
        };
        let (returns, body) = self.body();
        Function::new(self.call.name.clone())
            .asynchronous(self.form.is_async())
            .params(signature)
            .returns(returns)
            .doc(about_call(self))
            .body(body)
    }

    /// The members that a parameter gives.
    pub(super) fn given_by(&self, argument: &Argument<'_>) -> Vec<(&'a Field, &'a Ident)> {
        argument.gives.iter().filter_map(|index| self.members.get(*index).copied()).collect()
    }

    fn parameter(&self, argument: &Argument<'_>) -> Parameter {
        let given = self.given_by(argument);
        let annotation = match (&argument.ty, given.first()) {
            (Some(ty), _) => told(self.scope, home(self.scope, ty)),
            (None, Some((field, _))) => {
                let plain = told(self.scope, plain_annotation(self.scope, &field.ty));
                if argument.required && field.nullable { plain.optional() } else { plain }
            }
            (None, None) => py_symbol!("object").into(),
        };
        let annotation = if may_be_left_out(argument) { annotation.optional() } else { annotation };
        let default = match (argument.default, &argument.ty) {
            (Some(DefaultRow::Bool(value)), _) => Some(Expr::Bool(*value)),
            (Some(DefaultRow::Member(name)), Some(ty)) => {
                Ident::new(name).ok().map(|name| home(self.scope, ty).attr(name))
            }
            _ => may_be_left_out(argument).then_some(Expr::None),
        };
        Parameter::typed(argument.name.clone(), annotation).default(default)
    }

    /// What the method returns, and the statements that make it.
    fn body(&self) -> (Expr, Vec<Stmt>) {
        let scope = self.scope;
        let this = || Expr::local(py_ident!("self"));
        let call = || {
            let call = this().attr(py_ident!("_call"));
            self.form.awaited(call.call([method_constant(scope, self.constant), self.sent()]))
        };
        match &self.call.returns {
            Returns::Result => {
                let result = self.method.result.as_ref().map_or(Expr::None, |ty| told_type(scope, ty));
                (result, vec![Stmt::returns(call())])
            }
            Returns::Nothing => (Expr::None, vec![Stmt::Expr(call())]),
            Returns::Object(names, path) => {
                let class = Expr::local(self.form.of(names).clone());
                let response = Expr::local(py_ident!("response"));
                // A runtime may send what does not fit its own schema: the id is looked for, not taken for granted.
                let path = path.iter().map(Ident::as_str).collect::<Vec<_>>().join(".");
                let text_at = own(scope, &py_ident!("calls"), py_ident!("text_at"));
                let method = method_constant(scope, self.constant);
                let id = text_at.call([method, response.clone(), Expr::str(&path)]);
                let made = class.clone().call([this().attr(py_ident!("_session")), id]);
                (class, vec![Stmt::assign(response, call()), Stmt::returns(made)])
            }
            Returns::Handle(from, classes) => {
                let beside = self.call.arguments.iter().filter(|argument| argument.beside);
                let beside = beside.map(|argument| Expr::local(argument.name.clone()));
                let made = this().attr(from.clone()).call([self.sent()].into_iter().chain(beside));
                let class = told(scope, home(scope, self.form.of(classes)));
                (class, vec![Stmt::returns(self.form.awaited(made))])
            }
            Returns::Outcome { of, by, class } => {
                let handle = Expr::local(of.clone());
                let passed = self.call.arguments.iter().map(|argument| {
                    let value = Expr::local(argument.name.clone());
                    if argument.positional {
                        Given::Positional(value)
                    } else {
                        Given::Keyword(argument.name.clone(), value)
                    }
                });
                let started = self.form.awaited(this().attr(of.clone()).call_args(passed));
                let outcome = self.form.awaited(handle.clone().attr(by.clone()).call([]));
                let class = told(scope, home(scope, class));
                (class, vec![Stmt::assign(handle, started), Stmt::returns(outcome)])
            }
        }
    }

    /// The members that are sent, those that the object gives first.
    fn sent(&self) -> Expr {
        let bound = self.call.bound.iter().filter_map(|(index, attribute)| {
            let (_, member) = self.members.get(*index)?;
            Some(((*member).clone(), Expr::local(py_ident!("self")).attr(attribute.clone())))
        });
        let mut members: Vec<Given> = bound.map(|(name, value)| Given::Keyword(name, value)).collect();
        let mut always = Vec::new();
        let mut is_complete = true;
        for argument in self.call.arguments.iter().filter(|argument| !argument.beside) {
            let value = Expr::local(argument.name.clone());
            let value = match &argument.convert {
                Some(convert) => home(self.scope, convert).call([value]),
                None => value,
            };
            is_complete &= !may_be_left_out(argument);
            match self.given_by(argument).as_slice() {
                _ if argument.spread => members.push(Given::DoubleStar(value)),
                [(field, member)] if field.required && field.nullable => {
                    always.push((Expr::str(member.as_str()), value));
                }
                [(_, member), ..] => members.push(Given::Keyword((*member).clone(), value)),
                [] => {}
            }
        }
        let pairs = members.iter().map(|member| match member {
            Given::Keyword(name, value) => Some((Expr::str(name.as_str()), value.clone())),
            _ => None,
        });
        match pairs.collect::<Option<Vec<_>>>() {
            Some(pairs) if is_complete => Expr::Dict(pairs.into_iter().chain(always).collect()),
            _ => {
                let always = (!always.is_empty()).then_some(Given::Positional(Expr::Dict(always)));
                let given = own(self.scope, &py_ident!("calls"), py_ident!("given"));
                given.call_args(always.into_iter().chain(members))
            }
        }
    }
}

/// Whether a parameter may be `None` for what is not sent.
fn may_be_left_out(argument: &Argument<'_>) -> bool {
    !argument.required && argument.default.is_none()
}
