//! A schema where a value stands, in; the type of that value and whether it may be null, out.
//! Objects with members, unions and enums become definitions of their own; what remains is free of anonymous bodies.

use super::draft::Draft;
use crate::diag::{Code, Diagnostic};
use crate::ir::path::Step;
use crate::ir::{Body, DefId, LengthRule, Source, Type};
use crate::schema::{Additional, ArrayRule, ObjectRule, Schema, Shape, Stability};

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::ir) struct Spot<'s> {
    /// The definition around it.
    pub(in crate::ir) parent: DefId,
    /// Where in it.
    pub(in crate::ir) step: Step<'s>,
    /// The stability of what is around it.
    pub(in crate::ir) stability: Stability,
}

impl Spot<'_> {
    /// The spot of what is inside; a member names what it holds, however many lists and maps are around it.
    fn inside(self, step: Step<'static>) -> Self {
        if matches!(self.step, Step::Member(_)) { self } else { Self { step, ..self } }
    }
}

/// The type, or the type or null.
pub(in crate::ir) fn nullable(ty: Type, null: bool) -> Type {
    match ty {
        Type::Json | Type::Nullable(_) => ty,
        ty if null => Type::Nullable(Box::new(ty)),
        ty => ty,
    }
}

impl<'a> Draft<'a> {
    /// The type of the values, null aside, and whether null is one of them.
    pub(in crate::ir) fn ty(&mut self, schema: &'a Schema, at: Spot<'_>) -> (Type, bool) {
        if let Some(ty) = self.plain(schema) {
            return (ty, self.accepts_null(schema) && schema.shape != Shape::Any);
        }
        let ty = match &schema.shape {
            Shape::Array(rule) => self.list(rule, at),
            Shape::Object(rule) => match self.map(rule, at) {
                Some(ty) => ty,
                None => self.inline(schema, at),
            },
            Shape::Enum(_) => match self.literal(schema) {
                Some(text) => Type::Literal(text.into()),
                None => self.inline(schema, at),
            },
            Shape::Union(branches) => match self.only_branch(branches) {
                Some(branch) => self.ty(branch, at).0,
                None => self.inline(schema, at),
            },
            _ => Type::Json,
        };
        (ty, self.accepts_null(schema))
    }

    /// The type of a schema that holds nothing without a name; none if it does.
    pub(in crate::ir) fn plain(&mut self, schema: &'a Schema) -> Option<Type> {
        Some(match &schema.shape {
            Shape::Any => Type::Json,
            Shape::Boolean => Type::Bool,
            Shape::Integer(rule) => Type::Int(*rule),
            Shape::Number(rule) => Type::Float(*rule),
            Shape::String(rule) => Type::Str(rule.clone()),
            Shape::Ref(key) => match self.handle(key) {
                Some(id) => Type::Def(id),
                None => {
                    let message = format!("{key} lists messages and cannot be the type of a value");
                    self.decisions.problems.push(
                        Diagnostic::new(Code::EnvelopeShape, message)
                            .at(self.place(&schema.pointer))
                            .help("take it out of `[protocol.envelopes]`, or refer to another definition"),
                    );
                    Type::Json
                }
            },
            Shape::Null => {
                self.decisions.problems.push(
                    Diagnostic::new(Code::KeywordMisuse, "a value that is always null says nothing")
                        .at(self.place(&schema.pointer))
                        .help("patch the schema: leave the member out, or say what it holds"),
                );
                Type::Json
            }
            Shape::Array(_) | Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => return None,
        })
    }

    fn list(&mut self, rule: &'a ArrayRule, at: Spot<'_>) -> Type {
        let (item, null) = self.ty(&rule.items, at.inside(Step::Element));
        let length = LengthRule { minimum: rule.min_items, maximum: rule.max_items };
        Type::List(Box::new(nullable(item, null)), length)
    }

    fn map(&mut self, rule: &'a ObjectRule, at: Spot<'_>) -> Option<Type> {
        if !is_map(rule) {
            return None;
        }
        let value = match &rule.additional {
            Additional::Typed(schema) => {
                let (value, null) = self.ty(schema, at.inside(Step::Value));
                nullable(value, null)
            }
            Additional::Refused | Additional::Unsaid => Type::Json,
        };
        Some(Type::Map(Box::new(value)))
    }

    /// A definition of its own for what has no name.
    fn inline(&mut self, schema: &'a Schema, at: Spot<'_>) -> Type {
        let member = match at.step {
            Step::Member(name) | Step::Variant(name) => name,
            Step::Element => "item",
            Step::Own | Step::Value | Step::Texts => "value",
        };
        let source = Source::Inline { parent: at.parent, member: member.into() };
        let about = self.about(schema, at.stability);
        let id = self.add(self.path(at.parent, at.step), source, about);
        let body = self.body(id, schema);
        self.define(id, body);
        Type::Def(id)
    }

    /// What a named or lifted definition is.
    pub(in crate::ir) fn body(&mut self, id: DefId, schema: &'a Schema) -> Body {
        let at = Spot { parent: id, step: Step::Own, stability: self.stability(id) };
        match &schema.shape {
            Shape::Union(branches) => match self.only_branch(branches) {
                // The one branch is the definition itself, but for null.
                Some(branch) if !matches!(branch.shape, Shape::Ref(_)) => self.body(id, branch),
                Some(_) => self.alias(schema, at),
                None => self.union(id, schema),
            },
            Shape::Enum(_) => Body::Enum(self.texts(schema, at.stability)),
            // A named object without members is a record that may get some; only a typed rest makes it a map.
            Shape::Object(_) if self.tagged(schema) => self.union(id, schema),
            Shape::Object(rule) if is_record(rule) => Body::Record(self.record(id, &[], rule, None)),
            Shape::String(_) => self.well_known(id, schema).unwrap_or_else(|| self.alias(schema, at)),
            _ => self.alias(schema, at),
        }
    }

    fn alias(&mut self, schema: &'a Schema, at: Spot<'_>) -> Body {
        let (ty, null) = self.ty(schema, at);
        Body::Alias(nullable(ty, null))
    }

    /// The branch of a union that is no choice: there is just one, and no tag announces more.
    fn only_branch(&self, branches: &'a [Schema]) -> Option<&'a Schema> {
        match branches {
            [branch] if self.announces(branch) => None,
            [branch] => Some(branch),
            _ => None,
        }
    }

    /// Whether a lone branch is an object whose tag announces that there may be more.
    fn announces(&self, branch: &'a Schema) -> bool {
        match &branch.shape {
            Shape::Object(rule) => {
                rule.properties.iter().any(|member| member.required && self.literal(&member.schema).is_some())
            }
            _ => false,
        }
    }
}

/// Whether an object without a name is a map: it lists no members and does not refuse all others.
pub(in crate::ir) fn is_map(rule: &ObjectRule) -> bool {
    rule.properties.is_empty() && rule.branches.is_empty() && rule.additional != Additional::Refused
}

fn is_record(rule: &ObjectRule) -> bool {
    !rule.properties.is_empty()
        || !rule.branches.is_empty()
        || !matches!(rule.additional, Additional::Typed(_))
}
