//! Everything in an [`Ir`] that has a life of its own, under keys that hold across versions of the protocol.
//! Keys depend on wire names and paths alone, never on the order of definitions.

use std::fmt;

use super::{About, Body, DefPath, Field, Ir, Kind, Life, MethodKind, Source, Test, Type, Variant, WireName};

/// The identity of a method, type, field, variant or value, the same in every version that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKey {
    /// A method, by kind and wire name.
    Method(MethodKind, WireName),
    /// A definition.
    Type(DefPath),
    /// A member of a record, or of an envelope under the envelope's name.
    Field(DefPath, WireName),
    /// A variant of a union, under [`Variant::key`].
    Variant(DefPath, Box<str>),
    /// A value of an enum.
    Value(DefPath, WireName),
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(kind, wire) => write!(f, "{kind} {wire}"),
            Self::Type(path) => write!(f, "type {path}"),
            Self::Field(path, wire) => write!(f, "field {path} {wire}"),
            Self::Variant(path, key) => write!(f, "variant {path} {key}"),
            Self::Value(path, wire) => write!(f, "value {path} {wire}"),
        }
    }
}

impl Variant {
    /// What names the variant within its union: the tag's value, the one key of a keyed object, the hint of an
    /// untagged object, the path of a definition, `=` for bare texts, or the JSON kind of a plain type.
    #[must_use]
    pub fn key(&self, ir: &Ir) -> Box<str> {
        if let Test::Tag(value) = &self.test {
            return value.clone();
        }
        match &self.ty {
            Type::Def(id) => match &ir[*id].source {
                Source::Variant { tag, .. } => tag.clone(),
                Source::Shape { hint, .. } => hint.clone(),
                Source::Texts { .. } => "=".into(),
                Source::Named(_) | Source::Inline { .. } => ir[*id].path.as_str().into(),
            },
            Type::Nullable(_) | Type::Json => "any".into(),
            Type::Bool => Kind::Boolean.word().into(),
            Type::Int(_) => Kind::Integer.word().into(),
            Type::Float(_) => Kind::Number.word().into(),
            Type::Str(_) | Type::Literal(_) => Kind::String.word().into(),
            Type::List(..) => Kind::Array.word().into(),
            Type::Map(_) => Kind::Object.word().into(),
        }
    }
}

impl Ir {
    /// Everything in the model with its key: methods, members of envelopes, then definitions with their parts.
    #[must_use]
    pub fn items(&self) -> Vec<(ItemKey, &About)> {
        let mut items = Vec::new();
        for method in &self.methods {
            items.push((ItemKey::Method(method.kind, method.wire.clone()), &method.about));
        }
        for envelope in &self.envelopes {
            let path = DefPath(envelope.name.clone());
            items.extend(envelope.fields.iter().map(|field| field_item(&path, field)));
        }
        for def in &self.defs {
            items.push((ItemKey::Type(def.path.clone()), &def.about));
            match &def.body {
                Body::Record(record) => {
                    items.extend(record.fields.iter().map(|field| field_item(&def.path, field)));
                }
                Body::Union(union) => {
                    items.extend(union.variants.iter().map(|variant| {
                        (ItemKey::Variant(def.path.clone(), variant.key(self)), &variant.about)
                    }))
                }
                Body::Enum(listed) => items.extend(
                    listed
                        .values
                        .iter()
                        .map(|value| (ItemKey::Value(def.path.clone(), value.wire.clone()), &value.about)),
                ),
                Body::Alias(_) => {}
            }
        }
        items
    }

    /// The same model with the lives that a function gives.
    #[must_use]
    pub fn with_life(mut self, life: impl Fn(&ItemKey) -> Life) -> Ir {
        let lives: Vec<Life> = self.items().iter().map(|(key, _)| life(key)).collect();
        for (about, life) in self.abouts_mut().zip(lives) {
            about.life = life;
        }
        self
    }

    /// Every [`About`] in the order of [`Ir::items`].
    fn abouts_mut(&mut self) -> impl Iterator<Item = &mut About> {
        let methods = self.methods.iter_mut().map(|method| &mut method.about);
        let envelopes = self.envelopes.iter_mut().flat_map(|envelope| &mut envelope.fields);
        let defs = self.defs.iter_mut().flat_map(|def| {
            let parts: Box<dyn Iterator<Item = &mut About>> = match &mut def.body {
                Body::Record(record) => Box::new(record.fields.iter_mut().map(|field| &mut field.about)),
                Body::Union(union) => Box::new(union.variants.iter_mut().map(|variant| &mut variant.about)),
                Body::Enum(listed) => Box::new(listed.values.iter_mut().map(|value| &mut value.about)),
                Body::Alias(_) => Box::new(std::iter::empty()),
            };
            std::iter::once(&mut def.about).chain(parts)
        });
        methods.chain(envelopes.map(|field| &mut field.about)).chain(defs)
    }
}

fn field_item<'a>(path: &DefPath, field: &'a Field) -> (ItemKey, &'a About) {
    (ItemKey::Field(path.clone(), field.wire.clone()), &field.about)
}
