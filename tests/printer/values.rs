//! What Python reads back from printed text.
