//! The Python printer: trees in, source text out, judged by snapshots, by ruff and by Python.

#[path = "printer/cases.rs"]
mod cases;
#[path = "printer/random.rs"]
mod random;
#[path = "printer/tools.rs"]
mod tools;
#[path = "printer/values.rs"]
mod values;
