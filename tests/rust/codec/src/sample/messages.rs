//! Messages and methods as they are emitted.

use super::super::wire::codec;
use super::super::wire::{Kept, Malformed, Maybe, Unknown};
use super::{
    AskParams, Config, DeltaNotification, ItemCompletedNotification, ThreadReadParams, ThreadReadResponse,
};

/// What a server tells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ServerNotification {
    /// `item/agentMessage/delta`
    Delta(DeltaNotification),
    /// `item/completed`
    ItemCompleted(ItemCompletedNotification),
    /// `heartbeat`, which has no params.
    Heartbeat,
    /// A message whose method this crate does not know, as it came.
    Unknown(Unknown),
    /// A message whose params do not fit, as it came.
    Malformed(Malformed),
}

impl codec::Messages for ServerNotification {
    const NAME: &'static str = "ServerNotification";
    const METHODS: &'static [&'static str] = &["item/agentMessage/delta", "item/completed", "heartbeat"];
    type Beside = ServerNotificationEnvelope;

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Delta(body.read()?),
            1 => Self::ItemCompleted(body.read()?),
            _ => {
                body.nothing()?;
                Self::Heartbeat
            }
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<E: codec::Envelope>(&self, envelope: E) -> Result<E::Ok, E::Error> {
        match self {
            Self::Delta(params) => envelope.params("item/agentMessage/delta", params),
            Self::ItemCompleted(params) => envelope.params("item/completed", params),
            Self::Heartbeat => envelope.params("heartbeat", &()),
            Self::Unknown(message) => envelope.raw(message.raw()),
            Self::Malformed(message) => envelope.raw(message.raw()),
        }
    }
}
codec::messages!(ServerNotification);

/// What every notification of a server may carry beside its params.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ServerNotificationEnvelope {
    /// Unit: milliseconds since 1970.
    pub emitted_at_ms: Option<i64>,
    kept: Kept,
}

impl codec::Record for ServerNotificationEnvelope {
    const NAME: &'static str = "ServerNotificationEnvelope";
    const MEMBERS: &'static [&'static str] = &["emittedAtMs"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut emitted_at_ms = None;
        while members.next()?.is_some() {
            members.optional(&mut emitted_at_ms);
        }
        Ok(Self { emitted_at_ms, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.optional("emittedAtMs", &self.emitted_at_ms);
        members.end()
    }
}
codec::record!(ServerNotificationEnvelope);

/// What a server asks.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ServerRequest {
    /// `ask`
    Ask(AskParams),
    /// A message whose method this crate does not know, as it came.
    Unknown(Unknown),
    /// A message whose params do not fit, as it came.
    Malformed(Malformed),
}

impl codec::Messages for ServerRequest {
    const NAME: &'static str = "ServerRequest";
    const METHODS: &'static [&'static str] = &["ask"];
    type Beside = codec::Bare;

    fn read<B: codec::Body>(_index: usize, body: B) -> Result<Self, B::Error> {
        Ok(Self::Ask(body.read()?))
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<E: codec::Envelope>(&self, envelope: E) -> Result<E::Ok, E::Error> {
        match self {
            Self::Ask(params) => envelope.params("ask", params),
            Self::Unknown(message) => envelope.raw(message.raw()),
            Self::Malformed(message) => envelope.raw(message.raw()),
        }
    }
}
codec::messages!(ServerRequest);

/// What a client asks. Params that may be left out are a [`Maybe`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ClientRequest {
    /// `thread/read`
    ThreadRead(ThreadReadParams),
    /// `threads/forget`
    ThreadsForget(Maybe<Config>),
    /// A message whose method this crate does not know, as it came.
    Unknown(Unknown),
    /// A message whose params do not fit, as it came.
    Malformed(Malformed),
}

impl codec::Messages for ClientRequest {
    const NAME: &'static str = "ClientRequest";
    const METHODS: &'static [&'static str] = &["thread/read", "threads/forget"];
    type Beside = codec::Bare;

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::ThreadRead(body.read()?),
            _ => Self::ThreadsForget(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<E: codec::Envelope>(&self, envelope: E) -> Result<E::Ok, E::Error> {
        match self {
            Self::ThreadRead(params) => envelope.params("thread/read", params),
            Self::ThreadsForget(params) => envelope.params("threads/forget", params),
            Self::Unknown(message) => envelope.raw(message.raw()),
            Self::Malformed(message) => envelope.raw(message.raw()),
        }
    }
}
codec::messages!(ClientRequest);

/// `thread/read`: [`ThreadReadParams`] in, [`ThreadReadResponse`] out.
#[derive(Debug, Clone, Copy)]
pub enum ThreadRead {}

impl codec::Request for ThreadRead {
    type Params = ThreadReadParams;
    type Response = ThreadReadResponse;
    const METHOD: &'static str = "thread/read";
    const STABILITY: codec::Stability = codec::Stability::Stable;
    const SINCE: Option<&'static str> = None;
    const DEADLINE: codec::Deadline = codec::Deadline::Configured;
}

/// `threads/forget`: [`Config`], which may be left out, in, [`Config`] out.
#[derive(Debug, Clone, Copy)]
pub enum ThreadsForget {}

impl codec::Request for ThreadsForget {
    type Params = Maybe<Config>;
    type Response = Config;
    const METHOD: &'static str = "threads/forget";
    const STABILITY: codec::Stability = codec::Stability::Experimental;
    const SINCE: Option<&'static str> = Some("0.144.4");
    const DEADLINE: codec::Deadline = codec::Deadline::Never;
}
