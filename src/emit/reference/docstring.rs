//! A docstring in, blocks of Markdown out: paragraphs, lists, code, and the sections `Args`, `Returns`, `Raises`.

use super::markdown::{CODE, block, code, inline, paragraph};

const SECTIONS: [&str; 5] = ["Args:", "Returns:", "Yields:", "Raises:", "Attributes:"];

/// The docstring, a blank line between its blocks, a line feed at its end; nothing for an empty one.
pub(super) fn document(doc: &str) -> String {
    let lines: Vec<&str> = doc.lines().collect();
    let mut blocks = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let (said, taken) = if line.trim().is_empty() {
            (None, 0)
        } else if let Some(section) = SECTIONS.iter().find(|section| line.trim_end() == **section) {
            let size = indented(after);
            (Some(entries(section, after.get(..size).unwrap_or_default())), size)
        } else if let Some(fence) = ["```", "~~~"].iter().find(|fence| line.trim_start().starts_with(**fence))
        {
            let size = after.iter().take_while(|line| !line.trim_start().starts_with(*fence)).count();
            let text = after.get(..size).unwrap_or_default().join("\n");
            (Some(block("", &text)), (size + 1).min(after.len()))
        } else if line.starts_with("    ") {
            let size = indented(after);
            let inside = std::iter::once(line).chain(after.get(..size).unwrap_or_default());
            let text: Vec<&str> = inside.map(|line| line.get(4..).unwrap_or_default()).collect();
            (Some(block(CODE, text.join("\n").trim_end())), size)
        } else if item(line).is_some() {
            let size = after.iter().take_while(|line| item(line).is_some() || line.starts_with("  ")).count();
            (Some(list(line, after.get(..size).unwrap_or_default())), size)
        } else {
            let size = after.iter().take_while(|line| is_prose(line)).count();
            let words = std::iter::once(line).chain(after.get(..size).unwrap_or_default());
            let words: Vec<&str> = words.map(|line| line.trim()).collect();
            (Some(paragraph(&words.join(" ")) + "\n"), size)
        };
        blocks.extend(said);
        rest = after.get(taken..).unwrap_or_default();
    }
    blocks.join("\n")
}

/// How many lines are further in, blank ones between them included.
fn indented(lines: &[&str]) -> usize {
    let inner = |line: &&str| line.is_empty() || line.starts_with("    ");
    let size = lines.iter().take_while(|line| inner(line)).count();
    let blank = lines.iter().take(size).rev().take_while(|line| line.is_empty()).count();
    size - blank
}

fn is_prose(line: &str) -> bool {
    let opens =
        SECTIONS.contains(&line.trim_end()) || item(line).is_some() || line.trim_start().starts_with("```");
    !line.trim().is_empty() && !opens
}

/// The depth, the marker and the text of a list item.
fn item(line: &str) -> Option<(usize, String, &str)> {
    let bare = line.trim_start_matches(' ');
    let (marker, text) = bare.split_once(' ')?;
    let number = marker.trim_end_matches(['.', ')']);
    let is_number = !number.is_empty() && number.len() < marker.len() && number.len() < 4;
    let marker = match marker {
        "-" | "*" | "+" => "-".to_owned(),
        _ if is_number && number.chars().all(|c| c.is_ascii_digit()) => format!("{number}."),
        _ => return None,
    };
    Some((line.len() - bare.len(), marker, text))
}

fn list(first: &str, others: &[&str]) -> String {
    let mut items: Vec<(usize, String, String)> = Vec::new();
    for line in std::iter::once(&first).chain(others) {
        match (item(line), items.last_mut()) {
            (Some((depth, marker, text)), _) => items.push((depth, marker, text.trim().to_owned())),
            (None, Some((_, _, text))) => {
                text.push(' ');
                text.push_str(line.trim());
            }
            (None, None) => {}
        }
    }
    let item = |(depth, marker, text): (usize, String, String)| {
        format!("{}{marker} {}\n", " ".repeat(depth), inline(&text))
    };
    items.into_iter().map(item).collect()
}

/// A section: what each of its entries says.
fn entries(section: &str, lines: &[&str]) -> String {
    let mut entries: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.get(4..).unwrap_or_default()).filter(|line| !line.is_empty()) {
        match entries.last_mut() {
            Some(entry) if line.starts_with(' ') => {
                entry.push(' ');
                entry.push_str(line.trim());
            }
            _ => entries.push(line.trim().to_owned()),
        }
    }
    let title = match section {
        "Args:" => "Arguments:",
        section => section,
    };
    let entry = |entry: &String| match entry.split_once(": ") {
        Some((name, text)) if is_name(name) => format!("- {}: {}\n", code(name), inline(text)),
        _ => format!("- {}\n", inline(entry)),
    };
    format!("{title}\n\n{}", entries.iter().map(entry).collect::<String>())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '*'))
}
