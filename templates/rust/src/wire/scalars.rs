//! Booleans, numbers, texts and free JSON, for both readers. A whole number may be written with a fraction of zero;
//! texts and numbers obey the rules of their member.

use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

use super::codec::{Misfit, Read, Rule, Walk};
use super::fast::unfit;
use super::shape::is_whole;

impl Read for bool {
    const NAME: &'static str = "boolean";

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        value.as_bool().ok_or_else(|| walk.expected("boolean", value))
    }
}

macro_rules! integers {
    ($($name:ident)*) => {$(
        impl Read for $name {
            const NAME: &'static str = "integer";

            #[inline]
            fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }

            fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
                let Value::Number(number) = value else { return Err(walk.expected("integer", value)) };
                let Some(whole) = whole(number) else { return Err(walk.expected("integer", value)) };
                Self::try_from(whole).map_err(|_| {
                    walk.misfit(format!("expected an integer from {} to {}", Self::MIN, Self::MAX))
                })
            }

            fn breach(&self, rule: &Rule) -> Option<String> {
                rule.integer(i128::from(*self))
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A double beyond this may stand for a whole number that it does not hold.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The whole number that a number is.
fn whole(number: &Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and far from any bound")]
    exact.or_else(|| {
        let number = number.as_f64().filter(|number| is_whole(*number) && number.abs() <= EXACT)?;
        Some(number as i128)
    })
}

impl Read for f64 {
    const NAME: &'static str = "number";

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        value.as_f64().ok_or_else(|| walk.expected("number", value))
    }

    fn breach(&self, rule: &Rule) -> Option<String> {
        rule.number(*self)
    }
}

impl Read for String {
    const NAME: &'static str = "string";

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        value.as_str().map(str::to_owned).ok_or_else(|| walk.expected("string", value))
    }

    #[inline]
    fn breach(&self, rule: &Rule) -> Option<String> {
        rule.text(self)
    }
}

impl Read for Value {
    const NAME: &'static str = "value";

    #[inline]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn walk<'v>(value: &'v Value, _walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        Ok(value.clone())
    }
}

/// Nothing: the params of a message without params.
impl Read for () {
    const NAME: &'static str = "nothing";

    fn fast<'de, D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Err(unfit())
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        if value.is_null() { Ok(()) } else { Err(walk.expected("nothing", value)) }
    }

    fn absent() -> Option<Self> {
        Some(())
    }

    fn is_absent(&self) -> bool {
        true
    }
}
