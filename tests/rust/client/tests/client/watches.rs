//! Files and folders that the runtime watches: each change is told once, until the watch is closed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use codex_app_server::{CodexError, Watch};
use stage::{Fake, Runtime, play, soon};
use tokio::time::timeout;

use crate::acting::{gone, open, real, started};

/// The names in the next change.
async fn changed(watch: &mut Watch) -> Vec<String> {
    let change = soon(watch.next()).await.unwrap().unwrap();
    let names = change.changed_paths.iter().filter_map(|path| Path::new(path).file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn a_folder_and_a_file_that_is_not_there_yet() {
    let Some(runtime) = Runtime::pinned() else { return };
    let here = runtime.workspace.clone();
    play(async {
        let codex = started(real(&runtime)).await;
        let mut folder = codex.watch(&here).await.unwrap();
        assert_eq!(folder.path(), here.to_str().unwrap());
        for text in ["1", "2"] {
            fs::write(here.join("new"), text).unwrap();
            assert_eq!(changed(&mut folder).await, ["new"]);
        }
        folder.close().await.unwrap();
        assert!(soon(folder.next()).await.is_none());
        let mut file = codex.watch(here.join("later")).await.unwrap();
        fs::write(here.join("other"), "1").unwrap();
        fs::write(here.join("later"), "1").unwrap();
        assert_eq!(changed(&mut file).await, ["later"]);
        assert!(timeout(Duration::from_millis(50), file.next()).await.is_err());
        fs::write(here.join("later"), "2").unwrap();
        assert_eq!(changed(&mut file).await, ["later"]);
        soon(codex.close()).await;
    });
}

#[test]
fn two_watches() {
    let Some(runtime) = Runtime::pinned() else { return };
    let folders = ["a", "b"].map(|name| runtime.workspace.join(name));
    play(async {
        for folder in &folders {
            fs::create_dir(folder).unwrap();
        }
        let codex = started(real(&runtime)).await;
        let mut a = codex.watch(&folders[0]).await.unwrap();
        let mut b = codex.watch(&folders[1]).await.unwrap();
        fs::write(folders[1].join("in b"), "1").unwrap();
        assert_eq!(changed(&mut b).await, ["in b"]);
        fs::write(folders[0].join("in a"), "1").unwrap();
        assert_eq!(changed(&mut a).await, ["in a"]);
        soon(codex.close()).await;
    });
}

#[test]
fn a_change_before_the_answer() {
    play(async {
        let fake = Fake::new("watches/a_change_before_the_answer");
        let codex = open(&fake).await;
        let mut watch = codex.watch("/a").await.unwrap();
        for path in ["/a", "/b"] {
            assert_eq!(soon(watch.next()).await.unwrap().unwrap().changed_paths, [path]);
        }
        watch.close().await.unwrap();
        let begun = &fake.received("fs/watch")[0]["params"]["watchId"];
        assert_eq!(&fake.wait_for("fs/unwatch")["params"]["watchId"], begun);
    });
}

/// The runtime is told to watch no more, whether or not the program says so.
#[test]
fn a_watch_that_is_dropped() {
    play(async {
        let fake = Fake::new("watches/a_change_before_the_answer");
        let codex = open(&fake).await;
        drop(codex.watch("/a").await.unwrap());
        fake.wait_for("fs/unwatch");
    });
}

#[test]
fn death_while_somebody_waits() {
    play(async {
        let fake = Fake::new("watches/death_while_somebody_waits");
        let codex = open(&fake).await;
        let mut watch = codex.watch("/a").await.unwrap();
        let waiting = tokio::spawn(async move { watch.next().await });
        fake.release("die");
        gone(&soon(waiting).await.unwrap().unwrap().unwrap_err());
    });
}

#[test]
fn a_refusal() {
    play(async {
        let fake = Fake::new("watches/a_refusal");
        let codex = open(&fake).await;
        let error = codex.watch("/a").await.err().unwrap();
        assert!(matches!(error, CodexError::JsonRpc(_)), "{error:?}");
    });
}
