//! Vendor codes and names, `confidentiel/editeurs.yaml`. Read for the leak check, never by a renderer.

use super::reader::{Reader, Unique};
use super::yaml::Document;

const KEYS: &[&str] = &["éditeurs"];
const VENDOR_KEYS: &[&str] = &["code", "nom"];

/// A vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// Code used in comments, such as `E07`.
    pub code: String,
    /// Name, confidential.
    pub name: String,
}

/// Reads the tree of `confidentiel/editeurs.yaml`.
pub(super) fn read(document: &Document, reader: &mut Reader<'_>) -> Vec<Vendor> {
    let Some(root) = document.root.as_ref().filter(|root| !root.is_null()) else { return Vec::new() };
    let Some(fields) = reader.fields(root, "le fichier des éditeurs", KEYS) else { return Vec::new() };
    let mut unique = Unique::new("code éditeur");
    let mut vendors = Vec::new();
    for node in reader.items(&fields, "éditeurs") {
        let Some(entry) = reader.fields(node, "un éditeur", VENDOR_KEYS) else { continue };
        let code = reader.required(&entry, "code");
        let name = reader.required(&entry, "nom");
        if let Some(code) = code
            && unique.claim(&code, reader)
        {
            vendors.push(Vendor { code: code.value, name: name.map(|name| name.value).unwrap_or_default() });
        }
    }
    vendors
}
