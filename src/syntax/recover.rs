//! What to say of a part that could not be read: one precise message for each mistake, and suggestions.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::{Grammar, Rule};
use super::rules;
use super::tree::{Spanned, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ItemId;
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
    let candidate = suggest(word, here.clone().map(|entry| entry.0).chain(CONTINUATIONS.iter().copied()));
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
    unknown_keyword(at(0, word.len()), word, candidate)
}

/// Keywords that continue a field.
const CONTINUATIONS: [&str; 8] =
    ["depuis", "motif", "répond", "couvre", "vérification", "sauf", "ou", "partagée"];

/// Explains a chunk as what is wrong in, or after, the field before it.
fn continuation(text: &str, before: Span, chunk: Span, looks_like_keyword: bool) -> Option<Diagnostic> {
    let start = before.start as usize;
    let together = text.get(start..chunk.end as usize)?;
    let keyword = FIELDS.iter().find(|entry| keyword_length(together, entry.0).is_some())?;
    let failure = failure(Rule::only_field, together)?;
    let place = start + failure.offset;
    if place > chunk.start as usize {
        return Some(explain(before.file, start, together, keyword.0, &failure));
    }
    let written = text.get(before.range())?;
    let token = first_token(text.get(chunk.range())?);
    if let Some(problem) = missing_comma(before, written, chunk, token, keyword.0) {
        return Some(problem);
    }
    let same_line =
        text.get(before.end as usize..chunk.start as usize).is_some_and(|gap| !gap.contains('\n'));
    (same_line && !looks_like_keyword && !is_keyword(token)).then(|| {
        let span = Span::new(before.file, chunk.start as usize, chunk.start as usize + token.len());
        let message = format!("« {} » inattendu après « {} »", shorten(token), keyword.0);
        let problem = Diagnostic::new(Code::Syntax, span, message);
        let names = failure.names();
        if names.is_empty() { problem } else { problem.help(format!("attendu ici : {}", names.join(", "))) }
    })
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
    let element = Grammar::parse(Rule::id, token).is_ok() || token.contains('*') || keyword == "référence";
    let fits = if quoted(token) { ends_quoted } else { !ends_quoted && element && !is_keyword(token) };
    let separated =
        written.ends_with(',') || token.starts_with([',', '>', '=', '≥']) || first_word(token).is_empty();
    if !open_list || !fits || (separated && !quoted(token)) {
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

/// Where a rule stops reading, and what it would have taken there.
struct Failure {
    offset: usize,
    expected: Vec<Rule>,
}

impl Failure {
    /// What was expected, in the words of the author.
    fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.expected.iter().filter_map(|rule| rules::name(*rule)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// `None` when the rule reads the text to its satisfaction.
fn failure(rule: Rule, text: &str) -> Option<Failure> {
    let error = Grammar::parse(rule, text).err()?;
    let offset = match error.location {
        InputLocation::Pos(offset) | InputLocation::Span((offset, _)) => offset,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            positives.into_iter().filter(|rule| !matches!(rule, Rule::COMMENT | Rule::EOI)).collect()
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Failure { offset, expected })
}

/// Reads the chunk with the rule it should obey and says where it fails.
fn wrong_value(file: FileId, start: usize, chunk: &str, rule: Rule, keyword: &str) -> Diagnostic {
    let failure = failure(rule, chunk).unwrap_or_else(|| {
        let read = Grammar::parse(rule, chunk).map_or(0, |pairs| pairs.as_str().len());
        Failure { offset: read, expected: Vec::new() }
    });
    explain(file, start, chunk, keyword, &failure)
}

/// Says what is wrong at the place where reading stopped, in a chunk that starts with `keyword` at `start`.
fn explain(file: FileId, start: usize, chunk: &str, keyword: &str, failure: &Failure) -> Diagnostic {
    let at = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let rest = chunk.get(failure.offset..).unwrap_or_default();
    let from = failure.offset + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let token = first_token(rest);
    let names = failure.names();
    let helped = |problem: Diagnostic| {
        if names.is_empty() { problem } else { problem.help(format!("attendu : {}", names.join(", "))) }
    };
    if token.is_empty() || is_keyword(token) || token == "}" {
        if let Some((word_from, word_to)) = keyword_before(chunk, from, keyword) {
            let shown = chunk.get(word_from..word_to).unwrap_or_default();
            let message = format!("valeur manquante après « {shown} »");
            return helped(Diagnostic::new(Code::MissingValue, at(word_from, word_to), message));
        }
    }
    if let Some(problem) = missing_brace(file, start, chunk, from, failure) {
        return problem;
    }
    if token.is_empty() {
        return helped(Diagnostic::new(
            Code::Syntax,
            at(0, first_word(chunk).len()),
            format!("« {keyword} » incomplet"),
        ));
    }
    let span = at(from, from + token.len());
    if failure.expected.contains(&Rule::id)
        && let Some(defect) = ItemId::defect(token).filter(|_| !token.starts_with(['"', '«', ',']))
    {
        return Diagnostic::new(
            Code::InvalidId,
            span,
            format!("identifiant « {} » mal formé", shorten(token)),
        )
        .help(format!("règle des identifiants : {defect}"));
    }
    let problem =
        Diagnostic::new(Code::Syntax, span, format!("« {} » inattendu dans « {keyword} »", shorten(token)));
    if token.starts_with([':', '=']) && keyword_before(chunk, from, keyword).is_some() {
        let mark = first_character(token);
        return problem
            .help(format!("la valeur suit le mot-clé, sans « {mark} »"))
            .fix(at(from, from + mark.len()), "");
    }
    if let Some((length, value)) = missing_quotes(rest, &failure.expected) {
        return problem
            .help("un texte s’écrit entre guillemets droits : \"…\"")
            .fix(at(from, from + length), value);
    }
    helped(problem)
}

/// The range of the keyword that ends just before `from`, when nothing but white space stands between.
fn keyword_before(chunk: &str, from: usize, keyword: &str) -> Option<(usize, usize)> {
    let before = chunk.get(..from)?.trim_end();
    if let Some(end) = keyword_length(chunk, keyword)
        && before.len() == end
    {
        return Some((0, end));
    }
    let word = before.len()
        - before.chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    let found = before.get(word..).filter(|found| !found.is_empty() && is_keyword(found))?;
    Some((word, word + found.len()))
}

/// A header read to its end, and no brace.
fn missing_brace(
    file: FileId,
    start: usize,
    chunk: &str,
    from: usize,
    failure: &Failure,
) -> Option<Diagnostic> {
    let header = [Rule::version, Rule::string, Rule::motive, Rule::answers];
    let next_line = chunk.get(failure.offset..from).is_some_and(|gap| gap.contains('\n'))
        || chunk.get(..from)?.trim_end_matches([' ', '\t']).ends_with('\n');
    let braced =
        ["exigence", "scenario", "rem", "adapte"].contains(&fold_accents(first_word(chunk)).as_str());
    let ended = !failure.expected.is_empty() && failure.expected.iter().all(|rule| header.contains(rule));
    if !(braced && next_line && (ended || failure.expected.is_empty())) {
        return None;
    }
    let end = chunk.get(..from)?.trim_end().len();
    Some(
        Diagnostic::new(Code::Syntax, Span::new(file, start, start + end), "accolade ouvrante « { » absente")
            .help("le contenu se met entre accolades, après l’en-tête")
            .fix(Span::new(file, start + end, start + end), " {"),
    )
}

/// The quoted form of bare words where only a text was expected, and the length of what it replaces: up to the end of
/// the line or the brace.
fn missing_quotes(rest: &str, expected: &[Rule]) -> Option<(usize, String)> {
    let texts = [
        Rule::string,
        Rule::text,
        Rule::string_body,
        Rule::angle_body,
        Rule::text_body,
        Rule::version,
        Rule::number,
    ];
    let wants_text = expected.iter().any(|rule| matches!(rule, Rule::string | Rule::text))
        && expected.iter().all(|rule| texts.contains(rule));
    let line = rest.split('\n').next().unwrap_or_default();
    let bare = line.split(['{', '}']).next().unwrap_or_default().trim_end();
    let inner = bare.trim_matches(['“', '”', '„', '‘', '’', '\'', '`', '"', '«', '»']).trim();
    let writable =
        !inner.is_empty() && !inner.contains(['"', '\\', '“', '”', '«', '»']) && !inner.contains("//");
    (wants_text && writable).then(|| (bare.len(), format!("\"{inner}\"")))
}

/// Length of a keyword of one or two words at the start of a text, accents free; `None` when it does not start so.
fn keyword_length(chunk: &str, keyword: &str) -> Option<usize> {
    let mut end = 0;
    for (index, expected) in keyword.split(' ').enumerate() {
        let rest = chunk.get(end..)?;
        let gap = if index == 0 { 0 } else { rest.len() - rest.trim_start().len() };
        let word = first_word(rest.get(gap..)?);
        if fold_accents(word) != fold_accents(expected) {
            return (index > 0).then_some(end);
        }
        end += gap + word.len();
    }
    Some(end)
}

fn is_keyword(token: &str) -> bool {
    Grammar::parse(Rule::keyword, token).is_ok()
}

/// The first character, or nothing.
fn first_character(text: &str) -> &str {
    text.chars().next().and_then(|first| text.get(..first.len_utf8())).unwrap_or_default()
}

/// Letters at the start of a text.
fn first_word(text: &str) -> &str {
    let end =
        text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
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
    if token.chars().count() <= 40 {
        token.to_owned()
    } else {
        token.chars().take(39).chain(['…']).collect()
    }
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
