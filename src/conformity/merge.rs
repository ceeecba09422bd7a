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
    /// Every place where the files disagree, settled or not.
    pub met: BTreeSet<String>,
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
        met: BTreeSet::new(),
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
    Ok(Merged { answers, conflicts: work.conflicts, settled: work.settled, met: work.met })
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
    met: BTreeSet<String>,
}

impl Work<'_> {
    fn map<T: Clone + PartialEq + Serialize>(
        &mut self,
        name: &str,
        left: &BTreeMap<String, T>,
        right: &BTreeMap<String, T>,
    ) -> BTreeMap<String, T> {
        let mut found = right.clone();
        for (key, mine) in left {
            let id = if name.is_empty() { key.clone() } else { format!("{name}/{key}") };
            let kept = match right.get(key) {
                Some(theirs) if theirs != mine => self.pick(id, key, mine, theirs),
                _ => mine,
            };
            let _ = found.insert(key.clone(), kept.clone());
        }
        found
    }

    fn product(&mut self, left: &Product, right: &Product) -> Product {
        let blank = |product: &Product| *product == Product::default();
        if left == right || blank(right) {
            return left.clone();
        }
        if blank(left) {
            return right.clone();
        }
        self.pick("produit".to_owned(), "produit", left, right).clone()
    }

    /// The side chosen; the first one, with a conflict, when nobody chose.
    fn pick<'v, T: Serialize>(&mut self, id: String, key: &str, left: &'v T, right: &'v T) -> &'v T {
        let value = |side: &T| serde_json::to_value(side).unwrap_or_default();
        let _ = self.met.insert(id.clone());
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
    /// The list of conflicts as `remc/fusion@1`.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Report<'a> {
            schema: &'static str,
            #[serde(rename = "conflits")]
            conflicts: &'a [Conflict],
            #[serde(rename = "tranches")]
            settled: usize,
        }
        super::answers::canonical(&Report {
            schema: MERGE,
            conflicts: &self.conflicts,
            settled: self.settled,
        })
    }
}
