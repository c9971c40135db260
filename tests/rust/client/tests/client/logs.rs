//! What the client tells the log, heard by a test.
//!
//! In: spans and events of `tracing`, from every thread. Out: their texts, fields included.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Everything that was logged since it was made, by whatever test.
pub struct Logs {
    from: usize,
}

/// One text for the whole process: the runtimes of the tests log from threads of their own.
static HEARD: OnceLock<Arc<Mutex<String>>> = OnceLock::new();

impl Logs {
    /// Hears everything from now on.
    pub fn from_now_on() -> Self {
        let heard = HEARD.get_or_init(|| {
            let heard = Arc::new(Mutex::new(String::new()));
            let ear = Ear(Arc::clone(&heard));
            tracing::subscriber::set_global_default(ear).expect("nobody else hears");
            heard
        });
        Self { from: heard.lock().unwrap_or_else(PoisonError::into_inner).len() }
    }

    /// What was heard.
    pub fn text(&self) -> String {
        let heard = HEARD.get().expect("it is being heard").lock().unwrap_or_else(PoisonError::into_inner);
        heard[self.from..].to_owned()
    }
}

struct Ear(Arc<Mutex<String>>);

impl Ear {
    fn hear(&self, name: &str, record: impl FnOnce(&mut Words)) {
        let mut words = Words(name.to_owned());
        record(&mut words);
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(heard, "{}", words.0);
    }
}

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("codex_app_server")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.hear(span.metadata().name(), |words| span.record(words));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.hear("record", |words| values.record(words));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.hear(event.metadata().level().as_str(), |words| event.record(words));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
