//! A keyed object, a record with free members and one with secrets, as they are emitted.

use std::collections::BTreeMap;

use super::super::wire::codec;
use super::super::wire::{Kept, Maybe};

/// A keyed object of a union.
///
/// Schema: `#/definitions/AskForApproval`, key `granular`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GranularAskForApproval {
    pub granular: GranularAskForApprovalGranular,
    kept: Kept,
}

impl GranularAskForApproval {
    /// Takes what is required.
    pub fn new(granular: GranularAskForApprovalGranular) -> Self {
        Self { granular, kept: Kept::default() }
    }
}

impl codec::Record for GranularAskForApproval {
    const NAME: &'static str = "GranularAskForApproval";
    const MEMBERS: &'static [&'static str] = &["granular"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut granular = None;
        while members.next()?.is_some() {
            members.value(&mut granular);
        }
        let Some(granular) = granular else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { granular, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("granular", &self.granular);
        members.end()
    }
}
codec::record!(GranularAskForApproval);

/// Schema: `#/definitions/AskForApproval`, key `granular`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GranularAskForApprovalGranular {
    pub rules: bool,
    pub r#type: Maybe<String>,
    kept: Kept,
}

impl GranularAskForApprovalGranular {
    /// Takes what is required.
    pub fn new(rules: bool) -> Self {
        Self { rules, r#type: Maybe::Absent, kept: Kept::default() }
    }

    /// Sets `r#type`.
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<Maybe<String>>) -> Self {
        self.r#type = r#type.into();
        self
    }
}

impl codec::Record for GranularAskForApprovalGranular {
    const NAME: &'static str = "GranularAskForApprovalGranular";
    const MEMBERS: &'static [&'static str] = &["rules", "type"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut rules, mut r#type) = (None, Maybe::Absent);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut rules),
                _ => members.maybe(&mut r#type),
            }
        }
        let Some(rules) = rules else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { rules, r#type, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("rules", &self.rules);
        members.maybe("type", &self.r#type);
        members.end()
    }
}
codec::record!(GranularAskForApprovalGranular);

/// Has members that no schema names, and that are data. Without required members it has a default.
///
/// Schema: `#/definitions/v2/Config`.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Config {
    pub model: Maybe<String>,
    /// Members beyond the named ones.
    pub others: BTreeMap<String, i64>,
    kept: Kept,
}

impl Config {
    /// Without any member.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `model`.
    #[must_use]
    pub fn model(mut self, model: impl Into<Maybe<String>>) -> Self {
        self.model = model.into();
        self
    }

    /// Members beyond the named ones.
    #[must_use]
    pub fn others(mut self, others: impl Into<BTreeMap<String, i64>>) -> Self {
        self.others = others.into();
        self
    }
}

impl codec::Record for Config {
    const NAME: &'static str = "Config";
    const MEMBERS: &'static [&'static str] = &["model"];
    const OTHERS: bool = true;

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut model, mut others) = (Maybe::Absent, BTreeMap::new());
        while let Some(member) = members.next()? {
            match member {
                0 => members.maybe(&mut model),
                _ => members.other(&mut others),
            }
        }
        Ok(Self { model, others, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.maybe("model", &self.model);
        members.others(&self.others);
        members.end()
    }
}
codec::record!(Config);

/// Holds a secret, which `Debug` does not show.
///
/// Schema: `#/definitions/v2/Credentials`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Credentials {
    pub user: String,
    pub access_token: String,
    pub session_token: Maybe<String>,
    kept: Kept,
}

impl Credentials {
    /// Takes what is required.
    pub fn new(user: impl Into<String>, access_token: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            access_token: access_token.into(),
            session_token: Maybe::Absent,
            kept: Kept::default(),
        }
    }

    /// Sets `session_token`.
    #[must_use]
    pub fn session_token(mut self, session_token: impl Into<Maybe<String>>) -> Self {
        self.session_token = session_token.into();
        self
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .field("access_token", &codec::Hidden)
            .field("session_token", &codec::Hidden)
            .field("kept", &self.kept)
            .finish()
    }
}

impl codec::Record for Credentials {
    const NAME: &'static str = "Credentials";
    const MEMBERS: &'static [&'static str] = &["user", "accessToken", "sessionToken"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut user, mut access_token, mut session_token) = (None, None, Maybe::Absent);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut user),
                1 => members.value(&mut access_token),
                _ => members.maybe(&mut session_token),
            }
        }
        let (Some(user), Some(access_token)) = (user, access_token) else {
            return Err(members.missing(&[0, 1]));
        };
        Ok(Self { user, access_token, session_token, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("user", &self.user);
        members.required("accessToken", &self.access_token);
        members.maybe("sessionToken", &self.session_token);
        members.end()
    }
}
codec::record!(Credentials);
