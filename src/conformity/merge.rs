//! Two files of the same product put together, in sight of every disagreement.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::answers::{Answers, Archive, Product, Unknown};

/// Name and version of the list of conflicts.
pub const MERGE: &str = "remc/fusion@1";

/// Which of two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Hand {
    /// The first one.
    #[serde(rename = "gauche")]
    Left,
    /// The second one.
    #[serde(rename = "droite")]
    Right,
}

impl Hand {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Hand::Left => "gauche",
            Hand::Right => "droite",
        }
    }
}

/// A place where two files disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Where: `reponses/KEY`, `preuves/KEY`, `profils/NAME`, `conditions/KEY`, `produit`, or an unknown field.
    pub id: String,
    /// What the first file says.
    #[serde(rename = "gauche")]
    pub left: Value,
    /// What the second file says.
    #[serde(rename = "droite")]
    pub right: Value,
}

/// What a merge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Both files, the first one where they disagree and nothing was chosen.
    pub answers: Answers,
    /// Disagreements nobody chose between.
    pub conflicts: Vec<Conflict>,
    /// Disagreements settled by a choice.
    pub settled: usize,
    /// Every place either file fills, in the order of the file: the product, profiles, conditions, answers, proofs, then
    /// fields unknown here.
    pub places: Vec<(String, Standing)>,
}

/// How two files stand at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Both say the same.
    Same,
    /// Only the first says something.
    LeftOnly,
    /// Only the second says something.
    RightOnly,
    /// They disagree, whether a choice settled it or not.
    Conflict,
}

/// Why two files cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError(String);

impl fmt::Display for MergeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for MergeError {}

/// Merges two files of one catalogue and lane. What only one says is kept; what both say alike is kept once; where they
/// disagree, `choose` decides, and what is not chosen goes to the archives. Never the last one by default.
///
/// # Errors
/// When the files are about different catalogues or lanes.
pub fn merge(
    left: &Answers,
    right: &Answers,
    choose: impl Fn(&str) -> Option<Hand>,
) -> Result<Merged, MergeError> {
    for (name, first, second) in
        [("catalogue", &left.catalogue, &right.catalogue), ("couloir", &left.lane, &right.lane)]
    {
        if first != second {
            return Err(MergeError(format!(
                "les deux fichiers ne portent pas sur le même {name} : « {first} » et « {second} »"
            )));
        }
    }
    let mut work = Work {
        choose: &choose,
        conflicts: Vec::new(),
        set_aside: Vec::new(),
        settled: 0,
        places: Vec::new(),
    };
    let (iteration, date) = latest(left, right);
    let product = work.product(&left.product, &right.product);
    let mut answers = Answers::new(&left.catalogue, &left.lane, iteration, date, product);
    answers.profiles = work.map("profils", &left.profiles, &right.profiles);
    answers.conditions = work.map("conditions", &left.conditions, &right.conditions);
    answers.answers = work.map("reponses", &left.answers, &right.answers);
    answers.proofs = work.map("preuves", &left.proofs, &right.proofs);
    answers.unknown = work.map("", &left.unknown, &right.unknown);
    answers.archives = joined(&left.archives, &right.archives);
    answers.archives.extend(work.set_aside);
    answers.journal = joined(&left.journal, &right.journal);
    if left.journal != right.journal {
        answers.journal.sort_by(|one, other| one.date.cmp(&other.date));
    }
    Ok(Merged { answers, conflicts: work.conflicts, settled: work.settled, places: work.places })
}

/// Reads choices: `{"choix": {"reponses/KEY": "gauche", …}}`.
///
/// # Errors
/// What is wrong, in French.
pub fn choices(bytes: &[u8]) -> Result<BTreeMap<String, Hand>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "le fichier n’est pas en UTF-8".to_owned())?;
    let (value, twice) = super::json::parse(text.trim_start_matches('\u{feff}')).map_err(|error| {
        format!("ce n’est pas du JSON (ligne {}, colonne {})", error.line(), error.column())
    })?;
    if let Some(place) = twice.first() {
        return Err(format!("« {place} » est écrit deux fois"));
    }
    let choices = value.get("choix").and_then(Value::as_object);
    let choices = choices.ok_or("le champ « choix » (un objet) manque".to_owned())?;
    let mut found = BTreeMap::new();
    for (id, hand) in choices {
        let hand = match hand.as_str() {
            Some("gauche") => Hand::Left,
            Some("droite") => Hand::Right,
            _ => return Err(format!("« {id} » : « gauche » ou « droite » est attendu")),
        };
        let _ = found.insert(id.clone(), hand);
    }
    Ok(found)
}

/// The later of two iterations, by day; a draft has none, and comes last.
fn latest<'a>(left: &'a Answers, right: &'a Answers) -> (&'a str, &'a str) {
    let rank =
        |answers: &'a Answers| (answers.date.is_empty(), answers.date.as_str(), answers.iteration.as_str());
    let later = if rank(right) > rank(left) { right } else { left };
    (&later.iteration, &later.date)
}

