//! Vendor comments, `retours/ITn.yaml`: what was sent, what was decided, what is answered.

use std::collections::BTreeSet;

use super::Manifest;
use super::reader::{Fields, Reader, Text, Unique};
use super::vendors::Vendor;
use super::yaml::Document;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Comment, CommentEffect, CommentRound, Disposition, ItemId, Origins, Vocabulary, natural_order,
};
use crate::source::{FileId, Span};

const KEYS: &[&str] = &["itération", "retours"];
const COMMENT_KEYS: &[&str] =
    &["id", "exigence", "version", "couloir", "éditeur", "texte", "disposition", "réponse", "effet"];
const EFFECT_KEYS: &[&str] = &["exigence", "évolution"];

/// What an effect may say, as the register writes it.
const EVOLUTIONS: &[(&str, &str)] = &[
    ("nouvelle", "nouvelle"),
    ("modifiée", "modifiée"),
    ("obsolète", "obsolète"),
    ("validée", "validée"),
    ("réintroduite", "réintroduite"),
];

/// The comments received on one iteration, words and vendors included. Never handed to a renderer: see
/// [`CommentBook::published`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBook {
    /// The iteration commented on.
    pub iteration: String,
    /// The comments, in the order of the file.
    pub comments: Vec<BookComment>,
}

/// A comment with what must not be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookComment {
    /// What may be published.
    pub comment: Comment,
    /// Code of the vendor.
    pub vendor: Option<String>,
    /// The vendor's words.
    pub text: Option<String>,
}

impl CommentBook {
    /// What may be published: no vendor, no words of a vendor, only how many vendors answered.
    pub fn published(&self) -> CommentRound {
        let vendors: BTreeSet<&str> =
            self.comments.iter().filter_map(|entry| entry.vendor.as_deref()).collect();
        let mut comments: Vec<Comment> = self.comments.iter().map(|entry| entry.comment.clone()).collect();
        comments.sort_by(|a, b| natural_order(&a.id, &b.id));
        CommentRound { iteration: self.iteration.clone(), vendors: vendors.len(), comments }
    }
}

/// What comments are checked against.
pub(super) struct Known<'a> {
    /// Lanes and iterations.
    pub(super) manifest: &'a Manifest,
    /// Vendors, when their file exists and could be read.
    pub(super) vendors: Option<&'a [Vendor]>,
}

/// Names taken by the books read so far.
pub(super) struct Taken {
    iterations: Unique,
    comments: Unique,
}

impl Taken {
    pub(super) fn new() -> Self {
        Self { iterations: Unique::new("retours de l’itération"), comments: Unique::new("retour") }
    }
}

/// Reads one file of comments. `stem` is the file name without its extension.
pub(super) fn read(
    document: &Document,
    (file, stem): (FileId, &str),
    known: &Known<'_>,
    taken: &mut Taken,
    origins: &mut Origins,
    reader: &mut Reader<'_>,
) -> Option<CommentBook> {
    let empty = super::yaml::empty_root(file);
    let root = document.root.as_ref().filter(|root| !root.is_null()).unwrap_or(&empty);
    let fields = reader.fields(root, "un fichier de retours", KEYS)?;
    let iteration = iteration(&fields, (file, stem), known, taken, reader);
    let mut comments = Vec::new();
    for node in reader.items(&fields, "retours") {
        let Some(entry) = reader.fields(node, "un retour", COMMENT_KEYS) else { continue };
        if let Some((id, comment)) = comment(&entry, known, reader)
            && taken.comments.claim(&id, reader)
        {
            set_origins(&entry, &id, origins);
            comments.push(comment);
        }
    }
    Some(CommentBook { iteration, comments })
}

