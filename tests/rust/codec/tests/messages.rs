//! Lines in, messages out: by method, whatever else the line holds, and nothing is an error.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

mod support;

use codec_tests::sample::{
    AskForApprovalValue, AskResponse, ClientRequest, Config, ServerNotification, ServerRequest, ThreadRead,
    ThreadReadParams, ThreadsForget,
};
use codec_tests::wire::{
    self, ErrorObject, Maybe, Message, Model, RequestId, read_result, write_error, write_notification,
    write_request, write_response,
};
use serde_json::{Value, json};
use support::{listening, told};

type Incoming = Message<ServerNotification, ServerRequest>;

fn read(line: &str) -> (Incoming, Vec<String>) {
    told(|| wire::read_line(line.as_bytes()))
}

/// A message as a line again.
fn line(message: &Incoming) -> Value {
    match message {
        Message::Notification(message) => wire::to_value(message),
        Message::Request(message) => wire::to_value(message),
        Message::Response(message) => wire::to_value(message),
        Message::Error(message) => wire::to_value(message),
        other => panic!("{other:?}"),
    }
    .unwrap()
}

/// Reads a line that is written back as it was.
fn same(text: &str) -> (Incoming, Vec<String>) {
    let (message, events) = read(text);
    assert_eq!(line(&message), serde_json::from_str::<Value>(text).unwrap());
    (message, events)
}

