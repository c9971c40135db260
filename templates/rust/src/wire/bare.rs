//! The record without a member: what stands beside the params of a message whose envelope has nothing more.

use super::codec::{self, Members, Record, Serializer, Writer};
use super::kept::Kept;

/// Nothing; what came all the same is kept.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Bare {
    kept: Kept,
}

impl Record for Bare {
    const NAME: &'static str = "message";
    const MEMBERS: &'static [&'static str] = &[];

    fn read<M: Members>(mut members: M) -> Result<Self, M::Error> {
        while members.next()?.is_some() {}
        Ok(Self { kept: members.finish()? })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Writer::<S>::new::<Self>(serializer, &self.kept).end()
    }
}
codec::record!(Bare);
