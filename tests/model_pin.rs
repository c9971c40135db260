//! The pinned protocol and every recorded one as models: counts, the shapes that are hard to get right, invariants.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;
#[path = "support/exports.rs"]
mod exports;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use codex_sdkgen::diag::{Pointer, Problems, Severity, Style, render};
use codex_sdkgen::ir::{
    Body, Def, Ir, Kind, MethodKind, ObjectTest, Params, Policy, Record, Stability, Tagging, Test, Type,
    Union, dump, lower,
};
use codex_sdkgen::schema::{Bundle, Source, load, pin};
use serde_json::{Value, json};

fn bundle(source: &Source) -> Bundle {
    load(source, &curation::curation("")).unwrap_or_else(|report| {
        panic!("{}", render(&report, Severity::Error, &source.sources(), Style::Text { colour: false }))
    })
}

fn pinned() -> Bundle {
    bundle(&pin::read(Path::new("schema")).expect("the pinned files have their bytes"))
}

fn rows() -> String {
    std::fs::read_to_string("tests/fixtures/model/pin-rows.toml").expect("the rows of the pin")
}

fn model() -> Ir {
    let curation = curation::curation(&rows());
    let lowered = lower(&pinned(), &curation, Policy::Strict).expect("the pin lowers");
    assert_eq!(lowered.assumed, []);
    let mut problems = Problems::default();
    curation.dead_rows(&mut problems);
    assert!(problems.is_empty(), "every row is needed");
    lowered.ir
}

fn def<'a>(ir: &'a Ir, path: &str) -> &'a Def {
    ir.defs().iter().find(|def| def.path.as_str() == path).unwrap_or_else(|| panic!("{path} is defined"))
}

fn record<'a>(ir: &'a Ir, path: &str) -> &'a Record {
    let Body::Record(record) = &def(ir, path).body else { panic!("{path} is a record") };
    record
}

fn union<'a>(ir: &'a Ir, path: &str) -> &'a Union {
    let Body::Union(union) = &def(ir, path).body else { panic!("{path} is a union") };
    union
}

fn keys(ir: &Ir, path: &str) -> Vec<String> {
    union(ir, path).variants.iter().map(|variant| variant.key(ir).into_string()).collect()
}

/// What holds for every model, whatever its schema.
fn check_invariants(ir: &Ir) {
    let paths: BTreeSet<&str> = ir.defs().iter().map(|def| def.path.as_str()).collect();
    assert_eq!(paths.len(), ir.defs().len(), "no path stands for two definitions");
    let items = ir.items();
    let distinct: BTreeSet<_> = items.iter().map(|(key, _)| key).collect();
    assert_eq!(distinct.len(), items.len(), "no key stands for two items");
    for (index, def) in ir.defs().iter().enumerate() {
        assert_eq!(def.id.index(), index);
        for target in ir.references(def.id) {
            let in_cycle = ir.reach([target]).contains(&def.id);
            assert!(target < def.id || in_cycle, "{} stands behind {}", ir[target].path, def.path);
        }
        if let Body::Union(union) = &def.body {
            let tests: Vec<_> = union.variants.iter().map(|variant| &variant.test).collect();
            for (at, test) in tests.iter().enumerate() {
                assert!(tests[..at].iter().all(|earlier| !earlier.covers(test)), "{}: {test:?}", def.path);
                assert_eq!(matches!(test, Test::Tag(_)), union.tagging != Tagging::Shape);
            }
        }
    }
    for method in ir.methods() {
        assert_eq!(method.result.is_some(), method.kind.is_request());
        assert!(!(method.kind.is_request() && method.result_reason.is_empty()));
    }
}

#[test]
fn the_pin_in_full() {
    let ir = model();
    check_invariants(&ir);
    insta::with_settings!({
        snapshot_path => "../snapshots/model",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("protocol", dump(&ir, None)) });
    let count = |kind| ir.methods().iter().filter(|method| method.kind == kind).count();
    assert_eq!(MethodKind::ALL.map(count), [172, 11, 1, 87]);
    assert!(!ir.methods().iter().any(|method| method.result == Some(Type::Json)));
    let unreachable: Vec<&str> = ir.unreachable().into_iter().map(|id| ir[id].path.as_str()).collect();
    assert!(unreachable.contains(&"JSONRPCMessage"));
    assert!(ir.defs().iter().all(|def| !def.path.as_str().starts_with("ClientRequest")));
}

