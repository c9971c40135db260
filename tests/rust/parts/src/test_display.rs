//! Texts from outside are shown bounded and without control characters.

use std::time::Duration;

use super::display::{ending, last_characters, printable, seconds, shown, tail};

#[test]
fn control_characters_are_spelled_out() {
    assert_eq!(printable("a\u{1b}[31mb\n\u{202e}c", 100), "a\\u{1b}[31mb\\u{a}\\u{202e}c");
    assert_eq!(shown("one\ntwo\u{7}"), "one\ntwo\\u{7}");
    assert_eq!(printable("grün 😀", 100), "grün 😀");
}

#[test]
fn what_is_long_is_cut() {
    assert_eq!(printable("üüüüü", 5), "üüüüü");
    assert_eq!(printable("üüüüüü", 5), "üüüü…");
    assert_eq!(shown(&"x".repeat(5000)).chars().count(), 1000);
    assert_eq!(last_characters("äöü", 2), "öü");
    assert_eq!((last_characters("äöü", 0), last_characters("äöü", 9)), ("", "äöü"));
    let end = tail(&format!("{}the end", "x".repeat(5000)));
    assert!(end.starts_with("\nEnd of stderr:\n…x") && end.ends_with("the end"));
    assert_eq!(tail(" \n"), "");
}

#[test]
fn how_a_process_ended() {
    assert_eq!(ending(3), "exited with code 3");
    assert_eq!(ending(-9), "was ended by SIGKILL");
    assert_eq!(ending(-40), "was ended by signal 40");
    assert_eq!(seconds(Duration::from_millis(250)), "0.25 s");
    assert_eq!(seconds(Duration::from_secs(60)), "60 s");
}
