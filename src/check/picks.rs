//! Which statement of a lane picks which socle item.

use super::Context;
use crate::model::Home;
use crate::quick::HashMap;
use crate::source::Span;
use crate::syntax::tree::{AdaptNode, LaneNode, LaneValue, Node, Text};

/// One pattern of a `reprend` statement that catches an item.
#[derive(Debug, Clone, Copy)]
pub struct Catch<'a> {
    /// The pattern.
    pub pattern: &'a Text,
    /// The statement it belongs to, by position in the lane.
    pub statement: usize,
}

impl Catch<'_> {
    /// Whether the item is named, not caught by `*`.
    pub fn is_literal(&self) -> bool {
        !self.pattern.value.contains('*')
    }
}

/// What a lane picks, statement by statement.
#[derive(Debug, Default)]
pub struct LanePicks<'a> {
    /// Code of the lane.
    pub lane: &'a str,
    /// Catches by item, in source order.
    pub catches: HashMap<&'a str, Vec<Catch<'a>>>,
    /// Items caught, in reading order.
    pub items: Vec<&'a str>,
    /// The `adapte` statements.
    pub variants: Vec<&'a AdaptNode>,
}

impl LanePicks<'_> {
    /// Where the item is picked: the first pattern that catches it.
    pub fn span(&self, id: &str) -> Option<Span> {
        Some(self.catches.get(id)?.first()?.pattern.span)
    }
}

/// Reads every lane block.
pub(super) fn collect<'a>(cx: &Context<'a>) -> Vec<LanePicks<'a>> {
    let shared: Vec<&str> = cx
        .corpus
        .items
        .iter()
        .filter(|item| matches!(item.home, Home::Socle(_)))
        .map(|item| item.id.as_str())
        .collect();
    let blocks = cx.trees.iter().flat_map(|tree| &tree.nodes).filter_map(|node| match node {
        Node::Lane(lane) => Some(lane),
        _ => None,
    });
    blocks.map(|lane| lane_picks(lane, &shared)).collect()
}

fn lane_picks<'a>(lane: &'a LaneNode, shared: &[&'a str]) -> LanePicks<'a> {
    let mut picks = LanePicks { lane: &lane.code.value, ..LanePicks::default() };
    let (mut picked, mut excepted) = (Patterns::default(), Patterns::default());
    for (statement, field) in lane.fields.iter().enumerate() {
        match &field.value {
            LaneValue::Pick(pick) => {
                picked.add(statement, &pick.patterns);
                excepted.add(statement, &pick.except);
            }
            LaneValue::Adapt(variant) => picks.variants.push(variant),
            LaneValue::Profiles(_) | LaneValue::Withdraw(_) => {}
        }
    }
    for &id in shared {
        let mut catches: Vec<Catch<'a>> = picked.matching(id).collect();
        if catches.is_empty() {
            continue;
        }
        let lost: Vec<usize> = excepted.matching(id).map(|exception| exception.statement).collect();
        catches.retain(|found| !lost.contains(&found.statement));
        if !catches.is_empty() {
            catches.sort_by_key(|found| found.pattern.span);
            picks.items.push(id);
            picks.catches.insert(id, catches);
        }
    }
    picks
}

/// The patterns of a lane, ids apart: lanes name thousands of them.
#[derive(Default)]
struct Patterns<'a> {
    literals: HashMap<&'a str, Vec<Catch<'a>>>,
    globs: Vec<Catch<'a>>,
}

impl<'a> Patterns<'a> {
    fn add(&mut self, statement: usize, patterns: &'a [Text]) {
        for pattern in patterns {
            let one = Catch { pattern, statement };
            if one.is_literal() {
                self.literals.entry(&pattern.value).or_default().push(one);
            } else {
                self.globs.push(one);
            }
        }
    }

    fn matching<'p>(&'p self, id: &'p str) -> impl Iterator<Item = Catch<'a>> + 'p {
        let literals = self.literals.get(id).map_or(&[][..], Vec::as_slice);
        literals.iter().chain(self.globs.iter().filter(move |one| matches(&one.pattern.value, id))).copied()
    }
}

/// Whether an id matches a pattern: `*` stands for any run of characters, `/` and `.` included.
pub(super) fn matches(pattern: &str, id: &str) -> bool {
    let Some((head, mut tail)) = pattern.split_once('*') else { return pattern == id };
    let Some(mut rest) = id.strip_prefix(head) else { return false };
    while let Some((part, after)) = tail.split_once('*') {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
        tail = after;
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_matches_any_run() {
        assert!(
            matches("SC.MSS/*", "SC.MSS/CONF.01")
                && matches("*", "A.1")
                && matches("SC.*.01", "SC.MSS/CONF.01")
        );
        assert!(matches("A.1", "A.1") && !matches("A.1", "A.10") && !matches("SC.INS/*", "SC.MSS/CONF.01"));
        assert!(!matches("A.*1*1", "A.1") && matches("A.*1*1", "A.11"));
    }
}
