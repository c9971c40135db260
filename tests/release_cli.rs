//! The commands of a release as people and machines meet them: what is told of what was staged, and of what is refused.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

#[path = "support/project.rs"]
mod project;

use project::Project;

const LINUX: &str = "x86_64-unknown-linux-musl";
const TARGETS: [&str; 6] = [
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "aarch64-unknown-linux-musl",
    LINUX,
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
];

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/release");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // How many files a project has, and what their bytes are, is not what these tests are about.
    settings.add_filter(r"\d+ files", "N files");
    settings.add_filter(r"\d+ bytes  sha256:[0-9a-f]{64}", "SIZE  sha256:DIGEST");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A project that has a package for its runtime.
fn project() -> Project {
    let project = Project::new();
    let rows = project.text("schema/surface.toml");
    let runtime = "[runtime]\ndistribution = \"echo-bin\"\npackage = \"echo_bin\"\n";
    project.put("schema/surface.toml", format!("{rows}\n{runtime}"));
    project
}

/// An unpacked package for a target.
fn package(project: &Project, folder: &str, target: &str, version: &str) {
    let suffix = if target.contains("windows") { ".exe" } else { "" };
    let about = format!("{{\"version\": \"{version}\", \"target\": \"{target}\", \"variant\": \"codex\"}}\n");
    project.put(&format!("{folder}/codex-package.json"), about);
    for file in ["bin/codex", "bin/codex-code-mode-host", "codex-resources/bwrap", "codex-path/rg"] {
        project.put(&format!("{folder}/{file}{suffix}"), format!("{file} of {target}\n"));
    }
}

#[test]
fn versions_are_told_in_every_spelling() {
    let project = Project::new();
    let lines: [&[&str]; 6] = [
        &["version", "rust-v1.2.3-alpha.1.2"],
        &["version", "1.2"],
        &["version", "1.2.3.post1"],
        &["version", "1.2.3-beta"],
        &["version", "v1.2.3", "--github-output", "out"],
        &["version", "1.2.3-rc.1", "--github-output", "out"],
    ];
    let texts: Vec<String> = lines.iter().map(|line| project.transcript(line)).collect();
    snapshot("versions", &texts.join("\n"));
    assert_eq!(project.text("out"), "python_version=1.2.3\nrelease_tag=rust-v1.2.3\n");
}

#[test]
fn each_package_is_staged_under_its_version() {
    let project = project();
    package(&project, "package", LINUX, "1.3.0");
    let texts = [
        project.transcript(&["stage-sdk", "release/sdk", "--codex-version", "1.3", "--sdk-version", "2.0b1"]),
        project.transcript(&["stage-sdk", "release/sdk", "--codex-version", "1.3.0", "--wheel"]),
        project.transcript(&[
            "stage-runtime",
            "release/bin",
            "package",
            "--codex-version",
            "1.3.0",
            "--wheel",
        ]),
        project.transcript(&["stage-crate", "release/crate", "--version", "1.3.0-alpha.1"]),
        project.transcript(&["stage-crate", "release/crate", "--version", "1.3.0.post1"]),
    ];
    snapshot("staged", &texts.join("\n"));
    let manifest: toml::Table = project.text("release/crate/Cargo.toml").parse().expect("it is TOML");
    assert_eq!(manifest["package"]["version"].as_str(), Some("1.3.0-alpha.1"));
    assert!(manifest["workspace"].as_table().is_some_and(toml::Table::is_empty));
    assert_eq!(project.files("generated").len(), 0, "nothing is generated for a release");
    assert!(!project.path("release/sdk/.codex-sdkgen-manifest").exists());
}

#[test]
fn what_cannot_be_released_is_told_with_what_to_do() {
    let project = project();
    package(&project, "package", LINUX, "1.3.0");
    let runtime = |version: &str, more: &[&str]| {
        let line = ["stage-runtime", "release", "package", "--codex-version", version];
        project.transcript(&[&line[..], more].concat())
    };
    let texts = [
        project.transcript(&["stage-sdk", "release", "--codex-version", "0.0.1"]),
        runtime("1.3.1", &[]),
        runtime("1.3.0", &["--platform-tag", "win_amd64"]),
        runtime("1.3.0", &["--platform-tag", "linux"]),
        runtime("1.3.0", &["--sha256", &"0".repeat(64)]),
        project.transcript(&["stage-runtime", "package/staged", "package", "--codex-version", "1.3.0"]),
        project.transcript(&["stage-crate", ".", "--version", "1.3.0"]),
        project.transcript(&["verify-wheel", "package/codex-package.json"]),
    ];
    let home = project.path("").display().to_string();
    let told = texts.join("\n");
    snapshot("refused", &told.replace(home.trim_end_matches('/'), "PROJECT"));
    assert!(!project.path("release").exists());
}

#[test]
fn the_matrix_is_whole_or_not_there() {
    let project = project();
    for target in TARGETS {
        package(&project, &format!("sources/package-{target}"), target, "1.3.0");
    }
    let line = ["stage-runtime", "release", "--all-platforms", "sources", "--codex-version", "1.3.0"];
    let whole = project.transcript(&line);
    let before = project.files("release");
    package(&project, "sources/again", LINUX, "1.3.0");
    std::fs::remove_dir_all(project.path("sources/package-aarch64-apple-darwin")).expect("it is there");
    std::fs::remove_dir_all(project.path("sources/package-x86_64-pc-windows-msvc")).expect("it is there");
    snapshot("matrix", &[whole, project.transcript(&line)].join("\n"));
    assert_eq!(project.files("release"), before);
}
