//! Published texts that belong to no item: replies, dossiers, the register, headings.

use super::scan::Scan;
use super::subject::span_in;
use super::{Context, Project};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::Node;
use std::ops::Range;

/// A published text outside items.
pub(super) struct OtherText<'a> {
    /// What it is, with its article.
    pub what: String,
    /// The text.
    pub text: &'a str,
    /// Where it was written, when known.
    pub span: Option<Span>,
    /// The item it is about, when it is about one.
    pub item: Option<&'a str>,
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
            texts.push(OtherText { what, text: reply, span, item: Some(comment.item.as_str()) });
        }
    }
    for dossier in &cx.settings.dossiers {
        let what = format!("le DSR {}", dossier.lane);
        texts.push(OtherText { what, text: &dossier.body, span: Some(dossier.body_span), item: None });
        let subjects = dossier.revisions.iter().map(|revision| revision.subject.as_str());
        for text in subjects.chain([dossier.title.as_str()]) {
            let what = format!("l’en-tête du DSR {}", dossier.lane);
            texts.push(OtherText { what, text, span: cx.origins.named("dsr", &dossier.lane), item: None });
        }
    }
    for reference in &cx.settings.references {
        let span = cx.origins.named("référence", &reference.code);
        let elements = reference.versions.iter().filter_map(|version| version.elements.as_deref());
        for text in elements.chain(reference.note.as_deref()).chain([reference.title.as_str()]) {
            let what = format!("le registre, référentiel {}", reference.code);
            texts.push(OtherText { what, text, span, item: None });
        }
    }
    texts.extend(cx.trees.iter().flat_map(|tree| &tree.nodes).filter_map(heading));
    for lane in &cx.corpus.lanes {
        for withdrawal in &lane.withdrawals {
            if let Some(text) = &withdrawal.cause.text {
                let span = cx.origins.named("retire", &format!("{} {}", lane.code, withdrawal.id));
                let what = "le texte d’un motif".to_owned();
                texts.push(OtherText { what, text, span, item: Some(withdrawal.id.as_str()) });
            }
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
    Some(OtherText { what: "un intitulé".to_owned(), text: &text.value, span: Some(text.span), item: None })
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
            let span =
                other.span.map(|whole| span_in(project, whole, other.text, range.clone()).unwrap_or(whole));
            let (message, help) = message(&other.what);
            let mut finding = Diagnostic::maybe_at(code, span, message).help(help);
            finding.item = other.item.map(str::to_owned);
            out.push(finding);
        }
    }
}
