//! Published texts that belong to no item: replies, dossiers, the register, the manifest, headings, fields of a few words.

use super::scan::Scan;
use super::subject::span_in;
use super::{Context, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::ProjectPaths;
use crate::model::{ExternalReference, MilestoneDate};
use crate::settings::Manifest;
use crate::source::Span;
use crate::syntax::tree::{Field, FieldValue, LaneValue, Node, Text};
use std::ops::Range;
use std::path::Path;

/// A published text outside items.
pub(super) struct OtherText<'a> {
    /// What it is, with its article.
    pub what: String,
    /// The text.
    pub text: &'a str,
    /// Where it was written.
    pub place: Whereabouts,
    /// The item it is about, when it is about one.
    pub item: Option<&'a str>,
}

/// Where a text was written. A YAML value is looked for when there is something to say of it: most texts never are.
pub(super) enum Whereabouts {
    /// There, when known.
    At(Option<Span>),
    /// Somewhere in a region; when it was written in some other way, a finding points at the second place.
    Within(Span, Option<Span>),
}

impl Whereabouts {
    /// Where to point for a range of the text.
    fn of(&self, cx: &Context<'_>, text: &str, range: Range<usize>) -> Option<Span> {
        match self {
            Self::At(whole) => whole.map(|whole| span_in(cx, whole, text, range).unwrap_or(whole)),
            Self::Within(region, otherwise) => match written(cx, *region, text) {
                Some(whole) => Some(span_in(cx, whole, text, range).unwrap_or(whole)),
                None => otherwise.map(|whole| span_in(cx, whole, text, range).unwrap_or(whole)),
            },
        }
    }
}

/// Every published text that is no item's.
pub(super) fn other_texts<'a>(cx: &Context<'a>) -> Vec<OtherText<'a>> {
    let mut texts = Vec::new();
    for comment in cx.settings.books.iter().flat_map(|book| &book.comments).map(|one| &one.comment) {
        if let Some(reply) = &comment.reply {
            let span = cx
                .origins
                .named("retour:réponse", &comment.id)
                .or_else(|| cx.origins.named("retour", &comment.id));
            let what = format!("la réponse au retour {}", comment.id);
            texts.push(OtherText {
                what,
                text: reply,
                place: Whereabouts::At(span),
                item: Some(comment.item.as_str()),
            });
        }
    }
    for dossier in &cx.settings.dossiers {
        let what = format!("le DSR {}", dossier.content.lane);
        texts.push(OtherText {
            what,
            text: &dossier.content.body,
            place: Whereabouts::At(Some(dossier.body_span)),
            item: None,
        });
        let revisions = dossier.content.revisions.iter().flat_map(|one| [&one.version, &one.subject]);
        let header = Span::new(dossier.file, 0, dossier.body_span.start as usize);
        let named = cx.origins.named("dsr", &dossier.content.lane);
        for text in revisions
            .chain([&dossier.content.title, &dossier.content.version])
            .chain(&dossier.content.procedure)
        {
            let what = format!("l’en-tête du DSR {}", dossier.content.lane);
            texts.push(OtherText { what, text, place: Whereabouts::Within(header, named), item: None });
        }
    }
    for reference in &cx.settings.references {
        let named = cx.origins.named("référence", &reference.code);
        let region = named.map(|code| to_the_end(cx, code));
        for text in of_reference(reference) {
            let what = format!("le registre, référentiel {}", reference.code);
            let place = region.map_or(Whereabouts::At(None), |region| Whereabouts::Within(region, named));
            texts.push(OtherText { what, text, place, item: None });
        }
    }
    let manifest = Path::new(ProjectPaths::MANIFEST);
    let manifest = cx.sources.iter().find(|(_, file)| file.path() == manifest).map(|(id, _)| id);
    for text in of_manifest(&cx.settings.manifest) {
        let place = manifest
            .map(Span::file_start)
            .map_or(Whereabouts::At(None), |start| Whereabouts::Within(to_the_end(cx, start), Some(start)));
        texts.push(OtherText { what: "le manifeste".to_owned(), text, place, item: None });
    }
    texts.extend(cx.trees.iter().flat_map(|tree| &tree.nodes).filter_map(heading));
    texts.extend(cx.trees.iter().flat_map(|tree| &tree.nodes).flat_map(short_fields));
    for lane in &cx.corpus.lanes {
        for withdrawal in &lane.withdrawals {
            if let Some(text) = &withdrawal.cause.text {
                let span = cx.origins.named("retire", &format!("{} {}", lane.code, withdrawal.id));
                let what = "le texte d’un motif".to_owned();
                let item = Some(withdrawal.id.as_str());
                texts.push(OtherText { what, text, place: Whereabouts::At(span), item });
            }
        }
    }
    texts
}

/// Where a text stands as it is inside a place; `None` when it was written in some other way.
fn written(cx: &Context<'_>, whole: Span, text: &str) -> Option<Span> {
    if text.is_empty() { None } else { span_in(cx, whole, text, 0..text.len()) }
}

