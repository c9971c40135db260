//! What a finished turn comes to.
//!
//! In: a turn that is over, its items and its usage. Out: the turn with all its items, its last answer and its usage,
//! or the error that says why there is none.

use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::error::{CodexError, OutputError, TurnFailedError};
use super::output::OutputSchema;
use crate::types::{MessagePhase, ThreadItem, ThreadTokenUsage, Turn, TurnItemsView, TurnStatus};

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
    schema: Option<OutputSchema>,
}

impl TurnResult {
    /// A turn as it was completed, with its items in the order in which they were.
    pub(crate) fn new(mut turn: Turn, items: Vec<ThreadItem>, usage: Option<ThreadTokenUsage>) -> Self {
        turn.items = items;
        turn.items_view = TurnItemsView::Full;
        let final_response = final_response(&turn.items).map(ToOwned::to_owned);
        Self { turn, final_response, usage, schema: None }
    }

    /// The answer in the form that `output_schema` asked for; without one, it is read as plain JSON.
    ///
    /// # Errors
    /// [`OutputError`]: there is no answer, or it does not have that form.
    pub fn parsed<T: DeserializeOwned>(&self) -> Result<T, OutputError> {
        let text = self.answer()?;
        match &self.schema {
            Some(schema) => schema.parse(text),
            None => OutputSchema::read(text),
        }
    }

    /// The result for whoever asked for a form, if there is one: a failed turn has none, and neither has an answer of
    /// another form.
    pub(crate) fn checked(mut self, schema: Option<&OutputSchema>) -> Result<Self, CodexError> {
        self.schema = schema.cloned();
        if self.status == TurnStatus::Failed {
            return Err(TurnFailedError::new(self).into());
        }
        if let (Some(schema), TurnStatus::Completed) = (schema, &self.status) {
            schema.value(self.answer()?)?;
        }
        Ok(self)
    }

    fn answer(&self) -> Result<&str, OutputError> {
        self.final_response.as_deref().ok_or_else(|| OutputError::new("", "the turn ended without an answer"))
    }
}

impl Deref for TurnResult {
    type Target = Turn;

    fn deref(&self) -> &Turn {
        &self.turn
    }
}

impl From<TurnResult> for Turn {
    fn from(result: TurnResult) -> Self {
        result.turn
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
