//! The same schema in another order: the same bytes of every file.

use codex_sdkgen::Policy;
use codex_sdkgen::package::Tree;
use codex_sdkgen::schema::{Document, Source};
use serde_json::{Map, Value};

use crate::compiled::{SURFACE, Subject, pinned};
use crate::random::Random;

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    /// Keywords of a schema, in any order.
    Keywords,
    /// Definitions or tables of them, in any order.
    Definitions,
    /// Properties, whose order is the order of the fields.
    Properties,
}

/// Reorders everything in a schema whose order says nothing; lists stay, since patches of the pin quote them.
fn shuffle(value: &mut Value, are: Members, random: &mut Random) {
    match value {
        Value::Object(members) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            for (key, member) in &mut entries {
                match (are, key.as_str()) {
                    (Members::Keywords, "default" | "enum" | "const" | "examples") => {}
                    (Members::Keywords, "properties") => shuffle(member, Members::Properties, random),
                    (Members::Keywords, "definitions") | (Members::Definitions, "v2") => {
                        shuffle(member, Members::Definitions, random);
                    }
                    _ => shuffle(member, Members::Keywords, random),
                }
            }
            if are != Members::Properties {
                random.shuffle(&mut entries);
            }
            *members = entries.into_iter().collect::<Map<_, _>>();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, Members::Keywords, random)),
        _ => {}
    }
}

fn shuffled(document: &Document, random: &mut Random) -> Document {
    let mut schema: Value = serde_json::from_str(&document.text).unwrap();
    shuffle(&mut schema, Members::Keywords, random);
    let text = schema.to_string();
    assert_ne!(text, serde_json::from_str::<Value>(&document.text).unwrap().to_string());
    Document::new(document.file.clone(), text)
}

fn assert_same(one: &Tree, other: &Tree) {
    let paths = |tree: &Tree| tree.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for ((path, one), (_, other)) in one.iter().zip(other.iter()) {
        let lines = |bytes| String::from_utf8(Vec::from(bytes)).unwrap();
        let (one, other) = (lines(one), lines(other));
        let differing = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert_eq!(differing, None, "{path}");
        assert_eq!(one, other, "{path}");
    }
}

#[test]
fn slow_definitions_of_the_pin_in_any_order() {
    let expected = Subject::new(pinned(), SURFACE).tree(Policy::Strict);
    for seed in 1..=3 {
        let mut random = Random(seed);
        let Source { version, stable, experimental, .. } = pinned();
        let source = Source::new(version, shuffled(&stable, &mut random))
            .with_experimental(shuffled(&experimental.unwrap(), &mut random));
        assert_same(&expected, &Subject::new(source, SURFACE).tree(Policy::Strict));
    }
}

#[test]
fn definitions_of_an_invented_protocol_in_any_order() {
    let (schema, decisions) = crate::invented::kitchen();
    let expected = Subject::of(&*schema, &decisions).tree(Policy::Strict);
    assert_same(&expected, &Subject::of(&*schema, &decisions).tree(Policy::Strict));
    let document = Document::new("schema.json", schema);
    for seed in 1..=20 {
        let other = shuffled(&document, &mut Random(seed));
        assert_same(&expected, &Subject::of(&*other.text, &decisions).tree(Policy::Strict));
    }
}
