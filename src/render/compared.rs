//! A comparison beside the two states it was made from.
//!
//! Owner of what every format of a comparison shares: the groups and their order, whole texts of what came and went, what
//! becomes of an answer. Input: a comparison and its states; output: borrowed views.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::view::Group;
use crate::conformity::Effects;
use crate::history::{Attribute, Change, Diff, Evolution, FieldChange, Passage, item_digest, passages_of};
use crate::model::{Application, Corpus, Field, Home, ItemId, Requirement};
use crate::quick::HashMap;

/// A comparison and its two states.
pub struct Compared<'a> {
    /// The comparison.
    pub diff: &'a Diff,
    before: Side<'a>,
    after: Side<'a>,
    own: OnceLock<Effects>,
    /// Where the effects are kept for other pages.
    shared: Option<&'a OnceLock<Effects>>,
    /// Digests already worked out for other comparisons of the two states.
    digests: Option<&'a Digests>,
}

/// Digests of the items that changed, as each state has them, by id: lanes that state an item as it is share them.
pub(crate) struct Digests([HashMap<ItemId, String>; 2]);

/// Applications of one lane, by id.
type Applications<'a> = HashMap<&'a str, &'a Application>;

/// One state; its lanes are read when first asked for.
struct Side<'a> {
    corpus: &'a Corpus,
    /// The only lane that will be asked for; `None` when any may be.
    lane: Option<&'a str>,
    lanes: OnceLock<HashMap<&'a str, Applications<'a>>>,
}

impl<'a> Side<'a> {
    fn new(corpus: &'a Corpus, lane: Option<&'a str>) -> Self {
        Self { corpus, lane, lanes: OnceLock::new() }
    }

    /// The item under `id` if it is the one with this key, as the lane states it.
    fn item(&self, id: &ItemId, key: &ItemId, lane: Option<&str>) -> Option<Cow<'a, Requirement>> {
        let item = self.corpus.item(id.as_str()).filter(|item| item.key == *key)?;
        let Some(code) = lane else { return Some(Cow::Borrowed(item)) };
        let lanes = self.lanes.get_or_init(|| {
            let by_id = |list: &'a [Application]| list.iter().map(|one| (one.id.as_str(), one)).collect();
            let lanes =
                self.corpus.lanes.iter().filter(|lane| self.lane.is_none_or(|only| only == lane.code));
            lanes.map(|lane| (lane.code.as_str(), by_id(&lane.applications))).collect()
        });
        match lanes.get(code).and_then(|lane| lane.get(id.as_str())) {
            Some(application) => self.corpus.effective(application),
            None => Some(Cow::Borrowed(item)),
        }
    }
}

/// A requirement that another version of a referential touches in a lane.
pub(crate) struct Touched {
    pub(crate) lane: String,
    /// Code and title of the referential.
    pub(crate) code: String,
    pub(crate) referential: String,
    /// Versions asked before and after.
    pub(crate) before: String,
    pub(crate) after: String,
    /// The requirement after.
    pub(crate) id: ItemId,
    pub(crate) key: ItemId,
    pub(crate) title: String,
}

/// A field as shown: the ones that differ, and the énoncé of what came or went.
pub(crate) struct Shown<'a> {
    /// Which field.
    pub(crate) field: Field,
    /// Which scenario, step or proof.
    pub(crate) of: Option<&'a ItemId>,
    /// Before; `None` when absent.
    pub(crate) before: Option<Cow<'a, str>>,
    /// After; `None` when absent.
    pub(crate) after: Option<Cow<'a, str>>,
    /// Only typography differs.
    pub(crate) typographic: bool,
}

impl<'c> From<&'c FieldChange> for Shown<'c> {
    fn from(change: &'c FieldChange) -> Self {
        Self {
            field: change.field,
            of: change.of.as_ref(),
            before: change.before.as_deref().map(Cow::Borrowed),
            after: change.after.as_deref().map(Cow::Borrowed),
            typographic: change.typographic,
        }
    }
}

impl<'a> Compared<'a> {
    /// Puts a comparison beside the states it was made from.
    pub fn new(diff: &'a Diff, before: &'a Corpus, after: &'a Corpus) -> Self {
        let lane = diff.lane.as_deref();
        let (before, after) = (Side::new(before, lane), Side::new(after, lane));
        Self { diff, before, after, own: OnceLock::new(), shared: None, digests: None }
    }

