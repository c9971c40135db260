//! The surface: everything public is closed and placed once, every row is used, every missing row is asked for.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/floors.rs"]
mod floors;

use std::collections::{BTreeMap, BTreeSet};

use codex_sdkgen::diag::{Code, Outcome, Problems, Report};
use codex_sdkgen::history::{self, History};
use codex_sdkgen::ir::{Body, DefId, Ir, Policy, Source as Origin};
use codex_sdkgen::naming::{Names, assign};
use codex_sdkgen::surface::{Homes, Surface, curate, explain, index};
use floors::{Floors, SURFACE, expect, fixture, pin, questions, text};

#[test]
fn the_pin_is_closed_and_placed() {
    let floors = pin(&text(SURFACE));
    let names = names(&floors);
    let surface = surface(&floors, &names);
    assert_sound(&surface);
    assert!(
        surface.placement.values().all(|placement| placement.public),
        "the types of the pin are all public"
    );
    let modules: Vec<&str> = surface.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(modules.first(), Some(&"shared"));
    assert!(modules[1..].is_sorted() && modules.len() == 20, "{modules:?}");
    let largest = surface.modules.iter().map(|module| module.defs.len()).max();
    assert!(largest < Some(250), "{largest:?}");
    assert!(surface.root.len() > 37, "the official names come first");
    assert_eq!(surface.root[0].name.as_str(), "__version__");
    assert!(surface.root[0].provided && !surface.root[1].provided);
}

#[test]
fn the_index_of_the_pin() {
    let floors = pin(&text(SURFACE));
    let names = names(&floors);
    let index = index(&surface(&floors, &names));
    insta::with_settings!({ snapshot_path => "../snapshots/naming", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("surface", index);
    });
}

#[test]
fn an_invented_protocol_compiles() {
    let floors = fixture("invented");
    let names = names(&floors);
    let surface = surface(&floors, &names);
    assert_sound(&surface);
    let mut dead = Problems::default();
    floors.curation.dead_rows(&mut dead);
    expect(&floors.sources, dead.finish(()));
    let mut out = index(&surface);
    out.push_str("\n# modules\n");
    for module in &surface.modules {
        let defs: Vec<&str> = module.defs.iter().map(|id| names.of(*id).as_str()).collect();
        out.push_str(&format!("{}: {}\n", module.name, defs.join(", ")));
    }
    out.push_str("\n# explained\n");
    for name in [
        "order_id",
        "orderId",
        "WaitingOrderState.state",
        "OrderState/burnt",
        "cat",
        "Excuse.format_",
        "order/cancel",
        "HELLO",
        "OrderUpdatedEvent",
        "Event",
        "Dish",
        "Kitchen",
        "menu",
        "Orphan",
        "MenuFootnote",
        "Order.dishes",
    ] {
        out.push_str(&format!(
            "$ {name}\n{}\n",
            expect(&floors.sources, explain(&surface, &floors.sources, None, name, false))
        ));
    }
    insta::with_settings!({ snapshot_path => "../snapshots/naming", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("invented", out);
    });
}

#[test]
fn a_method_without_a_module() {
    let without = text(SURFACE).replace("\nfs = \"fs\"\n", "\n");
    let floors = pin(&without);
    let names = names(&floors);
    let report = curated(&floors, &names, Policy::Strict).expect_err("nobody places fs");
    assert_eq!(codes(&report), [Code::Unplaced].into());
    assert_eq!(report.diagnostics().len(), 10);
    assert_eq!(report.diagnostics()[0].help.as_deref(), Some("add \"fs\" = \"...\"  to [modules]"));
    let surface = expect(&floors.sources, curated(&floors, &names, Policy::Provisional));
    assert_eq!(questions(&surface.assumed), report.diagnostics());
    assert_sound(&surface);
    let last = surface.modules.last().expect("modules");
    assert_eq!(last.name.as_str(), "unplaced");
    assert!(last.defs.iter().all(|id| surface.placement[id].public), "a signature of each call names them");
    assert!(!last.defs.is_empty() && last.methods.len() == 10);
}

