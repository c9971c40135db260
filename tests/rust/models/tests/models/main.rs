//! The types of the generated crate under everything that a server or a client may say: recorded, made by the compiler,
//! newer, older and damaged.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod corpus;
mod hostile;
mod instances;
mod newer;
mod older;
