//! What a file says of the évolution of each item, against what two states show.
//!
//! Owner of [`Confusion`]. Input: labels joined to items, and the comparisons of the lanes; output: a table label ×
//! computed évolution, and one named reason for each disagreement. The labels of the workbooks come from milestones, not
//! from texts: the reasons say where that leads.

use std::collections::BTreeMap;

use super::change::{Attribute, Change, Diff, Evolution};
use crate::model::{Field, ItemId};
use crate::quick::{HashMap, HashMapExt as _, HashSet};

/// The label of a row, its item found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Code of the lane; `None` for a row of a catalogue.
    pub lane: Option<String>,
    /// Id of the item in the project.
    pub id: String,
    /// The label as written; empty when the cell is.
    pub label: String,
}

/// What the comparison says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Computed {
    /// An évolution.
    Known(Evolution),
    /// Obsolete or absent on both sides.
    Outside,
}

impl Computed {
    /// Every column of the table.
    pub const ALL: [Computed; 6] = [
        Computed::Known(Evolution::New),
        Computed::Known(Evolution::Modified),
        Computed::Known(Evolution::Unchanged),
        Computed::Known(Evolution::Obsolete),
        Computed::Known(Evolution::Reinstated),
        Computed::Outside,
    ];

    /// The value in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            Computed::Known(evolution) => evolution.as_json(),
            Computed::Outside => "hors_comparaison",
        }
    }

    /// The word shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            Computed::Known(evolution) => evolution.label(),
            Computed::Outside => "Hors comparaison",
        }
    }
}

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    New,
    Modified,
    Unchanged,
    Obsolete,
    /// A status, which says nothing of the évolution.
    Status,
    Unknown,
}

impl Meaning {
    fn of(label: &str) -> Self {
        let plain = label.trim().replace('’', "'").to_lowercase();
        match plain.as_str() {
            "nouvelle" | "nouvelle exigence" => Meaning::New,
            "modifiée" | "modifiee" | "exigence revue" | "exigecne revue" | "revue" => Meaning::Modified,
            "inchangée" | "inchangee" | "stable" | "non modifiée" | "non modifiee" => Meaning::Unchanged,
            "obsolète" | "obsolete" | "retirée" | "retiree" => Meaning::Obsolete,
            "en cours d'instruction"
            | "à retravailler"
            | "a retravailler"
            | "approuvée"
            | "approuvee"
            | "validée"
            | "validee" => Meaning::Status,
            _ => Meaning::Unknown,
        }
    }
}

macro_rules! reasons {
    ($( $variant:ident = $json:literal, $agrees:literal, $words:literal; )*) => {
        /// Why a label and a computed évolution agree or not: every row falls in exactly one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason {
            $( #[doc = $words] $variant, )*
        }

        impl Reason {
            /// Every reason, in the order of reports.
            pub const ALL: &'static [Reason] = &[$( Reason::$variant ),*];

            /// The value in JSON.
            pub fn as_json(self) -> &'static str {
                match self { $( Reason::$variant => $json ),* }
            }

            /// The reason in words.
            pub fn words(self) -> &'static str {
                match self { $( Reason::$variant => $words ),* }
            }

            /// Whether label and comparison say the same.
            pub fn agrees(self) -> bool {
                match self { $( Reason::$variant => $agrees ),* }
            }
        }
    };
}

