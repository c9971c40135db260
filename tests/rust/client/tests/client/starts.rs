//! A start that fails says why, with everything that helps, and leaves nothing behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use codex_app_server::{CodexConfig, CodexError, StartError};
use serde_json::{Value, json};
use stage::{Fake, play, soon};

use crate::acting::{config, failure, started};

async fn start_error(config: CodexConfig) -> StartError {
    match failure(config).await {
        CodexError::Start(error) => error,
        other => panic!("{other:?}"),
    }
}

fn command(words: &[&str]) -> CodexConfig {
    CodexConfig::new().launch_args_override(words)
}

#[test]
fn the_executable_is_nowhere() {
    play(async {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("codex"), folder.path().to_owned()] {
            let error = start_error(CodexConfig::new().codex_bin(&path)).await;
            assert!(matches!(error, StartError::CodexBinNotFound(_)), "{error:?}");
            assert!(error.to_string().contains(path.to_str().unwrap()));
        }
        let error = start_error(CodexConfig::new().env("PATH", folder.path().to_str().unwrap())).await;
        assert!(matches!(error, StartError::CodexBinNotFound(_)), "{error:?}");
        let error = start_error(command(&["no-such-command", "app-server"])).await;
        assert!(matches!(error, StartError::CodexBinNotFound(_)), "{error:?}");
        assert!(error.to_string().contains("no-such-command"));
    });
}

#[test]
fn the_executable_may_not_be_executed() {
    play(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codex");
        fs::write(&path, "#!/bin/sh\n").unwrap();
        let error = start_error(CodexConfig::new().codex_bin(&path)).await;
        assert!(matches!(error, StartError::CodexBinNotExecutable(_)), "{error:?}");
        assert!(error.to_string().contains("chmod"));
    });
}

#[test]
fn the_executable_is_for_another_machine() {
    play(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codex");
        fs::write(&path, b"\x7fELF but not really").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let error = start_error(CodexConfig::new().codex_bin(&path)).await;
        assert!(matches!(error, StartError::Launch(_)), "{error:?}");
        assert!(error.to_string().contains(path.to_str().unwrap()));
    });
}

#[test]
fn the_working_directory_is_missing() {
    play(async {
        let fake = Fake::new("starts/it_is_too_old_for_the_asynchronous_client");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for path in [folder.path().join("nowhere"), file] {
            let error = start_error(config(&fake).cwd(&path)).await;
            assert!(matches!(error, StartError::Launch(_)), "{error:?}");
            assert!(error.to_string().contains(path.to_str().unwrap()));
        }
        assert!(fake.pids().is_empty());
    });
}

#[test]
fn settings_that_cannot_be_meant() {
    play(async {
        let fake = Fake::new("starts/it_is_too_old_for_the_asynchronous_client");
        for config in [
            config(&fake).max_in_flight(0),
            config(&fake).stream_limit(0),
            config(&fake).url("unix:///nowhere"),
            CodexConfig::new().url("http://127.0.0.1:1"),
            CodexConfig::new().auth_token("for whom?"),
        ] {
            assert!(matches!(failure(config).await, CodexError::Config(_)));
        }
        assert!(fake.pids().is_empty());
    });
}

#[test]
fn it_is_no_app_server() {
    let commands: [(&[&str], &str); 4] = [
        (&["/bin/echo", "hello"], "hello"),
        (&["/bin/sh", "-c", "echo '{}'; sleep 60"], "{}"),
        (&["/bin/sh", "-c", r"printf '\033[1m\n'"], r"\u{1b}[1m"),
        (&["/bin/cat"], "a request"),
    ];
    for (words, came) in commands {
        play(async move {
            let error = start_error(command(words).start_timeout(Duration::from_secs(3))).await;
            let StartError::NotAnAppServer(error) = error else { panic!("{words:?}: {error:?}") };
            assert!(error.to_string().contains(came), "{error}");
        });
    }
}

#[test]
fn it_answers_as_no_app_server_does() {
    let blank =
        json!({"userAgent": "  ", "codexHome": "/x", "platformFamily": "unix", "platformOs": "linux"});
    let answers = [
        (json!({"result": {}}), "initialize"),
        (json!({"result": {"userAgent": 5}}), "initialize"),
        (json!({"result": blank}), "which runtime"),
        (json!({"result": null}), "initialize"),
        (json!({"result": []}), "initialize"),
        (json!({"error": {"code": -32600, "message": "who are you?"}}), "who are you?"),
    ];
    for (answer, came) in answers {
        play(async move {
            let fake = Fake::given("starts/it_answers_as_no_app_server_does", json!({"answer": answer}));
            let error = start_error(config(&fake)).await;
            let StartError::NotAnAppServer(error) = error else { panic!("{answer}: {error:?}") };
            assert!(error.to_string().contains(came), "{error}");
        });
    }
}

