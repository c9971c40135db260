//! A model and its names in, JSON instances of every definition out, each with the verdict that its schema gives.
//! The instances are built from the model alone; an independent validator and the emitted packages judge them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::ir::{Body, Def, DefId, Extra, Field, Ir, Kind, Record, Source, Tagging, Test, Type, Union};
use crate::naming::Names;

/// How a schema judges an instance, and what the emitted types do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The schema accepts it.
    Valid,
    /// The schema refuses it, and so do the types.
    Invalid,
    /// The schema does not list it, and the types keep it and tell of it: it may come from a later runtime.
    Open,
    /// The schema refuses it, and the types read it and tell of it: it may come from an older runtime.
    Older,
}

/// One JSON value and what is to be made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The definition.
    pub def: DefId,
    /// What the schema says.
    pub verdict: Verdict,
    /// What the case is.
    pub why: String,
    /// The value.
    pub value: Value,
}

/// A text that no schema lists.
const NEWCOMER: &str = "aValueOfTomorrow";
/// Definitions nest at most this deep in an instance; deeper ones are recursive.
const DEPTH: usize = 12;

/// Every instance, in the order of the definitions.
#[must_use]
pub fn instances(ir: &Ir) -> Vec<Instance> {
    ir.defs().iter().flat_map(|def| of(ir, def)).collect()
}

/// The instances as JSON lines, of one type or of all.
#[must_use]
pub fn lines(ir: &Ir, names: &Names, name: Option<&str>) -> String {
    let line = |instance: Instance| {
        let verdict = match instance.verdict {
            Verdict::Valid => "valid",
            Verdict::Invalid => "invalid",
            Verdict::Open => "open",
            Verdict::Older => "older",
        };
        let def = &ir[instance.def];
        let row = json!({
            "type": names.of(def.id).as_str(),
            "schema": judge(ir, def).about.origin.to_string(),
            "named": matches!(def.source, Source::Named(_)),
            "inbound": def.direction.inbound,
            "outbound": def.direction.outbound,
            "verdict": verdict,
            "why": instance.why,
            "value": instance.value,
        });
        format!("{row}\n")
    };
    let asked = |instance: &Instance| name.is_none_or(|name| names.of(instance.def).as_str() == name);
    instances(ir).into_iter().filter(asked).map(line).collect()
}

/// The definition whose schema judges the instances of another: for the variant of a tagged union it is the union,
/// because members beside the branches belong to every variant.
fn judge<'a>(ir: &'a Ir, def: &'a Def) -> &'a Def {
    match (&def.source, &def.body) {
        (Source::Variant { union, .. }, Body::Record(record)) if record.tag.is_some() => &ir[*union],
        (Source::Texts { union }, _) => &ir[*union],
        _ => def,
    }
}

fn of(ir: &Ir, def: &Def) -> Vec<Instance> {
    let mut cases: Vec<(Verdict, String, Value)> = Vec::new();
    match &def.body {
        Body::Record(record) => record_cases(ir, record, &mut cases),
        Body::Enum(body) => {
            for value in &body.values {
                cases.push((
                    Verdict::Valid,
                    format!("the value {:?}", value.wire.as_str()),
                    json!(value.wire.as_str()),
                ));
            }
            let verdict = if body.any_text.is_some() { Verdict::Valid } else { Verdict::Open };
            cases.push((verdict, "a value that is not listed".to_owned(), json!(NEWCOMER)));
            cases.push((Verdict::Invalid, "not a text".to_owned(), json!(1.5)));
        }
        Body::Union(union) => union_cases(ir, def, union, &mut cases),
        Body::Alias(ty) => {
            cases.extend(
                least(ir, ty, DEPTH).map(|value| (Verdict::Valid, "the least value".to_owned(), value)),
            );
            cases.extend(
                foreign(ir, ty).map(|value| (Verdict::Invalid, "another kind of value".to_owned(), value)),
            );
        }
    }
    cases.into_iter().map(|(verdict, why, value)| Instance { def: def.id, verdict, why, value }).collect()
}