reasons! {
    Agrees = "accord", true, "le libellé et les textes disent la même chose";
    NewFromSocle = "nouvelle_reprise_du_socle", true, "nouvelle dans le couloir, reprise d’un socle qui l’avait déjà";
    ModifiedElsewhere = "modifiee_hors_enonce", true, "modifiée, mais par un autre champ que l’énoncé";
    Status = "statut_et_non_evolution", false, "le libellé est un statut, pas une évolution";
    Identical = "enonce_identique", false, "dite modifiée ; aucun champ ne change";
    Typographic = "typographie_seule", false, "dite modifiée ; seules les espaces ou la typographie changent";
    StatusOnly = "statut_seul", false, "dite modifiée ; seul le statut change, souvent une validation";
    MovedOnly = "deplacee_ou_renommee", false, "dite modifiée ; elle change seulement de place ou d’identifiant";
    ModifiedButNew = "modifiee_jamais_publiee", false, "dite modifiée ; le couloir ne l’avait pas avant";
    StableButChanged = "enonce_change_dit_stable", false, "dite inchangée ; l’énoncé change";
    StableButOtherField = "autre_champ_change_dit_stable", false, "dite inchangée ; un autre champ que l’énoncé change";
    StableButNew = "stable_jamais_publiee", false, "dite inchangée ; le couloir ne l’avait pas avant";
    NewButKnown = "nouvelle_deja_publiee", false, "dite nouvelle ; le couloir l’avait déjà";
    Reinstated = "reintroduite", false, "elle était obsolète et revient : aucun libellé ne le dit";
    LiveButGone = "vivante_dans_le_fichier_seul", false, "dite vivante ; obsolète ou absente dans l’état d’arrivée";
    ObsoleteButLive = "obsolete_dans_le_fichier_seul", false, "dite obsolète ; vivante dans l’état d’arrivée";
    ObsoleteBothSides = "obsolete_des_deux_cotes", false, "dite obsolète ; elle l’était déjà, ou n’a jamais été publiée vivante";
    UnknownItem = "exigence_inconnue", false, "aucun des deux états n’a d’exigence vivante à cet identifiant";
    UnknownLabel = "libelle_inconnu", false, "le libellé n’est pas une évolution connue";
}

/// An example of a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Lane.
    pub lane: Option<String>,
    /// Item.
    pub id: String,
}

/// Rows by label, then by computed évolution in the order of [`Computed::ALL`].
pub type Table = BTreeMap<String, [usize; 6]>;

/// Labels against comparisons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion {
    /// One table per lane; the empty name is for rows of a catalogue.
    pub lanes: BTreeMap<String, Table>,
    /// All lanes together.
    pub total: Table,
    /// How many rows each reason explains, and the first of them.
    pub reasons: BTreeMap<Reason, (usize, Vec<Example>)>,
    /// Rows read.
    pub rows: usize,
    /// Live items of the state after that no row labels, by lane.
    pub unlabelled: BTreeMap<String, usize>,
}

impl Confusion {
    /// Compares labels with the comparison of everything and those of the lanes, keeping `examples` ids for each reason.
    pub fn new(labels: &[Label], whole: &Diff, lanes: &[Diff], examples: usize) -> Self {
        let mut sides: HashMap<&str, Side<'_>> = HashMap::from_iter([("", Side::new(whole))]);
        for diff in lanes {
            sides.insert(diff.lane.as_deref().unwrap_or(""), Side::new(diff));
        }
        let mut out = Self { rows: labels.len(), ..Self::default() };
        let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
        for row in labels {
            let lane = row.lane.as_deref().unwrap_or("");
            let fate = sides.get(lane).map_or(Fate::Absent, |side| side.fate(&row.id));
            let reason = fate.reason(Meaning::of(&row.label));
            let column = fate.computed();
            let shown = if row.label.is_empty() { "(vide)" } else { &row.label };
            for table in [out.lanes.entry(lane.to_owned()).or_default(), &mut out.total] {
                let counts = table.entry(shown.to_owned()).or_default();
                for (count, known) in counts.iter_mut().zip(Computed::ALL) {
                    *count += usize::from(known == column);
                }
            }
            let (count, kept) = out.reasons.entry(reason).or_default();
            *count += 1;
            if kept.len() < examples {
                kept.push(Example { lane: row.lane.clone(), id: row.id.clone() });
            }
            seen.entry(lane).or_default().insert(&row.id);
        }
        for diff in lanes {
            let code = diff.lane.as_deref().unwrap_or("");
            let Some(seen) = seen.get(code) else { continue };
            let live = diff.changes.iter().filter(|change| change.evolution != Evolution::Obsolete);
            let ids = live.map(|change| &change.id).chain(&diff.unchanged);
            let missing = ids.filter(|id| !seen.contains(id.as_str())).count();
            out.unlabelled.insert(code.to_owned(), missing);
        }
        out
    }

