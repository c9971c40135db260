//! The expression that a statement ends with, which may need parentheses to span lines, and the
//! assignments, where value and annotation compete for the room.

use super::expr::{head, opens};
use super::out::{Out, WIDTH};
use crate::emit::python::syntax::Expr;

impl Out<'_> {
    /// The last expression of a statement; `tail` columns follow it.
    pub(super) fn value(&mut self, expr: &Expr, tail: usize) {
        if self.attempt(tail, |out| out.flat(expr)) {
            return;
        }
        match expr {
            Expr::List(_) | Expr::Tuple(_) | Expr::Set(_) | Expr::Dict(_) => self.expr(expr, tail),
            Expr::Union(_) | Expr::BoolOp { .. } | Expr::Compare { .. } => self.open_parentheses(expr),
            expr => {
                let head_fits = head(expr).is_some() && {
                    let width = self.head_width(expr, 0);
                    self.would_fit(width, |_| Ok(()))
                };
                if !head_fits && self.would_fit(1, |_| Ok(())) && self.fits_indented(|out| out.flat(expr)) {
                    self.open_parentheses(expr);
                } else {
                    self.expr(expr, tail);
                }
            }
        }
    }

    /// `target = value`, `target: annotation` or `target: annotation = value`.
    pub(super) fn assignment(&mut self, target: &Expr, annotation: Option<&Expr>, value: Option<&Expr>) {
        match (annotation, value) {
            (None, None) => self.value(target, 0),
            (None, Some(value)) if opens(target) => self.balanced(target, value),
            (None, Some(value)) => {
                self.overlong(target);
                self.put(" = ");
                self.value(value, 0);
            }
            (Some(annotation), value) => {
                self.overlong(target);
                self.put(": ");
                match value {
                    None => self.value(annotation, 0),
                    Some(value) if is_splittable(annotation) => self.balanced(annotation, value),
                    Some(value) => {
                        self.overlong(annotation);
                        self.put(" = ");
                        self.value(value, 0);
                    }
                }
            }
        }
    }

    /// `before = value`, where both sides can span lines: the right side does first.
    fn balanced(&mut self, before: &Expr, value: &Expr) {
        let flat = self.attempt(0, |out| {
            out.flat(before)?;
            out.push(" = ")?;
            out.flat(value)
        });
        if flat {
            return;
        }
        let breaks = head(value).is_some();
        let width = if breaks { self.head_width(value, 0) } else { 1 };
        let keeps_before = self.attempt(width, |out| {
            out.flat(before)?;
            out.push(" = ")
        });
        if keeps_before {
            if breaks { self.value(value, 0) } else { self.open_parentheses(value) }
            return;
        }
        if breaks && self.attempt(1, |out| {
            out.flat(before)?;
            out.push(" = ")
        }) {
            self.value(value, 0);
            return;
        }
        match before {
            Expr::Union(_) => self.open_parentheses(before),
            before => self.chain_opened(before),
        }
        self.put(" = ");
        self.expr(value, 0);
    }

    /// The return annotation of a function without parameters, which alone can give room.
    pub(super) fn lone_annotation(&mut self, expr: &Expr, tail: usize) {
        if self.attempt(tail, |out| out.flat(expr)) {
            return;
        }
        let width = if head(expr).is_some() { self.head_width(expr, 0) } else { WIDTH + 1 };
        if self.would_fit(width, |_| Ok(())) {
            self.expr(expr, tail);
        } else {
            self.open_parentheses(expr);
        }
    }
}

/// Whether an annotation has a place to break.
fn is_splittable(annotation: &Expr) -> bool {
    matches!(annotation, Expr::Union(_)) || head(annotation).is_some()
}
