//! Outlines of Python modules: tricky layouts as they stand, and every module of the package as Python's own parser
//! reads it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "compile/python.rs"]
mod python;
#[allow(dead_code, reason = "the printer's tests lay out other packages")]
#[path = "printer/tools.rs"]
mod tools;

use codex_sdkgen::Policy;
use codex_sdkgen::emit::outline::{Item, Outline};
use compiled::Subject;
use serde_json::{Map, Value, json};

/// An outline as JSON.
fn shown(outline: &Outline) -> Value {
    let items = outline.items.iter().map(|item| match item {
        Item::Class(class) => {
            json!({"class": class.name, "bases": class.bases, "body": shown(&class.body)})
        }
        Item::Function(function) => json!({
            "function": function.name,
            "signature": function.signature,
            "decorators": function.decorators,
            "doc": function.doc,
        }),
        Item::Value(value) => json!({"value": value.name, "text": value.text, "doc": value.doc}),
    });
    let items: Vec<Value> = items.collect();
    json!({"doc": outline.doc, "items": items, "imports": outline.imports})
}

#[test]
fn no_text_is_too_odd() {
    let whole = include_str!("fixtures/outline/tricky.py");
    let names =
        |outline: &Outline| outline.items.iter().map(|item| item.name().to_owned()).collect::<Vec<_>>();
    let all = names(&Outline::of(whole));
    assert!(all.starts_with(&["Alias", "NEWER", "FAST", "TABLE", "first"].map(str::to_owned)), "{all:?}");
    // Cut anywhere, it has no more than it had, and nothing panics.
    for (end, _) in whole.char_indices() {
        let part = Outline::of(whole.get(..end).expect("a whole sign"));
        assert!(part.items.len() <= all.len());
    }
    for odd in [
        "\"\"\"",
        "'",
        "(",
        "@",
        "class",
        "class :",
        "def",
        "def x",
        "from",
        "from x import",
        "\\",
        "\u{feff}",
    ] {
        assert_eq!(names(&Outline::of(odd)), Vec::<String>::new(), "{odd:?}");
    }
}

#[test]
fn slow_every_module_is_read_as_python_reads_it() {
    let tree = Subject::pin().tree(Policy::Strict);
    let mut outlines = Map::new();
    for (path, bytes) in tree.iter() {
        let module = path.as_str().strip_prefix("src/").filter(|path| path.ends_with(".py"));
        let Some(module) = module else { continue };
        let text = std::str::from_utf8(bytes).expect("a module is text");
        outlines.insert(module.to_owned(), shown(&Outline::of(text)));
    }
    let packages = python::Packages::new();
    packages.add(&tree);
    let tricky = include_str!("fixtures/outline/tricky.py");
    std::fs::write(packages.path().join("tricky.py"), tricky).expect("there is room");
    outlines.insert("tricky.py".to_owned(), shown(&Outline::of(tricky)));
    let count = outlines.len();
    let text = Value::from(outlines).to_string();
    std::fs::write(packages.path().join("outlines.json"), text).expect("there is room");
    let Some(said) = packages.judge("judge_outlines.py") else { return };
    assert!(count > 60 && said.starts_with(&format!("{count} modules")), "{said}");
}
