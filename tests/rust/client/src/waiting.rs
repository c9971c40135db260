//! Waiting for what another process does.
//!
//! In: a condition. Out: whether it came true in time; the thread waits, so the clients of a test run on others.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// Whether the condition comes true within `limit`.
pub fn wait_for(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while !condition() {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(5));
    }
    true
}
