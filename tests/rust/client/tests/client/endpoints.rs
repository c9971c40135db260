//! The real runtime as a process of its own, at a WebSocket and at a Unix socket, with everything that goes wrong there.

use std::time::Duration;

use codex_app_server::{CodexConfig, CodexError, StartError, ThreadStart};
use stage::{Runtime, lives, play, signal, soon};

use crate::acting::{deltas, done, failure, gone, models, read, started};

fn at(url: &str) -> CodexConfig {
    CodexConfig::new().url(url)
}

#[test]
fn a_conversation() {
    for kind in ["ws", "unix"] {
        let Some(runtime) = Runtime::pinned() else { return };
        runtime.says("stream(message('one two three', deltas=3))");
        runtime.says("answer('And more')");
        let endpoint = runtime.listening(kind, &[]);
        play(async {
            let codex = started(at(&endpoint.url)).await;
            assert_eq!(codex.metadata().version().unwrap().to_string(), "0.163.0");
            let other = started(at(&endpoint.url)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let turn = thread.turn("Count").await.unwrap();
            let (events, error) = soon(read(turn.stream())).await;
            assert!(error.is_none(), "{error:?}");
            assert_eq!(deltas(&events).concat(), "one two three");
            soon(codex.close()).await;
            gone(&models(&codex).await.unwrap_err());
            // the server is not the client's to end
            models(&other).await.unwrap();
            let thread = other.thread_start(ThreadStart::new()).await.unwrap();
            soon(thread.run("More")).await.unwrap();
        });
        assert!(lives(endpoint.pid));
        runtime.stop();
    }
}

#[test]
fn megabytes() {
    for kind in ["ws", "unix"] {
        let Some(runtime) = Runtime::pinned() else { return };
        runtime.says("answer('x' * 1_000_000)");
        let endpoint = runtime.listening(kind, &[]);
        play(async {
            let codex = started(at(&endpoint.url)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let result = soon(thread.run("y".repeat(500_000))).await.unwrap();
            assert_eq!(result.final_response.unwrap().len(), 1_000_000);
        });
        assert_eq!(runtime.asked()[0].texts.last().map(String::len), Some(500_000));
        runtime.stop();
    }
}

#[test]
fn a_token() {
    let Some(runtime) = Runtime::pinned() else { return };
    let (file, token) = (runtime.home().join("token"), "let-me-in-with-a-token-that-is-long-enough");
    std::fs::write(&file, token).unwrap();
    let file = file.to_str().unwrap();
    let endpoint = runtime.listening("ws", &["--ws-auth", "capability-token", "--ws-token-file", file]);
    play(async {
        let wrong = "another-token-that-is-as-long-as-the-right-one";
        for config in [at(&endpoint.url), at(&endpoint.url).auth_token(wrong)] {
            let error = failure(config).await;
            assert!(matches!(error, CodexError::Start(StartError::Connect(_))), "{error:?}");
            let text = format!("{error} {error:?}");
            assert!(text.contains("401") && !text.contains(wrong), "{text}");
        }
        let codex = started(at(&endpoint.url).auth_token(token)).await;
        models(&codex).await.unwrap();
        assert!(!format!("{codex:?}").contains(token));
    });
    runtime.stop();
}

#[test]
fn a_server_that_is_killed() {
    for kind in ["ws", "unix"] {
        let Some(runtime) = Runtime::pinned() else { return };
        runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
        let endpoint = runtime.listening(kind, &[]);
        play(async {
            let codex = started(at(&endpoint.url)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let turn = thread.turn("Talk").await.unwrap();
            let reading = tokio::spawn(read(turn.stream()));
            runtime.reached("said");
            signal("KILL", endpoint.pid);
            let (_, error) = done(reading).await;
            assert!(gone(&error.unwrap()).exit_code.is_none());
            gone(&models(&codex).await.unwrap_err());
        });
        runtime.stop();
    }
}

#[test]
fn where_nobody_listens() {
    play(async {
        for url in ["ws://127.0.0.1:9", "unix:///nowhere/socket"] {
            let error = failure(at(url).start_timeout(Duration::from_secs(5))).await;
            let CodexError::Start(StartError::Connect(error)) = error else { panic!("{error:?}") };
            assert_eq!(error.url, url);
            assert!(error.to_string().contains("cannot connect to the app-server at"), "{error}");
        }
    });
}
