//! Every code has a report that a reviewer can read: the ones that no other snapshot shows are provoked here.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;

use std::fs;
use std::path::Path;

use codex_sdkgen::diag::Code;
use codex_sdkgen::{Policy, curation};
use compiled::{SURFACE, Subject, emitted};

fn kitchen(change: impl Fn(&str) -> String) -> Subject {
    let file = |name: &str| fs::read_to_string(format!("tests/fixtures/naming/{name}")).expect("a fixture");
    Subject::of(file("invented.json"), &change(&file("invented.toml")))
}

#[test]
fn rows_that_cannot_be_taken() {
    let replaced = |old: &'static str, new: &'static str| {
        move |rows: &str| {
            assert!(rows.contains(old), "the fixture has {old:?}");
            rows.replacen(old, new, 1)
        }
    };
    let added = |row: &'static str| move |rows: &str| format!("{rows}\n{row}\n");
    let cases = [
        ("a name that is taken by the language", kitchen(replaced("\"RuinedOrderState\"", "\"None\""))),
        ("a hidden type that a method reaches", kitchen(added("[hidden.Order]\nreason = \"A secret.\""))),
        (
            "an export that no type provides",
            kitchen(replaced("[\"Order\", \"Dish\"]", "[\"Order\", \"Plate\"]")),
        ),
        ("a module that no system can store", kitchen(replaced("menu = \"menu\"", "menu = \"con\""))),
    ];
    let mut told = String::new();
    for (title, subject) in cases {
        let report = subject.compile(Policy::Strict).expect_err(title);
        told.push_str(&format!("# {title}\n{}\n", subject.shown(&report)));
    }
    kept("rows_that_cannot_be_taken", &told);
}

#[test]
fn members_that_older_runtimes_leave_out() {
    let row = |key: &str, stands: &str| {
        kitchen(|rows| format!("{rows}\n[absent.\"{key}\"]\nstands = '{stands}'\nreason = \"A test.\"\n"))
    };
    let mut unasked = Subject::pin();
    let without = rows_without(SURFACE, "[absent.\"Thread.projectId\"]");
    unasked.curation = curation::load("surface.toml", &without).expect("the rest is well-formed");
    let cases = [
        ("nothing stands for one that is required", unasked),
        ("one that is optional", row("Order.dishes", "[]")),
        ("one that the server never sends", row("CancelOrderInput.orderId", "\"1\"")),
        ("no JSON", row("Order.id", "one")),
        ("a value of another type", row("Order.id", "7")),
        ("no member", row("Order.price", "7")),
    ];
    let mut told = String::new();
    for (title, subject) in cases {
        let report = subject.compile(Policy::Strict).expect_err(title);
        told.push_str(&format!("# {title}\n{}\n", subject.shown(&report)));
    }
    kept("absent_members", &told);
}

#[test]
fn requests_of_the_server_that_nobody_refuses() {
    let client =
        "[client]\nopt_in = \"Config.experimental\"\nwebsocket_library = \"sockets>=1\"\nraises = \"\"\n";
    let row = |method: &str, rest: &str| {
        let row = format!("[client.requests.\"{method}\"]\nreason = \"A test.\"\n{rest}\n");
        kitchen(|rows| format!("{rows}\n{client}\n{row}"))
    };
    let confirm = |rest: &str| row("recipe/confirm", rest);
    let refused = "name = \"confirm\"\nrefusal = '{\"ok\": false}'";
    let cases = [
        ("no row", kitchen(|rows| format!("{rows}\n{client}"))),
        ("no such request", {
            let rows = ["recipe/confirm", "recipe/forget"]
                .map(|method| format!("[client.requests.\"{method}\"]\nreason = \"A test.\"\n{refused}\n"));
            kitchen(|whole| format!("{whole}\n{client}\n{}", rows.concat()))
        }),
        ("no name in snake_case", confirm("name = \"Confirm\"\nrefusal = '{\"ok\": false}'")),
        ("neither answer nor error", confirm("name = \"confirm\"")),
        ("both", confirm(&format!("{refused}\nerror = {{ code = 1, message = \"No\" }}"))),
        ("a refusal that is no JSON", confirm("name = \"confirm\"\nrefusal = 'no'")),
        ("a refusal of another type", confirm("name = \"confirm\"\nrefusal = '{\"ok\": \"no\"}'")),
        ("a refusal that lacks a member", confirm("name = \"confirm\"\nrefusal = '{}'")),
        (
            "a refusal with a stranger",
            confirm("name = \"confirm\"\nrefusal = '{\"ok\": false, \"why\": \"cat\"}'"),
        ),
        ("a shorthand without an alias", confirm(&format!("{refused}\nshorthand = \"ok\""))),
        (
            "a shorthand that there is not",
            confirm(&format!("{refused}\nshorthand = \"okay\"\nanswer = \"Confirmation\"")),
        ),
        (
            "an alias that is no type's name",
            confirm(&format!("{refused}\nshorthand = \"ok\"\nanswer = \"confirm_it\"")),
        ),
    ];
    let mut told = String::new();
    for (title, subject) in cases {
        let report = subject.compile(Policy::Strict).expect_err(title);
        told.push_str(&format!("# {title}\n{}\n", subject.shown(&report)));
    }
    let compiled = kitchen(|rows| format!("{rows}\n{client}")).compile(Policy::Provisional);
    let compiled = compiled.expect("a safe answer is taken");
    let codes: Vec<_> = compiled.assumed.iter().map(|assumed| assumed.code).collect();
    assert_eq!(codes, [Code::Unanswered]);
    let handler = compiled::text(
        compiled.python.as_ref().expect("there is [python]"),
        "src/kitchen/_client/handler.py",
    );
    assert!(handler.contains("ErrorReply(-32601, \"Method not found\")"), "{handler}");
    kept("unanswered_requests", &told);
}

/// A curation text without the row under a heading.
fn rows_without(rows: &str, heading: &str) -> String {
    let (before, row) = rows.split_once(heading).expect("the row is there");
    let (_, after) = row.split_once("\n\n").expect("a row ends with an empty line");
    format!("{before}{after}")
}

#[test]
fn what_each_module_imports() {
    let tree = Subject::pin().tree(Policy::Strict);
    let mut told = String::new();
    for (path, text) in emitted(&tree) {
        let imports = text.lines().filter_map(|line| {
            let line = line.trim_start();
            let from = line.strip_prefix("from ").and_then(|rest| rest.split(" import").next());
            from.or_else(|| line.strip_prefix("import "))
        });
        let mut imports: Vec<&str> = imports.collect();
        imports.sort_unstable();
        imports.dedup();
        told.push_str(&format!("{path}: {}\n", imports.join(", ")));
    }
    kept("import_hygiene", &told);
}

#[test]
fn every_code_is_shown() {
    let mut shown = String::new();
    read_all(Path::new("snapshots"), &mut shown);
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code.text())).collect();
    assert!(missing.is_empty(), "no snapshot shows {missing:?}");
}

fn read_all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path, text);
        } else {
            text.push_str(&fs::read_to_string(&path).expect("a snapshot"));
        }
    }
}

fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
