//! One change as a card: what it is, why, what the words say, what else moved.

use std::borrow::Cow;

use super::fields;
use crate::conformity::{Consequence, Effect, State as Answered, Watched};
use crate::history::{Attribute, Change, Evolution};
use crate::model::{Field, ItemId, Nature, Requirement, Scenario, Status, Vocabulary as _};
use crate::render::markup::Markup;
use crate::render::site::{Site, State};
use crate::render::view::summary::{Group, NO_MOTIVE, is_new_obligation, is_silent, is_undeclared};

/// What separates the lines of the signal of referentials; in the others it may be the author's.
const LINE: &str = " ; ";
/// Said of a change whose author claimed less than what it shows.
const WEAKER: &str = " La portée déclarée était plus faible.";

/// A change and both states of its item, as the lane compared states them.
pub(super) struct Card<'a> {
    pub(super) change: &'a Change,
    pub(super) group: Group,
    /// Place of the change in the data file.
    pub(super) position: usize,
    pub(super) before: Option<Cow<'a, Requirement>>,
    pub(super) after: Option<Cow<'a, Requirement>>,
    pub(super) profiles: Vec<String>,
    /// What becomes of answers, lane by lane.
    pub(super) answers: &'a [Consequence],
    /// Whether only a scenario of several requirements touches it: then it is a row, and counts in no group.
    pub(super) crossed: bool,
    /// Whether a row of the table of names and places is told under it.
    pub(super) named: bool,
}

/// What cards of a page share.
pub(super) struct Setting<'s, 'a> {
    pub(super) site: &'s Site<'a>,
    pub(super) root: &'static str,
    /// Before and after.
    pub(super) states: (&'s State<'a>, &'s State<'a>),
    /// Whether one lane is compared.
    pub(super) one_lane: bool,
    /// Name of the data file beside the page; `None` when the page stands alone.
    pub(super) data: Option<&'s str>,
}

impl Setting<'_, '_> {
    /// An empty piece of the page: ids are those of the state after.
    pub(super) fn markup(&self, capacity: usize) -> Markup {
        Markup::new(self.root, capacity).reading(self.states.1.index)
    }
}

impl<'a> Card<'a> {
    /// The item as it is now, or as it was.
    pub(super) fn item(&self) -> Option<&Requirement> {
        self.after.as_deref().or(self.before.as_deref())
    }

