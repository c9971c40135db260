//! Documentation clean-up: descriptions in, lines out that stay as they are when cleaned again.

use codex_sdkgen::emit::docs::Doc;

use crate::draw::{HOSTILE, Random};

fn lines(text: &str, width: usize) -> Vec<String> {
    Doc::new(text).map(|doc| doc.lines(width)).unwrap_or_default()
}

#[test]
fn cleaning_twice_changes_nothing() {
    let mut random = Random::new(2);
    let mut texts: Vec<String> = (0..500).map(|_| random.prose()).collect();
    for one in HOSTILE {
        texts.extend(HOSTILE.iter().map(|other| format!("{one} {other}")));
        texts.extend(HOSTILE.iter().map(|other| format!("{one}\n{other}")));
    }
    for text in texts {
        for width in [20, 72, 80, 100] {
            let once = lines(&text, width);
            assert_eq!(lines(&once.join("\n"), width), once, "{text:?} at {width}");
            for line in &once {
                assert_eq!(line.trim_end(), line);
                assert!(!line.chars().any(char::is_control), "{line:?}");
            }
        }
    }
}

#[test]
fn prose_is_wrapped_and_its_first_sentence_stands_alone() {
    let text = "One sentence here. Another  one\nwith `code` and e.g. An abbreviation. And a third.";
    assert_eq!(lines(text, 200), [text.replace("  ", " ").replace('\n', " ")]);
    assert_eq!(
        lines(text, 40),
        ["One sentence here.", "", "Another one with `code` and e.g. An", "abbreviation. And a third.",]
    );
}

#[test]
fn what_is_not_prose_keeps_its_lines() {
    let kept = [
        "# Heading",
        "- an item that is wider than the width",
        "  and goes on",
        "",
        "1. first",
        "2. second",
        "",
        "```rust",
        "let  spaced = 1;",
        "",
        "",
        "```",
        "| a table | with |",
        "|---------|------|",
        "",
        "> quoted",
        "",
        "    indented code",
        "---",
    ];
    assert_eq!(lines(&kept.join("\n"), 20), kept);
}

#[test]
fn no_line_of_prose_opens_as_something_else() {
    let text = "The rest is a - b and c * d, or 1. one, # two and | three";
    for width in 5..40 {
        let markers = ["- ", "* ", "# ", "| ", "1. "];
        let wrapped = lines(text, width);
        let opened = wrapped.iter().find(|line| markers.iter().any(|marker| line.starts_with(marker)));
        assert_eq!(opened, None, "at {width}");
        assert_eq!(wrapped.join(" "), text);
    }
}

#[test]
fn dangerous_and_invisible_characters_do_not_pass() {
    let text = "\u{feff}a\u{200b}b \u{202e}c\u{0}\td \u{2018}e\u{2019}\u{2028}f\rg\u{a0}h\u{e0041}";
    assert_eq!(lines(text, 80), ["ab (U+202E)c(U+0000) d 'e' f g h(U+E0041)"]);
    assert_eq!(Doc::new(" \u{200b}\n\t\u{feff}\r\n"), None);
}
