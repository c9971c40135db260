//! Statements and the blank lines between them.

use super::expr::head;
use super::out::Out;
use crate::emit::python::syntax::{Class, Doc, Expr, Function, Stmt};

/// Classes and functions stand apart from what is around them.
pub(super) fn is_definition(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Class(_) | Stmt::Function(_))
}

/// Statements with a body of their own.
fn is_compound(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::If { .. } | Stmt::For { .. } | Stmt::With { .. })
}

/// Whether the last line of a statement belongs to a class or function inside it.
fn ends_in_definition(stmt: &Stmt) -> bool {
    let last = match stmt {
        Stmt::If { body, orelse, .. } => orelse.last().or(body.last()),
        Stmt::For { body, .. } | Stmt::With { body, .. } => body.last(),
        _ => None,
    };
    last.is_some_and(|last| is_definition(last) || ends_in_definition(last))
}

impl Out<'_> {
    /// The statements of one level, each with its line end.
    pub(super) fn block(&mut self, body: &[Stmt]) {
        let top = self.is_top_level();
        let mut before: Option<&Stmt> = None;
        for stmt in body {
            let blank = match before {
                None => 0,
                Some(before) if is_definition(before) || is_definition(stmt) => 1 + usize::from(top),
                Some(before) if ends_in_definition(before) => 1,
                Some(Stmt::Docstring(_)) => usize::from(!matches!(stmt, Stmt::Docstring(_))),
                Some(before) => usize::from(top && (is_compound(before) || is_compound(stmt))),
            };
            self.blank_lines(blank);
            self.statement(stmt);
            before = Some(stmt);
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Class(class) => return self.class(class),
            Stmt::Function(function) => return self.function(function),
            _ => self.start_line(),
        }
        match stmt {
            Stmt::Class(_) | Stmt::Function(_) => {}
            Stmt::Docstring(doc) => {
                self.docstring(doc);
            }
            Stmt::Assign { target, annotation, value } => {
                self.assignment(target, annotation.as_ref(), value.as_ref());
            }
            Stmt::If { test, body, orelse } => return self.branches("if ", test, body, orelse),
            Stmt::Return(None) => self.put("return"),
            Stmt::Return(Some(value)) => {
                self.put("return ");
                self.value(value, 0);
            }
            Stmt::Expr(value) => self.expr(value, 0),
            Stmt::Pass => self.put("pass"),
            Stmt::Raise { error, cause } => {
                let tail = match cause {
                    Some(cause) if self.fits_indented(|out| out.flat_head(cause)) => 7,
                    Some(cause) => 6 + self.head_width(cause, 0),
                    None => 0,
                };
                self.put("raise ");
                self.value(error, tail);
                if let Some(cause) = cause {
                    self.put(" from ");
                    self.value(cause, 0);
                }
            }
            Stmt::For { is_async, target, iter, body } => {
                self.put(if *is_async { "async for " } else { "for " });
                self.loop_header(target, iter);
                return self.suite(body);
            }
            Stmt::With { is_async, context, target, body } => {
                self.put(if *is_async { "async with " } else { "with " });
                self.with_header(context, target.as_ref());
                return self.suite(body);
            }
        }
        self.end_line();
    }

    /// `target in iter`, where the target gives way before the iterable does.
    fn loop_header(&mut self, target: &Expr, iter: &Expr) {
        let colon = usize::from(head(iter).is_none());
        let fits = self.would_fit(colon, |out| {
            out.flat(target)?;
            out.push(" in ")?;
            out.flat_head(iter)
        });
        let helps = self.fits_from_indentation(colon, |out| {
            out.push(") in ")?;
            out.flat_head(iter)
        });
        if fits || !helps {
            self.overlong(target);
        } else {
            self.open_parentheses(target);
        }
        self.put(" in ");
        self.value(iter, 1);
    }

    /// `context as target`
    fn with_header(&mut self, context: &Expr, target: Option<&Expr>) {
        let Some(target) = target else {
            return self.value(context, 1);
        };
        let item = |out: &mut Self, tail: usize| {
            let name = out.measure(|out| out.flat(target));
            out.expr(context, 4 + name + tail);
            out.put(" as ");
            out.overlong(target);
        };
        let flat = self.would_fit(1, |out| {
            out.flat(context)?;
            out.push(" as ")?;
            out.flat(target)
        });
        let opens = head(context).is_some()
            && self.would_fit(0, |out| out.flat_head(context))
            && self.fits_from_indentation(1, |out| {
                out.push(") as ")?;
                out.flat(target)
            });
        if flat || opens {
            item(self, 1);
        } else {
            self.put("(");
            self.indented(|out| {
                out.new_line();
                item(out, 0);
            });
            self.new_line();
            self.put(")");
        }
    }

    fn branches(&mut self, keyword: &str, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        self.put(keyword);
        self.value(test, 1);
        self.suite(body);
        match orelse {
            [] => {}
            [Stmt::If { test, body, orelse }] => {
                self.start_line();
                self.branches("elif ", test, body, orelse);
            }
            orelse => {
                self.start_line();
                self.put("else");
                self.suite(orelse);
            }
        }
    }

    /// The colon and the indented body of a compound statement.
    fn suite(&mut self, body: &[Stmt]) {
        self.put(":");
        self.end_line();
        if body.first().is_some_and(is_definition) {
            self.blank_lines(1);
        }
        self.indented(|out| out.body(body));
    }

    /// A body, which Python does not allow to be empty.
    fn body(&mut self, body: &[Stmt]) {
        self.block(if body.is_empty() { &[Stmt::Pass] } else { body });
    }

    fn decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators {
            self.start_line();
            self.put("@");
            self.expr(decorator, 0);
            self.end_line();
        }
        self.start_line();
    }

    fn class(&mut self, class: &Class) {
        self.decorators(&class.decorators);
        let stub = is_stub(class.doc.as_ref(), &class.body);
        self.class_header(class, if stub { 4 } else { 0 });
        self.definition_body(class.doc.as_ref(), &class.body, stub, true);
    }

    fn function(&mut self, function: &Function) {
        self.decorators(&function.decorators);
        let stub = is_stub(function.doc.as_ref(), &function.body);
        self.function_header(function, if stub { 4 } else { 0 });
        self.definition_body(function.doc.as_ref(), &function.body, stub, false);
    }

    fn definition_body(&mut self, doc: Option<&Doc>, body: &[Stmt], stub: bool, is_class: bool) {
        if stub {
            self.put(" ...");
            return self.end_line();
        }
        self.end_line();
        self.indented(|out| {
            let Some(doc) = doc else {
                return out.body(body);
            };
            out.start_line();
            out.docstring(doc);
            out.end_line();
            // Below a docstring, a body that does nothing goes without saying.
            if matches!(body, [Stmt::Pass | Stmt::Expr(Expr::Ellipsis)]) {
                return;
            }
            if let Some(first) = body.first() {
                out.blank_lines(usize::from(is_class || is_definition(first)));
                out.block(body);
            }
        });
    }
}

/// A body of nothing but `...` stands on the line of the header.
fn is_stub(doc: Option<&Doc>, body: &[Stmt]) -> bool {
    doc.is_none() && matches!(body, [Stmt::Expr(Expr::Ellipsis)])
}
