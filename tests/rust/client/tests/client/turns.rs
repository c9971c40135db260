//! Turns of the real runtime: their events in order, their results, and what can be done with them while they run.

use std::sync::Arc;

use codex_app_server::types::{MessagePhase, ThreadItem, TurnItemsView, TurnStatus};
use codex_app_server::{Codex, CodexError, ThreadStart, retry_on_overload};
use serde_json::{Value, json};
use stage::{Runtime, play, soon};

use crate::acting::{deltas, done, method, methods, read, real, started};

/// What an agent said, with its phases.
fn messages(items: &[ThreadItem]) -> Vec<(&str, Option<MessagePhase>)> {
    let found = items.iter().filter_map(|item| match item {
        ThreadItem::AgentMessage(message) => Some((message.text.as_str(), message.phase.clone())),
        _ => None,
    });
    found.collect()
}

async fn codex(runtime: &Runtime) -> Codex {
    started(real(runtime)).await
}

#[test]
fn a_plain_turn() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(
        "stream(reasoning('Let me see.'), message('Looking.', phase='commentary'), \
         message('Hello there', deltas=3, phase='final_answer'), used=usage(10, 5, cached=2, reasoning=1))",
    );
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let result = soon(thread.run("Greet me")).await.unwrap();
        assert_eq!(result.status, TurnStatus::Completed);
        assert_eq!(result.final_response.as_deref(), Some("Hello there"));
        assert_eq!(result.items_view, TurnItemsView::Full);
        let said =
            [("Looking.", Some(MessagePhase::Commentary)), ("Hello there", Some(MessagePhase::FinalAnswer))];
        assert_eq!(messages(&result.items), said);
        assert!(matches!(result.items[0], ThreadItem::UserMessage(_)));
        assert!(matches!(result.items[1], ThreadItem::Reasoning(_)));
        let usage = result.usage.as_ref().unwrap();
        assert_eq!((usage.total.total_tokens, usage.last.cached_input_tokens), (15, 2));
        assert!(result.completed_at >= result.started_at && result.duration_ms.is_some());
        soon(codex.close()).await;
    });
    assert_eq!(runtime.asked()[0].texts.last().map(String::as_str), Some("Greet me"));
}

#[test]
fn events_in_their_order() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('one two three four five', deltas=5))");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("Count").await.unwrap();
        let (events, error) = soon(read(turn.stream())).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(deltas(&events).len(), 5);
        assert_eq!(deltas(&events).concat(), "one two three four five");
        let told = methods(&events);
        assert_eq!((told[0].as_str(), told.last().unwrap().as_str()), ("turn/started", "turn/completed"));
        let place = |name: &str| told.iter().rposition(|it| it == name).unwrap();
        assert!(place("item/agentMessage/delta") < place("item/completed"));
        assert!(place("item/completed") < place("turn/completed"));
        assert_eq!(
            soon(turn.run()).await.unwrap().final_response.as_deref(),
            Some("one two three four five")
        );
    });
}

#[test]
fn two_handles_of_one_turn() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('First and last', deltas=3, gate=gate('said')))");
    runtime.says("answer('Joined')");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = thread.turn("Talk").await.unwrap();
        let mut early = first.stream();
        while method(&soon(early.next()).await.unwrap().unwrap()) != "item/agentMessage/delta" {}
        let early = tokio::spawn(read(early));
        let second = thread.turn("And this").await.unwrap();
        assert_eq!(first.id(), second.id());
        let late = tokio::spawn(read(second.stream()));
        runtime.open("said");
        let (early, late) = (done(early).await.0, done(late).await.0);
        // the runtime may break the first answer off for the new input
        for heard in [&early, &late] {
            assert!(deltas(heard).concat().ends_with("Joined"), "{heard:?}");
            assert_eq!(methods(heard).last().map(String::as_str), Some("turn/completed"));
        }
        assert_eq!(first.run().await.unwrap(), second.run().await.unwrap());
    });
    assert_eq!(runtime.asked()[1].texts.last().map(String::as_str), Some("And this"));
}

#[test]
fn more_input_for_a_turn_that_runs() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('First', gate=gate('said')))");
    runtime.says("answer('Second')");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("Talk").await.unwrap();
        runtime.reached("said");
        assert_eq!(soon(turn.steer("Shorter")).await.unwrap().turn_id, turn.id());
        runtime.open("said");
        let result = soon(turn.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("Second"));
        let error = soon(turn.steer("Too late")).await.unwrap_err();
        assert!(matches!(error, CodexError::JsonRpc(_)), "{error:?}");
    });
    assert_eq!(runtime.asked()[1].texts.last().map(String::as_str), Some("Shorter"));
}

