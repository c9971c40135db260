//! Formats and bounds of numbers in, inclusive ranges out.

use serde_json::Number;

use super::keywords::Keywords;
use super::{Context, Pointer};
use crate::diag::nearest;
use crate::schema::{IntegerFormat, IntegerRule, NumberRule};

const INTEGER_FORMATS: [(&str, IntegerFormat); 10] = [
    ("int8", IntegerFormat::Int8),
    ("int16", IntegerFormat::Int16),
    ("int32", IntegerFormat::Int32),
    ("int64", IntegerFormat::Int64),
    ("int", IntegerFormat::Int64),
    ("uint8", IntegerFormat::UInt8),
    ("uint16", IntegerFormat::UInt16),
    ("uint32", IntegerFormat::UInt32),
    ("uint64", IntegerFormat::UInt64),
    ("uint", IntegerFormat::UInt64),
];

const NUMBER_FORMATS: [&str; 2] = ["double", "float"];

impl IntegerFormat {
    /// The least and the greatest number that the format holds.
    #[must_use]
    pub fn range(self) -> Option<(i128, i128)> {
        Some(match self {
            Self::Int8 => (i8::MIN.into(), i8::MAX.into()),
            Self::Int16 => (i16::MIN.into(), i16::MAX.into()),
            Self::Int32 => (i32::MIN.into(), i32::MAX.into()),
            Self::Int64 => (i64::MIN.into(), i64::MAX.into()),
            Self::UInt8 => (0, u8::MAX.into()),
            Self::UInt16 => (0, u16::MAX.into()),
            Self::UInt32 => (0, u32::MAX.into()),
            Self::UInt64 => (0, u64::MAX.into()),
            Self::Unbounded => return None,
        })
    }
}

/// Takes the rule for whole numbers.
pub(super) fn integer(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords) -> IntegerRule {
    let format = match keywords.format.take() {
        None => IntegerFormat::Unbounded,
        Some(name) => match INTEGER_FORMATS.iter().find(|(known, _)| *known == &*name) {
            Some((_, format)) => *format,
            None => {
                format_problem(cx, at, &name, INTEGER_FORMATS.iter().map(|(known, _)| *known));
                IntegerFormat::Unbounded
            }
        },
    };
    let mut bound = |word, number: Option<Number>, step: i128| {
        let number = number?;
        let exact = whole(&number).and_then(|bound| bound.checked_add(step));
        if exact.is_none() {
            cx.misuse(
                &at.join(word),
                format!("`{word}` of whole numbers is {number}, which is none or too large"),
                "give a whole number",
            );
        }
        exact
    };
    let range = format.range();
    let lower = [
        range.map(|(least, _)| least),
        bound("minimum", keywords.minimum.take(), 0),
        bound("exclusiveMinimum", keywords.exclusive_minimum.take(), 1),
    ];
    let upper = [
        range.map(|(_, greatest)| greatest),
        bound("maximum", keywords.maximum.take(), 0),
        bound("exclusiveMaximum", keywords.exclusive_maximum.take(), -1),
    ];
    let minimum = lower.into_iter().flatten().max();
    let maximum = upper.into_iter().flatten().min();
    check_order(cx, at, ("minimum", minimum), ("maximum", maximum));
    IntegerRule { format, minimum, maximum }
}

/// Takes the rule for numbers.
pub(super) fn number(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords) -> NumberRule {
    if let Some(name) = keywords.format.take()
        && !NUMBER_FORMATS.contains(&&*name)
    {
        format_problem(cx, at, &name, NUMBER_FORMATS.into_iter());
    }
    let minimum = keywords.minimum.take().and_then(|number| number.as_f64());
    let maximum = keywords.maximum.take().and_then(|number| number.as_f64());
    check_order(cx, at, ("minimum", minimum), ("maximum", maximum));
    NumberRule { minimum, maximum }
}

/// Refuses a range that holds nothing.
pub(super) fn check_order<T: PartialOrd + std::fmt::Display>(
    cx: &mut Context<'_>,
    at: &Pointer,
    (low, least): (&str, Option<T>),
    (high, greatest): (&str, Option<T>),
) {
    if let (Some(least), Some(greatest)) = (least, greatest)
        && least > greatest
    {
        cx.misuse(
            at,
            format!("nothing fits: the `{low}` is {least} and the `{high}` is {greatest}"),
            "mend the bounds, or the format that brings its own",
        );
    }
}

/// The number as a whole one, if it is one; `0.0` is.
pub(super) fn whole(number: &Number) -> Option<i128> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let exact = number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from));
    exact.or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        #[allow(clippy::cast_possible_truncation, reason = "the range was checked")]
        Some(float as i128)
    })
}

fn format_problem(
    cx: &mut Context<'_>,
    at: &Pointer,
    name: &str,
    known: impl Iterator<Item = &'static str> + Clone,
) {
    let all: Vec<_> = known.clone().map(|word| format!("`{word}`")).collect();
    let help = nearest(name, known)
        .map_or_else(|| format!("known are {}", all.join(", ")), |near| format!("did you mean `{near}`?"));
    cx.misuse(&at.join("format"), format!("the number format {name:?} is not known"), help);
}
