//! One value of each way, there and back.
use codec_tests::sample::*;
use codec_tests::wire;
#[test]
fn smoke() {
    let params = ThreadReadParams::new("t", AskForApprovalValue::Never, []).limit(3).model("x");
    let text = wire::to_string(&params).unwrap();
    assert_eq!(text, r#"{"threadId":"t","policy":"never","roots":[],"limit":3,"model":"x"}"#);
    assert_eq!(wire::from_str::<ThreadReadParams>(&text).unwrap(), params);
    assert_eq!(
        wire::to_string(&params.limit(0)).unwrap_err().to_string(),
        "ThreadReadParams: /limit: 0 is less than 1"
    );
    let line = br#"{"method":"item/completed","params":{"item":{"type":"agentMessage","id":"1","body":"x","phase":null}},"emittedAtMs":3}"#;
    let m: wire::Message<ServerNotification, ServerRequest> = wire::read_line(line);
    let wire::Message::Notification(n) = m else { panic!("{m:?}") };
    assert_eq!(n.beside.emitted_at_ms, Some(3));
    assert_eq!(wire::to_vec(&n).unwrap(), line);
}
