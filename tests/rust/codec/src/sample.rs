//! What the compiler emits for a small protocol, one type for each construct, word for word.
//! In the emitted crate types stand in `types/…`, messages in `events`, requests in `methods`.

mod enums;
mod messages;
mod records;
mod unions;

pub use enums::{ReasoningEffort, TurnStatus};
pub use messages::{
    ClientRequest, ServerNotification, ServerNotificationEnvelope, ServerRequest, ThreadRead, ThreadsForget,
};
pub use records::{
    AbsolutePath, AgentMessageThreadItem, AskParams, AskResponse, Config, Credentials, DeltaNotification,
    GranularAskForApproval, GranularAskForApprovalGranular, ImageContentItem, ItemCompletedNotification,
    Limits, Node, SearchThreadItem, TextContentItem, Thread, ThreadReadParams, ThreadReadResponse,
};
pub use unions::{
    AskForApproval, AskForApprovalValue, ContentItem, MessageBody, NumberOrText, Plain, Schema, ThreadItem,
};
