//! Conversions of parameters that are more than a member under its own name.

/// The other truth value; none stays none.
pub(crate) fn opposite(flag: Option<bool>) -> Option<bool> {
    flag.map(|flag| !flag)
}
