//! The text of a Python module in, its outline out: classes, functions and values with their signatures and
//! documentation, and where imported names come from. Nothing is executed, and what is only run, never declared, is
//! passed over.
//!
//! The text is laid out as `ruff format` does it: four spaces a level, one statement a line.

mod block;
mod header;
pub mod library;
mod lines;
mod string;

use std::collections::BTreeMap;

/// What a module or class declares, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// Its docstring.
    pub doc: Option<String>,
    /// What it declares; a name may be declared more than once, as overloads are.
    pub items: Vec<Item>,
    /// What it imports by name: the name here, and the module and the name there. A module that is relative starts
    /// with dots.
    pub imports: BTreeMap<String, (String, String)>,
}

/// One declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A class.
    Class(Class),
    /// A function, method or property.
    Function(Function),
    /// A variable, attribute, alias or enum value.
    Value(Value),
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Its bases, as written, keywords left out.
    pub bases: Vec<String>,
    /// The decorators, without the `@`.
    pub decorators: Vec<String>,
    /// What stands in it.
    pub body: Outline,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Whether it is a coroutine function.
    pub is_async: bool,
    /// From `def` to the end of the return annotation, as laid out at the left margin.
    pub signature: String,
    /// The decorators, without the `@`.
    pub decorators: Vec<String>,
    /// Its docstring.
    pub doc: Option<String>,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its name.
    pub name: String,
    /// The declaration as laid out at the left margin.
    pub text: String,
    /// The docstring below it.
    pub doc: Option<String>,
}

impl Function {
    /// The names of its parameters in order, without `self` and `cls` and the marks between them.
    #[must_use]
    pub fn parameters(&self) -> Vec<String> {
        let inside = self.signature.split_once('(').and_then(|(_, rest)| Some(rest.rsplit_once(')')?.0));
        let list = header::parts(inside.unwrap_or_default());
        let names = list.iter().filter_map(|part| Some(header::identifier(part.trim_start_matches('*'))?.0));
        names.filter(|name| !["self", "cls"].contains(name)).map(str::to_owned).collect()
    }
}

impl Item {
    /// The name that is declared.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Item::Class(class) => &class.name,
            Item::Function(function) => &function.name,
            Item::Value(value) => &value.name,
        }
    }
}

impl Outline {
    /// Reads a module.
    #[must_use]
    pub fn of(text: &str) -> Self {
        block::read(&lines::logical(text))
    }

    /// The declaration of a name, the last one if there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Item> {
        self.items.iter().rev().find(|item| item.name() == name)
    }
}
