//! Logins that a person finishes, for programs without async.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::runtime::Runtime;
use crate::types::{AccountLoginCompletedNotification, CancelLoginAccountResponse};
use crate::{CodexError, client};

/// A login that a person finishes.
pub struct LoginHandle {
    inner: client::LoginHandle,
    runtime: Arc<Runtime>,
}

impl LoginHandle {
    fn new(runtime: &Arc<Runtime>, inner: client::LoginHandle) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// Id of the login.
    #[must_use]
    pub fn login_id(&self) -> &str {
        self.inner.login_id()
    }

    /// Waits until the login has succeeded or failed: see `success` and `error`.
    ///
    /// # Errors
    /// [`CodexError::TransportClosed`]: the connection ended first.
    pub fn wait(&self) -> Result<AccountLoginCompletedNotification, CodexError> {
        self.runtime.wait(self.inner.wait())
    }

    /// The same, and no longer than `limit`. The login stays as it is when that passes.
    ///
    /// # Errors
    /// [`CodexError::DeadlineExceeded`]: it has not ended within `limit`. Also what [`LoginHandle::wait`] fails with.
    pub fn wait_within(&self, limit: Duration) -> Result<AccountLoginCompletedNotification, CodexError> {
        self.runtime.wait_within(limit, "account/login/completed", self.inner.wait())
    }

    /// Gives the login up. Method: `account/login/cancel`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn cancel(&self) -> Result<CancelLoginAccountResponse, CodexError> {
        self.runtime.wait(self.inner.cancel())
    }
}

impl fmt::Debug for LoginHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// A login with ChatGPT in a browser. It is waited for and cancelled as every [`LoginHandle`].
#[non_exhaustive]
pub struct ChatgptLoginHandle {
    login: LoginHandle,
    /// The page to open.
    pub auth_url: String,
}

/// A login with a code on another device. It is waited for and cancelled as every [`LoginHandle`].
#[non_exhaustive]
pub struct DeviceCodeLoginHandle {
    login: LoginHandle,
    /// The page to open on any device.
    pub verification_url: String,
    /// The code to enter there.
    pub user_code: String,
}

impl ChatgptLoginHandle {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::ChatgptLoginHandle) -> Self {
        let client::ChatgptLoginHandle { login, auth_url } = inner;
        Self { login: LoginHandle::new(runtime, login), auth_url }
    }
}

impl DeviceCodeLoginHandle {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::DeviceCodeLoginHandle) -> Self {
        let client::DeviceCodeLoginHandle { login, verification_url, user_code } = inner;
        Self { login: LoginHandle::new(runtime, login), verification_url, user_code }
    }
}

impl Deref for ChatgptLoginHandle {
    type Target = LoginHandle;

    fn deref(&self) -> &LoginHandle {
        &self.login
    }
}

impl Deref for DeviceCodeLoginHandle {
    type Target = LoginHandle;

    fn deref(&self) -> &LoginHandle {
        &self.login
    }
}

/// Without the page and the code: who has them may sign in.
impl fmt::Debug for ChatgptLoginHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatgptLoginHandle").field("login_id", &self.login_id()).finish_non_exhaustive()
    }
}

impl fmt::Debug for DeviceCodeLoginHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCodeLoginHandle").field("login_id", &self.login_id()).finish_non_exhaustive()
    }
}
