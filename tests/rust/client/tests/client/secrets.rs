//! A secret that the program gives is shown nowhere, whatever the runtime does with it: in no error, hook, log or `Debug`.

use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codex_app_server::{CodexConfig, CodexError, ThreadStart};
use serde_json::json;
use stage::{Fake, play, soon};

use crate::acting::{config, failure, gone, models, running, started};
use crate::logs::Logs;

const SECRET: &str = "sk-proj-0123456789-ABCDEFGHIJ-klmnopqrstuv";

/// So many characters of a secret in a row are too many.
const PIECE: usize = 12;

/// No piece of the secret is in what is shown.
fn assert_hidden(shown: &str) {
    for start in 0..=SECRET.len() - PIECE {
        assert!(!shown.contains(&SECRET[start..start + PIECE]), "{shown}");
    }
}

/// Neither its text nor its representation.
fn assert_hides<T: Debug + Display>(error: &T) {
    assert_hidden(&error.to_string());
    assert_hidden(&format!("{error:?} {error:#?}"));
}

/// Collects what the runtime writes to stderr.
fn ear(config: CodexConfig) -> (CodexConfig, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&lines);
    (config.on_stderr(move |line| heard.lock().unwrap().push(line.to_owned())), lines)
}

#[test]
fn a_key_of_the_environment_that_the_runtime_repeats() {
    play(async {
        let logs = Logs::from_now_on();
        let fake = Fake::given("secrets_shown/leaks", json!({"secret": SECRET}));
        let (config, lines) = ear(config(&fake).env("OPENAI_API_KEY", SECRET));
        assert_hidden(&format!("{config:?}"));
        let codex = started(config).await;
        assert_hidden(&format!("{codex:?}"));
        refused(&models(&codex).await.unwrap_err());
        refused(&codex.login_api_key(SECRET).await.unwrap_err());
        let error = codex.thread_start(ThreadStart::new()).await.err().unwrap();
        assert_hides(&error);
        assert!(gone(&error).stderr_tail.contains("last <secret>"));
        assert_eq!(lines.lock().unwrap()[..2], ["key <secret>", "and again <secret>"]);
        assert_hidden(&lines.lock().unwrap().join("\n"));
        assert_hidden(&logs.text());
    });
}

fn refused(error: &CodexError) {
    assert_hides(error);
    let CodexError::JsonRpc(error) = error else { panic!("{error:?}") };
    assert!(error.message.contains("bad key <secret>"), "{error}");
    assert_eq!(error.data, json!({"key": ["<secret>"]}));
}

/// It is known as a secret from then on.
#[test]
fn a_key_of_a_login_that_the_runtime_repeats() {
    play(async {
        let fake = Fake::given("secrets_shown/lets_in", json!({"secret": SECRET}));
        let (config, lines) = ear(config(&fake));
        let codex = started(config).await;
        codex.login_api_key(SECRET).await.unwrap();
        refused(&models(&codex).await.unwrap_err());
        refused(&codex.login_api_key(SECRET).await.unwrap_err());
        let error = codex.thread_start(ThreadStart::new()).await.err().unwrap();
        assert_hides(&error);
        assert!(gone(&error).stderr_tail.contains("last <secret>"));
        assert_hidden(&lines.lock().unwrap().join("\n"));
    });
}

#[test]
fn a_start_that_fails() {
    // Those that never answer have the time to say what they know first, on a busy machine too.
    for (kind, seconds) in [("dies", 60), ("waits", 4), ("babbles", 4), ("refuses", 60)] {
        play(async move {
            let fake = Fake::given(&format!("secrets_shown/{kind}"), json!({"secret": SECRET}));
            let config = config(&fake).env("MY_ACCESS_TOKEN", SECRET);
            let error = failure(config.start_timeout(Duration::from_secs(seconds))).await;
            assert_hides(&error);
            assert!(error.to_string().contains("<secret>"), "{kind}: {error}");
        });
    }
}

#[test]
fn a_runtime_that_falls_silent() {
    play(async {
        let fake = Fake::given("secrets_shown/a_runtime_that_falls_silent", json!({"secret": SECRET}));
        let config = config(&fake).env("OPENAI_API_KEY", SECRET);
        let codex = started(config.request_timeout(Duration::from_secs(1))).await;
        let error = soon(running(&codex).await.run()).await.unwrap_err();
        assert_hides(&error);
        assert_eq!(gone(&error).stderr_tail, "stuck with <secret>");
    });
}

#[test]
fn where_the_end_of_stderr_is_cut() {
    for before in [3950, 3970, 3990, 5000, 20_360, 262_130] {
        for end in ["", "\n"] {
            play(async move {
                let given = json!({"secret": SECRET, "before": before, "end": end});
                let fake = Fake::given("secrets_shown/where_the_end_of_stderr_is_cut", given);
                let codex = started(config(&fake).env("OPENAI_API_KEY", SECRET)).await;
                let error = models(&codex).await.unwrap_err();
                assert_hides(&error);
                assert!((1..=4000).contains(&gone(&error).stderr_tail.len()));
            });
        }
    }
}

#[test]
fn a_token_for_an_endpoint() {
    play(async {
        let config = CodexConfig::new().url("ws://127.0.0.1:9").auth_token(SECRET);
        assert_hidden(&format!("{config:?} {config:#?}"));
        assert_hides(&failure(config.start_timeout(Duration::from_secs(5))).await);
    });
}
