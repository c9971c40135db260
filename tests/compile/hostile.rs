//! Schemas that mean harm: text that would be code, a comment, a path or a terminal escape anywhere else, in every
//! place that a schema has for text. What is emitted parses, has the form of what the emitter writes, and runs nothing.

use codex_sdkgen::Policy;
use codex_sdkgen::package::Tree;
use serde_json::{Value, json};

use crate::compiled::{Subject, emitted};
use crate::python::Packages;

/// The texts, and one that is too long to be written down.
fn texts() -> Vec<String> {
    let texts = [
        "\"\"\"",
        "'''",
        "\\",
        "\"\"\"\nopen(\"canary\", \"w\")\n\"\"\"",
        "\\\"\"\"; open('canary', 'w') #",
        "line\nbreak",
        "lone\rreturn",
        "# type: ignore",
        "# noqa",
        "\\N{BULLET}",
        "\\x41\\u0041",
        "{x!r:>{y}}",
        "%s%(x)d",
        "\u{202e}\u{2066}reversed\u{2069}",
        "nul\0byte",
        "\u{1b}[2J\u{7}",
        "__import__(\"os\").system(\"touch canary\")",
        "__import__('pathlib').Path('canary').touch()",
        "__class__",
        "__init_subclass__",
        "class",
        "None",
        "self",
        "../../x",
        "/etc/passwd",
        "C:\\x",
        "\u{1f4a5}\u{200d}\u{1f525}",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{2028}\u{2029}\u{85}",
        "\u{feff}mark",
        "\u{ff49}\u{ff4d}port",
        "",
        " ",
        "$(touch canary)",
        "`touch canary`",
        "@package@",
    ];
    texts.iter().map(|text| (*text).to_owned()).chain(["x\" ".repeat(3334)]).collect()
}

type Place = fn(&str) -> Value;

/// The places, each as a schema with the text in it.
const PLACES: [(&str, Place); 13] = [
    ("description", |text| of_definition(json!({"description": text, "type": "object"}))),
    ("field", |text| {
        of_definition(json!({
            "type": "object", "title": text, "properties": {"x": {"type": "string", "description": text}},
        }))
    }),
    ("title", |text| {
        let branch = |key: &str| json!({"type": "object", "title": text, "required": [key], "properties": {key: {"type": "string"}}});
        of_definition(json!({"title": text, "anyOf": [branch("a"), branch("b")]}))
    }),
    ("enum", |text| {
        of_definition(json!({"type": "string", "enum": [text, "other"], "description": "Texts."}))
    }),
    ("constant", |text| {
        of_definition(json!({"type": "object", "properties": {"x": {"type": "string", "enum": [text]}}}))
    }),
    ("tag", |text| {
        let branch = |tag: &str| {
            let of = json!({"type": "string", "enum": [tag]});
            json!({"type": "object", "required": ["type"], "properties": {"type": of}})
        };
        of_definition(json!({"oneOf": [branch(text), branch("other")]}))
    }),
    ("tag name", |text| {
        let branch = |tag: &str| {
            let of = json!({"type": "string", "enum": [tag]});
            json!({"type": "object", "required": [text], "properties": {text: of}})
        };
        of_definition(json!({"oneOf": [branch("one"), branch("other")]}))
    }),
    ("property", |text| of_definition(json!({"type": "object", "properties": {text: {"type": "string"}}}))),
    ("required property", |text| {
        let member = json!({text: {"type": "object", "properties": {"x": {"type": "string"}}}});
        of_definition(json!({"type": "object", "required": [text], "properties": member}))
    }),
    ("definition", |text| {
        let mut schema = of_definition(json!({"type": "object"}));
        schema["definitions"][text] = json!({"type": "object", "properties": {"x": {"type": "string"}}});
        schema
    }),
    ("method", |text| {
        let mut schema = of_definition(json!({"type": "object"}));
        schema["definitions"]["Event"]["oneOf"][0]["properties"]["method"]["enum"][0] = json!(text);
        schema["definitions"]["Command"]["oneOf"][0]["properties"]["method"]["enum"][0] = json!(text);
        schema
    }),
    ("default", |text| {
        let default = |schema: Value| {
            let mut schema = schema;
            schema["default"] = json!(text);
            schema
        };
        let of = json!({"type": "string"});
        let map = json!({"type": "object", "additionalProperties": of, "default": {text: text}});
        let list = json!({"type": "array", "items": of, "default": [text]});
        of_definition(json!({"type": "object", "properties": {"x": default(of), "map": map, "list": list}}))
    }),
    ("pattern and format", |text| {
        let of = |keyword: &str| json!({"type": "string", keyword: text});
        of_definition(json!({"type": "object", "properties": {"p": of("pattern"), "f": of("format")}}))
    }),
];

