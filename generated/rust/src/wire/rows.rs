//! The tables of emitted types: one row a member, value or variant in, the implementations of the traits of `codec` out.
//! Rows carry their index, which is the one that readers and writers know. The macros name `codec` as it is in scope
//! where they are used.

/// A record: `index: field = presence("member on the wire")`, then `or [what stands for an absent one]` and
/// `obeying [a rule]`.
macro_rules! members {
    (
        $name:ident
        $(, tag($tag:literal = $value:literal))?
        $(, any_of($([$($alternative:literal),*]),*))?
        $(, others($others:ident))?;
        $($index:literal: $field:ident = $presence:ident($wire:literal) $(or [$given:expr])? $(obeying [$rule:expr])?,)*
    ) => {
        impl codec::Record for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($wire),*];
            $(const TAG: Option<(&'static str, &'static str)> = Some(($tag, $value));)?
            $(const ALTERNATIVES: &'static [&'static [&'static str]] = &[$(&[$($alternative),*]),*];)?
            $(const OTHERS: bool = !stringify!($others).is_empty();)?

            #[allow(unused_mut, clippy::match_single_binding, reason = "a record may have no member")]
            fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
                $(let mut $field = codec::slot!($presence);)*
                $(let mut $others = std::collections::BTreeMap::new();)?
                while let Some(member) = members.next()? {
                    match member {
                        $($index => codec::take!($presence, members, $index, $field $(, $rule)?),)*
                        _ => {
                            $(members.other(&mut $others);)?
                        }
                    }
                }
                Ok(Self {
                    $($field: codec::settle!($presence, members, $index, $field $(, $given)?),)*
                    $($others,)?
                    kept: members.finish()?,
                })
            }

            fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "a record may have no member")]
                let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
                $(codec::put!($presence, members, $index, $wire, &self.$field $(, or $given)? $(, obeying $rule)?);)*
                $(members.others(&self.$others);)?
                members.end()
            }
        }

        codec::record!($name);
    };
}

/// What a field holds before its member was read.
macro_rules! slot {
    (maybe) => {
        codec::Maybe::Absent
    };
    ($presence:ident) => {
        None
    };
}

/// Takes the value of a member from a reader.
macro_rules! take {
    (required, $members:ident, $index:literal, $slot:ident) => {
        $members.value(&mut $slot)
    };
    (required, $members:ident, $index:literal, $slot:ident, $rule:expr) => {
        $members.value_ruled(&mut $slot, &$rule)
    };
    (required_or, $members:ident, $index:literal, $slot:ident $(, $rule:expr)?) => {
        codec::take!(required, $members, $index, $slot $(, $rule)?)
    };
    (optional, $members:ident, $index:literal, $slot:ident) => {
        $members.optional(&mut $slot)
    };
    (optional, $members:ident, $index:literal, $slot:ident, $rule:expr) => {
        $members.optional_ruled(&mut $slot, &$rule)
    };
    (optional_nullable, $members:ident, $index:literal, $slot:ident) => {
        $members.optional_nullable($index, &mut $slot)
    };
    (optional_nullable, $members:ident, $index:literal, $slot:ident, $rule:expr) => {
        $members.optional_nullable_ruled($index, &mut $slot, &$rule)
    };
    (maybe, $members:ident, $index:literal, $slot:ident) => {
        $members.maybe(&mut $slot)
    };
    (maybe, $members:ident, $index:literal, $slot:ident, $rule:expr) => {
        $members.maybe_ruled(&mut $slot, &$rule)
    };
    (defaulted, $members:ident, $index:literal, $slot:ident $(, $rule:expr)?) => {
        codec::take!(optional, $members, $index, $slot $(, $rule)?)
    };
}

