//! What to say of a part that could not be read: one precise message for each mistake, and suggestions.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::{Grammar, Rule};
use super::rules;
use super::tree::{Spanned, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, fold_accents, suggest};

/// Where a wrong field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Inside `exigence`.
    Requirement,
    /// Inside `scénario`.
    Scenario,
    /// Inside `rem`.
    Lane,
    /// Inside `adapte`.
    Adapt,
}

/// A field keyword, the rule that reads the field, and where it is at home.
type Entry = (&'static str, Rule, &'static [Context]);

const FIELDS: &[Entry] = {
    use Context::{Adapt, Lane, Requirement, Scenario};
    &[
        ("nature", Rule::nature, &[Requirement, Adapt]),
        ("statut", Rule::status, &[Requirement]),
        ("profil", Rule::profile, &[Requirement, Scenario, Adapt]),
        ("condition", Rule::condition, &[Requirement, Adapt]),
        ("criticité", Rule::criticality, &[Requirement]),
        ("périmètre", Rule::scope, &[Requirement]),
        ("vague1", Rule::wave1, &[Requirement]),
        ("dépend", Rule::depends, &[Requirement]),
        ("référence", Rule::reference, &[Requirement]),
        ("anciennement", Rule::formerly, &[Requirement]),
        ("issue de", Rule::derived_from, &[Requirement]),
        ("fusionne", Rule::merges, &[Requirement]),
        ("remplacée par", Rule::replaced_by, &[Requirement]),
        ("réintroduite", Rule::reinstated, &[Requirement]),
        ("énoncé", Rule::statement, &[Requirement, Adapt]),
        ("commentaire", Rule::comment, &[Requirement, Adapt]),
        ("note", Rule::note, &[Requirement, Scenario, Adapt]),
        ("évolution", Rule::evolution, &[Requirement, Adapt]),
        ("tolère", Rule::tolerance, &[Requirement, Adapt]),
        ("scénario", Rule::scenario, &[Requirement, Adapt]),
        ("titre", Rule::title, &[Adapt]),
        ("section", Rule::section_field, &[Adapt]),
        ("bloc", Rule::block_field, &[Adapt]),
        ("fonction", Rule::function_field, &[Adapt]),
        ("sans scénario", Rule::without, &[Adapt]),
        ("prérequis", Rule::prerequisite, &[Scenario]),
        ("étape", Rule::step, &[Scenario]),
        ("preuve", Rule::proof, &[Scenario]),
        ("profils", Rule::lane_profiles, &[Lane]),
        ("reprend", Rule::pick, &[Lane]),
        ("adapte", Rule::adapt, &[Lane]),
        ("retire", Rule::withdraw, &[Lane]),
    ]
};

/// Explains a wrong field.
pub(super) fn bad_field(file: FileId, span: Span, chunk: &str, context: Context) -> Vec<Diagnostic> {
    let start = span.start as usize;
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    if let Some(problem) = shared_slips(file, start, chunk) {
        return vec![problem];
    }
    let word = first_word(chunk);
    if word.is_empty() {
        let shown: String = chunk.chars().take(1).collect();
        return vec![
            Diagnostic::new(Code::Syntax, at(0, shown.len()), format!("« {shown} » inattendu"))
                .help("un champ commence par son mot-clé, par exemple « énoncé »"),
        ];
    }
    let here = FIELDS.iter().filter(|entry| entry.2.contains(&context));
    let folded = fold_accents(word);
    let keyword_of = |entry: &Entry| fold_accents(entry.0.split(' ').next().unwrap_or_default());
    match FIELDS.iter().find(|entry| entry.2.contains(&context) && keyword_of(entry) == folded) {
        Some(entry) if is_written_right(word, entry.0) => {
            vec![wrong_value(file, start, chunk, entry.1, entry.0)]
        }
        Some(entry) => vec![unknown_keyword(at(0, word.len()), word, Some(entry.0.to_owned()))],
        None => match FIELDS.iter().find(|entry| keyword_of(entry) == folded) {
            Some(entry) => vec![
                Diagnostic::new(Code::MisplacedField, at(0, word.len()), format!("« {} » n’a pas sa place ici", entry.0))
                    .help(format!("champs admis ici : {}", list(here.map(|entry| entry.0)))),
            ],
            None => {
                let candidate = suggest(word, here.map(|entry| entry.0));
                vec![unknown_keyword(at(0, word.len()), word, candidate)]
            }
        },
    }
}

