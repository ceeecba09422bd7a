//! The manifest, `remc.yaml`: what exists and what it is called.

use std::collections::BTreeMap;

use super::reader::{Fields, Reader, Text, Unique};
use super::yaml::{Document, Value, empty_root};
use crate::diagnostic::{Code, Diagnostic, Severity, SeverityOverrides};
use crate::model::{Iteration, IterationState, Motive, Origins, Profile, SectionEntry, Vocabulary};
use crate::source::{FileId, fold_accents};

/// The edition of the format this program reads.
const EDITION: u32 = 1;

const KEYS: &[&str] = &[
    "édition",
    "programme",
    "titre",
    "avertissement",
    "couloirs",
    "socles",
    "sections",
    "profils",
    "itérations",
    "motifs",
    "règles",
    "publication",
    "glossaire",
];
const GLOSSARY_KEYS: &[&str] = &["terme", "développé", "définition", "source"];
const LANE_KEYS: &[&str] = &["code", "titre", "alias", "prefixes", "sans_prefixe"];
const SOCLE_KEYS: &[&str] = &["code", "titre", "prefixes"];
const SECTION_KEYS: &[&str] = &["code", "titre"];
const PROFILE_KEYS: &[&str] = &["nom", "question"];
const ITERATION_KEYS: &[&str] = &["nom", "titre", "date", "état", "reprise"];
const PUBLICATION_KEYS: &[&str] = &["contact", "url", "licence", "entité", "accessibilité"];
const ACCESSIBILITY_KEYS: &[&str] = &["état", "date", "audit", "non_accessible"];

/// Names an iteration may not bear: `remc diff` gives them another meaning.
const RESERVED_ITERATIONS: &[&str] = &["work"];

/// Everything `remc.yaml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Edition of the format.
    pub edition: u32,
    /// Name of the programme.
    pub programme: String,
    /// Title of the site.
    pub title: Option<String>,
    /// Notice shown on every page.
    pub notice: Option<String>,
    /// Lanes, in order.
    pub lanes: Vec<LaneEntry>,
    /// Socles, in order.
    pub socles: Vec<SocleEntry>,
    /// Sections, in order.
    pub sections: Vec<SectionEntry>,
    /// Profiles, in order.
    pub profiles: Vec<Profile>,
    /// Iterations, in order.
    pub iterations: Vec<Iteration>,
    /// Motives the project admits.
    pub motives: Vec<Motive>,
    /// Severity per code.
    pub severities: SeverityOverrides,
    /// What the site says about itself.
    pub publication: Publication,
    /// Words explained to readers, in order.
    pub glossary: Vec<GlossaryEntry>,
    /// Whether the whole file could be read. When not, names may be missing through no fault of those who use them:
    /// « unknown name » findings are better kept silent.
    pub complete: bool,
}

/// A lane of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneEntry {
    /// Code, such as `RIS`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Other names of the lane.
    pub aliases: Vec<String>,
    /// Prefixes expected of its ids.
    pub prefixes: Vec<String>,
    /// Prefix dropped from socle ids where the lane publishes them.
    pub strip_prefix: Option<String>,
}

/// A socle of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocleEntry {
    /// Code, such as `MSS`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Prefixes expected of its ids.
    pub prefixes: Vec<String>,
}

/// A word explained to readers: by what it stands for, by a definition, or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryEntry {
    /// The word, as texts use it.
    pub term: String,
    /// What it stands for, in full.
    pub expansion: Option<String>,
    /// What it means.
    pub definition: Option<String>,
    /// Where the definition comes from.
    pub source: Option<String>,
}

/// What the site says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// Whom to write to.
    pub contact: Option<String>,
    /// Public address of the site.
    pub url: Option<String>,
    /// Licence of the texts.
    pub licence: Option<String>,
    /// Who answers for the site.
    pub entity: Option<String>,
    /// What is declared of its accessibility.
    pub accessibility: Accessibility,
}

/// What the accessibility statement declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// How far the site meets the RGAA.
    pub compliance: Compliance,
    /// Day of the statement, ISO 8601.
    pub date: Option<String>,
    /// Who audited the site, and what was found.
    pub audit: Option<String>,
    /// Contents that are not accessible.
    pub exceptions: Vec<String>,
}

/// How far a site meets the RGAA: not at all as long as no audit says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compliance {
    /// Less than half of the criteria, or nobody knows.
    #[default]
    None,
    /// At least half of the criteria.
    Partial,
    /// Every criterion.
    Full,
}

impl Compliance {
    /// Every value and its words, as the law has them.
    const WORDS: [(Self, &'static str); 3] = [
        (Self::None, "non conforme"),
        (Self::Partial, "partiellement conforme"),
        (Self::Full, "totalement conforme"),
    ];

    /// Its words.
    pub fn label(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _)| *value == self).map_or("", |(_, label)| label)
    }
}

