//! Numbers of scenarios and proofs. Most extend the number above them: only what they add is kept.

use crate::model::Scenario;

/// Scenarios parted by semicolons, each followed by its proofs, parted by spaces. What starts with a dot extends the number
/// above it: the id of the requirement for a scenario, the number of the scenario for a proof.
pub(super) fn numbers<'s>(owner: &str, scenarios: impl Iterator<Item = &'s Scenario>) -> String {
    let mut out = String::new();
    for scenario in scenarios {
        let id = scenario.id.as_str();
        out.push_str(if out.is_empty() { "" } else { ";" });
        out.push_str(added(owner, id));
        for proof in scenario.all_proofs() {
            out.push(' ');
            out.push_str(added(id, proof.id.as_str()));
        }
    }
    out
}

/// What a number adds to the one above it; all of it when it does not extend it.
fn added<'n>(above: &str, number: &'n str) -> &'n str {
    number.strip_prefix(above).filter(|rest| rest.starts_with('.')).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::added;

    #[test]
    fn only_what_a_number_adds_is_kept() {
        assert_eq!(added("SC.X/A.01", "SC.X/A.01.02"), ".02");
        assert_eq!(added("SC.X/A.01", "SC.X/A.011"), "SC.X/A.011");
        assert_eq!(added("SC.X/A.01", "SC.X/B.01.02"), "SC.X/B.01.02");
    }
}
