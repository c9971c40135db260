//! The versions of releases in every spelling, and the platforms of their wheels: what is taken, what comes out, what is refused.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use codex_sdkgen::diag::{Diagnostic, Report, Severity, Sources, Style, render};
use codex_sdkgen::release::platform::{PlatformTag, TARGETS, Target};
use codex_sdkgen::release::version::Version;

fn version(text: &str) -> Version {
    Version::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

fn shown(problem: Diagnostic) -> String {
    render(&Report::from(problem), Severity::Error, &Sources::default(), Style::Text { colour: false })
}

#[test]
fn every_spelling_becomes_one() {
    let cases = [
        ("rust-v0.116.0-alpha.1", "0.116.0a1"),
        ("rust-v0.116.0-alpha.1.2", "0.116.0a1.post2"),
        ("v0.116.0-beta.2", "0.116.0b2"),
        ("0.116.0rc3", "0.116.0rc3"),
        ("1.2.3-rc.1", "1.2.3rc1"),
        ("0.116.0", "0.116.0"),
        ("1", "1"),
        (" 1.2.3\n", "1.2.3"),
        ("1.2.3-alpha4", "1.2.3a4"),
        ("1.2.3-alpha4.5", "1.2.3a4.post5"),
        ("1.2.3-alpha.01", "1.2.3a01"),
        ("1.2.3.post1", "1.2.3.post1"),
        ("1.2.3a1.post2", "1.2.3a1.post2"),
        ("1.2.3.4", "1.2.3.4"),
        ("rust-v1.2.3b1.post2", "1.2.3b1.post2"),
        ("v1.2", "1.2"),
    ];
    for (given, expected) in cases {
        assert_eq!(version(given).as_str(), expected, "{given}");
        assert_eq!(version(given).to_string(), expected, "{given}");
        assert_eq!(version(expected).as_str(), expected, "what comes out goes in unchanged");
    }
}

#[test]
fn what_is_no_version_is_refused_with_what_is() {
    let cases = [
        "",
        "  ",
        "rust-v",
        "v",
        "rust-v1.2.3-alpha",
        "1.2.3-beta.1.2",
        "1.2.3-rc.1.2",
        "rust-vv1.2.3",
        "vv1.2.3",
        "vrust-v1.2.3",
        "V1.2.3",
        "RUST-v1.2.3",
        "1.2.3.dev1",
        "1.2.3+local",
        "0.0.0-dev",
        "invalid",
        "1.2.3-Alpha.1",
        "1.2.3A1",
        "1.2.3-alpha..1",
        "1.2.3-alpha.1.2.3",
        "1.2.3-alpha.1-alpha.2",
        "1..2",
        "1.2.",
        ".1",
        "1.2.3.post",
        "1.2.3.post1.post2",
        "1.2.3post1",
        "1.2.3a",
        "1.2.3a1b1",
        "1!2.3",
        "1.2.3 4",
        "1.2.3-1",
        "1.2.3_1",
        "1.2.*",
        "١.٢",
        "1.99999999999999999999999",
    ];
    let mut told = String::new();
    for given in cases {
        let problem = Version::parse(given).expect_err(given);
        assert_eq!(problem.code.text(), "E800", "{given}");
        let because = problem.notes.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("; ");
        told.push_str(&format!("{given:?}: {because}\n"));
    }
    told.push_str(&shown(Version::parse("invalid").expect_err("it is none")));
    kept("versions_that_are_refused", &told);
}

#[test]
fn tags_go_back() {
    let cases = [
        ("0.116.0", "rust-v0.116.0"),
        ("0.116.0a1", "rust-v0.116.0-alpha.1"),
        ("0.116.0a1.post2", "rust-v0.116.0-alpha.1.2"),
        ("0.116.0b2", "rust-v0.116.0-beta.2"),
        ("0.116.0rc3", "rust-v0.116.0-rc.3"),
        ("1.2.3a01", "rust-v1.2.3-alpha.01"),
        ("1.2.3.post1", "rust-v1.2.3.post1"),
        ("1.2.3b1.post2", "rust-v1.2.3b1.post2"),
        ("1", "rust-v1"),
    ];
    for (given, tag) in cases {
        assert_eq!(version(given).tag(), tag);
        assert_eq!(version(tag).as_str(), given, "{tag} is the tag of the same version");
    }
}

#[test]
fn normal_forms_and_semantic_versions() {
    let cases = [
        ("1.2.3-alpha.01", "1.2.3a1", Some("1.2.3-alpha.1")),
        ("rust-v0.116.0-alpha.1.2", "0.116.0a1.post2", Some("0.116.0-alpha.1.2")),
        ("v0.116.0-beta.2", "0.116.0b2", Some("0.116.0-beta.2")),
        ("0.116.0rc3", "0.116.0rc3", Some("0.116.0-rc.3")),
        ("0.116.0", "0.116.0", Some("0.116.0")),
        ("1", "1", Some("1.0.0")),
        ("01.02", "1.2", Some("1.2.0")),
        ("1.2.3.post1", "1.2.3.post1", None),
        ("1.2.3.4", "1.2.3.4", None),
    ];
    for (given, canonical, semver) in cases {
        assert_eq!(version(given).canonical(), canonical);
        assert_eq!(version(given).semver().ok().as_deref(), semver, "{given}");
        if let Some(text) = semver {
            assert!(semver::Version::parse(text).is_ok(), "{text}");
        }
    }
    let told = ["1.2.3.post1", "1.2.3.4"].map(|given| shown(version(given).semver().expect_err(given)));
    kept("versions_without_a_semantic_version", &told.concat());
}

#[test]
fn versions_have_the_order_of_pep_440() {
    let rising = [
        "0.9",
        "0.116.0-alpha.1",
        "0.116.0-alpha.1.2",
        "0.116.0-alpha.10",
        "0.116.0-beta.1",
        "0.116.0-rc.1",
        "0.116.0",
        "0.116.0.post1",
        "0.116.1",
    ];
    for pair in rising.windows(2) {
        let [low, high] = pair else { continue };
        assert!(version(low) < version(high), "{low} comes before {high}");
    }
    assert_eq!(version("1.2.3a01"), version("1.2.3-alpha.1"));
    assert_eq!(version("1.0"), version("1"));
}

#[test]
fn eight_tags_for_six_targets() {
    let rows: Vec<_> = TARGETS.iter().map(|row| (row.triple, row.tags, row.executable("codex"))).collect();
    let expected: [(&str, &[&str], &str); 6] = [
        ("aarch64-apple-darwin", &["macosx_11_0_arm64"], "codex"),
        ("x86_64-apple-darwin", &["macosx_10_9_x86_64"], "codex"),
        ("aarch64-unknown-linux-musl", &["manylinux_2_17_aarch64", "musllinux_1_1_aarch64"], "codex"),
        ("x86_64-unknown-linux-musl", &["manylinux_2_17_x86_64", "musllinux_1_1_x86_64"], "codex"),
        ("x86_64-pc-windows-msvc", &["win_amd64"], "codex.exe"),
        ("aarch64-pc-windows-msvc", &["win_arm64"], "codex.exe"),
    ];
    assert_eq!(rows, expected.map(|(triple, tags, exe)| (triple, tags, exe.to_owned())));
    for target in TARGETS {
        for tag in target.tags {
            let tag = PlatformTag::parse(tag).expect("a tag of the table is one");
            assert_eq!(tag.target(), Some(target));
        }
        assert_eq!(Target::of_triple(target.triple), Some(target));
        assert_eq!(Target::named_in(&format!("codex-package-{target}.tar.gz")), Some(target));
    }
}

#[test]
fn other_tags_mean_something_too() {
    let of = |tag: &str| {
        let tag = PlatformTag::parse(tag).unwrap_or_else(|problem| panic!("{tag}: {problem:?}"));
        tag.target().map(|target| target.triple)
    };
    assert_eq!(of("macosx_12_0_arm64"), Some("aarch64-apple-darwin"));
    assert_eq!(of("manylinux_2_28_x86_64"), Some("x86_64-unknown-linux-musl"));
    assert_eq!(of("manylinux2014_aarch64"), Some("aarch64-unknown-linux-musl"));
    assert_eq!(of("musllinux_1_2_aarch64"), Some("aarch64-unknown-linux-musl"));
    assert_eq!(of("linux_x86_64"), Some("x86_64-unknown-linux-musl"));
    for tag in ["win32", "macosx_11_0_universal2", "manylinux_2_17_riscv64", "android_21_arm64_v8a"] {
        assert_eq!(of(tag), None, "{tag}");
    }
    let wheel = "openai_codex_cli_bin-0.163.0-py3-none-win_arm64.whl";
    assert_eq!(Target::named_in(wheel).map(|target| target.triple), Some("aarch64-pc-windows-msvc"));
    assert_eq!(Target::named_in("codex.tar.gz"), None);
}

#[test]
fn what_is_no_tag_is_refused_with_what_is() {
    let cases = [
        "",
        "any",
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "Win_amd64",
        "win-amd64",
        "manylinux_2_17",
        "manylinx_2_17_x86_64",
        "macosx_arm64",
        "x86_64-unknown-linux-musl",
        "../x",
        "win_",
        "linux\u{202e}_x86_64",
    ];
    let told = cases.map(|tag| {
        let problem = PlatformTag::parse(tag).expect_err(tag);
        assert_eq!(problem.code.text(), "E801", "{tag}");
        shown(problem)
    });
    kept("platform_tags_that_are_refused", &told.concat());
}

fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/release");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