#[test]
fn shapes_of_the_pin() {
    let ir = model();
    assert_eq!(keys(&ir, "HookMetadata"), ["command", "mcpTool", "prompt", "agent"]);
    let hook = record(&ir, "HookMetadata/command");
    assert!(
        hook.tag.as_ref().is_some_and(|(key, value)| key.as_str() == "handlerType" && **value == *"command")
    );
    assert_eq!(hook.fields.first().map(|field| field.wire.as_str()), Some("additionalContextLimit"));
    assert_eq!(hook.fields.last().map(|field| field.wire.as_str()), Some("command"));

    let image = record(&ir, "UserInput/image");
    let groups: Vec<Vec<&str>> =
        image.alternatives.iter().map(|group| group.iter().map(|name| name.as_str()).collect()).collect();
    assert_eq!(groups, [["url"], ["fileId"]]);
    assert!(image.fields.iter().all(|field| !field.required));

    assert_eq!(keys(&ir, "CodexErrorInfo").first().map(String::as_str), Some("="));
    assert!(union(&ir, "CodexErrorInfo").open_tail);
    assert_eq!(keys(&ir, "SessionSource"), ["=", "custom", "subAgent"]);
    assert_eq!(keys(&ir, "AskForApproval"), ["=", "granular"]);
    assert_eq!(keys(&ir, "ResourceContent"), ["text", "blob"]);
    assert_eq!(record(&ir, "ThreadRealtimeItem/transcriptSegment").fields.len(), 4);
    assert_eq!(keys(&ir, "ThreadItemsListAnchor"), ["item"]);
    assert!(matches!(record(&ir, "Config").extra, codex_sdkgen::ir::Extra::Typed(Type::Json)));
    assert!(matches!(&def(&ir, "NullableGetAccountRateLimitsParams").body, Body::Alias(Type::Nullable(_))));
    assert!(
        matches!(&def(&ir, "LogoutAccountResponse").body, Body::Record(record) if record.fields.is_empty())
    );
    let read = ir.methods().iter().find(|method| method.wire.as_str() == "account/rateLimits/read");
    assert!(matches!(read.map(|method| &method.params), Some(Params::Optional(_))));
    let direction = |path: &str| (def(&ir, path).direction.inbound, def(&ir, path).direction.outbound);
    assert_eq!(direction("ThreadItem"), (false, true));
    assert_eq!(direction("ThreadStartParams"), (true, false));
    assert_eq!(direction("UserInput"), (true, true));
    assert_eq!(direction("CommandExecutionRequestApprovalResponse"), (true, false));
}

/// The first type whose test holds, as an emitted decoder would choose it.
fn chosen(ir: &Ir, path: &str, value: &Value) -> Option<String> {
    let found = ir.dispatch(def(ir, path).id).into_iter().find(|(_, test)| holds(test, value));
    found.map(|(ty, _)| match ty {
        Type::Def(id) => ir[id].path.as_str().to_owned(),
        other => format!("{other:?}"),
    })
}

fn holds(test: &Test, value: &Value) -> bool {
    match test {
        Test::Tag(_) => panic!("a tag is looked up and not tested"),
        Test::Kind(Kind::Object) => value.is_object(),
        Test::Kind(Kind::String) => value.is_string(),
        Test::Kind(Kind::Array) => value.is_array(),
        Test::Kind(Kind::Integer) => value.is_i64(),
        Test::Kind(kind) => panic!("{kind:?} does not occur in the pin"),
        Test::Texts(texts) => value.as_str().is_some_and(|text| texts.contains(&text.into())),
        Test::Any(tests) => tests.iter().any(|test| holds(test, value)),
        Test::Object(ObjectTest { required, literals, closed, members }) => {
            value.as_object().is_some_and(|object| {
                required.iter().all(|key| object.contains_key(key.as_str()))
                    && literals.iter().all(|(key, text)| object.get(key.as_str()) == Some(&json!(text)))
                    && members
                        .iter()
                        .all(|(key, test)| object.get(key.as_str()).is_some_and(|value| holds(test, value)))
                    && closed.as_ref().is_none_or(|keys| {
                        object.keys().all(|name| keys.iter().any(|key| key.as_str() == name))
                    })
            })
        }
    }
}