/// Whether only accents differ, which the grammar accepts; capitals and the like are not.
fn is_written_right(word: &str, keyword: &str) -> bool {
    let first = keyword.split(' ').next().unwrap_or_default();
    word.chars().all(|character| !character.is_uppercase()) && fold_accents(word) == fold_accents(first)
}

fn unknown_keyword(span: Span, word: &str, candidate: Option<String>) -> Diagnostic {
    Diagnostic::new(Code::UnknownKeyword, span, format!("mot-clé « {word} » inconnu")).did_you_mean(span, candidate)
}

/// Explains an item that could not be read; the id it seems to define keeps references to it mute.
pub(super) fn bad_item(file: FileId, span: Span, chunk: &str) -> (Option<Text>, Vec<Diagnostic>) {
    let start = span.start as usize;
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let word = first_word(chunk);
    let id = declared_id(chunk).map(|(from, to)| Spanned {
        value: chunk.get(from..to).unwrap_or_default().to_owned(),
        span: at(from, to),
    });
    if let Some(problem) = shared_slips(file, start, chunk) {
        return (id, vec![problem]);
    }
    if word.is_empty() {
        let shown: String = chunk.chars().take(1).collect();
        let help = if shown == "}" { "cette accolade ne ferme rien" } else { "un élément commence par un mot-clé" };
        let problem = Diagnostic::new(Code::Syntax, at(0, shown.len()), format!("« {shown} » inattendu")).help(help);
        return (id, vec![problem]);
    }
    const ITEMS: [(&str, Rule); 8] = [
        ("exigence", Rule::requirement),
        ("scénario", Rule::cross_scenario),
        ("section", Rule::section),
        ("bloc", Rule::bloc),
        ("fonction", Rule::fonction),
        ("socle", Rule::socle),
        ("rem", Rule::rem),
        ("édition", Rule::edition),
    ];
    let folded = fold_accents(word);
    let problem = match ITEMS.iter().find(|(keyword, _)| fold_accents(keyword) == folded) {
        Some((keyword, rule)) if is_written_right(word, keyword) => wrong_value(file, start, chunk, *rule, keyword),
        Some((keyword, _)) => unknown_keyword(at(0, word.len()), word, Some((*keyword).to_owned())),
        None if FIELDS.iter().any(|entry| is_written_right(word, entry.0)) => {
            Diagnostic::new(Code::MisplacedField, at(0, word.len()), format!("« {word} » hors d’une exigence"))
                .help("une accolade a pu être fermée trop tôt, ou l’en-tête de l’exigence manque")
        }
        None => unknown_keyword(at(0, word.len()), word, suggest(word, ITEMS.iter().map(|(keyword, _)| *keyword))),
    };
    (id, vec![problem])
}

/// Mistakes that look the same everywhere: an unclosed text block, a `/* */` comment.
fn shared_slips(file: FileId, start: usize, chunk: &str) -> Option<Diagnostic> {
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let trimmed = chunk.trim_start();
    if trimmed.starts_with("/*") {
        let from = chunk.len() - trimmed.len();
        return Some(
            Diagnostic::new(Code::BlockComment, at(from, from + 2), "commentaire « /* */ » non admis")
                .help("un commentaire commence par « // » et va jusqu’à la fin de la ligne"),
        );
    }
    let open = unclosed_block(chunk)?;
    Some(
        Diagnostic::new(Code::UnclosedText, at(open, open + 3), "bloc de texte non refermé")
            .label("s’ouvre ici")
            .help("fermer le bloc par \"\"\" sur sa propre ligne"),
    )
}

