//! Arguments of `remc checklist`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct ChecklistArgs {
    #[command(subcommand)]
    pub(crate) action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Écrit un fichier de réponses vide
    New(NewArgs),
    /// Dit ce que valent les réponses à une itération : reprise, reste à traiter, ce qui bloque
    View(ViewArgs),
    /// Fusionne deux fichiers de réponses ; les désaccords sont listés, jamais tranchés d’office
    Merge(MergeArgs),
    /// Compare un dossier de preuves aux réponses : fichiers manquants, modifiés, en trop
    Verify(VerifyArgs),
    /// Reprend un tableau (XLSX, ODS, CSV) ou un autre fichier de réponses (JSON)
    Import(ImportArgs),
    /// Écrit les réponses en JSON, CSV ou XLSX, ou le rapport de conformité en PDF
    Export(ExportArgs),
}

/// Where the checklist comes from.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// Itération (par défaut : la dernière figée)
    #[arg(long, value_name = "ITn", conflicts_with = "definition")]
    pub(crate) iteration: Option<String>,
    /// Liste de conformité publiée (checklist.json du couloir) : aucun projet n’est alors nécessaire
    #[arg(long, value_name = "FICHIER")]
    pub(crate) definition: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// Couloir
    #[arg(long, value_name = "COULOIR", required_unless_present = "definition")]
    pub(crate) lane: Option<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Nom du produit
    #[arg(long, value_name = "NOM")]
    pub(crate) product: String,
    /// Version du produit
    #[arg(long = "version", value_name = "VERSION", default_value = "", hide_default_value = true)]
    pub(crate) version: String,
    /// Fichier à créer ; un fichier existant n’est jamais remplacé
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: PathBuf,
}

/// How the state of answers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ViewFormat {
    /// Pour une personne.
    Human,
    /// remc/reprise@1.
    Json,
    /// Rapport de complétude, une page à lire ou à imprimer.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// Fichier de réponses
    #[arg(value_name = "RÉPONSES")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ViewFormat,
    /// Écrire dans ce fichier plutôt que sur la sortie
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: Option<PathBuf>,
}

/// Which file wins where two disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prefer {
    /// Le premier.
    Left,
    /// Le second.
    Right,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// Premier fichier de réponses
    #[arg(value_name = "GAUCHE")]
    pub(crate) left: PathBuf,
    /// Second fichier de réponses
    #[arg(value_name = "DROITE")]
    pub(crate) right: PathBuf,
    /// Fichier à écrire
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: PathBuf,
    /// Trancher tous les désaccords restants en faveur d’un fichier
    #[arg(long, value_enum, value_name = "CÔTÉ")]
    pub(crate) prefer: Option<Prefer>,
    /// Choix un par un : {"choix": {"reponses/ID": "gauche"}}
    #[arg(long, value_name = "FICHIER")]
    pub(crate) resolutions: Option<PathBuf>,
    /// Format du compte rendu
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: crate::cli::args::TextFormat,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Fichier de réponses
    #[arg(value_name = "RÉPONSES")]
    pub(crate) file: PathBuf,
    /// Dossier des preuves
    #[arg(long, value_name = "DOSSIER")]
    pub(crate) preuves: PathBuf,
    /// Format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: crate::cli::args::TextFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Tableau ou fichier de réponses
    #[arg(value_name = "FICHIER")]
    pub(crate) file: PathBuf,
    /// Fichier de réponses à compléter
    #[arg(long, value_name = "RÉPONSES")]
    pub(crate) into: PathBuf,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Jour à inscrire sur les réponses changées (AAAA-MM-JJ ; sans lui, elles restent sans date)
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// Dire ce qui changerait, sans rien écrire
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How answers leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// remc/reponses@1, sous sa forme canonique.
    Json,
    /// Une ligne par preuve.
    Csv,
    /// Une ligne par preuve, états à choisir dans une liste.
    Xlsx,
    /// Rapport de conformité, en PDF balisé.
    Pdf,
    /// Source Typst de ce rapport.
    Typ,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Fichier de réponses
    #[arg(value_name = "RÉPONSES")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,
    /// Fichier à écrire
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: PathBuf,
}
