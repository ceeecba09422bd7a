//! Dossiers, `dsr/<LANE>.md`: a YAML header between `---` lines, then Markdown.

use pulldown_cmark::{Event, Options, Parser};

use super::Manifest;
use super::reader::{Fields, Reader, Text, Unique};
use super::yaml;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{self, Origins, Revision};
use crate::source::{FileId, SourceFile, Span};

const KEYS: &[&str] = &["couloir", "titre", "version", "date", "procédure", "profils", "historique"];
const REVISION_KEYS: &[&str] = &["version", "date", "objet"];

/// A dossier and where its text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// What it says, comments of its Markdown included.
    pub content: model::Dossier,
    /// The bytes of the body.
    pub body_span: Span,
    /// The file.
    pub file: FileId,
}

impl Dossier {
    /// What is published and frozen: the dossier without the comments (`<!-- … -->`) of its Markdown.
    pub fn published(&self) -> model::Dossier {
        model::Dossier { body: without_comments(&self.content.body), ..self.content.clone() }
    }
}

/// A Markdown text without its comments; what only looks like one, in code, stays.
fn without_comments(text: &str) -> String {
    if !text.contains("<!--") {
        return text.to_owned();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    let mut open = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let (Event::Html(html) | Event::InlineHtml(html)) = event else { continue };
        let mut at = 0;
        while let Some(found) = html.get(at..).and_then(|rest| rest.find(if open { "-->" } else { "<!--" })) {
            if open {
                at += found + "-->".len();
                from = range.start + at;
            } else {
                at += found;
                kept.push_str(text.get(from..range.start + at).unwrap_or_default());
                at += "<!--".len();
            }
            open = !open;
        }
        if open {
            from = range.end;
        }
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// The header and the body of a dossier, as ranges of its text.
struct Parts {
    header: std::ops::Range<usize>,
    body: usize,
}

/// Reads one dossier. `stem` is the file name without its extension.
pub(super) fn read(
    source: &SourceFile,
    (file, stem): (FileId, &str),
    manifest: &Manifest,
    unique: &mut Unique,
    origins: &mut Origins,
    problems: &mut Vec<Diagnostic>,
) -> Option<Dossier> {
    let text = source.text();
    let parts = split(text, file, problems)?;
    let document = yaml::parse(text.get(parts.header.clone())?, file, parts.header.start, problems);
    let mut reader = Reader::of_header(problems);
    let mut empty = yaml::empty_root(file);
    empty.span = Span::new(file, 0, text.lines().next().map_or(0, str::len));
    let root = document.root.as_ref().filter(|root| !root.is_null()).unwrap_or(&empty);
    let fields = reader.fields(root, "l’en-tête du DSR", KEYS)?;
    let lane = lane(&fields, stem, manifest, &mut reader);
    let title = reader.required(&fields, "titre");
    let version = reader.required(&fields, "version");
    let date = required_date(&fields, &mut reader);
    let procedure = reader.word(&fields, "procédure");
    let profiles = profiles(&fields, manifest, &mut reader);
    let revisions = revisions(&fields, &mut reader);
    let lane = lane.unwrap_or_else(|| {
        let value = manifest.lane(stem).map_or(stem, |lane| lane.code.as_str()).to_owned();
        Text { value, span: fields.at }
    });
    if !unique.claim(&lane, &mut reader) {
        return None;
    }
    origins.set_named("dsr", &lane.value, lane.span);
    let value = |text: Option<Text>| text.map(|text| text.value).unwrap_or_default();
    Some(Dossier {
        content: model::Dossier {
            lane: lane.value,
            title: value(title),
            version: value(version),
            date,
            procedure,
            profiles,
            revisions,
            body: text.get(parts.body..).unwrap_or_default().to_owned(),
        },
        body_span: Span::new(file, parts.body, text.len()),
        file,
    })
}

/// Finds the header between its two `---` lines.
fn split(text: &str, file: FileId, problems: &mut Vec<Diagnostic>) -> Option<Parts> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let opening = Span::new(file, 0, first.trim_end().len());
    if first.trim_end() != "---" {
        let problem = Diagnostic::new(Code::DossierFrontMatter, opening, "en-tête du DSR absent");
        problems.push(problem.help("commencer le fichier par une ligne « --- », les clés « couloir », « titre », « version », « date », puis une ligne « --- »"));
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some(Parts { header: first.len()..at, body: at + line.len() });
        }
        at += line.len();
    }
    let problem = Diagnostic::new(Code::DossierFrontMatter, opening, "en-tête du DSR non refermé");
    problems.push(problem.label("ouvert ici").help("ajouter une ligne « --- » après la dernière clé"));
    None
}

