//! Modules of the syntax tree in, source text out: a fixed point of `ruff format` in its default
//! settings, sorted as its import sorter wants; the same tree gives the same bytes.
//!
//! Two shapes are printed soundly but not as ruff would, if they do not fit on a line: chains of
//! three or more calls, and operators whose first or last operand is a call or in parentheses.

mod block;
mod docstring;
mod expr;
mod flat;
mod header;
mod imports;
mod literal;
mod out;
mod value;

use out::Out;

use super::syntax::{Ident, Module, ModulePath};

/// Two things of one module share a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{module}: the name {name} stands for {one} and for {other}")]
pub struct NameClash {
    /// The module that cannot be printed.
    pub module: ModulePath,
    /// The name.
    pub name: Ident,
    /// Where the name comes from.
    pub one: String,
    /// Where it comes from as well.
    pub other: String,
}

/// The source text of a module, with the imports that its symbols ask for.
pub fn print(module: &Module) -> Result<String, NameClash> {
    let imports = imports::collect(module)?;
    let mut out = Out::new(&module.path);
    for line in module.header.iter().flat_map(|line| line.split('\n')) {
        out.comment(line);
    }
    if let Some(doc) = &module.doc {
        if !module.header.is_empty() {
            out.blank_lines(1);
        }
        out.docstring(doc);
        out.end_line();
    }
    if !imports.is_empty() {
        out.separate(1);
        out.imports(&imports);
    }
    if let Some(first) = module.body.first() {
        out.separate(if block::is_definition(first) && (module.doc.is_some() || !imports.is_empty()) {
            2
        } else {
            1
        });
        out.block(&module.body);
    }
    Ok(out.finish())
}
