//! What emitted files repeat thousands of times, parsed once a thread and then copied: attributes, and the forms of
//! constructors and setters, whose places are filled in. Reading tokens is what costs most in building a syntax tree.

use syn::{
    Attribute, Expr, ExprCall, ExprMethodCall, FieldValue, FnArg, Ident, ItemFn, Member, Pat, PatType, Stmt,
    Type, TypeParamBound, parse_quote,
};

use super::syntax::arguments;

thread_local! {
    static FORMS: Forms = Forms::new();
}

struct Forms {
    derives: [(Derives, Attribute); 5],
    non_exhaustive: Attribute,
    must_use: Attribute,
    kept: Type,
    into: Type,
    constructor: ItemFn,
    default: ItemFn,
    setter: ItemFn,
    call: ExprCall,
    conversion: ExprMethodCall,
    absent: Expr,
    none: Expr,
    empty: Expr,
}

/// The traits that a type derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Derives {
    Value,
    DefaultValue,
    Secret,
    DefaultSecret,
    Text,
}

impl Forms {
    fn new() -> Self {
        Self {
            derives: [
                (Derives::Value, parse_quote! { #[derive(Debug, Clone, PartialEq)] }),
                (Derives::DefaultValue, parse_quote! { #[derive(Debug, Clone, PartialEq, Default)] }),
                (Derives::Secret, parse_quote! { #[derive(Clone, PartialEq)] }),
                (Derives::DefaultSecret, parse_quote! { #[derive(Clone, PartialEq, Default)] }),
                (Derives::Text, parse_quote! { #[derive(Debug, Clone, PartialEq, Eq, Hash)] }),
            ],
            non_exhaustive: parse_quote! { #[non_exhaustive] },
            must_use: parse_quote! { #[must_use] },
            kept: parse_quote! { codec::Kept },
            into: parse_quote! { impl Into<String> },
            constructor: parse_quote! {
                pub fn new() -> Self {
                    Self { kept: codec::Kept::default() }
                }
            },
            default: parse_quote! {
                pub fn new() -> Self {
                    Self::default()
                }
            },
            setter: parse_quote! {
                pub fn field(mut self, field: String) -> Self {
                    self.field = field;
                    self
                }
            },
            call: parse_quote! { call() },
            conversion: parse_quote! { it.into() },
            absent: parse_quote! { Maybe::Absent },
            none: parse_quote! { None },
            empty: parse_quote! { BTreeMap::new() },
        }
    }
}

/// `#[derive(...)]`
pub(super) fn derive(traits: Derives) -> Attribute {
    FORMS.with(|forms| {
        let known = forms.derives.iter().find(|(known, _)| *known == traits);
        known.map_or_else(|| forms.non_exhaustive.clone(), |(_, attribute)| attribute.clone())
    })
}

/// `#[non_exhaustive]`
pub(super) fn non_exhaustive() -> Attribute {
    FORMS.with(|forms| forms.non_exhaustive.clone())
}

/// `codec::Kept`
pub(super) fn kept() -> Type {
    FORMS.with(|forms| forms.kept.clone())
}

/// `impl Into<ty>`
pub(super) fn into(ty: Type) -> Type {
    let mut into = FORMS.with(|forms| forms.into.clone());
    if let Type::ImplTrait(into) = &mut into
        && let Some(TypeParamBound::Trait(bound)) = into.bounds.first_mut()
        && let Some(segment) = bound.path.segments.last_mut()
    {
        segment.arguments = arguments(std::iter::once(ty));
    }
    into
}

/// `name`
pub(super) fn name(name: Ident) -> Expr {
    Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: name.into() })
}

/// `function(argument)`
pub(super) fn call(function: Expr, argument: Expr) -> Expr {
    let mut call = FORMS.with(|forms| forms.call.clone());
    *call.func = function;
    call.args.push(argument);
    Expr::Call(call)
}

/// `it.into()`
pub(super) fn converted(it: Expr) -> Expr {
    let mut conversion = FORMS.with(|forms| forms.conversion.clone());
    *conversion.receiver = it;
    Expr::MethodCall(conversion)
}

/// `Maybe::Absent`
pub(super) fn absent() -> Expr {
    FORMS.with(|forms| forms.absent.clone())
}

/// `None`
pub(super) fn none() -> Expr {
    FORMS.with(|forms| forms.none.clone())
}

/// `BTreeMap::new()`
pub(super) fn empty() -> Expr {
    FORMS.with(|forms| forms.empty.clone())
}

/// `field: value`, or `field` for a value of that name.
pub(super) fn value(field: &Ident, value: Option<Expr>) -> FieldValue {
    FieldValue {
        attrs: Vec::new(),
        member: Member::Named(field.clone()),
        colon_token: value.is_some().then(Default::default),
        expr: value.unwrap_or_else(|| name(field.clone())),
    }
}

/// `pub fn new(parameters) -> Self { Self { values, kept } }`
pub(super) fn constructor(
    docs: Vec<Attribute>,
    parameters: Vec<(Ident, Type)>,
    values: Vec<FieldValue>,
) -> ItemFn {
    let mut function = FORMS.with(|forms| forms.constructor.clone());
    function.attrs = with_must_use(docs);
    function.sig.inputs =
        parameters.into_iter().map(|(name, ty)| FnArg::Typed(parameter(name, ty))).collect();
    if let Some(Stmt::Expr(Expr::Struct(whole), _)) = function.block.stmts.first_mut() {
        let kept = std::mem::take(&mut whole.fields);
        whole.fields = values.into_iter().chain(kept).collect();
    }
    function
}

/// `pub fn new() -> Self { Self::default() }`
pub(super) fn default(docs: Vec<Attribute>) -> ItemFn {
    let mut function = FORMS.with(|forms| forms.default.clone());
    function.attrs = with_must_use(docs);
    function
}

/// `pub fn method(mut self, field: ty) -> Self { self.field = value; self }`
pub(super) fn setter(docs: Vec<Attribute>, method: Ident, field: &Ident, ty: Type, value: Expr) -> ItemFn {
    let mut function = FORMS.with(|forms| forms.setter.clone());
    function.attrs = with_must_use(docs);
    function.sig.ident = method;
    if let Some(FnArg::Typed(typed)) = function.sig.inputs.last_mut() {
        *typed = parameter(field.clone(), ty);
    }
    if let Some(Stmt::Expr(Expr::Assign(assign), _)) = function.block.stmts.first_mut() {
        if let Expr::Field(place) = &mut *assign.left {
            place.member = Member::Named(field.clone());
        }
        *assign.right = value;
    }
    function
}

fn with_must_use(mut docs: Vec<Attribute>) -> Vec<Attribute> {
    docs.push(FORMS.with(|forms| forms.must_use.clone()));
    docs
}

fn parameter(name: Ident, ty: Type) -> PatType {
    let pat = Pat::Ident(syn::PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: name,
        subpat: None,
    });
    PatType { attrs: Vec::new(), pat: Box::new(pat), colon_token: Default::default(), ty: Box::new(ty) }
}
