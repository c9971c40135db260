//! Random trees of awkward widths: several hundred modules that ruff must find nothing to change in.

use codex_sdkgen::emit::python::print::print;
use codex_sdkgen::emit::python::syntax::{
    Argument, Class, Comparison, Doc, Expr, Function, Ident, Module, ModulePath, Parameter, Params, Stmt,
    Symbol,
};
use codex_sdkgen::{py_ident, py_module, py_symbol};

use crate::draw::Random;
use crate::tools;

const MODULES: u64 = 600;

#[test]
fn random_modules_are_fixed_points() {
    let Some(ruff) = tools::find("ruff") else {
        return;
    };
    let files: Vec<(String, String)> = (0..MODULES)
        .map(|seed| {
            let module = Random::new(seed).module(seed);
            (format!("m{seed}"), print(&module).expect("no clash"))
        })
        .collect();
    tools::assert_canonical(&ruff, &files);
}

#[test]
fn equal_trees_print_equally() {
    let text = |seed| print(&Random::new(seed).module(seed)).expect("no clash");
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}

impl Random {
    fn name(&mut self) -> Ident {
        let most = [6, 12, 24, 40, 70][self.below(5)];
        let length = 1 + self.below(most);
        let text = format!("{}_{}", self.letters(length), self.below(1000));
        Ident::new(&text).unwrap()
    }

    fn class_name(&mut self) -> Ident {
        let most = [6, 12, 24, 40, 70][self.below(5)];
        let length = 1 + self.below(most);
        let text = format!("K{}{}", self.letters(length), self.below(1000));
        Ident::new(&text).unwrap()
    }

    fn symbol(&mut self) -> Symbol {
        match self.below(10) {
            0 => py_symbol!("str"),
            1 => py_symbol!("int"),
            2 => py_symbol!("typing", "Any"),
            3 => py_symbol!("collections.abc", "Mapping"),
            4 => {
                let module = ModulePath::new(&format!("pkg.m{}", self.below(9))).unwrap();
                let symbol = Symbol::imported(module, self.class_name());
                if self.chance(20) { symbol.type_only() } else { symbol }
            }
            5 => Symbol::imported(py_module!("msgspec"), self.class_name()),
            _ => Symbol::Local(self.class_name()),
        }
    }

    fn annotation(&mut self, depth: usize) -> Expr {
        match if depth == 0 { 0 } else { self.below(8) } {
            0..=2 => Expr::name(self.symbol()),
            3 => Expr::union(self.many(2, 6, |r| r.annotation(depth - 1))),
            4 => self.annotation(depth - 1).optional(),
            5 => {
                let texts = self.many(1, 4, |r| {
                    let length = r.below(40);
                    Expr::str(r.letters(length))
                });
                Expr::name(py_symbol!("typing", "Literal")).subscript(texts)
            }
            6 => Expr::name(self.symbol()).subscript([self.annotation(depth - 1)]),
            _ => Expr::name(self.symbol()).subscript(self.many(2, 3, |r| r.annotation(depth - 1))),
        }
    }

    fn doc(&mut self) -> Option<Doc> {
        Doc::new(&self.prose())
    }

    fn constant(&mut self) -> Expr {
        match self.below(8) {
            0 => Expr::None,
            1 => Expr::Bool(self.chance(50)),
            2 => Expr::Int(i128::from(self.next()) * [1, -1, 1 << 70][self.below(3)]),
            3 => Expr::float(f64::from_bits(self.next() << 31 | self.next())),
            4 => Expr::float([0.5, -0.0, 1e16, 1e-7, 100.0, f64::INFINITY][self.below(6)]),
            _ => Expr::str(self.text()),
        }
    }

    fn value(&mut self, depth: usize) -> Expr {
        match if depth == 0 { self.below(3) } else { self.below(12) } {
            0 => self.constant(),
            1 => Expr::local(self.name()),
            2 => Expr::name(self.symbol()),
            3 => Expr::List(self.many(0, 4, |r| r.value(depth - 1))),
            4 => Expr::Tuple(self.many(0, 3, |r| r.value(depth - 1))),
            5 => Expr::Dict(self.many(0, 4, |r| (Expr::str(r.text()), r.value(depth - 1)))),
            6 => Expr::local(self.name()).attr(self.name()),
            11 => Expr::Set(self.many(0, 3, |r| Expr::local(r.name()))),
            7 => Expr::local(self.name()).attr(self.name()).subscript([self.value(depth - 1)]),
            _ => self.call(depth),
        }
    }

    fn call(&mut self, depth: usize) -> Expr {
        let mut callee = Expr::local(self.name());
        if self.chance(40) {
            callee = callee.attr(self.name());
        }
        if self.chance(10) {
            callee = callee.subscript([self.value(0)]);
        }
        let args = self.many(0, 3, |r| r.value(depth.saturating_sub(1)));
        let keywords = self.many(0, 3, |r| (r.name(), r.value(depth.saturating_sub(1))));
        if self.chance(10) {
            let rest = [Argument::Star(self.value(0)), Argument::DoubleStar(self.call(0))];
            return callee.call_args(rest);
        }
        callee.call_with(args, keywords)
    }

