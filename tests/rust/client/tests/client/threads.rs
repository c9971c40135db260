//! Conversations of the real runtime: kept, listed, resumed, forked, compacted, reviewed, and pursued as a goal.

use codex_app_server::types::{
    CustomReviewTarget, ThreadCompactStartParams, ThreadGoalStatus, ThreadItem, ThreadListParams,
    ThreadReadParams, ThreadResumeParams, ThreadSetNameParams, TurnStatus,
};
use codex_app_server::{CodexError, Review, StartGoal, ThreadStart};
use stage::{Runtime, play, soon};

use crate::acting::{method, methods, read, real, started};

#[test]
fn kept_and_taken_up_again() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("answer('Noted: buy milk.')");
    runtime.says("answer('The milk is open.')");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        soon(thread.run("Remember the milk")).await.unwrap();
        let name = ThreadSetNameParams::new(thread.id(), "Milk");
        codex.rpc().thread_name_set(name).await.unwrap();
        soon(codex.close()).await;

        let codex = started(real(&runtime)).await;
        let listed = codex.rpc().thread_list(ThreadListParams::new()).await.unwrap();
        assert_eq!(listed.data.len(), 1);
        assert_eq!((listed.data[0].id.as_str(), listed.data[0].name.as_deref()), (thread.id(), Some("Milk")));
        let params = ThreadResumeParams::new(thread.id()).exclude_turns(true);
        let resumed = codex.rpc().thread_resume(params).await.unwrap();
        assert_eq!(resumed.thread.id, thread.id());
        let again = codex.thread(thread.id());
        soon(again.run("What is open?")).await.unwrap();
        let params = ThreadReadParams::new(thread.id()).include_turns(true);
        let told = codex.rpc().thread_read(params).await.unwrap().thread;
        assert_eq!(told.turns.len(), 2);
    });
    let texts = &runtime.asked()[1].texts;
    assert!(texts.iter().any(|text| text == "Remember the milk"), "{texts:?}");
}

#[test]
fn compacted() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("answer('I will.')");
    runtime.says("answer('A summary: 17.')");
    runtime.says("answer('17')");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        soon(thread.run("Remember the number 17.")).await.unwrap();
        let mut ended = codex.thread_notifications(thread.id(), ["turn/completed"]).unwrap();
        codex.rpc().thread_compact_start(ThreadCompactStartParams::new(thread.id())).await.unwrap();
        assert_eq!(method(&soon(ended.next()).await.unwrap().unwrap()), "turn/completed");
        let result = soon(thread.run("Which number?")).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("17"));
    });
    let texts = runtime.asked()[2].texts.concat();
    assert!(texts.contains("A summary: 17."), "{texts}");
}

#[test]
fn reviewed() {
    let Some(runtime) = Runtime::pinned() else { return };
    let found = r#"{"findings": [], "overall_correctness": "patch is correct",
        "overall_explanation": "All is well.", "overall_confidence_score": 0.9}"#;
    runtime.says(&format!("answer({found:?})"));
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let review = Review::new().target(CustomReviewTarget::new("Look at everything."));
        let turn = soon(thread.review(review)).await.unwrap();
        let (events, error) = soon(read(turn.stream())).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(methods(&events).last().map(String::as_str), Some("turn/completed"));
        let result = soon(turn.run()).await.unwrap();
        assert_eq!(result.status, TurnStatus::Completed);
        let kinds = |wanted: fn(&ThreadItem) -> bool| result.items.iter().filter(|item| wanted(item)).count();
        assert_eq!(kinds(|item| matches!(item, ThreadItem::EnteredReviewMode(_))), 1);
        assert_eq!(kinds(|item| matches!(item, ThreadItem::ExitedReviewMode(_))), 1);
    });
}

#[test]
fn a_goal() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("answer('Two tests to go.')");
    runtime.says("stream(function_call('update_goal', {'status': 'complete'}))");
    runtime.says("answer('Every test passes.')");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        assert!(thread.goal().await.unwrap().is_none());
        let goal = StartGoal::new("Mend the tests").token_budget(200_000);
        let goal = thread.start_goal(goal).await.unwrap();
        let (events, error) = soon(read(goal.stream())).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(methods(&events).iter().filter(|it| *it == "turn/started").count(), 2);
        let result = soon(goal.run()).await.unwrap();
        assert_eq!(result.status(), Some(&ThreadGoalStatus::Complete));
        assert_eq!(result.turns.len(), 2);
        assert_eq!(result.final_response(), Some("Every test passes."));
        assert_eq!(thread.goal().await.unwrap().unwrap().status, ThreadGoalStatus::Complete);
        goal.clear().await.unwrap();
        assert!(thread.goal().await.unwrap().is_none());
    });
    let texts = runtime.asked()[0].texts.concat();
    assert!(texts.contains("Mend the tests"), "{texts}");
}

#[test]
fn a_goal_that_is_stopped_and_goes_on() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
    runtime.says("stream(function_call('update_goal', {'status': 'complete'}))");
    runtime.says("answer('Every test passes.')");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let goal = thread.start_goal("Mend the tests").await.unwrap();
        runtime.reached("said");
        soon(goal.interrupt()).await.unwrap();
        let result = soon(goal.run()).await.unwrap();
        assert_eq!(result.status(), Some(&ThreadGoalStatus::Paused));
        assert_eq!(result.turns[0].status, TurnStatus::Interrupted);
        goal.resume().await.unwrap();
        let result = soon(goal.run()).await.unwrap();
        assert_eq!(result.status(), Some(&ThreadGoalStatus::Complete));
        assert_eq!(result.final_response(), Some("Every test passes."));
    });
}

#[test]
fn a_goal_whose_turn_fails() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("http_error(400)");
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let goal = thread.start_goal("Mend the tests").await.unwrap();
        let error = soon(goal.run()).await.unwrap_err();
        assert!(matches!(error, CodexError::TurnFailed(_)), "{error:?}");
    });
}
