//! Presets for approvals and the sandbox, and what they are in the protocol.
//!
//! In: a preset, or none for what holds already. Out: members of params.

use crate::types::{
    ApprovalsReviewer, AskForApproval, AskForApprovalValue, DangerFullAccessSandboxPolicy,
    ReadOnlySandboxPolicy, SandboxMode, SandboxPolicy, WorkspaceWriteSandboxPolicy,
};
use crate::wire::Maybe;

/// Who decides when the agent asks for more than its sandbox allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApprovalMode {
    /// Nobody: whatever would have to be asked for is denied.
    DenyAll,
    /// A reviewing model of the runtime.
    AutoReview,
    /// This program, through its [`ServerRequestHandler`](super::ServerRequestHandler).
    Ask,
}

/// What the commands of the agent may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sandbox {
    /// Reading files.
    ReadOnly,
    /// Reading files, and writing inside the workspace.
    WorkspaceWrite,
    /// Everything that the runtime itself may touch.
    FullAccess,
}

/// The policy with the preset's own limits; a model of [`types`](crate::types) has finer ones.
impl From<Sandbox> for SandboxPolicy {
    fn from(sandbox: Sandbox) -> Self {
        match sandbox {
            Sandbox::ReadOnly => ReadOnlySandboxPolicy::default().into(),
            Sandbox::WorkspaceWrite => WorkspaceWriteSandboxPolicy::default().into(),
            Sandbox::FullAccess => DangerFullAccessSandboxPolicy::default().into(),
        }
    }
}

/// The members `approvalPolicy` and `approvalsReviewer`, as far as they change.
pub(crate) fn approval_settings(
    mode: Option<ApprovalMode>,
) -> (Maybe<AskForApproval>, Maybe<ApprovalsReviewer>) {
    let (policy, reviewer) = match mode {
        None => return (Maybe::Absent, Maybe::Absent),
        Some(ApprovalMode::DenyAll) => (AskForApprovalValue::Never, Maybe::Absent),
        Some(ApprovalMode::AutoReview) => {
            (AskForApprovalValue::OnRequest, ApprovalsReviewer::AutoReview.into())
        }
        Some(ApprovalMode::Ask) => (AskForApprovalValue::OnRequest, ApprovalsReviewer::User.into()),
    };
    (AskForApproval::from(policy).into(), reviewer)
}

/// The `SandboxMode` that a thread starts with.
pub(crate) fn thread_sandbox(sandbox: Option<Sandbox>) -> Maybe<SandboxMode> {
    let mode = sandbox.map(|sandbox| match sandbox {
        Sandbox::ReadOnly => SandboxMode::ReadOnly,
        Sandbox::WorkspaceWrite => SandboxMode::WorkspaceWrite,
        Sandbox::FullAccess => SandboxMode::DangerFullAccess,
    });
    mode.into()
}

/// The `SandboxPolicy` that holds from a turn on.
pub(crate) fn turn_sandbox(sandbox: Option<Sandbox>) -> Maybe<SandboxPolicy> {
    sandbox.map(SandboxPolicy::from).into()
}
