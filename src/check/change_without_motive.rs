//! REM411: changed, and nobody says why.
//!
//! What: a modification since the last frozen iteration whose `évolution` line has no `motif`, or that has no line at
//! all (a validated item without a line is REM410).
//! Why: a modification without a reason cannot be published: the gate refuses it.

use super::silent_change::is_told;
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Change, Evolution};
use crate::model::{EvolutionClaim, Lane, Place, Reach, Status, Variant, Vocabulary};
use crate::quick::{HashMap, HashSet};

/// The rule.
pub(super) struct ChangeWithoutMotive;

impl Check for ChangeWithoutMotive {
    fn codes(&self) -> &'static [Code] {
        &[Code::ChangeWithoutMotive]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(change) = project.change(&item.id).filter(|change| change.evolution == Evolution::Modified)
        else {
            return;
        };
        let before = project.frozen_item(&item.key).map_or(&[][..], |before| &before.evolutions);
        let told = is_told(project, &item.evolutions, before);
        if has_motive(change) || (!told && settled(change)) {
            return;
        }
        let place = newest(&item.evolutions, before).map_or(Place::Id, Place::Evolution);
        let message = format!("{} a changé sans motif", quoted(&item.id));
        out.push(
            subject
                .finding(project, Code::ChangeWithoutMotive, &place, message)
                .help(advice(project, change)),
        );
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for one in &project.variant_changes {
            let before = one.before.map_or(&[][..], |before| &before.evolutions);
            // A new adaptation carries its own motive.
            let explained = if one.before.is_none() {
                one.variant.cause.motive.is_some()
            } else {
                has_motive(one.change)
            };
            if explained
                || (one.before.is_some()
                    && settled(one.change)
                    && !is_told(project, &one.variant.evolutions, before))
            {
                continue;
            }
            let id = &one.change.id;
            let place = newest(&one.variant.evolutions, before).map_or(Place::Id, Place::Evolution);
            let message =
                format!("l’adaptation de {} par {} a changé sans motif", quoted(id), quoted(&one.lane.code));
            let span = project.origins.variant(&one.lane.code, id, &place);
            let finding = Diagnostic::maybe_at(Code::ChangeWithoutMotive, span, message).about(id.as_str());
            out.push(finding.help(advice(project, one.change)));
        }
        let seen: HashSet<*const Change> =
            project.variant_changes.iter().map(|one| std::ptr::from_ref(one.change)).collect();
        for diff in project.lane_changes {
            let Some(lane) = diff.lane.as_deref().and_then(|code| project.corpus.lane(code)) else {
                continue;
            };
            let silent: Vec<&Change> = diff
                .changes
                .iter()
                .filter(|change| change.cause.is_none() && change.evolution == Evolution::Modified)
                .filter(|change| !seen.contains(&std::ptr::from_ref(*change)))
                .collect();
            if !silent.is_empty() {
                let sides = Sides::of(project, lane);
                out.extend(silent.into_iter().filter_map(|change| unexplained(project, &sides, change)));
            }
        }
    }
}

/// What a lane adapts, frozen and now, by id.
struct Sides<'a> {
    lane: &'a Lane,
    before: HashMap<&'a str, &'a Variant>,
    now: HashMap<&'a str, &'a Variant>,
}

impl<'a> Sides<'a> {
    fn of(project: &Project<'a>, lane: &'a Lane) -> Self {
        let frozen = project.last_baseline().and_then(|frozen| frozen.corpus.lane(&lane.code));
        Self { lane, before: frozen.map(variants).unwrap_or_default(), now: variants(lane) }
    }
}

fn variants(lane: &Lane) -> HashMap<&str, &Variant> {
    let adapted = lane.applications.iter().filter_map(|one| Some((one.id.as_str(), one.variant.as_ref()?)));
    adapted.collect()
}

/// A change without cause whose adaptation is no longer the same, and that the loop over adaptations does not see: the
/// item of the socle changed too, or the adaptation is gone. What the register alone moves is nobody's to explain.
fn unexplained(project: &Project<'_>, sides: &Sides<'_>, change: &Change) -> Option<Diagnostic> {
    let lane = sides.lane;
    let old = project.frozen_item(&change.key)?;
    let before = sides.before.get(old.id.as_str()).copied();
    let now = sides.now.get(change.id.as_str()).copied();
    let says = |variant: Option<&'_ Variant>| {
        variant.map(|one| (one.fields.clone(), one.without_scenarios.clone(), one.scenarios.clone()))
    };
    let is_new = before.is_none() && now.is_some_and(|now| now.cause.motive.is_some());
    if is_new || says(before) == says(now) {
        return None;
    }
    let message =
        format!("l’adaptation de {} par {} a changé sans motif", quoted(&change.id), quoted(&lane.code));
    let span = project.origins.variant(&lane.code, &change.id, &Place::Id);
    let span = span.or_else(|| project.lane_span(&lane.code));
    let finding = Diagnostic::maybe_at(Code::ChangeWithoutMotive, span, message).about(change.id.as_str());
    Some(finding.help(advice(project, change)))
}

fn has_motive(change: &Change) -> bool {
    change.cause.as_ref().is_some_and(|cause| cause.motive.is_some())
}

/// Validated on both sides: without a line it is REM410's.
fn settled(change: &Change) -> bool {
    change.status == (Some(Status::Validated), Some(Status::Validated))
}

/// Position of the last line that is not frozen.
fn newest(now: &[EvolutionClaim], before: &[EvolutionClaim]) -> Option<usize> {
    now.iter().rposition(|claim| !before.iter().any(|known| known.iteration == claim.iteration))
}

fn advice(project: &Project<'_>, change: &Change) -> String {
    let iteration = project.next_iteration.map_or("ITn", |iteration| iteration.name.as_str());
    let reach = change.reach.unwrap_or(Reach::Substance).keyword();
    format!("écrire « évolution {iteration} {reach} motif CODE \"…\" »")
}
