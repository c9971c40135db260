//! What every emitted type has beside what the traits of `codec` ask of it, word for word the same for each.
//! The macros name `codec` as it is in scope where they are used, so they work wherever the files are put. What is not
//! generic is `#[inline]`, so that only what is used is compiled.

/// `Read`, `Model`, `Serialize` and `Deserialize` of a record.
macro_rules! record {
    ($name:ident) => {
        impl codec::Read for $name {
            const NAME: &'static str = <$name as codec::Record>::NAME;

            fn fast<'de, D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::fast_record(deserializer)
            }

            fn rest<'de, A: codec::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                codec::fast_rest(map)
            }

            #[inline]
            fn walk<'v>(value: &'v codec::Value, walk: &mut codec::Walk<'v>) -> Result<Self, codec::Misfit> {
                codec::walk_record(value, walk)
            }
        }

        impl codec::Model for $name {
            #[inline]
            fn kept(&self) -> &codec::Kept {
                &self.kept
            }
        }

        impl codec::Serialize for $name {
            fn serialize<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                codec::write_record(self, serializer)
            }
        }

        impl<'de> codec::Deserialize<'de> for $name {
            fn deserialize<D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::deserialize(deserializer)
            }
        }
    };
}

/// `as_str`, `is_known`, `Display`, `From` texts, `Read`, `Serialize` and `Deserialize` of an open enum.
macro_rules! open_enum {
    ($name:ident) => {
        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                codec::text_of(self)
            }

            /// Whether this crate knows the value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                codec::OpenEnum::index(self).is_ok()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                codec::enum_of(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                codec::enum_of(&text)
            }
        }

        impl codec::Read for $name {
            const NAME: &'static str = <$name as codec::OpenEnum>::NAME;

            fn fast<'de, D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::fast_enum(deserializer)
            }

            #[inline]
            fn walk<'v>(value: &'v codec::Value, walk: &mut codec::Walk<'v>) -> Result<Self, codec::Misfit> {
                codec::walk_enum(value, walk)
            }

            #[inline]
            fn breach(&self, _rule: &codec::Rule) -> Option<String> {
                codec::enum_breach(self)
            }
        }

        impl codec::Serialize for $name {
            fn serialize<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                codec::write_enum(self, serializer)
            }
        }

        impl<'de> codec::Deserialize<'de> for $name {
            fn deserialize<D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::deserialize(deserializer)
            }
        }
    };
}

/// `Read`, `Serialize` and `Deserialize` of a union with a tag.
macro_rules! tagged_union {
    ($name:ident) => {
        codec::union_impls!($name, fast_tagged, walk_tagged);
    };
}

/// `Read`, `Serialize` and `Deserialize` of a union whose variants are told apart by shape.
macro_rules! shaped_union {
    ($name:ident) => {
        codec::union_impls!($name, fast_shaped, walk_shaped);
    };
}

/// What both kinds of union have in common.
macro_rules! union_impls {
    ($name:ident, $fast:ident, $walk:ident) => {
        impl codec::Read for $name {
            const NAME: &'static str = <$name as codec::Union>::NAME;

            fn fast<'de, D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::$fast(deserializer)
            }

            #[inline]
            fn walk<'v>(value: &'v codec::Value, walk: &mut codec::Walk<'v>) -> Result<Self, codec::Misfit> {
                codec::$walk(value, walk)
            }
        }

        impl codec::Serialize for $name {
            fn serialize<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                codec::Union::write(self, serializer)
            }
        }

        impl<'de> codec::Deserialize<'de> for $name {
            fn deserialize<D: codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::deserialize(deserializer)
            }
        }
    };
}

/// `Serialize` of all messages of a kind, as method and params.
macro_rules! messages {
    ($name:ident) => {
        impl codec::Serialize for $name {
            fn serialize<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                codec::write_message(self, serializer)
            }
        }
    };
}

pub(crate) use {messages, open_enum, record, shaped_union, tagged_union, union_impls};
