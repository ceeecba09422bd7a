//! What a lane asks of each profile, and what it newly obliges since each earlier iteration.

use serde::Serialize;

use super::summary::is_new_obligation;
use crate::history::Diff;
use crate::model::{Application, Lane, Nature, Requirement};
use crate::quick::HashMap;
use crate::render::site::{Site, profiles};
use crate::render::urls;

/// The profiles of a lane.
#[derive(Debug, Serialize)]
pub(crate) struct ProfileTable {
    /// Names of the iterations compared with, the last one first.
    since: Vec<String>,
    rows: Vec<Row>,
    total: Row,
}

/// What is asked of a profile, or of all.
#[derive(Debug, Default, Serialize)]
struct Row {
    name: String,
    total: usize,
    mandatory: usize,
    /// New obligations since each iteration, with the way to them when there are any.
    new: Vec<(usize, Option<String>)>,
}

/// Requirements in force of a lane, by profile.
#[derive(Default)]
pub(super) struct Asked {
    rows: Vec<Row>,
    places: HashMap<String, usize>,
    total: Row,
    of: HashMap<String, Vec<usize>>,
}

impl Asked {
    /// Adds a requirement in force.
    pub(super) fn add(&mut self, application: &Application, item: &Requirement) {
        let mandatory = usize::from(item.nature == Nature::Mandatory);
        self.total.total += 1;
        self.total.mandatory += mandatory;
        let mut places = Vec::new();
        for name in profiles(application, item) {
            let place = match self.places.get(name) {
                Some(place) => *place,
                None => {
                    self.rows.push(Row { name: name.clone(), ..Row::default() });
                    self.places.insert(name.clone(), self.rows.len() - 1);
                    self.rows.len() - 1
                }
            };
            if let Some(row) = self.rows.get_mut(place) {
                row.total += 1;
                row.mandatory += mandatory;
            }
            places.push(place);
        }
        self.of.insert(item.id.as_str().to_owned(), places);
    }

    /// The table, profiles in the order of the lane; `None` when every requirement is for everyone.
    pub(super) fn table(mut self, site: &Site<'_>, lane: &Lane, index: usize) -> Option<ProfileTable> {
        if self.rows.len() < 2 {
            return None;
        }
        let mut since = Vec::new();
        for from in (0..index).rev().filter(|from| site.compares(*from, index)) {
            let pair = if from + 1 == index { site.pair_to(index) } else { site.distant(from, index) };
            let of_lane = |diff: &&Diff| diff.lane.as_deref() == Some(lane.code.as_str());
            let found = pair.and_then(|pair| pair.lanes.iter().find(of_lane));
            let (Some(diff), Some(before), Some(after)) =
                (found, site.states.get(from), site.states.get(index))
            else {
                continue;
            };
            since.push(before.name.to_owned());
            self.compare(diff, &urls::diff(Some(&lane.code), &before.slug, &after.slug, "html"));
        }
        let rank = |name: &str| lane.profiles.iter().position(|one| one == name).unwrap_or(usize::MAX);
        self.rows.sort_by_key(|row| rank(&row.name));
        Some(ProfileTable { since, rows: self.rows, total: self.total })
    }

    fn compare(&mut self, diff: &Diff, page: &str) {
        let mut counts = vec![0; self.rows.len()];
        let mut all = 0;
        for change in diff.changes.iter().filter(|change| is_new_obligation(change)) {
            all += 1;
            for place in self.of.get(change.id.as_str()).into_iter().flatten() {
                counts.get_mut(*place).into_iter().for_each(|count| *count += 1);
            }
        }
        for (row, count) in self.rows.iter_mut().zip(counts) {
            let filter = format!("{page}?profil={}&obligation=nouvelle#filtrer", urls::query(&row.name));
            row.new.push((count, (count > 0).then_some(filter)));
        }
        self.total.new.push((all, (all > 0).then(|| format!("{page}?obligation=nouvelle#filtrer"))));
    }
}
