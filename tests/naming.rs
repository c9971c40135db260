//! Names: what the rules give, that they are legal and distinct, and that nothing but the model decides them.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/floors.rs"]
mod floors;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use codex_sdkgen::diag::{Code, Problems};
use codex_sdkgen::ir::{Body, Ir, Policy};
use codex_sdkgen::naming::{Names, PyIdent, assign, regular_names};
use codex_sdkgen::schema::{Document, Source};
use floors::{Floors, expect, fixture, pin, questions, text};
use serde_json::Value;

#[test]
fn the_pin_has_a_name_for_everything() {
    let Floors { curation, ir, sources } = pin(&text(floors::SURFACE));
    let names = expect(&sources, assign(&ir, &curation, Policy::Strict));
    assert_sound(&ir, &names);
    let found: BTreeMap<&str, &str> =
        ir.defs().iter().map(|def| (def.path.as_str(), names.of(def.id).as_str())).collect();
    for (path, name) in [
        ("Thread", "Thread"),
        ("JSONRPCError", "JSONRPCError"),
        ("Model", "Model"),
        ("ThreadItem/agentMessage", "AgentMessageThreadItem"),
        ("Account/chatgpt", "ChatgptAccount"),
        ("SandboxPolicy/readOnly", "ReadOnlySandboxPolicy"),
        ("AskForApproval/=", "AskForApprovalValue"),
        ("AskForApproval/granular", "GranularAskForApproval"),
        ("AskForApproval/granular.granular", "GranularAskForApprovalPayload"),
        ("CodexErrorInfo/httpConnectionFailed", "HttpConnectionFailedCodexErrorInfo"),
        ("ResourceContent/text", "TextResourceContent"),
        ("ResourceContent/blob", "BlobResourceContent"),
        ("FileSystemSpecialPath/project_roots", "ProjectRootsFileSystemSpecialPath"),
        ("McpServerElicitationRequestParams/openai~1form", "OpenaiFormMcpServerElicitationRequestParams"),
    ] {
        assert_eq!(found.get(path), Some(&name), "{path}");
    }
    let start = ir.methods().iter().position(|method| method.wire.as_str() == "thread/start");
    let start = &names.methods()[start.expect("the pin has thread/start")];
    assert_eq!(start.constant.as_str(), "THREAD_START");
    assert_eq!(start.call.as_str(), "thread_start");
    assert_eq!(start.message.as_str(), "ThreadStartClientRequest");
    assert!(names.methods().iter().any(|own| own.message.as_str() == "TurnCompletedServerNotification"));
}

#[test]
fn titles_of_the_schema_agree_with_the_rules() {
    let Floors { curation, ir, sources } = pin(&text(floors::SURFACE));
    let names = expect(&sources, assign(&ir, &curation, Policy::Strict));
    let schema: Value =
        serde_json::from_str(sources.text(ir.file()).expect("the schema is known")).expect("JSON");
    let mut differing = Vec::new();
    for def in ir.defs() {
        let title = schema.pointer(def.about.origin.as_str()).and_then(|it| it.get("title")?.as_str());
        let own = title.filter(|title| title.chars().all(|c| c.is_ascii_alphanumeric()));
        if let Some(title) = own.filter(|title| *title != names.of(def.id).as_str()) {
            differing.push(format!("{} {title}", names.of(def.id)));
        }
    }
    // The exporter titles this one by the name of its tag instead of the tag's value.
    assert_eq!(differing, ["ProjectRootsFileSystemSpecialPath KindFileSystemSpecialPath"]);
}