    /// The same, whose effects on answers are computed once for all that share them, and digests known already.
    pub(crate) fn sharing(self, effects: &'a OnceLock<Effects>, digests: Option<&'a Digests>) -> Self {
        Self { shared: Some(effects), digests, ..self }
    }

    /// What becomes of the answers vendors gave before.
    pub(crate) fn effects(&self) -> &Effects {
        let kept = self.shared.unwrap_or(&self.own);
        kept.get().unwrap_or_else(|| {
            // Worked out before the cell is asked to keep it, and not by the cell: threads that wait for a cell whose
            // value many threads make would wait for ever. Two that come at once both work: see `prepare`.
            let made = Effects::new(self.diff, self.corpora(), &self.sides());
            kept.get_or_init(|| made)
        })
    }

    /// Works out what [`Self::effects`] gives, before many threads ask for it.
    pub(crate) fn prepare(&self) {
        let _ = self.effects();
    }

    /// Digests of both sides of a change, as a lane states them: see [`item_digest`].
    pub(crate) fn digests(&self, change: &Change, lane: Option<&str>) -> [Option<String>; 2] {
        let digest = |side: usize, item: Option<Cow<'_, Requirement>>| {
            item.map(|item| {
                let known = match (&item, self.digests) {
                    (Cow::Borrowed(item), Some(Digests(known))) => {
                        known.get(side).and_then(|one| one.get(&item.id))
                    }
                    _ => None,
                };
                known.cloned().unwrap_or_else(|| item_digest(&item))
            })
        };
        [digest(0, self.before(change, lane)), digest(1, self.after(change, lane))]
    }

    /// Works out the digests of every item that changed, for all comparisons of the two states.
    pub(crate) fn all_digests(&self) -> Digests {
        let of = |side: &(dyn Fn(&Change) -> Option<Cow<'a, Requirement>> + Sync)| {
            let items = self.diff.changes.par_iter().filter_map(side);
            items.map(|item| (item.id.clone(), item_digest(&item))).collect()
        };
        Digests([of(&|change| self.before(change, None)), of(&|change| self.after(change, None))])
    }

    /// Both states.
    pub(crate) fn corpora(&self) -> [&'a Corpus; 2] {
        [self.before.corpus, self.after.corpus]
    }

    /// Gives both sides of a change, as a lane states them.
    pub(crate) fn sides(&self) -> impl Fn(&Change, Option<&str>) -> [Option<Cow<'a, Requirement>>; 2] + Sync {
        |change, lane| [self.before(change, lane), self.after(change, lane)]
    }

    /// External referentials that move, with what they touch.
    pub(crate) fn passages(&self) -> Vec<Passage> {
        passages_of(self.diff, self.before.corpus, self.after.corpus)
    }

    /// Each requirement a referential that moves touches, in each lane.
    pub(crate) fn touched(&self) -> Vec<Touched> {
        let mut found = Vec::new();
        for passage in self.passages() {
            for lane in passage.lanes {
                let (before, after) = (versions(&lane.before), versions(&lane.after));
                found.extend(lane.touched.into_iter().map(|id| {
                    let item = self.after.corpus.item(id.as_str());
                    Touched {
                        lane: lane.lane.clone(),
                        code: passage.code.clone(),
                        referential: passage.title.clone(),
                        before: before.clone(),
                        after: after.clone(),
                        key: item.map_or_else(|| id.clone(), |item| item.key.clone()),
                        title: item.map(|item| item.title.clone()).unwrap_or_default(),
                        id,
                    }
                }));
            }
        }
        found
    }

    /// The item before, as the lane stated it.
    pub(crate) fn before(&self, change: &Change, lane: Option<&str>) -> Option<Cow<'a, Requirement>> {
        let former = change.attributes.iter().find_map(|attribute| match attribute {
            Attribute::Renamed(id) => Some(id),
            _ => None,
        });
        self.before.item(former.unwrap_or(&change.id), &change.key, lane)
    }

    /// The item after, as the lane states it.
    pub(crate) fn after(&self, change: &Change, lane: Option<&str>) -> Option<Cow<'a, Requirement>> {
        self.after.item(&change.id, &change.key, lane)
    }

    /// Fields to show for a change of this comparison, or of one of its lanes.
    pub(crate) fn fields<'c>(&self, change: &'c Change, lane: Option<&str>) -> Vec<Shown<'c>>
    where
        'a: 'c,
    {
        let mut shown = Vec::with_capacity(change.fields.len() + 1);
        let said = change.fields.iter().any(|field| field.field == Field::Statement);
        let statement = match change.evolution {
            _ if said => None,
            // What comes back is read again, like what comes.
            Evolution::New | Evolution::Reinstated => {
                self.after(change, lane).map(|item| (None, Some(statement(item))))
            }
            Evolution::Obsolete => self.before(change, lane).map(|item| (Some(statement(item)), None)),
            Evolution::Modified | Evolution::Unchanged => None,
        };
        if let Some((before, after)) = statement {
            shown.push(Shown { field: Field::Statement, of: None, before, after, typographic: false });
        }
        shown.extend(change.fields.iter().map(Shown::from));
        shown
    }

    /// Changes by group, in the order of what they ask of a vendor; empty groups are left out.
    pub(crate) fn groups(&self) -> Vec<(Group, Vec<&'a Change>)> {
        let diff = self.diff;
        let of = |group| diff.changes.iter().filter(move |change| Group::of(change) == Some(group));
        let groups = Group::ALL.map(|group| (group, of(group).collect::<Vec<_>>()));
        groups.into_iter().filter(|(_, changes)| !changes.is_empty()).collect()
    }

    /// Items of which typography alone differs.
    pub(crate) fn typographic(&self) -> impl Iterator<Item = &'a Change> + use<'a> {
        self.diff.changes.iter().filter(|change| Group::of(change).is_none())
    }

    /// Comments that changes answer, each with the ids of the items it changed.
    pub(crate) fn comments(&self) -> BTreeMap<ItemId, Vec<&'a ItemId>> {
        let mut comments: BTreeMap<ItemId, Vec<&'a ItemId>> = BTreeMap::new();
        let own = self.diff.lane_only.iter().map(|own| &own.change);
        for change in self.diff.changes.iter().chain(own) {
            for comment in &change.comments {
                let items = comments.entry(ItemId::new(comment.as_str())).or_default();
                if !items.contains(&&change.id) {
                    items.push(&change.id);
                }
            }
        }
        comments
    }

    /// The socle an item comes from, when it does.
    pub(crate) fn socle(&self, change: &Change) -> Option<&'a str> {
        let home = |side: &Side<'a>| {
            let item = side.corpus.item(change.id.as_str()).filter(|item| item.key == change.key)?;
            match &item.home {
                Home::Socle(code) => Some(code.as_str()),
                Home::Lane(_) => None,
            }
        };
        home(&self.after).or_else(|| home(&self.before))
    }
}

