//! The closed lists of the language.

use serde::{Deserialize, Serialize};

/// A closed list of words: how each is written, and how people see it.
pub trait Vocabulary: Sized + Copy + 'static {
    /// Every value with its keyword (as `fmt` writes it) and its published label.
    const WORDS: &'static [(Self, &'static str, &'static str)];

    /// Reads a keyword as `fmt` writes it, accents included.
    fn parse_exact(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, keyword, _)| *keyword == word).map(|entry| entry.0)
    }

    /// Reads a keyword with or without its accents.
    fn parse(word: &str) -> Option<Self> {
        let folded = crate::source::fold_accents(word);
        Self::WORDS
            .iter()
            .find(|(_, keyword, _)| crate::source::fold_accents(keyword) == folded)
            .map(|entry| entry.0)
    }

    /// The keyword of the language.
    fn keyword(self) -> &'static str;

    /// The word shown to readers.
    fn label(self) -> &'static str;
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $keyword:literal, $json:literal, $label:literal; )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $( $(#[$vdoc])* #[serde(rename = $json)] $variant, )*
        }

        impl Vocabulary for $name {
            const WORDS: &'static [(Self, &'static str, &'static str)] = &[$( ($name::$variant, $keyword, $label) ),*];

            fn keyword(self) -> &'static str {
                match self { $( $name::$variant => $keyword ),* }
            }

            fn label(self) -> &'static str {
                match self { $( $name::$variant => $label ),* }
            }
        }

        impl $name {
            /// The value in JSON: the keyword without accents.
            pub fn as_json(self) -> &'static str {
                match self { $( $name::$variant => $json ),* }
            }
        }
    };
}

vocabulary! {
    /// Nature: whether the requirement binds (DOIT) or advises (PEUT).
    Nature {
        /// DOIT.
        Mandatory = "obligatoire", "obligatoire", "Obligatoire";
        /// PEUT.
        Recommended = "préconisée", "preconisee", "Préconisée";
    }
}

vocabulary! {
    /// Statut: the authored life cycle.
    Status {
        /// Being written; never frozen.
        Draft = "rédaction", "redaction", "En rédaction";
        /// Under discussion.
        Instruction = "instruction", "instruction", "En cours d’instruction";
        /// Agreed.
        Validated = "validée", "validee", "Validée";
        /// Withdrawn for ever, id kept.
        Obsolete = "obsolète", "obsolete", "Obsolète";
    }
}

vocabulary! {
    /// Portée of a modification, strongest first.
    Reach {
        /// The meaning changed.
        Substance = "fond", "fond", "Fond";
        /// Only proofs or verification points changed.
        Proofs = "preuves", "preuves", "Preuves seules";
        /// Only external references changed.
        Reference = "référence", "reference", "Référence seule";
        /// Only the wording changed.
        Wording = "rédactionnelle", "redactionnelle", "Rédactionnelle";
    }
}

vocabulary! {
    /// Motif: why a change was made.
    Motive {
        /// Asked for by a vendor.
        VendorComment = "retour_editeurs", "retour_editeurs", "Retour éditeurs";
        /// Asked for inside the agency.
        AgencyComment = "retour_ans", "retour_ans", "Retour ANS";
        /// An external referential changed.
        Referential = "referentiel", "referentiel", "Évolution d’un référentiel";
        /// A mistake was corrected.
        Mistake = "erreur", "erreur", "Correction d’erreur";
        /// Made more precise.
        Precision = "precision", "precision", "Précision";
        /// Merged with another.
        Merge = "fusion", "fusion", "Fusion";
        /// Split in several.
        Split = "scission", "scission", "Scission";
        /// Outside the scope of the lane or the wave.
        OutOfScope = "hors_perimetre", "hors_perimetre", "Hors périmètre";
        /// No longer makes sense.
        Moot = "sans_objet", "sans_objet", "Sans objet";
    }
}

vocabulary! {
    /// Criticité.
    Criticality {
        /// Minor.
        Minor = "mineure", "mineure", "Mineure";
        /// Major.
        Major = "majeure", "majeure", "Majeure";
        /// Critical.
        Critical = "critique", "critique", "Critique";
    }
}

vocabulary! {
    /// Kind of a proof.
    ProofKind {
        /// Screen capture.
        Screenshot = "capture", "capture", "Capture d’écran";
        /// Video.
        Video = "vidéo", "video", "Vidéo";
        /// Log or exchange trace.
        Trace = "trace", "trace", "Trace";
        /// Document.
        Document = "document", "document", "Document";
        /// Signed statement.
        Attestation = "attestation", "attestation", "Attestation";
        /// Data file.
        File = "fichier", "fichier", "Fichier";
        /// Identifier of a run on a test platform.
        Identifier = "identifiant", "identifiant", "Identifiant";
        /// Anything else.
        Other = "autre", "autre", "Autre";
    }
}

vocabulary! {
    /// Disposition given to a vendor comment.
    Disposition {
        /// Taken in.
        Integrated = "intégré", "integre", "Intégré";
        /// Taken in part.
        Partly = "partiellement", "partiellement", "Partiellement intégré";
        /// Not taken.
        Rejected = "non_retenu", "non_retenu", "Non retenu";
        /// No longer applies.
        Moot = "sans_objet", "sans_objet", "Sans objet";
        /// A question, answered.
        Question = "question", "question", "Question";
    }
}

vocabulary! {
    /// Publication status of a version of an external referential.
    ReferenceStatus {
        /// Public consultation.
        Consultation = "concertation", "concertation", "Concertation";
        /// An explanatory note is out.
        Note = "note descriptive", "note_descriptive", "Note descriptive";
        /// Pre-published.
        Prepublished = "prépublication", "prepublication", "Prépublication";
        /// Available in an earlier version.
        Available = "disponible", "disponible", "Disponible";
        /// Published.
        Published = "publiée", "publiee", "Publiée";
        /// To come, with a promise.
        Upcoming = "à venir", "a_venir", "À venir";
    }
}
