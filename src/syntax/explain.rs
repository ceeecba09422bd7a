//! Where a field or a header stops making sense, and what to say of it.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::{Grammar, Rule};
use super::rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Criticality, ItemId, Nature, Status, Vocabulary};
use crate::source::{FileId, Span, fold_accents};

/// Where a rule stops reading, and what it would have taken there.
pub(super) struct Failure {
    pub(super) offset: usize,
    pub(super) expected: Vec<Rule>,
}

impl Failure {
    /// What was expected, in the words of the author.
    pub(super) fn names(&self) -> Vec<&'static str> {
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
pub(super) fn failure(rule: Rule, text: &str) -> Option<Failure> {
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
pub(super) fn wrong_value(file: FileId, start: usize, chunk: &str, rule: Rule, keyword: &str) -> Diagnostic {
    let failure = failure(rule, chunk).unwrap_or_else(|| {
        let read = Grammar::parse(rule, chunk).map_or(0, |pairs| pairs.as_str().len());
        Failure { offset: read, expected: Vec::new() }
    });
    explain(file, start, chunk, keyword, &failure)
}

/// Says what is wrong at the place where reading stopped, in a chunk that starts with `keyword` at `start`.
pub(super) fn explain(
    file: FileId,
    start: usize,
    chunk: &str,
    keyword: &str,
    failure: &Failure,
) -> Diagnostic {
    let rest = chunk.get(failure.offset..).unwrap_or_default();
    let from = failure.offset + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let spot = Spot { file, start, chunk, keyword, failure, from, rest, token: first_token(rest) };
    spot.missing_value()
        .or_else(|| spot.missing_brace())
        .or_else(|| spot.unclosed_string())
        .or_else(|| spot.wrong_id())
        .or_else(|| spot.stray_mark())
        .or_else(|| spot.missing_quotes())
        .unwrap_or_else(|| spot.unexpected())
}

/// The place where a chunk stops making sense.
struct Spot<'a> {
    file: FileId,
    /// Where the chunk starts in the file.
    start: usize,
    chunk: &'a str,
    keyword: &'a str,
    failure: &'a Failure,
    /// Where reading stopped in the chunk, white space skipped.
    from: usize,
    /// What stands there.
    rest: &'a str,
    /// Its first word.
    token: &'a str,
}

impl Spot<'_> {
    fn at(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, self.start + from, self.start + to)
    }

    fn token_span(&self) -> Span {
        self.at(self.from, self.from + self.token.len())
    }

    fn expects(&self, rule: Rule) -> bool {
        self.failure.expected.contains(&rule)
    }

    fn quoted(&self) -> bool {
        self.token.starts_with(['"', '«'])
    }

    /// Adds what would have been read here; the words themselves where the list is short and closed.
    fn helped(&self, problem: Diagnostic) -> Diagnostic {
        let after = self.keyword_before().and_then(|(from, to)| self.chunk.get(from..to));
        let names = match after.map(fold_accents).as_deref() {
            Some("nature") => words::<Nature>(),
            Some("statut") => words::<Status>(),
            Some("criticite") => words::<Criticality>(),
            _ => self.failure.names(),
        };
        if names.is_empty() { problem } else { problem.help(format!("attendu : {}", names.join(", "))) }
    }

    /// A keyword followed by another one, by a brace, by nothing, or by a title where an id was due.
    fn missing_value(&self) -> Option<Diagnostic> {
        let title_for_id = self.quoted() && self.expects(Rule::id) && !self.expects(Rule::string);
        let nothing = self.token.is_empty() || is_keyword(self.token) || self.token == "}";
        if !nothing && !title_for_id {
            return None;
        }
        let (from, to) = self.keyword_before()?;
        let shown = self.chunk.get(from..to)?;
        let message = format!("valeur manquante après « {shown} »");
        Some(self.helped(Diagnostic::new(Code::MissingValue, self.at(from, to), message)))
    }

    /// The range of the keyword that ends just before, when nothing but white space stands between.
    fn keyword_before(&self) -> Option<(usize, usize)> {
        let before = self.chunk.get(..self.from)?.trim_end();
        if keyword_length(self.chunk, self.keyword).is_some_and(|end| before.len() == end) {
            return Some((0, before.len()));
        }
        let letters = before.chars().rev().take_while(|c| c.is_alphanumeric());
        let word = before.len() - letters.map(char::len_utf8).sum::<usize>();
        let found = before.get(word..).filter(|found| !found.is_empty() && is_keyword(found))?;
        Some((word, word + found.len()))
    }

    /// A header read to its end, and no brace.
    fn missing_brace(&self) -> Option<Diagnostic> {
        let header =
            [Rule::version, Rule::string, Rule::motive, Rule::kw_motif, Rule::answers, Rule::kw_repond];
        let before = self.chunk.get(..self.from)?;
        let next_line = before.get(before.trim_end().len()..).is_some_and(|gap| gap.contains('\n'));
        let first = fold_accents(first_word(self.chunk));
        let braced = ["exigence", "scenario", "rem", "adapte"].contains(&first.as_str());
        if !braced || !next_line || !self.failure.expected.iter().all(|rule| header.contains(rule)) {
            return None;
        }
        let end = before.trim_end().len();
        Some(
            Diagnostic::new(Code::Syntax, self.at(0, end), "accolade ouvrante « { » absente")
                .help("le contenu se met entre accolades, après l’en-tête")
                .fix(self.at(end, end), " {"),
        )
    }

    fn unclosed_string(&self) -> Option<Diagnostic> {
        let closing = match first_character(self.token) {
            "\"" => '"',
            "«" => '»',
            _ => return None,
        };
        let line = self.rest.split('\n').next().unwrap_or_default();
        let inner = line.get(first_character(line).len()..)?;
        let bare = line.split(['{', '}']).next().unwrap_or_default().trim_end();
        if !(self.expects(Rule::string) || self.expects(Rule::text)) || inner.contains(closing) {
            return None;
        }
        let end = self.from + bare.len();
        let problem = Diagnostic::new(Code::Syntax, self.at(self.from, end), "guillemets non refermés")
            .help("un texte entre guillemets tient sur une ligne ; un texte long se met entre \"\"\"");
        Some(if closing == '"' { problem.fix(self.at(end, end), "\"") } else { problem })
    }

    fn wrong_id(&self) -> Option<Diagnostic> {
        if !self.expects(Rule::id) || self.quoted() || self.token.starts_with([',', '{', ':', '=']) {
            return None;
        }
        let defect = ItemId::defect(self.token)?;
        let message = format!("identifiant « {} » mal formé", shorten(self.token));
        Some(
            Diagnostic::new(Code::InvalidId, self.token_span(), message)
                .help(format!("règle des identifiants : {defect}")),
        )
    }

    /// A colon or an equals sign after the keyword, a comma too many.
    fn stray_mark(&self) -> Option<Diagnostic> {
        let mark = first_character(self.token);
        let help = match mark {
            ":" | "=" if self.keyword_before().is_some() => {
                format!("la valeur suit le mot-clé, sans « {mark} »")
            }
            "," => "une virgule de trop".to_owned(),
            _ => return None,
        };
        let span = self.at(self.from, self.from + mark.len());
        let message = format!("« {mark} » inattendu dans « {} »", self.keyword);
        Some(Diagnostic::new(Code::Syntax, span, message).help(help).fix(span, ""))
    }

    /// Bare words where only a text was expected: up to the end of the line or the brace.
    fn missing_quotes(&self) -> Option<Diagnostic> {
        let texts = [
            Rule::string,
            Rule::text,
            Rule::string_body,
            Rule::angle_body,
            Rule::text_body,
            Rule::version,
            Rule::number,
        ];
        let wants_text = (self.expects(Rule::string) || self.expects(Rule::text))
            && self.failure.expected.iter().all(|rule| texts.contains(rule));
        let line = self.rest.split('\n').next().unwrap_or_default();
        let bare = line.split(['{', '}']).next().unwrap_or_default().trim_end();
        let inner = bare.trim_matches(['“', '”', '„', '‘', '’', '\'', '`']).trim();
        let writable =
            !inner.is_empty() && !inner.contains(['"', '\\', '“', '”', '«', '»']) && !inner.contains("//");
        (wants_text && writable).then(|| {
            let span = self.at(self.from, self.from + bare.len());
            Diagnostic::new(Code::Syntax, span, "texte sans guillemets")
                .help("un texte s’écrit entre guillemets droits : \"…\"")
                .fix(span, format!("\"{inner}\""))
        })
    }

    fn unexpected(&self) -> Diagnostic {
        if self.token.is_empty() {
            let word = self.at(0, first_word(self.chunk).len());
            return self.helped(Diagnostic::new(
                Code::Syntax,
                word,
                format!("« {} » incomplet", self.keyword),
            ));
        }
        let message = format!("« {} » inattendu dans « {} »", shorten(self.token), self.keyword);
        self.helped(Diagnostic::new(Code::Syntax, self.token_span(), message))
    }
}

