//! What the compiler emits for a small protocol, one type for each construct, word for word.
//! In the emitted crate types stand in `types/…`, messages in `events`, requests in `methods`.

mod approval;
mod enums;
mod items;
mod messages;
mod plain;
mod requests;
mod shaped;
mod tagged;
mod thread;

pub use approval::{Config, Credentials, GranularAskForApproval, GranularAskForApprovalGranular};
pub use enums::{AbsolutePath, ReasoningEffort, TurnStatus};
pub use items::{AgentMessageThreadItem, ImageContentItem, SearchThreadItem, TextContentItem};
pub use messages::{
    ClientRequest, ServerNotification, ServerNotificationEnvelope, ServerRequest, ThreadRead, ThreadsForget,
};
pub use plain::{NumberOrText, Plain};
pub use requests::{
    AskParams, AskResponse, DeltaNotification, ItemCompletedNotification, ThreadReadParams,
    ThreadReadResponse,
};
pub use shaped::{AskForApproval, AskForApprovalValue, MessageBody, Schema};
pub use tagged::{ContentItem, ThreadItem};
pub use thread::{Limits, Node, Thread};
