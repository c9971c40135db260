//! Expressions that may take several lines, inside brackets or with brackets of their own: on one
//! line if they fit, else opened at the outermost place that helps.

use super::flat::{self, Binding};
use super::out::{Out, TooWide, WIDTH};
use crate::emit::python::syntax::{Argument, Expr};

impl Out<'_> {
    /// `tail` is the number of columns that follow on the line where the expression ends.
    pub(super) fn expr(&mut self, expr: &Expr, tail: usize) {
        if self.attempt(tail, |out| out.flat(expr)) {
            return;
        }
        match expr {
            Expr::Name(_)
            | Expr::Str(_)
            | Expr::Int(_)
            | Expr::Float(_)
            | Expr::Bool(_)
            | Expr::None
            | Expr::Ellipsis => self.overlong(expr),
            Expr::List(items) => self.open_items("[", items, "]"),
            Expr::Tuple(items) => self.open_items("(", items, ")"),
            Expr::Set(items) if items.is_empty() => self.put("set()"),
            Expr::Set(items) => self.open_items("{", items, "}"),
            Expr::Dict(items) => self.open_dict(items),
            Expr::Attribute { .. } | Expr::Call { .. } | Expr::Subscript { .. } => self.chain(expr, tail),
            Expr::Await(value) => {
                self.put("await ");
                self.operand(value, Binding::Atom, tail);
            }
            Expr::Not(value) => {
                self.put("not ");
                self.operand(value, flat::operand_binding(expr), tail);
            }
            Expr::Union(members) => self.operators(expr, members, "| ", tail),
            Expr::BoolOp { op, values } => self.operators(expr, values, flat::junction(*op), tail),
            Expr::Compare { left, op, right } => {
                self.operators(expr, [left.as_ref(), right.as_ref()], flat::comparison(*op), tail);
            }
        }
    }

    /// One operand a line, each line but the first opened by the operator.
    fn operators<'e>(
        &mut self,
        expr: &Expr,
        operands: impl IntoIterator<Item = &'e Expr>,
        operator: &str,
        tail: usize,
    ) {
        let mut operands = operands.into_iter().peekable();
        let mut first = true;
        while let Some(operand) = operands.next() {
            if !first {
                self.new_line();
                self.put(operator);
            }
            first = false;
            let tail = if operands.peek().is_none() { tail } else { 0 };
            self.operand(operand, flat::operand_binding(expr), tail);
        }
    }

    fn operand(&mut self, operand: &Expr, least: Binding, tail: usize) {
        if flat::binding(operand) < least {
            if !self.attempt(tail, |out| out.flat_operand(operand, least)) {
                self.open_parentheses(operand);
            }
            return;
        }
        self.expr(operand, tail);
    }

    /// `(`, the expression on lines of its own, `)`.
    pub(super) fn open_parentheses(&mut self, expr: &Expr) {
        self.put("(");
        self.indented(|out| {
            out.new_line();
            out.expr(expr, 0);
        });
        self.new_line();
        self.put(")");
    }

    /// Attributes, subscripts and calls in a row; the first bracket opens whose content does not
    /// fit up to the next one.
    pub(super) fn chain(&mut self, expr: &Expr, tail: usize) {
        let (value, is_attribute) = match expr {
            Expr::Attribute { value, .. } => (value, true),
            Expr::Subscript { value, .. } | Expr::Call { func: value, .. } => (value, false),
            _ => return self.expr(expr, tail),
        };
        let link = self.measure(|out| out.flat_link(expr));
        match value.as_ref() {
            Expr::Attribute { .. } | Expr::Subscript { .. } | Expr::Call { .. } => {
                let tail = if opens(expr) { 1 } else { link + tail };
                self.chain(value, tail);
            }
            value
                if flat::binding(value) < Binding::Atom
                    || is_attribute && flat::needs_parentheses_before_dot(value) =>
            {
                let _ = self.flat_root(value, is_attribute);
            }
            value => self.expr(value, if opens(expr) { 1 } else { link + tail }),
        }
        if !opens(expr) || self.attempt(tail, |out| out.flat_link(expr)) {
            if !opens(expr) {
                let _ = self.flat_link(expr);
            }
            return;
        }
        self.open_link(expr);
    }

    /// The last bracket of a chain, opened.
    fn open_link(&mut self, expr: &Expr) {
        match expr {
            Expr::Subscript { items, .. } => {
                self.open_items("[", flat::subscript_items(items), "]");
            }
            Expr::Call { args, .. } => {
                let comma = if args.len() > 1 { "," } else { "" };
                self.put("(");
                self.lines(args, |out, arg: &Argument| {
                    let _ = out.argument_name(arg);
                    out.expr(flat::argument_value(arg), comma.len());
                    out.put(comma);
                });
                self.put(")");
            }
            _ => {}
        }
    }

    /// A chain whose outermost bracket is opened although its content may fit.
    pub(super) fn chain_opened(&mut self, expr: &Expr) {
        match expr {
            Expr::Subscript { value, .. } | Expr::Call { func: value, .. } if opens(expr) => {
                self.expr(value, 1);
                self.open_link(expr);
            }
            expr => self.expr(expr, 0),
        }
    }

    /// Items on lines of their own. One item alone takes no comma, but for a tuple, which is
    /// nothing without it.
    fn open_items(&mut self, open: &str, items: &[Expr], close: &str) {
        self.put(open);
        if !items.is_empty() {
            let comma = if items.len() > 1 || open == "(" { "," } else { "" };
            self.lines(items, |out, item| {
                out.expr(item, comma.len());
                out.put(comma);
            });
        }
        self.put(close);
    }

    fn open_dict(&mut self, items: &[(Expr, Expr)]) {
        self.put("{");
        if !items.is_empty() {
            let comma = if items.len() > 1 { "," } else { "" };
            self.lines(items, |out, (key, value)| {
                out.expr(key, 1);
                out.put(": ");
                out.expr(value, comma.len());
                out.put(comma);
            });
        }
        self.put("}");
    }

    /// Each item on a line of its own, one level further in.
    pub(super) fn lines<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.indented(|out| {
            for item in items {
                out.new_line();
                write(out, item);
            }
        });
        self.new_line();
    }

    /// The columns up to the first place where a value may break, or of all of it and `tail`.
    pub(super) fn head_width(&mut self, expr: &Expr, tail: usize) -> usize {
        match head(expr) {
            Some(chain) => self.measure(|out| out.flat_head(chain)),
            None => tail.saturating_add(self.measure(|out| out.flat(expr))).min(WIDTH + 1),
        }
    }

    /// The expression up to and including its first bracket that can be opened, or all of it.
    pub(super) fn flat_head(&mut self, expr: &Expr) -> Result<(), TooWide> {
        match expr {
            Expr::List(_) | Expr::Set(_) | Expr::Dict(_) | Expr::Tuple(_) if head(expr).is_some() => {
                self.push("(")
            }
            Expr::Await(value) => {
                self.push("await ")?;
                self.flat_head(value)
            }
            Expr::Not(value) => {
                self.push("not ")?;
                self.flat_head(value)
            }
            Expr::Attribute { value, .. }
            | Expr::Subscript { value, .. }
            | Expr::Call { func: value, .. } => {
                if head(value).is_some() {
                    return self.flat_head(value);
                }
                self.flat_root(value, matches!(expr, Expr::Attribute { .. }))?;
                if opens(expr) { self.push("(") } else { self.flat_link(expr) }
            }
            other => self.flat(other),
        }
    }
}

/// Whether the expression ends in a bracket that can be opened.
pub(super) fn opens(expr: &Expr) -> bool {
    match expr {
        Expr::Subscript { items, .. } => !items.is_empty(),
        Expr::Call { args, .. } => !args.is_empty(),
        _ => false,
    }
}

/// The expression, if it has a bracket of its own that can be opened.
pub(super) fn head(expr: &Expr) -> Option<&Expr> {
    let has_bracket = match expr {
        Expr::List(items) | Expr::Tuple(items) | Expr::Set(items) => !items.is_empty(),
        Expr::Dict(items) => !items.is_empty(),
        Expr::Attribute { value, .. } => head(value).is_some(),
        Expr::Subscript { value, .. } | Expr::Call { func: value, .. } => {
            opens(expr) || head(value).is_some()
        }
        Expr::Await(value) | Expr::Not(value) => head(value).is_some(),
        _ => false,
    };
    has_bracket.then_some(expr)
}
