//! YAML texts as trees with places.
//!
//! The only user of the YAML crate. Input: a text and where it starts in its file; output: a [`Node`] whose every value
//! knows its bytes. A syntax mistake ends the entry it stands in; reading resumes at the next top-level key, so that
//! one mistake never hides the others. Aliases are copied under a budget.

use std::collections::BTreeMap;

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as RawSpan, options};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Deepest nesting accepted.
const DEPTH_LIMIT: usize = 64;
/// Most values in one file: four hundred times the largest register ever kept.
const NODE_LIMIT: usize = 2_000_000;
/// Most values copied by aliases in one file.
const COPY_LIMIT: usize = 100_000;
/// Most syntax mistakes reported for one file.
const MISTAKE_LIMIT: usize = 20;

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The bytes of the value, delimiters included.
    pub(super) span: Span,
    /// The value.
    pub(super) value: Value,
}

/// What a value is made of.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A word, a number, a text.
    Scalar {
        /// Without quotes and escapes.
        text: String,
        /// Written without quotes, hence possibly empty on purpose.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Keys and values.
    Map(Map),
}

/// Keys and values, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Map {
    /// The pairs; a key may come twice.
    pub(super) pairs: Vec<Pair>,
    /// A syntax mistake cut it short: keys may be missing through no fault of its own.
    pub(super) cut: bool,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// The key, as written.
    pub(super) key: String,
    /// The bytes of the key.
    pub(super) key_span: Span,
    /// The value.
    pub(super) value: Node,
}

impl Node {
    /// Whether nothing was written, or `~`, or `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    fn height(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::height).max().unwrap_or_default(),
            Value::Map(map) => 1 + map.pairs.iter().map(|pair| pair.value.height()).max().unwrap_or_default(),
        }
    }

    fn size(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(map) => 1 + map.pairs.iter().map(|pair| 1 + pair.value.size()).sum::<usize>(),
        }
    }
}

/// The tree of an empty file: keys are then missing at its start.
pub(super) fn empty_root(file: FileId) -> Node {
    Node { span: Span::file_start(file), value: Value::Map(Map::default()) }
}

/// A text read: its tree, and whether all of it could be read.
#[derive(Debug)]
pub(super) struct Document {
    /// The root; `None` for an empty text.
    pub(super) root: Option<Node>,
    /// No syntax mistake.
    pub(super) complete: bool,
}

/// Reads the part of a file that starts at byte `base`.
pub(super) fn parse(text: &str, file: FileId, base: usize, problems: &mut Vec<Diagnostic>) -> Document {
    let mut document = Document { root: None, complete: true };
    let mut from = 0;
    for _ in 0..MISTAKE_LIMIT {
        let Some(rest) = text.get(from..) else { break };
        let mut builder = Builder::new(file, base + from, rest);
        let stop = builder.run();
        merge(&mut document.root, builder.finish());
        let Some(stop) = stop else { break };
        document.complete = false;
        problems.push(stop.problem);
        match stop.resume.and_then(|offset| next_top_level_key(rest, offset)) {
            Some(offset) if matches!(&document.root, None | Some(Node { value: Value::Map(_), .. })) => {
                from += offset
            }
            _ => break,
        }
    }
    if let (false, Some(Node { value: Value::Map(map), .. })) = (document.complete, &mut document.root) {
        map.cut = true;
    }
    document
}

/// Adds the pairs read after a mistake to those read before it.
fn merge(root: &mut Option<Node>, more: Option<Node>) {
    match (root, more) {
        (
            Some(Node { value: Value::Map(known), span }),
            Some(Node { value: Value::Map(map), span: other }),
        ) => {
            known.pairs.extend(map.pairs);
            *span = span.to(other);
        }
        (root @ None, more) => *root = more,
        _ => {}
    }
}

/// Offset of the first line after `offset` that starts a top-level key.
fn next_top_level_key(text: &str, offset: usize) -> Option<usize> {
    let mut at = offset + text.get(offset..)?.find('\n')? + 1;
    loop {
        let line = text.get(at..)?.split('\n').next()?;
        if let Some((key, value)) = line.split_once(':')
            && !key.is_empty()
            && key.chars().all(|letter| letter.is_alphabetic() || letter == '_')
            && (value.is_empty() || value.starts_with(' '))
        {
            return Some(at);
        }
        at += line.len() + 1;
        if at >= text.len() {
            return None;
        }
    }
}

