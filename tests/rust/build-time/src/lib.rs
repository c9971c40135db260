//! Types of a part of the protocol, compiled from the schema by the build script of this very crate.
#![deny(warnings)]

/// The part that `surface.toml` asks for.
pub mod codex {
    include!(concat!(env!("OUT_DIR"), "/codex.rs"));
}

use codex::types::{ItemCompletedNotification, TextUserInput, ThreadItem, TurnStartParams, UserInput};
use codex::wire::{self, WireError};

/// The parameters of `turn/start` for a text, as JSON.
///
/// # Errors
/// The parameters break a rule of the protocol.
pub fn asking(thread: &str, text: &str) -> Result<String, WireError> {
    let input = vec![UserInput::from(TextUserInput::new(text))];
    wire::to_string(&TurnStartParams::new(input, thread).model("gpt-5"))
}

/// What the assistant said, if that is what the parameters of `item/completed` tell.
///
/// # Errors
/// They are no JSON, or no such parameters.
pub fn said(params: &str) -> Result<Option<String>, WireError> {
    let done: ItemCompletedNotification = wire::from_str(params)?;
    match done.item {
        ThreadItem::AgentMessage(message) => Ok(Some(message.text)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::codex::types::{CommandExecutionStatus, FileChangeRequestApprovalResponse};
    use super::*;

    #[test]
    fn what_a_client_builds_is_written() {
        let text = asking("t1", "Describe this project.").unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let input = serde_json::json!([{"type": "text", "text": "Describe this project."}]);
        assert_eq!(value, serde_json::json!({"input": input, "threadId": "t1", "model": "gpt-5"}));
    }

    #[test]
    fn what_a_client_reads_is_typed_and_open() {
        let done =
            |item: &str| format!(r#"{{"item": {item}, "threadId": "t", "turnId": "u", "completedAtMs": 1}}"#);
        let message = done(r#"{"type": "agentMessage", "id": "i", "text": "It is a compiler."}"#);
        assert_eq!(said(&message).unwrap().as_deref(), Some("It is a compiler."));
        let unknown = done(r#"{"type": "dream", "id": "i"}"#);
        assert_eq!(said(&unknown).unwrap(), None);
        let read: ItemCompletedNotification = wire::from_str(&unknown).unwrap();
        let written: serde_json::Value = wire::to_value(&read).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(&unknown).unwrap());
    }

    #[test]
    fn a_type_that_is_asked_for_by_name_is_there() {
        let later: CommandExecutionStatus = wire::from_str(r#""paused""#).unwrap();
        assert_eq!(later, CommandExecutionStatus::Unknown("paused".into()));
    }

    #[test]
    fn requests_of_the_server_come_with_their_answers() {
        let answer: Result<FileChangeRequestApprovalResponse, _> =
            wire::from_str(r#"{"decision": "decline"}"#);
        assert!(answer.is_ok());
    }
}