#[test]
fn untagged_values_find_their_type() {
    let ir = model();
    let primitive = |value: Value| chosen(&ir, "McpElicitationPrimitiveSchema", &value);
    let schema = |name: &str| Some(format!("McpElicitation{name}Schema"));
    assert_eq!(primitive(json!({"type": "string", "minLength": 1})), schema("String"));
    assert_eq!(primitive(json!({"type": "integer"})), schema("Number"));
    assert_eq!(primitive(json!({"type": "boolean", "default": true})), schema("Boolean"));
    assert_eq!(primitive(json!({"type": "string", "enum": ["a"]})), schema("UntitledSingleSelectEnum"));
    assert_eq!(primitive(json!({"type": "string", "oneOf": []})), schema("TitledSingleSelectEnum"));
    let legacy = json!({"type": "string", "enum": ["a"], "enumNames": ["A"]});
    assert_eq!(primitive(legacy), schema("LegacyTitledEnum"));
    let items = |items: Value| json!({"type": "array", "items": items});
    let untitled = items(json!({"type": "string", "enum": ["a"]}));
    assert_eq!(primitive(untitled), schema("UntitledMultiSelectEnum"));
    assert_eq!(primitive(items(json!({"anyOf": []}))), schema("TitledMultiSelectEnum"));
    assert_eq!(primitive(json!({"type": "object"})), None);

    let message = |value: Value| chosen(&ir, "JSONRPCMessage", &value);
    assert_eq!(message(json!({"id": 1, "method": "m"})).as_deref(), Some("JSONRPCRequest"));
    assert_eq!(message(json!({"method": "m", "params": {}})).as_deref(), Some("JSONRPCNotification"));
    assert_eq!(message(json!({"id": 1, "result": null})).as_deref(), Some("JSONRPCResponse"));
    assert_eq!(message(json!({"id": 1, "error": {}})).as_deref(), Some("JSONRPCError"));
    assert_eq!(message(json!({"id": 1})), None);

    assert_eq!(chosen(&ir, "ResourceContent", &json!({"blob": ""})).as_deref(), Some("ResourceContent/blob"));
    assert_eq!(chosen(&ir, "SessionSource", &json!("new")).as_deref(), Some("SessionSource/="));
    assert_eq!(chosen(&ir, "SessionSource", &json!({"later": 1})), None);
    let anchor = json!({"type": "later"});
    assert_eq!(chosen(&ir, "ThreadItemsListCursor", &anchor).as_deref(), Some("ThreadItemsListAnchor"));
}

#[test]
fn the_digest_does_not_depend_on_the_order_of_definitions() {
    let mut bundle = pinned();
    let curation = curation::curation(&rows());
    let straight = dump(&lower(&bundle, &curation, Policy::Strict).expect("the pin lowers").ir, None);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..8 {
        for end in (1..bundle.definitions.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).expect("31 bits") % (end + 1);
            bundle.definitions.swap(at, end);
        }
        let ir = lower(&bundle, &curation, Policy::Strict).expect("any order lowers").ir;
        check_invariants(&ir);
        assert_eq!(dump(&ir, None), straight);
    }
}

#[test]
fn every_recorded_protocol_has_a_provisional_model() {
    let curation = curation::curation(&rows());
    let mut lines = String::new();
    for source in exports::recorded() {
        let stable = Source::new(source.version.clone(), source.stable.clone());
        for (source, kind) in [(&stable, "stable"), (&source, "experimental")] {
            let lowered =
                lower(&bundle(source), &curation, Policy::Provisional).expect("a provisional model");
            let ir = lowered.ir;
            check_invariants(&ir);
            assert!(dump(&ir, None).lines().count() > ir.defs().len());
            let experimental = ir.defs().iter().any(|def| def.about.stability == Stability::Experimental);
            assert_eq!(experimental, kind == "experimental");
            assert!(ir.methods().iter().any(|method| method.wire.as_str() == "turn/start"));
            let count = |kind| ir.methods().iter().filter(|method| method.kind == kind).count();
            let assumed = lowered.assumed.iter().map(|assumed| assumed.message.as_str()).collect::<Vec<_>>();
            let _ = writeln!(
                lines,
                "{} {kind}: {} definitions, methods {:?}, {} unreached, assumed {assumed:?}",
                source.version,
                ir.defs().len(),
                MethodKind::ALL.map(count),
                ir.unreachable().len(),
            );
        }
    }
    insta::with_settings!({
        snapshot_path => "../snapshots/model",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("recorded", lines) });
}

#[test]
fn origins_point_into_the_schema() {
    let source = pin::read(Path::new("schema")).expect("the pinned files have their bytes");
    let document: Value =
        serde_json::from_str(&source.documents().next().expect("an export").text).expect("JSON");
    let curated = Pointer::root().join("notifications");
    for (key, about) in model().items() {
        let found = document.pointer(about.origin.as_str()).is_some();
        let row = about.origin.as_str().starts_with(curated.as_str());
        assert!(found != row, "{key}: {}", about.origin);
    }
}

#[test]
fn kinds_of_bodies() {
    let ir = model();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for def in ir.defs() {
        let kind = match &def.body {
            Body::Record(_) => "record",
            Body::Union(union) if union.tagging == Tagging::Shape => "untagged union",
            Body::Union(_) => "tagged union",
            Body::Enum(_) => "enum",
            Body::Alias(_) => "alias",
        };
        *count.entry(kind).or_default() += 1;
    }
    insta::assert_debug_snapshot!(count, @r#"
    {
        "alias": 11,
        "enum": 156,
        "record": 875,
        "tagged union": 45,
        "untagged union": 18,
    }
    "#);
}
