//! One socle item out of what several lanes show: the words most lanes share are the socle's, the rest is an adaptation.
//!
//! A blank says nothing: the lane inherits. Except for the published comment, written anew for each round: when a lane
//! shows none, the socle has none and the others adapt theirs, so that nothing is published where it was not. Titles
//! are the socle's alone: no workbook publishes them.

use crate::exchange::fold;
use crate::model::Nature;

use super::state::{ItemState, PickState, VariantState};

/// What a lane states of a socle item, in full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) title: Option<String>,
    pub(super) section: Option<String>,
    pub(super) block: Option<String>,
    pub(super) function: Option<String>,
    pub(super) nature: Option<Nature>,
    pub(super) profiles: Option<Vec<String>>,
    pub(super) statement: Option<String>,
    pub(super) comment: Option<String>,
}

impl Stated {
    /// What the project makes a lane state today.
    pub(super) fn of(item: &ItemState, pick: Option<&PickState>) -> Self {
        let mut stated = Self {
            title: item.title.clone(),
            section: item.section.clone(),
            block: item.block.clone(),
            function: item.function.clone(),
            nature: Some(item.nature),
            profiles: (!item.profiles.is_empty()).then(|| item.profiles.clone()),
            statement: item.statement.clone(),
            comment: item.comment.clone(),
        };
        if let Some(pick) = pick {
            if !pick.profiles.is_empty() {
                stated.profiles = Some(pick.profiles.clone());
            }
            if let Some(variant) = pick.variant.clone() {
                stated.over(Self {
                    title: variant.title,
                    section: variant.section,
                    block: variant.block,
                    function: variant.function,
                    nature: variant.nature,
                    profiles: variant.profiles,
                    statement: variant.statement,
                    comment: variant.comment,
                });
            }
        }
        stated
    }

    /// Takes over every field the other one gives.
    pub(super) fn over(&mut self, other: Self) {
        let Self { title, section, block, function, nature, profiles, statement, comment } = other;
        self.title = title.or(self.title.take());
        self.section = section.or(self.section.take());
        self.block = block.or(self.block.take());
        self.function = function.or(self.function.take());
        self.nature = nature.or(self.nature.take());
        self.profiles = profiles.or(self.profiles.take());
        self.statement = statement.or(self.statement.take());
        self.comment = comment.or(self.comment.take());
    }
}

fn list_key(list: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = list.iter().map(|one| fold::key(one)).collect();
    keys.sort();
    keys
}

fn label_key(label: &str) -> String {
    fold::key(label)
}

fn text_key(text: &str) -> String {
    fold::text(text)
}

/// The value most lanes share. Equal counts: what the socle says today, else the first lane.
fn majority<T: Clone, K: PartialEq>(
    stated: &[(String, Stated)],
    field: impl Fn(&Stated) -> Option<&T>,
    key: impl Fn(&T) -> K,
    today: Option<&T>,
) -> Option<T> {
    let values: Vec<(&T, K)> =
        stated.iter().filter_map(|(_, one)| field(one)).map(|value| (value, key(value))).collect();
    let today = today.map(&key);
    let mut best: Option<(usize, bool, &T)> = None;
    for (value, mine) in &values {
        let votes = values.iter().filter(|(_, other)| other == mine).count();
        let current = today.as_ref() == Some(mine);
        if best.is_none_or(|(most, known, _)| votes > most || (votes == most && current && !known)) {
            best = Some((votes, current, *value));
        }
    }
    best.map(|(_, _, value)| value.clone())
}

/// The words that differ between a lane and the socle, by the name of the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Lane and fields that differ.
    pub(super) differing: Vec<(String, Vec<&'static str>)>,
}

