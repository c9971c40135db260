//! Which thread, turn and item a message is about.
//!
//! In: the JSON of any message, known or not, with params that fit or not. Out: its method and its ids, as far as it
//! tells them. Only what is needed is read; the rest is skipped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Where a message belongs; `None` where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) thread_id: Option<Cow<'a, str>>,
    pub(crate) turn_id: Option<Cow<'a, str>>,
    pub(crate) item_id: Option<Cow<'a, str>>,
}

impl<'a> Place<'a> {
    /// The place that params or a result tell.
    pub(crate) fn of_body(json: &'a str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }
}

/// The head of a message.
#[derive(Default)]
pub(crate) struct Head<'a> {
    pub(crate) method: Option<Cow<'a, str>>,
    /// What the params tell.
    pub(crate) place: Place<'a>,
}

impl<'a> Head<'a> {
    /// The head of a line; empty for one that is no message.
    pub(crate) fn of(line: &'a [u8]) -> Self {
        serde_json::from_slice(line).unwrap_or_default()
    }
}

/// A message with its params as they came.
#[derive(Default)]
pub(crate) struct Bare<'a> {
    pub(crate) method: Option<Cow<'a, str>>,
    pub(crate) params: Option<&'a RawValue>,
}

impl<'a> Bare<'a> {
    /// The parts of a line; empty for one that is no message.
    pub(crate) fn of(line: &'a [u8]) -> Self {
        serde_json::from_slice(line).unwrap_or_default()
    }
}

/// Reads an object with a visitor that knows some of its members; anything else is empty.
macro_rules! members {
    ($name:ident { $($key:literal => |$into:ident, $map:ident| $read:expr),* $(,)? }) => {
        impl<'de> Deserialize<'de> for $name<'de> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;

                impl<'de> Visitor<'de> for Members {
                    type Value = $name<'de>;

                    others!();

                    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                        Ok(Default::default())
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut found = $name::default();
                        while let Some(key) = map.next_key::<Text<'de>>()? {
                            match key.0.as_deref() {
                                $(Some($key) => {
                                    let $into = &mut found;
                                    let $map = &mut map;
                                    $read
                                })*
                                _ => {
                                    map.next_value::<IgnoredAny>()?;
                                }
                            }
                        }
                        Ok(found)
                    }
                }

                deserializer.deserialize_any(Members)
            }
        }
    };
}

/// What stands where an object, or a text, was looked for.
macro_rules! others {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Default::default())
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Default::default())
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
}

/// A text; `None` for anything else.
#[derive(Default)]
struct Text<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;

            others!();

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// A thing with an id.
#[derive(Default)]
struct Thing<'a> {
    id: Option<Cow<'a, str>>,
}

members!(Thing { "id" => |thing, map| thing.id = map.next_value::<Text<'de>>()?.0 });

members!(Head {
    "method" => |head, map| head.method = map.next_value::<Text<'de>>()?.0,
    "params" => |head, map| head.place = map.next_value()?,
});

members!(Bare {
    "method" => |bare, map| bare.method = map.next_value::<Text<'de>>()?.0,
    "params" => |bare, map| bare.params = Some(map.next_value()?),
});

// An id stands in the body by itself, or in the thing that has it; the first way tells.
members!(Place {
    "threadId" => |place, map| place.thread_id = map.next_value::<Text<'de>>()?.0.or(place.thread_id.take()),
    "reviewThreadId" => |place, map| place.thread_id = map.next_value::<Text<'de>>()?.0.or(place.thread_id.take()),
    "turnId" => |place, map| place.turn_id = map.next_value::<Text<'de>>()?.0.or(place.turn_id.take()),
    "itemId" => |place, map| place.item_id = map.next_value::<Text<'de>>()?.0.or(place.item_id.take()),
    "thread" => |place, map| place.thread_id = place.thread_id.take().or(map.next_value::<Thing<'de>>()?.id),
    "turn" => |place, map| place.turn_id = place.turn_id.take().or(map.next_value::<Thing<'de>>()?.id),
    "item" => |place, map| place.item_id = place.item_id.take().or(map.next_value::<Thing<'de>>()?.id),
});
