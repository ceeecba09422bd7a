//! REM308: an adaptation that says what the socle says.
//!
//! What: a field of `adapte` equal to the socle's, typography apart, or an adaptation without any effect.
//! Why: copies drift; a field that is not adapted follows the socle by itself.

use super::{Check, Project, Subject, SubjectKind, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::same_wording;
use crate::model::{Place, Requirement, Variant};

/// The rule.
pub(super) struct UselessVariant;

impl Check for UselessVariant {
    fn codes(&self) -> &'static [Code] {
        &[Code::UselessVariant]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let SubjectKind::Variant { lane, item, variant } = subject.kind else { return };
        let fields = compared(item, variant);
        let mut same: Vec<Place> =
            fields.iter().filter(|(_, equal)| *equal).map(|(place, _)| place.clone()).collect();
        let scenarios_equal = variant.scenarios.iter().filter(|own| item.scenarios.contains(own));
        let equal_scenarios: Vec<Place> =
            scenarios_equal.map(|own| Place::Scenario(own.id.clone())).collect();
        let effective = fields.iter().any(|(_, equal)| !equal)
            || equal_scenarios.len() < variant.scenarios.len()
            || variant
                .without_scenarios
                .iter()
                .any(|dropped| item.scenarios.iter().any(|own| own.id == *dropped));
        if !effective {
            let message = format!(
                "l’adaptation de {} par {} est identique au socle",
                quoted(&item.id),
                quoted(&lane.code)
            );
            let finding = subject.finding(project, Code::UselessVariant, &Place::Id, message);
            out.push(finding.help("retirer « adapte » : l’exigence reprise suit le socle"));
            return;
        }
        same.extend(equal_scenarios);
        for place in same {
            let what = match &place {
                Place::Field(name) => quoted(name),
                Place::Scenario(id) => format!("le scénario {}", quoted(id)),
                _ => String::new(),
            };
            let message = format!("{what} de l’adaptation de {} est identique au socle", quoted(&item.id));
            let finding = subject.finding(project, Code::UselessVariant, &place, message);
            out.push(finding.help("retirer ce champ : il suit le socle"));
        }
    }
}

/// Each field the variant gives, and whether it says what the socle says.
fn compared(item: &Requirement, variant: &Variant) -> Vec<(Place, bool)> {
    let given = &variant.fields;
    let text = |own: &Option<String>, socle: &str| own.as_ref().map(|own| same_wording(own, socle));
    let of = |socle: &Option<String>| socle.clone().unwrap_or_default();
    let all = [
        ("titre", text(&given.title, &item.title)),
        ("section", text(&given.section, &of(&item.section))),
        ("bloc", text(&given.block, &of(&item.block))),
        ("fonction", text(&given.function, &of(&item.function))),
        ("nature", given.nature.map(|nature| nature == item.nature)),
        ("profil", given.profiles.as_ref().map(|profiles| *profiles == item.profiles)),
        ("condition", text(&given.condition, &of(&item.condition))),
        ("énoncé", text(&given.statement, &item.statement)),
        ("commentaire", text(&given.comment, &of(&item.comment))),
    ];
    all.into_iter().filter_map(|(name, equal)| Some((Place::Field(name), equal?))).collect()
}
