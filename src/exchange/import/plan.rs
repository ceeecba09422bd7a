//! Views to a project: every item settled, every lane told what it picks, adapts and leaves.
//!
//! Owner of the merge of a workbook into a project. Input: the project as it was ([`State`]), the views. Output: the
//! project as it becomes, and findings.

use std::collections::BTreeSet;

use super::consensus::{self, Stated};
use super::lineage;
use super::rows::Row;
use super::scenarios::{self, Numbers};
use super::sections::Sections;
use super::state::{Clause, ItemState, PickState, State};
use super::views::{ItemViews, Views};
use super::words::told_nature;
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{SOCLE_PREFIX, Target, socle_code};
use crate::exchange::report::{Finding, Place, Report};
use crate::history::wording::same_wording;
use crate::model::{Home, Status, Vocabulary as _};
use crate::settings::{ColumnField, Layout};

/// What the merge works with.
pub(super) struct Planner<'a> {
    pub(super) state: State,
    pub(super) before: &'a State,
    pub(super) sections: Sections,
    pub(super) fields: &'a BTreeSet<ColumnField>,
    pub(super) layout: &'a Layout,
    pub(super) iteration: Option<&'a str>,
    pub(super) report: &'a mut Report,
    pub(super) numbers: Numbers,
}

impl Planner<'_> {
    /// Merges the views into the project.
    pub(super) fn run(mut self, views: &Views) -> State {
        self.new_profiles(views);
        let renamed = lineage::rename(&mut self.state, views, self.report);
        for target in &views.order {
            if let Some(item) = views.items.get(target) {
                for (_, view) in &item.lanes {
                    self.numbers.reserve(target.id(), &view.scenarios);
                }
                if let Some(view) = &item.catalogue {
                    self.numbers.reserve(target.id(), &view.scenarios);
                }
            }
        }
        for target in &views.order {
            let Some(item) = views.items.get(target) else { continue };
            match target {
                Target::Socle(id) => self.socle_item(id, item, views),
                Target::Own(id) => self.own_item(id, item),
            }
        }
        self.matrix(views);
        self.absent(views);
        lineage::replaced(&mut self.state, views, &renamed, self.iteration, self.report);
        self.count_matching(views, &renamed);
        self.registers();
        self.state
    }

    fn stated(&self, row: &Row) -> Stated {
        Stated {
            title: row.title.clone(),
            section: self.sections.code(row),
            block: row.block.clone(),
            function: row.function.clone(),
            nature: row.nature,
            profiles: row.profiles.as_ref().map(|names| names.iter().map(|name| self.spell(name)).collect()),
            statement: row.statement.clone(),
            comment: row.comment.clone(),
        }
    }

    /// The project's spelling of a profile: two profiles never differ by case or accents alone.
    fn spell(&self, profile: &str) -> String {
        let key = fold::key(profile);
        let known = self.state.profiles.iter().find(|known| fold::key(known) == key);
        known.cloned().unwrap_or_else(|| profile.to_owned())
    }

    fn socle_item(&mut self, id: &str, views: &ItemViews, all: &Views) {
        let old = self.state.items.get(id).cloned();
        let code = match (&old, all.homes.get(id)) {
            (Some(ItemState { home: Home::Socle(code), .. }), _) | (None, Some(code)) => code.clone(),
            _ => socle_code(id),
        };
        let code = self.state.socle_spelling(&code);
        let mut item = old.clone().unwrap_or_else(|| ItemState::new(id, Home::Socle(code)));
        let (live, gone) = self.split(id, views, all);
        let voters: Vec<String> = if live.is_empty() { gone.clone() } else { live.clone() };
        let mut stated = Vec::new();
        let mut picks = Vec::new();
        for lane in &voters {
            let pick = self.state.picks.get(lane).and_then(|picks| picks.get(id)).cloned();
            let known = pick.as_ref().filter(|pick| pick.withdrawn.is_none());
            let mut says = match (&old, known) {
                (Some(old), Some(known)) => Stated::of(old, Some(known)),
                _ => Stated::default(),
            };
            if let Some((_, view)) = views.lanes.iter().find(|(name, _)| name == lane) {
                if self.fields.contains(&ColumnField::Comment) {
                    says.comment = None;
                }
                says.over(self.stated(&view.row));
            }
            stated.push((lane.clone(), says));
            let mut pick = pick.unwrap_or_default();
            pick.withdrawn = None;
            picks.push((lane.clone(), pick));
        }
        let catalogue =
            views.catalogue.as_ref().map(|view| self.stated(&view.row)).or_else(|| self.socle_words(views));
        let comments = self.fields.contains(&ColumnField::Comment) && !views.lanes.is_empty();
        let outcome = consensus::settle(&mut item, catalogue, &stated, comments, &mut picks);
        for (lane, fields) in outcome.differing {
            let message = format!("« {id} » adapté dans le couloir {lane} : {}", fields.join(", "));
            self.report.findings.push(Finding::new(Code::ImportVariant, row_place(views, &lane), message));
        }
        scenarios::share(&mut item, views, &voters, &mut picks, &mut self.numbers, self.report);
        self.extras(&mut item, views);
        self.version(&mut item, old.as_ref());
        for (lane, mut pick) in picks {
            self.dress(&item, &mut pick);
            let _ = self.state.picks.entry(lane).or_default().insert(id.to_owned(), pick);
        }
        self.status(&mut item, views, &live, &gone, old.is_some());
        self.missing(&item, views);
        let _ = self.state.items.insert(id.to_owned(), item);
    }

    /// The words of the socle, where a lane's row quotes them because its own differ.
    fn socle_words(&self, views: &ItemViews) -> Option<Stated> {
        let quoted = views.lanes.iter().find_map(|(_, view)| view.row.socle_statement.clone())?;
        Some(Stated { statement: Some(quoted), ..Stated::default() })
    }

    /// Lanes where the item lives after this import, and lanes of the workbook that list it as obsolete.
    fn split(&self, id: &str, views: &ItemViews, all: &Views) -> (Vec<String>, Vec<String>) {
        let mut live = Vec::new();
        let mut gone = Vec::new();
        for (lane, view) in &views.lanes {
            let obsolete = view.row.deleted || view.row.status == Some(Status::Obsolete);
            if obsolete { gone.push(lane.clone()) } else { live.push(lane.clone()) }
        }
        // Lanes the workbook has no row for: what the project says of them stands.
        let was_live = self.state.items.get(id).is_none_or(ItemState::is_live);
        for lane in self.state.lanes_of(id) {
            let listed = views.lanes.iter().any(|(known, _)| *known == lane);
            let leaving = all.lanes.contains_key(&lane) && self.withdraws();
            if !listed && !leaving {
                if was_live { live.push(lane) } else { gone.push(lane) }
            }
        }
        (live, gone)
    }

    fn own_item(&mut self, id: &str, views: &ItemViews) {
        let Some((lane, view)) = views.lanes.first() else { return };
        let old = self.state.items.get(id).cloned();
        let mut item = old.clone().unwrap_or_else(|| ItemState::new(id, Home::Lane(lane.clone())));
        let says = self.stated(&view.row);
        if self.fields.contains(&ColumnField::Comment) {
            item.comment = None;
        }
        let stated = [(lane.clone(), says)];
        let _ =
            consensus::settle(&mut item, None, &stated, self.fields.contains(&ColumnField::Comment), &mut []);
        let built = scenarios::build(id, view, &mut self.numbers, self.report);
        if !built.is_empty() {
            item.scenarios = built;
        }
        self.extras(&mut item, views);
        let obsolete = view.row.deleted || view.row.status == Some(Status::Obsolete);
        let lanes = vec![lane.clone()];
        let (live, gone) = if obsolete { (Vec::new(), lanes) } else { (lanes, Vec::new()) };
        self.status(&mut item, views, &live, &gone, old.is_some());
        self.version(&mut item, old.as_ref());
        self.missing(&item, views);
        let _ = self.state.items.insert(id.to_owned(), item);
    }

    /// Fields that lanes do not differ in: criticality, scope, former references, notes.
    fn extras(&mut self, item: &mut ItemState, views: &ItemViews) {
        let rows =
            views.catalogue.iter().map(|view| &view.row).chain(views.lanes.iter().map(|(_, view)| &view.row));
        let mut nature_known = item.version > 1 || self.before.items.contains_key(&item.id);
        for row in rows {
            item.criticality = row.criticality.or(item.criticality);
            item.scope = row.scope.clone().or(item.scope.take());
            nature_known |= row.nature.is_some();
            for reference in &row.wave1 {
                if !item.wave1.contains(reference) {
                    item.wave1.push(reference.clone());
                }
            }
            for note in &row.notes {
                if !item.notes.contains(note) {
                    item.notes.push(note.clone());
                }
            }
        }
        if !nature_known {
            self.deduce_nature(item, views);
        }
    }

    /// A new item whose nature no row tells: one is set, and said.
    fn deduce_nature(&mut self, item: &mut ItemState, views: &ItemViews) {
        let mut rows =
            views.catalogue.iter().map(|view| &view.row).chain(views.lanes.iter().map(|(_, view)| &view.row));
        let (nature, reason) = told_nature(item.statement.as_deref());
        item.nature = nature;
        let unknown = rows.clone().find_map(|row| row.unknown_nature.as_ref().map(|word| (row, word)));
        let set = nature.keyword();
        let (code, place, message) = match unknown {
            Some((row, word)) => (
                Code::ImportValue,
                row.place(ColumnField::Nature),
                format!("« {} » : nature « {word} » inconnue, « {set} » posée : {reason}", item.id),
            ),
            None => (
                Code::ImportMissing,
                rows.next().map(|row| row.place(ColumnField::Nature)).unwrap_or_default(),
                format!("« {} » sans nature, « {set} » posée : {reason}", item.id),
            ),
        };
        self.report.findings.push(Finding::new(code, place, message));
    }

    /// The adaptation of a lane: its reason and its pin; none when it says nothing.
    fn dress(&self, item: &ItemState, pick: &mut PickState) {
        let Some(variant) = &mut pick.variant else { return };
        if variant.is_empty() {
            pick.variant = None;
            return;
        }
        variant.pin = Some(item.version);
        if variant.clause.motive.is_none() {
            variant.clause.motive = Some("precision".to_owned());
            variant.clause.text = Some("Écart du couloir relevé à l’import".to_owned());
        }
    }

    /// The status of an item out of what lanes show: obsolete when no lane keeps it, agreed when all lanes agree.
    fn status(
        &mut self,
        item: &mut ItemState,
        views: &ItemViews,
        live: &[String],
        gone: &[String],
        known: bool,
    ) {
        let was_obsolete = known && !item.is_live();
        let catalogue = views.catalogue.as_ref().and_then(|view| view.row.status);
        let obsolete = match catalogue {
            Some(status) => status == Status::Obsolete,
            None => live.is_empty(),
        };
        if obsolete {
            if !was_obsolete {
                self.make_obsolete(item, "Donnée obsolète par le classeur importé");
            }
            for (lane, view) in &views.lanes {
                if live.contains(lane) {
                    let message = format!(
                        "« {} » obsolète au socle, vivante dans le couloir {lane} : obsolète",
                        item.id
                    );
                    self.report.findings.push(Finding::new(
                        Code::ImportVariant,
                        view.row.place(ColumnField::Status),
                        message,
                    ));
                }
            }
            return;
        }
        self.leave(&item.id, views, gone);
        let mut shown: Vec<(String, Status)> = Vec::new();
        for lane in live {
            let view = views.lanes.iter().find(|(name, _)| name == lane);
            let given = view.map(|(_, view)| view.row.status.unwrap_or(Status::Instruction));
            let stays = (known && !was_obsolete).then_some(item.status);
            shown.extend(given.or(stays).map(|status| (lane.clone(), status)));
        }
        let agreed = shown.iter().all(|(_, status)| *status == Status::Validated);
        let status = catalogue.unwrap_or(match (shown.is_empty(), agreed) {
            (true, _) => item.status,
            (false, true) => Status::Validated,
            (false, false) => Status::Instruction,
        });
        self.report_statuses(&item.id, views, &shown, status);
        if was_obsolete {
            let since_now = item.status_clause.since.as_deref() == self.iteration;
            if !since_now && self.iteration.is_some() {
                item.reinstated = Some(Clause {
                    since: self.iteration.map(str::to_owned),
                    motive: Some("precision".to_owned()),
                    text: Some("Redevenue vivante dans le classeur importé".to_owned()),
                    answers: Vec::new(),
                });
            }
            item.replaced_by.clear();
        }
        if item.status != status {
            item.status_clause = Clause::default();
        }
        item.status = status;
    }

    fn report_statuses(&mut self, id: &str, views: &ItemViews, shown: &[(String, Status)], kept: Status) {
        for (lane, status) in shown {
            if *status != kept
                && let Some((_, view)) = views.lanes.iter().find(|(name, _)| name == lane)
            {
                let message = format!(
                    "« {id} » : statut « {} » dans le couloir {lane}, « {} » retenu pour le socle",
                    crate::model::Vocabulary::keyword(*status),
                    crate::model::Vocabulary::keyword(kept),
                );
                self.report.findings.push(Finding::new(
                    Code::ImportVariant,
                    view.row.place(ColumnField::Status),
                    message,
                ));
            }
        }
    }

    /// Lanes that list a living item as obsolete leave it.
    fn leave(&mut self, id: &str, views: &ItemViews, gone: &[String]) {
        for lane in gone {
            let had = self.before.picks.get(lane).is_some_and(|picks| picks.contains_key(id));
            let place = views
                .lanes
                .iter()
                .find(|(name, _)| name == lane)
                .map(|(_, view)| view.row.place(ColumnField::Status))
                .unwrap_or_default();
            let message = if self.before.frozen.is_some() && !had {
                format!("« {id} » obsolète dans le couloir {lane}, qui ne l’avait pas : « retire » le dit")
            } else {
                format!("« {id} » obsolète dans le couloir {lane}, vivante ailleurs : retirée de ce couloir")
            };
            self.report.findings.push(Finding::new(Code::ImportVariant, place, message));
            let said = views
                .lanes
                .iter()
                .find(|(name, _)| name == lane)
                .and_then(|(_, view)| view.row.comment.clone());
            self.withdraw(
                id,
                lane,
                said.as_deref().unwrap_or("Donnée obsolète pour ce couloir par le classeur importé"),
            );
        }
    }

    pub(super) fn withdraw(&mut self, id: &str, lane: &str, text: &str) {
        let since = self.iteration.map(str::to_owned);
        let pick = self.state.picks.entry(lane.to_owned()).or_default().entry(id.to_owned()).or_default();
        if pick.withdrawn.is_some() {
            return;
        }
        *pick = PickState {
            withdrawn: Some(Clause {
                since,
                motive: Some("hors_perimetre".to_owned()),
                text: Some(text.to_owned()),
                answers: Vec::new(),
            }),
            ..PickState::default()
        };
    }

    pub(super) fn make_obsolete(&self, item: &mut ItemState, text: &str) {
        item.status = Status::Obsolete;
        item.status_clause = Clause {
            since: self.iteration.map(str::to_owned),
            motive: Some("sans_objet".to_owned()),
            text: Some(text.to_owned()),
            answers: Vec::new(),
        };
    }

    /// One more than the frozen version when the meaning changed since.
    fn version(&self, item: &mut ItemState, old: Option<&ItemState>) {
        let Some(old) = old else { return };
        let former = item.formerly.last().unwrap_or(&item.id);
        let frozen = self.before.frozen.as_ref().and_then(|frozen| {
            frozen.versions.get(&item.id).or_else(|| frozen.versions.get(former)).copied()
        });
        let changed = !same_wording(words(item), words(old))
            || item.nature != old.nature
            || item.profiles != old.profiles
            || !scenarios::same_steps(&item.scenarios, &old.scenarios);
        if let Some(frozen) = frozen
            && changed
        {
            item.version = item.version.max(frozen.saturating_add(1));
        }
    }

    /// What a row leaves blank though the workbook has a column for it.
    fn missing(&mut self, item: &ItemState, views: &ItemViews) {
        let rows =
            views.catalogue.iter().map(|view| &view.row).chain(views.lanes.iter().map(|(_, view)| &view.row));
        let nature_known =
            self.before.items.contains_key(&item.id) || rows.clone().any(|row| row.nature.is_some());
        for row in rows {
            let blanks = [
                (ColumnField::Statement, "énoncé", row.statement.is_none(), item.statement.is_some()),
                (ColumnField::Profile, "profil", row.profiles.is_none(), !item.profiles.is_empty()),
                (ColumnField::Section, "section", row.section.is_none(), item.section.is_some()),
                (ColumnField::Block, "bloc", row.block.is_none(), item.block.is_some()),
                (ColumnField::Function, "fonction", row.function.is_none(), item.function.is_some()),
                (ColumnField::Nature, "nature", row.nature.is_none() && nature_known, true),
                (ColumnField::Status, "statut", row.status.is_none(), true),
            ];
            for (field, name, blank, filled) in blanks {
                // In a lane under its catalogue a blank is the normal way to inherit.
                let inherits = row.lane.is_some() && views.catalogue.is_some() && filled;
                if blank && !inherits && row.columns.contains_key(&field) {
                    let then = if filled { "valeur du socle ou du projet gardée" } else { "laissé vide" };
                    let message = format!("« {} » sans {name} : {then}", item.id);
                    self.report.findings.push(Finding::new(Code::ImportMissing, row.place(field), message));
                }
            }
        }
    }

    /// The picking matrix of a catalogue.
    fn matrix(&mut self, views: &Views) {
        for (target, item) in &views.items {
            let (Target::Socle(id), Some(view)) = (target, &item.catalogue) else { continue };
            for (lane, picked) in &view.row.picks {
                let known = self.state.lanes.iter().find(|entry| {
                    fold::key(&entry.code) == fold::key(lane)
                        || entry.aliases.iter().any(|alias| fold::key(alias) == fold::key(lane))
                });
                let Some(lane) = known.map(|entry| entry.code.clone()) else {
                    let message =
                        format!("reprise de « {id} » par le couloir « {lane} » inconnu du projet : ignorée");
                    self.report.findings.push(Finding::new(
                        Code::ImportValue,
                        view.row.place(ColumnField::Pick),
                        message,
                    ));
                    continue;
                };
                let has = self.state.lanes_of(id).contains(&lane);
                match (picked, has) {
                    (true, false) => {
                        let _ = self
                            .state
                            .picks
                            .entry(lane)
                            .or_default()
                            .insert(id.clone(), PickState::default());
                    }
                    (false, true) => {
                        self.withdraw(id, &lane, "Reprise refusée par la matrice importée");
                    }
                    _ => {}
                }
            }
        }
    }

    /// Profiles of the workbook that the project does not have yet.
    fn new_profiles(&mut self, views: &Views) {
        for target in &views.order {
            let Some(item) = views.items.get(target) else { continue };
            let views = item.catalogue.iter().chain(item.lanes.iter().map(|(_, view)| view));
            for profile in views.flat_map(|view| view.row.profiles.iter().flatten()) {
                if !self.state.profiles.iter().any(|known| fold::key(known) == fold::key(profile)) {
                    self.state.profiles.push(profile.clone());
                }
            }
        }
    }

    /// Socles that items belong to, added to the manifest's list.
    fn registers(&mut self) {
        let mut socles: Vec<String> = Vec::new();
        for item in self.state.items.values() {
            if let Home::Socle(code) = &item.home
                && !socles.contains(code)
            {
                socles.push(code.clone());
            }
        }
        for code in socles {
            if !self.state.socles.iter().any(|entry| entry.code == code) {
                self.state.socles.push(super::state::HomeEntry {
                    title: code.clone(),
                    aliases: Vec::new(),
                    prefixes: vec![format!("{SOCLE_PREFIX}{code}")],
                    code,
                });
            }
        }
        self.lane_profiles();
        self.report.items = self.state.items.len();
        self.report.variants = self
            .state
            .picks
            .values()
            .flat_map(|picks| picks.values())
            .filter(|pick| pick.variant.is_some())
            .count();
    }
}

