//! Modules of the syntax tree in, source text out: a fixed point of `ruff format`.

/// The order of names that linters ask for.
pub(crate) fn order_names(one: &str, other: &str) -> std::cmp::Ordering {
    one.cmp(other)
}
