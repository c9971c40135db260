//! What the real runtime asks a program, and what it makes of the answers.

use std::collections::BTreeMap;

use codex_app_server::types::{CommandExecutionStatus, PatchApplyStatus, ThreadItem, TurnStatus};
use codex_app_server::{ApprovalMode, Codex, Sandbox, ThreadStart, TurnResult};
use serde_json::{Value, json};
use stage::{Runtime, play, soon};

use crate::acting::{real, started};
use crate::handlers::{Act, Every};

const MAKE: &str = "stream(exec_command('echo made > made.txt', escalated='to try', call_id='c1'))";

async fn run(codex: &Codex, start: ThreadStart) -> TurnResult {
    let thread = codex.thread_start(start.approval_mode(ApprovalMode::Ask)).await.unwrap();
    soon(thread.run("Make it")).await.unwrap()
}

/// How the command of a turn ended; none where it never began.
fn command(result: &TurnResult) -> Option<CommandExecutionStatus> {
    result.items.iter().find_map(|item| match item {
        ThreadItem::CommandExecution(command) => Some(command.status.clone()),
        _ => None,
    })
}

/// One command under one handler: how it ended, how the turn did, and whether the command was run.
fn decided(act: Option<Act>) -> Option<(Option<CommandExecutionStatus>, TurnStatus, bool)> {
    let runtime = Runtime::pinned()?;
    runtime.says(MAKE);
    runtime.responds("lambda request: answer('Done') if any(i['type'] == 'function_call_output' for i in request.input) else None");
    let mut outcome = None;
    play(async {
        let config = real(&runtime);
        let codex = match act {
            Some(act) => started(config.handler(Every::new(act))).await,
            None => started(config).await,
        };
        let result = run(&codex, ThreadStart::new()).await;
        outcome = Some((command(&result), result.status.clone()));
        soon(codex.close()).await;
    });
    let (command, turn) = outcome.unwrap();
    Some((command, turn, runtime.workspace.join("made.txt").exists()))
}

#[test]
fn a_command_is_accepted() {
    let act = Act::Answer(|_| json!({"decision": "accept"}));
    let Some(outcome) = decided(Some(act)) else { return };
    assert_eq!(outcome, (Some(CommandExecutionStatus::Completed), TurnStatus::Completed, true));
}

#[test]
fn a_command_is_declined() {
    let act = Act::Answer(|_| json!({"decision": "decline"}));
    let Some(outcome) = decided(Some(act)) else { return };
    assert_eq!(outcome, (Some(CommandExecutionStatus::Declined), TurnStatus::Completed, false));
}

/// With the command the whole turn is given up.
#[test]
fn a_command_is_cancelled() {
    let act = Act::Answer(|_| json!({"decision": "cancel"}));
    let Some((_, turn, ran)) = decided(Some(act)) else { return };
    assert_eq!((turn, ran), (TurnStatus::Interrupted, false));
}

#[test]
fn what_no_handler_grants_is_declined() {
    for act in [None, Some(Act::Refuse), Some(Act::Fail), Some(Act::Panic)] {
        let Some(outcome) = decided(act) else { return };
        assert_eq!(outcome, (Some(CommandExecutionStatus::Declined), TurnStatus::Completed, false));
    }
}

/// A turn that is interrupted takes its question back, and the handler is given up.
#[test]
fn a_handler_that_is_still_thinking() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(MAKE);
    play(async {
        let handler = Every::new(Act::Hang);
        let codex = started(real(&runtime).handler(handler.clone())).await;
        let start = ThreadStart::new().approval_mode(ApprovalMode::Ask);
        let turn = codex.thread_start(start).await.unwrap().turn("Make it").await.unwrap();
        while handler.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(handler.asked()[0].1["reason"], "to try");
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        soon(handler.given_up()).await;
        soon(codex.close()).await;
    });
    assert!(!runtime.workspace.join("made.txt").exists());
}

