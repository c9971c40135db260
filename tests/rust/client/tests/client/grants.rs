//! What the real runtime asks beside approvals of commands and files: permissions for a turn, and a form of a tool.

use codex_app_server::types::McpServerToolCallParams;
use codex_app_server::{ApprovalMode, CodexConfig, ThreadStart};
use serde_json::{Value, json};
use stage::{Runtime, play, python, root, soon};

use crate::acting::{real, started};
use crate::handlers::{Act, Every};

/// A handler that answers so, or none; and what it was asked.
fn hear(config: CodexConfig, act: Option<Act>) -> (CodexConfig, Option<Every>) {
    match act.map(Every::new) {
        Some(handler) => (config.handler(handler.clone()), Some(handler)),
        None => (config, None),
    }
}

/// What the model is given of the permissions that it wanted.
fn permitted(act: Option<Act>) -> Option<Value> {
    let runtime = Runtime::with("Settings(features={'request_permissions_tool': True})")?;
    runtime.says(
        "stream(function_call('request_permissions', {'reason': 'to read', 'permissions': \
         {'network': {'enabled': True}, 'file_system': {'read': ['/etc']}}}, call_id='p1'))",
    );
    runtime.says("answer('Done')");
    play(async {
        let (config, handler) = hear(real(&runtime), act);
        let codex = started(config).await;
        let thread = codex.thread_start(ThreadStart::new().approval_mode(ApprovalMode::Ask)).await.unwrap();
        soon(thread.run("Look it up")).await.unwrap();
        if let Some(handler) = handler {
            let [(name, params)] = handler.asked().try_into().unwrap();
            assert_eq!((name, &params["reason"]), ("permissions_approval", &json!("to read")));
            assert_eq!(params["permissions"]["network"], json!({"enabled": true}));
        }
    });
    let told: Value = serde_json::from_str(runtime.output_of(1, "p1").as_str().unwrap()).unwrap();
    let given = told["permissions"].as_object().unwrap().clone();
    Some(given.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

#[test]
fn permissions() {
    let some = |_: &str| json!({"permissions": {"network": {"enabled": true}}, "scope": "turn"});
    let Some(given) = permitted(Some(Act::Answer(some))) else { return };
    assert_eq!(given, json!({"network": {"enabled": true}}));
    // more than was asked for is not given
    let more = |_: &str| json!({"permissions": {"fileSystem": {"write": ["/"]}}, "scope": "turn"});
    assert_eq!(permitted(Some(Act::Answer(more))).unwrap(), json!({}));
}

#[test]
fn permissions_that_nobody_grants() {
    for act in [None, Some(Act::Refuse), Some(Act::Fail), Some(Act::Panic)] {
        let Some(given) = permitted(act) else { return };
        assert_eq!(given, json!({}));
    }
}

/// What a tool is told that asks for a seat.
fn answered(act: Option<Act>) -> Option<Value> {
    let desk = root().join("tests/python/client/mcp_desk.py");
    let table = format!("[mcp_servers.desk]\ncommand = {:?}\nargs = [\"-S\", {desk:?}]\n", python());
    let runtime = Runtime::with(&format!("Settings(tables={table:?})"))?;
    let mut told = Value::Null;
    play(async {
        let (config, handler) = hear(real(&runtime), act);
        let codex = started(config).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let call = McpServerToolCallParams::new(thread.id(), "desk", "book").arguments(json!({}));
        let result = soon(codex.rpc().mcp_server_tool_call(call)).await.unwrap();
        told = serde_json::from_str(result.content[0]["text"].as_str().unwrap()).unwrap();
        if let Some(handler) = handler {
            let [(name, params)] = handler.asked().try_into().unwrap();
            assert_eq!((name, &params["message"]), ("elicitation", &json!("Which seat?")));
            assert_eq!(params["requestedSchema"]["properties"]["seat"]["enum"], json!(["aisle", "window"]));
        }
    });
    Some(told)
}

#[test]
fn a_form() {
    let filled =
        |_: &str| json!({"action": "accept", "content": {"seat": "window", "meals": 2}, "_meta": null});
    let Some(told) = answered(Some(Act::Answer(filled))) else { return };
    assert_eq!(told, json!({"action": "accept", "content": {"seat": "window", "meals": 2}}));
    let cancelled = |_: &str| json!({"action": "cancel", "content": null, "_meta": null});
    assert_eq!(answered(Some(Act::Answer(cancelled))).unwrap()["action"], "cancel");
}

#[test]
fn a_form_that_nobody_fills_in() {
    for act in [None, Some(Act::Refuse), Some(Act::Fail), Some(Act::Panic)] {
        let Some(told) = answered(act) else { return };
        assert!(told["action"] == "decline" && told.get("content").is_none_or(Value::is_null), "{told}");
    }
}
