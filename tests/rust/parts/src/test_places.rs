//! Each message is brought to its thread and turn, as far as it tells them.

use super::places::{Bare, Head, Place};

fn place(params: &str) -> [Option<String>; 3] {
    let line = format!(r#"{{"method":"x/y","params":{params},"emittedAtMs":1}}"#);
    let head = Head::of(line.as_bytes());
    assert_eq!(head.method.as_deref(), Some("x/y"), "{line}");
    let Place { thread_id, turn_id, item_id } = head.place;
    [thread_id, turn_id, item_id].map(|id| id.map(Into::into))
}

#[test]
fn ids_by_themselves_and_inside() {
    let all = ["T", "U", "I"].map(|id| Some(id.to_owned()));
    assert_eq!(place(r#"{"threadId":"T","turnId":"U","itemId":"I","delta":"x"}"#), all);
    assert_eq!(place(r#"{"thread":{"a":[1,{}],"id":"T"},"turn":{"id":"U"},"item":{"id":"I"}}"#), all);
    assert_eq!(place(r#"{"turn":{"id":"other"},"turnId":"U","threadId":"T","item":{"id":"I"}}"#), all);
    assert_eq!(place(r#"{"threadId":"T","turnId":"U","itemId":"I"}"#), all);
}

#[test]
fn what_tells_nothing() {
    let none = [None, None, None];
    for params in ["null", "[]", "5", "\"T\"", "{}", r#"{"threadId":5,"turnId":null,"item":"I"}"#] {
        assert_eq!(place(params), none, "{params}");
    }
    assert!(Head::of(b"no message").method.is_none());
    assert!(Head::of(b"[1]").method.is_none());
}

#[test]
fn a_result_names_its_turn() {
    let place =
        Place::of_body(r#"{"reviewThreadId":"R","turn":{"id":"U","items":[],"status":"inProgress"}}"#);
    assert_eq!((place.thread_id.as_deref(), place.turn_id.as_deref()), (Some("R"), Some("U")));
}

#[test]
fn params_as_they_came() {
    let bare = Bare::of(br#"{"id":0,"method":"ask","params":{"b": 1.0,"a":[]}}"#);
    assert_eq!(bare.method.as_deref(), Some("ask"));
    assert_eq!(bare.params.map(|params| params.get()), Some(r#"{"b": 1.0,"a":[]}"#));
    assert!(Bare::of(br#"{"id":0,"method":"ask"}"#).params.is_none());
}