/// From a place to the end of its file.
fn to_the_end(cx: &Context<'_>, from: Span) -> Span {
    let end = cx.sources.get(from.file).map_or(from.end as usize, |file| file.text().len());
    Span::new(from.file, from.start as usize, end)
}

fn of_reference(reference: &ExternalReference) -> impl Iterator<Item = &str> {
    let versions = reference.versions.iter().flat_map(|version| {
        let milestones = version.milestones.iter().flat_map(|milestone| {
            let promise = match &milestone.date {
                Some(MilestoneDate::Promise { text, .. }) => Some(text),
                Some(MilestoneDate::On(_)) | None => None,
            };
            promise.into_iter().chain(&milestone.url)
        });
        std::iter::once(&version.name).chain(&version.elements).chain(milestones)
    });
    let own = std::iter::once(&reference.title).chain(&reference.publisher).chain(&reference.note);
    own.chain(versions).map(String::as_str)
}

fn of_manifest(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let publication = &manifest.publication;
    let site = std::iter::once(&manifest.programme).chain(&manifest.title).chain(&manifest.notice);
    let site = site.chain(&publication.contact).chain(&publication.url).chain(&publication.licence);
    let lanes = manifest.lanes.iter().flat_map(|lane| std::iter::once(&lane.title).chain(&lane.aliases));
    let titles = manifest.socles.iter().map(|socle| &socle.title);
    let titles = titles.chain(manifest.sections.iter().map(|section| &section.title));
    let profiles = manifest.profiles.iter();
    let profiles = profiles.flat_map(|profile| std::iter::once(&profile.name).chain(&profile.question));
    let iterations = manifest
        .iterations
        .iter()
        .flat_map(|iteration| std::iter::once(&iteration.name).chain(&iteration.title));
    let glossary = manifest.glossary.iter().flat_map(|entry| {
        std::iter::once(&entry.term).chain(&entry.expansion).chain(&entry.definition).chain(&entry.source)
    });
    let site = site.chain(&publication.entity).chain(&publication.accessibility.audit);
    let site = site.chain(&publication.accessibility.exceptions);
    site.chain(lanes).chain(titles).chain(profiles).chain(iterations).chain(glossary).map(String::as_str)
}

/// Words of one line that an item or an adaptation holds and that no rule about wording reads.
fn short_fields(node: &Node) -> Vec<OtherText<'_>> {
    let holders: Vec<(&str, &[Field])> = match node {
        Node::Requirement(item) => vec![(item.id.value.as_str(), item.fields.as_slice())],
        Node::Lane(lane) => {
            let adapted = lane.fields.iter().filter_map(|field| match &field.value {
                LaneValue::Adapt(adapt) => Some((adapt.id.value.as_str(), adapt.fields.as_slice())),
                LaneValue::Profiles(_) | LaneValue::Pick(_) | LaneValue::Withdraw(_) => None,
            });
            adapted.collect()
        }
        _ => Vec::new(),
    };
    let mut texts = Vec::new();
    for (id, fields) in holders {
        for field in fields {
            let what = quoted(field.value.keyword());
            let found: &[Text] = match &field.value {
                FieldValue::Scope(text) | FieldValue::Block(text) | FieldValue::Function(text) => {
                    std::slice::from_ref(text)
                }
                FieldValue::Wave1(found) => found,
                _ => &[],
            };
            texts.extend(found.iter().map(|text| OtherText {
                what: what.clone(),
                text: &text.value,
                place: Whereabouts::At(Some(text.span)),
                item: Some(id),
            }));
        }
    }
    texts
}

fn heading(node: &Node) -> Option<OtherText<'_>> {
    let text = match node {
        Node::Block(text, _) | Node::Function(text, _) => text,
        Node::Section(section) => section.title.as_ref()?,
        Node::Socle(socle) => socle.title.as_ref()?,
        Node::Lane(lane) => lane.title.as_ref()?,
        Node::Edition(..) | Node::Requirement(_) | Node::Scenario(_) | Node::Broken(..) => return None,
    };
    let place = Whereabouts::At(Some(text.span));
    Some(OtherText { what: "un intitulé".to_owned(), text: &text.value, place, item: None })
}

/// Reports what a finder sees in those texts.
pub(super) fn report(
    project: &Project<'_>,
    out: &mut Vec<Diagnostic>,
    code: Code,
    find: &dyn Fn(&str, &Scan) -> Vec<Range<usize>>,
    message: &dyn Fn(&str) -> (String, String),
) {
    for other in other_texts(project) {
        let scan = Scan::new(other.text);
        for range in find(other.text, &scan) {
            let span = other.place.of(project, other.text, range);
            let (message, help) = message(&other.what);
            let mut finding = Diagnostic::maybe_at(code, span, message).help(help);
            finding.item = other.item.map(str::to_owned);
            out.push(finding);
        }
    }
}
