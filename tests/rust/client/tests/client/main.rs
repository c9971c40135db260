//! The Rust client against scripted servers and the real runtime.

mod servers;
