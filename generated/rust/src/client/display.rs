//! Texts from outside as messages, logs and hooks show them.
//!
//! In: any text. Out: a bounded one without control characters. What is cut is marked with `…`; a text that is
//! harmless already is not copied.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The most characters of a text from outside that a message shows.
pub(crate) const MESSAGE_LIMIT: usize = 1000;
/// The most characters of a process's last words that a message shows.
const TAIL_LIMIT: usize = 2000;

/// The text on one line, without control characters, no longer than `limit` characters before they are spelled
/// out.
pub(crate) fn printable(text: &str, limit: usize) -> Cow<'_, str> {
    let cut = cut(text, limit);
    if cut.chars().all(is_printable) {
        return cut;
    }
    let mut shown = String::with_capacity(cut.len());
    for character in cut.chars() {
        if is_printable(character) {
            shown.push(character);
        } else {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        }
    }
    Cow::Owned(shown)
}

/// A text from outside as a message shows it: lines kept, control characters not.
pub(crate) fn shown(text: &str) -> String {
    lines(&cut(text, MESSAGE_LIMIT), MESSAGE_LIMIT)
}

/// The end of what a process wrote to stderr, as the end of a message.
pub(crate) fn tail(stderr: &str) -> String {
    let text = stderr.trim();
    if text.is_empty() {
        return String::new();
    }
    let count = text.chars().count();
    let last: Cow<'_, str> = if count <= TAIL_LIMIT {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("…{}", last_characters(text, TAIL_LIMIT - 1)))
    };
    format!("\nEnd of stderr:\n{}", lines(&last, TAIL_LIMIT))
}

/// The last so many characters of a text.
pub(crate) fn last_characters(text: &str, count: usize) -> &str {
    let start = match count.checked_sub(1) {
        Some(before) => text.char_indices().rev().nth(before).map_or(0, |(at, _)| at),
        None => text.len(),
    };
    text.get(start..).unwrap_or_default()
}

/// How a process ended, after its name.
pub(crate) fn ending(exit_code: i32) -> String {
    match exit_code {
        0.. => format!("exited with code {exit_code}"),
        -6 => "was ended by SIGABRT".to_owned(),
        -9 => "was ended by SIGKILL".to_owned(),
        -11 => "was ended by SIGSEGV".to_owned(),
        -13 => "was ended by SIGPIPE".to_owned(),
        -15 => "was ended by SIGTERM".to_owned(),
        -2 => "was ended by SIGINT".to_owned(),
        _ => format!("was ended by signal {}", exit_code.unsigned_abs()),
    }
}

/// A time limit in words: `60 s`, `0.25 s`.
pub(crate) fn seconds(time: std::time::Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

fn lines(text: &str, limit: usize) -> String {
    let shown: Vec<_> = text.lines().map(|line| printable(line, limit)).collect();
    shown.join("\n")
}

fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
            Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
        }
    }
}

/// Whether a character shows as itself: neither a control character nor one that turns, joins or hides text.
fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
