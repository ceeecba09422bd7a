//! Who is who: cleaning identifiers, naming lanes, telling a socle item from a lane's own requirement.
//!
//! Owner of the identity rules of an import. A lane publishes `MSS/CONF.01` for the socle item `SC.MSS/CONF.01`; its own
//! requirements carry its name (`LGC.MDV.06`); spaces of any kind in an id are accidents.

use std::collections::BTreeSet;

use super::fold;
use crate::model::ItemId;

/// A lane known by its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLane {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Prefixes of its own ids.
    pub prefixes: Vec<String>,
}

/// Lanes of the programme as workbooks name them: code, title, other names, prefixes. Proposed to a new project; a
/// project that names its own keeps them.
const PROGRAMME: &[(&str, &str, &[&str], &[&str])] = &[
    ("HOP-DPI", "Dossier patient informatisé", &["DPI", "HOP-HOP-DPI"], &["DPI.", "HOP-DPI."]),
    ("HOP-PFI", "Plateforme d’intermédiation", &["PFI", "HOP-HOP-PFI"], &["PFI.", "HOP-PFI."]),
    ("RIS", "Système d’information de radiologie", &[], &["RIS."]),
    ("LGC", "Logiciel de gestion de cabinet", &[], &["LGC."]),
    ("BIO", "Système de gestion de laboratoire", &["SGL"], &["SGL.", "BIO."]),
    ("DB", "DRIMbox", &[], &["DB."]),
];

/// Prefix of socle ids.
pub const SOCLE_PREFIX: &str = "SC.";

/// An identifier as found, and as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanId {
    /// The id; empty when the cell names none.
    pub id: String,
    /// What was changed, in words.
    pub changes: Vec<&'static str>,
    /// Why it is no id, when it cannot be made one.
    pub defect: Option<&'static str>,
}

/// Cleans an identifier: no space of any kind, no invisible character, no final punctuation; `0`, `-` and error values
/// name nothing.
pub fn clean_id(raw: &str) -> CleanId {
    let mut clean = CleanId::default();
    let mut id = String::with_capacity(raw.len());
    let text = raw.replace("_x000D_", "").replace("_x000d_", "").replace("&nbsp;", "\u{a0}");
    if text.len() != raw.len() {
        clean.changes.push("résidu d’export retiré");
    }
    for character in text.chars() {
        match character {
            '\u{a0}' | '\u{202f}' | '\u{2007}' => note(&mut clean, "espace insécable retirée"),
            other if fold::is_space(other) => note(&mut clean, "espace retirée"),
            other if fold::is_invisible(other) => note(&mut clean, "caractère invisible retiré"),
            '‐' | '‑' | '–' | '—' => {
                note(&mut clean, "tiret typographique remplacé");
                id.push('-');
            }
            other => id.push(other),
        }
    }
    while id.ends_with(['.', ';', ':', ',', '/']) {
        let _ = id.pop();
        note(&mut clean, "ponctuation finale retirée");
    }
    if matches!(id.as_str(), "" | "0" | "-" | "0.0") || id.starts_with('#') {
        return CleanId { changes: Vec::new(), ..CleanId::default() };
    }
    if let Some(rest) =
        id.get(..3).filter(|start| start.eq_ignore_ascii_case(SOCLE_PREFIX) && *start != SOCLE_PREFIX)
    {
        id.replace_range(..rest.len(), SOCLE_PREFIX);
        note(&mut clean, "préfixe « SC. » remis en capitales");
    }
    clean.defect = ItemId::defect(&id);
    clean.id = id;
    clean
}

fn note(clean: &mut CleanId, change: &'static str) {
    if !clean.changes.contains(&change) {
        clean.changes.push(change);
    }
}

/// The number of an id, for shapes such as `SC.MSS/CONF.01`: everything after the last dot.
pub fn stem(id: &str) -> &str {
    id.rsplit_once('.').map_or(id, |(stem, _)| stem)
}

/// Code of the socle of a socle id: `SC.MSS/CONF.01` gives `MSS`, in capitals.
pub fn socle_code(id: &str) -> String {
    let body = id.strip_prefix(SOCLE_PREFIX).unwrap_or(id);
    let code = body.split(['/', '.', '#']).next().unwrap_or_default();
    let code = code.to_ascii_uppercase();
    if code.is_empty() { "SC".to_owned() } else { code }
}

/// The lanes of a project, by all their names.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    /// Known lanes: those of the project first.
    pub known: Vec<KnownLane>,
}

impl Lanes {
    /// Lanes of the project, completed by those of the programme that the project does not name.
    pub fn new(project: Vec<KnownLane>) -> Self {
        let mut lanes = Self { known: project };
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        for (code, title, aliases, prefixes) in PROGRAMME {
            let lane = KnownLane {
                code: (*code).to_owned(),
                title: (*title).to_owned(),
                aliases: owned(aliases),
                prefixes: owned(prefixes),
            };
            let taken =
                std::iter::once(&lane.code).chain(&lane.aliases).any(|name| lanes.find(name).is_some());
            if !taken {
                lanes.known.push(lane);
            }
        }
        lanes
    }

