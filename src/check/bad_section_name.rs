//! REM519: a section named two ways, or not at all.
//!
//! What: a heading whose title is not the manifest's, or a section of the manifest without title.
//! Why: near-duplicates of section names made the incumbent's tables of contents useless.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::same_wording;
use crate::model::SectionEntry;
use crate::quick::HashMap;
use crate::syntax::tree::Node;

/// The rule.
pub(super) struct BadSectionName;

impl Check for BadSectionName {
    fn codes(&self) -> &'static [Code] {
        &[Code::BadSectionName]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let sections = &project.corpus.sections;
        for section in sections.iter().filter(|section| section.title.trim().is_empty()) {
            let message = format!("la section {} n’a pas de titre", quoted(&section.code));
            out.push(
                Diagnostic::maybe_at(
                    Code::BadSectionName,
                    project.origins.named("section", &section.code),
                    message,
                )
                .help("ajouter « titre: \"…\" » dans remc.yaml"),
            );
        }
        let by_code: HashMap<&str, &SectionEntry> =
            sections.iter().rev().map(|section| (section.code.as_str(), section)).collect();
        for node in project.trees.iter().flat_map(|tree| &tree.nodes) {
            let Node::Section(heading) = node else { continue };
            let Some(title) = &heading.title else { continue };
            let Some(section) = by_code.get(heading.code.value.as_str()) else { continue };
            if section.title.trim().is_empty() || same_wording(&title.value, &section.title) {
                continue;
            }
            let message =
                format!("la section {} ne porte pas ici le titre du manifeste", quoted(&section.code));
            out.push(
                Diagnostic::new(Code::BadSectionName, title.span, message)
                    .also(project.origins.named("section", &section.code), "titre du manifeste")
                    .help(format!("écrire {}, ou omettre le titre", quoted(&section.title)))
                    .fix(title.span, crate::syntax::quote_string(&section.title)),
            );
        }
    }
}
