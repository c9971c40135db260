//! The history: what several exports show, that its file is a fixed point, and that it fits the pin.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/exports.rs"]
mod exports;
#[path = "support/floors.rs"]
mod floors;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use codex_sdkgen::diag::{Code, Report};
use codex_sdkgen::history::{History, attach, derive, fit, read_exports, record};
use codex_sdkgen::ir::{Ir, ItemKey, Life, Policy};
use codex_sdkgen::schema::{self, Document, Source};
use floors::{SURFACE, expect, pin, text};
use serde_json::{Value, json};

const PIN: &str = "0.163.0";

#[test]
fn the_committed_history_fits_the_pin() {
    let committed = text("schema/history.toml");
    let floors = pin(&text(SURFACE));
    let history = expect(&floors.sources, History::parse("schema/history.toml", &committed));
    assert_eq!(history.print(), committed, "the file is what the command writes");
    assert!(committed.len() < 250_000, "{} bytes", committed.len());
    assert_eq!(history.oldest(), Some("0.133.0"));
    assert_eq!(history.records().last(), Some(PIN));
    let (ir, assumed) = expect(&floors.sources, attach(floors.ir, &history, PIN, Policy::Strict));
    assert_eq!(assumed, []);
    assert_eq!(life(&ir, "client request thread/start"), Life::default());
    assert_eq!(life(&ir, "client request thread/items/list").since.as_deref(), Some("0.144.4"));
    assert_eq!(life(&ir, "client request thread/items/list").stable_since.as_deref(), Some("0.154.0"));
    assert_eq!(life(&ir, "field ServerNotification emittedAtMs").since.as_deref(), Some("0.149.0"));
}

#[test]
fn the_committed_history_is_what_the_exports_show() {
    let floors = pin(&text(SURFACE));
    let (history, assumed) =
        expect(&floors.sources, record(SURFACE, &text(SURFACE), &exports::recorded(), (PIN, &floors.ir)));
    assert!(
        history.print() == text("schema/history.toml"),
        "schema/history.toml is stale: run `codex-sdkgen history --exports DIR` with the recorded exports"
    );
    let assumed: BTreeSet<String> = assumed.into_iter().map(|problem| problem.message).collect();
    let without_params = ["account/rateLimits/read", "account/usage/read"];
    assert_eq!(assumed, without_params.map(|method| format!("{method} has no result type")).into());
}

#[test]
fn records_are_ordered_by_number() {
    let models =
        ["0.10.0", "0.9.0", "0.10.1", "0.10.1-alpha.2", "0.10.1a10", "0.10.1.dev3", "1.0.0rc1", "1.0.0"]
            .map(|version| (version, model(&["a"], &["a"])));
    let history = derive(models.iter().map(|(version, ir)| (*version, ir))).expect("distinct versions");
    let records: Vec<&str> = history.records().collect();
    let order =
        ["0.9.0", "0.10.0", "0.10.1.dev3", "0.10.1-alpha.2", "0.10.1a10", "0.10.1", "1.0.0rc1", "1.0.0"];
    assert_eq!(records, order);
    for (a, b) in [("1.0", "1.0.0"), ("1.0a1", "1.0-alpha.1")] {
        let report = derive([(a, &models[0].1), (b, &models[0].1)]).expect_err("one runtime twice");
        assert_eq!(codes(&report), [Code::HistoryStale]);
    }
    assert_eq!(codes(&derive([("latest", &models[0].1)]).expect_err("no version")), [Code::HistoryStale]);
}

#[test]
fn lives_are_what_the_exports_show() {
    let history = sample();
    let of = |name: &str| {
        let whole = model(&["old", "always", "promoted", "gone", "late", "back", "shy"], &[]);
        let items = whole.items();
        let key =
            items.iter().map(|(key, _)| key).find(|key| key.to_string() == format!("field Thread {name}"));
        history.life(key.expect("the model has the field")).expect("the history knows the field")
    };
    let life = |since: &str, until: &str, stable: &str| {
        let version = |text: &str| (!text.is_empty()).then(|| text.into());
        Life { since: version(since), until: version(until), stable_since: version(stable) }
    };
    assert_eq!(of("always"), life("", "", ""));
    assert_eq!(of("gone"), life("", "2.0", ""));
    assert_eq!(of("late"), life("3.0", "", ""));
    assert_eq!(of("promoted"), life("", "", "2.0"));
    assert_eq!(of("back"), life("3.0", "", ""), "what comes back counts from its return");
    assert_eq!(of("shy"), life("2.0", "", ""), "what was never stable has no day on which it became so");
}

#[test]
fn what_is_recorded_needs_no_exports_any_more() {
    let models = sample_models();
    for known in 0..1 << models.len() {
        let of = |wanted: bool| {
            let models = models.iter().enumerate();
            models.filter(move |(at, (version, _))| {
                wanted == (known >> at & 1 == 1) || (!wanted && *version == "3.0")
            })
        };
        let some = |wanted: bool| of(wanted).map(|(_, (version, ir))| (*version, ir));
        let recorded = derive(some(true)).expect("distinct versions");
        let whole = recorded.with(some(false)).expect("distinct versions");
        assert_eq!(whole.print(), sample().print(), "records {known:b} were known");
    }
}

