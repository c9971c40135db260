//! The stage of the Rust client's tests: scripted servers, the real runtime offline, and the watch over leftovers.
//!
//! In: scenarios of `tests/python/client/scenarios`, replies of a model in the words of `model_replies.py`, settings
//! of a runtime in those of `real.py`. Out: commands that a client starts, what was received, and a failure of the
//! test when a process, a task or a file is left behind. The servers are the very ones of the Python tests.

mod asked;
mod driver;
mod fake;
mod leftovers;
mod peer;
mod place;
mod play;
mod processes;
mod program;
mod runtime;
mod waiting;

pub use asked::Sample;
pub use fake::Fake;
pub use leftovers::Leftovers;
pub use peer::Peer;
pub use place::{alone, alone_with, is_offline, offline, python, root, skipped};
pub use play::{PATIENCE, play, play_by_hand, soon};
pub use processes::{lives, signal, wait_until_gone};
pub use program::Program;
pub use runtime::{Asked, Call, Endpoint, Runtime, Stage};
pub use waiting::wait_for;