    /// Families of the signals, each once.
    pub(super) fn signals(&self) -> Vec<&'a str> {
        let mut families: Vec<&str> =
            self.change.signals.iter().filter_map(|signal| signal.code.split(':').next()).collect();
        families.sort_unstable();
        families.dedup();
        families
    }

    /// Codes of the referentials cited on either side, each once.
    pub(super) fn references(&self) -> Vec<&str> {
        let sides = [self.before.as_deref(), self.after.as_deref()];
        let links = sides.into_iter().flatten().flat_map(|item| &item.references);
        let mut codes: Vec<&str> = links.map(|link| link.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The status before and after, when it moved.
    pub(super) fn transition(&self) -> Option<(Status, Status)> {
        match self.change.status {
            (Some(before), Some(after)) if before != after => Some((before, after)),
            _ => None,
        }
    }

    /// The nature now, or as it was.
    pub(super) fn nature(&self) -> Option<Nature> {
        self.change.nature.1.or(self.change.nature.0)
    }

    /// Why the item changed, as a value and in words; `None` when there is nothing to explain.
    pub(super) fn motive(&self) -> Option<(&'static str, &'static str)> {
        let known = self.change.cause.as_ref().and_then(|cause| cause.motive);
        known
            .map(|motive| (motive.as_json(), motive.label()))
            .or_else(|| (is_silent(self.change) || is_undeclared(self.change)).then_some(("sans", NO_MOTIVE)))
    }

    /// Comments the change answers.
    pub(super) fn comments(&self) -> &'a [String] {
        &self.change.comments
    }

    /// The évolution, or what only a scenario of several requirements does.
    pub(super) fn evolution(&self) -> &'static str {
        if self.crossed { "transverse" } else { self.change.evolution.as_json() }
    }

    /// Items that take over the answers to one no longer asked, each once.
    pub(super) fn taken_by(&self) -> Vec<&'a ItemId> {
        let mut found: Vec<&ItemId> = Vec::new();
        for id in self.answers.iter().flat_map(|one| &one.taken_by) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The reach, for a modification.
    pub(super) fn reach(&self) -> Option<&'static str> {
        self.change
            .reach
            .filter(|_| self.change.evolution == Evolution::Modified)
            .map(|reach| reach.as_json())
    }

    /// Writes the attributes filters read.
    pub(super) fn attributes(&self, out: &mut Markup, site: &Site<'_>) {
        let change = self.change;
        out.item_anchor(site, change.id.as_str());
        let one = |out: &mut Markup, name: &'static str, value: &str| {
            if !value.is_empty() {
                out.raw(name).text(value).raw("\"");
            }
        };
        one(out, " data-cle=\"", change.key.as_str());
        let worst = self.answers.iter().map(|one| one.effect).max().unwrap_or(Effect::UpToDate);
        one(out, " data-reponse=\"", worst.as_json());
        one(out, " data-vu=\"", &watched(self.answers));
        one(out, " data-evolution=\"", self.evolution());
        one(out, " data-portee=\"", self.reach().unwrap_or_default());
        one(out, " data-nature=\"", self.nature().map_or("", Nature::as_json));
        one(out, " data-section=\"", change.section.as_deref().unwrap_or_default());
        one(out, " data-motif=\"", self.motive().map_or("", |(value, _)| value));
        if is_new_obligation(change) {
            out.raw(" data-obligation=\"nouvelle\"");
        }
        if let Some((before, after)) = self.transition() {
            out.raw(" data-statut=\"").raw(before.as_json()).raw("-").raw(after.as_json()).raw("\"");
        }
        list(out, " data-signal=\"", self.signals().into_iter());
        list(out, " data-ref=\"", self.references().into_iter());
        list(out, " data-profil=\"", self.profiles.iter().map(String::as_str));
        list(out, " data-reprise=\"", self.taken_by().into_iter().map(|id| id.as_str()));
        list(out, " data-retour=\"", self.comments().iter().map(String::as_str));
    }

    /// Writes the card; `around` is the anchors of the cards before and after it.
    pub(super) fn write(&self, out: &mut Markup, set: &Setting<'_, '_>, around: [Option<&str>; 2]) {
        let (change, site) = (self.change, set.site);
        out.raw("<article class=\"carte chg\"");
        self.attributes(out, site);
        let (state, id) = (set.states.1, change.id.as_str());
        let held = self.after.as_ref().is_some_and(|item| item.is_live());
        let place = if held { site.pinned(state) } else { String::new() };
        out.raw(">\n<h3>").id_at(site.entry_in(Some(state.index), id), &place, id);
        if !change.title.is_empty() {
            out.raw(" — ").prose(&change.title);
        }
        out.raw("</h3>\n<p class=\"bs\">");
        badges(out, change, set.states.1.name);
        lines(out, change, !set.one_lane);
        out.raw("</p>\n");
        lineage(out, site, change);
        let taken_by = self.taken_by();
        if !taken_by.is_empty() {
            out.raw("<p>Réponse déjà donnée\u{a0}: archivée, et reprise par ")
                .ids(site, taken_by)
                .raw(".</p>\n");
        }
        out.why(site, change);
        signals(out, change);
        fields::statement(out, set, self);
        let here = format!("Autres champs modifiés de {}", change.id);
        fields::others(out, set, change, &here);
        fields::unchanged(out, set, self);
        self.links(out, set, around);
        out.raw("</article>\n");
    }

    fn links(&self, out: &mut Markup, set: &Setting<'_, '_>, [previous, next]: [Option<&str>; 2]) {
        let id = self.change.id.as_str();
        out.raw("<p class=\"pied\">");
        if let Some(data) = set.data {
            out.raw("<a href=\"").text(data).raw("#/differences/").text(&self.position.to_string());
            out.raw("\">JSON</a> ");
        }
        out.raw("<a class=\"copier\" href=\"#");
        match set.site.entry(id).filter(|entry| entry.id.as_str() == id) {
            Some(entry) => out.text(&entry.anchor),
            None => out.text(&crate::render::urls::anchor(id)),
        };
        out.raw("\">Copier le lien</a>");
        for (anchor, open, label) in [
            (previous, " <a rel=\"prev\" href=\"#", "\">Précédente</a>"),
            (next, " <a rel=\"next\" href=\"#", "\">Suivante</a>"),
        ] {
            if let Some(anchor) = anchor {
                out.raw(open).text(anchor).raw(label);
            }
        }
        out.raw("</p>\n");
    }
}

