//! The reference of the package: everything that is public is in it, in its order, and no text of a schema is more than
//! text.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;

use std::borrow::Cow;
use std::collections::BTreeMap;

use codex_sdkgen::Policy;
use codex_sdkgen::emit::outline::library::Library;
use codex_sdkgen::emit::reference::page;
use codex_sdkgen::ir::MethodKind;
use codex_sdkgen::naming::ModulePath;
use compiled::{Subject, text};
use serde_json::json;

const PAGE: &str = "docs/api-reference.md";

fn kitchen() -> (String, String) {
    let file =
        |name: &str| std::fs::read_to_string(format!("tests/fixtures/naming/{name}")).expect("a fixture");
    (file("invented.json"), file("invented.toml"))
}

#[test]
fn everything_public_is_in_it() {
    let subject = Subject::pin();
    let tree = subject.tree(Policy::Strict);
    let page = text(&tree, PAGE);
    let root = text(&tree, "src/codex_app_server/__init__.py");
    let (_, list) = root.split_once("__all__ = [").expect("the root lists its names");
    let names = list.split(']').next().into_iter().flat_map(|list| list.split('"').skip(1).step_by(2));
    let mut last = 0;
    for name in names.filter(|name| !["types", "wire"].contains(name)) {
        let title = format!("`{name}`");
        let at = page.lines().position(|line| line.starts_with("## ") && line.contains(&title));
        let at = at.unwrap_or_else(|| panic!("{name} is missing"));
        // What is awaited stands with what blocks, further up.
        let is_twin = name.starts_with("Async") || name.starts_with("async_");
        assert!(at > last || is_twin, "{name} is out of order");
        last = last.max(at);
    }
    let inputs = codex_sdkgen::Inputs {
        source: &subject.source,
        curation: &subject.curation,
        history: subject.history.as_ref(),
        policy: Policy::Strict,
    };
    let (ir, _) = codex_sdkgen::model(inputs).expect("the pin is whole");
    for method in ir.methods().iter().filter(|method| method.kind == MethodKind::ClientRequest) {
        let cell = format!("| `{}` |", method.wire);
        assert_eq!(page.lines().filter(|line| line.contains(&cell)).count(), 1, "{}", method.wire);
    }
    let types = page.split_once("\n## Types\n").expect("there are types").1;
    assert!(types.lines().filter(|line| line.starts_with("- `")).count() > 1000);
    assert!(!page.contains("self,") && !page.contains("\n\n\n"), "the page is clean");
}

