//! How far a long piece of work is: what works tells it here, and whoever shows it implements [`Progress`].

/// Somebody who is told how far a piece of work is.
pub trait Progress {
    /// A piece of work begins, of so many bytes where that is known.
    fn begin(&self, what: &str, total: Option<u64>);

    /// So many bytes more are done.
    fn advance(&self, bytes: u64);

    /// The piece of work is over.
    fn end(&self);
}

/// Nobody is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _bytes: u64) {}
    fn end(&self) {}
}
