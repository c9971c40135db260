//! Small cases, one construct each, kept as snapshots.

use codex_sdkgen::emit::python::print::print;
use codex_sdkgen::emit::python::syntax::{
    Class, Comparison, Doc, Expr, Function, Ident, Module, Parameter, Params, Stmt, Symbol,
};
use codex_sdkgen::{py_ident, py_module, py_symbol};

/// Compares a module with its snapshot, and has ruff agree with it.
fn check(name: &str, module: &Module) {
    let text = print(module).expect("no clash");
    insta::with_settings!({
        snapshot_path => "../../snapshots/python_printer",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
    if let Some(ruff) = crate::tools::find("ruff") {
        crate::tools::assert_canonical(&ruff, &[(name.to_owned(), text)]);
    }
}

/// Without the future import, which would repeat in every snapshot.
fn module() -> Module {
    let mut module = Module::new(py_module!("pkg.case"));
    module.future_annotations = false;
    module
}

fn ident(name: &str) -> Ident {
    Ident::new(name).expect("an identifier")
}

fn local(name: &str) -> Expr {
    Expr::local(ident(name))
}

fn typed(name: &str, annotation: Expr) -> Parameter {
    Parameter::typed(ident(name), annotation)
}

fn builtin(name: &str) -> Expr {
    Expr::name(Symbol::Builtin(ident(name)))
}

fn doc(text: &str) -> Doc {
    Doc::new(text).expect("some text")
}

/// `count` names of `width` columns.
fn names(count: usize, width: usize) -> Vec<Expr> {
    (0..count).map(|index| local(&format!("{:A<width$}{index}", "T"))).collect()
}

#[test]
fn imports() {
    let uses = [
        py_symbol!("typing", "Any"),
        py_symbol!("typing", "ClassVar"),
        py_symbol!("collections.abc", "Mapping"),
        py_symbol!("msgspec", "UNSET"),
        py_symbol!("msgspec", "field"),
        py_symbol!("msgspec", "Struct"),
        py_symbol!("msgspec", "Struct").aliased(py_ident!("Base")),
        Symbol::Module(py_module!("sys")),
        py_symbol!("pkg._types.thread", "Thread"),
        py_symbol!("pkg._types.thread", "Turn").type_only(),
        py_symbol!("pkg._types.thread", "Thread").type_only(),
        py_symbol!("pkg.case", "Own"),
        py_symbol!("str"),
    ];
    let annotation = Expr::union(uses.into_iter().map(Expr::name));
    let module = Module::new(py_module!("pkg.case"))
        .header(["Generated.", "", "Not to be edited."])
        .doc(doc("What the module is for."))
        .body([Stmt::alias(py_ident!("Everything"), annotation)]);
    check("imports", &module);
}

#[test]
fn many_names_of_one_module() {
    let uses = (0..12).map(|n| Symbol::imported(py_module!("pkg.other"), ident(&format!("Type{n}"))));
    let literal = Expr::List(uses.map(Expr::name).collect());
    check("many_names", &module().body([Stmt::assign(local("all_of_them"), literal)]));
}

#[test]
fn offered_names() {
    let other = |name: &str| Symbol::imported(py_module!("pkg.other"), ident(name));
    let names = ["Thread", "MAXIMUM", "Turn", "connect", "Turn2", "Turn10"];
    let module = module()
        .offering(names.map(other))
        .offering([other("Internal").aliased(py_ident!("Public"))])
        .body([Stmt::dunder_all(names.map(ident).into_iter().chain([py_ident!("Public")]))]);
    check("offered_names", &module);
}

#[test]
fn aliases() {
    let open = || Expr::name(py_symbol!("pkg.unions", "Open"));
    let body = [
        Stmt::alias(py_ident!("Short"), Expr::union(names(2, 5))),
        Stmt::alias(py_ident!("Wrapped"), Expr::union(names(2, 34))),
        Stmt::alias(py_ident!("Long"), Expr::union(names(3, 30))),
        Stmt::alias(py_ident!("OpenShort"), open().subscript([Expr::union(names(2, 5))])),
        Stmt::alias(py_ident!("OpenLong"), open().subscript([Expr::union(names(3, 30))])),
        Stmt::alias(py_ident!("Pairs"), builtin("dict").subscript(names(2, 40))),
    ];
    check("aliases", &module().body(body));
}

#[test]
fn classes() {
    let base = || Expr::name(py_symbol!("pkg.bases", "OutboundModel"));
    let literal = |text: &str| Expr::name(py_symbol!("typing", "Literal")).subscript([Expr::str(text)]);
    let class_var = Expr::name(py_symbol!("typing", "ClassVar")).subscript([literal("agentMessage")]);
    let field = |args: Vec<(Ident, Expr)>| Expr::name(py_symbol!("msgspec", "field")).call_with([], args);
    let message = Class::new(py_ident!("AgentMessageThreadItem"))
        .base(base())
        .keyword(py_ident!("tag_field"), Expr::str("type"))
        .keyword(py_ident!("tag"), Expr::str("agentMessage"))
        .doc(doc("Text that the assistant addressed to the user."))
        .body([
            Stmt::field(py_ident!("type"), class_var, Expr::str("agentMessage")),
            Stmt::field(py_ident!("id"), builtin("str"), None),
            Stmt::doc(doc("The identity of the item.")),
            Stmt::field(py_ident!("text"), builtin("str"), None),
            Stmt::field(py_ident!("phase"), local("MessagePhase").optional(), Expr::None),
            Stmt::doc(doc("In which phase the assistant spoke. Absent where the model does not tell phases apart, as older ones do not.")),
            Stmt::field(
                py_ident!("memory_citation"),
                Expr::union([local("MemoryCitationOfTheAgentMessage"), Expr::None]),
                field(vec![(py_ident!("default"), Expr::None), (py_ident!("name"), Expr::str("memoryCitation"))]),
            ),
            Stmt::field(py_ident!("wide"), Expr::union(names(3, 30)), Expr::None),
            Stmt::field(py_ident!("mapped"), builtin("dict").subscript(names(2, 40)), Expr::None),
        ]);
    let wide = Class::new(py_ident!("CommandExecutionRequestApprovalResponseDecision"))
        .base(base())
        .keyword(py_ident!("tag"), Expr::str("acceptWithExecpolicyAmendment"));
    let stub = Class::new(py_ident!("Stub")).base(builtin("Exception")).body([Stmt::ellipsis()]);
    let only_doc = Class::new(py_ident!("Documented")).doc(doc("Says it all."));
    check("classes", &module().body([message.into(), wide.into(), stub.into(), only_doc.into()]));
}

#[test]
fn functions() {
    let body = || [Stmt::returns(local("self").attr(py_ident!("value")))];
    let this = || Parameter::new(py_ident!("self"));
    let text = || builtin("str");
    let short = Function::new(py_ident!("short")).param(this()).returns(text()).body(body());
    let wide = Function::new(py_ident!("turn_start"))
        .asynchronous(true)
        .param(this())
        .param(typed("thread_id", text()))
        .keyword_only(typed("model", text().optional()).default(Expr::None))
        .keyword_only(typed("union", Expr::union(names(3, 30))).default(Expr::None))
        .returns(Expr::union(names(3, 30)))
        .doc(doc("Starts a turn. Whatever is left out keeps its setting, and whatever is given holds for the turns after this one as well."))
        .body([Stmt::returns(
            local("self").attr(py_ident!("_request")).call_with(names(2, 25), [(py_ident!("params"), text())]).awaited(),
        )]);
    let all_kinds = Function::new(py_ident!("all_kinds"))
        .params(Params {
            positional_only: vec![typed("a", text())],
            plain: vec![typed("b", text())],
            star: None,
            keyword_only: vec![typed("c", text()), Parameter::new(py_ident!("d")).default(Expr::None)],
            double_star: Some(typed("rest", text())),
        })
        .body([Stmt::ellipsis()]);
    let alone = Function::new(py_ident!("no_parameters_but_a_long_annotation"))
        .decorator(py_symbol!("functools", "cache"))
        .returns(builtin("dict").subscript(names(2, 25)))
        .doc(doc("Has no body but this."))
        .body([Stmt::Pass]);
    let nested =
        Function::new(py_ident!("outer")).body([short.clone().into(), Stmt::Return(Some(local("short")))]);
    let bodies = [short, wide, all_kinds, alone, nested];
    check("functions", &module().body(bodies.map(Stmt::from)));
}

#[test]
fn statements() {
    let known = || local("name").compare(Comparison::In, local("EXPORTS"));
    let error = |text: &str| builtin("AttributeError").call([Expr::str(text)]);
    let absent = Stmt::raise(error("module 'pkg' has no attribute of that name, and none that is like it"));
    let branches = Stmt::If {
        test: known(),
        body: vec![Stmt::Pass],
        orelse: vec![Stmt::If {
            test: Expr::any([known().negated(), Expr::all([local("one"), local("other")])]),
            body: vec![absent],
            orelse: vec![Stmt::Raise { error: error("no"), cause: Some(Expr::None) }],
        }],
    };
    let condition = Expr::all(names(3, 30));
    let each = Stmt::For {
        is_async: true,
        target: local("event"),
        iter: local("self").attr(py_ident!("events")).call([]),
        body: vec![Stmt::Expr(local("handle").call([local("event")]))],
    };
    let with = Stmt::With {
        is_async: false,
        context: local("open").call(names(2, 36)),
        target: Some(local("file")),
        body: vec![Stmt::when(condition, [Stmt::Return(None)])],
    };
    let function = Function::new(py_ident!("statements")).asynchronous(true).body([branches, each, with]);
    check("statements", &module().body([function.into()]));
}

#[test]
fn literals() {
    let texts =
        ["plain", "it's", "\"both\" isn't", "back\\slash", "line\nend\t\0", "caf\u{e9} \u{202e}\u{1f600}"];
    let body = [
        Stmt::assign(local("texts"), Expr::List(texts.map(Expr::str).to_vec())),
        Stmt::assign(
            local("numbers"),
            Expr::Tuple(vec![Expr::Int(-1), Expr::float(1e16), Expr::float(f64::NAN)]),
        ),
        Stmt::assign(local("single"), Expr::Tuple(vec![Expr::Int(1)])),
        Stmt::assign(local("sets"), Expr::List(vec![Expr::Set(vec![]), Expr::Set(vec![Expr::Int(1)])])),
        Stmt::assign(
            local("table"),
            Expr::Dict(vec![
                (Expr::str("approval_policy"), Expr::str("approvalPolicy")),
                (Expr::str("sandbox_policy"), Expr::str("sandboxPolicy")),
            ]),
        ),
        Stmt::assign(local("bits"), Expr::Int(5).attr(py_ident!("bit_length")).call([])),
        Stmt::assign(local("index"), local("map").subscript([Expr::Tuple(vec![Expr::Int(1), Expr::Int(2)])])),
    ];
    check("literals", &module().body(body));
}

#[test]
fn docstrings() {
    let texts = [
        "Short.",
        "\"Quoted\" at \"both ends\"",
        "Holds \"\"\" and ends in a backslash \\",
        "A first sentence that stands alone. Then a second one, which together with the first is too wide for a line.",
        "One sentence that is too wide for one line because it goes on and on without ever getting to its point",
        "A list:\n\n- one item that is kept on its line however wide it is, because a list is not prose to be wrapped\n- two\n\n```toml\n[table]\n  key = 1\n```\n\n| a | b |\n|---|---|",
        "Control \u{0}\u{1b}[31m, direction \u{202e}, width \u{200b}, typography \u{2018}a\u{2019} \u{2013} b\tc",
    ];
    let class =
        |(index, text): (usize, &str)| Class::new(ident(&format!("Case{index}"))).doc(doc(text)).into();
    check("docstrings", &module().body(texts.into_iter().enumerate().map(class)));
}

#[test]
fn a_name_cannot_stand_for_two_things() {
    let enumeration = Class::new(py_ident!("Enum")).base(py_symbol!("enum", "Enum"));
    let clash = print(&module().body([enumeration.into()])).expect_err("a clash");
    let text = clash.to_string();
    assert_eq!(text, "pkg.case: the name Enum stands for a definition of the module and for enum.Enum");
}

#[test]
fn identifiers_are_plain_names() {
    for name in ["a", "_", "match", "type", "A1", "__all__"] {
        assert!(Ident::new(name).is_ok(), "{name}");
    }
    for name in ["", "1a", "a-b", "class", "None", "async", "a b", "\u{e9}", "a.b", "\u{ff41}"] {
        assert!(Ident::new(name).is_err(), "{name}");
    }
}
