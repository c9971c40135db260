//! The generated crate in, the same types out as serde's derives would have them: same names, fields, renames, tags and
//! documentation, and everything derived on everything. Members for what is not known are left out.

#[path = "tables.rs"]
mod tables;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use quote::quote;
use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, parse_quote};
use tables::{Table, Tables};

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new("../../../generated/rust/src");
    let mut files = vec![source.join("events.rs")];
    for entry in fs::read_dir(source.join("types"))? {
        files.push(entry?.path());
    }
    files.sort();
    let mut items = Vec::new();
    for file in &files {
        items.extend(read(file)?);
    }
    let tables = Tables::of(&items);
    let mut out = syn::parse_file(
        "use std::collections::BTreeMap; use serde_json::Value; pub type Maybe<T> = Option<T>;
         pub mod types { pub use super::*; }",
    )?;
    for item in items {
        match item {
            Item::Type(alias) => out.items.push(Item::Type(alias)),
            Item::Struct(record) => out.items.push(structure(record, &tables)?),
            Item::Enum(body) => out.items.extend(enumeration(body, &tables)?),
            _ => {}
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("types.rs"), prettyplease::unparse(&out))?;
    Ok(())
}

fn read(path: &PathBuf) -> Result<Vec<Item>, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", path.display());
    Ok(syn::parse_file(&fs::read_to_string(path)?)?.items)
}

fn structure(mut record: ItemStruct, tables: &Tables) -> Result<Item, Box<dyn Error>> {
    let table = tables.get(&record.ident).ok_or_else(|| format!("{} has no table", record.ident))?;
    record.attrs.retain(is_doc);
    record
        .attrs
        .push(parse_quote! { #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)] });
    let Fields::Named(fields) = &mut record.fields else { Err("a struct has named fields")? };
    fields.named =
        std::mem::take(&mut fields.named).into_iter().filter(|field| !is_inherited(&field.vis)).collect();
    for field in &mut fields.named {
        let name = field.ident.as_ref().ok_or("a field has a name")?;
        if let Some(wire) = table.rows.get(name) {
            if *wire != name.to_string() {
                field.attrs.push(parse_quote! { #[serde(rename = #wire)] });
            }
        } else {
            field.attrs.push(parse_quote! { #[serde(flatten)] });
        }
    }
    Ok(Item::Struct(record))
}

fn is_inherited(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Inherited)
}

/// None for what is no type of the protocol.
fn enumeration(mut body: ItemEnum, tables: &Tables) -> Result<Option<Item>, Box<dyn Error>> {
    let Some(Table { rows, kind, tag }) = tables.get(&body.ident) else { return Ok(None) };
    body.attrs.retain(is_doc);
    let more = if kind == "values" {
        quote! { Eq, Hash, }
    } else {
        quote! {}
    };
    let derive = quote! { Debug, Clone, PartialEq, #more serde::Serialize, serde::Deserialize };
    body.attrs.push(parse_quote! { #[derive(#derive)] });
    match kind.as_str() {
        "values" => {}
        "tagged" => {
            let tag = tag.as_ref().ok_or_else(|| format!("{} has no tag", body.ident))?;
            body.attrs.push(parse_quote! { #[serde(tag = #tag)] });
        }
        "shaped" => body.attrs.push(parse_quote! { #[serde(untagged)] }),
        "methods" => body.attrs.push(parse_quote! { #[serde(tag = "method", content = "params")] }),
        other => Err(format!("{} is of the kind {other}", body.ident))?,
    }
    body.variants = std::mem::take(&mut body.variants)
        .into_iter()
        .filter(|variant| rows.contains_key(&variant.ident))
        .collect();
    if kind != "shaped" {
        for variant in &mut body.variants {
            let wire = &rows[&variant.ident];
            variant.attrs.push(parse_quote! { #[serde(rename = #wire)] });
        }
    }
    Ok(Some(Item::Enum(body)))
}

fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}
