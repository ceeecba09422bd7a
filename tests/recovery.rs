//! Recovery: whatever happens to one item, its neighbours are read as if nothing had.

use remc::syntax::tree::Node;

use crate::support::{Parsed, parse};

const BEFORE: &str = r#"édition 1

socle MSS "Messagerie"

exigence AVANT.1 v2 "avant" {
  nature      obligatoire
  énoncé """
    Le système DOIT être là.
    section 4.2
    """
}

"#;

const VICTIM: &str = r#"exigence A.1 v3 "au milieu" { // ici
  nature      obligatoire
  statut      obsolète depuis IT4 motif erreur "dit \"ainsi\"" répond C-1, C-2
  profil      "Général", "Autre"
  dépend      A.2 v2, A.3
  référence   MSS-REF >= 1.0
  énoncé """
    Le système DOIT répondre à https://<lieu>/x.
    section 4.2
    """
  note """ interne """

  scénario A.1.01 "cas" {
    étape 1 """ faire """ couvre A.2
    preuve A.1.01.01 capture ou vidéo "vu" vérification """ lire """
  }
}
"#;

const AFTER: &str = r#"
// la suite
section MSS/CONF "Conformité"
bloc "API"

exigence APRES.1 v1 "après" {
  nature      obligatoire
  énoncé """
    Le système DOIT être là.
    """

  scénario APRES.1.01 {
    étape """ faire """
  }
}

exigence APRES.2 {
  énoncé """
    La fin.
    """
}
"#;

/// The nodes before and after the victim, printed without places.
fn neighbours(parsed: &Parsed) -> Vec<String> {
    let kept = parsed.tree.nodes.iter().filter(|node| match node {
        Node::Requirement(item) => ["AVANT.1", "APRES.1", "APRES.2"].contains(&item.id.value.as_str()),
        Node::Section(_) | Node::Block(..) | Node::Socle(_) | Node::Edition(..) => true,
        _ => false,
    });
    kept.map(|node| shape(parsed, node)).collect()
}

/// What a node says, taken from the places of its parts.
fn shape(parsed: &Parsed, node: &Node) -> String {
    match node {
        Node::Requirement(item) => {
            let fields: Vec<&str> =
                item.fields.iter().map(|field| parsed.sources.slice(field.span)).collect();
            format!(
                "{} {:?} {} {fields:?}",
                item.id.value,
                item.version.as_ref().map(|v| v.value),
                item.broken
            )
        }
        Node::Section(item) => format!("section {}", item.code.value),
        Node::Block(title, _) => format!("bloc {}", title.value),
        Node::Socle(item) => format!("socle {}", item.code.value),
        _ => "autre".to_owned(),
    }
}

fn check(victim: &str, what: &str, expected: &[String], lost: &mut Vec<String>) {
    let parsed = parse(&format!("{BEFORE}{victim}{AFTER}"));
    let found = neighbours(&parsed);
    let missing: Vec<&String> = expected.iter().filter(|node| !found.contains(node)).collect();
    if !missing.is_empty() {
        lost.push(format!("{what}: lost {missing:#?}\n{victim}\n{}", parsed.rendered()));
    }
}

fn report(lost: &[String], tried: usize) {
    assert!(tried > 60, "only {tried} mutations");
    let shown =
        lost.iter().step_by(lost.len().div_ceil(12).max(1)).cloned().collect::<Vec<_>>().join("\n=====\n");
    assert!(lost.is_empty(), "{} of {tried} mutations lost a neighbour:\n{shown}", lost.len());
}

fn expected() -> Vec<String> {
    let parsed = parse(&format!("{BEFORE}{VICTIM}{AFTER}"));
    assert!(parsed.diagnostics.is_empty(), "{}", parsed.rendered());
    let found = neighbours(&parsed);
    assert_eq!(found.len(), 7, "{found:#?}");
    found
}

#[test]
fn deleting_any_character_keeps_the_neighbours() {
    let expected = expected();
    let mut lost = Vec::new();
    let mut tried = 0;
    for (at, character) in VICTIM.char_indices() {
        let mut victim = VICTIM.to_owned();
        victim.replace_range(at..at + character.len_utf8(), "");
        check(&victim, &format!("without {character:?} at {at}"), &expected, &mut lost);
        tried += 1;
    }
    report(&lost, tried);
}

#[test]
fn inserting_any_mark_anywhere_keeps_the_neighbours() {
    let expected = expected();
    let mut lost = Vec::new();
    let mut tried = 0;
    for mark in ["{", "}", "\"", "\"\"\"", "«", "/*", "//", ",", "\n", " zut ", "é", "\0"] {
        for at in (0..=VICTIM.len()).filter(|at| VICTIM.is_char_boundary(*at)) {
            let mut victim = VICTIM.to_owned();
            victim.insert_str(at, mark);
            check(&victim, &format!("{mark:?} at {at}"), &expected, &mut lost);
            tried += 1;
        }
    }
    report(&lost, tried);
}

#[test]
fn cutting_repeating_and_swapping_lines_keeps_the_neighbours() {
    let expected = expected();
    let mut lost = Vec::new();
    let lines: Vec<&str> = VICTIM.lines().collect();
    let mut victims = Vec::new();
    for at in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(at);
        victims.push(("without a line", without.join("\n") + "\n"));
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        victims.push(("a line twice", twice.join("\n") + "\n"));
        victims.push(("up to a line", lines[..=at].join("\n") + "\n"));
        for half in [lines[at].len() / 2, lines[at].len() / 3] {
            let cut: String = lines[at].chars().take(half).collect();
            let mut shortened = lines.clone();
            shortened[at] = &cut;
            victims.push(("half a line", shortened.join("\n") + "\n"));
        }
        if at > 0 {
            let mut swapped = lines.clone();
            swapped.swap(at - 1, at);
            victims.push(("two lines swapped", swapped.join("\n") + "\n"));
        }
    }
    for (what, victim) in &victims {
        check(victim, what, &expected, &mut lost);
    }
    report(&lost, victims.len());
}

#[test]
fn one_deleted_delimiter_is_one_message() {
    for (at, character) in VICTIM.char_indices().filter(|(_, c)| matches!(c, '{' | '}' | ',')) {
        let mut victim = VICTIM.to_owned();
        victim.replace_range(at..at + character.len_utf8(), "");
        let parsed = parse(&format!("{BEFORE}{victim}{AFTER}"));
        let count = parsed.diagnostics.len();
        assert!(
            count == 1,
            "{count} messages without {character:?} at {at}:\n{victim}\n{}",
            parsed.rendered()
        );
    }
}