#[test]
fn wire_names_survive() {
    let Floors { curation, ir, sources } = pin(&text(floors::SURFACE));
    let names = expect(&sources, assign(&ir, &curation, Policy::Strict));
    let table = regular_names(&ir, &names);
    let given: BTreeMap<&str, &str> = table.pairs().map(|(name, wire)| (name.as_str(), wire)).collect();
    let mut kept = BTreeSet::new();
    for def in ir.defs() {
        let Body::Record(record) = &def.body else { continue };
        let mut wires = BTreeSet::new();
        for (field, name) in record.fields.iter().zip(names.members(def.id)) {
            let wire = field.wire.as_str();
            let given = given.get(name.as_str()).copied().unwrap_or(name.as_str());
            assert_eq!(table.is_irregular(name, &field.wire), given != wire, "{} {wire}", def.path);
            assert!(wires.insert(wire));
            kept.insert(wire);
        }
    }
    let irregular =
        ["_meta", "$schema", "_default", "PreToolUse", "encrypted_content", "approval_policy", "async"];
    for wire in irregular {
        assert!(kept.contains(wire), "{wire} is lost");
    }
    let schema: Value =
        serde_json::from_str(sources.text(ir.file()).expect("the schema is known")).expect("JSON");
    let mut odd = BTreeSet::new();
    odd_members(&schema, &mut odd);
    // These three are faults of the schema, which patches mend.
    let lost: Vec<&str> = odd.iter().copied().filter(|wire| !kept.contains(wire)).collect();
    assert_eq!(lost, ["completed_at", "duration_ms", "started_at"]);
    assert_eq!(odd.len(), 89);
    assert_eq!(given.get("meta"), Some(&"_meta"));
    assert_eq!(given.get("approval_policy"), Some(&"approvalPolicy"));
    assert_eq!(given.get("text_elements"), None);
}

#[test]
fn obstacle_course() {
    let Floors { curation, ir, sources } = fixture("obstacle_course");
    let names = expect(&sources, assign(&ir, &curation, Policy::Provisional));
    assert_sound(&ir, &names);
    let mut out = listing(&ir, &names);
    let _ = writeln!(out, "\n# settled without a person");
    for assumed in names.assumed() {
        let _ = writeln!(out, "{}: {:?}", assumed.code, assumed.message);
    }
    insta::with_settings!({ snapshot_path => "../snapshots/naming", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("obstacle_course", out);
    });
    let report = assign(&ir, &curation, Policy::Strict).expect_err("a person must decide");
    assert_eq!(report.diagnostics(), questions(names.assumed()), "both policies see the same questions");
    let codes: BTreeSet<Code> = report.diagnostics().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::NameCollision, Code::NoName, Code::MemberCollision].into());
}

#[test]
fn the_rows_that_a_report_asks_for_settle_it() {
    let Floors { ir, sources, .. } = fixture("obstacle_course");
    let mut rows = text("tests/fixtures/naming/obstacle_course.toml");
    for round in 0..4 {
        let curation = expect(&sources, codex_sdkgen::curation::load("rows.toml", &rows));
        let Err(report) = assign(&ir, &curation, Policy::Strict) else {
            let mut dead = Problems::default();
            curation.dead_rows(&mut dead);
            assert!(dead.is_empty(), "every proposed row is used");
            assert!(round > 0);
            return;
        };
        for problem in report.diagnostics() {
            for line in problem.help.as_deref().expect("every question has an answer").lines() {
                let (table, row) =
                    line.strip_prefix("add ").and_then(|it| it.split_once("]  ")).expect("a row");
                rows.push_str(&format!("\n{table}]\n{}\n", row.replace("  reason", "\nreason")));
            }
        }
    }
    panic!("the proposed rows raise new questions for ever");
}

#[test]
fn order_decides_nothing() {
    for (file, curation) in [
        ("tests/fixtures/naming/obstacle_course.json", "tests/fixtures/naming/obstacle_course.toml"),
        ("schema/0.163.0/experimental/codex_app_server_protocol.schemas.json", floors::SURFACE),
    ] {
        let rows = text(curation).replace("[[patches]]", "[[unused]]");
        let rows = rows.split("[[unused]]").next().unwrap_or_default().to_owned();
        let schema: Value = serde_json::from_str(&text(file)).expect("JSON");
        let name = |schema: &Value| {
            let source = Source::new("1.0.0", Document::new(file, schema.to_string()));
            let Floors { curation, ir, sources } = floors::floors(&source, "rows.toml", &rows);
            listing(&ir, &expect(&sources, assign(&ir, &curation, Policy::Provisional)))
        };
        let before = name(&schema);
        for seed in 1..4 {
            assert_eq!(name(&shuffled(&schema, seed)), before, "{file} shuffled by {seed}");
        }
    }
}

