//! Nodes of the syntax tree that there are thousands of, built without reading tokens: attributes, structs and enums.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, Expr, ExprLit, Field, Fields, FieldsNamed,
    FieldsUnnamed, GenericArgument, Ident, Item, ItemEnum, ItemStruct, ItemType, Lit, LitStr, Meta,
    MetaNameValue, PathArguments, Token, Variant, Visibility, parse_quote,
};

use super::ty::Ty;
use crate::emit::docs::Doc;
use crate::ir::WireName;

/// The columns that documentation may take, the indentation and the sign before it included.
const WIDTH: usize = 100;

/// An identifier; the name is one, in its raw form if need be.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(bare) => Ident::new_raw(bare, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// `<types>`
pub(super) fn arguments(types: impl Iterator<Item = syn::Type>) -> PathArguments {
    PathArguments::AngleBracketed(AngleBracketedGenericArguments {
        colon2_token: None,
        lt_token: Default::default(),
        args: types.map(GenericArgument::Type).collect(),
        gt_token: Default::default(),
    })
}

/// The attributes that print as documentation, `indent` columns in.
pub(super) fn doc(doc: Option<&Doc>, indent: usize) -> Vec<Attribute> {
    let lines = doc.map(|doc| doc.rustdoc(WIDTH - indent - "/// ".len())).unwrap_or_default();
    lines.iter().map(|line| doc_line(line)).collect()
}

/// One line of documentation.
pub(super) fn doc_line(line: &str) -> Attribute {
    let text = if line.is_empty() { String::new() } else { format!(" {line}") };
    let text = Lit::Str(LitStr::new(&text, Span::call_site()));
    let value = Expr::Lit(ExprLit { attrs: Vec::new(), lit: text });
    let path = ident("doc").into();
    let meta = Meta::NameValue(MetaNameValue { path, eq_token: Default::default(), value });
    Attribute {
        pound_token: Default::default(),
        style: AttrStyle::Outer,
        bracket_token: Default::default(),
        meta,
    }
}

/// The visibility that all of the surface has.
pub(super) fn public() -> Visibility {
    Visibility::Public(Default::default())
}

/// A field of a struct.
pub(super) fn field(attrs: Vec<Attribute>, vis: Visibility, name: &str, ty: syn::Type) -> Field {
    Field {
        attrs,
        vis,
        modifiers: Default::default(),
        ident: Some(ident(name)),
        colon_token: Some(Default::default()),
        ty,
        default: None,
    }
}

/// A wire name as a code span.
pub(super) fn span(wire: &WireName) -> String {
    format!("`{}`", wire.as_str().replace('`', "'"))
}

/// Names that a person has not chosen yet are spelled in ways that no lint likes.
fn allow_names<'a>(attrs: &mut Vec<Attribute>, mut names: impl Iterator<Item = &'a Ident>) {
    if names.any(|name| name.to_string().contains('_')) {
        attrs.push(parse_quote! { #[allow(non_camel_case_types)] });
    }
}

/// A public struct.
pub(super) fn structure(mut attrs: Vec<Attribute>, name: &str, fields: impl Iterator<Item = Field>) -> Item {
    let ident = ident(name);
    allow_names(&mut attrs, std::iter::once(&ident));
    Item::Struct(ItemStruct {
        attrs,
        vis: public(),
        struct_token: Default::default(),
        ident,
        generics: Default::default(),
        fields: Fields::Named(FieldsNamed { brace_token: Default::default(), named: fields.collect() }),
        semi_token: None,
    })
}

/// A variant with one payload, or without any.
pub(super) fn variant(attrs: Vec<Attribute>, name: &str, payload: Option<syn::Type>) -> Variant {
    let fields = match payload {
        None => Fields::Unit,
        Some(ty) => {
            let field = Field {
                attrs: Vec::new(),
                vis: Visibility::Inherited,
                modifiers: Default::default(),
                ident: None,
                colon_token: None,
                ty,
                default: None,
            };
            let unnamed = std::iter::once(field).collect();
            Fields::Unnamed(FieldsUnnamed { paren_token: Default::default(), unnamed })
        }
    };
    Variant { attrs, ident: ident(name), fields, discriminant: None }
}

/// A public enum.
pub(super) fn enumeration(
    mut attrs: Vec<Attribute>,
    name: &str,
    variants: impl Iterator<Item = Variant>,
) -> Item {
    let (ident, variants) = (ident(name), variants.collect::<Punctuated<Variant, Token![,]>>());
    allow_names(&mut attrs, std::iter::once(&ident).chain(variants.iter().map(|variant| &variant.ident)));
    Item::Enum(ItemEnum {
        attrs,
        vis: public(),
        enum_token: Default::default(),
        ident,
        generics: Default::default(),
        brace_token: Default::default(),
        variants,
    })
}

/// A public alias.
pub(super) fn alias(mut attrs: Vec<Attribute>, name: &str, ty: &Ty) -> Item {
    let (name, ty) = (ident(name), ty.syntax());
    allow_names(&mut attrs, std::iter::once(&name));
    let mut alias: ItemType = parse_quote! { pub type #name = #ty; };
    alias.attrs = attrs;
    Item::Type(alias)
}