#[test]
fn notifications_by_method() {
    let (message, events) =
        same(r#"{"method":"item/agentMessage/delta","params":{"itemId":"1","delta":"x"}}"#);
    let Message::Notification(delta) = message else { panic!("{message:?}") };
    assert!(
        matches!(delta.payload, ServerNotification::Delta(delta) if delta.delta == "x") && events.is_empty()
    );
    let (message, _) = same(r#"{"method":"heartbeat","emittedAtMs":5}"#);
    let Message::Notification(beat) = message else { panic!("{message:?}") };
    assert_eq!((beat.payload, beat.beside.emitted_at_ms), (ServerNotification::Heartbeat, Some(5)));
}

#[test]
fn members_come_in_any_order() {
    for text in [
        r#"{"params":{"delta":"x","itemId":"1"},"emittedAtMs":5,"method":"item/agentMessage/delta"}"#,
        r#"{"emittedAtMs":5,"method":"item/agentMessage/delta","params":{"itemId":"1","delta":"x"}}"#,
        r#"{"method":"item/agentMessage/delta","emittedAtMs":5,"params":{"itemId":"1","delta":"x"}}"#,
    ] {
        let (message, events) = same(text);
        assert!(matches!(message, Message::Notification(it) if it.beside.emitted_at_ms == Some(5)));
        assert_eq!(events, [""; 0]);
    }
    for text in [
        r#"{"id":1,"method":"ask","params":{"question":"?"}}"#,
        r#"{"method":"ask","params":{"question":"?"},"id":1}"#,
        r#"{"method":"ask","id":1,"params":{"question":"?"}}"#,
    ] {
        let (message, events) = same(text);
        assert!(matches!(message, Message::Request(call) if call.id == RequestId::Integer(1)));
        assert_eq!(events, [""; 0]);
    }
}

#[test]
fn what_stands_beside_is_kept() {
    let (message, events) =
        same(r#"{"jsonrpc":"2.0","method":"heartbeat","params":null,"emittedAtMs":"now"}"#);
    let Message::Notification(beat) = message else { panic!("{message:?}") };
    assert_eq!((beat.payload, beat.beside.emitted_at_ms), (ServerNotification::Heartbeat, None));
    assert_eq!(beat.beside.kept().member("jsonrpc"), Some(&json!("2.0")));
    assert_eq!(
        events,
        [
            "malformed /emittedAtMs: expected integer, got string",
            "unknown_member /jsonrpc: ServerNotificationEnvelope has no member \"jsonrpc\"",
            "unknown_member /params: ServerNotificationEnvelope has no member \"params\"",
        ]
    );
    let (_, events) = same(r#"{"id":1,"method":"ask","params":{"question":"?"},"trace":{}}"#);
    assert_eq!(events, ["unknown_member /trace: message has no member \"trace\""]);
}

#[test]
fn unknown_methods_are_kept() {
    let text = r#"{"method":"later","params":{"a":[1]},"emittedAtMs":5}"#;
    let (message, events) = same(text);
    let Message::Notification(later) = message else { panic!("{message:?}") };
    assert_eq!(later.beside.emitted_at_ms, Some(5));
    let ServerNotification::Unknown(unknown) = later.payload else { panic!("{later:?}") };
    assert_eq!((unknown.tag(), &unknown.raw()["params"]), (Some("later"), &json!({"a": [1]})));
    assert_eq!(events, ["unknown_method /method: no method is named \"later\""]);
    let (message, events) = same(r#"{"method":"heartbeat","id":"x"}"#);
    let Message::Request(call) = message else { panic!("{message:?}") };
    assert!(matches!(call.payload, ServerRequest::Unknown(_)) && call.id == RequestId::from("x"));
    assert_eq!(events.len(), 1);
}

#[test]
fn params_that_do_not_fit_are_kept() {
    let text = r#"{"method":"item/agentMessage/delta","params":{"itemId":"1","delta":2},"emittedAtMs":5}"#;
    let (message, events) = same(text);
    let Message::Notification(message) = message else { panic!("{message:?}") };
    assert_eq!(message.beside.emitted_at_ms, Some(5));
    let ServerNotification::Malformed(malformed) = message.payload else { panic!("{message:?}") };
    assert_eq!(malformed.tag(), Some("item/agentMessage/delta"));
    assert_eq!(malformed.error(), "/params/delta: expected string, got integer");
    assert_eq!(malformed.raw(), &serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(events, ["malformed /params/delta: expected string, got integer"]);
    let (_, events) = same(r#"{"method":"item/agentMessage/delta"}"#);
    assert_eq!(events, ["malformed /params: required member is missing"]);
    let (message, _) = same(r#"{"id":1,"method":"ask","params":null}"#);
    assert!(matches!(message, Message::Request(call) if matches!(call.payload, ServerRequest::Malformed(_))));
}

#[test]
fn oddities_inside_params_have_pointers_from_the_message() {
    let text = r#"{"method":"item/completed","params":{"item":{"type":"dance"},"content":[3],"new":1}}"#;
    let (_, events) = same(text);
    assert_eq!(
        events,
        [
            "malformed /params/content/0: expected object, got integer",
            "unknown_member /params/new: ItemCompletedNotification has no member \"new\"",
            "unknown_variant /params/item: no variant is named \"dance\"",
        ]
    );
    let (_, events) = listening(|| wire::read_line::<ServerNotification, ServerRequest>(text.as_bytes()));
    assert!(events.iter().all(|event| event.subject == "item/completed"));
}

#[test]
fn answers_and_refusals() {
    let (message, events) = same(r#"{"id":7,"result":{"a":[1.50,"x"]}}"#);
    let Message::Response(response) = message else { panic!("{message:?}") };
    assert_eq!((response.id, response.result.get()), (RequestId::Integer(7), r#"{"a":[1.50,"x"]}"#));
    assert_eq!(events, [""; 0]);
    for text in [r#"{"result":{},"id":"x"}"#, r#"{"jsonrpc":"2.0","id":"x","result":null}"#] {
        assert!(matches!(read(text).0, Message::Response(response) if response.id == RequestId::from("x")));
    }
    let (message, _) = same(r#"{"id":null,"error":{"code":-32600,"message":"no","data":{"secret":1}}}"#);
    let Message::Error(error) = message else { panic!("{message:?}") };
    assert_eq!((error.id.clone(), error.error.code), (None, -32600));
    assert!(!format!("{error:?}").contains('1'));
    let (message, events) = read(r#"{"id":7,"error":"boom"}"#);
    let Message::Error(error) = message else { panic!("{message:?}") };
    assert_eq!(
        (error.id, error.error.code, error.error.data),
        (Some(RequestId::Integer(7)), -32603, Some(json!("boom")))
    );
    assert_eq!(events, ["malformed /error: expected an object with code and message"]);
}

#[test]
fn lines_that_are_no_message() {
    for (text, error) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("[]", "expected an object"),
        ("{}", "neither a method nor a reply"),
        (r#"{"id":1}"#, "neither a method nor a reply"),
        (r#"{"id":null,"result":1}"#, "neither a method nor a reply"),
        (r#"{"id":1.5,"result":1}"#, "neither a method nor a reply"),
        (r#"{"method":1}"#, "expected a string as method"),
        (r#"{"method":"ask","id":null}"#, "expected an integer or a string as id"),
        (r#"{"method":"ask","id":18446744073709551615}"#, "expected an integer or a string as id"),
        (r#"{"method":"heartbeat"} x"#, "trailing characters at line 1 column 24"),
    ] {
        let (message, events) = read(text);
        let Message::Malformed(malformed) = message else { panic!("{text}: {message:?}") };
        assert_eq!((&*malformed.error, &malformed.raw[..]), (error, text.as_bytes()));
        assert_eq!(events, [format!("malformed : {error}")]);
    }
    let message: Incoming = wire::read_line(b"{\"method\":\"\xff\"}");
    assert!(matches!(message, Message::Malformed(malformed) if &*malformed.error == "the line is no UTF-8"));
}

#[test]
fn requests_are_written_and_read_by_the_other_side() {
    let params = ThreadReadParams::new("t", AskForApprovalValue::OnRequest, []);
    let text = write_request::<ThreadRead>(&1.into(), &params).unwrap();
    let expected =
        r#"{"method":"thread/read","id":1,"params":{"threadId":"t","policy":"on-request","roots":[]}}"#;
    assert_eq!(String::from_utf8(text.clone()).unwrap(), expected);
    let message: Message<ServerNotification, ClientRequest> = wire::read_line(&text);
    let Message::Request(call) = message else { panic!("{message:?}") };
    assert_eq!(call.payload, ClientRequest::ThreadRead(params.clone()));
    let error = write_request::<ThreadRead>(&1.into(), &params.limit(0)).unwrap_err();
    assert_eq!((error.subject(), error.pointer()), ("ThreadReadParams", "/limit"));

    for (params, text) in [
        (Maybe::Absent, r#"{"method":"threads/forget","id":"x"}"#),
        (Maybe::Null, r#"{"method":"threads/forget","id":"x","params":null}"#),
        (Config::new().into(), r#"{"method":"threads/forget","id":"x","params":{}}"#),
    ] {
        let message: Message<ServerNotification, ClientRequest> = wire::read_line(text.as_bytes());
        let Message::Request(call) = message else { panic!("{message:?}") };
        assert_eq!(call.payload, ClientRequest::ThreadsForget(params.clone()));
        assert_eq!(wire::to_value(&call).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        if params != Maybe::Null {
            assert_eq!(write_request::<ThreadsForget>(&"x".into(), &params).unwrap(), text.as_bytes());
        }
    }
}

#[test]
fn answers_are_written_and_results_are_read() {
    let answer = AskResponse::new(AskForApprovalValue::Never);
    assert_eq!(write_response(&1.into(), &answer).unwrap(), br#"{"id":1,"result":{"decision":"never"}}"#);
    let refusal = ErrorObject { code: -32601, message: "no".to_owned(), data: None };
    assert_eq!(
        write_error(&1.into(), &refusal).unwrap(),
        br#"{"id":1,"error":{"code":-32601,"message":"no"}}"#
    );
    assert_eq!(write_notification(&ServerNotification::Heartbeat).unwrap(), br#"{"method":"heartbeat"}"#);

    let Message::Response(response) = read(r#"{"id":1,"result":{"model":null,"a":1}}"#).0 else { panic!() };
    assert_eq!(read_result::<ThreadsForget>(&response).unwrap().model, Maybe::Null);
    let Message::Response(response) = read(r#"{"id":1,"result":[]}"#).0 else { panic!() };
    let error = read_result::<ThreadsForget>(&response).unwrap_err();
    assert_eq!(error.to_string(), "threads/forget: (the value itself): expected object, got array");
}