/// What an answer must have read not to be reviewed, lane by lane, lanes that ask the same together; empty when nothing.
/// `[["RIS LGC", [[states, part of « vu », key, value], …]], …]`, all states being written `*`.
fn watched(answers: &[Consequence]) -> String {
    let mut groups: Vec<(String, &[Watched])> = Vec::new();
    for one in answers.iter().filter(|one| !one.watched.is_empty()) {
        match groups.iter_mut().find(|(_, known)| *known == one.watched) {
            Some((lanes, _)) => {
                lanes.push(' ');
                lanes.push_str(&one.lane);
            }
            None => groups.push((one.lane.clone(), &one.watched)),
        }
    }
    if groups.is_empty() {
        return String::new();
    }
    let states = |states: &[Answered]| match states.len() == Answered::WORDS.len() {
        true => "*".to_owned(),
        false => states.iter().map(|state| state.as_json()).collect::<Vec<_>>().join(" "),
    };
    let rows = |list: &[Watched]| -> Vec<[String; 4]> {
        let row =
            |one: &Watched| [states(&one.states), one.part.to_owned(), one.key.clone(), one.value.clone()];
        list.iter().map(row).collect()
    };
    let groups: Vec<(String, Vec<[String; 4]>)> =
        groups.into_iter().map(|(lanes, list)| (lanes, rows(list))).collect();
    serde_json::to_string(&groups).unwrap_or_default()
}

fn list<'i>(out: &mut Markup, name: &'static str, mut values: impl Iterator<Item = &'i str>) {
    let Some(first) = values.next() else { return };
    out.raw(name).text(first);
    for value in values {
        out.raw("|").text(value);
    }
    out.raw("\"");
}

fn badges(out: &mut Markup, change: &Change, to: &str) {
    if change.evolution == Evolution::Obsolete && change.status.1 == Some(Status::Obsolete) {
        out.badge("obsolete", &format!("Obsolète depuis {to}"));
    } else {
        out.change(change);
    }
    if let (Some(before), Some(after)) = change.status
        && before != after
        && change.evolution != Evolution::Obsolete
    {
        out.badge(after.as_json(), &format!("{} → {}", before.label(), after.label()));
    }
    match (change.evolution, change.nature) {
        (_, (Some(before), Some(after))) if before != after => {
            out.badge(after.as_json(), &format!("{} → {}", before.label(), after.label()));
        }
        (Evolution::New, (_, Some(nature))) => {
            out.nature(nature);
        }
        _ => {}
    }
    for attribute in change.attributes.iter().filter(|one| **one != Attribute::Withdrawn) {
        out.badge("deplacee", attribute_label(attribute));
    }
}

/// The word of a badge for what else is true of a change.
pub(in crate::render::view) fn attribute_label(attribute: &Attribute) -> &'static str {
    match attribute {
        Attribute::Renamed(_) => "Renommée",
        Attribute::Moved => "Déplacée",
        Attribute::PickedUp => "Reprise d’un socle",
        Attribute::Withdrawn => "Retirée du couloir",
        Attribute::SplitFrom(_) => "Issue de scission",
        Attribute::MergedFrom(_) => "Issue de fusion",
        Attribute::ReplacedBy(_) => "Remplacée",
    }
}

