//! The types that typify makes of the schema.
#![allow(warnings, reason = "another generator's output")]

include!(concat!(env!("OUT_DIR"), "/types.rs"));
