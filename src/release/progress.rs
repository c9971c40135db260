//! How far long work has come, for whoever watches: the work calls, a terminal shows, a log stays silent.
//! Nothing that is written depends on it.

/// Somebody who watches work of a known or unknown length.
pub trait Progress {
    /// Work begins: what it is, and how many bytes it has if that is known.
    fn begin(&self, what: &str, total: Option<u64>);

    /// Some more bytes are done.
    fn advance(&self, bytes: u64);

    /// The work that began last is over, well or not.
    fn end(&self);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}

    fn advance(&self, _bytes: u64) {}

    fn end(&self) {}
}

/// Work that is over when this value goes, on every way out.
pub(in crate::release) struct Work<'a>(&'a dyn Progress);

impl<'a> Work<'a> {
    /// Begins some work.
    pub(in crate::release) fn begin(progress: &'a dyn Progress, what: &str, total: Option<u64>) -> Self {
        progress.begin(what, total);
        Self(progress)
    }

    /// Some more bytes are done.
    pub(in crate::release) fn advance(&self, bytes: u64) {
        self.0.advance(bytes);
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
