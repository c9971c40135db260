//! Expressions, and the small constructors that let emitter code read like the Python it writes.

use super::{Ident, Symbol};

/// A Python expression.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is the Python construct of that name")]
pub enum Expr {
    Name(Symbol),
    Attribute {
        value: Box<Expr>,
        name: Ident,
    },
    Str(String),
    Int(i128),
    /// Non-finite numbers have no literal; see [`Expr::float`].
    Float(f64),
    Bool(bool),
    None,
    Ellipsis,
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    Call {
        func: Box<Expr>,
        args: Vec<Argument>,
    },
    Subscript {
        value: Box<Expr>,
        items: Vec<Expr>,
    },
    /// `A | B | C`
    Union(Vec<Expr>),
    Await(Box<Expr>),
    Not(Box<Expr>),
    Compare {
        left: Box<Expr>,
        op: Comparison,
        right: Box<Expr>,
    },
    BoolOp {
        op: Junction,
        values: Vec<Expr>,
    },
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// `value`
    Positional(Expr),
    /// `name=value`
    Keyword(Ident, Expr),
    /// `*value`
    Star(Expr),
    /// `**value`
    DoubleStar(Expr),
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the Python operator of that name")]
pub enum Comparison {
    Is,
    IsNot,
    Eq,
    NotEq,
    In,
    NotIn,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the Python operator of that name")]
pub enum Junction {
    And,
    Or,
}

impl Comparison {
    /// The operator that holds exactly where this one does not.
    pub fn opposite(self) -> Comparison {
        match self {
            Comparison::Is => Comparison::IsNot,
            Comparison::IsNot => Comparison::Is,
            Comparison::Eq => Comparison::NotEq,
            Comparison::NotEq => Comparison::Eq,
            Comparison::In => Comparison::NotIn,
            Comparison::NotIn => Comparison::In,
        }
    }
}

impl Expr {
    /// A symbol, used.
    pub fn name(symbol: Symbol) -> Expr {
        Expr::Name(symbol)
    }

    /// A name of the module itself, a parameter or a variable.
    pub fn local(name: Ident) -> Expr {
        Expr::Name(Symbol::Local(name))
    }

    /// A string literal whose value is exactly `text`.
    pub fn str(text: impl Into<String>) -> Expr {
        Expr::Str(text.into())
    }

    /// A number; infinities and NaN become `float("inf")` and so on.
    pub fn float(value: f64) -> Expr {
        if value.is_finite() {
            return Expr::Float(value);
        }
        let text = if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        Expr::Name(Symbol::Builtin(crate::py_ident!("float"))).call([Expr::str(text)])
    }

    /// `A | B | C`, nested unions spliced in and one `None` last; a single member stands for
    /// itself and no member is `None`.
    pub fn union(members: impl IntoIterator<Item = Expr>) -> Expr {
        let mut flat = Vec::new();
        for member in members {
            match member {
                Expr::Union(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        let count = flat.len();
        flat.retain(|member| *member != Expr::None);
        if flat.len() < count {
            flat.push(Expr::None);
        }
        if flat.len() > 1 {
            return Expr::Union(flat);
        }
        flat.pop().unwrap_or(Expr::None)
    }

    /// `self | other`
    #[must_use]
    pub fn or(self, other: Expr) -> Expr {
        Expr::union([self, other])
    }

    /// `self | None`
    #[must_use]
    pub fn optional(self) -> Expr {
        self.or(Expr::None)
    }

    /// `self.name`
    #[must_use]
    pub fn attr(self, name: Ident) -> Expr {
        Expr::Attribute { value: Box::new(self), name }
    }

    /// `self[a, b]`
    #[must_use]
    pub fn subscript(self, items: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::Subscript { value: Box::new(self), items: items.into_iter().collect() }
    }

    /// `self(a, b)`
    #[must_use]
    pub fn call(self, args: impl IntoIterator<Item = Expr>) -> Expr {
        self.call_with(args, [])
    }

    /// `self(a, b, key=value)`
    #[must_use]
    pub fn call_with(
        self,
        args: impl IntoIterator<Item = Expr>,
        keywords: impl IntoIterator<Item = (Ident, Expr)>,
    ) -> Expr {
        let keywords = keywords.into_iter().map(|(name, value)| Argument::Keyword(name, value));
        let args = args.into_iter().map(Argument::Positional).chain(keywords);
        Expr::Call { func: Box::new(self), args: args.collect() }
    }

    /// `self(...)` with arguments of any kind, in the given order.
    #[must_use]
    pub fn call_args(self, args: impl IntoIterator<Item = Argument>) -> Expr {
        Expr::Call { func: Box::new(self), args: args.into_iter().collect() }
    }

    /// `await self`
    #[must_use]
    pub fn awaited(self) -> Expr {
        Expr::Await(Box::new(self))
    }

    /// `not self`; a comparison is turned around instead.
    #[must_use]
    pub fn negated(self) -> Expr {
        match self {
            Expr::Not(value) => *value,
            Expr::Compare { left, op, right } => Expr::Compare { left, op: op.opposite(), right },
            other => Expr::Not(Box::new(other)),
        }
    }

    /// `self op right`
    #[must_use]
    pub fn compare(self, op: Comparison, right: Expr) -> Expr {
        Expr::Compare { left: Box::new(self), op, right: Box::new(right) }
    }

    /// `a and b and c`
    pub fn all(values: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::junction(Junction::And, values)
    }

    /// `a or b or c`
    pub fn any(values: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::junction(Junction::Or, values)
    }

    /// Nested values of the same kind are spliced in; one value stands for itself and none is the
    /// neutral element.
    fn junction(op: Junction, values: impl IntoIterator<Item = Expr>) -> Expr {
        let mut flat = Vec::new();
        for value in values {
            match value {
                Expr::BoolOp { op: inner, values } if inner == op => flat.extend(values),
                other => flat.push(other),
            }
        }
        if flat.len() > 1 {
            return Expr::BoolOp { op, values: flat };
        }
        flat.pop().unwrap_or(Expr::Bool(op == Junction::And))
    }
}

impl From<Symbol> for Expr {
    fn from(symbol: Symbol) -> Expr {
        Expr::Name(symbol)
    }
}
