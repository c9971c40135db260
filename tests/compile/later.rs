//! Runtimes that nobody has seen: the pin with changes such as the next one may bring, and every recorded one.

use std::fmt::Write as _;

use codex_sdkgen::Policy;
use codex_sdkgen::diag::{Severity, Sources, Style, render};
use codex_sdkgen::schema::{Document, Source};
use serde_json::{Value, json};

use crate::compiled::{SURFACE, Subject, pinned, renamed, text};
use crate::exports::recorded;
use crate::python::Packages;

/// The two exports of the pin, to be changed.
struct Exports {
    stable: Value,
    experimental: Value,
}

type Change = fn(&mut Exports);

impl Exports {
    fn pin() -> Self {
        let Source { stable, experimental, .. } = pinned();
        let parse = |document: &Document| serde_json::from_str(&document.text).unwrap();
        Self { stable: parse(&stable), experimental: parse(&experimental.unwrap()) }
    }

    /// The tables of definitions of both.
    fn both(&mut self, change: impl Fn(&mut Value)) {
        change(&mut self.stable["definitions"]);
        change(&mut self.experimental["definitions"]);
    }

    fn rename(&mut self, from: &str, to: &str) {
        let quoted = |text: &str| Value::from(text).to_string();
        for export in [&mut self.stable, &mut self.experimental] {
            *export = serde_json::from_str(&export.to_string().replace(&quoted(from), &quoted(to))).unwrap();
        }
    }

    fn source(&self) -> Source {
        let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        Source::new("0.999.0", Document::new("stable.json", text(&self.stable)))
            .with_experimental(Document::new("experimental.json", text(&self.experimental)))
    }
}

fn push(list: &mut Value, item: Value) {
    list.as_array_mut().expect("a list").push(item);
}

fn request(method: &str, params: Value) -> Value {
    json!({
        "type": "object",
        "required": ["id", "method", "params"],
        "properties": {
            "id": {"$ref": "#/definitions/v2/RequestId"},
            "method": {"type": "string", "enum": [method]},
            "params": params,
        },
    })
}

