//! REM309: one item, picked by two statements.
//!
//! What: two `reprend` statements of a lane catch the same item, or one of them names it twice.
//! Why: when their profiles differ nobody knows which holds; when they do not, one line is noise. A pattern in one
//! statement and the item in another is settled with `sauf`.

use super::picks::Catch;
use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct PickedTwice;

impl Check for PickedTwice {
    fn codes(&self) -> &'static [Code] {
        &[Code::PickedTwice]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for picks in &project.picks {
            for &id in &picks.items {
                let catches = picks.catches.get(id).map_or(&[][..], Vec::as_slice);
                let Some((first, second)) = twice(catches) else { continue };
                let message = format!("{} est reprise deux fois par {}", quoted(id), quoted(picks.lane));
                let mut finding = Diagnostic::new(Code::PickedTwice, second.pattern.span, message)
                    .label("deuxième reprise")
                    .also(first.pattern.span, "première reprise")
                    .about(id);
                let glob = if first.is_literal() { second } else { first };
                finding = if glob.is_literal() {
                    finding.help("garder une seule des deux mentions")
                } else {
                    finding.help(format!("ajouter « sauf {id} » après « {} »", glob.pattern.value))
                };
                out.push(finding);
            }
        }
    }
}

/// Two catches that matter: in different statements, or the same id written twice.
fn twice<'c, 'a>(catches: &'c [Catch<'a>]) -> Option<(&'c Catch<'a>, &'c Catch<'a>)> {
    let (first, rest) = catches.split_first()?;
    let other = rest.iter().find(|one| one.statement != first.statement);
    let repeated = || {
        let literal = catches.iter().find(|one| one.is_literal())?;
        let again =
            catches.iter().find(|one| one.is_literal() && one.pattern.span != literal.pattern.span)?;
        Some((literal, again))
    };
    other.map(|other| (first, other)).or_else(repeated)
}
