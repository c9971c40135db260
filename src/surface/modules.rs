//! Methods and the prefix rows in, one private module a definition out. What the methods of one module alone reach
//! stands in it, what two reach in `shared`; so modules refer to themselves and to `shared` only, and cannot cycle.

use std::collections::{BTreeMap, BTreeSet};

use super::{Placement, TypeModule, order};
use crate::curation::{Curation, Decisions};
use crate::diag::{Code, Diagnostic, Place};
use crate::ir::{DefId, Ir, Method, Params, Source, Type};
use crate::naming::{Names, PyIdent, quoted};

/// The module of what several modules reach.
pub(super) const SHARED: &str = "shared";
/// The module of methods that no row places, where that is no error. Their types are public as all are: programs find
/// them in `types`, wherever a row will place them.
pub(super) const UNPLACED: &str = "unplaced";

/// Where everything stands.
pub(super) struct Plan {
    pub(super) modules: Vec<TypeModule>,
    pub(super) placement: BTreeMap<DefId, Placement>,
}

/// Places every definition and every method.
pub(super) fn place(ir: &Ir, names: &Names, curation: &Curation, decisions: &mut Decisions) -> Plan {
    let of_methods = methods(ir, curation, decisions);
    let owners = owners(ir, &of_methods, curation);
    let mut placement = BTreeMap::new();
    let mut members: BTreeMap<&str, Vec<DefId>> = BTreeMap::new();
    for (id, owner) in &owners {
        let module = owner.module();
        members.entry(module).or_default().push(*id);
        if let Ok(module) = PyIdent::new(module) {
            placement.insert(*id, Placement { public: true, module, why: owner.why() });
        }
    }
    let mut order: BTreeSet<&str> =
        members.keys().copied().chain(of_methods.iter().map(String::as_str)).collect();
    let shared = order.take(SHARED);
    let unplaced = order.take(UNPLACED);
    let modules = shared.into_iter().chain(order).chain(unplaced).filter_map(|module| {
        Some(TypeModule {
            name: PyIdent::new(module).ok()?,
            defs: order::emission(ir, names, members.get(module).map_or(&[], Vec::as_slice)),
            methods: of_methods
                .iter()
                .enumerate()
                .filter(|(_, of)| *of == module)
                .map(|(index, _)| index)
                .collect(),
        })
    });
    Plan { modules: modules.collect(), placement }
}

/// The module of each method, in the order of [`Ir::methods`].
fn methods(ir: &Ir, curation: &Curation, decisions: &mut Decisions) -> Vec<String> {
    let mut refused = BTreeSet::new();
    let mut module = |method: &Method| {
        let wire = method.wire.as_str();
        let Some((prefix, row)) =
            prefixes(wire).find_map(|prefix| curation.table.modules.get_key_value(prefix))
        else {
            let first = wire.split('/').next().unwrap_or(wire);
            decisions.decide(
                Diagnostic::new(Code::Unplaced, format!("no module is named for the method {wire}"))
                    .at(Place::pointer(ir.file().clone(), method.about.origin.clone()))
                    .help(format!("add {} = \"...\"  to [modules]", quoted(first))),
                format!("the module {UNPLACED}"),
            );
            return UNPLACED.to_owned();
        };
        let name = curation.using(row);
        if !is_module_name(name) && refused.insert(prefix) {
            decisions.refuse(
                Diagnostic::new(Code::BadCuratedName, format!("{name:?} cannot name a module"))
                    .at(curation.place(row.span()))
                    .note("because", "modules are identifiers in snake_case, and those with a leading `_` are the package's own"),
            );
        }
        name.clone()
    };
    ir.methods().iter().map(&mut module).collect()
}

/// A wire name and its beginnings in whole steps, the longest first.
fn prefixes(wire: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(wire), |longer| longer.rsplit_once('/').map(|(shorter, _)| shorter))
}

fn is_module_name(name: &str) -> bool {
    PyIdent::new(name).is_ok()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.contains(|c: char| c.is_ascii_uppercase())
        && name != UNPLACED
}

/// The modules whose methods reach a definition.
#[derive(Default)]
struct Owner {
    modules: BTreeSet<String>,
    by_name: bool,
}

impl Owner {
    fn module(&self) -> &str {
        match self.modules.first() {
            Some(module) if self.modules.len() == 1 => module,
            _ => SHARED,
        }
    }

    fn why(&self) -> String {
        let modules = self.modules.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        if self.module() == UNPLACED {
            "no row of [modules] places the methods that reach it".to_owned()
        } else if self.by_name {
            "no message reaches it; it stands where its name points".to_owned()
        } else if self.modules.len() == 1 {
            format!("messages of {modules} reach it")
        } else {
            format!("messages of several modules reach it: {modules}")
        }
    }
}

fn owners(ir: &Ir, of_methods: &[String], curation: &Curation) -> BTreeMap<DefId, Owner> {
    let mut roots: BTreeMap<&str, Vec<DefId>> = BTreeMap::new();
    for (method, module) in ir.methods().iter().zip(of_methods) {
        roots.entry(module).or_default().extend(method_types(method).flat_map(Type::defs));
    }
    let envelopes = ir.envelopes().iter();
    let on_envelopes =
        envelopes.flat_map(|envelope| envelope.fields.iter().map(|field| &field.ty).chain(&envelope.id));
    roots.entry(SHARED).or_default().extend(on_envelopes.flat_map(Type::defs));
    let mut owners: BTreeMap<DefId, Owner> = BTreeMap::new();
    for (module, roots) in roots {
        for id in ir.reach(roots) {
            owners.entry(id).or_default().modules.insert(module.to_owned());
        }
    }
    let mut stray: BTreeMap<&str, Vec<DefId>> = BTreeMap::new();
    for def in ir.defs().iter().filter(|def| !owners.contains_key(&def.id)) {
        if let Source::Named(name) = &def.source {
            stray.entry(module_of_name(name, curation)).or_default().push(def.id);
        }
    }
    for (module, roots) in stray {
        for id in ir.reach(roots) {
            let owner = owners.entry(id).or_default();
            owner.by_name = owner.modules.is_empty() || owner.by_name;
            owner.modules.insert(module.to_owned());
        }
    }
    owners
}

/// The types of a method's parameters and result.
pub(super) fn method_types(method: &Method) -> impl Iterator<Item = &Type> {
    let params = match &method.params {
        Params::None => None,
        Params::Required(ty) | Params::Optional(ty) => Some(ty),
    };
    params.into_iter().chain(&method.result)
}

/// The module whose longest prefix starts the name of a definition that no message reaches.
fn module_of_name<'a>(name: &str, curation: &'a Curation) -> &'a str {
    let starts = |prefix: &str| {
        let stem: String = prefix.chars().filter(|c| *c != '/').collect();
        name.split_at_checked(stem.len()).is_some_and(|(head, rest)| {
            head.eq_ignore_ascii_case(&stem) && !rest.starts_with(|c: char| c.is_ascii_lowercase())
        })
    };
    let rows =
        curation.table.modules.iter().filter(|(prefix, row)| starts(prefix) && is_module_name(row.get_ref()));
    rows.max_by_key(|(prefix, _)| prefix.len()).map_or(SHARED, |(_, row)| row.get_ref())
}
