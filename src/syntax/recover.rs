//! What to say of a part that could not be read: one precise message for each mistake, and suggestions.

use pest::Parser as _;

use super::explain::{
    declared_id, explain, failure, first_character, first_token, first_word, is_keyword, keyword_length,
    shorten, wrong_value,
};
use super::parser::{Grammar, Rule};
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

/// The field read just before a wrong one: it may be the one to blame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Previous {
    /// Keyword to value.
    pub(super) span: Span,
    /// Whether it ends with a brace: nothing can follow on from it.
    pub(super) block: bool,
}

/// Explains a wrong field of `text`.
pub(super) fn bad_field(text: &str, span: Span, context: Context, previous: Option<Previous>) -> Diagnostic {
    let chunk = text.get(span.range()).unwrap_or_default();
    let file = span.file;
    let start = span.start as usize;
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    if let Some(problem) = shared_slips(file, start, chunk) {
        return problem;
    }
    let word = first_word(chunk);
    let here = FIELDS.iter().filter(|entry| entry.2.contains(&context));
    let folded = fold_accents(word);
    let keyword_of = |entry: &Entry| fold_accents(entry.0.split(' ').next().unwrap_or_default());
    let known = FIELDS.iter().filter(|entry| !word.is_empty() && keyword_of(entry) == folded);
    if let Some(entry) = known.clone().find(|entry| entry.2.contains(&context)) {
        return if is_written_right(word, entry.0) {
            wrong_value(file, start, chunk, entry.1, entry.0)
        } else {
            unknown_keyword(at(0, word.len()), word, Some(entry.0.to_owned()))
        };
    }
    let previous = previous.filter(|previous| !previous.block);
    let candidate =
        suggest(word, here.clone().map(|entry| entry.0).chain(CONTINUATIONS.map(|(keyword, _)| keyword)));
    if let Some(problem) =
        previous.and_then(|previous| continuation(text, previous.span, span, candidate.is_some()))
    {
        return problem;
    }
    if let Some(entry) = known.into_iter().next() {
        let admitted = list(here.map(|entry| entry.0));
        return Diagnostic::new(
            Code::MisplacedField,
            at(0, word.len()),
            format!("« {} » n’a pas sa place ici", entry.0),
        )
        .help(format!("champs admis ici : {admitted}"));
    }
    if word.is_empty() {
        let shown = first_character(chunk);
        return Diagnostic::new(Code::Syntax, at(0, shown.len()), format!("« {shown} » inattendu"))
            .help("un champ commence par son mot-clé, par exemple « énoncé »");
    }
    if let Some((keyword, example)) =
        CONTINUATIONS.into_iter().find(|(keyword, _)| fold_accents(keyword) == folded)
    {
        let span = at(0, word.len());
        return Diagnostic::new(Code::MisplacedField, span, format!("« {keyword} » ne s’écrit pas seul"))
            .help(format!("il continue un autre champ, par exemple « {example} »"));
    }
    unknown_keyword(at(0, word.len()), word, candidate)
}

/// Keywords that continue a field, each with how it is written.
const CONTINUATIONS: [(&str, &str); 8] = [
    ("depuis", "réintroduite depuis IT1"),
    ("motif", "évolution IT2 fond motif precision \"…\""),
    ("répond", "évolution IT2 fond motif retour_editeurs répond C-0412"),
    ("couvre", "étape \"\"\" … \"\"\" couvre SC.MSS/CONF.01"),
    ("vérification", "preuve SC.MSS/CONF.01.01.01 capture \"…\" vérification \"\"\" … \"\"\""),
    ("sauf", "reprend SC.MSS.* sauf SC.MSS/CONF.02"),
    ("ou", "preuve SC.MSS/CONF.01.01.01 capture ou document \"…\""),
    ("partagée", "preuve partagée SC.MSS/CONF.01.01.01"),
];

/// Explains a chunk as what is wrong in, or after, the field before it.
fn continuation(text: &str, before: Span, chunk: Span, looks_like_keyword: bool) -> Option<Diagnostic> {
    let start = before.start as usize;
    let together = text.get(start..chunk.end as usize)?;
    let keyword = FIELDS.iter().find(|entry| keyword_length(together, entry.0).is_some())?;
    let failure = failure(Rule::only_field, together)?;
    let place = start + failure.offset;
    let follows_comma = text.get(before.range()).is_some_and(|written| written.ends_with(','));
    if place > chunk.start as usize || (follows_comma && !failure.expected.is_empty() && !looks_like_keyword)
    {
        return Some(explain(before.file, start, together, keyword.0, &failure));
    }
    let written = text.get(before.range())?;
    let token = first_token(text.get(chunk.range())?);
    let same_line =
        text.get(before.end as usize..chunk.start as usize).is_some_and(|gap| !gap.contains('\n'));
    // Any word may be the code of a referential: only one on the same line and not in small letters, which would
    // rather be a field mistyped, is taken for it.
    let code = same_line && token.starts_with(|first: char| !first.is_lowercase());
    let element = if keyword.0 == "référence" { code } else { is_element(token) };
    if element || token.starts_with(['"', '«']) {
        let problem = missing_comma(before, written, chunk, token, keyword.0);
        if problem.is_some() {
            return problem;
        }
    }
    (same_line && !looks_like_keyword && !is_keyword(token)).then(|| {
        let span = Span::new(before.file, chunk.start as usize, chunk.start as usize + token.len());
        let message = format!("« {} » inattendu après « {} »", shorten(token), keyword.0);
        let problem = Diagnostic::new(Code::Syntax, span, message);
        let names = failure.names();
        if names.is_empty() {
            problem.help(format!("« {} » est déjà complet", keyword.0))
        } else {
            problem.help(format!("attendu ici : {}", names.join(", ")))
        }
    })
}

