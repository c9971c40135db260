//! What is written: members in their order, null only where somebody asked for it, nothing that breaks a rule.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

use std::collections::BTreeMap;

use codec_tests::sample::{
    AskForApprovalValue, AskResponse, Config, Credentials, GranularAskForApproval,
    GranularAskForApprovalGranular, ImageContentItem, Limits, NumberOrText, ReasoningEffort, TextContentItem,
    Thread, ThreadReadParams, TurnStatus,
};
use codec_tests::wire::{self, Kept, Maybe, Model};
use serde_json::{Value, json};

fn params() -> ThreadReadParams {
    ThreadReadParams::new("t", AskForApprovalValue::Never, ["/a".to_owned()])
}

#[test]
fn members_come_in_the_order_of_the_fields() {
    let full =
        params().limit(3).model("m").effort(ReasoningEffort::High).depth(Maybe::Null).include_turns(true);
    let text = r#"{"threadId":"t","policy":"never","roots":["/a"],"limit":3,"model":"m","effort":"high","depth":null,"includeTurns":true}"#;
    assert_eq!(wire::to_string(&full).unwrap(), text);
    assert_eq!(wire::from_str::<ThreadReadParams>(text).unwrap(), full);
    assert_eq!(wire::to_string(&params()).unwrap(), r#"{"threadId":"t","policy":"never","roots":["/a"]}"#);
    assert_eq!(wire::to_string(&TextContentItem::new("x")).unwrap(), r#"{"type":"input_text","text":"x"}"#);
    let image = ImageContentItem::new().file_id(Some("f".to_owned())).image_url(None);
    assert_eq!(wire::to_string(&image).unwrap(), r#"{"type":"input_image","file_id":"f"}"#);
}

#[test]
fn rules_hold_for_what_is_sent() {
    for (params, error) in [
        (params().limit(0), "ThreadReadParams: /limit: 0 is less than 1"),
        (params().limit(1001), "ThreadReadParams: /limit: 1001 is more than 1000"),
        (params().depth(0), "ThreadReadParams: /depth: 0 is less than 1"),
        (
            params().effort(ReasoningEffort::from("")),
            "ThreadReadParams: /effort: 0 characters is less than 1",
        ),
    ] {
        assert_eq!(wire::to_string(&params).unwrap_err().to_string(), error);
        assert_eq!(wire::to_value(&params).unwrap_err().to_string(), error);
    }
    for (limits, error) in [
        (Limits::new("limit", "a", []), "Limits: /kind: only \"limits\" fits"),
        (Limits::new("limits", "", []), "Limits: /name: 0 characters is less than 1"),
        (Limits::new("limits", "€".repeat(11), []), "Limits: /name: 11 characters is more than 10"),
        (Limits::new("limits", "a", [1, -1]), "Limits: /values: -1 is less than 0"),
        (Limits::new("limits", "a", [1; 4]), "Limits: /values: 4 elements is more than 3"),
    ] {
        assert_eq!(wire::to_vec(&limits).unwrap_err().to_string(), error);
    }
    assert!(wire::to_vec(&Limits::new("limits", "€".repeat(10), [0; 3])).is_ok());
}

#[test]
fn a_number_that_is_not_finite_is_never_written() {
    let value = json!({
        "id": "t", "createdAt": 1, "status": "completed", "projectId": null, "labels": [], "preview": null, "items": []
    });
    let mut thread: Thread = wire::from_value(&value).unwrap();
    thread.score = Some(f64::NAN);
    assert_eq!(wire::to_string(&thread).unwrap_err().to_string(), "Thread: /score: the number is not finite");
}

#[test]
fn free_members_never_double_a_field() {
    let others = BTreeMap::from([("model".to_owned(), 1), ("b".to_owned(), 2)]);
    let config = Config::new().model("m").others(others);
    assert_eq!(wire::to_string(&config).unwrap(), r#"{"model":"m","b":2}"#);
}

#[test]
fn unions_are_built_from_their_variants() {
    let granular = GranularAskForApproval::new(GranularAskForApprovalGranular::new(true).r#type("x"));
    let answer = AskResponse::new(granular);
    assert_eq!(wire::to_string(&answer).unwrap(), r#"{"decision":{"granular":{"rules":true,"type":"x"}}}"#);
    assert_eq!(wire::to_value(&NumberOrText::from("x")).unwrap(), json!("x"));
    assert_eq!(wire::to_value(&NumberOrText::from(3)).unwrap(), json!(3));
}

#[test]
fn a_secret_is_shown_nowhere() {
    let credentials = Credentials::new("me", "hunter2").session_token("hunter3");
    let shown = format!("{credentials:?}");
    assert_eq!(shown, "Credentials { user: \"me\", access_token: .., session_token: .., kept: {} }");
    let value = json!({"user": "me", "accessToken": 1, "apiKey": "hunter4"});
    let error = wire::from_value::<Credentials>(&value).unwrap_err();
    assert_eq!(error.to_string(), "Credentials: /accessToken: expected string, got integer");
    let value =
        json!({"user": "me", "accessToken": "hunter2", "apiKey": "hunter4", "sessionToken": ["hunter5"]});
    let read: Credentials = wire::from_value(&value).unwrap();
    assert!(!format!("{read:?} {:?}", read.kept()).contains("hunter"));
    assert_eq!(wire::to_value(&read).unwrap(), value);
}

#[test]
fn serde_reads_and_writes_the_same() {
    let read: Thread = serde_json::from_str(
        r#"{"id":"t","createdAt":1.0,"status":"later","labels":["a"],"preview":null,"items":[{"type":"x"}],"new":1}"#,
    )
    .unwrap();
    assert_eq!((read.created_at, read.status.as_str(), read.kept().is_empty()), (1, "later", false));
    let written: Value = serde_json::to_value(&read).unwrap();
    assert_eq!((&written["new"], &written["items"][0]["type"]), (&json!(1), &json!("x")));
    assert_eq!(serde_json::from_value::<Thread>(written).unwrap(), read);
    let error = serde_json::from_str::<Vec<Thread>>("[{}]").unwrap_err();
    assert!(error.to_string().starts_with("Thread: /id: required member is missing"), "{error}");
}

#[test]
fn enums_are_texts() {
    assert_eq!(TurnStatus::from("inProgress"), TurnStatus::InProgress);
    assert_eq!(TurnStatus::InProgress.to_string(), "inProgress");
    assert_eq!(TurnStatus::from("x".to_owned()).as_str(), "x");
    assert_eq!(wire::to_value(&TurnStatus::from("x")).unwrap(), json!("x"));
}

#[test]
fn what_is_new_has_nothing_kept() {
    assert!(params().kept().is_empty());
    assert_eq!(*params().kept(), Kept::default());
}