#[test]
fn it_dies() {
    play(async {
        let fake = Fake::new("starts/it_dies");
        let StartError::RuntimeExited(error) = start_error(config(&fake)).await else { panic!() };
        assert_eq!(error.exit_code, Some(1));
        assert_eq!(error.stderr_tail, "config.toml: approval_policy is wrong");
        assert!(error.to_string().contains("approval_policy"));
    });
}

#[test]
fn its_last_words_count_more_than_what_else_it_said() {
    play(async {
        let fake = Fake::new("starts/its_last_words_count_more_than_what_else_it_said");
        let StartError::RuntimeExited(error) = start_error(config(&fake)).await else { panic!() };
        assert_eq!(error.stderr_tail, "no space left");
    });
}

#[test]
fn it_does_not_answer_in_time() {
    play(async {
        let fake = Fake::new("starts/it_does_not_answer_in_time");
        let limit = Duration::from_secs(3);
        let error = start_error(config(&fake).start_timeout(limit)).await;
        let StartError::StartTimeout(error) = error else { panic!("{error:?}") };
        assert_eq!((error.waited, error.stderr_tail.as_str()), (limit, "still thinking"));
        assert!(error.to_string().contains("start_timeout"));
        assert!(fake.ends_within(Duration::from_millis(100)));
    });
}

#[test]
fn it_is_too_old() {
    let versions = [
        ("0.100.0", true),
        ("0.132.9", true),
        ("0.133.0-alpha.1", true),
        ("0.133.0", false),
        ("0.0.0", false),
        ("9.0.0", false),
    ];
    for (version, is_too_old) in versions {
        play(async move {
            let agent = format!("fake/{version} (Linux 6.1; x86_64) dumb (fake; 1)");
            let fake = Fake::given("starts/it_is_too_old", json!({"user_agent": agent}));
            if is_too_old {
                let error = start_error(config(&fake)).await;
                let StartError::RuntimeTooOld(error) = error else { panic!("{error:?}") };
                assert_eq!((error.connected.as_str(), error.oldest.as_str()), (version, "0.133.0"));
            } else {
                let codex = started(config(&fake)).await;
                assert_eq!(codex.metadata().version().unwrap().to_string(), version);
            }
        });
    }
}

#[test]
fn nobody_is_signed_in() {
    let cases =
        [(Value::Null, true, false), (Value::Null, false, true), (json!({"type": "apiKey"}), true, true)];
    for (account, needed, may_start) in cases {
        play(async move {
            let answer = json!({"answer": {"account": account, "requiresOpenaiAuth": needed}});
            let fake = Fake::given("starts/nobody_is_signed_in", answer);
            let config = config(&fake).require_sign_in(true);
            if may_start {
                started(config).await;
            } else {
                let error = start_error(config).await;
                assert!(matches!(error, StartError::NotSignedIn(_)), "{error:?}");
                assert!(error.to_string().contains("login"));
            }
        });
    }
}

#[test]
fn nobody_is_asked_to_sign_in_unless_it_is_wanted() {
    play(async {
        let fake = Fake::new("starts/nobody_is_asked_to_sign_in_unless_it_is_wanted");
        soon(started(config(&fake)).await.close()).await;
        assert!(fake.received("account/read").is_empty());
    });
}

#[test]
fn a_handshake_is_as_the_protocol_has_it() {
    play(async {
        let fake = Fake::new("starts/a_handshake_is_as_the_protocol_has_it");
        let config = config(&fake).client_name("mine").opt_out_notification("item/agentMessage/delta");
        let codex = started(config).await;
        let metadata = codex.metadata();
        assert_eq!(metadata.user_agent, "fake/0.163.0 (Linux 6.1; x86_64) dumb (fake; 1)");
        assert_eq!(metadata.codex_home, "/fake/.codex");
        let received = fake.record("received");
        assert_eq!(received[0]["params"]["clientInfo"]["name"], "mine");
        let capabilities =
            json!({"experimentalApi": true, "optOutNotificationMethods": ["item/agentMessage/delta"]});
        assert_eq!(received[0]["params"]["capabilities"], capabilities);
        fake.wait_for("initialized");
        assert_eq!(fake.record("received")[1], json!({"method": "initialized"}));
    });
}
