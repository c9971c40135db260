//! One test of the client, played in a tokio runtime of its own.
//!
//! In: a future. Out: its end, in time, with every task gone that the client or the test had started.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::waiting::wait_for;

/// How long a wait may last that only ends so late when something hangs.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long a whole test may take.
const ENDLESS: Duration = Duration::from_secs(200);

/// In which time what is ending must have ended.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// Plays a test; fails when it hangs, and when it leaves a task behind.
pub fn play(test: impl Future<Output = ()>) {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    play_in(&runtime.expect("a tokio runtime"), test);
}

/// The same on one thread, where `tokio::time::pause` may stop the clock.
pub fn play_by_hand(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().build();
    play_in(&runtime.expect("a tokio runtime"), test);
}

fn play_in(runtime: &Runtime, test: impl Future<Output = ()>) {
    let ended = runtime.block_on(async { timeout(ENDLESS, test).await });
    assert!(ended.is_ok(), "the test hangs");
    let metrics = runtime.handle().metrics();
    let all_gone = wait_for(GRACE, || {
        runtime.block_on(tokio::task::yield_now());
        metrics.num_alive_tasks() == 0
    });
    assert!(all_gone, "{} tasks are left behind", metrics.num_alive_tasks());
}

/// What comes of something, which must not take long.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it takes too long")
}
