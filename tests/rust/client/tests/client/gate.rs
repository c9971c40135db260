//! What the connected runtime lacks is refused before anything is sent, by the version that it tells; else all is sent.

use codex_app_server::types::{
    AudioUserInput, ExistingCallThreadRealtimeStartTransport, ImageUserInput, MemoryStatusParams,
    RealtimeOutputModality, RealtimeVoice, TextUserInput, ThreadListParams, ThreadRealtimeStartParams,
    ThreadRealtimeStartTransport, ThreadSortKey, ThreadStartParams, TurnStartParams, UserInput,
};
use codex_app_server::{Codex, CodexError, ExternalMessage, Thread, ThreadStart};
use serde_json::json;
use stage::{Fake, Runtime, play, soon};

use crate::acting::{config, real, started};

const OPENING: [&str; 3] = ["initialize", "initialized", "thread/start"];
const SYSTEM: &str = "(Linux 6.1; x86_64) dumb (fake; 1)";

/// How a refusal names it, the first runtime that has it, and how the call ended.
type Tried = (&'static str, &'static str, Result<(), CodexError>);

fn text() -> UserInput {
    TextUserInput::new("hi").into()
}

/// Everything that came after some version: a method, members, values and variants.
async fn newer(codex: &Codex, thread: &Thread) -> Vec<Tried> {
    let rpc = codex.rpc();
    let realtime = || ThreadRealtimeStartParams::new(thread.id(), RealtimeOutputModality::Audio);
    let image = ImageUserInput::default().url("data:,").file_id("f");
    let timer: TurnStartParams = serde_json::from_value(
        json!({"threadId": thread.id(), "input": [{"type": "text", "text": "hi"}], "turnTrigger": "timer"}),
    )
    .unwrap();
    let kept: TurnStartParams = serde_json::from_value(
        json!({"threadId": thread.id(), "input": [{"type": "text", "text": "hi"}], "turnTrigger": "timer", "moon": 1}),
    )
    .unwrap();
    let picture: UserInput =
        serde_json::from_value(json!({"type": "image", "url": "data:,", "fileId": "f", "moon": {}})).unwrap();
    let call = ExistingCallThreadRealtimeStartTransport::new("c");
    vec![
        ("memory/status", "0.160.0", rpc.memory_status(MemoryStatusParams::default()).await.map(drop)),
        ("turn/start: member `turnTrigger` (turn_trigger)", "0.154.0", rpc.turn_start(timer).await.map(drop)),
        ("turn/start: member `turnTrigger` (turn_trigger)", "0.154.0", rpc.turn_start(kept).await.map(drop)),
        (
            "turn/start: member `fileId` (input[0].file_id)",
            "0.160.0",
            thread.turn(vec![picture]).await.map(drop),
        ),
        (
            "turn/start: member `toolOutput` (tool_output)",
            "0.154.0",
            thread.turn(ExternalMessage::new("mail", "You have mail.")).await.map(drop),
        ),
        (
            "turn/start: member `fileId` (input[1].file_id)",
            "0.160.0",
            thread.turn(vec![text(), image.into()]).await.map(drop),
        ),
        (
            "thread/realtime/start: value `selva` (voice)",
            "0.163.0",
            rpc.thread_realtime_start(realtime().voice(RealtimeVoice::Selva)).await.map(drop),
        ),
        (
            "thread/realtime/start: variant `existingCall` (transport)",
            "0.154.0",
            rpc.thread_realtime_start(realtime().transport(ThreadRealtimeStartTransport::from(call)))
                .await
                .map(drop),
        ),
        (
            "thread/list: value `section_position` (sort_key)",
            "0.149.0",
            rpc.thread_list(ThreadListParams::new().sort_key(ThreadSortKey::SectionPosition)).await.map(drop),
        ),
        (
            "turn/start: variant `audio` (input[0])",
            "0.149.0",
            thread.turn(UserInput::from(AudioUserInput::new("data:,"))).await.map(drop),
        ),
    ]
}

/// A version as numbers.
fn parts(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap()).collect()
}