/// Why reading stopped, and after which byte it may resume.
struct Stop {
    problem: Diagnostic,
    resume: Option<usize>,
}

enum Frame {
    List { items: Vec<Node>, span: Span, anchor: usize },
    Map { map: Map, key: Option<(String, Span)>, span: Span, anchor: usize },
}

/// Builds the tree from the events of the crate.
struct Builder<'t> {
    file: FileId,
    base: usize,
    text: &'t str,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    copied: usize,
}

impl<'t> Builder<'t> {
    fn new(file: FileId, base: usize, text: &'t str) -> Self {
        Self {
            file,
            base,
            text,
            frames: Vec::new(),
            root: None,
            anchors: BTreeMap::new(),
            nodes: 0,
            copied: 0,
        }
    }

    /// Reads events until the end or the first mistake.
    fn run(&mut self) -> Option<Stop> {
        let options = options! {
            emit_comments: false,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
        };
        for event in Parser::new_from_str_with_options(self.text, options) {
            let outcome = match event {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => Err(self.syntax(&error)),
            };
            if let Err(stop) = outcome {
                self.mark_cut();
                return Some(*stop);
            }
        }
        None
    }

    /// Marks the maps that ended just before a mistake: the rest of their keys may stand after it.
    fn mark_cut(&mut self) {
        let mut last = match self.frames.last_mut() {
            Some(Frame::List { items, .. }) => items.last_mut(),
            Some(Frame::Map { map, .. }) => map.pairs.last_mut().map(|pair| &mut pair.value),
            None => self.root.as_mut(),
        };
        while let Some(node) = last {
            last = match &mut node.value {
                Value::Scalar { .. } => None,
                Value::List(items) => items.last_mut(),
                Value::Map(map) => {
                    map.cut = true;
                    map.pairs.last_mut().map(|pair| &mut pair.value)
                }
            };
        }
    }

    /// The tree; what a mistake left open is closed and marked.
    fn finish(mut self) -> Option<Node> {
        while let Some(frame) = self.frames.pop() {
            let node = match frame {
                Frame::List { items, span, .. } => Node { span, value: Value::List(items) },
                Frame::Map { mut map, span, .. } => {
                    map.cut = true;
                    Node { span, value: Value::Map(map) }
                }
            };
            match self.frames.last_mut() {
                Some(Frame::List { items, .. }) => items.push(node),
                Some(Frame::Map { map, key, .. }) => {
                    if let Some((key, key_span)) = key.take() {
                        map.pairs.push(Pair { key, key_span, value: node });
                    }
                }
                None => self.root = Some(node),
            }
        }
        self.root
    }

