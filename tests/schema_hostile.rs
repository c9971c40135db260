//! Cut, mutated and malicious bundles in; always a bundle or a report out, never a panic, and no report that could
//! drive a terminal.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;

use std::path::Path;

use codex_sdkgen::curation::Curation;
use codex_sdkgen::diag::{Severity, Sources, Style, render};
use codex_sdkgen::schema::{self, Document, Source, Stability, listing, load};

/// A deterministic source of numbers.
struct XorShift(u64);

impl XorShift {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Loads some bytes, alone or as the twin of a good export, and says whether they were accepted.
fn survives(bytes: &[u8], twin: Option<&Document>, curation: &Curation) -> bool {
    let mut sources = Sources::default();
    sources.add("hostile.json", String::from_utf8_lossy(bytes).into_owned());
    let outcome = Document::from_bytes("hostile.json", bytes).and_then(|document| {
        let source = match twin {
            Some(twin) => Source::new("1", twin.clone()).with_experimental(document),
            None => Source::new("1", document),
        };
        load(&source, curation)
    });
    match outcome {
        Ok(bundle) => {
            let text = listing(&bundle, |_| true);
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            for (_, definition) in &bundle.definitions {
                assert!(matches!(
                    bundle.stability(&definition.pointer),
                    Stability::Stable | Stability::Experimental
                ));
            }
            true
        }
        Err(report) => {
            assert!(!report.diagnostics().is_empty());
            for style in [Style::Text { colour: false }, Style::Json, Style::Github] {
                let text = render(&report, Severity::Error, &sources, style);
                assert!(!text.is_empty());
                if style == (Style::Text { colour: false }) {
                    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
                }
            }
            false
        }
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/fixtures/schema/accepted").join(name)).unwrap()
}

fn pinned() -> Source {
    schema::pin::read(Path::new("schema")).unwrap()
}

#[test]
fn cut_at_every_byte() {
    let curation = curation::curation("");
    for name in ["members_beside_branches.json", "hostile_names.json"] {
        let whole = fixture(name);
        let whole = whole.trim_ascii_end();
        assert!(survives(whole, None, &curation));
        for end in 0..whole.len() {
            assert!(!survives(&whole[..end], None, &curation), "{name} cut at {end}");
        }
    }
}

#[test]
fn the_pin_cut_at_every_two_hundredth() {
    let curation = curation::curation("");
    let text = pinned().experimental.unwrap().text;
    let whole = text.trim_end().as_bytes();
    for part in 0..200 {
        assert!(!survives(&whole[..whole.len() * part / 200], None, &curation), "cut at {part}/200");
    }
}

#[test]
fn mutated_bytes_of_small_bundles() {
    let curation = curation::curation("");
    let mut random = XorShift(0x9e37_79b9_7f4a_7c15);
    let (mut accepted, mut rejected) = (0, 0);
    for entry in std::fs::read_dir("tests/fixtures/schema/accepted").unwrap() {
        let whole = std::fs::read(entry.unwrap().path()).unwrap();
        let twin = Document::from_bytes("stable.json", &whole).unwrap();
        for round in 0..120 {
            let mut bytes = whole.clone();
            for _ in 0..=random.below(3) {
                mutate(&mut bytes, &mut random);
            }
            let twin = (round % 2 == 0).then_some(&twin);
            if survives(&bytes, twin, &curation) { accepted += 1 } else { rejected += 1 }
        }
    }
    assert!(accepted > 100 && rejected > 1000, "{accepted} accepted, {rejected} rejected");
}

#[test]
fn mutated_bytes_of_the_pin() {
    let curation = curation::curation("");
    let source = pinned();
    let text = source.experimental.unwrap().text;
    let mut random = XorShift(0x2545_f491_4f6c_dd1d);
    for _ in 0..24 {
        let mut bytes = text.as_bytes().to_vec();
        mutate(&mut bytes, &mut random);
        survives(&bytes, Some(&source.stable), &curation);
    }
}

/// Changes, drops, doubles or moves a few bytes; half of the changes keep to the characters that JSON is made of.
fn mutate(bytes: &mut Vec<u8>, random: &mut XorShift) {
    const JSON: &[u8] = br#"{}[]",:\u0e-+.1tnfa "#;
    let at = random.below(bytes.len());
    let end = (at + 1 + random.below(12)).min(bytes.len());
    match random.below(5) {
        0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
        1 => bytes[at] = JSON[random.below(JSON.len())],
        2 => drop(bytes.drain(at..end)),
        3 => {
            let part = bytes[at..end].to_vec();
            let to = random.below(bytes.len());
            bytes.splice(to..to, part);
        }
        _ => {
            let other = random.below(bytes.len());
            bytes.swap(at, other);
        }
    }
}

#[test]
fn values_of_every_kind_in_every_place() {
    let curation = curation::curation("");
    let hostile = [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "1e308",
        "1e-400",
        "18446744073709551616",
        "\"\"",
        "\"\\u0000\\u001b[2J\\u202e\"",
        "\"__proto__\"",
        "[]",
        "[[]]",
        "[null]",
        "[\"\"]",
        "{}",
        "{\"\": {}}",
        "{\"__proto__\": {}}",
        "{\"$ref\": \"#\"}",
        "{\"\\u001b\\n\": {\"\\u0007\": null}}",
    ];
    let words = [
        "$ref",
        "$schema",
        "$comment",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "type",
        "enum",
        "const",
        "allOf",
        "anyOf",
        "oneOf",
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "pattern",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "additionalProperties",
        "\\u001b[31m",
        "",
    ];
    let kinds = ["", "\"type\": \"string\",", "\"type\": [\"object\", \"null\"],", "\"enum\": [\"a\"],"];
    for word in words {
        for value in hostile {
            for kind in kinds.iter().filter(|kind| !kind.contains(&format!("\"{word}\":"))) {
                let text = format!(r#"{{"definitions": {{"A": {{{kind} "{word}": {value}}}}}}}"#);
                survives(text.as_bytes(), None, &curation);
            }
        }
        for place in ["", "\"definitions\": ", "\"definitions\": {\"v2\": ", "\"$defs\": {\"\": "] {
            let close = "}".repeat(place.matches('{').count() + usize::from(!place.is_empty()));
            for value in hostile {
                let open = if place.is_empty() { "" } else { "{" };
                survives(format!("{open}{place}{value}{close}").as_bytes(), None, &curation);
            }
        }
    }
}

#[test]
fn deep_and_wide() {
    let curation = curation::curation("");
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"items\":", "}"), ("{\"anyOf\":[", "]}")] {
        for depth in [10, 31, 60, 63, 64, 65, 127, 128, 129, 100_000] {
            let text =
                format!("{{\"definitions\":{{\"A\":{}true{}}}}}", open.repeat(depth), close.repeat(depth));
            survives(text.as_bytes(), None, &curation);
        }
    }
    let wide: String = (0..20_000).map(|index| format!("\"D{index}\":{{\"typ\":{index}}},")).collect();
    assert!(!survives(format!("{{\"definitions\":{{{wide}\"E\":{{}}}}}}").as_bytes(), None, &curation));
    let wide: String =
        (0..5_000).map(|index| format!("\"D{index}\":{{\"$ref\":\"#/definitions/E{index}\"}},")).collect();
    assert!(!survives(format!("{{\"definitions\":{{{wide}\"F\":{{}}}}}}").as_bytes(), None, &curation));
    let long = "x".repeat(1_000_000);
    assert!(!survives(format!("{{\"definitions\":{{\"{long}\":7}}}}").as_bytes(), None, &curation));
}