/// The words of a closed list.
fn words<V: Vocabulary>() -> Vec<&'static str> {
    V::WORDS.iter().map(|(_, keyword, _)| *keyword).collect()
}

/// Length of a keyword of one or two words at the start of a text, accents free; `None` when it does not start so.
pub(super) fn keyword_length(chunk: &str, keyword: &str) -> Option<usize> {
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

pub(super) fn is_keyword(token: &str) -> bool {
    Grammar::parse(Rule::keyword, token).is_ok()
}

/// The first character, or nothing.
pub(super) fn first_character(text: &str) -> &str {
    text.chars().next().and_then(|first| text.get(..first.len_utf8())).unwrap_or_default()
}

/// Letters at the start of a text.
pub(super) fn first_word(text: &str) -> &str {
    let end =
        text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What stands at the start of a text, up to a space or a delimiter.
pub(super) fn first_token(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(index, character)| {
            character.is_whitespace() || (*index > 0 && matches!(character, ',' | '{' | '}' | '"' | '«'))
        })
        .map_or(text.len(), |(index, _)| index);
    let quoted = text.starts_with('"') && text.get(end..).is_some_and(|rest| rest.starts_with('"'));
    text.get(..end + usize::from(quoted)).unwrap_or_default()
}

pub(super) fn shorten(token: &str) -> String {
    if token.chars().count() <= 40 {
        token.to_owned()
    } else {
        token.chars().take(39).chain(['…']).collect()
    }
}

/// The range of the id after the first word, when there is one.
pub(super) fn declared_id(chunk: &str) -> Option<(usize, usize)> {
    let after_word = first_word(chunk).len();
    let rest = chunk.get(after_word..)?;
    let from = after_word + (rest.len() - rest.trim_start().len());
    let id = Grammar::parse(Rule::id, chunk.get(from..)?).ok()?;
    Some((from, from + id.as_str().len()))
}
