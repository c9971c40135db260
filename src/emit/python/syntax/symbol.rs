//! Symbols: a name together with where it comes from. Printing a symbol is what imports it, so a
//! module can neither lack an import nor have one too many.

use super::{Ident, ModulePath};

/// A name and its origin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// Always there: `str`, `ValueError`.
    Builtin(Ident),
    /// Defined in the module itself, or a parameter or variable in reach.
    Local(Ident),
    /// Defined in another module and imported by name.
    Imported(Imported),
    /// A module imported as a whole: `import sys`.
    Module(ModulePath),
}

/// A name that another module defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Imported {
    /// The defining module.
    pub module: ModulePath,
    /// The name over there.
    pub name: Ident,
    /// The name over here, if it differs.
    pub alias: Option<Ident>,
    /// Whether type checkers alone need it.
    pub type_only: bool,
}

/// A [`Symbol`](crate::emit::python::syntax::Symbol) from literals, checked by the compiler:
/// `py_symbol!("str")` is a builtin, `py_symbol!("typing", "Literal")` is imported.
#[macro_export]
macro_rules! py_symbol {
    ($name:literal) => {
        $crate::emit::python::syntax::Symbol::Builtin($crate::py_ident!($name))
    };
    ($module:literal, $name:literal) => {
        $crate::emit::python::syntax::Symbol::imported($crate::py_module!($module), $crate::py_ident!($name))
    };
}

impl Symbol {
    /// `name` as `module` defines it.
    pub fn imported(module: ModulePath, name: Ident) -> Symbol {
        Symbol::Imported(Imported { module, name, alias: None, type_only: false })
    }

    /// The same symbol, needed by type checkers alone. Without effect on names that are not imported.
    #[must_use]
    pub fn type_only(mut self) -> Symbol {
        if let Symbol::Imported(imported) = &mut self {
            imported.type_only = true;
        }
        self
    }

    /// The same symbol under another local name (`import A as B`). Without effect on names that
    /// are not imported by name.
    #[must_use]
    pub fn aliased(mut self, alias: Ident) -> Symbol {
        if let Symbol::Imported(imported) = &mut self {
            imported.alias = (alias != imported.name).then_some(alias);
        }
        self
    }

    /// What is written where the symbol is used.
    pub fn local_name(&self) -> &str {
        match self {
            Symbol::Builtin(name) | Symbol::Local(name) => name.as_str(),
            Symbol::Imported(imported) => imported.local_name().as_str(),
            Symbol::Module(path) => path.as_str(),
        }
    }
}

impl Imported {
    /// The name over here.
    pub fn local_name(&self) -> &Ident {
        self.alias.as_ref().unwrap_or(&self.name)
    }
}
