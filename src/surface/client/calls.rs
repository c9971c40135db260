//! The rows of curated methods in, calls that fit their requests out. A row that names what an older schema does not
//! have is a question; a row that contradicts itself is a mistake.

use std::ops::Range;

use toml::Spanned;

use super::{Argument, Call, Class, Forms, Returns, Rows};
use crate::curation::{CallRow, ReturnsRow};
use crate::diag::{Code, Diagnostic, nearest};
use crate::ir::{About, Body, Field, Method, MethodKind, Params, Stability, Type};
use crate::naming::PyIdent;

/// What is done with a method that does not fit, where that is no error.
const LEFT_OUT: &str = "the method is left out";

/// The members of the params of a request, each with its Python name.
pub(super) struct Members<'a> {
    pub(super) fields: &'a [Field],
    pub(super) names: &'a [PyIdent],
}

impl Members<'_> {
    /// The index of a member by wire name.
    pub(super) fn by_wire(&self, wire: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.wire.as_str() == wire)
    }
}

impl<'a> Rows<'a, '_> {
    /// Adds the methods to their classes.
    pub(super) fn calls(&mut self, classes: &mut [Class<'a>]) {
        for row in &self.table.methods {
            let CallRow { class, name, .. } = row.get_ref();
            let known: Vec<&str> = classes.iter().map(|class| class.names.blocking.as_str()).collect();
            let Some(at) = known.iter().position(|known| known == class) else {
                let near = nearest(class, known);
                let help = near.map_or("add the class".to_owned(), |near| format!("did you mean {near:?}?"));
                self.conflict(format!("there is no class {class}"), row.span(), &help);
                continue;
            };
            let Some(call) = self.call(row, at, classes) else { continue };
            let Some(class) = classes.get_mut(at) else { continue };
            if class.calls.iter().any(|other| other.name == call.name) {
                let message = format!("{}.{name} is there twice", class.names.blocking);
                self.conflict(message, row.span(), "remove one of them");
                continue;
            }
            class.calls.push(call);
        }
    }

    fn call(&mut self, row: &'a Spanned<CallRow>, at: usize, classes: &[Class<'a>]) -> Option<Call<'a>> {
        let span = row.span();
        let table = row.get_ref();
        let name = self.ident(&table.name, span.clone())?;
        let class = classes.get(at)?;
        if let ReturnsRow::Outcome { of, by, class: result } = &table.returns {
            let by = self.ident(by, span.clone())?;
            let result = self.home(result, span.clone())?;
            let other = self.call_behind(table, of, class, &span)?;
            let returns = Returns::Outcome { of: other.name.clone(), by, class: result };
            return Some(Call { name, doc: &table.doc, raises: &table.raises, returns, ..other.clone() });
        }
        let (method, request) = self.request(table, &span)?;
        let members = self.members(request, &span)?;
        let bound = self.bound(table, &members, &span)?;
        let arguments = self.arguments(table, &members, &span);
        self.every_member_is_given_once(table, &members, &arguments, &bound, &span)?;
        let returns = self.returns(table, request, classes, &span)?;
        if !matches!(returns, Returns::Handle(..)) && arguments.iter().any(|argument| argument.beside) {
            let message = format!("{} hands nothing over beside the members", table.name);
            self.conflict(message, span, "list such parameters where the method returns a handle");
            return None;
        }
        Some(Call { name, method, doc: &table.doc, raises: &table.raises, arguments, bound, returns })
    }

    /// The method of the class whose handle another one uses up.
    fn call_behind<'c>(
        &mut self,
        row: &CallRow,
        of: &str,
        class: &'c Class<'a>,
        span: &Range<usize>,
    ) -> Option<&'c Call<'a>> {
        if row.method.is_some() || !(row.positional.is_empty() && row.keyword.is_empty()) {
            let message = format!("{} has the request and the parameters of {of}", row.name);
            self.conflict(message, span.clone(), "leave out `method`, `positional` and `keyword`");
            return None;
        }
        let handles = class.calls.iter().filter(|call| matches!(call.returns, Returns::Handle(..)));
        let found = handles.clone().find(|call| call.name.as_str() == of);
        if found.is_none() {
            let message = format!("no method {of} of {} above returns a handle", class.names.blocking);
            let problem = self.problem(Code::UnknownCall, message, span.clone());
            let near = nearest(of, handles.map(|call| call.name.as_str()));
            self.decisions.decide(meant(problem, near), LEFT_OUT);
        }
        found
    }

    fn request(&mut self, row: &CallRow, span: &Range<usize>) -> Option<(usize, &'a Method)> {
        let Some(wire) = &row.method else {
            let message = format!("{} names no request", row.name);
            self.conflict(message, span.clone(), "add  method = \"...\"");
            return None;
        };
        let requests = self.ir.methods().iter().enumerate();
        let mut requests = requests.filter(|(_, method)| method.kind == MethodKind::ClientRequest);
        let Some(found) = requests.clone().find(|(_, method)| method.wire.as_str() == wire) else {
            let problem =
                self.problem(Code::UnknownCall, format!("clients have no request {wire}"), span.clone());
            let near = nearest(wire, requests.by_ref().map(|(_, method)| method.wire.as_str()));
            self.decisions.decide(meant(problem, near), LEFT_OUT);
            return None;
        };
        if let Some(word) = instability(&found.1.about) {
            let problem = self.problem(Code::UnstableParameter, format!("{wire} is {word}"), span.clone());
            let problem = problem.help("remove the method: whoever needs it finds it among all requests");
            self.decisions.decide(problem, LEFT_OUT);
            return None;
        }
        Some(found)
    }

    fn members(&mut self, request: &'a Method, span: &Range<usize>) -> Option<Members<'a>> {
        let known = match request.params.record(self.ir) {
            Some((id, record)) => Members { fields: &record.fields, names: self.names.members(id) },
            None if request.params == Params::None => Members { fields: &[], names: &[] },
            None => {
                let message = format!("the params of {} are no record of members", request.wire);
                let problem = self.problem(Code::UnknownParameter, message, span.clone());
                self.decisions.decide(problem.help("write the method by hand"), LEFT_OUT);
                return None;
            }
        };
        Some(known)
    }

    fn bound(
        &mut self,
        row: &CallRow,
        members: &Members<'a>,
        span: &Range<usize>,
    ) -> Option<Vec<(usize, PyIdent)>> {
        let mut bound = Vec::new();
        for (wire, attribute) in &row.bound {
            let Some(index) = members.by_wire(wire) else {
                let message = format!("{} has no member {wire}", row.method.as_deref().unwrap_or_default());
                let problem = self.problem(Code::UnknownParameter, message, span.clone());
                let near = nearest(wire, members.fields.iter().map(|field| field.wire.as_str()));
                self.decisions.decide(meant(problem, near), LEFT_OUT);
                return None;
            };
            bound.push((index, self.ident(attribute, span.clone())?));
        }
        Some(bound)
    }

    fn every_member_is_given_once(
        &mut self,
        row: &CallRow,
        members: &Members<'a>,
        arguments: &[Argument<'a>],
        bound: &[(usize, PyIdent)],
        span: &Range<usize>,
    ) -> Option<()> {
        let mut complete = Some(());
        for (index, field) in members.fields.iter().enumerate() {
            let by_arguments = arguments.iter().filter(|argument| argument.gives.contains(&index)).count();
            let by_object = bound.iter().filter(|(member, _)| *member == index).count();
            match by_arguments + by_object {
                0 if field.required => {
                    let message = format!("{} gives no {}, which is required", row.name, field.wire);
                    let problem = self.problem(Code::MissingParameter, message, span.clone());
                    let name = members.names.get(index).map_or(field.wire.as_str(), PyIdent::as_str);
                    let help = format!("list {name:?} among its parameters, or bind {}", field.wire);
                    self.decisions.decide(problem.help(help), LEFT_OUT);
                    complete = None;
                }
                0 | 1 => {}
                _ => {
                    let message = format!("{} gives {} more than once", row.name, field.wire);
                    self.conflict(message, span.clone(), "remove one of its parameters");
                    complete = None;
                }
            }
        }
        complete
    }

    fn returns(
        &mut self,
        row: &CallRow,
        request: &'a Method,
        classes: &[Class<'a>],
        span: &Range<usize>,
    ) -> Option<Returns> {
        match &row.returns {
            ReturnsRow::Result | ReturnsRow::Outcome { .. } => Some(Returns::Result),
            ReturnsRow::Nothing => Some(Returns::Nothing),
            ReturnsRow::Object { class, id } => {
                let known = classes.iter().find(|known| known.names.blocking.as_str() == class);
                let Some(known) = known else {
                    let near = nearest(class, classes.iter().map(|class| class.names.blocking.as_str()));
                    let help =
                        near.map_or("add the class".to_owned(), |near| format!("did you mean {near:?}?"));
                    self.conflict(format!("there is no class {class}"), span.clone(), &help);
                    return None;
                };
                let Some(path) = self.path_to_text(request.result.as_ref(), id) else {
                    let message = format!("the result of {} has no text at {id} for certain", request.wire);
                    let problem = self.problem(Code::UnknownParameter, message, span.clone());
                    let help = "name required members by their Python names, down to the id";
                    self.decisions.decide(problem.help(help), LEFT_OUT);
                    return None;
                };
                let Forms { blocking, asynchronous } = &known.names;
                let names = Forms { blocking: blocking.clone(), asynchronous: asynchronous.clone() };
                Some(Returns::Object(names, path))
            }
            ReturnsRow::Handle { from, class } => {
                let from = self.ident(from, span.clone())?;
                Some(Returns::Handle(from, self.homes(class, span.clone())?))
            }
        }
    }

    /// The Python names on the way to a text that is always there.
    fn path_to_text(&self, result: Option<&Type>, path: &str) -> Option<Vec<PyIdent>> {
        let (mut ty, mut names) = (result?, Vec::new());
        for step in path.split('.') {
            let Type::Def(id) = ty else { return None };
            let Body::Record(record) = &self.ir[*id].body else { return None };
            let mut members = record.fields.iter().zip(self.names.members(*id));
            let (field, name) = members.find(|(_, name)| name.as_str() == step)?;
            if !field.required || field.nullable {
                return None;
            }
            names.push(name.clone());
            ty = &field.ty;
        }
        while let Type::Def(id) = ty
            && let Body::Alias(meant) = &self.ir[*id].body
        {
            ty = meant;
        }
        matches!(ty, Type::Str(_)).then_some(names)
    }
}

/// Why something should not be offered to everybody.
pub(super) fn instability(about: &About) -> Option<&'static str> {
    match (about.stability, about.deprecated) {
        (Stability::Experimental, _) => Some("experimental"),
        (_, true) => Some("deprecated"),
        (_, false) => None,
    }
}

/// The problem with the nearest name as its help.
pub(super) fn meant(problem: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => problem.help(format!("did you mean {near:?}?")),
        None => problem.help("remove the row, or mend the name"),
    }
}
