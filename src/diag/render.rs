//! A report as text for a terminal, as JSON, or as annotations of a CI service.
//! Text from outside (names, descriptions, paths) is made inert here: no control character leaves this file.

use std::fmt::Write as _;

use super::{Diagnostic, Report, Severity, Sources, Spot};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For people; colour if asked for.
    Text {
        /// Whether to use ANSI colours.
        colour: bool,
    },
    /// One JSON object with a `diagnostics` array.
    Json,
    /// Workflow commands, one a line.
    Github,
}

/// The report as text that ends with a line feed.
#[must_use]
pub fn render(report: &Report, severity: Severity, sources: &Sources, style: Style) -> String {
    match style {
        Style::Text { colour } => report
            .diagnostics()
            .iter()
            .map(|diagnostic| text(diagnostic, severity, sources, colour))
            .collect::<Vec<_>>()
            .join("\n"),
        Style::Json => json(report, severity, sources),
        Style::Github => {
            report.diagnostics().iter().map(|diagnostic| github(diagnostic, severity, sources)).collect()
        }
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Assumed => "assumed",
    }
}

fn text(diagnostic: &Diagnostic, severity: Severity, sources: &Sources, colour: bool) -> String {
    let (strong, faint, end) = if colour { ("\u{1b}[1;31m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let mut out =
        format!("{strong}{}[{}]{end}: {}\n", word(severity), diagnostic.code, inert(&diagnostic.message));
    if let Some(place) = place_text(diagnostic, sources) {
        let _ = writeln!(out, "{faint}  --> {end}{}", inert(&place));
    }
    let help = diagnostic.help.as_ref().map(|help| ("help", help.as_str()));
    let notes = diagnostic.notes.iter().map(|(label, text)| (*label, text.as_str()));
    for (label, body) in notes.chain(help) {
        for (index, line) in body.lines().enumerate() {
            let label = if index == 0 { label } else { "" };
            let _ = writeln!(out, "  {faint}{label:<9}{end} {}", inert(line));
        }
    }
    out
}

fn place_text(diagnostic: &Diagnostic, sources: &Sources) -> Option<String> {
    let place = diagnostic.place.as_ref()?;
    let mut out = place.file.to_string();
    if let Some(at) = sources.position(place) {
        let _ = write!(out, ":{}:{}", at.line, at.column);
    }
    if let Spot::Pointer(pointer) = &place.spot {
        let _ = write!(out, "   {pointer}");
    }
    Some(out)
}

fn json(report: &Report, severity: Severity, sources: &Sources) -> String {
    let rows: Vec<_> = report
        .diagnostics()
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.place.as_ref();
            let at = place.and_then(|place| sources.position(place));
            let pointer = place.and_then(|place| match &place.spot {
                Spot::Pointer(pointer) => Some(pointer.to_string()),
                _ => None,
            });
            serde_json::json!({
                "severity": word(severity),
                "code": diagnostic.code.text(),
                "message": diagnostic.message,
                "file": place.map(|place| place.file.as_ref()),
                "line": at.map(|at| at.line),
                "column": at.map(|at| at.column),
                "pointer": pointer,
                "notes": diagnostic.notes.iter().map(|(label, text)| serde_json::json!({"label": label, "text": text})).collect::<Vec<_>>(),
                "help": diagnostic.help,
            })
        })
        .collect();
    let text = format!("{:#}\n", serde_json::json!({ "diagnostics": rows }));
    // What is left stands in strings, where JSON has its own escape for it.
    escaped(&text, |c| is_live(c) && c != '\n', |c| format!("\\u{:04x}", u32::from(c)))
}

fn github(diagnostic: &Diagnostic, severity: Severity, sources: &Sources) -> String {
    let level = match severity {
        Severity::Error => "error",
        Severity::Assumed => "warning",
    };
    let mut properties = vec![format!("title={}", property(diagnostic.code.text()))];
    if let Some(place) = &diagnostic.place {
        properties.push(format!("file={}", property(&place.file)));
        if let Some(at) = sources.position(place) {
            properties.push(format!("line={},col={}", at.line, at.column));
        }
    }
    let mut message = diagnostic.message.clone();
    let notes = diagnostic.notes.iter().map(|(label, text)| (*label, text));
    for (label, text) in notes.chain(diagnostic.help.iter().map(|help| ("help", help))) {
        let _ = write!(message, "\n{label}: {text}");
    }
    format!("::{level} {}::{}\n", properties.join(","), data(&message))
}

/// The text as a workflow command takes it: line feeds are kept, every other control character is inert.
fn data(text: &str) -> String {
    text.split('\n').map(inert).collect::<Vec<_>>().join("\n").replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text with every control and direction-changing character written as an escape.
#[must_use]
pub fn inert(text: &str) -> String {
    escaped(text, is_live, |c| c.escape_unicode().to_string())
}

/// Whether a terminal does something else with a character than show it.
fn is_live(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn escaped(text: &str, is_live: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if is_live(c) {
            out.push_str(&escape(c));
        } else {
            out.push(c);
        }
        out
    })
}