fn record_cases(ir: &Ir, record: &Record, cases: &mut Vec<(Verdict, String, Value)>) {
    let Some(Value::Object(base)) = least_record(ir, record, DEPTH) else { return };
    let with = |name: &str, value: Value| {
        let mut object = base.clone();
        object.insert(name.to_owned(), value);
        Value::Object(object)
    };
    let without = |name: &str| {
        let mut object = base.clone();
        object.remove(name);
        Value::Object(object)
    };
    cases.push((Verdict::Valid, "only what is required".to_owned(), Value::Object(base.clone())));
    let mut full = base.clone();
    for field in &record.fields {
        full.extend(least(ir, &field.ty, DEPTH).map(|value| (field.wire.as_str().to_owned(), value)));
    }
    cases.push((Verdict::Valid, "every member".to_owned(), Value::Object(full)));
    let chosen = record.alternatives.first();
    for field in &record.fields {
        let name = field.wire.as_str();
        // Another alternative holds already, so that the schema takes anything here; the types do not.
        let spare = record.alternatives.iter().any(|group| group.contains(&field.wire));
        if spare && !chosen.is_some_and(|group| group.contains(&field.wire)) {
            continue;
        }
        if field.required {
            let verdict = if field.absent.is_some() { Verdict::Older } else { Verdict::Invalid };
            cases.push((verdict, format!("without {name:?}"), without(name)));
        }
        let null = if field.nullable || accepts(ir, &field.ty).contains(&Kind::Null) {
            Verdict::Valid
        } else {
            Verdict::Invalid
        };
        cases.push((null, format!("{name:?} is null"), with(name, Value::Null)));
        if let Some(value) = foreign(ir, &field.ty) {
            cases.push((Verdict::Invalid, format!("{name:?} is of another kind"), with(name, value)));
        }
        bounds(field, &with, cases);
    }
    for group in &record.alternatives {
        let mut object = base.clone();
        for other in record.alternatives.iter().flat_map(|group| group.iter()) {
            object.remove(other.as_str());
        }
        let empty = Value::Object(object.clone());
        for name in group {
            let field = record.fields.iter().find(|field| field.wire == *name);
            let value = field.and_then(|field| least(ir, &field.ty, DEPTH));
            object.extend(value.map(|value| (name.as_str().to_owned(), value)));
        }
        cases.push((
            Verdict::Valid,
            format!("the alternative of {:?}", group.first().map_or("", |w| w.as_str())),
            Value::Object(object),
        ));
        cases.push((Verdict::Invalid, "none of the alternatives".to_owned(), empty));
    }
    let stranger = match &record.extra {
        Extra::Unsaid | Extra::Refused => Some((Verdict::Open, json!({"kept": true}))),
        Extra::Typed(ty) => least(ir, ty, DEPTH).map(|value| (Verdict::Valid, value)),
    };
    cases.extend(
        stranger.map(|(verdict, value)| {
            (verdict, "a member that is not listed".to_owned(), with(NEWCOMER, value))
        }),
    );
    cases.push((Verdict::Invalid, "not an object".to_owned(), json!(1.5)));
}

fn bounds(field: &Field, with: &dyn Fn(&str, Value) -> Value, cases: &mut Vec<(Verdict, String, Value)>) {
    let Type::Int(rule) = &field.ty else { return };
    let name = field.wire.as_str();
    for (end, step) in [(rule.minimum, -1), (rule.maximum, 1)] {
        let Some(end) = end else { continue };
        cases.extend(
            number(end).map(|value| (Verdict::Valid, format!("{name:?} is {end}"), with(name, value))),
        );
        let beyond = end + step;
        cases.extend(
            number(beyond)
                .map(|value| (Verdict::Invalid, format!("{name:?} is {beyond}"), with(name, value))),
        );
    }
}

fn number(value: i128) -> Option<Value> {
    i64::try_from(value).map(Value::from).or_else(|_| u64::try_from(value).map(Value::from)).ok()
}

fn union_cases(ir: &Ir, def: &Def, union: &Union, cases: &mut Vec<(Verdict, String, Value)>) {
    for (at, variant) in union.variants.iter().enumerate() {
        let why = match &variant.test {
            Test::Tag(tag) => format!("the variant {tag:?}"),
            _ => format!("variant {at}"),
        };
        cases.extend(least(ir, &variant.ty, DEPTH).map(|value| (Verdict::Valid, why, value)));
    }
    let newcomer = match &union.tagging {
        Tagging::Internal(tag) => json!({ tag.as_str(): NEWCOMER }),
        Tagging::Shape => json!({ NEWCOMER: {} }),
    };
    let takes_objects = union.variants.iter().any(|variant| accepts(ir, &variant.ty).contains(&Kind::Object));
    if takes_objects && !fits(ir, union, &newcomer) {
        // Only what a client reads is open.
        let read = def.direction.outbound || !def.direction.inbound;
        let verdict = if union.open_tail || read { Verdict::Open } else { Verdict::Invalid };
        cases.push((verdict, "a variant that is not listed".to_owned(), newcomer));
    }
    let kinds = union.variants.iter().flat_map(|variant| accepts(ir, &variant.ty));
    if let Some(value) = stranger(&kinds.collect()) {
        cases.push((Verdict::Invalid, "another kind of value".to_owned(), value));
    }
}

/// Whether a variant without required members takes the object anyway.
fn fits(ir: &Ir, union: &Union, value: &Value) -> bool {
    union.variants.iter().any(|variant| match (&variant.test, &variant.ty) {
        (Test::Object(test), _) => {
            let has = |name: &str| value.get(name).is_some();
            test.required.iter().all(|name| has(name.as_str()))
                && test.closed.is_none()
                && test.literals.is_empty()
        }
        (Test::Kind(Kind::Object), ty) => accepts(ir, ty).contains(&Kind::Object),
        _ => false,
    })
}

