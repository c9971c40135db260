//! Signing in: at once with a key, or with a handle that waits for a person.
//!
//! In: a session. Out: a login that the runtime has confirmed, or its handle. The listener is there before the login
//! starts, so that a quick confirmation is not missed. Keys are made known to the redactor and stand in no error.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::codex::Codex;
use super::deadline::Timeout;
use super::error::{CodexError, UnreadableError};
use super::event::Event;
use super::listeners::Listener;
use super::places::Head;
use super::session::Session;
use crate::events::ServerNotification;
use crate::methods;
use crate::types::{
    AccountLoginCompletedNotification, ApiKeyLoginAccountParams, CancelLoginAccountParams,
    CancelLoginAccountResponse, ChatgptDeviceCodeLoginAccountParams, ChatgptLoginAccountParams,
    LoginAccountParams, LoginAccountResponse,
};
use crate::wire::Request;

impl Codex {
    /// Signs in with an API key. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with; the key stands in no error.
    pub async fn login_api_key(&self, api_key: impl Into<String>) -> Result<(), CodexError> {
        let api_key = api_key.into();
        self.session.keep_secret(&api_key);
        start(&self.session, ApiKeyLoginAccountParams::new(api_key)).await?;
        Ok(())
    }

    /// Starts to sign in with ChatGPT in a browser. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn login_chatgpt(&self) -> Result<ChatgptLoginHandle, CodexError> {
        let listener = LoginListener::add(&self.session)?;
        match start(&self.session, ChatgptLoginAccountParams::default()).await? {
            LoginAccountResponse::Chatgpt(started) => {
                let login = LoginHandle::new(self.session.clone(), started.login_id, listener);
                Ok(ChatgptLoginHandle { login, auth_url: started.auth_url })
            }
            _ => Err(unexpected("ChatGPT")),
        }
    }

    /// Starts to sign in with a code on another device. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn login_chatgpt_device_code(&self) -> Result<DeviceCodeLoginHandle, CodexError> {
        let listener = LoginListener::add(&self.session)?;
        match start(&self.session, ChatgptDeviceCodeLoginAccountParams::default()).await? {
            LoginAccountResponse::ChatgptDeviceCode(started) => {
                let login = LoginHandle::new(self.session.clone(), started.login_id, listener);
                let (verification_url, user_code) = (started.verification_url, started.user_code);
                Ok(DeviceCodeLoginHandle { login, verification_url, user_code })
            }
            _ => Err(unexpected("a device code")),
        }
    }
}

async fn start(
    session: &Session,
    params: impl Into<LoginAccountParams>,
) -> Result<LoginAccountResponse, CodexError> {
    session.call::<methods::AccountLoginStart>(params.into(), Timeout::Usual).await
}

fn unexpected(asked: &str) -> CodexError {
    UnreadableError::new(methods::AccountLoginStart::METHOD, format!("it is not for a login with {asked}"))
        .into()
}

/// A login that a person finishes.
pub struct LoginHandle {
    session: Session,
    login_id: String,
    listener: Arc<LoginListener>,
}

impl LoginHandle {
    fn new(session: Session, login_id: String, listener: Arc<LoginListener>) -> Self {
        listener.expect(&login_id);
        Self { session, login_id, listener }
    }

    /// Id of the login.
    #[must_use]
    pub fn login_id(&self) -> &str {
        &self.login_id
    }

    /// Waits until the login has succeeded or failed: see `success` and `error`.
    ///
    /// Giving up leaves the login as it is, and it may be waited for again.
    ///
    /// # Errors
    /// [`CodexError::TransportClosed`]: the connection ended first.
    pub async fn wait(&self) -> Result<AccountLoginCompletedNotification, CodexError> {
        let _patience = self.session.patience();
        let mut outcome = self.listener.outcome.subscribe();
        let lost = || CodexError::from(UnreadableError::new(COMPLETED, "the login has no end"));
        let ended = outcome.wait_for(Option::is_some).await.map_err(|_| lost())?;
        ended.clone().ok_or_else(lost)?
    }

    /// Gives the login up. Method: `account/login/cancel`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn cancel(&self) -> Result<CancelLoginAccountResponse, CodexError> {
        let params = CancelLoginAccountParams::new(self.login_id());
        self.session.call::<methods::AccountLoginCancel>(params, Timeout::Usual).await
    }
}

impl fmt::Debug for LoginHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginHandle").field("login_id", &self.login_id).finish_non_exhaustive()
    }
}

/// A login with ChatGPT in a browser. It is waited for and cancelled as every [`LoginHandle`].
#[non_exhaustive]
pub struct ChatgptLoginHandle {
    pub(crate) login: LoginHandle,
    /// The page to open.
    pub auth_url: String,
}

/// A login with a code on another device. It is waited for and cancelled as every [`LoginHandle`].
#[non_exhaustive]
pub struct DeviceCodeLoginHandle {
    pub(crate) login: LoginHandle,
    /// The page to open on any device.
    pub verification_url: String,
    /// The code to enter there.
    pub user_code: String,
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

const COMPLETED: &str = "account/login/completed";

type LoginOutcome = Result<AccountLoginCompletedNotification, CodexError>;

/// Hears how a login ends, from before it is known by its id.
struct LoginListener {
    state: Mutex<LoginState>,
    outcome: watch::Sender<Option<LoginOutcome>>,
}

#[derive(Default)]
struct LoginState {
    login_id: Option<String>,
    /// Logins that ended before the id of this one was known.
    early: Vec<AccountLoginCompletedNotification>,
}

impl LoginListener {
    fn add(session: &Session) -> Result<Arc<Self>, CodexError> {
        let listener = Arc::new(Self { state: Mutex::default(), outcome: watch::Sender::new(None) });
        let added: Arc<dyn Listener> = listener.clone();
        session.add_listener(&added)?;
        Ok(listener)
    }

    /// The login is this one.
    fn expect(&self, login_id: &str) {
        let mut state = self.lock();
        let mut early = std::mem::take(&mut state.early).into_iter();
        state.login_id = Some(login_id.to_owned());
        if let Some(completed) = early.find(|completed| completed.login_id.as_deref() == Some(login_id)) {
            self.settle(Ok(completed));
        }
    }

    fn settle(&self, outcome: LoginOutcome) {
        self.outcome.send_if_modified(|settled| {
            let is_news = settled.is_none();
            if is_news {
                *settled = Some(outcome);
            }
            is_news
        });
    }

    fn lock(&self) -> MutexGuard<'_, LoginState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for LoginListener {
    fn ended(&self) -> bool {
        self.outcome.borrow().is_some()
    }

    fn hear(&self, event: &Arc<Event>, _: &Head<'_>) -> bool {
        let ServerNotification::AccountLoginCompleted(completed) = &event.payload else { return false };
        let mut state = self.lock();
        match &state.login_id {
            None => state.early.push(completed.clone()),
            Some(id) if completed.login_id.as_deref() == Some(id) => self.settle(Ok(completed.clone())),
            Some(_) => return false,
        }
        true
    }

    fn end(&self, failure: &CodexError) {
        self.settle(Err(failure.clone()));
    }
}
