//! Fingerprints of wordings, for whoever must know later what a text said.

use std::cell::RefCell;

use sha2::{Digest as _, Sha256};

use super::wording;
use crate::hex::hex;
use crate::quick::{HashMap, Secret};

/// Digits kept of each digest: 64 bits, enough to tell the wordings of one item apart.
const LENGTH: usize = 16;

/// The fingerprint of a text made of parts: `STRICT-NORMALISED`, sixteen hexadecimal digits each.
///
/// Both halves are the start of a SHA-256 over the parts, each followed by U+001F; the first of the parts as written, the
/// second of their [normalised form](wording::normalise). Two texts with the same second half differ by typography alone.
pub fn fingerprint(parts: &[&str]) -> String {
    KNOWN.with_borrow_mut(|(secret, known)| {
        if known.len() >= MOST {
            known.clear();
        }
        known.entry(secret.digest(&parts)).or_insert_with(|| told(parts)).clone()
    })
}

/// The first half of [`fingerprint`] alone.
pub(crate) fn strict_fingerprint(parts: &[&str]) -> String {
    digest(parts.iter().copied())
}

/// Fingerprints a thread remembers: an iteration says again nearly all that the one before said, a lane what all lanes say.
const MOST: usize = 1 << 16;

thread_local! {
    static KNOWN: RefCell<(Secret, HashMap<u128, String>)> = RefCell::default();
}

fn told(parts: &[&str]) -> String {
    let strict = strict_fingerprint(parts);
    let plain: Vec<_> = parts.iter().map(|part| wording::normalise(part)).collect();
    let normalised = if plain.iter().zip(parts).all(|(left, right)| left == right) {
        strict.clone()
    } else {
        digest(plain.iter().map(AsRef::as_ref))
    };
    format!("{strict}-{normalised}")
}

fn digest<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
        hasher.update([0x1f]);
    }
    hex(hasher.finalize().get(..LENGTH / 2).unwrap_or_default())
}