/// What the next runtime may bring, one thing each.
const CHANGES: [(&str, Change); 16] = [
    ("a method is renamed", |exports| exports.rename("thread/archive", "thread/stow")),
    ("a method that has rows is renamed", |exports| exports.rename("account/logout", "account/leave")),
    ("a method goes to a new place", |exports| exports.rename("thread/archive", "shelf/put")),
    ("a method has no result", |exports| {
        exports.both(|definitions| {
            definitions["v2"]["ThreadPonderParams"] = json!({"type": "object"});
            let params = json!({"$ref": "#/definitions/v2/ThreadPonderParams"});
            push(&mut definitions["ClientRequest"]["oneOf"], request("thread/ponder", params));
        });
    }),
    ("a method is new and complete", |exports| {
        exports.both(|definitions| {
            definitions["v2"]["ThreadPonderParams"] = json!({"type": "object"});
            definitions["v2"]["ThreadPonderResponse"] = json!({"type": "object"});
            let params = json!({"$ref": "#/definitions/v2/ThreadPonderParams"});
            push(&mut definitions["ClientRequest"]["oneOf"], request("thread/ponder", params));
        });
    }),
    ("a method takes what its call means by itself", |exports| {
        exports.both(|definitions| {
            definitions["v2"]["ThreadPonderParams"] = json!({
                "type": "object",
                "required": ["timeout", "self"],
                "properties": {
                    "timeout": {"type": "string"},
                    "methods": {"type": "string"},
                    "self": {"type": "string"},
                    "params": {"type": "string"},
                },
            });
            definitions["v2"]["ThreadPonderResponse"] = json!({"type": "object"});
            let params = json!({"$ref": "#/definitions/v2/ThreadPonderParams"});
            push(&mut definitions["ClientRequest"]["oneOf"], request("thread/ponder", params));
        });
    }),
    ("the server asks something new, and no answer says no", |exports| {
        exports.both(|definitions| {
            definitions["ThreadConsentParams"] = json!({"type": "object"});
            definitions["ThreadConsentResponse"] =
                json!({"type": "object", "properties": {"granted": {"type": "boolean"}}});
            let params = json!({"$ref": "#/definitions/ThreadConsentParams"});
            push(&mut definitions["ServerRequest"]["oneOf"], request("thread/consent", params));
        });
    }),
    ("what a patch mends has a new member", |exports| {
        exports.both(|definitions| {
            let completed = &mut definitions["v2"]["ThreadTimelineEntry"]["oneOf"][3];
            assert_eq!(completed["title"], "TurnCompletedThreadTimelineEntry");
            completed["properties"]["reason"] = json!({"type": "string"});
        });
    }),
    ("a definition is new", |exports| {
        exports.both(|definitions| {
            definitions["v2"]["Musing"] =
                json!({"type": "object", "properties": {"text": {"type": "string"}}});
        });
    }),
    ("a text is new", |exports| {
        exports.both(|definitions| push(&mut definitions["v2"]["TurnStatus"]["enum"], json!("pondering")));
    }),
    ("a variant is new", |exports| {
        exports.both(|definitions| {
            let musing = json!({
                "type": "object",
                "required": ["type", "id"],
                "properties": {"type": {"type": "string", "enum": ["musing"]}, "id": {"type": "string"}},
            });
            push(&mut definitions["v2"]["ThreadItem"]["oneOf"], musing);
        });
    }),
    ("a keyword is new", |exports| {
        exports.both(|definitions| definitions["v2"]["Turn"]["unevaluatedProperties"] = json!(false));
    }),
    ("a definition that is needed is gone", |exports| {
        exports.both(|definitions| {
            definitions["v2"].as_object_mut().unwrap().shift_remove("TurnStatus");
        });
    }),
    ("a member has another type in each export", |exports| {
        exports.experimental["definitions"]["v2"]["Turn"]["properties"]["id"] = json!({"type": "integer"});
    }),
    ("an envelope is gone", |exports| {
        exports.both(|definitions| {
            definitions.as_object_mut().unwrap().shift_remove("ServerRequest");
        });
    }),
    ("a name of the package is taken", |exports| {
        exports.both(|definitions| {
            definitions["v2"]["AgentMessageThreadItem"] = json!({"type": "object"});
            definitions["v2"]["OpenEnum"] = json!({"type": "object"});
        });
    }),
];

