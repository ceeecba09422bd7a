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
