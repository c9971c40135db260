//! Lists, maps, boxes, and values that may be null or absent, for both readers.
//! One element that does not fit costs no other: it is set aside for the record around, with its place.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::codec::{Misfit, Read, Rule, Walk};
use super::fast::Seed;
use super::maybe::Maybe;

/// The room that is made for a list before its elements are seen.
const ROOM: usize = 4;

impl<T: Read> Read for Vec<T> {
    const NAME: &'static str = "list";

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        let Value::Array(items) = value else { return Err(walk.expected("array", value)) };
        let mut read = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let mark = walk.mark();
            walk.enter_index(index)?;
            match T::walk(item, walk) {
                Ok(item) => read.push(item),
                Err(misfit) => {
                    walk.contain(mark, misfit);
                    walk.enter_index(index)?;
                    walk.set_aside(item);
                }
            }
            walk.leave();
        }
        Ok(read)
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        rule.count(self.len()).or_else(|| self.iter().find_map(|item| item.breach(rule.each())))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    const NAME: &'static str = "map";

    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        let Value::Object(members) = value else { return Err(walk.expected("object", value)) };
        let mut read = BTreeMap::new();
        for (name, item) in members {
            let mark = walk.mark();
            walk.enter_name(name)?;
            match T::walk(item, walk) {
                Ok(item) => {
                    read.insert(name.clone(), item);
                }
                Err(misfit) => {
                    walk.contain(mark, misfit);
                    walk.enter_name(name)?;
                    walk.set_aside(item);
                }
            }
            walk.leave();
        }
        Ok(read)
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        self.values().find_map(|item| item.breach(rule.each()))
    }
}

impl<T: Read> Read for Box<T> {
    const NAME: &'static str = T::NAME;

    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::fast(deserializer).map(Box::new)
    }

    fn rest<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::rest(map).map(Box::new)
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        T::walk(value, walk).map(Box::new)
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        T::breach(self, rule)
    }
}

impl<T: Read> Read for Option<T> {
    const NAME: &'static str = T::NAME;

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        if value.is_null() { Ok(None) } else { T::walk(value, walk).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        self.as_ref()?.breach(rule)
    }
}

impl<T: Read> Read for Maybe<T> {
    const NAME: &'static str = T::NAME;

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::fast(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        if value.is_null() { Ok(Self::Null) } else { T::walk(value, walk).map(Self::Value) }
    }

    fn absent() -> Option<Self> {
        Some(Self::Absent)
    }

    fn is_absent(&self) -> bool {
        Self::is_absent(self)
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        self.as_option()?.breach(rule)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let Some(first) = seq.next_element_seed(Seed(PhantomData))? else { return Ok(Vec::new()) };
        let mut items = Vec::with_capacity(ROOM);
        items.push(first);
        while let Some(item) = seq.next_element_seed(Seed(PhantomData))? {
            items.push(item);
        }
        Ok(items)
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BTreeMap<String, T>, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            members.insert(name, map.next_value_seed(Seed(PhantomData))?);
        }
        Ok(members)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null or a value")
    }

    #[inline]
    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::fast(deserializer).map(Some)
    }
}