fn statement(item: Cow<'_, Requirement>) -> Cow<'_, str> {
    match item {
        Cow::Borrowed(item) => Cow::Borrowed(&item.statement),
        Cow::Owned(item) => Cow::Owned(item.statement),
    }
}

/// An attribute in words, ids included.
pub(crate) fn attribute(attribute: &Attribute) -> String {
    let ids = attribute.ids().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match attribute {
        Attribute::Renamed(_) => format!("s’appelait {ids}"),
        Attribute::Moved => "déplacée".to_owned(),
        Attribute::SplitFrom(_) => format!("issue de {ids}"),
        Attribute::MergedFrom(_) => format!("réunit {ids}"),
        Attribute::ReplacedBy(_) => format!("remplacée par {ids}"),
        Attribute::PickedUp => "reprise d’un socle".to_owned(),
        Attribute::Withdrawn => "retirée du couloir".to_owned(),
    }
}

/// The versions of a referential, or a dash.
pub(crate) fn versions(list: &[String]) -> String {
    if list.is_empty() { "—".to_owned() } else { list.join(", ") }
}

/// What a move asks of the requirements it touches: « 12 exigences touchées ».
pub(crate) fn touched(count: usize) -> String {
    match count {
        0 => "aucune exigence touchée".to_owned(),
        1 => "1 exigence touchée".to_owned(),
        _ => format!("{count} exigences touchées"),
    }
}

/// Lanes that ask the same together, then those that do not: « RIS, LGC · DB ».
pub(crate) fn camps(groups: &[Vec<String>]) -> String {
    let groups: Vec<String> = groups.iter().map(|lanes| lanes.join(", ")).collect();
    if groups.is_empty() { "—".to_owned() } else { groups.join(" · ") }
}
