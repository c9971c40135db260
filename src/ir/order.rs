//! Definitions in document order in, the finished [`Ir`] out, with payloads before what refers to them.
//! Where there is no cycle, a reference points to an earlier definition; among equals, and within a cycle, document
//! order holds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::graph::references;
use super::{Body, Def, DefId, Envelope, Extra, Field, Ir, Method, Params, Source, Type};

/// Sorts the definitions for emission and gives them handles that follow their place.
pub(in crate::ir) fn arrange(
    file: Arc<str>,
    defs: Vec<Def>,
    document: &[DefId],
    mut methods: Vec<Method>,
    mut envelopes: Vec<Envelope>,
) -> Ir {
    let mut rank = vec![0; defs.len()];
    for (place, id) in document.iter().enumerate() {
        if let Some(rank) = rank.get_mut(id.index()) {
            *rank = place;
        }
    }
    let edges: Vec<Vec<usize>> =
        defs.iter().map(|def| references(&def.body).into_iter().map(DefId::index).collect()).collect();
    let mut new = vec![DefId(0); defs.len()];
    for (place, old) in emission(&edges, &rank).into_iter().enumerate() {
        if let Some(id) = new.get_mut(old) {
            *id = DefId(u32::try_from(place).unwrap_or(u32::MAX));
        }
    }
    let renumber = |id: &mut DefId| *id = new.get(id.index()).copied().unwrap_or(*id);
    let mut defs = defs;
    for def in &mut defs {
        renumber(&mut def.id);
        match &mut def.source {
            Source::Named(_) => {}
            Source::Variant { union, .. } | Source::Texts { union } | Source::Shape { union, .. } => {
                renumber(union)
            }
            Source::Inline { parent, .. } => renumber(parent),
        }
        match &mut def.body {
            Body::Record(record) => {
                record.fields.iter_mut().for_each(|field| each(&mut field.ty, &renumber));
                if let Extra::Typed(ty) = &mut record.extra {
                    each(ty, &renumber);
                }
            }
            Body::Union(union) => {
                union.variants.iter_mut().for_each(|variant| each(&mut variant.ty, &renumber))
            }
            Body::Alias(ty) => each(ty, &renumber),
            Body::Enum(_) => {}
        }
    }
    for method in &mut methods {
        match &mut method.params {
            Params::None => {}
            Params::Required(ty) | Params::Optional(ty) => each(ty, &renumber),
        }
        method.result.iter_mut().for_each(|ty| each(ty, &renumber));
    }
    for Envelope { id, fields, .. } in &mut envelopes {
        let fields = fields.iter_mut().map(|Field { ty, .. }| ty);
        id.iter_mut().chain(fields).for_each(|ty| each(ty, &renumber));
    }
    defs.sort_by_key(|def| def.id);
    Ir { file, defs: defs.into(), methods: methods.into(), envelopes: envelopes.into() }
}

fn each(ty: &mut Type, renumber: &impl Fn(&mut DefId)) {
    match ty {
        Type::Def(id) => renumber(id),
        Type::List(inner, _) | Type::Map(inner) | Type::Nullable(inner) => each(inner, renumber),
        _ => {}
    }
}

/// Payload first; the least rank among what is free; a cycle is one step, in the order of rank.
fn emission(edges: &[Vec<usize>], rank: &[usize]) -> Vec<usize> {
    let component = circles(edges);
    let count = component.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waits = vec![0_usize; count];
    for (node, own) in component.iter().enumerate() {
        if let Some(members) = members.get_mut(*own) {
            members.push(node);
        }
        for target in edges.get(node).into_iter().flatten().filter_map(|target| component.get(*target)) {
            if let (true, Some(users), Some(waits)) =
                (target != own, users.get_mut(*target), waits.get_mut(*own))
            {
                users.push(*own);
                *waits += 1;
            }
        }
    }
    let rank_of = |node: &usize| rank.get(*node).copied().unwrap_or_default();
    members.iter_mut().for_each(|nodes| nodes.sort_by_key(rank_of));
    let first = |component: usize| members.get(component).and_then(|nodes| nodes.first()).map(rank_of);
    let mut free: BinaryHeap<Reverse<(Option<usize>, usize)>> = waits
        .iter()
        .enumerate()
        .filter(|(_, waits)| **waits == 0)
        .map(|(component, _)| Reverse((first(component), component)))
        .collect();
    let mut out = Vec::with_capacity(rank.len());
    while let Some(Reverse((_, done))) = free.pop() {
        out.extend(members.get(done).into_iter().flatten());
        for user in users.get(done).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(*user) {
                *waits -= 1;
                if *waits == 0 {
                    free.push(Reverse((first(*user), *user)));
                }
            }
        }
    }
    out
}

/// The circle that each node of a graph is in: its strongly connected component (Tarjan, without recursion). Alone, a
/// node has one of its own.
#[must_use]
pub fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![0_usize; edges.len()];
    let mut component = vec![UNSEEN; edges.len()];
    let (mut stack, mut next, mut count) = (Vec::new(), 0, 0);
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(UNSEEN);
    let set = |list: &mut Vec<usize>, at: usize, value: usize| {
        if let Some(slot) = list.get_mut(at) {
            *slot = value;
        }
    };
    for root in 0..edges.len() {
        if get(&index, root) != UNSEEN {
            continue;
        }
        let mut walk = vec![(root, 0_usize)];
        while let Some((node, edge)) = walk.pop() {
            if edge == 0 {
                set(&mut index, node, next);
                set(&mut low, node, next);
                next += 1;
                stack.push(node);
            }
            match edges.get(node).and_then(|targets| targets.get(edge)) {
                Some(target) => {
                    walk.push((node, edge + 1));
                    if get(&index, *target) == UNSEEN {
                        walk.push((*target, 0));
                    } else if get(&component, *target) == UNSEEN {
                        let least = get(&low, node).min(get(&index, *target));
                        set(&mut low, node, least);
                    }
                }
                None => {
                    if get(&low, node) == get(&index, node) {
                        while let Some(member) = stack.pop() {
                            set(&mut component, member, count);
                            if member == node {
                                break;
                            }
                        }
                        count += 1;
                    }
                    if let Some((parent, _)) = walk.last() {
                        let least = get(&low, *parent).min(get(&low, node));
                        set(&mut low, *parent, least);
                    }
                }
            }
        }
    }
    component
}