#[test]
fn bad_rows_are_told() {
    for (rows, code, says) in [
        ("[names.Thread]\nname = \"class\"", Code::BadCuratedName, "\"class\" cannot name Thread"),
        ("[names.Thread]\nname = \"Unknown\"", Code::BadCuratedName, "\"Unknown\" cannot name Thread"),
        (
            "[names.Thread]\nname = \"Turn\"",
            Code::BadCuratedName,
            "Thread and Turn would both be called `Turn`",
        ),
        ("[names.\"Thread.cwd\"]\nname = \"x y\"", Code::BadCuratedName, "\"x y\" cannot name Thread.cwd"),
        (
            "[names.\"Thread.cwd\"]\nname = \"id\"",
            Code::BadCuratedName,
            "Thread.cwd and Thread.id would both be called `id`",
        ),
        (
            "[names.\"PlanType=plus\"]\nname = \"title\"",
            Code::BadCuratedName,
            "\"title\" cannot name PlanType=plus",
        ),
        (
            "[names.\"ClientRequest/thread/start\"]\nname = \"import\"",
            Code::BadCuratedName,
            "\"import\" cannot name ClientRequest/thread/start",
        ),
    ] {
        let Floors { curation, ir, .. } = pin(&with_row(rows));
        let report = assign(&ir, &curation, Policy::Provisional).expect_err(rows);
        let found: Vec<_> =
            report.diagnostics().iter().map(|problem| (problem.code, problem.message.as_str())).collect();
        assert_eq!(found, [(code, says)], "{rows}");
    }
}

#[test]
fn good_rows_are_followed() {
    let rows = "[names.Thread]\nname = \"Conversation\"\nreason = \"r\"\n[names.ThreadItem]\nname = \"Item\"\nreason = \"r\"\n\
                [names.\"Thread.cwd\"]\nname = \"folder\"\nreason = \"r\"\n[names.\"PlanType=plus\"]\nname = \"plus_plan\"\nreason = \"r\"\n\
                [names.\"ServerNotification/turn/completed\"]\nname = \"turn_over\"";
    let Floors { curation, ir, sources } = pin(&with_row(rows));
    let names = expect(&sources, assign(&ir, &curation, Policy::Strict));
    let listing = listing(&ir, &names);
    for line in [
        "type \"Thread\" Conversation",
        "type \"ThreadItem\" Item",
        "type \"ThreadItem/agentMessage\" AgentMessageItem",
        "member \"Thread\" \"cwd\" folder",
        "member \"PlanType\" \"plus\" plus_plan",
        "method \"turn/completed\" TURN_OVER turn_over TurnOverServerNotification",
    ] {
        assert!(listing.lines().any(|found| found == line), "{line}");
    }
    let mut dead = Problems::default();
    curation.dead_rows(&mut dead);
    let report = dead.finish(()).expect_err("modules are not placed here");
    assert!(!report.diagnostics().iter().any(|dead| dead.message.contains("[names]")));
}

#[test]
fn a_row_that_says_what_the_rule_says_is_dead() {
    let Floors { curation, ir, sources } = pin(&with_row("[names.Thread]\nname = \"Thread\""));
    expect(&sources, assign(&ir, &curation, Policy::Strict));
    let mut dead = Problems::default();
    curation.dead_rows(&mut dead);
    let report = dead.finish(()).expect_err("modules are not placed here");
    assert!(report.diagnostics().iter().any(|dead| dead.message == "[names] row \"Thread\" is not used"));
}

