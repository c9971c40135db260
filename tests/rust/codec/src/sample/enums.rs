//! Aliases and open enums as they are emitted.

use super::super::wire::codec;

/// How a turn stands.
///
/// Schema: `#/definitions/v2/TurnStatus`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TurnStatus {
    /// `completed`
    Completed,
    /// `inProgress`
    InProgress,
    /// A value that this crate does not know yet, as it came.
    Unknown(Box<str>),
}

impl codec::OpenEnum for TurnStatus {
    const NAME: &'static str = "TurnStatus";
    const VALUES: &'static [&'static str] = &["completed", "inProgress"];

    fn from_index(index: usize) -> Option<Self> {
        Some(match index {
            0 => Self::Completed,
            1 => Self::InProgress,
            _ => return None,
        })
    }

    fn unknown(text: Box<str>) -> Self {
        Self::Unknown(text)
    }

    fn index(&self) -> Result<usize, &str> {
        Ok(match self {
            Self::Completed => 0,
            Self::InProgress => 1,
            Self::Unknown(text) => return Err(text),
        })
    }
}
codec::open_enum!(TurnStatus);

/// How much a model thinks. The protocol accepts every text; these are well known.
///
/// Schema: `#/definitions/ReasoningEffort`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasoningEffort {
    /// `low`
    Low,
    /// `high`
    High,
    /// Any other value, as it came.
    Unknown(Box<str>),
}

impl codec::OpenEnum for ReasoningEffort {
    const NAME: &'static str = "ReasoningEffort";
    const VALUES: &'static [&'static str] = &["low", "high"];
    const ANY_TEXT: Option<&'static codec::Rule> = Some(&codec::Rule::Length { least: Some(1), most: None });

    fn from_index(index: usize) -> Option<Self> {
        Some(match index {
            0 => Self::Low,
            1 => Self::High,
            _ => return None,
        })
    }

    fn unknown(text: Box<str>) -> Self {
        Self::Unknown(text)
    }

    fn index(&self) -> Result<usize, &str> {
        Ok(match self {
            Self::Low => 0,
            Self::High => 1,
            Self::Unknown(text) => return Err(text),
        })
    }
}
codec::open_enum!(ReasoningEffort);

/// An absolute path.
///
/// Schema: `#/definitions/AbsolutePath`.
pub type AbsolutePath = String;
