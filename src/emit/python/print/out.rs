//! The text under construction: pieces in, lines out, with the indentation and the column known,
//! and attempts that are taken back when they turn out too wide.

use crate::emit::python::syntax::{Expr, ModulePath};

/// Columns of a line.
pub(super) const WIDTH: usize = 88;

/// Columns of one level of indentation.
pub(super) const INDENT: usize = 4;

/// A line got wider than its attempt allows.
pub(super) struct TooWide;

pub(super) struct Out<'a> {
    /// The module whose own symbols are local.
    pub(super) home: &'a ModulePath,
    text: String,
    column: usize,
    level: usize,
    /// The columns that the current attempt may fill.
    limit: usize,
    /// The widest line written outside attempts, where lines can get too wide.
    widest: usize,
}

impl<'a> Out<'a> {
    pub(super) fn new(home: &'a ModulePath) -> Out<'a> {
        Out { home, text: String::new(), column: 0, level: 0, limit: usize::MAX, widest: 0 }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Appends text without line ends, all of it one column a character.
    pub(super) fn push(&mut self, text: &str) -> Result<(), TooWide> {
        self.text.push_str(text);
        self.column += if text.is_ascii() { text.len() } else { text.chars().count() };
        if self.limit == usize::MAX {
            self.widest = self.widest.max(self.column);
        }
        if self.column > self.limit { Err(TooWide) } else { Ok(()) }
    }

    /// Takes columns without text, to see whether what comes next would fit.
    pub(super) fn advance(&mut self, columns: usize) -> Result<(), TooWide> {
        self.column += columns;
        if self.column > self.limit { Err(TooWide) } else { Ok(()) }
    }

    /// Appends text outside an attempt, where no width is too much.
    pub(super) fn put(&mut self, text: &str) {
        // An attempt never calls this, so there is no limit to heed.
        let _ = self.push(text);
    }

    /// Appends on one line, however wide, what has no place to break.
    pub(super) fn overlong(&mut self, expr: &Expr) {
        // Outside an attempt no width is too much.
        let _ = self.flat(expr);
    }

    /// Runs `write` if what it writes and `tail` columns more fit on the line; leaves no trace
    /// otherwise. What does not fit is given up at the first column too many.
    pub(super) fn attempt(
        &mut self,
        tail: usize,
        write: impl FnOnce(&mut Self) -> Result<(), TooWide>,
    ) -> bool {
        self.attempt_within(WIDTH.saturating_sub(tail), write)
    }

    fn attempt_within(&mut self, limit: usize, write: impl FnOnce(&mut Self) -> Result<(), TooWide>) -> bool {
        let (length, column) = (self.text.len(), self.column);
        let outer = std::mem::replace(&mut self.limit, limit);
        let fits = column <= limit && write(self).is_ok();
        self.limit = outer;
        if !fits {
            self.text.truncate(length);
            self.column = column;
        }
        fits
    }

    /// Runs `write`, which may take several lines, if all of them fit; leaves no trace otherwise.
    pub(super) fn narrowly(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        let (length, column) = (self.text.len(), self.column);
        let outer = std::mem::replace(&mut self.widest, column);
        write(self);
        let widest = std::mem::replace(&mut self.widest, outer);
        if widest <= WIDTH {
            self.widest = outer.max(widest);
            return true;
        }
        self.text.truncate(length);
        self.column = column;
        false
    }

    /// Whether what `write` writes fits on a line of its own, one level further in.
    pub(super) fn fits_indented(&mut self, write: impl FnOnce(&mut Self) -> Result<(), TooWide>) -> bool {
        self.fits_from((self.level + 1) * INDENT, 0, write)
    }

    /// Whether what `write` writes fits on a line of its own, followed by `tail` columns.
    pub(super) fn fits_from_indentation(
        &mut self,
        tail: usize,
        write: impl FnOnce(&mut Self) -> Result<(), TooWide>,
    ) -> bool {
        self.fits_from(self.level * INDENT, tail, write)
    }

    fn fits_from(
        &mut self,
        start: usize,
        tail: usize,
        write: impl FnOnce(&mut Self) -> Result<(), TooWide>,
    ) -> bool {
        let (length, column) = (self.text.len(), self.column);
        self.column = start;
        let fits = self.attempt(tail, write);
        self.text.truncate(length);
        self.column = column;
        fits
    }

    /// Whether what `write` writes fits after what is on the line, followed by `tail` columns.
    pub(super) fn would_fit(
        &mut self,
        tail: usize,
        write: impl FnOnce(&mut Self) -> Result<(), TooWide>,
    ) -> bool {
        self.fits_from(self.column, tail, write)
    }

    /// The columns that `write` takes, or more than a line has.
    pub(super) fn measure(&mut self, write: impl FnOnce(&mut Self) -> Result<(), TooWide>) -> usize {
        let (length, column) = (self.text.len(), self.column);
        self.column = 0;
        let fits = self.attempt(0, write);
        let columns = if fits { self.column } else { WIDTH + 1 };
        self.text.truncate(length);
        self.column = column;
        columns
    }

    /// Runs `write` one level further in.
    pub(super) fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.level += 1;
        write(self);
        self.level -= 1;
    }

    /// Goes on in a new line, indented.
    pub(super) fn new_line(&mut self) {
        self.end_line();
        self.start_line();
    }

    pub(super) fn end_line(&mut self) {
        self.text.push('\n');
        self.column = 0;
    }

    /// Writes the indentation.
    pub(super) fn start_line(&mut self) {
        self.column = self.level * INDENT;
        self.text.extend(std::iter::repeat_n(' ', self.column));
    }

    /// Columns left of the current indentation's text.
    pub(super) fn room(&self) -> usize {
        WIDTH.saturating_sub(self.level * INDENT)
    }

    pub(super) fn blank_lines(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n('\n', count));
    }

    /// Blank lines between what is written and what comes; none at the start of the file.
    pub(super) fn separate(&mut self, count: usize) {
        if !self.text.is_empty() {
            self.blank_lines(count);
        }
    }

    pub(super) fn is_top_level(&self) -> bool {
        self.level == 0
    }
}
