//! What a turn comes to: its items whole and in order, its answer, its usage, and its failure as an error that has them
//! all.

use codex_app_server::types::{CodexErrorInfo, ThreadItem, TurnItemsView, TurnStatus};
use codex_app_server::{CodexError, ThreadStart, TurnFailedError, TurnResult};
use serde_json::{Value, json};
use stage::{Fake, play, soon};

use crate::acting::{methods, open, read, running};

async fn run(fake: &Fake) -> Result<TurnResult, CodexError> {
    let codex = open(fake).await;
    soon(running(&codex).await.run()).await
}

fn failure(error: CodexError) -> TurnFailedError {
    match error {
        CodexError::TurnFailed(error) => *error,
        other => panic!("{other:?}"),
    }
}

fn id(item: &ThreadItem) -> &str {
    match item {
        ThreadItem::AgentMessage(item) => &item.id,
        ThreadItem::CommandExecution(item) => &item.id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_result_is_a_turn_with_its_items() {
    play(async {
        let fake = Fake::new("results/a_result_is_a_turn_with_its_items");
        let result = run(&fake).await.unwrap();
        assert_eq!((result.id.as_str(), &result.status), ("turn-1", &TurnStatus::Completed));
        assert_eq!((result.started_at, result.duration_ms), (Some(1_795_252_429), Some(1000)));
        assert_eq!(result.items_view, TurnItemsView::Full);
        let ids: Vec<_> = result.items.iter().map(id).collect();
        assert_eq!(ids, ["msg-1", "call-1", "msg-2", "msg-3"]);
        assert_eq!(result.final_response.as_deref(), Some("last"));
        assert_eq!(result.usage.as_ref().unwrap().total.total_tokens, 30);
        assert!(result.error.is_none());
    });
}

#[test]
fn the_answer() {
    let cases = [
        (json!([]), None),
        (json!([["plain", null]]), Some("plain")),
        (json!([["one", null], ["two", null]]), Some("two")),
        (json!([["final", "final_answer"], ["plain", null]]), Some("final")),
        (json!([["one", "final_answer"], ["two", "final_answer"]]), Some("two")),
        (json!([["plain", null], ["note", "commentary"]]), Some("plain")),
        (json!([["note", "commentary"]]), None),
        (json!([["note", "commentary"], ["", "final_answer"]]), Some("")),
        (json!([["plain", null], ["", null]]), Some("")),
        (json!([["plain", null], ["?", "of the future"]]), Some("plain")),
    ];
    for (messages, answer) in cases {
        play(async move {
            let fake = Fake::given("results/speaks", json!({"messages": messages}));
            let result = run(&fake).await.unwrap();
            assert_eq!(result.final_response.as_deref(), answer, "{messages}");
            assert!(result.usage.is_none());
        });
    }
}

#[test]
fn who_joins_late_gets_the_whole_result() {
    play(async {
        let fake = Fake::new("results/who_joins_late_gets_the_whole_result");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = thread.turn("go").await.unwrap();
        let result = soon(thread.run("join")).await.unwrap();
        let ids: Vec<_> = result.items.iter().map(id).collect();
        assert_eq!(ids, ["msg-1", "msg-2"]);
        assert!(result.usage.is_some());
        assert_eq!(soon(first.run()).await.unwrap(), result);
    });
}

#[test]
fn a_failed_turn_is_an_error_that_has_it_all() {
    play(async {
        let info = json!({"httpConnectionFailed": {"httpStatusCode": 502}});
        let fake = Fake::given("results/fails", json!({"info": info}));
        let error = run(&fake).await.unwrap_err();
        assert!(error.to_string().contains("the model is gone"), "{error}");
        let error = failure(error);
        assert_eq!((error.turn.id.as_str(), &error.turn.status), ("turn-1", &TurnStatus::Failed));
        assert_eq!(error.error().unwrap().message, "the model is gone");
        let Some(CodexErrorInfo::HttpConnectionFailed(info)) = error.codex_error_info() else {
            panic!("{error:?}")
        };
        assert_eq!(info.http_connection_failed.http_status_code, Some(502));
        let [ThreadItem::AgentMessage(message)] = error.items() else { panic!("{error:?}") };
        assert_eq!(message.text, "half an answer");
        assert_eq!(error.turn.final_response.as_deref(), Some("half an answer"));
        assert_eq!(error.usage().unwrap().total.total_tokens, 20);
    });
}

#[test]
fn the_kind_of_a_failure() {
    for info in [json!("usageLimitExceeded"), json!("of the future"), json!({"new": {}})] {
        play(async move {
            let fake = Fake::given("results/fails", json!({"info": info}));
            let error = failure(run(&fake).await.unwrap_err());
            let found: Value = serde_json::to_value(error.codex_error_info().unwrap()).unwrap();
            assert_eq!(found, info);
        });
    }
}

#[test]
fn a_stream_of_a_failed_turn_ends_like_any_other() {
    play(async {
        let fake = Fake::given("results/fails", json!({"info": "other"}));
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let (events, error) = soon(read(turn.stream())).await;
        assert!(error.is_none(), "{error:?}");
        let told = methods(&events);
        assert_eq!(told[told.len() - 2..], ["error", "turn/completed"]);
        for _ in 0..2 {
            failure(soon(turn.run()).await.unwrap_err());
        }
    });
}

#[test]
fn an_interrupted_turn_is_returned() {
    play(async {
        let fake = Fake::new("results/an_interrupted_turn_is_returned");
        let result = run(&fake).await.unwrap();
        assert_eq!(result.status, TurnStatus::Interrupted);
        assert_eq!(result.final_response.as_deref(), Some("half"));
    });
}

#[test]
fn a_status_of_the_future_is_returned() {
    play(async {
        let fake = Fake::new("results/a_status_of_the_future_is_returned");
        assert_eq!(run(&fake).await.unwrap().status.as_str(), "postponed");
    });
}
