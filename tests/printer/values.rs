//! What Python reads back from printed text: strings exactly, documentation as it was cleaned.

use std::process::Command;

use codex_sdkgen::emit::python::print::print;
use codex_sdkgen::emit::python::syntax::{Class, Doc, Expr, Ident, Module, Stmt};
use codex_sdkgen::{py_ident, py_module};

use crate::draw::{HOSTILE, Random};
use crate::tools;

/// Reads `pkg/values.py` as data and compares it with `expected.json`.
const COMPARE: &str = r#"
import ast, inspect, json
tree = ast.parse(open("pkg/values.py", encoding="utf-8").read())
expected = json.load(open("expected.json", encoding="utf-8"))
values = [ast.literal_eval(s.value) for s in tree.body if isinstance(s, ast.Assign)]
docs = [inspect.cleandoc(s.body[0].value.value) for s in tree.body if isinstance(s, ast.ClassDef)]
assert len(tree.body) == len(values) + len(docs) + 1, "text became code"
for got, wanted in zip(values, expected["values"], strict=True):
    assert got == wanted and type(got) is type(wanted), (got, wanted)
for got, wanted in zip(docs, expected["docs"], strict=True):
    assert got == inspect.cleandoc(wanted), (got, wanted)
"#;

/// Hostile texts, alone and in pairs, and random ones from all planes.
fn texts() -> Vec<String> {
    let mut random = Random::new(1);
    let mut texts: Vec<String> = HOSTILE.iter().map(|&text| text.to_owned()).collect();
    for one in HOSTILE {
        texts.extend(HOSTILE.iter().map(|other| format!("{one}{other}")));
    }
    for _ in 0..500 {
        let length = random.below(60);
        texts.push((0..length).map(|_| any_char(&mut random)).collect());
    }
    texts
}

fn any_char(random: &mut Random) -> char {
    let bound = [0x20, 0x80, 0x300, 0x3000, 0x11_0000][random.below(5)];
    let code = u32::try_from(random.below(bound)).unwrap();
    char::from_u32(code).unwrap_or('"')
}

#[test]
fn hostile_text_reads_back_as_itself() {
    let mut values: Vec<serde_json::Value> = Vec::new();
    let mut docs = Vec::new();
    let mut body = Vec::new();
    let name = || Expr::local(py_ident!("value"));
    for text in texts() {
        body.push(Stmt::assign(name(), Expr::str(text.clone())));
        if let Some(doc) = Doc::new(&text) {
            docs.push(doc.lines_after(6, 84).join("\n"));
            body.push(documented(docs.len(), doc));
        }
        values.push(text.into());
    }
    for number in [0.1, 1e16, 1e-7, -0.0, 1.5e300, 5e-324, 123_456_789.0] {
        body.push(Stmt::assign(name(), Expr::float(number)));
        values.push(number.into());
    }
    for number in [0, -1, i64::MAX, i64::MIN] {
        body.push(Stmt::assign(name(), Expr::Int(number.into())));
        values.push(number.into());
    }
    let module = Module::new(py_module!("pkg.values")).body(body);
    let files = [("values".to_owned(), print(&module).expect("no clash"))];
    assert_visible(&files[0].1);

    let Some(python) = tools::find("python3") else {
        return;
    };
    let dir = tools::package(&files);
    let expected = serde_json::json!({ "values": values, "docs": docs });
    std::fs::write(dir.path().join("expected.json"), expected.to_string()).expect("a file");
    let (equal, text) = tools::run(Command::new(python).args(["-c", COMPARE]).current_dir(dir.path()));
    assert!(equal, "{text}");
    let Some(ruff) = tools::find("ruff") else {
        return;
    };
    tools::assert_canonical(&ruff, &files);
}

fn documented(index: usize, doc: Doc) -> Stmt {
    let name = Ident::new(&format!("Documented{index}")).expect("an identifier");
    Class::new(name).doc(doc).into()
}

/// Nothing in the source hides, reorders or breaks lines.
fn assert_visible(source: &str) {
    let hidden = source.chars().find(|&c| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    });
    assert_eq!(hidden, None);
}

/// The characters that stand in source unescaped are none that linters take for another.
#[test]
fn plain_characters_are_unambiguous() {
    let Some(ruff) = tools::find("ruff") else {
        return;
    };
    let plane: Vec<String> = (0xa0..0xffff).filter_map(char::from_u32).map(String::from).collect();
    let lines = plane.chunks(16).map(|chunk| chunk.join(" "));
    let body = lines.clone().map(|line| Stmt::assign(Expr::local(py_ident!("value")), Expr::str(line)));
    let mut module = Module::new(py_module!("pkg.plain")).header(lines.clone()).body(body);
    let docs = lines.filter_map(|line| Doc::new(&line));
    let classes = docs.enumerate().map(|(index, doc)| documented(index, doc));
    module.body.extend(classes);
    let files = [("plain".to_owned(), print(&module).expect("no clash"))];
    tools::assert_canonical(&ruff, &files);
}
