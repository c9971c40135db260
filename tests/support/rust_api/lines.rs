//! An item in, its lines out: what it is, and below that each part that others can name.

use std::collections::BTreeSet;
use std::fmt;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, Signature, TraitItem, Visibility};

use super::text::text;

/// An item. One that may grow, which is `#[non_exhaustive]`, is called open.
pub struct Block {
    head: String,
    traits: BTreeSet<String>,
    parts: Vec<String>,
}

impl Block {
    /// An item without parts.
    pub fn of(head: String) -> Self {
        Self { head, traits: BTreeSet::new(), parts: Vec::new() }
    }

    /// Adds what is implemented for it.
    pub fn add(&mut self, found: &ItemImpl) {
        if let Some((name, _)) = &found.trait_ {
            self.traits.extend(name.segments.last().map(text));
            return;
        }
        for item in &found.items {
            let (vis, attributes, line) = match item {
                ImplItem::Fn(it) => (&it.vis, &it.attrs, signature(&it.sig)),
                ImplItem::Const(it) => (&it.vis, &it.attrs, format!("const {}: {}", it.ident, text(&it.ty))),
                _ => continue,
            };
            if matches!(vis, Visibility::Public(_)) && !hidden(attributes) {
                self.parts.push(line + &feature(attributes));
            }
        }
    }

    /// The same under another name.
    pub fn renamed(mut self, own: &str, name: &str) -> Self {
        if own != name {
            self.head = self.head.replacen(own, name, 1);
        }
        self
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.head)?;
        if !self.traits.is_empty() {
            let traits: Vec<_> = self.traits.iter().map(String::as_str).collect();
            write!(f, " has {}", traits.join(", "))?;
        }
        writeln!(f)?;
        self.parts.iter().try_for_each(|part| writeln!(f, "    {part}"))
    }
}

/// The lines of an item that is public, and its name.
pub fn block(item: &Item) -> Option<(String, Block)> {
    let (vis, attributes, name) = match item {
        Item::Struct(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Enum(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Trait(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Type(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Const(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Fn(it) => (&it.vis, &it.attrs, &it.sig.ident),
        _ => return None,
    };
    if !matches!(vis, Visibility::Public(_)) || hidden(attributes) {
        return None;
    }
    let mut block = match item {
        Item::Struct(it) => {
            let head = format!("struct {name}{}", text(&it.generics));
            Block { parts: fields(&it.fields), ..Block::of(head) }
        }
        Item::Enum(it) => {
            let variants = it.variants.iter().map(|it| format!("{}{}", it.ident, text(&it.fields)));
            Block { parts: variants.collect(), ..Block::of(format!("enum {name}{}", text(&it.generics))) }
        }
        Item::Trait(it) => {
            let bounds = text(&it.supertraits);
            let bounds = if bounds.is_empty() { bounds } else { format!(": {bounds}") };
            let head = format!("trait {name}{}{bounds}", text(&it.generics));
            Block { parts: it.items.iter().filter_map(required).collect(), ..Block::of(head) }
        }
        Item::Type(it) => Block::of(format!("type {name}{} = {}", text(&it.generics), text(&it.ty))),
        Item::Const(it) => Block::of(format!("const {name}: {}", text(&it.ty))),
        Item::Fn(it) => Block::of(signature(&it.sig)),
        _ => return None,
    };
    if attributes.iter().any(|it| it.path().is_ident("non_exhaustive")) {
        block.head.insert_str(0, "open ");
    }
    block.head += &feature(attributes);
    for derived in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        let names = derived.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        block.traits.extend(names.split(',').map(|name| name.trim().to_owned()).filter(|it| !it.is_empty()));
    }
    Some((name.to_string(), block))
}

/// Whether it is kept out of the documentation.
pub fn is_hidden(item: &Item) -> bool {
    matches!(item, Item::Mod(it) if hidden(&it.attrs)) || matches!(item, Item::Use(it) if hidden(&it.attrs))
}

fn fields(fields: &Fields) -> Vec<String> {
    let public = fields.iter().enumerate().filter(|(_, field)| matches!(field.vis, Visibility::Public(_)));
    public
        .map(|(index, field)| {
            let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            format!("{name}: {}", text(&field.ty))
        })
        .collect()
}

/// What a trait asks for, or gives.
fn required(item: &TraitItem) -> Option<String> {
    let (TraitItem::Fn(syn::TraitItemFn { attrs, .. })
    | TraitItem::Const(syn::TraitItemConst { attrs, .. })
    | TraitItem::Type(syn::TraitItemType { attrs, .. })) = item
    else {
        return None;
    };
    if hidden(attrs) {
        return None;
    }
    Some(match item {
        TraitItem::Fn(it) => signature(&it.sig) + if it.default.is_some() { " { .. }" } else { "" },
        TraitItem::Const(it) => format!("const {}: {}", it.ident, text(&it.ty)),
        TraitItem::Type(it) => format!("type {}: {}", it.ident, text(&it.bounds)),
        _ => return None,
    })
}

fn signature(signature: &Signature) -> String {
    let mut signature = signature.clone();
    for input in &mut signature.inputs {
        // how a function names or changes what it takes is its own affair
        if let syn::FnArg::Receiver(this) = input
            && matches!(this.kind, syn::ReceiverKind::Value)
        {
            this.mutability = None;
        }
        if let syn::FnArg::Typed(it) = input
            && let syn::Pat::Ident(name) = &mut *it.pat
        {
            name.mutability = None;
        }
    }
    text(&signature)
}

/// The feature without which it is not there.
fn feature(attributes: &[Attribute]) -> String {
    let conditions = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    let names = conditions.filter_map(|it| {
        let text = it.meta.to_token_stream().to_string();
        text.split('"').nth(1).map(ToOwned::to_owned)
    });
    names.map(|name| format!(" [{name}]")).collect()
}

fn hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| {
        let Ok(list) = it.meta.require_list() else { return false };
        let words = list.tokens.to_string();
        (it.path().is_ident("doc") && words == "hidden")
            || (it.path().is_ident("cfg") && words.contains("test"))
    })
}
