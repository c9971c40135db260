//! Handlers of every kind: what each makes of every request that a server can send.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codex_app_server::types::{
    ApplyPatchApprovalParams, ApplyPatchApprovalResponse, AttestationGenerateParams,
    AttestationGenerateResponse, ChatgptAuthTokensRefreshParams, ChatgptAuthTokensRefreshResponse,
    CommandExecutionRequestApprovalParams, CommandExecutionRequestApprovalResponse, CurrentTimeReadParams,
    CurrentTimeReadResponse, DynamicToolCallParams, DynamicToolCallResponse, ExecCommandApprovalParams,
    ExecCommandApprovalResponse, FileChangeRequestApprovalParams, FileChangeRequestApprovalResponse,
    McpServerElicitationRequestParams, McpServerElicitationRequestResponse, PermissionsRequestApprovalParams,
    PermissionsRequestApprovalResponse, ToolRequestUserInputParams, ToolRequestUserInputResponse,
};
use codex_app_server::{Refused, ServerRequestHandler};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};

/// What a handler does with whatever it is asked.
#[derive(Debug, Clone)]
pub enum Act {
    /// Answers so, by the name of the method.
    Answer(fn(&str) -> Value),
    /// Answers so, when it is let.
    Later(Value, Arc<Semaphore>),
    /// Refuses on purpose.
    Refuse,
    /// Fails with an error of the application, whose text holds a secret.
    Fail,
    /// Panics.
    Panic,
    /// Never answers.
    Hang,
}

/// A handler that does one thing with everything, and remembers what it was asked.
#[derive(Clone)]
pub struct Every {
    act: Act,
    asked: Arc<Mutex<Vec<(&'static str, Value)>>>,
    given_up: Arc<Notify>,
}

/// Tells that the future around it was dropped before its end.
struct Alarm(Arc<Notify>);

impl Drop for Alarm {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Every {
    /// A handler that does so.
    pub fn new(act: Act) -> Self {
        Self { act, asked: Arc::default(), given_up: Arc::default() }
    }

    /// What it was asked: its method's name and the params as they are written again.
    pub fn asked(&self) -> Vec<(&'static str, Value)> {
        self.asked.lock().unwrap().clone()
    }

    /// Ends when a call that hangs was given up.
    pub async fn given_up(&self) {
        self.given_up.notified().await;
    }

    async fn act<A: DeserializeOwned>(
        &self,
        name: &'static str,
        request: impl Serialize,
    ) -> Result<A, Refused> {
        self.asked.lock().unwrap().push((name, serde_json::to_value(request)?));
        match &self.act {
            Act::Answer(answer) => Ok(serde_json::from_value(answer(name))?),
            Act::Later(answer, gate) => {
                drop(gate.acquire().await?);
                Ok(serde_json::from_value(answer.clone())?)
            }
            Act::Refuse => Err(Refused::because("not on a Sunday")),
            Act::Fail => Err(io::Error::other("a fault of the application"))?,
            Act::Panic => panic!("a fault of the application"),
            Act::Hang => {
                let _alarm = Alarm(Arc::clone(&self.given_up));
                tokio::time::sleep(Duration::from_secs(600)).await;
                Err(Refused::new())
            }
        }
    }
}

/// Every method of the trait; one that is missing here would be refused by its default.
macro_rules! every {
    ($($name:ident($params:ty) -> $answer:ty;)*) => {
        impl ServerRequestHandler for Every {$(
            async fn $name(&self, request: $params) -> Result<$answer, Refused> {
                self.act(stringify!($name), request).await
            }
        )*}
    };
}

every! {
    command_execution_approval(CommandExecutionRequestApprovalParams) -> CommandExecutionRequestApprovalResponse;
    file_change_approval(FileChangeRequestApprovalParams) -> FileChangeRequestApprovalResponse;
    permissions_approval(PermissionsRequestApprovalParams) -> PermissionsRequestApprovalResponse;
    user_input(ToolRequestUserInputParams) -> ToolRequestUserInputResponse;
    elicitation(McpServerElicitationRequestParams) -> McpServerElicitationRequestResponse;
    tool_call(DynamicToolCallParams) -> DynamicToolCallResponse;
    refresh_tokens(ChatgptAuthTokensRefreshParams) -> ChatgptAuthTokensRefreshResponse;
    attestation(AttestationGenerateParams) -> AttestationGenerateResponse;
    current_time(CurrentTimeReadParams) -> CurrentTimeReadResponse;
    apply_patch_approval(ApplyPatchApprovalParams) -> ApplyPatchApprovalResponse;
    exec_command_approval(ExecCommandApprovalParams) -> ExecCommandApprovalResponse;
}
