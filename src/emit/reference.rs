//! The surface and the texts of all modules in, `docs/api-reference.md` out: what a program can use, taken from the
//! modules themselves, so that it says what they say. No text of a schema is more than text in it.

mod docstring;
mod export;
mod markdown;
mod tables;

use std::collections::BTreeSet;

use docstring::document;
use export::{Export, Pen};

use crate::emit::outline::library::{Library, MODEL};
use crate::naming::ModulePath;
use crate::surface::Surface;

/// The page for a package of that name, below a comment that says where it comes from.
#[must_use]
pub fn page(surface: &Surface<'_>, package: &ModulePath, header: &[String], library: &Library<'_>) -> String {
    let provided: Vec<_> = surface.root.iter().filter(|export| export.provided).collect();
    let names: BTreeSet<&str> = provided.iter().map(|export| export.name.as_str()).collect();
    let is_public = |name: &str| names.contains(name);
    let home_of = |name: &str| provided.iter().find(|export| export.name.as_str() == name);
    let find = |name: &str| library.find(&format!("{package}.{}", home_of(name)?.home), name);
    let mut out = format!(
        "<!-- {}\n-->\n\n# API reference\n\n\
         The names exported by `{package}`, then the wire layer, every method and every type of the protocol.\n",
        header.join("\n     "),
    );
    let pen = Pen { library, is_public: &is_public, heading: "##" };
    for export in &provided {
        let name = export.name.as_str();
        if blocking(name).is_some_and(is_public) {
            continue;
        }
        let twins = [format!("Async{name}"), format!("async_{name}")];
        let twin = twins.iter().find(|twin| is_public(twin)).and_then(|twin| find(twin));
        let Some(found) = find(name) else { continue };
        out.push('\n');
        out.push_str(&pen.section(&Export { found, twin, prefix: "" }));
    }
    let pen = Pen { heading: "###", ..pen };
    let home = format!("{package}.wire");
    if let Some(wire) = library.outline(&home) {
        out.push_str("\n## The wire layer\n\n");
        out.push_str(&document(wire.doc.as_deref().unwrap_or_default()));
        let offers = Library::offers(&wire);
        for found in offers.iter().filter_map(|name| library.find(&home, name)) {
            out.push('\n');
            out.push_str(&pen.section(&Export { found, twin: None, prefix: "wire." }));
        }
    }
    if let Some(requests) = &surface.requests {
        out.push_str(&tables::requests(surface, requests));
    }
    out.push_str(&tables::methods(surface));
    out.push_str("\n## Types\n");
    if let Some(found) = library.find(&format!("{package}.{}", MODEL.0), MODEL.1) {
        out.push_str("\nEvery model has these members:\n\n");
        out.push_str(&pen.section(&Export { found, twin: None, prefix: "" }));
    }
    out.push_str(&tables::types(surface, library, package));
    out
}

/// The name of what blocks where this one is awaited.
fn blocking(name: &str) -> Option<&str> {
    name.strip_prefix("Async").or_else(|| name.strip_prefix("async_"))
}
