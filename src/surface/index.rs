//! A surface in, its index out: one line a public symbol, in sections, sorted; what a reviewer reads when a pin moves.

use std::fmt::Write as _;

use super::{RootExport, Surface, spell};
use crate::diag::inert;
use crate::ir::{About, Stability};

/// The index as text that ends with a line feed.
#[must_use]
pub fn index(surface: &Surface<'_>) -> String {
    let mut text = "# root\n".to_owned();
    root(&mut text, &surface.root);
    if !surface.rust_root.is_empty() {
        text.push_str("\n# root of the crate\n");
        root(&mut text, &surface.rust_root);
    }
    section(&mut text, "types", types(surface));
    section(&mut text, "methods", methods(surface));
    section(&mut text, "messages", messages(surface));
    text
}

fn root(text: &mut String, exports: &[RootExport]) {
    for export in exports {
        let declared = if export.provided { "" } else { "  declared" };
        let _ = writeln!(text, "{}  {}{declared}", export.name, export.home);
    }
}

fn section(text: &mut String, title: &str, mut lines: Vec<String>) {
    lines.sort();
    let _ = writeln!(text, "\n# {title}");
    for line in lines {
        text.push_str(&inert(line.trim_end()));
        text.push('\n');
    }
}

fn types(surface: &Surface<'_>) -> Vec<String> {
    let public = surface.ir.defs().iter().filter_map(|def| {
        let placement = surface.placement.get(&def.id).filter(|placement| placement.public)?;
        let direction = match (def.direction.inbound, def.direction.outbound) {
            (true, true) => "both",
            (true, false) => "inbound",
            (false, true) => "outbound",
            (false, false) => "unused",
        };
        let (name, kind) = (surface.names.of(def.id), spell::kind(&def.body));
        Some(format!("{name}  {kind} {direction} {}{}", placement.module, marks(&def.about)))
    });
    public.collect()
}

fn methods(surface: &Surface<'_>) -> Vec<String> {
    let methods = surface.ir.methods().iter().zip(surface.names.methods());
    methods
        .map(|(method, names)| {
            let signature = spell::signature(method, surface.names);
            format!(
                "{}  {} {}  {signature}{}",
                names.constant,
                method.kind,
                method.wire,
                marks(&method.about)
            )
        })
        .collect()
}

fn messages(surface: &Surface<'_>) -> Vec<String> {
    let methods = surface.ir.methods().iter().zip(surface.names.methods());
    let unions = surface.names.envelopes().iter().map(|names| format!("{}  union", names.union));
    methods.map(|(method, names)| format!("{}  {}", names.message, method.wire)).chain(unions).collect()
}

fn marks(about: &About) -> String {
    let mut marks = String::new();
    if about.stability == Stability::Experimental {
        marks.push_str("  experimental");
    }
    if about.deprecated {
        marks.push_str("  deprecated");
    }
    marks
}