impl Manifest {
    /// A lane by code or alias.
    pub fn lane(&self, name: &str) -> Option<&LaneEntry> {
        self.lanes
            .iter()
            .find(|lane| lane.code == name)
            .or_else(|| self.lanes.iter().find(|lane| lane.aliases.iter().any(|alias| alias == name)))
    }

    /// A socle by code.
    pub fn socle(&self, code: &str) -> Option<&SocleEntry> {
        self.socles.iter().find(|socle| socle.code == code)
    }

    /// An iteration by name.
    pub fn iteration(&self, name: &str) -> Option<&Iteration> {
        self.iterations.iter().find(|iteration| iteration.name == name)
    }

    /// Every code and alias of a lane, in order.
    pub fn lane_names(&self) -> impl Iterator<Item = &str> {
        self.lanes
            .iter()
            .flat_map(|lane| std::iter::once(&lane.code).chain(&lane.aliases))
            .map(String::as_str)
    }
}

/// Reads the tree of `remc.yaml`. An entry with a mistake keeps its name, so that the mistake is reported once.
pub(super) fn read(
    document: &Document,
    file: FileId,
    origins: &mut Origins,
    reader: &mut Reader<'_>,
) -> Manifest {
    let mut manifest = Manifest {
        edition: EDITION,
        programme: String::new(),
        title: None,
        notice: None,
        lanes: Vec::new(),
        socles: Vec::new(),
        sections: Vec::new(),
        profiles: Vec::new(),
        iterations: Vec::new(),
        motives: Vec::new(),
        severities: BTreeMap::new(),
        publication: Publication::default(),
        glossary: Vec::new(),
        complete: document.complete,
    };
    let empty = empty_root(file);
    let root = document.root.as_ref().filter(|root| !root.is_null()).unwrap_or(&empty);
    let Some(fields) = reader.fields(root, "le manifeste", KEYS) else {
        manifest.complete = false;
        return manifest;
    };
    edition(&fields, reader);
    manifest.programme = reader.required(&fields, "programme").map(|text| text.value).unwrap_or_default();
    manifest.title = reader.word(&fields, "titre");
    manifest.notice = reader.word(&fields, "avertissement");
    manifest.lanes = lanes(&fields, origins, reader);
    manifest.socles = socles(&fields, origins, reader);
    manifest.sections = sections(&fields, origins, reader);
    manifest.profiles = profiles(&fields, origins, reader);
    manifest.iterations = iterations(&fields, origins, reader);
    manifest.motives = motives(&fields, reader);
    manifest.severities = severities(&fields, origins, reader);
    manifest.publication = publication(&fields, reader);
    manifest.glossary = glossary(&fields, reader);
    manifest
}

fn edition(fields: &Fields<'_>, reader: &mut Reader<'_>) {
    let Some(text) = reader.required(fields, "édition") else { return };
    if text.value.parse() != Ok(EDITION) {
        reader.refuse(
            text.span,
            format!("édition « {} » inconnue", text.value),
            format!("écrire « édition: {EDITION} »"),
        );
    }
}

/// Reads the entries of a list of maps.
fn each<'n>(
    fields: &Fields<'n>,
    key: &'static str,
    what: &'static str,
    keys: &'static [&'static str],
    reader: &mut Reader<'_>,
) -> Vec<Fields<'n>> {
    reader.items(fields, key).iter().filter_map(|node| reader.fields(node, what, keys)).collect()
}

/// The code and the title of an entry; the title falls back on the code so that the entry still exists.
fn code_and_title(entry: &Fields<'_>, reader: &mut Reader<'_>) -> Option<(Text, String)> {
    let code = reader.required(entry, "code");
    let title = reader.required(entry, "titre");
    let code = code?;
    reader.check_code(&code);
    let title = title.map_or_else(|| code.value.clone(), |title| title.value);
    Some((code, title))
}