/// The least value of a type: required members alone, empty lists, the first variant that can be built.
fn least(ir: &Ir, ty: &Type, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match ty {
        Type::Def(id) => match &ir[*id].body {
            Body::Record(record) => least_record(ir, record, depth),
            Body::Enum(body) => body.values.first().map(|value| json!(value.wire.as_str())),
            Body::Union(union) => union.variants.iter().find_map(|variant| least(ir, &variant.ty, depth)),
            Body::Alias(inner) => least(ir, inner, depth),
        },
        Type::Bool => Some(json!(true)),
        Type::Int(rule) => number(rule.minimum.unwrap_or(0).max(0).min(rule.maximum.unwrap_or(i128::MAX))),
        Type::Float(rule) => Some(json!(rule.minimum.unwrap_or(0.5))),
        Type::Str(rule) if rule.pattern.is_some() => None,
        Type::Str(rule) => {
            let length = rule.min_length.unwrap_or(4).min(rule.max_length.unwrap_or(u64::MAX));
            Some(json!("text".repeat(usize::try_from(length.div_ceil(4)).ok()?)))
        }
        Type::Literal(text) => Some(json!(text)),
        Type::List(items, rule) => {
            let count = usize::try_from(rule.minimum.unwrap_or(0)).ok()?;
            let item = if count == 0 { Value::Null } else { least(ir, items, depth)? };
            Some(Value::Array(vec![item; count]))
        }
        Type::Map(_) => Some(json!({})),
        Type::Json => Some(json!({"any": ["json", 1, null]})),
        Type::Nullable(inner) => least(ir, inner, depth).or(Some(Value::Null)),
    }
}

fn least_record(ir: &Ir, record: &Record, depth: usize) -> Option<Value> {
    let mut object = Map::new();
    if let Some((tag, text)) = &record.tag {
        object.insert(tag.as_str().to_owned(), json!(text));
    }
    let chosen = record.alternatives.first();
    let needed = |field: &&Field| field.required || chosen.is_some_and(|group| group.contains(&field.wire));
    for field in record.fields.iter().filter(needed) {
        let value = match least(ir, &field.ty, depth) {
            None if field.nullable => Value::Null,
            value => value?,
        };
        object.insert(field.wire.as_str().to_owned(), value);
    }
    Some(Value::Object(object))
}

/// A value of a kind that the type does not take.
fn foreign(ir: &Ir, ty: &Type) -> Option<Value> {
    stranger(&accepts(ir, ty))
}

fn stranger(kinds: &BTreeSet<Kind>) -> Option<Value> {
    let candidates = [
        (Kind::Number, json!(1.5)),
        (Kind::String, json!(NEWCOMER)),
        (Kind::Array, json!([])),
        (Kind::Object, json!({})),
        (Kind::Boolean, json!(true)),
    ];
    candidates.into_iter().find(|(kind, _)| !kinds.contains(kind)).map(|(_, value)| value)
}

/// The kinds of JSON value that a type takes.
fn accepts(ir: &Ir, ty: &Type) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    collect_kinds(ir, ty, &mut kinds, DEPTH);
    kinds
}

fn collect_kinds(ir: &Ir, ty: &Type, kinds: &mut BTreeSet<Kind>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match ty {
        Type::Def(id) => match &ir[*id].body {
            Body::Record(_) => _ = kinds.insert(Kind::Object),
            Body::Enum(_) => _ = kinds.insert(Kind::String),
            Body::Alias(inner) => collect_kinds(ir, inner, kinds, depth),
            Body::Union(union) => {
                if union.open_tail {
                    kinds.extend([Kind::String, Kind::Object]);
                }
                for variant in &union.variants {
                    collect_kinds(ir, &variant.ty, kinds, depth);
                }
            }
        },
        Type::Bool => _ = kinds.insert(Kind::Boolean),
        Type::Int(_) => _ = kinds.insert(Kind::Integer),
        Type::Float(_) => kinds.extend([Kind::Integer, Kind::Number]),
        Type::Str(_) | Type::Literal(_) => _ = kinds.insert(Kind::String),
        Type::List(..) => _ = kinds.insert(Kind::Array),
        Type::Map(_) => _ = kinds.insert(Kind::Object),
        Type::Json => kinds.extend([
            Kind::Null,
            Kind::Boolean,
            Kind::Integer,
            Kind::Number,
            Kind::String,
            Kind::Array,
            Kind::Object,
        ]),
        Type::Nullable(inner) => {
            kinds.insert(Kind::Null);
            collect_kinds(ir, inner, kinds, depth);
        }
    }
}
