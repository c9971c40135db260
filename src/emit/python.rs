//! The Python emitter: a typed tree of the language and the printer for it.
