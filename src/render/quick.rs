//! A quick hash for maps that are never walked: texts of a project by their content, ids of a page.
//!
//! Not made to resist collisions sought on purpose: whoever writes the sources could only slow down their own build.

use std::hash::{BuildHasherDefault, Hasher};

/// For `HashMap` and `HashSet`.
pub(crate) type Quick = BuildHasherDefault<QuickHasher>;

/// Eight bytes at a time: rotate, mix, multiply.
#[derive(Debug, Default)]
pub(crate) struct QuickHasher(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl QuickHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            for (place, byte) in last.iter_mut().zip(rest) {
                *place = *byte;
            }
            self.mix(u64::from_le_bytes(last) ^ ((rest.len() as u64) << 56));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(byte.into());
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{Hash as _, Hasher as _};

    use super::QuickHasher;

    fn hash(text: &str) -> u64 {
        let mut hasher = QuickHasher::default();
        text.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn near_texts_have_other_hashes() {
        let texts: Vec<String> = (0..100_000).map(|number| format!("SC.MSS/CONF.{number}")).collect();
        let mut hashes: Vec<u64> = texts.iter().map(|text| hash(text)).collect();
        let mut low: Vec<u64> = hashes.iter().map(|hash| hash & 0xf_ffff).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 100_000);
        low.sort_unstable();
        low.dedup();
        assert!(low.len() > 85_000, "{} of the low bits differ", low.len());
    }
}
