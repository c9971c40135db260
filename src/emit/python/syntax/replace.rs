//! An expression in, the same expression with other symbols out.

use super::{Argument, Expr, Symbol};

impl Expr {
    /// The expression with every symbol replaced.
    #[must_use]
    pub fn replacing(self, replace: &dyn Fn(Symbol) -> Symbol) -> Expr {
        let one = |expr: Box<Expr>| Box::new(expr.replacing(replace));
        let all = |exprs: Vec<Expr>| exprs.into_iter().map(|expr| expr.replacing(replace)).collect();
        match self {
            Expr::Name(symbol) => Expr::Name(replace(symbol)),
            Expr::Str(_) | Expr::Int(_) | Expr::Float(_) | Expr::Bool(_) | Expr::None | Expr::Ellipsis => {
                self
            }
            Expr::Attribute { value, name } => Expr::Attribute { value: one(value), name },
            Expr::List(items) => Expr::List(all(items)),
            Expr::Tuple(items) => Expr::Tuple(all(items)),
            Expr::Set(items) => Expr::Set(all(items)),
            Expr::Union(items) => Expr::Union(all(items)),
            Expr::Dict(items) => {
                let items = items.into_iter();
                Expr::Dict(
                    items.map(|(key, value)| (key.replacing(replace), value.replacing(replace))).collect(),
                )
            }
            Expr::Call { func, args } => Expr::Call {
                func: one(func),
                args: args.into_iter().map(|argument| argument.replacing(replace)).collect(),
            },
            Expr::Subscript { value, items } => Expr::Subscript { value: one(value), items: all(items) },
            Expr::Await(value) => Expr::Await(one(value)),
            Expr::Not(value) => Expr::Not(one(value)),
            Expr::Compare { left, op, right } => Expr::Compare { left: one(left), op, right: one(right) },
            Expr::BoolOp { op, values } => Expr::BoolOp { op, values: all(values) },
        }
    }
}

impl Argument {
    fn replacing(self, replace: &dyn Fn(Symbol) -> Symbol) -> Argument {
        match self {
            Argument::Positional(value) => Argument::Positional(value.replacing(replace)),
            Argument::Keyword(name, value) => Argument::Keyword(name, value.replacing(replace)),
            Argument::Star(value) => Argument::Star(value.replacing(replace)),
            Argument::DoubleStar(value) => Argument::DoubleStar(value.replacing(replace)),
        }
    }
}
