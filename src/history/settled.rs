//! Comments settled between two states, and the changes they name.
//!
//! Owner of what a change answers: the comments its author cites, then those whose disposition names it as their effect.
//! Input: the state after, which holds the dispositions, and the names of both states.

use std::ops::Range;

use super::change::{Attribute, Change};
use super::followup::shows;
use crate::model::{
    Comment, CommentEffect, Corpus, EvolutionClaim, ItemId, MotiveClause, Requirement, Status,
};
use crate::quick::HashMap;

/// Comments on the iterations from one state to the next, by the item an effect of theirs names.
#[derive(Default)]
pub(super) struct Settled<'a>(HashMap<&'a ItemId, Vec<(&'a CommentEffect, &'a Comment)>>);

impl<'a> Settled<'a> {
    /// Reads the rounds of `after` about iterations from `from` on, `to` left out. Nothing when `from` is no iteration.
    pub(super) fn between(after: &'a Corpus, from: &str, to: &str) -> Self {
        let place = |name: &str| after.iterations.iter().position(|iteration| iteration.name == name);
        let Some(start) = place(from) else { return Self::default() };
        let between: Range<usize> = start..place(to).unwrap_or(after.iterations.len());
        let mut found = Self::default();
        let rounds = after.comments.iter();
        for round in rounds.filter(|round| place(&round.iteration).is_some_and(|one| between.contains(&one)))
        {
            for comment in &round.comments {
                for effect in &comment.effects {
                    found.0.entry(&effect.item).or_default().push((effect, comment));
                }
            }
        }
        found
    }

    /// Fills in what a change answers. A comment sent for one lane does not explain what another lane alone does.
    pub(super) fn complete(&self, change: &mut Change, [before, after]: [&Corpus; 2], lane: Option<&str>) {
        let mut comments = change.cause.as_ref().map_or_else(Vec::new, |cause| cause.comments.clone());
        let renamed = change.attributes.iter().find_map(|one| match one {
            Attribute::Renamed(former) => Some(former),
            _ => None,
        });
        let moved = || {
            let old = before.item(renamed.unwrap_or(&change.id).as_str());
            old != after.item(change.id.as_str())
        };
        // An effect names the item by the id it had when the comment was written: then, the new one may have been another's.
        let own = |id: &&ItemId| before.item(id.as_str()).is_none_or(|item| item.key == change.key);
        for id in std::iter::once(&change.id).filter(own).chain(renamed) {
            for (effect, comment) in self.0.get(id).into_iter().flatten() {
                let named = effect.evolution.as_deref().is_none_or(|word| shows(change, word));
                let sent = comment.lane.as_deref();
                let ours = lane.is_none() || sent.is_none() || sent == lane || moved();
                if named && ours && !comments.contains(&comment.id) {
                    comments.push(comment.id.clone());
                }
            }
        }
        change.comments = comments;
    }
}

/// Comments that caused a validation between two states.
pub(super) fn validation(old: Option<&Requirement>, new: &Requirement) -> Vec<String> {
    if new.status != Status::Validated {
        return Vec::new();
    }
    let known = old.filter(|old| old.status == Status::Validated).map_or(&[][..], |old| &old.validated_by);
    new.validated_by.iter().filter(|comment| !known.contains(comment)).cloned().collect()
}

/// One clause for several claims between two iterations: the last words, every comment, those of a validation included.
pub(super) fn join_causes(claims: &[&EvolutionClaim], validated_by: &[String]) -> Option<MotiveClause> {
    let mut cause = claims.last().map(|last| last.cause.clone());
    if cause.is_none() && !validated_by.is_empty() {
        cause = Some(MotiveClause::default());
    }
    let earlier = claims.iter().rev().skip(1).flat_map(|claim| &claim.cause.comments);
    if let Some(cause) = &mut cause {
        for comment in earlier.chain(validated_by) {
            if !cause.comments.contains(comment) {
                cause.comments.push(comment.clone());
            }
        }
    }
    cause
}