#[test]
fn what_is_hidden_cannot_be_reached() {
    let hide = |name: &str| {
        let floors = pin(&format!("{}\n[hidden.{name}]\nreason = \"a test\"\n", text(SURFACE)));
        let names = names(&floors);
        match curated(&floors, &names, Policy::Provisional) {
            Err(report) => Err(report),
            Ok(surface) => {
                let hidden = surface.placement.iter().filter(|(_, placement)| !placement.public);
                Ok(hidden.map(|(id, _)| floors.ir[*id].path.to_string()).collect::<Vec<_>>())
            }
        }
    };
    assert_eq!(hide("UserVerificationRpcError"), Ok(vec!["UserVerificationRpcError".to_owned()]));
    for (name, trail) in [
        ("SandboxMode", "thread/start > ThreadStartParams > SandboxMode"),
        ("ThreadStartParams", "thread/start > ThreadStartParams"),
        ("JSONRPCErrorError", "types > JSONRPCError > JSONRPCErrorError"),
    ] {
        let report = hide(name).expect_err(name);
        let [problem] = report.diagnostics() else { panic!("{report:?}") };
        assert_eq!(problem.code, Code::NotClosed);
        assert_eq!(problem.notes, [("reached by", trail.to_owned())]);
        assert!(problem.place.is_some() && problem.help.is_some());
    }
    let (_, problem) = (0, hide("ThreadItem").expect_err("many reach it"));
    assert_eq!(problem.diagnostics().len(), 1, "one complaint a row");
}

#[test]
fn bad_rows_are_told() {
    let root = |names: &str, home: &str| {
        format!("[[root]]\nnames = [{names}]\nhome = \"{home}\"\nreason = \"a test\"\n")
    };
    for (rows, code, says) in [
        (root("\"Thred\"", "types"), Code::UnknownExport, "there is no Thred in types"),
        (root("\"Turn\", \"Turn\"", "types"), Code::CurationConflict, "Turn is exported twice"),
        (root("\"Codex\"", "_other"), Code::CurationConflict, "Codex is exported twice"),
        (root("\"a b\"", "types"), Code::BadCuratedName, "\"a b\" is not a Python identifier"),
        (root("\"Extra\"", "../x"), Code::UnknownExport, "\"../x\" is no module of the package"),
    ] {
        let floors = pin(&format!("{}\n{rows}", text(SURFACE)));
        let report = curated(&floors, &names(&floors), Policy::Provisional).expect_err(says);
        assert_eq!(
            report.diagnostics().iter().map(|it| (it.code, it.message.as_str())).collect::<Vec<_>>(),
            [(code, says)]
        );
    }
    for name in ["_private", "Capital", "class", "a-b", "unplaced", ""] {
        let floors = pin(&text(SURFACE).replace("\nfs = \"fs\"\n", &format!("\nfs = \"{name}\"\n")));
        let report = curated(&floors, &names(&floors), Policy::Provisional).expect_err(name);
        assert_eq!(codes(&report), [Code::BadCuratedName].into(), "{name}");
        assert_eq!(report.diagnostics().len(), 1, "one complaint a row");
    }
}

