//! Statements, classes and functions, with builders for the optional parts.

use super::{Doc, Expr, Ident, order};

/// A Python statement.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is the Python construct of that name")]
pub enum Stmt {
    /// Documentation of the assignment above it.
    Docstring(Doc),
    Assign {
        target: Expr,
        annotation: Option<Expr>,
        value: Option<Expr>,
    },
    Class(Box<Class>),
    Function(Box<Function>),
    If {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    Return(Option<Expr>),
    Expr(Expr),
    Pass,
    Raise {
        error: Expr,
        cause: Option<Expr>,
    },
    For {
        is_async: bool,
        target: Expr,
        iter: Expr,
        body: Vec<Stmt>,
    },
    With {
        is_async: bool,
        context: Expr,
        target: Option<Expr>,
        body: Vec<Stmt>,
    },
}

/// `class Name(bases, key=value):`
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the part of a class statement of that name")]
pub struct Class {
    pub name: Ident,
    pub decorators: Vec<Expr>,
    pub bases: Vec<Expr>,
    pub keywords: Vec<(Ident, Expr)>,
    pub doc: Option<Doc>,
    /// Empty prints as `pass`, or as nothing below a docstring.
    pub body: Vec<Stmt>,
}

/// `def name(params) -> returns:`
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the part of a function statement of that name")]
pub struct Function {
    pub name: Ident,
    pub is_async: bool,
    pub decorators: Vec<Expr>,
    pub params: Params,
    pub returns: Option<Expr>,
    pub doc: Option<Doc>,
    /// Empty prints as `pass`, or as nothing below a docstring.
    pub body: Vec<Stmt>,
}

/// The parameters of a function, by kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params {
    /// Before the `/`.
    pub positional_only: Vec<Parameter>,
    /// By position or by name.
    pub plain: Vec<Parameter>,
    /// `*args`
    pub star: Option<Parameter>,
    /// By name alone; a `*` is printed if there is no `*args`.
    pub keyword_only: Vec<Parameter>,
    /// `**kwargs`
    pub double_star: Option<Parameter>,
}

/// `name: annotation = default`
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the part of a parameter of that name")]
pub struct Parameter {
    pub name: Ident,
    pub annotation: Option<Expr>,
    pub default: Option<Expr>,
}

impl Stmt {
    /// Documentation below an assignment.
    pub fn doc(doc: Doc) -> Stmt {
        Stmt::Docstring(doc)
    }

    /// `target = value`
    pub fn assign(target: Expr, value: Expr) -> Stmt {
        Stmt::Assign { target, annotation: None, value: Some(value) }
    }

    /// `name: annotation` or `name: annotation = default`
    pub fn field(name: Ident, annotation: Expr, default: impl Into<Option<Expr>>) -> Stmt {
        Stmt::Assign { target: Expr::local(name), annotation: Some(annotation), value: default.into() }
    }

    /// `name: TypeAlias = value`
    pub fn alias(name: Ident, value: Expr) -> Stmt {
        let annotation = Expr::Name(crate::py_symbol!("typing", "TypeAlias"));
        Stmt::field(name, annotation, value)
    }

    /// `__all__ = [...]`, in the order that linters ask for: constants, classes, then the rest.
    pub fn dunder_all(names: impl IntoIterator<Item = Ident>) -> Stmt {
        let mut names: Vec<Ident> = names.into_iter().collect();
        names.sort_by(|one, other| order::exported(one.as_str(), other.as_str()));
        names.dedup();
        let names = names.iter().map(|name| Expr::str(name.as_str())).collect();
        Stmt::assign(Expr::local(crate::py_ident!("__all__")), Expr::List(names))
    }

    /// `if test:` without an `else`.
    pub fn when(test: Expr, body: impl IntoIterator<Item = Stmt>) -> Stmt {
        Stmt::If { test, body: body.into_iter().collect(), orelse: Vec::new() }
    }

