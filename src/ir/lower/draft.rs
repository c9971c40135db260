//! The model while it is being built: an arena of definitions, each with a handle before it has a body.
//! Handles of named definitions exist from the start, so that references may be recursive.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::types::nullable;
use crate::curation::{Curation, Decisions, Policy};
use crate::diag::{Place, Pointer};
use crate::ir::path::Step;
use crate::ir::{About, Body, Def, DefId, DefPath, Direction, Life, Source, Type, WireName};
use crate::schema::{Bundle, DefKey, Schema, Shape, Stability};

/// A variant that refers to a record, which therefore holds the union's tag.
pub(in crate::ir) struct SharedTag {
    /// The union.
    pub(in crate::ir) union: DefId,
    /// The record, or an alias of it.
    pub(in crate::ir) record: DefId,
    /// The member that holds the tag.
    pub(in crate::ir) key: WireName,
    /// Its one value.
    pub(in crate::ir) value: Box<str>,
}

/// The model while it is being built.
pub(in crate::ir) struct Draft<'a> {
    pub(in crate::ir) bundle: &'a Bundle,
    pub(in crate::ir) curation: &'a Curation,
    /// The definitions so far, each at its handle.
    pub(in crate::ir) defs: Vec<Def>,
    /// The handles in document order, what is lifted out of a definition right behind it.
    pub(in crate::ir) order: Vec<DefId>,
    pub(in crate::ir) tags: Vec<SharedTag>,
    pub(in crate::ir) decisions: Decisions,
    schemas: HashMap<&'a DefKey, &'a Schema>,
    handles: HashMap<&'a DefKey, DefId>,
    experimental: HashSet<&'a str>,
}

impl<'a> Draft<'a> {
    /// A draft without any definition.
    pub(in crate::ir) fn new(bundle: &'a Bundle, curation: &'a Curation, policy: Policy) -> Self {
        Self {
            bundle,
            curation,
            defs: Vec::with_capacity(bundle.definitions.len() * 2),
            order: Vec::new(),
            tags: Vec::new(),
            decisions: Decisions::new(policy),
            schemas: bundle.definitions.iter().map(|(key, schema)| (key, schema)).collect(),
            handles: HashMap::new(),
            experimental: bundle.experimental.iter().map(Pointer::as_str).collect(),
        }
    }

    /// Gives a handle to every definition that is wanted.
    pub(in crate::ir) fn admit(&mut self, is_wanted: impl Fn(&DefKey) -> bool) {
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (key, _) in &self.bundle.definitions {
            *names.entry(&key.name).or_default() += 1;
        }
        for (key, schema) in self.bundle.definitions.iter().filter(|(key, _)| is_wanted(key)) {
            // Differing namesakes in two namespaces are told apart by the namespace.
            let unique = names.get(key.name.as_ref()) == Some(&1);
            let path = if unique { DefPath::named(&key.name) } else { DefPath::named(&key.to_string()) };
            let about = self.about(schema, Stability::Stable);
            let id = self.add(path, Source::Named(key.name.clone()), about);
            self.handles.insert(key, id);
        }
        self.order.clear();
    }

    /// A new definition that has no body yet.
    pub(in crate::ir) fn add(&mut self, path: DefPath, source: Source, about: About) -> DefId {
        let id = DefId(u32::try_from(self.defs.len()).unwrap_or(u32::MAX));
        let body = Body::Alias(Type::Json);
        self.defs.push(Def { id, path, source, about, direction: Direction::default(), body });
        self.order.push(id);
        id
    }

    /// Gives a definition its body.
    pub(in crate::ir) fn define(&mut self, id: DefId, body: Body) {
        if let Some(def) = self.defs.get_mut(id.index()) {
            def.body = body;
        }
    }

    /// The path of what stands within a definition.
    pub(in crate::ir) fn path(&self, id: DefId, step: Step<'_>) -> DefPath {
        self.defs.get(id.index()).map_or_else(|| DefPath::named(""), |def| def.path.step(step))
    }

    /// The stability of a definition.
    pub(in crate::ir) fn stability(&self, id: DefId) -> Stability {
        self.defs.get(id.index()).map(|def| def.about.stability).unwrap_or_default()
    }