/// Both lists, each entry once.
fn joined<T: Clone + PartialEq>(left: &[T], right: &[T]) -> Vec<T> {
    left.iter().chain(right.iter().filter(|entry| !left.contains(entry))).cloned().collect()
}

struct Work<'c> {
    choose: &'c dyn Fn(&str) -> Option<Hand>,
    conflicts: Vec<Conflict>,
    set_aside: Vec<Archive>,
    settled: usize,
    places: Vec<(String, Standing)>,
}

impl Work<'_> {
    fn map<T: Clone + PartialEq + Serialize>(
        &mut self,
        name: &str,
        left: &BTreeMap<String, T>,
        right: &BTreeMap<String, T>,
    ) -> BTreeMap<String, T> {
        let mut found = BTreeMap::new();
        let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for key in keys {
            let id = if name.is_empty() { key.clone() } else { format!("{name}/{key}") };
            if let Some(kept) = self.place(id, key, left.get(key), right.get(key)) {
                let _ = found.insert(key.clone(), kept.clone());
            }
        }
        found
    }

    fn product(&mut self, left: &Product, right: &Product) -> Product {
        let filled = |product: &Product| *product != Product::default();
        let (mine, theirs) = (Some(left).filter(|one| filled(one)), Some(right).filter(|one| filled(one)));
        self.place("produit".to_owned(), "produit", mine, theirs).cloned().unwrap_or_default()
    }

    /// What is kept at a place.
    fn place<'v, T: PartialEq + Serialize>(
        &mut self,
        id: String,
        key: &str,
        left: Option<&'v T>,
        right: Option<&'v T>,
    ) -> Option<&'v T> {
        let (standing, kept) = match (left, right) {
            (Some(mine), Some(theirs)) if mine == theirs => (Standing::Same, mine),
            (Some(mine), Some(theirs)) => (Standing::Conflict, self.pick(id.clone(), key, mine, theirs)),
            (Some(mine), None) => (Standing::LeftOnly, mine),
            (None, Some(theirs)) => (Standing::RightOnly, theirs),
            (None, None) => return None,
        };
        self.places.push((id, standing));
        Some(kept)
    }

    /// The side chosen; the first one, with a conflict, when nobody chose.
    fn pick<'v, T: Serialize>(&mut self, id: String, key: &str, left: &'v T, right: &'v T) -> &'v T {
        let value = |side: &T| serde_json::to_value(side).unwrap_or_default();
        let Some(hand) = (self.choose)(&id) else {
            self.conflicts.push(Conflict { id, left: value(left), right: value(right) });
            return left;
        };
        self.settled += 1;
        let (kept, lost) = if hand == Hand::Left { (left, right) } else { (right, left) };
        self.set_aside.push(Archive {
            key: key.to_owned(),
            cause: format!(
                "fusion : {} non retenue",
                if hand == Hand::Left { "version de droite" } else { "version de gauche" }
            ),
            content: value(lost),
            unknown: Unknown::from([("lieu".to_owned(), Value::String(id))]),
        });
        kept
    }
}

impl Merged {
    /// How many places stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.places.iter().filter(|(_, found)| *found == standing).count()
    }

    /// Whether the files disagree at a place, settled or not.
    pub fn met(&self, id: &str) -> bool {
        self.places.iter().any(|(place, standing)| place == id && *standing == Standing::Conflict)
    }

    /// What both files say and where they disagree, as `remc/fusion@1`.
    pub fn to_json(&self) -> String {
        let only = |standing: Standing| {
            let places = self.places.iter().filter(move |(_, found)| *found == standing);
            places.map(|(id, _)| id.as_str()).collect()
        };
        super::answers::canonical(&Report {
            schema: MERGE,
            counts: Counts {
                same: self.count(Standing::Same),
                left: self.count(Standing::LeftOnly),
                right: self.count(Standing::RightOnly),
                conflicts: self.count(Standing::Conflict),
            },
            left: only(Standing::LeftOnly),
            right: only(Standing::RightOnly),
            conflicts: &self.conflicts,
            settled: self.settled,
        })
    }
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    #[serde(rename = "comptes")]
    counts: Counts,
    #[serde(rename = "gauche_seulement")]
    left: Vec<&'a str>,
    #[serde(rename = "droite_seulement")]
    right: Vec<&'a str>,
    #[serde(rename = "conflits")]
    conflicts: &'a [Conflict],
    #[serde(rename = "tranches")]
    settled: usize,
}

#[derive(Serialize)]
struct Counts {
    #[serde(rename = "identiques")]
    same: usize,
    #[serde(rename = "gauche_seulement")]
    left: usize,
    #[serde(rename = "droite_seulement")]
    right: usize,
    #[serde(rename = "conflits")]
    conflicts: usize,
}