#[test]
fn a_change_of_files() {
    for (decision, status) in
        [("accept", PatchApplyStatus::Completed), ("decline", PatchApplyStatus::Declined)]
    {
        let Some(runtime) = Runtime::with("Settings(sandbox_mode='read-only')") else { return };
        runtime.says("stream(apply_patch(add_file('new.txt', 'one\\ntwo')))");
        runtime.says("answer('Done')");
        play(async {
            let accept = |_: &str| json!({"decision": "accept"});
            let decline = |_: &str| json!({"decision": "decline"});
            let act = if decision == "accept" { Act::Answer(accept) } else { Act::Answer(decline) };
            let codex = started(real(&runtime).handler(Every::new(act))).await;
            let result = run(&codex, ThreadStart::new().sandbox(Sandbox::ReadOnly)).await;
            let ended = result.items.iter().find_map(|item| match item {
                ThreadItem::FileChange(change) => Some(change.status.clone()),
                _ => None,
            });
            assert_eq!(ended, Some(status));
            soon(codex.close()).await;
        });
        let file = runtime.workspace.join("new.txt");
        let written = std::fs::read_to_string(file).ok();
        assert_eq!(written.as_deref(), (decision == "accept").then_some("one\ntwo\n"));
    }
}

#[test]
fn a_tool_of_the_client() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(function_call('clock', {'zone': 'UTC'}, call_id='c1'))");
    runtime.says("answer('It is noon')");
    play(async {
        let noon =
            |_: &str| json!({"success": true, "contentItems": [{"type": "inputText", "text": "noon"}]});
        let handler = Every::new(Act::Answer(noon));
        let codex = started(real(&runtime).handler(handler.clone())).await;
        let params: codex_app_server::types::ThreadStartParams =
            serde_json::from_value(json!({"dynamicTools": [{
                "type": "function", "name": "clock", "description": "Tells the time.",
                "inputSchema": {"type": "object", "properties": {"zone": {"type": "string"}}},
            }]}))
            .unwrap();
        let started = codex.rpc().thread_start(params).await.unwrap();
        let thread = codex.thread(started.thread.id);
        soon(thread.run("What time is it?")).await.unwrap();
        let asked = handler.asked();
        assert_eq!((asked[0].0, &asked[0].1["arguments"]), ("tool_call", &json!({"zone": "UTC"})));
    });
    assert!(runtime.asked()[0].tools.iter().any(|tool| tool == "clock"));
    assert!(runtime.output_of(1, "c1").to_string().contains("noon"));
}

#[test]
fn a_question_to_the_user() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(
        "stream(function_call('request_user_input', {'questions': [{'id': 'colour', 'header': 'Colour', \
         'question': 'Which colour?', 'options': [{'label': 'Red', 'description': 'Warm.'}, \
         {'label': 'Blue', 'description': 'Cold.'}]}]}, call_id='q'))",
    );
    runtime.says("answer('Red it is')");
    play(async {
        let red = |_: &str| json!({"answers": {"colour": {"answers": ["Red"]}}});
        let handler = Every::new(Act::Answer(red));
        let codex = started(real(&runtime).handler(handler.clone())).await;
        let config = BTreeMap::from([("features.default_mode_request_user_input".to_owned(), json!(true))]);
        run(&codex, ThreadStart::new().config(config)).await;
        let (name, params) = &handler.asked()[0];
        assert_eq!((*name, &params["questions"][0]["question"]), ("user_input", &json!("Which colour?")));
    });
    let told: Value = serde_json::from_str(runtime.output_of(1, "q").as_str().unwrap()).unwrap();
    assert_eq!(told, json!({"answers": {"colour": {"answers": ["Red"]}}}));
}

/// Nobody asks the program; a reviewing model decides.
#[test]
fn a_reviewer() {
    for outcome in ["allow", "deny"] {
        let Some(runtime) = Runtime::pinned() else { return };
        runtime
            .responds(&format!("lambda request: review('{outcome}') if request.model == REVIEWER else None"));
        runtime.says(MAKE);
        runtime.says("answer('Done')");
        play(async {
            let handler = Every::new(Act::Panic);
            let codex = started(real(&runtime).handler(handler.clone())).await;
            let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
            soon(thread.run("Make it")).await.unwrap();
            assert_eq!(handler.asked(), []);
            soon(codex.close()).await;
        });
        assert_eq!(runtime.workspace.join("made.txt").exists(), outcome == "allow");
    }
}
