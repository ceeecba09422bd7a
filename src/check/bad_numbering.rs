//! REM517: an id that does not end with a number.
//!
//! What: the part after the last dot is not made of digits (`.XX`, `.0x`); a final `p`, for a recommendation, is
//! tolerated.
//! Why: the number was never given, or a letter slipped in; ids are for ever.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct BadNumbering;

impl Check for BadNumbering {
    fn codes(&self) -> &'static [Code] {
        &[Code::BadNumbering]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let id = item.id.as_str();
        let last = id.rsplit('.').next().unwrap_or(id);
        let digits = last.strip_suffix('p').unwrap_or(last);
        if id.contains('.') && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let message = format!("{} ne finit pas par un numéro", quoted(id));
        out.push(
            subject
                .finding(project, Code::BadNumbering, &Place::Id, message)
                .label(if id.contains('.') {
                    format!("{} n’est pas un numéro", quoted(last))
                } else {
                    String::new()
                })
                .help("donner un numéro définitif après le dernier point, tel que « .01 »"),
        );
    }
}
