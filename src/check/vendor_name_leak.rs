//! REM704: the name of a vendor in a published text.
//!
//! What: a name of `confidentiel/editeurs.yaml`, as whole words, case and accents folded, in any published text:
//! requirements, replies, dossiers, register, manifest, headings.
//! Why: vendors comment on the promise that their names stay in the house.

use super::scan::Scan;
use super::subject::MOST;
use super::{Check, Project, Subject, other_texts};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct VendorNameLeak;

impl Check for VendorNameLeak {
    fn codes(&self) -> &'static [Code] {
        &[Code::VendorNameLeak]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        for text in &subject.texts {
            for range in project.vendors.find(text.text, &text.scan).into_iter().take(MOST) {
                let (message, help) = message(text.part.label());
                out.push(subject.finding_in(project, Code::VendorNameLeak, text, range, message).help(help));
            }
        }
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let find = |text: &str, scan: &Scan| project.vendors.find(text, scan);
        other_texts::report(project, out, Code::VendorNameLeak, &find, &message);
    }
}

/// The name itself is left out: messages travel further than sources.
fn message(place: &str) -> (String, String) {
    let help = "écrire « un éditeur », ou citer le numéro du retour";
    (format!("nom d’éditeur dans {place}"), help.to_owned())
}
