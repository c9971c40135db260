//! Which definitions refer to which: directions from the method tables, reachability, the order of emission.
//! Cycles are allowed everywhere; every walk here is iterative and visits a definition once.

use std::collections::BTreeSet;

use super::{Body, Def, DefId, Direction, Envelope, Extra, Ir, Method, Params, Type};

impl Ir {
    /// The definitions that one refers to directly: members, variants, elements, the target of an alias.
    #[must_use]
    pub fn references(&self, id: DefId) -> Vec<DefId> {
        references(&self[id].body)
    }

    /// Every definition that is reached from some, those included.
    #[must_use]
    pub fn reach(&self, from: impl IntoIterator<Item = DefId>) -> BTreeSet<DefId> {
        reach(&self.defs, from)
    }

    /// The definitions that no message reaches, in the order of [`Ir::defs`].
    #[must_use]
    pub fn unreachable(&self) -> Vec<DefId> {
        self.defs.iter().filter(|def| def.direction == Direction::default()).map(|def| def.id).collect()
    }
}

impl Type {
    /// The definitions that stand in the type.
    pub fn defs(&self) -> impl Iterator<Item = DefId> {
        let mut here = self;
        loop {
            match here {
                Type::List(inner, _) | Type::Map(inner) | Type::Nullable(inner) => here = inner,
                Type::Def(id) => return Some(*id).into_iter(),
                _ => return None.into_iter(),
            }
        }
    }
}

pub(in crate::ir) fn references(body: &Body) -> Vec<DefId> {
    match body {
        Body::Record(record) => {
            let extra = match &record.extra {
                Extra::Typed(ty) => Some(ty),
                Extra::Unsaid | Extra::Refused => None,
            };
            record.fields.iter().map(|field| &field.ty).chain(extra).flat_map(Type::defs).collect()
        }
        Body::Union(union) => union.variants.iter().flat_map(|variant| variant.ty.defs()).collect(),
        Body::Enum(_) => Vec::new(),
        Body::Alias(ty) => ty.defs().collect(),
    }
}

fn reach(defs: &[Def], from: impl IntoIterator<Item = DefId>) -> BTreeSet<DefId> {
    let mut open: Vec<DefId> = from.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(defs.get(id.index()).map(|def| references(&def.body)).unwrap_or_default());
        }
    }
    seen
}

/// Marks every definition with the ways that the messages give it.
pub(in crate::ir) fn direct(defs: &mut [Def], methods: &[Method], envelopes: &[Envelope]) {
    let (mut inbound, mut outbound) = (Vec::new(), Vec::new());
    for method in methods {
        let (asks, answers) = if method.kind.from_client() {
            (&mut inbound, &mut outbound)
        } else {
            (&mut outbound, &mut inbound)
        };
        match &method.params {
            Params::None => {}
            Params::Required(ty) | Params::Optional(ty) => asks.extend(ty.defs()),
        }
        answers.extend(method.result.iter().flat_map(Type::defs));
    }
    for envelope in envelopes {
        // An answer repeats the id of its request, so ids travel both ways.
        for id in envelope.id.iter().flat_map(Type::defs) {
            inbound.push(id);
            outbound.push(id);
        }
        let fields = envelope.fields.iter().flat_map(|field| field.ty.defs());
        if envelope.kind.from_client() { inbound.extend(fields) } else { outbound.extend(fields) }
    }
    let (inbound, outbound) = (reach(defs, inbound), reach(defs, outbound));
    for def in defs {
        def.direction =
            Direction { inbound: inbound.contains(&def.id), outbound: outbound.contains(&def.id) };
    }
}