/// Version and lanes, after the badges.
fn lines(out: &mut Markup, change: &Change, lanes: bool) {
    let version = match change.version {
        (Some(before), Some(after)) if before != after => Some(format!("Version {before} → {after}")),
        _ => None,
    };
    let lanes = match lanes {
        true => (!change.lanes.is_empty()).then(|| format!("Couloirs\u{a0}: {}", change.lanes.join(", "))),
        false => change.shared.then(|| "Exigence de socle".to_owned()),
    };
    let words: Vec<String> = version.into_iter().chain(lanes).collect();
    if !words.is_empty() {
        out.raw("<span class=\"discret\">").text(&words.join(" · ")).raw("</span>");
    }
}

fn lineage(out: &mut Markup, site: &Site<'_>, change: &Change) {
    for attribute in &change.attributes {
        let label = match attribute {
            Attribute::Renamed(_) => "S’appelait",
            Attribute::SplitFrom(_) => "Issue de",
            Attribute::MergedFrom(_) => "Réunit",
            Attribute::ReplacedBy(_) => "Remplacée par",
            Attribute::Moved | Attribute::PickedUp | Attribute::Withdrawn => continue,
        };
        if let Attribute::Renamed(former) = attribute {
            out.raw("<p>").raw(label).raw("\u{a0}: ").former(site, former).raw("</p>\n");
            continue;
        }
        out.raw("<p>").raw(label).raw("\u{a0}: ").ids(site, attribute.ids()).raw("</p>\n");
    }
}

/// The signals of a change, one a line; a list of referentials takes a line each.
pub(in crate::render::view) fn signals(out: &mut Markup, change: &Change) {
    let several = Field::References.as_json();
    let lines: Vec<&str> = change
        .signals
        .iter()
        .flat_map(|signal| match signal.code.starts_with(several) {
            true => signal.text.split(LINE).collect(),
            false => vec![signal.text.as_str()],
        })
        .collect();
    let weaker = change.is_contradicted();
    match lines.as_slice() {
        [] => {}
        [only] => {
            out.raw("<p class=\"alerte\"><strong>Signal normatif\u{a0}:</strong> ").prose(only);
            out.raw(".").raw(if weaker { WEAKER } else { "" }).raw("</p>\n");
        }
        lines => {
            out.raw("<div class=\"alerte\"><p><strong>Signaux normatifs\u{a0}:</strong></p><ul>\n");
            for line in lines {
                out.raw("<li>").prose(line).raw("</li>\n");
            }
            out.raw("</ul>").raw(if weaker { "<p>" } else { "" });
            out.raw(if weaker { WEAKER } else { "" }).raw(if weaker { "</p></div>\n" } else { "</div>\n" });
        }
    }
}

/// `2 scénarios, 3 preuves`.
pub(super) fn scenario_count(item: &Requirement) -> Option<String> {
    let proofs = item.scenarios.iter().map(|scenario| Scenario::all_proofs(scenario).count()).sum::<usize>();
    let scenarios = item.scenarios.len();
    let plural = |value: usize| if value > 1 { "s" } else { "" };
    (scenarios > 0)
        .then(|| format!("{scenarios} scénario{}, {proofs} preuve{}", plural(scenarios), plural(proofs)))
}

/// Whether a change moved anything but the place or the name of its item.
pub(super) fn says_more(change: &Change) -> bool {
    let cause = change.cause.as_ref();
    let explained = cause
        .is_some_and(|cause| cause.motive.is_some() || cause.text.is_some() || !cause.comments.is_empty());
    let placed = |field: Field| matches!(field, Field::Section | Field::Block | Field::Function);
    let moved_status = change.status.0 != change.status.1;
    explained || moved_status || change.fields.iter().any(|one| !one.typographic && !placed(one.field))
}
