//! Wheels that are written directly: they agree with those of the build backend, come out the same everywhere, stream, and
//! are refused where the writer would have to guess.
#![cfg(feature = "release")]
#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/staged.rs"]
mod staged;
#[path = "printer/tools.rs"]
#[allow(dead_code)]
mod tools;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use codex_sdkgen::package::Tree;
use codex_sdkgen::release::progress::Silent;
use codex_sdkgen::release::wheel;
use staged::{PAYLOAD, TAG, built, carrier, kept, mode, sdk, shown, written};

/// The memory that may be used for whatever size of a file, and how much bigger that is than the programs of a test.
const MEMORY: u64 = 64 << 20;

/// A Python with everything that judges wheels; says so when there is none.
fn judges() -> Option<PathBuf> {
    let python = tools::find("python")?;
    let modules = "import build, check_wheel_contents, cyclonedx, hatchling, jsonschema, twine";
    let (ready, said) = tools::run(Command::new(&python).args(["-c", modules]));
    if !ready {
        let note = format!("SKIPPED a check: {} is not set up: {said}\n", python.display());
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    ready.then_some(python)
}

fn judged(judge: &str, arguments: &[&Path]) {
    let Some(python) = judges() else { return };
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(judge)).args(arguments);
    command.env_remove("SOURCE_DATE_EPOCH").env("PYTHONDONTWRITEBYTECODE", "1");
    let (content, said) = tools::run(&mut command);
    assert!(content, "{said}");
}

fn judged_wheel(tree: &Tree) {
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(tree, &folder.path().join("project"));
    let wheel = built(&project, &folder.path().join("dist"), None);
    judged("judge_wheel.py", &[&project, &wheel.path]);
}

#[test]
fn slow_the_sdk_wheel_is_that_of_the_build_backend() {
    judged_wheel(&sdk());
}

#[test]
fn slow_the_runtime_wheel_is_that_of_the_build_backend() {
    judged_wheel(&carrier("1.2.3a1.post2", Some(TAG), &PAYLOAD));
}

#[test]
fn slow_the_runtime_package_tells_where_things_are_and_is_a_wheel_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(&carrier("1.2.3", Some(TAG), &PAYLOAD), folder.path());
    judged("judge_runtime.py", &[&project]);
}

/// The tables that tests of the official package compare.
#[test]
fn the_runtime_project_has_the_known_tables() {
    let tree = carrier("1.2.3", Some("win_amd64"), &[]);
    let text = tree.get(&staged::path("pyproject.toml")).expect("it has one");
    let table: toml::Table = toml::from_str(std::str::from_utf8(text).expect("text")).expect("TOML");
    let targets = table["tool"]["hatch"]["build"]["targets"].clone();
    let expected = r#"
        [wheel]
        packages = ["src/codex_cli_bin"]
        include = [
            "src/codex_cli_bin/codex-package.json", "src/codex_cli_bin/bin/**",
            "src/codex_cli_bin/codex-resources/**", "src/codex_cli_bin/codex-path/**",
        ]
        sbom-files = ["sbom.cdx.json"]
        [wheel.hooks.custom]
        platform-tag = "win_amd64"
        [sdist.hooks.custom]
    "#;
    assert_eq!(targets, toml::Value::Table(toml::from_str(expected).expect("TOML")));
    kept("runtime_project", std::str::from_utf8(text).expect("text"));
}

#[test]
fn bills_are_the_same_twice_and_name_the_pin() {
    let bill = |tree: &Tree| {
        let bytes = tree.get(&staged::path("sbom.cdx.json")).expect("there is one").to_vec();
        String::from_utf8(bytes).expect("text")
    };
    let (one, other) = (bill(&sdk()), bill(&sdk()));
    assert_eq!(one, other);
    assert!(!one.contains("timestamp"), "{one}");
    let pin = fs::read_to_string("schema/pin.toml").expect("the pin");
    let digests = pin.split('"').filter(|text| text.len() == 64);
    assert_eq!(digests.inspect(|digest| assert!(one.contains(digest), "{digest}")).count(), 2);
    kept("bill_of_the_sdk", &one);
    kept("bill_of_a_runtime", &bill(&carrier("1.2.3", Some(TAG), &PAYLOAD)));
}

