//! The parameters that a curated method lists in, arguments that give members of its request out.
//! One that gives what an older schema does not have is left out there, or goes without it where the request needs the
//! rest; its row of `[client.parameters]` is used.

use std::ops::Range;

use toml::Spanned;

use super::calls::{Members, instability, meant};
use super::{Argument, Rows};
use crate::curation::{CallRow, DefaultRow, ParameterRow};
use crate::diag::{Code, nearest};
use crate::ir::{Stability, Type};
use crate::naming::PyIdent;

/// What is done with a parameter that does not fit, where that is no error.
const LEFT_OUT: &str = "the parameter is left out";

/// What is done with one that gives what its request needs, and beside it what is not there.
const WITHOUT: &str = "the parameter goes without it";

/// Names that the body of a curated method has for itself.
const TAKEN: [&str; 4] = ["given", "methods", "response", "self"];

impl<'a> Rows<'a, '_> {
    /// The parameters of a method, those that may go by position first.
    pub(super) fn arguments(
        &mut self,
        row: &'a CallRow,
        members: &Members<'a>,
        span: &Range<usize>,
    ) -> Vec<Argument<'a>> {
        let mut arguments: Vec<Argument<'_>> = Vec::new();
        let positional = row.positional.iter().map(|key| (key, true));
        for (key, positional) in positional.chain(row.keyword.iter().map(|key| (key, false))) {
            let Some(argument) = self.argument(row, key, positional, members) else { continue };
            if arguments.iter().any(|other| other.name == argument.name) {
                let message = format!("{} has the parameter {} twice", row.name, argument.name);
                self.conflict(message, key.span(), "remove one of them");
                continue;
            }
            arguments.push(argument);
        }
        for name in row.defaults.keys() {
            let listed = row.positional.iter().chain(&row.keyword).any(|key| self.name_of(key) == name);
            if !listed {
                let message = format!("{} has no parameter {name}, and a default for it", row.name);
                self.conflict(message, span.clone(), "remove the default, or list the parameter");
            }
        }
        arguments
    }

    /// The name of the parameter that a method lists under a key.
    fn name_of(&self, key: &'a Spanned<String>) -> &'a str {
        let row = self.table.parameters.get(key.get_ref());
        row.and_then(|row| row.get_ref().name.as_deref()).unwrap_or(key.get_ref())
    }

    fn argument(
        &mut self,
        row: &'a CallRow,
        key: &'a Spanned<String>,
        positional: bool,
        members: &Members<'a>,
    ) -> Option<Argument<'a>> {
        let span = key.span();
        let curated = self.table.parameters.get(key.get_ref()).map(|row| self.curation.using(row));
        let name = self.name_of(key);
        if TAKEN.contains(&name) {
            let problem =
                self.problem(Code::BadCuratedName, format!("no parameter can be called {name}"), span);
            self.decisions
                .refuse(problem.help("add a row to [client.parameters] that gives it another name"));
            return None;
        }
        let ident = self.ident(name, span.clone())?;
        let gives = self.gives(row, key, curated, members)?;
        self.is_stable(key, curated, &gives, members)?;
        let convert = curated.and_then(|curated| curated.convert.as_deref());
        let convert = match convert {
            Some(convert) => Some(self.home(convert, span.clone())?),
            None => None,
        };
        let ty = match curated.and_then(|curated| curated.ty.as_deref()) {
            Some(ty) => Some(self.home(ty, span.clone())?),
            None => None,
        };
        let spread = curated.is_some_and(|curated| curated.gives.len() > 1);
        if spread && (convert.is_none() || ty.is_none()) {
            let message = format!("{name} gives several members, and nothing says what makes them of what");
            self.conflict(
                message,
                span,
                "add  convert = \"module.function\"  and  type = \"module.Class\"  to its row",
            );
            return None;
        }
        let default = row.defaults.get(name);
        let fits = match default {
            None => true,
            Some(DefaultRow::Member(member)) => ty.is_some() && PyIdent::new(member).is_ok(),
            Some(DefaultRow::Bool(_)) => {
                let only = gives.first().and_then(|index| members.fields.get(*index));
                ty.is_none() && only.is_some_and(|field| field.ty == Type::Bool)
            }
        };
        if !fits {
            let help =
                "write true or false for a truth value, or a member's name for an enum that `type` names";
            let message = format!("the default of {name} is none of its values");
            let problem = self.problem(Code::CurationConflict, message, span);
            self.decisions.decide(problem.help(help), LEFT_OUT);
            return None;
        }
        let is_required = |index: &usize| members.fields.get(*index).is_some_and(|field| field.required);
        Some(Argument {
            name: ident,
            positional,
            required: default.is_none() && gives.iter().any(is_required),
            default,
            gives,
            convert,
            spread,
            ty,
            beside: curated.is_some_and(|curated| curated.beside),
            doc: curated.and_then(|curated| curated.doc.as_deref()),
        })
    }

    /// The members that a parameter gives.
    fn gives(
        &mut self,
        row: &CallRow,
        key: &Spanned<String>,
        curated: Option<&ParameterRow>,
        members: &Members<'a>,
    ) -> Option<Vec<usize>> {
        let wires = curated.map_or(&[][..], |curated| &curated.gives);
        let by_name = || members.names.iter().position(|name| name.as_str() == key.get_ref());
        let found: Vec<(&str, Option<usize>)> = match wires {
            [] => vec![(key.get_ref().as_str(), by_name())],
            wires => wires.iter().map(|wire| (wire.as_str(), members.by_wire(wire))).collect(),
        };
        let is_required = |index: &usize| members.fields.get(*index).is_some_and(|field| field.required);
        let is_needed = found.iter().any(|(_, index)| index.as_ref().is_some_and(is_required));
        let mut gives = Vec::new();
        for (text, index) in found {
            let Some(index) = index else {
                let request = row.method.as_deref().unwrap_or_default();
                let problem = self.problem(
                    Code::UnknownParameter,
                    format!("{request} has no member {text}"),
                    key.span(),
                );
                let near = match wires {
                    [] => nearest(text, members.names.iter().map(PyIdent::as_str)),
                    _ => nearest(text, members.fields.iter().map(|field| field.wire.as_str())),
                };
                self.decisions.decide(meant(problem, near), if is_needed { WITHOUT } else { LEFT_OUT });
                if is_needed {
                    continue;
                }
                return None;
            };
            gives.push(index);
        }
        Some(gives)
    }

    /// Whether what a parameter gives may be offered: it is stable, or its row says that it need not be.
    fn is_stable(
        &mut self,
        key: &'a Spanned<String>,
        curated: Option<&ParameterRow>,
        gives: &[usize],
        members: &Members<'a>,
    ) -> Option<()> {
        self.excused.entry(key.get_ref()).or_default();
        for field in gives.iter().filter_map(|index| members.fields.get(*index)) {
            let Some(word) = instability(&field.about) else { continue };
            let is_excused = curated.is_some_and(|curated| match field.about.stability {
                Stability::Experimental => curated.experimental,
                Stability::Stable => curated.deprecated,
            });
            if is_excused {
                self.excused.insert(key.get_ref(), true);
                continue;
            }
            let message = format!("the member {} is {word}", field.wire);
            let problem = self.problem(Code::UnstableParameter, message, key.span());
            let help = format!("remove it, or add [client.parameters.{}]  {word} = true", key.get_ref());
            self.decisions.decide(problem.help(help), LEFT_OUT);
            return None;
        }
        Some(())
    }

    /// Tells of the parameters that are excused and need not be.
    pub(super) fn every_excuse_is_needed(&mut self) {
        for (key, row) in &self.table.parameters {
            let ParameterRow { deprecated, experimental, .. } = row.get_ref();
            if (*deprecated || *experimental) && self.excused.get(key.as_str()) == Some(&false) {
                let message = format!("[client.parameters.{key}] excuses members that are stable");
                let problem = self.problem(Code::CurationConflict, message, row.span());
                let help = "remove `deprecated` and `experimental` from the row";
                self.decisions.decide(problem.help(help), "the row is taken as it is");
            }
        }
    }
}
