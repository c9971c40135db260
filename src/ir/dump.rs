//! The digest of a protocol that a reviewer reads when a pin moves: one line for each definition, member, variant,
//! value and method, sorted, so that it depends on what the model says and not on the order of the document.
//! Documentation is left out; everything that an SDK depends on is there, and any text from outside is inert.

mod words;

use std::fmt::Write as _;

use super::{Body, Def, Enum, Envelope, Extra, Field, Ir, Method, Params, Record, Tagging, Type, Union};
use words::{Words, marks};

/// The digest, or the part of it that has a name: a definition with all that was lifted out of it, a method, or the
/// methods below a prefix.
#[must_use]
pub fn dump(ir: &Ir, name: Option<&str>) -> String {
    let words = Words(ir);
    let mut out = String::new();
    let mut methods: Vec<&Method> = ir
        .methods()
        .iter()
        .filter(|method| name.is_none_or(|name| below(method.wire.as_str(), name)))
        .collect();
    methods.sort_by(|a, b| (a.kind, &a.wire).cmp(&(b.kind, &b.wire)));
    for method in methods {
        method_line(&mut out, words, method);
    }
    for envelope in ir.envelopes().iter().filter(|envelope| name.is_none_or(|name| *envelope.name == *name)) {
        envelope_lines(&mut out, words, envelope);
    }
    let mut defs: Vec<&Def> =
        ir.defs().iter().filter(|def| name.is_none_or(|name| below(def.path.as_str(), name))).collect();
    defs.sort_by(|a, b| a.path.cmp(&b.path));
    for def in defs {
        def_lines(&mut out, words, def);
    }
    out
}

/// Whether something has a name or stands in what has it.
fn below(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.', '[', '{']))
}

fn method_line(out: &mut String, words: Words<'_>, method: &Method) {
    let params = match &method.params {
        Params::None => String::new(),
        Params::Required(ty) => words.ty(ty),
        Params::Optional(ty) => format!("{}?", words.ty(ty)),
    };
    let _ = write!(out, "{} {}({params})", method.kind, words.name(method.wire.as_str()));
    if let Some(result) = &method.result {
        let _ = write!(out, " -> {}", words.ty(result));
    }
    if !method.result_reason.is_empty() {
        let _ = write!(out, "  because: {}", words.text(&method.result_reason));
    }
    let _ = writeln!(out, "{}", marks(&method.about, &[]));
}

fn envelope_lines(out: &mut String, words: Words<'_>, envelope: &Envelope) {
    let _ = write!(out, "envelope {} of every {}", words.name(&envelope.name), envelope.kind);
    if let Some(id) = &envelope.id {
        let _ = write!(out, ", id {}", words.ty(id));
    }
    let _ = writeln!(out, "{}", marks(&envelope.about, &[]));
    field_lines(out, words, &envelope.fields);
}

fn def_lines(out: &mut String, words: Words<'_>, def: &Def) {
    let path = words.path(&def.path);
    let (head, tail) = match &def.body {
        Body::Record(record) => ("record", record_tail(words, record)),
        Body::Union(union) => ("union", union_tail(words, union)),
        Body::Enum(listed) => ("enum", enum_tail(words, listed)),
        Body::Alias(ty) => ("alias", format!(" = {}", words.ty(ty))),
    };
    let ways = match (def.direction.inbound, def.direction.outbound) {
        (true, true) => "in out",
        (true, false) => "in",
        (false, true) => "out",
        (false, false) => "unreached",
    };
    let _ = writeln!(out, "{head} {path}{tail}{}", marks(&def.about, &[ways]));
    match &def.body {
        Body::Record(record) => field_lines(out, words, &record.fields),
        Body::Union(union) => variant_lines(out, words, union),
        Body::Enum(listed) => {
            let mut lines: Vec<String> = listed
                .values
                .iter()
                .map(|value| format!("  {}{}\n", words.name(value.wire.as_str()), marks(&value.about, &[])))
                .collect();
            lines.sort();
            out.extend(lines);
        }
        Body::Alias(_) => {}
    }
}

fn record_tail(words: Words<'_>, record: &Record) -> String {
    let mut out = String::new();
    if let Some((key, value)) = &record.tag {
        let _ = write!(out, ", {} is {}", words.name(key.as_str()), words.quoted(value));
    }
    match &record.extra {
        Extra::Unsaid => {}
        Extra::Refused => out.push_str(", closed"),
        Extra::Typed(ty) => {
            let _ = write!(out, ", others are {}", words.ty(ty));
        }
    }
    let group = |group: &[super::WireName]| words.names(group, " and ");
    if !record.alternatives.is_empty() {
        let groups: Vec<String> = record.alternatives.iter().map(|names| group(names)).collect();
        let _ = write!(out, ", needs {}", groups.join(" or "));
    }
    out
}

fn union_tail(words: Words<'_>, union: &Union) -> String {
    let by = match &union.tagging {
        Tagging::Internal(key) => format!(" by {}", words.name(key.as_str())),
        Tagging::Shape => " by shape".to_owned(),
    };
    if union.open_tail { format!("{by}, open") } else { by }
}

fn enum_tail(words: Words<'_>, listed: &Enum) -> String {
    listed
        .any_text
        .as_ref()
        .map_or_else(String::new, |rule| format!(" of any {}", words.ty(&Type::Str(rule.clone()))))
}

fn field_lines(out: &mut String, words: Words<'_>, fields: &[Field]) {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by(|a, b| a.wire.cmp(&b.wire));
    for field in fields {
        let presence = if field.required { "" } else { "?" };
        let null = if field.nullable { "|null" } else { "" };
        let _ = write!(out, "  {}{presence}: {}{null}", words.name(field.wire.as_str()), words.ty(&field.ty));
        if let Some(default) = &field.default {
            let _ = write!(out, " = {}", words.text(&default.to_string()));
        }
        if let Some(value) = &field.absent {
            let _ = write!(out, " else {}", words.text(&value.to_string()));
        }
        let secret: &[&str] = if field.secret { &["secret"] } else { &[] };
        let _ = writeln!(out, "{}", marks(&field.about, secret));
    }
}

/// Tagged variants by their tag; others in the order in which they are tried, which matters.
fn variant_lines(out: &mut String, words: Words<'_>, union: &Union) {
    let mut lines: Vec<String> = union
        .variants
        .iter()
        .map(|variant| {
            format!(
                "  {}: {}{}\n",
                words.test(&variant.test),
                words.ty(&variant.ty),
                marks(&variant.about, &[])
            )
        })
        .collect();
    if union.tagging != Tagging::Shape {
        lines.sort();
    }
    out.extend(lines);
}