/// The iteration of a book; the file name stands in for a missing one.
fn iteration(
    fields: &Fields<'_>,
    (file, stem): (FileId, &str),
    known: &Known<'_>,
    taken: &mut Taken,
    reader: &mut Reader<'_>,
) -> String {
    let Some(name) = reader.required(fields, "itération") else {
        let _ =
            taken.iterations.claim(&Text { value: stem.to_owned(), span: Span::file_start(file) }, reader);
        return stem.to_owned();
    };
    let names = known.manifest.iterations.iter().map(|iteration| iteration.name.as_str());
    if known.manifest.iteration(&name.value).is_none() && known.manifest.complete {
        reader.unknown(Code::UnknownIteration, ("itération", "inconnue"), &name, names);
    } else if stem != name.value && stem != crate::io::windows_safe(&name.value) {
        let message = format!("itération « {} » dans un fichier nommé « {stem}.yaml »", name.value);
        reader.refuse(
            name.span,
            message,
            format!("corriger l’itération, ou renommer le fichier en « {}.yaml »", name.value),
        );
    }
    let _ = taken.iterations.claim(&name, reader);
    name.value
}

fn comment(entry: &Fields<'_>, known: &Known<'_>, reader: &mut Reader<'_>) -> Option<(Text, BookComment)> {
    let dispositions: Vec<(Disposition, &str)> =
        Disposition::WORDS.iter().map(|(disposition, keyword, _)| (*disposition, *keyword)).collect();
    let id = reader.required(entry, "id");
    let item = reader.required(entry, "exigence");
    for text in id.iter().chain(&item) {
        check_id(text, reader);
    }
    let version = reader.number(entry, "version");
    let lane = lane(entry, known, reader);
    let vendor = vendor(entry, known, reader);
    let text = reader.word(entry, "texte");
    let disposition = reader.choice(entry, "disposition", &dispositions);
    let reply = reader.word(entry, "réponse");
    let effects = effects(entry, reader);
    let (id, item) = (id?, item?);
    let item = ItemId::new(item.value);
    let comment = Comment { id: id.value.clone(), item, version, lane, disposition, reply, effects };
    Some((id, BookComment { comment, vendor, text }))
}

fn lane(entry: &Fields<'_>, known: &Known<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let name = reader.optional(entry, "couloir")?;
    match known.manifest.lane(&name.value) {
        Some(lane) => return Some(lane.code.clone()),
        None if known.manifest.complete => {
            reader.unknown(Code::UnknownLane, ("couloir", "inconnu"), &name, known.manifest.lane_names());
        }
        None => {}
    }
    Some(name.value)
}

fn vendor(entry: &Fields<'_>, known: &Known<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let code = reader.optional(entry, "éditeur")?;
    if let Some(vendors) = known.vendors
        && !vendors.iter().any(|vendor| vendor.code == code.value)
    {
        let codes = vendors.iter().map(|vendor| vendor.code.as_str());
        reader.unknown(Code::UnknownVendor, ("code éditeur", "inconnu"), &code, codes);
    }
    Some(code.value)
}

fn effects(entry: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<CommentEffect> {
    let mut effects = Vec::new();
    for node in reader.items(entry, "effet") {
        let Some(fields) = reader.fields(node, "un effet", EFFECT_KEYS) else { continue };
        let item = reader.required(&fields, "exigence");
        let evolution = reader.choice(&fields, "évolution", EVOLUTIONS).map(str::to_owned);
        if let Some(item) = item {
            check_id(&item, reader);
            effects.push(CommentEffect { item: ItemId::new(item.value), evolution });
        }
    }
    effects
}

fn check_id(text: &Text, reader: &mut Reader<'_>) {
    if let Some(defect) = ItemId::defect(&text.value) {
        let message = format!("« {} » n’est pas un identifiant", text.value);
        reader.report(Diagnostic::new(Code::InvalidId, text.span, message).help(defect));
    }
}

/// Places of a comment: `retour` its id, `retour:exigence` and the like the values of its keys.
fn set_origins(entry: &Fields<'_>, id: &Text, origins: &mut Origins) {
    origins.set_named("retour", &id.value, id.span);
    for (kind, key) in [
        ("retour:exigence", "exigence"),
        ("retour:version", "version"),
        ("retour:couloir", "couloir"),
        ("retour:disposition", "disposition"),
        ("retour:réponse", "réponse"),
        ("retour:effet", "effet"),
    ] {
        if let Some(node) = entry.get(key) {
            origins.set_named(kind, &id.value, node.span);
        }
    }
}