    fn event(&mut self, event: Event<'_>, raw: &RawSpan) -> Result<(), Box<Stop>> {
        let span = self.span(raw);
        self.nodes += 1;
        if self.nodes > NODE_LIMIT {
            return Err(self.stop(
                span,
                format!("plus de {NODE_LIMIT} valeurs dans un fichier"),
                "répartir le contenu en plusieurs fichiers",
                None,
            ));
        }
        if let Some(tag) = event.tag().filter(|tag| !tag.is_yaml_core_schema()) {
            let place = raw.tag_span().map_or(span, |raw| self.span(&raw));
            return Err(self.stop(
                place,
                format!("étiquette YAML « {} » non admise", tag.original()),
                "retirer l’étiquette, ou mettre le texte entre guillemets",
                Some(place),
            ));
        }
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(self.stop(
                span,
                "un second document YAML commence ici".to_owned(),
                "un seul document par fichier : retirer la ligne « --- »",
                None,
            )),
            Event::Scalar(text, style, anchor, _) => {
                let span = if style == ScalarStyle::Plain { span } else { self.trim_end(span) };
                let value = Value::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.complete(Node { span, value }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.frames.push(Frame::List { items: Vec::new(), span, anchor });
                self.check_depth(span, 0)
            }
            Event::MappingStart(_, anchor, _) => {
                self.frames.push(Frame::Map { map: Map::default(), key: None, span, anchor });
                self.check_depth(span, 0)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            _ => Ok(()),
        }
    }

    /// Ends the innermost collection. A block collection ends with its last value, a flow one with its bracket.
    fn close(&mut self, end: Span) -> Result<(), Box<Stop>> {
        let last = |span: Span, child: Option<Span>| {
            if end.start < end.end { span.to(end) } else { child.map_or(span, |child| span.to(child)) }
        };
        match self.frames.pop() {
            Some(Frame::List { items, span, anchor }) => {
                let span = last(span, items.last().map(|node| node.span));
                self.complete(Node { span, value: Value::List(items) }, anchor)
            }
            Some(Frame::Map { map, span, anchor, .. }) => {
                let span = last(span, map.pairs.last().map(|pair| pair.key_span.to(pair.value.span)));
                self.complete(Node { span, value: Value::Map(map) }, anchor)
            }
            None => Ok(()),
        }
    }

    /// Hangs a finished value on the collection around it, as a key or as a value.
    fn complete(&mut self, node: Node, anchor: usize) -> Result<(), Box<Stop>> {
        if anchor != 0 {
            self.charge(&node)?;
            let _ = self.anchors.insert(anchor, node.clone());
        }
        match self.frames.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { map, key, .. }) => match key.take() {
                Some((key, key_span)) => map.pairs.push(Pair { key, key_span, value: node }),
                None => match node.value {
                    Value::Scalar { text, .. } => *key = Some((text, node.span)),
                    Value::List(_) | Value::Map(_) => {
                        return Err(self.stop(
                            node.span,
                            "une clé est un mot".to_owned(),
                            "mettre entre guillemets un texte qui contient « { » ou « [ »",
                            Some(node.span),
                        ));
                    }
                },
            },
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Box<Stop>> {
        let Some(node) = self.anchors.get(&id).cloned() else {
            return Err(self.stop(
                span,
                "cet alias se contient lui-même".to_owned(),
                "écrire la valeur en clair",
                Some(span),
            ));
        };
        self.charge(&node).map_err(|mut stop| {
            stop.problem.primary.iter_mut().for_each(|label| label.span = span);
            stop
        })?;
        self.check_depth(span, node.height())?;
        self.complete(Node { span, value: node.value }, 0)
    }

    /// Counts a copy against the budget.
    fn charge(&mut self, node: &Node) -> Result<(), Box<Stop>> {
        self.copied += node.size();
        if self.copied <= COPY_LIMIT {
            return Ok(());
        }
        let message = "trop d’alias : le contenu déplié dépasse la taille admise".to_owned();
        let help =
            format!("{COPY_LIMIT} valeurs au plus par alias dans un fichier ; écrire les valeurs en clair");
        Err(self.stop(node.span, message, &help, None))
    }

    fn check_depth(&self, span: Span, more: usize) -> Result<(), Box<Stop>> {
        if self.frames.len() + more <= DEPTH_LIMIT {
            return Ok(());
        }
        Err(self.stop(
            span,
            format!("imbrication trop profonde : {DEPTH_LIMIT} niveaux au plus"),
            "aplatir le contenu",
            Some(span),
        ))
    }

    fn stop(&self, span: Span, message: String, help: &str, resume: Option<Span>) -> Box<Stop> {
        let resume = resume.map(|span| (span.start as usize).saturating_sub(self.base));
        Box::new(Stop { problem: Diagnostic::new(Code::YamlSyntax, span, message).help(help), resume })
    }

    /// A mistake found by the crate, in French, at the character it stumbled on.
    fn syntax(&self, error: &ScanError) -> Box<Stop> {
        let found = error.marker().byte_offset().unwrap_or_default().min(self.text.len());
        let (message, help) = gist(error.kind());
        let (start, end) = match error.kind() {
            ErrorKind::UnknownQuotedScalarEscape => unknown_escape(self.text, found),
            _ => visible(self.text, found),
        };
        let opening = self.open_bracket().filter(|span| span.start as usize != self.base + start);
        let problem = Diagnostic::new(
            Code::YamlSyntax,
            Span::new(self.file, self.base + start, self.base + end),
            format!("YAML mal formé : {message}"),
        )
        .help(help)
        .also(opening, "ouvert ici");
        Box::new(Stop { problem, resume: Some(found) })
    }

    /// The bracket or brace still open around the mistake.
    fn open_bracket(&self) -> Option<Span> {
        let (Frame::List { span, .. } | Frame::Map { span, .. }) = self.frames.last()?;
        let start = (span.start as usize).saturating_sub(self.base);
        let opening = self.text.get(start..)?.starts_with(['[', '{']);
        opening.then(|| Span::new(span.file, span.start as usize, span.start as usize + 1))
    }

    fn span(&self, raw: &RawSpan) -> Span {
        let start = raw.start.byte_offset().unwrap_or_default().min(self.text.len());
        let end = raw.end.byte_offset().unwrap_or(start).clamp(start, self.text.len());
        Span::new(self.file, self.base + start, self.base + end)
    }

    /// Without the line ends a block text drags along.
    fn trim_end(&self, span: Span) -> Span {
        let start = (span.start as usize).saturating_sub(self.base);
        let end = (span.end as usize).saturating_sub(self.base);
        let length = self.text.get(start..end).map_or(end - start, |text| text.trim_end().len());
        Span::new(self.file, self.base + start, self.base + start + length)
    }
}

/// The character at `offset`, or the last visible one before it when there is only white space or nothing left.
fn visible(text: &str, offset: usize) -> (usize, usize) {
    let one = |at: usize| text.get(at..).and_then(|rest| rest.chars().next());
    match one(offset) {
        Some(letter) if !letter.is_whitespace() || letter == '\t' => (offset, offset + letter.len_utf8()),
        _ => match text.get(..offset).unwrap_or(text).trim_end().char_indices().next_back() {
            Some((at, letter)) => (at, at + letter.len_utf8()),
            None => (0, 0),
        },
    }
}

/// The first escape of a quoted text that YAML does not know.
fn unknown_escape(text: &str, from: usize) -> (usize, usize) {
    let mut letters = text.get(from..).unwrap_or_default().char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\'
            && let Some((_, next)) = letters.next()
            && !"0abtnvfre \"/\\N_LPxuU\n\t".contains(next)
        {
            return (from + at, from + at + 1 + next.len_utf8());
        }
    }
    visible(text, from)
}

