//! The expression that a statement ends with, which may need parentheses to span lines, and the
//! assignments, where value and annotation compete for the room.

use super::expr::{head, opens};
use super::flat::{self, Binding};
use super::out::{Out, WIDTH};
use crate::emit::python::syntax::Expr;

impl Out<'_> {
    /// The last expression of a statement; `tail` columns follow it.
    pub(super) fn value(&mut self, expr: &Expr, tail: usize) {
        if self.attempt(tail, |out| out.flat(expr)) {
            return;
        }
        match expr {
            expr if is_display(expr) => self.expr(expr, tail),
            Expr::Union(_) | Expr::BoolOp { .. } | Expr::Compare { .. } => self.open_parentheses(expr),
            expr => {
                let stays = head(expr).is_some() && self.would_fit(0, |out| out.flat_head(expr));
                if stays || !self.narrowly(|out| out.open_parentheses(expr)) {
                    self.expr(expr, tail);
                }
            }
        }
    }

    /// `target = value`, `target: annotation` or `target: annotation = value`.
    pub(super) fn assignment(&mut self, target: &Expr, annotation: Option<&Expr>, value: Option<&Expr>) {
        match (annotation, value) {
            (None, None) => self.value(target, 0),
            (None, Some(value)) if !unpacking(target).is_empty() => {
                let names = unpacking(target);
                for (index, name) in names.iter().enumerate() {
                    self.put(if index == 0 { "" } else { ", " });
                    self.overlong(name);
                }
                self.put(" = ");
                self.value(value, 0);
            }
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
        let before_and = |columns| {
            move |out: &mut Self| {
                out.flat(before)?;
                out.push(" = ")?;
                out.advance(columns)
            }
        };
        let head_width = self.head_width(value, 0);
        let opens = head(value).is_some();
        let gives_way = is_display(value) || flat::binding(value) < Binding::Atom;
        if opens && self.would_fit(0, before_and(head_width)) {
            self.overlong(before);
            self.put(" = ");
            self.value(value, 0);
        } else if !gives_way && self.would_fit(0, before_and(1)) {
            self.overlong(before);
            self.put(" = ");
            self.open_parentheses(value);
        } else {
            match before {
                Expr::Union(_) => self.open_parentheses(before),
                before => self.chain_opened(before),
            }
            self.put(" = ");
            self.value(value, 0);
        }
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

/// Whether the expression is written in brackets of its own; an empty set is a call.
fn is_display(expr: &Expr) -> bool {
    match expr {
        Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_) => true,
        Expr::Set(items) => !items.is_empty(),
        _ => false,
    }
}

/// Whether an annotation has a place to break.
fn is_splittable(annotation: &Expr) -> bool {
    matches!(annotation, Expr::Union(_)) || head(annotation).is_some()
}

/// The names that a target unpacks into, which stand without parentheses; nothing for other targets.
fn unpacking(target: &Expr) -> &[Expr] {
    match target {
        Expr::Tuple(names) if names.len() > 1 && names.iter().all(|name| matches!(name, Expr::Name(_))) => {
            names
        }
        _ => &[],
    }
}
