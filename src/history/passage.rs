//! What moving an external referential from one version to another touches.
//!
//! A requirement that cites a referential alone, or with a minimum, follows the version the register applies in its lane;
//! one that cites an exact version moves only when its own text does.

use std::collections::BTreeSet;

use super::change::{Change, Diff};
use crate::model::{
    Corpus, ExternalReference, Field, ItemId, Lane, Requirement, VersionBound, natural_order,
};
use crate::quick::{HashMap, HashMapExt as _};

/// A referential that moves, lane by lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Code in the register.
    pub code: String,
    /// Title.
    pub title: String,
    /// Lanes in which it moves, in order.
    pub lanes: Vec<LanePassage>,
}

/// A referential that moves in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanePassage {
    /// Code of the lane.
    pub lane: String,
    /// Versions asked before, in natural order.
    pub before: Vec<String>,
    /// Versions asked after.
    pub after: Vec<String>,
    /// Requirements that live on both sides and are asked another version, in reading order.
    pub touched: Vec<ItemId>,
    /// Requirements that cite another exact version and stay on it.
    pub held: Vec<ItemId>,
}

impl Passage {
    /// Distinct requirements touched, over all lanes.
    pub fn touched(&self) -> usize {
        self.lanes.iter().flat_map(|lane| &lane.touched).collect::<BTreeSet<_>>().len()
    }
}

/// What moved between the two states of a comparison; nothing is walked when no requirement is asked another version.
pub fn passages_of(diff: &Diff, before: &Corpus, after: &Corpus) -> Vec<Passage> {
    let own = diff.lane_only.iter().map(|own| &own.change);
    let cited = |change: &Change| change.fields.iter().any(|field| field.field == Field::References);
    if diff.register.is_empty() && !diff.changes.iter().chain(own).any(cited) {
        return Vec::new();
    }
    passages(before, after, diff.lane.as_deref())
}

/// What moved between two states, in one lane or in each.
pub fn passages(before: &Corpus, after: &Corpus, lane: Option<&str>) -> Vec<Passage> {
    let lanes: Vec<(&Lane, &Lane)> = after
        .lanes
        .iter()
        .filter(|one| lane.is_none_or(|code| code == one.code))
        .filter_map(|one| Some((before.lanes.iter().find(|known| known.code == one.code)?, one)))
        .collect();
    let mut found: HashMap<&str, Vec<LanePassage>> = HashMap::new();
    for (old, new) in lanes {
        for (code, passage) in in_lane((before, old), (after, new)) {
            found.entry(code).or_default().push(passage);
        }
    }
    let mut codes: Vec<&str> = after.references.iter().map(|reference| reference.code.as_str()).collect();
    codes.extend(
        before.references.iter().map(|one| one.code.as_str()).filter(|code| after.reference(code).is_none()),
    );
    codes
        .into_iter()
        .filter_map(|code| {
            let title = after.reference(code).or_else(|| before.reference(code))?.title.clone();
            Some(Passage { code: code.to_owned(), title, lanes: found.remove(code)? })
        })
        .collect()
}

/// Requirements in force that are asked each version of each referential in at least one lane, by code then version.
pub fn demands(corpus: &Corpus) -> HashMap<&str, HashMap<String, BTreeSet<ItemId>>> {
    let mut found: HashMap<&str, HashMap<String, BTreeSet<ItemId>>> = HashMap::new();
    for lane in &corpus.lanes {
        for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
            for reference in codes(&item).into_iter().filter_map(|code| corpus.reference(code)) {
                let versions = found.entry(&reference.code).or_default();
                for version in asked(corpus, lane, &item, &reference.code) {
                    let _ = versions.entry(version).or_default().insert(item.id.clone());
                }
            }
        }
    }
    found
}

/// What applying a version wherever the referential is cited would touch; nothing where it applies already, nor where a
/// later one does.
pub fn prospect(corpus: &Corpus, reference: &ExternalReference, version: &str) -> Passage {
    let mut lanes = Vec::new();
    for lane in &corpus.lanes {
        let applicable = reference.applicable(&lane.code);
        if applicable.iter().any(|one| natural_order(one, version).is_ge()) {
            continue;
        }
        let (mut touched, mut held) = (Vec::new(), Vec::new());
        for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
            match follows(&item, &reference.code) {
                Some(true) => touched.push(item.id.clone()),
                Some(false) if !asked(corpus, lane, &item, &reference.code).contains(version) => {
                    held.push(item.id.clone());
                }
                _ => {}
            }
        }
        if !touched.is_empty() || !held.is_empty() {
            lanes.push(LanePassage {
                lane: lane.code.clone(),
                before: applicable.to_vec(),
                after: vec![version.to_owned()],
                touched,
                held,
            });
        }
    }
    Passage { code: reference.code.clone(), title: reference.title.clone(), lanes }
}