    /// Rows where label and comparison say the same.
    pub fn agreed(&self) -> usize {
        self.reasons.iter().filter(|(reason, _)| reason.agrees()).map(|(_, (count, _))| count).sum()
    }
}

/// One comparison, by id.
struct Side<'a> {
    changes: HashMap<&'a str, &'a Change>,
    unchanged: HashSet<&'a str>,
}

/// What happened to the item of a row.
enum Fate<'a> {
    Changed(&'a Change),
    Untouched,
    Absent,
}

impl<'a> Side<'a> {
    fn new(diff: &'a Diff) -> Self {
        Self {
            changes: diff.changes.iter().map(|change| (change.id.as_str(), change)).collect(),
            unchanged: diff.unchanged.iter().map(ItemId::as_str).collect(),
        }
    }

    fn fate(&self, id: &str) -> Fate<'a> {
        match self.changes.get(id) {
            Some(change) => Fate::Changed(change),
            None if self.unchanged.contains(id) => Fate::Untouched,
            None => Fate::Absent,
        }
    }
}

impl Fate<'_> {
    fn computed(&self) -> Computed {
        match self {
            Fate::Changed(change) => Computed::Known(change.evolution),
            Fate::Untouched => Computed::Known(Evolution::Unchanged),
            Fate::Absent => Computed::Outside,
        }
    }

    fn reason(&self, meaning: Meaning) -> Reason {
        match meaning {
            Meaning::Status => return Reason::Status,
            Meaning::Unknown => return Reason::UnknownLabel,
            Meaning::New | Meaning::Modified | Meaning::Unchanged | Meaning::Obsolete => {}
        }
        match self {
            Fate::Absent if meaning == Meaning::Obsolete => Reason::ObsoleteBothSides,
            Fate::Absent => Reason::UnknownItem,
            Fate::Untouched => match meaning {
                Meaning::Modified => Reason::Identical,
                Meaning::New => Reason::NewButKnown,
                Meaning::Obsolete => Reason::ObsoleteButLive,
                Meaning::Unchanged | Meaning::Status | Meaning::Unknown => Reason::Agrees,
            },
            Fate::Changed(change) => of_change(change, meaning),
        }
    }
}

fn of_change(change: &Change, meaning: Meaning) -> Reason {
    let stated = |typographic: bool| {
        change.fields.iter().any(|field| field.field == Field::Statement && field.typographic == typographic)
    };
    match (change.evolution, meaning) {
        (Evolution::Obsolete, Meaning::Obsolete) => Reason::Agrees,
        (Evolution::Obsolete, _) => Reason::LiveButGone,
        (_, Meaning::Obsolete) => Reason::ObsoleteButLive,
        (Evolution::Reinstated, _) => Reason::Reinstated,
        (Evolution::New, Meaning::New) if change.attributes.contains(&Attribute::PickedUp) => {
            Reason::NewFromSocle
        }
        (Evolution::New, Meaning::New) => Reason::Agrees,
        (Evolution::New, Meaning::Modified) => Reason::ModifiedButNew,
        (Evolution::New, _) => Reason::StableButNew,
        (Evolution::Modified | Evolution::Unchanged, Meaning::New) => Reason::NewButKnown,
        (Evolution::Modified, Meaning::Modified) if stated(false) => Reason::Agrees,
        (Evolution::Modified, Meaning::Modified) => Reason::ModifiedElsewhere,
        (Evolution::Modified, _) if stated(false) => Reason::StableButChanged,
        (Evolution::Modified, _) => Reason::StableButOtherField,
        (Evolution::Unchanged, Meaning::Modified) => quiet(change),
        (Evolution::Unchanged, _) => Reason::Agrees,
    }
}

/// Why a change that is no modification may have been called one.
fn quiet(change: &Change) -> Reason {
    if !change.attributes.is_empty() {
        Reason::MovedOnly
    } else if change.status.0 != change.status.1 {
        Reason::StatusOnly
    } else if change.fields.iter().any(|field| field.typographic) {
        Reason::Typographic
    } else {
        Reason::Identical
    }
}