#[test]
fn the_reference_of_an_invented_package() {
    let (schema, decisions) = kitchen();
    let client = "
[client]
opt_in = \"Config.experimental\"
raises = \"\"
websocket_library = \"websockets>=1\"

[client.requests.\"recipe/confirm\"]
name = \"confirm_recipe\"
refusal = '{\"ok\": false}'
reason = \"A recipe that nobody has read may burn.\"
";
    let subject = Subject::of(schema, &(decisions + client));
    let inputs = codex_sdkgen::Inputs {
        source: &subject.source,
        curation: &subject.curation,
        history: None,
        policy: Policy::Strict,
    };
    let (ir, _) = codex_sdkgen::model(inputs).expect("the fixture is whole");
    let names = codex_sdkgen::naming::assign(&ir, &subject.curation, Policy::Strict).expect("names");
    let mut surface = codex_sdkgen::surface(inputs, &ir, &names).expect("a surface");
    for (name, home) in [("Oven", "_oven"), ("AsyncOven", "_oven"), ("roast", "_oven"), ("Gone", "_gone")] {
        surface.root.push(codex_sdkgen::surface::RootExport {
            name: codex_sdkgen::naming::PyIdent::new(name).expect("a name"),
            home: home.into(),
            reason: "".into(),
            provided: true,
        });
    }
    let emitted = codex_sdkgen::emit_python(inputs, &surface).expect("modules");
    let mut modules: BTreeMap<String, Cow<'_, str>> =
        emitted.iter().map(|(path, text)| (path.to_string(), text.as_str().into())).collect();
    modules.insert("kitchen._oven".to_owned(), include_str!("fixtures/outline/oven.py").into());
    modules.insert("kitchen._heat".to_owned(), include_str!("fixtures/outline/heat.py").into());
    let page = page(
        &surface,
        &ModulePath::new("kitchen").expect("a path"),
        &["@generated".to_owned()],
        &Library::new(&modules),
    );
    insta::with_settings!({ snapshot_path => "../snapshots/python", prepend_module_to_snapshot => false,
                            omit_expression => true }, {
        insta::assert_snapshot!("reference", page);
    });
}

/// What a Markdown reader would take for more than text, one line each.
const HOSTILE: [&str; 22] = [
    "<script>alert(1)</script>",
    "<!-- a comment that never ends",
    "[a link](http://evil.example)",
    "![an image](//evil.example/x.png)",
    "<http://evil.example>",
    "https://evil.example/path_with_(signs)",
    "See www.evil.example, or mail a@evil.example.",
    "[id]: http://evil.example 'title'",
    "# A heading",
    "Heading\n=======",
    "***",
    "- [ ] a task\n- <b>bold</b>",
    "1. one\n1) two",
    "| a | b |\n| - | - |\n| <i>c</i> | d |",
    "> a quotation",
    "`` `<b>` ` unclosed",
    "```\n</pre><b>fenced</b>\n````\n[link](http://evil.example)",
    "    <b>indented</b>",
    "Args:\n    x](http://evil.example): [text](http://evil.example)",
    "*strong* __words__ ~~gone~~ $x$ a_b_c &lt;",
    "\\<b>escaped\\</b>",
    "tab\there \u{202e}backwards\u{200b}",
];

#[test]
fn no_text_of_a_schema_breaks_out() {
    let (schema, decisions) = kitchen();
    for hostile in HOSTILE {
        let mut schema: serde_json::Value = serde_json::from_str(&schema).expect("a fixture is JSON");
        for definition in ["Order", "Dish", "Excuse", "OrderState"] {
            schema["definitions"][definition]["description"] = json!(hostile);
        }
        schema["definitions"]["Order"]["properties"]["id"]["description"] = json!(hostile);
        schema["definitions"]["Excuse"]["enum"] = json!(["fire", "cat", "format", hostile]);
        let tree = Subject::of(schema.to_string(), &decisions).tree(Policy::Provisional);
        let page = text(&tree, PAGE);
        let (_, page) = page.split_once("-->\n").expect("a comment opens the page");
        for line in outside_code(page) {
            assert!(is_text(&line), "{hostile:?} gives {line:?}");
        }
    }
}

/// The lines that stand outside blocks of code, without their code spans.
fn outside_code(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<usize> = None;
    for line in page.lines() {
        let run = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(opened) if run >= opened && run == line.len() => fence = None,
            Some(_) => {}
            None if run >= 3 && !line.trim_start_matches('`').contains('`') => fence = Some(run),
            None => lines.push(without_spans(line)),
        }
    }
    assert_eq!(fence, None, "a block of code never ends");
    lines
}

fn without_spans(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if before.ends_with('\\') {
            out.push('`');
            rest = &from[1..];
            continue;
        }
        let run = from.len() - from.trim_start_matches('`').len();
        let (open, inside) = from.split_at(run);
        let closes = |at: &usize| {
            let (before, after) = inside.split_at(*at);
            !before.ends_with('`') && !after[run..].starts_with('`')
        };
        let end = inside.match_indices(open).map(|(at, _)| at).find(closes);
        let end = end.unwrap_or_else(|| panic!("a code span never ends: {line:?}"));
        rest = &inside[end + run..];
    }
    out + rest
}

/// Whether a line outside code says nothing but text: its special signs are escaped, and nothing is an address.
fn is_text(line: &str) -> bool {
    let mut escaped = false;
    let row = line.starts_with("| ");
    for c in line.trim_start_matches('#').trim_start_matches(['-', ' ']).chars() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' => escaped = true,
            '<' | '>' | '[' | ']' | '*' | '&' | '~' | '$' | '`' => return false,
            '|' if !row => return false,
            c if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) => return false,
            _ => {}
        }
    }
    !line.contains("://") && !line.contains("www.") && !line.contains("@evil")
}
