//! From trees to fields, reporting every mistake on the way.
//!
//! Input: a [`Node`]; output: words with their places. Each list of keys is closed: another key is reported with the
//! nearest known one, and read as if it had been that one, so that a slip never triggers a second finding.

use std::collections::BTreeMap;

use super::yaml::{Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, fold_accents, suggest};

/// A word and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// The word, without quotes and outer spaces.
    pub(super) value: String,
    /// Its bytes, quotes included.
    pub(super) span: Span,
}

/// The values of a map, by known key.
#[derive(Debug)]
pub(super) struct Fields<'n> {
    values: BTreeMap<&'static str, (Span, &'n Node)>,
    what: &'static str,
    /// Where to report a missing key.
    pub(super) at: Span,
    cut: bool,
}

impl<'n> Fields<'n> {
    /// The value of a key, unless nothing was written.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.values.get(key).map(|(_, node)| *node).filter(|node| !node.is_null())
    }

    /// Where a key is written.
    pub(super) fn key_span(&self, key: &str) -> Option<Span> {
        self.values.get(key).map(|(span, _)| *span)
    }
}

/// Reads trees and collects findings.
#[derive(Debug)]
pub(super) struct Reader<'p> {
    /// All findings so far.
    pub(super) problems: &'p mut Vec<Diagnostic>,
    /// Code of a missing key: a DSR has its own.
    missing: Code,
}

impl<'p> Reader<'p> {
    /// Reads a file of settings.
    pub(super) fn new(problems: &'p mut Vec<Diagnostic>) -> Self {
        Self { problems, missing: Code::YamlValue }
    }

    /// Reads the header of a DSR.
    pub(super) fn of_header(problems: &'p mut Vec<Diagnostic>) -> Self {
        Self { problems, missing: Code::DossierFrontMatter }
    }

