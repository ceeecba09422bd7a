//! The list of rules, and what they say of small projects.

use std::collections::BTreeSet;

use remc::check::CHECKS;
use remc::diagnostic::Code;

#[test]
fn rules_are_sorted_and_own_their_codes() {
    let codes: Vec<Code> = CHECKS.iter().flat_map(|check| check.codes()).copied().collect();
    let distinct: BTreeSet<Code> = codes.iter().copied().collect();
    assert_eq!(codes, distinct.into_iter().collect::<Vec<Code>>());
}

/// Codes of the families of rules that another stage raises.
const ELSEWHERE: &[Code] =
    &[Code::DuplicateId, Code::FreezeOutOfOrder, Code::UnknownSharedProof, Code::UnknownComment];

#[test]
fn every_code_of_the_families_has_a_rule() {
    let owned: BTreeSet<Code> = CHECKS.iter().flat_map(|check| check.codes()).copied().collect();
    let families =
        Code::ALL.iter().filter(|code| matches!(code.as_str().as_bytes().get(3), Some(b'3'..=b'7')));
    let missing: Vec<&str> = families
        .filter(|code| !owned.contains(code) && !ELSEWHERE.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
