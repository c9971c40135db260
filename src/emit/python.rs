//! The Python emitter: a typed tree of the language and the printer for it.

pub mod print;
pub mod syntax;