/// Versions of a referential that may come next: those the register lists after every one that applies in a lane.
pub fn next_versions<'r>(corpus: &Corpus, reference: &'r ExternalReference) -> Vec<&'r str> {
    let rank = |name: &String| reference.versions.iter().position(|version| version.name == *name);
    let applied = corpus.lanes.iter().flat_map(|lane| reference.applicable(&lane.code));
    let oldest = applied.filter_map(rank).min();
    let later = reference.versions.iter().enumerate().filter(|(at, _)| oldest.is_none_or(|old| *at > old));
    later.map(|(_, version)| version.name.as_str()).collect()
}

fn in_lane<'a>(old: (&'a Corpus, &'a Lane), new: (&'a Corpus, &'a Lane)) -> Vec<(&'a str, LanePassage)> {
    let mut former: HashMap<ItemId, HashMap<String, BTreeSet<String>>> = HashMap::new();
    for (_, item) in old.0.lane_items(old.1).filter(|(_, item)| item.is_live()) {
        let cited = codes(&item).into_iter();
        let asked = cited.map(|code| (code.to_owned(), asked(old.0, old.1, &item, code))).collect();
        let _ = former.insert(item.key.clone(), asked);
    }
    let mut found: HashMap<&str, LanePassage> = HashMap::new();
    let blank = |before: Vec<String>, after: Vec<String>| LanePassage {
        lane: new.1.code.clone(),
        before,
        after,
        touched: Vec::new(),
        held: Vec::new(),
    };
    let mut order: Vec<&str> = Vec::new();
    for reference in &new.0.references {
        let after = reference.applicable(&new.1.code);
        let before = old.0.reference(&reference.code).map_or(&[][..], |one| one.applicable(&old.1.code));
        order.push(&reference.code);
        if before != after && old.0.reference(&reference.code).is_some() {
            let _ = found.insert(&reference.code, blank(before.to_vec(), after.to_vec()));
        }
    }
    for (_, item) in new.0.lane_items(new.1).filter(|(_, item)| item.is_live()) {
        let Some(before) = former.get(&item.key) else { continue };
        for code in codes(&item) {
            let Some(known) = new.0.reference(code).map(|reference| reference.code.as_str()) else {
                continue;
            };
            let Some(was) = before.get(code) else { continue };
            let now = asked(new.0, new.1, &item, code);
            if *was != now {
                let passage = found.entry(known).or_insert_with(|| blank(Vec::new(), Vec::new()));
                add(&mut passage.before, was);
                add(&mut passage.after, &now);
                passage.touched.push(item.id.clone());
            } else if follows(&item, code) == Some(false)
                && let Some(passage) = found.get_mut(known)
            {
                passage.held.push(item.id.clone());
            }
        }
    }
    // A lane that does not cite the referential has nothing to do.
    found.retain(|_, passage| !passage.touched.is_empty() || !passage.held.is_empty());
    order.into_iter().filter_map(|code| Some((code, found.remove(code)?))).collect()
}

fn add(list: &mut Vec<String>, more: &BTreeSet<String>) {
    for one in more {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
    list.sort_by(|left, right| natural_order(left, right));
}

/// Codes an item cites, each once.
fn codes(item: &Requirement) -> Vec<&str> {
    let mut codes: Vec<&str> = Vec::new();
    for link in &item.references {
        if !codes.contains(&link.code.as_str()) {
            codes.push(&link.code);
        }
    }
    codes
}

/// Versions of a referential an item asks in a lane.
fn asked(corpus: &Corpus, lane: &Lane, item: &Requirement, code: &str) -> BTreeSet<String> {
    let mut versions = BTreeSet::new();
    for link in item.references.iter().filter(|link| link.code == code) {
        match &link.bound {
            Some(VersionBound::Exactly(version)) => {
                let _ = versions.insert(version.clone());
            }
            Some(VersionBound::AtLeast(_)) | None => {
                let applicable = corpus.reference(code).map_or(&[][..], |one| one.applicable(&lane.code));
                versions.extend(applicable.iter().cloned());
            }
        }
    }
    versions
}

/// Whether an item follows the version that applies; `None` when it does not cite the referential.
fn follows(item: &Requirement, code: &str) -> Option<bool> {
    let mut links = item.references.iter().filter(|link| link.code == code).peekable();
    links.peek()?;
    Some(links.any(|link| !matches!(link.bound, Some(VersionBound::Exactly(_)))))
}
