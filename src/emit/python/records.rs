//! A record of the model in, a msgspec struct out: one line a field, its documentation below it.
//! Who builds the value decides the base class and what an absent member is.

use super::defaults::{DefaultValue, default_value};
use super::json::json;
use super::scope::Scope;
use super::shapes;
use super::syntax::{Class, Expr, Ident, Stmt};
use super::types::{annotation, literal};
use crate::emit::{describe, members};
use crate::ir::{About, Def, DefId, Direction, Extra, Field, Record, Type, WireName};
use crate::{py_ident, py_symbol};

/// The class of a record.
pub(super) fn class(scope: &Scope<'_>, def: &Def, record: &Record) -> Class {
    let mut class = Class::new(scope.names().of(def.id).clone()).doc(scope.describer.definition(def));
    if !record.alternatives.is_empty() {
        class = class.base(scope.runtime(py_ident!("model"), py_ident!("Alternatives")));
    }
    if record.fields.iter().any(|field| field.secret) {
        class = class.base(scope.runtime(py_ident!("model"), py_ident!("Secretive")));
    }
    class = class.base(base(scope, def.direction));
    if let Some((tag, text)) = &record.tag {
        class = class
            .keyword(py_ident!("tag_field"), Expr::str(tag.as_str()))
            .keyword(py_ident!("tag"), Expr::str(&**text));
    }
    class.body(body(scope, def, record))
}

fn base(scope: &Scope<'_>, direction: Direction) -> Expr {
    let name = match direction {
        Direction { inbound: false, outbound: true } => py_ident!("OutboundModel"),
        Direction { inbound: true, outbound: false } => py_ident!("InboundModel"),
        Direction { .. } => py_ident!("SharedModel"),
    };
    scope.runtime(py_ident!("model"), name)
}

fn body(scope: &Scope<'_>, def: &Def, record: &Record) -> Vec<Stmt> {
    let three_state = def.direction.inbound || !def.direction.outbound;
    let mut body = Vec::new();
    if let (Some((_, text)), Some(name)) = (&record.tag, scope.names().tag(def.id)) {
        body.push(constant(name.clone(), literal(text), Expr::str(&**text)));
    }
    body.extend(class_rules(scope, def, record));
    for (field, name) in in_order(scope, def.id, record) {
        body.extend(self::field(scope, field, name, &def.about, three_state));
    }
    body
}

/// The members of a record in the order in which they are written: what must be there first, leading members ahead.
pub(super) fn in_order<'a>(scope: &Scope<'a>, id: DefId, record: &'a Record) -> Vec<(&'a Field, &'a Ident)> {
    let names = scope.names().members(id);
    let fields = members::in_order(record, scope.leading).into_iter();
    fields.filter_map(|(at, field)| Some((field, names.get(at)?))).collect()
}

/// The annotation of a member that a client sends, absent and null included.
pub(super) fn annotation_to_send(scope: &Scope<'_>, field: &Field) -> Expr {
    Line::of(scope, field, true).annotation
}

/// One field and its documentation.
pub(super) fn field(
    scope: &Scope<'_>,
    field: &Field,
    name: &Ident,
    around: &About,
    three_state: bool,
) -> Vec<Stmt> {
    let line = Line::of(scope, field, three_state);
    let irregular = scope.wire_names.is_irregular(name, &field.wire);
    let value = line.value(irregular.then(|| field.wire.as_str()));
    let doc = describe::field(field, around, line.sends_default).map(Stmt::Docstring);
    [Some(Stmt::field(name.clone(), line.annotation, value)), doc].into_iter().flatten().collect()
}

/// `name: ClassVar[annotation] = value`
fn constant(name: Ident, annotation: Expr, value: Expr) -> Stmt {
    let class_var = Expr::from(py_symbol!("typing", "ClassVar"));
    Stmt::field(name, class_var.subscript([annotation]), value)
}

