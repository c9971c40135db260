//! Pseudo-random draws, the same on every machine: numbers, choices, and text of every kind.

/// Text that tries to leave its literal, or to deceive a reader.
pub const HOSTILE: [&str; 24] = [
    "\"\"\"",
    "'''",
    "ends in a quote\"",
    "\"starts with one",
    "back\\slash",
    "trailing\\",
    "\\N{BULLET}",
    "\\x41\\u0041",
    "{braces} {{twice}} %s",
    "tab\there",
    "two\nlines",
    "lone\rreturn",
    "both\r\nends",
    "null\0byte",
    "\u{feff}mark",
    "\u{202e}override\u{2066}isolate",
    "zero\u{200b}width\u{200d}joiner",
    "caf\u{e9} \u{4e2d}\u{6587} \u{1f600}",
    "\u{2028}separator\u{85}",
    "\u{7f}\u{1b}[31mred",
    "it's \"both\"",
    "\u{430}\u{440}\u{441} \u{391} \u{2019}quoted\u{201d} \u{2013} \u{d7}",
    "# noqa # type: ignore",
    "\"\"\"\"\"\"\" \\\"\"\" \"\"",
];

/// A small xorshift generator: the same trees on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap() % bound
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn many<T>(&mut self, least: usize, most: usize, mut one: impl FnMut(&mut Random) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| one(self)).collect()
    }

    pub fn maybe<T>(&mut self, percent: usize, one: impl FnOnce(&mut Random) -> T) -> Option<T> {
        if self.chance(percent) { Some(one(self)) } else { None }
    }

    pub fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap())).collect()
    }

    pub fn text(&mut self) -> String {
        match self.below(4) {
            0 => HOSTILE[self.below(HOSTILE.len())].to_owned(),
            1 => format!("{} {}", HOSTILE[self.below(HOSTILE.len())], HOSTILE[self.below(HOSTILE.len())]),
            _ => {
                let length = self.below(70);
                self.letters(length)
            }
        }
    }

    /// Paragraphs of Markdown that is not always well-formed.
    pub fn prose(&mut self) -> String {
        let paragraphs = self.many(1, 3, |r| {
            let words = r.many(1, 30, |r| match r.below(25) {
                0 => HOSTILE[r.below(HOSTILE.len())].to_owned(),
                1 => ["-", "1.", "#", "* x", "```", "|", ">", "Sentence.", "e.g."][r.below(9)].to_owned(),
                _ => {
                    let length = 1 + r.below(12);
                    r.letters(length)
                }
            });
            let lead = ["", "", "", "- ", "    ", "1. ", "# ", "```\n", "| a | b |\n"][r.below(9)];
            format!("{lead}{}", words.join(" "))
        });
        paragraphs.join("\n\n")
    }
}