#[test]
fn nothing_is_sent_that_an_older_runtime_lacks() {
    for version in ["0.133.0", "0.136.0", "0.144.4", "0.149.0", "0.154.0", "0.160.0"] {
        play(async move {
            let agent = json!({"user_agent": format!("fake/{version} {SYSTEM}")});
            let fake = Fake::given("refused/refusing", agent);
            let codex = started(config(&fake)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let mut sent = OPENING.map(str::to_owned).to_vec();
            for (what, since, outcome) in newer(&codex, &thread).await {
                let error = outcome.unwrap_err();
                if parts(since) <= parts(version) {
                    assert!(matches!(error, CodexError::JsonRpc(_)), "{what}: {error:?}");
                    sent.push(what.split(':').next().unwrap().to_owned());
                    continue;
                }
                assert!(error.to_string().contains(&format!("{since} or newer")), "{error}");
                let CodexError::UnsupportedByRuntime(error) = error else { panic!("{what}: {error:?}") };
                let told = (error.what.as_str(), error.since.as_str(), error.connected.as_str());
                assert_eq!(told, (what, since, version));
            }
            assert_eq!(fake.methods(), sent);
        });
    }
}

#[test]
fn all_is_sent_to_the_pin_and_to_who_tells_no_version() {
    for agent in [
        format!("fake/0.163.0 {SYSTEM}"),
        format!("fake/0.0.0 {SYSTEM}"),
        format!("fake/1.2.3-alpha.4 {SYSTEM}"),
        format!("fake/0.999.0 {SYSTEM}"),
        format!("fake/yesterday {SYSTEM}"),
        "a runtime that tells no version".to_owned(),
    ] {
        play(async move {
            let fake = Fake::given("refused/refusing", json!({"user_agent": agent}));
            let codex = started(config(&fake)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            let mut sent = OPENING.map(str::to_owned).to_vec();
            for (what, _, outcome) in newer(&codex, &thread).await {
                assert!(matches!(outcome, Err(CodexError::JsonRpc(_))), "{agent}: {what}: {outcome:?}");
                sent.push(what.split(':').next().unwrap().to_owned());
            }
            assert_eq!(fake.methods(), sent);
        });
    }
}

#[test]
fn what_is_experimental_needs_the_opt_in() {
    for version in ["0.133.0", "0.0.0", "0.163.0"] {
        play(async move {
            let agent = json!({"user_agent": format!("fake/{version} {SYSTEM}")});
            let fake = Fake::given("refused/refusing", agent);
            let codex = started(config(&fake).experimental_api(false)).await;
            codex.thread_start(ThreadStart::new()).await.unwrap();
            let rpc = codex.rpc();
            let permissions: ThreadStartParams =
                serde_json::from_value(json!({"permissions": ":read-only"})).unwrap();
            let project: ThreadListParams = serde_json::from_value(json!({"projectId": null})).unwrap();
            for outcome in [
                rpc.memory_reset().await.map(drop),
                rpc.thread_start(permissions).await.map(drop),
                rpc.thread_list(project).await.map(drop),
            ] {
                let error = outcome.unwrap_err();
                assert!(matches!(error, CodexError::ExperimentalApi(_)), "{error:?}");
                assert!(error.to_string().contains("experimental_api"), "{error}");
            }
            assert_eq!(fake.methods(), OPENING);
        });
    }
}

/// Both are refused, and the conversation goes on.
#[test]
fn what_published_runtimes_lack() {
    for version in ["0.144.4", "0.149.0"] {
        let Some(runtime) = Runtime::older(version) else { continue };
        runtime.responds("lambda request: answer('Still here')");
        play(async {
            let codex = started(real(&runtime)).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            for (what, since, outcome) in newer(&codex, &thread).await {
                if parts(since) > parts(version) {
                    let error = outcome.unwrap_err();
                    assert!(matches!(error, CodexError::UnsupportedByRuntime(_)), "{what}: {error:?}");
                }
            }
            let result = soon(thread.run("Hello")).await.unwrap();
            assert_eq!(result.final_response.as_deref(), Some("Still here"));
            soon(codex.close()).await;
        });
    }
}