    fn test(&mut self, depth: usize) -> Expr {
        match if depth == 0 { self.below(3) } else { self.below(6) } {
            0 => Expr::local(self.name()),
            1 => Expr::local(self.name()).compare(Comparison::IsNot, Expr::None),
            2 => Expr::local(self.name()).compare(Comparison::NotIn, Expr::local(self.name())),
            3 => Expr::local(self.name()).negated(),
            4 => Expr::all(self.many(2, 4, |r| r.test(0))),
            _ => {
                let inner = Expr::all(self.many(2, 3, |r| r.test(0)));
                let mut values = self.many(2, 3, |r| r.test(0));
                values.insert(1, inner);
                Expr::any(values)
            }
        }
    }

    fn field(&mut self) -> Vec<Stmt> {
        let annotation = self.annotation(3);
        let default = self.maybe(60, |r| match r.below(4) {
            0 => r.constant(),
            1 => r.value(2),
            2 => Expr::name(py_symbol!("msgspec", "UNSET")),
            _ => r.call(1),
        });
        let doc = self.maybe(40, Random::doc).flatten();
        let field = Stmt::field(self.name(), annotation, default);
        [field].into_iter().chain(doc.map(Stmt::doc)).collect()
    }

    fn parameter(&mut self) -> Parameter {
        let default = self.maybe(50, |r| r.value(1));
        Parameter::typed(self.name(), self.annotation(2)).default(default)
    }

    fn function(&mut self, depth: usize) -> Stmt {
        let required = |r: &mut Random| Parameter::typed(r.name(), r.annotation(2));
        let params = Params {
            positional_only: self.maybe(15, |r| r.many(1, 2, required)).unwrap_or_default(),
            plain: self.many(0, 2, required),
            star: self.maybe(15, required),
            keyword_only: self.many(0, 4, Random::parameter),
            double_star: self.maybe(15, required),
        };
        let params = if self.chance(20) { Params::default() } else { params };
        let mut function = Function::new(self.name()).asynchronous(self.chance(50)).params(params);
        if self.chance(80) {
            function = function.returns(self.annotation(3));
        }
        if self.chance(20) {
            function = function.decorator(self.call(1));
        }
        let doc = self.maybe(60, Random::doc).flatten();
        let body = if self.chance(20) { vec![Stmt::ellipsis()] } else { self.block(depth) };
        function.doc(doc).body(body).into()
    }

    fn block(&mut self, depth: usize) -> Vec<Stmt> {
        self.many(0, 4, |r| r.statement(depth))
    }

    fn statement(&mut self, depth: usize) -> Stmt {
        match if depth == 0 { self.below(6) } else { self.below(13) } {
            0 => Stmt::assign(Expr::local(self.name()), self.value(3)),
            1 => Stmt::returns(self.value(2)),
            2 => Stmt::returns(self.call(2).awaited()),
            3 => Stmt::Expr(self.call(2)),
            4 => Stmt::Raise {
                error: self.call(2),
                cause: self.maybe(40, |r| if r.chance(50) { Expr::None } else { Expr::local(r.name()) }),
            },
            5 => Stmt::assign(Expr::local(self.name()), self.call(1).awaited()),
            6 => Stmt::If {
                test: self.test(2),
                body: self.block(depth - 1),
                orelse: if self.chance(50) { self.block(depth - 1) } else { Vec::new() },
            },
            7 => self.function(depth - 1),
            10 => Stmt::assign(Expr::local(self.name()).subscript([self.value(0)]), self.value(2)),
            11 => Stmt::Return(None),
            12 => self.class(),
            8 => Stmt::With {
                is_async: false,
                context: self.call(1),
                target: self.maybe(50, |r| Expr::local(r.name())),
                body: self.block(depth - 1),
            },
            _ => Stmt::For {
                is_async: false,
                target: Expr::local(py_ident!("item")),
                iter: self.call(1),
                body: self.block(depth - 1),
            },
        }
    }

    fn class(&mut self) -> Stmt {
        let mut class = Class::new(self.class_name());
        for _ in 0..self.below(3) {
            class = class.base(self.annotation(2));
        }
        for _ in 0..self.below(3) {
            class = class.keyword(self.name(), self.constant());
        }
        let doc = self.maybe(70, Random::doc).flatten();
        let fields = self.many(0, 6, Random::field).into_iter().flatten();
        let methods = self.many(0, 2, |r| r.function(1));
        class.doc(doc).body(fields).body(methods).into()
    }

    fn module(&mut self, seed: u64) -> Module {
        let body = self.many(0, 8, |r| match r.below(5) {
            0 => vec![Stmt::alias(r.class_name(), r.annotation(3))],
            1 => vec![r.function(2)],
            2 => r.field(),
            3 => vec![Stmt::assign(Expr::local(r.class_name()), r.value(3))],
            _ => vec![r.class()],
        });
        let offers = self.maybe(30, |r| r.many(1, 5, Random::class_name)).unwrap_or_default();
        let all = (!offers.is_empty()).then(|| Stmt::dunder_all(offers.clone()));
        let offers = offers.into_iter().map(|name| Symbol::imported(py_module!("pkg.m1"), name));
        let path = ModulePath::new(&format!("pkg.m{seed}")).unwrap();
        let header = self.maybe(50, |r| r.many(1, 3, Random::text)).unwrap_or_default();
        Module::new(path)
            .header(header)
            .doc(self.maybe(70, Random::doc).flatten())
            .offering(offers)
            .body(all.into_iter().chain(body.into_iter().flatten()))
    }
}
