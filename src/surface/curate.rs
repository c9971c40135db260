//! The driver of this floor: places everything, hides what the rows hide, checks that the public part is closed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::modules::{self, method_types};
use super::root::TYPES;
use super::{Homes, Placement, Surface, absent, client, protocol, requests, root};
use crate::curation::{Curation, Decisions};
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::ir::{DefId, Ir, Policy, Source, Type};
use crate::naming::{Names, quoted};

/// Decides what is public and where everything stands. A root export is provided if its home is among those that
/// the package has.
///
/// # Errors
/// Every method without a module, every hidden type that a public signature reaches, every root export that is
/// named twice, has no legal name or home, or names no type where it says so.
pub fn curate<'a>(
    ir: &'a Ir,
    names: &'a Names,
    curation: &'a Curation,
    policy: Policy,
    homes: &Homes,
) -> Outcome<Surface<'a>> {
    let mut decisions = Decisions::new(policy);
    let modules::Plan { modules, mut placement } = modules::place(ir, names, curation, &mut decisions);
    hide(ir, curation, &mut placement);
    check_closure(ir, curation, &placement, &mut decisions);
    protocol::check(ir, curation, &mut decisions);
    absent::check(ir, &mut decisions);
    let client = client::settle(ir, names, curation, &mut decisions);
    let requests = requests::answers(ir, names, curation, &mut decisions);
    let mut root = |rows, language, homes| {
        let offers = root::offers(ir, names, &placement, requests.as_deref(), language);
        root::exports(rows, language, curation, homes, &offers, &mut decisions)
    };
    let rust_rows = curation.table.rust.as_ref().map_or(&[][..], |rust| &rust.root);
    let rust_root = root(rust_rows, &root::RUST, &homes.rust);
    let root = root(&curation.table.root, &root::PYTHON, &homes.python);
    let (problems, assumed) = decisions.close();
    problems.finish(Surface { ir, names, modules, placement, root, rust_root, client, requests, assumed })
}

/// Takes the hidden definitions, and what was made for them alone, out of `types`.
fn hide(ir: &Ir, curation: &Curation, placement: &mut BTreeMap<DefId, Placement>) {
    for def in ir.defs() {
        if let Some(row) = curation.table.hidden.get(named_ancestor(ir, def.id)) {
            let reason = curation.using(row).reason.clone();
            if let Some(placement) = placement.get_mut(&def.id) {
                placement.public = false;
                placement.why = format!("hidden: {reason}");
            }
        }
    }
}

/// The name of the definition that one was lifted out of, or its own.
fn named_ancestor(ir: &Ir, mut id: DefId) -> &str {
    loop {
        match &ir[id].source {
            Source::Named(name) => return name,
            Source::Variant { union: parent, .. }
            | Source::Texts { union: parent }
            | Source::Shape { union: parent, .. }
            | Source::Inline { parent, .. } => id = *parent,
        }
    }
}

/// Every type that a public signature reaches is public: walks from the methods, then from public types.
fn check_closure(
    ir: &Ir,
    curation: &Curation,
    placement: &BTreeMap<DefId, Placement>,
    decisions: &mut Decisions,
) {
    let is_public = |id: &DefId| placement.get(id).is_some_and(|placement| placement.public);
    let is_hidden = |id: &DefId| curation.table.hidden.contains_key(named_ancestor(ir, *id));
    let mut trails: BTreeMap<DefId, (Option<DefId>, &str)> = BTreeMap::new();
    let mut open = VecDeque::new();
    let starts = ir
        .methods()
        .iter()
        .flat_map(|method| method_types(method).flat_map(Type::defs).map(|id| (id, method.wire.as_str())));
    let strays = ir.defs().iter().filter(|def| is_public(&def.id)).map(|def| (def.id, TYPES));
    for (id, start) in starts.chain(strays) {
        trails.entry(id).or_insert_with(|| {
            open.push_back(id);
            (None, start)
        });
    }
    let mut told = BTreeSet::new();
    while let Some(id) = open.pop_front() {
        if is_hidden(&id) {
            let name = named_ancestor(ir, id);
            if told.insert(name) {
                decisions.refuse(not_closed(ir, curation, id, name, &trails));
            }
            continue;
        }
        let start = trails.get(&id).map_or(TYPES, |(_, start)| start);
        for need in ir.references(id) {
            trails.entry(need).or_insert_with(|| {
                open.push_back(need);
                (Some(id), start)
            });
        }
    }
}

fn not_closed(
    ir: &Ir,
    curation: &Curation,
    id: DefId,
    name: &str,
    trails: &BTreeMap<DefId, (Option<DefId>, &str)>,
) -> Diagnostic {
    let mut steps = vec![ir[id].path.to_string()];
    let mut here = trails.get(&id);
    while let Some((from, start)) = here {
        steps.push(from.map_or_else(|| (*start).to_owned(), |from| ir[from].path.to_string()));
        here = from.as_ref().and_then(|from| trails.get(from));
    }
    steps.reverse();
    let diagnostic =
        Diagnostic::new(Code::NotClosed, format!("{name} is hidden, but the public surface reaches it"));
    let diagnostic = match curation.table.hidden.get(name) {
        Some(row) => diagnostic.at(curation.place(row.span())),
        None => diagnostic.at(Place::pointer(ir.file().clone(), ir[id].about.origin.clone())),
    };
    diagnostic
        .note("reached by", steps.join(" > "))
        .help(format!("remove [hidden.{}], or hide what reaches it too", quoted(name)))
}