fn words(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn lanes(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> Vec<LaneEntry> {
    let entries = each(fields, "couloirs", "un couloir", LANE_KEYS, reader);
    let mut unique = Unique::new("couloir");
    let mut lanes = Vec::new();
    let mut aliases = Vec::new();
    for entry in &entries {
        let prefixes = words(reader.texts(entry, "prefixes"));
        let strip_prefix = reader.word(entry, "sans_prefixe");
        let names = reader.texts(entry, "alias");
        let Some((code, title)) = code_and_title(entry, reader) else { continue };
        if unique.claim(&code, reader) {
            origins.set_named("couloir", &code.value, code.span);
            aliases.push((lanes.len(), names));
            lanes.push(LaneEntry { code: code.value, title, aliases: Vec::new(), prefixes, strip_prefix });
        }
    }
    // Aliases come after every code: between a code and an alias, the alias is the intruder.
    for (position, names) in aliases {
        for name in names {
            reader.check_code(&name);
            if let (true, Some(lane)) = (unique.claim(&name, reader), lanes.get_mut(position)) {
                origins.set_named("couloir", &name.value, name.span);
                lane.aliases.push(name.value);
            }
        }
    }
    lanes
}

fn socles(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> Vec<SocleEntry> {
    let mut unique = Unique::new("socle");
    let mut socles = Vec::new();
    for entry in each(fields, "socles", "un socle", SOCLE_KEYS, reader) {
        let prefixes = words(reader.texts(&entry, "prefixes"));
        let Some((code, title)) = code_and_title(&entry, reader) else { continue };
        if unique.claim(&code, reader) {
            origins.set_named("socle", &code.value, code.span);
            socles.push(SocleEntry { code: code.value, title, prefixes });
        }
    }
    socles
}

fn sections(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> Vec<SectionEntry> {
    let mut unique = Unique::new("section");
    let mut sections = Vec::new();
    for entry in each(fields, "sections", "une section", SECTION_KEYS, reader) {
        let Some((code, title)) = code_and_title(&entry, reader) else { continue };
        if unique.claim(&code, reader) {
            origins.set_named("section", &code.value, code.span);
            sections.push(SectionEntry { code: code.value, title });
        }
    }
    sections
}

fn profiles(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> Vec<Profile> {
    let mut unique = Unique::new("profil");
    let mut profiles = Vec::new();
    for entry in each(fields, "profils", "un profil", PROFILE_KEYS, reader) {
        let question = reader.word(&entry, "question");
        let Some(name) = reader.required(&entry, "nom") else { continue };
        if unique.claim(&name, reader) {
            origins.set_named("profil", &name.value, name.span);
            profiles.push(Profile { name: name.value, question });
        }
    }
    profiles
}

fn iterations(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> Vec<Iteration> {
    let mut unique = Unique::new("itération");
    let mut iterations = Vec::new();
    let mut latest: Option<Text> = None;
    for entry in each(fields, "itérations", "une itération", ITERATION_KEYS, reader) {
        let name = reader.required(&entry, "nom");
        let title = reader.word(&entry, "titre");
        let date = reader.required(&entry, "date");
        let state = reader.required_choice(&entry, "état", IterationState::WORDS);
        let takeover = reader.flag(&entry, "reprise");
        if let Some(date) = &date
            && reader.check_date(date)
        {
            check_order(latest.as_ref(), date, reader);
            latest = Some(date.clone());
        }
        let Some(name) = name else { continue };
        check_iteration_name(&name, reader);
        if unique.claim(&name, reader) {
            origins.set_named("itération", &name.value, name.span);
            iterations.push(Iteration {
                name: name.value,
                title,
                date: date.map(|date| date.value).unwrap_or_default(),
                state: state.unwrap_or(IterationState::Preparation),
                takeover,
            });
        }
    }
    iterations
}

/// Reports a date before that of the iteration above. Days are written so that their order is that of the texts.
fn check_order(before: Option<&Text>, date: &Text, reader: &mut Reader<'_>) {
    if let Some(before) = before.filter(|before| before.value > date.value) {
        let message = format!("itération du « {} » rangée après celle du « {} »", date.value, before.value);
        let problem = Diagnostic::new(Code::YamlValue, date.span, message);
        reader.report(problem.also(before.span, "itération précédente").help(
            "ranger les itérations de la plus ancienne à la plus récente, ou corriger une des deux dates",
        ));
    }
}

fn check_iteration_name(name: &Text, reader: &mut Reader<'_>) {
    if RESERVED_ITERATIONS.contains(&fold_accents(&name.value).as_str()) || name.value.starts_with("git:") {
        let message = format!("« {} » ne peut pas nommer une itération", name.value);
        reader.refuse(name.span, message, "ce nom désigne l’état de travail dans « remc diff »");
    }
}

fn motives(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<Motive> {
    let all = || Motive::WORDS.iter().map(|(motive, _, _)| *motive).collect();
    if fields.get("motifs").is_none() {
        return all();
    }
    let mut unique = Unique::new("motif");
    let mut motives = Vec::new();
    for text in reader.texts(fields, "motifs") {
        let known = Motive::WORDS.iter().map(|(_, keyword, _)| *keyword);
        match Motive::parse(&text.value) {
            None => reader.unknown(Code::UnknownMotive, ("motif", "inconnu"), &text, known),
            Some(motive) => {
                if unique.claim(&text, reader) {
                    motives.push(motive);
                }
            }
        }
    }
    motives
}

fn severities(fields: &Fields<'_>, origins: &mut Origins, reader: &mut Reader<'_>) -> SeverityOverrides {
    const WORDS: &[(Severity, &str)] = &[
        (Severity::Error, "erreur"),
        (Severity::Warning, "avertissement"),
        (Severity::Info, "info"),
        (Severity::Ignored, "ignorée"),
    ];
    let mut severities = SeverityOverrides::new();
    let mut unique = Unique::new("règle");
    let Some(node) = fields.get("règles") else { return severities };
    let Value::Map(map) = &node.value else {
        reader.refuse(
            node.span,
            "« règles » n’a pas la forme attendue",
            "écrire « REM501: avertissement », une règle par ligne",
        );
        return severities;
    };
    for pair in &map.pairs {
        let name = Text { value: pair.key.clone(), span: pair.key_span };
        let code = Code::parse(&name.value);
        if code.is_none() {
            let known = Code::ALL.iter().map(|code| code.as_str());
            reader.unknown(Code::UnknownCode, ("code de règle", "inconnu"), &name, known);
        }
        let first = unique.claim(&name, reader);
        let severity =
            reader.text(&pair.value, &pair.key).and_then(|text| severity(&text, &pair.key, WORDS, reader));
        if let (Some(code), Some(chosen)) = (code.filter(|code| code.is_locked()), severity)
            && chosen != code.default_severity()
        {
            let message = format!("la gravité de {} ne se règle pas", code.as_str());
            reader.refuse(name.span, message, "retirer la ligne");
            continue;
        }
        if let (Some(code), Some(severity), true) = (code, severity, first) {
            origins.set_named("règle", code.as_str(), name.span);
            let _ = severities.insert(code, severity);
        }
    }
    severities
}

/// A severity; the English words have a French one.
fn severity(text: &Text, key: &str, words: &[(Severity, &str)], reader: &mut Reader<'_>) -> Option<Severity> {
    let french = match text.value.to_ascii_lowercase().as_str() {
        "warning" | "warn" => "avertissement",
        "error" => "erreur",
        "ignore" | "ignored" | "off" => "ignorée",
        _ => return reader.choose(text, key, words),
    };
    let message = format!("« {} » n’est pas admis pour « {key} »", text.value);
    let problem = Diagnostic::new(Code::YamlValue, text.span, message);
    reader.report(problem.did_you_mean(text.span, Some(french.to_owned())));
    None
}

fn glossary(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<GlossaryEntry> {
    let mut unique = Unique::new("terme");
    let mut glossary = Vec::new();
    for entry in each(fields, "glossaire", "un terme", GLOSSARY_KEYS, reader) {
        let expansion = reader.word(&entry, "développé");
        let definition = reader.word(&entry, "définition");
        let source = reader.word(&entry, "source");
        let Some(term) = reader.required(&entry, "terme") else { continue };
        if expansion.is_none() && definition.is_none() {
            let message = format!("le terme « {} » n’est pas expliqué", term.value);
            reader.refuse(term.span, message, "écrire « développé », « définition » ou les deux");
        }
        if unique.claim(&term, reader) {
            glossary.push(GlossaryEntry { term: term.value, expansion, definition, source });
        }
    }
    glossary
}

fn publication(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Publication {
    let Some(entry) =
        fields.get("publication").and_then(|node| reader.fields(node, "« publication »", PUBLICATION_KEYS))
    else {
        return Publication::default();
    };
    Publication {
        contact: reader.word(&entry, "contact"),
        url: reader.url(&entry, "url"),
        licence: reader.word(&entry, "licence"),
        entity: reader.word(&entry, "entité"),
        accessibility: accessibility(&entry, reader),
    }
}

/// A site is declared compliant by an audit only.
fn accessibility(publication: &Fields<'_>, reader: &mut Reader<'_>) -> Accessibility {
    let entry = publication
        .get("accessibilité")
        .and_then(|node| reader.fields(node, "« accessibilité »", ACCESSIBILITY_KEYS));
    let Some(entry) = entry else { return Accessibility::default() };
    let compliance = reader.choice(&entry, "état", &Compliance::WORDS).unwrap_or_default();
    let audit = reader.word(&entry, "audit");
    if compliance != Compliance::None && audit.is_none() {
        let message = format!("« {} » sans audit", compliance.label());
        reader.refuse(
            entry.at,
            message,
            "écrire dans « audit » qui a audité le site, quand et avec quel résultat",
        );
    }
    let date = reader.optional(&entry, "date").filter(|date| reader.check_date(date));
    Accessibility {
        compliance,
        date: date.map(|date| date.value),
        audit,
        exceptions: words(reader.texts(&entry, "non_accessible")),
    }
}
