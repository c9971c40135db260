//! The Python printer: trees in, source text out, judged by snapshots, by ruff and by Python.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

#[path = "printer/cases.rs"]
mod cases;
#[path = "printer/docs.rs"]
mod docs;
#[path = "printer/draw.rs"]
mod draw;
#[path = "printer/random.rs"]
mod random;
#[path = "printer/tools.rs"]
mod tools;
#[path = "printer/values.rs"]
mod values;