/// Whenever it is asked for, and however often: before the turn has begun, in its middle, twice, and after its end.
#[test]
fn a_turn_that_is_interrupted() {
    let Some(runtime) = Runtime::pinned() else { return };
    for gate in ["at once", "twice", "dropped"] {
        runtime.says(&format!("stream(message('never said to the end', deltas=3, gate=gate('{gate}')))"));
    }
    runtime.says("answer('Well')");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("Talk").await.unwrap();
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        // whether the model was asked before the first was stopped is a matter of luck
        let asked = runtime.asked().len();
        let turn = thread.turn("Talk").await.unwrap();
        runtime.wait_for_asked(asked + 1);
        runtime.reached(["at once", "twice"][asked]);
        let (one, two) = tokio::join!(turn.interrupt(), turn.interrupt());
        one.unwrap();
        two.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        soon(turn.interrupt()).await.unwrap();
        let turn = thread.turn("Talk").await.unwrap();
        drop(turn.stream());
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        runtime.responds("lambda request: answer('Well')");
        assert_eq!(soon(thread.run("Again")).await.unwrap().final_response.as_deref(), Some("Well"));
    });
}

#[test]
fn turns_that_fail() {
    let status = |name: &str, code: u16| json!({ name: { "httpStatusCode": code } });
    let failures: [(&str, Value); 12] = [
        ("http_error(400)", json!("other")),
        ("http_error(401)", status("httpConnectionFailed", 401)),
        ("http_error(404)", status("httpConnectionFailed", 404)),
        ("http_error(429)", status("responseTooManyFailedAttempts", 429)),
        ("http_error(429, kind='usage_limit_reached')", json!("usageLimitExceeded")),
        ("http_error(500)", json!("internalServerError")),
        ("http_error(503, kind='server_is_overloaded')", json!("serverOverloaded")),
        ("failed('server_error')", json!("other")),
        ("failed('context_length_exceeded')", json!("contextWindowExceeded")),
        ("incomplete('max_output_tokens')", json!("other")),
        ("cut(message('half'))", json!("other")),
        ("garbage()", json!("other")),
    ];
    let Some(runtime) = Runtime::pinned() else { return };
    for (reply, _) in &failures {
        runtime.says(reply);
    }
    play(async {
        let codex = codex(&runtime).await;
        for (reply, kind) in &failures {
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let error = soon(thread.run("Fail")).await.unwrap_err();
            assert_eq!(error.is_retryable(), *kind == "serverOverloaded", "{reply}");
            let CodexError::TurnFailed(error) = error else { panic!("{reply}: {error:?}") };
            let told = serde_json::to_value(error.codex_error_info().unwrap()).unwrap();
            assert_eq!(told, *kind, "{reply}");
            assert_eq!(error.turn.status, TurnStatus::Failed);
            assert!(!error.error().unwrap().message.is_empty());
        }
    });
}

#[test]
fn overload_is_tried_again() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("http_error(503, kind='server_is_overloaded')");
    runtime.says("answer('At last')");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let result = soon(retry_on_overload(|| thread.run("Hello"))).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("At last"));
    });
    assert_eq!(runtime.asked().len(), 2);
}

/// The handle outlives the client that it came from, and holds the connection.
#[test]
fn a_turn_whose_client_is_gone() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('Still here', gate=gate('said')))");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = Arc::new(thread.turn("Talk").await.unwrap());
        drop((codex, thread));
        runtime.open("said");
        assert_eq!(soon(turn.run()).await.unwrap().final_response.as_deref(), Some("Still here"));
    });
}

#[test]
fn close_in_the_middle_of_a_turn() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
    play(async {
        let codex = codex(&runtime).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("Talk").await.unwrap();
        runtime.reached("said");
        let reading = tokio::spawn(read(turn.stream()));
        soon(codex.close()).await;
        let (_, error) = done(reading).await;
        assert!(matches!(error, Some(CodexError::TransportClosed(_))), "{error:?}");
        assert!(matches!(turn.run().await, Err(CodexError::TransportClosed(_))));
    });
}