/// What a mistake means, and what to do about it.
fn gist(kind: &ErrorKind) -> (&'static str, &'static str) {
    use ErrorKind as K;
    match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => {
            ("guillemet non refermé", "refermer la chaîne par le guillemet qui l’ouvre")
        }
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "texte inattendu après un guillemet fermant",
            "entourer toute la valeur de guillemets, ou doubler l’apostrophe dans une chaîne entre apostrophes",
        ),
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => (
            "« \\ » inattendu dans une chaîne entre guillemets",
            "écrire « \\\\ » pour une barre inverse, ou employer des apostrophes",
        ),
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::UnclosedFlowCollection { .. } => {
            ("crochet ou accolade non refermé", "ajouter le « ] » ou le « } » qui manque")
        }
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => (
            "« , » ou fermeture attendue ici",
            "séparer les éléments par une virgule et mettre entre guillemets un texte qui contient « , : { } [ ] »",
        ),
        K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. } => (
            "fermeture sans ouverture correspondante",
            "vérifier que chaque « [ » et chaque « { » a sa fermeture",
        ),
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => ("tabulation dans le retrait", "remplacer la tabulation par des espaces"),
        K::InvalidIndentation
        | K::InvalidBlockScalarIndent
        | K::InvalidQuotedScalarIndent
        | K::InvalidFlowScalarIndent
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::BlockSequenceEntryNotAllowed
        | K::MappingKeyNotAllowed => {
            ("retrait incohérent avec les lignes voisines", "aligner les clés et les tirets d’un même niveau")
        }
        K::SimpleKeyExpected | K::InvalidSimpleKey => {
            ("« : » attendu après la clé", "écrire « clé: valeur », avec une espace après le deux-points")
        }
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::FlowMappingValueAdjacentCollection => (
            "« : » inattendu",
            "refermer le crochet ou l’accolade qui précède, ou mettre entre guillemets un texte qui contient « : »",
        ),
        K::UnknownAnchor => {
            ("alias sans ancre", "définir « &nom » plus haut dans le fichier, ou écrire la valeur en clair")
        }
        K::MissingAnchorOrAliasName => {
            ("« & » ou « * » sans nom", "mettre entre guillemets un texte qui commence par « & » ou « * »")
        }
        K::UnexpectedCharacter { .. }
        | K::UnexpectedEndOfPlainScalar
        | K::PlainScalarStartsWithDashFlowIndicator => {
            ("caractère inattendu", "mettre entre guillemets un texte qui commence par « @ ` % - ? »")
        }
        K::RecursionLimitExceeded => ("imbrication trop profonde", "64 niveaux au plus"),
        K::CommentNotSeparated | K::CommentInterceptedScalar => (
            "« # » inattendu",
            "laisser une espace avant un commentaire, ou mettre le texte entre guillemets",
        ),
        _ => {
            ("écriture inattendue", "comparer avec les lignes voisines et mettre les textes entre guillemets")
        }
    }
}
