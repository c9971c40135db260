//! The texts of one runtime's exports, verified by whoever made them; nothing here has been parsed yet.

use std::sync::Arc;

use crate::diag::{Outcome, Sources};

use super::json;

/// A text, named as its reader knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's name as shown to the reader.
    pub file: Arc<str>,
    /// Its text, without a byte order mark.
    pub text: Arc<str>,
}

impl Document {
    /// A text under a name.
    #[must_use]
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let bare = text.strip_prefix('\u{feff}').map(Arc::from);
        Self { file: file.into(), text: bare.unwrap_or(text) }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// They are not UTF-8.
    pub fn from_bytes(file: impl Into<Arc<str>>, bytes: &[u8]) -> Outcome<Self> {
        let file = file.into();
        let text = json::text(&file, bytes)?;
        Ok(Self::new(file.clone(), text))
    }
}

/// The exports of one runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The runtime's version.
    pub version: Box<str>,
    /// The stable export.
    pub stable: Document,
    /// The export with everything experimental; without one, all of the other is stable.
    pub experimental: Option<Document>,
}

impl Source {
    /// One export, all of it stable.
    #[must_use]
    pub fn new(version: impl Into<Box<str>>, stable: Document) -> Self {
        Self { version: version.into(), stable, experimental: None }
    }

    /// The same with its experimental twin.
    #[must_use]
    pub fn with_experimental(mut self, experimental: Document) -> Self {
        self.experimental = Some(experimental);
        self
    }

    /// The exports, the experimental one first: pointers of a bundle refer to the first.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.experimental.iter().chain(std::iter::once(&self.stable))
    }

    /// The texts, for showing reports about them.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for document in self.documents() {
            sources.add(document.file.clone(), document.text.clone());
        }
        sources
    }
}