#[test]
fn a_pin_that_moves_back_leaves_no_record_after_it() {
    let models = sample_models();
    let older = models.iter().find(|(version, _)| *version == "2.0").expect("it is one of them");
    let back = sample().with([(older.0, &older.1)]).expect("one runtime");
    assert_eq!(back.records().collect::<Vec<_>>(), ["1.0", "2.0"]);
    let (ir, _) = attach(older.1.clone(), &back, "2.0", Policy::Strict).expect("it fits the pin");
    assert_eq!(life(&ir, "field Thread promoted").stable_since.as_deref(), Some("2.0"));
}

#[test]
fn the_file_is_small_and_reads_back() {
    let history = sample();
    let printed = history.print();
    insta::with_settings!({ snapshot_path => "../snapshots/naming", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("history", printed);
    });
    assert_eq!(History::parse("history.toml", &printed).expect("it reads back"), history);
}

#[test]
fn a_new_record_changes_few_lines() {
    let models = [("1.0", model(&["a", "b", "c", "d"], &[])), ("2.0", model(&["a", "b", "d", "e"], &[]))];
    let print = |models: &[(&str, Ir)]| {
        derive(models.iter().map(|(v, ir)| (*v, ir))).expect("distinct versions").print()
    };
    let (before, after) = (print(&models[..1]), print(&models));
    let new = after.lines().filter(|line| !before.lines().any(|old| old == *line)).count();
    assert_eq!(new, 4, "the records, what is left, what went, what came:\n{after}");
}

#[test]
fn a_broken_file_is_told() {
    let whole = sample().print();
    for (broken, says) in [
        (whole.replace("records", "recorded"), "unknown field `recorded`"),
        (
            whole.replace("[\"1.0\", \"2.0\", \"3.0\"]", "[\"1.0\", \"3.0\", \"2.0\"]"),
            "the records are not in their order",
        ),
        (whole.replace("[\"1.0\", \"2.0\", \"3.0\"]", "[\"1.0\", \"2.0\", \"x\"]"), "\"x\" is no version"),
        (whole.replace("until 2.0", "until 9.0"), "is no life"),
        (whole.replace("\"gone\"", "\"gone\", \"always\""), "always stands twice in fields Thread"),
    ] {
        assert_ne!(broken, whole);
        let report = History::parse("history.toml", &broken).expect_err("it is broken");
        let [problem] = report.diagnostics() else { panic!("{report:?}") };
        assert_eq!(problem.code, Code::HistoryStale);
        assert!(problem.message.contains(says), "{}", problem.message);
        assert!(problem.help.as_deref().is_some_and(|help| help.contains("codex-sdkgen history --exports")));
    }
}

#[test]
fn a_stale_history_is_told_or_assumed() {
    let last = || model(&["always", "promoted", "late", "back", "shy"], &["shy"]);
    assert!(attach(last(), &sample(), "3.0", Policy::Strict).is_ok());
    for (ir, at, says) in [
        (
            model(&["always", "promoted", "late", "back", "shy", "new"], &["shy"]),
            "3.0",
            "field Thread new is not recorded",
        ),
        (
            model(&["always", "promoted", "late", "back", "shy", "gone"], &["shy"]),
            "3.0",
            "field Thread gone is recorded as gone",
        ),
        (
            model(&["always", "promoted", "back", "shy"], &["shy"]),
            "3.0",
            "fields Thread late is recorded and not there",
        ),
        (
            model(&["always", "promoted", "late", "back", "shy"], &[]),
            "3.0",
            "field Thread shy is recorded with another stability",
        ),
        (last(), "4.0", "the newest record is 3.0, the pin is 4.0"),
    ] {
        let report = attach(ir.clone(), &sample(), at, Policy::Strict).expect_err(says);
        let [problem] = report.diagnostics() else { panic!("{report:?}") };
        assert_eq!(problem.code, Code::HistoryStale);
        assert_eq!(problem.notes, [("because", says.to_owned())]);
        let remedy =
            if at == "3.0" { "`codex-sdkgen history --exports DIR`" } else { "`codex-sdkgen history`," };
        assert!(problem.help.as_deref().is_some_and(|help| help.contains(remedy)));
        let (_, assumed) = attach(ir, &sample(), at, Policy::Provisional).expect("assumed");
        assert_eq!(assumed, report.diagnostics());
    }
    let new = model(&["always", "promoted", "late", "back", "shy", "new"], &["shy"]);
    let (ir, _) = attach(new, &sample(), "4.0", Policy::Provisional).expect("assumed");
    assert_eq!(life(&ir, "field Thread new").since.as_deref(), Some("4.0"));
    assert_eq!(life(&ir, "field Thread late").since.as_deref(), Some("3.0"));
}

