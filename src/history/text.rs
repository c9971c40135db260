//! The history as the text of one file and back. Items of one life share a list, so that the file stays small, and a
//! list that is long has a line an item, so that a new record changes few lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{History, Span, Spans, Version};
use crate::naming::quoted;

const HEADER: &str = "\
# Since when, and until when, recorded runtimes have what the protocol has.
# Written by `codex-sdkgen history`; lives are `SINCE [stable SINCE | experimental] [until GONE]`.
";
/// The tables of the file, in order.
const TABLES: [&str; 5] = ["methods", "types", "fields", "variants", "values"];
/// The width beyond which a list has a line an item.
const WIDTH: usize = 100;

type Owners = BTreeMap<String, Lives>;
type Lives = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    records: Vec<String>,
    #[serde(default)]
    methods: Owners,
    #[serde(default)]
    types: Lives,
    #[serde(default)]
    fields: Owners,
    #[serde(default)]
    variants: Owners,
    #[serde(default)]
    values: Owners,
}

pub(super) fn print(history: &History) -> String {
    let mut out = HEADER.to_owned();
    let records: Vec<&str> = history.records().collect();
    list(&mut out, "records", &records);
    let mut tables: BTreeMap<(usize, &str), BTreeMap<Span, Vec<&str>>> = BTreeMap::new();
    for ((table, owner, name), span) in history.entries() {
        let table = TABLES.iter().position(|known| *known == table).unwrap_or(TABLES.len());
        tables.entry((table, owner)).or_default().entry(*span).or_default().push(name);
    }
    for ((table, owner), lives) in tables {
        let table = TABLES.get(table).copied().unwrap_or_default();
        let owner = if table == "types" { String::new() } else { format!(".{}", key(owner)) };
        let _ = writeln!(out, "\n[{table}{owner}]");
        for (span, names) in lives {
            list(&mut out, &quoted(&life(&span, &records)), &names);
        }
    }
    out
}

fn list(out: &mut String, key: &str, names: &[&str]) {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let line = format!("{key} = [{}]\n", names.join(", "));
    if line.len() <= WIDTH {
        out.push_str(&line);
    } else {
        let _ = writeln!(out, "{key} = [\n  {},\n]", names.join(",\n  "));
    }
}

fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { text.to_owned() } else { quoted(text) }
}

fn life(span: &Span, records: &[&str]) -> String {
    let record = |at: usize| records.get(at).copied().unwrap_or_default();
    let mut text = record(span.since).to_owned();
    match span.stable {
        None => text.push_str(" experimental"),
        Some(at) if at > span.since => text.push_str(&format!(" stable {}", record(at))),
        Some(_) => {}
    }
    if let Some(at) = span.until {
        let _ = write!(text, " until {}", record(at));
    }
    text
}

/// The history, or what is wrong with its text.
pub(super) fn parse(text: &str) -> Result<History, String> {
    let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let version = |text: &String| Version::parse(text).ok_or_else(|| format!("{text:?} is no version"));
    let records: Vec<Version> = file.records.iter().map(version).collect::<Result<_, _>>()?;
    if !records.is_sorted_by(|a, b| a < b) {
        return Err("the records are not in their order".to_owned());
    }
    let mut history = History { records, spans: Spans::new() };
    add(&mut history, "types", "", file.types)?;
    for (table, owners) in [
        ("methods", file.methods),
        ("fields", file.fields),
        ("variants", file.variants),
        ("values", file.values),
    ] {
        for (owner, lives) in owners {
            add(&mut history, table, &owner, lives)?;
        }
    }
    Ok(history)
}

fn add(history: &mut History, table: &'static str, owner: &str, lives: Lives) -> Result<(), String> {
    let owners = history.spans.entry(table).or_default();
    let items = owners.entry(owner.into()).or_default();
    for (life, names) in lives {
        let span = span(&life, &history.records).ok_or_else(|| format!("{life:?} is no life"))?;
        for name in names {
            if items.insert(name.as_str().into(), span).is_some() {
                return Err(format!("{name} stands twice in {table} {owner}"));
            }
        }
    }
    Ok(())
}

fn span(life: &str, records: &[Version]) -> Option<Span> {
    let record = |text: &str| records.iter().position(|version| version.as_str() == text);
    let mut words = life.split(' ');
    let since = record(words.next()?)?;
    let mut span = Span { since, stable: Some(since), until: None };
    while let Some(word) = words.next() {
        match word {
            "experimental" => span.stable = None,
            "stable" => span.stable = Some(record(words.next()?)?),
            "until" => span.until = Some(record(words.next()?)?),
            _ => return None,
        }
    }
    Some(span)
}