#[test]
fn explanations_of_the_pin() {
    let floors = pin(&text(SURFACE));
    let history =
        expect(&floors.sources, History::parse("schema/history.toml", &text("schema/history.toml")));
    let (ir, _) = expect(&floors.sources, history::attach(floors.ir, &history, "0.163.0", Policy::Strict));
    let floors = Floors { ir, ..floors };
    let names = names(&floors);
    let surface = surface(&floors, &names);
    let ask = |name: &str, all| explain(&surface, &floors.sources, history.oldest(), name, all);
    let mut out = String::new();
    for name in [
        "thread_id",
        "TurnStartParams.threadId",
        "ThreadItem",
        "Config.approval_policy",
        "emittedAtMs",
        "THREAD_START",
        "rawResponse/completed",
        "TurnStatus.inProgress",
        "ReasoningEffort",
        "historyMode",
        "Codex",
        "thread",
        "PlanType=plus",
    ] {
        out.push_str(&format!("$ {name}\n{}\n", expect(&floors.sources, ask(name, false))));
    }
    insta::with_settings!({ snapshot_path => "../snapshots/naming", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("explanations", out);
    });
    let all = expect(&floors.sources, ask("item_id", true));
    assert!(all.matches("   field, public through").count() > 10 && !all.contains("--all"));
    for (both, spelled) in [
        ("thread_id", "threadId"),
        ("THREAD_START", "thread/start"),
        ("TurnStatus.in_progress", "TurnStatus.inProgress"),
    ] {
        let answer = |name| expect(&floors.sources, ask(name, false)).replace(both, spelled);
        assert_eq!(answer(both), answer(spelled));
    }
    let report = ask("thred_id\u{1b}[31m", false).expect_err("nobody is called that");
    assert_eq!(codes(&report), [Code::UnknownName].into());
    assert!(!floors::shown(&floors.sources, &report).contains('\u{1b}'));
    let near = ask("TurnStartParms", false).expect_err("nobody is called that");
    assert_eq!(near.diagnostics()[0].help.as_deref(), Some("did you mean `TurnStartParams`?"));
}

/// Every definition is placed once; modules refer to themselves and to `shared`; what is evaluated at import stands
/// above its user; variants stand just above their union, in document order; everything public is closed.
fn assert_sound(surface: &Surface<'_>) {
    let Surface { ir, names, .. } = surface;
    let mut places: BTreeMap<DefId, (&str, usize)> = BTreeMap::new();
    for module in &surface.modules {
        for (at, id) in module.defs.iter().enumerate() {
            assert_eq!(places.insert(*id, (module.name.as_str(), at)), None);
            assert_eq!(surface.placement[id].module, module.name);
        }
    }
    assert_eq!(places.len(), ir.defs().len());
    let methods: BTreeSet<usize> =
        surface.modules.iter().flat_map(|module| module.methods.iter().copied()).collect();
    assert_eq!(methods.len(), ir.methods().len());
    for def in ir.defs() {
        let (module, at) = places[&def.id];
        for need in ir.references(def.id) {
            let (other, above) = places[&need];
            assert!(other == module || other == "shared", "{} in {module} needs {other}", def.path);
            let evaluated = matches!(def.body, Body::Union(_) | Body::Alias(_));
            assert!(
                !evaluated || other != module || above < at,
                "{} is evaluated before {}",
                def.path,
                ir[need].path
            );
            assert!(
                !surface.placement[&def.id].public || surface.placement[&need].public,
                "{}",
                ir[need].path
            );
        }
        if let Body::Union(union) = &def.body {
            let own: Vec<usize> = union.variants.iter().flat_map(|variant| variant.ty.defs())
                .filter(|id| matches!(&ir[*id].source, Origin::Variant { union, .. } | Origin::Shape { union, .. } if *union == def.id))
                .map(|id| places[&id].1).collect();
            assert!(own.is_sorted(), "{} has its variants in order", names.of(def.id));
            if !in_circle(ir, def.id) {
                assert!(
                    own.first().is_none_or(|first| at - first <= union.variants.len()),
                    "{} has its variants near",
                    names.of(def.id)
                );
            }
        }
    }
}

fn in_circle(ir: &Ir, id: DefId) -> bool {
    ir.reach(ir.references(id)).contains(&id)
}

fn names(floors: &Floors) -> Names {
    expect(&floors.sources, assign(&floors.ir, &floors.curation, Policy::Strict))
}

fn curated<'a>(floors: &'a Floors, names: &'a Names, policy: Policy) -> Outcome<Surface<'a>> {
    curate(&floors.ir, names, &floors.curation, policy, &homes())
}

fn homes() -> Homes {
    Homes { python: ["_version", "types"].map(str::to_owned).into(), ..Homes::default() }
}

fn surface<'a>(floors: &'a Floors, names: &'a Names) -> Surface<'a> {
    expect(&floors.sources, curated(floors, names, Policy::Strict))
}

fn codes(report: &Report) -> BTreeSet<Code> {
    report.diagnostics().iter().map(|problem| problem.code).collect()
}
