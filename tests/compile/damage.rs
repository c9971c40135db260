//! Schemas and curation files that were cut or changed byte by byte: a package or a report, never a panic.

use std::collections::BTreeMap;

use codex_sdkgen::Policy;
use codex_sdkgen::schema::{Document, Source};

use crate::compiled::{SURFACE, Subject, pinned, plain};
use crate::invented::kitchen;
use crate::random::Random;

/// Compiles what may be damaged under both policies; says whether the more tolerant one accepts it.
fn survives(schema: &[u8], twin: Option<&Document>, decisions: &str) -> bool {
    let source = Document::from_bytes("damaged.json", schema).map(|document| match twin {
        Some(twin) => Source::new("1.0.0", twin.clone()).with_experimental(document),
        None => Source::new("1.0.0", document),
    });
    let subject = source.and_then(|source| Subject::try_new(source, decisions));
    let outcome = subject.and_then(|subject| {
        let strict = subject.compile(Policy::Strict);
        let provisional = subject.compile(Policy::Provisional);
        assert!(
            strict.is_err() || provisional.is_ok(),
            "what is accepted strictly is accepted provisionally"
        );
        for outcome in [&strict, &provisional] {
            match outcome {
                Err(report) => assert_inert(&subject.shown(report)),
                Ok(compiled) => {
                    compiled.packages().flat_map(|(_, tree)| tree.iter()).for_each(|(path, bytes)| {
                        assert_inert(path.as_str());
                        assert_inert(std::str::from_utf8(bytes).unwrap());
                    })
                }
            }
        }
        provisional
    });
    if let Err(report) = &outcome {
        assert!(!report.diagnostics().is_empty());
        assert_inert(&plain(report));
    }
    outcome.is_ok()
}

/// Nothing that could drive a terminal or fool its reader.
fn assert_inert(text: &str) {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(harmful), "{:?}", text.lines().find(|line| line.contains(harmful)));
}

/// Changes, drops, doubles or moves a few bytes.
fn mutate(bytes: &mut Vec<u8>, alphabet: &[u8], random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(12)).min(bytes.len());
        match random.below(5) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => bytes[at] = alphabet[random.below(alphabet.len())],
            2 => drop(bytes.drain(at..end)),
            3 => {
                let (part, to) = (bytes[at..end].to_vec(), random.below(bytes.len()));
                bytes.splice(to..to, part);
            }
            _ => {
                let other = random.below(bytes.len());
                bytes.swap(at, other);
            }
        }
    }
}

#[test]
fn slow_schemas() {
    let (schema, decisions) = kitchen();
    let whole = schema.trim_end().as_bytes();
    assert!(survives(whole, None, &decisions));
    for end in (0..whole.len()).step_by(29) {
        assert!(!survives(&whole[..end], None, &decisions), "cut at {end}");
    }
    let twin = Document::new("stable.json", &*schema);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut seen = BTreeMap::new();
    for round in 0..600 {
        let mut bytes = whole.to_vec();
        mutate(&mut bytes, br#"{}[]",:\u0e-+.1tnfa "#, &mut random);
        *seen.entry(survives(&bytes, (round % 2 == 0).then_some(&twin), &decisions)).or_insert(0) += 1;
    }
    assert!(seen.values().all(|count| *count > 20) && seen.len() == 2, "{seen:?}");
}

#[test]
fn slow_curations() {
    let (schema, decisions) = kitchen();
    let whole = decisions.as_bytes();
    for end in (0..whole.len()).step_by(7) {
        survives(schema.as_bytes(), None, std::str::from_utf8(&whole[..end]).unwrap());
    }
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut seen = BTreeMap::new();
    for _ in 0..600 {
        let mut bytes = whole.to_vec();
        mutate(&mut bytes, b"[]\"=.\n#_{}, a1", &mut random);
        let text = String::from_utf8_lossy(&bytes);
        *seen.entry(survives(schema.as_bytes(), None, &text)).or_insert(0) += 1;
    }
    assert!(seen.values().all(|count| *count > 20) && seen.len() == 2, "{seen:?}");
}

#[test]
fn slow_pins() {
    let Source { stable, experimental, .. } = pinned();
    let whole = experimental.unwrap().text;
    let whole = whole.trim_end().as_bytes();
    let mut random = Random(0x5eed);
    for part in 1..4 {
        assert!(!survives(&whole[..whole.len() * part / 4], Some(&stable), SURFACE));
        let mut bytes = whole.to_vec();
        mutate(&mut bytes, b"aeiou", &mut random);
        survives(&bytes, Some(&stable), SURFACE);
    }
}
