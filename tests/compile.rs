//! The whole compiler, bytes in, a package or a report out: the same whatever the order of the schema, for runtimes
//! that nobody has seen, for schemas that mean harm or are damaged, and for a protocol that is not this one.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/crates.rs"]
mod crates;
#[path = "compile/damage.rs"]
mod damage;
#[allow(dead_code, reason = "not every test file that shares this one needs all of it")]
#[path = "support/exports.rs"]
mod exports;

#[path = "compile/hostile.rs"]
mod hostile;
#[path = "compile/invented.rs"]
mod invented;
#[path = "compile/later.rs"]
mod later;
#[path = "compile/older.rs"]
mod older;
#[path = "compile/order.rs"]
mod order;
#[path = "compile/python.rs"]
mod python;
#[path = "support/random.rs"]
mod random;
#[path = "compile/rust.rs"]
mod rust;
#[allow(dead_code, reason = "the printer's tests lay out other packages")]
#[path = "printer/tools.rs"]
mod tools;
