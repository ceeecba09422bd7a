//! Versions of external referentials: opaque, dotted numbers are ordered.

use std::cmp::Ordering;

/// Compares two versions when both are dotted numbers, or are the same word.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let (mut a, mut b) = (numbers(left)?, numbers(right)?);
    let length = a.len().max(b.len());
    a.resize(length, 0);
    b.resize(length, 0);
    Some(a.cmp(&b))
}

/// `2.10.0` or `V2.1` as numbers.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let digits = version.strip_prefix(['v', 'V']).unwrap_or(version);
    digits.split('.').map(|part| part.parse().ok()).collect()
}

/// Whether a version is surely the other or a later one.
pub(super) fn reaches(version: &str, least: &str) -> bool {
    compare(version, least).is_some_and(Ordering::is_ge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_numbers_are_ordered_others_are_not() {
        assert_eq!(compare("2.10.0", "V2.9"), Some(Ordering::Greater));
        assert_eq!(compare("2.0", "2"), Some(Ordering::Equal));
        assert_eq!(compare("2024a", "2024b"), None);
        assert!(reaches("2024a", "2024a"));
    }
}
