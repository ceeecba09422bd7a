//! A table that comes back: only the cells somebody changed are taken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::answers::{Answer, Answers, Archive, ProofFile, State, Unknown};
use super::confirm::{Decision, confirm};
use super::definition::Definition;
use super::read::is_day;
use super::table::{
    COLUMNS, CONFIRMED, DATE, FILE, FRESHNESS, ID, JUSTIFICATION, PRINT, PROOF, SHA256, STATE, Table,
    VERSION, digest, table,
};
use crate::source::fold_accents;

/// What a table that came back did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Answers changed or confirmed.
    pub answers: usize,
    /// Files changed.
    pub files: usize,
    /// Rows read.
    pub rows: usize,
    /// What was not taken, for information.
    pub notes: Vec<String>,
}

/// A row as read, with the number people see beside it: one cell for each of [`COLUMNS`], `None` where the sheet has no
/// such column.
type ReadRow = (u32, [Option<String>; COLUMNS.len()]);

/// Cells of a sheet, titles first: rows in the order of [`COLUMNS`].
///
/// # Errors
/// When a title that is needed is missing or stands twice.
fn rows(cells: &[(u32, Vec<String>)]) -> Result<Vec<ReadRow>, Vec<String>> {
    let fold = |title: &str| fold_accents(title.trim());
    let needed = [ID, PROOF, STATE];
    let header = cells.iter().position(|(_, row)| {
        needed.iter().all(|column| {
            let wanted = COLUMNS.get(*column).map(|one| fold(one.title)).unwrap_or_default();
            row.iter().any(|cell| fold(cell) == wanted)
        })
    });
    let Some(header) = header else {
        return Err(vec![
            "aucune ligne de titres : les colonnes « ID », « N° preuve » et « État » sont attendues"
                .to_owned(),
        ]);
    };
    let (line, titles) = cells.get(header).map_or((0, &[][..]), |(line, row)| (*line, row.as_slice()));
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (column, about) in COLUMNS.iter().enumerate() {
        let wanted = fold(about.title);
        let found: Vec<usize> =
            titles.iter().enumerate().filter(|(_, title)| fold(title) == wanted).map(|(at, _)| at).collect();
        match found.as_slice() {
            [] => {}
            [one] => _ = places.insert(column, *one),
            _ => wrong.push(format!("ligne {line} : la colonne « {} » est présente deux fois", about.title)),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let body = cells.iter().skip(header + 1);
    Ok(body
        .map(|(line, row)| {
            let mut read = [const { None }; COLUMNS.len()];
            for (column, place) in &places {
                if let Some(cell) = read.get_mut(*column) {
                    *cell = Some(row.get(*place).cloned().unwrap_or_default());
                }
            }
            (*line, read)
        })
        .filter(|(_, row)| row.iter().flatten().any(|cell| !cell.trim().is_empty()))
        .collect())
}

/// Takes into `answers` what somebody changed in a table written from them. A cell left as it was changes nothing, nor does a
/// column that is not there, so a table that comes back untouched changes nothing at all. A state or a justification that changed confirms the answer for what the
/// table showed; so does « Confirmée » typed in the column of fraîcheur. What is emptied goes to the archives.
///
/// # Errors
/// Everything that is wrong, by row; `answers` is then left alone.
pub fn apply(
    answers: &mut Answers,
    definition: &Definition,
    cells: &[(u32, Vec<String>)],
    date: &str,
) -> Result<Applied, Vec<String>> {
    let rows = rows(cells)?;
    let known = table(answers, definition);
    let mut reader = Reader {
        index: Index::new(&known, definition),
        known: &known,
        wrong: Vec::new(),
        items: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    for (line, row) in &rows {
        reader.row(*line, row);
    }
    let Reader { wrong, items, files, .. } = reader;
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut next = answers.clone();
    let mut applied = Applied { rows: rows.len(), ..Applied::default() };
    for (key, change) in files {
        applied.files += usize::from(set_file(&mut next, &key, change, &mut applied.notes));
    }
    for (key, change) in items {
        applied.answers +=
            usize::from(set_answer(&mut next, definition, &key, change, date, &mut applied.notes));
    }
    *answers = next;
    Ok(applied)
}

/// Cells of one item that changed, with the row that says so.
#[derive(Default)]
struct ItemChange {
    state: Option<(u32, String)>,
    justification: Option<(u32, String)>,
    confirmed: bool,
    print: String,
}

/// Cells of one file that changed.
#[derive(Default)]
struct FileChange {
    cells: BTreeMap<usize, (u32, String)>,
}

/// Where each row of the table that left is.
struct Index {
    rows: BTreeMap<(String, String), usize>,
    items: BTreeMap<String, String>,
    proofs: BTreeMap<String, String>,
}

impl Index {
    fn new(known: &Table, definition: &Definition) -> Self {
        let mut rows = BTreeMap::new();
        let mut items = BTreeMap::new();
        let mut proofs = BTreeMap::new();
        for (place, (item, proof)) in known.keys.iter().enumerate() {
            let _ = rows.entry((item.clone(), proof.clone())).or_insert(place);
            if !item.is_empty() {
                let _ = items.insert(item.clone(), item.clone());
            }
            if !proof.is_empty() {
                let _ = proofs.insert(proof.clone(), proof.clone());
            }
        }
        for item in &definition.items {
            let _ = items.insert(item.id.clone(), item.key.clone());
            for former in &item.formerly {
                let _ = items.entry(former.clone()).or_insert_with(|| item.key.clone());
            }
            for link in &item.proofs {
                let _ = proofs.insert(link.number.clone(), link.key.clone());
            }
        }
        Self { rows, items, proofs }
    }
}

struct Reader<'a> {
    index: Index,
    known: &'a Table,
    wrong: Vec<String>,
    items: BTreeMap<String, ItemChange>,
    files: BTreeMap<String, FileChange>,
}

impl Reader<'_> {
    fn row(&mut self, line: u32, row: &[Option<String>]) {
        let read = |column: usize| row.get(column).and_then(Option::as_deref).map(plain);
        let cell = |column: usize| read(column).unwrap_or_default();
        let (id, number) = (cell(ID), cell(PROOF));
        let item = match self.index.items.get(&id) {
            Some(key) => key.clone(),
            None if id.is_empty() && !number.is_empty() => String::new(),
            None if id.is_empty() => {
                return self.wrong.push(format!("ligne {line} : la colonne « ID » est vide"));
            }
            None => {
                return self.wrong.push(format!("ligne {line} : exigence « {id} » inconnue de cette liste"));
            }
        };
        let proof = match self.index.proofs.get(&number) {
            Some(key) => key.clone(),
            None if number.is_empty() => String::new(),
            None => {
                return self
                    .wrong
                    .push(format!("ligne {line} : preuve « {number} » inconnue de cette liste"));
            }
        };
        let Some(before) = self.index.rows.get(&(item.clone(), proof.clone())) else {
            return self.wrong.push(format!("ligne {line} : « {number} » n’est pas une preuve de « {id} »"));
        };
        let Some(before) = self.known.rows.get(*before) else { return };
        let changed: Vec<usize> = (STATE..=FRESHNESS)
            .filter(|column| {
                read(*column).is_some_and(|new| before.get(*column).map(|text| plain(text)) != Some(new))
            })
            .collect();
        for column in changed {
            let new = cell(column);
            match column {
                STATE | JUSTIFICATION | FRESHNESS if item.is_empty() => {}
                STATE => self.state(line, &item, &id, new, &cell(PRINT)),
                JUSTIFICATION => {
                    let change = self.items.entry(item.clone()).or_default();
                    change.print = cell(PRINT);
                    let kept = change.justification.get_or_insert((line, new.clone()));
                    if kept.1 != new {
                        let text = format!("lignes {} et {line} : deux justifications pour « {id} »", kept.0);
                        self.wrong.push(text);
                    }
                }
                FRESHNESS if fold_accents(&new) == fold_accents(CONFIRMED) => {
                    let change = self.items.entry(item.clone()).or_default();
                    change.confirmed = true;
                    change.print = cell(PRINT);
                }
                FRESHNESS => {}
                _ if proof.is_empty() && new.is_empty() => {}
                _ if proof.is_empty() => {
                    self.wrong.push(format!(
                        "ligne {line} : cette ligne n’a pas de preuve à laquelle joindre un fichier"
                    ));
                }
                _ => self.file(line, &proof, &number, column, new),
            }
        }
    }

    fn state(&mut self, line: u32, item: &str, id: &str, new: String, print: &str) {
        if !new.is_empty() && parse_state(&new).is_none() {
            let words: Vec<&str> = State::WORDS.iter().map(|(.., label)| *label).collect();
            let text = format!("ligne {line} : « {new} » n’est pas un état ({})", words.join(", "));
            return self.wrong.push(text);
        }
        let change = self.items.entry(item.to_owned()).or_default();
        print.clone_into(&mut change.print);
        let kept = change.state.get_or_insert((line, new.clone()));
        if kept.1 != new {
            let text = format!("lignes {} et {line} : deux états pour « {id} »", kept.0);
            self.wrong.push(text);
        }
    }

    fn file(&mut self, line: u32, proof: &str, number: &str, column: usize, new: String) {
        let new = match column {
            DATE if !new.is_empty() => match day(&new) {
                Some(day) => day,
                None => {
                    let text = format!("ligne {line} : « {new} » n’est pas une date (AAAA-MM-JJ)");
                    return self.wrong.push(text);
                }
            },
            SHA256 if !new.is_empty() && !is_sha256(&new) => {
                let text = format!("ligne {line} : SHA-256 de 64 chiffres hexadécimaux attendu");
                return self.wrong.push(text);
            }
            SHA256 => new.to_ascii_lowercase(),
            _ => new,
        };
        let cells = &mut self.files.entry(proof.to_owned()).or_default().cells;
        let kept = cells.entry(column).or_insert_with(|| (line, new.clone()));
        if kept.1 != new {
            let text = format!("lignes {} et {line} : deux valeurs pour la preuve « {number} »", kept.0);
            self.wrong.push(text);
        }
    }
}

fn set_file(answers: &mut Answers, key: &str, change: FileChange, notes: &mut Vec<String>) -> bool {
    let old = answers.proofs.get(key).cloned();
    let mut file = old.clone().unwrap_or_default();
    for (column, (_, text)) in change.cells {
        match column {
            FILE => file.file = text,
            SHA256 => file.sha256 = text,
            DATE => file.date = text,
            VERSION => file.version = text,
            _ => {}
        }
    }
    if old.as_ref() == Some(&file) {
        return false;
    }
    if old.is_none() && file.file.is_empty() {
        notes.push(format!("preuve « {key} » : sans nom de fichier, rien n’est joint"));
        return false;
    }
    let replaced = old.as_ref().is_some_and(|old| old.file != file.file || old.sha256 != file.sha256);
    if replaced {
        // Another file: the size of the former one says nothing of it.
        file.size = 0;
        answers.archives.push(Archive {
            key: key.to_owned(),
            cause: "fichier remplacé ou retiré par un tableau".to_owned(),
            content: serde_json::to_value(&old).unwrap_or_default(),
            unknown: Unknown::new(),
        });
    }
    if file.file.is_empty() {
        let _ = answers.proofs.remove(key);
    } else {
        let _ = answers.proofs.insert(key.to_owned(), file);
    }
    true
}

fn set_answer(
    answers: &mut Answers,
    definition: &Definition,
    key: &str,
    change: ItemChange,
    date: &str,
    notes: &mut Vec<String>,
) -> bool {
    let old: Option<Answer> = answers.answers.get(key).cloned();
    let set_aside = |answers: &mut Answers, old: &Option<Answer>, cause: &str| {
        answers.archives.push(Archive {
            key: key.to_owned(),
            cause: cause.to_owned(),
            content: serde_json::to_value(old).unwrap_or(Value::Null),
            unknown: Unknown::new(),
        });
    };
    let Some(item) = definition.item(key) else {
        notes.push(format!("« {key} » n’est plus demandée : son archive reste telle quelle"));
        return false;
    };
    let shown = super::view::view(answers, definition).items.into_iter().find(|one| one.key == key);
    let state = match &change.state {
        Some((_, text)) if text.is_empty() => {
            if old.is_some() {
                set_aside(answers, &old, "réponse retirée par un tableau");
                let _ = answers.answers.remove(key);
                return true;
            }
            return false;
        }
        Some((_, text)) => parse_state(text),
        None => shown.and_then(|one| one.state),
    };
    let Some(state) = state else {
        notes.push(format!("« {} » : une justification sans état n’est pas une réponse", item.id));
        return false;
    };
    let justification = change.justification.map(|(_, text)| text);
    let read_now = change.print == digest(&item.seen);
    let decision =
        Decision { state, justification, planned: None, date: date.to_owned(), author: String::new() };
    let seen = old.as_ref().and_then(|old| old.seen.clone());
    if !confirm(answers, definition, key, decision) {
        return false;
    }
    if !read_now {
        // The table showed another text than the list of today: the answer keeps what it had seen, if anything.
        if let Some(answer) = answers.answers.get_mut(key) {
            answer.seen = seen;
        }
        notes.push(format!(
            "« {} » : le tableau montre un autre texte que cette liste, réponse à revoir",
            item.id
        ));
    }
    true
}

/// What another lane's file says of the same items, in the same words: answers to confirm, for those that have none. Returns
/// how many were taken.
pub fn take_over(answers: &mut Answers, definition: &Definition, other: &Answers) -> usize {
    let mut taken = 0;
    let mut proofs: BTreeSet<&String> = BTreeSet::new();
    for item in &definition.items {
        let Some(answer) = other.answers.get(&item.key) else { continue };
        let Some(seen) = &answer.seen else { continue };
        if answers.answers.contains_key(&item.key) || !seen.statement.same_wording(&item.seen.statement) {
            continue;
        }
        let taken_answer = Answer { taken_from: other.lane.clone(), note: String::new(), ..answer.clone() };
        let _ = answers.answers.insert(item.key.clone(), taken_answer);
        proofs.extend(item.proofs.iter().map(|link| &link.key));
        taken += 1;
    }
    for key in proofs {
        if let Some(file) = other.proofs.get(key)
            && !answers.proofs.contains_key(key)
        {
            let _: Option<ProofFile> = answers.proofs.insert(key.clone(), file.clone());
        }
    }
    taken
}

/// A cell as it compares: what spreadsheets do to line ends, spaces at both ends and control characters is no change.
fn plain(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|character| if character == '\r' { '\n' } else { character })
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect();
    text.trim_matches(|one: char| one.is_whitespace() || one == '\u{feff}').to_owned()
}

fn parse_state(word: &str) -> Option<State> {
    let folded = fold_accents(word.trim());
    State::WORDS
        .iter()
        .find(|(_, json, label)| fold_accents(label) == folded || *json == folded)
        .map(|(state, ..)| *state)
}

/// A day as ISO 8601, also from the form French spreadsheets give it.
fn day(text: &str) -> Option<String> {
    if is_day(text) {
        return Some(text.to_owned());
    }
    let parts: Vec<&str> = text.split('/').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    // Which century « 22 » is in, nobody wrote.
    if year.len() != 4 || !(1..=2).contains(&day.len()) || !(1..=2).contains(&month.len()) {
        return None;
    }
    let iso = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    is_day(&iso).then_some(iso)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
