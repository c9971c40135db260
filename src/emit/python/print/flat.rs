//! Expressions on one line. Every write may end the attempt, so measuring costs no more than the
//! columns of a line.

use super::out::{Out, TooWide};
use crate::emit::python::syntax::{Argument, Comparison, Expr, Junction, Symbol};

/// How tightly an expression holds together; what holds less than its place asks for is put in
/// parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Or,
    And,
    Not,
    Compare,
    Union,
    Sign,
    Await,
    Atom,
}

pub(super) fn binding(expr: &Expr) -> Binding {
    match expr {
        Expr::BoolOp { op: Junction::Or, .. } => Binding::Or,
        Expr::BoolOp { op: Junction::And, .. } => Binding::And,
        Expr::Not(_) => Binding::Not,
        Expr::Compare { .. } => Binding::Compare,
        Expr::Union(_) => Binding::Union,
        Expr::Int(value) if *value < 0 => Binding::Sign,
        Expr::Float(value) if value.is_sign_negative() => Binding::Sign,
        Expr::Await(_) => Binding::Await,
        _ => Binding::Atom,
    }
}

/// What the operands of an operator must hold at least; `and` inside `or` is put in parentheses
/// for the reader.
pub(super) fn operand_binding(expr: &Expr) -> Binding {
    match expr {
        Expr::BoolOp { op: Junction::Or, .. } | Expr::BoolOp { op: Junction::And, .. } | Expr::Not(_) => {
            Binding::Not
        }
        Expr::Compare { .. } => Binding::Union,
        Expr::Union(_) => Binding::Sign,
        _ => Binding::Atom,
    }
}

pub(super) fn comparison(op: Comparison) -> &'static str {
    match op {
        Comparison::Is => "is ",
        Comparison::IsNot => "is not ",
        Comparison::Eq => "== ",
        Comparison::NotEq => "!= ",
        Comparison::In => "in ",
        Comparison::NotIn => "not in ",
    }
}

pub(super) fn junction(op: Junction) -> &'static str {
    match op {
        Junction::And => "and ",
        Junction::Or => "or ",
    }
}

/// A number directly before a dot would swallow it.
pub(super) fn needs_parentheses_before_dot(expr: &Expr) -> bool {
    matches!(expr, Expr::Int(_) | Expr::Float(_))
}

/// The items of a subscript as printed: a tuple stands without its parentheses.
pub(super) fn subscript_items(items: &[Expr]) -> &[Expr] {
    match items {
        [Expr::Tuple(inner)] if inner.len() > 1 => inner,
        items => items,
    }
}

impl Out<'_> {
    pub(super) fn flat(&mut self, expr: &Expr) -> Result<(), TooWide> {
        match expr {
            Expr::Name(symbol) => self.symbol(symbol),
            Expr::Str(text) => self.string(text),
            Expr::Int(value) => self.push(&value.to_string()),
            Expr::Float(value) => self.float(*value),
            Expr::Bool(true) => self.push("True"),
            Expr::Bool(false) => self.push("False"),
            Expr::None => self.push("None"),
            Expr::Ellipsis => self.push("..."),
            Expr::List(items) => self.flat_items("[", items, "]"),
            Expr::Tuple(items) => {
                let close = if items.len() == 1 { ",)" } else { ")" };
                self.flat_items("(", items, close)
            }
            Expr::Set(items) if items.is_empty() => self.push("set()"),
            Expr::Set(items) => self.flat_items("{", items, "}"),
            Expr::Dict(items) => {
                self.push("{")?;
                for (index, (key, value)) in items.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " })?;
                    self.flat(key)?;
                    self.push(": ")?;
                    self.flat(value)?;
                }
                self.push("}")
            }
            Expr::Attribute { value, .. }
            | Expr::Subscript { value, .. }
            | Expr::Call { func: value, .. } => {
                self.flat_root(value, matches!(expr, Expr::Attribute { .. }))?;
                self.flat_link(expr)
            }
            Expr::Await(value) => {
                self.push("await ")?;
                self.flat_operand(value, Binding::Atom)
            }
            Expr::Not(value) => {
                self.push("not ")?;
                self.flat_operand(value, operand_binding(expr))
            }
            Expr::Union(members) => self.flat_operators(expr, members, "| "),
            Expr::BoolOp { op, values } => self.flat_operators(expr, values, junction(*op)),
            Expr::Compare { left, op, right } => {
                self.flat_operand(left, operand_binding(expr))?;
                self.push(" ")?;
                self.push(comparison(*op))?;
                self.flat_operand(right, operand_binding(expr))
            }
        }
    }

    pub(super) fn symbol(&mut self, symbol: &Symbol) -> Result<(), TooWide> {
        match symbol {
            Symbol::Imported(imported) if imported.module == *self.home => self.push(imported.name.as_str()),
            symbol => self.push(symbol.local_name()),
        }
    }

    /// The value that an attribute, a subscript or a call is applied to.
    pub(super) fn flat_root(&mut self, value: &Expr, before_dot: bool) -> Result<(), TooWide> {
        if before_dot && needs_parentheses_before_dot(value) {
            return self.flat_parenthesized(value);
        }
        self.flat_operand(value, Binding::Atom)
    }

    /// The last `.name`, `[...]` or `(...)` of an expression, without what it is applied to.
    pub(super) fn flat_link(&mut self, expr: &Expr) -> Result<(), TooWide> {
        match expr {
            Expr::Attribute { name, .. } => {
                self.push(".")?;
                self.push(name.as_str())
            }
            Expr::Subscript { items, .. } if items.is_empty() => self.push("[()]"),
            Expr::Subscript { items, .. } => self.flat_items("[", subscript_items(items), "]"),
            Expr::Call { args, .. } => {
                self.push("(")?;
                for (index, arg) in args.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " })?;
                    self.argument_name(arg)?;
                    self.flat(argument_value(arg))?;
                }
                self.push(")")
            }
            _ => Ok(()),
        }
    }

    /// What stands before the value of an argument.
    pub(super) fn argument_name(&mut self, arg: &Argument) -> Result<(), TooWide> {
        match arg {
            Argument::Positional(_) => Ok(()),
            Argument::Keyword(name, _) => {
                self.push(name.as_str())?;
                self.push("=")
            }
            Argument::Star(_) => self.push("*"),
            Argument::DoubleStar(_) => self.push("**"),
        }
    }

    pub(super) fn flat_items(&mut self, open: &str, items: &[Expr], close: &str) -> Result<(), TooWide> {
        self.push(open)?;
        for (index, item) in items.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " })?;
            self.flat(item)?;
        }
        self.push(close)
    }

    fn flat_operators(&mut self, expr: &Expr, operands: &[Expr], operator: &str) -> Result<(), TooWide> {
        for (index, operand) in operands.iter().enumerate() {
            if index > 0 {
                self.push(" ")?;
                self.push(operator)?;
            }
            self.flat_operand(operand, operand_binding(expr))?;
        }
        Ok(())
    }

    pub(super) fn flat_operand(&mut self, operand: &Expr, least: Binding) -> Result<(), TooWide> {
        if binding(operand) < least { self.flat_parenthesized(operand) } else { self.flat(operand) }
    }

    fn flat_parenthesized(&mut self, expr: &Expr) -> Result<(), TooWide> {
        self.push("(")?;
        self.flat(expr)?;
        self.push(")")
    }
}

pub(super) fn argument_value(arg: &Argument) -> &Expr {
    match arg {
        Argument::Positional(value)
        | Argument::Keyword(_, value)
        | Argument::Star(value)
        | Argument::DoubleStar(value) => value,
    }
}
