//! A type in, all that is known of its values without reading their bodies out: JSON kinds, keys, single texts.

use crate::ir::{Body, Def, DefId, Extra, Kind, ObjectTest, Record, Test, Type, WireName};

/// One plain type that values of a variant may have.
#[derive(Debug, Clone)]
pub(in crate::ir) struct Probe<'d> {
    /// The type.
    pub(in crate::ir) ty: Type,
    /// Everything that holds for its values.
    pub(in crate::ir) test: Test,
    /// The record, if it is one.
    record: Option<&'d Record>,
}

/// The plain types behind a type, unions taken apart, in order; none behind a union that holds nothing but itself.
pub(in crate::ir) fn probes<'d>(defs: &'d [Def], ty: &Type) -> Vec<Probe<'d>> {
    let mut out = Vec::new();
    collect(defs, ty, &mut Vec::new(), &mut out);
    out
}

fn collect<'d>(defs: &'d [Def], ty: &Type, above: &mut Vec<DefId>, out: &mut Vec<Probe<'d>>) {
    let kind = |kind| Probe { ty: ty.clone(), test: Test::Kind(kind), record: None };
    out.push(match ty {
        Type::Bool => kind(Kind::Boolean),
        Type::Int(_) => kind(Kind::Integer),
        Type::Float(_) => kind(Kind::Number),
        Type::Str(_) | Type::Literal(_) => kind(Kind::String),
        Type::List(..) => kind(Kind::Array),
        Type::Map(_) => kind(Kind::Object),
        Type::Json => {
            use Kind::{Array, Boolean, Null, Number, Object, String};
            let kinds = [Null, Boolean, Number, String, Array, Object];
            Probe { ty: ty.clone(), test: Test::Any(kinds.map(Test::Kind).into()), record: None }
        }
        Type::Nullable(inner) => return collect(defs, inner, above, out),
        Type::Def(id) => {
            let Some(def) = defs.get(id.index()).filter(|_| !above.contains(id)) else { return };
            match &def.body {
                Body::Enum(_) => kind(Kind::String),
                Body::Record(record) => {
                    let test = Test::Object(known(defs, record));
                    Probe { ty: ty.clone(), test, record: Some(record) }
                }
                Body::Alias(inner) => {
                    above.push(*id);
                    collect(defs, inner, above, out);
                    above.pop();
                    return;
                }
                Body::Union(union) => {
                    above.push(*id);
                    for variant in &union.variants {
                        match (&variant.test, &union.tagging) {
                            // The tag alone makes it that variant, whatever else its body lacks.
                            (Test::Tag(value), crate::ir::Tagging::Internal(key)) => {
                                let literals = [(key.clone(), value.clone())].into();
                                let test = Test::Object(ObjectTest { literals, ..ObjectTest::default() });
                                out.push(Probe { ty: variant.ty.clone(), test, record: None });
                            }
                            _ => collect(defs, &variant.ty, above, out),
                        }
                    }
                    above.pop();
                    return;
                }
            }
        }
    });
}

/// All that the values of a record have in common.
fn known(defs: &[Def], record: &Record) -> ObjectTest {
    let mut required = Vec::new();
    let mut literals: Vec<(WireName, Box<str>)> = record.tag.iter().cloned().collect();
    for field in record.fields.iter().filter(|field| field.required) {
        match literal(defs, &field.ty).filter(|_| !field.nullable) {
            Some(text) => literals.push((field.wire.clone(), text.into())),
            None => required.push(field.wire.clone()),
        }
    }
    if let [group] = record.alternatives.as_ref() {
        required.extend(group.iter().cloned());
    }
    required.sort();
    required.dedup();
    literals.sort();
    let closed = (record.extra == Extra::Refused).then(|| {
        let tag = record.tag.iter().map(|(key, _)| key);
        let mut keys: Vec<WireName> =
            record.fields.iter().map(|field| &field.wire).chain(tag).cloned().collect();
        keys.sort();
        keys.into()
    });
    ObjectTest { required: required.into(), literals: literals.into(), closed, members: Box::default() }
}

/// The one text of a type that has just one.
fn literal<'d>(defs: &'d [Def], ty: &'d Type) -> Option<&'d str> {
    match ty {
        Type::Literal(text) => Some(text),
        Type::Def(id) => match &defs.get(id.index())?.body {
            Body::Enum(listed) if listed.any_text.is_none() => match listed.values.as_ref() {
                [only] => Some(only.wire.as_str()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Tells two records apart by a member that both require and whose own values differ in kind, keys or listed texts:
/// the first such member by the alphabet joins both tests.
pub(in crate::ir) fn refine(defs: &[Def], first: &mut Probe<'_>, second: &mut Probe<'_>) -> bool {
    let (Some(a), Some(b)) = (first.record, second.record) else { return false };
    let required = |record: &'_ Record, key: &WireName| {
        let mut fields = record.fields.iter().filter(|field| field.required && !field.nullable);
        fields.find(|field| field.wire == *key).map(|field| whole(defs, &field.ty))
    };
    let mut keys: Vec<&WireName> = a.fields.iter().map(|field| &field.wire).collect();
    keys.sort();
    for key in keys {
        let (Some(of_first), Some(of_second)) = (required(a, key), required(b, key)) else { continue };
        if !of_first.covers(&of_second) {
            add(&mut first.test, key, of_first);
            add(&mut second.test, key, of_second);
            return true;
        }
    }
    false
}

fn add(test: &mut Test, key: &WireName, member: Test) {
    if let Test::Object(test) = test
        && !test.members.iter().any(|(known, _)| known == key)
        && !test.literals.iter().any(|(known, _)| known == key)
    {
        test.required = test.required.iter().filter(|known| *known != key).cloned().collect();
        let mut members = std::mem::take(&mut test.members).into_vec();
        members.push((key.clone(), member));
        members.sort_by(|a, b| a.0.cmp(&b.0));
        test.members = members.into();
    }
}

/// All that is known of a member's value, the texts of an enum included.
fn whole(defs: &[Def], ty: &Type) -> Test {
    if let Some(text) = literal(defs, ty) {
        return Test::Texts([text.into()].into());
    }
    if let Type::Def(id) = ty
        && let Some(Body::Enum(listed)) = defs.get(id.index()).map(|def| &def.body)
        && listed.any_text.is_none()
    {
        return Test::Texts(listed.values.iter().map(|value| value.wire.as_str().into()).collect());
    }
    let mut tests: Vec<Test> = probes(defs, ty).into_iter().map(|probe| probe.test).collect();
    match tests.pop() {
        Some(only) if tests.is_empty() => only,
        last => Test::Any(tests.into_iter().chain(last).collect()),
    }
}