fn lane(fields: &Fields<'_>, stem: &str, manifest: &Manifest, reader: &mut Reader<'_>) -> Option<Text> {
    let name = reader.required(fields, "couloir")?;
    let Some(lane) = manifest.lane(&name.value) else {
        if manifest.complete {
            reader.unknown(Code::UnknownLane, ("couloir", "inconnu"), &name, manifest.lane_names());
        }
        return Some(name);
    };
    if stem != lane.code && !lane.aliases.iter().any(|alias| alias == stem) {
        let message = format!("couloir « {} » dans un fichier nommé « {stem}.md »", name.value);
        let help = format!("corriger le couloir, ou renommer le fichier en « {}.md »", lane.code);
        reader.report(Diagnostic::new(Code::DossierFrontMatter, name.span, message).help(help));
    }
    Some(Text { value: lane.code.clone(), span: name.span })
}

fn required_date(fields: &Fields<'_>, reader: &mut Reader<'_>) -> String {
    let Some(date) = reader.required(fields, "date") else { return String::new() };
    let _ = reader.check_date(&date);
    date.value
}

fn profiles(fields: &Fields<'_>, manifest: &Manifest, reader: &mut Reader<'_>) -> Vec<String> {
    let mut unique = Unique::new("profil");
    let mut profiles = Vec::new();
    for name in reader.texts(fields, "profils") {
        if manifest.complete && !manifest.profiles.iter().any(|profile| profile.name == name.value) {
            let known = manifest.profiles.iter().map(|profile| profile.name.as_str());
            reader.unknown(Code::UnknownProfile, ("profil", "inconnu"), &name, known);
        } else if unique.claim(&name, reader) {
            profiles.push(name.value);
        }
    }
    profiles
}

fn revisions(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<Revision> {
    let mut revisions = Vec::new();
    for node in reader.items(fields, "historique") {
        let Some(entry) = reader.fields(node, "une version de l’historique", REVISION_KEYS) else {
            continue;
        };
        let version = reader.required(&entry, "version");
        let date = required_date(&entry, reader);
        let subject = reader.word(&entry, "objet").unwrap_or_default();
        if let Some(version) = version {
            revisions.push(Revision { version: version.value, date, subject });
        }
    }
    revisions
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn comments_of_the_markdown_stay_with_the_author() {
        let text = "# A\n\n<!-- secret -->\n\nTexte <!-- secret\nsuite --> fin.\n\n<!--\nsecret\n\nsecret\n-->\nAprès\n";
        let kept = without_comments(text);
        assert!(!kept.contains("secret") && !kept.contains("--"), "{kept}");
        assert!(kept.contains("Texte  fin.") && kept.contains("Après"), "{kept}");
        assert_eq!(without_comments("`<!-- code -->` et 1 <!- 2\n"), "`<!-- code -->` et 1 <!- 2\n");
        assert_eq!(without_comments("fin <!-- jamais fermé"), "fin <!-- jamais fermé");
        assert_eq!(without_comments("a\n\n<!-- jamais fermé\nb\n"), "a\n\n");
    }
}
