//! The members of a record in, what becomes of each out: its type in Rust, and how it is read and written.

use serde_json::Value;

use super::code::Code;
use super::defaults::expression;
use super::rules;
use super::scope::Scope;
use super::ty::{Ty, resolved};
use crate::emit::members;
use crate::ir::{Def, Field, Record, Type};
use crate::naming::RsIdent;

/// A member of a record as Rust has it.
pub(super) struct Member<'a> {
    pub field: &'a Field,
    pub name: &'a RsIdent,
    /// The type of a value, null and absence aside.
    pub value: Ty,
    pub presence: Presence,
    pub rule: Option<Code>,
}

/// What it means that a member is there, is null, or is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must be there, and may be null or not.
    Required { nullable: bool },
    /// The same, and this JSON stands for it where an older runtime leaves it out.
    StandIn { nullable: bool, value: Value },
    /// It may be left out, and null does not stand for that.
    Optional,
    /// It may be left out, and null says the same.
    OptionalNullable,
    /// Left out and null mean different things.
    Maybe,
    /// Left out means the default; it may be null or not.
    Defaulted { nullable: bool, default: Code },
}

/// The members of a record, in the order in which they are written.
pub(super) fn members<'a>(scope: &Scope<'a>, def: &'a Def, record: &'a Record) -> Vec<Member<'a>> {
    let three_state = def.direction.inbound || !def.direction.outbound;
    let names = scope.names.members(def.id);
    let fields = members::in_order(record, scope.leading).into_iter();
    let members = fields.filter_map(|(at, field)| {
        let boxed = scope.is_boxed(def.id, &field.ty);
        Some(Member::new(scope, field, names.get(at)?, three_state, boxed))
    });
    members.collect()
}

impl<'a> Member<'a> {
    pub(super) fn new(
        scope: &Scope<'_>,
        field: &'a Field,
        name: &'a RsIdent,
        three_state: bool,
        boxed: bool,
    ) -> Self {
        let value = Ty::new(scope, &field.ty);
        let value = if boxed { value.inside("Box") } else { value };
        let rule = rules::rule(scope, &field.ty);
        Self { field, name, value, presence: presence(scope, field, three_state, boxed), rule }
    }

    /// The type of the field.
    pub(super) fn ty(&self) -> Ty {
        let outer = match self.presence {
            Presence::Required { nullable } | Presence::StandIn { nullable, .. } => {
                nullable.then_some("Option")
            }
            Presence::Defaulted { nullable, .. } => nullable.then_some("Option"),
            Presence::Optional | Presence::OptionalNullable => Some("Option"),
            Presence::Maybe => Some("Maybe"),
        };
        outer.map_or_else(|| self.value.clone(), |outer| self.value.clone().inside(outer))
    }

    /// Whether a constructor asks for it.
    pub(super) fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required { .. } | Presence::StandIn { .. })
    }

    /// The row of the table of members.
    pub(super) fn row(&self, index: usize) -> Code {
        let (how, given) = match &self.presence {
            Presence::Required { .. } => ("required", None),
            Presence::StandIn { value, .. } => ("required_or", Some(Code::text(&value.to_string()))),
            Presence::Optional => ("optional", None),
            Presence::OptionalNullable => ("optional_nullable", None),
            Presence::Maybe => ("maybe", None),
            Presence::Defaulted { default, .. } => ("defaulted", Some(default.clone())),
        };
        let wire = Code::text(self.field.wire.as_str()).within("(", ")");
        let given = given.map_or_else(Code::default, |given| given.within(" or [", "]"));
        let rule = self.rule.clone().map_or_else(Code::default, |rule| rule.within(" obeying [", "]"));
        let index = Code::number(i128::try_from(index).unwrap_or_default());
        let name = Code::name(self.name);
        Code::all([index, Code::sign(": "), name, Code::sign(" = "), Code::sign(how), wire, given, rule])
    }
}

fn presence(scope: &Scope<'_>, field: &Field, three_state: bool, boxed: bool) -> Presence {
    // Null is one of the values that any JSON value may be, and an alias may say null itself.
    let says_null = matches!(resolved(scope, &field.ty), Type::Json | Type::Nullable(_));
    let nullable = field.nullable && !says_null;
    if field.required {
        return match &field.absent {
            Some(value) => Presence::StandIn { nullable, value: value.clone() },
            None => Presence::Required { nullable },
        };
    }
    if three_state {
        return if nullable { Presence::Maybe } else { Presence::Optional };
    }
    let default = field.default.as_ref().filter(|_| !boxed);
    let default = default.and_then(|value| expression(scope, &field.ty, value));
    match default {
        Some(default) if nullable => Presence::Defaulted { nullable, default: default.within("Some(", ")") },
        Some(default) => Presence::Defaulted { nullable, default },
        None if nullable => Presence::OptionalNullable,
        None => Presence::Optional,
    }
}
