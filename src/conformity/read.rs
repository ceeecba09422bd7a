//! Reading a file of answers, whoever edited it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::answers::{
    ANSWERS, Answer, Answers, Archive, Choice, Entry, Product, ProofFile, Reply, State, Unknown,
};
use super::json;
use super::seen::{Print, Seen};
use crate::model::Nature;

/// How large a file of answers may be, in bytes. Three hundred requirements of ten proofs each weigh one megabyte.
pub const MAX_BYTES: u64 = 20 << 20;

/// How many mistakes are told at most.
const MAX_PROBLEMS: usize = 20;

/// Why bytes are no file of answers: every reason found, in French, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// At least one.
    pub problems: Vec<String>,
}

impl ReadError {
    fn one(text: impl Into<String>) -> Self {
        Self { problems: vec![text.into()] }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problems.join(" ; "))
    }
}

impl std::error::Error for ReadError {}

/// Reads a file of answers. Fields it does not know are kept.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Answers, ReadError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::one(too_large(MAX_BYTES)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ReadError::one(format!("le fichier n’est pas en UTF-8 (octet {})", error.valid_up_to() + 1))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ReadError::one("le fichier est vide"));
    }
    let (value, twice) = json::parse(text).map_err(|error| ReadError::one(syntax(&error)))?;
    let Value::Object(object) = value else {
        return Err(ReadError::one("ce n’est pas un fichier de réponses : un objet JSON est attendu"));
    };
    schema(&object)?;
    let mut reader = Reader { problems: Vec::new(), path: Vec::new() };
    for place in twice {
        reader.problems.push(format!("« {place} » est écrit deux fois"));
    }
    let answers = reader.answers(object);
    if reader.problems.is_empty() {
        return Ok(answers);
    }
    let more = reader.problems.len().saturating_sub(MAX_PROBLEMS);
    reader.problems.truncate(MAX_PROBLEMS);
    if more > 0 {
        reader.problems.push(format!("et {more} de plus"));
    }
    Err(ReadError { problems: reader.problems })
}

/// What is said of a file beyond a limit in bytes.
pub fn too_large(limit: u64) -> String {
    format!(
        "fichier trop volumineux (plus de {} Mo) : un fichier de réponses ne contient pas les preuves elles-mêmes",
        limit >> 20
    )
}

fn syntax(error: &serde_json::Error) -> String {
    let place = format!("ligne {}, colonne {}", error.line(), error.column());
    if error.is_eof() {
        format!("fichier tronqué : il s’arrête avant la fin ({place})")
    } else if error.to_string().contains("recursion limit") {
        format!("objets trop imbriqués ({place})")
    } else {
        format!("ce n’est pas du JSON ({place})")
    }
}

fn schema(object: &Map<String, Value>) -> Result<(), ReadError> {
    match object.get("schema").and_then(Value::as_str) {
        Some(ANSWERS) => Ok(()),
        Some(other) if other.starts_with("remc/reponses@") => Err(ReadError::one(format!(
            "format « {other} » plus récent que cette version de remc, qui lit « {ANSWERS} »"
        ))),
        Some(other) => Err(ReadError::one(format!(
            "ce n’est pas un fichier de réponses : format « {other} » au lieu de « {ANSWERS} »"
        ))),
        None => Err(ReadError::one(format!(
            "ce n’est pas un fichier de réponses : le champ « schema » (« {ANSWERS} ») manque"
        ))),
    }
}

/// Takes fields out of objects; what is left is unknown, and kept.
struct Reader {
    problems: Vec<String>,
    path: Vec<String>,
}

impl Reader {
    fn wrong(&mut self, field: &str, said: &str) {
        let place: Vec<&str> =
            self.path.iter().map(String::as_str).chain([field]).filter(|part| !part.is_empty()).collect();
        self.problems.push(format!("{} : {said}", place.join(" › ")));
    }

