//! What a comparison can be filtered by: the values that occur, each with how many changes bear it.

use super::card::Card;
use crate::history::Evolution;
use crate::history::wording::SignalKind;
use crate::model::{Field, Vocabulary as _};
use crate::quick::HashMap;
use crate::render::site::State;
use crate::render::view::Badge;
use crate::render::view::facet::{Counter, EVOLUTIONS, Facet, REACHES, place};
use crate::render::view::summary::is_new_obligation;

/// Every group of filters that has a value.
pub(super) fn facets<'c>(cards: impl Iterator<Item = &'c Card<'c>>, to: &State<'_>) -> Vec<Facet> {
    let mut found: [Counter; 11] = Default::default();
    let [evolution, reach, signal, status, nature, duty, profile, section, reference, motive, comment] =
        &mut found;
    for card in cards {
        let change = card.change;
        evolution.add(card.evolution(), || match change.evolution {
            _ if card.crossed => "Scénario transverse seul".to_owned(),
            Evolution::Unchanged => "Sens inchangé : statut, nom, place…".to_owned(),
            other => other.label().to_owned(),
        });
        if let (Some(value), Some(known)) = (card.reach(), change.reach) {
            reach.add(value, || Badge::reach(known).text);
        }
        for family in card.signals() {
            signal.add(family, || signal_label(family).to_owned());
        }
        if let Some((before, after)) = card.transition() {
            let value = format!("{}-{}", before.as_json(), after.as_json());
            status.add(&value, || format!("{} → {}", before.label(), after.label()));
        }
        if let Some(known) = card.nature() {
            nature.add(known.as_json(), || known.label().to_owned());
        }
        if is_new_obligation(change) {
            duty.add("nouvelle", || "Nouvelle obligation".to_owned());
        }
        if let Some((value, label)) = card.motive() {
            motive.add(value, || label.to_owned());
        }
        for name in &card.profiles {
            profile.add(name, || name.clone());
        }
        if let Some(code) = change.section.as_deref() {
            section.add(code, || to.corpus.section_title(code).to_owned());
        }
        for code in card.references() {
            reference.add(code, || code.to_owned());
        }
        for id in card.comments() {
            comment.add(id, || id.clone());
        }
    }
    let [evolution, reach, signal, status, nature, duty, profile, section, reference, motive, comment] =
        found;
    let sections: HashMap<&str, usize> =
        to.corpus.sections.iter().enumerate().map(|(rank, one)| (one.code.as_str(), rank)).collect();
    let section = section.ranked(|code| sections.get(code).copied().unwrap_or(usize::MAX));
    let evolution = evolution.ranked(|value| place(&EVOLUTIONS, value));
    let reach = reach.ranked(|value| place(&REACHES, value));
    [
        evolution.facet("evolution", "Évolution"),
        reach.facet("portee", "Portée"),
        signal.sorted().facet("signal", "Signal normatif"),
        status.facet("statut", "Changement de statut"),
        nature.facet("nature", "Nature"),
        duty.facet("obligation", "Obligation"),
        profile.facet("profil", "Profil"),
        section.facet("section", "Section"),
        reference.sorted().facet("ref", "Référentiel"),
        motive.sorted().facet("motif", "Motif"),
        comment.sorted().facet("retour", "Retour traité"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The name of a family of signals: of words, or of a field.
fn signal_label(family: &str) -> &'static str {
    const WORDS: [SignalKind; 10] = [
        SignalKind::Modal,
        SignalKind::Negation,
        SignalKind::Number,
        SignalKind::Delay,
        SignalKind::Bound,
        SignalKind::Conjunction,
        SignalKind::Version,
        SignalKind::Identifier,
        SignalKind::Code,
        SignalKind::Link,
    ];
    let word = WORDS.iter().find(|kind| kind.prefix() == family).map(|kind| kind.title());
    let field = || Field::ALL.iter().find(|field| field.as_json() == family).map(|field| field.label());
    word.or_else(field).unwrap_or("Autre")
}