    /// `return value`
    pub fn returns(value: Expr) -> Stmt {
        Stmt::Return(Some(value))
    }

    /// `raise error`
    pub fn raise(error: Expr) -> Stmt {
        Stmt::Raise { error, cause: None }
    }

    /// `...`, the body of something that is only declared.
    pub fn ellipsis() -> Stmt {
        Stmt::Expr(Expr::Ellipsis)
    }
}

impl From<Class> for Stmt {
    fn from(class: Class) -> Stmt {
        Stmt::Class(Box::new(class))
    }
}

impl From<Function> for Stmt {
    fn from(function: Function) -> Stmt {
        Stmt::Function(Box::new(function))
    }
}

impl Class {
    /// A class without bases or body.
    pub fn new(name: Ident) -> Class {
        Class {
            name,
            decorators: Vec::new(),
            bases: Vec::new(),
            keywords: Vec::new(),
            doc: None,
            body: Vec::new(),
        }
    }

    /// Adds a base class.
    #[must_use]
    pub fn base(mut self, base: impl Into<Expr>) -> Class {
        self.bases.push(base.into());
        self
    }

    /// Adds a keyword to the class header.
    #[must_use]
    pub fn keyword(mut self, name: Ident, value: Expr) -> Class {
        self.keywords.push((name, value));
        self
    }

    /// Adds a decorator.
    #[must_use]
    pub fn decorator(mut self, decorator: impl Into<Expr>) -> Class {
        self.decorators.push(decorator.into());
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<Option<Doc>>) -> Class {
        self.doc = doc.into();
        self
    }

    /// Adds statements.
    #[must_use]
    pub fn body(mut self, body: impl IntoIterator<Item = Stmt>) -> Class {
        self.body.extend(body);
        self
    }
}

impl Function {
    /// A function without parameters or body.
    pub fn new(name: Ident) -> Function {
        Function {
            name,
            is_async: false,
            decorators: Vec::new(),
            params: Params::default(),
            returns: None,
            doc: None,
            body: Vec::new(),
        }
    }

    /// Makes it `async def`, or not.
    #[must_use]
    pub fn asynchronous(mut self, is_async: bool) -> Function {
        self.is_async = is_async;
        self
    }

    /// Adds a decorator.
    #[must_use]
    pub fn decorator(mut self, decorator: impl Into<Expr>) -> Function {
        self.decorators.push(decorator.into());
        self
    }

    /// Adds a parameter that goes by position or by name.
    #[must_use]
    pub fn param(mut self, param: Parameter) -> Function {
        self.params.plain.push(param);
        self
    }

    /// Adds a parameter that goes by name alone.
    #[must_use]
    pub fn keyword_only(mut self, param: Parameter) -> Function {
        self.params.keyword_only.push(param);
        self
    }

    /// Replaces all parameters.
    #[must_use]
    pub fn params(mut self, params: Params) -> Function {
        self.params = params;
        self
    }

    /// Sets the return annotation.
    #[must_use]
    pub fn returns(mut self, annotation: Expr) -> Function {
        self.returns = Some(annotation);
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<Option<Doc>>) -> Function {
        self.doc = doc.into();
        self
    }

    /// Adds statements.
    #[must_use]
    pub fn body(mut self, body: impl IntoIterator<Item = Stmt>) -> Function {
        self.body.extend(body);
        self
    }
}

impl Parameter {
    /// A bare name, as `self`.
    pub fn new(name: Ident) -> Parameter {
        Parameter { name, annotation: None, default: None }
    }

    /// `name: annotation`
    pub fn typed(name: Ident, annotation: Expr) -> Parameter {
        Parameter { name, annotation: Some(annotation), default: None }
    }

    /// Sets the default.
    #[must_use]
    pub fn default(mut self, value: impl Into<Option<Expr>>) -> Parameter {
        self.default = value.into();
        self
    }
}
