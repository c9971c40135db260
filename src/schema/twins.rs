//! Definitions of one name in several namespaces in, one of each set of identical ones out, references redirected.
//! Twins are identical if nothing but their titles and the namespaces of their references differ.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diag::Pointer;

use super::{Additional, Annotations, DefKey, Literal, Schema, Shape};

/// Folds identical twins into one: a stable one before an experimental one, then the one without a namespace.
pub(in crate::schema) fn fold(definitions: &mut Vec<(DefKey, Schema)>, experimental: &mut BTreeSet<Pointer>) {
    let folded = folded(definitions, experimental);
    if folded.is_empty() {
        return;
    }
    definitions.retain(|(key, schema)| {
        let gone = folded.contains_key(key);
        if gone {
            let below = format!("{}/", schema.pointer.as_str());
            experimental.retain(|mark| *mark != schema.pointer && !mark.as_str().starts_with(&below));
        }
        !gone
    });
    for (_, schema) in definitions {
        redirect(schema, &folded);
    }
}

/// The keys that go, each with the one that stands for it.
fn folded(definitions: &[(DefKey, Schema)], experimental: &BTreeSet<Pointer>) -> HashMap<DefKey, DefKey> {
    let mut seen: HashSet<&str> = HashSet::with_capacity(definitions.len());
    let repeated: HashSet<&str> =
        definitions.iter().map(|(key, _)| &*key.name).filter(|name| !seen.insert(name)).collect();
    let mut namesakes: BTreeMap<&str, Vec<&(DefKey, Schema)>> = BTreeMap::new();
    for definition in definitions.iter().filter(|(key, _)| repeated.contains(&*key.name)) {
        namesakes.entry(&definition.0.name).or_default().push(definition);
    }
    // Whether two twins are identical depends on the twins that they refer to, so all are taken to be until one is not.
    loop {
        let names: BTreeSet<&str> = namesakes.keys().copied().collect();
        let before = names.len();
        namesakes.retain(|_, twins| {
            let alike = Alike { names: &names, experimental };
            twins.iter().zip(twins.iter().skip(1)).all(|(a, b)| alike.schemas(&a.1, &b.1))
        });
        if namesakes.len() == before {
            break;
        }
    }
    let mut out = HashMap::new();
    for twins in namesakes.into_values() {
        let rank =
            |twin: &(DefKey, Schema)| (experimental.contains(&twin.1.pointer), twin.0.namespace.clone());
        let Some(kept) = twins.iter().min_by_key(|twin| rank(twin)) else { continue };
        out.extend(twins.iter().filter(|twin| twin.0 != kept.0).map(|twin| (twin.0.clone(), kept.0.clone())));
    }
    out
}

struct Alike<'a> {
    names: &'a BTreeSet<&'a str>,
    experimental: &'a BTreeSet<Pointer>,
}

impl Alike<'_> {
    fn schemas(&self, a: &Schema, b: &Schema) -> bool {
        self.notes(&a.notes, &b.notes) && a.nullable == b.nullable && self.shapes(&a.shape, &b.shape)
    }

    fn notes(&self, a: &Annotations, b: &Annotations) -> bool {
        let Annotations { title: _, description, default, deprecated, write_only } = a;
        *description == b.description
            && *default == b.default
            && *deprecated == b.deprecated
            && *write_only == b.write_only
    }

    fn shapes(&self, a: &Shape, b: &Shape) -> bool {
        match (a, b) {
            (Shape::Ref(a), Shape::Ref(b)) => a == b || (a.name == b.name && self.names.contains(&*a.name)),
            (Shape::Enum(a), Shape::Enum(b)) => all(a, b, |a, b| self.literals(a, b)),
            (Shape::Array(a), Shape::Array(b)) => {
                (a.min_items, a.max_items) == (b.min_items, b.max_items) && self.schemas(&a.items, &b.items)
            }
            (Shape::Object(a), Shape::Object(b)) => {
                let additional = match (&a.additional, &b.additional) {
                    (Additional::Typed(a), Additional::Typed(b)) => self.schemas(a, b),
                    (a, b) => a == b,
                };
                additional
                    && all(&a.properties, &b.properties, |a, b| {
                        (&a.name, a.required) == (&b.name, b.required) && self.parts(&a.schema, &b.schema)
                    })
                    && all(&a.branches, &b.branches, |a, b| self.parts(a, b))
            }
            (Shape::Union(a), Shape::Union(b)) => all(a, b, |a, b| self.parts(a, b)),
            (a, b) => a == b,
        }
    }

    fn parts(&self, a: &Schema, b: &Schema) -> bool {
        self.experimental.contains(&a.pointer) == self.experimental.contains(&b.pointer) && self.schemas(a, b)
    }

    fn literals(&self, a: &Literal, b: &Literal) -> bool {
        let Literal { pointer, value, description, deprecated } = a;
        self.experimental.contains(pointer) == self.experimental.contains(&b.pointer)
            && *value == b.value
            && *description == b.description
            && *deprecated == b.deprecated
    }
}

fn all<T>(a: &[T], b: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
}

fn redirect(schema: &mut Schema, folded: &HashMap<DefKey, DefKey>) {
    match &mut schema.shape {
        Shape::Any
        | Shape::Null
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Number(_)
        | Shape::String(_)
        | Shape::Enum(_) => {}
        Shape::Ref(key) => {
            if let Some(kept) = folded.get(key) {
                *key = kept.clone();
            }
        }
        Shape::Array(rule) => redirect(&mut rule.items, folded),
        Shape::Object(rule) => {
            for property in &mut rule.properties {
                redirect(&mut property.schema, folded);
            }
            if let Additional::Typed(schema) = &mut rule.additional {
                redirect(schema, folded);
            }
            for branch in &mut rule.branches {
                redirect(branch, folded);
            }
        }
        Shape::Union(branches) => {
            for branch in branches {
                redirect(branch, folded);
            }
        }
    }
}
