//! Blocks that changed place.
//!
//! Owner: the partners of the blocks that found none where they stand. Input: aligned groups; output: the same, with moves.

use std::collections::BTreeMap;

use super::align::{ALIKE, Group, PAIR_LIMIT, Prepared};

/// Shorter blocks are never said to have moved unless they are identical.
const MOVED_WORDS: usize = 3;

/// Looks for a partner elsewhere in the text for the blocks left alone.
pub(super) fn find_moves(
    before: &[Prepared<'_>],
    after: &[Prepared<'_>],
    old_signatures: &[u32],
    new_signatures: &[u32],
    groups: Vec<Group>,
) -> Vec<Group> {
    let lonely_old: Vec<usize> =
        groups.iter().filter(|group| group.after.is_empty()).flat_map(|group| group.before.clone()).collect();
    let lonely_new: Vec<usize> =
        groups.iter().filter(|group| group.before.is_empty()).flat_map(|group| group.after.clone()).collect();
    if lonely_old.is_empty() || lonely_new.is_empty() {
        return groups;
    }
    let mut origin: BTreeMap<usize, usize> = BTreeMap::new();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut identical: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &a in lonely_old.iter().rev() {
        if let Some(&signature) = old_signatures.get(a) {
            identical.entry(signature).or_default().push(a);
        }
    }
    for &b in &lonely_new {
        let has_words = after.get(b).is_some_and(|block| block.word_count > 0);
        let partner =
            new_signatures.get(b).and_then(|signature| identical.get_mut(signature)).filter(|_| has_words);
        if let Some(a) = partner.and_then(Vec::pop) {
            let _ = (origin.insert(b, a), taken.insert(a, b));
        }
    }
    for (a, b) in likely_moves(before, after, &lonely_old, &lonely_new) {
        if !origin.contains_key(&b) && !taken.contains_key(&a) {
            let _ = (origin.insert(b, a), taken.insert(a, b));
        }
    }
    groups
        .into_iter()
        .filter(|group| !(group.after.is_empty() && taken.contains_key(&group.before.start)))
        .map(|group| match origin.get(&group.after.start) {
            Some(&a) if group.before.is_empty() => {
                Group { before: a..a + 1, after: group.after, moved: true }
            }
            _ => group,
        })
        .collect()
}

/// Gives the pairs that are alike enough to be moves, best first.
fn likely_moves(
    before: &[Prepared<'_>],
    after: &[Prepared<'_>],
    lonely_old: &[usize],
    lonely_new: &[usize],
) -> Vec<(usize, usize)> {
    if lonely_old.len().saturating_mul(lonely_new.len()) > PAIR_LIMIT {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for &a in lonely_old {
        for &b in lonely_new {
            if let (Some(old), Some(new)) = (before.get(a), after.get(b))
                && old.word_count.min(new.word_count) >= MOVED_WORDS
            {
                let like = old.likeness(new);
                if like >= ALIKE {
                    pairs.push((like, a, b));
                }
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    pairs.into_iter().map(|(_, a, b)| (a, b)).collect()
}
