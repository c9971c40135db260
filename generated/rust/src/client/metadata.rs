//! What the runtime says of itself when a connection opens.
//!
//! In: the answer to `initialize`. Out: the answer with the version that it tells, or why this runtime will not do.

use std::ops::Deref;

use serde_json::Value;

use super::config::CodexConfig;
use super::error::{NotAnAppServerError, RuntimeTooOldError, StartError};
use super::lives::RECORDED;
use super::version::RuntimeVersion;
use crate::methods::Initialize;
use crate::types::{ClientInfo, InitializeCapabilities, InitializeParams, InitializeResponse};
use crate::wire::{self, Response};

/// The answer to `initialize`, with the parts of its user agent. Its members can be reached without naming it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuntimeMetadata {
    response: InitializeResponse,
    version: Option<RuntimeVersion>,
}

impl RuntimeMetadata {
    /// Checks who answered.
    pub(crate) fn read(answer: &Response) -> Result<Self, StartError> {
        let response = wire::read_result::<Initialize>(answer)
            .map_err(|error| if names_runtime(answer) { error.to_string() } else { NAMELESS.to_owned() });
        let response: InitializeResponse = response.map_err(NotAnAppServerError::new)?;
        if response.user_agent.trim().is_empty() {
            return Err(NotAnAppServerError::new(NAMELESS).into());
        }
        let version = RuntimeVersion::of_user_agent(&response.user_agent);
        let oldest = RECORDED.first().and_then(|text| RuntimeVersion::parse(text));
        if let (Some(version), Some(oldest)) = (&version, oldest)
            && !version.is_development()
            && *version < oldest
        {
            return Err(RuntimeTooOldError::new(version.as_str(), oldest.as_str()).into());
        }
        Ok(Self { response, version })
    }

    /// Version of the connected runtime; `None` if it does not tell.
    #[must_use]
    pub fn version(&self) -> Option<&RuntimeVersion> {
        self.version.as_ref()
    }

    /// The name that the runtime gives in front of its version.
    #[must_use]
    pub fn server_name(&self) -> &str {
        let whole = self.response.user_agent.as_str();
        let before = self.version.as_ref().and_then(|version| whole.split_once(version.as_str()));
        before.map_or(whole, |(name, _)| name).trim_end_matches(['/', ' '])
    }
}

const NAMELESS: &str = "an answer to initialize that does not say which runtime it is";

/// Whether an answer that does not fit has the text that names a runtime.
fn names_runtime(answer: &Response) -> bool {
    let told: Option<Value> = serde_json::from_str(answer.result.get()).ok();
    told.as_ref().and_then(|told| told.get("userAgent")?.as_str()).is_some_and(|name| !name.trim().is_empty())
}

impl Deref for RuntimeMetadata {
    type Target = InitializeResponse;

    fn deref(&self) -> &InitializeResponse {
        &self.response
    }
}

/// How the client introduces itself.
pub(crate) fn introduction(config: &CodexConfig) -> InitializeParams {
    let client =
        ClientInfo::new(&config.client_name, &config.client_version).title(config.client_title.as_str());
    let mut capabilities = InitializeCapabilities::default().experimental_api(config.experimental_api);
    if !config.opt_out_notifications.is_empty() {
        capabilities = capabilities.opt_out_notification_methods(config.opt_out_notifications.clone());
    }
    InitializeParams::new(client).capabilities(capabilities)
}
