//! The form of the tables about packages: what their registries and their users know them by.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::RootRow;

/// The Python package.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PythonPackage {
    /// The import name.
    pub package: String,
    /// The distribution name.
    pub distribution: String,
    /// The version in the source tree; releases stamp their own.
    pub version: String,
    /// The oldest Python, such as `3.10`.
    pub requires_python: String,
    /// One line for the package index.
    pub summary: String,
    /// The bill of materials that is staged beside the sources and goes into the wheel; a release has one, and no
    /// curation file names it.
    #[serde(skip)]
    pub sbom: Option<String>,
}

/// The package that carries the runtime binary.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuntimePackage {
    /// The distribution name.
    pub distribution: String,
    /// The import name.
    pub package: String,
}

/// The Rust package.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RustPackage {
    /// The name of the package.
    #[schemars(with = "String")]
    pub package: Spanned<String>,
    /// The name of its library, as `use` has it.
    #[schemars(with = "String")]
    pub library: Spanned<String>,
    /// The version in the source tree, a semantic one; releases stamp their own.
    #[schemars(with = "String")]
    pub version: Spanned<String>,
    /// The oldest compiler, such as `1.89`.
    #[schemars(with = "String")]
    pub rust_version: Spanned<String>,
    /// One line for the registry.
    pub summary: String,
    /// The words by which the registry finds the package, five at most.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The exports of the crate's root in their order, grouped by home: a module below the crate, as `client::turn`.
    #[serde(default)]
    #[schemars(with = "Vec<RootRow>")]
    pub root: Vec<Spanned<RootRow>>,
}
