//! A notification of the runtime, as programs see it.

use crate::events::ServerNotification;
use crate::wire::Notification;

/// A notification: what happened in `payload`, what stands beside the params in `beside`.
pub type Event = Notification<ServerNotification>;
