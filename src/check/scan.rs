//! One pass over a text, shared by every rule about wording.

/// A word is written in code.
const CODE: u8 = 1;
/// A word is part of an address.
const ADDRESS: u8 = 2;
/// Every letter is a capital.
const CAPITALS: u8 = 4;

/// A run of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    flags: u8,
}

impl Word {
    /// The word in its text.
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        source.get(self.range()).unwrap_or_default()
    }

    /// Its place in the text.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it stands in code or in an address: not prose.
    pub fn is_literal(&self) -> bool {
        self.flags & (CODE | ADDRESS) != 0
    }

    /// Whether it stands between backquotes.
    pub fn is_code(&self) -> bool {
        self.flags & CODE != 0
    }

    /// Whether it has two letters or more, all capitals.
    pub fn is_capitals(&self) -> bool {
        self.flags & CAPITALS != 0
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it has no byte, which never happens.
    pub fn is_empty(&self) -> bool {
        self.end == self.start
    }
}

/// A character or run of characters that wakes a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `[`
    Bracket,
    /// `<`
    Less,
    /// `&`
    Ampersand,
    /// `@@`
    Arobases,
    /// `'` between letters
    StraightApostrophe,
    /// `’`
    CurlyApostrophe,
    /// `"`
    StraightQuote,
    /// `«` or `»`
    Guillemet,
    /// `...`
    ThreeDots,
    /// `…`
    Ellipsis,
    /// `_x000D_` and the like start so
    Underscore,
    /// `\\`
    Backslashes,
    /// `??`
    Questions,
}

const MARKS: usize = 13;

/// What one pass over a text learned.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Words in order.
    pub words: Vec<Word>,
    /// Addresses (`scheme://…`) in order.
    pub addresses: Vec<std::ops::Range<usize>>,
    /// Code spans in order, backquotes included.
    pub code: Vec<std::ops::Range<usize>>,
    first: [Option<u32>; MARKS],
}

impl Scan {
    /// Reads a text once.
    pub fn new(text: &str) -> Self {
        let mut scan = Self { words: Vec::with_capacity(text.len() / 6 + 1), ..Self::default() };
        Reader { text, bytes: text.as_bytes(), scan: &mut scan, address_end: 0, code_end: 0, unclosed: 0 }
            .read();
        scan
    }

    /// Where a mark first stands outside code.
    pub fn first(&self, mark: Mark) -> Option<usize> {
        self.first.get(mark as usize).copied().flatten().map(|at| at as usize)
    }

    /// Whether a place is inside a code span.
    pub fn is_code(&self, at: usize) -> bool {
        let index = self.code.partition_point(|range| range.end <= at);
        self.code.get(index).is_some_and(|range| range.start <= at)
    }

    /// Words of the prose: not in code, not in an address.
    pub fn prose(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| !word.is_literal())
    }

    fn note(&mut self, mark: Mark, at: usize) {
        if let Some(slot) = self.first.get_mut(mark as usize)
            && slot.is_none()
        {
            *slot = u32::try_from(at).ok();
        }
    }
}