/// Run by other tests as a process of its own: a project and a folder in, a wheel and the peak of memory out.
#[test]
#[ignore = "other tests start it"]
fn a_process_that_writes_a_wheel() {
    let Some(project) = std::env::var_os("TEST_PROJECT") else { return };
    let wheel = built(Path::new(&project), &Path::new(&project).join("dist"), None);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    println!("wheel of {} bytes, peak {}", wheel.size, peak.trim());
}

/// What the process above says, started under a mask for the modes of new files and with some variables.
fn process(project: &Path, mask: &str, variables: &[(&str, &str)]) -> String {
    let program = std::env::current_exe().expect("a test is a program");
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("umask {mask}; exec \"$0\" \"$@\"")]).arg(program);
    shell.args(["--exact", "a_process_that_writes_a_wheel", "--ignored", "--nocapture"]);
    let output =
        shell.env("TEST_PROJECT", project).envs(variables.iter().copied()).output().expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn only_wheel(project: &Path) -> PathBuf {
    let mut files =
        fs::read_dir(project.join("dist")).expect("a folder").map(|entry| entry.expect("an entry").path());
    let wheel = files.next().expect("a wheel");
    assert_eq!(files.next(), None, "nothing unfinished is left");
    wheel
}

#[test]
#[cfg(unix)]
fn the_same_project_gives_the_same_bytes_everywhere() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let tree = carrier("1.2.3", Some(TAG), &PAYLOAD);
    let one = written(&tree, &one.path().join("here"));
    let other = written(&tree, &other.path().join("some/other/place"));
    for (path, _) in tree.iter() {
        let file = path.below(&other);
        let is_executable = path.as_str().contains("/bin/") || path.as_str().contains("/codex-path/");
        mode(&file, if is_executable { 0o700 } else { 0o666 });
        File::open(&file)
            .and_then(|file| file.set_modified(std::time::UNIX_EPOCH))
            .expect("its time can be set");
    }
    fs::create_dir_all(other.join("src/codex_cli_bin/__pycache__")).expect("a folder");
    fs::write(other.join("src/codex_cli_bin/__pycache__/x.cpython-311.pyc"), "").expect("a file");
    process(&one, "022", &[("TZ", "UTC"), ("LC_ALL", "C")]);
    process(&other, "077", &[("TZ", "Pacific/Auckland"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/nowhere")]);
    let (one, other) = (only_wheel(&one), only_wheel(&other));
    assert_eq!(one.file_name(), other.file_name());
    assert!(fs::read(&one).expect("a wheel") == fs::read(&other).expect("a wheel"));
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |wheel: &Path| fs::metadata(wheel).expect("a wheel").permissions().mode() & 0o777;
    assert_eq!((mode(&one), mode(&other)), (0o644, 0o644));
}

#[test]
#[cfg(target_os = "linux")]
fn slow_big_files_are_streamed() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(&carrier("1.2.3", Some(TAG), &PAYLOAD), folder.path());
    let big = project.join("src/codex_cli_bin/bin/codex");
    File::create(&big).and_then(|file| file.set_len(400 << 20)).expect("a sparse file");
    mode(&big, 0o755);
    let said = process(&project, "022", &[]);
    let peak = said.split("peak ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
    let peak = peak.unwrap_or_else(|| panic!("{said}")) << 10;
    assert!(peak < MEMORY, "{said}");
}

#[test]
fn the_epoch_is_the_time_of_every_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(&carrier("1.2.3", Some(TAG), &PAYLOAD), folder.path());
    let times = |epoch| {
        let wheel = built(&project, &folder.path().join("dist"), epoch);
        let file = File::open(&wheel.path).expect("a wheel");
        assert_eq!(file.metadata().expect("a wheel").len(), wheel.size);
        let mut zip = zip::ZipArchive::new(file).expect("a zip");
        let mut times: Vec<String> = (0..zip.len())
            .map(|index| zip.by_index(index).expect("an entry").last_modified().expect("a time").to_string())
            .collect();
        times.dedup();
        (times, wheel.sha256)
    };
    let (before, digest) = times(None);
    assert_eq!(before, ["2020-02-02 00:00:00"]);
    let (after, other) = times(Some(1_700_000_000));
    assert_eq!(after, ["2023-11-14 22:13:20"]);
    assert_ne!(digest, other);
    assert_eq!(times(Some(1_700_000_000)).1, other);
    let late = wheel::write(&project, &folder.path().join("dist"), Some(u64::MAX), &Silent);
    assert!(shown(&late.expect_err("no archive has that time")).contains("SOURCE_DATE_EPOCH"));
}

#[test]
fn projects_that_no_wheel_is_written_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let tree = carrier("1.2.3", Some(TAG), &PAYLOAD);
    let changed = |old: &'static str, new: &'static str| {
        move |project: &Path| {
            let file = project.join("pyproject.toml");
            let text = fs::read_to_string(&file).expect("it is there");
            assert!(text.contains(old), "{old}");
            fs::write(file, text.replacen(old, new, 1)).expect("a file");
        }
    };
    let gone =
        |file: &'static str| move |project: &Path| fs::remove_file(project.join(file)).expect("it was there");
    type Change = Box<dyn Fn(&Path)>;
    let cases: Vec<(&str, Change)> = vec![
        ("no TOML", Box::new(changed("[project]", "[project"))),
        ("an unknown key", Box::new(changed("[project]", "[project]\nkeywords = []"))),
        ("an unknown target option", Box::new(changed("packages =", "bypass-selection = true\npackages ="))),
        ("another backend", Box::new(changed("hatchling.build", "flit_core.buildapi"))),
        ("many faults", {
            let version = changed("version = \"1.2.3\"", "version = \"1.2.3-alpha.1\"");
            let name = changed("openai-codex-cli-bin", "-openai-");
            let python = changed(">=3.10", ">=2.7");
            let license = changed("\"Apache-2.0\"", "\"MIT\"");
            Box::new(move |project| {
                version(project);
                name(project);
                python(project);
                license(project);
            })
        }),
        ("a path outside", Box::new(changed("\"NOTICE\"", "\"../NOTICE\""))),
        ("an include outside", Box::new(changed("src/codex_cli_bin/bin/**", "/etc/**"))),
        ("no platform", Box::new(changed("platform-tag = \"manylinux_2_17_x86_64\"", ""))),
        ("a platform that is none", Box::new(changed("manylinux_2_17_x86_64", "any"))),
        ("another hook", Box::new(|project| fs::write(project.join("hatch_build.py"), "").expect("a file"))),
        ("no licence", Box::new(gone("LICENSE"))),
        ("no bill", Box::new(gone("sbom.cdx.json"))),
        ("no description", Box::new(gone("pyproject.toml"))),
    ];
    let mut told = String::new();
    for (at, (title, change)) in cases.iter().enumerate() {
        let project = written(&tree, &folder.path().join(at.to_string()));
        change(&project);
        let out = project.join("dist");
        let report = wheel::write(&project, &out, None, &Silent).expect_err(title);
        let text = shown(&report).replace(&project.display().to_string(), "PROJECT");
        told.push_str(&format!("# {title}\n{text}\n"));
        assert!(fs::read_dir(out).map_or(true, |mut left| left.next().is_none()), "{title}");
    }
    kept("projects", &told);
}

#[test]
#[cfg(unix)]
fn links_and_odd_names_are_not_packed() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = written(&carrier("1.2.3", Some(TAG), &PAYLOAD), folder.path());
    let refused = || {
        let report =
            wheel::write(&project, &project.join("dist"), None, &Silent).expect_err("it is not packed");
        shown(&report).replace(&project.display().to_string(), "PROJECT")
    };
    let bin = project.join("src/codex_cli_bin/bin");
    std::os::unix::fs::symlink("/etc/passwd", bin.join("passwd")).expect("a link");
    assert!(refused().contains("bin/passwd is neither a file nor a folder"), "{}", refused());
    fs::remove_file(bin.join("passwd")).expect("it was there");
    fs::write(bin.join("a,b"), "").expect("a file");
    assert!(refused().contains("bin/a,b has a name that not every system can store"), "{}", refused());
}