#[test]
fn exports_are_read_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write("0.10.0/stable/bundle.json", "{\"b\": 1}");
    write("0.9.0/stable/bundle.json", "\u{feff}{\"a\": 1}");
    write("0.9.0/experimental/bundle.json", "{\"a\": 2}");
    write("notes/README.md", "not a runtime");
    let sources = read_exports(folder.path()).expect("two runtimes");
    let read: Vec<_> =
        sources.iter().map(|it| (&*it.version, &*it.stable.text, it.experimental.is_some())).collect();
    assert_eq!(read, [("0.9.0", "{\"a\": 1}", true), ("0.10.0", "{\"b\": 1}", false)]);
    write("0.9.0/stable/second.json", "{}");
    assert_eq!(codes(&read_exports(folder.path()).expect_err("two bundles")), [Code::FileAccess]);
    assert_eq!(codes(&read_exports(&folder.path().join("none")).expect_err("no folder")), [Code::FileAccess]);
}

#[test]
fn rows_stay_where_they_apply() {
    let surface = text(SURFACE);
    let definition = |name: &str, schema: Value| json!({ "definitions": { "v2": { name: schema } } });
    let rows = |schema: &Value| {
        let source = Source::new("0.1.0", Document::new("old.json", schema.to_string()));
        let table = fit(SURFACE, &surface, &source).expect("the surface is well-formed").table;
        assert!(table.names.is_empty() && table.modules.is_empty() && table.root.is_empty());
        (table.patches.len(), table.methods.len(), table.notifications.len(), table.known_values.len())
    };
    assert_eq!(rows(&json!({})), (0, 0, 0, 0));
    assert_eq!(rows(&definition("ThreadSource", json!({ "type": "string" }))), (0, 0, 0, 1));
    assert_eq!(
        rows(&definition("ThreadSource", json!({ "type": "string", "enum": ["user"] }))),
        (0, 0, 0, 0)
    );
    assert_eq!(
        rows(&definition("RawResponseCompletedNotification", json!({ "type": "object" }))),
        (0, 0, 1, 0)
    );
    let declared = json!({ "definitions": {
        "RawResponseCompletedNotification": { "type": "object" },
        "ServerNotification": { "oneOf": [{ "properties": { "method": { "enum": ["rawResponse/completed"] } } }] },
    } });
    assert_eq!(rows(&declared), (0, 0, 0, 0));
    let pin = pin_export();
    let entries = pin.pointer("/definitions/v2/ThreadTimelineEntry").expect("it is there");
    assert_eq!(rows(&definition("ThreadTimelineEntry", entries.clone())), (2, 0, 0, 0));
    let mut mended = entries.clone();
    mended["oneOf"][2]["required"] = json!(["position", "turnId", "type"]);
    assert_eq!(rows(&definition("ThreadTimelineEntry", mended)), (1, 0, 0, 0));
    let method = json!({ "definitions": {
        "LogoutAccountResponse": { "type": "object" },
        "ClientRequest": { "oneOf": [{ "properties": { "method": { "enum": ["account/logout"] } } }] },
    } });
    assert_eq!(rows(&method), (0, 1, 0, 0));
}

fn sample() -> History {
    derive(sample_models().iter().map(|(version, ir)| (*version, ir))).expect("distinct versions")
}

/// Three runtimes that differ in every way that a life can have.
fn sample_models() -> [(&'static str, Ir); 3] {
    [
        ("3.0", model(&["always", "promoted", "late", "back", "shy"], &["shy"])),
        ("1.0", model(&["always", "promoted", "gone", "back"], &["promoted"])),
        ("2.0", model(&["always", "promoted", "shy"], &["shy"])),
    ]
}

/// A model of one record with these members, some of them experimental.
fn model(members: &[&str], experimental: &[&str]) -> Ir {
    let export = |members: Vec<&str>| {
        let members: serde_json::Map<_, _> =
            members.into_iter().map(|name| (name.to_owned(), json!({ "type": "string" }))).collect();
        json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Sample",
            "type": "object",
            "definitions": { "Thread": { "type": "object", "properties": members } },
        })
        .to_string()
    };
    let stable = members.iter().copied().filter(|name| !experimental.contains(name)).collect();
    let source = Source::new("1.0", Document::new("stable.json", export(stable)))
        .with_experimental(Document::new("experimental.json", export(members.to_vec())));
    let head = "[protocol]\nname = \"sample\"\nenvelopes = {}\n\
                results = { params_suffix = \"Params\", result_suffix = \"Response\" }\n\
                [python]\npackage = \"sample\"\ndistribution = \"sample\"\nversion = \"0\"\nrequires_python = \"3.10\"\n\
                summary = \"Sample\"\n";
    floors::floors(&source, "sample.toml", head).ir
}

/// The stable export of the pin as it came.
fn pin_export() -> Value {
    serde_json::from_str(&schema::pin::read(Path::new("schema")).expect("it is pinned").stable.text)
        .expect("it is JSON")
}

fn life(ir: &Ir, key: &str) -> Life {
    let items = ir.items();
    let found: Option<&(ItemKey, _)> = items.iter().find(|(item, _)| item.to_string() == key);
    found.map(|(_, about)| about.life.clone()).unwrap_or_else(|| panic!("no {key}"))
}

fn codes(report: &Report) -> Vec<Code> {
    report.diagnostics().iter().map(|problem| problem.code).collect()
}
