//! What most tests do with a client: start it, ask it something, read it to the end.

use std::future::poll_fn;
use std::pin::pin;

use codex_app_server::types::{ModelListParams, ModelListResponse};
use codex_app_server::{
    Codex, CodexConfig, CodexError, Event, Events, Rpc, ThreadStart, TransportClosedError, TurnHandle,
};
use futures_core::Stream;
use stage::{Fake, Runtime, soon};
use tokio::task::JoinHandle;

/// The configuration that starts a scripted server.
pub fn config(fake: &Fake) -> CodexConfig {
    CodexConfig::new().launch_args_override(fake.argv())
}

/// The configuration that starts the real runtime.
pub fn real(runtime: &Runtime) -> CodexConfig {
    CodexConfig::new().launch_args_override(runtime.argv()).cwd(&runtime.workspace)
}

/// A started client.
pub async fn started(config: CodexConfig) -> Codex {
    soon(Codex::start(config)).await.expect("it starts")
}

/// A started client of a scripted server.
pub async fn open(fake: &Fake) -> Codex {
    started(config(fake)).await
}

/// Why a client does not start.
pub async fn failure(config: CodexConfig) -> CodexError {
    soon(Codex::start(config)).await.expect_err("it does not start")
}

/// The models; what the scripted servers answer most.
pub async fn models(codex: &Codex) -> Result<ModelListResponse, CodexError> {
    soon(codex.rpc().model_list(ModelListParams::new())).await
}

/// Which page the answer is; the scripted servers give back the cursor that they got.
pub async fn page(rpc: &Rpc, cursor: &str) -> Result<String, CodexError> {
    let found = rpc.model_list(ModelListParams::new().cursor(cursor)).await?;
    Ok(found.next_cursor.unwrap_or_default())
}

/// The same beside the test.
pub fn asking(rpc: &Rpc, cursor: &str) -> JoinHandle<Result<String, CodexError>> {
    let (rpc, cursor) = (rpc.clone(), cursor.to_owned());
    tokio::spawn(async move { page(&rpc, &cursor).await })
}

/// What came of work beside the test.
pub async fn done<T>(work: JoinHandle<T>) -> T {
    soon(work).await.expect("it does not panic")
}

/// The error of a connection that is gone.
pub fn gone(error: &CodexError) -> &TransportClosedError {
    match error {
        CodexError::TransportClosed(error) => error,
        other => panic!("{other:?}"),
    }
}

/// The wire name of an event.
pub fn method(event: &Event) -> String {
    let message = serde_json::to_value(event).expect("it can be written again");
    message["method"].as_str().expect("a method").to_owned()
}

/// The wire names of events.
pub fn methods(events: &[Event]) -> Vec<String> {
    events.iter().map(method).collect()
}

/// All notifications from now on.
pub fn everything(codex: &Codex) -> Events {
    codex.notifications::<[&str; 0]>([]).expect("it is connected")
}

/// The texts of the deltas among events.
pub fn deltas(events: &[Event]) -> Vec<&str> {
    use codex_app_server::events::ServerNotification::AgentMessageDelta;
    let found = events.iter().filter_map(|event| match &event.payload {
        AgentMessageDelta(delta) => Some(delta.delta.as_str()),
        _ => None,
    });
    found.collect()
}

/// What a reader gets, and the error that ends it, if one does.
pub async fn read<S>(events: S) -> (Vec<Event>, Option<CodexError>)
where
    S: Stream<Item = Result<Event, CodexError>> + Send,
{
    let mut events = pin!(events);
    let mut got = Vec::new();
    while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
        match event {
            Ok(event) => got.push(event),
            Err(error) => return (got, Some(error)),
        }
    }
    (got, None)
}

/// A turn of a new thread.
pub async fn running(codex: &Codex) -> TurnHandle {
    let thread = soon(codex.thread_start(ThreadStart::new())).await.expect("a thread");
    soon(thread.turn("go")).await.expect("a turn")
}
