//! What only a person can decide, collected: errors where every question needs its answer, assumptions elsewhere.

use crate::diag::{Diagnostic, Problems};
use crate::ir::Policy;

/// The questions of one stage.
pub(super) struct Decisions {
    policy: Policy,
    problems: Problems,
    assumed: Vec<Diagnostic>,
}

impl Decisions {
    pub(super) fn new(policy: Policy) -> Self {
        Self { policy, problems: Problems::default(), assumed: Vec::new() }
    }

    /// A question that has a safe answer.
    pub(super) fn decide(&mut self, diagnostic: Diagnostic) {
        match self.policy {
            Policy::Strict => self.problems.push(diagnostic),
            Policy::Provisional => self.assumed.push(diagnostic),
        }
    }

    /// A mistake under every policy.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    pub(super) fn close(self) -> (Problems, Vec<Diagnostic>) {
        (self.problems, self.assumed)
    }
}