/// What a field holds once all members were read.
macro_rules! settle {
    (required, $members:ident, $index:literal, $slot:ident) => {
        match $slot {
            Some(value) => value,
            None => return Err($members.missing(&[$index])),
        }
    };
    (required_or, $members:ident, $index:literal, $slot:ident, $stand_in:expr) => {{
        $members.stand_in($index, &mut $slot, $stand_in);
        codec::settle!(required, $members, $index, $slot)
    }};
    (defaulted, $members:ident, $index:literal, $slot:ident, $default:expr) => {
        $members.or_default($index, $slot, || $default)
    };
    ($presence:ident, $members:ident, $index:literal, $slot:ident) => {
        $slot
    };
}

/// Hands the value of a field to the writer.
macro_rules! put {
    (required, $members:ident, $index:literal, $wire:literal, $value:expr) => {
        $members.required($wire, $value)
    };
    (required, $members:ident, $index:literal, $wire:literal, $value:expr, obeying $rule:expr) => {
        $members.required_ruled($wire, $value, &$rule)
    };
    (
        required_or, $members:ident, $index:literal, $wire:literal, $value:expr, or $stand_in:expr
        $(, obeying $rule:expr)?
    ) => {
        $members.required_or($index, $wire, $value, $stand_in)
    };
    (optional, $members:ident, $index:literal, $wire:literal, $value:expr) => {
        $members.optional($wire, $value)
    };
    (optional, $members:ident, $index:literal, $wire:literal, $value:expr, obeying $rule:expr) => {
        $members.optional_ruled($wire, $value, &$rule)
    };
    (optional_nullable, $members:ident, $index:literal, $wire:literal, $value:expr) => {
        $members.optional_nullable($index, $wire, $value)
    };
    (optional_nullable, $members:ident, $index:literal, $wire:literal, $value:expr, obeying $rule:expr) => {
        $members.optional_nullable_ruled($index, $wire, $value, &$rule)
    };
    (maybe, $members:ident, $index:literal, $wire:literal, $value:expr) => {
        $members.maybe($wire, $value)
    };
    (maybe, $members:ident, $index:literal, $wire:literal, $value:expr, obeying $rule:expr) => {
        $members.maybe_ruled($wire, $value, &$rule)
    };
    (
        defaulted, $members:ident, $index:literal, $wire:literal, $value:expr, or $default:expr
        $(, obeying $rule:expr)?
    ) => {
        $members.defaulted($index, $wire, $value, || $default)
    };
}

/// An open enum: `index: Variant = "text on the wire"`.
macro_rules! values {
    (
        $name:ident $(, any_text[$rule:expr])?;
        $($index:literal: $variant:ident = $text:literal,)*
    ) => {
        impl codec::OpenEnum for $name {
            const NAME: &'static str = stringify!($name);
            const VALUES: &'static [&'static str] = &[$($text),*];
            $(const ANY_TEXT: Option<&'static codec::Rule> = Some(&$rule);)?

            fn from_index(index: usize) -> Option<Self> {
                Some(match index {
                    $($index => Self::$variant,)*
                    _ => return None,
                })
            }

            fn unknown(text: Box<str>) -> Self {
                Self::Unknown(text)
            }

            fn index(&self) -> Result<usize, &str> {
                Ok(match self {
                    $(Self::$variant => $index,)*
                    Self::Unknown(text) => return Err(text),
                })
            }
        }

        codec::open_enum!($name);
    };
}

/// A union with a tag: `index: Variant(Payload) = "tag"`.
macro_rules! tagged {
    (
        $name:ident $(, text($text:ident))?, tag($tag:literal);
        $($index:literal: $variant:ident($payload:ty) = $value:literal,)*
    ) => {
        codec::variants! { $name $(, text($text))?; $($index: $variant($payload),)* }

        impl codec::Tagged for $name {
            const TAG: &'static str = $tag;
            const TAGS: &'static [&'static str] = &[$($value),*];
        }

        codec::tagged_union!($name);
    };
}

