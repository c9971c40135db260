//! The least curation that a bundle needs, as the text of its file.

use codex_sdkgen::curation::{self, Curation};

/// Decisions for a protocol with the namespace `v2`, and whatever rows a test adds.
#[allow(dead_code, reason = "not every test file that shares this one needs all of it")]
pub fn curation(rows: &str) -> Curation {
    curation::load("curation.toml", &text(rows)).expect("the curation of a test is well-formed")
}

/// The same as text.
pub fn text(rows: &str) -> String {
    format!(
        r#"
[protocol]
name = "codex app-server"
namespaces = ["v2"]
results = {{ params_suffix = "Params", result_suffix = "Response" }}

[protocol.envelopes]
client_request = "ClientRequest"
server_request = "ServerRequest"
client_notification = "ClientNotification"
server_notification = "ServerNotification"

[python]
package = "example"
distribution = "example"
version = "0"
requires_python = "3.10"
summary = "Example."

{rows}"#
    )
}

/// The same for a bundle that may lack some of the envelopes: those are not named.
#[allow(dead_code, reason = "not every test file that shares this one needs all of it")]
pub fn text_for(bundle: &str, rows: &str) -> String {
    let lacks = |line: &&str| match line.split_once(" = ") {
        Some((key, value)) => {
            (key.ends_with("_request") || key.ends_with("_notification")) && !bundle.contains(value)
        }
        None => false,
    };
    text(rows).lines().filter(|line| !lacks(line)).map(|line| format!("{line}\n")).collect()
}