/// Whether a token may be an id or a pattern.
fn is_element(token: &str) -> bool {
    token.contains('*') || Grammar::parse(Rule::id, token).is_ok()
}

/// Two elements of a list side by side.
fn missing_comma(before: Span, written: &str, chunk: Span, token: &str, keyword: &str) -> Option<Diagnostic> {
    const LISTS: [&str; 11] = [
        "dépend",
        "profil",
        "profils",
        "référence",
        "vague1",
        "anciennement",
        "issue de",
        "fusionne",
        "remplacée par",
        "sans scénario",
        "reprend",
    ];
    let open_list = LISTS.contains(&keyword)
        || written.split_whitespace().any(|word| matches!(word, "répond" | "repond" | "couvre"));
    let quoted = |text: &str| text.starts_with(['"', '«']);
    let ends_quoted = written.ends_with(['"', '»']);
    let bare = !quoted(token) && !first_word(token).is_empty() && !is_keyword(token);
    let fits = if ends_quoted { quoted(token) } else { bare };
    if !open_list || !fits || written.ends_with(',') {
        return None;
    }
    let shown = if quoted(token) { "ce texte".to_owned() } else { format!("« {} »", shorten(token)) };
    let start = chunk.start as usize;
    let end = before.end as usize;
    Some(
        Diagnostic::new(
            Code::Syntax,
            Span::new(before.file, start, start + token.len()),
            format!("virgule manquante avant {shown}"),
        )
        .help(format!("les éléments de « {keyword} » sont séparés par des virgules"))
        .fix(Span::new(before.file, end, end), ","),
    )
}

/// Whether only accents differ, which the grammar accepts; capitals and the like are not.
fn is_written_right(word: &str, keyword: &str) -> bool {
    let first = keyword.split(' ').next().unwrap_or_default();
    word.chars().all(|character| !character.is_uppercase()) && fold_accents(word) == fold_accents(first)
}

fn unknown_keyword(span: Span, word: &str, candidate: Option<String>) -> Diagnostic {
    Diagnostic::new(Code::UnknownKeyword, span, format!("mot-clé « {word} » inconnu"))
        .did_you_mean(span, candidate)
}

/// Explains an item of `text` that could not be read; the id it seems to define keeps references to it mute.
pub(super) fn bad_item(text: &str, span: Span) -> (Option<Text>, Diagnostic) {
    let chunk = text.get(span.range()).unwrap_or_default();
    let file = span.file;
    let start = span.start as usize;
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let word = first_word(chunk);
    let id = declared_id(chunk).map(|(from, to)| Spanned {
        value: chunk.get(from..to).unwrap_or_default().to_owned(),
        span: at(from, to),
    });
    if let Some(problem) = shared_slips(file, start, chunk) {
        return (id, problem);
    }
    if word.is_empty() {
        let shown = first_character(chunk);
        let help = if shown == "}" {
            "cette accolade ne ferme rien"
        } else {
            "un élément commence par un mot-clé"
        };
        return (
            id,
            Diagnostic::new(Code::Syntax, at(0, shown.len()), format!("« {shown} » inattendu")).help(help),
        );
    }
    let folded = fold_accents(word);
    let problem = match ITEMS.iter().find(|(keyword, _)| fold_accents(keyword) == folded) {
        Some((keyword, rule)) if is_written_right(word, keyword) => {
            wrong_value(file, start, chunk, *rule, keyword)
        }
        Some((keyword, _)) => unknown_keyword(at(0, word.len()), word, Some((*keyword).to_owned())),
        None if FIELDS.iter().any(|entry| is_written_right(word, entry.0)) => Diagnostic::new(
            Code::MisplacedField,
            at(0, word.len()),
            format!("« {word} » hors d’une exigence"),
        )
        .help("une accolade a pu être fermée trop tôt, ou l’en-tête de l’exigence manque"),
        None => {
            unknown_keyword(at(0, word.len()), word, suggest(word, ITEMS.iter().map(|(keyword, _)| *keyword)))
        }
    };
    (id, problem)
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

/// Whether a wrong part holds braces or a block left open: an item around it that seems unclosed is then no second
/// mistake.
pub(super) fn upsets_braces(chunk: &str) -> bool {
    chunk.contains(['{', '}']) || unclosed_block(chunk).is_some()
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

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
