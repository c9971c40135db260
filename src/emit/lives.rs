//! A model with its history in, what a request of a client can hold that not every recorded runtime takes, and what only
//! a client that opted in may send, out. What came with the thing around it is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::roles::{definition, params};
use crate::ir::{
    About, Body, Def, DefId, Enum, Ir, Life, MethodKind, Params, Record, Source, Stability, Type, Union,
};

/// The parts of definitions by their position, each with the first runtime that has it.
pub type Dated<'a> = BTreeMap<DefId, BTreeMap<usize, &'a str>>;

/// The parts of definitions by their position.
pub type Marked = BTreeMap<DefId, BTreeSet<usize>>;

/// What came later than the thing around it, and what needs the opt-in.
#[derive(Debug, Default)]
pub struct Lives<'a> {
    /// Fields that came after their record.
    pub members: Dated<'a>,
    /// Values that came after their enum.
    pub values: Dated<'a>,
    /// Types that stand for nothing but a variant that came after its union.
    pub variants: BTreeMap<DefId, &'a str>,
    /// Fields that need the opt-in.
    pub experimental_members: Marked,
    /// Values that need the opt-in.
    pub experimental_values: Marked,
    /// Types that stand for nothing but a variant that needs the opt-in.
    pub experimental_variants: BTreeSet<DefId>,
}

impl<'a> Lives<'a> {
    /// Finds them; the recorded runtimes are given from the oldest to the pin.
    #[must_use]
    pub fn of(ir: &'a Ir, runtimes: &[&str]) -> Self {
        let mut lives = Self::default();
        let methods = ir.methods().iter();
        let requests = || methods.clone().filter(|method| method.kind == MethodKind::ClientRequest);
        for id in ir.reach(requests().filter_map(params).flat_map(Type::defs)) {
            let def = &ir[id];
            match &def.body {
                Body::Record(record) => {
                    // What must have params had some before these, of another name; what may be called without had none.
                    let takers = requests().filter(|method| matches!(method.params, Params::Optional(_)));
                    let takers = takers.filter(|method| params(method).and_then(definition) == Some(id));
                    let whole = takers.map(|method| &method.about.life).chain([&def.about.life]);
                    lives.record(def, record, oldest(whole, runtimes));
                }
                Body::Union(union) => lives.union(ir, def, union, runtimes),
                Body::Enum(body) => lives.values(def, body, runtimes),
                Body::Alias(_) => {}
            }
        }
        lives
    }

    fn record(&mut self, def: &'a Def, record: &'a Record, first: Option<&str>) {
        for (at, field) in record.fields.iter().enumerate() {
            if let Some(since) = later(&field.about.life, first) {
                self.members.entry(def.id).or_default().insert(at, since);
            }
            if needs_opt_in(&field.about, &def.about) {
                self.experimental_members.entry(def.id).or_default().insert(at);
            }
        }
    }

    fn values(&mut self, def: &'a Def, body: &'a Enum, runtimes: &[&str]) {
        let first = first(def, body.values.iter().map(|value| &value.about), runtimes);
        for (at, value) in body.values.iter().enumerate() {
            if let Some(since) = later(&value.about.life, first) {
                self.values.entry(def.id).or_default().insert(at, since);
            }
            if needs_opt_in(&value.about, &def.about) {
                self.experimental_values.entry(def.id).or_default().insert(at);
            }
        }
    }

    fn union(&mut self, ir: &Ir, def: &'a Def, union: &'a Union, runtimes: &[&str]) {
        let first = first(def, union.variants.iter().map(|variant| &variant.about), runtimes);
        for variant in &union.variants {
            let Some(own) = own_type(ir, def.id, &variant.ty) else { continue };
            if let Some(since) = later(&variant.about.life, first) {
                self.variants.insert(own, since);
            }
            if needs_opt_in(&variant.about, &def.about) {
                self.experimental_variants.insert(own);
            }
        }
    }
}

/// The runtime that a part came with, if that is not the one of the whole.
fn later<'a>(part: &'a Life, whole: Option<&str>) -> Option<&'a str> {
    part.since.as_deref().filter(|since| Some(*since) != whole)
}

fn needs_opt_in(part: &About, whole: &About) -> bool {
    part.stability == Stability::Experimental && whole.stability == Stability::Stable
}

/// The runtime that a union or enum came with. One whose parts are all younger was something else before, and the
/// oldest of them came with the new form.
fn first<'a>(def: &'a Def, parts: impl Iterator<Item = &'a About>, runtimes: &[&str]) -> Option<&'a str> {
    oldest(parts.map(|part| &part.life), runtimes).or(def.about.life.since.as_deref())
}

/// The runtime that the oldest of several things came with; none for what the first runtime has.
fn oldest<'a>(lives: impl Iterator<Item = &'a Life>, runtimes: &[&str]) -> Option<&'a str> {
    let age = |since: &Option<&str>| since.map(|since| runtimes.iter().position(|known| *known == since));
    lives.map(|life| life.since.as_deref()).min_by_key(age).flatten()
}

/// The type of a variant that stands for nothing else.
fn own_type(ir: &Ir, union: DefId, ty: &Type) -> Option<DefId> {
    let Type::Def(id) = ty else { return None };
    match ir[*id].source {
        Source::Variant { union: of, .. } | Source::Shape { union: of, .. } if of == union => Some(*id),
        _ => None,
    }
}