/// A union without a tag: `index: Variant(Payload) = what it looks like`.
macro_rules! shaped {
    (
        $name:ident $(, text($text:ident))?;
        $($index:literal: $variant:ident($payload:ty) = $shape:expr,)*
    ) => {
        codec::variants! { $name $(, text($text))?; $($index: $variant($payload),)* }

        impl codec::Shaped for $name {
            const SHAPES: &'static [codec::Shape] = &[$($shape),*];
        }

        codec::shaped_union!($name);
    };
}

/// What both kinds of union have in common.
macro_rules! variants {
    ($name:ident $(, text($text:ident))?; $($index:literal: $variant:ident($payload:ty),)*) => {
        impl codec::Union for $name {
            const NAME: &'static str = stringify!($name);

            fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
                Ok(match index {
                    $($index => Self::$variant(body.read()?),)*
                    _ => Self::Unknown(codec::unlisted(body)?),
                })
            }

            fn unknown(unknown: codec::Unknown) -> Self {
                Self::Unknown(unknown)
            }

            fn malformed(malformed: codec::Malformed) -> Self {
                Self::Malformed(malformed)
            }

            fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => codec::Serialize::serialize(payload, serializer),)*
                    Self::Unknown(unknown) => codec::Serialize::serialize(unknown, serializer),
                    Self::Malformed(malformed) => codec::Serialize::serialize(malformed, serializer),
                }
            }
        }

        $(
            impl From<$payload> for $name {
                fn from(payload: $payload) -> Self {
                    Self::$variant(payload)
                }
            }
        )*

        $(
            impl From<&str> for $name {
                fn from(text: &str) -> Self {
                    Self::$text(text.into())
                }
            }
        )?
    };
}

/// All messages of one kind: `index: Variant(Params) = "method"`, then those without params as
/// `bare index: Variant = "method"`.
macro_rules! methods {
    (
        $name:ident, beside($beside:ty);
        $($index:literal: $variant:ident($params:ty) = $method:literal,)*
        $(bare $bare_index:literal: $bare:ident = $bare_method:literal,)*
    ) => {
        impl codec::Messages for $name {
            const NAME: &'static str = stringify!($name);
            const METHODS: &'static [&'static str] = &[$($method,)* $($bare_method,)*];
            type Beside = $beside;

            fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
                Ok(match index {
                    $($index => Self::$variant(body.read()?),)*
                    $($bare_index => {
                        body.nothing()?;
                        Self::$bare
                    })*
                    _ => Self::Unknown(codec::unlisted(body)?),
                })
            }

            fn unknown(unknown: codec::Unknown) -> Self {
                Self::Unknown(unknown)
            }

            fn malformed(malformed: codec::Malformed) -> Self {
                Self::Malformed(malformed)
            }

            fn write<E: codec::Envelope>(&self, envelope: E) -> Result<E::Ok, E::Error> {
                match self {
                    $(Self::$variant(params) => envelope.params($method, params),)*
                    $(Self::$bare => envelope.params($bare_method, &()),)*
                    Self::Unknown(message) => envelope.raw(message.raw()),
                    Self::Malformed(message) => envelope.raw(message.raw()),
                }
            }
        }

        codec::messages!($name);
    };
}

/// A request: `Marker = "method"`, then what goes in and comes back, how settled it is, how long it may take, and since
/// when there is it.
macro_rules! request {
    (
        $name:ident = $method:literal;
        $params:ty => $response:ty, $stability:ident, $deadline:expr, $since:expr,
    ) => {
        impl codec::Request for $name {
            type Params = $params;
            type Response = $response;
            const METHOD: &'static str = $method;
            const STABILITY: codec::Stability = codec::Stability::$stability;
            const SINCE: Option<&'static str> = $since;
            const DEADLINE: codec::Deadline = $deadline;
        }
    };
}

pub(crate) use {members, methods, put, request, settle, shaped, slot, tagged, take, values, variants};
