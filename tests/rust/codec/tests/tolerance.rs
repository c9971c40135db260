//! Every kind of oddity: it is told once with its pointer, costs nothing around it, and is written back as it came.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

mod support;

use codec_tests::sample::{
    AgentMessageThreadItem, AskForApproval, AskForApprovalValue, Config, ContentItem,
    ItemCompletedNotification, MessageBody, Node, NumberOrText, Plain, ReasoningEffort, Schema, Thread,
    ThreadItem, ThreadReadParams, ThreadReadResponse, TurnStatus,
};
use codec_tests::wire::{self, Maybe, Model};
use serde_json::{Value, json};
use support::{there_and_back, told};

fn thread() -> Value {
    json!({
        "id": "t", "createdAt": 1, "status": "completed", "projectId": null, "labels": [], "preview": "p", "items": []
    })
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn what_fits_is_no_event() {
    let (read, events) = there_and_back::<Thread>(&thread());
    assert_eq!(events, [""; 0]);
    assert!(read.kept().is_empty());
    assert_eq!((read.mode.as_str(), read.tags.len(), read.name), ("legacy", 0, None));
}

#[test]
fn an_unknown_value_is_kept() {
    let (read, events) = there_and_back::<Thread>(&with(thread(), "status", json!("paused")));
    assert_eq!(events, ["unknown_value /status: TurnStatus has no value \"paused\""]);
    assert_eq!(read.status, TurnStatus::Unknown("paused".into()));
    assert_eq!((read.status.as_str(), read.status.is_known()), ("paused", false));
}

#[test]
fn an_enum_of_any_text_knows_no_unknown_value() {
    let (read, events) = there_and_back::<ReasoningEffort>(&json!("ultra"));
    assert_eq!((read, events.len()), (ReasoningEffort::Unknown("ultra".into()), 0));
    let error = wire::from_str::<ReasoningEffort>("\"\"").unwrap_err();
    assert_eq!(error.to_string(), "ReasoningEffort: (the value itself): 0 characters is less than 1");
}

#[test]
fn an_unknown_member_is_kept() {
    let (read, events) = there_and_back::<Thread>(&with(thread(), "a/b~", json!({"secret": 1})));
    assert_eq!(events, ["unknown_member /a~1b~0: Thread has no member \"a/b~\""]);
    assert_eq!(read.kept().member("a/b~"), Some(&json!({"secret": 1})));
    assert!(format!("{read:?}").contains("kept: {\"a/b~\"}"));
}

#[test]
fn an_absent_member_has_its_stand_in() {
    let old = without(without(thread(), "projectId"), "labels");
    let (mut read, events) = there_and_back::<Thread>(&old);
    let told = ["absent_member /labels", "absent_member /projectId"]
        .map(|it| format!("{it}: an older runtime leaves it out"));
    assert_eq!(events, told);
    assert_eq!((read.project_id.clone(), read.labels.len()), (None, 0));
    read.labels.push("new".to_owned());
    assert_eq!(wire::to_value(&read).unwrap(), with(old, "labels", json!(["new"])));
}

#[test]
fn an_optional_member_that_does_not_fit_is_kept() {
    for (name, value, reason) in [
        ("name", json!(1), "expected string, got integer"),
        ("archived", json!(null), "expected boolean, got null"),
        ("score", json!(1.5), "1.5 is more than 1"),
        ("score", json!("x"), "expected number, got string"),
        ("mode", json!(["a"]), "expected string, got array"),
        ("tags", json!(null), "expected array, got null"),
        ("limits", json!(true), "expected object, got boolean"),
    ] {
        let (mut read, events) = there_and_back::<Thread>(&with(thread(), name, value.clone()));
        assert_eq!(events, [format!("malformed /{name}: {reason}")]);
        assert_eq!(read.kept().member(name), Some(&value));
        assert_eq!(
            (&read.name, read.archived, read.score, read.mode.as_str()),
            (&None, None, None, "legacy")
        );
        if name == "name" {
            read.name = Some("new".to_owned());
            assert_eq!(wire::to_value(&read).unwrap(), with(thread(), "name", json!("new")));
        }
    }
}

#[test]
fn a_required_member_that_does_not_fit_belongs_to_what_is_around() {
    let value = with(thread(), "createdAt", json!("now"));
    let error = wire::from_value::<Thread>(&value).unwrap_err();
    assert_eq!((error.subject(), error.pointer()), ("Thread", "/createdAt"));
    assert_eq!(error.reason(), "expected integer, got string");
    let error =
        wire::from_value::<ThreadReadResponse>(&json!({"thread": without(thread(), "id")})).unwrap_err();
    assert_eq!(error.to_string(), "ThreadReadResponse: /thread/id: required member is missing");
    assert_eq!(told(|| wire::from_value::<Thread>(&value).is_err()), (true, vec![]));
}

#[test]
fn elements_that_do_not_fit_keep_their_places() {
    let good = json!({"kind": "limits", "name": "a", "values": [1]});
    let bad = json!({"kind": "limits", "name": "", "values": [1]});
    let nodes = json!([1, {"name": "n", "children": [true, {"name": "c", "children": []}]}, {"name": 2}]);
    let value = with(
        with(with(thread(), "nodes", nodes), "limits", json!({"x": good, "y": bad, "z": 1})),
        "groups",
        json!({"g": [bad, good, null], "h": 3}),
    );
    let (mut read, events) = there_and_back::<Thread>(&value);
    assert_eq!(
        events,
        [
            "malformed /groups/g/0/name: 0 characters is less than 1",
            "malformed /groups/g/2: expected object, got null",
            "malformed /groups/h: expected array, got integer",
            "malformed /limits/y/name: 0 characters is less than 1",
            "malformed /limits/z: expected object, got integer",
            "malformed /nodes/0: expected object, got integer",
            "malformed /nodes/1/children/0: expected object, got boolean",
            "malformed /nodes/2/name: expected string, got integer",
        ]
    );
    let nodes = read.nodes.take().unwrap();
    assert_eq!((nodes.len(), nodes[0].children.len()), (1, 1));
    assert_eq!(read.groups.as_ref().unwrap()["g"].len(), 1);
    let kept: Vec<String> = nodes[0].kept().elements().map(|(pointer, _)| pointer).collect();
    assert_eq!(kept, ["/children/0"]);
    assert_eq!(read.kept().elements().count(), 7);

    read.nodes = Some(vec![]);
    assert_eq!(wire::to_value(&read).unwrap()["nodes"], json!([1, {"name": 2}]));
}

#[test]
fn an_unknown_variant_is_kept() {
    let value = with(thread(), "items", json!([{"type": "search"}, {"type": "dance", "steps": 3}]));
    let (read, events) = there_and_back::<Thread>(&value);
    assert_eq!(events, ["unknown_variant /items/1: no variant is named \"dance\""]);
    let [ThreadItem::Search(_), ThreadItem::Unknown(unknown)] = &read.items[..] else { panic!("{read:?}") };
    assert_eq!((unknown.tag(), unknown.raw()), (Some("dance"), &json!({"type": "dance", "steps": 3})));
    assert_eq!(format!("{unknown:?}"), "Unknown { tag: Some(\"dance\"), raw: {\"steps\", \"type\"} }");
}

#[test]
fn a_variant_whose_body_does_not_fit_is_malformed() {
    let body = json!({"type": "agentMessage", "id": 1, "body": "x", "later": 1});
    let value = with(thread(), "items", json!([body, {"type": 3}, {}, "x", {"type": "search"}]));
    let (read, events) = there_and_back::<Thread>(&value);
    assert_eq!(
        events,
        [
            "malformed /items/0/id: expected string, got integer",
            "malformed /items/1/type: expected a string as tag",
            "malformed /items/2/type: expected a string as tag",
            "malformed /items/3: expected object, got string",
        ]
    );
    let ThreadItem::Malformed(malformed) = &read.items[0] else { panic!("{read:?}") };
    assert_eq!((malformed.tag(), malformed.raw()), (Some("agentMessage"), &body));
    assert_eq!(malformed.error(), "/id: expected string, got integer");
}

#[test]
fn a_tag_may_come_last() {
    let text = r#"{"id":"1","body":"x","phase":null,"type":"agentMessage"}"#;
    let (read, events) = told(|| wire::from_str::<ThreadItem>(text).unwrap());
    assert!(matches!(read, ThreadItem::AgentMessage(_)) && events.is_empty());
    let own: AgentMessageThreadItem = wire::from_str(text).unwrap();
    assert_eq!(wire::to_value(&own).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    let error =
        wire::from_str::<AgentMessageThreadItem>(r#"{"type":"search","id":"1","body":"x"}"#).unwrap_err();
    assert_eq!(error.to_string(), "AgentMessageThreadItem: /type: expected \"agentMessage\"");
}

#[test]
fn groups_of_members_of_which_one_must_be_there() {
    let (read, events) = there_and_back::<ContentItem>(&json!({"type": "input_image", "file_id": null}));
    assert!(matches!(read, ContentItem::Image(image) if image.file_id == Maybe::Null) && events.is_empty());
    let (read, events) = there_and_back::<ContentItem>(&json!({"type": "input_image"}));
    assert!(matches!(read, ContentItem::Malformed(_)));
    assert_eq!(events, ["malformed : expected image_url or file_id"]);
}

#[test]
fn shapes_tell_variants_apart() {
    let events = |value: Value| there_and_back::<AskForApproval>(&value);
    assert_eq!(events(json!("never")).0, AskForApproval::Value(AskForApprovalValue::Never));
    assert!(matches!(
        events(json!({"granular": {"rules": true, "type": null}})).0,
        AskForApproval::Granular(_)
    ));
    assert_eq!(events(json!("later")).1, ["unknown_value : AskForApprovalValue has no value \"later\""]);
    let (read, told) = events(json!({"custom": {"rules": true}}));
    assert_eq!(told, ["unknown_variant : no variant has this shape"]);
    assert!(matches!(read, AskForApproval::Unknown(unknown) if unknown.tag() == Some("custom")));
    let (read, told) = events(json!({"granular": {"rules": 1}}));
    assert_eq!(told, ["malformed /granular/rules: expected boolean, got integer"]);
    assert!(matches!(read, AskForApproval::Malformed(_)));
    let (_, told) = events(json!(3));
    assert_eq!(told, ["malformed : no variant of AskForApproval is of kind integer"]);
}

#[test]
fn plain_variants_are_told_by_kind() {
    assert_eq!(there_and_back::<NumberOrText>(&json!(-3)).0, NumberOrText::Integer(-3));
    assert_eq!(there_and_back::<NumberOrText>(&json!("x")).0, NumberOrText::String("x".to_owned()));
    assert_eq!(wire::from_str::<NumberOrText>("3.0").unwrap(), NumberOrText::Integer(3));
    assert!(matches!(there_and_back::<NumberOrText>(&json!(u64::MAX)).0, NumberOrText::Malformed(_)));
    assert_eq!(there_and_back::<Plain>(&json!(1.5)).0, Plain::Number(1.5));
    assert_eq!(wire::from_str::<Plain>("2").unwrap(), Plain::Number(2.0));
    assert_eq!(there_and_back::<Plain>(&json!(true)).0, Plain::Boolean(true));
    assert!(matches!(there_and_back::<Plain>(&json!({"a": [null]})).0, Plain::Object(_)));
    assert!(matches!(there_and_back::<Plain>(&json!(null)).0, Plain::Malformed(_)));
    let limits = json!({"kind": "limits", "name": "a", "values": []});
    assert!(matches!(there_and_back::<Schema>(&limits).0, Schema::Limits(_)));
    assert!(matches!(there_and_back::<Schema>(&json!({"name": "n", "children": []})).0, Schema::Node(_)));
    let (body, events) = there_and_back::<MessageBody>(&json!([limits]));
    assert!(matches!(body, MessageBody::List(list) if list.len() == 1) && events.is_empty());
}

#[test]
fn a_list_in_a_variant_is_written_back_by_the_record_around() {
    let value = json!({"item": {"type": "agentMessage", "id": "1", "body": [1, {"kind": "x"}]}});
    let (read, events) = there_and_back::<ItemCompletedNotification>(&value);
    assert_eq!(
        events,
        [
            "malformed /item/body/0: expected object, got integer",
            "malformed /item/body/1/kind: only \"limits\" fits",
        ]
    );
    assert!(matches!(&read.item, ThreadItem::AgentMessage(item) if item.body == MessageBody::List(vec![])));
}

#[test]
fn free_members_are_data() {
    let (read, events) = there_and_back::<Config>(&json!({"model": null, "a": 1, "b": "x", "c": 3}));
    assert_eq!(events, ["malformed /b: expected integer, got string"]);
    assert_eq!(
        (read.model, read.others.into_iter().collect::<Vec<_>>()),
        (Maybe::Null, vec![("a".to_owned(), 1), ("c".to_owned(), 3)])
    );
}

#[test]
fn three_states_come_back_as_they_were() {
    let base = json!({"threadId": "t", "policy": "never", "roots": []});
    let (read, _) = there_and_back::<ThreadReadParams>(&base);
    assert_eq!((read.model, read.limit), (Maybe::Absent, None));
    let (read, _) = there_and_back::<ThreadReadParams>(&with(base.clone(), "model", json!(null)));
    assert_eq!(read.model, Maybe::Null);
    let (read, events) = there_and_back::<ThreadReadParams>(&with(base, "depth", json!(0)));
    assert_eq!((read.depth, events), (Maybe::Absent, vec!["malformed /depth: 0 is less than 1".to_owned()]));
}

#[test]
fn null_and_absence_of_what_is_only_read_are_alike_and_come_back() {
    let (null, events) =
        there_and_back::<Thread>(&with(with(thread(), "name", json!(null)), "score", json!(null)));
    let (absent, _) = there_and_back::<Thread>(&thread());
    assert_eq!((&null, events.len()), (&absent, 0));
    let (default, _) = there_and_back::<Thread>(&with(thread(), "mode", json!("legacy")));
    assert_eq!(default, absent);
    let (_, events) = there_and_back::<Thread>(&with(thread(), "env", json!({"A": null, "B": "x"})));
    assert_eq!(events, [""; 0]);
}

#[test]
fn what_is_contained_in_what_is_left_out_is_told_once() {
    let value = json!({"name": "n", "children": [{"name": "c", "later": 1, "children": [1], "parent": 3}, {"later": 1}]});
    let (read, events) = there_and_back::<Node>(&value);
    assert_eq!(
        events,
        [
            "malformed /children/0/children/0: expected object, got integer",
            "malformed /children/0/parent: expected object, got integer",
            "malformed /children/1/name: required member is missing",
            "unknown_member /children/0/later: Node has no member \"later\"",
        ]
    );
    assert_eq!(read.children.len(), 1);
}
