//! No known secret gets through, in whatever form it stands, and other text is left alone.

use super::redaction::{Redactor, names_secret};

fn redacted(secrets: &[&str], text: &str) -> String {
    let redactor = Redactor::default();
    for secret in secrets {
        redactor.add(secret);
    }
    redactor.redact(text).into_owned()
}

#[test]
fn every_place() {
    let text = "Bearer sk-123456, again sk-123456; and sk-12345";
    assert_eq!(redacted(&["sk-123456"], text), "Bearer <secret>, again <secret>; and sk-12345");
    assert_eq!(redacted(&["", "short"], "short text"), "short text");
}

#[test]
fn the_longest_first() {
    for secrets in [["abcdef", "abcdefgh"], ["abcdefgh", "abcdef"]] {
        assert_eq!(redacted(&secrets, "abcdefgh abcdef"), "<secret> <secret>");
    }
    assert_eq!(redacted(&["secret", "<secret>"], "a secret"), "a <secret>");
}

#[test]
fn no_character_is_special() {
    for secret in ["a.b*c+d(", "[x]\\y$z^", "ünïcödé", "pass word"] {
        assert_eq!(redacted(&[secret], &format!("<{secret}>")), "<<secret>>");
    }
}

#[test]
fn as_it_stands_in_json() {
    for secret in ["quoted\"value", "back\\slash\\", "\"\\\"\\\"\\"] {
        let text = serde_json::json!({"key": secret}).to_string();
        assert_eq!(redacted(&[secret], &text), r#"{"key":"<secret>"}"#);
        assert_eq!(redacted(&[secret], secret), "<secret>");
    }
}

#[test]
fn line_by_line() {
    let key = "-----BEGIN KEY-----\nMIIEvQ\n  abcdefghij\n\n-----END KEY-----\n";
    let shown = redacted(&[key], &format!("stderr: {key}"));
    assert!(!shown.contains("MIIEvQ") && !shown.contains("abcdefghij"), "{shown}");
}

#[test]
fn by_the_name_of_the_variable() {
    for name in
        ["OPENAI_API_KEY", "openai_api_key", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "GH_PAT", "PGPASSWORD"]
    {
        assert!(names_secret(name), "{name}");
    }
    for name in
        ["HOME", "SSH_AUTH_SOCK", "TOKEN_LIMIT", "AWS_ACCESS_KEY_ID", "GOOGLE_CREDENTIALS_FILE", "PATH"]
    {
        assert!(!names_secret(name), "{name}");
    }
    let redactor = Redactor::default();
    redactor.add_variable("OPENAI_API_KEY", "sk-abcdef");
    redactor.add_variable("HOME", "/somewhere");
    assert_eq!(redactor.redact("sk-abcdef in /somewhere"), "<secret> in /somewhere");
}
