//! The definitions of one module in, their order of emission out: payload before user, a variant just above its
//! union, variants in document order, else by name. What a module evaluates at import stands above what needs it,
//! also where definitions refer to each other in a circle. Iterative; linear but for the sorting.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Body, DefId, Ir, Source};
use crate::naming::Names;

/// The definitions, each once, in the order in which a module states them.
pub(super) fn emission(ir: &Ir, names: &Names, defs: &[DefId]) -> Vec<DefId> {
    let mut sorted = defs.to_vec();
    sorted.sort_by_key(|id| (names.of(*id), *id));
    let rank: BTreeMap<DefId, usize> = sorted.iter().enumerate().map(|(rank, id)| (*id, rank)).collect();
    let circles = circles(ir, &sorted, &rank);
    let mut walk = Walk { ir, rank: &rank, circles: &circles, entered: BTreeSet::new(), order: Vec::new() };
    for id in sorted {
        walk.visit(id);
    }
    walk.order
}

struct Walk<'a> {
    ir: &'a Ir,
    rank: &'a BTreeMap<DefId, usize>,
    circles: &'a BTreeMap<DefId, DefId>,
    entered: BTreeSet<DefId>,
    order: Vec<DefId>,
}

enum Task {
    Visit(DefId),
    Emit(DefId),
}

impl Walk<'_> {
    fn visit(&mut self, start: DefId) {
        let mut tasks = vec![Task::Visit(start)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Emit(id) => self.order.push(id),
                Task::Visit(id) if self.entered.contains(&id) => {}
                Task::Visit(id) => match self.union_of(id).filter(|union| !self.entered.contains(union)) {
                    Some(union) => tasks.push(Task::Visit(union)),
                    None => {
                        self.entered.insert(id);
                        tasks.push(Task::Emit(id));
                        tasks.extend(self.before(id).into_iter().rev().map(Task::Visit));
                    }
                },
            }
        }
    }

    /// What stands above a definition: what its own variants need, then those variants, then the rest.
    fn before(&self, id: DefId) -> Vec<DefId> {
        let direct: Vec<DefId> = self.needs(id).into_iter().filter(|need| self.is_above(id, *need)).collect();
        let (mut own, mut needs): (Vec<_>, Vec<_>) =
            direct.into_iter().partition(|need| self.union_of(*need) == Some(id));
        needs.extend(own.iter().flat_map(|variant| {
            self.needs(*variant).into_iter().filter(|need| self.is_above(*variant, *need) && *need != id)
        }));
        needs.sort_by_key(|need| self.rank.get(need));
        needs.append(&mut own);
        needs
    }

    fn needs(&self, id: DefId) -> Vec<DefId> {
        self.ir.references(id).into_iter().filter(|need| self.rank.contains_key(need)).collect()
    }

    /// Annotations of members may point down, so a circle is cut there; unions and aliases are values.
    fn is_above(&self, user: DefId, need: DefId) -> bool {
        is_evaluated(self.ir, user) || self.circles.get(&user) != self.circles.get(&need)
    }

    /// The union of the module that a variant was made for.
    fn union_of(&self, id: DefId) -> Option<DefId> {
        match &self.ir[id].source {
            Source::Variant { union, .. } | Source::Texts { union } | Source::Shape { union, .. } => {
                self.rank.contains_key(union).then_some(*union)
            }
            Source::Named(_) | Source::Inline { .. } => None,
        }
    }
}

fn is_evaluated(ir: &Ir, id: DefId) -> bool {
    match ir[id].body {
        Body::Union(_) | Body::Alias(_) => true,
        Body::Record(_) | Body::Enum(_) => false,
    }
}

/// A representative of the circle that each definition is in; alone, a definition is its own.
fn circles(ir: &Ir, defs: &[DefId], rank: &BTreeMap<DefId, usize>) -> BTreeMap<DefId, DefId> {
    let mut users: BTreeMap<DefId, Vec<DefId>> = BTreeMap::new();
    for id in defs {
        for need in ir.references(*id).into_iter().filter(|need| rank.contains_key(need)) {
            users.entry(need).or_default().push(*id);
        }
    }
    let mut circles = BTreeMap::new();
    for id in finished(ir, defs, rank).into_iter().rev() {
        let mut open = vec![id];
        while let Some(member) = open.pop() {
            if let Entry::Vacant(free) = circles.entry(member) {
                free.insert(id);
                open.extend(users.get(&member).into_iter().flatten());
            }
        }
    }
    circles
}

/// The definitions in the order in which a depth-first walk leaves them.
fn finished(ir: &Ir, defs: &[DefId], rank: &BTreeMap<DefId, usize>) -> Vec<DefId> {
    let (mut entered, mut order) = (BTreeSet::new(), Vec::new());
    for id in defs {
        let mut tasks = vec![Task::Visit(*id)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Emit(id) => order.push(id),
                Task::Visit(id) if entered.insert(id) => {
                    tasks.push(Task::Emit(id));
                    tasks.extend(
                        ir.references(id).into_iter().filter(|need| rank.contains_key(need)).map(Task::Visit),
                    );
                }
                Task::Visit(_) => {}
            }
        }
    }
    order
}
