//! REM518: a lane's own id that reads as a socle item.
//!
//! What: without the lane's prefix, the id is that of a socle item, as written or as published by the lane.
//! Why: two different requirements would carry the same number in the workbook of the lane.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Home, Lane, Place, Requirement};
use crate::quick::HashMap;

/// The rule.
pub(super) struct IdReservedToSocle;

impl Check for IdReservedToSocle {
    fn codes(&self) -> &'static [Code] {
        &[Code::IdReservedToSocle]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let items = &project.corpus.items;
        for lane in &project.corpus.lanes {
            let own: Vec<&Requirement> = items
                .iter()
                .filter(|item| item.is_live() && matches!(&item.home, Home::Lane(code) if *code == lane.code))
                .collect();
            if own.is_empty() {
                continue;
            }
            let shared = items.iter().filter(|item| matches!(item.home, Home::Socle(_)));
            let published: HashMap<&str, &Requirement> = shared
                .flat_map(|item| [(item.id.as_str(), item), (lane.published_id(item.id.as_str()), item)])
                .collect();
            for item in own {
                let found =
                    readings(lane, item.id.as_str()).into_iter().find_map(|reading| published.get(reading));
                let Some(shared) = found.filter(|shared| shared.id != item.id) else { continue };
                let message = format!(
                    "{} se lit comme {}, qui est au socle {}",
                    quoted(&item.id),
                    quoted(&shared.id),
                    shared.home.code()
                );
                out.push(
                    project
                        .about(Code::IdReservedToSocle, &item.id, &Place::Id, message)
                        .also(project.origins.get(&shared.id, &Place::Id), "l’exigence du socle")
                        .help("reprendre l’exigence du socle avec « reprend », ou donner un autre numéro"),
                );
            }
        }
    }
}

/// An id as written, and without the prefixes of its lane.
fn readings<'i>(lane: &Lane, id: &'i str) -> Vec<&'i str> {
    let names = lane.prefixes.iter().chain(std::iter::once(&lane.code)).chain(&lane.aliases);
    let stripped = names
        .filter_map(|name| id.strip_prefix(name.as_str()).map(|rest| rest.trim_start_matches(['.', '/'])));
    std::iter::once(id).chain(stripped).collect()
}
