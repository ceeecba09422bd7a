//! The files a vendor hands in, against those the answers name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::answers::{Answers, canonical};

/// Name and version of the format.
pub const DEPOSIT: &str = "remc/verification@1";

/// A file as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Size in bytes.
    pub size: u64,
    /// SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
}

/// What a file named by the answers became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Key of the proof.
    #[serde(rename = "cle")]
    pub key: String,
    /// Name in the answers.
    #[serde(rename = "fichier")]
    pub file: String,
    /// Why, in French.
    #[serde(rename = "texte")]
    pub text: String,
}

/// The answers against a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deposit {
    schema: &'static str,
    /// Proofs whose file is the one of the answers.
    #[serde(rename = "conformes")]
    pub sound: usize,
    /// Files that are not there, or whose name cannot be looked for.
    #[serde(rename = "manquants")]
    pub missing: Vec<Gap>,
    /// Files that are not the ones of the answers.
    #[serde(rename = "modifies")]
    pub changed: Vec<Gap>,
    /// Files the answers say nothing to compare with.
    #[serde(rename = "sans_empreinte")]
    pub unprinted: Vec<Gap>,
    /// Files the answers do not name.
    #[serde(rename = "en_trop")]
    pub extra: Vec<String>,
    /// Links, which are not followed, and what is no file.
    #[serde(rename = "ignores")]
    pub ignored: Vec<String>,
}

impl Deposit {
    /// Whether every proof is the file the answers say.
    pub fn is_sound(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty() && self.unprinted.is_empty()
    }

    /// The JSON form.
    pub fn to_json(&self) -> String {
        canonical(self)
    }
}

/// The name of a file below a folder, `/` between its parts; `None` for one that could lead out of it.
pub fn safe_name(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let drive = name.as_bytes().get(1) == Some(&b':');
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let safe = !name.starts_with('/') && !drive && !parts.is_empty() && !parts.contains(&"..");
    (safe && !name.contains('\0')).then(|| parts.join("/"))
}

/// Compares answers with the files of a folder, by name relative to it. `ignored` lists what was found and not read.
pub fn deposit(answers: &Answers, files: &BTreeMap<String, Found>, ignored: &[String]) -> Deposit {
    let mut report = Deposit {
        schema: DEPOSIT,
        sound: 0,
        missing: Vec::new(),
        changed: Vec::new(),
        unprinted: Vec::new(),
        extra: Vec::new(),
        ignored: ignored.to_vec(),
    };
    let mut named: BTreeSet<String> = BTreeSet::new();
    for (key, proof) in &answers.proofs {
        let gap = |text: String| Gap { key: key.clone(), file: proof.file.clone(), text };
        let Some(name) = safe_name(&proof.file) else {
            report.missing.push(gap("nom refusé : un fichier du dossier est attendu".to_owned()));
            continue;
        };
        let found = files.get(&name);
        if ignored.contains(&name) {
            report.missing.push(gap("lien, ou autre chose qu’un fichier : non suivi".to_owned()));
        } else if let Some(found) = found {
            if proof.sha256.is_empty() {
                report
                    .unprinted
                    .push(gap(format!("aucune empreinte dans les réponses ; SHA-256 {}", found.sha256)));
            } else if proof.sha256 != found.sha256 {
                let text = format!(
                    "SHA-256 {} ({} octets) au lieu de {} ({} octets)",
                    found.sha256, found.size, proof.sha256, proof.size
                );
                report.changed.push(gap(text));
            } else {
                report.sound += 1;
            }
        } else {
            report.missing.push(gap("absent du dossier".to_owned()));
        }
        let _ = named.insert(name);
    }
    report.extra = files.keys().filter(|name| !named.contains(*name)).cloned().collect();
    report
}