    /// Adds a finding.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Refuses a value and says what is expected.
    pub(super) fn refuse(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::new(Code::YamlValue, span, message).help(help));
    }

    /// Sorts the pairs of a map by known key. `what` names the map with its article, as in « un couloir ».
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        what: &'static str,
        keys: &'static [&'static str],
    ) -> Option<Fields<'n>> {
        let Value::Map(map) = &node.value else {
            let known = keys.join(", ");
            let message = format!("{what} n’a pas la forme attendue");
            self.refuse(
                node.span,
                message,
                format!("écrire des clés et des valeurs ; clés admises : {known}"),
            );
            return None;
        };
        let at = map
            .pairs
            .first()
            .map_or(node.span, |pair| pair.key_span.to(first_line(&pair.value, pair.key_span)));
        let mut fields = Fields { values: BTreeMap::new(), what, at, cut: map.cut };
        let mut unknown = Vec::new();
        for pair in &map.pairs {
            match keys.iter().find(|key| same_key(key, &pair.key)) {
                Some(key) => match fields.values.get(key) {
                    Some((first, _)) => {
                        let message = format!("clé « {key} » écrite deux fois");
                        let problem = Diagnostic::new(Code::DuplicateDeclaration, pair.key_span, message);
                        self.problems.push(
                            problem
                                .also(*first, "première fois ici")
                                .help("garder une seule des deux valeurs"),
                        );
                    }
                    None => {
                        let _ = fields.values.insert(key, (pair.key_span, &pair.value));
                    }
                },
                None => unknown.push(pair),
            }
        }
        for pair in unknown {
            let free = keys.iter().copied().filter(|key| !fields.values.contains_key(key));
            let near = suggest(&pair.key, free).or_else(|| suggest(&pair.key, keys.iter().copied()));
            let message = format!("clé « {} » inconnue dans {what}", pair.key);
            let mut problem = Diagnostic::new(Code::YamlUnknownKey, pair.key_span, message)
                .did_you_mean(pair.key_span, near.clone());
            if near.is_none() {
                problem = problem.help(format!("clés admises : {}", keys.join(", ")));
            }
            self.report(problem);
            if let Some(key) = near.and_then(|near| keys.iter().find(|key| **key == near)) {
                let _ = fields.values.entry(key).or_insert((pair.key_span, &pair.value));
            }
        }
        Some(fields)
    }

    /// The elements of a list; a lone value is a list of one.
    pub(super) fn items<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> &'n [Node] {
        match fields.get(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
        }
    }

    /// The words of a list; a lone word is a list of one.
    pub(super) fn texts(&mut self, fields: &Fields<'_>, key: &'static str) -> Vec<Text> {
        self.items(fields, key).iter().filter_map(|node| self.text(node, key)).collect()
    }

    /// A word. Reports anything else.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<Text> {
        match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() && !node.is_null() => {
                Some(Text { value: text.trim().to_owned(), span: node.span })
            }
            Value::Scalar { .. } => {
                self.refuse(
                    node.span,
                    format!("valeur vide pour « {key} »"),
                    "écrire une valeur ou retirer l’élément",
                );
                None
            }
            // Cut by a syntax mistake, already reported: only its opening is there.
            Value::List(_) | Value::Map(_) if node.span.end <= node.span.start + 1 => None,
            Value::List(_) | Value::Map(_) => {
                let found = if matches!(node.value, Value::List(_)) {
                    "une liste"
                } else {
                    "des clés et des valeurs"
                };
                let message = format!("« {key} » attend un texte et reçoit {found}");
                self.refuse(
                    node.span,
                    message,
                    "mettre entre guillemets un texte qui contient « : », « [ » ou « { »",
                );
                None
            }
        }
    }

    /// The word of a key that may be absent or empty.
    pub(super) fn optional(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<Text> {
        match &fields.get(key)?.value {
            Value::Scalar { text, .. } if text.trim().is_empty() => None,
            _ => self.text(fields.get(key)?, key),
        }
    }

    /// Same as [`Self::optional`], without the place.
    pub(super) fn word(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<String> {
        self.optional(fields, key).map(|text| text.value)
    }

    /// The word of a key that must be there.
    pub(super) fn required(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<Text> {
        let found = self.optional(fields, key);
        if found.is_none() {
            self.missing(fields, key);
        }
        found
    }

    /// Reports a key without value, unless something else was already said about it.
    fn missing(&mut self, fields: &Fields<'_>, key: &'static str) {
        match fields.values.get(key) {
            Some((span, node)) if matches!(node.value, Value::Scalar { .. }) => {
                let problem =
                    Diagnostic::new(self.missing, *span, format!("valeur manquante après « {key} »"));
                self.report(problem.help("écrire la valeur sur la même ligne"));
            }
            Some(_) => {}
            None if fields.cut => {}
            None => {
                let message = format!("il manque la clé « {key} » dans {}", fields.what);
                self.report(
                    Diagnostic::new(self.missing, fields.at, message).help(format!("ajouter « {key}: … »")),
                );
            }
        }
    }

    /// A value of a closed list.
    pub(super) fn choice<T: Copy>(
        &mut self,
        fields: &Fields<'_>,
        key: &'static str,
        admitted: &[(T, &str)],
    ) -> Option<T> {
        let text = self.optional(fields, key)?;
        self.choose(&text, key, admitted)
    }

    /// A value of a closed list that must be there.
    pub(super) fn required_choice<T: Copy>(
        &mut self,
        fields: &Fields<'_>,
        key: &'static str,
        admitted: &[(T, &str)],
    ) -> Option<T> {
        let text = self.required(fields, key)?;
        self.choose(&text, key, admitted)
    }

    /// Finds a word in a closed list, accents optional.
    pub(super) fn choose<T: Copy>(&mut self, text: &Text, key: &str, admitted: &[(T, &str)]) -> Option<T> {
        let found = admitted.iter().find(|(_, word)| same_key(word, &text.value));
        if found.is_none() {
            let words: Vec<&str> = admitted.iter().map(|(_, word)| *word).collect();
            let problem = Diagnostic::new(
                Code::YamlValue,
                text.span,
                format!("« {} » n’est pas admis pour « {key} »", text.value),
            )
            .did_you_mean(text.span, suggest(&text.value, words.iter().copied()))
            .help(format!("valeurs admises : {}", words.join(", ")));
            self.report(problem);
        }
        found.map(|(value, _)| *value)
    }

    /// A whole number; a leading `v` is accepted.
    pub(super) fn number(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<u32> {
        let text = self.optional(fields, key)?;
        let number = text.value.strip_prefix(['v', 'V']).unwrap_or(&text.value).parse().ok();
        if number.is_none() {
            self.refuse(
                text.span,
                format!("« {} » n’est pas un nombre entier", text.value),
                format!("écrire « {key}: 1 »"),
            );
        }
        number
    }

    /// Yes or no; absent is no.
    pub(super) fn flag(&mut self, fields: &Fields<'_>, key: &'static str) -> bool {
        const WORDS: &[(bool, &str)] = &[(true, "true"), (false, "false"), (true, "oui"), (false, "non")];
        self.choice(fields, key, WORDS).unwrap_or_default()
    }

    /// Reports a word that is no day of the calendar.
    pub(super) fn check_date(&mut self, text: &Text) -> bool {
        let valid = is_iso_date(&text.value);
        if !valid {
            self.refuse(
                text.span,
                format!("« {} » n’est pas une date", text.value),
                "écrire année-mois-jour, comme 2022-10-24",
            );
        }
        valid
    }

    /// Reports an address that is not of the web.
    pub(super) fn url(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<String> {
        let text = self.optional(fields, key)?;
        let valid = ["https://", "http://"].iter().any(|scheme| text.value.starts_with(scheme))
            && !text.value.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        if !valid {
            self.refuse(
                text.span,
                format!("« {} » n’est pas une adresse", text.value),
                "écrire une adresse complète, qui commence par « https:// »",
            );
        }
        valid.then_some(text.value)
    }

    /// Reports a code the language could not write.
    pub(super) fn check_code(&mut self, text: &Text) {
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'_' | b'#');
        let valid = text.value.bytes().all(allowed)
            && text.value.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        if !valid {
            let help = "un code commence par une lettre ou un chiffre et ne contient que des lettres sans accent, des chiffres et « . / - _ # »";
            self.refuse(text.span, format!("« {} » n’est pas un code", text.value), help);
        }
    }

    /// Reports a name that is not in a list, under `code`. `what` is the finding without the name, as « couloir » and
    /// « inconnu ».
    pub(super) fn unknown<'a>(
        &mut self,
        code: Code,
        what: (&str, &str),
        text: &Text,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let near = suggest(&text.value, known.iter().copied());
        let mut problem =
            Diagnostic::new(code, text.span, format!("{} « {} » {}", what.0, text.value, what.1))
                .did_you_mean(text.span, near.clone());
        if near.is_none() && !known.is_empty() && known.len() <= 20 {
            problem = problem.help(format!("valeurs connues : {}", known.join(", ")));
        }
        self.report(problem);
    }
}

/// Names that must not come twice, letter case and accents ignored.
#[derive(Debug)]
pub(super) struct Unique {
    noun: &'static str,
    seen: BTreeMap<String, Text>,
}

impl Unique {
    /// `noun` names what is declared, as in « couloir ».
    pub(super) fn new(noun: &'static str) -> Self {
        Self { noun, seen: BTreeMap::new() }
    }

    /// Claims a name; reports it, with both places, when it is taken.
    pub(super) fn claim(&mut self, name: &Text, reader: &mut Reader<'_>) -> bool {
        let folded = fold_accents(&name.value);
        if let Some(first) = self.seen.get(&folded) {
            let mut problem = Diagnostic::new(
                Code::DuplicateDeclaration,
                name.span,
                format!("déclaration en double : {} « {} »", self.noun, name.value),
            )
            .also(first.span, "première déclaration");
            if first.value != name.value {
                problem = problem.help(format!(
                    "« {} » ne diffère de « {} » que par la casse ou les accents",
                    name.value, first.value
                ));
            }
            reader.report(problem);
            return false;
        }
        let _ = self.seen.insert(folded, name.clone());
        true
    }
}

/// Whether a word written is a known one; accents are optional, capitals are not.
fn same_key(known: &str, written: &str) -> bool {
    known == written
        || (!written.chars().any(char::is_uppercase) && fold_accents(known) == fold_accents(written))
}

/// The value when it is a word; else the key.
fn first_line(value: &Node, key: Span) -> Span {
    match value.value {
        Value::Scalar { .. } if value.span.start >= key.end => value.span,
        _ => key,
    }
}

/// Whether a text is a day of the Gregorian calendar, as `2022-10-24`.
pub(super) fn is_iso_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}