    fn within<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.to_owned());
        let result = work(self);
        let _ = self.path.pop();
        result
    }

    fn text(&mut self, object: &mut Map<String, Value>, field: &str) -> String {
        match object.remove(field) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(_) => {
                self.wrong(field, "un texte est attendu");
                String::new()
            }
        }
    }

    fn required(&mut self, object: &mut Map<String, Value>, field: &str) -> String {
        if object.contains_key(field) {
            return self.text(object, field);
        }
        self.wrong(field, "champ manquant");
        String::new()
    }

    /// A day, ISO 8601.
    fn day(&mut self, object: &mut Map<String, Value>, field: &str) -> String {
        let text = self.text(object, field);
        if !text.is_empty() && !is_day(&text) {
            self.wrong(field, &format!("« {text} » n’est pas une date (AAAA-MM-JJ)"));
        }
        text
    }

    fn object(&mut self, object: &mut Map<String, Value>, field: &str) -> Map<String, Value> {
        match object.remove(field) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(found)) => found,
            Some(_) => {
                self.wrong(field, "un objet est attendu");
                Map::new()
            }
        }
    }

    fn list(&mut self, object: &mut Map<String, Value>, field: &str) -> Vec<Value> {
        match object.remove(field) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(found)) => found,
            Some(_) => {
                self.wrong(field, "une liste est attendue");
                Vec::new()
            }
        }
    }

    /// A map of objects, each read by `each`; an entry that is wrong is told and left out.
    fn map<T>(
        &mut self,
        object: &mut Map<String, Value>,
        field: &str,
        mut each: impl FnMut(&mut Self, Map<String, Value>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let entries = self.object(object, field);
        self.within(field, |reader| {
            let mut found = BTreeMap::new();
            for (key, value) in entries {
                let Value::Object(entry) = value else {
                    reader.wrong(&key, "un objet est attendu");
                    continue;
                };
                if let Some(read) = reader.within(&key, |reader| each(reader, entry)) {
                    let _ = found.insert(key, read);
                }
            }
            found
        })
    }

    /// A list of objects.
    fn entries<T>(
        &mut self,
        object: &mut Map<String, Value>,
        field: &str,
        mut each: impl FnMut(&mut Self, Map<String, Value>) -> T,
    ) -> Vec<T> {
        let entries = self.list(object, field);
        self.within(field, |reader| {
            let mut found = Vec::with_capacity(entries.len());
            for (index, value) in entries.into_iter().enumerate() {
                let place = (index + 1).to_string();
                let Value::Object(entry) = value else {
                    reader.wrong(&place, "un objet est attendu");
                    continue;
                };
                found.push(reader.within(&place, |reader| each(reader, entry)));
            }
            found
        })
    }

    fn answers(&mut self, mut object: Map<String, Value>) -> Answers {
        let _ = object.remove("schema");
        let catalogue = self.required(&mut object, "catalogue");
        let lane = self.required(&mut object, "couloir");
        let iteration = self.required(&mut object, "iteration");
        let date = self.day(&mut object, "date");
        let mut product = self.object(&mut object, "produit");
        let product = self.within("produit", |reader| Product {
            name: reader.text(&mut product, "nom"),
            version: reader.text(&mut product, "version"),
            unknown: rest(product),
        });
        let mut found = Answers::new(&catalogue, &lane, &iteration, &date, product);
        found.profiles = self.map(&mut object, "profils", Self::choice);
        found.conditions = self.map(&mut object, "conditions", Self::choice);
        found.answers = self.map(&mut object, "reponses", Self::answer);
        found.proofs = self.map(&mut object, "preuves", |reader, entry| Some(reader.file(entry)));
        found.archives = self.entries(&mut object, "archives", |reader, mut entry| Archive {
            key: reader.required(&mut entry, "cle"),
            cause: reader.text(&mut entry, "motif"),
            content: entry.remove("contenu").unwrap_or_default(),
            unknown: rest(entry),
        });
        found.journal = self.entries(&mut object, "journal", |reader, mut entry| Entry {
            date: reader.day(&mut entry, "date"),
            key: reader.required(&mut entry, "cle"),
            iteration: reader.text(&mut entry, "iteration"),
            from: reader.text(&mut entry, "de"),
            to: reader.text(&mut entry, "vers"),
            author: reader.text(&mut entry, "auteur"),
            unknown: rest(entry),
        });
        found.unknown = rest(object);
        found
    }

    /// A word of a closed list; `said` is what is told of another one.
    fn closed<T>(
        &mut self,
        object: &mut Map<String, Value>,
        field: &str,
        parse: impl Fn(&str) -> Option<T>,
        said: &str,
    ) -> Option<T> {
        let told = self.problems.len();
        let word = self.required(object, field);
        let found = parse(&word);
        if found.is_none() && self.problems.len() == told {
            self.wrong(field, &format!("« {word} » {said}"));
        }
        found
    }

    fn choice(&mut self, mut entry: Map<String, Value>) -> Option<Choice> {
        let parse = |word: &str| match word {
            "oui" => Some(Reply::Yes),
            "non" => Some(Reply::No),
            _ => None,
        };
        let reply = self.closed(&mut entry, "reponse", parse, "n’est ni « oui » ni « non »");
        Some(Choice {
            reply: reply?,
            question: self.text(&mut entry, "question"),
            justification: self.text(&mut entry, "justification"),
            unknown: rest(entry),
        })
    }

    fn answer(&mut self, mut entry: Map<String, Value>) -> Option<Answer> {
        let words: Vec<&str> = State::WORDS.iter().map(|(_, word, _)| *word).collect();
        let said = format!("n’est pas un état ({})", words.join(", "));
        let state = self.closed(&mut entry, "etat", State::parse, &said);
        let seen = match entry.remove("vu") {
            None | Some(Value::Null) => None,
            Some(Value::Object(seen)) => self.within("vu", |reader| reader.seen(seen)),
            Some(_) => {
                self.wrong("vu", "un objet est attendu");
                None
            }
        };
        Some(Answer {
            state: state?,
            justification: self.text(&mut entry, "justification"),
            planned: self.day(&mut entry, "date_prevue"),
            note: self.text(&mut entry, "note"),
            date: self.day(&mut entry, "date"),
            taken_from: self.text(&mut entry, "reprise_de"),
            seen,
            unknown: rest(entry),
        })
    }

    fn seen(&mut self, mut entry: Map<String, Value>) -> Option<Seen> {
        let parse = |word: &str| match word {
            "obligatoire" => Some(Nature::Mandatory),
            "preconisee" => Some(Nature::Recommended),
            _ => None,
        };
        let said = "n’est ni « obligatoire » ni « preconisee »";
        let nature = self.closed(&mut entry, "nature", parse, said);
        Some(Seen {
            iteration: self.text(&mut entry, "iteration"),
            statement: Print(self.required(&mut entry, "enonce")),
            nature: nature?,
            profiles: self.texts(&mut entry, "profils"),
            condition: Print(self.text(&mut entry, "condition")),
            scope: Print(self.text(&mut entry, "perimetre")),
            references: self.words(&mut entry, "references"),
            scenarios: self.prints(&mut entry, "scenarios"),
            proofs: self.prints(&mut entry, "preuves"),
            lineage: self.texts(&mut entry, "lignee"),
            unknown: rest(entry),
        })
    }

    fn texts(&mut self, object: &mut Map<String, Value>, field: &str) -> Vec<String> {
        let mut found = Vec::new();
        for value in self.list(object, field) {
            match value {
                Value::String(text) => found.push(text),
                _ => self.wrong(field, "une liste de textes est attendue"),
            }
        }
        found.sort();
        found
    }

    fn words(&mut self, object: &mut Map<String, Value>, field: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (key, value) in self.object(object, field) {
            match value {
                Value::String(text) => _ = found.insert(key, text),
                _ => self.wrong(field, &format!("« {key} » : un texte est attendu")),
            }
        }
        found
    }

    fn prints(&mut self, object: &mut Map<String, Value>, field: &str) -> BTreeMap<String, Print> {
        self.words(object, field).into_iter().map(|(key, print)| (key, Print(print))).collect()
    }

    fn file(&mut self, mut entry: Map<String, Value>) -> ProofFile {
        let size = match entry.remove("taille") {
            None | Some(Value::Null) => 0,
            Some(value) => value.as_u64().unwrap_or_else(|| {
                self.wrong("taille", "un nombre d’octets est attendu");
                0
            }),
        };
        let sha256 = self.text(&mut entry, "sha256");
        let hexadecimal = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sha256.is_empty() && !hexadecimal {
            self.wrong("sha256", "64 chiffres hexadécimaux sont attendus");
        }
        ProofFile {
            file: self.required(&mut entry, "fichier"),
            size,
            date: self.day(&mut entry, "date"),
            version: self.text(&mut entry, "version"),
            sha256: sha256.to_ascii_lowercase(),
            unknown: rest(entry),
        }
    }
}

fn rest(object: Map<String, Value>) -> Unknown {
    object.into_iter().collect()
}

/// Whether a text is a day, ISO 8601, as calendars know them.
pub fn is_day(text: &str) -> bool {
    let digits = |part: Option<&str>, length: usize| -> Option<u32> {
        let part = part.filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()));
        part?.parse().ok()
    };
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next(), 4), digits(parts.next(), 2), digits(parts.next(), 2));
    let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}