impl Planner<'_> {
    /// Profiles of each lane: those its items bear, in the order of the manifest.
    fn lane_profiles(&mut self) {
        let lanes: Vec<String> = self.state.lanes.iter().map(|entry| entry.code.clone()).collect();
        for lane in lanes {
            let mut used: BTreeSet<String> = BTreeSet::new();
            for item in self.state.items.values().filter(|item| item.home == Home::Lane(lane.clone())) {
                used.extend(item.profiles.iter().cloned());
            }
            for (id, pick) in self.state.picks.get(&lane).into_iter().flatten() {
                if let (None, Some(item)) = (&pick.withdrawn, self.state.items.get(id)) {
                    used.extend(Stated::of(item, Some(pick)).profiles.into_iter().flatten());
                }
            }
            let mut names = self.state.lane_profiles.remove(&lane).unwrap_or_default();
            for profile in &self.state.profiles {
                if used.contains(profile) && !names.contains(profile) {
                    names.push(profile.clone());
                }
            }
            let _ = self.state.lane_profiles.insert(lane, names);
        }
    }
}

fn words(item: &ItemState) -> &str {
    item.statement.as_deref().unwrap_or_default()
}

fn row_place(views: &ItemViews, lane: &str) -> Place {
    views
        .lanes
        .iter()
        .find(|(known, _)| known == lane)
        .map(|(_, view)| view.row.place(ColumnField::Id))
        .unwrap_or_default()
}