/// What the struct must know beyond its fields: groups of which one must be complete, and members of its own.
fn class_rules(scope: &Scope<'_>, def: &Def, record: &Record) -> Vec<Stmt> {
    let mut rules = Vec::new();
    let names = scope.names().members(def.id);
    if !record.alternatives.is_empty() {
        let attribute = |wire: &WireName| {
            let known = record.fields.iter().zip(names).find(|(field, _)| field.wire == *wire);
            Expr::str(known.map_or(wire.as_str(), |(_, name)| name.as_str()))
        };
        let groups =
            record.alternatives.iter().map(|group| Expr::Tuple(group.iter().map(attribute).collect()));
        let text = Expr::from(py_symbol!("str"));
        let many = |inner: Expr| Expr::from(py_symbol!("tuple")).subscript([inner, Expr::Ellipsis]);
        rules.push(constant(py_ident!("REQUIRES_ANY"), many(many(text)), Expr::Tuple(groups.collect())));
    }
    if let Some(test) = scope.shape(def.id) {
        let class = scope.runtime(py_ident!("unions"), py_ident!("Shape"));
        rules.push(constant(py_ident!("SHAPE"), class.clone(), shapes::expression(&class, test)));
    }
    let secrets = record.fields.iter().zip(names).filter(|(field, _)| field.secret);
    let secrets: Vec<_> = secrets.map(|(_, name)| Expr::str(name.as_str())).collect();
    if !secrets.is_empty() {
        let names = Expr::from(py_symbol!("tuple")).subscript([py_symbol!("str").into(), Expr::Ellipsis]);
        rules.push(constant(py_ident!("SECRETS"), names, Expr::Tuple(secrets)));
    }
    let stand_ins = record
        .fields
        .iter()
        .filter_map(|field| Some((Expr::str(field.wire.as_str()), json(field.absent.as_ref()?))));
    let stand_ins: Vec<_> = stand_ins.collect();
    if !stand_ins.is_empty() {
        let text = Expr::from(py_symbol!("str"));
        let value = scope.runtime(py_ident!("scalars"), py_ident!("JsonValue"));
        let table = Expr::from(py_symbol!("dict")).subscript([text, value]);
        rules.push(constant(py_ident!("STAND_INS"), table, Expr::Dict(stand_ins)));
    }
    if let Extra::Typed(_) = record.extra {
        rules.push(constant(py_ident!("EXTRA_MEMBERS"), py_symbol!("bool").into(), Expr::Bool(true)));
    }
    rules
}

/// The annotation and the default of one field.
struct Line {
    annotation: Expr,
    default: Option<DefaultValue>,
    sends_default: bool,
}

impl Line {
    fn of(scope: &Scope<'_>, field: &Field, three_state: bool) -> Self {
        let plain = annotation(scope, &field.ty);
        let or_null = |plain: Expr| if field.nullable { plain.optional() } else { plain };
        if field.required {
            return Self { annotation: or_null(plain), default: None, sends_default: false };
        }
        let unset = || Expr::name(py_symbol!("msgspec", "UNSET"));
        let or_unset = |plain: Expr| or_null(plain.or(py_symbol!("msgspec", "UnsetType").into()));
        if three_state {
            let default = Some(DefaultValue::Shared(unset()));
            return Self { annotation: or_unset(plain), default, sends_default: false };
        }
        let given = field.default.as_ref().and_then(|value| default_value(scope, &field.ty, value));
        if let Some(given) = given {
            return Self { annotation: or_null(plain), default: Some(given), sends_default: true };
        }
        if field.nullable || field.ty == Type::Json {
            let default = Some(DefaultValue::Shared(Expr::None));
            return Self { annotation: or_null(plain), default, sends_default: true };
        }
        let default = Some(DefaultValue::Shared(unset()));
        Self { annotation: or_unset(plain), default, sends_default: false }
    }

    /// What stands right of the annotation; a wire name that the table does not give is written out.
    fn value(&self, wire: Option<&str>) -> Option<Expr> {
        let name = wire.map(|wire| (py_ident!("name"), Expr::str(wire)));
        let default = match &self.default {
            Some(DefaultValue::Shared(value)) if name.is_none() => return Some(value.clone()),
            Some(DefaultValue::Shared(value)) => Some((py_ident!("default"), value.clone())),
            Some(DefaultValue::Fresh(make)) => Some((py_ident!("default_factory"), make.clone())),
            None => None,
        };
        let arguments: Vec<_> = default.into_iter().chain(name).collect();
        (!arguments.is_empty()).then(|| Expr::from(py_symbol!("msgspec", "field")).call_with([], arguments))
    }
}
