//! Answers as values: the form that is asked for reaches the model, and what the model answers becomes a value of a type,
//! or an error that says why it is none.

use codex_app_server::types::{ThreadItem, TurnStatus};
use codex_app_server::{
    Codex, CodexError, OutputError, OutputSchema, ThreadStart, TurnResult, TurnStart, blocking,
};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, json};
use stage::{Fake, Runtime, play, soon};

use crate::acting::{open, read, real, started};

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Review {
    /// What to do with it.
    verdict: Verdict,
    reasons: Vec<String>,
    #[serde(default)]
    follow_up: Option<Box<Review>>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Verdict {
    Ship,
    Hold,
}

/// The schema of a type, as programs have it made.
fn form<T: JsonSchema>() -> OutputSchema {
    OutputSchema::strict(schema_for!(T).to_value()).unwrap()
}

async fn ask(codex: &Codex, schema: impl Into<OutputSchema>) -> Result<TurnResult, CodexError> {
    let thread = codex.thread_start(ThreadStart::new()).await?;
    soon(thread.run(TurnStart::new("Review the diff.").output_schema(schema))).await
}

fn misfit(error: CodexError) -> OutputError {
    match error {
        CodexError::Output(error) => error,
        other => panic!("{other:?}"),
    }
}

/// What the model was told about the form of its answer.
fn told(runtime: &Runtime, request: usize) -> Value {
    runtime.asked()[request].body["text"]["format"].clone()
}

#[test]
fn a_type() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(
        r#"answer('{"verdict": "hold", "reasons": ["a", "b"], "followUp": {"verdict": "ship", "reasons": [], "followUp": null}}')"#,
    );
    play(async {
        let codex = started(real(&runtime)).await;
        let result = ask(&codex, form::<Review>()).await.unwrap();
        let later = Review { verdict: Verdict::Ship, reasons: Vec::new(), follow_up: None };
        let review = Review {
            verdict: Verdict::Hold,
            reasons: ["a", "b"].map(str::to_owned).to_vec(),
            follow_up: Some(Box::new(later)),
        };
        assert_eq!(result.parsed::<Review>().unwrap(), review);
        assert_eq!(result.parsed::<Value>().unwrap()["verdict"], "hold");
    });
    let told = told(&runtime, 0);
    assert_eq!((&told["type"], &told["strict"]), (&json!("json_schema"), &json!(true)));
    assert_eq!(told["schema"], *form::<Review>().as_json());
    let mut required: Vec<_> = told["schema"]["required"].as_array().unwrap().iter().collect();
    required.sort_by_key(|name| name.as_str());
    assert_eq!(required, ["followUp", "reasons", "verdict"]);
}

#[test]
fn a_type_that_is_no_object() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(r#"answer('{"value": [3, 4]}')"#);
    runtime.says(r#"answer('[3, 4]')"#);
    play(async {
        let codex = started(real(&runtime)).await;
        let result = ask(&codex, form::<Vec<u32>>()).await.unwrap();
        assert_eq!(result.parsed::<Vec<u32>>().unwrap(), [3, 4]);
        let error = misfit(ask(&codex, form::<Vec<u32>>()).await.unwrap_err());
        assert_eq!(error.text, "[3, 4]");
        assert!(error.reason.contains("value"), "{error}");
    });
    assert_eq!(told(&runtime, 0)["schema"]["properties"]["value"]["type"], "array");
}

#[test]
fn a_schema_as_it_is() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(r#"answer('{"spdx": null, "more": 1.50}')"#);
    let schema = json!({
        "type": "object",
        "properties": {"spdx": {"type": ["string", "null"]}},
        "required": ["spdx"],
        "additionalProperties": false,
    });
    play(async {
        let codex = started(real(&runtime)).await;
        let result = ask(&codex, schema.clone()).await.unwrap();
        // whether the model kept to it is for the type to say
        assert_eq!(result.parsed::<Value>().unwrap(), json!({"spdx": null, "more": 1.5}));
    });
    assert_eq!(told(&runtime, 0)["schema"], schema);
}

/// The run is an error; the turn is over all the same, its events are whole, and the thread goes on.
#[test]
fn an_answer_that_is_no_json() {
    let Some(runtime) = Runtime::pinned() else { return };
    let texts = ["Here it is: {}", "```json\\n{}\\n```", r#"{"verdict": "ship""#];
    for text in texts {
        runtime.says(&format!("answer('{text}')"));
    }
    runtime.says("answer('Without a form.')");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        for text in texts {
            let start = TurnStart::new("Review the diff.").output_schema(form::<Review>());
            let turn = soon(thread.turn(start)).await.unwrap();
            let (events, error) = soon(read(turn.stream())).await;
            assert!(error.is_none() && !events.is_empty(), "{error:?}");
            for _ in 0..2 {
                let error = misfit(soon(turn.run()).await.unwrap_err());
                assert_eq!(error.text, text.replace("\\n", "\n"));
                assert!(error.to_string().starts_with("the answer does not fit output_schema: "), "{error}");
            }
        }
        let result = soon(thread.run("Go on")).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("Without a form."));
        assert!(result.parsed::<Value>().is_err());
    });
}

/// Which type is meant is said only when the value is asked for; the result is not lost with it.
#[test]
fn an_answer_of_another_type() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(r#"answer('{"verdict": "maybe", "reasons": []}')"#);
    play(async {
        let codex = started(real(&runtime)).await;
        let result = ask(&codex, form::<Review>()).await.unwrap();
        let error = result.parsed::<Review>().unwrap_err();
        assert_eq!(Some(error.text.as_str()), result.final_response.as_deref());
        assert!(error.reason.contains("maybe"), "{error}");
        assert_eq!(result.status, TurnStatus::Completed);
        assert!(result.items.iter().any(|item| matches!(item, ThreadItem::AgentMessage(_))));
        assert_eq!(result.usage.as_ref().unwrap().total.total_tokens, 2);
    });
}

#[test]
fn the_face_that_blocks() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(r#"answer('{"verdict": "ship", "reasons": [], "followUp": null}')"#);
    runtime.says("answer('Ship it.')");
    let codex = blocking::Codex::start(real(&runtime)).unwrap();
    let thread = codex.thread_start(ThreadStart::new()).unwrap();
    let result = thread.run(TurnStart::new("Review it.").output_schema(form::<Review>())).unwrap();
    assert_eq!(result.parsed::<Review>().unwrap().verdict, Verdict::Ship);
    let start = TurnStart::new("Again.").output_schema(form::<Review>());
    assert_eq!(misfit(thread.run(start).unwrap_err()).text, "Ship it.");
    codex.close();
}

#[test]
fn no_answer() {
    play(async {
        let fake = Fake::given("results/speaks", json!({"messages": [["a note", "commentary"]]}));
        let codex = open(&fake).await;
        let error = misfit(ask(&codex, form::<Review>()).await.unwrap_err());
        assert_eq!((error.text.as_str(), error.reason.as_str()), ("", "the turn ended without an answer"));
    });
}

/// Who stopped a turn does not wait for its answer.
#[test]
fn half_an_answer() {
    play(async {
        let fake = Fake::new("results/an_interrupted_turn_is_returned");
        let codex = open(&fake).await;
        let result = ask(&codex, form::<Review>()).await.unwrap();
        assert_eq!(
            (&result.status, result.final_response.as_deref()),
            (&TurnStatus::Interrupted, Some("half"))
        );
        assert_eq!(misfit(result.parsed::<Review>().unwrap_err().into()).text, "half");
    });
}
