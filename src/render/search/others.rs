//! What the search finds besides requirements: scenarios of several requirements, referentials, public comments, words of the
//! glossary; and what ids meant before.
//!
//! Names, titles and numbers only, taken from lists already made: no text is read again. The page stems them itself.

use serde::Serialize;

use super::numbers::numbers;
use crate::model::{Disposition, Vocabulary as _};
use crate::render::site::Site;
use crate::render::{typography, urls};

/// An external referential: code, title, anchor in the register when it is not the code, versions with their anchors,
/// how many requirements cite it.
#[derive(Serialize)]
pub(super) struct Referential<'a>(&'a str, String, Option<String>, Vec<(&'a str, String)>, usize);

/// A scenario of several requirements: its lane, its place in the checklist of the lane, its title, its numbers.
#[derive(Serialize)]
pub(super) struct Cross<'a>(&'a str, String, String, String);

/// Comments on one iteration: their page, the iteration, the comments.
#[derive(Serialize)]
pub(super) struct Round<'a>(String, &'a str, Vec<Remark<'a>>);

/// A comment: number, requirement, place of what was decided among [`decisions`], anchor when it is not the number.
#[derive(Serialize)]
pub(super) struct Remark<'a>(&'a str, Target<'a>, Option<usize>, Option<String>);

/// A requirement, by its place among the documents; one that has no page, by its id.
#[derive(Serialize)]
#[serde(untagged)]
enum Target<'a> {
    Document(usize),
    Id(&'a str),
}

/// A word of the glossary: its names, what it stands for, its anchor.
#[derive(Serialize)]
pub(super) struct Word<'a>(&'a [String], String, &'a str);

/// Items whose id designated another item before, with the last iteration in which it did and that other item.
pub(super) fn exchanged<'s>(site: &'s Site<'_>) -> Vec<(usize, &'s str, Option<usize>)> {
    let places = site.entries.iter().enumerate().filter_map(|(place, entry)| {
        let (state, other) = site.formerly(entry)?;
        let other = other.and_then(|other| site.position_in(None, other.id.as_str()));
        Some((place, state.name, other))
    });
    places.collect()
}

/// Every scenario of several requirements.
pub(super) fn cross_scenarios<'a>(site: &Site<'a>) -> Vec<Cross<'a>> {
    let scenarios = site.corpus().cross_scenarios.iter().map(|(lane, one)| {
        let place = format!("{}#t-{}", urls::checklist(lane), urls::anchor(one.id.as_str()));
        Cross(lane, place, typography::prose(&one.title), numbers("", std::iter::once(one)))
    });
    scenarios.collect()
}

/// Every referential of the register.
pub(super) fn referentials<'a>(site: &Site<'a>) -> Vec<Referential<'a>> {
    let own = |name: &str, anchor: String| (anchor != name).then_some(anchor);
    let references = site.corpus().references.iter().map(|reference| {
        let code = reference.code.as_str();
        let versions = reference.versions.iter().map(|version| {
            let name = version.name.as_str();
            (name, urls::reference_anchor(code, Some(name)))
        });
        Referential(
            code,
            typography::prose(&reference.title),
            own(code, urls::reference_anchor(code, None)),
            versions.collect(),
            site.uses.citations.get(code).map_or(0, Vec::len),
        )
    });
    references.collect()
}

/// What may be decided of a comment, in words.
pub(super) fn decisions() -> Vec<&'static str> {
    Disposition::WORDS.iter().map(|(value, ..)| value.label()).collect()
}

/// Every public comment, by the iteration it was received on.
pub(super) fn rounds<'a>(site: &Site<'a>) -> Vec<Round<'a>> {
    let rounds = site.latest().comments.iter().map(|round| {
        let remarks = round.comments.iter().map(|comment| {
            let item = comment.item.as_str();
            let anchor = urls::anchor(&comment.id);
            Remark(
                &comment.id,
                site.position_named(&round.iteration, item).map_or(Target::Id(item), Target::Document),
                comment
                    .disposition
                    .and_then(|one| Disposition::WORDS.iter().position(|(word, ..)| *word == one)),
                (anchor != comment.id).then_some(anchor),
            )
        });
        Round(urls::comments(&urls::slug(&round.iteration)), &round.iteration, remarks.collect())
    });
    rounds.collect()
}

/// Every word of the glossary.
pub(super) fn words<'s>(site: &'s Site<'_>) -> Vec<Word<'s>> {
    let terms = site.glossary.terms.iter();
    terms.map(|term| Word(&term.names, typography::prose(&term.expansion), &term.anchor)).collect()
}