/// Offset of the opening quotes of a text block that is never closed.
fn unclosed_block(chunk: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let open = from + chunk.get(from..)?.find("\"\"\"")?;
        let mut close = open + 3;
        loop {
            let Some(found) = chunk.get(close..)?.find("\"\"\"") else { return Some(open) };
            let escaped = chunk.get(..close + found)?.ends_with('\\');
            close += found + 3;
            if !escaped {
                break;
            }
        }
        from = close;
        while chunk.get(from..)?.starts_with('"') {
            from += 1;
        }
    }
}

/// Reads the chunk with the rule it should obey and says where it fails.
fn wrong_value(file: FileId, start: usize, chunk: &str, rule: Rule, keyword: &str) -> Diagnostic {
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let keyword_length: usize = keyword_end(chunk, keyword);
    let (offset, expected) = match Grammar::parse(rule, chunk) {
        Ok(pairs) => (pairs.last().map_or(keyword_length, |pair| pair.as_span().end()), Vec::new()),
        Err(error) => {
            let offset = match error.location {
                InputLocation::Pos(offset) | InputLocation::Span((offset, _)) => offset,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            (offset, expected)
        }
    };
    let mut names: Vec<&str> = expected.iter().filter_map(|rule| rules::name(*rule)).collect();
    names.dedup();
    let rest = chunk.get(offset..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start().len();
    let token = first_token(rest.trim_start());
    let between = chunk.get(keyword_length..offset).unwrap_or_default();
    if between.trim().is_empty() && (token.is_empty() || is_keyword(token) || token == "}") {
        let problem = Diagnostic::new(
            Code::MissingValue,
            at(0, keyword_length),
            format!("valeur manquante après « {keyword} »"),
        );
        return if names.is_empty() { problem } else { problem.help(format!("attendu : {}", names.join(", "))) };
    }
    let from = offset + skipped;
    let message = if token.is_empty() {
        format!("« {keyword} » incomplet")
    } else {
        format!("« {} » inattendu dans « {keyword} »", shorten(token))
    };
    let problem = Diagnostic::new(Code::Syntax, at(from, from + token.len()), message);
    if let Some(value) = missing_quotes(token, &expected) {
        return problem.help("un texte s’écrit entre guillemets droits : \"…\"").fix(at(from, from + token.len()), value);
    }
    if names.is_empty() { problem } else { problem.help(format!("attendu : {}", names.join(", "))) }
}

/// The quoted form of a bare word where only a string was expected.
fn missing_quotes(token: &str, expected: &[Rule]) -> Option<String> {
    let wants_string = !expected.is_empty()
        && expected.iter().all(|rule| matches!(rule, Rule::string | Rule::text | Rule::string_body | Rule::angle_body));
    (wants_string && token.chars().all(char::is_alphanumeric)).then(|| format!("\"{token}\""))
}

fn keyword_end(chunk: &str, keyword: &str) -> usize {
    let mut end = 0;
    for (index, _) in keyword.split(' ').enumerate() {
        let rest = chunk.get(end..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start().len();
        let gap = if index == 0 { 0 } else { gap };
        end += gap + first_word(rest.get(gap..).unwrap_or_default()).len();
    }
    end
}

fn is_keyword(token: &str) -> bool {
    Grammar::parse(Rule::keyword, token).is_ok()
}

/// Letters at the start of a text.
fn first_word(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What stands at the start of a text, up to a space or a delimiter.
fn first_token(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(index, character)| {
            character.is_whitespace() || (*index > 0 && matches!(character, ',' | '{' | '}' | '"' | '«'))
        })
        .map_or(text.len(), |(index, _)| index);
    text.get(..end).unwrap_or_default()
}

fn shorten(token: &str) -> String {
    if token.chars().count() <= 40 { token.to_owned() } else { token.chars().take(39).chain(['…']).collect() }
}

/// The range of the id after the first word, when there is one.
fn declared_id(chunk: &str) -> Option<(usize, usize)> {
    let after_word = first_word(chunk).len();
    let rest = chunk.get(after_word..)?;
    let from = after_word + (rest.len() - rest.trim_start().len());
    let id = Grammar::parse(Rule::id, chunk.get(from..)?).ok()?;
    Some((from, from + id.as_str().len()))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
