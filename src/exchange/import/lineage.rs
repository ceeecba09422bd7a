//! « Anciennement X » typed in a comment: a rename when X is gone, a replacement when X is listed as obsolete.

use super::rows::Row;
use super::state::{Clause, State};
use super::views::Views;
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{SOCLE_PREFIX, Target, clean_id, socle_code};
use crate::exchange::report::{Finding, Report};
use crate::model::{Home, ItemId};
use crate::settings::ColumnField;

/// One declaration: the item that makes it, the id it names, and the row it stands in.
struct Declared<'a> {
    new: &'a Target,
    old: String,
    row: &'a Row,
}

/// Ids named after « anciennement », the first time each item names each.
fn declared<'a>(views: &'a Views, state: &State) -> Vec<Declared<'a>> {
    let mut found: Vec<Declared<'a>> = Vec::new();
    for new in &views.order {
        let Some(item) = views.items.get(new) else { continue };
        let rows =
            item.catalogue.iter().map(|view| &view.row).chain(item.lanes.iter().map(|(_, view)| &view.row));
        for row in rows {
            for text in row.comment.iter().chain(&row.statement) {
                for named in named_ids(text) {
                    let old = resolve(&named, new, state);
                    if !found.iter().any(|known| known.new == new && known.old == old) {
                        found.push(Declared { new, old, row });
                    }
                }
            }
        }
    }
    found
}

/// Ids that follow the word « anciennement » in a text.
fn named_ids(text: &str) -> Vec<String> {
    let folded = text.to_ascii_lowercase();
    let mut ids = Vec::new();
    // The word is misspelt with one « n » in real files.
    let words = folded.match_indices("anciennement").chain(folded.match_indices("ancienement"));
    for (at, word) in words {
        let Some(rest) = text.get(at + word.len()..) else { continue };
        let name: String = rest
            .trim_start_matches(|one: char| fold::is_space(one) || matches!(one, ':' | '*' | '_'))
            .chars()
            .take_while(|one| one.is_ascii_alphanumeric() || matches!(one, '.' | '/' | '-' | '_'))
            .collect();
        let clean = clean_id(name.trim_end_matches(['-', '_'])).id;
        if ItemId::defect(&clean).is_none() && clean.contains('.') {
            ids.push(clean);
        }
    }
    ids
}

/// The id in the project: as it is, or with the socle prefix.
fn resolve(name: &str, new: &Target, state: &State) -> String {
    if state.items.contains_key(name) || name.starts_with(SOCLE_PREFIX) {
        return name.to_owned();
    }
    let full = format!("{SOCLE_PREFIX}{name}");
    match new {
        Target::Socle(_) => full,
        Target::Own(_) if state.items.contains_key(&full) => full,
        Target::Own(_) => name.to_owned(),
    }
}

fn listed(views: &Views, id: &str) -> bool {
    views.items.keys().any(|target| target.id() == id)
}

/// Applies the renames: the old item is known, gone from the workbook, and the new one is unknown. Returns new and old.
pub(super) fn rename(state: &mut State, views: &Views, report: &mut Report) -> Vec<(String, String)> {
    let mut renamed: Vec<(String, String)> = Vec::new();
    for Declared { new, old, row } in declared(views, state) {
        let id = new.id().to_owned();
        let place = row.place(ColumnField::Comment);
        if renamed.iter().any(|(_, known)| *known == old) {
            let message =
                format!("« {id} » se dit anciennement « {old} », déjà renommée autrement : non reprise");
            report.findings.push(Finding::new(Code::ImportIdentity, place, message));
            continue;
        }
        let gone = state.items.contains_key(&old) && !listed(views, &old);
        if !gone || state.items.contains_key(&id) || id == old {
            continue;
        }
        let Some(mut item) = state.items.remove(&old) else { continue };
        item.id.clone_from(&id);
        item.formerly.push(old.clone());
        if matches!(new, Target::Socle(_)) {
            let code = views.homes.get(&id).cloned().unwrap_or_else(|| socle_code(&id));
            item.home = Home::Socle(state.socle_spelling(&code));
        }
        let _ = state.items.insert(id.clone(), item);
        for picks in state.picks.values_mut() {
            if let Some(pick) = picks.remove(&old) {
                let _ = picks.insert(id.clone(), pick);
            }
        }
        let message = format!("« {old} » renommée « {id} », comme son commentaire le déclare");
        report.findings.push(Finding::new(Code::ImportIdentity, place, message).info());
        renamed.push((id, old));
    }
    renamed
}

/// Ties a newcomer to the obsolete item it declares; reports the declarations nothing can be made of.
pub(super) fn replaced(
    state: &mut State,
    views: &Views,
    renamed: &[(String, String)],
    iteration: Option<&str>,
    report: &mut Report,
) {
    for Declared { new, old, row } in declared(views, state) {
        let id = new.id().to_owned();
        if id == old || renamed.iter().any(|(new, former)| *new == id && *former == old) {
            continue;
        }
        let known = state
            .items
            .get(&id)
            .is_some_and(|item| item.formerly.contains(&old) || item.derived_from.contains(&old));
        if known {
            continue;
        }
        let place = row.place(ColumnField::Comment);
        let message = match state.items.get_mut(&old) {
            None => format!(
                "« {id} » se dit anciennement « {old} », inconnue du projet : filiation laissée au commentaire"
            ),
            Some(former) if former.is_live() => {
                format!(
                    "« {id} » se dit anciennement « {old} », encore vivante : filiation laissée au commentaire"
                )
            }
            Some(former) => {
                if !former.replaced_by.contains(&id) {
                    former.replaced_by.push(id.clone());
                }
                if former.status_clause.since.as_deref() == iteration {
                    former.status_clause = Clause {
                        text: Some(format!("Remplacée par {id} selon le classeur importé")),
                        ..former.status_clause.clone()
                    };
                }
                if let Some(item) = state.items.get_mut(&id) {
                    item.derived_from.push(old.clone());
                }
                format!(
                    "« {id} » se dit anciennement « {old} », listée obsolète : « issue de » et « remplacée par » posés"
                )
            }
        };
        report.findings.push(Finding::new(Code::ImportIdentity, place, message).info());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_after_the_word_is_read() {
        assert_eq!(named_ids("Texte. Anciennement SC.A/B.01"), ["SC.A/B.01"]);
        assert_eq!(named_ids("anciennement\u{a0}: A/B.02 : suite"), ["A/B.02"]);
        assert_eq!(named_ids("Exianciennement SC.A/B.03- en cours"), ["SC.A/B.03"]);
        assert_eq!(named_ids("Ancienement SC.A/B.04"), ["SC.A/B.04"]);
        assert!(named_ids("anciennement utilisée").is_empty());
    }
}
