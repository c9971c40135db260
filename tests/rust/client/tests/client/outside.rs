//! Where no tokio runtime is, or no more: an error that says so, and no panic; nobody waits for ever.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use codex_app_server::types::ModelListParams;
use codex_app_server::{Codex, CodexError, RunCommand, ThreadStart, retry_on_overload};
use stage::{Fake, play, soon};
use tokio::runtime::{Builder, Runtime};

use crate::acting::{config, gone, models, open, running};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread, with nothing of tokio around.
fn alone<T>(work: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

fn tokio() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn assert_misplaced<T>(outcome: Result<T, CodexError>) {
    let Err(error) = outcome else { panic!("it came to something") };
    assert!(matches!(error, CodexError::Usage(_)), "{error:?}");
    assert!(error.to_string().contains("outside a tokio runtime"), "{error}");
}

#[test]
fn of_a_tokio_runtime() {
    let fake = Fake::new("interrupts/obeys");
    let tokio = tokio();
    let (codex, turn) = tokio.block_on(async {
        let codex = open(&fake).await;
        let turn = running(&codex).await.keep_running();
        (codex, turn)
    });
    let thread = codex.thread("thread-1");
    assert_misplaced(alone(codex.rpc().model_list(ModelListParams::new())));
    assert_misplaced(alone(codex.thread_start(ThreadStart::new())));
    assert_misplaced(alone(codex.run_command(RunCommand::new(["true"]))));
    assert_misplaced(alone(thread.run("Hello")));
    assert_misplaced(alone(turn.run_within(Duration::from_secs(1))));
    assert_misplaced(alone(turn.interrupt()));
    let failing =
        || async { Err::<(), _>(alone(codex.rpc().model_list(ModelListParams::new())).unwrap_err()) };
    assert_misplaced(alone(retry_on_overload(failing)));
    assert!(alone(Codex::start(config(&fake))).is_err());
    // all is well where there is one, be it another one
    let other = self::tokio();
    other.block_on(async { soon(turn.interrupt()).await.unwrap() });
    // and closing needs no clock
    alone(codex.close());
    drop(tokio);
}

/// Its tasks go with it, and the connection with them; who waits in another one is told.
#[test]
fn of_one_that_has_ended() {
    let fake = Fake::new("closing/busy");
    let tokio = tokio();
    let (codex, turn) = tokio.block_on(async {
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        (codex, turn)
    });
    let waiting = thread::spawn(move || alone(turn.run()).map(drop));
    let rpc = codex.rpc();
    let other = thread::spawn(move || {
        self::tokio().block_on(async { rpc.model_list(ModelListParams::new()).await }).map(drop)
    });
    fake.wait_for("model/list");
    drop(tokio);
    for wait in [waiting, other] {
        let error = wait.join().unwrap().unwrap_err();
        assert!(gone(&error).reason.contains("has ended"), "{error}");
    }
    play(async {
        gone(&models(&codex).await.unwrap_err());
        soon(codex.close()).await;
    });
}