fn with_row(rows: &str) -> String {
    format!("{}\n{rows}\nreason = \"a test\"\n", text(floors::SURFACE))
}

/// Every name, one a line, sorted by what it names.
fn listing(ir: &Ir, names: &Names) -> String {
    let mut lines = Vec::new();
    for def in ir.defs() {
        lines.push(format!("type {:?} {}", def.path.as_str(), names.of(def.id)));
        let wires: Vec<&str> = match &def.body {
            Body::Record(record) => record.fields.iter().map(|field| field.wire.as_str()).collect(),
            Body::Enum(texts) => texts.values.iter().map(|value| value.wire.as_str()).collect(),
            Body::Union(_) | Body::Alias(_) => Vec::new(),
        };
        for (wire, name) in wires.iter().zip(names.members(def.id)) {
            lines.push(format!("member {:?} {wire:?} {name}", def.path.as_str()));
        }
    }
    for (method, own) in ir.methods().iter().zip(names.methods()) {
        lines.push(format!(
            "method {:?} {} {} {}",
            method.wire.as_str(),
            own.constant,
            own.call,
            own.message
        ));
    }
    lines.sort();
    lines.join("\n")
}

/// The map is total, legal and injective in every scope.
fn assert_sound(ir: &Ir, names: &Names) {
    let mut classes = BTreeSet::new();
    let mut class = |name: &PyIdent| {
        assert!(name.as_str().starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        assert!(classes.insert(name.to_string()), "{name} twice");
    };
    let mut constants = BTreeSet::new();
    for own in names.methods() {
        class(&own.message);
        assert!(constants.insert(own.constant.clone()), "{} twice", own.constant);
        assert!(!own.call.as_str().contains(|c: char| c.is_ascii_uppercase()), "{}", own.call);
    }
    names.envelopes().iter().for_each(|own| class(&own.union));
    for def in ir.defs() {
        class(names.of(def.id));
        let expected = match &def.body {
            Body::Record(record) => record.fields.len(),
            Body::Enum(texts) => texts.values.len(),
            Body::Union(_) | Body::Alias(_) => 0,
        };
        let members = names.members(def.id);
        assert_eq!(members.len(), expected, "{}", def.path);
        let all: Vec<&PyIdent> = members.iter().chain(names.tag(def.id)).collect();
        let distinct: BTreeSet<&&PyIdent> = all.iter().collect();
        assert_eq!(distinct.len(), all.len(), "{}", def.path);
        for name in all {
            assert_eq!(PyIdent::new(name.as_str()).as_ref(), Ok(name));
            assert!(!name.as_str().starts_with('_'), "{} {name}", def.path);
        }
    }
    assert_eq!(names.methods().len(), ir.methods().len());
    assert_eq!(names.envelopes().len(), ir.envelopes().len());
}

/// Every member of the schema whose name is not written in camelCase.
fn odd_members<'a>(schema: &'a Value, odd: &mut BTreeSet<&'a str>) {
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        let is_odd = |name: &&str| !name.starts_with(|c: char| c.is_ascii_lowercase()) || name.contains('_');
        odd.extend(members.keys().map(String::as_str).filter(is_odd));
    }
    match schema {
        Value::Object(members) => members.values().for_each(|value| odd_members(value, odd)),
        Value::Array(elements) => elements.iter().for_each(|value| odd_members(value, odd)),
        _ => {}
    }
}

/// The same schema with the members of every object in another order.
fn shuffled(value: &Value, seed: u64) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(key, value)| (key.clone(), shuffled(value, seed))).collect();
            let mut state = seed;
            for at in (1..members.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                members.swap(at, (state >> 33) as usize % (at + 1));
            }
            Value::Object(members.into_iter().collect())
        }
        Value::Array(elements) => {
            Value::Array(elements.iter().map(|element| shuffled(element, seed)).collect())
        }
        other => other.clone(),
    }
}