    /// The handle of a definition, unless it was left out.
    pub(in crate::ir) fn handle(&self, key: &DefKey) -> Option<DefId> {
        self.handles.get(key).copied()
    }

    /// The types of definitions by plain name; a name that several namespaces have means the outermost definition.
    pub(in crate::ir) fn types_by_name(&self) -> HashMap<&'a str, Type> {
        let mut keys: Vec<_> = self.handles.iter().collect();
        keys.sort_by(|a, b| b.0.cmp(a.0));
        let ty = |key: &DefKey, id: DefId| {
            let alias = self.defs.get(id.index()).is_some_and(|def| matches!(def.body, Body::Alias(_)));
            let null = !alias && self.schemas.get(key).is_some_and(|schema| self.accepts_null(schema));
            nullable(Type::Def(id), null)
        };
        keys.into_iter().map(|(key, id)| (key.name.as_ref(), ty(key, *id))).collect()
    }

    /// The schema behind references.
    pub(in crate::ir) fn resolved(&self, schema: &'a Schema) -> &'a Schema {
        let mut here = schema;
        let mut seen = Vec::new();
        while let Shape::Ref(key) = &here.shape {
            match self.schemas.get(key) {
                Some(next) if !seen.contains(&key) => here = next,
                _ => break,
            }
            seen.push(key);
        }
        here
    }

    /// Whether null is among the values, be it said here, behind references or in a branch.
    pub(in crate::ir) fn accepts_null(&self, schema: &'a Schema) -> bool {
        if schema.nullable {
            return true;
        }
        let mut open = match &schema.shape {
            Shape::Ref(_) | Shape::Union(_) => vec![schema],
            _ => return false,
        };
        let mut seen: Vec<&DefKey> = Vec::new();
        while let Some(schema) = open.pop() {
            match &schema.shape {
                _ if schema.nullable => return true,
                Shape::Ref(key) if !seen.contains(&key) => {
                    seen.push(key);
                    open.extend(self.schemas.get(key));
                }
                Shape::Union(branches) => open.extend(branches),
                _ => {}
            }
        }
        false
    }

    /// The one text that a schema accepts, if there is just one.
    pub(in crate::ir) fn literal(&self, schema: &'a Schema) -> Option<&'a str> {
        match &self.resolved(schema).shape {
            Shape::Enum(texts) if !self.accepts_null(schema) => match texts.as_slice() {
                [text] => Some(&text.value),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is said about a schema that stands within something.
    pub(in crate::ir) fn about(&self, schema: &Schema, around: Stability) -> About {
        let notes = &schema.notes;
        self.describe(&schema.pointer, notes.description.as_deref(), notes.deprecated, around)
    }

    /// The same from its parts.
    pub(in crate::ir) fn describe(
        &self,
        origin: &Pointer,
        doc: Option<&str>,
        deprecated: bool,
        around: Stability,
    ) -> About {
        let experimental = around == Stability::Experimental || self.experimental.contains(origin.as_str());
        About {
            origin: origin.clone(),
            doc: doc.map(Into::into),
            stability: if experimental { Stability::Experimental } else { Stability::Stable },
            deprecated: deprecated || doc.is_some_and(says_deprecated),
            life: Life::default(),
        }
    }

    /// A pointer into the schema file.
    pub(in crate::ir) fn place(&self, pointer: &Pointer) -> Place {
        Place::pointer(self.bundle.file.clone(), pointer.clone())
    }
}

/// A default that says more than that the member may be null.
pub(in crate::ir) fn telling(default: Option<&Value>) -> Option<Value> {
    default.filter(|value| !value.is_null()).cloned()
}

/// The exporter has no keyword for it: the description opens with the word, as `Deprecated: ...` or `@deprecated ...`.
fn says_deprecated(doc: &str) -> bool {
    let doc = doc.trim_start_matches(|c: char| !c.is_alphanumeric());
    doc.get(.."deprecated".len()).is_some_and(|word| word.eq_ignore_ascii_case("deprecated"))
}