struct Reader<'t, 's> {
    text: &'t str,
    bytes: &'t [u8],
    scan: &'s mut Scan,
    address_end: usize,
    code_end: usize,
    /// Bit n: no run of n backquotes follows any more.
    unclosed: u32,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            at = if is_word_byte(byte) || (byte >= 0x80 && self.letter_at(at).is_some()) {
                self.word(at)
            } else if byte >= 0x80 {
                self.symbol(at)
            } else {
                self.punctuation(at, byte)
            };
        }
    }

    /// The character at a place when it is a letter or digit beyond ASCII.
    fn letter_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next().filter(|character| character.is_alphanumeric())
    }

    fn word(&mut self, start: usize) -> usize {
        let (mut at, mut capitals, mut letters) = (start, true, 0);
        while let Some(&byte) = self.bytes.get(at) {
            if byte < 0x80 {
                if !is_word_byte(byte) {
                    break;
                }
                letters += usize::from(byte.is_ascii_alphabetic());
                capitals &= !byte.is_ascii_lowercase();
                at += 1;
            } else {
                let Some(letter) = self.letter_at(at) else { break };
                letters += 1;
                capitals &= !letter.is_lowercase();
                at += letter.len_utf8();
            }
        }
        let mut flags = if capitals && letters >= 2 { CAPITALS } else { 0 };
        flags |= if start < self.code_end { CODE } else { 0 };
        if self.bytes.get(at..at + 3) == Some(b"://") && start >= self.address_end {
            self.address_end = address_end(self.bytes, at + 3);
            self.scan.addresses.push(start..self.address_end);
        }
        flags |= if start < self.address_end { ADDRESS } else { 0 };
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        self.scan.words.push(Word { start: place(start), end: place(at), flags });
        at
    }

    fn symbol(&mut self, at: usize) -> usize {
        let Some(character) = self.text.get(at..).and_then(|rest| rest.chars().next()) else { return at + 1 };
        if at >= self.code_end {
            match character {
                '’' => self.scan.note(Mark::CurlyApostrophe, at),
                '«' | '»' => self.scan.note(Mark::Guillemet, at),
                '…' => self.scan.note(Mark::Ellipsis, at),
                _ => {}
            }
        }
        at + character.len_utf8()
    }

    fn punctuation(&mut self, at: usize, byte: u8) -> usize {
        if byte == b'`' && at >= self.code_end {
            return self.backquotes(at);
        }
        if at < self.code_end {
            return at + 1;
        }
        let next = self.bytes.get(at + 1).copied();
        match byte {
            b'[' => self.scan.note(Mark::Bracket, at),
            b'<' => self.scan.note(Mark::Less, at),
            b'&' => self.scan.note(Mark::Ampersand, at),
            b'"' => self.scan.note(Mark::StraightQuote, at),
            b'_' => self.scan.note(Mark::Underscore, at),
            b'@' if next == Some(b'@') => self.scan.note(Mark::Arobases, at),
            b'\\' if next == Some(b'\\') => self.scan.note(Mark::Backslashes, at),
            b'?' if next == Some(b'?') => self.scan.note(Mark::Questions, at),
            b'.' if self.bytes.get(at..at + 3) == Some(b"...") => self.scan.note(Mark::ThreeDots, at),
            b'\'' if next.is_some_and(|after| after.is_ascii_alphabetic() || after >= 0x80) => {
                self.scan.note(Mark::StraightApostrophe, at);
            }
            _ => {}
        }
        at + 1
    }

    /// Opens a code span when a run of the same length closes it.
    fn backquotes(&mut self, at: usize) -> usize {
        let run = |from: usize| self.bytes.iter().skip(from).take_while(|byte| **byte == b'`').count();
        let length = run(at);
        let bit = 1_u32.checked_shl(u32::try_from(length).unwrap_or(u32::MAX)).unwrap_or(0);
        if bit == 0 || self.unclosed & bit != 0 {
            return at + length;
        }
        let mut from = at + length;
        while let Some(offset) = self.bytes.get(from..).and_then(|rest| rest.iter().position(|b| *b == b'`'))
        {
            let found = run(from + offset);
            from += offset + found;
            if found == length {
                self.code_end = from;
                self.scan.code.push(at..from);
                return at + length;
            }
        }
        self.unclosed |= bit;
        at + length
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// Where an address stops: white space, a quotation mark, a closing bracket; final punctuation is left out.
fn address_end(bytes: &[u8], from: usize) -> usize {
    let stops = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(*byte, b'"' | b'`' | b')' | b']' | b'|') || *byte == 0xc2
    };
    let mut end = bytes.iter().skip(from).position(stops).map_or(bytes.len(), |offset| from + offset);
    while end > from
        && bytes.get(end - 1).is_some_and(|byte| matches!(byte, b'.' | b',' | b';' | b':' | b'*' | b'>'))
    {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Scan::new(text).prose().map(|word| word.text(text)).collect()
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words("L’éditeur DOIT, sous 24 h."), ["L", "éditeur", "DOIT", "sous", "24", "h"]);
        assert_eq!(
            words("un `DOIT` en code et `` un `autre` `` fin ` seul"),
            ["un", "en", "code", "et", "fin", "seul"]
        );
        assert_eq!(words("voir https://exemple.fr/DOIT. Fin"), ["voir", "Fin"]);
    }

    #[test]
    fn marks_are_noted_outside_code() {
        let scan = Scan::new("`[x]` puis [y] et l'un… @@");
        assert_eq!(scan.first(Mark::Bracket), Some(11));
        assert!(scan.first(Mark::Ellipsis).is_some() && scan.first(Mark::Arobases).is_some());
        assert_eq!(scan.first(Mark::Guillemet), None);
        assert!(scan.is_code(1) && !scan.is_code(11));
    }

    #[test]
    fn many_unclosed_backquotes_cost_nothing() {
        let text: String = (1..20).map(|n| "`".repeat(n) + " a ").collect::<String>().repeat(500);
        assert!(Scan::new(&text).words.len() > 1000);
    }
}
