//! Records that tagged unions refer to: each holds its tag itself, as the records of inline branches do.

use std::collections::BTreeMap;

use super::draft::{Draft, SharedTag};
use crate::ir::unions::preference;
use crate::ir::{Body, DefId, Tagging, Test, Type};

impl Draft<'_> {
    /// Moves the tag of every record that a tagged union refers to out of its members.
    pub(in crate::ir) fn share_tags(&mut self) {
        let mut wanted: BTreeMap<DefId, Vec<SharedTag>> = BTreeMap::new();
        for tag in std::mem::take(&mut self.tags) {
            wanted.entry(self.record_behind(tag.record)).or_default().push(tag);
        }
        for (record, tags) in wanted {
            let Some(key) =
                tags.iter().map(|tag| &tag.key).min_by_key(|key| preference(key.as_str())).cloned()
            else {
                continue;
            };
            for tag in &tags {
                if tag.key != key {
                    self.untag(tag.union);
                    continue;
                }
                let body = self.defs.get_mut(record.index()).map(|def| &mut def.body);
                if let Some(Body::Record(record)) = body
                    && record.tag.is_none()
                {
                    let fields = std::mem::take(&mut record.fields).into_vec();
                    record.fields = fields.into_iter().filter(|field| field.wire != key).collect();
                    record.tag = Some((key.clone(), tag.value.clone()));
                }
            }
        }
    }

    /// The record that a reference reaches through aliases.
    fn record_behind(&self, id: DefId) -> DefId {
        let (mut here, mut seen) = (id, vec![id]);
        while let Some(Body::Alias(Type::Def(next))) = self.defs.get(here.index()).map(|def| &def.body) {
            if seen.contains(next) {
                break;
            }
            here = *next;
            seen.push(here);
        }
        here
    }

    fn untag(&mut self, union: DefId) {
        if let Some(Body::Union(union)) = self.defs.get_mut(union.index()).map(|def| &mut def.body) {
            union.tagging = Tagging::Shape;
            for variant in &mut union.variants {
                variant.test = Test::Any(Box::default());
            }
        }
    }
}
