//! One walk over a tree that meets every symbol in it.

use super::{Argument, Class, Expr, Function, Parameter, Stmt, Symbol};

type Visit<'v, 'a> = &'v mut dyn FnMut(&'a Symbol);

pub(super) fn block<'a>(body: &'a [Stmt], visit: Visit<'_, 'a>) {
    for stmt in body {
        statement(stmt, visit);
    }
}

fn statement<'a>(stmt: &'a Stmt, visit: Visit<'_, 'a>) {
    match stmt {
        Stmt::Docstring(_) | Stmt::Pass => {}
        Stmt::Assign { target, annotation, value } => {
            expression(target, visit);
            expressions(annotation, visit);
            expressions(value, visit);
        }
        Stmt::Class(class) => class_statement(class, visit),
        Stmt::Function(function) => function_statement(function, visit),
        Stmt::If { test, body, orelse } => {
            expression(test, visit);
            block(body, visit);
            block(orelse, visit);
        }
        Stmt::Return(value) => expressions(value, visit),
        Stmt::Expr(value) => expression(value, visit),
        Stmt::Raise { error, cause } => {
            expression(error, visit);
            expressions(cause, visit);
        }
        Stmt::For { is_async: _, target, iter, body } => {
            expression(target, visit);
            expression(iter, visit);
            block(body, visit);
        }
        Stmt::With { is_async: _, context, target, body } => {
            expression(context, visit);
            expressions(target, visit);
            block(body, visit);
        }
    }
}

fn class_statement<'a>(class: &'a Class, visit: Visit<'_, 'a>) {
    expressions(&class.decorators, visit);
    expressions(&class.bases, visit);
    expressions(class.keywords.iter().map(|(_, value)| value), visit);
    block(&class.body, visit);
}

fn function_statement<'a>(function: &'a Function, visit: Visit<'_, 'a>) {
    expressions(&function.decorators, visit);
    let params = &function.params;
    parameters(&params.positional_only, visit);
    parameters(&params.plain, visit);
    parameters(&params.star, visit);
    parameters(&params.keyword_only, visit);
    parameters(&params.double_star, visit);
    expressions(&function.returns, visit);
    block(&function.body, visit);
}

fn parameters<'a>(params: impl IntoIterator<Item = &'a Parameter>, visit: Visit<'_, 'a>) {
    for param in params {
        expressions(&param.annotation, visit);
        expressions(&param.default, visit);
    }
}

fn expressions<'a>(exprs: impl IntoIterator<Item = &'a Expr>, visit: Visit<'_, 'a>) {
    for expr in exprs {
        expression(expr, visit);
    }
}

fn expression<'a>(expr: &'a Expr, visit: Visit<'_, 'a>) {
    match expr {
        Expr::Name(symbol) => visit(symbol),
        Expr::Str(_) | Expr::Int(_) | Expr::Float(_) | Expr::Bool(_) | Expr::None | Expr::Ellipsis => {}
        Expr::Attribute { value, name: _ } | Expr::Await(value) | Expr::Not(value) => {
            expression(value, visit);
        }
        Expr::List(items) | Expr::Tuple(items) | Expr::Set(items) | Expr::Union(items) => {
            expressions(items, visit);
        }
        Expr::Dict(items) => {
            for (key, value) in items {
                expression(key, visit);
                expression(value, visit);
            }
        }
        Expr::Call { func, args } => {
            expression(func, visit);
            for arg in args {
                match arg {
                    Argument::Positional(value)
                    | Argument::Keyword(_, value)
                    | Argument::Star(value)
                    | Argument::DoubleStar(value) => expression(value, visit),
                }
            }
        }
        Expr::Subscript { value, items } => {
            expression(value, visit);
            expressions(items, visit);
        }
        Expr::Compare { left, op: _, right } => {
            expression(left, visit);
            expression(right, visit);
        }
        Expr::BoolOp { op: _, values } => expressions(values, visit),
    }
}
