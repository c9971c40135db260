//! The version of a runtime is found whatever the client is called, and versions are in the order of PEP 440.

use super::version::RuntimeVersion;

const NAMES: [&str; 15] = [
    "plain",
    "codex_app_server_rust",
    "my app",
    "tool/1.0 (x)",
    "tool/2.0",
    "a/9",
    "evil/9.9.9 (Linux; x) t",
    "a 1.2.3 b",
    "7",
    "1.2.3",
    "(Linux; x86_64)",
    "ünïcode",
    "",
    " ",
    "x (y; 5)",
];
const SYSTEM: &str = "(Debian 12.0.0; x86_64)";

fn found(user_agent: &str) -> Option<String> {
    RuntimeVersion::of_user_agent(user_agent).map(|version| version.to_string())
}

fn version(text: &str) -> RuntimeVersion {
    RuntimeVersion::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
}

#[test]
fn what_the_runtime_says() {
    for name in NAMES {
        for client_version in ["9.9", "1/2.3.4 (a; b)", ""] {
            for version in ["0.163.0", "0.151.0-alpha.6", "0.0.0"] {
                let user_agent = format!("{name}/{version} {SYSTEM} unknown ({name}; {client_version})");
                assert_eq!(found(&user_agent).as_deref(), Some(version), "{user_agent}");
            }
        }
    }
}

#[test]
fn what_others_may_say() {
    for (user_agent, version) in [
        ("codex-cli/1.2.3".to_owned(), "1.2.3"),
        (format!("codex-cli/0.151.0 {SYSTEM}"), "0.151.0"),
        (format!("a/9/0.151.0 {SYSTEM} xterm"), "0.151.0"),
        (format!("tool/1.0 (x)/0.151.0 {SYSTEM} iTerm.app/3.4"), "0.151.0"),
        (format!("a 1.2.3 b/0.151.0 {SYSTEM}"), "0.151.0"),
        ("a 1.2.3 b/0.151.0".to_owned(), "0.151.0"),
        ("name 0.151.0".to_owned(), "0.151.0"),
        (format!("name 0.151.0 {SYSTEM} iTerm.app/3.4"), "0.151.0"),
        ("name/0.151.0-alpha.6.1 tail".to_owned(), "0.151.0-alpha.6.1"),
        ("name/0.151.0.post1".to_owned(), "0.151.0.post1"),
    ] {
        assert_eq!(found(&user_agent).as_deref(), Some(version), "{user_agent}");
    }
}

#[test]
fn no_version() {
    let (long, slashes) = (format!("codex/{}", "9".repeat(100_000)), "/".repeat(5000));
    let nightly = format!("codex/0.151.0-nightly {SYSTEM} t (codex; 1)");
    for user_agent in
        ["", "codex", "codex/", "codex/unknown", "codex/0.x.0", &nightly, &long, &slashes, "é/é é"]
    {
        assert_eq!(found(user_agent), None);
    }
}

#[test]
fn order() {
    let ordered = [
        "0.0.0",
        "0.99.9",
        "0.151.0-alpha.1",
        "0.151.0a1.post2",
        "0.151.0-alpha.2",
        "0.151.0-alpha.10",
        "0.151.0-beta.1",
        "0.151.0-rc.1",
        "0.151.0",
        "0.151.0.post1",
        "0.151.1",
        "0.163.0",
        "1",
        "1.0.1",
    ];
    for pair in ordered.windows(2) {
        assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
    }
    for (one, other) in [("1.2", "1.2.0"), ("1.2.3-rc.1", "1.2.3rc1"), ("1.2.3+local.1", "1.2.3")] {
        assert_eq!(version(one), version(other));
    }
    assert!(version("0.0.0").is_development() && !version("0.0.1").is_development());
}
