//! Signing in as far as it goes without a network.

use codex_app_server::types::{Account, GetAccountParams};
use codex_app_server::{CodexError, StartError, ThreadStart};
use stage::{Runtime, play, soon};

use crate::acting::{failure, real, started};

const NEEDED: &str = "Settings(requires_openai_auth=True)";

#[test]
fn with_an_api_key() {
    let Some(runtime) = Runtime::with(NEEDED) else { return };
    runtime.says("answer('Hello')");
    play(async {
        let error = failure(real(&runtime).require_sign_in(true)).await;
        assert!(matches!(error, CodexError::Start(StartError::NotSignedIn(_))), "{error:?}");
        let codex = started(real(&runtime)).await;
        let account = codex.rpc().account_read(GetAccountParams::default()).await.unwrap();
        assert!(account.requires_openai_auth && account.account.is_none());
        codex.login_api_key("sk-of-the-test").await.unwrap();
        let account = codex.rpc().account_read(GetAccountParams::default()).await.unwrap();
        assert!(matches!(account.account, Some(Account::ApiKey(_))), "{account:?}");
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        soon(thread.run("Hello")).await.unwrap();
        soon(codex.close()).await;
        // it is kept for the next one
        let codex = started(real(&runtime).require_sign_in(true)).await;
        codex.rpc().account_logout().await.unwrap();
        let account = codex.rpc().account_read(GetAccountParams::default()).await.unwrap();
        assert!(account.account.is_none());
    });
    assert_eq!(runtime.asked()[0].headers["authorization"], "Bearer sk-of-the-test");
}

#[test]
fn in_a_browser_that_never_opens() {
    let Some(runtime) = Runtime::with(NEEDED) else { return };
    play(async {
        let codex = started(real(&runtime)).await;
        let login = codex.login_chatgpt().await.unwrap();
        assert!(login.auth_url.starts_with("https://"), "{}", login.auth_url);
        let shown = format!("{login:?}");
        assert!(!shown.contains("state="), "{shown}");
        soon(login.cancel()).await.unwrap();
        let end = soon(login.wait()).await.unwrap();
        assert!(!end.success, "{end:?}");
        soon(codex.close()).await;
    });
}

/// A code on another device is given out by a server that cannot be reached here.
#[test]
fn offline_on_another_device() {
    stage::offline("logins::inside_on_another_device");
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_on_another_device() {
    let Some(runtime) = Runtime::with(NEEDED) else { return };
    play(async {
        let codex = started(real(&runtime)).await;
        let error = soon(codex.login_chatgpt_device_code()).await.err().unwrap();
        assert!(matches!(error, CodexError::JsonRpc(_)), "{error:?}");
        soon(codex.close()).await;
    });
}
