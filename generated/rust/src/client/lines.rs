//! Bytes as they come from a pipe in, whole lines out.
//!
//! A line may be split anywhere, inside a character too. Memory is bounded by the longest line that is accepted; each
//! byte is searched once, however many pieces a line comes in.

/// More than any message that a runtime is known to send, in bytes.
pub(crate) const LONGEST_LINE: usize = 1 << 29;

/// Memory that an empty buffer keeps.
const KEPT: usize = 1 << 20;

/// Cuts a stream of bytes into lines without their line ends.
pub(crate) struct LineBuffer {
    longest: usize,
    bytes: Vec<u8>,
    /// Bytes at the start that have been searched and hold no line end.
    searched: usize,
}

/// The other side sends a line without an end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLong(usize);

impl std::fmt::Display for LineTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a line of more than {} bytes", self.0)
    }
}

impl LineBuffer {
    pub(crate) fn new(longest: usize) -> Self {
        Self { longest, bytes: Vec::new(), searched: 0 }
    }

    /// Where what was read is added.
    pub(crate) fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Hands over the lines that are complete, all at once; blank ones are left out.
    pub(crate) fn drain(&mut self, take: impl FnOnce(Lines<'_>)) -> Result<(), LineTooLong> {
        let fresh = self.bytes.get(self.searched..).unwrap_or_default();
        let Some(last) = fresh.iter().rposition(|byte| *byte == b'\n') else {
            self.searched = self.bytes.len();
            return self.check(self.searched);
        };
        let end = self.searched + last;
        let whole = self.bytes.get(..end).unwrap_or_default();
        let lines = Lines { rest: Some(whole), is_message: false };
        let longest = lines.clone().map(<[u8]>::len).max().unwrap_or_default();
        self.check(longest)?;
        take(lines);
        self.bytes.drain(..=end);
        self.searched = self.bytes.len();
        if self.bytes.capacity() > KEPT {
            self.bytes.shrink_to(KEPT.max(self.bytes.len()));
        }
        self.check(self.searched)
    }

    fn check(&self, length: usize) -> Result<(), LineTooLong> {
        if length > self.longest { Err(LineTooLong(self.longest)) } else { Ok(()) }
    }
}

/// Lines that came together, in their order. None of them is blank.
#[derive(Clone)]
pub(crate) struct Lines<'a> {
    rest: Option<&'a [u8]>,
    is_message: bool,
}

impl<'a> Lines<'a> {
    /// One message that came as a whole, whatever white space it has.
    #[cfg(feature = "ws")]
    pub(crate) fn of_message(message: &'a [u8]) -> Self {
        Self { rest: Some(message), is_message: true }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.rest.take()?;
            let end = rest.iter().position(|byte| *byte == b'\n').filter(|_| !self.is_message);
            let line = match end {
                Some(at) => {
                    self.rest = rest.get(at + 1..);
                    rest.get(..at)?
                }
                None => rest,
            };
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(line);
            }
        }
    }
}
