//! Words that a cell packs together, taken apart: projects, profiles, former references, sections, proofs.

use super::rows::{ProofPart, SectionName};
use crate::exchange::fold;
use crate::exchange::identity::{clean_id, stem};
use crate::model::{ItemId, Nature};

/// The nature a word stands for, case and accents folded.
pub(super) fn nature(word: &str) -> Option<Nature> {
    match fold::key(word).trim_end_matches(['.', ' ']) {
        "obligatoire" | "obligation" | "exigence" | "cri" | "doit" => Some(Nature::Mandatory),
        "preconisee" | "preconise" | "preconisation" | "preco" | "recommandee" | "recommande"
        | "recommandation" | "peut" => Some(Nature::Recommended),
        _ => None,
    }
}

/// The nature that the verb of a statement tells, and why.
pub(super) fn told_nature(statement: Option<&str>) -> (Nature, &'static str) {
    let Some(statement) = statement else {
        return (Nature::Mandatory, "faute d’énoncé, la plus exigeante est prise");
    };
    let says =
        |verbs: &[&str]| statement.split(|one: char| !one.is_alphabetic()).any(|word| verbs.contains(&word));
    if says(&["DOIT", "DOIVENT"]) {
        (Nature::Mandatory, "l’énoncé dit « DOIT »")
    } else if says(&["PEUT", "PEUVENT"]) {
        (Nature::Recommended, "l’énoncé dit « PEUT »")
    } else {
        (Nature::Mandatory, "l’énoncé ne dit ni « DOIT » ni « PEUT », la plus exigeante est prise")
    }
}

/// `REM_BIO_Biologie [va2]`: whether it is a socle, its code and its title.
pub(super) fn project_name(name: &str) -> Option<(bool, String, String)> {
    let (kind, rest) = name.trim().split_once('_')?;
    let socle = match kind {
        "REM" => false,
        "SC" => true,
        _ => return None,
    };
    let rest = rest.split('[').next().unwrap_or_default().trim();
    let (code, title) = rest.split_once(['_', ' ']).unwrap_or((rest, ""));
    (!code.is_empty()).then(|| (socle, code.to_owned(), title.trim().to_owned()))
}

/// Profiles of a cell: Squash writes `|`, its exporter ` , `; a bare comma belongs to the name.
pub(super) fn profiles(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in text.split('|').flat_map(|part| part.split(" , ")) {
        let name = name.trim();
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Former references: `INS.32, 33` means `INS.32, INS.33`.
pub(super) fn wave1(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split([',', ';', '\n', '|']) {
        let id = clean_id(part).id;
        if id.is_empty() {
            continue;
        }
        let bare = id.bytes().all(|byte| byte.is_ascii_digit());
        let full = match found.last() {
            Some(previous) if bare => format!("{}.{id}", stem(previous)),
            _ => id,
        };
        found.push(full);
    }
    found
}

/// `ID_Libellé` split at its first `_`; a label alone otherwise. Second: what is wrong with it.
pub(super) fn section_name(text: &str) -> (SectionName, Option<&'static str>) {
    match text.split_once('_') {
        Some((code, title)) if is_code(&fold_code(code)) && !title.trim().is_empty() => {
            (SectionName { code: Some(fold_code(code)), title: title.trim().to_owned() }, None)
        }
        Some((code, _)) if is_code(&fold_code(code)) => {
            let code = fold_code(code);
            (SectionName { code: Some(code.clone()), title: code }, Some("pas de libellé après « _ »"))
        }
        Some(_) => (
            SectionName { code: None, title: text.to_owned() },
            Some("le code avant « _ » contient une espace ou un accent"),
        ),
        None => (SectionName { code: None, title: text.to_owned() }, None),
    }
}

pub(super) fn fold_code(code: &str) -> String {
    code.trim().trim_matches('/').to_owned()
}

/// Whether a word can be a section code of the language.
pub(super) fn is_code(code: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'#');
    code.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && code.bytes().all(allowed)
}

/// Proofs in one cell: a line each, number, colon, text; a line without a number continues the proof above.
pub(super) fn proof_list(text: &str) -> Vec<ProofPart> {
    let mut proofs: Vec<ProofPart> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let (head, rest) = line.split_once(':').unwrap_or((line, ""));
        let id = head.trim().trim_end_matches('\u{a0}');
        let numbered = !id.is_empty()
            && !id.contains(char::is_whitespace)
            && id.contains('.')
            && id.ends_with(|one: char| one.is_ascii_digit())
            && ItemId::defect(id).is_none();
        match proofs.last_mut() {
            _ if numbered => proofs.push(ProofPart { id: id.to_owned(), text: rest.trim().to_owned() }),
            Some(proof) => {
                if !(line.is_empty() && proof.text.is_empty()) {
                    if !proof.text.is_empty() {
                        proof.text.push('\n');
                    }
                    proof.text.push_str(line);
                }
            }
            None if line.is_empty() => {}
            None => proofs.push(ProofPart { id: String::new(), text: line.to_owned() }),
        }
    }
    for proof in &mut proofs {
        proof.text.truncate(proof.text.trim_end().len());
    }
    proofs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_split_at_the_first_underscore() {
        let (name, fault) = section_name("DMP/ALI/PROG_Programmer les envois");
        assert_eq!(name.code.as_deref(), Some("DMP/ALI/PROG"));
        assert_eq!(name.title, "Programmer les envois");
        assert_eq!(fault, None);
        assert_eq!(section_name("Reprise").0.code, None);
        assert!(section_name("deux mots_titre").1.is_some());
    }

    #[test]
    fn natures_have_many_names() {
        for word in ["Obligatoire", "EXIGENCE", "CRI", "DOIT"] {
            assert_eq!(nature(word), Some(Nature::Mandatory), "{word}");
        }
        for word in ["Préconisée", "preconisation", "PRECO", "Recommandée", "PEUT"] {
            assert_eq!(nature(word), Some(Nature::Recommended), "{word}");
        }
        assert_eq!(nature("Obligatiore"), None);
    }

    #[test]
    fn former_references_may_be_a_short_list() {
        assert_eq!(wave1("INS.32, 33, 34"), ["INS.32", "INS.33", "INS.34"]);
        assert_eq!(profiles("A | B , C, suite|A"), ["A", "B", "C, suite"]);
    }

    #[test]
    fn proofs_of_one_cell_are_separated() {
        let proofs = proof_list("X/Y.01.01.01 : première\nsuite\nX/Y.01.01.02 : seconde : précise");
        assert_eq!(proofs.len(), 2);
        assert_eq!(proofs.first().map(|proof| proof.text.as_str()), Some("première\nsuite"));
        assert_eq!(proofs.last().map(|proof| proof.text.as_str()), Some("seconde : précise"));
    }

    #[test]
    fn projects_are_lanes_or_socles() {
        assert_eq!(
            project_name("REM_HOP-DPI_Hôpital [va2]"),
            Some((false, "HOP-DPI".into(), "Hôpital".into()))
        );
        assert_eq!(project_name("SC_APCV apcv [va2]"), Some((true, "APCV".into(), "apcv".into())));
        assert_eq!(project_name("autre"), None);
    }
}
