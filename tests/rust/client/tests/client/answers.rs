//! Requests of the server against handlers of every kind: an answer that fits is sent, all else refuses, and a handler
//! that fails in whatever way never grants anything.

use std::sync::Arc;

use codex_app_server::types::TurnStatus;
use codex_app_server::{CodexConfig, ServerRequestHandler};
use serde_json::{Value, json};
use stage::{Fake, Sample, play, soon};
use tokio::sync::Semaphore;

use crate::acting::{config, models, running, started};
use crate::handlers::{Act, Every};
use crate::logs::Logs;

const COMMAND: &str = "item/commandExecution/requestApproval";

/// The answers that a server gets to questions.
async fn answers(
    scenario: &str,
    questions: Vec<Value>,
    hear: impl FnOnce(CodexConfig) -> CodexConfig,
) -> Vec<Value> {
    let fake = Fake::given(scenario, json!({"questions": questions}));
    let codex = started(hear(config(&fake))).await;
    let result = soon(running(&codex).await.run()).await.unwrap();
    serde_json::from_str(result.final_response.as_deref().unwrap()).unwrap()
}

fn questions() -> Vec<Value> {
    Sample::all().iter().map(Sample::question).collect()
}

/// Each answer is the refusal that is curated, and nothing beside it.
fn assert_refused(answers: &[Value]) {
    for (number, (answer, sample)) in answers.iter().zip(Sample::all()).enumerate() {
        let mut refusal = sample.refused.clone();
        refusal["id"] = number.into();
        assert_eq!(*answer, refusal, "{}", sample.method);
    }
}

struct Nothing;

impl ServerRequestHandler for Nothing {}

#[test]
fn what_nobody_answers_is_refused() {
    play(async {
        assert_refused(&answers("asking/each", questions(), |config| config).await);
        assert_refused(&answers("asking/each", questions(), |config| config.handler(Nothing)).await);
    });
}

#[test]
fn what_a_handler_does_not_answer_is_refused() {
    for act in [Act::Refuse, Act::Fail, Act::Panic] {
        play(async move {
            let handler = Every::new(act);
            let mine = handler.clone();
            assert_refused(&answers("asking/each", questions(), |config| config.handler(mine)).await);
            assert_eq!(handler.asked().len(), questions().len());
        });
    }
}

#[test]
fn a_whole_answer_is_sent() {
    play(async {
        let handler = Every::new(Act::Answer(granted));
        let mine = handler.clone();
        let sent = answers("asking/each", questions(), |config| config.handler(mine)).await;
        for ((answer, sample), (_, asked)) in sent.iter().zip(Sample::all()).zip(handler.asked()) {
            assert_eq!(answer["result"], sample.granted, "{}", sample.method);
            for (name, value) in sample.params.as_object().unwrap() {
                assert_eq!(asked[name], *value, "{}: {name}", sample.method);
            }
        }
    });
}

/// The answer of the sample whose method has that handler.
fn granted(name: &str) -> Value {
    let path = stage::root().join("schema/surface.toml");
    let curation: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let rows = curation["client"]["requests"].as_table().unwrap();
    let (method, _) = rows.iter().find(|(_, row)| row["name"].as_str() == Some(name)).unwrap();
    Sample::of(method).granted
}

/// Answers go out when they are there, each to its question.
#[test]
fn many_questions_at_once() {
    play(async {
        let sample = Sample::of(COMMAND);
        let questions: Vec<_> = (0..200).map(|_| sample.question()).collect();
        let gate = Arc::new(Semaphore::new(0));
        let handler = Every::new(Act::Later(sample.granted.clone(), Arc::clone(&gate)));
        let mine = handler.clone();
        let open = tokio::spawn(async move {
            while handler.asked().len() < 200 {
                tokio::task::yield_now().await;
            }
            gate.add_permits(200);
        });
        let sent = answers("asking/all_at_once", questions, |config| config.handler(mine)).await;
        open.await.unwrap();
        for (number, answer) in sent.iter().enumerate() {
            assert_eq!(*answer, json!({"id": number, "result": sample.granted}));
        }
    });
}