/// Settles a socle item: `catalogue` speaks for the socle, `stated` for the lanes where the item lives.
pub(super) fn settle(
    item: &mut ItemState,
    catalogue: Option<Stated>,
    stated: &[(String, Stated)],
    comments_given: bool,
    picks: &mut [(String, PickState)],
) -> Outcome {
    let today = Stated::of(item, None);
    let socle = catalogue.unwrap_or_default();
    let title = majority(stated, |one| one.title.as_ref(), |one| label_key(one), today.title.as_ref());
    let section = majority(stated, |one| one.section.as_ref(), Clone::clone, today.section.as_ref());
    let block = majority(stated, |one| one.block.as_ref(), |one| label_key(one), today.block.as_ref());
    let function =
        majority(stated, |one| one.function.as_ref(), |one| label_key(one), today.function.as_ref());
    let nature = majority(stated, |one| one.nature.as_ref(), Clone::clone, today.nature.as_ref());
    let profiles =
        majority(stated, |one| one.profiles.as_ref(), |one| list_key(one), today.profiles.as_ref());
    let statement =
        majority(stated, |one| one.statement.as_ref(), |one| text_key(one), today.statement.as_ref());
    let silent =
        comments_given && socle.comment.is_none() && stated.iter().any(|(_, one)| one.comment.is_none());
    let comment = if silent {
        None
    } else {
        majority(stated, |one| one.comment.as_ref(), |one| text_key(one), today.comment.as_ref())
    };
    item.title = socle.title.or(title).or(item.title.take());
    item.section = socle.section.or(section).or(item.section.take());
    item.block = socle.block.or(block).or(item.block.take());
    item.function = socle.function.or(function).or(item.function.take());
    if let Some(nature) = socle.nature.or(nature) {
        item.nature = nature;
    }
    if let Some(profiles) = socle.profiles.or(profiles) {
        item.profiles = profiles;
    }
    item.statement = socle.statement.or(statement).or(item.statement.take());
    item.comment = match socle.comment.or(comment) {
        Some(comment) => Some(comment),
        None if comments_given => None,
        None => item.comment.take(),
    };
    let mut outcome = Outcome::default();
    for (lane, one) in stated {
        let Some((_, pick)) = picks.iter_mut().find(|(known, _)| known == lane) else { continue };
        let differing = adapt(item, one, pick);
        if !differing.is_empty() {
            outcome.differing.push((lane.clone(), differing));
        }
    }
    outcome
}

/// Writes in the lane's adaptation what it states differently. The names of these fields.
fn adapt(item: &ItemState, stated: &Stated, pick: &mut PickState) -> Vec<&'static str> {
    let mut differing = Vec::new();
    let variant = pick.variant.get_or_insert_with(VariantState::default);
    pick.profiles.clear();
    let base_profiles = (!item.profiles.is_empty()).then_some(&item.profiles);
    variant.section =
        unlike("section", stated.section.as_ref(), item.section.as_ref(), Clone::clone, &mut differing);
    variant.block =
        unlike("bloc", stated.block.as_ref(), item.block.as_ref(), |one| label_key(one), &mut differing);
    variant.function = unlike(
        "fonction",
        stated.function.as_ref(),
        item.function.as_ref(),
        |one| label_key(one),
        &mut differing,
    );
    variant.nature =
        unlike("nature", stated.nature.as_ref(), Some(&item.nature), Clone::clone, &mut differing);
    variant.profiles =
        unlike("profil", stated.profiles.as_ref(), base_profiles, |one| list_key(one), &mut differing);
    variant.statement = unlike(
        "énoncé",
        stated.statement.as_ref(),
        item.statement.as_ref(),
        |one| text_key(one),
        &mut differing,
    );
    variant.comment = unlike(
        "commentaire",
        stated.comment.as_ref(),
        item.comment.as_ref(),
        |one| text_key(one),
        &mut differing,
    );
    differing
}

fn unlike<T: Clone, K: PartialEq>(
    name: &'static str,
    mine: Option<&T>,
    base: Option<&T>,
    key: impl Fn(&T) -> K,
    differing: &mut Vec<&'static str>,
) -> Option<T> {
    let mine = mine?;
    if base.is_some_and(|base| key(mine) == key(base)) {
        return None;
    }
    differing.push(name);
    Some(mine.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Home;

    fn lane(name: &str, statement: &str, comment: Option<&str>) -> (String, Stated) {
        let stated = Stated {
            statement: Some(statement.to_owned()),
            comment: comment.map(str::to_owned),
            nature: Some(Nature::Mandatory),
            ..Stated::default()
        };
        (name.to_owned(), stated)
    }

    #[test]
    fn most_lanes_make_the_socle_and_the_others_adapt() {
        let mut item = ItemState::new("SC.X.01", Home::Socle("X".into()));
        let stated =
            [lane("A", "un", Some("c")), lane("B", "deux", Some("c")), lane("C", "deux ", Some("d"))];
        let mut picks: Vec<(String, PickState)> =
            stated.iter().map(|(lane, _)| (lane.clone(), PickState::default())).collect();
        let outcome = settle(&mut item, None, &stated, true, &mut picks);
        assert_eq!(item.statement.as_deref(), Some("deux"));
        assert_eq!(item.comment.as_deref(), Some("c"));
        assert_eq!(
            outcome.differing,
            [("A".to_owned(), vec!["énoncé"]), ("C".to_owned(), vec!["commentaire"])]
        );
    }

    #[test]
    fn a_lane_without_a_comment_gets_none_from_its_neighbours() {
        let mut item = ItemState::new("SC.X.01", Home::Socle("X".into()));
        let stated = [lane("A", "un", Some("c")), lane("B", "un", None)];
        let mut picks: Vec<(String, PickState)> =
            stated.iter().map(|(lane, _)| (lane.clone(), PickState::default())).collect();
        let outcome = settle(&mut item, None, &stated, true, &mut picks);
        assert_eq!(item.comment, None);
        assert_eq!(outcome.differing, [("A".to_owned(), vec!["commentaire"])]);
    }
}
