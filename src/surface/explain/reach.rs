//! Which methods reach a definition, and the shortest trail from one of them.

use std::collections::{BTreeMap, VecDeque};

use super::super::Surface;
use super::super::modules::method_types;
use crate::ir::{Body, DefId, Type};

/// Who uses a definition.
pub(super) struct Users {
    /// The wire names of the methods that reach it, the nearest first.
    pub(super) methods: Vec<String>,
    /// The shortest way from the nearest method: `thread/start > ThreadStartParams.sandbox > SandboxMode`.
    pub(super) trail: String,
}

/// The users of a definition, found by walking from it to those that refer to it.
pub(super) fn users(surface: &Surface<'_>, target: DefId) -> Users {
    let ir = surface.ir;
    let mut referrers: BTreeMap<DefId, Vec<DefId>> = BTreeMap::new();
    for def in ir.defs() {
        for need in ir.references(def.id) {
            referrers.entry(need).or_default().push(def.id);
        }
    }
    let mut steps: BTreeMap<DefId, (usize, Option<DefId>)> = BTreeMap::from([(target, (0, None))]);
    let mut open = VecDeque::from([target]);
    while let Some(id) = open.pop_front() {
        let far = steps.get(&id).map_or(0, |(far, _)| far + 1);
        for referrer in referrers.get(&id).into_iter().flatten() {
            steps.entry(*referrer).or_insert_with(|| {
                open.push_back(*referrer);
                (far, Some(id))
            });
        }
    }
    let mut near: Vec<(usize, &str, DefId)> = Vec::new();
    for method in ir.methods() {
        let entries =
            method_types(method).flat_map(Type::defs).filter_map(|id| Some((steps.get(&id)?.0, id)));
        near.extend(entries.min().map(|(far, id)| (far, method.wire.as_str(), id)));
    }
    near.sort();
    let trail = near.first().map_or_else(String::new, |(_, method, start)| {
        let mut trail = (*method).to_owned();
        let mut here = Some(*start);
        while let Some(id) = here {
            let next = steps.get(&id).and_then(|(_, next)| *next);
            trail = format!("{trail} > {}", step(surface, id, next));
            here = next;
        }
        trail
    });
    Users { methods: near.into_iter().map(|(_, method, _)| method.to_owned()).collect(), trail }
}

/// A definition on the way, with the member that leads on.
fn step(surface: &Surface<'_>, id: DefId, next: Option<DefId>) -> String {
    let name = surface.names.of(id);
    let member = next.and_then(|next| match &surface.ir[id].body {
        Body::Record(record) => record
            .fields
            .iter()
            .zip(surface.names.members(id))
            .find(|(field, _)| field.ty.defs().any(|id| id == next))
            .map(|(_, member)| member),
        Body::Union(_) | Body::Enum(_) | Body::Alias(_) => None,
    });
    member.map_or_else(|| name.to_string(), |member| format!("{name}.{member}"))
}
