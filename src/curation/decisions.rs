//! What only a person can decide, collected over a stage: errors where every question needs its answer, safe answers
//! that are told elsewhere.

use super::Policy;
use crate::diag::{Diagnostic, Problems};

/// The questions and the mistakes of one stage.
#[derive(Debug)]
pub struct Decisions {
    policy: Policy,
    /// The mistakes, and under [`Policy::Strict`] the questions too.
    pub problems: Problems,
    assumed: Vec<Diagnostic>,
}

impl Decisions {
    /// No question so far.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, problems: Problems::default(), assumed: Vec::new() }
    }

    /// A question, and the safe answer that is taken where no person has decided.
    pub fn decide(&mut self, question: Diagnostic, answer: impl Into<String>) {
        match self.policy {
            Policy::Strict => self.problems.push(question),
            Policy::Provisional => self.assumed.push(question.note("taken", answer)),
        }
    }

    /// A mistake under every policy.
    pub fn refuse(&mut self, mistake: Diagnostic) {
        self.problems.push(mistake);
    }

    /// The problems, and what was assumed.
    #[must_use]
    pub fn close(self) -> (Problems, Vec<Diagnostic>) {
        (self.problems, self.assumed)
    }
}