#[test]
fn slow_later_runtimes_are_compiled_or_explained() {
    let mut told = String::new();
    let style = Style::Text { colour: false };
    for (what, change) in CHANGES {
        let mut exports = Exports::pin();
        change(&mut exports);
        let mut subject = Subject::new(exports.source(), SURFACE);
        let _ = writeln!(told, "# {what}\n");
        match subject.compile(Policy::Strict) {
            Ok(_) => told.push_str("compiles\n\n"),
            Err(report) => {
                let _ = writeln!(told, "{}", subject.shown(&report));
            }
        }
        subject.history = Subject::pin().history;
        match subject.compile(Policy::Provisional) {
            Ok(compiled) if compiled.assumed.is_empty() => told.push_str("provisionally: compiles\n\n"),
            Ok(compiled) => {
                let codes: Vec<_> = compiled.assumed.iter().map(|assumed| assumed.code.to_string()).collect();
                let _ = writeln!(told, "provisionally: compiles and assumes {}\n", codes.join(", "));
            }
            Err(report) => {
                let text = render(&report, Severity::Error, &Sources::default(), style);
                let errors: Vec<_> = text.lines().filter(|line| line.starts_with("error[")).collect();
                let _ = writeln!(told, "provisionally: {}\n", errors.join("; "));
            }
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/compile");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // Where a row of the curation file stands says nothing about what became of the change.
    settings.add_filter(r"surface\.toml:\d+:\d+", "surface.toml:LINE:COLUMN");
    settings.bind(|| insta::assert_snapshot!("later", told));
}

#[test]
fn slow_what_nobody_has_placed_is_typed_all_the_same() {
    let mut exports = Exports::pin();
    exports.both(|definitions| {
        definitions["v2"]["ShelfPutParams"] = json!({"type": "object"});
        definitions["v2"]["ShelfPutResponse"] = json!({"type": "object"});
        let params = json!({"$ref": "#/definitions/v2/ShelfPutParams"});
        push(&mut definitions["ClientRequest"]["oneOf"], request("shelf/put", params));
    });
    let tree = Subject::new(exports.source(), SURFACE).tree(Policy::Provisional);
    let methods = text(&tree, "src/codex_app_server/wire/methods.py");
    assert!(methods.contains("SHELF_PUT: ClientMethod[types.ShelfPutParams, types.ShelfPutResponse]"));
    assert!(text(&tree, "src/codex_app_server/types.py").contains("\"ShelfPutResponse\""));
}

#[test]
fn slow_no_member_hides_what_its_call_means() {
    let mut exports = Exports::pin();
    let (_, change) = CHANGES.iter().find(|(what, _)| what.ends_with("means by itself")).unwrap();
    change(&mut exports);
    let tree = Subject::new(exports.source(), SURFACE).tree(Policy::Provisional);
    for module in ["rpc", "async_rpc"] {
        let rpc = text(&tree, &format!("src/codex_app_server/_client/{module}.py"));
        let (_, call) = rpc.split_once("def thread_ponder(").expect("the call is there");
        let (call, _) = call.split_once("    def ").unwrap_or((call, ""));
        for part in [
            "\"timeout\": timeout_,",
            "\"methods\": methods_,",
            "methods.THREAD_PONDER,",
            "            timeout,\n",
        ] {
            assert!(call.contains(part), "{part} in {call}");
        }
    }
}

#[test]
fn slow_older_runtimes_take_params_by_a_newer_name() {
    let mut exports = Exports::pin();
    for (from, to) in [("TurnStartParams", "TurnBeginParams"), ("ThreadStartParams", "ThreadBeginParams")] {
        exports.rename(from, to);
        for export in [&mut exports.stable, &mut exports.experimental] {
            *export =
                serde_json::from_str(&export.to_string().replace(&format!("/{from}\""), &format!("/{to}\"")))
                    .unwrap();
        }
    }
    let mut subject = Subject::new(exports.source(), SURFACE);
    subject.history = Subject::pin().history;
    let tree = subject.tree(Policy::Provisional);
    let lives = text(&tree, "src/codex_app_server/_client/lives.py");
    let (members, rest) = lives.split_once("\nVALUES").expect("the tables are in order");
    assert!(
        members.contains("\"GetAccountTokenUsageParams\""),
        "there were none before, so these are younger"
    );
    assert!(rest.contains("\"TurnBeginParams\""), "what is experimental still is");
    assert!(!members.contains("BeginParams"), "{members}");
}

#[test]
fn slow_recorded_exports_compile_and_import() {
    let packages = Packages::new();
    let sources = recorded();
    let expected = format!("{} packages", 2 * sources.len());
    for (at, source) in sources.into_iter().enumerate() {
        let stable = Source::new(&*source.version, source.stable.clone());
        for (kind, source) in [("stable", stable), ("whole", source)] {
            let decisions = renamed(SURFACE, &format!("runtime_{at}_{kind}"));
            let tree = Subject::new(source, &decisions).tree(Policy::Provisional);
            let api = text(&tree, &format!("src/runtime_{at}_{kind}/_client/api.py"));
            assert_eq!(api.matches("def run(").count(), 2, "a turn can be run in both forms: {at} {kind}");
            packages.add(&tree);
        }
    }
    let Some(said) = packages.judge("load_packages.py") else { return };
    assert!(said.starts_with(&expected), "{said}");
}
