//! Texts of which there are few: names of members, tags, methods. A deserializer in, the index of the text out, without
//! a copy of it.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};

use super::fast::unfit;

/// Finds a text in a list, where it is most likely at or behind a place.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    pub(super) names: &'static [&'static str],
    pub(super) likely: usize,
}

impl Lookup {
    #[inline]
    pub(super) fn find(self, text: &str) -> Option<usize> {
        match self.names.get(self.likely) {
            Some(name) if *name == text => Some(self.likely),
            _ => self.search(text),
        }
    }

    fn search(self, text: &str) -> Option<usize> {
        // A member without a name of its own leaves nothing behind it that is likely.
        let likely = self.likely.min(self.names.len());
        let (before, behind) = self.names.split_at_checked(likely)?;
        let found = behind.iter().position(|name| *name == text).map(|index| index + likely);
        found.or_else(|| before.iter().position(|name| *name == text))
    }
}

impl<'de> DeserializeSeed<'de> for Lookup {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Lookup {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known text")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        self.find(text).ok_or_else(unfit)
    }
}

/// The same where any other text is as good, and is put aside.
pub(super) struct OtherLookup<'a>(pub(super) Lookup, pub(super) &'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for OtherLookup<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for OtherLookup<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        Ok(self.0.find(text).unwrap_or_else(|| {
            *self.1 = Some(text.to_owned());
            self.0.names.len()
        }))
    }
}

/// One text and no other.
pub(super) struct Exactly(pub(super) &'static str);

impl<'de> DeserializeSeed<'de> for Exactly {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Exactly {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text == self.0 { Ok(()) } else { Err(unfit()) }
    }
}
