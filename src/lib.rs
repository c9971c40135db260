//! The compiler as a library: bytes of a JSON schema and one curation file in, SDK sources out.
//! Data runs one way through the floors; each has its own output type that holds no unfinished state.
//!
//! A build script compiles with it, without a checkout of this project and without its command:
//!
//! ```
//! use codex_sdkgen::curation;
//! use codex_sdkgen::diag::{Outcome, Severity, Sources, Style, render};
//! use codex_sdkgen::package;
//! use codex_sdkgen::schema::{Document, Source};
//! use codex_sdkgen::{Inputs, Policy, compile};
//!
//! # const SCHEMA: &str = r##"{
//! #   "definitions": {
//! #     "ClientRequest": {"oneOf": [{
//! #       "type": "object", "title": "PingRequest", "required": ["id", "method", "params"],
//! #       "properties": {
//! #         "id": {"type": "integer", "format": "int64"},
//! #         "method": {"type": "string", "enum": ["ping"]},
//! #         "params": {"$ref": "#/definitions/PingParams"}
//! #       }
//! #     }]},
//! #     "PingParams": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
//! #     "PingResponse": {"type": "object", "properties": {"text": {"type": "string"}}}
//! #   }
//! # }"##;
//! # const CURATION: &str = r#"
//! # [protocol]
//! # name = "ping"
//! # [protocol.envelopes]
//! # client_request = "ClientRequest"
//! # [protocol.results]
//! # params_suffix = "Params"
//! # result_suffix = "Response"
//! # [python]
//! # package = "ping_client"
//! # distribution = "ping-client"
//! # version = "1.0"
//! # requires_python = "3.10"
//! # summary = "A client of the ping protocol"
//! # [modules]
//! # ping = "ping"
//! # "#;
//! fn sources_of_the_sdk(out: &std::path::Path) -> Outcome<()> {
//!     let source = Source::new("1.0", Document::new("ping.json", SCHEMA));
//!     let curation = curation::load("surface.toml", CURATION)?;
//!     let inputs = Inputs { source: &source, curation: &curation, history: None, policy: Policy::Strict };
//!     package::write(&out.join("python"), &compile(inputs)?.python)?;
//!     Ok(())
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let out = folder.path();
//! # /*
//! let out = std::env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?;
//! let out = std::path::Path::new(&out);
//! # */
//! if let Err(report) = sources_of_the_sdk(out) {
//!     let style = Style::Text { colour: false };
//!     return Err(render(&report, Severity::Error, &Sources::default(), style).into());
//! }
//! assert!(out.join("python/src/ping_client/types.py").is_file());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cli;
pub mod curation;
pub mod diag;
mod driver;
pub mod emit;
pub mod history;
pub mod ir;
pub mod naming;
pub mod package;
pub mod schema;
pub mod surface;

pub use driver::{Compiled, Inputs, Model, compile, model};
pub use naming::Policy;
