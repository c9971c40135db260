//! The part of Python that the emitter writes, as a typed tree: what cannot be written down here
//! cannot be emitted. Identifiers, strings and documentation are types of their own, so text from
//! a schema never becomes code; imports are not part of the tree, they follow from its symbols.

mod expr;
pub(super) mod order;
mod replace;
mod stmt;
mod symbol;
mod visit;

pub use crate::emit::docs::Doc;
pub use crate::naming::{ModulePath, NotAnIdentifier, PyIdent as Ident};
pub use expr::{Argument, Comparison, Expr, Junction};
pub use stmt::{Class, Function, Parameter, Params, Stmt};
pub use symbol::{Imported, Symbol};

/// One source file of the package.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Where the file stands. The first segment is the package, whose modules are first-party;
    /// symbols imported from this very path are printed as local names.
    pub path: ModulePath,
    /// Lines of the comment that opens the file.
    pub header: Vec<String>,
    /// The module docstring.
    pub doc: Option<Doc>,
    /// Whether annotations stay unevaluated (`from __future__ import annotations`).
    pub future_annotations: bool,
    /// Names that the file lists in its `__all__` and does not define; imported under `if TYPE_CHECKING:`, so that
    /// type checkers see what is imported later at run time.
    pub offers: Vec<Symbol>,
    /// The statements below the imports.
    pub body: Vec<Stmt>,
}

impl Module {
    /// An empty module with unevaluated annotations.
    pub fn new(path: ModulePath) -> Module {
        Module {
            path,
            header: Vec::new(),
            doc: None,
            future_annotations: true,
            offers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The module without unevaluated annotations: it has none.
    #[must_use]
    pub fn without_annotations(mut self) -> Module {
        self.future_annotations = false;
        self
    }

    /// Sets the opening comment.
    #[must_use]
    pub fn header<S: Into<String>>(mut self, lines: impl IntoIterator<Item = S>) -> Module {
        self.header = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<Option<Doc>>) -> Module {
        self.doc = doc.into();
        self
    }

    /// Adds names that only type checkers see defined; `__all__` must list them.
    #[must_use]
    pub fn offering(mut self, symbols: impl IntoIterator<Item = Symbol>) -> Module {
        self.offers.extend(symbols);
        self
    }

    /// Adds statements.
    #[must_use]
    pub fn body(mut self, body: impl IntoIterator<Item = Stmt>) -> Module {
        self.body.extend(body);
        self
    }

    /// Calls `visit` with every symbol that the file uses, re-exports left out.
    pub fn symbols<'a>(&'a self, visit: &mut dyn FnMut(&'a Symbol)) {
        visit::block(&self.body, visit);
    }
}
