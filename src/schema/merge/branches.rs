//! The branches of one union in both exports in, all of them out, matched by what they are and not by position.

use std::collections::BTreeSet;

use super::{Merge, adopt, schemas};
use crate::diag::Pointer;
use crate::schema::{DefKey, Literal, Schema, Shape};

/// Merges the branches of the stable export into those of the experimental one.
pub(super) fn merge(
    merge: &mut Merge<'_>,
    stable: Vec<Schema>,
    here: &Pointer,
    experimental: &mut Vec<Schema>,
) {
    let known: BTreeSet<Box<str>> = texts(&stable).map(|literal| literal.value.clone()).collect();
    let twins = twins(&stable, experimental);
    let mut rest: Vec<Option<Schema>> = stable.into_iter().map(Some).collect();
    for (branch, twin) in experimental.iter_mut().zip(twins) {
        if let Shape::Enum(literals) = &branch.shape {
            mark_texts(merge, &known, &branch.pointer, literals);
            continue;
        }
        match twin.and_then(|index| rest.get_mut(index)?.take()) {
            Some(twin) => schemas(merge, twin, branch),
            None => drop(merge.experimental.insert(branch.pointer.clone())),
        }
    }
    let listed: BTreeSet<Box<str>> = texts(experimental).map(|literal| literal.value.clone()).collect();
    let table = experimental.first().map_or_else(|| here.join("anyOf"), |first| first.pointer.parent());
    for mut branch in rest.into_iter().flatten() {
        if let Shape::Enum(literals) = &mut branch.shape {
            literals.retain(|literal| !listed.contains(&literal.value));
            if literals.is_empty() {
                continue;
            }
        }
        adopt(&mut branch, &table.join(experimental.len()));
        experimental.push(branch);
    }
}

/// For each experimental branch the first stable one that is the same and not yet taken; texts are matched one by one.
fn twins(stable: &[Schema], experimental: &[Schema]) -> Vec<Option<usize>> {
    let mut free: Vec<_> = stable.iter().map(identity).collect();
    let mut twin = |wanted: Option<Identity<'_>>| {
        let wanted = wanted?;
        let index = free.iter().position(|identity| identity.as_ref() == Some(&wanted))?;
        free.get_mut(index)?.take();
        Some(index)
    };
    experimental.iter().map(|branch| twin(identity(branch))).collect()
}

fn identity(branch: &Schema) -> Option<Identity<'_>> {
    match &branch.shape {
        Shape::Enum(_) => None,
        shape => Some(Identity::of(shape, &branch.notes.title)),
    }
}

/// Whether a union has a branch that is what the other export has alone.
pub(super) fn holds(experimental: &[Schema], stable: &Shape) -> bool {
    if let Shape::Enum(literals) = stable {
        return literals
            .iter()
            .all(|literal| texts(experimental).any(|candidate| candidate.value == literal.value));
    }
    let wanted = Identity::of(stable, &None);
    experimental.iter().any(|branch| Identity::of(&branch.shape, &None) == wanted)
}

/// A shape as the only branch of a union.
pub(super) fn of(at: Pointer, shape: Shape) -> Vec<Schema> {
    vec![Schema { pointer: at, notes: crate::schema::Annotations::default(), shape, nullable: false }]
}

fn mark_texts(merge: &mut Merge<'_>, known: &BTreeSet<Box<str>>, branch: &Pointer, literals: &[Literal]) {
    let new: Vec<_> = literals.iter().filter(|literal| !known.contains(&literal.value)).collect();
    if new.len() == literals.len() {
        merge.experimental.insert(branch.clone());
    } else {
        merge.experimental.extend(new.into_iter().map(|literal| literal.pointer.clone()));
    }
}

fn texts(branches: &[Schema]) -> impl Iterator<Item = &Literal> {
    branches.iter().flat_map(|branch| match &branch.shape {
        Shape::Enum(literals) => literals.as_slice(),
        _ => &[],
    })
}

/// What makes a branch the same in both exports, the strongest sign that it has.
#[derive(PartialEq)]
enum Identity<'a> {
    Ref(&'a DefKey),
    /// Required members that hold one text each.
    Tags(Vec<(&'a str, &'a str)>),
    Title(&'a str),
    Required(Vec<&'a str>),
    Other(std::mem::Discriminant<Shape>),
}

impl<'a> Identity<'a> {
    fn of(shape: &'a Shape, title: &'a Option<Box<str>>) -> Self {
        match shape {
            Shape::Ref(key) => return Self::Ref(key),
            Shape::Object(rule) => {
                let required = || rule.properties.iter().filter(|property| property.required);
                let mut tags: Vec<_> = required()
                    .filter_map(|property| match &property.schema.shape {
                        Shape::Enum(literals) => match literals.as_slice() {
                            [only] => Some((&*property.name, &*only.value)),
                            _ => None,
                        },
                        _ => None,
                    })
                    .collect();
                tags.sort_unstable();
                if !tags.is_empty() {
                    return Self::Tags(tags);
                }
                if title.is_none() {
                    let mut required: Vec<_> = required().map(|property| &*property.name).collect();
                    required.sort_unstable();
                    return Self::Required(required);
                }
            }
            _ => {}
        }
        match title {
            Some(title) => Self::Title(title),
            None => Self::Other(std::mem::discriminant(shape)),
        }
    }
}
