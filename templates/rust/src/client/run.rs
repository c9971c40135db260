//! What a finished turn comes to.
//!
//! In: a turn that is over, its items and its usage. Out: the turn with all its items and its last answer.

use std::ops::Deref;

use crate::types::{MessagePhase, ThreadItem, ThreadTokenUsage, Turn, TurnItemsView};

/// A finished turn: a [`Turn`] whose `items` are complete, and what it comes to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TurnResult {
    /// The turn itself; its members can be reached without naming it.
    pub turn: Turn,
    /// The last final answer of the agent, else its last message without a phase.
    pub final_response: Option<String>,
    /// Tokens of the thread, as last told during the turn.
    pub usage: Option<ThreadTokenUsage>,
}

impl TurnResult {
    /// A turn as it was completed, with its items in the order in which they were.
    pub(crate) fn new(mut turn: Turn, items: Vec<ThreadItem>, usage: Option<ThreadTokenUsage>) -> Self {
        turn.items = items;
        turn.items_view = TurnItemsView::Full;
        let final_response = final_response(&turn.items).map(ToOwned::to_owned);
        Self { turn, final_response, usage }
    }
}

impl Deref for TurnResult {
    type Target = Turn;

    fn deref(&self) -> &Turn {
        &self.turn
    }
}

/// The last final answer, else the last message that has no phase.
fn final_response(items: &[ThreadItem]) -> Option<&str> {
    let mut without_phase = None;
    for item in items.iter().rev() {
        let ThreadItem::AgentMessage(message) = item else { continue };
        match &message.phase {
            Some(MessagePhase::FinalAnswer) => return Some(&message.text),
            None if without_phase.is_none() => without_phase = Some(message.text.as_str()),
            _ => {}
        }
    }
    without_phase
}
