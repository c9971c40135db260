//! What a schema asks of a value beyond its type: ranges, lengths, one text alone.

use std::fmt::Display;

/// A rule that a value must obey. The range of its Rust type holds in any case, and a number is finite in any case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Nothing beyond the type.
    Any,
    /// A whole number within bounds.
    Integer {
        /// The least value.
        least: Option<i128>,
        /// The greatest value.
        most: Option<i128>,
    },
    /// A number within bounds.
    Number {
        /// The least value.
        least: Option<f64>,
        /// The greatest value.
        most: Option<f64>,
    },
    /// The number of characters of a text, or of elements of a list.
    Length {
        /// The least number.
        least: Option<u64>,
        /// The greatest number.
        most: Option<u64>,
    },
    /// This text and no other.
    Literal(&'static str),
    /// A rule for each element of a list or value of a map.
    Each(&'static Rule),
    /// All of these rules.
    All(&'static [Rule]),
}

impl Rule {
    /// What an integer breaks.
    pub fn integer(&self, value: i128) -> Option<String> {
        match self {
            Self::Integer { least, most } => bounds(&value, least.as_ref(), most.as_ref(), ""),
            Self::All(rules) => rules.iter().find_map(|rule| rule.integer(value)),
            _ => None,
        }
    }

    /// What a number breaks.
    pub fn number(&self, value: f64) -> Option<String> {
        match self {
            _ if !value.is_finite() => Some("the number is not finite".to_owned()),
            Self::Number { least, most } => bounds(&value, least.as_ref(), most.as_ref(), ""),
            Self::All(rules) => rules.iter().find_map(|rule| rule.number(value)),
            _ => None,
        }
    }

    /// What a text breaks.
    pub fn text(&self, text: &str) -> Option<String> {
        match self {
            Self::Length { least, most } => {
                let count = text.chars().count() as u64;
                bounds(
                    &count,
                    least.as_ref(),
                    most.as_ref(),
                    if count == 1 { " character" } else { " characters" },
                )
            }
            Self::Literal(literal) if *literal != text => Some(format!("only {literal:?} fits")),
            Self::All(rules) => rules.iter().find_map(|rule| rule.text(text)),
            _ => None,
        }
    }

    /// What a number of elements breaks.
    pub fn count(&self, count: usize) -> Option<String> {
        match self {
            Self::Length { least, most } => bounds(
                &(count as u64),
                least.as_ref(),
                most.as_ref(),
                if count == 1 { " element" } else { " elements" },
            ),
            Self::All(rules) => rules.iter().find_map(|rule| rule.count(count)),
            _ => None,
        }
    }

    /// The rule for the elements.
    pub fn each(&self) -> &Rule {
        match self {
            Self::Each(rule) => rule,
            Self::All(rules) => {
                rules.iter().map(Rule::each).find(|rule| **rule != Rule::Any).unwrap_or(&Rule::Any)
            }
            _ => &Rule::Any,
        }
    }
}

fn bounds<N: PartialOrd + Display>(
    value: &N,
    least: Option<&N>,
    most: Option<&N>,
    unit: &str,
) -> Option<String> {
    if let Some(least) = least.filter(|least| value < *least) {
        return Some(format!("{value}{unit} is less than {least}"));
    }
    let most = most.filter(|most| value > *most)?;
    Some(format!("{value}{unit} is more than {most}"))
}
