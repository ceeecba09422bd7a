//! REM306: a lane asks for something without what it needs.
//!
//! What: an item of the lane depends on a live item that is not in the lane.
//! Why: the vendors of that lane are never told of the requirement everything rests on.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;
use crate::quick::HashSet;

/// The rule.
pub(super) struct DependencyNotPicked;

impl Check for DependencyNotPicked {
    fn codes(&self) -> &'static [Code] {
        &[Code::DependencyNotPicked]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for lane in &project.corpus.lanes {
            let here: HashSet<&str> =
                lane.applications.iter().map(|application| application.id.as_str()).collect();
            let picks = project.picks.iter().find(|picks| picks.lane == lane.code);
            for application in &lane.applications {
                let Some(item) = project.corpus.item(application.id.as_str()).filter(|item| item.is_live())
                else {
                    continue;
                };
                for (index, link) in item.depends.iter().enumerate() {
                    let Some(target) = project.corpus.item(link.id.as_str()) else { continue };
                    if here.contains(link.id.as_str()) || !target.is_live() {
                        continue;
                    }
                    let link_span = project.origins.get(&item.id, &Place::Element("dépend", index));
                    let pick_span = picks.and_then(|picks| picks.span(item.id.as_str()));
                    let message = format!(
                        "le couloir {} retient {} sans {}, dont elle dépend",
                        quoted(&lane.code),
                        quoted(&item.id),
                        quoted(&target.id)
                    );
                    let finding =
                        Diagnostic::maybe_at(Code::DependencyNotPicked, pick_span.or(link_span), message);
                    let finding =
                        if pick_span.is_some() { finding.also(link_span, "la dépendance") } else { finding };
                    out.push(
                        finding
                            .help(format!("ajouter « reprend {} » au couloir", target.id))
                            .about(item.id.as_str()),
                    );
                }
            }
        }
    }
}
