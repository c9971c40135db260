//! The branches of a union in, its tagging and variants out.
//! Nested unions without a name dissolve into the outer one, so that every variant is a type that has a name or needs
//! none. What tells untagged variants apart is decided later, by `tell_apart`, when every definition has its body.

use crate::ir::lower::{Draft, SharedTag, Spot, is_map};
use crate::ir::path::Step;
use crate::ir::{About, Body, DefId, Enum, Source, Tagging, Test, Type, Union, Variant, WireName};
use crate::schema::{Schema, Shape};

mod leaves;
mod texts;

use leaves::Leaf;
pub(in crate::ir) use leaves::preference;

impl<'a> Draft<'a> {
    /// The body of a definition whose schema has branches: a union, or an enum if all of them are texts.
    ///
    /// The tag is a member that every branch requires and restricts to one text, distinct in each: `type` if it
    /// serves, else `method`, else `kind`, else the first by the alphabet.
    pub(in crate::ir) fn union(&mut self, id: DefId, schema: &'a Schema) -> Body {
        let (leaves, open_tail) = self.branches(schema);
        match self.tag_of(&leaves) {
            Some(key) => self.internal(id, key, &leaves, open_tail),
            None => self.shaped(id, leaves, open_tail),
        }
    }

    /// Whether an object rule with branches is a tagged union with shared members, and not a record with alternatives.
    pub(in crate::ir) fn tagged(&self, schema: &'a Schema) -> bool {
        matches!(&schema.shape, Shape::Object(rule) if !rule.branches.is_empty())
            && self.tag_of(&self.branches(schema).0).is_some()
    }

    /// A tagged union: every variant is a record that knows its tag.
    ///
    /// A branch that refers to a record keeps it as the variant, and the record itself holds the tag from then on,
    /// wherever else it stands; see [`crate::ir::lower`] for two unions that want different members of one record.
    fn internal(&mut self, id: DefId, key: &'a str, leaves: &[Leaf<'a>], open_tail: bool) -> Body {
        let mut variants = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let Some((rule, tag)) = leaf.rule.zip(leaf.literals.get(key).copied()) else { continue };
            let about = self.about(leaf.schema, leaf.stability);
            let shared = match &leaf.schema.shape {
                Shape::Ref(name) if leaf.around.is_empty() => self.handle(name),
                _ => None,
            };
            let record = match shared {
                Some(record) => {
                    let key = WireName(key.into());
                    self.tags.push(SharedTag { union: id, record, key, value: tag.into() });
                    record
                }
                None => {
                    let source = Source::Variant { union: id, tag: tag.into() };
                    let record = self.add(self.path(id, Step::Variant(tag)), source, about.clone());
                    let body = self.record(record, &leaf.around, rule, Some((key, tag)));
                    self.define(record, Body::Record(body));
                    record
                }
            };
            variants.push(Variant { ty: Type::Def(record), test: Test::Tag(tag.into()), about });
        }
        let tagging = Tagging::Internal(WireName(key.into()));
        Body::Union(Union { tagging, variants: variants.into(), open_tail })
    }

    /// A union without a tag: bare texts become one enum, keyed objects and other objects become records.
    fn shaped(&mut self, id: DefId, mut leaves: Vec<Leaf<'a>>, open_tail: bool) -> Body {
        let any_text = texts::any_text(&mut leaves);
        let is_text = |leaf: &&Leaf<'a>| matches!(leaf.schema.shape, Shape::Enum(_));
        let listed: Vec<&'a Schema> = leaves.iter().filter(is_text).map(|leaf| leaf.schema).collect();
        let texts = self.texts_of_branches(&listed, any_text, self.stability(id));
        if !listed.is_empty() && listed.len() == leaves.len() {
            return Body::Enum(texts);
        }
        let mut texts = Some(texts);
        let mut variants = Vec::new();
        for (leaf, hint) in leaves.iter().zip(leaves::hints(&leaves)) {
            let about = self.about(leaf.schema, leaf.stability);
            let variant = match &leaf.schema.shape {
                // All texts stand where the first of them stood.
                Shape::Enum(_) => texts.take().map(|texts| self.bare_texts(id, texts, about)),
                Shape::Object(_) | Shape::Ref(_) => Some(self.object(id, leaf, &hint, about)),
                _ => Some(self.other(id, leaf, about)),
            };
            variants.extend(variant);
        }
        Body::Union(Union { tagging: Tagging::Shape, variants: variants.into(), open_tail })
    }

    fn bare_texts(&mut self, id: DefId, texts: Enum, first: About) -> Variant {
        let about = About { doc: None, deprecated: false, ..first };
        let def = self.add(self.path(id, Step::Texts), Source::Texts { union: id }, about.clone());
        self.define(def, Body::Enum(texts));
        untested(Type::Def(def), about)
    }

    /// A branch that is an object: a record of its own, unless it has a name already or is a map.
    fn object(&mut self, id: DefId, leaf: &Leaf<'a>, hint: &str, about: About) -> Variant {
        let named = matches!(leaf.schema.shape, Shape::Ref(_)) && leaf.around.is_empty();
        let Some(rule) = leaf.rule.filter(|rule| !named && !is_map(rule)) else {
            return self.other(id, leaf, about);
        };
        let key = leaves::keyed(rule);
        let source = match key {
            Some(key) => Source::Variant { union: id, tag: key.into() },
            None => Source::Shape { union: id, hint: hint.into() },
        };
        let path = self.path(id, Step::Variant(key.unwrap_or(hint)));
        let def = self.add(path, source, about.clone());
        let record = self.record(def, &leaf.around, rule, None);
        self.define(def, Body::Record(record));
        untested(Type::Def(def), about)
    }

    fn other(&mut self, id: DefId, leaf: &Leaf<'a>, about: About) -> Variant {
        let at = Spot { parent: id, step: Step::Own, stability: about.stability };
        untested(self.ty(leaf.schema, at).0, about)
    }
}

/// A variant whose test is found when every definition has its body.
fn untested(ty: Type, about: About) -> Variant {
    Variant { ty, test: Test::Any(Box::default()), about }
}
