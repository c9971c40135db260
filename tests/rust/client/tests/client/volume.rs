//! Much at once from the real runtime: every event of a long turn, many turns side by side, a burst of requests.

use codex_app_server::types::{ModelListParams, TurnStatus};
use codex_app_server::{Codex, ThreadStart};
use stage::{Runtime, play};

use crate::acting::{deltas, methods, read, real, started};

const PIECES: usize = 50_000;

#[test]
fn slow_a_turn_of_fifty_thousand_deltas_is_whole_and_in_order() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says(&format!("stream(message(''.join(f'{{n}};' for n in range({PIECES})), deltas=[f'{{n}};' for n in range({PIECES})]))"));
    play(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("Count").await.unwrap();
        let (events, error) = read(turn.stream()).await;
        assert!(error.is_none(), "{error:?}");
        let pieces = deltas(&events);
        assert_eq!(pieces.len(), PIECES);
        for (number, piece) in pieces.iter().enumerate() {
            assert_eq!(*piece, format!("{number};"));
        }
        assert_eq!(turn.run().await.unwrap().final_response, Some(pieces.concat()));
    });
}

#[test]
fn slow_sixty_four_turns_at_once() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.responds("lambda request: answer(f'About {request.last_user_text}.', deltas=20)");
    play(async {
        let codex = started(real(&runtime)).await;
        let turns = (0..64).map(|number| tokio::spawn(talk(codex.clone(), number)));
        for turn in turns.collect::<Vec<_>>() {
            turn.await.unwrap();
        }
    });
    assert_eq!(runtime.asked().len(), 64);
}

async fn talk(codex: Codex, number: usize) {
    let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
    let turn = thread.turn(format!("subject-{number}")).await.unwrap();
    let (events, error) = read(turn.stream()).await;
    assert!(error.is_none(), "{error:?}");
    let wanted = format!("About subject-{number}.");
    assert_eq!(deltas(&events).concat(), wanted);
    assert_eq!(methods(&events).last().map(String::as_str), Some("turn/completed"));
    let result = turn.run().await.unwrap();
    assert_eq!((result.status.clone(), result.final_response.clone()), (TurnStatus::Completed, Some(wanted)));
}

/// Sent at once, the runtime would leave hundreds of them unanswered.
#[test]
fn slow_a_burst_of_two_thousand_requests() {
    let Some(runtime) = Runtime::pinned() else { return };
    play(async {
        let codex = started(real(&runtime)).await;
        let calls = (0..2000).map(|_| {
            let rpc = codex.rpc();
            tokio::spawn(async move { rpc.model_list(ModelListParams::new()).await })
        });
        for call in calls.collect::<Vec<_>>() {
            assert!(!call.await.unwrap().unwrap().data.is_empty());
        }
    });
}
