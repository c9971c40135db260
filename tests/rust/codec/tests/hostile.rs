//! Values that are made to hurt: nothing panics, nothing overflows the stack, nothing is read as something else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

mod support;

use codec_tests::sample::{
    Config, Node, NumberOrText, Plain, Schema, ServerNotification, ServerRequest, Thread, ThreadItem,
    TurnStatus,
};
use codec_tests::wire::{self, Message, Read};
use serde_json::{Value, json};
use support::told;

fn nested(depth: usize) -> String {
    let open = r#"{"name":"n","children":["#;
    format!("{}{}", open.repeat(depth), "]}".repeat(depth))
}

#[test]
fn depth_has_an_end() {
    let read = |depth: usize| wire::from_str::<Node>(&nested(depth));
    assert!(read(60).is_ok());
    assert!(read(100_000).unwrap_err().reason().starts_with("recursion limit exceeded"));
    for shape in ["[", "{\"a\":", "{\"type\":\"agentMessage\",\"body\":[", "{\"granular\":"] {
        let text = shape.repeat(100_000);
        assert!(wire::from_str::<ThreadItem>(&text).is_err());
        assert!(wire::from_str::<Plain>(&text).is_err());
        assert!(wire::from_str::<Schema>(&text).is_err());
        let line = format!(r#"{{"method":"item/completed","params":{text}"#);
        let message: Message<ServerNotification, ServerRequest> = wire::read_line(line.as_bytes());
        assert!(matches!(message, Message::Malformed(_)));
    }
}

#[test]
fn a_value_that_never_was_a_text_has_an_end_too() {
    let mut value = json!({"name": "n", "children": []});
    for _ in 0..100 {
        value = json!({"name": "n", "children": [value]});
    }
    let (read, events) = told(|| wire::from_value::<Node>(&value).unwrap());
    assert_eq!(events.len(), 1);
    assert!(
        events[0].starts_with("malformed /children/0/") && events[0].ends_with(": nested deeper than 128")
    );
    assert_eq!(wire::to_value(&read).unwrap(), value);
}

#[test]
fn numbers_out_of_range_do_not_fit() {
    for text in ["9223372036854775808", "-9223372036854775809", "1e300", "1.5", "1e400", "-1e-400"] {
        let number = wire::from_str::<NumberOrText>(text);
        assert!(!matches!(number, Ok(NumberOrText::Integer(it)) if it != 0), "{text}");
    }
    assert_eq!(
        wire::from_str::<NumberOrText>("-9223372036854775808").unwrap(),
        NumberOrText::Integer(i64::MIN)
    );
    assert_eq!(wire::from_str::<NumberOrText>("1e3").unwrap(), NumberOrText::Integer(1000));
    assert_eq!(wire::from_str::<u8>("255.0").unwrap(), 255);
    assert_eq!(wire::from_str::<u8>("256").unwrap_err().reason(), "expected an integer from 0 to 255");
    assert_eq!(wire::from_str::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert!(wire::from_str::<u64>("18446744073709551616").is_err());
    assert!(wire::from_str::<u64>("-1").is_err());
    assert!(wire::from_str::<i64>("9223372036854775808.0").is_err());
    assert!(wire::from_str::<f64>("1e400").is_err());
}

#[test]
fn of_members_that_come_twice_the_last_one_counts() {
    for text in [
        r#"{"name":"a","name":"b","children":[]}"#,
        r#"{"name":1,"name":"b","children":[]}"#,
        r#"{"parent":1,"name":"b","children":[1],"parent":null,"children":[]}"#,
        r#"{"name":"b","parent":null,"children":[],"parent":{"name":"p","children":[]}}"#,
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        let read = wire::from_str::<Node>(text).unwrap();
        assert_eq!(wire::to_value(&read).unwrap(), value);
        assert_eq!(wire::from_value::<Node>(&value).unwrap(), read);
    }
    let text = r#"{"type":"search","type":"dance"}"#;
    assert!(matches!(wire::from_str::<ThreadItem>(text).unwrap(), ThreadItem::Unknown(_)));
    let text = r#"{"method":"heartbeat","method":"ask","id":1,"params":{"question":"?"}}"#;
    let message: Message<ServerNotification, ServerRequest> = wire::read_line(text.as_bytes());
    assert!(matches!(message, Message::Request(call) if matches!(call.payload, ServerRequest::Ask(_))));
}

#[test]
fn events_and_pointers_are_bounded() {
    let members: Vec<String> = (0..5000).map(|number| format!("\"x{number}\":1")).collect();
    let text = format!(r#"{{"name":"n","children":[],{}}}"#, members.join(","));
    let (read, events) = told(|| wire::from_str::<Node>(&text).unwrap());
    assert_eq!(events.len(), 1024);
    assert_eq!(wire::to_value(&read).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
    let value = json!({"name": "n", "children": [], "x".repeat(100_000): 1});
    let (_, events) = told(|| wire::from_value::<Node>(&value).unwrap());
    assert!(events[0].len() < 2000);
}

#[test]
fn every_type_answers_to_every_kind() {
    fn answers<T: Read>() {
        for value in [
            json!(null),
            json!(true),
            json!(-1),
            json!(u64::MAX),
            json!(0.5),
            json!("\u{0}"),
            json!([]),
            json!([[null]]),
            json!({}),
            json!({"": {}}),
            json!({"type": "search", "kind": "limits", "children": 1}),
        ] {
            let direct = wire::from_value::<T>(&value).map(|_| ());
            assert_eq!(wire::from_str::<T>(&value.to_string()).map(|_| ()), direct);
        }
    }
    answers::<Thread>();
    answers::<Node>();
    answers::<Config>();
    answers::<ThreadItem>();
    answers::<Schema>();
    answers::<Plain>();
    answers::<NumberOrText>();
    answers::<TurnStatus>();
    answers::<Vec<Option<Box<Node>>>>();
    answers::<Value>();
    answers::<()>();
}

#[test]
fn texts_that_are_cut_anywhere() {
    let text = r#"{"method":"item/completed","params":{"item":{"type":"agentMessage","id":"ü\u00fc\ud83d\ude00","body":"x","phase":null}},"emittedAtMs":5}"#;
    for end in 0..text.len() {
        let message: Message<ServerNotification, ServerRequest> = wire::read_line(&text.as_bytes()[..end]);
        assert!(matches!(message, Message::Malformed(_)), "{end}");
    }
    for at in 0..text.len() {
        for byte in [0_u8, b'"', b'{', b'1', 0xff] {
            let mut line = text.as_bytes().to_vec();
            line[at] = byte;
            let _: Message<ServerNotification, ServerRequest> = wire::read_line(&line);
        }
    }
}