/// A protocol whose server sends the definition, and whose client sends nothing of note.
fn of_definition(definition: Value) -> Value {
    let method = |name: &str| json!({"type": "string", "enum": [name]});
    json!({"definitions": {
        "Command": {"oneOf": [{
            "type": "object", "required": ["id", "method"],
            "properties": {"id": {"type": "integer", "format": "int64"}, "method": method("ask")},
        }]},
        "AskOutput": {"type": "object", "properties": {"x": {"$ref": "#/definitions/Thing"}}},
        "Event": {"oneOf": [{
            "type": "object", "required": ["method", "params"],
            "properties": {"method": method("tell"), "params": {"$ref": "#/definitions/ToldInput"}},
        }]},
        "ToldInput": {"type": "object", "properties": {"x": {"$ref": "#/definitions/Thing"}}},
        "Thing": definition,
    }})
}

/// Every text in every place, as a compilation starts from it.
pub fn subjects() -> impl Iterator<Item = (&'static str, String, Subject)> {
    PLACES.iter().flat_map(|(place, schema)| {
        let subject = |text: &str| Subject::of(schema(text).to_string(), &decisions("harm"));
        texts().into_iter().map(move |text| (*place, text.clone(), subject(&text)))
    })
}

/// A protocol that has definitions of these names.
pub fn with_definitions<const N: usize>(names: [&str; N]) -> Subject {
    let mut schema = of_definition(json!({"type": "object"}));
    for name in names {
        schema["definitions"][name] = json!({"type": "object", "properties": {"x": {"type": "string"}}});
    }
    Subject::of(schema.to_string(), &decisions("harm"))
}

fn decisions(package: &str) -> String {
    format!(
        r#"
[protocol]
name = "harm"
envelopes = {{ client_request = "Command", server_notification = "Event" }}
results = {{ params_suffix = "Input", result_suffix = "Output" }}

[python]
package = "{package}"
distribution = "harm"
version = "1.0.0"
requires_python = "3.10"
summary = "Nothing good"

[modules]
ask = "harm"
tell = "harm"
"#
    )
}

/// Modules are named by the curation alone, whatever the schema says.
fn assert_paths(tree: &Tree, package: &str) {
    for (path, _) in emitted(tree) {
        let module = path.strip_prefix(&format!("src/{package}/")).unwrap_or_else(|| panic!("{path}"));
        let known = ["__init__", "_names", "_version", "types", "wire/methods"];
        let of_types = ["__init__", "_incoming", "_outgoing", "harm", "shared", "unplaced"];
        let module = module.strip_suffix(".py").unwrap();
        assert!(
            known.contains(&module) || of_types.iter().any(|of| module == format!("_types/{of}")),
            "{path}"
        );
    }
}

/// One schema of several, each of which has a text in another place.
fn together(schemas: &[Value]) -> Value {
    let mut all = of_definition(json!({"type": "object"}));
    for (at, schema) in schemas.iter().enumerate() {
        for (name, definition) in schema["definitions"].as_object().unwrap() {
            let is_usual = all["definitions"].get(name).is_some() && name != "Thing";
            let usual = of_definition(json!({"type": "object"}));
            if !is_usual {
                let name = if name == "Thing" { format!("Thing{at}") } else { name.clone() };
                let member = json!({"$ref": format!("#/definitions/{}", escaped(&name))});
                all["definitions"]["ToldInput"]["properties"][format!("x{at}")] = member;
                all["definitions"][name] = definition.clone();
            } else if *definition != usual["definitions"][name] {
                all["definitions"][name] = definition.clone();
            }
        }
    }
    all
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('%', "%25")
}

#[test]
fn slow_hostile_schemas() {
    let packages = Packages::new();
    let (mut accepted, mut refused) = (0, Vec::new());
    for (at, text) in texts().iter().enumerate() {
        let mut schemas = Vec::new();
        for (place, schema) in PLACES {
            let subject = Subject::of(schema(text).to_string(), &decisions("harm"));
            match subject.compile(Policy::Provisional) {
                Ok(_) => schemas.push(schema(text)),
                Err(report) => {
                    let told = subject.shown(&report);
                    assert!(!told.contains(|c: char| c.is_control() && c != '\n'), "{told:?}");
                    refused.push(format!("{at} in {place}: {}", told.lines().next().unwrap_or_default()));
                }
            }
        }
        accepted += schemas.len();
        let package = format!("harm_{at}");
        let tree =
            Subject::of(together(&schemas).to_string(), &decisions(&package)).tree(Policy::Provisional);
        assert_paths(&tree, &package);
        packages.add(&tree);
    }
    // Members that no model can have are all that is refused.
    assert!(accepted > 10 * refused.len(), "{}", refused.join("\n"));
    assert!(refused.iter().all(|line| line.contains("error[E500]")), "{}", refused.join("\n"));
    for script in ["judge_modules.py", "load_packages.py"] {
        let Some(said) = packages.judge(script) else { return };
        assert!(said.starts_with(&format!("{} packages", texts().len())), "{said}");
    }
}
