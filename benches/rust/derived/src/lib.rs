//! The types of the generated crate with serde and the common derives on everything.
#![allow(warnings, reason = "measured, never used")]

include!(concat!(env!("OUT_DIR"), "/types.rs"));