/// Newer members are for nobody; one that is missing, or of another kind, keeps the whole from the handler.
#[test]
fn params_that_do_not_fit_reach_nobody() {
    play(async {
        let mut broken = Vec::new();
        for sample in Sample::all() {
            for params in [Value::Null, json!("text"), json!([])] {
                broken.push((sample.method.clone(), params));
            }
            for name in sample.params.as_object().unwrap().keys() {
                // not every runtime sends these, and the arguments of a tool may be anything
                if ["command", "isBlocking", "arguments"].contains(&name.as_str()) {
                    continue;
                }
                let mut params = sample.params.clone();
                let wrong = if params[name].is_string() { json!(7) } else { json!("text") };
                params[name] = wrong;
                broken.push((sample.method.clone(), params.clone()));
                params.as_object_mut().unwrap().remove(name);
                broken.push((sample.method.clone(), params));
            }
        }
        let handler = Every::new(Act::Panic);
        let mine = handler.clone();
        let questions = broken.iter().map(|(method, params)| json!([method, params])).collect();
        let sent = answers("asking/each", questions, |config| config.handler(mine)).await;
        assert_eq!(handler.asked(), []);
        for (answer, (method, params)) in sent.iter().zip(&broken) {
            let refusal = Sample::of(method).refused;
            let told = answer.get("result").or(answer.get("error"));
            assert_eq!(told, refusal.get("result").or(refusal.get("error")), "{method} {params}");
        }
    });
}

#[test]
fn newer_parts_of_the_params_reach_the_handler() {
    play(async {
        let mut params = Sample::of(COMMAND).params;
        params["moon"] = json!("full");
        params["availableDecisions"] = json!([{"acceptForWeek": {"days": 2}}, "acceptTwice"]);
        let handler = Every::new(Act::Answer(granted));
        let mine = handler.clone();
        let questions = vec![json!([COMMAND, params])];
        answers("asking/each", questions, |config| config.handler(mine)).await;
        assert_eq!(handler.asked(), [("command_execution_approval", params)]);
    });
}

/// The question is settled elsewhere: whoever works on it stops, and what is still sent grants nothing.
#[test]
fn a_question_that_is_taken_back() {
    play(async {
        let handler = Every::new(Act::Hang);
        let sample = Sample::of(COMMAND);
        let fake = Fake::given("asking/takes_back", json!({"question": sample.question()}));
        let codex = started(config(&fake).handler(handler.clone())).await;
        let turn = running(&codex).await;
        while handler.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        fake.release("go");
        soon(handler.given_up()).await;
        models(&codex).await.unwrap();
        soon(turn.run()).await.unwrap();
        for answer in fake.answers() {
            assert_eq!(answer["result"], sample.refused["result"]);
        }
    });
}

#[test]
fn a_handler_that_hangs_holds_up_nobody() {
    play(async {
        let handler = Every::new(Act::Hang);
        let question = Sample::of(COMMAND).question();
        let fake = Fake::given("asking/ends_the_turn", json!({"question": question}));
        let codex = started(config(&fake).handler(handler.clone())).await;
        let turn = running(&codex).await;
        while handler.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        fake.release("go");
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        soon(codex.close()).await;
        soon(handler.given_up()).await;
    });
}

#[test]
fn why_something_was_refused_is_logged() {
    play(async {
        let logs = Logs::from_now_on();
        let questions = vec![Sample::of(COMMAND).question()];
        for (act, says) in
            [(Act::Refuse, "not on a Sunday"), (Act::Fail, "the handler failed"), (Act::Panic, "panicked")]
        {
            answers("asking/each", questions.clone(), |config| config.handler(Every::new(act))).await;
            assert!(logs.text().contains(says), "{}", logs.text());
        }
    });
}
