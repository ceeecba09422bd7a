//! What the workbook no longer lists, and how its lists match the project's.

use std::collections::BTreeSet;

use super::plan::Planner;
use super::state::ItemState;
use super::views::Views;
use crate::diagnostic::Code;
use crate::exchange::identity::Target;
use crate::exchange::report::{Finding, Matching, Place};
use crate::model::Home;
use crate::settings::Absent;

impl Planner<'_> {
    /// Whether items that the workbook no longer lists leave the project's lanes.
    pub(super) fn withdraws(&self) -> bool {
        let later = match (&self.before.frozen, self.iteration) {
            (Some(frozen), Some(iteration)) => frozen.iteration != iteration,
            _ => false,
        };
        later && self.layout.absent == Absent::Withdraw
    }

    /// Items of the project that the workbook does not list, in the lanes and socles it has rows for.
    pub(super) fn absent(&mut self, views: &Views) {
        let mut left: Vec<(String, String)> = Vec::new();
        for (lane, listed) in &views.lanes {
            for id in self.state.of_lane(lane) {
                if !listed.contains(&id) && self.state.items.get(&id).is_some_and(ItemState::is_live) {
                    left.push((lane.clone(), id));
                }
            }
        }
        if self.withdraws() {
            for (lane, id) in left {
                let outcome = self.leave_absent(&lane, &id, views);
                self.say_absent(format!("« {id} » absente du classeur pour le couloir {lane} : {outcome}"));
            }
        } else {
            for lane in views.lanes.keys() {
                let count = left.iter().filter(|(known, _)| known == lane).count();
                if count > 0 {
                    self.say_absent(format!(
                        "exigences du couloir {lane} hors de ce classeur, gardées : {count}"
                    ));
                }
            }
        }
        let covered: BTreeSet<&String> = views.homes.values().collect();
        let unlisted: Vec<String> = self
            .state
            .items
            .values()
            .filter(|item| matches!(&item.home, Home::Socle(code) if covered.contains(code)))
            .filter(|item| item.is_live() && !views.homes.contains_key(&item.id))
            .filter(|item| !views.items.contains_key(&Target::Socle(item.id.clone())))
            .map(|item| item.id.clone())
            .collect();
        for id in unlisted {
            let free = self.state.lanes_of(&id).is_empty();
            let outcome =
                if self.withdraws() && free { self.retire_item(&id) } else { "gardée telle quelle" };
            self.say_absent(format!("« {id} » absente du catalogue importé : {outcome}"));
        }
    }

    fn say_absent(&mut self, message: String) {
        self.report.findings.push(Finding::new(Code::ImportAbsent, Place::default(), message));
    }

    fn leave_absent(&mut self, lane: &str, id: &str, views: &Views) -> &'static str {
        let own = self.state.items.get(id).is_some_and(|item| item.home == Home::Lane(lane.to_owned()));
        let elsewhere =
            self.state.lanes_of(id).iter().any(|other| {
                other != lane && views.lanes.get(other).is_none_or(|listed| listed.contains(id))
            });
        if !own && elsewhere {
            self.withdraw(id, lane, "Absente du fichier importé");
            return "retirée du couloir";
        }
        self.retire_item(id)
    }

    fn retire_item(&mut self, id: &str) -> &'static str {
        if let Some(mut item) = self.state.items.remove(id) {
            if item.is_live() {
                self.make_obsolete(&mut item, "Absente du fichier importé");
            }
            let _ = self.state.items.insert(id.to_owned(), item);
        }
        "rendue obsolète"
    }

    pub(super) fn count_matching(&mut self, views: &Views, renamed: &[(String, String)]) {
        for (lane, listed) in &views.lanes {
            let before = self.before.of_lane(lane);
            let matched = before.intersection(listed).count();
            let followed =
                renamed.iter().filter(|(new, old)| before.contains(old) && listed.contains(new)).count();
            let matching = Matching {
                before: before.len(),
                matched,
                renamed: followed,
                new: listed.len() - matched - followed,
                absent: before.len() - matched - followed,
            };
            let _ = self.report.matching.insert(lane.clone(), matching);
        }
    }
}
