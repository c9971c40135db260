//! Names that Rust and emitted code own: keywords, the prelude, and what every module of types uses by name.

/// Whether a name can be no identifier at all, not even a raw one.
pub(super) fn is_path_keyword(name: &str) -> bool {
    ["self", "super", "crate", "Self", "_"].contains(&name)
}

/// Whether a name is an identifier only in its raw form.
pub(super) fn is_raw_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether emitted code means something else by that name of a type.
pub(super) fn is_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// The keywords of every edition up to 2024, and those that are reserved for later ones.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The prelude, the vocabulary of the models, and the names that tables of models expand to.
const TYPES: [&str; 66] = [
    // The prelude.
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    // What modules of types and the tables in them name.
    "BTreeMap",
    "Body",
    "Deserialize",
    "Deserializer",
    "Display",
    "Formatter",
    "Kept",
    "Malformed",
    "Maybe",
    "Members",
    "Model",
    "OpenEnum",
    "Read",
    "Record",
    "Rule",
    "Serialize",
    "Serializer",
    "Shape",
    "Union",
    "Unknown",
    "Value",
];