    /// A lane by code or alias, case and accents folded.
    pub fn find(&self, name: &str) -> Option<&KnownLane> {
        let folded = fold::key(name);
        self.known.iter().find(|lane| fold::key(&lane.code) == folded).or_else(|| {
            self.known.iter().find(|lane| lane.aliases.iter().any(|alias| fold::key(alias) == folded))
        })
    }

    /// The lane whose own ids start like this one (`LGC.MDV.06`), if any; letter case does not count.
    pub fn owner(&self, id: &str) -> Option<&KnownLane> {
        self.known.iter().find(|lane| {
            let code = format!("{}.", lane.code);
            lane.prefixes.iter().chain(std::iter::once(&code)).any(|prefix| {
                id.split_at_checked(prefix.len())
                    .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(prefix) && rest.contains('.'))
            })
        })
    }
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A socle item, by its full id.
    Socle(String),
    /// A lane's own requirement.
    Own(String),
}

impl Target {
    /// The id in the project.
    pub fn id(&self) -> &str {
        match self {
            Target::Socle(id) | Target::Own(id) => id,
        }
    }
}

/// What is known of ids before a row is read.
#[derive(Debug, Clone, Default)]
pub struct KnownIds {
    /// Socle items of the project and of the catalogue rows of the workbook.
    pub socle: BTreeSet<String>,
    /// Own requirements of the project: lane and id.
    pub own: BTreeSet<(String, String)>,
    /// Ids that several lanes of the workbook list.
    pub shared: BTreeSet<String>,
    /// Ids that at least one row of the workbook links to a socle item.
    pub linked: BTreeSet<String>,
}

/// Tells what a row of a lane is about. `links` says whether the workbook has a column for the socle item.
pub fn target(lanes: &Lanes, known: &KnownIds, lane: &str, id: &str, links: bool) -> Target {
    if id.starts_with(SOCLE_PREFIX) {
        return Target::Socle(id.to_owned());
    }
    if known.own.contains(&(lane.to_owned(), id.to_owned())) || lanes.owner(id).is_some() {
        return Target::Own(id.to_owned());
    }
    let socle = format!("{SOCLE_PREFIX}{id}");
    let shared = known.socle.contains(&socle) || known.linked.contains(id) || known.shared.contains(id);
    if shared || !links { Target::Socle(socle) } else { Target::Own(id.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_accidents() {
        let clean = clean_id("SC.\u{a0}DMP/HISTO.01 ");
        assert_eq!(clean.id, "SC.DMP/HISTO.01");
        assert_eq!(clean.changes, ["espace insécable retirée", "espace retirée"]);
        assert_eq!(clean.defect, None);
        assert_eq!(clean_id("0").id, "");
        assert_eq!(clean_id("#N/A").id, "");
        assert!(clean_id("é.1").defect.is_some());
        assert_eq!(clean_id("sc.PSC.01").id, "SC.PSC.01");
    }

    #[test]
    fn socle_and_own_ids_are_told_apart() {
        let lane = |code: &str, prefixes: &[&str]| KnownLane {
            code: code.to_owned(),
            title: String::new(),
            aliases: Vec::new(),
            prefixes: prefixes.iter().map(|one| (*one).to_owned()).collect(),
        };
        let lanes = Lanes { known: vec![lane("BIO", &["SGL."]), lane("DB", &["DB."])] };
        let mut known = KnownIds::default();
        assert_eq!(target(&lanes, &known, "BIO", "SC.PSC.01", true), Target::Socle("SC.PSC.01".into()));
        assert_eq!(
            target(&lanes, &known, "BIO", "SGL.LOI/va1.03", true),
            Target::Own("SGL.LOI/va1.03".into())
        );
        assert_eq!(target(&lanes, &known, "BIO", "sgl.a.01", false), Target::Own("sgl.a.01".into()));
        assert_eq!(target(&lanes, &known, "BIO", "PSC.01", false), Target::Socle("SC.PSC.01".into()));
        assert_eq!(target(&lanes, &known, "BIO", "DB/AC.02", false), Target::Socle("SC.DB/AC.02".into()));
        assert_eq!(target(&lanes, &known, "BIO", "PSC.01", true), Target::Own("PSC.01".into()));
        known.linked.insert("PSC.01".to_owned());
        assert_eq!(target(&lanes, &known, "BIO", "PSC.01", true), Target::Socle("SC.PSC.01".into()));
        assert_eq!(socle_code("SC.ePresc/va1.03"), "EPRESC");
        assert_eq!(socle_code("SC.PSC.06"), "PSC");
    }
}
