//! The compiler as a library: bytes of a JSON schema and one curation file in, SDK sources out.
//! Data runs one way through the floors; each has its own output type that holds no unfinished state.

pub mod curation;
pub mod diag;
pub mod emit;
pub mod history;
pub mod ir;
pub mod naming;
pub mod package;
pub mod schema;
pub mod surface;
